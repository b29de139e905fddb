//! Methods of iterators that walk to the end, or to an answer.

use super::{MAX_SAFE_INTEGER, this_object, unread};
use crate::message;
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::native::Args;
use kataan_vm::operation::{
    IteratorRecord, call, create_array_from_rooted_list, get_iterator_direct,
    if_abrupt_close_iterator, is_callable, is_integral_number, iterator_close, iterator_step_value,
    iterator_to_list, same_value_zero, to_boolean, to_string,
};
use kataan_vm::string::StringBuilder;
use kataan_vm::value::Value;

/// A walk over `this` that calls the first argument with element and index.
struct Walk {
    record: IteratorRecord,
    callback: Value,
    index: u64,
}

impl Walk {
    /// Checks `this` and the callback; the iterator is closed if that is no function.
    fn begin(vm: &mut Vm, args: Args<'_>, method: &'static str) -> JsResult<Self> {
        let iterator = this_object(vm, args, method)?;
        let callback = args.get(0);
        if !is_callable(vm, callback) {
            let text = describe(vm, callback);
            let thrown = vm.throw_type_error(message::NOT_A_FUNCTION, &[&text]);
            return iterator_close(vm, &unread(iterator), Err(thrown));
        }
        let record = get_iterator_direct(vm, iterator)?;
        Ok(Self {
            record,
            callback,
            index: 0,
        })
    }

    /// The next element and what the callback makes of it; closes the iterator if that throws.
    fn step(&mut self, vm: &mut Vm) -> JsResult<Option<(Value, Value)>> {
        vm.check_interrupt()?;
        let Some(element) = iterator_step_value(vm, &mut self.record)? else {
            return Ok(None);
        };
        let arguments = [element, Value::from_number(self.index as f64)];
        let result = call(vm, self.callback, Value::UNDEFINED, &arguments);
        let result = if_abrupt_close_iterator(vm, &self.record, result)?;
        self.index += 1;
        Ok(Some((element, result)))
    }

    /// Closes the iterator early with an answer.
    fn finish(&self, vm: &mut Vm, answer: Value) -> JsResult<Value> {
        iterator_close(vm, &self.record, Ok(answer))
    }
}

/// [Iterator.prototype.every](https://tc39.es/ecma262/#sec-iterator.prototype.every)
pub(super) fn every(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let mut walk = Walk::begin(vm, args, "Iterator.prototype.every")?;
    while let Some((_, result)) = walk.step(vm)? {
        if !to_boolean(vm, result) {
            return walk.finish(vm, Value::FALSE);
        }
    }
    Ok(Value::TRUE)
}

/// [Iterator.prototype.some](https://tc39.es/ecma262/#sec-iterator.prototype.some)
pub(super) fn some(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let mut walk = Walk::begin(vm, args, "Iterator.prototype.some")?;
    while let Some((_, result)) = walk.step(vm)? {
        if to_boolean(vm, result) {
            return walk.finish(vm, Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}

/// [Iterator.prototype.find](https://tc39.es/ecma262/#sec-iterator.prototype.find)
pub(super) fn find(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let mut walk = Walk::begin(vm, args, "Iterator.prototype.find")?;
    while let Some((element, result)) = walk.step(vm)? {
        if to_boolean(vm, result) {
            return walk.finish(vm, element);
        }
    }
    Ok(Value::UNDEFINED)
}

/// [Iterator.prototype.forEach](https://tc39.es/ecma262/#sec-iterator.prototype.foreach)
pub(super) fn for_each(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let mut walk = Walk::begin(vm, args, "Iterator.prototype.forEach")?;
    while walk.step(vm)?.is_some() {}
    Ok(Value::UNDEFINED)
}

/// [Iterator.prototype.reduce](https://tc39.es/ecma262/#sec-iterator.prototype.reduce)
pub(super) fn reduce(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let mut walk = Walk::begin(vm, args, "Iterator.prototype.reduce")?;
    let mut accumulator = match args.passed(1) {
        Some(initial) => initial,
        None => {
            walk.index = 1;
            match iterator_step_value(vm, &mut walk.record)? {
                Some(first) => first,
                None => {
                    return Err(vm.throw_type_error(message::REDUCE_OF_EMPTY_ITERATOR, &[]));
                }
            }
        }
    };
    while let Some(element) = iterator_step_value(vm, &mut walk.record)? {
        vm.check_interrupt()?;
        let arguments = [accumulator, element, Value::from_number(walk.index as f64)];
        let result = call(vm, walk.callback, Value::UNDEFINED, &arguments);
        accumulator = if_abrupt_close_iterator(vm, &walk.record, result)?;
        walk.index += 1;
    }
    Ok(accumulator)
}

/// [Iterator.prototype.toArray](https://tc39.es/ecma262/#sec-iterator.prototype.toarray)
pub(super) fn to_array(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let iterator = this_object(vm, args, "Iterator.prototype.toArray")?;
    let mut record = get_iterator_direct(vm, iterator)?;
    let elements = iterator_to_list(vm, &mut record)?;
    Ok(create_array_from_rooted_list(vm, elements)?.into())
}

/// Iterator.prototype.includes of the
/// [iterator includes proposal](https://tc39.es/proposal-iterator-includes/)
pub(super) fn includes(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let iterator = this_object(vm, args, "Iterator.prototype.includes")?;
    let skipped = read_skipped(vm, args.get(1));
    let mut to_skip = if_abrupt_close_iterator(vm, &unread(iterator), skipped)?;
    let mut record = get_iterator_direct(vm, iterator)?;
    while let Some(element) = iterator_step_value(vm, &mut record)? {
        vm.check_interrupt()?;
        if to_skip > 0.0 {
            to_skip -= 1.0;
        } else if same_value_zero(vm, element, args.get(0))? {
            return iterator_close(vm, &record, Ok(Value::TRUE));
        }
    }
    Ok(Value::FALSE)
}

/// How many elements to skip: a non-negative safe integer or infinity, not converted.
fn read_skipped(vm: &mut Vm, skipped: Value) -> JsResult<f64> {
    if skipped.is_undefined() {
        return Ok(0.0);
    }
    let number = match skipped.as_number() {
        Some(number) if number.is_infinite() || is_integral_number(skipped) => number,
        _ => {
            let text = describe(vm, skipped);
            return Err(vm.throw_type_error(message::NOT_AN_INTEGRAL_NUMBER, &[&text]));
        }
    };
    if number < 0.0 || (number.is_finite() && number > MAX_SAFE_INTEGER) {
        return Err(vm.throw_range_error(message::INVALID_LIMIT, &[&number]));
    }
    Ok(number)
}

/// Iterator.prototype.join of the
/// [iterator join proposal](https://tc39.es/proposal-iterator-join/)
pub(super) fn join(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let iterator = this_object(vm, args, "Iterator.prototype.join")?;
    let separator = if args.get(0).is_undefined() {
        vm.latin1_string(b',')
    } else {
        let separator = to_string(vm, args.get(0));
        if_abrupt_close_iterator(vm, &unread(iterator), separator)?
    };
    let mut record = get_iterator_direct(vm, iterator)?;
    let mut builder = StringBuilder::new();
    let mut is_first = true;
    while let Some(element) = iterator_step_value(vm, &mut record)? {
        vm.check_interrupt()?;
        if !is_first {
            builder.push_string(vm, separator)?;
        }
        is_first = false;
        if !element.is_undefined() && !element.is_null() {
            let text = to_string(vm, element);
            let text = if_abrupt_close_iterator(vm, &record, text)?;
            builder.push_string(vm, text)?;
        }
        builder.check(vm, 0)?;
    }
    Ok(builder.finish(vm)?.into())
}
