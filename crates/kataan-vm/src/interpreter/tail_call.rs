//! Proper tail calls: the callee's frame takes the place of the caller's.

use super::call::{ReturnTo, remember, spread};
use super::dispatch::Flow;
use super::frame::{Frame, FrameFlags};
use super::invoke::{class_called, enter, invoke, raise_top, ready};
use super::pc::Pc;
use crate::Vm;
use crate::error::JsResult;
use crate::execution::closure::Closure;
use crate::inline_cache::feedback::EntryFlags;
use crate::value::Value;
use kataan_bytecode::opcode::{Instruction, instructions};

/// Code that returns register 2: where a call in tail position returns to that cannot reuse its
/// frame.
pub(super) static RETURN_REGISTER_2: std::sync::LazyLock<[u64; 2]> =
    std::sync::LazyLock::new(|| {
        instructions::ReturnValue {
            src: kataan_bytecode::opcode::operand::Register(2),
        }
        .encode()
    });

#[inline(never)]
pub(super) fn tail_call(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Flow> {
    let i = pc.decode::<instructions::TailCall>();
    remember(vm, frame, i.feedback, frame.window(i.window.0).get(0))?;
    invoke_tail(vm, frame, pc, i.window.0, i.argc as usize)
}

#[inline(never)]
pub(super) fn tail_call_spread(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Flow> {
    let i = pc.decode::<instructions::TailCallSpread>();
    let argc = spread(vm, frame.window(i.window.0))?;
    remember(vm, frame, i.feedback, frame.window(i.window.0).get(0))?;
    invoke_tail(vm, frame, pc, i.window.0, argc)
}

pub(super) fn invoke_tail(
    vm: &mut Vm,
    frame: Frame,
    pc: Pc,
    window: u16,
    argc: usize,
) -> JsResult<Flow> {
    let source = frame.window(window);
    let callee = vm.heap.gc::<Closure>(source.get(0));
    let is_special = frame.link() & (FrameFlags::CONSTRUCT | FrameFlags::COROUTINE) != 0;
    let (Some(closure), false) = (callee, is_special) else {
        // Natives leave no frame behind; others are rare. Their result is returned from here.
        let to = ReturnTo::new(Pc::from_slice(&*RETURN_REGISTER_2), 2, window);
        return invoke(vm, source, argc, to);
    };
    // What may throw for the callee itself throws here, while this frame still is the caller's.
    let feedback = ready(vm, closure)?;
    if feedback.frame.get().flags & EntryFlags::CLASS_CONSTRUCTOR != 0 {
        return Err(class_called(vm, closure));
    }
    super::trace::DroppedFrames::record(vm, frame, pc);
    let to = ReturnTo::of(frame);
    frame.set(0, source.get(0));
    frame.set(1, source.get(1));
    frame.set(2, Value::UNDEFINED);
    for index in 0..argc {
        frame.set_argument(index, source.argument(index));
    }
    vm.frame = frame;
    // No handler of the dropped function guards what follows.
    vm.pc = Pc::from_slice(&*RETURN_REGISTER_2);
    raise_top(vm, frame, argc);
    enter(vm, frame, closure, feedback, argc, to, 0)
}
