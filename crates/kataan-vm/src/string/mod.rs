//! Strings (clause 6.1.4): sequences of 16-bit code units, as cells.
//!
//! A string is Latin-1 bytes or UTF-16 units, and one of four forms that script cannot tell apart:
//!
//! - flat: the units follow the cell;
//! - slice: a part of a flat string's units, or of an append buffer's;
//! - rope: two strings, not joined yet. Reading its units joins it once, without recursion;
//! - a joined rope, which refers to the result.
//!
//! A property key's string is an *atom*: a flat string that is interned, so that equal atoms are
//! one cell. Text that spells an integer below 2^53 is never an atom: its key is the integer.

mod atom;
mod builder;
mod compare;
mod concat;
mod create;
mod flat;
mod hash;
mod name;
mod piece;
mod search;
mod units;

pub use atom::AtomTable;
pub(crate) use atom::{atom_of_unit, empty_table as empty_atom_table, string_hash};
pub use builder::StringBuilder;
pub use compare::{compare, compare_units, equal, equal_units};
pub use concat::{MAX_LENGTH, concat};
pub use create::{
    from_latin1, from_number_text, from_str, from_text, from_units, from_utf16, single_unit,
    substring, to_rust_string,
};
pub(crate) use flat::as_flat;
pub use flat::{Flat, flatten, unit_at};
pub(crate) use hash::hash_units;
pub(crate) use name::NAME_TEXTS;
pub use name::{NAME_COUNT, Name};
pub use piece::{PIECE, pieces};
pub use search::{index_of, last_index_of};
pub use units::Units;
pub(crate) use units::write as write_units;

use kataan_gc::{Field, Nullable, Plain, cell};

cell! {
    /// A string. This type itself is the flat form: others extend it.
    pub struct JsString as String {
        pub(crate) length: Plain<u32>,
        /// 0 while it is unknown; of a rope, how many ropes lie on its left.
        pub(crate) hash: Plain<u32>,
    }
    tail pub(crate) bytes: [Plain<u8>; word] open;
}

cell! {
    /// Two strings in a row. Once joined, `left` is the result and `right` is null.
    pub struct Rope: JsString {
        pub(crate) left: Nullable<JsString>,
        pub(crate) right: Nullable<JsString>,
    }
}

cell! {
    /// A part of another string's units.
    pub struct Slice: JsString {
        /// A flat string or an append buffer.
        pub(crate) parent: Field<JsString>,
        pub(crate) start: Plain<u32>,
    }
}

cell! {
    /// Units with room to spare: strings that grew by appending are slices of it. Units before
    /// `length` never change; those after it belong to nobody.
    pub struct AppendBuffer: JsString {}
}

impl JsString {
    const TWO_BYTE: u8 = 1;
    const ATOM: u8 = 2;
    const NUMERIC: u8 = 4;

    /// How many code units.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.length.get() as usize
    }

    /// Whether it is the empty string.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.length.get() == 0
    }

    /// Whether units take two bytes.
    #[inline(always)]
    pub fn is_two_byte(&self) -> bool {
        self.header().flags() & JsString::TWO_BYTE != 0
    }

    /// Whether it is interned.
    #[inline(always)]
    pub fn is_atom(&self) -> bool {
        self.header().flags() & JsString::ATOM != 0
    }

    /// Of an atom, whether it is a canonical numeric string that is no integer key (`-0`, `1.5`,
    /// `NaN`): a typed array never has a property of that name.
    #[inline(always)]
    pub fn is_canonical_numeric(&self) -> bool {
        self.header().flags() & JsString::NUMERIC != 0
    }

    fn set_flag(&self, flag: u8) {
        self.header().set_flags(self.header().flags() | flag);
    }
}
