//! Property tables: the properties of shapes, in the order of their creation.
//!
//! A chain of shapes that each add one property shares one table: each shape sees the first
//! `count` entries. An object with a shape of its own owns its table, and may remove entries.
//! Small tables are searched from the start; larger ones have a hash index.

use super::property::Attributes;
use super::property_key::PropertyKey;
use crate::error::JsResult;
use crate::value::Value;
use crate::vm::Vm;
use kataan_gc::{Gc, Nullable, Plain, Slot, TailInit, U32Array, U32ArrayInit, cell, cell_part};

/// Tables up to this capacity have no index.
const LINEAR: usize = 8;

cell_part! {
    /// A property: the hole as key if it was removed.
    pub struct PropertyEntry {
        pub(crate) key: Slot,
        pub(crate) slot: Plain<u32>,
        pub(crate) attributes: Plain<Attributes>,
    }
}

cell! {
    /// Properties in order.
    pub struct PropertyTable {
        /// Entries in use, removed ones included.
        pub(crate) used: Plain<u32>,
        pub(crate) removed: Plain<u32>,
        /// By hash, open addressing: a word's low bits, as many as count the places, are an entry's
        /// number plus one, the others those of its hash. 0 is free.
        index: Nullable<U32Array>,
    }
    tail pub(crate) entries: [PropertyEntry; word];
}

const FREE: PropertyEntryInit = PropertyEntryInit {
    key: Value::HOLE,
    slot: 0,
    attributes: Attributes::NONE,
};

impl PropertyTableInit<'_> {
    /// A table without room.
    pub(crate) fn empty() -> PropertyTableInit<'static> {
        PropertyTableInit {
            used: 0,
            removed: 0,
            index: None,
            entries: TailInit::Fill(0, FREE),
        }
    }
}

/// Where a key's property is and what it is like.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    /// Number of the entry.
    pub(crate) entry: u32,
    /// First slot.
    pub(crate) slot: u32,
    pub(crate) attributes: Attributes,
}

/// Finds `key` among the first `visible` entries.
#[inline]
pub(crate) fn find(table: Gc<PropertyTable>, key: PropertyKey, visible: u32) -> Option<Found> {
    let entries = table.entries();
    let found = |number: usize| {
        let entry = &entries[number];
        Found {
            entry: number as u32,
            slot: entry.slot.get(),
            attributes: entry.attributes.get(),
        }
    };
    let Some(index) = table.index.get() else {
        let raw = key.to_raw();
        let visible = (visible as usize).min(entries.len());
        let number = entries[..visible]
            .iter()
            .position(|entry| entry.key.get() == raw)?;
        return Some(found(number));
    };
    let words = index.words();
    let mask = words.len() - 1;
    let hash = key.hash(table.region());
    let mut at = hash as usize & mask;
    loop {
        let word = words[at].get();
        if word == 0 {
            return None;
        }
        // Entries lie elsewhere in memory: most others are told apart without a look at them.
        if (word ^ hash) & !(mask as u32) == 0 {
            let number = (word as usize & mask) - 1;
            if entries[number].key.get() == key.to_raw() {
                return if number < visible as usize {
                    Some(found(number))
                } else {
                    None
                };
            }
        }
        at = (at + 1) & mask;
    }
}

/// A table with room for `capacity` entries and none in it.
pub(crate) fn new_table(vm: &mut Vm, capacity: usize) -> JsResult<Gc<PropertyTable>> {
    let index = if capacity > LINEAR {
        let size = (capacity * 2).next_power_of_two();
        Some(vm.heap.allocate(U32ArrayInit {
            words: TailInit::Fill(size, 0),
        })?)
    } else {
        None
    };
    let entries = TailInit::Fill(capacity, FREE);
    Ok(vm.heap.allocate(PropertyTableInit {
        used: 0,
        removed: 0,
        index,
        entries,
    })?)
}

/// A copy of the live ones of the first `visible` entries, with room for `more`.
pub(crate) fn copy(
    vm: &mut Vm,
    table: Gc<PropertyTable>,
    visible: u32,
    more: u32,
) -> JsResult<Gc<PropertyTable>> {
    let live = table.entries()[..visible as usize]
        .iter()
        .filter(|entry| !entry.key.get().is_hole())
        .count();
    let needed = live + more as usize;
    // Literals and classes rarely go on to grow far: small tables fit exactly.
    let capacity = if needed <= 4 {
        needed
    } else {
        needed.next_power_of_two()
    };
    let new = new_table(vm, capacity)?;
    for (number, entry) in table.entries()[..visible as usize].iter().enumerate() {
        vm.check_interrupt_every(number as u64)?;
        let key = entry.key.get();
        if !key.is_hole() {
            push(
                new,
                PropertyKey::from_raw(key),
                entry.slot.get(),
                entry.attributes.get(),
            );
        }
    }
    Ok(new)
}

/// Whether there is room for one more entry.
#[inline]
pub(crate) fn has_room(table: Gc<PropertyTable>) -> bool {
    (table.used.get() as usize) < table.entries().len()
}

/// Appends an entry; there is room for it and the key is not in use.
pub(crate) fn push(table: Gc<PropertyTable>, key: PropertyKey, slot: u32, attributes: Attributes) {
    let number = table.used.get();
    let entry = &table.entries()[number as usize];
    entry.key.set(key.to_raw());
    entry.slot.set(slot);
    entry.attributes.set(attributes);
    table.used.set(number + 1);
    if let Some(index) = table.index.get() {
        let words = index.words();
        let mask = words.len() - 1;
        let hash = key.hash(table.region());
        let mut at = hash as usize & mask;
        while words[at].get() != 0 {
            at = (at + 1) & mask;
        }
        // There are twice as many places as entries, or more: the number fits the mask.
        words[at].set(hash & !(mask as u32) | (number + 1));
    }
}

/// Removes an entry of a table that one object owns.
pub(crate) fn remove(table: Gc<PropertyTable>, number: u32) {
    // The index keeps the entry's place: a hole equals no key.
    table.entries()[number as usize].key.set(Value::HOLE);
    table.removed.set(table.removed.get() + 1);
}
