//! Entries: how Rust code calls script.
//!
//! A call from Rust pushes a window at the register stack's top and, if the callee is bytecode,
//! runs the dispatch loop until that frame is left. Each such run is a level of native recursion
//! and is checked against the stack limit.

use super::call::{ReturnTo, environment_value, plain_function};
use super::dispatch::{Flow, run};
use super::frame::{FRAME_HEADER, Frame};
use super::invoke::{invoke, invoke_construct};
use super::pc::Pc;
use crate::Vm;
use crate::error::JsResult;
use crate::inline_cache::feedback::EntryFlags;
use crate::object::Object;
use crate::value::Value;
use kataan_gc::Gc;

/// The position that a level of recursion left behind, for stack traces.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Level {
    /// The frame that was running.
    pub(crate) frame: Frame,
    /// Where it was.
    pub(crate) pc: Pc,
}

impl Vm {
    /// Makes room for a frame that ends at `top`; false if the stack is full.
    #[cold]
    pub(crate) fn grow_stack(&mut self, top: *mut Value) -> bool {
        let grown = self.stack.grow(top);
        self.heap.state().registers_high.set(self.stack.high());
        grown
    }
}

/// Runs what `start` enters, to its end, and restores the position.
pub(crate) fn run_nested(
    vm: &mut Vm,
    start: impl FnOnce(&mut Vm) -> JsResult<()>,
) -> JsResult<Value> {
    vm.check_stack()?;
    let level = Level {
        frame: vm.frame,
        pc: vm.pc,
    };
    let top = vm.heap.state().registers_top.get();
    vm.levels.push(level);
    let result = start(vm).and_then(|()| run(vm));
    vm.levels.pop();
    vm.frame = level.frame;
    vm.pc = level.pc;
    vm.heap.state().registers_top.set(top);
    result
}

/// A window at the top of the stack with these words, which the collector sees.
fn push_window(
    vm: &mut Vm,
    callee: Value,
    this: Value,
    arguments: &[Value],
    new_target: Value,
) -> JsResult<Frame> {
    let window = Frame::at(vm.heap.state().registers_top.get());
    let top = window.up(FRAME_HEADER + arguments.len()).base();
    if top > vm.stack.watermark() && !vm.grow_stack(top) {
        return Err(vm.stack_overflow());
    }
    window.set(0, callee);
    window.set(1, this);
    window.set(2, new_target);
    window.set(3, Value::UNDEFINED);
    window.set(4, Value::UNDEFINED);
    window.set(5, Value::UNDEFINED);
    for (index, argument) in arguments.iter().enumerate() {
        window.set_argument(index, *argument);
    }
    vm.heap.state().registers_top.set(top);
    Ok(window)
}

/// [Call](https://tc39.es/ecma262/#sec-call)
pub(crate) fn call_value(
    vm: &mut Vm,
    callee: Value,
    this: Value,
    arguments: &[Value],
) -> JsResult<Value> {
    enter(vm, callee, this, arguments, Value::UNDEFINED, false)
}

/// Calls or constructs a closure: the hook of the abstract operations.
pub(crate) fn run_closure(
    vm: &mut Vm,
    callee: Gc<Object>,
    this: Value,
    arguments: &[Value],
    new_target: Value,
) -> JsResult<Value> {
    enter(
        vm,
        callee.into(),
        this,
        arguments,
        new_target,
        !new_target.is_undefined(),
    )
}

/// Enters a bytecode function that needs nothing but its frame, as the dispatch loop does. Gives
/// none, with nothing done, if the callee is another or there is no room.
#[inline]
fn enter_plain(
    vm: &mut Vm,
    callee: Value,
    this: Value,
    arguments: &[Value],
) -> Option<JsResult<Value>> {
    let region = vm.heap.region();
    let closure = plain_function(region, callee)?;
    let feedback = closure.feedback.get()?;
    let shape = feedback.frame.get();
    let level = Level {
        frame: vm.frame,
        pc: vm.pc,
    };
    let below = region.state().registers_top.get();
    let window = Frame::at(below);
    let registers = shape.registers as usize;
    let top = window.up(registers).base();
    if shape.flags & EntryFlags::SLOW_CALL != 0 || top > vm.stack.plain_limit() {
        return None;
    }
    window.set(0, callee);
    window.set(1, this);
    window.set(2, Value::UNDEFINED);
    window.set(3, environment_value(closure));
    ReturnTo::entry().write(window, 0);
    let given = arguments.len().min(shape.parameters as usize);
    match *arguments {
        // What callbacks get, without a call of a copying routine.
        [a, b, c] if given == 3 => {
            window.set_argument(0, a);
            window.set_argument(1, b);
            window.set_argument(2, c);
        }
        [a, b, ..] if given == 2 => {
            window.set_argument(0, a);
            window.set_argument(1, b);
        }
        [a, ..] if given == 1 => window.set_argument(0, a),
        _ => {
            for (index, argument) in arguments[..given].iter().enumerate() {
                window.set_argument(index, *argument);
            }
        }
    }
    window.fill_undefined(FRAME_HEADER + given, registers);
    region.state().registers_top.set(top);
    vm.levels.push(level);
    vm.frame = window;
    vm.pc = Pc::from_address(feedback.entry.get());
    let result = match vm.check_interrupt() {
        Ok(()) => run(vm),
        Err(thrown) => Err(thrown),
    };
    vm.levels.pop();
    vm.frame = level.frame;
    vm.pc = level.pc;
    region.state().registers_top.set(below);
    Some(result)
}

/// [Call](https://tc39.es/ecma262/#sec-call) of a bytecode function that needs nothing but its
/// frame: what nearly all callbacks are. None, with nothing done, of anything else.
#[inline(never)]
pub(crate) fn call_plain(
    vm: &mut Vm,
    callee: Value,
    this: Value,
    arguments: &[Value],
) -> Option<JsResult<Value>> {
    if vm.is_stack_low() {
        return None;
    }
    enter_plain(vm, callee, this, arguments)
}

fn enter(
    vm: &mut Vm,
    callee: Value,
    this: Value,
    arguments: &[Value],
    new_target: Value,
    is_construct: bool,
) -> JsResult<Value> {
    vm.check_stack()?;
    if !is_construct && let Some(result) = enter_plain(vm, callee, this, arguments) {
        return result;
    }
    let level = Level {
        frame: vm.frame,
        pc: vm.pc,
    };
    let top = vm.heap.state().registers_top.get();
    let window = push_window(vm, callee, this, arguments, new_target)?;
    vm.levels.push(level);
    let flow = if is_construct {
        invoke_construct(vm, window, arguments.len(), ReturnTo::entry())
    } else {
        invoke(vm, window, arguments.len(), ReturnTo::entry())
    };
    let result = match flow {
        Ok(Flow::Exit) => Ok(vm.frame.get(0)),
        Ok(Flow::Continue) => run(vm),
        Err(thrown) => Err(thrown),
    };
    vm.levels.pop();
    vm.frame = level.frame;
    vm.pc = level.pc;
    vm.heap.state().registers_top.set(top);
    result
}
