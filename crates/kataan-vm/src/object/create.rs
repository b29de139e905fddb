//! Making ordinary objects (clause 10.1.12): empty, or with the shape of a literal.

use super::property::Attributes;
use super::property_key::PropertyKey;
use super::prototype;
use super::shape::{MAX_SHARED_PROPERTIES, Shape, ShapeFlags, ShapeForm};
use super::storage;
use super::transition::transition;
use super::{Object, new_object_base, object_base};
use crate::error::JsResult;
use crate::realm::Intrinsic;
use crate::value::Value;
use crate::vm::Vm;
use kataan_gc::Gc;

/// [OrdinaryObjectCreate](https://tc39.es/ecma262/#sec-ordinaryobjectcreate), with room for a few
/// properties.
pub fn ordinary_object_create(vm: &mut Vm, prototype: Option<Gc<Object>>) -> JsResult<Gc<Object>> {
    ordinary_object_create_with_capacity(vm, prototype, 4)
}

/// An ordinary object with so many inline slots.
pub fn ordinary_object_create_with_capacity(
    vm: &mut Vm,
    prototype: Option<Gc<Object>>,
    capacity: u16,
) -> JsResult<Gc<Object>> {
    let init = new_object_base::<Object>(vm, prototype, capacity)?;
    Ok(vm.heap.allocate(init)?)
}

/// An ordinary object that inherits from the realm's `Object.prototype`.
pub fn create_object(vm: &mut Vm) -> JsResult<Gc<Object>> {
    let realm = vm.realm();
    let shape = match realm.object_shape.get() {
        Some(shape) => shape,
        None => {
            let prototype = vm.intrinsic(Intrinsic::ObjectPrototype);
            let shape = root_shape_of::<Object>(vm, Some(prototype), 4)?;
            realm.object_shape.set(shape);
            shape
        }
    };
    let init = object_base(vm, shape);
    Ok(vm.heap.allocate(init)?)
}

/// An ordinary object of a shape, with the values of its first slots: what object literals and
/// constructors come to. `values` are at most as many as the shape's slots.
#[inline]
pub fn create_object_with_shape(
    vm: &mut Vm,
    shape: Gc<Shape>,
    values: &[Value],
) -> JsResult<Gc<Object>> {
    let inline = usize::from(shape.inline_capacity());
    let mut init = object_base(vm, shape);
    if values.len() <= inline {
        init.inline_slots = kataan_gc::TailInit::Pad(values, inline, Value::UNDEFINED);
        let object = vm.heap.allocate(init)?;
        if shape.slot_count() as usize > inline {
            storage::ensure_slots(vm, object, shape.slot_count())?;
        }
        return Ok(object);
    }
    init.inline_slots = kataan_gc::TailInit::Copy(&values[..inline]);
    let object = vm.heap.allocate(init)?;
    storage::ensure_slots(vm, object, shape.slot_count())?;
    for (index, value) in values.iter().enumerate().skip(inline) {
        super::slots::slot(&object, index as u32).set(*value);
    }
    Ok(object)
}

/// The shared shape of ordinary objects with a prototype and data properties of these keys (atoms
/// and symbols, no key twice), for literals; none if it is not worth sharing.
pub fn shape_for_keys(
    vm: &mut Vm,
    prototype: Option<Gc<Object>>,
    capacity: u16,
    keys: &[PropertyKey],
) -> JsResult<Option<Gc<Shape>>> {
    if keys.len() as u32 >= MAX_SHARED_PROPERTIES {
        return Ok(None);
    }
    let mut shape = root_shape_of::<Object>(vm, prototype, capacity)?;
    for key in keys {
        if key.as_array_index().is_some() || shape.find(*key).is_some() {
            return Ok(None);
        }
        match transition(vm, shape, *key, Attributes::ALL)? {
            Some(next) => shape = next,
            None => return Ok(None),
        }
    }
    Ok(Some(shape))
}

/// The shape without properties of objects of kind `T`.
pub fn root_shape_of<T: kataan_gc::Kinded>(
    vm: &mut Vm,
    prototype: Option<Gc<Object>>,
    capacity: u16,
) -> JsResult<Gc<Shape>> {
    let form = form_of::<T>(prototype, capacity, ShapeFlags::default());
    prototype::root_shape(vm, &form)
}

/// The shape without properties of objects of kind `T` that lack some of their properties at
/// first, so that no other object has it or one that comes of it by adding properties.
pub(crate) fn incomplete_root_shape_of<T: kataan_gc::Kinded>(
    vm: &mut Vm,
    prototype: Option<Gc<Object>>,
    capacity: u16,
) -> JsResult<Gc<Shape>> {
    let form = form_of::<T>(prototype, capacity, ShapeFlags::INCOMPLETE);
    prototype::root_shape(vm, &form)
}

fn form_of<T: kataan_gc::Kinded>(
    prototype: Option<Gc<Object>>,
    capacity: u16,
    flags: ShapeFlags,
) -> ShapeForm {
    ShapeForm {
        prototype,
        kind: T::KIND,
        slots_offset: const { T::DESCRIPTOR.size as u16 },
        inline_capacity: capacity,
        flags,
    }
}
