//! The properties of one object where they are kept: finding, adding, changing and removing them,
//! without any of the specification's checks.

use super::elements::{self, Form};
use super::lookup::is_ordinary_for;
use super::property::Attributes;
use super::property_key::PropertyKey;
use super::property_table::{self, Found};
use super::prototype;
use super::shape::{MAX_SHARED_PROPERTIES, Shape, ShapeFlags, new_unique};
use super::slots::{dense_element, slot};
use super::sparse::{self, dense_attributes};
use super::transition::{reconfiguration, transition};
use super::{Object, slots};
use crate::error::JsResult;
use crate::execution::late_properties::{complete, is_incomplete};
use crate::value::Value;
use crate::vm::Vm;
use kataan_gc::{Gc, TailInit, ValueArrayInit};

/// Where an own property is kept.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place {
    Absent,
    Dense(u32),
    Sparse(usize),
    Named(Found),
}

/// An own property's contents.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Own {
    Absent,
    Data(Value, Attributes),
    Accessor(Value, Value, Attributes),
}

/// Finds an own property of an object's cell.
#[inline]
pub(crate) fn find_own(object: Gc<Object>, key: PropertyKey) -> Place {
    if let Some(index) = key.as_array_index() {
        let elements = object.elements.get();
        return match dense_element(&elements, index) {
            Some(slot) if !slot.get().is_hole() => Place::Dense(index),
            Some(_) => Place::Absent,
            None => find_sparse(object, index),
        };
    }
    match object.shape().find(key) {
        Some(found) => Place::Named(found),
        None => Place::Absent,
    }
}

fn find_sparse(object: Gc<Object>, index: u32) -> Place {
    match elements::form(object) {
        Form::Sparse(sparse) => sparse.find(index).map_or(Place::Absent, Place::Sparse),
        Form::Dense(_) => Place::Absent,
    }
}

/// The contents of what [`find_own`] found.
#[inline]
pub(crate) fn read(object: Gc<Object>, place: Place) -> Own {
    match place {
        Place::Absent => Own::Absent,
        Place::Named(found) => {
            let first = slot(&object, found.slot).get();
            if found.attributes.is_accessor() {
                Own::Accessor(first, slot(&object, found.slot + 1).get(), found.attributes)
            } else {
                Own::Data(first, found.attributes)
            }
        }
        Place::Dense(index) => match slots::get_dense(object, index) {
            Some(value) => Own::Data(value, dense_attributes(object.shape().flags())),
            None => Own::Absent,
        },
        Place::Sparse(number) => match elements::form(object) {
            Form::Sparse(sparse) => match sparse.read(number) {
                (get, set, attributes) if attributes.is_accessor() => {
                    Own::Accessor(get, set, attributes)
                }
                (value, _, attributes) => Own::Data(value, attributes),
            },
            Form::Dense(_) => Own::Absent,
        },
    }
}

/// Changes the value of a data property.
#[inline]
pub(crate) fn write(object: Gc<Object>, place: Place, value: Value) {
    match place {
        Place::Absent => {}
        Place::Named(found) => slot(&object, found.slot).set(value),
        Place::Dense(index) => {
            let elements = object.elements.get();
            if let Some(slot) = dense_element(&elements, index) {
                slot.set(value);
            }
        }
        Place::Sparse(number) => {
            if let Form::Sparse(sparse) = elements::form(object) {
                let (_, setter, attributes) = sparse.read(number);
                sparse.write(number, value, setter, attributes);
            }
        }
    }
}

/// Adds an own property that is absent: of an accessor, `value` is the getter.
pub(crate) fn add(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
    value: Value,
    setter: Value,
    attributes: Attributes,
) -> JsResult<()> {
    let Some(index) = key.as_array_index() else {
        return add_named(vm, object, key, value, setter, attributes);
    };
    if attributes == Attributes::ALL {
        return elements::add(vm, object, index, value);
    }
    let sparse = elements::make_sparse(vm, object)?;
    sparse::add_entry(vm, sparse, index, value, setter, attributes)
}

/// Adds a named property that is absent.
#[inline]
pub(crate) fn add_named(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
    value: Value,
    setter: Value,
    attributes: Attributes,
) -> JsResult<()> {
    debug_assert!(!is_incomplete(object));
    let shape = object.shape();
    if !shape.is_unique()
        && shape.count.get() < MAX_SHARED_PROPERTIES
        && let Some(next) = transition(vm, shape, key, attributes)?
    {
        let first = shape.slot_count();
        ensure_slots(vm, object, next.slot_count())?;
        object.set_shape(next);
        write_slots(object, first, value, setter, attributes);
        return Ok(());
    }
    add_to_unique(vm, object, key, value, setter, attributes)
}

#[inline(always)]
fn write_slots(
    object: Gc<Object>,
    first: u32,
    value: Value,
    setter: Value,
    attributes: Attributes,
) {
    slot(&object, first).set(value);
    if attributes.is_accessor() {
        slot(&object, first + 1).set(setter);
    }
}

fn add_to_unique(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
    value: Value,
    setter: Value,
    attributes: Attributes,
) -> JsResult<()> {
    let mut shape = make_unique(vm, object)?;
    prototype::invalidate(vm, shape)?;
    if shape.flags().has(ShapeFlags::CACHED_ABSENCE) {
        shape = renew(vm, object)?;
    }
    let mut table = shape.table.get();
    if !property_table::has_room(table) {
        if table.removed.get() * 2 > table.used.get() {
            shape = compact(vm, object)?;
        }
        let used = shape.table.get().used.get();
        table = property_table::copy(vm, shape.table.get(), used, used.max(4))?;
        shape.table.set(table);
        shape.count.set(table.used.get());
    }
    let first = shape.slot_count();
    ensure_slots(vm, object, first + attributes.slots())?;
    property_table::push(table, key, first, attributes);
    shape.count.set(table.used.get());
    shape.slot_count.set(first + attributes.slots());
    write_slots(object, first, value, setter, attributes);
    Ok(())
}

/// Makes room for `count` slots.
#[inline]
pub(crate) fn ensure_slots(vm: &mut Vm, object: Gc<Object>, count: u32) -> JsResult<()> {
    let inline = u32::from(object.header().small());
    if count <= inline || (count - inline) as usize <= object.overflow.get().slots().len() {
        return Ok(());
    }
    grow_overflow(vm, object, (count - inline) as usize)
}

#[cold]
fn grow_overflow(vm: &mut Vm, object: Gc<Object>, needed: usize) -> JsResult<()> {
    let old = object.overflow.get();
    let capacity = needed.max(old.slots().len() * 3 / 2).max(4);
    let new = vm.heap.allocate(ValueArrayInit {
        slots: TailInit::Fill(capacity, Value::UNDEFINED),
    })?;
    for (to, from) in new.slots().iter().zip(old.slots()) {
        to.set(from.get());
    }
    object.overflow.set(new);
    Ok(())
}

/// Gives the object a shape of its own, if it has none.
pub(crate) fn make_unique(vm: &mut Vm, object: Gc<Object>) -> JsResult<Gc<Shape>> {
    let shape = object.shape();
    if shape.is_unique() {
        return Ok(shape);
    }
    let unique = new_unique(vm, shape)?;
    object.set_shape(unique);
    Ok(unique)
}

/// Gives an object with a unique shape a new identity: what caches know of it no longer applies.
pub(crate) fn renew(vm: &mut Vm, object: Gc<Object>) -> JsResult<Gc<Shape>> {
    let shape = new_unique(vm, object.shape())?;
    object.set_shape(shape);
    Ok(shape)
}

/// Gives the object a unique shape that no cache knows, before a change that caches could tell.
pub(crate) fn prepare_change(vm: &mut Vm, object: Gc<Object>) -> JsResult<Gc<Shape>> {
    let shape = make_unique(vm, object)?;
    prototype::invalidate(vm, shape)?;
    if shape
        .flags()
        .has(ShapeFlags::CACHED.with(ShapeFlags::CACHED_ABSENCE))
    {
        return renew(vm, object);
    }
    Ok(shape)
}

/// Renumbers the slots of a unique shape and drops removed entries.
fn compact(vm: &mut Vm, object: Gc<Object>) -> JsResult<Gc<Shape>> {
    let shape = prepare_change(vm, object)?;
    let old = shape.table.get();
    let table = property_table::copy(vm, old, old.used.get(), 1)?;
    // An accessor's slots may lie after those of later entries: copy before moving.
    let count = shape.slot_count() as usize;
    let values = vm.heap.allocate(ValueArrayInit {
        slots: TailInit::Fill(count, Value::UNDEFINED),
    })?;
    for (index, to) in values.slots().iter().enumerate() {
        to.set(slot(&object, index as u32).get());
    }
    let mut next = 0;
    for entry in &table.entries()[..table.used.get() as usize] {
        let first = entry.slot.get();
        entry.slot.set(next);
        for index in first..first + entry.attributes.get().slots() {
            slot(&object, next).set(values.slots()[index as usize].get());
            next += 1;
        }
    }
    for index in next..shape.slot_count() {
        slot(&object, index).set(Value::UNDEFINED);
    }
    shape.table.set(table);
    shape.count.set(table.used.get());
    shape.slot_count.set(next);
    Ok(shape)
}

/// Removes an own property that is there and configurable.
pub(crate) fn remove(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
    place: Place,
) -> JsResult<()> {
    match place {
        Place::Absent => Ok(()),
        Place::Named(_) => remove_named(vm, object, key),
        Place::Dense(index) => elements::remove(vm, object, index),
        Place::Sparse(_) => match key.as_array_index() {
            Some(index) => elements::remove(vm, object, index),
            None => Ok(()),
        },
    }
}

fn remove_named(vm: &mut Vm, object: Gc<Object>, key: PropertyKey) -> JsResult<()> {
    let shape = prepare_change(vm, object)?;
    // The table may have been copied without removed entries: look again.
    let Some(found) = shape.find(key) else {
        return Ok(());
    };
    let table = shape.table.get();
    property_table::remove(table, found.entry);
    for index in found.slot..found.slot + found.attributes.slots() {
        slot(&object, index).set(Value::UNDEFINED);
    }
    if table.removed.get() > 32 && table.removed.get() > table.used.get() / 2 {
        compact(vm, object)?;
    }
    Ok(())
}

/// Changes contents and attributes of an own property.
pub(crate) fn reconfigure(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
    value: Value,
    setter: Value,
    attributes: Attributes,
) -> JsResult<()> {
    if let Some(index) = key.as_array_index() {
        let sparse = elements::make_sparse(vm, object)?;
        match sparse.find(index) {
            Some(number) => sparse.write(number, value, setter, attributes),
            None => sparse::add_entry(vm, sparse, index, value, setter, attributes)?,
        }
        return Ok(());
    }
    let shape = object.shape();
    if !shape.is_unique()
        && let Some(found) = shape.find(key)
        && found.attributes.slots() == attributes.slots()
    {
        // Only the getter or setter changes: that is a value. Otherwise there is a shape for it.
        let next = if found.attributes == attributes {
            Some(shape)
        } else {
            reconfiguration(vm, shape, key, attributes)?
        };
        if let Some(next) = next {
            object.set_shape(next);
            write_slots(object, found.slot, value, setter, attributes);
            return Ok(());
        }
    }
    let shape = prepare_change(vm, object)?;
    let Some(found) = shape.find(key) else {
        return Ok(());
    };
    let table = shape.table.get();
    let entry = &table.entries()[found.entry as usize];
    let mut first = found.slot;
    if attributes.slots() > found.attributes.slots() {
        // A getter and a setter take two slots: new ones, in the same place of the order.
        first = shape.slot_count();
        ensure_slots(vm, object, first + 2)?;
        shape.slot_count.set(first + 2);
        entry.slot.set(first);
        slot(&object, found.slot).set(Value::UNDEFINED);
    }
    entry.attributes.set(attributes);
    write_slots(object, first, value, setter, attributes);
    Ok(())
}

/// Defines a data property on an extensible object of which the caller knows that it is no proxy
/// or other exotic object: replaces the property if there is one.
pub fn define_data_property(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
    value: Value,
    attributes: Attributes,
) -> JsResult<()> {
    complete(vm, object)?;
    match find_own(object, key) {
        Place::Absent => add(vm, object, key, value, Value::UNDEFINED, attributes),
        place => match read(object, place) {
            Own::Data(_, old) if old == attributes => {
                write(object, place, value);
                Ok(())
            }
            _ => reconfigure(vm, object, key, value, Value::UNDEFINED, attributes),
        },
    }
}

/// Defines an accessor property, like [`define_data_property`].
pub fn define_accessor_property(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
    get: Value,
    set: Value,
    attributes: Attributes,
) -> JsResult<()> {
    let attributes = attributes
        .with(Attributes::ACCESSOR)
        .without(Attributes::WRITABLE);
    complete(vm, object)?;
    match find_own(object, key) {
        Place::Absent => add(vm, object, key, get, set, attributes),
        _ => reconfigure(vm, object, key, get, set, attributes),
    }
}

/// The value of a data property, own or inherited, if it can be had without running script.
pub fn get_data_without_side_effects(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
) -> Option<Value> {
    let mut holder = object;
    for _ in 0..1000 {
        if holder.is_exotic()
            && (key.as_array_index().is_some() || !is_ordinary_for(vm, holder, key))
        {
            return None;
        }
        match read(holder, find_own(holder, key)) {
            Own::Data(value, _) => return Some(value),
            Own::Accessor(..) => return None,
            Own::Absent => holder = holder.shape().prototype()?,
        }
    }
    None
}
