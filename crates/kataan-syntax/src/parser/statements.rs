//! [Statements](https://tc39.es/ecma262/#sec-ecmascript-language-statements-and-declarations) other
//! than loops.

use smallvec::SmallVec;

use super::state::LabelState;
use super::{Context, Parsed, Parser};
use crate::ast::{
    Block, Branch, Catch, ExprKind, If, Labeled, Stmt, StmtKind, Switch, SwitchCase, Try,
    VariableKind, With,
};
use crate::diagnostic::ErrorCode;
use crate::function_table::FunctionFlags;
use crate::lexer::{Token, TokenKind};
use crate::name::Name;
use crate::scope::{BindingKind, Closed, Conflict, ScopeId, ScopeKind};

/// How many labels one statement may have.
const MAXIMUM_LABELS: usize = 256;

/// Where a statement stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In a list, where declarations may stand.
    List,
    /// As the body of `if`, of a loop or of `with`.
    Body,
}

impl<'a> Parser<'_, '_, 'a> {
    /// Statements up to `end`, which stays at hand; `opened` is where its partner stands.
    pub(super) fn statements_until(
        &mut self,
        end: TokenKind,
        opened: u32,
        list: &mut SmallVec<[&'a Stmt<'a>; 16]>,
    ) -> Parsed<()> {
        while !self.at(end) {
            if self.at(TokenKind::EndOfFile) {
                return Err(self.unclosed(end, opened));
            }
            let statement = self.statement_list_item()?;
            list.push(statement);
        }
        Ok(())
    }

    /// [StatementListItem](https://tc39.es/ecma262/#prod-StatementListItem)
    pub(super) fn statement_list_item(&mut self) -> Parsed<&'a Stmt<'a>> {
        let token = self.token;
        let start = token.start;
        match token.kind {
            TokenKind::Function => {
                let id = self.function_declaration(false)?;
                Ok(self.stmt(start, StmtKind::Function(id)))
            }
            TokenKind::Class => {
                let class = self.class_declaration(false)?;
                Ok(self.stmt(start, StmtKind::Class(class)))
            }
            TokenKind::Identifier => match token.name {
                Name::ASYNC if token.is_word(Name::ASYNC) && self.at_async_function() => {
                    let id = self.function_declaration(false)?;
                    Ok(self.stmt(start, StmtKind::Function(id)))
                }
                Name::LET | Name::USING | Name::AWAIT => match self.at_variable_declaration() {
                    Some(kind) => self.variable_statement(kind),
                    None => self.expression_statement(Place::List),
                },
                _ => self.expression_statement(Place::List),
            },
            TokenKind::Const => self.variable_statement(VariableKind::Const),
            _ => self.statement(Place::List),
        }
    }

    /// [Statement](https://tc39.es/ecma262/#prod-Statement)
    pub(super) fn statement(&mut self, place: Place) -> Parsed<&'a Stmt<'a>> {
        self.check_stack()?;
        let start = self.token.start;
        let kind = match self.token.kind {
            TokenKind::LeftBrace => StmtKind::Block(self.block()?),
            TokenKind::Var => return self.variable_statement(VariableKind::Var),
            TokenKind::If => self.if_statement()?,
            TokenKind::Return => self.return_statement()?,
            TokenKind::For => self.for_statement()?,
            TokenKind::While => self.while_statement()?,
            TokenKind::Do => self.do_while_statement()?,
            TokenKind::Switch => self.switch_statement()?,
            TokenKind::Try => self.try_statement()?,
            TokenKind::Throw => self.throw_statement()?,
            TokenKind::Break | TokenKind::Continue => self.jump_statement()?,
            TokenKind::With => self.with_statement()?,
            TokenKind::Semicolon => {
                self.advance();
                StmtKind::Empty
            }
            TokenKind::Debugger => {
                self.advance();
                self.semicolon()?;
                StmtKind::Debugger
            }
            TokenKind::Function | TokenKind::Class | TokenKind::Const => {
                return Err(self.fail_here(ErrorCode::DeclarationInStatement));
            }
            TokenKind::Import if place == Place::List => {
                // `import()` and `import.meta` start expressions.
                let next = self.peek();
                if !matches!(next.kind, TokenKind::LeftParen | TokenKind::Dot) {
                    return Err(self.fail_here(ErrorCode::ImportExportPlace));
                }
                return self.expression_statement(place);
            }
            TokenKind::Export => return Err(self.fail_here(ErrorCode::ImportExportPlace)),
            _ => return self.expression_statement(place),
        };
        Ok(self.stmt(start, kind))
    }

    /// The body of `if`, of a loop or of `with`.
    pub(super) fn body_statement(&mut self) -> Parsed<&'a Stmt<'a>> {
        let saved = self.function.context;
        self.function.context = saved.without(Context::SWITCH_CLAUSE);
        let statement = self.statement(Place::Body)?;
        self.function.context = saved;
        Ok(statement)
    }

    /// An expression or label as a statement.
    fn expression_statement(&mut self, place: Place) -> Parsed<&'a Stmt<'a>> {
        let first = self.token;
        if place == Place::Body && first.kind == TokenKind::Identifier {
            self.check_expression_start(first)?;
        }
        let expr = self.expression()?;
        if self.at(TokenKind::Colon)
            && let ExprKind::Identifier(name) = expr.kind
        {
            // It was no use of a name.
            self.analysis.references.pop();
            return self.labeled_statement(name, first.start, place);
        }
        self.semicolon()?;
        Ok(self.stmt(first.start, StmtKind::Expression(expr)))
    }

    /// Declarations that start with a word cannot be a body.
    fn check_expression_start(&mut self, first: Token) -> Parsed<()> {
        if first.is_word(Name::LET) {
            let next = self.peek();
            if next.kind == TokenKind::LeftBracket {
                return Err(self.fail(ErrorCode::LexicalInStatement, first.span(), &[]));
            }
            if matches!(next.kind, TokenKind::Identifier | TokenKind::LeftBrace)
                && !next.newline_before()
            {
                return Err(self.fail(ErrorCode::DeclarationInStatement, first.span(), &[]));
            }
        } else if first.is_word(Name::ASYNC) && self.at_async_function()
            || first.is_word(Name::USING) && self.at_variable_declaration().is_some()
        {
            return Err(self.fail(ErrorCode::DeclarationInStatement, first.span(), &[]));
        }
        Ok(())
    }

    /// Closes the innermost scope, with its conflicts.
    pub(super) fn close_scope(&mut self) -> Parsed<Option<ScopeId>> {
        let Closed { scope, conflict } = self.analysis.close();
        match conflict {
            None => Ok(scope),
            Some(conflict) => Err(self.fail_conflict(ErrorCode::Redeclared, conflict)),
        }
    }

    /// A block, with its brace at hand.
    pub(super) fn block(&mut self) -> Parsed<&'a Block<'a>> {
        let block = self.block_value()?;
        Ok(self.alloc(block))
    }

    fn block_value(&mut self) -> Parsed<Block<'a>> {
        let start = self.token.start;
        self.expect(TokenKind::LeftBrace)?;
        let saved = self.function.context;
        self.function.context = saved.without(Context::SWITCH_CLAUSE);
        let flags = self.scope_flags();
        self.analysis.open(ScopeKind::Block, flags, start);
        let mut list: SmallVec<[&'a Stmt<'a>; 16]> = SmallVec::new();
        self.statements_until(TokenKind::RightBrace, start, &mut list)?;
        let scope = self.close_scope()?;
        self.function.context = saved;
        self.advance();
        Ok(Block {
            scope,
            body: self.list(&list),
        })
    }

    /// `(a)`
    pub(super) fn parenthesized_condition(&mut self) -> Parsed<&'a crate::ast::Expr<'a>> {
        let opened = self.token.start;
        self.expect(TokenKind::LeftParen)?;
        let expr = self.expression()?;
        self.close_bracket(TokenKind::RightParen, opened)?;
        Ok(expr)
    }

    /// `if` with all its `else if`s.
    fn if_statement(&mut self) -> Parsed<StmtKind<'a>> {
        let mut branches: SmallVec<[Branch<'a>; 4]> = SmallVec::new();
        let mut otherwise = None;
        loop {
            self.advance();
            let test = self.parenthesized_condition()?;
            let body = self.if_body()?;
            branches.push(Branch { test, body });
            if !self.eat(TokenKind::Else) {
                break;
            }
            if !self.at(TokenKind::If) {
                otherwise = Some(self.if_body()?);
                break;
            }
        }
        let branches = self.list(&branches);
        Ok(StmtKind::If(self.alloc(If {
            branches,
            otherwise,
        })))
    }

    /// The body of an `if`, which in sloppy code may be a function
    /// ([Annex B](https://tc39.es/ecma262/#sec-functiondeclarations-in-ifstatement-statement-clauses)),
    /// as if in a block.
    fn if_body(&mut self) -> Parsed<&'a Stmt<'a>> {
        if !self.at(TokenKind::Function) || self.strict() {
            return self.body_statement();
        }
        if self.peek().kind == TokenKind::Star {
            return Err(self.fail_here(ErrorCode::DeclarationInStatement));
        }
        let start = self.token.start;
        let flags = self.scope_flags();
        self.analysis.open(ScopeKind::Block, flags, start);
        let id = self.function_declaration(false)?;
        let statement = self.stmt(start, StmtKind::Function(id));
        let scope = self.close_scope()?;
        let block = Block {
            scope,
            body: self.list(&[statement]),
        };
        Ok(self.stmt(start, StmtKind::Block(self.alloc(block))))
    }

    fn return_statement(&mut self) -> Parsed<StmtKind<'a>> {
        if !self.allows(Context::RETURN) {
            return Err(self.fail_here(ErrorCode::ReturnOutside));
        }
        self.advance();
        let ends = matches!(
            self.token.kind,
            TokenKind::Semicolon | TokenKind::RightBrace | TokenKind::EndOfFile
        ) || self.token.newline_before();
        let value = if ends { None } else { Some(self.expression()?) };
        self.semicolon()?;
        Ok(StmtKind::Return(value))
    }

    fn throw_statement(&mut self) -> Parsed<StmtKind<'a>> {
        self.advance();
        if self.token.newline_before() {
            return Err(self.fail_here(ErrorCode::NewlineAfterThrow));
        }
        let value = self.expression()?;
        self.semicolon()?;
        Ok(StmtKind::Throw(value))
    }

    /// `break` and `continue`.
    fn jump_statement(&mut self) -> Parsed<StmtKind<'a>> {
        let token = self.token;
        let is_break = token.kind == TokenKind::Break;
        self.advance();
        let mut label = None;
        if !self.token.newline_before()
            && matches!(
                self.token.kind,
                TokenKind::Identifier | TokenKind::EscapedKeyword
            )
        {
            let word = self.identifier()?;
            let found = self.labels[self.function.labels..]
                .iter()
                .rev()
                .find(|it| it.name == word.name);
            match found {
                None => {
                    return Err(self.fail_name(ErrorCode::UndefinedLabel, word.span(), word.name));
                }
                Some(found) if !is_break && !found.is_loop => {
                    return Err(self.fail_name(ErrorCode::ContinueLabel, word.span(), word.name));
                }
                Some(_) => label = Some(word.name),
            }
        } else if is_break && self.function.breakable == 0 {
            return Err(self.fail(ErrorCode::BreakOutside, token.span(), &[]));
        }
        if !is_break && self.function.loops == 0 {
            return Err(self.fail(ErrorCode::ContinueOutside, token.span(), &[]));
        }
        self.semicolon()?;
        Ok(if is_break {
            StmtKind::Break(label)
        } else {
            StmtKind::Continue(label)
        })
    }

    fn with_statement(&mut self) -> Parsed<StmtKind<'a>> {
        if self.strict() {
            return Err(self.fail_here(ErrorCode::WithInStrict));
        }
        self.function.flags.insert(FunctionFlags::WITH);
        self.advance();
        let object = self.parenthesized_condition()?;
        let (flags, start) = (self.scope_flags(), self.token.start);
        let scope = self.analysis.open(ScopeKind::With, flags, start);
        let body = self.body_statement()?;
        self.close_scope()?;
        Ok(StmtKind::With(self.alloc(With {
            object,
            scope,
            body,
        })))
    }

    fn try_statement(&mut self) -> Parsed<StmtKind<'a>> {
        self.advance();
        let block = self.block_value()?;
        let handler = if self.at(TokenKind::Catch) {
            Some(self.catch()?)
        } else {
            None
        };
        let finalizer = if self.eat(TokenKind::Finally) {
            Some(self.block_value()?)
        } else {
            None
        };
        if handler.is_none() && finalizer.is_none() {
            let found = self.token.span();
            return Err(self.fail(ErrorCode::MissingCatch, found, &[]));
        }
        Ok(StmtKind::Try(self.alloc(Try {
            block,
            handler,
            finalizer,
        })))
    }

    fn catch(&mut self) -> Parsed<Catch<'a>> {
        let start = self.token.start;
        self.advance();
        if !self.eat(TokenKind::LeftParen) {
            return Ok(Catch {
                scope: None,
                parameter: None,
                body: self.block_value()?,
            });
        }
        let flags = self.scope_flags();
        let id = self.analysis.open(ScopeKind::Catch, flags, start);
        let mark = self.analysis.binding_mark();
        let kind = match self.token.kind {
            TokenKind::LeftBrace | TokenKind::LeftBracket => BindingKind::CatchPattern,
            _ => BindingKind::CatchParameter,
        };
        let parameter = self.binding_pattern(kind)?;
        let end = self.previous_end;
        self.analysis.initialize(mark, end);
        self.expect(TokenKind::RightParen)?;
        let body = self.block_value()?;
        self.close_scope()?;
        Ok(Catch {
            scope: Some(id),
            parameter: Some(parameter),
            body,
        })
    }

    fn switch_statement(&mut self) -> Parsed<StmtKind<'a>> {
        self.advance();
        let discriminant = self.parenthesized_condition()?;
        let (flags, start) = (self.scope_flags(), self.token.start);
        self.expect(TokenKind::LeftBrace)?;
        self.analysis.open(ScopeKind::Switch, flags, start);
        self.function.breakable += 1;
        let saved = self.function.context;
        self.function.context.insert(Context::SWITCH_CLAUSE);
        let mut cases: SmallVec<[SwitchCase<'a>; 8]> = SmallVec::new();
        let mut has_default = false;
        while !self.at(TokenKind::RightBrace) {
            let token = self.token;
            let test = if self.eat(TokenKind::Case) {
                Some(self.expression()?)
            } else {
                self.expect(TokenKind::Default)?;
                if has_default {
                    return Err(self.fail(ErrorCode::SecondDefault, token.span(), &[]));
                }
                has_default = true;
                None
            };
            self.expect(TokenKind::Colon)?;
            let mut list: SmallVec<[&'a Stmt<'a>; 16]> = SmallVec::new();
            while !matches!(
                self.token.kind,
                TokenKind::Case | TokenKind::Default | TokenKind::RightBrace
            ) {
                if self.at(TokenKind::EndOfFile) {
                    return Err(self.unclosed(TokenKind::RightBrace, start));
                }
                list.push(self.statement_list_item()?);
            }
            cases.push(SwitchCase {
                test,
                body: self.list(&list),
            });
        }
        self.function.context = saved;
        self.function.breakable -= 1;
        let scope = self.close_scope()?;
        self.advance();
        let cases = self.list(&cases);
        Ok(StmtKind::Switch(self.alloc(Switch {
            discriminant,
            scope,
            cases,
        })))
    }

    /// A labeled statement, with the colon after its first label at hand. Further labels are read in
    /// a loop.
    fn labeled_statement(&mut self, name: Name, start: u32, place: Place) -> Parsed<&'a Stmt<'a>> {
        let base = self.labels.len();
        self.add_label(name, start)?;
        self.advance();
        while self.at(TokenKind::Identifier) && self.peek().kind == TokenKind::Colon {
            let token = self.identifier()?;
            self.add_label(token.name, token.start)?;
            self.advance();
            // Labels nest in the tree though they are read in a loop.
            if self.labels.len() - base > MAXIMUM_LABELS {
                return Err(self.fail_here(ErrorCode::TooMuchRecursion));
            }
        }
        let is_loop = matches!(
            self.token.kind,
            TokenKind::For | TokenKind::While | TokenKind::Do
        );
        for label in &mut self.labels[base..] {
            label.is_loop = is_loop;
        }
        let mut body = if self.at(TokenKind::Function) {
            self.labeled_function(place)?
        } else {
            self.statement(Place::Body)?
        };
        for index in (base..self.labels.len()).rev() {
            let LabelState {
                name: label,
                position,
                ..
            } = self.labels[index];
            body = self.stmt(
                position,
                StmtKind::Labeled(self.alloc(Labeled { label, body })),
            );
        }
        self.labels.truncate(base);
        Ok(body)
    }

    fn add_label(&mut self, name: Name, position: u32) -> Parsed<()> {
        let labels = &self.labels[self.function.labels..];
        if let Some(first) = labels.iter().find(|label| label.name == name) {
            let conflict = Conflict {
                name,
                position,
                previous: first.position,
            };
            return Err(self.fail_conflict(ErrorCode::DuplicateLabel, conflict));
        }
        self.labels.push(LabelState {
            name,
            position,
            is_loop: false,
        });
        Ok(())
    }

    /// [A function under a label](https://tc39.es/ecma262/#sec-labelled-function-declarations).
    fn labeled_function(&mut self, place: Place) -> Parsed<&'a Stmt<'a>> {
        let start = self.token.start;
        if self.strict() || place == Place::Body || self.peek().kind == TokenKind::Star {
            return Err(self.fail_here(ErrorCode::LabeledFunction));
        }
        let id = self.function_declaration(false)?;
        Ok(self.stmt(start, StmtKind::Function(id)))
    }
}
