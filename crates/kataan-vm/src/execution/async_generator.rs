//! Async generators (27.6.3): requests wait in a queue and are answered through promises.
//!
//! A request is three values in the coroutine's queue: how to resume, with what, and the promise
//! of the answer.

use super::coroutine::{
    Coroutine, CoroutineKind, CoroutineState, GeneratorObject, ResumeMode, complete,
};
use super::promise::{
    Promise, await_promise, new_promise, promise_resolve_intrinsic, reject_promise, resolve_promise,
};
use crate::Vm;
use crate::error::{JsResult, message};
use crate::interpreter::resume::resume_from_rust;
use crate::operation::create_iter_result;
use crate::value::Value;
use kataan_gc::{Gc, RootedList};

/// Values of a request.
const REQUEST: usize = 3;

fn queue(coroutine: Gc<Coroutine>) -> RootedList {
    coroutine
        .queue
        .get()
        .expect("an async generator has its queue")
}

/// The first request: how to resume, with what.
pub(crate) fn first_request(coroutine: Gc<Coroutine>) -> Option<(ResumeMode, Value)> {
    let queue = queue(coroutine);
    let mode = match queue.get(0)?.i32_bits() {
        0 => ResumeMode::Next,
        1 => ResumeMode::Throw,
        _ => ResumeMode::Return,
    };
    Some((mode, queue.get(1)?))
}

/// `next`, `throw` and `return` of async generator objects: the promise of the answer.
pub fn async_generator_enqueue(
    vm: &mut Vm,
    generator: Value,
    mode: ResumeMode,
    value: Value,
    method: &str,
) -> JsResult<Value> {
    let promise = new_promise(vm)?;
    let coroutine = vm
        .heap
        .gc::<GeneratorObject>(generator)
        .map(|object| object.coroutine.get())
        .filter(|coroutine| coroutine.kind.get() == CoroutineKind::AsyncGenerator);
    let Some(coroutine) = coroutine else {
        let text = crate::error::describe(vm, generator);
        let thrown = vm.throw_type_error(message::INCOMPATIBLE_RECEIVER, &[&method, &text]);
        let error = vm.take_exception(thrown)?;
        reject_promise(vm, promise, error)?;
        return Ok(promise.into());
    };
    let mut state = coroutine.state.get();
    if mode == ResumeMode::Throw && state == CoroutineState::SuspendedStart {
        complete(coroutine);
        state = CoroutineState::Completed;
    }
    if state == CoroutineState::Completed && mode != ResumeMode::Return {
        if mode == ResumeMode::Throw {
            reject_promise(vm, promise, value)?;
        } else {
            let result = create_iter_result(vm, Value::UNDEFINED, true)?;
            resolve_promise(vm, promise, result.into())?;
        }
        return Ok(promise.into());
    }
    queue(coroutine).extend(
        &mut vm.heap,
        &[Value::from_i32(mode as i32), value, promise.into()],
    )?;
    match state {
        CoroutineState::SuspendedStart | CoroutineState::Completed
            if mode == ResumeMode::Return =>
        {
            complete(coroutine);
            await_return(vm, coroutine)?;
        }
        CoroutineState::SuspendedStart | CoroutineState::Suspended => {
            resume_from_rust(vm, coroutine, mode, value)?;
        }
        _ => {}
    }
    Ok(promise.into())
}

/// [AsyncGeneratorCompleteStep](https://tc39.es/ecma262/#sec-asyncgeneratorcompletestep): answers
/// the first request; an error is a rejection.
pub(crate) fn complete_step(
    vm: &mut Vm,
    coroutine: Gc<Coroutine>,
    completion: Result<Value, Value>,
    done: bool,
) -> JsResult<()> {
    let queue = queue(coroutine);
    let promise = queue.get(2).and_then(|value| vm.heap.gc::<Promise>(value));
    for _ in 0..REQUEST {
        queue.remove(0);
    }
    let Some(promise) = promise else {
        return Ok(());
    };
    match completion {
        Err(reason) => reject_promise(vm, promise, reason),
        Ok(value) => {
            let result = create_iter_result(vm, value, done)?;
            resolve_promise(vm, promise, result.into())
        }
    }
}

/// [AsyncGeneratorAwaitReturn](https://tc39.es/ecma262/#sec-asyncgeneratorawaitreturn)
fn await_return(vm: &mut Vm, coroutine: Gc<Coroutine>) -> JsResult<()> {
    let Some((_, value)) = first_request(coroutine) else {
        return Ok(());
    };
    coroutine.state.set(CoroutineState::AwaitingReturn);
    match promise_resolve_intrinsic(vm, value) {
        Ok(promise) => await_promise(vm, promise, coroutine),
        Err(thrown) => {
            let reason = vm.take_exception(thrown)?;
            complete_step(vm, coroutine, Err(reason), true)?;
            drain(vm, coroutine)
        }
    }
}

/// The value of a `return` request has settled.
pub(crate) fn finish_awaiting_return(
    vm: &mut Vm,
    coroutine: Gc<Coroutine>,
    value: Value,
    is_rejection: bool,
) -> JsResult<()> {
    let completion = if is_rejection { Err(value) } else { Ok(value) };
    complete_step(vm, coroutine, completion, true)?;
    drain(vm, coroutine)
}

/// [AsyncGeneratorDrainQueue](https://tc39.es/ecma262/#sec-asyncgeneratordrainqueue)
pub(crate) fn drain(vm: &mut Vm, coroutine: Gc<Coroutine>) -> JsResult<()> {
    coroutine.state.set(CoroutineState::Completed);
    while let Some((mode, value)) = first_request(coroutine) {
        match mode {
            ResumeMode::Return => return await_return(vm, coroutine),
            ResumeMode::Next => complete_step(vm, coroutine, Ok(Value::UNDEFINED), true)?,
            ResumeMode::Throw => complete_step(vm, coroutine, Err(value), true)?,
        }
    }
    Ok(())
}
