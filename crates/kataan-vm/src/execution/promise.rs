//! Promises (27.2.1): the record, reactions and abstract operations. The constructor and its
//! methods are the library's; async functions, modules and iterators use these operations.

use super::coroutine::Coroutine;
use super::job::Job;
use crate::Vm;
use crate::error::{JsResult, message};
use crate::native::Args;
use crate::object::{NativeFunctionObject, Object, create_native_closure, new_object_base};
use crate::operation::{
    call, construct, get, is_callable, is_constructor, same_value, species_constructor,
};
use crate::realm::Intrinsic;
use crate::string::Name;
use crate::value::Value;
use kataan_gc::{Gc, Nullable, Plain, PlainData, Slot, cell};

/// How far a promise is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum PromiseState {
    /// Neither fulfilled nor rejected.
    Pending,
    /// With a value.
    Fulfilled,
    /// With a reason.
    Rejected,
}

impl PlainData for PromiseState {}

cell! {
    /// A promise object.
    pub struct Promise: Object {
        /// The value or the reason.
        pub result: Slot,
        /// What waits, last added first.
        pub reactions: Nullable<PromiseReaction>,
        /// How far it is.
        pub state: Plain<PromiseState>,
        /// Whether a rejection was ever handled.
        pub is_handled: Plain<bool>,
    }
}

cell! {
    /// What happens when a promise settles: both reactions that one `then` adds.
    pub struct PromiseReaction {
        /// The one added before.
        pub next: Nullable<PromiseReaction>,
        /// Called with the value: a function, `undefined` to pass it on.
        pub on_fulfilled: Slot,
        /// Called with the reason: a function, `undefined` to pass it on.
        pub on_rejected: Slot,
        /// The promise that the outcome goes to, if any: of the derived capability.
        pub promise: Slot,
        /// The capability's functions; `undefined` where `promise` is resolved directly.
        pub resolve: Slot,
        /// See `resolve`.
        pub reject: Slot,
        /// The coroutine that awaits, instead of handlers.
        pub coroutine: Nullable<Coroutine>,
    }
}

/// A promise and what settles it (27.2.1.1).
#[derive(Clone, Copy, Debug)]
pub struct PromiseCapability {
    /// The promise.
    pub promise: Value,
    /// Its resolve function; `undefined` for a promise of the intrinsic constructor that script
    /// has not seen with its functions.
    pub resolve: Value,
    /// Its reject function; like `resolve`.
    pub reject: Value,
}

/// What a rejection tracker is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RejectionOperation {
    /// A promise was rejected without a handler.
    Reject,
    /// A handler was added to a rejected promise.
    Handle,
}

/// A pending promise of the intrinsic constructor.
pub fn new_promise(vm: &mut Vm) -> JsResult<Gc<Promise>> {
    let prototype = vm.intrinsic(Intrinsic::PromisePrototype);
    new_promise_with(vm, prototype)
}

/// A pending promise with a prototype of its own.
pub fn new_promise_with(vm: &mut Vm, prototype: Gc<Object>) -> JsResult<Gc<Promise>> {
    let base = new_object_base::<Promise>(vm, Some(prototype), 0)?;
    Ok(vm.heap.allocate(PromiseInit {
        base,
        result: Value::UNDEFINED,
        reactions: None,
        state: PromiseState::Pending,
        is_handled: false,
    })?)
}

/// The promise that `value` is, if it is one (27.2.1.6).
pub fn as_promise(vm: &Vm, value: Value) -> Option<Gc<Promise>> {
    vm.heap.gc(value)
}

cell! {
    /// What a promise's two resolving functions share: the promise until either was called.
    pub struct Resolver as Internal {
        promise: Nullable<Promise>,
    }
}

/// [CreateResolvingFunctions](https://tc39.es/ecma262/#sec-createresolvingfunctions): resolve and
/// reject.
pub fn create_resolving_functions(vm: &mut Vm, promise: Gc<Promise>) -> JsResult<(Value, Value)> {
    let resolver = vm.heap.allocate(ResolverInit {
        promise: Some(promise),
    })?;
    let resolve = create_native_closure(vm, resolve_function, "", 1, &[resolver.into()])?;
    let reject = create_native_closure(vm, reject_function, "", 1, &[resolver.into()])?;
    Ok((resolve.into(), reject.into()))
}

/// A value that a native function captured.
fn captured(vm: &Vm, args: Args<'_>, index: usize) -> Value {
    let function = vm.heap.gc::<NativeFunctionObject>(args.callee());
    function.map_or(Value::UNDEFINED, |function| function.captured(index))
}

/// The promise of a resolving function, the first time that either is called.
fn take_promise(vm: &mut Vm, args: Args<'_>) -> Option<Gc<Promise>> {
    let resolver = captured(vm, args, 0);
    let resolver = vm.heap.gc::<Resolver>(resolver)?;
    let promise = resolver.promise.get();
    resolver.promise.set(None);
    promise
}

/// [Promise resolve functions](https://tc39.es/ecma262/#sec-promise-resolve-functions)
pub(crate) fn resolve_function(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    if let Some(promise) = take_promise(vm, args) {
        resolve_promise(vm, promise, args.get(0))?;
    }
    Ok(Value::UNDEFINED)
}

/// [Promise reject functions](https://tc39.es/ecma262/#sec-promise-reject-functions)
pub(crate) fn reject_function(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    if let Some(promise) = take_promise(vm, args) {
        reject_promise(vm, promise, args.get(0))?;
    }
    Ok(Value::UNDEFINED)
}

/// The steps of a promise's resolve function after the check that it was not called before.
pub fn resolve_promise(vm: &mut Vm, promise: Gc<Promise>, resolution: Value) -> JsResult<()> {
    if resolution == Value::from_gc(promise) {
        let thrown = vm.throw_type_error(message::PROMISE_SELF, &[]);
        let error = vm.take_exception(thrown)?;
        return reject_promise(vm, promise, error);
    }
    let Some(thenable) = vm.heap.gc::<Object>(resolution) else {
        return fulfill_promise(vm, promise, resolution);
    };
    let key = vm.key(Name::Then);
    let then = match get(vm, thenable, key) {
        Ok(then) => then,
        Err(thrown) => {
            let error = vm.take_exception(thrown)?;
            return reject_promise(vm, promise, error);
        }
    };
    if !is_callable(vm, then) {
        return fulfill_promise(vm, promise, resolution);
    }
    vm.enqueue_job(Job::ResolveThenable {
        promise,
        thenable: resolution,
        then,
    })
}

/// [FulfillPromise](https://tc39.es/ecma262/#sec-fulfillpromise)
pub fn fulfill_promise(vm: &mut Vm, promise: Gc<Promise>, value: Value) -> JsResult<()> {
    settle(vm, promise, PromiseState::Fulfilled, value)
}

/// [RejectPromise](https://tc39.es/ecma262/#sec-rejectpromise)
pub fn reject_promise(vm: &mut Vm, promise: Gc<Promise>, reason: Value) -> JsResult<()> {
    if !promise.is_handled.get() {
        vm.track_rejection(promise, RejectionOperation::Reject);
    }
    settle(vm, promise, PromiseState::Rejected, reason)
}

fn settle(vm: &mut Vm, promise: Gc<Promise>, state: PromiseState, result: Value) -> JsResult<()> {
    debug_assert!(
        promise.state.get() == PromiseState::Pending,
        "a promise settles once"
    );
    let last = promise.reactions.get();
    promise.reactions.set(None);
    promise.result.set(result);
    promise.state.set(state);
    // The list is in reverse: turn it round to trigger in the order of adding.
    let mut reversed: Option<Gc<PromiseReaction>> = None;
    let mut next = last;
    while let Some(reaction) = next {
        next = reaction.next.get();
        reaction.next.set(reversed);
        reversed = Some(reaction);
    }
    while let Some(reaction) = reversed {
        reversed = reaction.next.get();
        reaction.next.set(None);
        vm.enqueue_job(Job::Reaction {
            reaction,
            state,
            argument: result,
        })?;
    }
    Ok(())
}

/// [NewPromiseCapability](https://tc39.es/ecma262/#sec-newpromisecapability)
pub fn new_promise_capability(vm: &mut Vm, constructor: Value) -> JsResult<PromiseCapability> {
    if is_intrinsic_constructor(vm, constructor) {
        let promise = new_promise(vm)?;
        let (resolve, reject) = create_resolving_functions(vm, promise)?;
        return Ok(PromiseCapability {
            promise: promise.into(),
            resolve,
            reject,
        });
    }
    if !is_constructor(vm, constructor) {
        let text = crate::error::describe(vm, constructor);
        return Err(vm.throw_type_error(message::NOT_CONSTRUCTOR, &[&text]));
    }
    let holder = vm.heap.allocate(CapabilityFunctionsInit {
        resolve: Value::UNDEFINED,
        reject: Value::UNDEFINED,
    })?;
    let executor = create_native_closure(vm, capability_executor, "", 2, &[holder.into()])?;
    let constructor = vm
        .heap
        .gc::<Object>(constructor)
        .expect("a constructor is an object");
    let promise = construct(vm, constructor, &[executor.into()], None)?;
    for function in [holder.resolve.get(), holder.reject.get()] {
        if !is_callable(vm, function) {
            let text = crate::error::describe(vm, function);
            return Err(vm.throw_type_error(message::NOT_CALLABLE, &[&text]));
        }
    }
    Ok(PromiseCapability {
        promise: promise.into(),
        resolve: holder.resolve.get(),
        reject: holder.reject.get(),
    })
}

cell! {
    /// What the executor of a capability was given.
    pub struct CapabilityFunctions as Internal {
        resolve: Slot,
        reject: Slot,
    }
}

/// The executor of NewPromiseCapability.
pub(crate) fn capability_executor(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let holder = captured(vm, args, 0);
    let holder = vm
        .heap
        .gc::<CapabilityFunctions>(holder)
        .expect("captured at creation");
    for slot in [&holder.resolve, &holder.reject] {
        if !slot.get().is_undefined() {
            return Err(vm.throw_type_error(message::PROMISE_EXECUTOR_TWICE, &[]));
        }
    }
    holder.resolve.set(args.get(0));
    holder.reject.set(args.get(1));
    Ok(Value::UNDEFINED)
}

/// A capability of the intrinsic constructor whose functions script never sees.
pub fn new_intrinsic_capability(vm: &mut Vm) -> JsResult<PromiseCapability> {
    let promise = new_promise(vm)?.into();
    Ok(PromiseCapability {
        promise,
        resolve: Value::UNDEFINED,
        reject: Value::UNDEFINED,
    })
}

fn is_intrinsic_constructor(vm: &Vm, value: Value) -> bool {
    value == Value::from_gc(vm.intrinsic(Intrinsic::Promise))
}

impl PromiseCapability {
    /// Calls the resolve function.
    pub fn resolve(&self, vm: &mut Vm, value: Value) -> JsResult<()> {
        if self.resolve.is_undefined() {
            let promise = as_promise(vm, self.promise).expect("of the intrinsic constructor");
            return resolve_promise(vm, promise, value);
        }
        call(vm, self.resolve, Value::UNDEFINED, &[value])?;
        Ok(())
    }

    /// Calls the reject function.
    pub fn reject(&self, vm: &mut Vm, reason: Value) -> JsResult<()> {
        if self.reject.is_undefined() {
            let promise = as_promise(vm, self.promise).expect("of the intrinsic constructor");
            return reject_promise(vm, promise, reason);
        }
        call(vm, self.reject, Value::UNDEFINED, &[reason])?;
        Ok(())
    }
}

/// [PromiseResolve](https://tc39.es/ecma262/#sec-promise-resolve): `value` itself if it is a promise
/// of `constructor`, else a promise of it resolved with `value`.
pub fn promise_resolve(vm: &mut Vm, constructor: Value, value: Value) -> JsResult<Value> {
    if let Some(promise) = as_promise(vm, value) {
        let key = vm.key(Name::Constructor);
        let its = get(vm, promise.upcast(), key)?;
        if same_value(vm, its, constructor)? {
            return Ok(value);
        }
    }
    if is_intrinsic_constructor(vm, constructor) {
        let promise = new_promise(vm)?;
        resolve_promise(vm, promise, value)?;
        return Ok(promise.into());
    }
    let capability = new_promise_capability(vm, constructor)?;
    capability.resolve(vm, value)?;
    Ok(capability.promise)
}

/// PromiseResolve with the intrinsic constructor.
pub fn promise_resolve_intrinsic(vm: &mut Vm, value: Value) -> JsResult<Gc<Promise>> {
    let constructor = Value::from_gc(vm.intrinsic(Intrinsic::Promise));
    let promise = promise_resolve(vm, constructor, value)?;
    Ok(as_promise(vm, promise).expect("the intrinsic constructor makes promises"))
}

/// [PerformPromiseThen](https://tc39.es/ecma262/#sec-performpromisethen)
pub fn perform_promise_then(
    vm: &mut Vm,
    promise: Gc<Promise>,
    on_fulfilled: Value,
    on_rejected: Value,
    capability: Option<PromiseCapability>,
) -> JsResult<()> {
    let handler = |vm: &Vm, value: Value| {
        if is_callable(vm, value) {
            value
        } else {
            Value::UNDEFINED
        }
    };
    let capability = capability.unwrap_or(PromiseCapability {
        promise: Value::UNDEFINED,
        resolve: Value::UNDEFINED,
        reject: Value::UNDEFINED,
    });
    let reaction = vm.heap.allocate(PromiseReactionInit {
        next: None,
        on_fulfilled: handler(vm, on_fulfilled),
        on_rejected: handler(vm, on_rejected),
        promise: capability.promise,
        resolve: capability.resolve,
        reject: capability.reject,
        coroutine: None,
    })?;
    add_reaction(vm, promise, reaction)
}

/// Lets a coroutine wait for a promise: the `then` of [Await](https://tc39.es/ecma262/#await),
/// without functions.
pub(crate) fn await_promise(
    vm: &mut Vm,
    promise: Gc<Promise>,
    coroutine: Gc<Coroutine>,
) -> JsResult<()> {
    let reaction = vm.heap.allocate(PromiseReactionInit {
        next: None,
        on_fulfilled: Value::UNDEFINED,
        on_rejected: Value::UNDEFINED,
        promise: Value::UNDEFINED,
        resolve: Value::UNDEFINED,
        reject: Value::UNDEFINED,
        coroutine: Some(coroutine),
    })?;
    add_reaction(vm, promise, reaction)
}

fn add_reaction(vm: &mut Vm, promise: Gc<Promise>, reaction: Gc<PromiseReaction>) -> JsResult<()> {
    let state = promise.state.get();
    if state == PromiseState::Pending {
        reaction.next.set(promise.reactions.get());
        promise.reactions.set(reaction);
    } else {
        if state == PromiseState::Rejected && !promise.is_handled.get() {
            vm.track_rejection(promise, RejectionOperation::Handle);
        }
        let argument = promise.result.get();
        vm.enqueue_job(Job::Reaction {
            reaction,
            state,
            argument,
        })?;
    }
    promise.is_handled.set(true);
    Ok(())
}

/// [NewPromiseReactionJob](https://tc39.es/ecma262/#sec-newpromisereactionjob): what the job does.
pub(crate) fn run_reaction(
    vm: &mut Vm,
    reaction: Gc<PromiseReaction>,
    state: PromiseState,
    argument: Value,
) -> JsResult<()> {
    let is_rejection = state == PromiseState::Rejected;
    if let Some(coroutine) = reaction.coroutine.get() {
        return super::coroutine::resume_awaiting(vm, coroutine, argument, is_rejection);
    }
    let handler = if is_rejection {
        reaction.on_rejected.get()
    } else {
        reaction.on_fulfilled.get()
    };
    let result = if !handler.is_undefined() {
        call(vm, handler, Value::UNDEFINED, &[argument])
    } else if is_rejection {
        Err(vm.throw(argument))
    } else {
        Ok(argument)
    };
    let capability = PromiseCapability {
        promise: reaction.promise.get(),
        resolve: reaction.resolve.get(),
        reject: reaction.reject.get(),
    };
    match result {
        Ok(value) if capability.promise.is_undefined() => {
            let _ = value;
            Ok(())
        }
        Ok(value) => capability.resolve(vm, value),
        Err(thrown) => {
            let reason = vm.take_exception(thrown)?;
            // Without a capability the handler was the engine's own, which does not throw.
            if capability.promise.is_undefined() {
                Ok(())
            } else {
                capability.reject(vm, reason)
            }
        }
    }
}

/// [NewPromiseResolveThenableJob](https://tc39.es/ecma262/#sec-newpromiseresolvethenablejob): what
/// the job does.
pub(crate) fn run_resolve_thenable(
    vm: &mut Vm,
    promise: Gc<Promise>,
    thenable: Value,
    then: Value,
) -> JsResult<()> {
    let (resolve, reject) = create_resolving_functions(vm, promise)?;
    match call(vm, then, thenable, &[resolve, reject]) {
        Ok(_) => Ok(()),
        Err(thrown) => {
            let reason = vm.take_exception(thrown)?;
            call(vm, reject, Value::UNDEFINED, &[reason])?;
            Ok(())
        }
    }
}

/// [Promise.prototype.then](https://tc39.es/ecma262/#sec-promise.prototype.then) after the check
/// of its receiver: also what the library's `then` calls.
pub fn promise_then(
    vm: &mut Vm,
    promise: Gc<Promise>,
    on_fulfilled: Value,
    on_rejected: Value,
) -> JsResult<Value> {
    let constructor = species_constructor(vm, promise.upcast(), Intrinsic::Promise)?;
    let constructor = Value::from_gc(constructor);
    let capability = if is_intrinsic_constructor(vm, constructor) {
        new_intrinsic_capability(vm)?
    } else {
        new_promise_capability(vm, constructor)?
    };
    perform_promise_then(vm, promise, on_fulfilled, on_rejected, Some(capability))?;
    Ok(capability.promise)
}
