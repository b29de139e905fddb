//! [Iteration statements](https://tc39.es/ecma262/#sec-iteration-statements): loops test at their end.

use kataan_syntax::ast::{
    DoWhile, Expr, ExprKind, For, ForHead, ForIn, ForInit, ForOf, PatternKind, Stmt, VariableKind,
    While,
};
use kataan_syntax::scope::{BindingFlags, ScopeFlags, ScopeId};

use crate::compiler::assembler::Label;
use crate::compiler::control::Control;
use crate::compiler::function::FunctionCompiler;
use crate::compiler::name::Home;
use crate::opcode::instructions as op;
use crate::opcode::operand::{FeedbackKind, Register};

impl<'a> FunctionCompiler<'_, '_, 'a> {
    /// Runs a loop's body as such: `break` and `continue` lead to the labels.
    fn loop_body(&mut self, on_break: Label, on_continue: Label, body: impl FnOnce(&mut Self)) {
        let names = core::mem::take(&mut self.labels).into_iter().collect();
        self.controls.push(Control::Loop {
            names,
            on_break,
            on_continue,
        });
        body(self);
        self.controls.pop();
    }

    /// Whether the test is always true, or absent.
    fn is_endless(&self, test: Option<&Expr<'a>>) -> bool {
        test.is_none_or(|test| {
            self.constant(test)
                .is_some_and(|value| self.is_truthy(value))
        })
    }

    /// `body` and `update` as long as `test` holds.
    fn tested_loop(
        &mut self,
        test: Option<&Expr<'a>>,
        body: &Stmt<'a>,
        update: impl FnOnce(&mut Self),
    ) {
        let (start, check, on_continue, on_break) = (
            self.asm.label(),
            self.asm.label(),
            self.asm.label(),
            self.asm.label(),
        );
        let reachable = self.asm.is_reachable();
        let endless = self.is_endless(test);
        if !endless {
            self.asm.jump(check);
        }
        self.asm.bind_loop(start, reachable);
        self.loop_body(on_break, on_continue, |compiler| compiler.statement(body));
        self.asm.bind(on_continue);
        update(self);
        if endless {
            self.asm.jump(start);
        } else if let Some(test) = test {
            self.asm.bind(check);
            self.jump_if_true(test, start);
        }
        self.asm.bind(on_break);
    }

    pub(super) fn while_statement(&mut self, statement: &While<'a>) {
        self.clear_completion();
        self.tested_loop(Some(statement.test), statement.body, |_| {});
    }

    pub(super) fn do_while(&mut self, statement: &DoWhile<'a>) {
        self.clear_completion();
        let (start, on_continue, on_break) = (self.asm.label(), self.asm.label(), self.asm.label());
        let reachable = self.asm.is_reachable();
        self.asm.bind_loop(start, reachable);
        self.loop_body(on_break, on_continue, |compiler| {
            compiler.statement(statement.body)
        });
        self.asm.bind(on_continue);
        self.jump_if_true(statement.test, start);
        self.asm.bind(on_break);
    }

    pub(super) fn for_statement(&mut self, statement: &For<'a>) {
        self.clear_completion();
        self.enter_optional(statement.scope);
        let flags = statement
            .scope
            .map_or(ScopeFlags::default(), |id| self.scopes.get(id).flags);
        let labels = core::mem::take(&mut self.labels);
        self.with_disposal(flags, |compiler| {
            compiler.labels = labels;
            let mut copied = None;
            match statement.init {
                ForInit::None => {}
                ForInit::Expression(expr) => compiler.effect(expr),
                ForInit::Variable(declaration) => {
                    compiler.variables(declaration);
                    if declaration.kind == VariableKind::Let && statement.scope.is_some() {
                        copied = compiler.open.last().and_then(|open| open.env);
                    }
                }
            }
            // Each round has its own bindings, the first one apart from what the head captured.
            let copy = |compiler: &mut Self| {
                if let Some(env) = copied {
                    compiler
                        .asm
                        .emit(op::CopyEnvironment { dst: env, src: env });
                }
            };
            copy(compiler);
            compiler.tested_loop(statement.test, statement.body, |compiler| {
                copy(compiler);
                if let Some(update) = statement.update {
                    compiler.effect(update);
                }
            });
        });
        self.leave_optional(statement.scope);
    }

    /// Evaluates what is iterated: names of the head are in their dead zone.
    fn iterated(&mut self, scope: Option<ScopeId>, expr: &Expr<'a>, dst: Register) -> Register {
        let dead = scope.filter(|&id| {
            let scope = self.scopes.get(id);
            scope
                .bindings
                .iter()
                .any(|binding| binding.flags.has(BindingFlags::NEEDS_TDZ))
        });
        if dead.is_none()
            && let ExprKind::Identifier(name) = expr.kind
            && let Some(register) = self.variable_register(name)
        {
            return register;
        }
        self.enter_optional(dead);
        self.expression_to(expr, dst);
        self.leave_optional(dead);
        dst
    }

    /// Where a round's value can go at once: a name that is fresh in each round.
    fn round_register(&self, head: &ForHead<'a>) -> Option<Register> {
        let ForHead::Declaration(kind, declarator) = head else {
            return None;
        };
        let PatternKind::Identifier(name) = declarator.target.kind else {
            return None;
        };
        if *kind == VariableKind::Var {
            return None;
        }
        let resolved = self.declared(name);
        match resolved.home {
            Home::Register(register) if !resolved.checked => Some(register),
            _ => None,
        }
    }

    /// Assigns a round's value and runs the body.
    fn round(
        &mut self,
        head: &ForHead<'a>,
        body: &Stmt<'a>,
        value: Register,
        in_place: bool,
        flags: ScopeFlags,
    ) {
        self.with_disposal(flags, |compiler| {
            match head {
                _ if in_place => {}
                ForHead::Assignment(pattern) => compiler.assign_pattern(pattern, value),
                ForHead::Declaration(VariableKind::Var, declarator) => {
                    compiler.assign_pattern(declarator.target, value);
                }
                ForHead::Declaration(_, declarator) => {
                    compiler.bind_pattern(declarator.target, value);
                }
            }
            if let ForHead::Declaration(kind, _) = head {
                compiler.add_disposable(*kind, value);
            }
            compiler.statement(body);
        });
    }

    pub(super) fn for_in(&mut self, statement: &ForIn<'a>) {
        self.clear_completion();
        let labels = core::mem::take(&mut self.labels);
        if let ForHead::Declaration(VariableKind::Var, declarator) = statement.head
            && declarator.init.is_some()
        {
            // Annex B: `for (var a = b in c)`.
            self.var_declarator(&declarator);
        }
        let iterator = self.registers.take_many(3);
        let src = self.registers.take();
        let key = src;
        let src = self.iterated(statement.scope, statement.object, key);
        self.asm.set_position(statement.object.span.start);
        self.asm.emit(op::ForInStart { iterator, src });
        let (next, on_break) = (self.asm.label(), self.asm.label());
        let reachable = self.asm.is_reachable();
        self.asm.bind_loop(next, reachable);
        let flags = statement
            .scope
            .map_or(ScopeFlags::default(), |id| self.scopes.get(id).flags);
        // The key is fetched before the round's scope is entered, whose registers are above it.
        let exit = self.asm.to(on_break);
        self.asm.emit(op::ForInStep {
            dst: key,
            iterator,
            exit,
        });
        self.enter_optional(statement.scope);
        self.labels = labels;
        self.loop_body(on_break, next, |compiler| {
            compiler.round(&statement.head, statement.body, key, false, flags);
        });
        self.leave_optional(statement.scope);
        self.asm.jump(next);
        self.asm.bind(on_break);
    }

    pub(super) fn for_of(&mut self, statement: &ForOf<'a>) {
        self.clear_completion();
        let labels = core::mem::take(&mut self.labels);
        let iterator = self.registers.take_many(3);
        let is_async = statement.is_await;
        let value = self.registers.take();
        let src = self.iterated(statement.scope, statement.iterable, value);
        self.asm.set_position(statement.iterable.span.start);
        if is_async {
            self.asm.emit(op::GetAsyncIterator { iterator, src });
        } else {
            let feedback = self.feedback(FeedbackKind::Iterate);
            self.asm.emit(op::GetIterator {
                iterator,
                src,
                feedback,
            });
        }
        let (next, on_break, done) = (self.asm.label(), self.asm.label(), self.asm.label());
        let reachable = self.asm.is_reachable();
        self.asm.bind_loop(next, reachable);
        let flags = statement
            .scope
            .map_or(ScopeFlags::default(), |id| self.scopes.get(id).flags);
        // A name that lives in a register takes the value at once; its scope needs no entering then.
        let simple = statement.scope.filter(|&id| {
            let scope = self.scopes.get(id);
            !scope.flags.has(ScopeFlags::HAS_CAPTURED) && scope.functions.is_empty()
        });
        self.enter_optional(simple);
        let in_place = simple.and_then(|_| self.round_register(&statement.head));
        let dst = in_place.unwrap_or(value);
        self.asm.set_position(statement.iterable.span.start);
        if is_async {
            self.asm.emit(op::IteratorNext { dst, iterator });
            self.asm.emit(op::AwaitValue { dst, src: dst });
        } else {
            let feedback = self.feedback(FeedbackKind::Iterate);
            let exit = self.asm.to(done);
            self.asm.emit(op::IteratorStep {
                dst,
                iterator,
                exit,
                feedback,
            });
        }
        let exit = self.asm.to(done);
        self.asm.emit(op::IteratorUnpack {
            dst,
            iterator,
            exit,
        });
        let entered = if simple.is_some() {
            None
        } else {
            statement.scope
        };
        self.labels = labels;
        self.with_open_iterator(iterator, is_async, |compiler| {
            compiler.enter_optional(entered);
            compiler.loop_body(on_break, next, |compiler| {
                compiler.round(
                    &statement.head,
                    statement.body,
                    dst,
                    in_place.is_some(),
                    flags,
                );
            });
            compiler.leave_optional(entered);
        });
        self.leave_optional(simple);
        self.asm.jump(next);
        self.asm.bind(on_break);
        if self.asm.is_reachable() {
            self.close_iterator(iterator, is_async);
        }
        self.asm.bind(done);
    }
}
