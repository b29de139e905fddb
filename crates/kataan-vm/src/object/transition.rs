//! Transitions: from a shared shape and a new property to the shape that has it.
//!
//! Held weakly: a form that no object and no cache uses goes away. A dead place ends a search
//! early, which costs a duplicate shape and nothing else.

use super::property::Attributes;
use super::property_key::PropertyKey;
use super::shape::{Shape, extend};
use crate::error::JsResult;
use crate::vm::Vm;
use kataan_gc::{Gc, Plain, Region, TailInit, Weak, cell};

/// A shape with more transitions than this is the start of dictionaries, not of a form.
const MAX_TRANSITIONS: usize = 1024;

cell! {
    /// Transitions by hash of key and attributes, open addressing.
    pub struct TransitionTable {
        /// Places taken since the table was built.
        taken: Plain<u32>,
    }
    tail places: [Weak<Shape>; word];
}

/// The property that a shape added last.
fn last_property(shape: Gc<Shape>) -> Option<(PropertyKey, Attributes)> {
    let table = shape.table.get();
    let entry = &table.entries()[shape.count.get().checked_sub(1)? as usize];
    Some((
        PropertyKey::from_raw(entry.key.get()),
        entry.attributes.get(),
    ))
}

fn place_of(key: PropertyKey, attributes: Attributes, region: Region) -> usize {
    (key.hash(region) ^ u32::from(attributes.bits()).wrapping_mul(0x9E37_79B1)) as usize
}

/// The shape of objects of `shape` after `key` was added; none if they should have unique shapes.
#[inline]
pub(crate) fn transition(
    vm: &mut Vm,
    shape: Gc<Shape>,
    key: PropertyKey,
    attributes: Attributes,
) -> JsResult<Option<Gc<Shape>>> {
    if let Some(successor) = shape.successor.get()
        && last_property(successor) == Some((key, attributes))
    {
        return Ok(Some(successor));
    }
    if let Some(found) = find(shape, key, attributes) {
        return Ok(Some(found));
    }
    add(vm, shape, key, attributes)
}

fn find(shape: Gc<Shape>, key: PropertyKey, attributes: Attributes) -> Option<Gc<Shape>> {
    let table = shape.transitions.get()?;
    let places = table.places();
    let mask = places.len() - 1;
    let mut at = place_of(key, attributes, shape.region()) & mask;
    while let Some(next) = places[at].get() {
        if last_property(next) == Some((key, attributes)) {
            return Some(next);
        }
        at = (at + 1) & mask;
    }
    None
}

#[cold]
fn add(
    vm: &mut Vm,
    shape: Gc<Shape>,
    key: PropertyKey,
    attributes: Attributes,
) -> JsResult<Option<Gc<Shape>>> {
    if shape.transitions.is_null() && shape.successor.get().is_none() {
        let next = extend(vm, shape, key, attributes)?;
        shape.successor.set(next);
        return Ok(Some(next));
    }
    let table = match shape.transitions.get() {
        Some(table) if (table.taken.get() as usize) * 2 < table.places().len() => table,
        old => match rebuild(vm, shape, old)? {
            Some(table) => table,
            None => return Ok(None),
        },
    };
    let next = extend(vm, shape, key, attributes)?;
    put(table, next);
    Ok(Some(next))
}

/// A table with the live transitions and as much room again; none if there are too many.
fn rebuild(
    vm: &mut Vm,
    shape: Gc<Shape>,
    old: Option<Gc<TransitionTable>>,
) -> JsResult<Option<Gc<TransitionTable>>> {
    let live = old.map_or(0, |old| {
        old.places()
            .iter()
            .filter(|place| place.get().is_some())
            .count()
    });
    if live > MAX_TRANSITIONS {
        return Ok(None);
    }
    let size = (live * 4 + 8).next_power_of_two();
    let table = vm.heap.allocate(TransitionTableInit {
        taken: 0,
        places: TailInit::Fill(size, None),
    })?;
    for next in old
        .iter()
        .flat_map(|old| old.places())
        .filter_map(Weak::get)
    {
        put(table, next);
    }
    shape.transitions.set(table);
    Ok(Some(table))
}

fn put(table: Gc<TransitionTable>, next: Gc<Shape>) {
    let Some((key, attributes)) = last_property(next) else {
        return;
    };
    let places = table.places();
    let mask = places.len() - 1;
    let mut at = place_of(key, attributes, table.region()) & mask;
    while places[at].get().is_some() {
        at = (at + 1) & mask;
    }
    places[at].set(next);
    table.taken.set(table.taken.get() + 1);
}
