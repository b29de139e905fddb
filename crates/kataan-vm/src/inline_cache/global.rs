//! Global names: properties of the global object, and lexical bindings.
//!
//! Invariants: `extra` is the global object, `cell` its shape and `data` a location of that shape;
//! or `extra` is null and `other` a lexical binding, if anything.
#![allow(unsafe_code)]

use super::feedback::FeedbackVector;
use super::property::slot;
use crate::Vm;
use crate::error::JsResult;
use crate::execution::global::GlobalBinding;
use crate::object::{
    LoadLookup, Object, PropertyKey, SlotLocation, StoreLookup, lookup_for_cache,
    lookup_for_store_cache,
};
use crate::value::Value;
use kataan_bytecode::opcode::operand::FeedbackSlot as SlotIndex;
use kataan_gc::Gc;

/// A global name, if the cache has it: a property of the global object (`extra`), or a lexical
/// binding (`other`).
#[inline(always)]
pub(crate) fn load_global(feedback: Gc<FeedbackVector>, index: SlotIndex) -> Option<Value> {
    let slot = slot(&feedback, index);
    // SAFETY: what `record_global` and `record_lexical` wrote.
    unsafe {
        if !slot.extra.is_null() {
            let global = slot.extra.get_unchecked().cast_unchecked::<Object>();
            return (global.shape_offset() == slot.cell.offset())
                .then(|| SlotLocation::from_bits(slot.data.get()).slot(&global).get());
        }
        let binding = slot.other.get()?.cast_unchecked::<GlobalBinding>();
        let value = binding.value.get();
        (!value.is_uninitialized()).then_some(value)
    }
}

/// Stores to a global name, if the cache knows it.
#[inline(always)]
pub(crate) fn store_global(feedback: Gc<FeedbackVector>, index: SlotIndex, value: Value) -> bool {
    let slot = slot(&feedback, index);
    // SAFETY: what `record_global` and `record_lexical` wrote.
    unsafe {
        if !slot.extra.is_null() {
            let global = slot.extra.get_unchecked().cast_unchecked::<Object>();
            if global.shape_offset() != slot.cell.offset() {
                return false;
            }
            SlotLocation::from_bits(slot.data.get())
                .slot(&global)
                .set(value);
            return true;
        }
        let Some(binding) = slot.other.get() else {
            return false;
        };
        let binding = binding.cast_unchecked::<GlobalBinding>();
        if binding.value.get().is_uninitialized() {
            return false;
        }
        binding.value.set(value);
        true
    }
}

/// Records a lexical binding; one for stores is not constant.
pub(crate) fn record_lexical(
    feedback: Gc<FeedbackVector>,
    index: SlotIndex,
    binding: Gc<GlobalBinding>,
) {
    let slot = slot(&feedback, index);
    slot.extra.set(None);
    slot.other.set(binding.erase());
}

/// Records a data property of the global object.
pub(crate) fn record_global(
    vm: &mut Vm,
    feedback: Gc<FeedbackVector>,
    index: SlotIndex,
    global: Gc<Object>,
    key: PropertyKey,
    for_store: bool,
) -> JsResult<()> {
    let location = if for_store {
        match lookup_for_store_cache(vm, global, key)? {
            StoreLookup::Own(location) => location,
            _ => return Ok(()),
        }
    } else {
        match lookup_for_cache(vm, global, key)? {
            LoadLookup::Own(location) => location,
            _ => return Ok(()),
        }
    };
    let slot = slot(&feedback, index);
    slot.cell.set(global.shape().erase());
    slot.data.set(location.bits());
    slot.extra.set(global.erase());
    Ok(())
}
