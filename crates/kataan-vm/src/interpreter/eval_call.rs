//! Calls that are direct `eval` if the callee is the realm's own, else ordinary calls.

use super::call::{ReturnTo, remember, spread};
use super::dispatch::{Flow, feedback_of};
use super::frame::{Frame, FrameFlags};
use super::invoke::invoke;
use super::pc::Pc;
use super::special;
use super::tail_call::invoke_tail;
use crate::Vm;
use crate::error::JsResult;
use crate::value::Value;
use kataan_bytecode::opcode::instructions;

#[inline(never)]
pub(super) fn call_eval(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Flow> {
    let i = pc.decode::<instructions::CallEval>();
    let window = frame.window(i.window.0);
    let to = ReturnTo::new(pc.after::<instructions::CallEval>(), i.dst.0, i.window.0);
    if special::is_eval(vm, window.get(0)) {
        return eval(vm, frame, pc, window, i.argc as usize, i.scope, i.dst.0, to);
    }
    remember(vm, frame, i.feedback, window.get(0))?;
    if is_tail(vm, frame, Pc::from_address(to.link), i.dst.0) {
        return invoke_tail(vm, frame, pc, i.window.0, i.argc as usize);
    }
    invoke(vm, window, i.argc as usize, to)
}

/// Whether a call named `eval` that is no direct eval stands in tail position of strict code: the
/// compiler could not know that it is an ordinary call.
fn is_tail(vm: &Vm, frame: Frame, next: Pc, dst: u16) -> bool {
    let template = feedback_of(vm.heap.region(), frame).template.get();
    template.has(kataan_bytecode::container::FunctionFlags::STRICT)
        && frame.link() & (FrameFlags::CONSTRUCT | FrameFlags::COROUTINE) == 0
        && next.opcode(next.first()) == kataan_bytecode::opcode::Opcode::ReturnValue
        && next.decode::<instructions::ReturnValue>().src.0 == dst
        && !is_guarded(vm, frame, next)
}

/// Whether a handler guards an instruction.
fn is_guarded(vm: &Vm, frame: Frame, pc: Pc) -> bool {
    let feedback = feedback_of(vm.heap.region(), frame);
    let at = pc.words_from(feedback.entry.get());
    let code = feedback.template.get().code_index(vm);
    code.is_some_and(|(code, index)| code.function(vm, index).handler_at(at).is_some())
}

#[inline(never)]
pub(super) fn call_eval_spread(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Flow> {
    let i = pc.decode::<instructions::CallEvalSpread>();
    let window = frame.window(i.window.0);
    let environment = window.get(3);
    let argc = spread(vm, window)?;
    window.set(3, environment);
    let to = ReturnTo::new(
        pc.after::<instructions::CallEvalSpread>(),
        i.dst.0,
        i.window.0,
    );
    if special::is_eval(vm, window.get(0)) {
        return eval(vm, frame, pc, window, argc, i.scope, i.dst.0, to);
    }
    remember(vm, frame, i.feedback, window.get(0))?;
    invoke(vm, window, argc, to)
}

#[allow(clippy::too_many_arguments)]
fn eval(
    vm: &mut Vm,
    frame: Frame,
    pc: Pc,
    window: Frame,
    argc: usize,
    scope: kataan_bytecode::opcode::operand::ConstantIndex,
    dst: u16,
    to: ReturnTo,
) -> JsResult<Flow> {
    let source = if argc > 0 {
        window.argument(0)
    } else {
        Value::UNDEFINED
    };
    let value = crate::execution::eval::direct_eval(vm, frame, source, scope, window.get(3))?;
    frame.set(dst, value);
    vm.frame = frame;
    let _ = pc;
    vm.pc = Pc::from_address(to.link);
    Ok(Flow::Continue)
}
