//! Calls and returns: the instructions that make them, and where a result goes.
//!
//! Calls between bytecode functions do not recurse in Rust: a callee's frame starts at the
//! caller's window, and only `vm.frame` and `vm.pc` change. What is in a window is called in
//! `invoke`; calls in tail position and of `eval` are in `tail_call` and `eval_call`.
//!
//! # Invariants
//! A frame lies inside the register stack, which never moves; its header words are written before the
//! callee runs, and its registers are initialised up to the count of its function.
#![allow(unsafe_code)]

use super::coroutine;
use super::dispatch::{Flow, Progress, feedback_of};
use super::frame::{FRAME_HEADER, Frame, FrameFlags};
use super::invoke::{invoke, invoke_construct, prepare_native_frame, raise_top, ready};
use super::operand::{malformed, own_array};
use super::pc::Pc;
use super::tail_call::RETURN_REGISTER_2;
use crate::Vm;
use crate::error::{JsResult, message};
use crate::execution::closure::Closure;
use crate::inline_cache::call_target;
use crate::native::Args;
use crate::object::{NativeFunctionObject, Object};
use crate::realm::Realm;
use crate::value::Value;
use kataan_bytecode::opcode::instructions;
use kataan_bytecode::opcode::operand::{FeedbackSlot, Register};
use kataan_gc::{Gc, Region};

/// The closure in word 0 of a bytecode frame.
///
/// # Safety
/// `callee` is one.
#[inline(always)]
pub(super) unsafe fn function_unchecked(region: Region, callee: Value) -> Gc<Closure> {
    // SAFETY: the same contract.
    unsafe { region.gc_unchecked(callee) }
}

/// The closure that `callee` is, if it is one that has run before.
#[inline(always)]
pub(super) fn plain_function(region: Region, callee: Value) -> Option<Gc<Closure>> {
    let closure = region.gc::<Closure>(callee)?;
    (!closure.feedback.is_null()).then_some(closure)
}

/// What word 3 of a closure's frame holds.
#[inline(always)]
pub(super) fn environment_value(closure: Gc<Closure>) -> Value {
    match closure.environment.get() {
        Some(environment) => environment.into(),
        None => Value::UNDEFINED,
    }
}

/// Where a call's result goes.
#[derive(Clone, Copy)]
pub(super) struct ReturnTo {
    /// The link word: an address and flags.
    pub(super) link: u64,
    /// The return word.
    pub(super) word: u64,
}

impl ReturnTo {
    /// To `register` of the frame `distance` words below, which goes on at `pc`.
    #[inline(always)]
    pub(super) fn new(pc: Pc, register: u16, distance: u16) -> ReturnTo {
        ReturnTo {
            link: pc.address(),
            word: u64::from(register) | u64::from(distance) << 16,
        }
    }

    /// The same, for a step of the iterator in register `iterator` of the caller.
    pub(super) fn stepping(self, iterator: u16) -> ReturnTo {
        ReturnTo {
            word: self.word | (u64::from(iterator) + 1) << 32,
            ..self
        }
    }

    /// To Rust.
    pub(super) fn entry() -> ReturnTo {
        ReturnTo {
            link: FrameFlags::ENTRY,
            word: 0,
        }
    }

    /// What is in the frame's own words.
    pub(super) fn of(frame: Frame) -> ReturnTo {
        ReturnTo {
            link: frame.link(),
            word: frame.return_word(),
        }
    }

    pub(super) fn write(self, frame: Frame, flags: u64) {
        frame.set_link(self.link | flags);
        frame.set_return_word(self.word);
    }

    fn is_entry(self) -> bool {
        self.link & FrameFlags::ENTRY != 0
    }
}

/// Gives `value` to where a frame at `frame` returns to.
pub(super) fn deliver(vm: &mut Vm, frame: Frame, to: ReturnTo, value: Value) -> Flow {
    if to.is_entry() {
        frame.set(0, value);
        vm.frame = frame;
        return Flow::Exit;
    }
    let caller = frame.down((to.word >> 16) as u16 as usize);
    caller.set(to.word as u16, value);
    go_to(vm, caller, Pc::from_address(to.link & !FrameFlags::ALL));
    Flow::Continue
}

/// Makes `frame` the running one, at `pc`.
pub(super) fn go_to(vm: &mut Vm, frame: Frame, pc: Pc) {
    let region = vm.heap.region();
    let registers = feedback_of(region, frame).frame.get().registers;
    region
        .state()
        .registers_top
        .set(frame.up(registers as usize).base());
    vm.frame = frame;
    vm.pc = pc;
}

#[inline(never)]
pub(super) fn call(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Progress> {
    let i = pc.decode::<instructions::Call>();
    let to = ReturnTo::new(pc.after::<instructions::Call>(), i.dst.0, i.window.0);
    let window = frame.window(i.window.0);
    call_window(vm, frame, window, i.argc as usize, i.feedback, to)
}

#[inline(never)]
pub(super) fn call_function(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Progress> {
    let i = pc.decode::<instructions::CallFunction>();
    let to = ReturnTo::new(
        pc.after::<instructions::CallFunction>(),
        i.dst.0,
        i.window.0,
    );
    let window = frame.window(i.window.0);
    call_window(vm, frame, window, i.argc as usize, i.feedback, to)
}

/// Calls what is in a window that lies in the frame: natives at once, without asking what else the
/// callee could be.
#[inline(always)]
fn call_window(
    vm: &mut Vm,
    frame: Frame,
    window: Frame,
    argc: usize,
    site: FeedbackSlot,
    to: ReturnTo,
) -> JsResult<Progress> {
    if let Some(native) = vm.heap.gc::<NativeFunctionObject>(window.get(0))
        && native.realm.offset() == vm.state().realm.offset()
        && let Some(code) = vm.natives.plain_code(native.native.get())
    {
        let feedback = feedback_of(vm.heap.region(), frame);
        call_target::note_native(&feedback, site, native.native());
        window.set(2, Value::UNDEFINED);
        prepare_native_frame(window, to);
        vm.frame = window;
        // SAFETY: a frame with `argc` arguments, below the top of the caller's, that stays in
        // place for the call.
        let args = unsafe { Args::from_frame(window.base(), argc as u32) };
        let result = code(vm, args);
        vm.frame = frame;
        frame.set(to.word as u16, result?);
        return Ok(Progress::Done);
    }
    remember(vm, frame, site, window.get(0))?;
    invoke(vm, window, argc, to)?;
    Ok(Progress::Entered)
}

#[inline(never)]
pub(super) fn call_spread(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Flow> {
    let i = pc.decode::<instructions::CallSpread>();
    let window = frame.window(i.window.0);
    let argc = spread(vm, window)?;
    let to = ReturnTo::new(pc.after::<instructions::CallSpread>(), i.dst.0, i.window.0);
    remember(vm, frame, i.feedback, window.get(0))?;
    invoke(vm, window, argc, to)
}

/// Remembers at the site what is about to be called or constructed. A function that never ran is
/// made ready first, as entering it would do.
#[inline(always)]
pub(super) fn remember(
    vm: &mut Vm,
    frame: Frame,
    site: FeedbackSlot,
    callee: Value,
) -> JsResult<()> {
    let feedback = feedback_of(vm.heap.region(), frame);
    if call_target::is_settled(&feedback, site, callee) {
        return Ok(());
    }
    remember_new(vm, frame, site, callee)
}

#[inline(never)]
fn remember_new(vm: &mut Vm, frame: Frame, site: FeedbackSlot, callee: Value) -> JsResult<()> {
    if let Some(closure) = vm.heap.gc::<Closure>(callee) {
        ready(vm, closure)?;
    }
    let feedback = feedback_of(vm.heap.region(), frame);
    call_target::record(vm, feedback, site, callee);
    Ok(())
}

/// Constructs what is in a window, whose word 2 is `new.target`.
#[inline(always)]
fn construct_window(
    vm: &mut Vm,
    frame: Frame,
    window: Frame,
    argc: usize,
    site: FeedbackSlot,
    to: ReturnTo,
) -> JsResult<Flow> {
    remember(vm, frame, site, window.get(0))?;
    invoke_construct(vm, window, argc, to)
}

#[inline(never)]
pub(super) fn construct(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Flow> {
    let i = pc.decode::<instructions::Construct>();
    let window = frame.window(i.window.0);
    let feedback = feedback_of(vm.heap.region(), frame);
    if !call_target::is_settled(&feedback, i.feedback, window.get(0)) {
        return construct_new(vm, frame, pc);
    }
    window.set(2, window.get(0));
    let to = ReturnTo::new(pc.after::<instructions::Construct>(), i.dst.0, i.window.0);
    invoke_construct(vm, window, i.argc as usize, to)
}

/// The same where the site learns something.
#[cold]
#[inline(never)]
fn construct_new(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Flow> {
    let i = pc.decode::<instructions::Construct>();
    let window = frame.window(i.window.0);
    window.set(2, window.get(0));
    let to = ReturnTo::new(pc.after::<instructions::Construct>(), i.dst.0, i.window.0);
    construct_window(vm, frame, window, i.argc as usize, i.feedback, to)
}

#[inline(never)]
pub(super) fn construct_spread(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Flow> {
    let i = pc.decode::<instructions::ConstructSpread>();
    let window = frame.window(i.window.0);
    let argc = spread(vm, window)?;
    window.set(2, window.get(0));
    let to = ReturnTo::new(
        pc.after::<instructions::ConstructSpread>(),
        i.dst.0,
        i.window.0,
    );
    construct_window(vm, frame, window, argc, i.feedback, to)
}

/// `new.target` of a `super` call is a constructor, or the code is not the compiler's.
#[inline(always)]
fn check_new_target(vm: &mut Vm, window: Frame) -> JsResult<()> {
    match vm.object(window.get(2)) {
        Some(object) if object.is_constructor() => Ok(()),
        _ => Err(malformed(vm)),
    }
}

#[inline(never)]
pub(super) fn super_call(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Flow> {
    let i = pc.decode::<instructions::SuperCall>();
    let window = frame.window(i.window.0);
    check_new_target(vm, window)?;
    let to = ReturnTo::new(pc.after::<instructions::SuperCall>(), i.dst.0, i.window.0);
    construct_window(vm, frame, window, i.argc as usize, i.feedback, to)
}

#[inline(never)]
pub(super) fn super_call_spread(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Flow> {
    let i = pc.decode::<instructions::SuperCallSpread>();
    let window = frame.window(i.window.0);
    check_new_target(vm, window)?;
    let new_target = window.get(2);
    let argc = spread(vm, window)?;
    window.set(2, new_target);
    let to = ReturnTo::new(
        pc.after::<instructions::SuperCallSpread>(),
        i.dst.0,
        i.window.0,
    );
    construct_window(vm, frame, window, argc, i.feedback, to)
}

/// Spreads the array in a window's first argument over the arguments. Returns their number.
pub(super) fn spread(vm: &mut Vm, window: Frame) -> JsResult<usize> {
    let array = own_array(vm, window, Register(FRAME_HEADER as u16))?;
    let count = crate::object::array_length(array) as usize;
    let top = window.up(FRAME_HEADER + count).base();
    if top > vm.stack.watermark() && !vm.grow_stack(top) {
        return Err(vm.stack_overflow());
    }
    copy_elements(array, count, window);
    window.set(2, Value::UNDEFINED);
    window.set(3, Value::UNDEFINED);
    raise_top(vm, window, count);
    Ok(count)
}

/// Copies the elements of an array to the arguments of a window; absent ones are `undefined`.
pub(super) fn copy_elements(array: Gc<Object>, count: usize, window: Frame) {
    for index in 0..count {
        let value =
            crate::object::slots::get_dense(array, index as u32).unwrap_or(Value::UNDEFINED);
        window.set_argument(index, value);
    }
}

#[inline(never)]
pub(super) fn return_value(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Flow> {
    let i = pc.decode::<instructions::ReturnValue>();
    leave(vm, frame, frame.get(i.src.0))
}

#[inline(never)]
pub(super) fn return_undefined(vm: &mut Vm, frame: Frame, _: Pc) -> JsResult<Flow> {
    leave(vm, frame, Value::UNDEFINED)
}

/// [[Construct]] of a derived constructor, its last steps.
#[inline(never)]
pub(super) fn return_derived(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Flow> {
    let i = pc.decode::<instructions::ReturnDerived>();
    let (value, this) = (frame.get(i.src.0), frame.get(i.this.0));
    if value.is_object() {
        return leave(vm, frame, value);
    }
    if value.is_undefined() && this.is_object() {
        return leave(vm, frame, this);
    }
    // The constructor's context has ended: the error is one of the caller's realm.
    let caller = realm_of_caller(vm, frame);
    let before = caller.map(|realm| vm.set_realm(Some(realm)));
    let thrown = if value.is_undefined() {
        vm.throw_reference_error(message::THIS_UNINITIALIZED, &[])
    } else {
        vm.throw_type_error(message::DERIVED_RESULT, &[])
    };
    if let Some(before) = before {
        vm.set_realm(before);
    }
    // Past this frame's own handlers: nothing in it is guarded any more.
    vm.pc = Pc::from_slice(&*RETURN_REGISTER_2);
    Err(thrown)
}

/// The realm of what called a frame that is the outermost of its level: only such a frame can have
/// a caller of another realm.
#[cold]
fn realm_of_caller(vm: &Vm, frame: Frame) -> Option<Gc<Realm>> {
    if frame.link() & FrameFlags::ENTRY == 0 {
        return None;
    }
    let caller = vm.levels.last()?.frame.get(0);
    if let Some(native) = vm.heap.gc::<NativeFunctionObject>(caller) {
        return Some(native.realm.get());
    }
    let closure = vm.heap.gc::<Closure>(caller)?;
    Some(closure.template.get().unit.get().realm.get())
}

/// Leaves a frame that has flags.
fn leave(vm: &mut Vm, frame: Frame, value: Value) -> JsResult<Flow> {
    let link = frame.link();
    let mut value = value;
    if link & FrameFlags::CONSTRUCT != 0 {
        if !value.is_object() {
            value = frame.get(1);
        }
        crate::inline_cache::construct::learn(vm, frame.get(2), value);
    }
    if link & FrameFlags::COROUTINE != 0 {
        return coroutine::finish(vm, frame, value);
    }
    Ok(deliver(vm, frame, ReturnTo::of(frame), value))
}
