//! [Unary](https://tc39.es/ecma262/#sec-unary-operators) and binary operators.

use kataan_syntax::ast::{BinaryOperator, Expr, ExprKind, LogicalOperator, UnaryOperator};
use smallvec::SmallVec;

use crate::compiler::fold::{fold, small_int};
use crate::compiler::function::FunctionCompiler;
use crate::compiler::name::ReadMode;
use crate::opcode::instructions as op;
use crate::opcode::operand::{ErrorType, FeedbackKind, Register};

/// The right operand of a binary operator: a register, or a small integer where a form for it exists.
#[derive(Clone, Copy)]
pub(in crate::compiler) enum Right {
    Register(Register),
    Int(i32),
}

macro_rules! emit_binary {
    ($self:ident, $Name:ident, $kind:ident, $dst:ident, $lhs:ident, $rhs:ident) => {{
        let feedback = $self.feedback(FeedbackKind::$kind);
        $self.asm.emit(op::$Name {
            dst: $dst,
            lhs: $lhs,
            rhs: $rhs,
            feedback,
        });
    }};
}

macro_rules! emit_binary_int {
    ($self:ident, $Name:ident, $dst:ident, $lhs:ident, $value:ident) => {{
        let feedback = $self.feedback(FeedbackKind::Arithmetic);
        $self.asm.emit(op::$Name {
            dst: $dst,
            lhs: $lhs,
            value: $value,
            feedback,
        });
    }};
}

/// Whether the operator has a form with a small integer as its right operand.
pub(in crate::compiler) fn has_int_form(operator: BinaryOperator) -> bool {
    use BinaryOperator as B;
    matches!(
        operator,
        B::Add
            | B::Subtract
            | B::Multiply
            | B::Divide
            | B::Remainder
            | B::BitAnd
            | B::BitOr
            | B::BitXor
            | B::ShiftLeft
            | B::ShiftRight
            | B::ShiftRightUnsigned
    )
}

/// Whether the operands may change places if the left one is a number.
fn is_commutative(operator: BinaryOperator) -> bool {
    use BinaryOperator as B;
    matches!(operator, B::Multiply | B::BitAnd | B::BitOr | B::BitXor)
}

impl<'a> FunctionCompiler<'_, '_, 'a> {
    /// `left operator right …`, a chain that leans left.
    pub(super) fn binary(&mut self, expr: &Expr<'a>, dst: Register) {
        let mut chain: SmallVec<[(BinaryOperator, &'a Expr<'a>, u32); 8]> = SmallVec::new();
        let mut first = expr;
        // The leftmost expression is behind as many references as the chain is long.
        let mut leftmost = None;
        while let ExprKind::Binary(binary) = first.kind {
            chain.push((binary.operator, binary.right, first.span.start));
            leftmost = Some(binary.left);
            first = binary.left;
        }
        let Some(leftmost) = leftmost else { return };
        let mark = self.registers.mark();
        let mut known = self.constant(leftmost);
        let mut left = None;
        let mut rest = chain.iter().rev().peekable();
        if known.is_none() {
            let later: SmallVec<[&Expr<'a>; 8]> = chain
                .iter()
                .rev()
                .take(1)
                .map(|&(_, right, _)| right)
                .collect();
            left = Some(self.operand(leftmost, &later));
        }
        while let Some(&(operator, right, position)) = rest.next() {
            let right_value = self.constant(right);
            if let (Some(a), Some(b)) = (known, right_value)
                && let Some(value) = fold(operator, a, b)
            {
                known = Some(value);
                continue;
            }
            let is_last = rest.peek().is_none();
            let swapped = known
                .and_then(small_int)
                .filter(|_| is_commutative(operator));
            if swapped.is_some() {
                known = None;
                left = Some(self.expression(right));
            }
            let lhs = match (left, known.take()) {
                (_, Some(value)) => {
                    let register = self.registers.take();
                    self.load_constant(value, register);
                    register
                }
                (Some(register), None) => register,
                (None, None) => return,
            };
            let rhs = match swapped.or_else(|| right_value.and_then(small_int)) {
                Some(value) if has_int_form(operator) => Right::Int(value),
                _ => Right::Register(self.expression(right)),
            };
            // The operator that comes next may assign to a variable only after this one is done.
            let target = if is_last {
                dst
            } else {
                self.registers.release(mark);
                self.registers.take()
            };
            self.asm.set_position(position);
            self.emit_binary(operator, target, lhs, rhs);
            left = Some(target);
            if !is_last {
                self.registers.release(mark);
                self.registers.take();
            }
        }
        if let Some(value) = known {
            self.load_constant(value, dst);
        }
        self.registers.release(mark);
    }

    /// `dst = lhs operator rhs`
    pub(in crate::compiler) fn emit_binary(
        &mut self,
        operator: BinaryOperator,
        dst: Register,
        lhs: Register,
        rhs: Right,
    ) {
        use BinaryOperator as B;
        let rhs = match rhs {
            Right::Register(register) => register,
            Right::Int(value) => {
                match operator {
                    B::Add => emit_binary_int!(self, AddInt, dst, lhs, value),
                    B::Subtract => emit_binary_int!(self, SubtractInt, dst, lhs, value),
                    B::Multiply => emit_binary_int!(self, MultiplyInt, dst, lhs, value),
                    B::Divide => emit_binary_int!(self, DivideInt, dst, lhs, value),
                    B::Remainder => emit_binary_int!(self, RemainderInt, dst, lhs, value),
                    B::BitAnd => emit_binary_int!(self, BitAndInt, dst, lhs, value),
                    B::BitOr => emit_binary_int!(self, BitOrInt, dst, lhs, value),
                    B::BitXor => emit_binary_int!(self, BitXorInt, dst, lhs, value),
                    B::ShiftLeft => emit_binary_int!(self, ShiftLeftInt, dst, lhs, value),
                    B::ShiftRight => emit_binary_int!(self, ShiftRightInt, dst, lhs, value),
                    B::ShiftRightUnsigned => {
                        emit_binary_int!(self, ShiftRightUnsignedInt, dst, lhs, value);
                    }
                    _ => unreachable!("the operator has a form for small integers"),
                }
                return;
            }
        };
        match operator {
            B::Add => emit_binary!(self, Add, Arithmetic, dst, lhs, rhs),
            B::Subtract => emit_binary!(self, Subtract, Arithmetic, dst, lhs, rhs),
            B::Multiply => emit_binary!(self, Multiply, Arithmetic, dst, lhs, rhs),
            B::Divide => emit_binary!(self, Divide, Arithmetic, dst, lhs, rhs),
            B::Remainder => emit_binary!(self, Remainder, Arithmetic, dst, lhs, rhs),
            B::Exponentiate => emit_binary!(self, Exponentiate, Arithmetic, dst, lhs, rhs),
            B::ShiftLeft => emit_binary!(self, ShiftLeft, Arithmetic, dst, lhs, rhs),
            B::ShiftRight => emit_binary!(self, ShiftRight, Arithmetic, dst, lhs, rhs),
            B::ShiftRightUnsigned => {
                emit_binary!(self, ShiftRightUnsigned, Arithmetic, dst, lhs, rhs);
            }
            B::BitAnd => emit_binary!(self, BitAnd, Arithmetic, dst, lhs, rhs),
            B::BitOr => emit_binary!(self, BitOr, Arithmetic, dst, lhs, rhs),
            B::BitXor => emit_binary!(self, BitXor, Arithmetic, dst, lhs, rhs),
            B::Equal => emit_binary!(self, Equal, Compare, dst, lhs, rhs),
            B::NotEqual => emit_binary!(self, NotEqual, Compare, dst, lhs, rhs),
            B::StrictEqual => emit_binary!(self, StrictEqual, Compare, dst, lhs, rhs),
            B::StrictNotEqual => emit_binary!(self, StrictNotEqual, Compare, dst, lhs, rhs),
            B::Less => emit_binary!(self, Less, Compare, dst, lhs, rhs),
            B::LessEqual => emit_binary!(self, LessEqual, Compare, dst, lhs, rhs),
            B::Greater => emit_binary!(self, Greater, Compare, dst, lhs, rhs),
            B::GreaterEqual => emit_binary!(self, GreaterEqual, Compare, dst, lhs, rhs),
            B::In => {
                let feedback = self.feedback(FeedbackKind::Has);
                self.asm.emit(op::HasProperty {
                    dst,
                    key: lhs,
                    object: rhs,
                    feedback,
                });
            }
            B::InstanceOf => {
                let feedback = self.feedback(FeedbackKind::InstanceOf);
                self.asm.emit(op::InstanceOf {
                    dst,
                    value: lhs,
                    target: rhs,
                    feedback,
                });
            }
        }
    }

    pub(super) fn unary(
        &mut self,
        expr: &Expr<'a>,
        operator: UnaryOperator,
        operand: &Expr<'a>,
        dst: Register,
    ) {
        match operator {
            UnaryOperator::Typeof => {
                let src = self.typeof_operand(operand);
                self.asm.emit(op::TypeOf { dst, src });
            }
            UnaryOperator::Delete => self.delete(expr, operand, dst),
            UnaryOperator::Void => {
                self.effect(operand);
                self.asm.emit(op::LoadUndefined { dst });
            }
            UnaryOperator::Not => {
                if is_comparison(operand) {
                    return self.condition_value(expr, dst);
                }
                let src = self.expression(operand);
                self.asm.emit(op::LogicalNot { dst, src });
            }
            UnaryOperator::Minus | UnaryOperator::Plus | UnaryOperator::BitNot => {
                let src = self.expression(operand);
                let feedback = self.feedback(FeedbackKind::Arithmetic);
                self.asm.set_position(expr.span.start);
                match operator {
                    UnaryOperator::Minus => self.asm.emit(op::Negate { dst, src, feedback }),
                    UnaryOperator::Plus => self.asm.emit(op::ToNumber { dst, src, feedback }),
                    _ => self.asm.emit(op::BitNot { dst, src, feedback }),
                }
            }
        }
    }

    /// The operand of `typeof`: a name that does not exist is no error.
    pub(in crate::compiler) fn typeof_operand(&mut self, operand: &Expr<'a>) -> Register {
        if let ExprKind::Identifier(name) = operand.unparenthesized().kind {
            if let Some(register) = self.variable_register(name) {
                return register;
            }
            let dst = self.registers.take();
            self.asm.set_position(operand.span.start);
            self.load_name(name, dst, ReadMode::Typeof);
            return dst;
        }
        self.expression(operand)
    }

    fn delete(&mut self, expr: &Expr<'a>, operand: &Expr<'a>, dst: Register) {
        let strict = self.strict();
        match operand.unparenthesized().kind {
            ExprKind::Identifier(name) => self.delete_name(name, dst),
            ExprKind::Member(member) if !member.optional => {
                let object = self.expression(member.object);
                let key = self.unit.name(member.property);
                self.asm.set_position(expr.span.start);
                self.asm.emit(op::DeleteProperty {
                    dst,
                    object,
                    strict,
                    key,
                });
            }
            ExprKind::Index(index) if !index.optional => {
                let object = self.operand(index.object, &[index.index]);
                let key = self.expression(index.index);
                self.asm.set_position(expr.span.start);
                self.asm.emit(op::DeleteElement {
                    dst,
                    object,
                    key,
                    strict,
                });
            }
            ExprKind::OptionalChain(chain) => self.delete_chain(expr, chain, dst),
            ExprKind::SuperMember(_) | ExprKind::SuperIndex(_) => {
                self.load_this();
                if let ExprKind::SuperIndex(index) = operand.unparenthesized().kind {
                    self.effect(index);
                }
                self.throw_error(ErrorType::Reference, "a super property cannot be deleted");
            }
            _ => {
                self.effect(operand);
                self.asm.emit(op::LoadTrue { dst });
            }
        }
    }

    /// Throws an error with a fixed message; what follows is dead until a label.
    pub(in crate::compiler) fn throw_error(&mut self, kind: ErrorType, message: &str) {
        let message = self.unit.text(message);
        self.asm.emit(op::ThrowError { kind, message });
    }

    /// `a && b`, `a || b`, `a ?? b` as a value, a chain that leans left.
    pub(super) fn logical(&mut self, expr: &Expr<'a>, dst: Register) {
        let ExprKind::Logical(outermost) = expr.kind else {
            return;
        };
        let operator = outermost.operator;
        let mut chain: SmallVec<[&'a Expr<'a>; 4]> = SmallVec::new();
        chain.push(outermost.right);
        let mut first = outermost.left;
        while let ExprKind::Logical(logical) = first.kind
            && logical.operator == operator
        {
            chain.push(logical.right);
            first = logical.left;
        }
        let value = self.building(dst);
        let done = self.asm.label();
        self.expression_to(first, value);
        for right in chain.into_iter().rev() {
            self.short_circuit(operator, value, done);
            self.expression_to(right, value);
        }
        self.asm.bind(done);
        self.move_to(dst, value);
    }

    /// Jumps to `done` if the left value decides.
    pub(in crate::compiler) fn short_circuit(
        &mut self,
        operator: LogicalOperator,
        src: Register,
        done: crate::compiler::assembler::Label,
    ) {
        let target = self.asm.to(done);
        match operator {
            LogicalOperator::And => self.asm.emit(op::JumpIfFalse { src, target }),
            LogicalOperator::Or => self.asm.emit(op::JumpIfTrue { src, target }),
            LogicalOperator::Coalesce => self.asm.emit(op::JumpIfNotNullish { src, target }),
        }
    }
}

/// Whether the expression is a comparison, better compiled as a condition when negated.
fn is_comparison(expr: &Expr<'_>) -> bool {
    match expr.unparenthesized().kind {
        ExprKind::Binary(binary) => matches!(
            binary.operator,
            BinaryOperator::Less
                | BinaryOperator::LessEqual
                | BinaryOperator::Greater
                | BinaryOperator::GreaterEqual
        ),
        ExprKind::Logical(_) => true,
        _ => false,
    }
}
