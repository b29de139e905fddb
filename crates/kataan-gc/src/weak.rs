//! Weak cells: ephemeron tables, weak lists, and registrations for finalisation.
//!
//! [`Weak`](crate::Weak) and [`WeakSlot`](crate::WeakSlot) members of any cell are cleared when
//! what they name dies. This page builds the larger forms on [`Ephemeron`] and [`Watched`].
//!
//! # Invariants
//! Ephemerons and watched values are members of live cells; the collector clears them at the death of
//! what they name, so that what they hold is live or empty.
#![allow(unsafe_code)]

use crate::arrays::{U32Array, U32ArrayInit};
use crate::cell::{AnyCell, TailInit};
use crate::field::{Field, FieldType, Plain, Slot, Weak, WeakSlot};
use crate::heap::{Heap, OutOfMemory};
use crate::kind::{Part, PartClass};
use crate::reference::Gc;
use crate::value::Value;
use crate::{cell, cell_part};

/// A key that is held weakly, and a value that lives as long as the key does. When the key dies
/// both go: the key becomes the hole.
#[repr(C)]
pub struct Ephemeron {
    key: WeakSlot,
    value: Slot,
}

impl Ephemeron {
    /// The key; the hole once it is dead.
    #[inline]
    pub fn key(&self) -> Value {
        self.key.get()
    }

    /// The value.
    #[inline]
    pub fn value(&self) -> Value {
        self.value.get()
    }

    /// Stores both.
    #[inline]
    pub fn set(&self, key: Value, value: Value) {
        self.key.set(key);
        self.value.set(value);
    }

    /// Stores the value.
    #[inline]
    pub fn set_value(&self, value: Value) {
        self.value.set(value);
    }
}

// SAFETY: the pair is one part; `initialize` writes both.
unsafe impl FieldType for Ephemeron {
    type Init = (Value, Value);
    const PARTS: &'static [Part] = &[Part::new(0, PartClass::Ephemeron)];

    unsafe fn initialize(place: *mut Ephemeron, (key, value): (Value, Value)) {
        // SAFETY: `place` is memory for both members (contract of the trait).
        unsafe {
            WeakSlot::initialize(&raw mut (*place).key, key);
            Slot::initialize(&raw mut (*place).value, value);
        }
    }
}

/// A weak value whose death puts its cell on the heap's queue of dead registrations.
#[repr(transparent)]
pub struct Watched(WeakSlot);

impl Watched {
    /// The value; `undefined` once it is dead.
    #[inline]
    pub fn get(&self) -> Value {
        self.0.get()
    }

    /// Stores a value. With a value that is no reference the cell is no longer watched.
    #[inline]
    pub fn set(&self, value: Value) {
        self.0.set(value);
    }
}

// SAFETY: one watched value; `initialize` writes it.
unsafe impl FieldType for Watched {
    type Init = Value;
    const PARTS: &'static [Part] = &[Part::new(0, PartClass::Watched)];

    unsafe fn initialize(place: *mut Watched, value: Value) {
        // SAFETY: `place` is memory for it (contract of the trait).
        unsafe { WeakSlot::initialize(place.cast(), value) };
    }
}

cell! {
    /// A target registered with a `FinalizationRegistry`. The registry keeps the registration
    /// alive; a registration that dies with its registry is never queued.
    pub struct Registration {
        /// What is watched.
        pub target: Watched,
        /// What the callback gets.
        pub held: Slot,
        /// What `unregister` looks for.
        pub token: WeakSlot,
        /// The registry.
        pub registry: Slot,
    }
}

impl Heap {
    /// The next registration whose target died, in the order of death.
    pub fn take_dead_registration(&mut self) -> Option<Gc<Registration>> {
        self.dead_registrations.pop_front()?.cast()
    }

    /// Whether any registration's target has died.
    pub fn has_dead_registrations(&self) -> bool {
        !self.dead_registrations.is_empty()
    }
}

cell_part! {
    /// An ephemeron in a bucket of its table.
    pub(crate) struct WeakEntry {
        pair: Ephemeron,
        hash: Plain<u32>,
        next: Plain<u32>,
    }
}

cell! {
    /// The entries of a weak table.
    pub(crate) struct WeakEntries {}
    tail entries: [WeakEntry; word];
}

cell! {
    /// A hash table of ephemerons: what `WeakMap`, `WeakSet` and the atom table are made of. The
    /// caller supplies the hash (an identity hash kept in the key, or the string's).
    pub struct WeakTable {
        used: Plain<u32>,
        entries: Field<WeakEntries>,
        buckets: Field<U32Array>,
    }
}

const SMALLEST: usize = 4;
const EMPTY: WeakEntryInit = WeakEntryInit {
    pair: (Value::HOLE, Value::UNDEFINED),
    hash: 0,
    next: 0,
};

/// Names an entry of a weak table until the next insertion.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WeakIndex(u32);

impl Heap {
    /// An empty weak table.
    pub fn new_weak_table(&mut self) -> Result<Gc<WeakTable>, OutOfMemory> {
        let (entries, buckets) = self.new_weak_entries(SMALLEST)?;
        self.allocate(WeakTableInit {
            used: 0,
            entries,
            buckets,
        })
    }

    fn new_weak_entries(
        &mut self,
        capacity: usize,
    ) -> Result<(Gc<WeakEntries>, Gc<U32Array>), OutOfMemory> {
        let entries = self.allocate(WeakEntriesInit {
            entries: TailInit::Fill(capacity, EMPTY),
        })?;
        let buckets = self.allocate(U32ArrayInit {
            words: TailInit::Fill(capacity, 0),
        })?;
        Ok((entries, buckets))
    }
}

impl WeakTable {
    /// The live entry with this hash whose key `equals` accepts. `equals` must not touch the table.
    #[inline]
    pub fn find(&self, hash: u32, mut equals: impl FnMut(Value) -> bool) -> Option<WeakIndex> {
        let (entries, buckets) = (self.entries.get(), self.buckets.get());
        let (entries, buckets) = (entries.entries(), buckets.words());
        let mut next = buckets[hash as usize & (buckets.len() - 1)].get();
        while next != 0 {
            let entry = &entries[next as usize - 1];
            if entry.hash.get() == hash {
                let key = entry.pair.key();
                if !key.is_hole() && equals(key) {
                    return Some(WeakIndex(next - 1));
                }
            }
            next = entry.next.get();
        }
        None
    }

    /// Adds an entry whose key, a reference, is known to be absent.
    pub fn insert(
        &self,
        heap: &mut Heap,
        hash: u32,
        key: Value,
        value: Value,
    ) -> Result<(), OutOfMemory> {
        if self.used.get() as usize == self.entries.get().entries().len() {
            self.rebuild(heap)?;
        }
        self.append(hash, key, value);
        Ok(())
    }

    /// The key of an entry.
    pub fn key(&self, index: WeakIndex) -> Value {
        self.entries.get().entries()[index.0 as usize].pair.key()
    }

    /// The value of an entry.
    pub fn value(&self, index: WeakIndex) -> Value {
        self.entries.get().entries()[index.0 as usize].pair.value()
    }

    /// Changes the value of an entry.
    pub fn set_value(&self, index: WeakIndex, value: Value) {
        self.entries.get().entries()[index.0 as usize]
            .pair
            .set_value(value);
    }

    /// Removes an entry.
    pub fn remove(&self, index: WeakIndex) {
        self.entries.get().entries()[index.0 as usize]
            .pair
            .set(Value::HOLE, Value::UNDEFINED);
    }

    /// Counts the live entries, by looking at all.
    pub fn count(&self) -> usize {
        let entries = self.entries.get();
        let used = &entries.entries()[..self.used.get() as usize];
        used.iter()
            .filter(|entry| !entry.pair.key().is_hole())
            .count()
    }

    fn append(&self, hash: u32, key: Value, value: Value) {
        let index = self.used.get();
        let (entries, buckets) = (self.entries.get(), self.buckets.get());
        let buckets = buckets.words();
        let head = &buckets[hash as usize & (buckets.len() - 1)];
        let entry = &entries.entries()[index as usize];
        entry.pair.set(key, value);
        entry.hash.set(hash);
        entry.next.set(head.get());
        head.set(index + 1);
        self.used.set(index + 1);
    }

    /// Leaves the dead out, in as much memory as the living need.
    fn rebuild(&self, heap: &mut Heap) -> Result<(), OutOfMemory> {
        let live = self.count();
        let capacity = (live + live / 2 + 1)
            .max(SMALLEST)
            .checked_next_power_of_two()
            .ok_or(OutOfMemory)?;
        let (new_entries, new_buckets) = heap.new_weak_entries(capacity)?;
        let (old, used) = (self.entries.get(), self.used.get() as usize);
        self.entries.set(new_entries);
        self.buckets.set(new_buckets);
        self.used.set(0);
        for entry in &old.entries()[..used] {
            if !entry.pair.key().is_hole() {
                self.append(entry.hash.get(), entry.pair.key(), entry.pair.value());
            }
        }
        Ok(())
    }
}

cell! {
    /// Weak references to cells of any type.
    pub(crate) struct WeakArray {}
    tail pub(crate) cells: [Weak<AnyCell>; word];
}

cell! {
    /// A growable list of weak references, in no particular order: the dead are left out.
    pub struct WeakList {
        used: Plain<u32>,
        storage: Field<WeakArray>,
    }
}

impl Heap {
    /// An empty weak list.
    pub fn new_weak_list(&mut self) -> Result<Gc<WeakList>, OutOfMemory> {
        let storage = self.allocate(WeakArrayInit {
            cells: TailInit::Fill(SMALLEST, None),
        })?;
        self.allocate(WeakListInit { used: 0, storage })
    }
}

impl WeakList {
    /// Adds a cell.
    pub fn push(&self, heap: &mut Heap, cell: Gc<AnyCell>) -> Result<(), OutOfMemory> {
        let old = self.storage.get();
        if self.used.get() as usize == old.cells().len() {
            let live = old
                .cells()
                .iter()
                .filter(|weak| weak.get().is_some())
                .count();
            let capacity = (live * 2).max(SMALLEST);
            let new = heap.allocate(WeakArrayInit {
                cells: TailInit::Fill(capacity, None),
            })?;
            let mut used = 0;
            for living in old.cells().iter().filter_map(Weak::get) {
                new.cells()[used].set(living);
                used += 1;
            }
            self.storage.set(new);
            self.used.set(used as u32);
        }
        let used = self.used.get();
        self.storage.get().cells()[used as usize].set(cell);
        self.used.set(used + 1);
        Ok(())
    }

    /// The living.
    pub fn iter(&self) -> impl Iterator<Item = Gc<AnyCell>> {
        let (storage, used) = (self.storage.get(), self.used.get() as usize);
        (0..used).filter_map(move |index| storage.cells()[index].get())
    }

    /// Removes all.
    pub fn clear(&self) {
        for weak in self.storage.get().cells() {
            weak.set(None);
        }
        self.used.set(0);
    }
}
