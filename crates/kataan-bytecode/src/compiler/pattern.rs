//! [Binding patterns](https://tc39.es/ecma262/#sec-destructuring-binding-patterns) and
//! [destructuring assignment](https://tc39.es/ecma262/#sec-destructuring-assignment).

use kataan_syntax::ast::{
    ArrayPattern, Expr, ObjectPattern, Pattern, PatternElement, PatternKind, PropertyKey,
};

use super::expression::StaticKey;
use super::function::FunctionCompiler;
use super::name::{Home, NameReference};
use crate::compiler::expression::PropertyTarget;
use crate::opcode::instructions as op;
use crate::opcode::operand::{FeedbackKind, Register};

/// What storing in a pattern's name means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Binding {
    /// The first value of a declared name.
    Initialize,
    /// An assignment: also `var`.
    Assign,
}

/// A target with its parts evaluated.
enum Target<'t, 'a> {
    Declared(kataan_syntax::ast::Name),
    Name(NameReference),
    Property(PropertyTarget),
    Pattern(&'t Pattern<'a>),
}

impl<'a> FunctionCompiler<'_, '_, 'a> {
    /// Initialises the names of a pattern from `src`.
    pub(super) fn bind_pattern(&mut self, pattern: &Pattern<'a>, src: Register) {
        self.pattern(pattern, src, Binding::Initialize);
    }

    /// Assigns to the targets of a pattern from `src`.
    pub(super) fn assign_pattern(&mut self, pattern: &Pattern<'a>, src: Register) {
        self.pattern(pattern, src, Binding::Assign);
    }

    pub(super) fn pattern(&mut self, pattern: &Pattern<'a>, src: Register, binding: Binding) {
        if !self.may_recurse() {
            return;
        }
        let mark = self.registers.mark();
        match pattern.kind {
            PatternKind::Object(object) => self.object_pattern(pattern, object, src, binding),
            PatternKind::Array(array) => self.array_pattern(pattern, array, src, binding),
            _ => {
                let target = self.target(pattern, binding, None);
                self.store_target(&target, src, binding);
            }
        }
        self.registers.release(mark);
    }

    /// A parameter: its value is in `src`.
    pub(super) fn bind_element(&mut self, element: &PatternElement<'a>, src: Register) {
        let mark = self.registers.mark();
        let in_place = match element.target.kind {
            PatternKind::Identifier(name) => self.declared(name).home == Home::Register(src),
            _ => false,
        };
        if in_place {
            self.default_value(element, src);
        } else {
            let mut value = src;
            if element.default.is_some() {
                value = self.registers.take();
                self.move_to(value, src);
                self.default_value(element, value);
            }
            self.bind_pattern(element.target, value);
        }
        self.registers.release(mark);
    }

    /// `value = default`, if it is `undefined` and there is one.
    fn default_value(&mut self, element: &PatternElement<'a>, value: Register) {
        let Some(default) = element.default else {
            return;
        };
        let given = self.asm.label();
        let target = self.asm.to(given);
        self.asm.emit(op::JumpIfNotUndefined { src: value, target });
        self.named_by_target(element.target, default, value);
        self.asm.bind(given);
    }

    /// Evaluates a value that a target may give a name to.
    pub(super) fn named_by_target(
        &mut self,
        target: &Pattern<'a>,
        value: &Expr<'a>,
        dst: Register,
    ) {
        match target.kind {
            PatternKind::Identifier(name) => self.named_expression_to(value, dst, name),
            _ => self.expression_to(value, dst),
        }
    }

    /// Evaluates the parts of a target, which come before the value that is stored there.
    fn target<'t>(
        &mut self,
        pattern: &'t Pattern<'a>,
        binding: Binding,
        later: Option<&Expr<'a>>,
    ) -> Target<'t, 'a> {
        match pattern.kind {
            PatternKind::Identifier(name) if binding == Binding::Initialize => {
                Target::Declared(name)
            }
            PatternKind::Identifier(name) | PatternKind::ParenthesizedIdentifier(name) => {
                Target::Name(self.reference_name(name, false))
            }
            PatternKind::Expression(member) => {
                let later: smallvec::SmallVec<[&Expr<'a>; 1]> = later.into_iter().collect();
                Target::Property(self.property_target(member, &later, false))
            }
            PatternKind::Object(_) | PatternKind::Array(_) => Target::Pattern(pattern),
        }
    }

    fn store_target(&mut self, target: &Target<'_, 'a>, src: Register, binding: Binding) {
        match target {
            Target::Declared(name) => self.initialize_name(*name, src),
            Target::Name(reference) => self.store_reference(reference, src),
            Target::Property(property) => self.store_property(*property, src),
            Target::Pattern(pattern) => self.pattern(pattern, src, binding),
        }
    }

    /// The register in which the target's value may be made, default and all: a variable that
    /// nothing reads before it is stored.
    fn target_register(&self, target: &Target<'_, 'a>, has_default: bool) -> Option<Register> {
        match target {
            Target::Declared(name) => {
                let resolved = self.declared(*name);
                match resolved.home {
                    Home::Register(register) if !resolved.checked => Some(register),
                    _ => None,
                }
            }
            Target::Name(reference) if !has_default => reference.plain_register(),
            _ => None,
        }
    }

    fn object_pattern(
        &mut self,
        whole: &Pattern<'a>,
        pattern: &ObjectPattern<'a>,
        src: Register,
        binding: Binding,
    ) {
        self.asm.set_position(whole.span.start);
        // A first property with a known key and no target to evaluate throws the same error.
        let checks_itself = pattern.properties.first().is_some_and(|first| {
            !matches!(first.key, PropertyKey::Computed(_))
                && !matches!(first.value.target.kind, PatternKind::Expression(_))
        });
        if !checks_itself {
            self.asm.emit(op::CheckObjectCoercible { src });
        }
        let excluded = match pattern.rest {
            Some(_) => self.registers.take_many(pattern.properties.len() as u32),
            None => Register(0),
        };
        for (index, property) in pattern.properties.iter().enumerate() {
            let mark = self.registers.mark();
            let kept = pattern.rest.map(|_| excluded.offset(index as u16));
            let known = self.static_key(&property.key);
            let mut key = Register(0);
            match (known, &property.key) {
                (Some(known), _) => {
                    if let Some(kept) = kept {
                        self.load_key(known, kept);
                    }
                    if let StaticKey::Index(_) = known {
                        key = kept.unwrap_or_else(|| self.registers.take());
                        if kept.is_none() {
                            self.load_key(known, key);
                        }
                    }
                }
                (None, PropertyKey::Computed(expr)) => {
                    key = kept.unwrap_or_else(|| self.registers.take());
                    self.computed_key(expr, key);
                }
                _ => {}
            }
            let target = self.target(property.value.target, binding, property.value.default);
            let has_default = property.value.default.is_some();
            let value = match self.target_register(&target, has_default) {
                // The object may be the variable that is assigned, with more to be read from it.
                Some(register) if register != src => register,
                _ => self.registers.take(),
            };
            self.asm.set_position(property.value.target.span.start);
            if let Some(StaticKey::Name(name)) = known {
                self.get_property(value, src, name);
            } else {
                let feedback = self.feedback(FeedbackKind::ElementLoad);
                self.asm.emit(op::GetElement {
                    dst: value,
                    object: src,
                    key,
                    feedback,
                });
            }
            self.default_value(&property.value, value);
            if self.target_register(&target, has_default) != Some(value) {
                self.store_target(&target, value, binding);
            }
            self.registers.release(mark);
        }
        let Some(rest) = pattern.rest else { return };
        let target = self.target(rest, binding, None);
        let direct = self
            .target_register(&target, false)
            .filter(|&register| register != src);
        let dst = direct.unwrap_or_else(|| self.registers.take());
        let count = pattern.properties.len() as u32;
        self.asm.emit(op::CopyRestProperties {
            dst,
            src,
            excluded,
            count,
        });
        if direct.is_none() {
            self.store_target(&target, dst, binding);
        }
    }

    fn array_pattern(
        &mut self,
        whole: &Pattern<'a>,
        pattern: &ArrayPattern<'a>,
        src: Register,
        binding: Binding,
    ) {
        let iterator = self.registers.take_many(3);
        self.asm.set_position(whole.span.start);
        let feedback = self.feedback(FeedbackKind::Iterate);
        self.asm.emit(op::GetIterator {
            iterator,
            src,
            feedback,
        });
        self.with_open_iterator(iterator, false, |compiler| {
            for element in pattern.elements {
                let mark = compiler.registers.mark();
                let Some(element) = element else {
                    let dst = compiler.registers.take();
                    compiler.iterator_value(dst, iterator);
                    compiler.registers.release(mark);
                    continue;
                };
                let target = compiler.target(element.target, binding, element.default);
                let has_default = element.default.is_some();
                // A step that throws may leave its result object in the register: a variable that
                // was there before must not show it.
                let direct = match binding {
                    Binding::Initialize => compiler.target_register(&target, has_default),
                    Binding::Assign => None,
                };
                let value = direct.unwrap_or_else(|| compiler.registers.take());
                compiler.asm.set_position(element.target.span.start);
                compiler.iterator_value(value, iterator);
                compiler.default_value(element, value);
                if direct.is_none() {
                    compiler.store_target(&target, value, binding);
                }
                compiler.registers.release(mark);
            }
            if let Some(rest) = pattern.rest {
                let target = compiler.target(rest, binding, None);
                let direct = compiler.target_register(&target, false);
                let dst = direct.unwrap_or_else(|| compiler.registers.take());
                compiler.asm.emit(op::IteratorRest { dst, iterator });
                if direct.is_none() {
                    compiler.store_target(&target, dst, binding);
                }
            }
        });
        if pattern.rest.is_none() {
            self.asm.emit(op::IteratorClose { iterator });
        }
    }

    /// `dst = next value`, or `undefined` when there is none.
    fn iterator_value(&mut self, dst: Register, iterator: Register) {
        let done = self.asm.label();
        let feedback = self.feedback(FeedbackKind::Iterate);
        let exit = self.asm.to(done);
        self.asm.emit(op::IteratorStep {
            dst,
            iterator,
            exit,
            feedback,
        });
        let exit = self.asm.to(done);
        self.asm.emit(op::IteratorUnpack {
            dst,
            iterator,
            exit,
        });
        self.asm.bind(done);
    }
}
