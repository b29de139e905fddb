//! Sites with several shapes, and the stub cache that all sites with many share.

use super::feedback::{FeedbackSlot, FeedbackSlotInit};
use super::property::{Entry, load_hit, store_hit};
use crate::Vm;
use crate::error::JsResult;
use crate::object::{Object, PropertyKey};
use crate::value::Value;
use kataan_gc::{Gc, Heap, OutOfMemory, Slot, TailInit, cell, cell_part};

/// Shapes at one site, before it counts as megamorphic.
const WAYS: usize = 4;
/// Places of the stub cache for each [`Purpose`]: a power of two.
const STUBS: usize = 1024;

/// What an entry of the stub cache is for. A load's entry never serves a store, nor the other way
/// round: what may be read may be read-only, and `extra` names a holder or a next shape.
#[derive(Clone, Copy)]
pub(super) enum Purpose {
    Load,
    Store,
}

cell! {
    /// The shapes of one site.
    pub struct PolymorphicCache {
        pub(crate) entries: [FeedbackSlot; WAYS],
    }
}

cell_part! {
    /// A place of the stub cache.
    pub struct Stub {
        key: Slot,
        entry: FeedbackSlot,
    }
}

cell! {
    /// Entries of megamorphic sites by shape and key.
    pub struct StubCache {}
    tail stubs: [Stub; word];
}

const EMPTY: FeedbackSlotInit = FeedbackSlotInit {
    cell: None,
    data: 0,
    extra: None,
    other: None,
};

/// The table of a polymorphic site.
#[inline(always)]
fn table(slot: &FeedbackSlot) -> Option<Gc<PolymorphicCache>> {
    slot.extra.get()?.cast()
}

/// A load at a polymorphic site.
#[inline(never)]
pub(super) fn load(slot: &FeedbackSlot, object: Gc<Object>) -> Option<Value> {
    let shape = object.shape_offset();
    let table = table(slot)?;
    let entry = table
        .entries
        .iter()
        .find(|entry| entry.cell.offset() == shape)?;
    load_hit(entry, object)
}

/// A store at a polymorphic site.
#[inline(never)]
pub(super) fn store(slot: &FeedbackSlot, object: Gc<Object>, value: Value) -> bool {
    let shape = object.shape_offset();
    let Some(table) = table(slot) else {
        return false;
    };
    match table
        .entries
        .iter()
        .find(|entry| entry.cell.offset() == shape)
    {
        Some(entry) => store_hit(entry, object, value),
        None => false,
    }
}

/// What `read` makes of a polymorphic site's entry for a shape.
pub(super) fn find<R>(
    slot: &FeedbackSlot,
    shape: u32,
    read: impl FnOnce(&FeedbackSlot) -> Option<R>,
) -> Option<R> {
    let table = table(slot)?;
    let mut entries = table.entries.iter();
    read(entries.find(|entry| entry.cell.offset() == shape)?)
}

/// Adds an entry to a site that has one or several already; false if it has too many.
pub(super) fn add(vm: &mut Vm, slot: &FeedbackSlot, entry: &Entry, mark: u32) -> JsResult<bool> {
    let table = if slot.data.get() == mark {
        match table(slot) {
            Some(table) => table,
            None => return Ok(false),
        }
    } else {
        let table = vm.heap.allocate(PolymorphicCacheInit {
            entries: [EMPTY; WAYS],
        })?;
        copy(slot, &table.entries[0]);
        slot.cell.set(None);
        slot.other.set(None);
        slot.extra.set(table.erase());
        slot.data.set(mark);
        table
    };
    let shape = entry.shape.offset();
    let place = table
        .entries
        .iter()
        .find(|place| place.cell.offset() == shape)
        .or_else(|| table.entries.iter().find(|place| place.cell.is_null()));
    match place {
        Some(place) => {
            entry.write(place);
            Ok(true)
        }
        None => Ok(false),
    }
}

fn copy(from: &FeedbackSlot, to: &FeedbackSlot) {
    to.cell.set(from.cell.get());
    to.data.set(from.data.get());
    to.extra.set(from.extra.get());
    to.other.set(from.other.get());
}

/// An empty stub cache.
pub(crate) fn new_stub_cache(heap: &mut Heap) -> Result<Gc<StubCache>, OutOfMemory> {
    let empty = StubInit {
        key: Value::UNDEFINED,
        entry: EMPTY,
    };
    heap.allocate(StubCacheInit {
        stubs: TailInit::Fill(2 * STUBS, empty),
    })
}

#[inline]
fn place(purpose: Purpose, shape: u32, key: Value) -> usize {
    let mixed = (shape >> 3).wrapping_mul(0x9E37_79B1) ^ (key.offset_bits() >> 3);
    let at = (mixed ^ mixed >> 12) as usize & (STUBS - 1);
    match purpose {
        Purpose::Load => at,
        Purpose::Store => STUBS + at,
    }
}

/// The shared entry for a purpose, a shape and a key, if there is one.
#[inline]
pub(super) fn stub_find<R>(
    vm: &Vm,
    purpose: Purpose,
    shape: u32,
    key: PropertyKey,
    hit: impl FnOnce(&FeedbackSlot) -> Option<R>,
) -> Option<R> {
    let key = key.to_raw();
    let cache = vm.stub_cache();
    let stub = &cache.stubs()[place(purpose, shape, key)];
    if stub.entry.cell.offset() == shape && stub.key.get() == key {
        hit(&stub.entry)
    } else {
        None
    }
}

/// Enters an entry in the shared cache.
pub(super) fn stub_insert(vm: &Vm, purpose: Purpose, key: PropertyKey, entry: &Entry) {
    let key = key.to_raw();
    let cache = vm.stub_cache();
    let stub = &cache.stubs()[place(purpose, entry.shape.offset(), key)];
    stub.key.set(key);
    entry.write(&stub.entry);
}
