//! The dispatch loop: one function, one `match`.
//!
//! Four locals are the machine's state: `pc`, `frame`, `feedback` (the running function's vector,
//! through which constants are reached too) and `region`. Paths that are short and common are
//! inline; everything else is a call of a handler in the sibling modules, of one of three forms:
//!
//! - `step`: `fn(&mut Vm, Frame, Pc) -> JsResult<()>` reads and writes registers; the loop goes on
//!   with the next instruction;
//! - `transfer`: `fn(&mut Vm, Frame, Pc) -> JsResult<Flow>` leaves where to go on in `vm.frame`
//!   and `vm.pc`, which may be another frame;
//! - `advance`: `fn(&mut Vm, Frame, Pc) -> JsResult<Progress>` does its work like a step, or enters a
//!   frame like a transfer.
//!
//! The arms of the `match` stand by subject in the modules below, each a macro that adds its own
//! to those it is given; `run` chains them into the one `match`. They reach the machine's state
//! only through the macros of `run`, so that nothing else can change it.
//!
//! Before either form of call, the position is stored in the VM, where stack traces and handlers find it.
//!
//! Invariants: `pc` points at an instruction of verified or just compiled code that the callee in
//! `frame` keeps alive; operands of an instruction lie in the frame, the feedback vector and the
//! constants that the function's record declares; `vm.heap.state().registers_top` is the top of
//! `frame` whenever code outside this function runs.
#![allow(unsafe_code)]

#[macro_use]
mod control;
#[macro_use]
mod jump;
#[macro_use]
mod object;
#[macro_use]
mod operator;
#[macro_use]
mod variable;

use super::frame::{FRAME_HEADER, Frame, FrameFlags};
use super::pc::Pc;
use super::{
    arithmetic, binding, call, class, comparison, conversion, coroutine, element, environment,
    eval_call, exception, interrupt, iteration, literal, property, tail_call,
};
use crate::Vm;
use crate::error::{JsResult, Thrown};
use crate::execution::environment::Environment;
use crate::inline_cache::feedback::{EntryFlags, FeedbackVector};
use crate::inline_cache::{
    branch, call_target, element as element_cache, global as global_cache,
    operand_types::{self, OperandTypes},
    private as private_cache, property as property_cache,
};
use crate::value::Value;
use kataan_bytecode::opcode::instructions::{self, *};
use kataan_bytecode::opcode::{Instruction, Opcode};
use kataan_gc::{Gc, Region};

/// Where the loop goes on after a transfer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Flow {
    /// At `vm.frame` and `vm.pc`.
    Continue,
    /// Out of the loop: the result is in word 0 of `vm.frame`.
    Exit,
}

/// How far a handler came that seldom needs a frame.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Progress {
    /// It is done: on with the next instruction.
    Done,
    /// It goes on at `vm.frame` and `vm.pc`.
    Entered,
}

/// The feedback vector of the function that runs in `frame`.
#[inline(always)]
pub(crate) fn feedback_of(region: Region, frame: Frame) -> Gc<FeedbackVector> {
    // SAFETY: word 0 of a bytecode frame is a function with bytecode, whose feedback vector was
    // made before its frame was entered.
    unsafe {
        call::function_unchecked(region, frame.get(0))
            .feedback
            .get_unchecked_in(region)
    }
}

/// Runs from `vm.frame` and `vm.pc` until the frame entered from Rust is left.
#[allow(clippy::cognitive_complexity)]
pub(crate) fn run(vm: &mut Vm) -> JsResult<Value> {
    let region = vm.heap.region();
    let mut frame = vm.frame;
    let mut pc = vm.pc;
    let mut feedback = feedback_of(region, frame);

    /// Goes on with the next instruction.
    macro_rules! next {
        ($Name:ident) => {{
            pc = pc.forward(<instructions::$Name as Instruction>::SIZE);
            continue;
        }};
    }
    macro_rules! get {
        ($register:expr) => {
            frame.get($register.0)
        };
    }
    macro_rules! set {
        ($register:expr, $value:expr) => {
            frame.set($register.0, $value)
        };
    }
    macro_rules! frame {
        () => {
            frame
        };
    }
    macro_rules! feedback {
        () => {
            feedback
        };
    }
    macro_rules! region {
        () => {
            region
        };
    }
    /// Adds to what the site of an operator has seen.
    macro_rules! note {
        ($slot:expr, $types:expr) => {
            operand_types::note(&feedback, $slot, $types)
        };
    }

    loop {
        let thrown: Thrown = 'throw: {
            /// Calls a handler and goes on with the next instruction.
            macro_rules! step {
                ($Name:ident, $handler:path) => {{
                    vm.frame = frame;
                    vm.pc = pc;
                    match $handler(vm, frame, pc) {
                        Ok(()) => next!($Name),
                        Err(thrown) => break 'throw thrown,
                    }
                }};
            }
            /// Calls a handler that is done, or enters a frame.
            macro_rules! advance {
                ($Name:ident, $handler:path) => {{
                    vm.frame = frame;
                    vm.pc = pc;
                    match $handler(vm, frame, pc) {
                        Ok(Progress::Done) => next!($Name),
                        Ok(Progress::Entered) => {
                            frame = vm.frame;
                            pc = vm.pc;
                            feedback = feedback_of(region, frame);
                            continue;
                        }
                        Err(thrown) => break 'throw thrown,
                    }
                }};
            }
            /// Calls a handler that says where to go on.
            macro_rules! transfer {
                ($handler:path) => {{
                    vm.frame = frame;
                    vm.pc = pc;
                    match $handler(vm, frame, pc) {
                        Ok(Flow::Continue) => {
                            frame = vm.frame;
                            pc = vm.pc;
                            feedback = feedback_of(region, frame);
                            continue;
                        }
                        Ok(Flow::Exit) => return Ok(vm.frame.get(0)),
                        Err(thrown) => break 'throw thrown,
                    }
                }};
            }
            /// Calls an operation that may throw, and goes on with its result.
            macro_rules! attempt {
                ($operation:path, $($argument:expr),*) => {{
                    vm.frame = frame;
                    vm.pc = pc;
                    match $operation(vm, $($argument),*) {
                        Ok(value) => value,
                        Err(thrown) => break 'throw thrown,
                    }
                }};
            }
            /// Jumps; a jump backward, or to itself, is counted and polls.
            macro_rules! jump {
                ($offset:expr) => {{
                    let offset = $offset.0;
                    pc = pc.offset(offset);
                    if offset <= 0 {
                        feedback.count_turn();
                        if interrupt::is_requested(region) {
                            transfer!(interrupt::poll);
                        }
                    }
                    continue;
                }};
            }
            macro_rules! jump_if {
                ($Name:ident, $i:ident, $condition:expr) => {{
                    if $condition {
                        jump!($i.target);
                    }
                    next!($Name);
                }};
            }
            /// A jump with a slot of its own: forward, it is remembered that it was taken.
            macro_rules! branch_if {
                ($Name:ident, $i:ident, $condition:expr) => {{
                    if $condition {
                        if $i.target.0 > 0 {
                            branch::note_taken(&feedback, $i.feedback);
                        }
                        jump!($i.target);
                    }
                    next!($Name);
                }};
            }
            /// Jumps forward to one of the instructions behind this one, all of a size.
            macro_rules! select {
                ($Name:ident, $index:expr, $Each:ident) => {{
                    pc = pc.forward($Name::SIZE + $index * $Each::SIZE);
                    continue;
                }};
            }
            /// A call: plain functions are entered here.
            macro_rules! call {
                ($Name:ident, $receive:expr, $slow:path) => {{
                    let i = decode!($Name);
                    let window = frame.window(i.window.0);
                    $receive(window);
                    let function = call_target::plain_callee(region, &feedback, i.feedback, window);
                    if let Some(function) = function {
                        // SAFETY: a plain function has its feedback vector.
                        let target = unsafe { function.feedback.get_unchecked_in(region) };
                        let shape = target.frame.get();
                        let registers = shape.registers as usize;
                        let top = window.up(registers).base();
                        if shape.flags & EntryFlags::SLOW_CALL == 0 && top <= vm.stack.plain_limit()
                        {
                            window.set(2, Value::UNDEFINED);
                            window.set(3, call::environment_value(function));
                            window.set_link(pc.forward($Name::SIZE).address());
                            window
                                .set_return_word(u64::from(i.dst.0) | u64::from(i.window.0) << 16);
                            let given = (i.argc as usize).min(shape.parameters as usize);
                            window.fill_undefined(FRAME_HEADER + given, registers);
                            region.state().registers_top.set(top);
                            frame = window;
                            feedback = target;
                            target.count_call();
                            pc = Pc::from_address(target.entry.get());
                            if interrupt::is_requested(region) {
                                transfer!(interrupt::poll);
                            }
                            continue;
                        }
                    }
                    advance!($Name, $slow);
                }};
            }

            /// A return: a frame without flags is left here.
            macro_rules! return_value {
                ($value:expr, $slow:path) => {{
                    let link = frame.link();
                    if link & FrameFlags::ALL == 0 {
                        let value = $value;
                        let word = frame.return_word();
                        frame = frame.down((word >> 16) as u16 as usize);
                        frame.set(word as u16, value);
                        feedback = feedback_of(region, frame);
                        region
                            .state()
                            .registers_top
                            .set(frame.up(feedback.frame.get().registers as usize).base());
                        pc = Pc::from_address(link);
                        continue;
                    }
                    if link & FrameFlags::ALL == FrameFlags::ENTRY {
                        return Ok($value);
                    }
                    transfer!($slow);
                }};
            }

            loop {
                let first = pc.first();
                /// Decodes the current instruction.
                macro_rules! decode {
                    ($Name:ident) => {
                        <instructions::$Name as Instruction>::decode(first, || pc.second())
                    };
                }
                macro_rules! execute {
                    ([] $($arms:tt)*) => {
                        match pc.opcode(first) { $($arms)* }
                    };
                }
                variable_arms! { [object_arms operator_arms jump_arms control_arms execute] }
            }
        };
        match exception::unwind(vm, thrown) {
            Ok(Flow::Continue) => {
                frame = vm.frame;
                pc = vm.pc;
                feedback = feedback_of(region, frame);
            }
            Ok(Flow::Exit) => return Ok(vm.frame.get(0)),
            Err(thrown) => return Err(thrown),
        }
    }
}
