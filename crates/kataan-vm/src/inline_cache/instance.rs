//! `instanceof`: what the shape of a constructor tells of its handler and its `prototype`.
//!
//! A site's slot compares `cell` with the constructor's shape. It inherits the library's own
//! `@@hasInstance`, as long as the validity in `other` holds, and its `prototype` is a data property
//! in the slot that `data` numbers.

use super::feedback::FeedbackVector;
use crate::Vm;
use crate::error::JsResult;
use crate::object::slots::slot as object_slot;
use crate::object::{BoundFunction, LoadLookup, Object, Validity, lookup_for_cache};
use crate::operation;
use crate::realm::Intrinsic;
use crate::string::Name;
use crate::symbol::WellKnownSymbol;
use crate::value::Value;
use kataan_bytecode::opcode::operand::FeedbackSlot as SlotIndex;
use kataan_gc::Gc;

/// Prototypes that are looked at without a poll; longer chains are walked the slow way.
const MAX_STEPS: usize = 1000;

/// `value instanceof target`, if the cache has it.
#[inline]
pub(crate) fn find(
    vm: &Vm,
    feedback: Gc<FeedbackVector>,
    index: SlotIndex,
    value: Value,
    target: Value,
) -> Option<bool> {
    let target = vm.object(target)?;
    let slot = feedback.slots().get(index.index())?;
    if slot.cell.offset() != target.shape_offset() {
        return None;
    }
    let validity = slot.other.get()?.cast::<Validity>()?;
    if !validity.is_valid() {
        return None;
    }
    let Some(object) = vm.object(value) else {
        return Some(false);
    };
    let prototype = vm.object(object_slot(&target, slot.data.get()).get())?;
    let mut current = object;
    for _ in 0..MAX_STEPS {
        if current.is_exotic() {
            return None;
        }
        match current.shape().prototype() {
            None => return Some(false),
            Some(parent) if parent == prototype => return Some(true),
            Some(parent) => current = parent,
        }
    }
    None
}

/// `value instanceof target`, filling the cache.
#[inline(never)]
pub(crate) fn find_and_record(
    vm: &mut Vm,
    feedback: Gc<FeedbackVector>,
    index: SlotIndex,
    value: Value,
    target: Value,
) -> JsResult<bool> {
    if let Some(constructor) = vm.object(target)
        && constructor.is_callable()
        && !constructor.is_exotic()
        && constructor.cast::<BoundFunction>().is_none()
        && let Some((data, validity)) = look_up(vm, constructor)?
        && let Some(slot) = feedback.slots().get(index.index())
    {
        slot.cell.set(constructor.shape().erase());
        slot.data.set(data);
        slot.other.set(validity.erase());
    }
    operation::instance_of(vm, value, target)
}

/// The slot of the constructor's `prototype`, and for how long its handler is the library's.
fn look_up(vm: &mut Vm, constructor: Gc<Object>) -> JsResult<Option<(u32, Gc<Validity>)>> {
    let key = vm.symbol_key(WellKnownSymbol::HasInstance);
    let LoadLookup::Inherited(holder, _, validity) = lookup_for_cache(vm, constructor, key)? else {
        return Ok(None);
    };
    // There it can be neither written nor reconfigured.
    if holder != vm.intrinsic(Intrinsic::FunctionPrototype) {
        return Ok(None);
    }
    let key = vm.key(Name::Prototype);
    let LoadLookup::Own(_) = lookup_for_cache(vm, constructor, key)? else {
        return Ok(None);
    };
    let found = constructor.shape().find(key);
    Ok(found.map(|found| (found.slot, validity)))
}
