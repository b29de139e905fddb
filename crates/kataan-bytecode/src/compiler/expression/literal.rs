//! [Object](https://tc39.es/ecma262/#sec-object-initializer) and
//! [array literals](https://tc39.es/ecma262/#sec-array-initializer),
//! [templates](https://tc39.es/ecma262/#sec-template-literals) and RegExp literals.

use alloc::vec::Vec;

use kataan_syntax::{
    FunctionFlags as Facts,
    ast::{
        ArrayElement, ArrayLiteral, Expr, ExprKind, FunctionId, Name, ObjectLiteral, Property,
        PropertyKey, PropertyKind, RegExpLiteral, Template,
    },
};

use super::is_pure;
use crate::compiler::fold::Constant;
use crate::compiler::function::FunctionCompiler;
use crate::compiler::name::ReadMode;
use crate::container::ConstantKind;
use crate::opcode::instructions as op;
use crate::opcode::operand::{ConstantIndex, Enumerable, FeedbackKind, Prefix, Register};

/// Values are gathered in registers in runs of at most this length.
const RUN: usize = 64;

/// A property key that is known when the code is compiled.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(in crate::compiler) enum StaticKey {
    Name(Name),
    /// A key that is an integer, which names do not spell.
    Index(f64),
}

impl<'a> FunctionCompiler<'_, '_, 'a> {
    /// The integer up to 2^53-1 that the name spells as a property key, if it does.
    pub(in crate::compiler) fn index_value(&self, name: Name) -> Option<f64> {
        let text = self.unit.program.names.bytes(name);
        if text.is_empty() || text.len() > 16 || text[0] == b'0' && text.len() > 1 {
            return None;
        }
        let mut value = 0u64;
        for &byte in text {
            value = value * 10 + u64::from(byte.checked_sub(b'0').filter(|&digit| digit < 10)?);
        }
        (value < 1 << 53).then_some(value as f64)
    }

    /// Whether the name spells an integer property key.
    pub(in crate::compiler) fn is_index(&self, name: Name) -> bool {
        self.index_value(name).is_some()
    }

    /// The key, if it is known and no private name.
    pub(in crate::compiler) fn static_key(&mut self, key: &PropertyKey<'a>) -> Option<StaticKey> {
        match *key {
            PropertyKey::Name(name) => Some(match self.index_value(name) {
                Some(index) => StaticKey::Index(index),
                None => StaticKey::Name(name),
            }),
            PropertyKey::Number(number) => {
                let name = self.number_name(number);
                Some(match self.index_value(name) {
                    Some(index) => StaticKey::Index(index),
                    None => StaticKey::Name(name),
                })
            }
            PropertyKey::Computed(expr) => match self.constant(expr)? {
                Constant::String(name) => self.static_key(&PropertyKey::Name(name)),
                Constant::Number(number) => self.static_key(&PropertyKey::Number(number)),
                _ => None,
            },
            PropertyKey::Private(_) => None,
        }
    }

    /// The text of a number, as a name.
    pub(in crate::compiler) fn number_name(&mut self, number: f64) -> Name {
        let mut buffer = ryu_js::Buffer::new();
        self.unit
            .program
            .names
            .intern(buffer.format(number).as_bytes())
    }

    /// The key as the name of a function.
    pub(in crate::compiler) fn key_name(&mut self, key: StaticKey) -> Name {
        match key {
            StaticKey::Name(name) => name,
            StaticKey::Index(index) => self.number_name(index),
        }
    }

    /// Loads a known key.
    pub(in crate::compiler) fn load_key(&mut self, key: StaticKey, dst: Register) {
        match key {
            StaticKey::Name(name) => self.load_constant(Constant::String(name), dst),
            StaticKey::Index(index) => self.load_number(index, dst),
        }
    }

    /// Evaluates a computed key and makes it a property key.
    pub(in crate::compiler) fn computed_key(&mut self, expr: &Expr<'a>, dst: Register) {
        self.expression_to(expr, dst);
        self.asm.set_position(expr.span.start);
        self.asm.emit(op::ToPropertyKey { dst, src: dst });
    }

    pub(super) fn object_literal(&mut self, literal: &ObjectLiteral<'a>, dst: Register) {
        let simple = self.simple_properties(literal.properties);
        let whole = simple.len() == literal.properties.len();
        let object = if whole { dst } else { self.building(dst) };
        if simple.is_empty() {
            self.asm.emit(op::NewObject { dst: object });
        } else {
            let mark = self.registers.mark();
            let values = Register(mark.min(u32::from(u16::MAX)) as u16);
            let mut keys = Vec::with_capacity(simple.len());
            for (property, &key) in literal.properties.iter().zip(&simple) {
                let value = self.registers.take();
                self.property_value(property, key, value);
                keys.push(self.unit.name(key).0);
            }
            let count = keys.len() as u16;
            let keys = self.unit.builder.list(ConstantKind::KeyList, keys);
            let feedback = self.feedback(FeedbackKind::Literal);
            self.asm.emit(op::CreateObject {
                dst: object,
                values,
                count,
                keys,
                feedback,
            });
            self.registers.release(mark);
        }
        for property in &literal.properties[simple.len()..] {
            let mark = self.registers.mark();
            self.define_property(property, object);
            self.registers.release(mark);
        }
        self.move_to(dst, object);
    }

    /// The keys of the literal's first properties that are plain values under distinct names.
    fn simple_properties(&mut self, properties: &[Property<'a>]) -> Vec<Name> {
        let mut keys: Vec<Name> = Vec::new();
        for property in properties.iter().take(RUN) {
            let name = match &property.kind {
                PropertyKind::Value(key, _) if !matches!(key, PropertyKey::Computed(_)) => {
                    self.static_key(key)
                }
                PropertyKind::Method(key, id) if !self.needs_home(*id) => match key {
                    PropertyKey::Computed(_) => None,
                    key => self.static_key(key),
                },
                PropertyKind::Shorthand(name) => Some(StaticKey::Name(*name)),
                _ => None,
            };
            match name {
                Some(StaticKey::Name(name)) if !keys.contains(&name) => keys.push(name),
                _ => break,
            }
        }
        keys
    }

    fn property_value(&mut self, property: &Property<'a>, key: Name, dst: Register) {
        match property.kind {
            PropertyKind::Value(_, expr) => self.named_expression_to(expr, dst, key),
            PropertyKind::Method(_, id) => self.create_function(id, dst, Some(key)),
            PropertyKind::Shorthand(name) => {
                self.asm.set_position(property.span.start);
                self.load_name(name, dst, ReadMode::Value);
            }
            _ => {}
        }
    }

    /// Whether a method uses `super`, and so needs its home object.
    pub(in crate::compiler) fn needs_home(&self, id: FunctionId) -> bool {
        self.unit
            .program
            .functions
            .get(id)
            .is(Facts::USES_SUPER_PROPERTY)
    }

    fn define_property(&mut self, property: &Property<'a>, object: Register) {
        match property.kind {
            PropertyKind::Value(ref key, expr) => match self.static_key(key) {
                Some(StaticKey::Name(name)) if !matches!(key, PropertyKey::Computed(_)) => {
                    let src = if self.anonymous_function(expr).is_some() {
                        let src = self.registers.take();
                        self.named_expression_to(expr, src, name);
                        src
                    } else {
                        self.expression(expr)
                    };
                    self.define_named(object, name, src);
                }
                Some(key) => {
                    let register = self.registers.take();
                    self.load_key(key, register);
                    let name = self.key_name(key);
                    let src = self.registers.take();
                    self.named_expression_to(expr, src, name);
                    self.asm.emit(op::DefineElement {
                        object,
                        key: register,
                        src,
                    });
                }
                None => {
                    let PropertyKey::Computed(key) = *key else {
                        return;
                    };
                    let register = self.registers.take();
                    self.computed_key(key, register);
                    let src = self.registers.take();
                    self.computed_name_expression(expr, src, register);
                    self.asm.emit(op::DefineElement {
                        object,
                        key: register,
                        src,
                    });
                }
            },
            PropertyKind::Prototype(expr) => {
                let src = self.expression(expr);
                self.asm.emit(op::SetLiteralPrototype { object, src });
            }
            PropertyKind::Shorthand(name) => {
                let src = self.registers.take();
                self.asm.set_position(property.span.start);
                self.load_name(name, src, ReadMode::Value);
                self.define_named(object, name, src);
            }
            PropertyKind::CoverInitialized(..) => {}
            PropertyKind::Method(ref key, id) => {
                self.define_method(object, key, id, Prefix::None, Enumerable::Yes);
            }
            PropertyKind::Getter(ref key, id) => {
                self.define_method(object, key, id, Prefix::Get, Enumerable::Yes);
            }
            PropertyKind::Setter(ref key, id) => {
                self.define_method(object, key, id, Prefix::Set, Enumerable::Yes);
            }
            PropertyKind::Spread(expr) => {
                let src = self.expression(expr);
                self.asm.set_position(property.span.start);
                self.asm.emit(op::CopyProperties { object, src });
            }
        }
    }

    pub(in crate::compiler) fn define_named(
        &mut self,
        object: Register,
        name: Name,
        src: Register,
    ) {
        let key = self.unit.name(name);
        let feedback = self.feedback(FeedbackKind::Store);
        self.asm.emit(op::DefineProperty {
            object,
            src,
            key,
            feedback,
        });
    }

    /// Evaluates a value whose function, if it is an anonymous one, is named by the key in `key`.
    pub(in crate::compiler) fn computed_name_expression(
        &mut self,
        expr: &Expr<'a>,
        dst: Register,
        key: Register,
    ) {
        if let ExprKind::Class(class) = expr.unparenthesized().kind
            && class.name.is_none()
        {
            return self.class(
                class,
                dst,
                Some(crate::compiler::class::ClassName::Computed(key)),
            );
        }
        let anonymous = self.anonymous_function(expr).is_some();
        self.expression_to(expr, dst);
        if anonymous {
            self.asm.emit(op::SetFunctionName {
                function: dst,
                key,
                prefix: Prefix::None,
            });
        }
    }

    /// Defines a method or accessor of an object literal or class.
    pub(in crate::compiler) fn define_method(
        &mut self,
        object: Register,
        key: &PropertyKey<'a>,
        id: FunctionId,
        prefix: Prefix,
        visibility: Enumerable,
    ) {
        let register = self.registers.take();
        let known = self.static_key(key);
        let function = self.registers.take();
        match (known, key) {
            (Some(known), _) => {
                self.load_key(known, register);
                let name = self.key_name(known);
                let name = self.prefixed(name, prefix);
                self.create_method(object, id, function, Some(name));
            }
            (None, PropertyKey::Computed(expr)) => {
                self.computed_key(expr, register);
                self.create_method(object, id, function, None);
                self.asm.emit(op::SetFunctionName {
                    function,
                    key: register,
                    prefix,
                });
            }
            _ => return,
        }
        let key = register;
        match prefix {
            Prefix::None => self.asm.emit(op::DefineMethod {
                object,
                key,
                function,
                visibility,
            }),
            Prefix::Get => self.asm.emit(op::DefineGetter {
                object,
                key,
                function,
                visibility,
            }),
            Prefix::Set => self.asm.emit(op::DefineSetter {
                object,
                key,
                function,
                visibility,
            }),
        }
    }

    /// `get name`, `set name`
    pub(in crate::compiler) fn prefixed(&mut self, name: Name, prefix: Prefix) -> Name {
        let before: &[u8] = match prefix {
            Prefix::None => return name,
            Prefix::Get => b"get ",
            Prefix::Set => b"set ",
        };
        let text = [before, self.unit.program.names.bytes(name)].concat();
        self.unit.program.names.intern(&text)
    }

    /// Creates a method's closure, with its home object if it uses `super`.
    pub(in crate::compiler) fn create_method(
        &mut self,
        home: Register,
        id: FunctionId,
        dst: Register,
        name: Option<Name>,
    ) {
        if self.needs_home(id) {
            let template = self.template(id, name, None);
            let env = self.environment();
            self.asm.emit(op::CreateMethod {
                dst,
                env,
                home,
                template,
            });
        } else {
            self.create_function(id, dst, name);
        }
    }

    pub(super) fn array_literal(&mut self, literal: &ArrayLiteral<'a>, dst: Register) {
        if literal.elements.len() >= 3
            && let Some(values) = self.constant_elements(literal)
        {
            let values = self.unit.builder.list(ConstantKind::ValueList, values);
            let feedback = self.feedback(FeedbackKind::Literal);
            self.asm.emit(op::CreateConstantArray {
                dst,
                values,
                feedback,
            });
            return;
        }
        let whole = literal.elements.len() < RUN
            && literal
                .elements
                .iter()
                .all(|element| matches!(element, ArrayElement::Value(_)));
        let array = if whole { dst } else { self.building(dst) };
        let mut made = false;
        let mark = self.registers.mark();
        let values = Register(mark.min(u32::from(u16::MAX)) as u16);
        let mut count = 0;
        let flush = |compiler: &mut Self, made: &mut bool, count: &mut u16| {
            compiler.registers.release(mark);
            if !*made && *count > 0 {
                compiler.asm.emit(op::CreateArray {
                    dst: array,
                    values,
                    count: *count,
                });
            } else if !*made {
                let capacity = literal.elements.len() as u32;
                compiler.asm.emit(op::NewArray {
                    dst: array,
                    capacity,
                });
            } else if *count > 0 {
                compiler.asm.emit(op::ArrayAppend {
                    array,
                    values,
                    count: *count,
                });
            }
            *made = true;
            *count = 0;
        };
        let mut elements = literal.elements.iter().peekable();
        while let Some(element) = elements.next() {
            match element {
                ArrayElement::Value(expr) => {
                    self.temporary(expr);
                    count += 1;
                    if usize::from(count) == RUN {
                        flush(self, &mut made, &mut count);
                    }
                }
                ArrayElement::Hole => {
                    flush(self, &mut made, &mut count);
                    let mut holes = 1;
                    while elements
                        .next_if(|next| matches!(next, ArrayElement::Hole))
                        .is_some()
                    {
                        holes += 1;
                    }
                    self.asm.emit(op::ArrayAppendHoles {
                        array,
                        count: holes,
                    });
                }
                ArrayElement::Spread(expr) => {
                    flush(self, &mut made, &mut count);
                    let iterable = self.expression(expr);
                    self.asm.set_position(expr.span.start);
                    self.asm.emit(op::ArraySpread { array, iterable });
                    self.registers.release(mark);
                }
            }
        }
        if count > 0 || !made {
            flush(self, &mut made, &mut count);
        }
        self.move_to(dst, array);
    }

    /// The elements as constants, if all are.
    fn constant_elements(&mut self, literal: &ArrayLiteral<'a>) -> Option<Vec<u32>> {
        let known = literal.elements.iter().all(|element| match element {
            ArrayElement::Value(expr) => self.constant(expr).is_some(),
            ArrayElement::Hole => true,
            ArrayElement::Spread(_) => false,
        });
        if !known {
            return None;
        }
        let mut values = Vec::with_capacity(literal.elements.len());
        for element in literal.elements {
            let index = match element {
                ArrayElement::Value(expr) => {
                    let value = self.constant(expr)?;
                    self.pool_constant(value)
                }
                _ => self.unit.builder.atom(ConstantKind::Hole),
            };
            values.push(index.0);
        }
        Some(values)
    }

    fn pool_constant(&mut self, value: Constant) -> ConstantIndex {
        match value {
            Constant::Undefined => self.unit.builder.atom(ConstantKind::Undefined),
            Constant::Null => self.unit.builder.atom(ConstantKind::Null),
            Constant::Boolean(true) => self.unit.builder.atom(ConstantKind::True),
            Constant::Boolean(false) => self.unit.builder.atom(ConstantKind::False),
            Constant::Number(number) => self.unit.builder.number(number),
            Constant::String(name) => self.unit.name(name),
        }
    }

    pub(super) fn regexp(&mut self, literal: &RegExpLiteral, dst: Register) {
        let (pattern, flags) = (
            self.unit.name(literal.pattern),
            self.unit.name(literal.flags),
        );
        let pattern = self.unit.builder.regexp(pattern, flags);
        let feedback = self.feedback(FeedbackKind::Literal);
        self.asm.emit(op::CreateRegexp {
            dst,
            pattern,
            feedback,
        });
    }

    pub(super) fn template_literal(&mut self, template: &Template<'a>, dst: Register) {
        let mark = self.registers.mark();
        let values = Register(mark.min(u32::from(u16::MAX)) as u16);
        let mut count = 0u16;
        for (index, part) in template.parts.iter().enumerate() {
            if let Some(text) = part.cooked.filter(|&text| text != Name::EMPTY) {
                let register = self.registers.take();
                self.load_constant(Constant::String(text), register);
                count += 1;
            }
            if let Some(expr) = template.expressions.get(index) {
                let dst = self.registers.take();
                count += 1;
                // Conversions happen in order, each before the next expression is evaluated.
                let later = &template.expressions[index + 1..];
                if later.iter().any(|expr| !is_pure(expr)) && self.constant(expr).is_none() {
                    let src = self.expression(expr);
                    self.asm.set_position(expr.span.start);
                    self.asm.emit(op::ToString { dst, src });
                    self.registers.release(u32::from(dst.0) + 1);
                } else {
                    self.expression_to(expr, dst);
                }
            }
            if usize::from(count) >= RUN {
                self.asm.emit(op::Concatenate {
                    dst: values,
                    values,
                    count,
                });
                self.registers.release(mark);
                self.registers.take();
                count = 1;
            }
        }
        match count {
            0 => self.load_constant(Constant::String(Name::EMPTY), dst),
            1 => self.asm.emit(op::ToString { dst, src: values }),
            _ => self.asm.emit(op::Concatenate { dst, values, count }),
        }
        self.registers.release(mark);
    }

    /// `dst = the template object of the site`
    pub(super) fn template_object(&mut self, template: &Template<'a>, dst: Register) {
        let mut strings = Vec::with_capacity(template.parts.len() * 2);
        for part in template.parts {
            let index = match part.cooked {
                Some(text) => self.unit.name(text),
                None => self.unit.builder.atom(ConstantKind::Undefined),
            };
            strings.push(index.0);
        }
        for part in template.parts {
            strings.push(self.unit.name(part.raw).0);
        }
        let strings = self
            .unit
            .builder
            .list(ConstantKind::TemplateStrings, strings);
        let feedback = self.feedback(FeedbackKind::Literal);
        self.asm.emit(op::GetTemplateObject {
            dst,
            strings,
            feedback,
        });
    }
}
