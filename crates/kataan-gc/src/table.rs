//! An insertion-ordered hash table as cells, with the semantics of `Map` and `Set`.
//!
//! The caller supplies hash and equality, and nothing is hashed by offset. Deleting leaves a
//! tombstone, so entries keep their order and cursors their place. When the table is rebuilt or
//! cleared, the old storage names its successor: a cursor that still holds it follows, counting
//! out the tombstones before its place.

use crate::arrays::{U32Array, U32ArrayInit};
use crate::cell::TailInit;
use crate::field::{Field, Nullable, Plain, Slot};
use crate::heap::{Heap, OutOfMemory};
use crate::reference::Gc;
use crate::value::Value;
use crate::{cell, cell_part};

cell! {
    /// A hash table in insertion order.
    pub struct OrderedTable {
        live: Plain<u32>,
        storage: Field<TableStorage>,
    }
}

cell! {
    /// What a table holds between two rebuilds.
    pub(crate) struct TableStorage {
        used: Plain<u32>,
        /// No entry before this one is live.
        first: Plain<u32>,
        entries: Field<TableEntries>,
        buckets: Field<U32Array>,
        successor: Nullable<TableStorage>,
        /// Whether the successor started empty.
        cleared: Plain<bool>,
    }
}

cell_part! {
    /// A key and its value; the hole as key marks a tombstone.
    pub(crate) struct TableEntry {
        key: Slot,
        value: Slot,
        hash: Plain<u32>,
        /// Index plus one of the next entry in the same bucket.
        next: Plain<u32>,
    }
}

impl TableEntry {
    /// Lets go of what an entry held that has moved on, so that a cursor which still holds its
    /// storage keeps nothing alive. That it was live stays visible.
    fn forget(&self) {
        self.key.set(Value::TRUE);
        self.value.set(Value::UNDEFINED);
    }
}

cell! {
    /// The entries of a table in order.
    pub(crate) struct TableEntries {}
    tail entries: [TableEntry; word];
}

cell! {
    /// A cursor over a table that may be kept in a cell.
    pub struct TableCursor {
        index: Plain<u32>,
        storage: Field<TableStorage>,
    }
}

/// Names an entry until the next insertion into its table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct EntryIndex(u32);

impl EntryIndex {
    /// The entry's number in order of insertion, tombstones counted.
    pub fn number(self) -> u32 {
        self.0
    }
}

const SMALLEST: usize = 4;
const EMPTY: TableEntryInit = TableEntryInit {
    key: Value::HOLE,
    value: Value::UNDEFINED,
    hash: 0,
    next: 0,
};

impl Heap {
    /// An empty table.
    pub fn new_table(&mut self) -> Result<Gc<OrderedTable>, OutOfMemory> {
        self.new_table_with_capacity(0)
    }

    /// An empty table with room for `capacity` entries.
    pub fn new_table_with_capacity(
        &mut self,
        capacity: usize,
    ) -> Result<Gc<OrderedTable>, OutOfMemory> {
        let storage = self.new_table_storage(capacity)?;
        self.allocate(OrderedTableInit { live: 0, storage })
    }

    fn new_table_storage(&mut self, capacity: usize) -> Result<Gc<TableStorage>, OutOfMemory> {
        let capacity = capacity
            .max(SMALLEST)
            .checked_next_power_of_two()
            .ok_or(OutOfMemory)?;
        let entries = self.allocate(TableEntriesInit {
            entries: TailInit::Fill(capacity, EMPTY),
        })?;
        let buckets = self.allocate(U32ArrayInit {
            words: TailInit::Fill(capacity, 0),
        })?;
        self.allocate(TableStorageInit {
            used: 0,
            first: 0,
            entries,
            buckets,
            successor: None,
            cleared: false,
        })
    }
}

impl OrderedTable {
    /// How many entries are live.
    #[inline]
    pub fn len(&self) -> usize {
        self.live.get() as usize
    }

    /// Whether no entry is live.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The live entry with this hash whose key `equals` accepts. `equals` must not touch the table.
    #[inline]
    pub fn find(&self, hash: u32, mut equals: impl FnMut(Value) -> bool) -> Option<EntryIndex> {
        let storage = self.storage.get();
        let (entries, buckets) = (storage.entries.get(), storage.buckets.get());
        let (entries, buckets) = (entries.entries(), buckets.words());
        let mut next = buckets[bucket(hash, buckets.len())].get();
        while next != 0 {
            let entry = &entries[next as usize - 1];
            if entry.hash.get() == hash {
                let key = entry.key.get();
                if !key.is_hole() && equals(key) {
                    return Some(EntryIndex(next - 1));
                }
            }
            next = entry.next.get();
        }
        None
    }

    /// Appends an entry whose key is known to be absent.
    pub fn insert(
        &self,
        heap: &mut Heap,
        hash: u32,
        key: Value,
        value: Value,
    ) -> Result<EntryIndex, OutOfMemory> {
        let mut storage = self.storage.get();
        if storage.used.get().is_multiple_of(1024) && heap.is_stopping() {
            return Err(OutOfMemory);
        }
        if storage.used.get() as usize == storage.entries.get().entries().len() {
            storage = self.rebuild(heap, self.len() + self.len() / 2 + 1)?;
        }
        self.live.set(self.live.get() + 1);
        Ok(EntryIndex(storage.append(hash, key, value)))
    }

    /// The key of an entry; the hole if it was removed.
    #[inline]
    pub fn key(&self, index: EntryIndex) -> Value {
        self.storage.get().entries.get().entries()[index.0 as usize]
            .key
            .get()
    }

    /// The value of an entry.
    #[inline]
    pub fn value(&self, index: EntryIndex) -> Value {
        self.storage.get().entries.get().entries()[index.0 as usize]
            .value
            .get()
    }

    /// Changes the value of an entry.
    #[inline]
    pub fn set_value(&self, index: EntryIndex, value: Value) {
        self.storage.get().entries.get().entries()[index.0 as usize]
            .value
            .set(value);
    }

    /// Removes an entry. The table gives memory back when few entries are left.
    pub fn remove(&self, heap: &mut Heap, index: EntryIndex) {
        let storage = self.storage.get();
        let entries = storage.entries.get();
        let entries = entries.entries();
        let entry = &entries[index.0 as usize];
        if entry.key.get().is_hole() {
            return;
        }
        entry.key.set(Value::HOLE);
        entry.value.set(Value::UNDEFINED);
        self.live.set(self.live.get() - 1);
        let mut first = storage.first.get();
        while first < storage.used.get() && entries[first as usize].key.get().is_hole() {
            first += 1;
        }
        storage.first.set(first);
        if entries.len() > 4 * SMALLEST && self.len() < entries.len() / 8 {
            // Without memory for a smaller table the large one serves.
            let _ = self.rebuild(heap, self.len() * 2);
        }
    }

    /// Removes all entries.
    pub fn clear(&self, heap: &mut Heap) -> Result<(), OutOfMemory> {
        let new = heap.new_table_storage(0)?;
        let old = self.storage.get();
        let entries = old.entries.get();
        entries.entries()[..old.used.get() as usize]
            .iter()
            .for_each(TableEntry::forget);
        old.cleared.set(true);
        old.successor.set(new);
        self.storage.set(new);
        self.live.set(0);
        Ok(())
    }

    /// Calls `visit` with key and value of each live entry, in order. `visit` must not change the
    /// table.
    pub fn for_each(&self, mut visit: impl FnMut(Value, Value)) {
        let storage = self.storage.get();
        let entries = storage.entries.get();
        let range = storage.first.get() as usize..storage.used.get() as usize;
        for entry in entries.entries().get(range).unwrap_or(&[]) {
            let key = entry.key.get();
            if !key.is_hole() {
                visit(key, entry.value.get());
            }
        }
    }

    /// A cursor at the first entry, for a local.
    pub fn iter(&self) -> TableIter {
        TableIter {
            storage: self.storage.get(),
            index: 0,
        }
    }

    /// A cursor at the first entry, for a cell.
    pub fn cursor(&self, heap: &mut Heap) -> Result<Gc<TableCursor>, OutOfMemory> {
        let storage = self.storage.get();
        heap.allocate(TableCursorInit { index: 0, storage })
    }

    fn rebuild(&self, heap: &mut Heap, capacity: usize) -> Result<Gc<TableStorage>, OutOfMemory> {
        let new = heap.new_table_storage(capacity)?;
        let old = self.storage.get();
        let entries = old.entries.get();
        let entries = &entries.entries()[..old.used.get() as usize];
        for (number, entry) in entries.iter().enumerate() {
            // Until the old storage is let go of, nothing has happened.
            if number % 1024 == 1023 && heap.is_stopping() {
                return Err(OutOfMemory);
            }
            let key = entry.key.get();
            if !key.is_hole() {
                new.append(entry.hash.get(), key, entry.value.get());
            }
        }
        for entry in entries.iter().filter(|entry| !entry.key.get().is_hole()) {
            entry.forget();
        }
        old.successor.set(new);
        self.storage.set(new);
        Ok(new)
    }
}

#[inline(always)]
fn bucket(hash: u32, buckets: usize) -> usize {
    hash as usize & (buckets - 1)
}

impl TableStorage {
    /// Appends an entry; there is room for it.
    fn append(&self, hash: u32, key: Value, value: Value) -> u32 {
        let index = self.used.get();
        let (entries, buckets) = (self.entries.get(), self.buckets.get());
        let entry = &entries.entries()[index as usize];
        let buckets = buckets.words();
        let head = &buckets[bucket(hash, buckets.len())];
        entry.key.set(key);
        entry.value.set(value);
        entry.hash.set(hash);
        entry.next.set(head.get());
        head.set(index + 1);
        self.used.set(index + 1);
        index
    }
}

/// A cursor over a table. It sees what is inserted while it runs, and skips what is removed.
#[derive(Clone, Copy, Debug)]
pub struct TableIter {
    storage: Gc<TableStorage>,
    index: u32,
}

impl Iterator for TableIter {
    type Item = (Value, Value);

    fn next(&mut self) -> Option<(Value, Value)> {
        while let Some(successor) = self.storage.successor.get() {
            self.index = if self.storage.cleared.get() {
                0
            } else {
                let entries = self.storage.entries.get();
                let passed = &entries.entries()[..self.index as usize];
                passed
                    .iter()
                    .filter(|entry| !entry.key.get().is_hole())
                    .count() as u32
            };
            self.storage = successor;
        }
        let storage = self.storage;
        let entries = storage.entries.get();
        self.index = self.index.max(storage.first.get());
        while self.index < storage.used.get() {
            let entry = &entries.entries()[self.index as usize];
            self.index += 1;
            let key = entry.key.get();
            if !key.is_hole() {
                return Some((key, entry.value.get()));
            }
        }
        None
    }
}

impl TableCursor {
    /// The next live entry. After `None`, entries inserted later are found by further calls: an
    /// iterator that must stay finished forgets its cursor.
    pub fn advance(&self) -> Option<(Value, Value)> {
        let mut iter = TableIter {
            storage: self.storage.get(),
            index: self.index.get(),
        };
        let next = iter.next();
        if iter.storage != self.storage.get() {
            self.storage.set(iter.storage);
        }
        self.index.set(iter.index);
        next
    }
}
