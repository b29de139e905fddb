//! Named properties: the hits that the dispatch loop inlines, and the misses that fill the caches.
//!
//! A site's slot compares `cell` with the receiver's shape. Without marks the property is the
//! receiver's own, at the location in `data`. With the mark `ELSEWHERE`, `extra` is the prototype
//! that has it, and `other` the validity that must still hold; a store with that mark adds the
//! property: `extra` is the shape that the object gets. Further bits of `data` that a location
//! leaves free mark what is not a plain slot: an absent property, a getter or a setter.
//!
//! Invariants: `data` of a slot whose `cell` is a shape is a location of that shape (or of the
//! holder, or of the next shape), except where its low bits say otherwise.
#![allow(unsafe_code)]

use super::feedback::{FeedbackSlot, FeedbackVector};
use super::polymorphic::{self, Purpose};
use crate::Vm;
use crate::error::JsResult;
use crate::interpreter::assignment::{Strictness, put_value};
use crate::object::slots::OVERFLOW;
use crate::object::{
    LoadLookup, Object, PropertyKey, Shape, SlotLocation, StoreLookup, Validity, add_cached,
    lookup_for_cache, lookup_for_store_cache,
};
use crate::operation;
use crate::realm::Intrinsic;
use crate::value::Value;
use kataan_bytecode::opcode::operand::{ConstantIndex, FeedbackSlot as SlotIndex};
use kataan_gc::{Gc, Region, Slot};

/// The property is absent: loads give `undefined`.
const ABSENT: u32 = 1;

/// The slot holds a getter or setter to call.
const ACCESSOR: u32 = 2;

/// The accessor is the receiver's own: `extra` is its shape, and there is no validity.
const OWN: u32 = 4;

/// An accessor of the receiver itself.
const OWN_ACCESSOR: u32 = OWN | ACCESSOR;

/// The property is not the receiver's, or not yet.
const ELSEWHERE: u32 = 1 << 30;

/// `data` without any of these bits is an inline slot of the receiver.
const NOT_PLAIN: u32 = OVERFLOW | ELSEWHERE | MARKS;

/// The low bits of `data` that are no location.
const MARKS: u32 = 7;

/// `data` of a site that has seen too many shapes.
const MEGAMORPHIC: u32 = u32::MAX;

/// `data` of a site whose `extra` is a table of several shapes.
const POLYMORPHIC: u32 = u32::MAX - 8;

/// How many shapes a site has seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ShapesSeen {
    /// So many.
    Few(usize),
    /// More than a site remembers.
    Many,
}

impl ShapesSeen {
    /// What the site of a load or a store tells.
    pub(super) fn at(slot: &FeedbackSlot) -> ShapesSeen {
        match slot.data.get() {
            MEGAMORPHIC => ShapesSeen::Many,
            POLYMORPHIC => ShapesSeen::Few(polymorphic::count(slot)),
            _ => ShapesSeen::Few(usize::from(!slot.cell.is_null())),
        }
    }
}

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
    if data & NOT_PLAIN == 0 {
        // SAFETY: the location is of the object's shape, and inline (module invariant).
        return Some(unsafe { object.at_byte::<Slot>(data as usize) }.get());
    }
    if data & (ELSEWHERE | MARKS) == 0 {
        // SAFETY: the location is of the object's shape (module invariant).
        return Some(unsafe { SlotLocation::from_bits(data).slot(&object) }.get());
    }
    if data & (ACCESSOR | OWN) != 0 {
        return None;
    }
    // SAFETY: `other` is a validity and `extra` an object wherever a load that is no accessor
    // has the mark.
    unsafe {
        let validity = slot.other.get_unchecked().cast_unchecked::<Validity>();
        if !validity.is_valid() {
            return None;
        }
        if data & ABSENT != 0 {
            return Some(Value::UNDEFINED);
        }
        let holder = slot.extra.get_unchecked().cast_unchecked::<Object>();
        let location = SlotLocation::from_bits(data & !ELSEWHERE);
        Some(location.slot(&holder).get())
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
    if data & NOT_PLAIN == 0 {
        // SAFETY: the location is of the object's shape, and inline (module invariant).
        unsafe { object.at_byte::<Slot>(data as usize) }.set(value);
        return true;
    }
    if data & (ELSEWHERE | MARKS) == 0 {
        // SAFETY: the location is of the object's shape (module invariant).
        unsafe { SlotLocation::from_bits(data).slot(&object) }.set(value);
        return true;
    }
    add_hit(slot, object, value)
}

/// A hit of a store that adds the property.
#[inline]
fn add_hit(slot: &FeedbackSlot, object: Gc<Object>, value: Value) -> bool {
    if slot.data.get() & MARKS != 0 {
        return false;
    }
    // SAFETY: `other`, if set, is a validity and `extra` a shape wherever `extra` is set for a
    // store without marks.
    unsafe {
        if let Some(validity) = slot.other.get()
            && !validity.cast_unchecked::<Validity>().is_valid()
        {
            return false;
        }
        let location = SlotLocation::from_bits(slot.data.get() & !ELSEWHERE);
        if !location.is_inline() {
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
    polymorphic::stub_find(vm, object.shape_offset(), key, Purpose::Load, |entry| {
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
    polymorphic::stub_find(vm, object.shape_offset(), key, Purpose::Store, store).is_some()
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
        polymorphic::stub_insert(vm, key, purpose, entry);
    }
}

/// What a load gave.
pub(crate) enum Loaded {
    /// The property's value.
    Value(Value),
    /// A getter, to be called with the receiver.
    Getter(Value),
}

/// What is left to do for a store.
pub(crate) enum Stored {
    /// Nothing.
    Done,
    /// To call a setter with the receiver and the value.
    Setter(Value),
}

/// The object whose properties a value has: itself, or its type's prototype.
#[inline]
fn base_of(vm: &mut Vm, value: Value) -> JsResult<Gc<Object>> {
    match operation::prototype_of_primitive(vm, value) {
        Some(object) => Ok(object),
        None => operation::to_object(vm, value),
    }
}

/// `value[key]` of a primitive value, if the cache has it.
#[inline]
pub(crate) fn load_primitive(
    vm: &Vm,
    feedback: Gc<FeedbackVector>,
    index: SlotIndex,
    value: Value,
) -> Option<Value> {
    let object = if value.is_string() {
        vm.intrinsic(Intrinsic::StringPrototype)
    } else if value.is_number() {
        vm.intrinsic(Intrinsic::NumberPrototype)
    } else {
        return None;
    };
    let slot = slot(&feedback, index);
    (object.shape_offset() == slot.cell.offset())
        .then(|| load_hit(slot, object))
        .flatten()
}

/// The getter of `value[key]`, or of a store the setter, if the site has seen one shape, which
/// `value` has, and knows it to be an accessor.
#[inline]
pub(crate) fn accessor_at(
    vm: &Vm,
    feedback: Gc<FeedbackVector>,
    index: SlotIndex,
    value: Value,
) -> Option<Value> {
    let object = vm.object(value)?;
    let slot = slot(&feedback, index);
    if object.shape_offset() != slot.cell.offset() {
        return None;
    }
    accessor_hit(slot, object).filter(|accessor| !accessor.is_undefined())
}

/// `value[key]`, filling the cache. `value` is neither undefined nor null.
#[inline(never)]
pub(crate) fn load_and_record(
    vm: &mut Vm,
    feedback: Gc<FeedbackVector>,
    index: SlotIndex,
    value: Value,
    key: PropertyKey,
) -> JsResult<Loaded> {
    if value.is_string() {
        if key == vm.key(crate::string::Name::Length) {
            let length = vm.string(value).map_or(0, |string| string.len());
            return Ok(Loaded::Value(Value::from_number(length as f64)));
        }
        if key.as_array_index().is_some() {
            return operation::get_v(vm, value, key).map(Loaded::Value);
        }
    }
    let object = base_of(vm, value)?;
    load_with_receiver(vm, feedback, index, object, key, value)
}

/// The value at a location that a lookup just gave for an object.
fn read(location: SlotLocation, object: Gc<Object>) -> Value {
    // SAFETY: the location is of the object's shape.
    unsafe { location.slot(&object) }.get()
}

/// What an entry for the receiver's shape tells, accessors included.
#[inline]
fn load_entry(entry: &FeedbackSlot, object: Gc<Object>) -> Option<Loaded> {
    match load_hit(entry, object) {
        Some(value) => Some(Loaded::Value(value)),
        None => accessor_hit(entry, object).map(getter),
    }
}

/// The call of a getter; without one the value is `undefined`.
#[inline]
fn getter(getter: Value) -> Loaded {
    if getter.is_undefined() {
        Loaded::Value(Value::UNDEFINED)
    } else {
        Loaded::Getter(getter)
    }
}

/// `object[key]` with another receiver, filling the cache.
pub(crate) fn load_with_receiver(
    vm: &mut Vm,
    feedback: Gc<FeedbackVector>,
    index: SlotIndex,
    object: Gc<Object>,
    key: PropertyKey,
    receiver: Value,
) -> JsResult<Loaded> {
    let slot = slot(&feedback, index);
    if let Some(loaded) = known(vm, slot, object, key, Purpose::Load, |entry| {
        load_entry(entry, object)
    }) {
        return Ok(loaded);
    }
    match look_up(vm, object, key)? {
        Some((entry, loaded)) => {
            if let Some(entry) = entry {
                record(vm, Some(Purpose::Load), feedback, index, key, entry)?;
            }
            Ok(loaded)
        }
        None => operation::get_with_receiver(vm, object, key, receiver).map(Loaded::Value),
    }
}

/// `object[key]` where no site remembers what it saw, through the cache that all share.
pub(crate) fn load_shared(vm: &mut Vm, object: Gc<Object>, key: PropertyKey) -> JsResult<Loaded> {
    let shape = object.shape();
    // An object whose shape is its own is likely a dictionary: asking it is as cheap.
    if shape.is_unique() || key.as_array_index().is_some() {
        return operation::get(vm, object, key).map(Loaded::Value);
    }
    let entry = |entry: &FeedbackSlot| load_entry(entry, object);
    if let Some(loaded) = polymorphic::stub_find(vm, shape.offset(), key, Purpose::Load, entry) {
        return Ok(loaded);
    }
    match look_up(vm, object, key)? {
        Some((entry, loaded)) => {
            if let Some(entry) = entry {
                polymorphic::stub_insert(vm, key, Purpose::Load, &entry);
            }
            Ok(loaded)
        }
        None => operation::get(vm, object, key).map(Loaded::Value),
    }
}

/// What `object[key]` is and, if that can be told from the shape, what a cache remembers. None
/// where the general algorithm must say.
fn look_up(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
) -> JsResult<Option<(Option<Entry>, Loaded)>> {
    let lookup = lookup_for_cache(vm, object, key)?;
    let shape = object.shape();
    let entry = |data: u32, holder: Option<Gc<Object>>, validity: Option<Gc<Validity>>| Entry {
        shape,
        data,
        extra: holder.map(Gc::erase),
        other: validity.map(Gc::erase),
    };
    let (entry, loaded) = match lookup {
        LoadLookup::Own(location) => (
            entry(location.bits(), None, None),
            Loaded::Value(read(location, object)),
        ),
        LoadLookup::Inherited(holder, location, validity) => (
            entry(location.bits() | ELSEWHERE, Some(holder), Some(validity)),
            Loaded::Value(read(location, holder)),
        ),
        LoadLookup::OwnGetter(location) => (
            own_accessor(shape, location),
            getter(read(location, object)),
        ),
        LoadLookup::InheritedGetter(holder, location, validity) => (
            entry(location.bits() | ACCESSOR, Some(holder), Some(validity)),
            getter(read(location, holder)),
        ),
        LoadLookup::Absent(Some(validity)) => (
            entry(ABSENT, Some(object), Some(validity)),
            Loaded::Value(Value::UNDEFINED),
        ),
        LoadLookup::Absent(None) => return Ok(Some((None, Loaded::Value(Value::UNDEFINED)))),
        LoadLookup::Uncacheable => return Ok(None),
    };
    Ok(Some((Some(entry), loaded)))
}

/// Asks what a site, or the cache that all share, knows of the object's shape.
#[inline]
fn known<R>(
    vm: &Vm,
    slot: &FeedbackSlot,
    object: Gc<Object>,
    key: PropertyKey,
    purpose: Purpose,
    hit: impl FnOnce(&FeedbackSlot) -> Option<R>,
) -> Option<R> {
    let shape = object.shape_offset();
    if shape == slot.cell.offset() {
        return hit(slot);
    }
    match slot.data.get() {
        POLYMORPHIC => polymorphic::find(slot, shape, hit),
        MEGAMORPHIC => polymorphic::stub_find(vm, shape, key, purpose, hit),
        _ => None,
    }
}

/// An entry for an accessor of the receiver itself.
fn own_accessor(shape: Gc<Shape>, location: SlotLocation) -> Entry {
    Entry {
        shape,
        data: location.bits() | ACCESSOR | OWN,
        extra: Some(shape.erase()),
        other: None,
    }
}

/// The getter or setter that a slot names, if it does and still holds.
fn accessor_hit(slot: &FeedbackSlot, object: Gc<Object>) -> Option<Value> {
    let data = slot.data.get();
    // SAFETY: the location is of the object's shape, or of the holder; what the mark says was
    // recorded (module invariant).
    unsafe {
        let location = SlotLocation::from_bits(data & !MARKS);
        match data & MARKS {
            OWN_ACCESSOR => Some(location.slot(&object).get()),
            ACCESSOR => {
                let (holder, validity) = (slot.extra.get()?, slot.other.get()?);
                if !validity.cast_unchecked::<Validity>().is_valid() {
                    return None;
                }
                Some(location.slot(&holder.cast_unchecked::<Object>()).get())
            }
            _ => None,
        }
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
) -> JsResult<Stored> {
    let Some(object) = vm.object(value) else {
        return put_value(vm, value, key, stored, strictness).map(|()| Stored::Done);
    };
    let slot = slot(&feedback, index);
    let hit = |entry: &FeedbackSlot| store_entry(entry, object, stored);
    match known(vm, slot, object, key, Purpose::Store, hit) {
        Some(StoreHit::Stored) => return Ok(Stored::Done),
        Some(StoreHit::Add(shape)) => {
            return add_cached(vm, object, shape, stored).map(|()| Stored::Done);
        }
        Some(StoreHit::Setter(setter)) => return Ok(Stored::Setter(setter)),
        None => {}
    }
    let lookup = lookup_for_store_cache(vm, object, key)?;
    if let Some(setter) = record_store(vm, feedback, index, object, key, lookup)? {
        return Ok(Stored::Setter(setter));
    }
    put_value(vm, value, key, stored, strictness).map(|()| Stored::Done)
}

/// What an entry for the receiver's shape does for a store.
enum StoreHit {
    Stored,
    /// Add the property, which needs room first.
    Add(Gc<Shape>),
    Setter(Value),
}

fn store_entry(entry: &FeedbackSlot, object: Gc<Object>, value: Value) -> Option<StoreHit> {
    if store_hit(entry, object, value) {
        return Some(StoreHit::Stored);
    }
    if entry.data.get() & MARKS != 0 {
        // Objects of one shape may differ in whether they have a setter.
        let setter = accessor_hit(entry, object)?;
        return (!setter.is_undefined()).then_some(StoreHit::Setter(setter));
    }
    addition(entry).map(StoreHit::Add)
}

/// The shape that a store gives an object of the entry's shape, if it adds the property.
fn addition(entry: &FeedbackSlot) -> Option<Gc<Shape>> {
    if entry.data.get() & (ELSEWHERE | MARKS) != ELSEWHERE {
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

/// Records what a store found. Gives the setter, if there is one to call.
fn record_store(
    vm: &mut Vm,
    feedback: Gc<FeedbackVector>,
    index: SlotIndex,
    object: Gc<Object>,
    key: PropertyKey,
    lookup: StoreLookup,
) -> JsResult<Option<Value>> {
    let shape = object.shape();
    let (entry, setter) = match lookup {
        StoreLookup::Own(location) => (
            Entry {
                shape,
                data: location.bits(),
                extra: None,
                other: None,
            },
            None,
        ),
        StoreLookup::Add(next, location, validity) => (
            Entry {
                shape,
                data: location.bits() | ELSEWHERE,
                extra: Some(next.erase()),
                other: validity.map(Gc::erase),
            },
            None,
        ),
        StoreLookup::OwnSetter(location) => {
            (own_accessor(shape, location), Some(read(location, object)))
        }
        StoreLookup::InheritedSetter(holder, location, validity) => (
            Entry {
                shape,
                data: location.bits() | ACCESSOR,
                extra: Some(holder.erase()),
                other: Some(validity.erase()),
            },
            Some(read(location, holder)),
        ),
        StoreLookup::Uncacheable => return Ok(None),
    };
    // Without a setter the assignment fails, as the general algorithm says it.
    if setter.is_some_and(Value::is_undefined) {
        return Ok(None);
    }
    record(vm, Some(Purpose::Store), feedback, index, key, entry)?;
    Ok(setter)
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
                data: location.bits() | ELSEWHERE,
                extra: Some(next.erase()),
                other: None,
            };
            record(vm, None, feedback, index, key, entry)?;
        }
    }
    operation::create_data_property_or_throw(vm, object, key, value)
}
