//! [Primary expressions](https://tc39.es/ecma262/#sec-primary-expression) and the comma operator.

use smallvec::{SmallVec, smallvec};

use super::functions::FunctionHead;
use super::{Parsed, Parser};
use crate::ast::{Expr, ExprKind, Sequence};
use crate::diagnostic::ErrorCode;
use crate::function_table::{FunctionFlags, FunctionKind};
use crate::lexer::{TokenFlags, TokenKind};
use crate::name::Name;

impl<'a> Parser<'_, '_, 'a> {
    /// An [Expression](https://tc39.es/ecma262/#prod-Expression).
    pub(crate) fn expression(&mut self) -> Parsed<&'a Expr<'a>> {
        let start = self.token.start;
        let first = self.assignment()?;
        if self.at(TokenKind::Comma) {
            self.sequence_rest(start, first)
        } else {
            Ok(first)
        }
    }

    /// The rest of `a, b, c` after `a`.
    pub(super) fn sequence_rest(
        &mut self,
        start: u32,
        first: &'a Expr<'a>,
    ) -> Parsed<&'a Expr<'a>> {
        let mut expressions: SmallVec<[&'a Expr<'a>; 8]> = smallvec![first];
        while self.eat(TokenKind::Comma) {
            expressions.push(self.assignment()?);
        }
        let expressions = self.list(&expressions);
        Ok(self.expr(
            start,
            ExprKind::Sequence(self.alloc(Sequence { expressions })),
        ))
    }

    /// A [PrimaryExpression](https://tc39.es/ecma262/#prod-PrimaryExpression) where no arrow
    /// function can stand.
    pub(super) fn primary(&mut self) -> Parsed<&'a Expr<'a>> {
        let token = self.token;
        let kind = match token.kind {
            TokenKind::Identifier => {
                if token.is_word(Name::ASYNC) && self.at_async_function() {
                    return self.function_expression();
                }
                let token = self.identifier()?;
                return Ok(self.identifier_expr(token));
            }
            TokenKind::LeftParen => return self.parenthesized(),
            TokenKind::Number => {
                self.check_octal()?;
                ExprKind::Number(self.lexer.number)
            }
            TokenKind::String => {
                self.check_octal()?;
                ExprKind::String(token.name)
            }
            TokenKind::This => {
                self.function.flags.insert(FunctionFlags::USES_THIS);
                ExprKind::This
            }
            TokenKind::Null => ExprKind::Null,
            TokenKind::True => ExprKind::Boolean(true),
            TokenKind::False => ExprKind::Boolean(false),
            TokenKind::BigInt => ExprKind::BigInt(token.name),
            TokenKind::Function => return self.function_expression(),
            TokenKind::LeftBrace => return self.object_literal(),
            TokenKind::LeftBracket => return self.array_literal(),
            TokenKind::Class => return self.class_expression(),
            TokenKind::Template => return self.template_literal(),
            TokenKind::Slash | TokenKind::DivideAssign => return self.regular_expression(),
            _ => return Err(self.unexpected_operand()),
        };
        self.advance();
        Ok(self.alloc(Expr {
            span: token.span(),
            kind,
        }))
    }

    #[cold]
    fn unexpected_operand(&mut self) -> super::Failed {
        match self.token.kind {
            TokenKind::EndOfFile
            | TokenKind::RightParen
            | TokenKind::RightBrace
            | TokenKind::RightBracket => self.expected("an expression"),
            _ => self.unexpected(),
        }
    }

    /// A number or string that only sloppy code may have.
    #[inline]
    pub(super) fn check_octal(&mut self) -> Parsed<()> {
        if self.token.flags.has(TokenFlags::LEGACY_OCTAL) && self.strict() {
            let code = if self.at(TokenKind::String) {
                ErrorCode::OctalEscapeInStrict
            } else {
                ErrorCode::OctalInStrict
            };
            return Err(self.fail_here(code));
        }
        Ok(())
    }

    /// Whether `async`, at hand, is followed by `function` on its line.
    pub(super) fn at_async_function(&mut self) -> bool {
        let next = self.peek();
        next.kind == TokenKind::Function && !next.newline_before()
    }

    /// `function`, `function*`, `async function` and `async function*` as expressions.
    pub(super) fn function_expression(&mut self) -> Parsed<&'a Expr<'a>> {
        let start = self.token.start;
        let mut flags = FunctionFlags::NONE;
        if self.at(TokenKind::Identifier) {
            self.advance();
            flags.insert(FunctionFlags::ASYNC);
        }
        self.advance();
        if self.eat(TokenKind::Star) {
            flags.insert(FunctionFlags::GENERATOR);
        }
        // The name is read as the function's own code would read it.
        let outer = self.function.context;
        self.function.context = self.function_context(FunctionKind::Normal, flags);
        let name = if self.at(TokenKind::LeftParen) {
            None
        } else {
            Some(self.binding_identifier()?)
        };
        self.function.context = outer;
        let name = name.map(|token| (token.name, token.span()));
        let id = self.function(&FunctionHead {
            kind: FunctionKind::Normal,
            flags,
            start,
            name,
            creation: start,
        })?;
        Ok(self.expr(start, ExprKind::Function(id)))
    }
}
