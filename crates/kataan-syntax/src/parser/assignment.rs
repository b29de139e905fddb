//! [Assignment expressions](https://tc39.es/ecma262/#sec-assignment-operators), and where arrow
//! functions start.

use super::{Context, Parsed, Parser};
use crate::ast::{
    Assign, AssignOperator, BinaryOperator, Expr, ExprKind, LogicalOperator, Pattern, PatternKind,
};
use crate::diagnostic::ErrorCode;
use crate::function_table::FunctionFlags;
use crate::lexer::TokenKind;
use crate::name::Name;

/// What a head that may be an arrow function's turned out to be.
pub(super) enum Head<'a> {
    /// A whole assignment expression: nothing can follow it.
    Whole(&'a Expr<'a>),
    /// A primary expression, which may go on.
    Primary(&'a Expr<'a>),
}

impl<'a> Parser<'_, '_, 'a> {
    /// An [AssignmentExpression](https://tc39.es/ecma262/#prod-AssignmentExpression).
    #[inline]
    pub(crate) fn assignment(&mut self) -> Parsed<&'a Expr<'a>> {
        let saved = self.cover.take();
        let expr = self.assignment_cover()?;
        if self.cover.is_some() {
            return Err(self.fail_cover());
        }
        self.cover = saved;
        Ok(expr)
    }

    /// An assignment expression that may still become a pattern: an object or array literal that
    /// is valid only as one leaves its error in `cover`.
    pub(crate) fn assignment_cover(&mut self) -> Parsed<&'a Expr<'a>> {
        self.check_stack()?;
        let saved = self.cover.take();
        let expr = self.assignment_head()?;
        if saved.is_some() {
            self.cover = saved;
        }
        Ok(expr)
    }

    fn assignment_head(&mut self) -> Parsed<&'a Expr<'a>> {
        let start = self.token.start;
        let left = match self.token.kind {
            TokenKind::Identifier => match self.identifier_head()? {
                Some(Head::Whole(expr)) => return Ok(expr),
                Some(Head::Primary(primary)) => self.conditional_from(start, primary)?,
                None => self.conditional(start)?,
            },
            TokenKind::LeftParen => match self.parenthesized_head()? {
                Head::Whole(expr) => return Ok(expr),
                Head::Primary(primary) => self.conditional_from(start, primary)?,
            },
            _ => self.conditional(start)?,
        };
        self.assignment_rest(start, left)
    }

    /// What starts with an identifier; `None` if it is an operator, with nothing accepted.
    #[inline]
    fn identifier_head(&mut self) -> Parsed<Option<Head<'a>>> {
        let token = self.token;
        if token.start == self.next_arrow {
            return self.known_arrow().map(|expr| Some(Head::Whole(expr)));
        }
        match token.name {
            Name::YIELD if self.allows(Context::GENERATOR) => {
                return self.yield_expression().map(|expr| Some(Head::Whole(expr)));
            }
            Name::AWAIT if self.allows(Context::ASYNC) => return Ok(None),
            Name::ASYNC if token.is_word(Name::ASYNC) => return self.async_head().map(Some),
            _ => {}
        }
        let token = self.identifier()?;
        if self.at(TokenKind::Arrow) {
            return self
                .arrow_of_name(token.start, token, false)
                .map(|expr| Some(Head::Whole(expr)));
        }
        Ok(Some(Head::Primary(self.identifier_expr(token))))
    }

    /// `= value` and its kin after `left`, if there.
    fn assignment_rest(&mut self, start: u32, left: &'a Expr<'a>) -> Parsed<&'a Expr<'a>> {
        let is_literal = matches!(left.kind, ExprKind::Object(_) | ExprKind::Array(_));
        if !self.token.kind.is_assignment() {
            // Only a literal by itself may become a pattern.
            if self.cover.is_some() && !is_literal {
                return Err(self.fail_cover());
            }
            return Ok(left);
        }
        let operator = assign_operator(self.token.kind);
        let target = if operator == AssignOperator::Assign && is_literal {
            self.cover = None;
            self.assignment_pattern(left)?
        } else {
            if self.cover.is_some() {
                return Err(self.fail_cover());
            }
            let logical = matches!(operator, AssignOperator::Logical(_));
            self.simple_target(left, ErrorCode::InvalidAssignmentTarget, !logical)?
        };
        self.advance();
        let value = self.assignment()?;
        Ok(self.expr(
            start,
            ExprKind::Assign(self.alloc(Assign {
                operator,
                target,
                value,
            })),
        ))
    }

    /// Reinterprets an expression as a target that is no pattern. `allow_call`: the form of
    /// assignment is one for which old programs may have a call as target.
    pub(crate) fn simple_target(
        &mut self,
        expr: &'a Expr<'a>,
        code: ErrorCode,
        allow_call: bool,
    ) -> Parsed<&'a Pattern<'a>> {
        let inner = expr.unparenthesized();
        let kind = match inner.kind {
            ExprKind::Identifier(name) => {
                self.assign_name(name, inner)?;
                match expr.kind {
                    ExprKind::Parenthesized(_) => PatternKind::ParenthesizedIdentifier(name),
                    _ => PatternKind::Identifier(name),
                }
            }
            ExprKind::Member(_)
            | ExprKind::Index(_)
            | ExprKind::PrivateMember(_)
            | ExprKind::SuperMember(_)
            | ExprKind::SuperIndex(_) => PatternKind::Expression(inner),
            ExprKind::Call(_) if allow_call && !self.strict() => PatternKind::Expression(inner),
            _ => return Err(self.fail(code, expr.span, &[])),
        };
        Ok(self.alloc(Pattern {
            span: expr.span,
            kind,
        }))
    }

    /// Notes an assignment to a name, which strict code may forbid.
    pub(crate) fn assign_name(&mut self, name: Name, expr: &Expr<'a>) -> Parsed<()> {
        if name.is_eval_or_arguments() && self.strict() {
            return Err(self.fail_strict_target(name, expr.span));
        }
        self.analysis.assign(name, expr.span.start);
        Ok(())
    }

    /// [`yield`](https://tc39.es/ecma262/#prod-YieldExpression)
    fn yield_expression(&mut self) -> Parsed<&'a Expr<'a>> {
        let token = self.token;
        if token.flags.has(crate::lexer::TokenFlags::ESCAPED) {
            return Err(self.fail(ErrorCode::EscapedKeyword, token.span(), &[]));
        }
        if self.allows(Context::PARAMETERS) {
            return Err(self.fail(ErrorCode::YieldInParameter, token.span(), &[]));
        }
        self.function.last_yield = token.start + 1;
        self.function.flags.insert(FunctionFlags::SUSPENDS);
        self.advance();
        let kind = if self.token.newline_before() {
            ExprKind::Yield(None)
        } else if self.eat(TokenKind::Star) {
            ExprKind::YieldStar(self.assignment()?)
        } else if matches!(
            self.token.kind,
            TokenKind::RightParen
                | TokenKind::RightBracket
                | TokenKind::RightBrace
                | TokenKind::Comma
                | TokenKind::Semicolon
                | TokenKind::Colon
                | TokenKind::EndOfFile
                | TokenKind::In
        ) || self.token.is_word(Name::OF) && self.allows(Context::NO_IN)
        {
            ExprKind::Yield(None)
        } else {
            ExprKind::Yield(Some(self.assignment()?))
        };
        Ok(self.expr(token.start, kind))
    }
}

fn assign_operator(kind: TokenKind) -> AssignOperator {
    use BinaryOperator as B;
    AssignOperator::Binary(match kind {
        TokenKind::AddAssign => B::Add,
        TokenKind::SubtractAssign => B::Subtract,
        TokenKind::MultiplyAssign => B::Multiply,
        TokenKind::DivideAssign => B::Divide,
        TokenKind::RemainderAssign => B::Remainder,
        TokenKind::ExponentiateAssign => B::Exponentiate,
        TokenKind::ShiftLeftAssign => B::ShiftLeft,
        TokenKind::ShiftRightAssign => B::ShiftRight,
        TokenKind::ShiftRightUnsignedAssign => B::ShiftRightUnsigned,
        TokenKind::BitAndAssign => B::BitAnd,
        TokenKind::BitOrAssign => B::BitOr,
        TokenKind::BitXorAssign => B::BitXor,
        TokenKind::AndAssign => return AssignOperator::Logical(LogicalOperator::And),
        TokenKind::OrAssign => return AssignOperator::Logical(LogicalOperator::Or),
        TokenKind::CoalesceAssign => return AssignOperator::Logical(LogicalOperator::Coalesce),
        _ => return AssignOperator::Assign,
    })
}
