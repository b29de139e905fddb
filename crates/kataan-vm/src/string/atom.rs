//! Atoms: the interned strings that property keys are.
//!
//! The table holds its atoms weakly: one that nothing else refers to goes away with the next
//! collection. Its place keeps the hash, so that probing goes on past it, and is taken again by a
//! new atom or dropped when the table is rebuilt.

use super::{Flat, JsString, Units, create, equal_units, flatten, hash_units};
use crate::error::JsResult;
use crate::object::PropertyKey;
use crate::vm::Vm;
use kataan_gc::{Gc, Plain, TailInit, Weak, cell, cell_part};

cell_part! {
    /// A place of the table.
    pub struct AtomPlace {
        atom: Weak<JsString>,
        /// 0 if the place was never taken.
        hash: Plain<u32>,
    }
}

cell! {
    /// The atoms of an isolate, by hash, open addressing.
    pub struct AtomTable {
        /// Places that are taken, dead ones included.
        pub(crate) taken: Plain<u32>,
    }
    tail pub(crate) places: [AtomPlace; word];
}

pub(crate) fn empty_table(
    vm_heap: &mut kataan_gc::Heap,
    capacity: usize,
) -> JsResult<Gc<AtomTable>> {
    let places = TailInit::Fill(
        capacity,
        AtomPlaceInit {
            atom: None,
            hash: 0,
        },
    );
    Ok(vm_heap.allocate(AtomTableInit { taken: 0, places })?)
}

/// The hash of a string's units. A flat string keeps it; of others the word has another use.
#[inline]
pub(crate) fn string_hash(vm: &mut Vm, string: Gc<JsString>) -> JsResult<u32> {
    let is_flat = string.kind() == <JsString as kataan_gc::Kinded>::KIND;
    if is_flat && string.hash.get() != 0 {
        return Ok(string.hash.get());
    }
    let flat = flatten(vm, string)?;
    let hash = hash_units(vm, flat.units())?;
    if is_flat {
        string.hash.set(hash);
    }
    Ok(hash)
}

/// The integer that canonical text spells, if it is below 2^53.
fn integer_of(units: Units<'_>) -> Option<u64> {
    let length = units.len();
    if length == 0 || length > 16 {
        return None;
    }
    let first = units.at(0);
    if !(0x30..=0x39).contains(&first) || (first == 0x30 && length > 1) {
        return None;
    }
    let mut integer = 0u64;
    for unit in units.iter() {
        if !(0x30..=0x39).contains(&unit) {
            return None;
        }
        integer = integer * 10 + u64::from(unit - 0x30);
    }
    (integer < 1 << 53).then_some(integer)
}

/// Whether text other than an integer key is what its own value as a number prints as.
fn is_canonical_numeric(units: Units<'_>) -> bool {
    // Only these can start such text: a quick no for almost every name.
    if !matches!(units.len(), 1..=25) || !matches!(units.at(0), 0x30..=0x39 | 0x2D | 0x49 | 0x4E) {
        return false;
    }
    let Units::Latin1(text) = units else {
        return false;
    };
    if text == b"-0" {
        return true;
    }
    let number = crate::value::string_to_number::latin1_to_number(text);
    crate::value::number_to_string::NumberText::new()
        .format(number)
        .as_bytes()
        == text
}

impl Vm {
    /// The key that `text` spells.
    pub fn intern(&mut self, text: &str) -> JsResult<PropertyKey> {
        if text.is_ascii() {
            return self.intern_units(Units::Latin1(text.as_bytes()));
        }
        let units: Vec<u16> = text.encode_utf16().collect();
        match units
            .iter()
            .map(|unit| u8::try_from(*unit))
            .collect::<Result<Vec<u8>, _>>()
        {
            Ok(narrow) => self.intern_units(Units::Latin1(&narrow)),
            Err(_) => self.intern_units(Units::Utf16(&units)),
        }
    }

    /// The key that units spell; they are not in the heap, or kept alive by the caller.
    pub fn intern_units(&mut self, units: Units<'_>) -> JsResult<PropertyKey> {
        if let Some(integer) = integer_of(units) {
            return Ok(PropertyKey::from_index(integer));
        }
        let hash = hash_units(self, units)?;
        if let Some(atom) = self.find_atom(units, hash)? {
            return Ok(PropertyKey::from_atom(atom));
        }
        let atom = create::from_units_narrow(self, units)?;
        self.add_atom(atom, hash)
    }

    /// The key that a string spells.
    #[inline]
    pub fn intern_string(&mut self, string: Gc<JsString>) -> JsResult<PropertyKey> {
        if string.is_atom() {
            return Ok(PropertyKey::from_atom(string));
        }
        self.intern_string_slow(string)
    }

    fn intern_string_slow(&mut self, string: Gc<JsString>) -> JsResult<PropertyKey> {
        let flat = flatten(self, string)?;
        if let Some(integer) = integer_of(flat.units()) {
            return Ok(PropertyKey::from_index(integer));
        }
        let hash = string_hash(self, string)?;
        if let Some(atom) = self.find_atom(flat.units(), hash)? {
            return Ok(PropertyKey::from_atom(atom));
        }
        let atom = self.atom_cell_of(string, flat)?;
        self.add_atom(atom, hash)
    }

    /// The cell that becomes the atom: the string itself if it is flat, else a copy, so that a
    /// name never keeps a larger text alive.
    fn atom_cell_of(&mut self, string: Gc<JsString>, flat: Flat) -> JsResult<Gc<JsString>> {
        if flat.owner() == string && string.kind() == <JsString as kataan_gc::Kinded>::KIND {
            return Ok(string);
        }
        create::from_units_narrow(self, flat.units())
    }

    fn find_atom(&mut self, units: Units<'_>, hash: u32) -> JsResult<Option<Gc<JsString>>> {
        let table = self.state().atoms.get();
        let places = table.places();
        let mask = places.len() - 1;
        let mut index = hash as usize & mask;
        loop {
            let place = &places[index];
            let found = place.hash.get();
            if found == 0 {
                return Ok(None);
            }
            if found == hash
                && let Some(atom) = place.atom.get()
                && let Some(flat) = super::flat::as_flat(atom)
                && equal_units(self, flat.units(), units)?
            {
                return Ok(Some(atom));
            }
            index = (index + 1) & mask;
        }
    }

    fn add_atom(&mut self, atom: Gc<JsString>, hash: u32) -> JsResult<PropertyKey> {
        let mut table = self.state().atoms.get();
        if table.taken.get() as usize * 4 >= table.places().len() * 3 {
            table = self.rebuild_atoms(table)?;
        }
        atom.hash.set(hash);
        atom.set_flag(JsString::ATOM);
        if super::flat::as_flat(atom).is_some_and(|flat| is_canonical_numeric(flat.units())) {
            atom.set_flag(JsString::NUMERIC);
        }
        place_atom(table, atom, hash);
        Ok(PropertyKey::from_atom(atom))
    }

    #[cold]
    fn rebuild_atoms(&mut self, old: Gc<AtomTable>) -> JsResult<Gc<AtomTable>> {
        let live = old
            .places()
            .iter()
            .filter(|place| place.atom.get().is_some())
            .count();
        let table = empty_table(&mut self.heap, (live * 2 + 64).next_power_of_two())?;
        // The allocation may have collected: atoms that died since were cleared.
        for (number, place) in old.places().iter().enumerate() {
            self.check_interrupt_every(number as u64)?;
            if let Some(atom) = place.atom.get() {
                place_atom(table, atom, place.hash.get());
            }
        }
        self.state().atoms.set(table);
        Ok(table)
    }
}

/// Puts an atom that is not in the table at the first place that is free or whose atom died.
fn place_atom(table: Gc<AtomTable>, atom: Gc<JsString>, hash: u32) {
    let places = table.places();
    let mask = places.len() - 1;
    let mut index = hash as usize & mask;
    while places[index].atom.get().is_some() {
        index = (index + 1) & mask;
    }
    if places[index].hash.get() == 0 {
        table.taken.set(table.taken.get() + 1);
    }
    places[index].hash.set(hash);
    places[index].atom.set(atom);
}

/// The flat string of one unit, as an atom unless it is a digit.
pub(crate) fn atom_of_unit(vm: &mut Vm, unit: u8) -> JsResult<Gc<JsString>> {
    let key = vm.intern_units(Units::Latin1(&[unit]))?;
    match key.as_atom(vm) {
        Some(atom) => Ok(atom),
        None => create::allocate(vm, Units::Latin1(&[unit])),
    }
}
