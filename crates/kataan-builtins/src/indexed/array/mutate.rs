//! Changing an array in place.

use crate::indexed::element::{create_element, existing_element};
use crate::indexed::relative_index::{relative_end, relative_index};
use crate::message;
use kataan_gc::Gc;
use kataan_vm::Vm;
use kataan_vm::error::JsResult;
use kataan_vm::native::Args;
use kataan_vm::object::array_fast::{
    as_simple_array, create_dense_element, fill_simple, own_dense_element, push_simple,
    reverse_simple, shift_simple,
};
use kataan_vm::object::{
    Object, PropertyKey, array_length, array_pop_fast, array_shift_fast, array_unshift_fast,
    is_plain_array, slots,
};
use kataan_vm::operation::{
    array_species_create, create_data_property_or_throw, delete_property_or_throw, get,
    has_property, length_of_array_like, set, to_integer_or_infinity, to_object,
};
use kataan_vm::string::Name;
use kataan_vm::value::Value;

/// The largest length of an array-like object.
pub(super) const MAX_SAFE_LENGTH: u64 = (1 << 53) - 1;

/// `Set(object, "length", length, true)`
pub(super) fn set_length(vm: &mut Vm, object: Gc<Object>, length: u64) -> JsResult<()> {
    let key = vm.key(Name::Length);
    set(vm, object, key, Value::from_number(length as f64))
}

/// Moves the element at `from` to `to`, or deletes the one at `to` if there is none at `from`.
fn move_element(vm: &mut Vm, object: Gc<Object>, from: u64, to: u64) -> JsResult<()> {
    vm.check_interrupt_every(from)?;
    // From one element that is there to another: nobody is asked on the way.
    if let (Ok(source), Ok(target)) = (u32::try_from(from), u32::try_from(to))
        && let Some(element) = slots::load_element(object, source)
        && slots::store_element(object, target, element)
    {
        return Ok(());
    }
    let (from, to) = (PropertyKey::from_index(from), PropertyKey::from_index(to));
    if has_property(vm, object, from)? {
        let element = get(vm, object, from)?;
        set(vm, object, to, element)
    } else {
        delete_property_or_throw(vm, object, to)
    }
}

/// [Array.prototype.copyWithin](https://tc39.es/ecma262/#sec-array.prototype.copywithin)
pub(super) fn copy_within(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = to_object(vm, args.this())?;
    let length = length_of_array_like(vm, object)?;
    let to = relative_index(vm, args.get(0), length)?;
    let from = relative_index(vm, args.get(1), length)?;
    let end = relative_end(vm, args.get(2), length)?;
    let count = end.saturating_sub(from).min(length - to);
    if from < to && to < from + count {
        for offset in (0..count).rev() {
            move_element(vm, object, from + offset, to + offset)?;
        }
    } else {
        for offset in 0..count {
            move_element(vm, object, from + offset, to + offset)?;
        }
    }
    Ok(object.into())
}

/// [Array.prototype.fill](https://tc39.es/ecma262/#sec-array.prototype.fill)
pub(super) fn fill(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = to_object(vm, args.this())?;
    let length = length_of_array_like(vm, object)?;
    let start = relative_index(vm, args.get(1), length)?;
    let end = relative_end(vm, args.get(2), length)?;
    if fill_simple(vm, object, start, end, args.get(0))? {
        return Ok(object.into());
    }
    for index in start..end {
        vm.check_interrupt_every(index)?;
        if own_dense_element(object, index).is_some()
            && create_dense_element(object, index, args.get(0))
        {
            continue;
        }
        set(vm, object, PropertyKey::from_index(index), args.get(0))?;
    }
    Ok(object.into())
}

/// [Array.prototype.pop](https://tc39.es/ecma262/#sec-array.prototype.pop)
pub(super) fn pop(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = to_object(vm, args.this())?;
    if let Some(last) = array_pop_fast(object) {
        return Ok(last);
    }
    let length = length_of_array_like(vm, object)?;
    if length == 0 {
        set_length(vm, object, 0)?;
        return Ok(Value::UNDEFINED);
    }
    let key = PropertyKey::from_index(length - 1);
    let element = get(vm, object, key)?;
    delete_property_or_throw(vm, object, key)?;
    set_length(vm, object, length - 1)?;
    Ok(element)
}

/// [Array.prototype.push](https://tc39.es/ecma262/#sec-array.prototype.push)
pub(super) fn push(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = to_object(vm, args.this())?;
    if let [element] = args.rest(0)
        && is_plain_array(object)
        && slots::append_element(object, array_length(object), *element)
    {
        return Ok(Value::from_index(u64::from(array_length(object))));
    }
    if args.len() == 1 && push_simple(vm, object, args.get(0))? {
        return Ok(Value::from_index(u64::from(array_length(object))));
    }
    let mut length = length_of_array_like(vm, object)?;
    if length + args.len() as u64 > MAX_SAFE_LENGTH {
        return Err(vm.throw_type_error(message::ARRAY_TOO_LONG, &[]));
    }
    for element in args.iter_from(0) {
        set(vm, object, PropertyKey::from_index(length), element)?;
        length += 1;
    }
    set_length(vm, object, length)?;
    Ok(Value::from_number(length as f64))
}

/// [Array.prototype.reverse](https://tc39.es/ecma262/#sec-array.prototype.reverse)
pub(super) fn reverse(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = to_object(vm, args.this())?;
    let length = length_of_array_like(vm, object)?;
    if reverse_simple(object) {
        return Ok(object.into());
    }
    for lower in 0..length / 2 {
        vm.check_interrupt_every(lower)?;
        let lower_key = PropertyKey::from_index(lower);
        let upper_key = PropertyKey::from_index(length - 1 - lower);
        let lower_element = existing_element(vm, object, lower)?;
        let upper_element = existing_element(vm, object, length - 1 - lower)?;
        match (lower_element, upper_element) {
            (Some(lower_element), Some(upper_element)) => {
                set(vm, object, lower_key, upper_element)?;
                set(vm, object, upper_key, lower_element)?;
            }
            (None, Some(upper_element)) => {
                set(vm, object, lower_key, upper_element)?;
                delete_property_or_throw(vm, object, upper_key)?;
            }
            (Some(lower_element), None) => {
                delete_property_or_throw(vm, object, lower_key)?;
                set(vm, object, upper_key, lower_element)?;
            }
            (None, None) => {}
        }
    }
    Ok(object.into())
}

/// [Array.prototype.shift](https://tc39.es/ecma262/#sec-array.prototype.shift)
pub(super) fn shift(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = to_object(vm, args.this())?;
    if let Some(first) = array_shift_fast(object) {
        return Ok(first);
    }
    let length = length_of_array_like(vm, object)?;
    if length == 0 {
        set_length(vm, object, 0)?;
        return Ok(Value::UNDEFINED);
    }
    let first = get(vm, object, PropertyKey::from_index(0))?;
    for from in 1..length {
        move_element(vm, object, from, from - 1)?;
    }
    delete_property_or_throw(vm, object, PropertyKey::from_index(length - 1))?;
    set_length(vm, object, length - 1)?;
    Ok(first)
}

/// [Array.prototype.unshift](https://tc39.es/ecma262/#sec-array.prototype.unshift)
pub(super) fn unshift(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = to_object(vm, args.this())?;
    if array_unshift_fast(vm, object, args.rest(0))? {
        return Ok(Value::from_index(u64::from(array_length(object))));
    }
    let length = length_of_array_like(vm, object)?;
    let count = args.len() as u64;
    if count > 0 {
        if length + count > MAX_SAFE_LENGTH {
            return Err(vm.throw_type_error(message::ARRAY_TOO_LONG, &[]));
        }
        for from in (0..length).rev() {
            move_element(vm, object, from, from + count)?;
        }
        for (index, element) in args.iter_from(0).enumerate() {
            set(vm, object, PropertyKey::from_index(index as u64), element)?;
        }
    }
    set_length(vm, object, length + count)?;
    Ok(Value::from_number((length + count) as f64))
}

/// How many elements `splice` and `toSpliced` take out from `start` on.
pub(super) fn skip_count(vm: &mut Vm, args: Args<'_>, start: u64, length: u64) -> JsResult<u64> {
    match args.len() {
        0 => Ok(0),
        1 => Ok(length - start),
        _ => {
            let count = to_integer_or_infinity(vm, args.get(1))?;
            Ok(count.clamp(0.0, (length - start) as f64) as u64)
        }
    }
}

/// The rest of `splice` where both arrays are simple; whether it was done.
fn splice_simple(
    vm: &mut Vm,
    args: Args<'_>,
    object: Gc<Object>,
    removed: Gc<Object>,
    start: u64,
    deleted: u64,
) -> JsResult<bool> {
    let inserted = args.len().saturating_sub(2) as u32;
    let (Some((_, length)), Some((_, room))) = (as_simple_array(object), as_simple_array(removed))
    else {
        return Ok(false);
    };
    if object == removed || start + deleted > u64::from(length) || u64::from(room) != deleted {
        return Ok(false);
    }
    for offset in 0..deleted {
        if let Some(element) = own_dense_element(object, start + offset) {
            create_element(vm, removed, offset, element)?;
        }
    }
    if !shift_simple(vm, object, start as u32, deleted as u32, inserted)? {
        return Ok(false);
    }
    for (offset, element) in args.iter_from(2).enumerate() {
        create_element(vm, object, start + offset as u64, element)?;
    }
    Ok(true)
}

/// [Array.prototype.splice](https://tc39.es/ecma262/#sec-array.prototype.splice)
pub(super) fn splice(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = to_object(vm, args.this())?;
    let length = length_of_array_like(vm, object)?;
    let start = relative_index(vm, args.get(0), length)?;
    let inserted = args.len().saturating_sub(2) as u64;
    let deleted = skip_count(vm, args, start, length)?;
    if length + inserted - deleted > MAX_SAFE_LENGTH {
        return Err(vm.throw_type_error(message::ARRAY_TOO_LONG, &[]));
    }
    let removed = array_species_create(vm, object, deleted)?;
    if splice_simple(vm, args, object, removed, start, deleted)? {
        return Ok(removed.into());
    }
    for offset in 0..deleted {
        vm.check_interrupt_every(offset)?;
        if let Some(element) = existing_element(vm, object, start + offset)? {
            let key = PropertyKey::from_index(offset);
            create_data_property_or_throw(vm, removed, key, element)?;
        }
    }
    set_length(vm, removed, deleted)?;
    if inserted < deleted {
        for from in start + deleted..length {
            move_element(vm, object, from, from - deleted + inserted)?;
        }
        for index in (length - deleted + inserted..length).rev() {
            vm.check_interrupt_every(index)?;
            delete_property_or_throw(vm, object, PropertyKey::from_index(index))?;
        }
    } else if inserted > deleted {
        for from in (start + deleted..length).rev() {
            move_element(vm, object, from, from + inserted - deleted)?;
        }
    }
    for (offset, element) in args.iter_from(2).enumerate() {
        set(
            vm,
            object,
            PropertyKey::from_index(start + offset as u64),
            element,
        )?;
    }
    set_length(vm, object, length + inserted - deleted)?;
    Ok(removed.into())
}
