//! Private names: `cell` is the receiver's shape and `other` the private name.
//!
//! Invariants: `data` of a slot whose `cell` is a shape is a location of that shape.
#![allow(unsafe_code)]

use super::feedback::{FeedbackSlot, FeedbackVector};
use super::property::slot;
use crate::Vm;
use crate::error::JsResult;
use crate::object::{
    LoadLookup, Object, PropertyKey, SlotLocation, StoreLookup, lookup_for_cache,
    lookup_for_store_cache,
};
use crate::value::Value;
use kataan_bytecode::opcode::operand::FeedbackSlot as SlotIndex;
use kataan_gc::{Gc, Region};

/// `object.#name`, if the cache has it: `other` names the private name.
#[inline(always)]
pub(crate) fn load_private(
    region: Region,
    feedback: Gc<FeedbackVector>,
    index: SlotIndex,
    value: Value,
    name: Value,
) -> Option<Value> {
    let slot = private_hit(region, &feedback, index, value, name)?;
    // SAFETY: an object of the slot's shape.
    unsafe {
        let object = region.gc_unchecked::<Object>(value);
        Some(SlotLocation::from_bits(slot.data.get()).slot(&object).get())
    }
}

/// `object.#name = stored`, if the cache knows it.
#[inline(always)]
pub(crate) fn store_private(
    region: Region,
    feedback: Gc<FeedbackVector>,
    index: SlotIndex,
    value: Value,
    name: Value,
    stored: Value,
) -> bool {
    let Some(slot) = private_hit(region, &feedback, index, value, name) else {
        return false;
    };
    // SAFETY: an object of the slot's shape.
    unsafe {
        let object = region.gc_unchecked::<Object>(value);
        SlotLocation::from_bits(slot.data.get())
            .slot(&object)
            .set(stored);
    }
    true
}

#[inline(always)]
fn private_hit(
    region: Region,
    feedback: &Gc<FeedbackVector>,
    index: SlotIndex,
    value: Value,
    name: Value,
) -> Option<&FeedbackSlot> {
    if !value.is_object() {
        return None;
    }
    // SAFETY: an object.
    let object = unsafe { region.gc_unchecked::<Object>(value) };
    let slot = slot(feedback, index);
    (object.shape_offset() == slot.cell.offset() && slot.other.offset() == name.offset_bits())
        .then_some(slot)
}

/// Records where a load found a private field or method.
pub(crate) fn record_load(
    vm: &mut Vm,
    feedback: Gc<FeedbackVector>,
    index: SlotIndex,
    object: Gc<Object>,
    name: PropertyKey,
) -> JsResult<()> {
    if !object.is_exotic()
        && let LoadLookup::Own(location) = lookup_for_cache(vm, object, name)?
    {
        record(vm, feedback, index, object, name, location);
    }
    Ok(())
}

/// Records where a store found a private field.
pub(crate) fn record_store(
    vm: &mut Vm,
    feedback: Gc<FeedbackVector>,
    index: SlotIndex,
    object: Gc<Object>,
    name: PropertyKey,
) -> JsResult<()> {
    if !object.is_exotic()
        && let StoreLookup::Own(location) = lookup_for_store_cache(vm, object, name)?
    {
        record(vm, feedback, index, object, name, location);
    }
    Ok(())
}

fn record(
    vm: &Vm,
    feedback: Gc<FeedbackVector>,
    index: SlotIndex,
    object: Gc<Object>,
    name: PropertyKey,
    location: SlotLocation,
) {
    let slot = slot(&feedback, index);
    slot.cell.set(object.shape().erase());
    slot.data.set(location.bits());
    slot.other.set(name.as_symbol(vm).map(Gc::erase));
}
