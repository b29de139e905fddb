//! [Assignment](https://tc39.es/ecma262/#sec-assignment-operators) and
//! [update](https://tc39.es/ecma262/#sec-update-expressions) expressions.

use kataan_syntax::ast::{
    Assign, AssignOperator, BinaryOperator, Expr, ExprKind, Name, PatternKind, UnaryOperator,
    UpdateOperator,
};

use super::operator::{Right, has_int_form};
use super::{SEARCH_BUDGET, is_pure, may_assign};
use crate::compiler::fold::{Constant, small_int};
use crate::compiler::function::FunctionCompiler;
use crate::opcode::instructions as op;
use crate::opcode::operand::{ErrorType, FeedbackKind, Register, Strict};

/// A property that is assigned to, with its parts evaluated.
#[derive(Clone, Copy)]
pub(in crate::compiler) enum PropertyTarget {
    Named {
        object: Register,
        name: Name,
    },
    Element {
        object: Register,
        key: Register,
    },
    Private {
        object: Register,
        name: Register,
    },
    SuperNamed {
        pair: Register,
        name: Name,
    },
    SuperElement {
        pair: Register,
        key: Register,
    },
    /// A call: assigning throws.
    Invalid,
}

impl<'a> FunctionCompiler<'_, '_, 'a> {
    pub(super) fn assign_effect(&mut self, assign: &Assign<'a>) {
        self.assign_to(assign, None);
    }

    pub(super) fn assign(&mut self, expr: &Expr<'a>, assign: &Assign<'a>, dst: Register) {
        let _ = expr;
        self.assign_to(assign, Some(dst));
    }

    /// Assigns; the value also goes to `dst`, if wanted.
    fn assign_to(&mut self, assign: &Assign<'a>, dst: Option<Register>) {
        if !self.may_recurse() {
            return;
        }
        let target = assign.target;
        match target.kind {
            PatternKind::Identifier(name) => self.assign_name(assign, name, true, dst),
            PatternKind::ParenthesizedIdentifier(name) => {
                self.assign_name(assign, name, false, dst);
            }
            PatternKind::Expression(member) => self.assign_member(assign, member, dst),
            PatternKind::Object(_) | PatternKind::Array(_) => {
                // The value stays what it is while its parts are assigned.
                let value = self.temporary(assign.value);
                self.assign_pattern(target, value);
                if let Some(dst) = dst {
                    self.move_to(dst, value);
                }
            }
        }
    }

    fn assign_name(&mut self, assign: &Assign<'a>, name: Name, names: bool, dst: Option<Register>) {
        let position = assign.target.span.start;
        self.asm.set_position(position);
        let reference = self.reference_name(name, is_pure(assign.value));
        let plain = reference.plain_register();
        match assign.operator {
            AssignOperator::Assign => {
                let value = match (plain, dst) {
                    (Some(register), _) => register,
                    (None, Some(dst)) => self.building(dst),
                    (None, None) => {
                        let anonymous = names && self.anonymous_function(assign.value).is_some();
                        if !anonymous {
                            let value = self.expression(assign.value);
                            self.asm.set_position(position);
                            return self.store_reference(&reference, value);
                        }
                        self.registers.take()
                    }
                };
                if names {
                    self.named_expression_to(assign.value, value, name);
                } else {
                    self.expression_to(assign.value, value);
                }
                if plain.is_none() {
                    self.asm.set_position(position);
                    self.store_reference(&reference, value);
                }
                if let Some(dst) = dst {
                    self.move_to(dst, value);
                }
            }
            AssignOperator::Binary(operator) => {
                if let Some(register) = plain {
                    let mut budget = SEARCH_BUDGET;
                    let lhs = if may_assign(assign.value, name, &mut budget) {
                        let copy = self.registers.take();
                        self.move_to(copy, register);
                        copy
                    } else {
                        register
                    };
                    self.combine(operator, register, lhs, assign.value, position);
                    if let Some(dst) = dst {
                        self.move_to(dst, register);
                    }
                    return;
                }
                let value = self.registers.take();
                self.load_reference(&reference, value);
                self.combine(operator, value, value, assign.value, position);
                self.store_reference(&reference, value);
                if let Some(dst) = dst {
                    self.move_to(dst, value);
                }
            }
            AssignOperator::Logical(operator) => {
                let done = self.asm.label();
                let value = match plain {
                    Some(register) => register,
                    None => {
                        let value = self.registers.take();
                        self.load_reference(&reference, value);
                        value
                    }
                };
                self.short_circuit(operator, value, done);
                if names {
                    self.named_expression_to(assign.value, value, name);
                } else {
                    self.expression_to(assign.value, value);
                }
                if plain.is_none() {
                    self.asm.set_position(position);
                    self.store_reference(&reference, value);
                }
                self.asm.bind(done);
                if let Some(dst) = dst {
                    self.move_to(dst, value);
                }
            }
        }
    }

    /// `dst = lhs operator value`
    fn combine(
        &mut self,
        operator: BinaryOperator,
        dst: Register,
        lhs: Register,
        value: &Expr<'a>,
        position: u32,
    ) {
        let mark = self.registers.mark();
        let rhs = match self.constant(value).and_then(small_int) {
            Some(value) if has_int_form(operator) => Right::Int(value),
            _ => Right::Register(self.expression(value)),
        };
        self.asm.set_position(position);
        self.emit_binary(operator, dst, lhs, rhs);
        self.registers.release(mark);
    }

    fn assign_member(&mut self, assign: &Assign<'a>, member: &Expr<'a>, dst: Option<Register>) {
        let compound = assign.operator != AssignOperator::Assign;
        let target = self.property_target(member, &[assign.value], compound);
        let position = match member.unparenthesized().kind {
            ExprKind::Member(_) | ExprKind::PrivateMember(_) => {
                self.property_position(member.unparenthesized())
            }
            _ => member.span.start,
        };
        match assign.operator {
            AssignOperator::Assign => {
                let value = self.expression(assign.value);
                self.asm.set_position(position);
                self.store_property(target, value);
                if let Some(dst) = dst {
                    self.move_to(dst, value);
                }
            }
            AssignOperator::Binary(operator) => {
                let value = self.registers.take();
                self.asm.set_position(position);
                self.load_property(target, value);
                self.combine(operator, value, value, assign.value, position);
                self.store_property(target, value);
                if let Some(dst) = dst {
                    self.move_to(dst, value);
                }
            }
            AssignOperator::Logical(operator) => {
                let value = self.registers.take();
                self.asm.set_position(position);
                self.load_property(target, value);
                let done = self.asm.label();
                self.short_circuit(operator, value, done);
                self.expression_to(assign.value, value);
                self.asm.set_position(position);
                self.store_property(target, value);
                self.asm.bind(done);
                if let Some(dst) = dst {
                    self.move_to(dst, value);
                }
            }
        }
    }

    /// Evaluates the parts of a member that is assigned to after `later` was evaluated. Registers
    /// that it takes stay taken. With `twice`, the key is read and written: it is converted once.
    pub(in crate::compiler) fn property_target(
        &mut self,
        member: &Expr<'a>,
        later: &[&Expr<'a>],
        twice: bool,
    ) -> PropertyTarget {
        let member = member.unparenthesized();
        match member.kind {
            ExprKind::Member(inner) => {
                let object = self.operand(inner.object, later);
                PropertyTarget::Named {
                    object,
                    name: inner.property,
                }
            }
            ExprKind::Index(index) => {
                let mut after = smallvec::SmallVec::<[&Expr<'a>; 4]>::from_slice(later);
                after.push(index.index);
                let object = self.operand(index.object, &after);
                if let Some(Constant::String(name)) = self.constant(index.index)
                    && !self.is_index(name)
                {
                    return PropertyTarget::Named { object, name };
                }
                if twice && !is_primitive(index.index) {
                    let key = self.operand(index.index, later);
                    let dst = self.registers.take();
                    self.asm.set_position(index.index.span.start);
                    self.asm.emit(op::ToElementKey { dst, object, key });
                    return PropertyTarget::Element { object, key: dst };
                }
                let key = match self.constant(index.index) {
                    Some(_) => self.element_key(index.index),
                    None => self.operand(index.index, later),
                };
                PropertyTarget::Element { object, key }
            }
            ExprKind::PrivateMember(inner) => {
                let object = self.operand(inner.object, later);
                let name = self.private_name(inner.name);
                PropertyTarget::Private { object, name }
            }
            ExprKind::SuperMember(name) => {
                let pair = self.registers.take_many(2);
                self.super_reference(member, pair);
                PropertyTarget::SuperNamed { pair, name }
            }
            ExprKind::SuperIndex(_) => {
                let pair = self.registers.take_many(2);
                match self.super_reference(member, pair) {
                    Some(key) => {
                        if twice {
                            self.asm.emit(op::ToPropertyKey { dst: key, src: key });
                        }
                        PropertyTarget::SuperElement { pair, key }
                    }
                    None => PropertyTarget::Invalid,
                }
            }
            _ => {
                self.effect(member);
                self.asm.set_position(member.span.start);
                self.throw_error(ErrorType::Reference, "invalid assignment target");
                PropertyTarget::Invalid
            }
        }
    }

    /// `dst = target`
    pub(in crate::compiler) fn load_property(&mut self, target: PropertyTarget, dst: Register) {
        match target {
            PropertyTarget::Named { object, name } => self.get_property(dst, object, name),
            PropertyTarget::Element { object, key } => {
                let feedback = self.feedback(FeedbackKind::ElementLoad);
                self.asm.emit(op::GetElement {
                    dst,
                    object,
                    key,
                    feedback,
                });
            }
            PropertyTarget::Private { object, name } => {
                let feedback = self.feedback(FeedbackKind::Private);
                self.asm.emit(op::GetPrivate {
                    dst,
                    object,
                    name,
                    feedback,
                });
            }
            PropertyTarget::SuperNamed { pair, name } => {
                let key = self.unit.name(name);
                let feedback = self.feedback(FeedbackKind::Load);
                self.asm.emit(op::GetSuperProperty {
                    dst,
                    base: pair,
                    key,
                    feedback,
                });
            }
            PropertyTarget::SuperElement { pair, key } => {
                self.asm.emit(op::GetSuperElement {
                    dst,
                    base: pair,
                    key,
                });
            }
            PropertyTarget::Invalid => {}
        }
    }

    /// `target = src`
    pub(in crate::compiler) fn store_property(&mut self, target: PropertyTarget, src: Register) {
        let strict = self.strict();
        match target {
            PropertyTarget::Named { object, name } => {
                let key = self.unit.name(name);
                let feedback = self.feedback(FeedbackKind::Store);
                match strict {
                    Strict::Yes => {
                        self.asm.emit(op::SetPropertyStrict {
                            object,
                            src,
                            key,
                            feedback,
                        });
                    }
                    Strict::No => self.asm.emit(op::SetProperty {
                        object,
                        src,
                        key,
                        feedback,
                    }),
                }
            }
            PropertyTarget::Element { object, key } => {
                let feedback = self.feedback(FeedbackKind::ElementStore);
                match strict {
                    Strict::Yes => {
                        self.asm.emit(op::SetElementStrict {
                            object,
                            key,
                            src,
                            feedback,
                        });
                    }
                    Strict::No => self.asm.emit(op::SetElement {
                        object,
                        key,
                        src,
                        feedback,
                    }),
                }
            }
            PropertyTarget::Private { object, name } => {
                let feedback = self.feedback(FeedbackKind::Private);
                self.asm.emit(op::SetPrivate {
                    object,
                    name,
                    src,
                    feedback,
                });
            }
            PropertyTarget::SuperNamed { pair, name } => {
                let key = self.unit.name(name);
                self.asm.emit(op::SetSuperProperty {
                    base: pair,
                    src,
                    strict,
                    key,
                });
            }
            PropertyTarget::SuperElement { pair, key } => {
                self.asm.emit(op::SetSuperElement {
                    base: pair,
                    key,
                    src,
                    strict,
                });
            }
            PropertyTarget::Invalid => {}
        }
    }

    /// `++a`, `a--` …; the value goes to `dst`, if wanted.
    pub(super) fn update(
        &mut self,
        operator: UpdateOperator,
        operand: &Expr<'a>,
        dst: Option<Register>,
    ) {
        let mark = self.registers.mark();
        let operand = operand.unparenthesized();
        let position = operand.span.start;
        let postfix = matches!(
            operator,
            UpdateOperator::PostIncrement | UpdateOperator::PostDecrement
        );
        let kept = dst.filter(|_| postfix);
        if let ExprKind::Identifier(name) = operand.kind {
            self.asm.set_position(position);
            let reference = self.reference_name(name, true);
            if let Some(register) = reference.plain_register() {
                if let Some(dst) = kept {
                    self.post_step(operator, dst, register);
                } else {
                    self.step(operator, register, register);
                    if let Some(dst) = dst {
                        self.move_to(dst, register);
                    }
                }
            } else {
                let value = self.registers.take();
                self.load_reference(&reference, value);
                let old = if kept.is_some() {
                    self.old_value(value)
                } else {
                    value
                };
                self.step(operator, value, old);
                self.store_reference(&reference, value);
                if let Some(dst) = dst {
                    self.move_to(dst, if postfix { old } else { value });
                }
            }
        } else {
            let target = self.property_target(operand, &[], true);
            let value = self.registers.take();
            self.asm.set_position(self.property_position(operand));
            self.load_property(target, value);
            let old = if kept.is_some() {
                self.old_value(value)
            } else {
                value
            };
            self.step(operator, value, old);
            self.store_property(target, value);
            if let Some(dst) = dst {
                self.move_to(dst, if postfix { old } else { value });
            }
        }
        self.registers.release(mark);
    }

    /// The value that a postfix operator gives: `src` as a numeric, in a new register.
    fn old_value(&mut self, src: Register) -> Register {
        let dst = self.registers.take();
        let feedback = self.feedback(FeedbackKind::Arithmetic);
        self.asm.emit(op::ToNumeric { dst, src, feedback });
        dst
    }

    /// `dst = variable++`
    fn post_step(&mut self, operator: UpdateOperator, dst: Register, variable: Register) {
        let feedback = self.feedback(FeedbackKind::Arithmetic);
        // In `x = x++` the old value comes last.
        let old = if dst == variable {
            self.registers.take()
        } else {
            dst
        };
        if operator == UpdateOperator::PostIncrement {
            self.asm.emit(op::PostIncrement {
                dst: old,
                variable,
                feedback,
            });
        } else {
            self.asm.emit(op::PostDecrement {
                dst: old,
                variable,
                feedback,
            });
        }
        self.move_to(dst, old);
    }

    fn step(&mut self, operator: UpdateOperator, dst: Register, src: Register) {
        let feedback = self.feedback(FeedbackKind::Arithmetic);
        match operator {
            UpdateOperator::PreIncrement | UpdateOperator::PostIncrement => {
                self.asm.emit(op::Increment { dst, src, feedback });
            }
            UpdateOperator::PreDecrement | UpdateOperator::PostDecrement => {
                self.asm.emit(op::Decrement { dst, src, feedback });
            }
        }
    }
}

/// Whether the value is never an object, so that converting it to a property key runs no code.
fn is_primitive(expr: &Expr<'_>) -> bool {
    match expr.kind {
        ExprKind::Number(_) | ExprKind::String(_) | ExprKind::Template(_) => true,
        ExprKind::Binary(_) | ExprKind::Update(..) => true,
        ExprKind::Unary(operator, _) => operator != UnaryOperator::Void,
        ExprKind::Parenthesized(inner) => is_primitive(inner),
        _ => false,
    }
}
