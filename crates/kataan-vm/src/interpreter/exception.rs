//! Throwing, unwinding and disposal.
//!
//! Unwinding walks frames, not the native stack: in each it asks the function's handler table, and
//! leaves the frame if none guards the position. A frame entered from Rust ends the walk; the
//! throw then goes on as `Err` through the native that made the call.

use super::call::{ReturnTo, go_to};
use super::coroutine;
use super::dispatch::{Flow, feedback_of};
use super::frame::{Frame, FrameFlags};
use super::pc::Pc;
use crate::Vm;
use crate::error::{ErrorKind, JsResult, Thrown, message};
use crate::execution::disposal;
use crate::execution::unit::constant;
use crate::string::to_rust_string;
use crate::value::Value;
use kataan_bytecode::opcode::instructions;
use kataan_bytecode::opcode::operand::{ConstantIndex, ErrorType};

/// Finds who handles the pending throw: the loop goes on at `vm.frame` and `vm.pc`, or leaves
/// because an async function's frame entered from Rust has turned the throw into a rejection.
#[cold]
#[inline(never)]
pub(super) fn unwind(vm: &mut Vm, thrown: Thrown) -> Result<Flow, Thrown> {
    let mut thrown = thrown;
    loop {
        let frame = vm.frame;
        let feedback = feedback_of(vm.heap.region(), frame);
        if vm.termination().is_none() {
            let template = feedback.template.get();
            let start = feedback.entry.get();
            // Wraps to far past the code's end for the trampolines, which guard nothing.
            let at = (vm.pc.address().wrapping_sub(start) / 8) as u32;
            let handler = template
                .code_index(vm)
                .and_then(|(code, index)| code.function(vm, index).handler_at(at));
            if let Some(handler) = handler {
                let value = vm.take_exception(thrown)?;
                frame.set(handler.register.0, value);
                go_to(
                    vm,
                    frame,
                    Pc::from_address(start).forward(handler.target as usize),
                );
                // A way back, like a jump's: code may go round by throwing alone.
                if handler.target <= at
                    && let Err(termination) = vm.check_interrupt()
                {
                    thrown = termination;
                    continue;
                }
                return Ok(Flow::Continue);
            }
        }
        let link = frame.link();
        let to = ReturnTo::of(frame);
        if coroutine::is_coroutine(frame) {
            match coroutine::fail(vm, frame, thrown) {
                Ok(flow) => return Ok(flow),
                Err(still) => thrown = still,
            }
        }
        if link & FrameFlags::ENTRY != 0 {
            return Err(thrown);
        }
        let caller = frame.down((to.word >> 16) as u16 as usize);
        if let Some(iterator) = coroutine::stepping_iterator(to.word) {
            // An iterator that has thrown is done: closing it does nothing.
            caller.set(iterator, Value::UNDEFINED);
        }
        // Inside the call: its last word, which the same handlers guard.
        go_to(vm, caller, Pc::from_address((link & !FrameFlags::ALL) - 8));
    }
}

#[inline(never)]
pub(super) fn throw(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::Throw>();
    Err(vm.throw(frame.get(i.src.0)))
}

/// The text of a name constant of the running function.
#[cold]
pub(super) fn name_text(vm: &mut Vm, frame: Frame, name: ConstantIndex) -> JsResult<String> {
    let value = name_value(vm, frame, name)?;
    match vm.string(value) {
        Some(string) => to_rust_string(vm, string),
        None => Ok(String::new()),
    }
}

/// A string constant of the running function.
#[inline]
pub(super) fn name_value(vm: &mut Vm, frame: Frame, name: ConstantIndex) -> JsResult<Value> {
    let feedback = feedback_of(vm.heap.region(), frame);
    let known = feedback.constants.get().slots()[name.index()].get();
    if !known.is_hole() {
        return Ok(known);
    }
    let (code, _) = feedback
        .template
        .get()
        .code_index(vm)
        .expect("the running function has code");
    constant(vm, code, name)
}

#[inline(never)]
pub(super) fn throw_error(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::ThrowError>();
    let text = name_text(vm, frame, i.message)?;
    let kind = match i.kind {
        ErrorType::Type => ErrorKind::TypeError,
        ErrorType::Reference => ErrorKind::ReferenceError,
        ErrorType::Syntax => ErrorKind::SyntaxError,
        ErrorType::Range => ErrorKind::RangeError,
    };
    Err(vm.throw_error_text(kind, &text))
}

#[inline(never)]
pub(super) fn throw_constant_assignment(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::ThrowConstantAssignment>();
    let text = name_text(vm, frame, i.name)?;
    Err(vm.throw_type_error(message::CONSTANT_ASSIGNMENT, &[&text]))
}

#[inline(never)]
pub(super) fn new_dispose_capability(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::NewDisposeCapability>();
    let capability = disposal::new_capability(vm)?;
    frame.set(i.dst.0, capability.into());
    Ok(())
}

#[inline(never)]
pub(super) fn add_disposable(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::AddDisposable>();
    let capability = vm
        .heap
        .gc(frame.get(i.capability.0))
        .expect("the compiler's own register");
    disposal::add_resource(vm, capability, frame.get(i.value.0), i.hint, None)
}

#[inline(never)]
pub(super) fn dispose_next(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Flow> {
    let i = pc.decode::<instructions::DisposeNext>();
    let capability = vm
        .heap
        .gc(frame.get(i.capability.0))
        .expect("the compiler's own register");
    vm.pc = match disposal::dispose_next(vm, capability)? {
        Some(value) => {
            frame.set(i.dst.0, value);
            pc.after::<instructions::DisposeNext>()
        }
        None => return super::interrupt::take_exit(vm, pc, i.exit),
    };
    Ok(Flow::Continue)
}

#[inline(never)]
pub(super) fn suppress_error(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::SuppressError>();
    let (error, suppressed) = (frame.get(i.error.0), frame.get(i.suppressed.0));
    let new = disposal::new_suppressed_error(vm, error, suppressed)?;
    frame.set(i.suppressed.0, new);
    Ok(())
}
