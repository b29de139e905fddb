//! The instructions of generators and async functions.

use super::call::{ReturnTo, deliver};
use super::dispatch::{Flow, feedback_of};
use super::frame::{Frame, FrameFlags};
use super::pc::Pc;
use super::resume::{coroutine_of, go_on, new_coroutine, save};
use crate::Vm;
use crate::error::{JsResult, Thrown};
use crate::execution::async_generator;
use crate::execution::coroutine::{
    Coroutine, CoroutineKind, CoroutineState, complete, new_generator_object, settle_async,
};
use crate::execution::promise::new_promise;
use crate::inline_cache::feedback::EntryFlags;
use crate::object::Object;
use crate::operation::{create_iter_result, get};
use crate::realm::Intrinsic;
use crate::string::Name;
use crate::value::Value;
use kataan_bytecode::container::FunctionFlags;
use kataan_bytecode::opcode::instructions;
use kataan_gc::Gc;

/// Creates the generator object, keeps the frame in it and returns it.
#[inline(never)]
pub(super) fn initial_yield(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Flow> {
    let feedback = feedback_of(vm.heap.region(), frame);
    let is_async = feedback.template.get().has(FunctionFlags::ASYNC);
    let (kind, default) = if is_async {
        (
            CoroutineKind::AsyncGenerator,
            Intrinsic::AsyncGeneratorPrototype,
        )
    } else {
        (CoroutineKind::Generator, Intrinsic::GeneratorPrototype)
    };
    let callee = frame.get(0);
    let prototype = prototype_of_instances(vm, callee, default)?;
    let coroutine = new_coroutine(vm, frame, kind)?;
    let object = new_generator_object(vm, prototype, coroutine)?;
    if is_async {
        let queue = vm.heap.new_list()?;
        coroutine.queue.set(queue);
    }
    save(vm, frame, pc, coroutine, CoroutineState::SuspendedStart);
    Ok(deliver(vm, frame, ReturnTo::of(frame), object.into()))
}

/// The prototype of [OrdinaryCreateFromConstructor](https://tc39.es/ecma262/#sec-ordinarycreatefromconstructor).
fn prototype_of_instances(vm: &mut Vm, callee: Value, default: Intrinsic) -> JsResult<Gc<Object>> {
    let function = vm
        .heap
        .gc::<Object>(callee)
        .expect("a frame's callee is a function");
    let key = vm.key(Name::Prototype);
    let prototype = get(vm, function, key)?;
    Ok(vm
        .heap
        .gc(prototype)
        .unwrap_or_else(|| vm.intrinsic(default)))
}

/// Where a stepping caller goes on, if the frame was resumed by `iterator_step`.
pub(super) fn stepping_iterator(word: u64) -> Option<u16> {
    let iterator = (word >> 32) as u16;
    iterator.checked_sub(1)
}

#[inline(never)]
pub(super) fn yield_value(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Flow> {
    let i = pc.decode::<instructions::YieldValue>();
    let coroutine = coroutine_of(vm, frame).expect("a generator's frame has its coroutine");
    let value = frame.get(i.src.0);
    if coroutine.kind.get() == CoroutineKind::AsyncGenerator {
        return async_generator_yield(vm, frame, pc, coroutine, value);
    }
    let to = ReturnTo::of(frame);
    save(vm, frame, pc, coroutine, CoroutineState::Suspended);
    if stepping_iterator(to.word).is_some() {
        return Ok(deliver(vm, frame, to, value));
    }
    let result = create_iter_result(vm, value, false)?;
    Ok(deliver(vm, frame, to, result.into()))
}

#[inline(never)]
pub(super) fn suspend(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Flow> {
    let i = pc.decode::<instructions::Suspend>();
    let coroutine = coroutine_of(vm, frame).expect("a generator's frame has its coroutine");
    let value = frame.get(i.src.0);
    if coroutine.kind.get() == CoroutineKind::AsyncGenerator {
        return async_generator_yield(vm, frame, pc, coroutine, value);
    }
    let to = ReturnTo::of(frame);
    save(vm, frame, pc, coroutine, CoroutineState::Suspended);
    // `value` is the inner iterator's result object.
    if let Some(iterator) = stepping_iterator(to.word) {
        return super::iteration::unpack_for_step(vm, frame, to, iterator, value);
    }
    Ok(deliver(vm, frame, to, value))
}

/// Answers the first request with `value`; if another waits, goes on with it in place.
fn async_generator_yield(
    vm: &mut Vm,
    frame: Frame,
    pc: Pc,
    coroutine: Gc<Coroutine>,
    value: Value,
) -> JsResult<Flow> {
    async_generator::complete_step(vm, coroutine, Ok(value), false)?;
    if let Some((mode, value)) = async_generator::first_request(coroutine) {
        go_on(vm, frame, pc, mode, value)?;
        return Ok(Flow::Continue);
    }
    let to = ReturnTo::of(frame);
    save(vm, frame, pc, coroutine, CoroutineState::Suspended);
    Ok(deliver(vm, frame, to, Value::UNDEFINED))
}

#[inline(never)]
pub(super) fn await_value(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Flow> {
    let i = pc.decode::<instructions::AwaitValue>();
    let value = frame.get(i.src.0);
    // A throw here (of a `constructor` getter) is thrown at the await.
    let promise = crate::execution::promise::promise_resolve_intrinsic(vm, value)?;
    let to = ReturnTo::of(frame);
    let (coroutine, result) = match coroutine_of(vm, frame) {
        Some(coroutine) => (coroutine, Value::UNDEFINED),
        None => {
            let coroutine = new_coroutine(vm, frame, CoroutineKind::Async)?;
            let result = new_promise(vm)?;
            coroutine.promise.set(result);
            (coroutine, result.into())
        }
    };
    save(vm, frame, pc, coroutine, CoroutineState::Awaiting);
    crate::execution::promise::await_promise(vm, promise, coroutine)?;
    Ok(deliver(vm, frame, to, result))
}

/// Ends a frame that has the coroutine flag with a result.
pub(super) fn finish(vm: &mut Vm, frame: Frame, value: Value) -> JsResult<Flow> {
    let to = ReturnTo::of(frame);
    let Some(coroutine) = coroutine_of(vm, frame) else {
        // An async function that never awaited.
        let promise = new_promise(vm)?;
        settle_async(vm, promise, Ok(value))?;
        return Ok(deliver(vm, frame, to, promise.into()));
    };
    complete(coroutine);
    match coroutine.kind.get() {
        CoroutineKind::Async => {
            let promise = coroutine.promise.get().expect("made at its first await");
            settle_async(vm, promise, Ok(value))?;
            Ok(deliver(vm, frame, to, Value::UNDEFINED))
        }
        CoroutineKind::AsyncGenerator => {
            async_generator::complete_step(vm, coroutine, Ok(value), true)?;
            let flow = deliver(vm, frame, to, Value::UNDEFINED);
            async_generator::drain(vm, coroutine)?;
            Ok(flow)
        }
        CoroutineKind::Generator => {
            if let Some(iterator) = stepping_iterator(to.word) {
                return Ok(super::iteration::end_step(vm, frame, to, iterator));
            }
            let result = create_iter_result(vm, value, true)?;
            Ok(deliver(vm, frame, to, result.into()))
        }
    }
}

/// Ends a frame that has the coroutine flag with a throw: handed on for a generator, else told to
/// the promise or request.
pub(super) fn fail(vm: &mut Vm, frame: Frame, thrown: Thrown) -> Result<Flow, Thrown> {
    let to = ReturnTo::of(frame);
    let coroutine = coroutine_of(vm, frame);
    if vm.termination().is_some() {
        return Err(thrown);
    }
    let Some(coroutine) = coroutine else {
        let feedback = feedback_of(vm.heap.region(), frame);
        debug_assert!(feedback.frame.get().flags & EntryFlags::ASYNC != 0);
        let reason = vm.take_exception(thrown)?;
        let promise = new_promise(vm)?;
        crate::execution::promise::reject_promise(vm, promise, reason)?;
        return Ok(deliver(vm, frame, to, promise.into()));
    };
    complete(coroutine);
    match coroutine.kind.get() {
        CoroutineKind::Generator => Err(thrown),
        CoroutineKind::Async => {
            let promise = coroutine.promise.get().expect("made at its first await");
            settle_async(vm, promise, Err(thrown))?;
            Ok(deliver(vm, frame, to, Value::UNDEFINED))
        }
        CoroutineKind::AsyncGenerator => {
            let reason = vm.take_exception(thrown)?;
            async_generator::complete_step(vm, coroutine, Err(reason), true)?;
            let flow = deliver(vm, frame, to, Value::UNDEFINED);
            async_generator::drain(vm, coroutine)?;
            Ok(flow)
        }
    }
}

/// Whether the frame has the coroutine flag.
pub(super) fn is_coroutine(frame: Frame) -> bool {
    frame.link() & FrameFlags::COROUTINE != 0
}
