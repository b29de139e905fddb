//! Building a string piece by piece, in plain memory.

use super::{
    JsString, MAX_LENGTH, PIECE, Units, create, flat::write_all, flatten, from_latin1, from_utf16,
    pieces,
};
use crate::error::{JsResult, message};
use crate::value::number_to_string::NumberText;
use crate::vm::Vm;
use kataan_gc::Gc;

/// Units that grow: Latin-1 until a unit needs more, which leaves the ones before it as they are.
#[derive(Debug, Default)]
pub struct StringBuilder {
    narrow: Vec<u8>,
    /// What follows `narrow`, from the first unit on that needs two bytes.
    wide: Option<Vec<u16>>,
    /// Units for which there was room under the memory limit.
    granted: usize,
}

/// Units for which there is room at first: most results need no more.
const FIRST_ROOM: usize = 120;

/// Units below which nobody asks for room.
const SMALL: usize = 16 << 10;

impl StringBuilder {
    /// Nothing yet.
    pub fn new() -> StringBuilder {
        StringBuilder::default()
    }

    /// How many units so far.
    pub fn len(&self) -> usize {
        self.narrow.len() + self.wide.as_ref().map_or(0, Vec::len)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Makes the first room for `units` Latin-1 units or more.
    #[inline]
    fn begin(&mut self, units: usize) {
        if self.narrow.capacity() == 0 {
            self.narrow.reserve(units.max(FIRST_ROOM));
        }
    }

    /// Appends a unit.
    #[inline]
    pub fn push_unit(&mut self, unit: u16) {
        match (&mut self.wide, u8::try_from(unit)) {
            (None, Ok(unit)) => {
                self.begin(1);
                self.narrow.push(unit);
            }
            (Some(wide), _) => wide.push(unit),
            (None, Err(_)) => self.wide = Some(vec![unit]),
        }
    }

    /// Appends a code point; a lone surrogate is one unit.
    pub fn push_code_point(&mut self, code_point: u32) {
        match u16::try_from(code_point) {
            Ok(unit) => self.push_unit(unit),
            Err(_) => {
                let rest = code_point - 0x10000;
                self.push_unit(0xD800 + (rest >> 10) as u16);
                self.push_unit(0xDC00 + (rest & 0x3FF) as u16);
            }
        }
    }

    /// Appends text.
    pub fn push_str(&mut self, text: &str) {
        if text.is_ascii() {
            self.push_units(Units::Latin1(text.as_bytes()));
        } else {
            text.encode_utf16().for_each(|unit| self.push_unit(unit));
        }
    }

    /// Appends units.
    pub fn push_units(&mut self, units: Units<'_>) {
        match (&mut self.wide, units) {
            (None, Units::Latin1(units)) => {
                self.begin(units.len());
                self.narrow.extend_from_slice(units);
            }
            (Some(wide), Units::Latin1(units)) => {
                wide.extend(units.iter().map(|unit| u16::from(*unit)))
            }
            (Some(wide), Units::Utf16(units)) => wide.extend_from_slice(units),
            (None, Units::Utf16(units)) => units.iter().for_each(|unit| self.push_unit(*unit)),
        }
    }

    /// Appends a number as text.
    pub fn push_number(&mut self, number: f64) {
        let mut text = NumberText::new();
        self.push_units(Units::Latin1(text.format(number).as_bytes()));
    }

    /// Appends a string; throws when the result would be too long.
    pub fn push_string(&mut self, vm: &mut Vm, string: Gc<JsString>) -> JsResult<()> {
        self.check(vm, string.len())?;
        let flat = flatten(vm, string)?;
        self.push_many(vm, flat.units())
    }

    /// Appends units, however many; throws when the result would be too long.
    pub fn push_many(&mut self, vm: &mut Vm, units: Units<'_>) -> JsResult<()> {
        if units.len() <= PIECE {
            self.check(vm, units.len())?;
            self.push_units(units);
            return Ok(());
        }
        for part in pieces(0..units.len()) {
            vm.check_interrupt()?;
            self.check(vm, part.len())?;
            self.push_units(units.slice(part));
        }
        Ok(())
    }

    /// Throws when `more` units would make the string too long, and ends the script when they
    /// would not fit its memory limit: what is built here lies outside of the heap.
    #[inline]
    pub fn check(&mut self, vm: &mut Vm, more: usize) -> JsResult<()> {
        let length = self.len() + more;
        if length <= self.granted.max(SMALL) {
            return Ok(());
        }
        self.ask_for_room(vm, length)
    }

    #[cold]
    fn ask_for_room(&mut self, vm: &mut Vm, length: usize) -> JsResult<()> {
        if length > MAX_LENGTH {
            return Err(vm.throw_range_error(message::STRING_TOO_LONG, &[]));
        }
        // As much as a vector takes that doubles.
        let granted = (length * 2).min(MAX_LENGTH);
        // What was built so far is taken already, but nobody counts it.
        let width = 1 + usize::from(self.wide.is_some());
        vm.heap.make_room_outside(granted * width)?;
        self.granted = granted;
        Ok(())
    }

    /// The string.
    pub fn finish(self, vm: &mut Vm) -> JsResult<Gc<JsString>> {
        match &self.wide {
            Some(wide) if self.narrow.is_empty() => from_utf16(vm, wide),
            Some(wide) => {
                let string = create::allocate_blank(vm, self.len(), true)?;
                write_all(vm, string, 0, Units::Latin1(&self.narrow))?;
                write_all(vm, string, self.narrow.len(), Units::Utf16(wide))?;
                Ok(string)
            }
            None => from_latin1(vm, &self.narrow),
        }
    }
}
