//! Transitions: from a shared shape to the shape of objects that differ by one step: a new
//! property, other attributes of a property, or what may still be done with the object.
//!
//! Held weakly: a form that no object and no cache uses goes away. A dead place ends a search
//! early, which costs a duplicate shape and nothing else.

use super::property::Attributes;
use super::property_key::PropertyKey;
use super::shape::{Origin, Restriction, Shape, extend, reconfigured, restricted};
use crate::error::JsResult;
use crate::vm::Vm;
use kataan_gc::{Gc, Plain, Region, TailInit, Weak, cell};

/// A shape with more transitions than this is the start of dictionaries, not of a form.
const MAX_TRANSITIONS: usize = 1024;

cell! {
    /// Transitions by the hash of their step, open addressing.
    pub struct TransitionTable {
        /// Places taken since the table was built.
        taken: Plain<u32>,
    }
    tail places: [Weak<Shape>; word];
}

/// What tells a shape from the one that it comes of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Step {
    Add(PropertyKey, Attributes),
    Reconfigure(PropertyKey, Attributes),
    Restrict(Restriction),
}

/// The step that led to a shape; none to one without properties.
fn step_to(shape: Gc<Shape>) -> Option<Step> {
    let table = shape.table.get();
    let property = |number: usize| {
        let entry = &table.entries()[number];
        let key = PropertyKey::from_raw(entry.key.get());
        (key, entry.attributes.get())
    };
    Some(match shape.origin.get().step() {
        Origin::Added => {
            let (key, attributes) = property(shape.count.get().checked_sub(1)? as usize);
            Step::Add(key, attributes)
        }
        Origin::Reconfigured(entry) => {
            let (key, attributes) = property(usize::from(entry));
            Step::Reconfigure(key, attributes)
        }
        Origin::Restricted(restriction) => Step::Restrict(restriction),
    })
}

fn place_of(step: Step, region: Region) -> usize {
    let spread = |number: u32| number.wrapping_mul(0x9E37_79B1);
    let hash = match step {
        Step::Add(key, attributes) => key.hash(region) ^ spread(attributes.bits().into()),
        Step::Reconfigure(key, attributes) => !key.hash(region) ^ spread(attributes.bits().into()),
        Step::Restrict(restriction) => spread(restriction as u32),
    };
    hash as usize
}

/// The shape of objects of `shape` after `key` was added; none if they should have unique shapes.
#[inline]
pub(crate) fn transition(
    vm: &mut Vm,
    shape: Gc<Shape>,
    key: PropertyKey,
    attributes: Attributes,
) -> JsResult<Option<Gc<Shape>>> {
    follow(vm, shape, Step::Add(key, attributes))
}

/// The shape of objects of `shape` whose property `key` got these attributes, which take as many
/// slots; none if they should have unique shapes.
pub(crate) fn reconfiguration(
    vm: &mut Vm,
    shape: Gc<Shape>,
    key: PropertyKey,
    attributes: Attributes,
) -> JsResult<Option<Gc<Shape>>> {
    follow(vm, shape, Step::Reconfigure(key, attributes))
}

/// The shape of objects of `shape` that may not be extended any longer, or are sealed or frozen;
/// none if they should have unique shapes.
pub(crate) fn restriction(
    vm: &mut Vm,
    shape: Gc<Shape>,
    restriction: Restriction,
) -> JsResult<Option<Gc<Shape>>> {
    follow(vm, shape, Step::Restrict(restriction))
}

#[inline]
fn follow(vm: &mut Vm, shape: Gc<Shape>, step: Step) -> JsResult<Option<Gc<Shape>>> {
    if let Some(successor) = shape.successor.get()
        && step_to(successor) == Some(step)
    {
        return Ok(Some(successor));
    }
    if let Some(found) = find(shape, step) {
        return Ok(Some(found));
    }
    add(vm, shape, step)
}

fn find(shape: Gc<Shape>, step: Step) -> Option<Gc<Shape>> {
    let table = shape.transitions.get()?;
    let places = table.places();
    let mask = places.len() - 1;
    let mut at = place_of(step, shape.region()) & mask;
    while let Some(next) = places[at].get() {
        if step_to(next) == Some(step) {
            return Some(next);
        }
        at = (at + 1) & mask;
    }
    None
}

fn make(vm: &mut Vm, shape: Gc<Shape>, step: Step) -> JsResult<Gc<Shape>> {
    match step {
        Step::Add(key, attributes) => extend(vm, shape, key, attributes),
        Step::Reconfigure(key, attributes) => reconfigured(vm, shape, key, attributes),
        Step::Restrict(restriction) => restricted(vm, shape, restriction),
    }
}

#[cold]
fn add(vm: &mut Vm, shape: Gc<Shape>, step: Step) -> JsResult<Option<Gc<Shape>>> {
    if shape.transitions.is_null() && shape.successor.get().is_none() {
        let next = make(vm, shape, step)?;
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
    let next = make(vm, shape, step)?;
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
    let Some(step) = step_to(next) else {
        return;
    };
    let places = table.places();
    let mask = places.len() - 1;
    let mut at = place_of(step, table.region()) & mask;
    while places[at].get().is_some() {
        at = (at + 1) & mask;
    }
    places[at].set(next);
    table.taken.set(table.taken.get() + 1);
}
