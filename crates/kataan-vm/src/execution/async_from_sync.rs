//! Async-from-sync iterators (27.1.6): what `for await` and `yield*` make of a sync iterator.

use super::promise::{
    PromiseCapability, new_intrinsic_capability, perform_promise_then, promise_resolve_intrinsic,
};
use crate::Vm;
use crate::error::{JsResult, Thrown, message};
use crate::native::Args;
use crate::object::{
    NativeFunctionObject, Object, ObjectInit, create_native_closure, new_object_base,
};
use crate::operation::{self, create_iter_result};
use crate::realm::Intrinsic;
use crate::string::Name;
use crate::value::Value;
use kataan_gc::{Gc, Slot, cell};

cell! {
    /// An async-from-sync iterator.
    pub struct AsyncFromSyncIterator: Object {
        /// The sync iterator; an object.
        pub iterator: Slot,
        /// Its `next`.
        pub next: Slot,
    }
}

/// [CreateAsyncFromSyncIterator](https://tc39.es/ecma262/#sec-createasyncfromsynciterator): the
/// iterator and its `next`.
pub fn create_async_from_sync_iterator(
    vm: &mut Vm,
    iterator: Value,
    next: Value,
) -> JsResult<(Value, Value)> {
    let prototype = vm.intrinsic(Intrinsic::AsyncFromSyncIteratorPrototype);
    let base: ObjectInit<'_> = new_object_base::<AsyncFromSyncIterator>(vm, Some(prototype), 0)?;
    let object = vm.heap.allocate(AsyncFromSyncIteratorInit {
        base,
        iterator,
        next,
    })?;
    let key = vm.key(Name::Next);
    let next = operation::get(vm, object.upcast(), key)?;
    Ok((object.into(), next))
}

/// The sync iterator of a receiver that script never sees.
fn record(vm: &Vm, args: Args<'_>) -> Option<Gc<AsyncFromSyncIterator>> {
    vm.heap.gc(args.this())
}

/// Rejects a capability with what was thrown.
fn reject(vm: &mut Vm, capability: PromiseCapability, thrown: Thrown) -> JsResult<Value> {
    let reason = vm.take_exception(thrown)?;
    capability.reject(vm, reason)?;
    Ok(capability.promise)
}

/// [%AsyncFromSyncIteratorPrototype%.next](https://tc39.es/ecma262/#sec-%asyncfromsynciteratorprototype%.next)
pub fn async_from_sync_next(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let Some(record) = record(vm, args) else {
        return Ok(Value::UNDEFINED);
    };
    let capability = new_intrinsic_capability(vm)?;
    let (iterator, next) = (record.iterator.get(), record.next.get());
    let result = match args.passed(0) {
        Some(value) => operation::call(vm, next, iterator, &[value]),
        None => operation::call(vm, next, iterator, &[]),
    };
    let result = result.and_then(|result| expect_result(vm, result));
    match result {
        Ok(result) => continuation(vm, result, capability, iterator, true),
        Err(thrown) => reject(vm, capability, thrown),
    }
}

/// [%AsyncFromSyncIteratorPrototype%.return](https://tc39.es/ecma262/#sec-%asyncfromsynciteratorprototype%.return)
pub fn async_from_sync_return(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let Some(record) = record(vm, args) else {
        return Ok(Value::UNDEFINED);
    };
    let capability = new_intrinsic_capability(vm)?;
    let iterator = record.iterator.get();
    let key = vm.key(Name::Return);
    let result = operation::get_method(vm, iterator, key).and_then(|method| {
        if method.is_undefined() {
            return Ok(None);
        }
        let result = match args.passed(0) {
            Some(value) => operation::call(vm, method, iterator, &[value]),
            None => operation::call(vm, method, iterator, &[]),
        }?;
        expect_result(vm, result).map(Some)
    });
    match result {
        Ok(Some(result)) => continuation(vm, result, capability, iterator, false),
        Ok(None) => {
            let result = create_iter_result(vm, args.get(0), true)?;
            capability.resolve(vm, result.into())?;
            Ok(capability.promise)
        }
        Err(thrown) => reject(vm, capability, thrown),
    }
}

/// [%AsyncFromSyncIteratorPrototype%.throw](https://tc39.es/ecma262/#sec-%asyncfromsynciteratorprototype%.throw)
pub fn async_from_sync_throw(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let Some(record) = record(vm, args) else {
        return Ok(Value::UNDEFINED);
    };
    let capability = new_intrinsic_capability(vm)?;
    let iterator = record.iterator.get();
    let key = vm.key(Name::Throw);
    let result = operation::get_method(vm, iterator, key).and_then(|method| {
        if method.is_undefined() {
            // A protocol violation: the iterator is closed first.
            close(vm, iterator)?;
            return Err(vm.throw_type_error(message::NOT_ITERATOR_METHOD, &[&"throw"]));
        }
        let result = match args.passed(0) {
            Some(value) => operation::call(vm, method, iterator, &[value]),
            None => operation::call(vm, method, iterator, &[]),
        }?;
        expect_result(vm, result)
    });
    match result {
        Ok(result) => continuation(vm, result, capability, iterator, true),
        Err(thrown) => reject(vm, capability, thrown),
    }
}

/// IteratorClose with a normal completion.
fn close(vm: &mut Vm, iterator: Value) -> JsResult<()> {
    let key = vm.key(Name::Return);
    let method = operation::get_method(vm, iterator, key)?;
    if !method.is_undefined() {
        let result = operation::call(vm, method, iterator, &[])?;
        expect_result(vm, result)?;
    }
    Ok(())
}

fn expect_result(vm: &mut Vm, result: Value) -> JsResult<Gc<Object>> {
    match vm.object(result) {
        Some(object) => Ok(object),
        None => {
            let text = crate::error::describe(vm, result);
            Err(vm.throw_type_error(message::ITERATOR_RESULT, &[&text]))
        }
    }
}

/// [AsyncFromSyncIteratorContinuation](https://tc39.es/ecma262/#sec-asyncfromsynciteratorcontinuation)
fn continuation(
    vm: &mut Vm,
    result: Gc<Object>,
    capability: PromiseCapability,
    iterator: Value,
    close_on_rejection: bool,
) -> JsResult<Value> {
    let done = match operation::iterator_complete(vm, result) {
        Ok(done) => done,
        Err(thrown) => return reject(vm, capability, thrown),
    };
    let value = match operation::iterator_value(vm, result) {
        Ok(value) => value,
        Err(thrown) => return reject(vm, capability, thrown),
    };
    let wrapper = match promise_resolve_intrinsic(vm, value) {
        Ok(wrapper) => wrapper,
        Err(thrown) => {
            let reason = vm.take_exception(thrown)?;
            if !done && close_on_rejection {
                close_quietly(vm, iterator)?;
            }
            capability.reject(vm, reason)?;
            return Ok(capability.promise);
        }
    };
    let unwrap: fn(&mut Vm, Args<'_>) -> JsResult<Value> =
        if done { unwrap_done } else { unwrap_value };
    let on_fulfilled = create_native_closure(vm, unwrap, "", 1, &[])?.into();
    let on_rejected = if done || !close_on_rejection {
        Value::UNDEFINED
    } else {
        create_native_closure(vm, close_iterator, "", 1, &[iterator])?.into()
    };
    perform_promise_then(vm, wrapper, on_fulfilled, on_rejected, Some(capability))?;
    Ok(capability.promise)
}

/// IteratorClose with a throw completion.
fn close_quietly(vm: &mut Vm, iterator: Value) -> JsResult<()> {
    let key = vm.key(Name::Return);
    let outcome = operation::get_method(vm, iterator, key).and_then(|method| {
        if method.is_undefined() {
            Ok(Value::UNDEFINED)
        } else {
            operation::call(vm, method, iterator, &[])
        }
    });
    if let Err(thrown) = outcome {
        vm.take_exception(thrown)?;
    }
    Ok(())
}

fn unwrap_value(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    Ok(create_iter_result(vm, args.get(0), false)?.into())
}

fn unwrap_done(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    Ok(create_iter_result(vm, args.get(0), true)?.into())
}

fn close_iterator(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let iterator = vm
        .heap
        .gc::<NativeFunctionObject>(args.callee())
        .map_or(Value::UNDEFINED, |function| function.captured(0));
    close_quietly(vm, iterator)?;
    Err(vm.throw(args.get(0)))
}
