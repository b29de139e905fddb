//! The units of a string as a slice.
//!
//! # Invariants
//! The units of a flat string never change after it was made, nor do those of an append buffer
//! before its length: a shared slice of them is sound as long as the cell lives. A slice borrows
//! the local that keeps its cell alive. The tail of a cell is 8-byte aligned, and strings with the
//! two-byte flag hold an even number of bytes, written as native-endian units.
#![allow(unsafe_code)]

use super::JsString;
use core::ops::Range;
use kataan_gc::{Gc, Plain};

/// Borrowed code units.
#[derive(Clone, Copy, Debug)]
pub enum Units<'a> {
    /// One byte a unit.
    Latin1(&'a [u8]),
    /// Two bytes a unit.
    Utf16(&'a [u16]),
}

impl<'a> Units<'a> {
    /// How many.
    #[inline(always)]
    pub fn len(&self) -> usize {
        match self {
            Units::Latin1(units) => units.len(),
            Units::Utf16(units) => units.len(),
        }
    }

    /// Whether there are none.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The unit at `index`, which is below the length.
    #[inline(always)]
    pub fn at(&self, index: usize) -> u16 {
        match self {
            Units::Latin1(units) => u16::from(units[index]),
            Units::Utf16(units) => units[index],
        }
    }

    /// A part.
    #[inline]
    pub fn slice(&self, range: Range<usize>) -> Units<'a> {
        match self {
            Units::Latin1(units) => Units::Latin1(&units[range]),
            Units::Utf16(units) => Units::Utf16(&units[range]),
        }
    }

    /// All units in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = u16> + ExactSizeIterator + 'a {
        let units = *self;
        (0..units.len()).map(move |index| units.at(index))
    }

    /// The code point at `index` and how many units it takes; a lone surrogate is itself.
    #[inline]
    pub fn code_point_at(&self, index: usize) -> (u32, usize) {
        let first = self.at(index);
        if first & 0xFC00 == 0xD800 && index + 1 < self.len() {
            let second = self.at(index + 1);
            if second & 0xFC00 == 0xDC00 {
                let high = u32::from(first) - 0xD800;
                return (0x10000 + (high << 10) + (u32::from(second) - 0xDC00), 2);
            }
        }
        (u32::from(first), 1)
    }

    /// Whether the units before and at `index` are one code point.
    #[inline]
    pub fn is_inside_pair(&self, index: usize) -> bool {
        index > 0
            && index < self.len()
            && self.at(index - 1) & 0xFC00 == 0xD800
            && self.at(index) & 0xFC00 == 0xDC00
    }

    /// Whether both have the same units; for texts of any length there is
    /// [`equal_units`](super::equal_units).
    pub fn equals(&self, other: &Units<'_>) -> bool {
        match (self, other) {
            // Texts of one length often begin alike, and seldom end so.
            (Units::Latin1(left), Units::Latin1(right)) => {
                left.last() == right.last() && left == right
            }
            (Units::Utf16(left), Units::Utf16(right)) => left == right,
            (Units::Latin1(narrow), Units::Utf16(wide))
            | (Units::Utf16(wide), Units::Latin1(narrow)) => {
                narrow.len() == wide.len()
                    && narrow
                        .iter()
                        .zip(wide.iter())
                        .all(|(narrow, wide)| u16::from(*narrow) == *wide)
            }
        }
    }

    /// Whether both have the same units as ASCII or Latin-1 text.
    pub fn equals_latin1(&self, text: &[u8]) -> bool {
        self.equals(&Units::Latin1(text))
    }

    /// As UTF-8, lone surrogates replaced.
    pub fn to_rust_string(&self) -> String {
        match self {
            Units::Latin1(units) => units.iter().map(|unit| char::from(*unit)).collect(),
            Units::Utf16(units) => String::from_utf16_lossy(units),
        }
    }
}

/// The bytes of UTF-16 units, for storing them in a tail.
#[inline]
pub(super) fn as_bytes(units: &[u16]) -> &[u8] {
    // SAFETY: any bytes are valid `u8`s, the length in bytes is that of the units, and the borrow
    // is the same.
    unsafe { core::slice::from_raw_parts(units.as_ptr().cast(), units.len() * 2) }
}

/// Units `range` of a flat string or append buffer.
#[inline(always)]
pub(super) fn of_cell<'a>(cell: &'a Gc<JsString>, start: usize, length: usize) -> Units<'a> {
    let bytes: &'a [Plain<u8>] = cell.bytes();
    let base = bytes.as_ptr();
    if cell.is_two_byte() {
        assert!((start + length) * 2 <= bytes.len());
        // SAFETY: in bounds as just checked, aligned, immutable and alive (module invariants).
        Units::Utf16(unsafe { core::slice::from_raw_parts(base.cast::<u16>().add(start), length) })
    } else {
        assert!(start + length <= bytes.len());
        // SAFETY: in bounds as just checked, immutable and alive (module invariants).
        Units::Latin1(unsafe { core::slice::from_raw_parts(base.cast::<u8>().add(start), length) })
    }
}

/// Copies units into a cell's tail at unit `start`. The target has the wider or equal unit, and
/// nothing refers to the units that are written.
pub(crate) fn write(cell: Gc<JsString>, start: usize, units: Units<'_>) {
    let target = cell.bytes();
    let length = units.len();
    let base = target.as_ptr().cast_mut();
    match (cell.is_two_byte(), units) {
        (false, Units::Latin1(units)) => {
            assert!(start + length <= target.len());
            // SAFETY: in bounds; `Plain` has interior mutability and no slice of this part exists.
            unsafe {
                core::ptr::copy_nonoverlapping(units.as_ptr(), base.cast::<u8>().add(start), length)
            }
        }
        (true, Units::Utf16(units)) => {
            assert!((start + length) * 2 <= target.len());
            // SAFETY: as above, for aligned two-byte units.
            unsafe {
                core::ptr::copy_nonoverlapping(
                    units.as_ptr(),
                    base.cast::<u16>().add(start),
                    length,
                )
            }
        }
        (true, Units::Latin1(units)) => {
            assert!((start + length) * 2 <= target.len());
            for (index, unit) in units.iter().enumerate() {
                // SAFETY: as above.
                unsafe {
                    base.cast::<u16>()
                        .add(start + index)
                        .write(u16::from(*unit))
                }
            }
        }
        (false, Units::Utf16(_)) => unreachable!("two-byte units into a one-byte string"),
    }
}
