//! [`try`](https://tc39.es/ecma262/#sec-try-statement).

use kataan_syntax::ast::{Block, Catch, Pattern, PatternKind, Try};
use kataan_syntax::scope::ScopeId;

use crate::compiler::function::FunctionCompiler;
use crate::compiler::name::Home;
use crate::compiler::scope::ScopeRequest;
use crate::opcode::operand::Register;

impl<'a> FunctionCompiler<'_, '_, 'a> {
    pub(super) fn try_statement(&mut self, statement: &Try<'a>) {
        self.clear_completion();
        let Some(finalizer) = statement.finalizer else {
            return match &statement.handler {
                Some(handler) => self.try_catch(&statement.block, handler),
                None => self.block(&statement.block),
            };
        };
        self.with_cleanup(
            |compiler| match &statement.handler {
                Some(handler) => compiler.try_catch(&statement.block, handler),
                None => compiler.block(&statement.block),
            },
            |compiler, _, _| {
                // A normal end of the finalizer gives the value of what came before.
                let kept = compiler.completion.map(|completion| {
                    let kept = compiler.registers.take();
                    compiler.move_to(kept, completion);
                    kept
                });
                compiler.clear_completion();
                compiler.block(&finalizer);
                if let (Some(kept), Some(completion)) = (kept, compiler.completion) {
                    compiler.move_to(completion, kept);
                }
            },
        );
    }

    fn try_catch(&mut self, block: &Block<'a>, handler: &Catch<'a>) {
        let (target, done) = (self.asm.label(), self.asm.label());
        let mark = self.registers.mark();
        let exception = self.registers.take();
        self.guarded(target, exception, |compiler| compiler.block(block));
        self.asm.jump(done);
        self.asm.bind(target);
        if self.asm.is_reachable() {
            self.clear_completion();
            if let (Some(scope), Some(parameter)) = (handler.scope, handler.parameter) {
                self.catch_parameter(scope, parameter, exception);
            }
            self.block(&handler.body);
            if handler.scope.is_some() && handler.parameter.is_some() {
                self.leave_scope();
            }
        }
        self.asm.bind(done);
        self.registers.release(mark);
    }

    /// Enters the scope of the parameter: a plain name is where the exception was put.
    fn catch_parameter(&mut self, scope: ScopeId, parameter: &Pattern<'a>, exception: Register) {
        let preset = match parameter.kind {
            PatternKind::Identifier(name) => Some((name, exception)),
            _ => None,
        };
        let request = ScopeRequest {
            preset: preset.as_slice(),
            ..ScopeRequest::default()
        };
        self.open_scope(scope, &request);
        let in_place = match parameter.kind {
            PatternKind::Identifier(name) => self.declared(name).home == Home::Register(exception),
            _ => false,
        };
        if in_place {
            self.registers.set_variable(exception, true);
        } else {
            self.bind_pattern(parameter, exception);
        }
    }
}
