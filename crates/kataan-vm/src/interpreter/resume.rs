//! Suspending and resuming frames: between the register stack and coroutine cells.

use super::call::{ReturnTo, go_to};
use super::dispatch::{Flow, feedback_of, run};
use super::entry::Level;
use super::frame::{FRAME_HEADER, Frame, FrameFlags};
use super::invoke::ready;
use super::pc::Pc;
use crate::Vm;
use crate::error::JsResult;
use crate::execution::coroutine::{
    Coroutine, CoroutineInit, CoroutineKind, CoroutineState, ResumeMode,
};
use crate::value::Value;
use kataan_bytecode::opcode::operand::Register;
use kataan_bytecode::opcode::{Opcode, instructions};
use kataan_gc::{Gc, TailInit};

/// A coroutine with room for the registers of `frame`, which is running.
pub(super) fn new_coroutine(
    vm: &mut Vm,
    frame: Frame,
    kind: CoroutineKind,
) -> JsResult<Gc<Coroutine>> {
    let feedback = feedback_of(vm.heap.region(), frame);
    let (registers, realm) = (feedback.frame.get().registers, feedback.realm.get());
    let coroutine = vm.heap.allocate(CoroutineInit {
        state: CoroutineState::Running,
        kind,
        pc: 0,
        generator: None,
        promise: None,
        queue: None,
        realm,
        registers: TailInit::Fill(registers as usize, Value::UNDEFINED),
    })?;
    for index in [0, 1, 3] {
        coroutine.registers()[index].set(frame.get(index as u16));
    }
    frame.set(2, coroutine.into());
    Ok(coroutine)
}

/// The coroutine of a frame that has one.
pub(super) fn coroutine_of(vm: &Vm, frame: Frame) -> Option<Gc<Coroutine>> {
    vm.heap.gc(frame.get(2))
}

/// Copies a frame to its coroutine; it goes on at `pc`.
pub(super) fn save(vm: &Vm, frame: Frame, pc: Pc, coroutine: Gc<Coroutine>, state: CoroutineState) {
    let start = feedback_of(vm.heap.region(), frame).entry.get();
    coroutine.pc.set(pc.words_from(start));
    // The header's words are those of the coroutine's making, or the call sequence's.
    let slots = coroutine.registers();
    for (index, slot) in slots.iter().enumerate().skip(FRAME_HEADER) {
        slot.set(frame.get(index as u16));
    }
    coroutine.state.set(state);
}

/// Copies a coroutine's registers to a frame at `frame`, makes it the running one and lets it go
/// on as `mode` and `value` say.
pub(super) fn restore(
    vm: &mut Vm,
    frame: Frame,
    coroutine: Gc<Coroutine>,
    to: ReturnTo,
    mode: ResumeMode,
    value: Value,
) -> JsResult<()> {
    let registers = coroutine.registers();
    let top = frame.up(registers.len().max(FRAME_HEADER)).base();
    if top > vm.stack.watermark() && !vm.grow_stack(top) {
        return Err(vm.stack_overflow());
    }
    for (index, slot) in registers.iter().enumerate() {
        frame.set(index as u16, slot.get());
    }
    frame.set(2, coroutine.into());
    to.write(frame, FrameFlags::COROUTINE);
    coroutine.state.set(CoroutineState::Running);
    let closure = vm
        .heap
        .gc::<crate::execution::closure::Closure>(frame.get(0))
        .expect("a frame's callee");
    let feedback = ready(vm, closure)?;
    let pc = Pc::from_address(feedback.entry.get()).forward(coroutine.pc.get() as usize);
    go_to(vm, frame, pc);
    go_on(vm, frame, pc, mode, value)
}

/// Acts out the instruction at which a frame was suspended.
pub(super) fn go_on(
    vm: &mut Vm,
    frame: Frame,
    pc: Pc,
    mode: ResumeMode,
    value: Value,
) -> JsResult<()> {
    let set = |register: Register| frame.set(register.0, value);
    match pc.opcode(pc.first()) {
        Opcode::YieldValue => {
            let i = pc.decode::<instructions::YieldValue>();
            match mode {
                ResumeMode::Throw => return Err(vm.throw(value)),
                ResumeMode::Next => {
                    set(i.dst);
                    vm.pc = pc.after::<instructions::YieldValue>();
                }
                ResumeMode::Return => {
                    set(i.dst);
                    vm.pc = pc.offset(i.on_return.0);
                }
            }
        }
        Opcode::Suspend => {
            let i = pc.decode::<instructions::Suspend>();
            set(i.dst);
            frame.set(i.mode.0, Value::from_i32(mode as i32));
            vm.pc = pc.after::<instructions::Suspend>();
        }
        Opcode::AwaitValue => {
            let i = pc.decode::<instructions::AwaitValue>();
            if mode == ResumeMode::Throw {
                return Err(vm.throw(value));
            }
            set(i.dst);
            vm.pc = pc.after::<instructions::AwaitValue>();
        }
        // At the start: only `next` comes here.
        _ => vm.pc = pc.after::<instructions::InitialYield>(),
    }
    Ok(())
}

/// Resumes a coroutine in a run of its own, and gives what it yields or returns: an iterator
/// result for a generator, nothing of interest for others.
pub(crate) fn resume_from_rust(
    vm: &mut Vm,
    coroutine: Gc<Coroutine>,
    mode: ResumeMode,
    value: Value,
) -> JsResult<Value> {
    vm.check_stack()?;
    let realm = vm.set_realm(Some(coroutine.realm.get()));
    let level = Level {
        frame: vm.frame,
        pc: vm.pc,
    };
    let top = vm.heap.state().registers_top.get();
    vm.levels.push(level);
    let frame = Frame::at(top);
    let result = match restore(vm, frame, coroutine, ReturnTo::entry(), mode, value) {
        Ok(()) => run(vm),
        // Thrown at the point of suspension, in the frame if it was set up.
        Err(thrown) if vm.frame == frame => match super::exception::unwind(vm, thrown) {
            Ok(Flow::Continue) => run(vm),
            Ok(Flow::Exit) => Ok(vm.frame.get(0)),
            Err(thrown) => Err(thrown),
        },
        Err(thrown) => Err(thrown),
    };
    vm.levels.pop();
    vm.frame = level.frame;
    vm.pc = level.pc;
    vm.heap.state().registers_top.set(top);
    vm.set_realm(realm);
    result
}
