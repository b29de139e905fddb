//! Conditions: expressions whose truth decides a jump, compiled without making a value.

use kataan_syntax::ast::{BinaryOperator, Expr, ExprKind, LogicalOperator, UnaryOperator};
use smallvec::SmallVec;

use super::assembler::Label;
use super::fold::{Constant, small_int};
use super::function::FunctionCompiler;
use crate::opcode::instructions as op;
use crate::opcode::operand::{FeedbackKind, Register, TypeOfResult};

macro_rules! emit_jump {
    ($self:ident, $when:expr, $lhs:expr, $rhs:expr, $label:expr, $If:ident, $IfNot:ident) => {{
        let feedback = $self.feedback(FeedbackKind::Compare);
        let target = $self.asm.to($label);
        if $when {
            $self.asm.emit(op::$If {
                lhs: $lhs,
                rhs: $rhs,
                target,
                feedback,
            });
        } else {
            $self.asm.emit(op::$IfNot {
                lhs: $lhs,
                rhs: $rhs,
                target,
                feedback,
            });
        }
    }};
}

macro_rules! emit_jump_int {
    ($self:ident, $when:expr, $lhs:expr, $value:expr, $label:expr, $If:ident, $IfNot:ident) => {{
        let feedback = $self.feedback(FeedbackKind::Compare);
        let target = $self.asm.to($label);
        if $when {
            $self.asm.emit(op::$If {
                lhs: $lhs,
                value: $value,
                target,
                feedback,
            });
        } else {
            $self.asm.emit(op::$IfNot {
                lhs: $lhs,
                value: $value,
                target,
                feedback,
            });
        }
    }};
}

impl<'a> FunctionCompiler<'_, '_, 'a> {
    /// Jumps if the expression is falsy.
    pub(super) fn jump_if_false(&mut self, expr: &Expr<'a>, label: Label) {
        self.jump_if(expr, false, label);
    }

    /// Jumps if the expression is truthy.
    pub(super) fn jump_if_true(&mut self, expr: &Expr<'a>, label: Label) {
        self.jump_if(expr, true, label);
    }

    /// Jumps to `label` if the expression's truth is `when`, else falls through.
    pub(super) fn jump_if(&mut self, expr: &Expr<'a>, when: bool, label: Label) {
        if !self.may_recurse() {
            return;
        }
        if let Some(value) = self.constant(expr) {
            if self.is_truthy(value) == when {
                self.asm.jump(label);
            }
            return;
        }
        let mark = self.registers.mark();
        match expr.kind {
            ExprKind::Parenthesized(inner) => self.jump_if(inner, when, label),
            ExprKind::Unary(UnaryOperator::Not, operand) => self.jump_if(operand, !when, label),
            ExprKind::Logical(logical) if logical.operator != LogicalOperator::Coalesce => {
                self.jump_if_logical(expr, when, label);
            }
            ExprKind::Sequence(sequence) => {
                if let [before @ .., last] = sequence.expressions {
                    for expr in before {
                        self.effect(expr);
                    }
                    self.jump_if(last, when, label);
                }
            }
            ExprKind::Binary(binary) if is_comparison(binary.operator) => {
                self.jump_if_compared(
                    expr,
                    binary.operator,
                    binary.left,
                    binary.right,
                    when,
                    label,
                );
            }
            _ => {
                let src = self.expression(expr);
                let target = self.asm.to(label);
                if when {
                    self.asm.emit(op::JumpIfTrue { src, target });
                } else {
                    self.asm.emit(op::JumpIfFalse { src, target });
                }
            }
        }
        self.registers.release(mark);
    }

    /// `a && b && …` or `a || b || …`, chains that lean left.
    fn jump_if_logical(&mut self, expr: &Expr<'a>, when: bool, label: Label) {
        let ExprKind::Logical(outermost) = expr.kind else {
            return;
        };
        let operator = outermost.operator;
        let mut operands: SmallVec<[&'a Expr<'a>; 4]> = SmallVec::new();
        operands.push(outermost.right);
        let mut first = outermost.left;
        while let ExprKind::Logical(logical) = first.kind
            && logical.operator == operator
        {
            operands.push(logical.right);
            first = logical.left;
        }
        operands.push(first);
        // The truth of one operand that decides the whole.
        let decisive = operator == LogicalOperator::Or;
        if decisive == when {
            for operand in operands.into_iter().rev() {
                self.jump_if(operand, when, label);
            }
        } else {
            let through = self.asm.label();
            let last = operands.remove(0);
            for operand in operands.into_iter().rev() {
                self.jump_if(operand, decisive, through);
            }
            self.jump_if(last, when, label);
            self.asm.bind(through);
        }
    }

    fn jump_if_compared(
        &mut self,
        expr: &Expr<'a>,
        operator: BinaryOperator,
        left: &Expr<'a>,
        right: &Expr<'a>,
        when: bool,
        label: Label,
    ) {
        use BinaryOperator as B;
        let equality = matches!(
            operator,
            B::Equal | B::NotEqual | B::StrictEqual | B::StrictNotEqual
        );
        let (left_value, right_value) = (self.constant(left), self.constant(right));
        if equality {
            let negated = matches!(operator, B::NotEqual | B::StrictNotEqual);
            let strict = matches!(operator, B::StrictEqual | B::StrictNotEqual);
            // A constant may stand on either side: nothing can tell.
            let (operand, value) = match (left_value, right_value) {
                (_, Some(value)) => (left, Some(value)),
                (Some(value), None) => (right, Some(value)),
                _ => (left, None),
            };
            if let Some(value) = value
                && self.jump_if_equals_constant(operand, value, strict, when != negated, label)
            {
                return;
            }
        }
        let mirrored = match operator {
            B::Less => Some(B::Greater),
            B::LessEqual => Some(B::GreaterEqual),
            B::Greater => Some(B::Less),
            B::GreaterEqual => Some(B::LessEqual),
            _ if equality => Some(operator),
            _ => None,
        };
        if let (Some(_), None, Some(mirrored)) =
            (left_value.and_then(small_int), right_value, mirrored)
        {
            // Converting a number runs no code, so nothing can tell in which order it happens.
            return self.jump_if_compared(expr, mirrored, right, left, when, label);
        }
        let lhs = self.operand(left, &[right]);
        if let Some(value) = right_value.and_then(small_int) {
            self.asm.set_position(expr.span.start);
            match operator {
                B::Less => emit_jump_int!(
                    self,
                    when,
                    lhs,
                    value,
                    label,
                    JumpIfLessInt,
                    JumpIfNotLessInt
                ),
                B::LessEqual => emit_jump_int!(
                    self,
                    when,
                    lhs,
                    value,
                    label,
                    JumpIfLessEqualInt,
                    JumpIfNotLessEqualInt
                ),
                B::Greater => emit_jump_int!(
                    self,
                    when,
                    lhs,
                    value,
                    label,
                    JumpIfGreaterInt,
                    JumpIfNotGreaterInt
                ),
                B::GreaterEqual => emit_jump_int!(
                    self,
                    when,
                    lhs,
                    value,
                    label,
                    JumpIfGreaterEqualInt,
                    JumpIfNotGreaterEqualInt
                ),
                B::Equal => emit_jump_int!(
                    self,
                    when,
                    lhs,
                    value,
                    label,
                    JumpIfEqualInt,
                    JumpIfNotEqualInt
                ),
                B::NotEqual => emit_jump_int!(
                    self,
                    when,
                    lhs,
                    value,
                    label,
                    JumpIfNotEqualInt,
                    JumpIfEqualInt
                ),
                B::StrictEqual => emit_jump_int!(
                    self,
                    when,
                    lhs,
                    value,
                    label,
                    JumpIfStrictEqualInt,
                    JumpIfStrictNotEqualInt
                ),
                _ => emit_jump_int!(
                    self,
                    when,
                    lhs,
                    value,
                    label,
                    JumpIfStrictNotEqualInt,
                    JumpIfStrictEqualInt
                ),
            }
            return;
        }
        let rhs = self.expression(right);
        self.asm.set_position(expr.span.start);
        match operator {
            B::Less => emit_jump!(self, when, lhs, rhs, label, JumpIfLess, JumpIfNotLess),
            B::LessEqual => emit_jump!(
                self,
                when,
                lhs,
                rhs,
                label,
                JumpIfLessEqual,
                JumpIfNotLessEqual
            ),
            B::Greater => emit_jump!(self, when, lhs, rhs, label, JumpIfGreater, JumpIfNotGreater),
            B::GreaterEqual => emit_jump!(
                self,
                when,
                lhs,
                rhs,
                label,
                JumpIfGreaterEqual,
                JumpIfNotGreaterEqual
            ),
            B::Equal => emit_jump!(self, when, lhs, rhs, label, JumpIfEqual, JumpIfNotEqual),
            B::NotEqual => emit_jump!(self, when, lhs, rhs, label, JumpIfNotEqual, JumpIfEqual),
            B::StrictEqual => emit_jump!(
                self,
                when,
                lhs,
                rhs,
                label,
                JumpIfStrictEqual,
                JumpIfStrictNotEqual
            ),
            _ => emit_jump!(
                self,
                when,
                lhs,
                rhs,
                label,
                JumpIfStrictNotEqual,
                JumpIfStrictEqual
            ),
        }
    }

    /// Equality with `undefined`, `null` or (of a `typeof`) a type's name, in one jump. `when` says
    /// whether to jump if equal. `false` if there is no such form.
    fn jump_if_equals_constant(
        &mut self,
        operand: &Expr<'a>,
        value: Constant,
        strict: bool,
        when: bool,
        label: Label,
    ) -> bool {
        match value {
            Constant::Undefined | Constant::Null => {
                let src = self.expression(operand);
                let target = self.asm.to(label);
                match (strict, value == Constant::Null, when) {
                    (false, _, true) => self.asm.emit(op::JumpIfEqualNull { src, target }),
                    (false, _, false) => self.asm.emit(op::JumpIfNotEqualNull { src, target }),
                    (true, true, true) => self.asm.emit(op::JumpIfNull { src, target }),
                    (true, true, false) => self.asm.emit(op::JumpIfNotNull { src, target }),
                    (true, false, true) => self.asm.emit(op::JumpIfUndefined { src, target }),
                    (true, false, false) => self.asm.emit(op::JumpIfNotUndefined { src, target }),
                }
                true
            }
            Constant::String(name) => {
                let ExprKind::Unary(UnaryOperator::Typeof, operand) =
                    operand.unparenthesized().kind
                else {
                    return false;
                };
                let text = self.unit.program.names.bytes(name);
                let known = TypeOfResult::TEXT
                    .iter()
                    .position(|known| known.as_bytes() == text);
                let Some(type_name) = known.map(|at| TypeOfResult::ALL[at]) else {
                    return false;
                };
                let src = self.typeof_operand(operand);
                let dst = self.registers.take();
                self.asm.emit(op::TestTypeOf {
                    dst,
                    src,
                    type_name,
                });
                let target = self.asm.to(label);
                if when {
                    self.asm.emit(op::JumpIfTrue { src: dst, target });
                } else {
                    self.asm.emit(op::JumpIfFalse { src: dst, target });
                }
                true
            }
            _ => false,
        }
    }

    /// `dst = whether the condition holds`
    pub(super) fn condition_value(&mut self, expr: &Expr<'a>, dst: Register) {
        let (otherwise, done) = (self.asm.label(), self.asm.label());
        self.jump_if_false(expr, otherwise);
        self.asm.emit(op::LoadTrue { dst });
        self.asm.jump(done);
        self.asm.bind(otherwise);
        self.asm.emit(op::LoadFalse { dst });
        self.asm.bind(done);
    }

    /// A logical or conditional expression for its effects only.
    pub(super) fn logical_effect(&mut self, expr: &Expr<'a>) {
        if !self.may_recurse() {
            return;
        }
        match expr.kind {
            ExprKind::Logical(logical) => {
                let done = self.asm.label();
                match logical.operator {
                    LogicalOperator::And => self.jump_if_false(logical.left, done),
                    LogicalOperator::Or => self.jump_if_true(logical.left, done),
                    LogicalOperator::Coalesce => {
                        let mark = self.registers.mark();
                        let src = self.expression(logical.left);
                        let target = self.asm.to(done);
                        self.asm.emit(op::JumpIfNotNullish { src, target });
                        self.registers.release(mark);
                    }
                }
                self.effect(logical.right);
                self.asm.bind(done);
            }
            ExprKind::Conditional(conditional) => {
                let (otherwise, done) = (self.asm.label(), self.asm.label());
                self.jump_if_false(conditional.test, otherwise);
                self.effect(conditional.consequent);
                self.asm.jump(done);
                self.asm.bind(otherwise);
                self.effect(conditional.alternate);
                self.asm.bind(done);
            }
            _ => self.effect(expr),
        }
    }
}

fn is_comparison(operator: BinaryOperator) -> bool {
    use BinaryOperator as B;
    matches!(
        operator,
        B::Less
            | B::LessEqual
            | B::Greater
            | B::GreaterEqual
            | B::Equal
            | B::NotEqual
            | B::StrictEqual
            | B::StrictNotEqual
    )
}
