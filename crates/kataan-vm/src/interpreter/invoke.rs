//! Calling what is in a window: bytecode functions, natives, bound functions and the rest.
//!
//! Natives see the window as their frame. A function of another realm, and whatever is not a plain
//! function, takes the long way.
//!
//! # Invariants
//! As in `call`: a window lies inside the register stack, and its header words are written before
//! the callee runs.
#![allow(unsafe_code)]

use super::call::{ReturnTo, deliver, environment_value};
use super::dispatch::Flow;
use super::frame::{FRAME_HEADER, Frame, FrameFlags};
use super::pc::Pc;
use super::special;
use crate::Vm;
use crate::error::{JsResult, Thrown, message};
use crate::execution::closure::Closure;
use crate::execution::template::prepare;
use crate::inline_cache::feedback::{EntryFlags, FeedbackVector};
use crate::native::Args;
use crate::object::{BoundFunction, NativeFunctionObject, Object};
use crate::operation;
use crate::value::Value;
use kataan_gc::Gc;

/// Sets the top of the stack above the arguments of a window.
pub(super) fn raise_top(vm: &mut Vm, window: Frame, argc: usize) {
    let top = window.up(FRAME_HEADER + argc).base();
    let state = vm.heap.state();
    // Below the caller's own top nothing may become invisible to the collector.
    state.registers_top.set(state.registers_top.get().max(top));
}

/// A window for a call without arguments above a frame of `registers` words.
pub(super) fn window_above(
    vm: &mut Vm,
    frame: Frame,
    registers: u16,
    callee: Value,
    this: Value,
) -> JsResult<Frame> {
    let window = frame.up(registers as usize);
    let top = window.up(FRAME_HEADER).base();
    if top > vm.stack.watermark() && !vm.grow_stack(top) {
        return Err(vm.stack_overflow());
    }
    window.set(0, callee);
    window.set(1, this);
    for word in 2..FRAME_HEADER as u16 {
        window.set(word, Value::UNDEFINED);
    }
    raise_top(vm, window, 0);
    Ok(window)
}

/// The error of calling a class constructor: one of the constructor's own realm.
#[cold]
pub(super) fn class_called(vm: &mut Vm, closure: Gc<Closure>) -> Thrown {
    let realm = closure.template.get().unit.get().realm.get();
    let before = vm.set_realm(Some(realm));
    let text = crate::error::describe(vm, closure.into());
    let thrown = vm.throw_type_error(message::CLASS_CALLED, &[&text]);
    vm.set_realm(before);
    thrown
}

/// Calls what is in a window.
pub(super) fn invoke(vm: &mut Vm, window: Frame, argc: usize, to: ReturnTo) -> JsResult<Flow> {
    let mut argc = argc;
    window.set(2, Value::UNDEFINED);
    loop {
        let callee = window.get(0);
        if let Some(closure) = vm.heap.gc::<Closure>(callee) {
            let feedback = ready(vm, closure)?;
            if feedback.frame.get().flags & EntryFlags::CLASS_CONSTRUCTOR != 0 {
                return Err(class_called(vm, closure));
            }
            return enter(vm, window, closure, feedback, argc, to, 0);
        }
        if let Some(native) = vm.heap.gc::<NativeFunctionObject>(callee) {
            if let Some(special) = special::of(vm, native) {
                match special::invoke(vm, special, window, argc, to)? {
                    special::Outcome::Flow(flow) => return Ok(flow),
                    special::Outcome::Again(count) => {
                        argc = count;
                        continue;
                    }
                    special::Outcome::Ordinary => {}
                }
            }
            let value = call_native(vm, window, native, argc, to)?;
            return Ok(deliver(vm, window, to, value));
        }
        if let Some(bound) = vm.heap.gc::<BoundFunction>(callee) {
            argc = unbind(vm, window, bound, argc)?;
            window.set(1, bound.bound_this());
            continue;
        }
        let Some(object) = vm
            .heap
            .gc::<Object>(callee)
            .filter(|_| crate::operation::is_callable(vm, callee))
        else {
            let (frame, pc) = (vm.frame, vm.pc);
            return Err(not_callable(vm, frame, pc, callee));
        };
        // Proxies and host objects.
        prepare_native_frame(window, to);
        let top = vm.heap.state().registers_top.get();
        raise_top(vm, window, argc);
        let result =
            operation::call_function(vm, object, window.get(1), window.words(FRAME_HEADER, argc));
        vm.heap.state().registers_top.set(top);
        let value = result?;
        return Ok(deliver(vm, window, to, value));
    }
}

/// Constructs what is in a window, whose word 2 is `new.target`.
pub(super) fn invoke_construct(
    vm: &mut Vm,
    window: Frame,
    argc: usize,
    to: ReturnTo,
) -> JsResult<Flow> {
    let mut argc = argc;
    loop {
        let callee = window.get(0);
        if let Some(closure) = vm.heap.gc::<Closure>(callee) {
            let feedback = ready(vm, closure)?;
            let flags = feedback.frame.get().flags;
            if flags & EntryFlags::CONSTRUCTOR == 0 {
                return Err(not_constructor(vm, callee));
            }
            let new_target = window.get(2);
            let this = if flags & EntryFlags::DERIVED != 0 {
                Value::UNINITIALIZED
            } else {
                window.set(1, Value::UNDEFINED);
                window.set(3, Value::UNDEFINED);
                raise_top(vm, window, argc);
                crate::inline_cache::construct::new_instance(vm, closure, new_target)?
            };
            window.set(1, this);
            return enter(
                vm,
                window,
                closure,
                feedback,
                argc,
                to,
                FrameFlags::CONSTRUCT,
            );
        }
        if let Some(native) = vm.heap.gc::<NativeFunctionObject>(callee) {
            if !crate::operation::is_constructor(vm, callee) {
                return Err(not_constructor(vm, callee));
            }
            window.set(1, Value::UNDEFINED);
            let value = call_native(vm, window, native, argc, to)?;
            return Ok(deliver(vm, window, to, value));
        }
        if let Some(bound) = vm.heap.gc::<BoundFunction>(callee) {
            if !crate::operation::is_constructor(vm, callee) {
                return Err(not_constructor(vm, callee));
            }
            let is_target = window.get(2) == callee;
            let new_target = window.get(2);
            argc = unbind(vm, window, bound, argc)?;
            window.set(2, if is_target { window.get(0) } else { new_target });
            continue;
        }
        let Some(object) = vm
            .heap
            .gc::<Object>(callee)
            .filter(|_| crate::operation::is_constructor(vm, callee))
        else {
            return Err(not_constructor(vm, callee));
        };
        window.set(1, Value::UNDEFINED);
        prepare_native_frame(window, to);
        let top = vm.heap.state().registers_top.get();
        raise_top(vm, window, argc);
        let new_target = vm.object(window.get(2));
        let result = operation::construct(vm, object, window.words(FRAME_HEADER, argc), new_target);
        vm.heap.state().registers_top.set(top);
        let value = result?.into();
        return Ok(deliver(vm, window, to, value));
    }
}

/// Puts a bound function's target and arguments in the window. Returns the new argument count.
fn unbind(vm: &mut Vm, window: Frame, bound: Gc<BoundFunction>, argc: usize) -> JsResult<usize> {
    vm.check_interrupt()?;
    let given = bound.arguments();
    let count = given.slots().len();
    let top = window.up(FRAME_HEADER + argc + count).base();
    if top > vm.stack.watermark() && !vm.grow_stack(top) {
        return Err(vm.stack_overflow());
    }
    for index in (0..argc).rev() {
        window.set_argument(index + count, window.argument(index));
    }
    for (index, slot) in given.slots().iter().enumerate() {
        window.set_argument(index, slot.get());
    }
    window.set(0, bound.target().into());
    // They may reach beyond the caller's registers, and entering the target may collect.
    raise_top(vm, window, argc + count);
    Ok(argc + count)
}

/// The feedback vector of a closure, made at its first call.
#[inline]
pub(super) fn ready(vm: &mut Vm, closure: Gc<Closure>) -> JsResult<Gc<FeedbackVector>> {
    if let Some(feedback) = closure.feedback.get() {
        return Ok(feedback);
    }
    let feedback = prepare(vm, closure.template.get())?;
    closure.feedback.set(feedback);
    Ok(feedback)
}

/// Makes the window a frame of `closure` and goes there; a function of another realm runs to its
/// end here.
pub(super) fn enter(
    vm: &mut Vm,
    window: Frame,
    closure: Gc<Closure>,
    feedback: Gc<FeedbackVector>,
    argc: usize,
    to: ReturnTo,
    flags: u64,
) -> JsResult<Flow> {
    let realm = feedback.realm.get();
    if realm != vm.realm() {
        let before = vm.set_realm(Some(realm));
        let result = super::entry::run_nested(vm, |vm| {
            set_up(
                vm,
                window,
                closure,
                feedback,
                argc,
                ReturnTo::entry(),
                flags,
            )
        });
        vm.set_realm(before);
        return Ok(deliver(vm, window, to, result?));
    }
    set_up(vm, window, closure, feedback, argc, to, flags)?;
    if super::interrupt::is_requested(vm.heap.region()) {
        vm.check_interrupt()?;
    }
    Ok(Flow::Continue)
}

/// Fills in a frame and makes it the running one.
fn set_up(
    vm: &mut Vm,
    window: Frame,
    closure: Gc<Closure>,
    feedback: Gc<FeedbackVector>,
    argc: usize,
    to: ReturnTo,
    flags: u64,
) -> JsResult<()> {
    let shape = feedback.frame.get();
    let registers = shape.registers as usize;
    let top = window.up(registers.max(FRAME_HEADER + argc)).base();
    if top > vm.stack.watermark() && !vm.grow_stack(top) {
        return Err(vm.stack_overflow());
    }
    let mut flags = flags;
    let mut extra = Value::UNDEFINED;
    let mut rest = Value::UNDEFINED;
    const LISTS: u16 =
        EntryFlags::REST | EntryFlags::UNMAPPED_ARGUMENTS | EntryFlags::MAPPED_ARGUMENTS;
    if shape.flags & LISTS != 0 {
        // They may collect: the frame's words up to the arguments are all there is to see.
        window.set(3, Value::UNDEFINED);
        to.write(window, 0);
        raise_top(vm, window, argc);
        if shape.flags & EntryFlags::REST != 0 {
            let first = (shape.parameters as usize).min(argc);
            rest = crate::object::create_array_from_list(
                vm,
                window.words(FRAME_HEADER + first, argc - first),
            )?
            .into();
        }
        if shape.flags & EntryFlags::UNMAPPED_ARGUMENTS != 0 {
            let arguments = window.words(FRAME_HEADER, argc);
            extra = crate::object::create_unmapped_arguments(vm, arguments)?.into();
        } else if shape.flags & EntryFlags::MAPPED_ARGUMENTS != 0 {
            extra =
                crate::object::create_array_from_list(vm, window.words(FRAME_HEADER, argc))?.into();
        }
    }
    if shape.flags & EntryFlags::ASYNC != 0 {
        flags |= FrameFlags::COROUTINE;
    }
    window.set(3, environment_value(closure));
    to.write(window, flags);
    window.fill_undefined(
        FRAME_HEADER + argc.min(shape.parameters as usize),
        registers,
    );
    if shape.flags & EntryFlags::REST != 0 {
        window.set(feedback.rest_register.get(), rest);
    }
    if shape.flags & (EntryFlags::UNMAPPED_ARGUMENTS | EntryFlags::MAPPED_ARGUMENTS) != 0 {
        window.set(feedback.arguments_register.get(), extra);
    }
    let state = vm.heap.state();
    state.registers_top.set(window.up(registers).base());
    vm.frame = window;
    vm.pc = Pc::from_address(feedback.entry.get());
    feedback.count_call();
    Ok(())
}

/// Writes the header words that a native's frame does not use but stack traces read.
#[inline(always)]
pub(super) fn prepare_native_frame(window: Frame, to: ReturnTo) {
    window.set(3, Value::UNDEFINED);
    to.write(window, 0);
}

/// Calls a native function whose frame is the window.
pub(super) fn call_native(
    vm: &mut Vm,
    window: Frame,
    native: Gc<NativeFunctionObject>,
    argc: usize,
    to: ReturnTo,
) -> JsResult<Value> {
    prepare_native_frame(window, to);
    let state = vm.heap.region();
    let state = state.state();
    let top = window.up(FRAME_HEADER + argc).base();
    if top > vm.stack.watermark() && !vm.grow_stack(top) {
        return Err(vm.stack_overflow());
    }
    let (caller, caller_top) = (vm.frame, state.registers_top.get());
    state.registers_top.set(top.max(caller_top));
    vm.frame = window;
    let code = vm.natives.code(native.native.get());
    // SAFETY: a frame with `argc` arguments that stays in place for the call.
    let args = unsafe { Args::from_frame(window.base(), argc as u32) };
    let realm = native.realm.get();
    let result = if realm == vm.realm() {
        code(vm, args)
    } else {
        let before = vm.set_realm(Some(realm));
        let result = code(vm, args);
        vm.set_realm(before);
        result
    };
    state.registers_top.set(caller_top);
    vm.frame = caller;
    result
}

#[cold]
pub(super) fn not_callable(
    vm: &mut Vm,
    frame: Frame,
    pc: Pc,
    callee: Value,
) -> crate::error::Thrown {
    let text = super::describe::callee_text(vm, frame, pc, callee);
    vm.throw_type_error(message::NOT_CALLABLE, &[&text])
}

#[cold]
fn not_constructor(vm: &mut Vm, callee: Value) -> crate::error::Thrown {
    let (frame, pc) = (vm.frame, vm.pc);
    let text = super::describe::callee_text(vm, frame, pc, callee);
    vm.throw_type_error(message::NOT_CONSTRUCTOR, &[&text])
}
