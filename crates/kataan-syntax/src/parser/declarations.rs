//! Declarations: [`let` and `const`](https://tc39.es/ecma262/#sec-let-and-const-declarations),
//! [`var`](https://tc39.es/ecma262/#sec-variable-statement), `using`, functions and classes.

use smallvec::SmallVec;

use super::functions::FunctionHead;
use super::{Context, Parsed, Parser};
use crate::ast::{
    Class, Declarator, FunctionId, PatternKind, Stmt, StmtKind, VariableDeclaration, VariableKind,
};
use crate::diagnostic::ErrorCode;
use crate::function_table::{FunctionFlags, FunctionKind};
use crate::lexer::TokenKind;
use crate::name::Name;
use crate::scope::{BindingKind, ScopeFlags, ScopeKind};
use crate::span::Span;

/// How a name that a declaration gives is bound.
pub(super) fn binding_kind(kind: VariableKind) -> BindingKind {
    match kind {
        VariableKind::Var => BindingKind::Var,
        VariableKind::Let => BindingKind::Let,
        VariableKind::Const => BindingKind::Const,
        VariableKind::Using => BindingKind::Using,
        VariableKind::AwaitUsing => BindingKind::AwaitUsing,
    }
}

impl<'a> Parser<'_, '_, 'a> {
    /// What kind of variable declaration starts at the token at hand, if one does.
    pub(super) fn at_variable_declaration(&mut self) -> Option<VariableKind> {
        match self.token.kind {
            TokenKind::Var => Some(VariableKind::Var),
            TokenKind::Const => Some(VariableKind::Const),
            TokenKind::Identifier => match self.token.name {
                Name::LET | Name::USING | Name::AWAIT => self.at_word_declaration(),
                _ => None,
            },
            _ => None,
        }
    }

    fn at_word_declaration(&mut self) -> Option<VariableKind> {
        if self.token.is_word(Name::LET) {
            let next = self.peek();
            let starts = matches!(
                next.kind,
                TokenKind::Identifier
                    | TokenKind::EscapedKeyword
                    | TokenKind::LeftBracket
                    | TokenKind::LeftBrace
            );
            return starts.then_some(VariableKind::Let);
        }
        if self.token.is_word(Name::USING) {
            let next = self.peek();
            return (next.kind == TokenKind::Identifier && !next.newline_before())
                .then_some(VariableKind::Using);
        }
        if self.token.is_word(Name::AWAIT) && self.allows(Context::ASYNC) {
            let (using, next) = self.peek_two();
            let starts = using.is_word(Name::USING)
                && !using.newline_before()
                && next.kind == TokenKind::Identifier
                && !next.newline_before();
            return starts.then_some(VariableKind::AwaitUsing);
        }
        None
    }

    /// Accepts the keyword of a variable declaration.
    pub(super) fn variable_keyword(&mut self, kind: VariableKind) -> Parsed<()> {
        let token = self.token;
        self.advance();
        if kind == VariableKind::AwaitUsing {
            self.advance();
            self.function.last_await = token.start + 1;
            self.function.flags.insert(FunctionFlags::SUSPENDS);
            if self.allows(Context::PARAMETERS) {
                return Err(self.fail(ErrorCode::AwaitInParameter, token.span(), &[]));
            }
        }
        if matches!(kind, VariableKind::Using | VariableKind::AwaitUsing) {
            let at_script_top = matches!(
                self.analysis.current_kind(),
                ScopeKind::Script | ScopeKind::Eval
            );
            if at_script_top || self.allows(Context::SWITCH_CLAUSE) {
                return Err(self.fail(ErrorCode::UsingPlace, token.span(), &[]));
            }
            let scope = self.analysis.current;
            let is_await = kind == VariableKind::AwaitUsing;
            self.analysis.add_flags(
                scope,
                ScopeFlags::HAS_USING.with_if(is_await, ScopeFlags::HAS_AWAIT_USING),
            );
        }
        Ok(())
    }

    /// A variable declaration as a statement.
    pub(super) fn variable_statement(&mut self, kind: VariableKind) -> Parsed<&'a Stmt<'a>> {
        let start = self.token.start;
        self.variable_keyword(kind)?;
        let first = self.declarator(kind)?;
        let declaration = self.declarators(kind, first, true)?;
        self.semicolon()?;
        Ok(self.stmt(start, StmtKind::Variable(declaration)))
    }

    /// One declarator. Whether it needs an initial value is for the caller.
    pub(super) fn declarator(&mut self, kind: VariableKind) -> Parsed<Declarator<'a>> {
        if matches!(kind, VariableKind::Using | VariableKind::AwaitUsing)
            && !self.at(TokenKind::Identifier)
        {
            return Err(self.fail_here(ErrorCode::UsingPattern));
        }
        let mark = self.analysis.binding_mark();
        let target = self.binding_pattern(binding_kind(kind))?;
        let init = if self.eat(TokenKind::Assign) {
            Some(self.assignment()?)
        } else {
            None
        };
        let end = self.previous_end;
        self.analysis.initialize(mark, end);
        Ok(Declarator { target, init })
    }

    /// The declarators after the first. `strict_init`: patterns and constants need initial values.
    pub(super) fn declarators(
        &mut self,
        kind: VariableKind,
        first: Declarator<'a>,
        strict_init: bool,
    ) -> Parsed<&'a VariableDeclaration<'a>> {
        let mut list: SmallVec<[Declarator<'a>; 4]> = SmallVec::new();
        let mut declarator = first;
        loop {
            if strict_init {
                self.check_initializer(kind, &declarator)?;
            }
            list.push(declarator);
            if !self.eat(TokenKind::Comma) {
                break;
            }
            declarator = self.declarator(kind)?;
        }
        let declarators = self.list(&list);
        Ok(self.alloc(VariableDeclaration { kind, declarators }))
    }

    fn check_initializer(&mut self, kind: VariableKind, declarator: &Declarator<'a>) -> Parsed<()> {
        let is_name = matches!(declarator.target.kind, PatternKind::Identifier(_));
        let may_lack = matches!(kind, VariableKind::Var | VariableKind::Let) && is_name;
        if declarator.init.is_none() && !may_lack {
            return Err(self.fail(ErrorCode::MissingInitializer, declarator.target.span, &[]));
        }
        Ok(())
    }

    /// A function declaration, with `function` or `async` at hand. Without a name it is an
    /// `export default`.
    pub(super) fn function_declaration(&mut self, may_lack_name: bool) -> Parsed<FunctionId> {
        let start = self.token.start;
        let mut flags = FunctionFlags::DECLARATION;
        if self.at(TokenKind::Identifier) {
            self.advance();
            flags.insert(FunctionFlags::ASYNC);
        }
        self.advance();
        if self.eat(TokenKind::Star) {
            flags.insert(FunctionFlags::GENERATOR);
        }
        let creation = self.analysis.current_position();
        let is_plain = !flags.has_any(FunctionFlags::ASYNC.with(FunctionFlags::GENERATOR));
        let mut head = FunctionHead {
            kind: FunctionKind::Normal,
            flags,
            start,
            name: None,
            creation,
        };
        let mut bound = (Name::DEFAULT_EXPORT, start);
        if !(may_lack_name && self.at(TokenKind::LeftParen)) {
            let token = self.binding_identifier()?;
            head.name = Some((token.name, token.span()));
            bound = (token.name, token.start);
        }
        let annex_b = self.declare_function(bound.0, bound.1, is_plain)?;
        let id = self.function(&head)?;
        self.analysis.hoist_function(bound.0, id, bound.1, annex_b);
        Ok(id)
    }

    /// Declares a function in the innermost scope; whether it may become a `var` too.
    fn declare_function(&mut self, name: Name, position: u32, is_plain: bool) -> Parsed<bool> {
        let at_top = self.analysis.current == self.function.var_scope;
        let is_variable = at_top && self.analysis.current_kind() != ScopeKind::Module;
        let repeatable = is_plain && !self.strict();
        let result = if is_variable {
            self.analysis.declare_function(name, position)
        } else {
            self.analysis
                .declare_lexical_function(name, position, repeatable)
        };
        result.map_err(|conflict| self.fail_conflict(ErrorCode::Redeclared, conflict))?;
        Ok(!at_top && repeatable)
    }

    /// A class declaration, with `class` at hand. Without a name it is an `export default`.
    pub(super) fn class_declaration(&mut self, may_lack_name: bool) -> Parsed<&'a Class<'a>> {
        self.check_stack()?;
        let start = self.token.start;
        let saved = self.function.context;
        self.function.context.insert(Context::STRICT);
        self.advance();
        let mark = self.analysis.binding_mark();
        let mut name = None;
        if may_lack_name && matches!(self.token.kind, TokenKind::Extends | TokenKind::LeftBrace) {
            self.declare(Name::DEFAULT_EXPORT, BindingKind::Class, start)?;
        } else {
            let token = self.class_name()?;
            self.declare(token.name, BindingKind::Class, token.start)?;
            name = Some(token);
        }
        let class = self.class_tail(start, name)?;
        self.function.context = saved;
        let end = self.previous_end;
        self.analysis.initialize(mark, end);
        Ok(class)
    }

    /// A statement from `start` to the last token read.
    #[inline]
    pub(super) fn stmt(&self, start: u32, kind: StmtKind<'a>) -> &'a Stmt<'a> {
        self.arena.alloc(Stmt {
            span: Span::new(start, self.previous_end),
            kind,
        })
    }
}
