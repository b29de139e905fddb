//! Activations: entering the dispatch loop from outside, and leaving it.
//!
//! # Invariants
//! An activation is ended in the reverse order of beginning, and its registers lie in the frame that
//! `begin` checked for room.
#![allow(unsafe_code)]

use super::code::FuncCode;
use super::machine::translated;
use super::stack::{EXIT, Frame, Registers};
use crate::runtime::instance::Instance;
use crate::runtime::store::StoreState;
use crate::runtime::trap::TrapCode;

/// An entered activation: what to restore when it ends.
pub(crate) struct Activation {
    registers: Registers,
    base: usize,
    frames: usize,
    values: *mut u64,
}

/// Enters a function of an instance with its arguments by word; the loop can then be run.
pub(crate) fn begin(
    state: &mut StoreState,
    instance: *const Instance,
    body: u32,
    arguments: &[u64],
) -> Result<Activation, TrapCode> {
    if state.stack.depth >= state.limits.host_depth {
        return Err(TrapCode::StackOverflow);
    }
    // SAFETY: the instance is one of the store's.
    let target = unsafe { &*instance };
    let body = body as usize;
    let code: *const FuncCode = match target.codes[body].get() {
        code if code.is_null() => translated(target, body),
        code => code,
    };
    if code.is_null() {
        return Err(TrapCode::FunctionTooLarge);
    }
    let values = state.stack.top();
    // SAFETY: code of the module lives as long as the instance.
    let needed = unsafe { (*code).frame_bytes }.max(size_of_val(arguments));
    if state.stack.end().addr() - values.addr() < needed || state.stack.is_full() {
        return Err(TrapCode::StackOverflow);
    }
    // SAFETY: there is room for the whole frame.
    unsafe { core::ptr::copy_nonoverlapping(arguments.as_ptr(), values, arguments.len()) };
    let stack = &mut state.stack;
    let activation = Activation {
        registers: stack.registers,
        base: stack.base,
        frames: stack.frames().len(),
        values,
    };
    stack.base = stack.frames().len();
    stack.depth += 1;
    let frame = Frame {
        return_pc: &raw const EXIT,
        caller_fp: stack.registers.fp,
        caller: instance,
        code,
    };
    // SAFETY: there is room, as checked above.
    unsafe { stack.push(frame) };
    // SAFETY: code of the module lives as long as the instance.
    let pc = unsafe { (&*code).words.as_ptr() };
    stack.registers = Registers {
        pc,
        fp: values,
        instance,
        ..Registers::NONE
    };
    Ok(activation)
}

/// Reads the results of an activation that is done.
pub(crate) fn results(activation: &Activation, results: &mut [u64]) {
    // SAFETY: the frame had room for the results, and nothing has run on the stack since.
    unsafe {
        core::ptr::copy_nonoverlapping(activation.values, results.as_mut_ptr(), results.len());
    }
}

/// Leaves an activation, whether done or not.
pub(crate) fn end(state: &mut StoreState, activation: &Activation) {
    let stack = &mut state.stack;
    stack.truncate(activation.frames);
    stack.registers = activation.registers;
    stack.base = activation.base;
    stack.depth -= 1;
}

/// Where an activation's frames begin, for backtraces.
pub(crate) fn frames_base(activation: &Activation) -> usize {
    activation.frames
}

/// Copies the arguments of a host function out, from where the exit that names it says.
pub(crate) fn host_values(base: *const u64, words: &mut [u64]) {
    // SAFETY: the exit's pointer lies in a frame in which the translator keeps this many words.
    unsafe { core::ptr::copy_nonoverlapping(base, words.as_mut_ptr(), words.len()) };
}

/// Hands a host function's results back.
pub(crate) fn host_results(base: *mut u64, words: &[u64]) {
    // SAFETY: the exit's pointer lies in a frame in which the translator keeps this many words.
    unsafe { core::ptr::copy_nonoverlapping(words.as_ptr(), base, words.len()) };
}

/// Whether an activation is the one that would run next.
pub(crate) fn is_innermost(state: &StoreState, activation: &Activation) -> bool {
    state.stack.base == activation.frames
}

/// Checks that an activation which stops in its middle can go on.
pub(crate) fn pause(state: &StoreState, activation: &Activation) {
    debug_assert!(is_innermost(state, activation));
}
