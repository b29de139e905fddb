//! Array exotic objects (clause 10.4.2).
//!
//! An array's `length` is its first property, in its first slot, so that reading it is an ordinary
//! property load. Only defining properties differs from ordinary objects.

use super::create::root_shape_of;
use super::elements::{self, Form, new_dense, truncate_dense};
use super::internal_methods::{InternalMethods, ORDINARY};
use super::ordinary::*;
use super::property::{Attributes, PropertyDescriptor};
use super::property_key::PropertyKey;
use super::shape::{Shape, ShapeFlags};
use super::slots::slot;
use super::storage;
use super::transition::transition;
use super::{Elements, Object, object_base};
use crate::error::{JsResult, message};
use crate::operation;
use crate::realm::Intrinsic;
use crate::string::Name;
use crate::value::{Value, number};
use crate::vm::Vm;
use kataan_gc::{Gc, TailInit, cell};

cell! {
    /// An array.
    pub struct Array: Object {}
}

/// The internal methods of arrays.
pub(super) static METHODS: InternalMethods = InternalMethods {
    define_own_property: array_define_own_property,
    ..ORDINARY
};

/// Whether the object is an array exotic object (a proxy for one is not).
#[inline(always)]
pub fn is_plain_array(object: Gc<Object>) -> bool {
    object.cast::<Array>().is_some()
}

/// [IsArray](https://tc39.es/ecma262/#sec-isarray).
pub fn is_array(vm: &mut Vm, value: Value) -> JsResult<bool> {
    let Some(mut object) = vm.object(value) else {
        return Ok(false);
    };
    loop {
        if is_plain_array(object) {
            return Ok(true);
        }
        let Some(proxy) = object.cast::<super::Proxy>() else {
            return Ok(false);
        };
        let Some(target) = proxy.target.get() else {
            return Err(vm.throw_type_error(message::PROXY_REVOKED, &[&"IsArray"]));
        };
        object = target;
        vm.check_interrupt()?;
    }
}

/// The `length` of an array.
#[inline(always)]
pub fn array_length(array: Gc<Object>) -> u32 {
    let length = slot(&array, 0).get();
    match length.as_i32() {
        Some(length) => length as u32,
        None => length.as_f64().unwrap_or(0.0) as u32,
    }
}

/// Sets the `length` of an array whose elements fit it already.
#[inline(always)]
pub fn set_array_length_value(array: Gc<Object>, length: u32) {
    let value = match i32::try_from(length) {
        Ok(length) => Value::from_i32(length),
        Err(_) => Value::from_f64(f64::from(length)),
    };
    slot(&array, 0).set(value);
}

/// Whether `length` may change.
#[inline]
pub fn is_length_writable(array: Gc<Object>) -> bool {
    // It is the first entry for good: it cannot be removed.
    let table = array.shape().table.get();
    table.entries()[0].attributes.get().is_writable()
}

/// The shape of fresh arrays.
fn array_shape(vm: &mut Vm, prototype: Option<Gc<Object>>) -> JsResult<Gc<Shape>> {
    let realm = vm.realm();
    if let Some(shape) = realm.array_shape.get()
        && shape.prototype() == prototype
    {
        return Ok(shape);
    }
    let root = root_shape_of::<Array>(vm, prototype, 1)?;
    let key = vm.key(Name::Length);
    let shape = match transition(vm, root, key, Attributes::WRITABLE)? {
        Some(shape) => shape,
        None => super::shape::extend(vm, root, key, Attributes::WRITABLE)?,
    };
    if prototype == Some(vm.intrinsic(Intrinsic::ArrayPrototype)) {
        realm.array_shape.set(shape);
    }
    Ok(shape)
}

fn allocate(
    vm: &mut Vm,
    prototype: Option<Gc<Object>>,
    elements: Gc<Elements>,
    length: u32,
) -> JsResult<Gc<Object>> {
    let shape = array_shape(vm, prototype)?;
    let mut base = object_base(vm, shape);
    base.elements = elements;
    let length = [Value::from_number(f64::from(length))];
    base.inline_slots = TailInit::Copy(&length);
    Ok(vm.heap.allocate(ArrayInit { base })?.upcast())
}

/// An array with these elements, which are no other object's; the first `length` are its own.
pub(crate) fn array_of_elements(
    vm: &mut Vm,
    elements: Gc<Elements>,
    length: u32,
) -> JsResult<Gc<Object>> {
    let prototype = vm.intrinsic(Intrinsic::ArrayPrototype);
    allocate(vm, Some(prototype), elements, length)
}

/// [ArrayCreate](https://tc39.es/ecma262/#sec-arraycreate); without a prototype given, the
/// realm's.
pub fn array_create(
    vm: &mut Vm,
    length: u64,
    prototype: Option<Gc<Object>>,
) -> JsResult<Gc<Object>> {
    let Ok(length) = u32::try_from(length) else {
        return Err(vm.throw_range_error(message::BAD_ARRAY_LENGTH, &[]));
    };
    let prototype = prototype.unwrap_or_else(|| vm.intrinsic(Intrinsic::ArrayPrototype));
    let elements = vm.state().empty_elements.get();
    let array = allocate(vm, Some(prototype), elements, length)?;
    elements::reserve(vm, array, length)?;
    Ok(array)
}

/// An empty array with room for `capacity` elements.
pub fn create_array_with_capacity(vm: &mut Vm, capacity: u32) -> JsResult<Gc<Object>> {
    let prototype = vm.intrinsic(Intrinsic::ArrayPrototype);
    let elements = if capacity == 0 {
        vm.state().empty_elements.get()
    } else {
        new_dense(vm, &[], capacity)?
    };
    allocate(vm, Some(prototype), elements, 0)
}

/// [CreateArrayFromList](https://tc39.es/ecma262/#sec-createarrayfromlist). Holes stay holes.
pub fn create_array_from_list(vm: &mut Vm, values: &[Value]) -> JsResult<Gc<Object>> {
    let prototype = vm.intrinsic(Intrinsic::ArrayPrototype);
    let elements = if values.is_empty() {
        vm.state().empty_elements.get()
    } else {
        new_dense(vm, values, values.len() as u32)?
    };
    allocate(vm, Some(prototype), elements, values.len() as u32)
}

/// Appends to an array that is the engine's own: nothing has been done to it.
#[inline]
pub fn array_push(vm: &mut Vm, array: Gc<Object>, value: Value) -> JsResult<()> {
    let length = array_length(array);
    if length == u32::MAX {
        return Err(vm.throw_range_error(message::BAD_ARRAY_LENGTH, &[]));
    }
    elements::add(vm, array, length, value)?;
    set_array_length_value(array, length + 1);
    Ok(())
}

/// Adds an absent element to an extensible array.
pub(super) fn add_element(
    vm: &mut Vm,
    array: Gc<Object>,
    key: PropertyKey,
    value: Value,
) -> JsResult<bool> {
    let Some(index) = key.as_array_index() else {
        return Ok(false);
    };
    let length = array_length(array);
    if index >= length && !is_length_writable(array) {
        return Ok(false);
    }
    elements::add(vm, array, index, value)?;
    if index >= length {
        set_array_length_value(array, index + 1);
    }
    Ok(true)
}

/// [`[[DefineOwnProperty]]`](https://tc39.es/ecma262/#sec-array-exotic-objects-defineownproperty-p-desc).
fn array_define_own_property(
    vm: &mut Vm,
    array: Gc<Object>,
    key: PropertyKey,
    descriptor: &PropertyDescriptor,
) -> JsResult<bool> {
    if key == vm.key(Name::Length) {
        return array_set_length(vm, array, descriptor);
    }
    let Some(index) = key.as_array_index() else {
        return ordinary_define_own_property(vm, array, key, descriptor);
    };
    let length = array_length(array);
    if index >= length && !is_length_writable(array) {
        return Ok(false);
    }
    if !ordinary_define_own_property(vm, array, key, descriptor)? {
        return Ok(false);
    }
    if index >= length {
        set_array_length_value(array, index + 1);
    }
    Ok(true)
}

/// [ArraySetLength](https://tc39.es/ecma262/#sec-arraysetlength).
pub fn array_set_length(
    vm: &mut Vm,
    array: Gc<Object>,
    descriptor: &PropertyDescriptor,
) -> JsResult<bool> {
    let key = vm.key(Name::Length);
    let Some(value) = descriptor.value else {
        return ordinary_define_own_property(vm, array, key, descriptor);
    };
    let length = number::to_uint32(operation::to_number(vm, value)?);
    let number_length = operation::to_number(vm, value)?;
    if f64::from(length) != number_length {
        return Err(vm.throw_range_error(message::BAD_ARRAY_LENGTH, &[]));
    }
    let mut new = *descriptor;
    new.value = Some(Value::from_number(f64::from(length)));
    let old_length = array_length(array);
    if length >= old_length {
        return ordinary_define_own_property(vm, array, key, &new);
    }
    if !is_length_writable(array) {
        return Ok(false);
    }
    let make_read_only = new.writable == Some(false);
    if make_read_only {
        // Not before the elements are gone, which may fail halfway.
        new.writable = Some(true);
    }
    if !ordinary_define_own_property(vm, array, key, &new)? {
        return Ok(false);
    }
    let reached = remove_from(vm, array, length)?;
    set_array_length_value(array, reached);
    if make_read_only {
        let read_only = PropertyDescriptor {
            writable: Some(false),
            ..PropertyDescriptor::default()
        };
        ordinary_define_own_property(vm, array, key, &read_only)?;
    }
    Ok(reached == length)
}

/// Removes elements from the end down to `length`; gives the length that was reached.
fn remove_from(vm: &mut Vm, array: Gc<Object>, length: u32) -> JsResult<u32> {
    let is_fixed = array
        .shape()
        .flags()
        .has(ShapeFlags::SEALED_ELEMENTS.with(ShapeFlags::FROZEN_ELEMENTS));
    match elements::form(array) {
        Form::Dense(dense) if !is_fixed => {
            if length == 0 && dense.identity.get() == 0 {
                array.elements.set(vm.state().empty_elements.get());
            } else {
                truncate_dense(dense, length);
            }
            Ok(length)
        }
        _ => {
            for index in elements::indices(array)
                .into_iter()
                .rev()
                .take_while(|index| *index >= length)
            {
                if !ordinary_delete(vm, array, PropertyKey::from_index(u64::from(index)))? {
                    return Ok(index + 1);
                }
            }
            Ok(length)
        }
    }
}

/// Takes the first element off an array whose elements are dense, without holes, extensible and
/// not restricted; none if the general algorithm must be used.
pub fn array_shift_fast(array: Gc<Object>) -> Option<Value> {
    if !may_move_elements(array) {
        return None;
    }
    let length = array_length(array);
    if length == 0 {
        return None;
    }
    let first = elements::shift_dense(array, length)?;
    set_array_length_value(array, length - 1);
    Some(if first.is_hole() {
        Value::UNDEFINED
    } else {
        first
    })
}

/// Takes the last element off an array like that.
pub fn array_pop_fast(array: Gc<Object>) -> Option<Value> {
    if !may_move_elements(array) {
        return None;
    }
    let last = array_length(array).checked_sub(1)?;
    let elements = array.elements.get();
    let slot = super::slots::dense_element(&elements, last)?;
    let value = slot.get();
    slot.set(Value::HOLE);
    set_array_length_value(array, last);
    Some(if value.is_hole() {
        Value::UNDEFINED
    } else {
        value
    })
}

/// Puts `values` before the elements of an array like that; false if the general algorithm must
/// be used.
pub fn array_unshift_fast(vm: &mut Vm, array: Gc<Object>, values: &[Value]) -> JsResult<bool> {
    if !may_move_elements(array) {
        return Ok(false);
    }
    let length = array_length(array);
    let Some(new_length) = length.checked_add(values.len() as u32) else {
        return Ok(false);
    };
    elements::unshift_dense(vm, array, length, values)?;
    set_array_length_value(array, new_length);
    Ok(true)
}

/// Whether all elements of an array may move together without anybody telling.
fn may_move_elements(array: Gc<Object>) -> bool {
    is_plain_array(array)
        && !array.shape().flags().has(ShapeFlags::NON_EXTENSIBLE)
        && is_length_writable(array)
        && is_packed(array, array_length(array))
}

/// Whether the first `length` elements are dense. Holes do not matter to a shift if nothing on the
/// prototype chain has elements, which is checked instead of each of them.
fn is_packed(array: Gc<Object>, length: u32) -> bool {
    array.elements.get().limit() >= length && has_plain_prototypes(array)
}

/// Whether no object on the prototype chain has elements or is exotic: a hole then reads as
/// `undefined`, and writing to one asks nobody.
#[inline]
pub fn has_plain_prototypes(object: Gc<Object>) -> bool {
    let mut ancestor = object.shape().prototype();
    for _ in 0..16 {
        let Some(current) = ancestor else { return true };
        if current.is_exotic() || !elements::has_none(current) {
            return false;
        }
        ancestor = current.shape().prototype();
    }
    false
}

/// The elements of an array as they stand, if they are dense for all of its length, it is an
/// ordinary array, and holes read as `undefined`: what fast paths of the library walk. They may
/// be walked only until script runs or the array is written to.
#[inline]
pub fn dense_view(array: Gc<Object>) -> Option<(Gc<Elements>, u32)> {
    if !is_plain_array(array) {
        return None;
    }
    let length = array_length(array);
    let elements = array.elements.get();
    (elements.limit() >= length && has_plain_prototypes(array)).then_some((elements, length))
}

/// Replaces the elements of an ordinary array by `values`.
pub fn set_dense(vm: &mut Vm, array: Gc<Object>, values: &[Value]) -> JsResult<()> {
    let elements = new_dense(vm, values, values.len() as u32)?;
    elements::replace(array, elements);
    set_array_length_value(array, values.len() as u32);
    Ok(())
}

/// Adds or replaces an element of an object that is extensible and not exotic.
pub fn define_element(vm: &mut Vm, object: Gc<Object>, index: u32, value: Value) -> JsResult<()> {
    storage::define_data_property(
        vm,
        object,
        PropertyKey::from_index(u64::from(index)),
        value,
        Attributes::ALL,
    )
}
