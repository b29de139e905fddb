//! [Left-hand-side expressions](https://tc39.es/ecma262/#sec-left-hand-side-expressions): members,
//! calls, `new`, `super`, `import`, optional chains.

use smallvec::SmallVec;

use super::{Context, Parsed, Parser};
use crate::ast::{
    Argument, Call, Expr, ExprKind, ImportCall, ImportPhase, Index, Member, New, PrivateMember,
    SuperCall, TaggedTemplate,
};
use crate::diagnostic::ErrorCode;
use crate::function_table::{FunctionFlags, Goal};
use crate::lexer::TokenKind;
use crate::name::Name;
use crate::scope::{ScopeFlags, ScopeId};

impl<'a> Parser<'_, '_, 'a> {
    /// What a member or call expression can start with.
    #[inline]
    pub(super) fn primary_or_keyword(&mut self) -> Parsed<&'a Expr<'a>> {
        match self.token.kind {
            TokenKind::New => self.new_expression(),
            TokenKind::Super => self.super_expression(),
            TokenKind::Import => self.import_expression(),
            _ => self.primary(),
        }
    }

    /// Members, calls, templates and optional links after `expr`.
    #[inline]
    pub(super) fn links(&mut self, start: u32, expr: &'a Expr<'a>) -> Parsed<&'a Expr<'a>> {
        match self.token.kind {
            TokenKind::Dot
            | TokenKind::LeftParen
            | TokenKind::LeftBracket
            | TokenKind::QuestionDot
            | TokenKind::Template => self.links_slow(start, expr),
            _ => Ok(expr),
        }
    }

    fn links_slow(&mut self, start: u32, mut expr: &'a Expr<'a>) -> Parsed<&'a Expr<'a>> {
        if self.cover.is_some() {
            return Err(self.fail_cover());
        }
        let mut is_chain = false;
        loop {
            let kind = match self.token.kind {
                TokenKind::LeftParen => {
                    let direct_eval = self.direct_eval(expr);
                    let arguments = self.arguments()?;
                    self.hint_invoked(expr);
                    ExprKind::Call(self.alloc(Call {
                        callee: expr,
                        arguments,
                        optional: false,
                        direct_eval,
                    }))
                }
                TokenKind::QuestionDot => {
                    is_chain = true;
                    self.advance();
                    self.optional_link(expr)?
                }
                TokenKind::Template if is_chain => {
                    return Err(self.fail_here(ErrorCode::TemplateInOptionalChain));
                }
                _ => match self.member_link(expr)? {
                    Some(kind) => kind,
                    None => break,
                },
            };
            expr = self.expr(start, kind);
        }
        if is_chain {
            expr = self.expr(start, ExprKind::OptionalChain(expr));
        }
        Ok(expr)
    }

    /// `.a`, `.#a`, `[a]` or a template after `object`, if there.
    fn member_link(&mut self, object: &'a Expr<'a>) -> Parsed<Option<ExprKind<'a>>> {
        Ok(Some(match self.token.kind {
            TokenKind::Dot => {
                self.advance();
                self.named_member(object, false)?
            }
            TokenKind::LeftBracket => {
                let index = self.bracketed()?;
                ExprKind::Index(self.alloc(Index {
                    object,
                    index,
                    optional: false,
                }))
            }
            TokenKind::Template => {
                let template = self.template(true)?;
                ExprKind::TaggedTemplate(self.alloc(TaggedTemplate {
                    tag: object,
                    template,
                }))
            }
            _ => return Ok(None),
        }))
    }

    /// What follows `?.`.
    fn optional_link(&mut self, object: &'a Expr<'a>) -> Parsed<ExprKind<'a>> {
        Ok(match self.token.kind {
            TokenKind::LeftParen => {
                let arguments = self.arguments()?;
                let call = Call {
                    callee: object,
                    arguments,
                    optional: true,
                    direct_eval: None,
                };
                ExprKind::Call(self.alloc(call))
            }
            TokenKind::LeftBracket => {
                let index = self.bracketed()?;
                ExprKind::Index(self.alloc(Index {
                    object,
                    index,
                    optional: true,
                }))
            }
            TokenKind::Template => {
                return Err(self.fail_here(ErrorCode::TemplateInOptionalChain));
            }
            _ => self.named_member(object, true)?,
        })
    }

    /// The name after `.` or `?.`.
    #[inline]
    fn named_member(&mut self, object: &'a Expr<'a>, optional: bool) -> Parsed<ExprKind<'a>> {
        if self.at(TokenKind::PrivateName) {
            let token = self.token;
            self.use_private_name(token.name, token.span())?;
            self.advance();
            let member = PrivateMember {
                object,
                name: token.name,
                optional,
            };
            return Ok(ExprKind::PrivateMember(self.alloc(member)));
        }
        let property = self.identifier_name()?.name;
        Ok(ExprKind::Member(self.alloc(Member {
            object,
            property,
            optional,
        })))
    }

    /// `[a]`
    fn bracketed(&mut self) -> Parsed<&'a Expr<'a>> {
        let (saved, opened) = (self.allow_in(), self.token.start);
        self.advance();
        let index = self.expression()?;
        self.close_bracket(TokenKind::RightBracket, opened)?;
        self.function.context = saved;
        Ok(index)
    }

    /// [Arguments](https://tc39.es/ecma262/#prod-Arguments)
    pub(super) fn arguments(&mut self) -> Parsed<&'a [Argument<'a>]> {
        let (saved, opened) = (self.allow_in(), self.token.start);
        self.advance();
        let mut arguments: SmallVec<[Argument<'a>; 8]> = SmallVec::new();
        while !self.at(TokenKind::RightParen) {
            let is_spread = self.eat(TokenKind::Ellipsis);
            let value = self.assignment()?;
            arguments.push(if is_spread {
                Argument::Spread(value)
            } else {
                Argument::Value(value)
            });
            if !self.eat(TokenKind::Comma) {
                break;
            }
        }
        self.close_bracket(TokenKind::RightParen, opened)?;
        self.function.context = saved;
        Ok(self.list(&arguments))
    }

    /// If a call of `callee`, at hand, may be a direct eval: notes it.
    #[inline]
    fn direct_eval(&mut self, callee: &'a Expr<'a>) -> Option<ScopeId> {
        match callee.kind {
            ExprKind::Identifier(Name::EVAL) | ExprKind::Parenthesized(_) => {
                self.direct_eval_slow(callee)
            }
            _ => None,
        }
    }

    #[cold]
    fn direct_eval_slow(&mut self, callee: &'a Expr<'a>) -> Option<ScopeId> {
        if !matches!(
            callee.unparenthesized().kind,
            ExprKind::Identifier(Name::EVAL)
        ) {
            return None;
        }
        let context = self.function.context;
        let flags = FunctionFlags::DIRECT_EVAL
            .with(FunctionFlags::MENTIONS_ARGUMENTS)
            .with(FunctionFlags::USES_THIS)
            .with(FunctionFlags::THIS_CAPTURED)
            .with_if(
                !context.has(Context::STRICT),
                FunctionFlags::SLOPPY_DIRECT_EVAL,
            )
            .with_if(
                context.has(Context::NEW_TARGET),
                FunctionFlags::USES_NEW_TARGET.with(FunctionFlags::NEW_TARGET_CAPTURED),
            )
            .with_if(
                context.has(Context::SUPER_PROPERTY),
                FunctionFlags::USES_SUPER_PROPERTY.with(FunctionFlags::SUPER_PROPERTY_CAPTURED),
            )
            .with_if(
                context.has(Context::SUPER_CALL),
                FunctionFlags::USES_SUPER_CALL.with(FunctionFlags::SUPER_CALL_CAPTURED),
            );
        self.function.flags.insert(flags);
        self.analysis.direct_eval(callee.span.start);
        let current = self.analysis.current;
        self.analysis
            .add_flags(current, ScopeFlags::DIRECT_EVAL_IN_REACH);
        Some(ScopeId(current))
    }

    /// Marks a function that is called where it stands.
    #[inline]
    fn hint_invoked(&mut self, callee: &'a Expr<'a>) {
        let callee = match callee.kind {
            ExprKind::Parenthesized(inner) => inner,
            _ => callee,
        };
        if let ExprKind::Function(id) = callee.kind
            && let Some(record) = self.table.records.get_mut(id.0 as usize)
        {
            record.flags.insert(FunctionFlags::IMMEDIATELY_INVOKED);
        }
    }

    /// [`new`](https://tc39.es/ecma262/#sec-new-operator) and `new.target`.
    fn new_expression(&mut self) -> Parsed<&'a Expr<'a>> {
        self.check_stack()?;
        let start = self.token.start;
        self.advance();
        if self.eat(TokenKind::Dot) {
            self.expect_word(Name::TARGET)?;
            let expr = self.expr(start, ExprKind::NewTarget);
            if !self.allows(Context::NEW_TARGET) {
                return Err(self.fail(ErrorCode::NewTargetOutsideFunction, expr.span, &[]));
            }
            self.function.flags.insert(FunctionFlags::USES_NEW_TARGET);
            return Ok(expr);
        }
        let callee_start = self.token.start;
        let mut callee = self.primary_or_keyword()?;
        match callee.kind {
            ExprKind::ImportCall(_) => {
                return Err(self.fail(ErrorCode::NewImport, callee.span, &[]));
            }
            ExprKind::SuperCall(_) => {
                return Err(self.fail(ErrorCode::SuperCallOutsideConstructor, callee.span, &[]));
            }
            _ => {}
        }
        while let Some(kind) = self.member_link(callee)? {
            callee = self.expr(callee_start, kind);
        }
        if self.cover.is_some() {
            return Err(self.fail_cover());
        }
        if self.at(TokenKind::QuestionDot) {
            return Err(self.fail_here(ErrorCode::OptionalChainInNew));
        }
        let arguments = if self.at(TokenKind::LeftParen) {
            self.arguments()?
        } else {
            &[]
        };
        Ok(self.expr(start, ExprKind::New(self.alloc(New { callee, arguments }))))
    }

    /// [`super`](https://tc39.es/ecma262/#sec-super-keyword)
    fn super_expression(&mut self) -> Parsed<&'a Expr<'a>> {
        let token = self.token;
        self.advance();
        let kind = match self.token.kind {
            TokenKind::LeftParen => {
                if !self.allows(Context::SUPER_CALL) {
                    return Err(self.fail(
                        ErrorCode::SuperCallOutsideConstructor,
                        token.span(),
                        &[],
                    ));
                }
                self.function
                    .flags
                    .insert(FunctionFlags::USES_SUPER_CALL.with(FunctionFlags::USES_THIS));
                let arguments = self.arguments()?;
                return Ok(self.expr(
                    token.start,
                    ExprKind::SuperCall(self.alloc(SuperCall { arguments })),
                ));
            }
            TokenKind::Dot => {
                self.advance();
                if self.at(TokenKind::PrivateName) {
                    return Err(self.unexpected());
                }
                ExprKind::SuperMember(self.identifier_name()?.name)
            }
            TokenKind::LeftBracket => ExprKind::SuperIndex(self.bracketed()?),
            _ => return Err(self.expected("`(`, `.` or `[` after `super`")),
        };
        if !self.allows(Context::SUPER_PROPERTY) {
            return Err(self.fail(ErrorCode::SuperPropertyOutsideMethod, token.span(), &[]));
        }
        self.function
            .flags
            .insert(FunctionFlags::USES_SUPER_PROPERTY.with(FunctionFlags::USES_THIS));
        Ok(self.expr(token.start, kind))
    }

    /// [`import()`](https://tc39.es/ecma262/#sec-import-calls) and `import.meta`.
    fn import_expression(&mut self) -> Parsed<&'a Expr<'a>> {
        let token = self.token;
        self.advance();
        let mut phase = ImportPhase::Evaluation;
        if self.eat(TokenKind::Dot) {
            if self.token.is_word(Name::DEFER) {
                phase = ImportPhase::Defer;
            } else if self.token.is_word(Name::SOURCE) {
                phase = ImportPhase::Source;
            } else {
                self.expect_word(Name::META)?;
                let expr = self.expr(token.start, ExprKind::ImportMeta);
                if self.goal != Goal::Module {
                    return Err(self.fail(ErrorCode::ImportMetaOutsideModule, expr.span, &[]));
                }
                self.uses_import_meta = true;
                return Ok(expr);
            }
            self.advance();
        }
        if !self.at(TokenKind::LeftParen) {
            return Err(if phase == ImportPhase::Evaluation {
                self.fail(ErrorCode::ImportExportPlace, token.span(), &[])
            } else {
                self.expected(TokenKind::LeftParen.text())
            });
        }
        let saved = self.allow_in();
        self.advance();
        let specifier = self.assignment()?;
        let mut options = None;
        if self.eat(TokenKind::Comma)
            && !self.at(TokenKind::RightParen)
            && phase == ImportPhase::Evaluation
        {
            options = Some(self.assignment()?);
            self.eat(TokenKind::Comma);
        }
        self.expect(TokenKind::RightParen)?;
        self.function.context = saved;
        Ok(self.expr(
            token.start,
            ExprKind::ImportCall(self.alloc(ImportCall {
                phase,
                specifier,
                options,
            })),
        ))
    }
}
