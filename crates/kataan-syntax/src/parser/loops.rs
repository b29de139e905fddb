//! [Iteration statements](https://tc39.es/ecma262/#sec-iteration-statements).

use super::declarations::binding_kind;
use super::{Context, Parsed, Parser};
use crate::ast::{
    Declarator, DoWhile, Expr, ExprKind, For, ForHead, ForIn, ForInit, ForOf, Pattern, PatternKind,
    Stmt, StmtKind, VariableKind, While,
};
use crate::diagnostic::ErrorCode;
use crate::function_table::FunctionFlags;
use crate::lexer::{Token, TokenKind};
use crate::name::Name;
use crate::scope::ScopeKind;

/// What is known of a `for` statement at its parenthesis.
struct ForStart {
    is_await: bool,
    /// The first token in the parentheses.
    first: Token,
    /// Bindings before the head.
    mark: u32,
}

impl<'a> Parser<'_, '_, 'a> {
    /// A loop's body.
    fn loop_body(&mut self) -> Parsed<&'a Stmt<'a>> {
        self.function.loops += 1;
        self.function.breakable += 1;
        let body = self.body_statement()?;
        self.function.loops -= 1;
        self.function.breakable -= 1;
        Ok(body)
    }

    pub(super) fn while_statement(&mut self) -> Parsed<StmtKind<'a>> {
        self.advance();
        let test = self.parenthesized_condition()?;
        let body = self.loop_body()?;
        Ok(StmtKind::While(self.alloc(While { test, body })))
    }

    pub(super) fn do_while_statement(&mut self) -> Parsed<StmtKind<'a>> {
        self.advance();
        let body = self.loop_body()?;
        self.expect(TokenKind::While)?;
        let test = self.parenthesized_condition()?;
        // A semicolon is always inserted here.
        self.eat(TokenKind::Semicolon);
        Ok(StmtKind::DoWhile(self.alloc(DoWhile { body, test })))
    }

    /// `for` in all its forms.
    pub(super) fn for_statement(&mut self) -> Parsed<StmtKind<'a>> {
        let start = self.token.start;
        self.advance();
        let is_await = self.at(TokenKind::Identifier) && self.token.name == Name::AWAIT;
        if is_await {
            let token = self.token;
            if !self.allows(Context::ASYNC) {
                return Err(self.fail(ErrorCode::ForAwaitOutsideAsync, token.span(), &[]));
            }
            if !token.is_word(Name::AWAIT) {
                return Err(self.fail(ErrorCode::EscapedKeyword, token.span(), &[]));
            }
            self.function.last_await = token.start + 1;
            self.function.flags.insert(FunctionFlags::SUSPENDS);
            self.advance();
        }
        self.expect(TokenKind::LeftParen)?;
        let flags = self.scope_flags();
        self.analysis.open(ScopeKind::ForHead, flags, start);
        let begun = ForStart {
            is_await,
            first: self.token,
            mark: self.analysis.binding_mark(),
        };
        let saved = self.function.context;
        self.function.context = saved.without(Context::SWITCH_CLAUSE).with(Context::NO_IN);
        let kind = match self.at_for_declaration() {
            Some(kind) => self.for_declaration(&begun, kind, saved)?,
            None => self.for_expression(&begun, saved)?,
        };
        self.function.context = saved;
        Ok(kind)
    }

    /// What kind of declaration stands in a `for` head.
    fn at_for_declaration(&mut self) -> Option<VariableKind> {
        let kind = self.at_variable_declaration()?;
        match kind {
            VariableKind::Let => {
                // `let of` declares nothing but in `for (let of = …`, `for (let of of …` and so on;
                // `for (let in` is not taken for a declaration as `in` is no identifier.
                Some(kind)
            }
            VariableKind::Using => {
                // `for (using of …` loops over what follows, unless it is `for (using of = …` and so on.
                let (of, next) = self.peek_two();
                let is_loop = of.is_word(Name::OF)
                    && !matches!(
                        next.kind,
                        TokenKind::Assign | TokenKind::Semicolon | TokenKind::Colon
                    );
                (!is_loop).then_some(kind)
            }
            _ => Some(kind),
        }
    }

    /// `for (let a …`
    fn for_declaration(
        &mut self,
        begun: &ForStart,
        kind: VariableKind,
        saved: Context,
    ) -> Parsed<StmtKind<'a>> {
        self.variable_keyword(kind)?;
        let first = self.declarator(kind)?;
        let is_of = self.token.is_word(Name::OF);
        if is_of || self.at(TokenKind::In) {
            self.check_for_declarator(kind, &first, is_of)?;
            return self.for_each(begun, ForHead::Declaration(kind, first), saved);
        }
        let declaration = self.declarators(kind, first, true)?;
        self.for_rest(begun, ForInit::Variable(declaration), saved)
    }

    /// Early errors of a declaration in a `for`-`in` or `for`-`of` head.
    fn check_for_declarator(
        &mut self,
        kind: VariableKind,
        declarator: &Declarator<'a>,
        is_of: bool,
    ) -> Parsed<()> {
        if !is_of && matches!(kind, VariableKind::Using | VariableKind::AwaitUsing) {
            return Err(self.fail(ErrorCode::UsingInForIn, declarator.target.span, &[]));
        }
        // https://tc39.es/ecma262/#sec-initializers-in-forin-statement-heads
        let legacy = !is_of
            && kind == VariableKind::Var
            && !self.strict()
            && matches!(declarator.target.kind, PatternKind::Identifier(_));
        match declarator.init {
            Some(init) if !legacy => Err(self.fail(ErrorCode::ForInitializer, init.span, &[])),
            _ => Ok(()),
        }
    }

    /// `for (a …` without declaration.
    fn for_expression(&mut self, begun: &ForStart, saved: Context) -> Parsed<StmtKind<'a>> {
        if self.at(TokenKind::Semicolon) {
            return self.for_rest(begun, ForInit::None, saved);
        }
        let first = begun.first;
        let starts_with_let = first.is_word(Name::LET);
        if starts_with_let && self.peek().kind == TokenKind::LeftBracket {
            return Err(self.fail(ErrorCode::LexicalInStatement, first.span(), &[]));
        }
        let cover = self.cover.take();
        let expr = self.assignment_cover()?;
        let is_of = self.token.is_word(Name::OF);
        if is_of || self.at(TokenKind::In) {
            let is_async_name = first.is_word(Name::ASYNC)
                && matches!(expr.kind, ExprKind::Identifier(Name::ASYNC))
                && !begun.is_await;
            if is_of && (starts_with_let || is_async_name) {
                let text = if starts_with_let { "let" } else { "async" };
                return Err(self.fail(ErrorCode::ForLetTarget, first.span(), &[text]));
            }
            self.cover = cover;
            let target = self.for_target(expr)?;
            return self.for_each(begun, ForHead::Assignment(target), saved);
        }
        if self.cover.is_some() {
            return Err(self.fail_cover());
        }
        self.cover = cover;
        let expr = if self.at(TokenKind::Comma) {
            self.sequence_rest(first.start, expr)?
        } else {
            expr
        };
        self.for_rest(begun, ForInit::Expression(expr), saved)
    }

    /// The target of a `for`-`in` or `for`-`of` loop.
    fn for_target(&mut self, expr: &'a Expr<'a>) -> Parsed<&'a Pattern<'a>> {
        match expr.kind {
            ExprKind::Object(_) | ExprKind::Array(_) => self.assignment_pattern(expr),
            _ => self.simple_target(expr, ErrorCode::InvalidAssignmentTarget, true),
        }
    }

    /// `in b) body` or `of b) body`
    fn for_each(
        &mut self,
        begun: &ForStart,
        head: ForHead<'a>,
        saved: Context,
    ) -> Parsed<StmtKind<'a>> {
        let is_of = !self.at(TokenKind::In);
        if begun.is_await && !is_of {
            return Err(self.fail_here(ErrorCode::ForAwaitWithoutOf));
        }
        self.function.context = saved.without(Context::NO_IN);
        self.advance();
        let object = if is_of {
            self.assignment()?
        } else {
            self.expression()?
        };
        self.expect(TokenKind::RightParen)?;
        self.function.context = saved;
        let body_start = self.token.start;
        if let ForHead::Declaration(kind, _) = head
            && binding_kind(kind).is_lexical()
        {
            self.analysis.reinitialize(begun.mark, body_start);
        }
        let body = self.loop_body()?;
        let scope = self.close_scope()?;
        Ok(if is_of {
            StmtKind::ForOf(self.alloc(ForOf {
                scope,
                head,
                iterable: object,
                body,
                is_await: begun.is_await,
            }))
        } else {
            StmtKind::ForIn(self.alloc(ForIn {
                scope,
                head,
                object,
                body,
            }))
        })
    }

    /// `; test; update) body`
    fn for_rest(
        &mut self,
        begun: &ForStart,
        init: ForInit<'a>,
        saved: Context,
    ) -> Parsed<StmtKind<'a>> {
        if begun.is_await {
            return Err(self.fail_here(ErrorCode::ForAwaitWithoutOf));
        }
        self.function.context = saved.without(Context::NO_IN);
        self.expect(TokenKind::Semicolon)?;
        let test = if self.at(TokenKind::Semicolon) {
            None
        } else {
            Some(self.expression()?)
        };
        self.expect(TokenKind::Semicolon)?;
        let update = if self.at(TokenKind::RightParen) {
            None
        } else {
            Some(self.expression()?)
        };
        self.expect(TokenKind::RightParen)?;
        self.function.context = saved;
        let body = self.loop_body()?;
        let scope = self.close_scope()?;
        Ok(StmtKind::For(self.alloc(For {
            scope,
            init,
            test,
            update,
            body,
        })))
    }
}
