//! [Functions](https://tc39.es/ecma262/#sec-ecmascript-language-functions-and-classes): parameters
//! and bodies.

use smallvec::SmallVec;

use super::arrows::{ArrowParameters, HeadMark};
use super::{Context, Parsed, Parser};
use crate::ast::{
    Body, Expr, ExprKind, FunctionId, Pattern, PatternElement, PatternKind, Stmt, StmtKind,
};
use crate::diagnostic::ErrorCode;
use crate::function_table::{FunctionFlags, FunctionKind};
use crate::lexer::{TokenFlags, TokenKind};
use crate::name::Name;
use crate::scope::{BindingKind, Mark, ScopeFlags, ScopeId, ScopeKind};
use crate::span::Span;

/// What is known of a function before its parameters.
pub(super) struct FunctionHead {
    pub(super) kind: FunctionKind,
    /// Asynchronous, generator, declaration, class member, static.
    pub(super) flags: FunctionFlags,
    /// Start of its text.
    pub(super) start: u32,
    pub(super) name: Option<(Name, Span)>,
    /// Where it is created, as far as its uses of names go.
    pub(super) creation: u32,
}

impl FunctionHead {
    /// A function expression has a scope for its own name.
    fn binds_name(&self) -> bool {
        self.kind == FunctionKind::Normal
            && self.name.is_some()
            && !self.flags.has(FunctionFlags::DECLARATION)
    }
}

/// Parameters as written.
#[derive(Clone, Copy)]
pub(super) struct Parameters<'a> {
    pub(super) list: &'a [PatternElement<'a>],
    pub(super) rest: Option<&'a Pattern<'a>>,
    length: u32,
}

/// A function as read.
#[derive(Clone, Copy)]
pub(super) struct Parts<'a> {
    pub(super) parameters: Parameters<'a>,
    pub(super) body: Body<'a>,
    pub(super) name_scope: Option<ScopeId>,
    pub(super) parameter_scope: ScopeId,
    pub(super) body_scope: ScopeId,
    facts: Facts,
}

/// Numbers that go to a record.
#[derive(Clone, Copy)]
pub(super) struct Facts {
    pub(super) parameters: u32,
    pub(super) body: Span,
    pub(super) length: u32,
}

impl<'a> Parser<'_, '_, 'a> {
    /// A function from its parameters on.
    pub(super) fn function(&mut self, head: &FunctionHead) -> Parsed<FunctionId> {
        if !self.at(TokenKind::LeftParen) {
            return Err(self.expected(TokenKind::LeftParen.text()));
        }
        self.check_stack()?;
        if self.lazy.is_some() {
            return self.known_function(head.creation);
        }
        let mark = self.analysis.mark();
        let pending = self.pending.len();
        let context = self.function_context(head.kind, head.flags);
        let outer = self.enter_function(context);
        let mut arena = self.arenas.pop().unwrap_or_default();
        let facts = Parser {
            state: &mut *self.state,
            arena: &arena,
        }
        .function_parts(head, mark)
        .map(|parts| parts.facts);
        arena.reset();
        self.arenas.push(arena);
        Ok(self.finish_function(head, outer, mark, pending, facts?))
    }

    /// An arrow function whose parameters were read as an expression, from `=>` on. `flags`: facts
    /// found in the parameters.
    pub(super) fn arrow(
        &mut self,
        head: &FunctionHead,
        begun: &HeadMark,
        flags: FunctionFlags,
        parameters: &ArrowParameters<'_, 'a>,
    ) -> Parsed<FunctionId> {
        self.check_stack()?;
        let no_in = self.allows(Context::NO_IN);
        let context = self.function_context(FunctionKind::Arrow, head.flags);
        let outer = self.enter_function(context);
        self.function.flags = flags.with(FunctionFlags::SIMPLE_PARAMETERS);
        let scope_flags = self.scope_flags();
        let scope = self.analysis.open_around(
            ScopeKind::Parameters,
            scope_flags,
            begun.parameters,
            begun.mark.references,
        );
        let bindings = self.analysis.binding_mark();
        let mut length = 0;
        match parameters {
            ArrowParameters::Name(token) => {
                self.check_identifier(*token)?;
                if self.strict() {
                    self.check_strict_binding(token.name, token.span())?;
                }
                self.declare_parameter(token.name, token.start)?;
                length = 1;
            }
            ArrowParameters::List(list) => {
                let mut counts = true;
                for item in *list {
                    counts &= self.declare_arrow_parameter(item)?;
                    length += u32::from(counts);
                }
            }
        }
        let end = self.previous_end;
        self.analysis.initialize(bindings, end);
        self.expect(TokenKind::Arrow)?;
        let mut arena = self.arenas.pop().unwrap_or_default();
        let parameters = Parameters {
            list: &[],
            rest: None,
            length,
        };
        let facts = Parser {
            state: &mut *self.state,
            arena: &arena,
        }
        .finish_parts(
            head,
            begun.mark,
            begun.parameters,
            None,
            scope,
            parameters,
            no_in,
        )
        .map(|parts| parts.facts);
        arena.reset();
        self.arenas.push(arena);
        Ok(self.finish_function(head, outer, begun.mark, begun.pending, facts?))
    }

    /// A function's scopes, parameters and body.
    pub(super) fn function_parts(&mut self, head: &FunctionHead, mark: Mark) -> Parsed<Parts<'a>> {
        let flags = self.scope_flags();
        let name_scope = match head.name {
            Some((name, span)) if head.binds_name() => {
                let scope = self
                    .analysis
                    .open(ScopeKind::FunctionName, flags, head.start);
                self.declare(name, BindingKind::FunctionName, span.start)?;
                Some(scope)
            }
            _ => None,
        };
        let start = self.token.start;
        let scope = self.analysis.open(ScopeKind::Parameters, flags, start);
        self.function.var_scope = scope.0;
        self.function.context.insert(Context::PARAMETERS);
        let parameters = if self.at(TokenKind::LeftParen) {
            self.formal_parameters(head.kind)?
        } else {
            self.single_parameter()?
        };
        self.function.context = self.function.context.without(Context::PARAMETERS);
        let mut no_in = false;
        if head.kind == FunctionKind::Arrow {
            self.expect(TokenKind::Arrow)?;
            no_in = head.flags.has(FunctionFlags::BODY_WITHOUT_IN);
        }
        self.finish_parts(head, mark, start, name_scope, scope, parameters, no_in)
    }

    /// [FormalParameters](https://tc39.es/ecma262/#prod-FormalParameters) in parentheses.
    fn formal_parameters(&mut self, kind: FunctionKind) -> Parsed<Parameters<'a>> {
        self.function.flags.insert(FunctionFlags::SIMPLE_PARAMETERS);
        let start = self.token.start;
        self.advance();
        let mut list: SmallVec<[PatternElement<'a>; 8]> = SmallVec::new();
        let mut rest = None;
        let mut length = 0;
        let mut counts = true;
        while !self.at(TokenKind::RightParen) {
            let mark = self.analysis.binding_mark();
            let is_rest = self.eat(TokenKind::Ellipsis);
            if is_rest {
                rest = Some(self.binding_pattern(BindingKind::Parameter)?);
                self.check_rest_end(TokenKind::RightParen)?;
            } else {
                let element = self.binding_element(BindingKind::Parameter)?;
                counts &= element.default.is_none();
                length += u32::from(counts);
                list.push(element);
            }
            let end = self.previous_end;
            self.analysis.initialize(mark, end);
            let simple = matches!(
                list.last(),
                Some(PatternElement {
                    target: Pattern {
                        kind: PatternKind::Identifier(_),
                        ..
                    },
                    default: None
                })
            );
            if is_rest || !simple {
                self.function.flags = self
                    .function
                    .flags
                    .without(FunctionFlags::SIMPLE_PARAMETERS);
            }
            if is_rest || !self.eat(TokenKind::Comma) {
                break;
            }
        }
        self.close_bracket(TokenKind::RightParen, start)?;
        let span = Span::new(start, self.previous_end);
        match kind {
            FunctionKind::Getter if !list.is_empty() || rest.is_some() => {
                return Err(self.fail(ErrorCode::GetterParameters, span, &[]));
            }
            FunctionKind::Setter if list.len() != 1 || rest.is_some() => {
                return Err(self.fail(ErrorCode::SetterParameters, span, &[]));
            }
            _ => {}
        }
        Ok(Parameters {
            list: self.list(&list),
            rest,
            length,
        })
    }

    /// The one parameter of an arrow function without parentheses.
    fn single_parameter(&mut self) -> Parsed<Parameters<'a>> {
        self.function.flags.insert(FunctionFlags::SIMPLE_PARAMETERS);
        let mark = self.analysis.binding_mark();
        let target = self.binding_pattern(BindingKind::Parameter)?;
        let end = self.previous_end;
        self.analysis.initialize(mark, end);
        Ok(Parameters {
            list: self.list(&[PatternElement {
                target,
                default: None,
            }]),
            rest: None,
            length: 1,
        })
    }

    /// A function after its parameters: its body, and the end of its scopes.
    #[expect(
        clippy::too_many_arguments,
        reason = "the two kinds of function differ up to here"
    )]
    fn finish_parts(
        &mut self,
        head: &FunctionHead,
        mark: Mark,
        start: u32,
        name_scope: Option<ScopeId>,
        parameter_scope: ScopeId,
        parameters: Parameters<'a>,
        no_in: bool,
    ) -> Parsed<Parts<'a>> {
        let is_arrow = head.kind == FunctionKind::Arrow;
        let found = self.function.flags;
        let has_expressions = found.has(FunctionFlags::PARAMETER_EXPRESSIONS);
        let parameter_eval = found.and(FunctionFlags::SLOPPY_DIRECT_EVAL);
        if !parameter_eval.is_empty() {
            self.analysis
                .add_flags(parameter_scope.0, ScopeFlags::EXTENSIBLE);
        }
        self.function.flags = found.without(FunctionFlags::SLOPPY_DIRECT_EVAL);
        let mut body_scope = parameter_scope;
        if has_expressions {
            let flags = self.scope_flags();
            let position = self.token.start;
            body_scope = self.analysis.open(ScopeKind::FunctionBody, flags, position);
        }
        self.function.var_scope = body_scope.0;
        let body_start = self.token.start;
        let body = if is_arrow && !self.at(TokenKind::LeftBrace) {
            self.function.context = self.function.context.with_if(no_in, Context::NO_IN);
            self.function.flags.insert(FunctionFlags::EXPRESSION_BODY);
            self.function.flags = self
                .function
                .flags
                .with_if(no_in, FunctionFlags::BODY_WITHOUT_IN);
            self.check_parameters(head, Span::default())?;
            Body::Expression(self.assignment()?)
        } else {
            self.expect(TokenKind::LeftBrace)?;
            let statements = self.function_statements(head, body_start)?;
            self.close_bracket(TokenKind::RightBrace, body_start)?;
            Body::Statements(statements)
        };
        let body_span = Span::new(body_start, self.previous_end);
        self.close_function_scopes(is_arrow, mark, start, parameter_scope, body_scope);
        let flags = &mut self.function.flags;
        *flags = flags
            .without(FunctionFlags::PARAMETER_EXPRESSIONS)
            .with_if(has_expressions, FunctionFlags::PARAMETER_EXPRESSIONS)
            .with(parameter_eval);
        if name_scope.is_some() {
            self.analysis.close();
        }
        self.analysis.leave_function(mark.references, head.creation);
        let facts = Facts {
            parameters: start,
            body: body_span,
            length: parameters.length,
        };
        Ok(Parts {
            parameters,
            body,
            name_scope,
            parameter_scope,
            body_scope,
            facts,
        })
    }

    fn close_function_scopes(
        &mut self,
        is_arrow: bool,
        mark: Mark,
        start: u32,
        parameter_scope: ScopeId,
        body_scope: ScopeId,
    ) {
        let strict = self.scope_flags();
        self.analysis.add_flags(parameter_scope.0, strict);
        self.analysis.add_flags(body_scope.0, strict);
        if self.function.flags.has(FunctionFlags::SLOPPY_DIRECT_EVAL) {
            self.analysis
                .add_flags(body_scope.0, ScopeFlags::EXTENSIBLE);
        }
        self.analysis.hoist_block_functions(!is_arrow);
        if body_scope != parameter_scope {
            let copies = !is_arrow && self.analysis.variable_copies_arguments();
            self.analysis.close();
            if copies {
                self.reference(Name::ARGUMENTS, start);
            }
        }
        if !is_arrow
            && self.function.flags.has(FunctionFlags::MENTIONS_ARGUMENTS)
            && self.analysis.needs_arguments(mark.references)
            && self.analysis.declare_arguments(start)
        {
            self.function.flags.insert(FunctionFlags::NEEDS_ARGUMENTS);
        }
        self.analysis.close();
    }

    /// The statements of a function's body, up to its closing brace.
    fn function_statements(
        &mut self,
        head: &FunctionHead,
        opened: u32,
    ) -> Parsed<&'a [&'a Stmt<'a>]> {
        let mut list: SmallVec<[&'a Stmt<'a>; 16]> = SmallVec::new();
        let was_strict = self.strict();
        let directive = self.directives(&mut list)?;
        if let Some(span) = directive
            && !was_strict
        {
            self.function.flags.insert(FunctionFlags::USE_STRICT);
            if let Some((name, span)) = head.name {
                self.check_strict_function_name(head.kind, name, span)?;
            }
            self.check_strict_parameters(span)?;
        }
        self.check_parameters(head, directive.unwrap_or_default())?;
        self.statements_until(TokenKind::RightBrace, opened, &mut list)?;
        Ok(self.list(&list))
    }

    /// Checks the names of parameters that were read as sloppy code.
    fn check_strict_parameters(&mut self, _directive: Span) -> Parsed<()> {
        let saved = self.analysis.current;
        // Parameters with expressions are an error here anyway, so this is their scope.
        let names: SmallVec<[(Name, u32); 8]> = self.analysis.current_bindings().collect();
        debug_assert_eq!(saved, self.analysis.current);
        for (name, position) in names {
            let length = self.lexer.names.bytes(name).len() as u32;
            self.check_strict_binding(name, Span::new(position, position + length))?;
        }
        Ok(())
    }

    /// Checks what depends on whether parameters are simple and the code strict.
    fn check_parameters(&mut self, head: &FunctionHead, directive: Span) -> Parsed<()> {
        let simple = self.function.flags.has(FunctionFlags::SIMPLE_PARAMETERS);
        if !simple && !directive.is_empty() {
            return Err(self.fail(ErrorCode::UseStrictNonSimple, directive, &[]));
        }
        if let Some(conflict) = self.function.duplicate {
            let unique = self.strict() || !simple || head.kind != FunctionKind::Normal;
            if unique {
                return Err(self.fail_conflict(ErrorCode::DuplicateParameter, conflict));
            }
        }
        Ok(())
    }

    /// A [directive prologue](https://tc39.es/ecma262/#sec-directive-prologues-and-the-use-strict-directive);
    /// where `"use strict"` stands in it.
    pub(super) fn directives(
        &mut self,
        list: &mut SmallVec<[&'a Stmt<'a>; 16]>,
    ) -> Parsed<Option<Span>> {
        let mut octal = None;
        let mut found = None;
        while self.at(TokenKind::String) {
            let token = self.token;
            let statement = self.statement_list_item()?;
            list.push(statement);
            let StmtKind::Expression(Expr {
                span,
                kind: ExprKind::String(_),
            }) = statement.kind
            else {
                break;
            };
            if *span != token.span() {
                break;
            }
            if token.flags.has(TokenFlags::LEGACY_OCTAL) {
                octal = octal.or(Some(*span));
            }
            if token.name == Name::USE_STRICT && span.len() == 12 {
                found = found.or(Some(*span));
                self.function.context.insert(Context::STRICT);
                let (scope, strict) = (self.analysis.current, self.scope_flags());
                self.analysis.add_flags(scope, strict);
            }
            if let Some(span) = octal
                && self.strict()
            {
                return Err(self.fail(ErrorCode::OctalEscapeInStrict, span, &[]));
            }
        }
        Ok(found)
    }
}
