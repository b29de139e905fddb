//! `map`, `filter`, `take`, `drop` and `flatMap` of iterators.

use super::iterator_helper::{HelperKind, IteratorHelper, Parts, create};
use super::{MAX_SAFE_INTEGER, this_object, unread};
use crate::message;
use kataan_gc::Gc;
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::native::Args;
use kataan_vm::operation::{
    FlattenStrings, IteratorRecord, call, get_iterator_direct, get_iterator_flattenable,
    if_abrupt_close_iterator, is_callable, iterator_close, iterator_step, iterator_step_value,
    to_boolean, to_integer_or_infinity, to_number,
};
use kataan_vm::value::Value;

/// A helper of `kind` that calls the first argument.
fn with_callback(
    vm: &mut Vm,
    args: Args<'_>,
    method: &'static str,
    kind: HelperKind,
) -> JsResult<Value> {
    let iterator = this_object(vm, args, method)?;
    let callback = args.get(0);
    if !is_callable(vm, callback) {
        let text = describe(vm, callback);
        let thrown = vm.throw_type_error(message::NOT_A_FUNCTION, &[&text]);
        return iterator_close(vm, &unread(iterator), Err(thrown));
    }
    let record = get_iterator_direct(vm, iterator)?;
    create(
        vm,
        Parts {
            record: Some(record),
            callback,
            ..Parts::of(kind)
        },
    )
}

/// A helper of `kind` that counts as far as the first argument says.
fn with_limit(
    vm: &mut Vm,
    args: Args<'_>,
    method: &'static str,
    kind: HelperKind,
) -> JsResult<Value> {
    let iterator = this_object(vm, args, method)?;
    let limit = read_limit(vm, args.get(0));
    let counter = if_abrupt_close_iterator(vm, &unread(iterator), limit)?;
    let record = get_iterator_direct(vm, iterator)?;
    create(
        vm,
        Parts {
            record: Some(record),
            counter,
            ..Parts::of(kind)
        },
    )
}

/// A limit: a non-negative safe integer or infinity.
fn read_limit(vm: &mut Vm, limit: Value) -> JsResult<f64> {
    let number = to_number(vm, limit)?;
    if number.is_finite() && number > MAX_SAFE_INTEGER {
        return Err(vm.throw_range_error(message::INVALID_LIMIT, &[&number]));
    }
    let integer = to_integer_or_infinity(vm, Value::from_number(number))?;
    if number.is_nan() || integer < 0.0 {
        return Err(vm.throw_range_error(message::INVALID_LIMIT, &[&number]));
    }
    Ok(integer)
}

/// [Iterator.prototype.map](https://tc39.es/ecma262/#sec-iterator.prototype.map)
pub(super) fn map(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    with_callback(vm, args, "Iterator.prototype.map", HelperKind::Map)
}

/// [Iterator.prototype.filter](https://tc39.es/ecma262/#sec-iterator.prototype.filter)
pub(super) fn filter(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    with_callback(vm, args, "Iterator.prototype.filter", HelperKind::Filter)
}

/// [Iterator.prototype.flatMap](https://tc39.es/ecma262/#sec-iterator.prototype.flatmap)
pub(super) fn flat_map(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    with_callback(vm, args, "Iterator.prototype.flatMap", HelperKind::FlatMap)
}

/// [Iterator.prototype.take](https://tc39.es/ecma262/#sec-iterator.prototype.take)
pub(super) fn take(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    with_limit(vm, args, "Iterator.prototype.take", HelperKind::Take)
}

/// [Iterator.prototype.drop](https://tc39.es/ecma262/#sec-iterator.prototype.drop)
pub(super) fn drop(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    with_limit(vm, args, "Iterator.prototype.drop", HelperKind::Drop)
}

/// Calls the helper's callback with an element and its index; closes the iterator if that throws.
fn call_back(
    vm: &mut Vm,
    helper: Gc<IteratorHelper>,
    record: &IteratorRecord,
    element: Value,
) -> JsResult<Value> {
    let arguments = [element, helper.counter.get()];
    let result = call(vm, helper.callback.get(), Value::UNDEFINED, &arguments);
    let result = if_abrupt_close_iterator(vm, record, result)?;
    helper.add_to_count(1.0);
    Ok(result)
}

pub(super) fn map_step(vm: &mut Vm, helper: Gc<IteratorHelper>) -> JsResult<Option<Value>> {
    let Some(mut record) = helper.record() else {
        return Ok(None);
    };
    match iterator_step_value(vm, &mut record)? {
        Some(element) => call_back(vm, helper, &record, element).map(Some),
        None => Ok(None),
    }
}

pub(super) fn filter_step(vm: &mut Vm, helper: Gc<IteratorHelper>) -> JsResult<Option<Value>> {
    let Some(mut record) = helper.record() else {
        return Ok(None);
    };
    while let Some(element) = iterator_step_value(vm, &mut record)? {
        vm.check_interrupt()?;
        let selected = call_back(vm, helper, &record, element)?;
        if to_boolean(vm, selected) {
            return Ok(Some(element));
        }
    }
    Ok(None)
}

pub(super) fn take_step(vm: &mut Vm, helper: Gc<IteratorHelper>) -> JsResult<Option<Value>> {
    let Some(mut record) = helper.record() else {
        return Ok(None);
    };
    if helper.count() <= 0.0 {
        return iterator_close(vm, &record, Ok(None));
    }
    helper.add_to_count(-1.0);
    iterator_step_value(vm, &mut record)
}

pub(super) fn drop_step(
    vm: &mut Vm,
    helper: Gc<IteratorHelper>,
    first: bool,
) -> JsResult<Option<Value>> {
    let Some(mut record) = helper.record() else {
        return Ok(None);
    };
    while first && helper.count() > 0.0 {
        vm.check_interrupt()?;
        helper.add_to_count(-1.0);
        if iterator_step(vm, &mut record)?.is_none() {
            return Ok(None);
        }
    }
    iterator_step_value(vm, &mut record)
}

pub(super) fn flat_map_step(vm: &mut Vm, helper: Gc<IteratorHelper>) -> JsResult<Option<Value>> {
    let Some(mut record) = helper.record() else {
        return Ok(None);
    };
    loop {
        vm.check_interrupt()?;
        if let Some(mut inner) = helper.inner_record() {
            let element = iterator_step_value(vm, &mut inner);
            let element = if_abrupt_close_iterator(vm, &record, element)?;
            if element.is_some() {
                return Ok(element);
            }
            helper.inner.set(None);
        }
        let Some(element) = iterator_step_value(vm, &mut record)? else {
            return Ok(None);
        };
        let arguments = [element, helper.counter.get()];
        let inner = call(vm, helper.callback.get(), Value::UNDEFINED, &arguments)
            .and_then(|mapped| get_iterator_flattenable(vm, mapped, FlattenStrings::Reject));
        let inner = if_abrupt_close_iterator(vm, &record, inner)?;
        helper.inner.set(inner.iterator);
        helper.inner_next.set(inner.next);
        helper.add_to_count(1.0);
    }
}

/// Closes the inner iterator, if there is one, then the one below.
pub(super) fn close(vm: &mut Vm, helper: Gc<IteratorHelper>) -> JsResult<()> {
    let mut completion = Ok(());
    if let Some(inner) = helper.inner_record() {
        completion = iterator_close(vm, &inner, Ok(()));
    }
    match helper.record() {
        Some(record) => iterator_close(vm, &record, completion),
        None => completion,
    }
}
