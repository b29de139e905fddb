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
/// Places of the stub cache: a power of two.
const STUBS: usize = 2048;

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
    /// Entries of megamorphic sites by shape, key and purpose.
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

/// How many shapes a polymorphic site remembers.
pub(super) fn count(slot: &FeedbackSlot) -> usize {
    let is_taken = |entry: &&FeedbackSlot| !entry.cell.is_null();
    table(slot).map_or(0, |table| table.entries.iter().filter(is_taken).count())
}

/// What the entry of a polymorphic site for a shape says.
#[inline]
pub(super) fn find<R>(
    slot: &FeedbackSlot,
    shape: u32,
    hit: impl FnOnce(&FeedbackSlot) -> Option<R>,
) -> Option<R> {
    let table = table(slot)?;
    let entry = table
        .entries
        .iter()
        .find(|entry| entry.cell.offset() == shape)?;
    hit(entry)
}

/// A load at a polymorphic site.
#[inline(never)]
pub(super) fn load(slot: &FeedbackSlot, object: Gc<Object>) -> Option<Value> {
    find(slot, object.shape_offset(), |entry| load_hit(entry, object))
}

/// A store at a polymorphic site.
#[inline(never)]
pub(super) fn store(slot: &FeedbackSlot, object: Gc<Object>, value: Value) -> bool {
    let hit = |entry: &FeedbackSlot| store_hit(entry, object, value).then_some(());
    find(slot, object.shape_offset(), hit).is_some()
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
        stubs: TailInit::Fill(STUBS, empty),
    })
}

/// What a stub is for. What a load knows of a property would be wrong for a store, so each has its
/// half of the places.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Purpose {
    Load,
    Store,
}

#[inline]
fn place(shape: u32, key: Value, purpose: Purpose) -> usize {
    let mixed = (shape >> 3).wrapping_mul(0x9E37_79B1) ^ (key.offset_bits() >> 3);
    ((mixed ^ mixed >> 12) as usize * 2 + purpose as usize) & (STUBS - 1)
}

/// The shared entry for a shape and a key, if there is one.
#[inline]
pub(super) fn stub_find<R>(
    vm: &Vm,
    shape: u32,
    key: PropertyKey,
    purpose: Purpose,
    hit: impl FnOnce(&FeedbackSlot) -> Option<R>,
) -> Option<R> {
    let key = key.to_raw();
    let cache = vm.stub_cache();
    let stub = &cache.stubs()[place(shape, key, purpose)];
    if stub.entry.cell.offset() == shape && stub.key.get() == key {
        hit(&stub.entry)
    } else {
        None
    }
}

/// Enters an entry in the shared cache.
pub(super) fn stub_insert(vm: &Vm, key: PropertyKey, purpose: Purpose, entry: &Entry) {
    let key = key.to_raw();
    let cache = vm.stub_cache();
    let stub = &cache.stubs()[place(entry.shape.offset(), key, purpose)];
    stub.key.set(key);
    entry.write(&stub.entry);
}
