//! [Iterator.zip](https://tc39.es/ecma262/#sec-iterator.zip) and
//! [Iterator.zipKeyed](https://tc39.es/ecma262/#sec-iterator.zipkeyed).

use super::iterator_helper::{HelperKind, IteratorHelper, Parts, create};
use crate::message;
use kataan_gc::{Gc, ValueVector};
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::native::Args;
use kataan_vm::object::{Object, PropertyKey, ordinary_object_create};
use kataan_vm::operation::{
    FlattenStrings, IteratorKind, IteratorRecord, create_array_from_rooted_list,
    create_data_property_or_throw, get, get_iterator, get_iterator_flattenable, get_own_property,
    iterator_close, iterator_step, iterator_step_value, own_property_keys,
};
use kataan_vm::string::{Name, flatten};
use kataan_vm::value::Value;

type List = Gc<ValueVector>;

/// The iterator at `index` of a list of iterators and methods, if it has not ended.
fn record_at(vm: &Vm, list: List, index: usize) -> Option<IteratorRecord> {
    let iterator = vm.object(list.get(2 * index)?)?;
    Some(IteratorRecord {
        iterator,
        next: list.get(2 * index + 1)?,
        done: false,
    })
}

/// [IteratorCloseAll](https://tc39.es/ecma262/#sec-iteratorcloseall): the open ones, last first.
pub(super) fn close_all<T>(
    vm: &mut Vm,
    list: Option<List>,
    completion: JsResult<T>,
) -> JsResult<T> {
    let Some(list) = list else { return completion };
    let mut completion = completion;
    for index in (0..list.len() / 2).rev() {
        if let Some(record) = record_at(vm, list, index) {
            completion = iterator_close(vm, &record, completion);
        }
    }
    completion
}

/// [IfAbruptCloseIterators](https://tc39.es/ecma262/#sec-ifabruptcloseiterators)
fn close_if_thrown<T>(vm: &mut Vm, list: List, result: JsResult<T>) -> JsResult<T> {
    if result.is_ok() {
        result
    } else {
        close_all(vm, Some(list), result)
    }
}

/// The options of both methods.
struct Options {
    kind: HelperKind,
    /// The `padding` option, read for the longest mode only.
    padding: Option<Gc<Object>>,
}

fn read_options(vm: &mut Vm, options: Value) -> JsResult<Options> {
    let mut parsed = Options {
        kind: HelperKind::ZipShortest,
        padding: None,
    };
    if options.is_undefined() {
        return Ok(parsed);
    }
    let options = require_object(vm, options)?;
    let key = vm.key(Name::Mode);
    let mode = get(vm, options, key)?;
    if !mode.is_undefined() {
        let text = match vm.string(mode) {
            Some(text) => flatten(vm, text)?.units().to_rust_string(),
            None => String::new(),
        };
        parsed.kind = match text.as_str() {
            "shortest" => HelperKind::ZipShortest,
            "longest" => HelperKind::ZipLongest,
            "strict" => HelperKind::ZipStrict,
            _ => {
                let text = describe(vm, mode);
                return Err(vm.throw_type_error(message::INVALID_ZIP_MODE, &[&text]));
            }
        };
    }
    if parsed.kind == HelperKind::ZipLongest {
        let key = vm.key(Name::Padding);
        let padding = get(vm, options, key)?;
        if !padding.is_undefined() {
            parsed.padding = Some(require_object(vm, padding)?);
        }
    }
    Ok(parsed)
}

fn require_object(vm: &mut Vm, value: Value) -> JsResult<Gc<Object>> {
    match vm.object(value) {
        Some(object) => Ok(object),
        None => {
            let text = describe(vm, value);
            Err(vm.throw_type_error(message::NOT_AN_OBJECT, &[&text]))
        }
    }
}

/// [Iterator.zip](https://tc39.es/ecma262/#sec-iterator.zip)
pub(super) fn zip(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    require_object(vm, args.get(0))?;
    let options = read_options(vm, args.get(1))?;
    let list = vm.heap.new_list()?;
    let mut input = get_iterator(vm, args.get(0), IteratorKind::Sync)?;
    loop {
        vm.check_interrupt()?;
        let next = iterator_step_value(vm, &mut input);
        let Some(next) = close_if_thrown(vm, list, next)? else {
            break;
        };
        let record = get_iterator_flattenable(vm, next, FlattenStrings::Reject);
        let record = match record {
            Ok(record) => record,
            Err(thrown) => {
                let completion = close_all(vm, Some(list), Err(thrown));
                return iterator_close(vm, &input, completion);
            }
        };
        list.extend(&mut vm.heap, &[record.iterator.into(), record.next])?;
    }
    let padding = match options.padding {
        Some(padding) => Some(positional_padding(vm, list, padding)?),
        None => None,
    };
    let parts = Parts {
        list: Some(list),
        padding,
        ..Parts::of(options.kind)
    };
    create(vm, parts)
}

/// One padding value for each iterator, from an iterable.
fn positional_padding(vm: &mut Vm, list: List, padding: Gc<Object>) -> JsResult<List> {
    let values = vm.heap.new_list()?;
    let record = get_iterator(vm, padding.into(), IteratorKind::Sync);
    let mut record = close_if_thrown(vm, list, record)?;
    let mut ended = false;
    for _ in 0..list.len() / 2 {
        let mut value = None;
        if !ended {
            let next = iterator_step_value(vm, &mut record);
            value = close_if_thrown(vm, list, next)?;
            ended = value.is_none();
        }
        values.push(&mut vm.heap, value.unwrap_or(Value::UNDEFINED))?;
    }
    if !ended {
        let closed = iterator_close(vm, &record, Ok(()));
        close_if_thrown(vm, list, closed)?;
    }
    Ok(values)
}

/// [Iterator.zipKeyed](https://tc39.es/ecma262/#sec-iterator.zipkeyed)
pub(super) fn zip_keyed(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let iterables = require_object(vm, args.get(0))?;
    let options = read_options(vm, args.get(1))?;
    let list = vm.heap.new_list()?;
    let keys = vm.heap.new_list()?;
    for key in own_property_keys(vm, iterables)?
        .iter()
        .map(PropertyKey::from_raw)
    {
        let added = add_keyed(vm, iterables, key, list, keys);
        close_if_thrown(vm, list, added)?;
    }
    let mut padding = None;
    if let Some(object) = options.padding {
        let values = vm.heap.new_list()?;
        for key in keys.iter().map(PropertyKey::from_raw) {
            let value = get(vm, object, key);
            let value = close_if_thrown(vm, list, value)?;
            values.push(&mut vm.heap, value)?;
        }
        padding = Some(values);
    }
    let parts = Parts {
        list: Some(list),
        padding,
        keys: Some(keys),
        ..Parts::of(options.kind)
    };
    create(vm, parts)
}

/// Adds the iterator of one enumerable property that is not undefined.
fn add_keyed(
    vm: &mut Vm,
    iterables: Gc<Object>,
    key: PropertyKey,
    list: List,
    keys: List,
) -> JsResult<()> {
    let descriptor = get_own_property(vm, iterables, key)?;
    if !descriptor.is_some_and(|descriptor| descriptor.is_enumerable()) {
        return Ok(());
    }
    let value = get(vm, iterables, key)?;
    if value.is_undefined() {
        return Ok(());
    }
    let record = get_iterator_flattenable(vm, value, FlattenStrings::Reject)?;
    list.extend(&mut vm.heap, &[record.iterator.into(), record.next])?;
    Ok(keys.push(&mut vm.heap, key.to_raw())?)
}

/// The step of [IteratorZip](https://tc39.es/ecma262/#sec-iteratorzip).
pub(super) fn zip_step(vm: &mut Vm, helper: Gc<IteratorHelper>) -> JsResult<Option<Value>> {
    let Some(list) = helper.list.get() else {
        return Ok(None);
    };
    let count = list.len() / 2;
    if count == 0 {
        return Ok(None);
    }
    let results = vm.heap.new_list_with_capacity(count)?;
    for index in 0..count {
        let padding = |helper: Gc<IteratorHelper>| {
            helper
                .padding
                .get()
                .and_then(|padding| padding.get(index))
                .unwrap_or(Value::UNDEFINED)
        };
        let Some(mut record) = record_at(vm, list, index) else {
            let value = padding(helper);
            results.push(&mut vm.heap, value)?;
            continue;
        };
        match iterator_step_value(vm, &mut record) {
            Ok(Some(element)) => results.push(&mut vm.heap, element)?,
            Err(thrown) => {
                list.set(2 * index, Value::UNDEFINED);
                return close_all(vm, Some(list), Err(thrown));
            }
            Ok(None) => {
                list.set(2 * index, Value::UNDEFINED);
                match helper.kind.get() {
                    HelperKind::ZipStrict => return end_strictly(vm, list, index),
                    HelperKind::ZipLongest if has_open(list) => {
                        let value = padding(helper);
                        results.push(&mut vm.heap, value)?;
                    }
                    HelperKind::ZipLongest => return Ok(None),
                    _ => return close_all(vm, Some(list), Ok(None)),
                }
            }
        }
    }
    finish(vm, helper, results).map(Some)
}

fn has_open(list: List) -> bool {
    (0..list.len())
        .step_by(2)
        .any(|index| list.get(index) != Some(Value::UNDEFINED))
}

/// One iterator of the strict mode has ended: all must end with the first.
fn end_strictly(vm: &mut Vm, list: List, ended: usize) -> JsResult<Option<Value>> {
    let mut uneven = ended != 0;
    for index in 1..list.len() / 2 {
        if uneven {
            break;
        }
        let Some(mut record) = record_at(vm, list, index) else {
            continue;
        };
        match iterator_step(vm, &mut record) {
            Ok(Some(_)) => uneven = true,
            Ok(None) => {
                list.set(2 * index, Value::UNDEFINED);
            }
            Err(thrown) => {
                list.set(2 * index, Value::UNDEFINED);
                return close_all(vm, Some(list), Err(thrown));
            }
        }
    }
    if !uneven {
        return Ok(None);
    }
    let thrown = vm.throw_type_error(message::UNEVEN_ITERATORS, &[]);
    close_all(vm, Some(list), Err(thrown))
}

/// The results as an array, or as an object with the keys.
fn finish(vm: &mut Vm, helper: Gc<IteratorHelper>, results: List) -> JsResult<Value> {
    let Some(keys) = helper.keys.get() else {
        return Ok(create_array_from_rooted_list(vm, results)?.into());
    };
    let object = ordinary_object_create(vm, None)?;
    for (key, value) in keys.iter().zip(results.iter()) {
        create_data_property_or_throw(vm, object, PropertyKey::from_raw(key), value)?;
    }
    Ok(object.into())
}
