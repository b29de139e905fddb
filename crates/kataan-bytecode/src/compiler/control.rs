//! Leaving blocks: `break`, `continue` and `return` through `finally`, open iterators and `using`,
//! and the handlers of exceptions.

use alloc::vec::Vec;

use kataan_syntax::{
    ast::{Expr, ExprKind, LogicalOperator, Name},
    scope::ScopeFlags,
};
use smallvec::SmallVec;

use super::assembler::Label;
use super::function::FunctionCompiler;
use crate::container::CodeKind;
use crate::opcode::instructions as op;
use crate::opcode::operand::Register;

/// Completion kinds in the register of a `finally`: normal, throw, then one for each way out.
const NORMAL: i32 = 0;
const THROW: i32 = 1;
const FIRST_EXIT: i32 = 2;

/// A construct that code is inside of.
pub(super) enum Control {
    /// A loop.
    Loop {
        names: SmallVec<[Name; 1]>,
        on_break: Label,
        on_continue: Label,
    },
    /// A `switch`, or (with names only) a labelled statement.
    Block {
        names: SmallVec<[Name; 1]>,
        is_switch: bool,
        on_break: Label,
    },
    /// A region whose leaving runs code first.
    Finally {
        kind: Register,
        value: Register,
        entry: Label,
        exits: Vec<Exit>,
    },
    /// An iterator that is closed on leaving.
    Iterator { record: Register, is_async: bool },
}

/// A way out of a region.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Exit {
    /// To the end of the construct at this depth.
    Break(usize),
    /// To the next round of the loop at this depth.
    Continue(usize),
    /// Out of the function; the value is in the region's value register.
    Return,
}

/// Code that is put behind the function's: reached by exceptions only.
pub(super) struct Cold {
    label: Label,
    guards: Vec<(Label, Register)>,
    kind: ColdKind,
}

enum ColdKind {
    /// Closes the iterator and throws again.
    CloseIterator {
        record: Register,
        exception: Register,
    },
    /// Returns what a generator was told to return.
    Return { value: Register, awaits: bool },
}

impl<'a> FunctionCompiler<'_, '_, 'a> {
    /// `break`, `continue` with or without a label.
    pub(super) fn jump_out(&mut self, name: Option<Name>, is_continue: bool) {
        let target = self
            .controls
            .iter()
            .rposition(|control| match (control, name) {
                (Control::Loop { .. }, None) => true,
                (Control::Block { is_switch, .. }, None) => *is_switch && !is_continue,
                (Control::Loop { names, .. }, Some(name)) => names.contains(&name),
                (Control::Block { names, .. }, Some(name)) => names.contains(&name) && !is_continue,
                _ => false,
            });
        let Some(depth) = target else { return };
        let exit = if is_continue {
            Exit::Continue(depth)
        } else {
            Exit::Break(depth)
        };
        self.leave(exit, None, self.controls.len());
    }

    /// Leaves from the depth `from` outward. `value` is what a return gives.
    pub(super) fn leave(&mut self, exit: Exit, value: Option<Register>, from: usize) {
        let mut depth = from;
        while depth > 0 {
            depth -= 1;
            match (&mut self.controls[depth], exit) {
                (
                    &mut Control::Loop { on_break, .. } | &mut Control::Block { on_break, .. },
                    Exit::Break(to),
                ) if to == depth => {
                    return self.asm.jump(on_break);
                }
                (&mut Control::Loop { on_continue, .. }, Exit::Continue(to)) if to == depth => {
                    return self.asm.jump(on_continue);
                }
                (&mut Control::Iterator { record, is_async }, _) => {
                    self.close_iterator(record, is_async);
                }
                (
                    Control::Finally {
                        kind,
                        value: kept,
                        entry,
                        exits,
                    },
                    _,
                ) => {
                    let (kind, kept, entry) = (*kind, *kept, *entry);
                    let number = match exits.iter().position(|known| *known == exit) {
                        Some(number) => number,
                        None => {
                            exits.push(exit);
                            exits.len() - 1
                        }
                    };
                    match value {
                        Some(value) => self.move_to(kept, value),
                        None => self.asm.emit(op::LoadUndefined { dst: kept }),
                    }
                    let value = number as i32 + FIRST_EXIT;
                    self.asm.emit(op::LoadInt { dst: kind, value });
                    return self.asm.jump(entry);
                }
                _ => {}
            }
        }
        if let Some(src) = value {
            self.emit_return(src);
        }
    }

    fn emit_return(&mut self, src: Register) {
        if self.facts.kind == CodeKind::DerivedConstructor {
            let (exit, value) = self.derived_exit();
            self.move_to(value, src);
            self.asm.jump(exit);
        } else {
            self.asm.emit(op::ReturnValue { src });
        }
    }

    /// Where the returns of a derived constructor meet: outside of all handlers, since what is wrong
    /// with the value is not thrown inside of the constructor.
    fn derived_exit(&mut self) -> (Label, Register) {
        if let Some(exit) = self.derived_exit {
            return exit;
        }
        // `new.target` is in its slot if anything may still read it.
        let exit = (self.asm.label(), Register::NEW_TARGET);
        self.derived_exit = Some(exit);
        exit
    }

    /// The end of a function's body.
    pub(super) fn return_undefined(&mut self) {
        if self.facts.kind == CodeKind::DerivedConstructor {
            let (exit, value) = self.derived_exit();
            self.asm.emit(op::LoadUndefined { dst: value });
            self.asm.jump(exit);
        } else {
            self.asm.emit(op::ReturnUndefined {});
        }
    }

    /// Whether a call whose value is returned here is a
    /// [tail call](https://tc39.es/ecma262/#sec-tail-position-calls).
    pub(super) fn may_tail_call(&self) -> bool {
        self.facts.strict
            && !self.facts.is_async
            && !self.facts.is_generator
            && self.completion.is_none()
            && !self.facts.kind.is_class_constructor()
            && self.guards.is_empty()
            && !self.controls.iter().any(|control| {
                matches!(control, Control::Finally { .. } | Control::Iterator { .. })
            })
    }

    /// `return expr`
    pub(super) fn return_expression(&mut self, expr: &Expr<'a>, tail: bool) {
        if !self.may_recurse() {
            return;
        }
        let mark = self.registers.mark();
        match expr.kind {
            ExprKind::Parenthesized(inner) if tail => self.return_expression(inner, tail),
            ExprKind::Conditional(conditional) => {
                let otherwise = self.asm.label();
                self.jump_if_false(conditional.test, otherwise);
                self.return_expression(conditional.consequent, tail);
                self.asm.bind(otherwise);
                self.return_expression(conditional.alternate, tail);
            }
            ExprKind::Logical(logical) if tail && may_end_in_call(logical.right) => {
                let done = self.asm.label();
                let value = self.temporary(logical.left);
                self.short_circuit(logical.operator, value, done);
                self.return_expression(logical.right, tail);
                self.asm.bind(done);
                self.leave(Exit::Return, Some(value), self.controls.len());
            }
            ExprKind::Sequence(sequence) if tail => {
                if let [before @ .., last] = sequence.expressions {
                    for expr in before {
                        self.effect(expr);
                    }
                    self.return_expression(last, tail);
                }
            }
            ExprKind::Call(call) if tail && call.direct_eval.is_none() => self.tail_call(expr),
            ExprKind::TaggedTemplate(_) if tail => self.tail_call(expr),
            _ => {
                let mut value = self.expression(expr);
                if self.facts.is_async && self.facts.is_generator {
                    let dst = self.registers.take();
                    self.asm.emit(op::AwaitValue { dst, src: value });
                    value = dst;
                }
                self.leave(Exit::Return, Some(value), self.controls.len());
            }
        }
        self.registers.release(mark);
    }

    /// Closes an iterator on a way out that is no throw.
    pub(super) fn close_iterator(&mut self, record: Register, is_async: bool) {
        if !is_async {
            return self.asm.emit(op::IteratorClose { iterator: record });
        }
        let done = self.asm.label();
        let mark = self.registers.mark();
        let dst = self.registers.take();
        let exit = self.asm.to(done);
        self.asm.emit(op::IteratorReturn {
            dst,
            iterator: record,
            exit,
        });
        self.asm.emit(op::AwaitValue { dst, src: dst });
        self.asm.emit(op::CheckIteratorResult { src: dst });
        self.asm.bind(done);
        self.registers.release(mark);
    }

    /// Runs `body` with the iterator open: closed on every way out but the ordinary one.
    pub(super) fn with_open_iterator(
        &mut self,
        record: Register,
        is_async: bool,
        body: impl FnOnce(&mut Self),
    ) {
        let exception = self.registers.take();
        let handler = self.asm.label();
        self.controls.push(Control::Iterator { record, is_async });
        self.guarded(handler, exception, body);
        self.controls.pop();
        if is_async {
            // An await cannot be behind the function: what it throws here is dropped.
            let over = self.asm.label();
            self.asm.jump(over);
            self.asm.bind(handler);
            self.close_async_silently(record);
            self.asm.emit(op::Throw { src: exception });
            self.asm.bind(over);
        } else {
            self.cold.push(Cold {
                label: handler,
                guards: self.guards.clone(),
                kind: ColdKind::CloseIterator { record, exception },
            });
        }
    }

    fn close_async_silently(&mut self, record: Register) {
        let mark = self.registers.mark();
        let dst = self.registers.take();
        let ignored = self.registers.take();
        let done = self.asm.label();
        self.guarded(done, ignored, |compiler| {
            let exit = compiler.asm.to(done);
            compiler.asm.emit(op::IteratorReturn {
                dst,
                iterator: record,
                exit,
            });
            compiler.asm.emit(op::AwaitValue { dst, src: dst });
        });
        self.asm.bind(done);
        self.registers.release(mark);
    }

    /// Runs `body` with a handler for what it throws.
    pub(super) fn guarded(
        &mut self,
        handler: Label,
        exception: Register,
        body: impl FnOnce(&mut Self),
    ) {
        let start = self.asm.here();
        self.guards.push((handler, exception));
        body(self);
        self.guards.pop();
        self.asm.guard(start, self.asm.here(), handler, exception);
    }

    /// Where a generator continues that is told to return: a label for `on_return`, with the code
    /// behind the function if nothing needs cleaning up.
    pub(super) fn return_label(&mut self, value: Register) -> ReturnPlace {
        let label = self.asm.label();
        let cleans = self
            .controls
            .iter()
            .any(|control| matches!(control, Control::Finally { .. } | Control::Iterator { .. }));
        if cleans {
            return ReturnPlace {
                label,
                inline: true,
            };
        }
        if self.asm.is_reachable() {
            self.cold.push(Cold {
                label,
                guards: self.guards.clone(),
                kind: ColdKind::Return {
                    value,
                    awaits: self.facts.is_async,
                },
            });
        }
        ReturnPlace {
            label,
            inline: false,
        }
    }

    /// The code for `return_label`, if it stands in line.
    pub(super) fn return_from_yield(&mut self, place: ReturnPlace, value: Register) {
        if !place.inline {
            return;
        }
        let over = self.asm.label();
        self.asm.jump(over);
        self.asm.bind(place.label);
        if self.facts.is_async {
            self.asm.emit(op::AwaitValue {
                dst: value,
                src: value,
            });
        }
        self.leave(Exit::Return, Some(value), self.controls.len());
        self.asm.bind(over);
    }

    /// Puts the code behind the function that only exceptions reach.
    pub(super) fn emit_cold(&mut self) {
        for cold in core::mem::take(&mut self.cold) {
            self.asm.bind(cold.label);
            let start = self.asm.here();
            match cold.kind {
                ColdKind::CloseIterator { record, exception } => {
                    self.asm
                        .emit(op::IteratorCloseSilently { iterator: record });
                    self.asm.emit(op::Throw { src: exception });
                }
                ColdKind::Return { value, awaits } => {
                    if awaits {
                        self.asm.emit(op::AwaitValue {
                            dst: value,
                            src: value,
                        });
                    }
                    self.asm.emit(op::ReturnValue { src: value });
                }
            }
            let end = self.asm.here();
            for &(handler, register) in cold.guards.iter().rev() {
                self.asm.guard(start, end, handler, register);
            }
        }
    }

    /// Runs `body`, then `cleanup` whatever way the body is left.
    pub(super) fn with_cleanup(
        &mut self,
        body: impl FnOnce(&mut Self),
        cleanup: impl FnOnce(&mut Self, Register, Register),
    ) {
        let kind = self.registers.take();
        let value = self.registers.take();
        let entry = self.asm.label();
        let handler = self.asm.label();
        self.controls.push(Control::Finally {
            kind,
            value,
            entry,
            exits: Vec::new(),
        });
        self.guarded(handler, value, body);
        let Some(Control::Finally { exits, .. }) = self.controls.pop() else {
            return;
        };
        // No way to the cleanup leaves the register as a call may have left it.
        self.asm.emit(op::LoadUndefined { dst: value });
        self.asm.emit(op::LoadInt {
            dst: kind,
            value: NORMAL,
        });
        self.asm.jump(entry);
        self.asm.bind(handler);
        self.asm.emit(op::LoadInt {
            dst: kind,
            value: THROW,
        });
        self.asm.bind(entry);
        cleanup(self, kind, value);
        let done = self.asm.label();
        self.dispatch(kind, value, &exits, done);
        self.asm.bind(done);
    }

    /// Goes on as the completion kind says.
    fn dispatch(&mut self, kind: Register, value: Register, exits: &[Exit], done: Label) {
        let rethrow = self.asm.label();
        if exits.is_empty() {
            let feedback = self.feedback(crate::opcode::operand::FeedbackKind::Compare);
            let target = self.asm.to(done);
            self.asm.emit(op::JumpIfStrictEqualInt {
                lhs: kind,
                value: 0,
                target,
                feedback,
            });
            self.asm.emit(op::Throw { src: value });
            return;
        }
        let labels: Vec<Label> = exits.iter().map(|_| self.asm.label()).collect();
        if self.asm.is_reachable() {
            let count = exits.len() as u32 + 1;
            self.asm.emit(op::SwitchInt {
                src: kind,
                low: THROW,
                count,
            });
            self.asm.pinned_jump(rethrow);
            for &label in &labels {
                self.asm.pinned_jump(label);
            }
            self.asm.make_reachable();
            self.asm.jump(done);
        }
        self.asm.bind(rethrow);
        self.asm.emit(op::Throw { src: value });
        for (&exit, label) in exits.iter().zip(labels) {
            self.asm.bind(label);
            let value = (exit == Exit::Return).then_some(value);
            self.leave(exit, value, self.controls.len());
        }
    }

    /// Runs `body` with a dispose capability for what `using` declares in it.
    pub(super) fn disposing(&mut self, flags: ScopeFlags, body: impl FnOnce(&mut Self)) {
        let capability = self.registers.take();
        self.asm.emit(op::NewDisposeCapability { dst: capability });
        let awaits = flags.has(ScopeFlags::HAS_AWAIT_USING);
        self.capabilities.push(capability);
        self.with_cleanup(body, |compiler, kind, value| {
            compiler.dispose(capability, awaits, kind, value);
        });
        self.capabilities.pop();
    }

    /// [DisposeResources](https://tc39.es/ecma262/#sec-disposeresources)
    fn dispose(&mut self, capability: Register, awaits: bool, kind: Register, value: Register) {
        let mark = self.registers.mark();
        let dst = self.registers.take();
        let error = self.registers.take();
        let (next, done, handler, first) = (
            self.asm.label(),
            self.asm.label(),
            self.asm.label(),
            self.asm.label(),
        );
        let reachable = self.asm.is_reachable();
        self.asm.bind_loop(next, reachable);
        self.guarded(handler, error, |compiler| {
            let exit = compiler.asm.to(done);
            compiler.asm.emit(op::DisposeNext {
                dst,
                capability,
                exit,
            });
            if awaits {
                compiler.asm.emit(op::AwaitValue { dst, src: dst });
            }
        });
        self.asm.jump(next);
        self.asm.bind(handler);
        let feedback = self.feedback(crate::opcode::operand::FeedbackKind::Compare);
        let target = self.asm.to(first);
        self.asm.emit(op::JumpIfStrictNotEqualInt {
            lhs: kind,
            value: THROW,
            target,
            feedback,
        });
        self.asm.emit(op::SuppressError {
            suppressed: value,
            error,
        });
        self.asm.jump(next);
        self.asm.bind(first);
        self.asm.emit(op::LoadInt {
            dst: kind,
            value: THROW,
        });
        self.move_to(value, error);
        self.asm.jump(next);
        self.asm.bind(done);
        self.registers.release(mark);
    }
}

/// Where a generator that is told to return goes on.
#[derive(Clone, Copy)]
pub(super) struct ReturnPlace {
    pub(super) label: Label,
    inline: bool,
}

/// Whether the value of the expression may be that of a call in tail position.
fn may_end_in_call(expr: &Expr<'_>) -> bool {
    match expr.unparenthesized().kind {
        ExprKind::Call(_) | ExprKind::TaggedTemplate(_) => true,
        ExprKind::Conditional(conditional) => {
            may_end_in_call(conditional.consequent) || may_end_in_call(conditional.alternate)
        }
        ExprKind::Logical(logical) => {
            matches!(
                logical.operator,
                LogicalOperator::And | LogicalOperator::Or | LogicalOperator::Coalesce
            ) && may_end_in_call(logical.right)
        }
        ExprKind::Sequence(sequence) => sequence
            .expressions
            .last()
            .is_some_and(|last| may_end_in_call(last)),
        _ => false,
    }
}
