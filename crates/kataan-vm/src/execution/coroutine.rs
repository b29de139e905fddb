//! Coroutines: frames of generators and async functions that are suspended.
//!
//! A suspended frame is a copy of its registers in a cell. While it runs, word 2 of its frame
//! names that cell. A generator object and its coroutine are two cells, because script subclasses
//! generator objects and the frame's size is known only at the first suspension.

use super::async_generator;
use super::promise::{Promise, reject_promise, resolve_promise};
use crate::Vm;
use crate::error::{JsResult, Thrown, message};
use crate::interpreter::resume;
use crate::object::{Object, new_object_base};
use crate::operation::create_iter_result;
use crate::realm::Realm;
use crate::value::Value;
use kataan_gc::{Field, Gc, Nullable, Plain, PlainData, Slot, ValueVector, cell};

/// Whether a coroutine runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum CoroutineState {
    /// Before the first statement of the body.
    SuspendedStart,
    /// At a `yield`.
    Suspended,
    /// At an `await`.
    Awaiting,
    /// On the register stack.
    Running,
    /// Returned or thrown.
    Completed,
    /// Of an async generator: completed, while a `return` request is awaited.
    AwaitingReturn,
}

impl PlainData for CoroutineState {}

/// What kind of function it is of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum CoroutineKind {
    /// A generator.
    Generator,
    /// An async function, or the body of a module with top-level `await`.
    Async,
    /// An async generator.
    AsyncGenerator,
}

impl PlainData for CoroutineKind {}

/// How a coroutine is resumed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum ResumeMode {
    /// With a value.
    Next,
    /// With an exception.
    Throw,
    /// With a return completion.
    Return,
}

impl PlainData for ResumeMode {}

cell! {
    /// A frame that can be suspended.
    pub struct Coroutine as Internal {
        /// Whether it runs.
        pub state: Plain<CoroutineState>,
        /// What kind of function it is of.
        pub kind: Plain<CoroutineKind>,
        /// Where it goes on: words from the start of the function's code.
        pub pc: Plain<u32>,
        /// Its function's realm.
        pub realm: Field<Realm>,
        /// Of a generator: its object.
        pub generator: Nullable<Object>,
        /// Of an async function: the promise of its result.
        pub promise: Nullable<Promise>,
        /// Of an async generator: its queue of requests, see `async_generator`.
        pub queue: Nullable<ValueVector>,
    }
    tail /// The frame's registers.
    pub registers: [Slot; word];
}

cell! {
    /// A generator object, also of an async generator.
    pub struct GeneratorObject: Object {
        /// Its frame.
        pub coroutine: Field<Coroutine>,
    }
}

/// A generator object for a suspended frame.
pub(crate) fn new_generator_object(
    vm: &mut Vm,
    prototype: Gc<Object>,
    coroutine: Gc<Coroutine>,
) -> JsResult<Gc<GeneratorObject>> {
    let base = new_object_base::<GeneratorObject>(vm, Some(prototype), 0)?;
    let object = vm.heap.allocate(GeneratorObjectInit { base, coroutine })?;
    coroutine.generator.set(object.upcast());
    Ok(object)
}

/// [GeneratorValidate](https://tc39.es/ecma262/#sec-generatorvalidate): the coroutine of a generator
/// that does not run.
pub(crate) fn generator_validate(
    vm: &mut Vm,
    value: Value,
    method: &str,
) -> JsResult<Gc<Coroutine>> {
    let coroutine = vm
        .heap
        .gc::<GeneratorObject>(value)
        .map(|object| object.coroutine.get())
        .filter(|coroutine| coroutine.kind.get() == CoroutineKind::Generator);
    let Some(coroutine) = coroutine else {
        let text = crate::error::describe(vm, value);
        return Err(vm.throw_type_error(message::INCOMPATIBLE_RECEIVER, &[&method, &text]));
    };
    if coroutine.state.get() == CoroutineState::Running {
        return Err(vm.throw_type_error(message::GENERATOR_RUNNING, &[]));
    }
    Ok(coroutine)
}

/// [GeneratorResume](https://tc39.es/ecma262/#sec-generatorresume) and
/// [GeneratorResumeAbrupt](https://tc39.es/ecma262/#sec-generatorresumeabrupt): gives an iterator
/// result.
pub fn generator_resume(
    vm: &mut Vm,
    generator: Value,
    mode: ResumeMode,
    value: Value,
    method: &str,
) -> JsResult<Value> {
    let coroutine = generator_validate(vm, generator, method)?;
    if let Some(result) = resume_settled(vm, coroutine, mode, value) {
        let result = result?;
        return Ok(create_iter_result(vm, result, true)?.into());
    }
    resume::resume_from_rust(vm, coroutine, mode, value)
}

/// The outcome of resuming a coroutine that has not started or has ended, where that needs no
/// frame: the value of a `done` result, or a throw.
pub(crate) fn resume_settled(
    vm: &mut Vm,
    coroutine: Gc<Coroutine>,
    mode: ResumeMode,
    value: Value,
) -> Option<JsResult<Value>> {
    if mode != ResumeMode::Next && coroutine.state.get() == CoroutineState::SuspendedStart {
        complete(coroutine);
    }
    if coroutine.state.get() != CoroutineState::Completed {
        return None;
    }
    Some(match mode {
        ResumeMode::Next => Ok(Value::UNDEFINED),
        ResumeMode::Return => Ok(value),
        ResumeMode::Throw => Err(vm.throw(value)),
    })
}

/// Marks a coroutine as ended and lets go of its registers.
pub(crate) fn complete(coroutine: Gc<Coroutine>) {
    coroutine.state.set(CoroutineState::Completed);
    for slot in coroutine.registers() {
        slot.set(Value::UNDEFINED);
    }
}

/// What a settled promise does to the coroutine that awaits it.
pub(crate) fn resume_awaiting(
    vm: &mut Vm,
    coroutine: Gc<Coroutine>,
    value: Value,
    is_rejection: bool,
) -> JsResult<()> {
    if coroutine.state.get() == CoroutineState::AwaitingReturn {
        return async_generator::finish_awaiting_return(vm, coroutine, value, is_rejection);
    }
    let mode = if is_rejection {
        ResumeMode::Throw
    } else {
        ResumeMode::Next
    };
    // What the frame throws or returns settles its promise or answers its request.
    resume::resume_from_rust(vm, coroutine, mode, value)?;
    Ok(())
}

/// Settles the promise of an async function whose body has ended.
pub(crate) fn settle_async(
    vm: &mut Vm,
    promise: Gc<Promise>,
    result: Result<Value, Thrown>,
) -> JsResult<()> {
    match result {
        Ok(value) => resolve_promise(vm, promise, value),
        Err(thrown) => {
            let reason = vm.take_exception(thrown)?;
            reject_promise(vm, promise, reason)
        }
    }
}
