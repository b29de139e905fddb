//! Sparse elements: a hash table from index to value or accessor, with attributes.

use super::Object;
use super::elements::{Elements, ElementsInit, new_dense};
use super::property::Attributes;
use super::shape::ShapeFlags;
use crate::error::JsResult;
use crate::value::Value;
use crate::vm::Vm;
use kataan_gc::{Field, Gc, Plain, Slot, TailInit, U32Array, U32ArrayInit, cell, cell_part};

cell_part! {
    /// An element: of an accessor, `value` is the getter.
    pub struct SparseEntry {
        pub(crate) value: Slot,
        pub(crate) setter: Slot,
        pub(crate) index: Plain<u32>,
        pub(crate) attributes: Plain<Attributes>,
    }
}

cell! {
    /// The entries of sparse elements; one whose value is the hole was removed.
    pub struct SparseEntries {
        used: Plain<u32>,
        removed: Plain<u32>,
        /// Entry number plus one by hash, open addressing.
        places: Field<U32Array>,
    }
    tail pub(crate) entries: [SparseEntry; word];
}

cell! {
    /// Elements with gaps, attributes or accessors.
    pub struct SparseElements: Elements {
        table: Field<SparseEntries>,
    }
}

const FREE: SparseEntryInit = SparseEntryInit {
    value: Value::HOLE,
    setter: Value::UNDEFINED,
    index: 0,
    attributes: Attributes::NONE,
};

fn new_entries(vm: &mut Vm, capacity: usize) -> JsResult<Gc<SparseEntries>> {
    let capacity = capacity.next_power_of_two().max(8);
    let places = vm.heap.allocate(U32ArrayInit {
        words: TailInit::Fill(capacity * 2, 0),
    })?;
    let entries = TailInit::Fill(capacity, FREE);
    Ok(vm.heap.allocate(SparseEntriesInit {
        used: 0,
        removed: 0,
        places,
        entries,
    })?)
}

#[inline]
fn place_of(index: u32, mask: usize) -> usize {
    (index.wrapping_mul(0x9E37_79B9) >> 7) as usize & mask
}

impl SparseEntries {
    fn push(&self, index: u32, value: Value, setter: Value, attributes: Attributes) {
        let number = self.used.get();
        let entry = &self.entries()[number as usize];
        entry.value.set(value);
        entry.setter.set(setter);
        entry.index.set(index);
        entry.attributes.set(attributes);
        self.used.set(number + 1);
        let places = self.places.get();
        let words = places.words();
        let mask = words.len() - 1;
        let mut at = place_of(index, mask);
        while words[at].get() != 0 {
            at = (at + 1) & mask;
        }
        words[at].set(number + 1);
    }

    fn find(&self, index: u32) -> Option<usize> {
        let places = self.places.get();
        let words = places.words();
        let mask = words.len() - 1;
        let mut at = place_of(index, mask);
        loop {
            let word = words[at].get();
            if word == 0 {
                return None;
            }
            let entry = &self.entries()[word as usize - 1];
            if entry.index.get() == index && !entry.value.get().is_hole() {
                return Some(word as usize - 1);
            }
            at = (at + 1) & mask;
        }
    }

    fn live(&self) -> impl Iterator<Item = &SparseEntry> {
        self.entries()[..self.used.get() as usize]
            .iter()
            .filter(|entry| !entry.value.get().is_hole())
    }
}

impl SparseElements {
    /// Whether there is no element.
    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many elements there are.
    pub(crate) fn len(&self) -> u32 {
        let table = self.table.get();
        table.used.get() - table.removed.get()
    }

    /// The element at `index`: its number in the current table.
    pub(crate) fn find(&self, index: u32) -> Option<usize> {
        self.table.get().find(index)
    }

    /// The value or getter, the setter, and the attributes of an element.
    pub(crate) fn read(&self, number: usize) -> (Value, Value, Attributes) {
        let table = self.table.get();
        let entry = &table.entries()[number];
        (
            entry.value.get(),
            entry.setter.get(),
            entry.attributes.get(),
        )
    }

    /// Changes an element.
    pub(crate) fn write(&self, number: usize, value: Value, setter: Value, attributes: Attributes) {
        let table = self.table.get();
        let entry = &table.entries()[number];
        entry.value.set(value);
        entry.setter.set(setter);
        entry.attributes.set(attributes);
    }

    /// All indices, ascending.
    pub(crate) fn sorted_indices(&self) -> Vec<u32> {
        let table = self.table.get();
        let mut indices: Vec<u32> = table.live().map(|entry| entry.index.get()).collect();
        indices.sort_unstable();
        indices
    }

    /// Makes all elements not configurable, and not writable if asked.
    pub(crate) fn restrict(&self, freeze: bool) {
        for entry in self.table.get().live() {
            let mut attributes = entry.attributes.get().without(Attributes::CONFIGURABLE);
            if freeze && !attributes.is_accessor() {
                attributes = attributes.without(Attributes::WRITABLE);
            }
            entry.attributes.set(attributes);
        }
    }
}

/// The attributes of dense elements of objects with these flags.
pub(crate) fn dense_attributes(flags: ShapeFlags) -> Attributes {
    Attributes::ALL
        .set(
            Attributes::WRITABLE,
            !flags.has(ShapeFlags::FROZEN_ELEMENTS),
        )
        .set(
            Attributes::CONFIGURABLE,
            !flags.has(ShapeFlags::SEALED_ELEMENTS.with(ShapeFlags::FROZEN_ELEMENTS)),
        )
}

/// Sparse elements with the contents of dense ones.
pub(crate) fn of_dense(
    vm: &mut Vm,
    dense: Gc<Elements>,
    flags: ShapeFlags,
) -> JsResult<Gc<SparseElements>> {
    let attributes = dense_attributes(flags);
    let count = dense
        .dense()
        .iter()
        .filter(|slot| !slot.get().is_hole())
        .count();
    let table = new_entries(vm, count + 8)?;
    for (index, slot) in dense.dense().iter().enumerate() {
        vm.check_interrupt_every(index as u64)?;
        let value = slot.get();
        if !value.is_hole() {
            table.push(index as u32, value, Value::UNDEFINED, attributes);
        }
    }
    let base = ElementsInit {
        head: 0,
        limit: 0,
        identity: 0,
        slots: TailInit::Fill(0, Value::HOLE),
    };
    Ok(vm.heap.allocate(SparseElementsInit { base, table })?)
}

/// Adds an element with the attributes of assignment to an object with sparse elements, which may
/// become dense again.
pub(crate) fn insert(vm: &mut Vm, object: Gc<Object>, index: u32, value: Value) -> JsResult<()> {
    let Some(sparse) = object.elements.get().cast::<SparseElements>() else {
        return Ok(());
    };
    add_entry(vm, sparse, index, value, Value::UNDEFINED, Attributes::ALL)?;
    let table = sparse.table.get();
    if sparse.len().is_power_of_two() && sparse.len() >= 1024 {
        let highest = table
            .live()
            .map(|entry| entry.index.get())
            .max()
            .unwrap_or(0);
        let plain = !object.shape().flags().has(ShapeFlags::NON_EXTENSIBLE)
            && table
                .live()
                .all(|entry| entry.attributes.get() == Attributes::ALL);
        if plain && highest / 2 < sparse.len() {
            let dense = new_dense(vm, &[], highest + 1)?;
            for (number, entry) in sparse.table.get().live().enumerate() {
                vm.check_interrupt_every(number as u64)?;
                dense.slots()[entry.index.get() as usize].set(entry.value.get());
            }
            super::elements::replace(object, dense);
        }
    }
    Ok(())
}

/// Adds an element that is absent.
pub(crate) fn add_entry(
    vm: &mut Vm,
    sparse: Gc<SparseElements>,
    index: u32,
    value: Value,
    setter: Value,
    attributes: Attributes,
) -> JsResult<()> {
    let mut table = sparse.table.get();
    if table.used.get() as usize == table.entries().len() {
        table = rebuild(vm, sparse)?;
    }
    table.push(index, value, setter, attributes);
    Ok(())
}

fn rebuild(vm: &mut Vm, sparse: Gc<SparseElements>) -> JsResult<Gc<SparseEntries>> {
    let old = sparse.table.get();
    let new = new_entries(vm, sparse.len() as usize * 2 + 8)?;
    for (number, entry) in old.live().enumerate() {
        vm.check_interrupt_every(number as u64)?;
        new.push(
            entry.index.get(),
            entry.value.get(),
            entry.setter.get(),
            entry.attributes.get(),
        );
    }
    sparse.table.set(new);
    Ok(new)
}

/// Removes the element at `index`, if there is one.
pub(crate) fn remove(vm: &mut Vm, sparse: Gc<SparseElements>, index: u32) -> JsResult<()> {
    let table = sparse.table.get();
    let Some(number) = table.find(index) else {
        return Ok(());
    };
    let entry = &table.entries()[number];
    entry.value.set(Value::HOLE);
    entry.setter.set(Value::UNDEFINED);
    table.removed.set(table.removed.get() + 1);
    if table.removed.get() > 32 && table.removed.get() > table.used.get() / 2 {
        rebuild(vm, sparse)?;
    }
    Ok(())
}
