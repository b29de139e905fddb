//! The call sequence: from a window to a callee's frame, and back.
//!
//! Calls between bytecode functions do not recurse in Rust: a callee's frame starts at the
//! caller's window, and only `vm.frame` and `vm.pc` change. Natives see the window as their frame.
//! A function of another realm, and whatever is not a plain function, takes the long way.
//!
//! # Invariants
//! A frame lies inside the register stack, which never moves; its header words are written before the
//! callee runs, and its registers are initialised up to the count of its function.
#![allow(unsafe_code)]

use super::dispatch::{Flow, feedback_of};
use super::frame::{FRAME_HEADER, Frame, FrameFlags};
use super::pc::Pc;
use super::{coroutine, special};
use crate::Vm;
use crate::error::{JsResult, message};
use crate::execution::closure::Closure;
use crate::execution::template::prepare;
use crate::inline_cache::feedback::{EntryFlags, FeedbackVector};
use crate::native::Args;
use crate::object::{BoundFunction, NativeFunctionObject, Object};
use crate::operation;
use crate::value::Value;
use kataan_bytecode::opcode::{Instruction, instructions};
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
pub(super) fn call(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Flow> {
    let i = pc.decode::<instructions::Call>();
    let to = ReturnTo::new(pc.after::<instructions::Call>(), i.dst.0, i.window.0);
    invoke(vm, frame.window(i.window.0), i.argc as usize, to)
}

#[inline(never)]
pub(super) fn call_function(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Flow> {
    let i = pc.decode::<instructions::CallFunction>();
    let to = ReturnTo::new(
        pc.after::<instructions::CallFunction>(),
        i.dst.0,
        i.window.0,
    );
    invoke(vm, frame.window(i.window.0), i.argc as usize, to)
}

#[inline(never)]
pub(super) fn call_spread(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Flow> {
    let i = pc.decode::<instructions::CallSpread>();
    let window = frame.window(i.window.0);
    let argc = spread(vm, window)?;
    let to = ReturnTo::new(pc.after::<instructions::CallSpread>(), i.dst.0, i.window.0);
    invoke(vm, window, argc, to)
}

#[inline(never)]
pub(super) fn construct(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Flow> {
    let i = pc.decode::<instructions::Construct>();
    let window = frame.window(i.window.0);
    window.set(2, window.get(0));
    let to = ReturnTo::new(pc.after::<instructions::Construct>(), i.dst.0, i.window.0);
    invoke_construct(vm, window, i.argc as usize, to)
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
    invoke_construct(vm, window, argc, to)
}

#[inline(never)]
pub(super) fn super_call(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Flow> {
    let i = pc.decode::<instructions::SuperCall>();
    let to = ReturnTo::new(pc.after::<instructions::SuperCall>(), i.dst.0, i.window.0);
    invoke_construct(vm, frame.window(i.window.0), i.argc as usize, to)
}

#[inline(never)]
pub(super) fn super_call_spread(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Flow> {
    let i = pc.decode::<instructions::SuperCallSpread>();
    let window = frame.window(i.window.0);
    let new_target = window.get(2);
    let argc = spread(vm, window)?;
    window.set(2, new_target);
    let to = ReturnTo::new(
        pc.after::<instructions::SuperCallSpread>(),
        i.dst.0,
        i.window.0,
    );
    invoke_construct(vm, window, argc, to)
}

/// Code that returns register 2: where a call in tail position returns to that cannot reuse its
/// frame.
static RETURN_REGISTER_2: std::sync::LazyLock<[u64; 2]> = std::sync::LazyLock::new(|| {
    instructions::ReturnValue {
        src: kataan_bytecode::opcode::operand::Register(2),
    }
    .encode()
});

#[inline(never)]
pub(super) fn tail_call(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Flow> {
    let i = pc.decode::<instructions::TailCall>();
    invoke_tail(vm, frame, pc, i.window.0, i.argc as usize)
}

#[inline(never)]
pub(super) fn tail_call_spread(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Flow> {
    let i = pc.decode::<instructions::TailCallSpread>();
    let argc = spread(vm, frame.window(i.window.0))?;
    invoke_tail(vm, frame, pc, i.window.0, argc)
}

fn invoke_tail(vm: &mut Vm, frame: Frame, pc: Pc, window: u16, argc: usize) -> JsResult<Flow> {
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
        let text = crate::error::describe(vm, source.get(0));
        return Err(vm.throw_type_error(message::CLASS_CALLED, &[&text]));
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

#[inline(never)]
pub(super) fn call_eval(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Flow> {
    let i = pc.decode::<instructions::CallEval>();
    let window = frame.window(i.window.0);
    let to = ReturnTo::new(pc.after::<instructions::CallEval>(), i.dst.0, i.window.0);
    if special::is_eval(vm, window.get(0)) {
        return eval(vm, frame, pc, window, i.argc as usize, i.scope, i.dst.0, to);
    }
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

/// Spreads the array in a window's first argument over the arguments. Returns their number.
fn spread(vm: &mut Vm, window: Frame) -> JsResult<usize> {
    let array = vm
        .object(window.argument(0))
        .expect("the compiler's own array");
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

/// Calls what is in a window.
pub(super) fn invoke(vm: &mut Vm, window: Frame, argc: usize, to: ReturnTo) -> JsResult<Flow> {
    let mut argc = argc;
    window.set(2, Value::UNDEFINED);
    loop {
        let callee = window.get(0);
        if let Some(closure) = vm.heap.gc::<Closure>(callee) {
            let feedback = ready(vm, closure)?;
            if feedback.frame.get().flags & EntryFlags::CLASS_CONSTRUCTOR != 0 {
                let text = crate::error::describe(vm, callee);
                return Err(vm.throw_type_error(message::CLASS_CALLED, &[&text]));
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
    Ok(())
}

/// Writes the header words that a native's frame does not use but stack traces read.
fn prepare_native_frame(window: Frame, to: ReturnTo) {
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
    let thrown = if !value.is_undefined() {
        vm.throw_type_error(message::DERIVED_RESULT, &[])
    } else if this.is_uninitialized() {
        vm.throw_reference_error(message::THIS_UNINITIALIZED, &[])
    } else {
        return leave(vm, frame, this);
    };
    // Past this frame's own handlers: nothing in it is guarded any more.
    vm.pc = Pc::from_slice(&*RETURN_REGISTER_2);
    Err(thrown)
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
