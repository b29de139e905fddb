//! Named properties: the hits that the dispatch loop inlines, and the misses that fill the caches.
//!
//! A site's slot compares `cell` with the receiver's shape. Without `extra` the property is the
//! receiver's own, at the location in `data`; with it, `extra` is the prototype that has it, and
//! `other` the validity that must still hold. A store with `extra` adds the property: `extra` is
//! the shape that the object gets. Low bits of `data`, which a location leaves free, mark what is
//! not a plain slot.
//!
//! Invariants: `data` of a slot whose `cell` is a shape is a location of that shape (or of the
//! holder, or of the next shape), except where its low bits say otherwise.
#![allow(unsafe_code)]

use super::feedback::{FeedbackSlot, FeedbackVector};
use super::polymorphic::{self, Purpose};
use crate::Vm;
use crate::error::JsResult;
use crate::interpreter::assignment::{Strictness, put_value};
use crate::object::{
    LoadLookup, Object, PropertyKey, Shape, SlotLocation, StoreLookup, Validity, add_cached,
    call_getter, lookup_for_cache, lookup_for_store_cache,
};
use crate::operation;
use crate::value::Value;
use kataan_bytecode::opcode::operand::{ConstantIndex, FeedbackSlot as SlotIndex};
use kataan_gc::{Gc, Region};

/// The property is absent: loads give `undefined`.
const ABSENT: u32 = 1;

/// The slot holds a getter or setter to call.
const ACCESSOR: u32 = 2;

/// The low bits of `data` that are no location.
const MARKS: u32 = 7;

/// `data` of a site that has seen too many shapes.
const MEGAMORPHIC: u32 = u32::MAX;

/// `data` of a site whose `extra` is a table of several shapes.
const POLYMORPHIC: u32 = u32::MAX - 8;

/// The slot at `index`.
#[inline(always)]
pub(super) fn slot(feedback: &Gc<FeedbackVector>, index: SlotIndex) -> &FeedbackSlot {
    debug_assert!(index.index() < feedback.slots().len());
    // SAFETY: slot numbers of a function's code are below its record's count.
    unsafe { feedback.slots().get_unchecked(index.index()) }
}

/// A hit of a load from an object of the slot's shape.
#[inline(always)]
pub(super) fn load_hit(slot: &FeedbackSlot, object: Gc<Object>) -> Option<Value> {
    let data = slot.data.get();
    if slot.extra.is_null() {
        // SAFETY: the location is of the object's shape (module invariant).
        return Some(unsafe { SlotLocation::from_bits(data).slot(&object) }.get());
    }
    // SAFETY: `other` is a validity and `extra` an object wherever `extra` is set for a load.
    unsafe {
        let validity = slot.other.get_unchecked().cast_unchecked::<Validity>();
        if !validity.is_valid() {
            return None;
        }
        if data & MARKS != 0 {
            return (data & ABSENT != 0).then_some(Value::UNDEFINED);
        }
        let holder = slot.extra.get_unchecked().cast_unchecked::<Object>();
        Some(SlotLocation::from_bits(data).slot(&holder).get())
    }
}

/// `value[key]`, if the cache has it.
#[inline(always)]
pub(crate) fn load(
    region: Region,
    feedback: Gc<FeedbackVector>,
    index: SlotIndex,
    value: Value,
) -> Option<Value> {
    if !value.is_object() {
        return None;
    }
    // SAFETY: an object.
    let object = unsafe { region.gc_unchecked::<Object>(value) };
    let slot = slot(&feedback, index);
    if object.shape_offset() == slot.cell.offset() {
        return load_hit(slot, object);
    }
    if slot.data.get() == POLYMORPHIC {
        return polymorphic::load(slot, object);
    }
    None
}

/// A hit of a store to an object of the slot's shape.
#[inline(always)]
pub(super) fn store_hit(slot: &FeedbackSlot, object: Gc<Object>, value: Value) -> bool {
    let data = slot.data.get();
    if slot.extra.is_null() {
        // SAFETY: the location is of the object's shape (module invariant).
        unsafe { SlotLocation::from_bits(data).slot(&object) }.set(value);
        return true;
    }
    add_hit(slot, object, value)
}

/// A hit of a store that adds the property.
#[inline]
fn add_hit(slot: &FeedbackSlot, object: Gc<Object>, value: Value) -> bool {
    // SAFETY: `other`, if set, is a validity and `extra` a shape wherever `extra` is set for a
    // store without marks.
    unsafe {
        if let Some(validity) = slot.other.get()
            && !validity.cast_unchecked::<Validity>().is_valid()
        {
            return false;
        }
        let location = SlotLocation::from_bits(slot.data.get());
        if slot.data.get() & MARKS != 0 || !location.is_inline() {
            return false;
        }
        object.set_shape(slot.extra.get_unchecked().cast_unchecked::<Shape>());
        location.slot(&object).set(value);
    }
    true
}

/// `value[key] = stored`, if the cache knows how.
#[inline(always)]
pub(crate) fn store(
    region: Region,
    feedback: Gc<FeedbackVector>,
    index: SlotIndex,
    value: Value,
    stored: Value,
) -> bool {
    if !value.is_object() {
        return false;
    }
    // SAFETY: an object.
    let object = unsafe { region.gc_unchecked::<Object>(value) };
    let slot = slot(&feedback, index);
    if object.shape_offset() == slot.cell.offset() {
        return store_hit(slot, object, stored);
    }
    if slot.data.get() == POLYMORPHIC {
        return polymorphic::store(slot, object, stored);
    }
    false
}

/// `value[key]` at a site with many shapes, if the shared cache has it. `key` is the name constant.
#[inline]
pub(crate) fn load_megamorphic(
    vm: &Vm,
    feedback: Gc<FeedbackVector>,
    index: SlotIndex,
    key: ConstantIndex,
    value: Value,
) -> Option<Value> {
    if slot(&feedback, index).data.get() != MEGAMORPHIC {
        return None;
    }
    let object = vm.object(value)?;
    let key = key_constant(&feedback, key)?;
    polymorphic::stub_find(vm, Purpose::Load, object.shape_offset(), key, |entry| {
        load_hit(entry, object)
    })
}

/// `value[key] = stored` at a site with many shapes, if the shared cache knows how.
#[inline]
pub(crate) fn store_megamorphic(
    vm: &Vm,
    feedback: Gc<FeedbackVector>,
    index: SlotIndex,
    key: ConstantIndex,
    value: Value,
    stored: Value,
) -> bool {
    if slot(&feedback, index).data.get() != MEGAMORPHIC {
        return false;
    }
    let (Some(object), Some(key)) = (vm.object(value), key_constant(&feedback, key)) else {
        return false;
    };
    let store = |entry: &FeedbackSlot| store_hit(entry, object, stored).then_some(());
    polymorphic::stub_find(vm, Purpose::Store, object.shape_offset(), key, store).is_some()
}

/// The property key of a name constant that was used before, if it is an atom.
#[inline]
fn key_constant(feedback: &Gc<FeedbackVector>, key: ConstantIndex) -> Option<PropertyKey> {
    let constants = feedback.constants.get();
    let known = constants.slots().get(key.index())?.get();
    let atom = feedback.region().gc::<crate::string::JsString>(known)?;
    atom.is_atom().then(|| PropertyKey::from_atom(atom))
}

/// What a lookup writes into a slot.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    pub(super) shape: Gc<Shape>,
    pub(super) data: u32,
    pub(super) extra: Option<Gc<kataan_gc::AnyCell>>,
    pub(super) other: Option<Gc<kataan_gc::AnyCell>>,
}

impl Entry {
    pub(super) fn write(&self, slot: &FeedbackSlot) {
        slot.cell.set(self.shape.erase());
        slot.data.set(self.data);
        slot.extra.set(self.extra);
        slot.other.set(self.other);
    }
}

/// Adds an entry to a site: the first, one of several, or to the shared cache, if the entry has a
/// purpose there.
fn record(
    vm: &mut Vm,
    purpose: Option<Purpose>,
    feedback: Gc<FeedbackVector>,
    index: SlotIndex,
    key: PropertyKey,
    entry: Entry,
) -> JsResult<()> {
    let slot = slot(&feedback, index);
    if slot.data.get() == MEGAMORPHIC {
        share(vm, purpose, key, &entry);
        return Ok(());
    }
    let is_same_shape = slot.cell.offset() == entry.shape.offset();
    let is_empty = slot.cell.is_null() && slot.data.get() != POLYMORPHIC;
    if is_empty || is_same_shape {
        entry.write(slot);
        return Ok(());
    }
    if !polymorphic::add(vm, slot, &entry, POLYMORPHIC)? {
        slot.cell.set(None);
        slot.extra.set(None);
        slot.other.set(None);
        slot.data.set(MEGAMORPHIC);
        share(vm, purpose, key, &entry);
    }
    Ok(())
}

fn share(vm: &Vm, purpose: Option<Purpose>, key: PropertyKey, entry: &Entry) {
    if let Some(purpose) = purpose {
        polymorphic::stub_insert(vm, purpose, key, entry);
    }
}

/// The object whose properties a value has: itself, or its type's prototype.
fn base_of(vm: &mut Vm, value: Value) -> JsResult<Gc<Object>> {
    match vm.object(value) {
        Some(object) => Ok(object),
        None => operation::prototype_of_primitive(vm, value)
            .map_or_else(|| operation::to_object(vm, value), Ok),
    }
}

/// `value[key]`, filling the cache. `value` is neither undefined nor null.
#[inline(never)]
pub(crate) fn load_and_record(
    vm: &mut Vm,
    feedback: Gc<FeedbackVector>,
    index: SlotIndex,
    value: Value,
    key: PropertyKey,
) -> JsResult<Value> {
    if value.is_string() {
        if key == vm.key(crate::string::Name::Length) {
            let length = vm.string(value).map_or(0, |string| string.len());
            return Ok(Value::from_number(length as f64));
        }
        if key.as_array_index().is_some() {
            return operation::get_v(vm, value, key);
        }
    }
    let object = base_of(vm, value)?;
    load_with_receiver(vm, feedback, index, object, key, value)
}

/// `object[key]` with another receiver, filling the cache.
pub(crate) fn load_with_receiver(
    vm: &mut Vm,
    feedback: Gc<FeedbackVector>,
    index: SlotIndex,
    object: Gc<Object>,
    key: PropertyKey,
    receiver: Value,
) -> JsResult<Value> {
    let slot = slot(&feedback, index);
    if object.shape_offset() == slot.cell.offset() {
        if let Some(value) = load_hit(slot, object) {
            return Ok(value);
        }
        if let Some(getter) = getter_hit(slot) {
            return call_getter(vm, getter, receiver);
        }
    } else if slot.data.get() == MEGAMORPHIC {
        let shape = object.shape_offset();
        if let Some(value) = polymorphic::stub_find(vm, Purpose::Load, shape, key, |entry| {
            load_hit(entry, object)
        }) {
            return Ok(value);
        }
        if let Some(getter) = polymorphic::stub_find(vm, Purpose::Load, shape, key, getter_hit) {
            return call_getter(vm, getter, receiver);
        }
    }
    let lookup = lookup_for_cache(vm, object, key)?;
    let shape = object.shape();
    let entry = |data: u32, holder: Option<Gc<Object>>, validity: Option<Gc<Validity>>| Entry {
        shape,
        data,
        extra: holder.map(Gc::erase),
        other: validity.map(Gc::erase),
    };
    match lookup {
        LoadLookup::Own(location) => record(
            vm,
            Some(Purpose::Load),
            feedback,
            index,
            key,
            entry(location.bits(), None, None),
        )?,
        LoadLookup::Inherited(holder, location, validity) => {
            record(
                vm,
                Some(Purpose::Load),
                feedback,
                index,
                key,
                entry(location.bits(), Some(holder), Some(validity)),
            )?;
        }
        LoadLookup::InheritedGetter(holder, location, validity) => {
            let data = location.bits() | ACCESSOR;
            record(
                vm,
                Some(Purpose::Load),
                feedback,
                index,
                key,
                entry(data, Some(holder), Some(validity)),
            )?;
        }
        LoadLookup::Absent(Some(validity)) => {
            record(
                vm,
                Some(Purpose::Load),
                feedback,
                index,
                key,
                entry(ABSENT, Some(object), Some(validity)),
            )?;
        }
        LoadLookup::Absent(None) | LoadLookup::OwnGetter(_) | LoadLookup::Uncacheable => {}
    }
    operation::get_with_receiver(vm, object, key, receiver)
}

/// The getter that a slot names, if it does and still holds.
fn getter_hit(slot: &FeedbackSlot) -> Option<Value> {
    let data = slot.data.get();
    if data & MARKS != ACCESSOR {
        return None;
    }
    let (holder, validity) = (slot.extra.get()?, slot.other.get()?);
    // SAFETY: what `load_with_receiver` records with the mark.
    unsafe {
        if !validity.cast_unchecked::<Validity>().is_valid() {
            return None;
        }
        let holder = holder.cast_unchecked::<Object>();
        Some(SlotLocation::from_bits(data & !MARKS).slot(&holder).get())
    }
}

/// `value[key] = stored`, filling the cache. `value` is neither undefined nor null.
#[inline(never)]
pub(crate) fn store_and_record(
    vm: &mut Vm,
    feedback: Gc<FeedbackVector>,
    index: SlotIndex,
    value: Value,
    key: PropertyKey,
    stored: Value,
    strictness: Strictness,
) -> JsResult<()> {
    let Some(object) = vm.object(value) else {
        return put_value(vm, value, key, stored, strictness);
    };
    let slot = slot(&feedback, index);
    let shape = object.shape_offset();
    let known = if slot.data.get() == MEGAMORPHIC {
        let store = |entry: &FeedbackSlot| Known::store(entry, object, stored);
        polymorphic::stub_find(vm, Purpose::Store, shape, key, store)
    } else {
        addition_at(slot, shape).map(Known::Adds)
    };
    match known {
        Some(Known::Done) => return Ok(()),
        Some(Known::Adds(shape)) => return add_cached(vm, object, shape, stored),
        None => {}
    }
    let lookup = lookup_for_store_cache(vm, object, key)?;
    record_store(vm, feedback, index, object, key, lookup)?;
    put_value(vm, value, key, stored, strictness)
}

/// What a cache knows of a store.
enum Known {
    Done,
    /// The property is added; the object gets this shape, and must have room first.
    Adds(Gc<Shape>),
}

impl Known {
    fn store(entry: &FeedbackSlot, object: Gc<Object>, stored: Value) -> Option<Known> {
        if store_hit(entry, object, stored) {
            return Some(Known::Done);
        }
        addition(entry).map(Known::Adds)
    }
}

/// The shape that a store gives an object of the entry's shape, if it adds the property.
fn addition(entry: &FeedbackSlot) -> Option<Gc<Shape>> {
    if entry.data.get() & MARKS != 0 {
        return None;
    }
    let shape = entry.extra.get().and_then(Gc::cast::<Shape>)?;
    let holds = entry.other.get().is_none_or(|validity| {
        // SAFETY: as for `add_hit`.
        unsafe { validity.cast_unchecked::<Validity>() }.is_valid()
    });
    holds.then_some(shape)
}

/// The same for an object of this shape, at a site with one shape or several.
fn addition_at(slot: &FeedbackSlot, shape: u32) -> Option<Gc<Shape>> {
    if slot.data.get() == POLYMORPHIC {
        return polymorphic::find(slot, shape, addition);
    }
    if slot.cell.offset() == shape {
        addition(slot)
    } else {
        None
    }
}

fn record_store(
    vm: &mut Vm,
    feedback: Gc<FeedbackVector>,
    index: SlotIndex,
    object: Gc<Object>,
    key: PropertyKey,
    lookup: StoreLookup,
) -> JsResult<()> {
    let shape = object.shape();
    match lookup {
        StoreLookup::Own(location) => {
            let entry = Entry {
                shape,
                data: location.bits(),
                extra: None,
                other: None,
            };
            record(vm, Some(Purpose::Store), feedback, index, key, entry)
        }
        StoreLookup::Add(next, location, validity) => {
            let other = validity.map(Gc::erase);
            let entry = Entry {
                shape,
                data: location.bits(),
                extra: Some(next.erase()),
                other,
            };
            record(vm, Some(Purpose::Store), feedback, index, key, entry)
        }
        StoreLookup::OwnSetter(_) | StoreLookup::InheritedSetter(..) | StoreLookup::Uncacheable => {
            Ok(())
        }
    }
}

/// Defines an own data property of a fresh object, filling the cache.
#[inline(never)]
pub(crate) fn define_and_record(
    vm: &mut Vm,
    feedback: Gc<FeedbackVector>,
    index: SlotIndex,
    object: Gc<Object>,
    key: PropertyKey,
    value: Value,
) -> JsResult<()> {
    if let Some(shape) = addition_at(slot(&feedback, index), object.shape_offset()) {
        return add_cached(vm, object, shape, value);
    }
    if !object.is_exotic() && object.shape().find(key).is_none() && key.as_array_index().is_none() {
        // Defining asks no prototype: an addition needs no validity, and must not be found by
        // assignments, which do ask.
        if let StoreLookup::Add(next, location, _) = lookup_for_store_cache(vm, object, key)? {
            let entry = Entry {
                shape: object.shape(),
                data: location.bits(),
                extra: Some(next.erase()),
                other: None,
            };
            record(vm, None, feedback, index, key, entry)?;
        }
    }
    operation::create_data_property_or_throw(vm, object, key, value)
}
