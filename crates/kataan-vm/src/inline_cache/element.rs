//! Elements: paths for computed keys that need no general algorithm.
//!
//! # Invariants
//! An object that a feedback slot was recorded for is read by its tag and kind first; an index is below
//! the limit of the elements that it is used with.
#![allow(unsafe_code)]

use crate::Vm;
use crate::error::JsResult;
use crate::object::{
    self, Array, Object, ShapeFlags, TypedArray, array_length, has_plain_prototypes,
    slots::{self, dense_element},
};
use crate::string::JsString;
use crate::value::Value;
use kataan_gc::{Gc, Kinded, Region};

/// `object[key]` for an integer key of an ordinary object with dense elements.
#[inline(always)]
pub(crate) fn load(region: Region, object: Value, key: Value) -> Option<Value> {
    if !object.is_object() || !key.is_i32() {
        return None;
    }
    // SAFETY: an object.
    let object = unsafe { region.gc_unchecked::<Object>(object) };
    if object.is_exotic() {
        return None;
    }
    let elements = object.elements.get();
    // A negative key is no index: as unsigned it is beyond every limit.
    let value = dense_element(&elements, key.i32_bits() as u32)?.get();
    (!value.is_hole()).then_some(value)
}

/// `object[key] = value` for an element that is there.
#[inline(always)]
pub(crate) fn store(region: Region, object: Value, key: Value, value: Value) -> bool {
    if !object.is_object() || !key.is_i32() {
        return false;
    }
    // SAFETY: an object.
    let object = unsafe { region.gc_unchecked::<Object>(object) };
    if object.is_exotic() {
        return false;
    }
    let elements = object.elements.get();
    let Some(slot) = dense_element(&elements, key.i32_bits() as u32) else {
        return false;
    };
    if slot.get().is_hole() || object.shape().flags().has(ShapeFlags::FROZEN_ELEMENTS) {
        return false;
    }
    slot.set(value);
    true
}

/// `object.length` of arrays and strings.
#[inline(always)]
pub(crate) fn length(region: Region, value: Value) -> Option<Value> {
    if value.is_object() {
        // SAFETY: an object.
        let object = unsafe { region.gc_unchecked::<Object>(value) };
        return (object.kind() == Array::KIND).then(|| slots::slot(&object, 0).get());
    }
    let string = region.gc::<JsString>(value)?;
    Some(Value::from_i32(string.len() as i32))
}

/// Further common forms of `object[key]`: units of strings, elements of typed arrays, integral
/// doubles as keys.
pub(crate) fn load_more(vm: &mut Vm, object: Value, key: Value) -> JsResult<Option<Value>> {
    let Some(index) = index_of(key) else {
        return Ok(None);
    };
    if let Some(string) = vm.string(object) {
        if (index as usize) < string.len() {
            let unit = crate::string::unit_at(vm, string, index as usize)?;
            return Ok(Some(crate::string::single_unit(vm, unit)?.into()));
        }
        return Ok(None);
    }
    let Some(object) = vm.object(object) else {
        return Ok(None);
    };
    if let Some(array) = object.cast::<TypedArray>() {
        return typed_element(vm, array, index);
    }
    if object.is_exotic() {
        return Ok(None);
    }
    let elements = object.elements.get();
    match dense_element(&elements, index).map(|slot| slot.get()) {
        Some(value) if !value.is_hole() => Ok(Some(value)),
        // Absent: `undefined` where no prototype has elements.
        _ if object.kind() == Array::KIND
            && elements.limit() > 0
            && has_plain_prototypes(object) =>
        {
            Ok(Some(Value::UNDEFINED))
        }
        _ => Ok(None),
    }
}

/// Further common forms of `object[key] = value`: appending to arrays, filling their holes,
/// elements of typed arrays.
pub(crate) fn store_more(vm: &mut Vm, object: Value, key: Value, value: Value) -> JsResult<bool> {
    let Some(index) = index_of(key) else {
        return Ok(false);
    };
    let Some(object) = vm.object(object) else {
        return Ok(false);
    };
    if let Some(array) = object.cast::<TypedArray>() {
        return set_typed_element(vm, array, index, value);
    }
    if object.is_exotic() || object.kind() != Array::KIND {
        return Ok(false);
    }
    let is_plain =
        !object.shape().flags().has(ShapeFlags::NON_EXTENSIBLE) && has_plain_prototypes(object);
    if !is_plain {
        return Ok(false);
    }
    let elements = object.elements.get();
    let length = array_length(object);
    if index < length {
        if let Some(slot) = dense_element(&elements, index) {
            slot.set(value);
            return Ok(true);
        }
        return Ok(false);
    }
    if index == length && object::is_length_writable(object) {
        object::array_push(vm, object, value)?;
        return Ok(true);
    }
    Ok(false)
}

/// The array index that a number is.
fn index_of(key: Value) -> Option<u32> {
    if key.is_i32() {
        return u32::try_from(key.i32_bits()).ok();
    }
    let number = key.as_f64()?;
    let index = number as u32;
    (f64::from(index) == number && index < u32::MAX).then_some(index)
}

/// An element of a typed array; none where the general algorithm must say.
fn typed_element(vm: &mut Vm, array: Gc<TypedArray>, index: u32) -> JsResult<Option<Value>> {
    object::typed_array_get_element(vm, array, u64::from(index))
}

/// Stores an element of a typed array; false where the general algorithm must do it.
fn set_typed_element(
    vm: &mut Vm,
    array: Gc<TypedArray>,
    index: u32,
    value: Value,
) -> JsResult<bool> {
    object::typed_array_set_element(vm, array, Some(u64::from(index)), value)?;
    Ok(true)
}
