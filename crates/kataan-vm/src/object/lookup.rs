//! What inline caches ask: where a property is found, and by which checks it is found again.
//!
//! A cached load is right as long as the receiver has the recorded shape and, for what is not the
//! receiver's own, the recorded validity still holds. A cached store that adds a property also
//! needs the shape that the receiver gets.

use super::create::root_shape_of;
use super::property_key::PropertyKey;
use super::prototype::{Validity, validity_of};
use super::shape::{MAX_SHARED_PROPERTIES, Shape, ShapeFlags};
use super::slots::SlotLocation;
use super::transition::transition;
use super::{Array, Attributes, MappedArguments, Object, StringObject, TypedArray};
use crate::error::JsResult;
use crate::execution::closure::Closure;
use crate::execution::late_properties::{complete, complete_for, is_late};
use crate::string::{JsString, Name};
use crate::vm::Vm;
use kataan_gc::{Gc, Kinded};

/// Where a load finds a named property.
#[derive(Clone, Copy, Debug)]
pub enum LoadLookup {
    /// A data property of every object of the receiver's shape.
    Own(SlotLocation),
    /// An accessor of every object of the shape: its getter is in the slot.
    OwnGetter(SlotLocation),
    /// A data property of `holder`, as long as the validity holds.
    Inherited(Gc<Object>, SlotLocation, Gc<Validity>),
    /// An accessor of `holder`.
    InheritedGetter(Gc<Object>, SlotLocation, Gc<Validity>),
    /// No property, as long as the validity holds; without one, the prototype is null.
    Absent(Option<Gc<Validity>>),
    /// Ask each time.
    Uncacheable,
}

/// Where a store puts a named property.
#[derive(Clone, Copy, Debug)]
pub enum StoreLookup {
    /// Overwrite a slot of every object of the receiver's shape.
    Own(SlotLocation),
    /// The setter is in the slot (it may be `undefined`).
    OwnSetter(SlotLocation),
    /// The setter is in a slot of `holder`.
    InheritedSetter(Gc<Object>, SlotLocation, Gc<Validity>),
    /// Give the object this shape and fill its new slot; there may be no room for it yet when the
    /// slot is an overflow one (see `ensure_slot_room`). Without a validity, the prototype is null.
    Add(Gc<Shape>, SlotLocation, Option<Gc<Validity>>),
    /// Ask each time.
    Uncacheable,
}

enum Holder {
    Own(super::property_table::Found),
    Inherited(Gc<Object>, super::property_table::Found),
    Absent,
    Exotic,
}

/// Whether an object treats `key`, which is no array index, as ordinary objects do. Some exotic
/// objects differ only in integers and what looks like a number.
pub(super) fn is_ordinary_for(vm: &Vm, object: Gc<Object>, key: PropertyKey) -> bool {
    if !object.is_exotic() {
        return true;
    }
    match object.kind() {
        StringObject::KIND | MappedArguments::KIND => !key.is_integer(),
        TypedArray::KIND => {
            let is_numeric = |atom: Gc<JsString>| atom.is_canonical_numeric();
            !key.is_integer() && !key.as_atom(vm).is_some_and(is_numeric)
        }
        Closure::KIND => !is_late(vm, key),
        _ => false,
    }
}

fn find_holder(vm: &mut Vm, object: Gc<Object>, key: PropertyKey) -> JsResult<Holder> {
    if key.as_array_index().is_some() || !is_ordinary_for(vm, object, key) {
        return Ok(Holder::Exotic);
    }
    if let Some(found) = object.shape().find(key) {
        return Ok(Holder::Own(found));
    }
    let mut ancestor = object.shape().prototype();
    let mut steps = 0;
    while let Some(current) = ancestor {
        if !is_ordinary_for(vm, current, key) {
            return Ok(Holder::Exotic);
        }
        if let Some(found) = current.shape().find(key) {
            return Ok(Holder::Inherited(current, found));
        }
        ancestor = current.shape().prototype();
        steps += 1;
        if steps > 1000 {
            return Ok(Holder::Exotic);
        }
    }
    Ok(Holder::Absent)
}

fn validity_of_prototype(vm: &mut Vm, object: Gc<Object>) -> JsResult<Option<Gc<Validity>>> {
    match object.shape().prototype() {
        Some(prototype) => validity_of(vm, prototype).map(Some),
        None => Ok(None),
    }
}

/// Where a load of `key` from `object` finds it. Records in the object's shape that caches know it.
pub fn lookup_for_cache(vm: &mut Vm, object: Gc<Object>, key: PropertyKey) -> JsResult<LoadLookup> {
    complete_for(vm, object, key)?;
    match find_holder(vm, object, key)? {
        Holder::Exotic => Ok(LoadLookup::Uncacheable),
        Holder::Own(found) => {
            let shape = object.shape();
            shape.add_flags(ShapeFlags::CACHED);
            let location = SlotLocation::of(shape, found.slot);
            Ok(if found.attributes.is_accessor() {
                LoadLookup::OwnGetter(location)
            } else {
                LoadLookup::Own(location)
            })
        }
        Holder::Inherited(holder, found) => {
            let Some(validity) = validity_of_prototype(vm, object)? else {
                return Ok(LoadLookup::Uncacheable);
            };
            object.shape().add_flags(ShapeFlags::CACHED_ABSENCE);
            // Becoming a prototype changes the shape, but keeps the slots.
            let location = SlotLocation::of(holder.shape(), found.slot);
            Ok(if found.attributes.is_accessor() {
                LoadLookup::InheritedGetter(holder, location, validity)
            } else {
                LoadLookup::Inherited(holder, location, validity)
            })
        }
        Holder::Absent => {
            let validity = validity_of_prototype(vm, object)?;
            object.shape().add_flags(ShapeFlags::CACHED_ABSENCE);
            Ok(LoadLookup::Absent(validity))
        }
    }
}

/// Where an assignment to `key` of `object` goes. Records in the object's shape that caches know it.
pub fn lookup_for_store_cache(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
) -> JsResult<StoreLookup> {
    complete(vm, object)?;
    match find_holder(vm, object, key)? {
        Holder::Exotic => Ok(StoreLookup::Uncacheable),
        Holder::Own(found) => {
            let shape = object.shape();
            if found.attributes.is_accessor() {
                shape.add_flags(ShapeFlags::CACHED);
                return Ok(StoreLookup::OwnSetter(SlotLocation::of(
                    shape,
                    found.slot + 1,
                )));
            }
            let is_length = object.cast::<Array>().is_some() && key == vm.key(Name::Length);
            if !found.attributes.is_writable() || is_length {
                return Ok(StoreLookup::Uncacheable);
            }
            shape.add_flags(ShapeFlags::CACHED);
            Ok(StoreLookup::Own(SlotLocation::of(shape, found.slot)))
        }
        Holder::Inherited(holder, found) => {
            if found.attributes.is_accessor() {
                let Some(validity) = validity_of_prototype(vm, object)? else {
                    return Ok(StoreLookup::Uncacheable);
                };
                object.shape().add_flags(ShapeFlags::CACHED_ABSENCE);
                let location = SlotLocation::of(holder.shape(), found.slot + 1);
                return Ok(StoreLookup::InheritedSetter(holder, location, validity));
            }
            if !found.attributes.is_writable() {
                return Ok(StoreLookup::Uncacheable);
            }
            lookup_for_add(vm, object, key)
        }
        Holder::Absent => lookup_for_add(vm, object, key),
    }
}

fn lookup_for_add(vm: &mut Vm, object: Gc<Object>, key: PropertyKey) -> JsResult<StoreLookup> {
    let shape = object.shape();
    if shape.is_unique() || !shape.is_extensible() || shape.count.get() >= MAX_SHARED_PROPERTIES {
        return Ok(StoreLookup::Uncacheable);
    }
    let validity = validity_of_prototype(vm, object)?;
    let slot = shape.slot_count();
    match transition(vm, shape, key, Attributes::ALL)? {
        Some(next) => Ok(StoreLookup::Add(
            next,
            SlotLocation::of(next, slot),
            validity,
        )),
        None => Ok(StoreLookup::Uncacheable),
    }
}

/// Completes a cached [`StoreLookup::Add`]: room for the new slot, then the shape, then the value.
pub fn add_cached(
    vm: &mut Vm,
    object: Gc<Object>,
    shape: Gc<Shape>,
    value: crate::value::Value,
) -> JsResult<()> {
    let slot = shape.slot_count() - 1;
    super::storage::ensure_slots(vm, object, shape.slot_count())?;
    object.set_shape(shape);
    super::slots::slot(&object, slot).set(value);
    Ok(())
}

/// Gives an object several data properties at once: `shape` is what its shape became when another
/// object got them one by one, and shared. False, with nothing done, if it cannot be.
pub fn add_properties_cached(
    vm: &mut Vm,
    object: Gc<Object>,
    shape: Gc<Shape>,
    values: &[crate::value::Value],
) -> JsResult<bool> {
    let old = object.shape();
    let first = old.slot_count();
    if old.is_unique()
        || shape.is_unique()
        || old.kind.get() != shape.kind.get()
        || old.inline_capacity() != shape.inline_capacity()
        || first as usize + values.len() != shape.slot_count() as usize
    {
        return Ok(false);
    }
    super::storage::ensure_slots(vm, object, shape.slot_count())?;
    object.set_shape(shape);
    for (index, value) in values.iter().enumerate() {
        super::slots::slot(&object, first + index as u32).set(*value);
    }
    Ok(true)
}

/// The shape of a constructor's instances before they have properties: of ordinary objects with
/// this prototype and room for `capacity` of them inline.
pub fn instance_shape(vm: &mut Vm, prototype: Gc<Object>, capacity: u16) -> JsResult<Gc<Shape>> {
    root_shape_of::<Object>(vm, Some(prototype), capacity)
}

/// The shape of objects of `shape` after a property was added, for objects of which the engine
/// makes many: shared even where a program's would not be.
pub(crate) fn shape_with(
    vm: &mut Vm,
    shape: Gc<Shape>,
    key: PropertyKey,
    attributes: Attributes,
) -> JsResult<Gc<Shape>> {
    match transition(vm, shape, key, attributes)? {
        Some(next) => Ok(next),
        None => super::shape::extend(vm, shape, key, attributes),
    }
}
