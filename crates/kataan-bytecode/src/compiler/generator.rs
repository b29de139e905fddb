//! [`yield`](https://tc39.es/ecma262/#sec-generator-function-definitions-runtime-semantics-evaluation).

use kataan_syntax::ast::{Expr, Name};

use super::control::Exit;
use super::function::FunctionCompiler;
use crate::opcode::instructions as op;
use crate::opcode::operand::{ErrorType, FRAME_HEADER, FeedbackKind, Register};

/// How a suspended generator was resumed, as `suspend` says.
const NEXT: i32 = 0;
const THROW: i32 = 1;
const RETURN: i32 = 2;

impl<'a> FunctionCompiler<'_, '_, 'a> {
    pub(super) fn yield_expression(
        &mut self,
        expr: &Expr<'a>,
        value: Option<&Expr<'a>>,
        dst: Register,
    ) {
        let mut src = match value {
            Some(value) => self.expression(value),
            None => {
                let src = self.registers.take();
                self.asm.emit(op::LoadUndefined { dst: src });
                src
            }
        };
        self.asm.set_position(expr.span.start);
        if self.facts.is_async {
            let awaited = self.registers.take();
            self.asm.emit(op::AwaitValue { dst: awaited, src });
            src = awaited;
        }
        // What the generator is told to return must not go to a variable.
        let received = self.building(dst);
        let place = self.return_label(received);
        let on_return = self.asm.to(place.label);
        self.asm.emit(op::YieldValue {
            dst: received,
            src,
            on_return,
        });
        self.return_from_yield(place, received);
        self.move_to(dst, received);
    }

    /// `yield* value`
    pub(super) fn yield_star(&mut self, expr: &Expr<'a>, value: &Expr<'a>, dst: Register) {
        let is_async = self.facts.is_async;
        let iterator = self.registers.take_many(3);
        let src = self.expression(value);
        self.asm.set_position(expr.span.start);
        if is_async {
            self.asm.emit(op::GetAsyncIterator { iterator, src });
        } else {
            self.asm.emit(op::OpenIterator { iterator, src });
        }
        let received = self.registers.take();
        let mode = self.registers.take();
        self.asm.emit(op::LoadUndefined { dst: received });
        self.asm.emit(op::LoadInt {
            dst: mode,
            value: NEXT,
        });
        let (next, throw, got, suspend, done) = (
            self.asm.label(),
            self.asm.label(),
            self.asm.label(),
            self.asm.label(),
            self.asm.label(),
        );
        let (no_throw, on_return, returned) =
            (self.asm.label(), self.asm.label(), self.asm.label());
        let reachable = self.asm.is_reachable();
        let result = self.registers.take();
        let finished = self.registers.take();
        let method = self.registers.take();
        let window = self.registers.take_many(u32::from(FRAME_HEADER) + 1);

        // next
        self.asm.bind_loop(next, reachable);
        self.move_to(window, iterator.offset(1));
        self.call_delegate(window, iterator, received, result);
        self.asm.bind(got);
        if is_async {
            self.asm.emit(op::AwaitValue {
                dst: result,
                src: result,
            });
        }
        self.asm.emit(op::CheckIteratorResult { src: result });
        self.get_property_text(finished, result, "done");
        let target = self.asm.to(done);
        self.asm.emit(op::JumpIfTrue {
            src: finished,
            target,
        });
        self.asm.bind_loop(suspend, reachable);
        self.suspend_delegate(received, mode, result);
        let feedback = self.feedback(FeedbackKind::Compare);
        let target = self.asm.to(next);
        self.asm.emit(op::JumpIfStrictEqualInt {
            lhs: mode,
            value: NEXT,
            target,
            feedback,
        });
        let feedback = self.feedback(FeedbackKind::Compare);
        let target = self.asm.to(throw);
        self.asm.emit(op::JumpIfStrictEqualInt {
            lhs: mode,
            value: THROW,
            target,
            feedback,
        });

        // return
        self.get_delegate_method(method, iterator, "return");
        let target = self.asm.to(on_return);
        self.asm.emit(op::JumpIfUndefined {
            src: method,
            target,
        });
        self.move_to(window, method);
        self.call_delegate(window, iterator, received, result);
        if is_async {
            self.asm.emit(op::AwaitValue {
                dst: result,
                src: result,
            });
        }
        self.asm.emit(op::CheckIteratorResult { src: result });
        self.get_property_text(finished, result, "done");
        let target = self.asm.to(suspend);
        self.asm.emit(op::JumpIfFalse {
            src: finished,
            target,
        });
        self.get_property_text(received, result, "value");
        self.asm.jump(returned);
        self.asm.bind(on_return);
        if is_async {
            self.asm.emit(op::AwaitValue {
                dst: received,
                src: received,
            });
        }
        self.asm.bind(returned);
        self.leave(Exit::Return, Some(received), self.controls.len());

        // throw
        self.asm.bind(throw);
        self.get_delegate_method(method, iterator, "throw");
        let target = self.asm.to(no_throw);
        self.asm.emit(op::JumpIfUndefined {
            src: method,
            target,
        });
        self.move_to(window, method);
        self.call_delegate(window, iterator, received, result);
        self.asm.jump(got);
        self.asm.bind(no_throw);
        self.close_iterator(iterator, is_async);
        self.throw_error(
            ErrorType::Type,
            "the iterator does not have a 'throw' method",
        );

        self.asm.bind(done);
        self.get_property_text(dst, result, "value");
    }

    fn call_delegate(
        &mut self,
        window: Register,
        iterator: Register,
        argument: Register,
        dst: Register,
    ) {
        self.move_to(window.offset(1), iterator);
        self.move_to(window.offset(FRAME_HEADER), argument);
        let feedback = self.feedback(FeedbackKind::Call);
        self.asm.emit(op::Call {
            dst,
            window,
            argc: 1,
            feedback,
        });
    }

    fn get_delegate_method(&mut self, dst: Register, object: Register, name: &str) {
        let key = self.unit.text(name);
        self.asm.emit(op::GetOptionalMethod { dst, object, key });
    }

    fn get_property_text(&mut self, dst: Register, object: Register, name: &str) {
        let key: Name = self.unit.program.names.intern(name.as_bytes());
        self.get_property(dst, object, key);
    }

    /// Yields a delegate's result and takes what the generator is resumed with.
    fn suspend_delegate(&mut self, received: Register, mode: Register, result: Register) {
        if !self.facts.is_async {
            return self.asm.emit(op::Suspend {
                dst: received,
                mode,
                src: result,
            });
        }
        let mark = self.registers.mark();
        let value = self.registers.take();
        self.get_property_text(value, result, "value");
        self.asm.emit(op::Suspend {
            dst: received,
            mode,
            src: value,
        });
        // A value to return is awaited first; if that throws, the delegate is thrown at.
        let (resumed, handler) = (self.asm.label(), self.asm.label());
        let feedback = self.feedback(FeedbackKind::Compare);
        let target = self.asm.to(resumed);
        let lhs = mode;
        self.asm.emit(op::JumpIfStrictNotEqualInt {
            lhs,
            value: RETURN,
            target,
            feedback,
        });
        self.guarded(handler, received, |compiler| {
            compiler.asm.emit(op::AwaitValue {
                dst: received,
                src: received,
            });
        });
        self.asm.jump(resumed);
        self.asm.bind(handler);
        self.asm.emit(op::LoadInt {
            dst: mode,
            value: THROW,
        });
        self.asm.bind(resumed);
        self.registers.release(mark);
    }
}
