//! [Statements and declarations](https://tc39.es/ecma262/#sec-ecmascript-language-statements-and-declarations).
//!
//! `iteration` has the loops, `selection` `if` and `switch`, `exception` `try`; the rest is here.

mod exception;
mod iteration;
mod selection;

use kataan_syntax::ast::{
    Block, Declarator, FunctionId, Labeled, Name, PatternKind, Stmt, StmtKind, VariableDeclaration,
    VariableKind, With,
};
use kataan_syntax::scope::ScopeFlags;

use super::class::ClassName;
use super::control::{Control, Exit};
use super::function::FunctionCompiler;
use super::name::{Home, ReadMode};
use super::scope::Place;
use crate::opcode::instructions as op;
use crate::opcode::operand::Register;

impl<'a> FunctionCompiler<'_, '_, 'a> {
    pub(super) fn statements(&mut self, list: &[&'a Stmt<'a>]) {
        for statement in list {
            // Nothing can jump into a statement: after one that leaves, the rest is dead.
            if !self.asm.is_reachable() {
                return;
            }
            self.statement(statement);
        }
    }

    pub(super) fn statement(&mut self, statement: &Stmt<'a>) {
        if !self.may_recurse() {
            return;
        }
        let mark = self.registers.mark();
        self.asm.set_position(statement.span.start);
        match statement.kind {
            StmtKind::Empty | StmtKind::Import(_) | StmtKind::Export => {}
            StmtKind::Debugger => self.asm.emit(op::Debugger {}),
            StmtKind::Expression(expr) => match self.completion {
                Some(completion) => self.expression_to(expr, completion),
                None => self.effect(expr),
            },
            StmtKind::Block(block) => self.block(block),
            StmtKind::Variable(declaration) => self.variables(declaration),
            StmtKind::Function(id) => self.copy_hoisted_function(id),
            StmtKind::Class(class) => {
                let (name, called) = match class.name {
                    Some(name) => (name, None),
                    None => (Name::DEFAULT_EXPORT, Some(ClassName::Static(Name::DEFAULT))),
                };
                let dst = self.registers.take();
                self.class(class, dst, called);
                self.initialize_name(name, dst);
            }
            StmtKind::If(branches) => self.if_statement(branches),
            StmtKind::For(for_loop) => self.for_statement(for_loop),
            StmtKind::ForIn(for_in) => self.for_in(for_in),
            StmtKind::ForOf(for_of) => self.for_of(for_of),
            StmtKind::While(while_loop) => self.while_statement(while_loop),
            StmtKind::DoWhile(do_while) => self.do_while(do_while),
            StmtKind::Return(value) => self.return_statement(value),
            StmtKind::Break(label) => self.jump_out(label, false),
            StmtKind::Continue(label) => self.jump_out(label, true),
            StmtKind::Throw(expr) => {
                let src = self.expression(expr);
                self.asm.set_position(statement.span.start);
                self.asm.emit(op::Throw { src });
            }
            StmtKind::Try(try_statement) => self.try_statement(try_statement),
            StmtKind::Switch(switch) => self.switch_statement(switch),
            StmtKind::With(with) => self.with_statement(with),
            StmtKind::Labeled(labeled) => self.labeled(labeled),
            StmtKind::ExportDeclaration(inner) => self.statement(inner),
            StmtKind::ExportDefault(expr) => {
                let src = self.registers.take();
                self.named_expression_to(expr, src, Name::DEFAULT);
                self.initialize_name(Name::DEFAULT_EXPORT, src);
            }
        }
        self.registers.release(mark);
    }

    /// A statement that gives `undefined` where none of its parts gives a value.
    fn clear_completion(&mut self) {
        if let Some(dst) = self.completion {
            self.asm.emit(op::LoadUndefined { dst });
        }
    }

    pub(super) fn block(&mut self, block: &Block<'a>) {
        let Some(id) = block.scope else {
            return self.statements(block.body);
        };
        self.enter_scope(id);
        self.body(block.body, self.scopes.get(id).flags);
        self.leave_scope();
    }

    pub(super) fn variables(&mut self, declaration: &VariableDeclaration<'a>) {
        for declarator in declaration.declarators {
            let mark = self.registers.mark();
            self.asm.set_position(declarator.target.span.start);
            if declaration.kind == VariableKind::Var {
                self.var_declarator(declarator);
            } else {
                self.lexical_declarator(declaration.kind, declarator);
            }
            self.registers.release(mark);
        }
    }

    fn var_declarator(&mut self, declarator: &Declarator<'a>) {
        let Some(init) = declarator.init else { return };
        let PatternKind::Identifier(name) = declarator.target.kind else {
            let value = self.temporary(init);
            return self.assign_pattern(declarator.target, value);
        };
        let reference = self.reference_name(name, super::expression::is_pure(init));
        let value = match reference.plain_register() {
            Some(register) => return self.named_expression_to(init, register, name),
            None if self.anonymous_function(init).is_some() => {
                let value = self.registers.take();
                self.named_expression_to(init, value, name);
                value
            }
            None => self.expression(init),
        };
        self.store_reference(&reference, value);
    }

    fn lexical_declarator(&mut self, kind: VariableKind, declarator: &Declarator<'a>) {
        let PatternKind::Identifier(name) = declarator.target.kind else {
            if let Some(init) = declarator.init {
                let value = self.expression(init);
                self.bind_pattern(declarator.target, value);
            }
            return;
        };
        let resolved = self.declared(name);
        let home = match resolved.home {
            Home::Register(register) if !resolved.checked => Some(register),
            _ => None,
        };
        let value = match (home, declarator.init) {
            // Nothing can see the variable before it is initialised, so its value is built in place.
            (Some(register), _) => {
                self.registers.set_variable(register, false);
                register
            }
            (None, Some(init)) if self.anonymous_function(init).is_none() => {
                let value = self.expression(init);
                self.add_disposable(kind, value);
                return self.initialize_name(name, value);
            }
            _ => self.registers.take(),
        };
        match declarator.init {
            Some(init) => self.named_expression_to(init, value, name),
            None => self.asm.emit(op::LoadUndefined { dst: value }),
        }
        self.add_disposable(kind, value);
        match home {
            Some(register) => self.registers.set_variable(register, true),
            None => self.initialize_name(name, value),
        }
    }

    /// A function declaration in a block, evaluated: Annex B copies it to the `var` of its name.
    fn copy_hoisted_function(&mut self, id: FunctionId) {
        let Some(open) = self.open.last() else { return };
        // Only functions in blocks are copied.
        if open.scope.kind.is_var_scope() {
            return;
        }
        let hoisted = open
            .scope
            .functions
            .iter()
            .find(|hoisted| hoisted.function == id);
        let Some(name) = hoisted
            .filter(|hoisted| hoisted.annex_b)
            .map(|hoisted| hoisted.name)
        else {
            return;
        };
        let src = self.registers.take();
        let block = self.declared(name);
        self.load_home(&block, src, ReadMode::Value);
        let var_scope = self
            .open
            .iter()
            .rev()
            .skip(1)
            .find(|open| open.scope.kind.is_var_scope() && !open.is_object);
        let place = var_scope.and_then(|open| {
            let at = open.find(name)?;
            Some((open.entries[at].place, open.env))
        });
        match place {
            Some((Place::Register(dst), _)) => self.move_to(dst, src),
            Some((Place::Slot(slot), Some(env))) => {
                self.asm.emit(op::StoreSlot { env, slot, src });
            }
            _ => {
                let (env, name) = (Register::ENVIRONMENT, self.unit.name(name));
                self.asm.emit(op::StoreHoistedFunction { env, src, name });
            }
        }
    }

    fn return_statement(&mut self, value: Option<&kataan_syntax::ast::Expr<'a>>) {
        match value {
            Some(expr) => {
                let tail = self.may_tail_call();
                self.return_expression(expr, tail);
            }
            None if self.controls.is_empty() => self.return_undefined(),
            None => {
                let value = self.registers.take();
                self.asm.emit(op::LoadUndefined { dst: value });
                self.leave(Exit::Return, Some(value), self.controls.len());
            }
        }
    }

    fn labeled(&mut self, labeled: &Labeled<'a>) {
        let is_loop = |kind: &StmtKind<'_>| {
            matches!(
                kind,
                StmtKind::For(_)
                    | StmtKind::ForIn(_)
                    | StmtKind::ForOf(_)
                    | StmtKind::While(_)
                    | StmtKind::DoWhile(_)
            )
        };
        self.labels.push(labeled.label);
        if is_loop(&labeled.body.kind) || matches!(labeled.body.kind, StmtKind::Labeled(_)) {
            return self.statement(labeled.body);
        }
        let names = core::mem::take(&mut self.labels).into_iter().collect();
        let on_break = self.asm.label();
        self.controls.push(Control::Block {
            names,
            is_switch: false,
            on_break,
        });
        self.statement(labeled.body);
        self.controls.pop();
        self.asm.bind(on_break);
    }

    fn with_statement(&mut self, with: &With<'a>) {
        self.clear_completion();
        let object = self.expression(with.object);
        let mark = self.registers.mark();
        let parent = self.environment();
        let dst = self.registers.take_variable();
        self.asm.set_position(with.object.span.start);
        self.asm.emit(op::NewObjectEnvironment {
            dst,
            parent,
            object,
        });
        self.open_with(with.scope, dst, mark);
        self.statement(with.body);
        self.leave_scope();
    }

    /// Runs `body` with what `using` declares in the scope disposed of afterwards.
    fn with_disposal(&mut self, flags: ScopeFlags, body: impl FnOnce(&mut Self)) {
        if flags.has(ScopeFlags::HAS_USING) {
            self.disposing(flags, body);
        } else {
            body(self);
        }
    }
}
