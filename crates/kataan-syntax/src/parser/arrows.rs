//! [Arrow functions](https://tc39.es/ecma262/#sec-arrow-function-definitions) and
//! [async arrow functions](https://tc39.es/ecma262/#sec-async-arrow-function-definitions), whose
//! parameters are first read as an expression.

use smallvec::SmallVec;

use super::assignment::Head;
use super::functions::FunctionHead;
use super::{Parsed, Parser};
use crate::ast::{Argument, Expr, ExprKind, Sequence};
use crate::diagnostic::ErrorCode;
use crate::function_table::{FunctionFlags, FunctionKind};
use crate::lexer::{Token, TokenKind};
use crate::name::Name;
use crate::scope::Mark;
use crate::span::Span;

/// The state of things where something began that may become an arrow function.
#[derive(Clone, Copy)]
pub(super) struct HeadMark {
    pub(super) start: u32,
    pub(super) parameters: u32,
    pub(super) mark: Mark,
    pub(super) pending: usize,
    /// Facts of the function around, found before.
    flags: FunctionFlags,
}

/// Parameters of an arrow function, as read.
pub(super) enum ArrowParameters<'e, 'a> {
    /// `a =>`
    Name(Token),
    /// `(a, ...b) =>`
    List(&'e [Argument<'a>]),
}

impl<'a> Parser<'_, '_, 'a> {
    /// Begins what may become an arrow function; its facts are kept apart until it is known.
    fn head_mark(&mut self, start: u32) -> HeadMark {
        let flags = core::mem::take(&mut self.function.flags);
        HeadMark {
            start,
            parameters: self.token.start,
            mark: self.analysis.mark(),
            pending: self.pending.len(),
            flags,
        }
    }

    /// It is no arrow function: its facts are those of the function around.
    fn not_an_arrow(&mut self, head: &HeadMark) {
        self.function.flags.insert(head.flags);
    }

    /// It is one: takes its facts out of the function around.
    fn take_head_flags(&mut self, head: &HeadMark) -> FunctionFlags {
        core::mem::replace(&mut self.function.flags, head.flags)
    }

    /// Whether `=>` is at hand, on the line of what stands before.
    fn at_arrow(&mut self) -> Parsed<bool> {
        if !self.at(TokenKind::Arrow) {
            return Ok(false);
        }
        if self.token.newline_before() {
            return Err(self.fail_here(ErrorCode::ArrowAfterNewline));
        }
        Ok(true)
    }

    /// `a => …`, with `=>` at hand and the name accepted.
    pub(super) fn arrow_of_name(
        &mut self,
        start: u32,
        name: Token,
        is_async: bool,
    ) -> Parsed<&'a Expr<'a>> {
        self.at_arrow()?;
        let mut head = self.head_mark(start);
        head.parameters = name.start;
        self.arrow_function(&head, &ArrowParameters::Name(name), is_async)
    }

    /// `(a, b)`, or an arrow function that starts so.
    pub(super) fn parenthesized_head(&mut self) -> Parsed<Head<'a>> {
        let start = self.token.start;
        if start == self.next_arrow {
            return self.known_arrow().map(Head::Whole);
        }
        let head = self.head_mark(start);
        let saved = self.allow_in();
        self.advance();
        let mut items: SmallVec<[Argument<'a>; 4]> = SmallVec::new();
        let mut only_arrow = self.at(TokenKind::RightParen);
        while !self.at(TokenKind::RightParen) {
            if self.eat(TokenKind::Ellipsis) {
                items.push(Argument::Spread(self.assignment_cover()?));
                only_arrow = true;
                break;
            }
            items.push(Argument::Value(self.assignment_cover()?));
            if !self.eat(TokenKind::Comma) {
                break;
            }
            only_arrow = self.at(TokenKind::RightParen);
        }
        if only_arrow && self.at(TokenKind::Comma) {
            return Err(self.fail_here(ErrorCode::RestNotLast));
        }
        self.close_bracket(TokenKind::RightParen, start)?;
        self.function.context = saved;
        if self.at_arrow()? {
            self.cover = None;
            return self
                .arrow_function(&head, &ArrowParameters::List(&items), false)
                .map(Head::Whole);
        }
        if only_arrow {
            return Err(self.expected(TokenKind::Arrow.text()));
        }
        if self.cover.is_some() {
            return Err(self.fail_cover());
        }
        self.not_an_arrow(&head);
        let inner = match items[..] {
            [Argument::Value(expr)] => expr,
            _ => {
                let expressions: SmallVec<[&'a Expr<'a>; 8]> = items
                    .iter()
                    .map(|item| match item {
                        Argument::Value(expr) | Argument::Spread(expr) => *expr,
                    })
                    .collect();
                let span = Span::new(
                    expressions.first().map_or(start, |expr| expr.span.start),
                    expressions.last().map_or(start, |expr| expr.span.end),
                );
                let expressions = self.list(&expressions);
                self.alloc(Expr {
                    span,
                    kind: ExprKind::Sequence(self.alloc(Sequence { expressions })),
                })
            }
        };
        Ok(Head::Primary(
            self.expr(start, ExprKind::Parenthesized(inner)),
        ))
    }

    /// `(a, b)` where no arrow function can stand.
    pub(super) fn parenthesized(&mut self) -> Parsed<&'a Expr<'a>> {
        self.check_stack()?;
        let start = self.token.start;
        let saved = self.allow_in();
        self.advance();
        let inner = self.expression()?;
        self.close_bracket(TokenKind::RightParen, start)?;
        self.function.context = saved;
        Ok(self.expr(start, ExprKind::Parenthesized(inner)))
    }

    /// What starts with `async`: an async function, an async arrow function, a call of `async`, or
    /// the name.
    pub(super) fn async_head(&mut self) -> Parsed<Head<'a>> {
        let word = self.token;
        if self.at_async_function() {
            return self.function_expression().map(Head::Primary);
        }
        self.advance();
        match self.token.kind {
            TokenKind::Arrow => {
                return self.arrow_of_name(word.start, word, false).map(Head::Whole);
            }
            TokenKind::Identifier if !self.token.newline_before() => {
                let next = self.peek();
                if next.kind == TokenKind::Arrow {
                    let name = self.token;
                    if name.name == Name::AWAIT {
                        return Err(self.fail_name(ErrorCode::AwaitAsName, name.span(), name.name));
                    }
                    self.identifier()?;
                    return self.arrow_of_name(word.start, name, true).map(Head::Whole);
                }
            }
            TokenKind::LeftParen if !self.token.newline_before() => {
                return self.async_call_head(word);
            }
            _ => {}
        }
        Ok(Head::Primary(self.identifier_expr(word)))
    }

    /// `async (a, ...b)`: a call, or the head of an async arrow function.
    fn async_call_head(&mut self, word: Token) -> Parsed<Head<'a>> {
        let head = self.head_mark(word.start);
        let saved = self.allow_in();
        self.advance();
        let mut items: SmallVec<[Argument<'a>; 4]> = SmallVec::new();
        let mut comma_after_rest = None;
        while !self.at(TokenKind::RightParen) {
            let is_rest = self.eat(TokenKind::Ellipsis);
            let item = self.assignment_cover()?;
            items.push(if is_rest {
                Argument::Spread(item)
            } else {
                Argument::Value(item)
            });
            if self.at(TokenKind::Comma) {
                if is_rest && comma_after_rest.is_none() {
                    comma_after_rest = Some(self.token.span());
                }
                self.advance();
            } else {
                break;
            }
        }
        self.close_bracket(TokenKind::RightParen, head.parameters)?;
        self.function.context = saved;
        if self.at(TokenKind::Arrow) && !self.token.newline_before() {
            if let Some(span) = comma_after_rest {
                return Err(self.fail(ErrorCode::RestNotLast, span, &[]));
            }
            if self.function.last_await_name > head.parameters {
                let span = Span::new(
                    self.function.last_await_name - 1,
                    self.function.last_await_name + 4,
                );
                return Err(self.fail(ErrorCode::AwaitAsName, span, &[]));
            }
            self.cover = None;
            return self
                .arrow_function(&head, &ArrowParameters::List(&items), true)
                .map(Head::Whole);
        }
        if self.cover.is_some() {
            return Err(self.fail_cover());
        }
        self.not_an_arrow(&head);
        let callee = self.identifier_expr(word);
        let arguments = self.list(&items);
        let call = crate::ast::Call {
            callee,
            arguments,
            optional: false,
            direct_eval: None,
        };
        Ok(Head::Primary(
            self.expr(word.start, ExprKind::Call(self.alloc(call))),
        ))
    }

    /// An arrow function from `=>` on.
    fn arrow_function(
        &mut self,
        head: &HeadMark,
        parameters: &ArrowParameters<'_, 'a>,
        is_async: bool,
    ) -> Parsed<&'a Expr<'a>> {
        let operator = self.function.last_await.max(self.function.last_yield);
        if operator > head.parameters {
            let is_await = self.function.last_await == operator;
            let code = if is_await {
                ErrorCode::AwaitInParameter
            } else {
                ErrorCode::YieldInParameter
            };
            return Err(self.fail(code, Span::new(operator - 1, operator + 4), &[]));
        }
        let flags = self.take_head_flags(head);
        let function = FunctionHead {
            kind: FunctionKind::Arrow,
            flags: FunctionFlags::NONE.with_if(is_async, FunctionFlags::ASYNC),
            start: head.start,
            name: None,
            creation: head.start,
        };
        let id = self.arrow(&function, head, flags, parameters)?;
        Ok(self.expr(head.start, ExprKind::Function(id)))
    }
}
