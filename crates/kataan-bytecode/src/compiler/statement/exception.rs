//! [`try`](https://tc39.es/ecma262/#sec-try-statement).

use kataan_syntax::ast::{Block, Catch, Try};

use crate::compiler::function::FunctionCompiler;

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
            self.enter_optional(handler.scope);
            if let Some(parameter) = handler.parameter {
                self.bind_pattern(parameter, exception);
            }
            self.block(&handler.body);
            self.leave_optional(handler.scope);
        }
        self.asm.bind(done);
        self.registers.release(mark);
    }
}
