//! Operators: [unary](https://tc39.es/ecma262/#sec-unary-operators),
//! [update](https://tc39.es/ecma262/#sec-update-expressions), binary, logical and
//! [conditional](https://tc39.es/ecma262/#sec-conditional-operator).

use super::{Context, Parsed, Parser};
use crate::ast::{
    Binary, BinaryOperator, Conditional, Expr, ExprKind, Logical, LogicalOperator, PrivateIn,
    UnaryOperator, UpdateOperator,
};
use crate::diagnostic::ErrorCode;
use crate::function_table::FunctionFlags;
use crate::lexer::{TokenFlags, TokenKind};
use crate::name::Name;

/// What a binary operator's token means.
#[derive(Clone, Copy)]
enum Operator {
    Binary(BinaryOperator),
    Logical(LogicalOperator),
}

const COALESCE: u8 = 1;
const RELATIONAL: u8 = 8;
const EXPONENT: u8 = 12;

/// Binding strength per token kind; 0 is no binary operator.
static STRENGTH: [u8; TokenKind::COUNT] = {
    use TokenKind::*;
    let table = [
        (Coalesce, COALESCE),
        (Or, 2),
        (And, 3),
        (BitOr, 4),
        (BitXor, 5),
        (BitAnd, 6),
        (Equal, 7),
        (NotEqual, 7),
        (StrictEqual, 7),
        (StrictNotEqual, 7),
        (Less, RELATIONAL),
        (LessEqual, RELATIONAL),
        (Greater, RELATIONAL),
        (GreaterEqual, RELATIONAL),
        (In, RELATIONAL),
        (InstanceOf, RELATIONAL),
        (ShiftLeft, 9),
        (ShiftRight, 9),
        (ShiftRightUnsigned, 9),
        (Plus, 10),
        (Minus, 10),
        (Star, 11),
        (Slash, 11),
        (Percent, 11),
        (StarStar, EXPONENT),
    ];
    let mut strengths = [0; TokenKind::COUNT];
    let mut index = 0;
    while index < table.len() {
        strengths[table[index].0 as usize] = table[index].1;
        index += 1;
    }
    strengths
};

fn operator(kind: TokenKind) -> Operator {
    use BinaryOperator as B;
    Operator::Binary(match kind {
        TokenKind::Coalesce => return Operator::Logical(LogicalOperator::Coalesce),
        TokenKind::Or => return Operator::Logical(LogicalOperator::Or),
        TokenKind::And => return Operator::Logical(LogicalOperator::And),
        TokenKind::BitOr => B::BitOr,
        TokenKind::BitXor => B::BitXor,
        TokenKind::BitAnd => B::BitAnd,
        TokenKind::Equal => B::Equal,
        TokenKind::NotEqual => B::NotEqual,
        TokenKind::StrictEqual => B::StrictEqual,
        TokenKind::StrictNotEqual => B::StrictNotEqual,
        TokenKind::Less => B::Less,
        TokenKind::LessEqual => B::LessEqual,
        TokenKind::Greater => B::Greater,
        TokenKind::GreaterEqual => B::GreaterEqual,
        TokenKind::In => B::In,
        TokenKind::InstanceOf => B::InstanceOf,
        TokenKind::ShiftLeft => B::ShiftLeft,
        TokenKind::ShiftRight => B::ShiftRight,
        TokenKind::ShiftRightUnsigned => B::ShiftRightUnsigned,
        TokenKind::Plus => B::Add,
        TokenKind::Minus => B::Subtract,
        TokenKind::Star => B::Multiply,
        TokenKind::Slash => B::Divide,
        TokenKind::Percent => B::Remainder,
        _ => B::Exponentiate,
    })
}

impl<'a> Parser<'_, '_, 'a> {
    /// A conditional expression.
    pub(super) fn conditional(&mut self, start: u32) -> Parsed<&'a Expr<'a>> {
        let left = self.operand(0)?;
        self.conditional_after(start, left)
    }

    /// A conditional expression that starts with a primary expression, which was read.
    #[inline]
    pub(super) fn conditional_from(
        &mut self,
        start: u32,
        primary: &'a Expr<'a>,
    ) -> Parsed<&'a Expr<'a>> {
        let left = self.postfix_from(start, primary)?;
        self.conditional_after(start, left)
    }

    #[inline]
    fn conditional_after(&mut self, start: u32, left: &'a Expr<'a>) -> Parsed<&'a Expr<'a>> {
        let test = if STRENGTH[self.token.kind as usize] > 0 {
            self.binary_rest(start, left, 1)?
        } else {
            left
        };
        if self.at(TokenKind::Question) {
            self.conditional_rest(start, test)
        } else {
            Ok(test)
        }
    }

    fn conditional_rest(&mut self, start: u32, test: &'a Expr<'a>) -> Parsed<&'a Expr<'a>> {
        if self.cover.is_some() {
            return Err(self.fail_cover());
        }
        self.advance();
        let saved = self.allow_in();
        let consequent = self.assignment()?;
        self.function.context = saved;
        self.expect(TokenKind::Colon)?;
        let alternate = self.assignment()?;
        let node = self.alloc(Conditional {
            test,
            consequent,
            alternate,
        });
        Ok(self.expr(start, ExprKind::Conditional(node)))
    }

    /// Binary operators of at least this strength after `left`, which starts at `start`.
    fn binary_rest(
        &mut self,
        start: u32,
        mut left: &'a Expr<'a>,
        least: u8,
    ) -> Parsed<&'a Expr<'a>> {
        self.check_stack()?;
        loop {
            let kind = self.token.kind;
            let strength = STRENGTH[kind as usize];
            if strength < least
                || strength == 0
                || kind == TokenKind::In && self.allows(Context::NO_IN)
            {
                return Ok(left);
            }
            if self.cover.is_some() {
                return Err(self.fail_cover());
            }
            if strength == EXPONENT && matches!(left.kind, ExprKind::Unary(..) | ExprKind::Await(_))
            {
                return Err(self.fail(ErrorCode::UnparenthesizedUnaryBase, left.span, &[]));
            }
            self.advance();
            let right_start = self.token.start;
            // `**` groups to the right, all others to the left.
            let right_least = if strength == EXPONENT {
                EXPONENT
            } else {
                strength + 1
            };
            let mut right = self.operand(right_least)?;
            if STRENGTH[self.token.kind as usize] >= right_least {
                right = self.binary_rest(right_start, right, right_least)?;
            }
            if self.cover.is_some() {
                return Err(self.fail_cover());
            }
            let kind = match operator(kind) {
                Operator::Binary(operator) => ExprKind::Binary(self.alloc(Binary {
                    operator,
                    left,
                    right,
                })),
                Operator::Logical(operator) => {
                    self.check_coalesce(operator, left)?;
                    self.check_coalesce(operator, right)?;
                    ExprKind::Logical(self.alloc(Logical {
                        operator,
                        left,
                        right,
                    }))
                }
            };
            left = self.expr(start, kind);
        }
    }

    /// `??` and the other two do not mix.
    fn check_coalesce(&mut self, operator: LogicalOperator, operand: &'a Expr<'a>) -> Parsed<()> {
        if let ExprKind::Logical(inner) = operand.kind
            && (inner.operator == LogicalOperator::Coalesce)
                != (operator == LogicalOperator::Coalesce)
        {
            return Err(self.fail(ErrorCode::MixedCoalesce, operand.span, &[]));
        }
        Ok(())
    }

    /// An operand of an operator that leaves operators of at least `least` to it: a unary
    /// expression or `#name in …`.
    #[inline]
    fn operand(&mut self, least: u8) -> Parsed<&'a Expr<'a>> {
        if self.at(TokenKind::PrivateName) {
            self.private_in(least)
        } else {
            self.unary()
        }
    }

    /// `#name in right`
    fn private_in(&mut self, least: u8) -> Parsed<&'a Expr<'a>> {
        let token = self.token;
        if least > RELATIONAL || self.allows(Context::NO_IN) {
            return Err(self.unexpected());
        }
        self.advance();
        self.use_private_name(token.name, token.span())?;
        self.expect(TokenKind::In)?;
        let start = self.token.start;
        let right = self.operand(RELATIONAL + 1)?;
        let right = self.binary_rest(start, right, RELATIONAL + 1)?;
        let node = self.alloc(PrivateIn {
            name: token.name,
            right,
        });
        Ok(self.expr(token.start, ExprKind::PrivateIn(node)))
    }

    /// A [UnaryExpression](https://tc39.es/ecma262/#prod-UnaryExpression).
    pub(super) fn unary(&mut self) -> Parsed<&'a Expr<'a>> {
        let operator = match self.token.kind {
            TokenKind::Minus => UnaryOperator::Minus,
            TokenKind::Plus => UnaryOperator::Plus,
            TokenKind::Not => UnaryOperator::Not,
            TokenKind::BitNot => UnaryOperator::BitNot,
            TokenKind::Typeof => UnaryOperator::Typeof,
            TokenKind::Void => UnaryOperator::Void,
            TokenKind::Delete => UnaryOperator::Delete,
            TokenKind::Increment => return self.prefix_update(UpdateOperator::PreIncrement),
            TokenKind::Decrement => return self.prefix_update(UpdateOperator::PreDecrement),
            TokenKind::Identifier
                if self.token.name == Name::AWAIT && self.allows(Context::ASYNC) =>
            {
                return self.await_expression();
            }
            _ => {
                let start = self.token.start;
                let primary = self.primary_or_keyword()?;
                return self.postfix_from(start, primary);
            }
        };
        self.check_stack()?;
        let start = self.token.start;
        self.advance();
        let operand = self.unary()?;
        if self.cover.is_some() {
            return Err(self.fail_cover());
        }
        if operator == UnaryOperator::Delete {
            self.check_delete(operand)?;
        }
        Ok(self.expr(start, ExprKind::Unary(operator, operand)))
    }

    /// [Early errors of `delete`](https://tc39.es/ecma262/#sec-delete-operator-static-semantics-early-errors).
    fn check_delete(&mut self, operand: &'a Expr<'a>) -> Parsed<()> {
        let mut inner = operand.unparenthesized();
        if let ExprKind::OptionalChain(chain) = inner.kind {
            inner = chain;
        }
        match inner.kind {
            ExprKind::PrivateMember(_) => {
                Err(self.fail(ErrorCode::DeletePrivateName, inner.span, &[]))
            }
            ExprKind::Identifier(_) if self.strict() => {
                Err(self.fail(ErrorCode::DeleteIdentifier, inner.span, &[]))
            }
            _ => Ok(()),
        }
    }

    /// [`await`](https://tc39.es/ecma262/#prod-AwaitExpression)
    fn await_expression(&mut self) -> Parsed<&'a Expr<'a>> {
        let token = self.token;
        if token.flags.has(TokenFlags::ESCAPED) {
            return Err(self.fail(ErrorCode::EscapedKeyword, token.span(), &[]));
        }
        if self.allows(Context::PARAMETERS) {
            return Err(self.fail(ErrorCode::AwaitInParameter, token.span(), &[]));
        }
        self.check_stack()?;
        self.function.last_await = token.start + 1;
        self.function.flags.insert(FunctionFlags::SUSPENDS);
        self.advance();
        let operand = self.unary()?;
        if self.cover.is_some() {
            return Err(self.fail_cover());
        }
        Ok(self.expr(token.start, ExprKind::Await(operand)))
    }

    fn prefix_update(&mut self, operator: UpdateOperator) -> Parsed<&'a Expr<'a>> {
        self.check_stack()?;
        let start = self.token.start;
        self.advance();
        let operand = self.unary()?;
        self.update(start, operator, operand)
    }

    fn update(
        &mut self,
        start: u32,
        operator: UpdateOperator,
        operand: &'a Expr<'a>,
    ) -> Parsed<&'a Expr<'a>> {
        if self.cover.is_some() {
            return Err(self.fail_cover());
        }
        self.simple_target(operand, ErrorCode::InvalidUpdateTarget, true)?;
        Ok(self.expr(start, ExprKind::Update(operator, operand)))
    }

    /// Members, calls and a postfix operator after a primary expression.
    #[inline]
    fn postfix_from(&mut self, start: u32, primary: &'a Expr<'a>) -> Parsed<&'a Expr<'a>> {
        let expr = self.links(start, primary)?;
        let operator = match self.token.kind {
            TokenKind::Increment => UpdateOperator::PostIncrement,
            TokenKind::Decrement => UpdateOperator::PostDecrement,
            _ => return Ok(expr),
        };
        if self.token.newline_before() {
            return Ok(expr);
        }
        self.advance();
        self.update(start, operator, expr)
    }
}
