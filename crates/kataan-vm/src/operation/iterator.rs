//! Operations on iterator objects (clause 7.4).

use super::{call, get_method, get_name, get_v, is_callable, to_boolean};
use crate::error::{JsResult, describe, message};
use crate::object::{
    NativeFunctionObject, Object, PropertyKey, create_object_with_shape, shape_for_keys,
};
use crate::realm::Intrinsic;
use crate::string::Name;
use crate::symbol::WellKnownSymbol;
use crate::value::Value;
use crate::vm::Vm;
use kataan_gc::{Gc, RootedList};

/// An [Iterator Record](https://tc39.es/ecma262/#sec-iterator-records), for a local.
#[derive(Clone, Copy, Debug)]
pub struct IteratorRecord {
    /// The iterator.
    pub iterator: Gc<Object>,
    /// Its `next` method.
    pub next: Value,
    /// Whether it ended, by itself or by throwing.
    pub done: bool,
}

/// Which protocol to use.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum IteratorKind {
    Sync,
    Async,
}

/// [GetIteratorDirect](https://tc39.es/ecma262/#sec-getiteratordirect).
pub fn get_iterator_direct(vm: &mut Vm, iterator: Gc<Object>) -> JsResult<IteratorRecord> {
    let next = get_name(vm, iterator, Name::Next)?;
    Ok(IteratorRecord {
        iterator,
        next,
        done: false,
    })
}

/// [GetIteratorFromMethod](https://tc39.es/ecma262/#sec-getiteratorfrommethod).
pub fn get_iterator_from_method(
    vm: &mut Vm,
    value: Value,
    method: Value,
) -> JsResult<IteratorRecord> {
    let iterator = call(vm, method, value, &[])?;
    match vm.object(iterator) {
        Some(iterator) => get_iterator_direct(vm, iterator),
        None => {
            let text = describe(vm, iterator);
            Err(vm.throw_type_error(message::ITERATOR_NOT_OBJECT, &[&text]))
        }
    }
}

/// [GetIterator](https://tc39.es/ecma262/#sec-getiterator). An async iterator made from a
/// synchronous one comes from the hook of the interpreter.
pub fn get_iterator(vm: &mut Vm, value: Value, kind: IteratorKind) -> JsResult<IteratorRecord> {
    if kind == IteratorKind::Async {
        let key = vm.symbol_key(WellKnownSymbol::AsyncIterator);
        let method = get_method(vm, value, key)?;
        if !method.is_undefined() {
            return get_iterator_from_method(vm, value, method);
        }
        let sync = get_iterator(vm, value, IteratorKind::Sync)?;
        return match vm.hooks.async_from_sync_iterator {
            Some(create) => create(vm, sync),
            None => Ok(sync),
        };
    }
    let key = vm.symbol_key(WellKnownSymbol::Iterator);
    let method = if value.is_nullish() {
        Value::UNDEFINED
    } else {
        get_v(vm, value, key)?
    };
    if !is_callable(vm, method) {
        let text = describe(vm, value);
        return Err(vm.throw_type_error(message::NOT_ITERABLE, &[&text]));
    }
    get_iterator_from_method(vm, value, method)
}

/// Whether `GetIteratorFlattenable` takes strings.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum FlattenStrings {
    Iterate,
    Reject,
}

/// [GetIteratorFlattenable](https://tc39.es/ecma262/#sec-getiteratorflattenable).
pub fn get_iterator_flattenable(
    vm: &mut Vm,
    value: Value,
    strings: FlattenStrings,
) -> JsResult<IteratorRecord> {
    let is_iterated_string = strings == FlattenStrings::Iterate && value.is_string();
    if !value.is_object() && !is_iterated_string {
        let text = describe(vm, value);
        return Err(vm.throw_type_error(message::NOT_OBJECT, &[&text]));
    }
    let key = vm.symbol_key(WellKnownSymbol::Iterator);
    let method = get_method(vm, value, key)?;
    let iterator = if method.is_undefined() {
        value
    } else {
        call(vm, method, value, &[])?
    };
    match vm.object(iterator) {
        Some(iterator) => get_iterator_direct(vm, iterator),
        None => {
            let text = describe(vm, iterator);
            Err(vm.throw_type_error(message::ITERATOR_NOT_OBJECT, &[&text]))
        }
    }
}

/// [IteratorNext](https://tc39.es/ecma262/#sec-iteratornext).
pub fn iterator_next(
    vm: &mut Vm,
    record: &mut IteratorRecord,
    value: Option<Value>,
) -> JsResult<Gc<Object>> {
    let result = match value {
        Some(value) => call(vm, record.next, record.iterator.into(), &[value]),
        None => call(vm, record.next, record.iterator.into(), &[]),
    };
    let result = result.inspect_err(|_| record.done = true)?;
    match vm.object(result) {
        Some(result) => Ok(result),
        None => {
            record.done = true;
            let text = describe(vm, result);
            Err(vm.throw_type_error(message::ITERATOR_RESULT, &[&text]))
        }
    }
}

/// [IteratorComplete](https://tc39.es/ecma262/#sec-iteratorcomplete).
pub fn iterator_complete(vm: &mut Vm, result: Gc<Object>) -> JsResult<bool> {
    let done = get_name(vm, result, Name::Done)?;
    Ok(to_boolean(vm, done))
}

/// [IteratorValue](https://tc39.es/ecma262/#sec-iteratorvalue).
pub fn iterator_value(vm: &mut Vm, result: Gc<Object>) -> JsResult<Value> {
    get_name(vm, result, Name::Value)
}

/// [IteratorStep](https://tc39.es/ecma262/#sec-iteratorstep): the result object, or none at the end.
pub fn iterator_step(vm: &mut Vm, record: &mut IteratorRecord) -> JsResult<Option<Gc<Object>>> {
    vm.check_interrupt()?;
    let result = iterator_next(vm, record, None)?;
    match iterator_complete(vm, result) {
        Ok(false) => Ok(Some(result)),
        Ok(true) => {
            record.done = true;
            Ok(None)
        }
        Err(thrown) => {
            record.done = true;
            Err(thrown)
        }
    }
}

/// A step of an iterator whose `next` is the library's own, without its result object, which no
/// program sees. The outer option is none if the iterator is another.
#[inline]
pub(crate) fn native_step(
    vm: &mut Vm,
    iterator: Value,
    next: Value,
) -> JsResult<Option<Option<Value>>> {
    match vm.heap.gc::<NativeFunctionObject>(next) {
        Some(native) if native.realm.get() == vm.realm() => {
            match vm.natives.step(native.native()) {
                Some(step) => step(vm, iterator),
                None => Ok(None),
            }
        }
        _ => Ok(None),
    }
}

/// [IteratorStepValue](https://tc39.es/ecma262/#sec-iteratorstepvalue).
pub fn iterator_step_value(vm: &mut Vm, record: &mut IteratorRecord) -> JsResult<Option<Value>> {
    vm.check_interrupt()?;
    match native_step(vm, record.iterator.into(), record.next) {
        Ok(Some(step)) => {
            record.done = step.is_none();
            return Ok(step);
        }
        Ok(None) => {}
        Err(thrown) => {
            record.done = true;
            return Err(thrown);
        }
    }
    let Some(result) = iterator_step(vm, record)? else {
        return Ok(None);
    };
    iterator_value(vm, result)
        .map(Some)
        .inspect_err(|_| record.done = true)
}

/// [IteratorClose](https://tc39.es/ecma262/#sec-iteratorclose): hands on `completion`, unless it
/// is normal and closing throws.
pub fn iterator_close<T>(
    vm: &mut Vm,
    record: &IteratorRecord,
    completion: JsResult<T>,
) -> JsResult<T> {
    let thrown = match completion {
        Ok(value) => {
            let key = vm.key(Name::Return);
            let method = get_method(vm, record.iterator.into(), key)?;
            if !method.is_undefined() {
                let result = call(vm, method, record.iterator.into(), &[])?;
                crate::value::expect_object(vm, result)?;
            }
            return Ok(value);
        }
        Err(thrown) => thrown,
    };
    // What closing throws is dropped, but a termination ends all.
    let exception = vm.take_exception(thrown)?;
    let key = vm.key(Name::Return);
    let inner = get_method(vm, record.iterator.into(), key).and_then(|method| {
        if method.is_undefined() {
            Ok(method)
        } else {
            call(vm, method, record.iterator.into(), &[])
        }
    });
    if let Err(thrown) = inner {
        vm.take_exception(thrown)?;
    }
    Err(vm.throw(exception))
}

/// [IfAbruptCloseIterator](https://tc39.es/ecma262/#sec-ifabruptcloseiterator): hands on what
/// `result` is; the iterator is closed if that is a throw completion.
#[inline]
pub fn if_abrupt_close_iterator<T>(
    vm: &mut Vm,
    record: &IteratorRecord,
    result: JsResult<T>,
) -> JsResult<T> {
    match result {
        Ok(value) => Ok(value),
        Err(thrown) => iterator_close(vm, record, Err(thrown)),
    }
}

/// [CreateIteratorResultObject](https://tc39.es/ecma262/#sec-createiterresultobject).
pub fn create_iter_result(vm: &mut Vm, value: Value, done: bool) -> JsResult<Gc<Object>> {
    let realm = vm.realm();
    let shape = match realm.iter_result_shape.get() {
        Some(shape) => shape,
        None => {
            let prototype = vm.intrinsic(Intrinsic::ObjectPrototype);
            let keys: [PropertyKey; 2] = [vm.key(Name::Value), vm.key(Name::Done)];
            let shape = shape_for_keys(vm, Some(prototype), 2, &keys)?
                .expect("two properties can be shared");
            realm.iter_result_shape.set(shape);
            shape
        }
    };
    create_object_with_shape(vm, shape, &[value, Value::from_bool(done)])
}

/// [IteratorToList](https://tc39.es/ecma262/#sec-iteratortolist).
pub fn iterator_to_list(vm: &mut Vm, record: &mut IteratorRecord) -> JsResult<RootedList> {
    let list = vm.heap.new_list()?;
    while let Some(value) = iterator_step_value(vm, record)? {
        list.push(&mut vm.heap, value)?;
    }
    Ok(list)
}
