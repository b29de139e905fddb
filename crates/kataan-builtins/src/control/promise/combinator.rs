//! `Promise.all`, `allSettled`, `any` and `race`, and the two that take an object of promises.
//!
//! All subscribe to what they are given in the same way; all but `race` count what is outstanding and differ
//! in what the functions given to `then` do. Such an element function captures the state that the
//! call's functions share, its index, and whether it was called.

use crate::captured::captured;
use crate::message;
use kataan_gc::{Field, Gc, Nullable, Plain, Slot, ValueVector, cell};
use kataan_vm::Vm;
use kataan_vm::error::{ErrorKind, JsResult, create_error, describe};
use kataan_vm::execution::promise::{PromiseCapability, new_promise_capability};
use kataan_vm::native::{Args, NativeFunction};
use kataan_vm::object::{
    Attributes, PropertyKey, create_native_closure, create_object, define_data_property,
    ordinary_object_create,
};
use kataan_vm::operation::{
    IteratorKind, IteratorRecord, call, create_array_from_rooted_list,
    create_data_property_or_throw, get, get_iterator, get_own_property, invoke, is_callable,
    iterator_close, iterator_step_value, own_property_keys,
};
use kataan_vm::string::Name;
use kataan_vm::value::Value;

cell! {
    /// What the element functions of one call share.
    pub struct Combination as Internal {
        /// How many elements are outstanding, and one for the walk itself.
        remaining: Plain<u32>,
        values: Field<ValueVector>,
        /// Of the keyed combinators, the keys of the result.
        keys: Nullable<ValueVector>,
        promise: Slot,
        resolve: Slot,
        reject: Slot,
    }
}

impl Combination {
    fn capability(&self) -> PromiseCapability {
        PromiseCapability {
            promise: self.promise.get(),
            resolve: self.resolve.get(),
            reject: self.reject.get(),
        }
    }

    /// Takes one off the count; whether that was the last.
    fn finish_one(&self) -> bool {
        self.remaining.set(self.remaining.get() - 1);
        self.remaining.get() == 0
    }
}

/// How a combinator treats the outcomes of its elements.
#[derive(Clone, Copy)]
struct Rule {
    /// The element function for fulfilment; `None`: the capability's resolve function.
    fulfilled: Option<NativeFunction>,
    /// The element function for rejection; `None`: the capability's reject function.
    rejected: Option<NativeFunction>,
    /// What happens when the last element has settled; `None`: nothing.
    complete: Option<fn(&mut Vm, Gc<Combination>) -> JsResult<()>>,
}

/// [Promise.all](https://tc39.es/ecma262/#sec-promise.all)
pub(super) fn all(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let complete = Some(resolve_with_values as fn(&mut Vm, Gc<Combination>) -> JsResult<()>);
    combine(
        vm,
        args,
        Rule {
            fulfilled: Some(keep_value),
            rejected: None,
            complete,
        },
    )
}

/// [Promise.allSettled](https://tc39.es/ecma262/#sec-promise.allsettled)
pub(super) fn all_settled(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let rule = Rule {
        fulfilled: Some(keep_fulfilled),
        rejected: Some(keep_rejected),
        complete: Some(resolve_with_values),
    };
    combine(vm, args, rule)
}

/// [Promise.any](https://tc39.es/ecma262/#sec-promise.any)
pub(super) fn any(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let complete = Some(reject_with_errors as fn(&mut Vm, Gc<Combination>) -> JsResult<()>);
    combine(
        vm,
        args,
        Rule {
            fulfilled: None,
            rejected: Some(keep_error),
            complete,
        },
    )
}

/// [Promise.race](https://tc39.es/ecma262/#sec-promise.race)
pub(super) fn race(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    combine(
        vm,
        args,
        Rule {
            fulfilled: None,
            rejected: None,
            complete: None,
        },
    )
}

/// Promise.allKeyed of the [await dictionary proposal](https://tc39.es/proposal-await-dictionary/)
pub(super) fn all_keyed(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let rule = Rule {
        fulfilled: Some(keep_value),
        rejected: None,
        complete: Some(resolve_with_values),
    };
    combine_keyed(vm, args, rule)
}

/// Promise.allSettledKeyed
pub(super) fn all_settled_keyed(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let rule = Rule {
        fulfilled: Some(keep_fulfilled),
        rejected: Some(keep_rejected),
        complete: Some(resolve_with_values),
    };
    combine_keyed(vm, args, rule)
}

/// The frame of the keyed combinators.
fn combine_keyed(vm: &mut Vm, args: Args<'_>, rule: Rule) -> JsResult<Value> {
    let capability = new_promise_capability(vm, args.this())?;
    if let Err(thrown) = perform_keyed(vm, args, &capability, rule) {
        let reason = vm.take_exception(thrown)?;
        capability.reject(vm, reason)?;
    }
    Ok(capability.promise)
}

/// PerformPromiseAllKeyed: subscribes to the values of all enumerable properties, in order.
fn perform_keyed(
    vm: &mut Vm,
    args: Args<'_>,
    capability: &PromiseCapability,
    rule: Rule,
) -> JsResult<()> {
    let resolve = get_promise_resolve(vm, args.this())?;
    let Some(promises) = vm.object(args.get(0)) else {
        let text = describe(vm, args.get(0));
        return Err(vm.throw_type_error(message::NOT_AN_OBJECT, &[&text]));
    };
    let all_keys = own_property_keys(vm, promises)?;
    let keys = vm.heap.new_list()?;
    let combination = new_combination(vm, capability, Some(keys))?;
    for key in all_keys.iter().map(PropertyKey::from_raw) {
        vm.check_interrupt()?;
        let property = get_own_property(vm, promises, key)?;
        if !property.is_some_and(|property| property.is_enumerable()) {
            continue;
        }
        let value = get(vm, promises, key)?;
        let index = keys.len() as u32;
        keys.push(&mut vm.heap, key.to_raw())?;
        subscribe(vm, args.this(), resolve, combination, index, value, rule)?;
    }
    match rule.complete {
        Some(complete) if combination.finish_one() => complete(vm, combination),
        _ => Ok(()),
    }
}

/// The state of one call: nothing but the walk is outstanding.
fn new_combination(
    vm: &mut Vm,
    capability: &PromiseCapability,
    keys: Option<Gc<ValueVector>>,
) -> JsResult<Gc<Combination>> {
    let values = vm.heap.new_list()?;
    Ok(vm.heap.allocate(CombinationInit {
        remaining: 1,
        values,
        keys,
        promise: capability.promise,
        resolve: capability.resolve,
        reject: capability.reject,
    })?)
}

/// The frame of all combinators that iterate: what throws before `then` is called rejects the result.
fn combine(vm: &mut Vm, args: Args<'_>, rule: Rule) -> JsResult<Value> {
    let capability = new_promise_capability(vm, args.this())?;
    if let Err(thrown) = perform(vm, args, &capability, rule) {
        let reason = vm.take_exception(thrown)?;
        capability.reject(vm, reason)?;
    }
    Ok(capability.promise)
}

/// [GetPromiseResolve](https://tc39.es/ecma262/#sec-getpromiseresolve)
fn get_promise_resolve(vm: &mut Vm, constructor: Value) -> JsResult<Value> {
    let Some(object) = vm.object(constructor) else {
        let text = describe(vm, constructor);
        return Err(vm.throw_type_error(message::NOT_AN_OBJECT, &[&text]));
    };
    let key = vm.key(Name::Resolve);
    let resolve = get(vm, object, key)?;
    if !is_callable(vm, resolve) {
        let text = describe(vm, resolve);
        return Err(vm.throw_type_error(message::NOT_A_FUNCTION, &[&text]));
    }
    Ok(resolve)
}

fn perform(
    vm: &mut Vm,
    args: Args<'_>,
    capability: &PromiseCapability,
    rule: Rule,
) -> JsResult<()> {
    let resolve = get_promise_resolve(vm, args.this())?;
    let mut record = get_iterator(vm, args.get(0), IteratorKind::Sync)?;
    let combination = new_combination(vm, capability, None)?;
    let mut index = 0;
    while let Some(next) = iterator_step_value(vm, &mut record)? {
        vm.check_interrupt()?;
        let subscribed = subscribe(vm, args.this(), resolve, combination, index, next, rule);
        close_if_thrown(vm, &record, subscribed)?;
        index += 1;
    }
    match rule.complete {
        Some(complete) if combination.finish_one() => complete(vm, combination),
        _ => Ok(()),
    }
}

/// [IfAbruptCloseIterator](https://tc39.es/ecma262/#sec-ifabruptcloseiterator)
fn close_if_thrown(vm: &mut Vm, record: &IteratorRecord, result: JsResult<()>) -> JsResult<()> {
    match result {
        Ok(()) => Ok(()),
        Err(thrown) => iterator_close(vm, record, Err(thrown)),
    }
}

/// Resolves an element and gives its `then` the element functions.
fn subscribe(
    vm: &mut Vm,
    constructor: Value,
    resolve: Value,
    combination: Gc<Combination>,
    index: u32,
    element: Value,
    rule: Rule,
) -> JsResult<()> {
    if rule.complete.is_some() {
        combination
            .values
            .get()
            .push(&mut vm.heap, Value::UNDEFINED)?;
    }
    let promise = call(vm, resolve, constructor, &[element])?;
    // Both functions of an element share the mark that one of them was called.
    let called = vm.heap.new_list_from(&[Value::FALSE])?;
    let captured = [
        combination.into(),
        Value::from_i32(index as i32),
        called.into(),
    ];
    let function = |vm: &mut Vm, code: Option<NativeFunction>, default: Value| match code {
        Some(code) => Ok(Value::from(create_native_closure(
            vm, code, "", 1, &captured,
        )?)),
        None => Ok::<Value, kataan_vm::error::Thrown>(default),
    };
    let fulfilled = function(vm, rule.fulfilled, combination.resolve.get())?;
    let rejected = function(vm, rule.rejected, combination.reject.get())?;
    combination.remaining.set(combination.remaining.get() + 1);
    let key = vm.key(Name::Then);
    invoke(vm, promise, key, &[fulfilled, rejected])?;
    Ok(())
}

/// The shared state and index of a called element function; `None` if it, or its twin, was called
/// before.
fn first_call(vm: &mut Vm, args: Args<'_>) -> Option<(Gc<Combination>, usize)> {
    let called = vm.heap.gc::<ValueVector>(captured(vm, args, 2))?;
    if called.get(0) == Some(Value::TRUE) {
        return None;
    }
    called.set(0, Value::TRUE);
    let combination = vm.heap.gc(captured(vm, args, 0))?;
    let index = captured(vm, args, 1).as_number()? as usize;
    Some((combination, index))
}

/// Stores the outcome of an element, and completes if it was the last.
fn keep(
    vm: &mut Vm,
    args: Args<'_>,
    complete: fn(&mut Vm, Gc<Combination>) -> JsResult<()>,
    outcome: impl FnOnce(&mut Vm, Value) -> JsResult<Value>,
) -> JsResult<Value> {
    if let Some((combination, index)) = first_call(vm, args) {
        let outcome = outcome(vm, args.get(0))?;
        combination.values.get().set(index, outcome);
        if combination.finish_one() {
            complete(vm, combination)?;
        }
    }
    Ok(Value::UNDEFINED)
}

/// [Promise.all resolve element functions](https://tc39.es/ecma262/#sec-promise.all-resolve-element-functions)
fn keep_value(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    keep(vm, args, resolve_with_values, |_, value| Ok(value))
}

/// [Promise.allSettled resolve element functions](https://tc39.es/ecma262/#sec-promise.allsettled-resolve-element-functions)
fn keep_fulfilled(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    keep(vm, args, resolve_with_values, |vm, value| {
        settled(vm, Name::Fulfilled, Name::Value, value)
    })
}

/// [Promise.allSettled reject element functions](https://tc39.es/ecma262/#sec-promise.allsettled-reject-element-functions)
fn keep_rejected(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    keep(vm, args, resolve_with_values, |vm, reason| {
        settled(vm, Name::Rejected, Name::Reason, reason)
    })
}

/// [Promise.any reject element functions](https://tc39.es/ecma262/#sec-promise.any-reject-element-functions)
fn keep_error(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    keep(vm, args, reject_with_errors, |_, error| Ok(error))
}

/// An outcome as `Promise.allSettled` tells it.
fn settled(vm: &mut Vm, status: Name, name: Name, value: Value) -> JsResult<Value> {
    let object = create_object(vm)?;
    let (key, status) = (vm.key(Name::Status), vm.name_value(status));
    create_data_property_or_throw(vm, object, key, status)?;
    let key = vm.key(name);
    create_data_property_or_throw(vm, object, key, value)?;
    Ok(object.into())
}

fn resolve_with_values(vm: &mut Vm, combination: Gc<Combination>) -> JsResult<()> {
    if let Some(keys) = combination.keys.get() {
        let object = ordinary_object_create(vm, None)?;
        for (key, value) in keys.iter().zip(combination.values.get().iter()) {
            create_data_property_or_throw(vm, object, PropertyKey::from_raw(key), value)?;
        }
        return combination.capability().resolve(vm, object.into());
    }
    let array = create_array_from_rooted_list(vm, combination.values.get())?;
    combination.capability().resolve(vm, array.into())
}

fn reject_with_errors(vm: &mut Vm, combination: Gc<Combination>) -> JsResult<()> {
    let error = create_error(vm, ErrorKind::AggregateError, "all promises were rejected")?;
    let errors = create_array_from_rooted_list(vm, combination.values.get())?;
    let key = vm.key(Name::Errors);
    define_data_property(vm, error, key, errors.into(), Attributes::HIDDEN)?;
    combination.capability().reject(vm, error.into())
}
