//! The 64-bit value encoding: which bit patterns are references, and how the others are spelled.
//!
//! Doubles are themselves, with NaN canonical. Above them, by the top 16 bits:
//!
//! | top 16 bits | class | payload |
//! | --- | --- | --- |
//! | `0xFFF9` | int32 | low 32 bits |
//! | `0xFFFA` | immediates | undefined, null, false, true, hole, uninitialised, throw |
//! | `0xFFFB` | internal: a cell that script never sees | region offset |
//! | `0xFFFC` | symbol | region offset |
//! | `0xFFFD` | string | region offset |
//! | `0xFFFE` | bigint | region offset |
//! | `0xFFFF` | object | region offset |
//!
//! So one unsigned compare answers each of: double, reference, object. The VM gives values their
//! meaning; this page only spells them.
//!
//! # Invariants
//! The conversion from a cell writes the tag of the cell's type and its offset: no other function makes
//! a reference from parts.

use crate::cell::CellType;
use crate::reference::Gc;
use core::fmt;
use core::marker::PhantomData;

/// The class of a reference, as the top 16 bits of a value.
#[repr(u16)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tag {
    /// A cell of any type that script never sees, kept in a register: an environment, say.
    Internal = 0xFFFB,
    /// A symbol (private names included).
    Symbol = 0xFFFC,
    /// A string.
    String = 0xFFFD,
    /// A big integer.
    BigInt = 0xFFFE,
    /// An object: the highest, so that one unsigned compare finds it.
    Object = 0xFFFF,
}

/// A NaN-boxed value: a number, an immediate, or a reference to a tagged cell.
#[repr(transparent)]
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Value(u64, PhantomData<*const ()>);

const INT32: u64 = 0xFFF9 << 48;
const IMMEDIATE: u64 = 0xFFFA << 48;
const REFERENCE: u64 = 0xFFFB << 48;
const OBJECT: u64 = 0xFFFF << 48;
const SYMBOL: u64 = (Tag::Symbol as u64) << 48;
const STRING: u64 = (Tag::String as u64) << 48;
const BIGINT: u64 = (Tag::BigInt as u64) << 48;
const CANONICAL_NAN: u64 = 0x7FF8 << 48;

impl Value {
    /// `undefined`.
    pub const UNDEFINED: Value = Value::raw(IMMEDIATE);
    /// `null`.
    pub const NULL: Value = Value::raw(IMMEDIATE | 1);
    /// `false`.
    pub const FALSE: Value = Value::raw(IMMEDIATE | 2);
    /// `true`.
    pub const TRUE: Value = Value::raw(IMMEDIATE | 3);
    /// An absent element; never seen by script.
    pub const HOLE: Value = Value::raw(IMMEDIATE | 4);
    /// A binding before its initialisation; never seen by script.
    pub const UNINITIALIZED: Value = Value::raw(IMMEDIATE | 5);
    /// What a thunk returns to compiled code for a throw completion; never stored.
    pub const THROW: Value = Value::raw(IMMEDIATE | 6);
    /// Positive zero, as an int32.
    pub const ZERO: Value = Value::from_i32(0);
    /// Not a number.
    pub const NAN: Value = Value::raw(CANONICAL_NAN);

    /// The upper half of every int32; those of doubles are less.
    pub const UPPER_INT32: u32 = (INT32 >> 32) as u32;
    /// The upper half of every object.
    pub const UPPER_OBJECT: u32 = (OBJECT >> 32) as u32;

    #[inline(always)]
    const fn raw(bits: u64) -> Value {
        Value(bits, PhantomData)
    }

    /// A value from its bits.
    ///
    /// # Safety
    /// `bits` came from [`Value::to_bits`] of a value of the same heap whose cell, if it names
    /// one, has been kept alive since.
    #[inline(always)]
    #[allow(unsafe_code)]
    pub const unsafe fn from_bits(bits: u64) -> Value {
        Value::raw(bits)
    }

    /// The bits of the encoding.
    #[inline(always)]
    pub const fn to_bits(self) -> u64 {
        self.0
    }

    /// An int32.
    #[inline(always)]
    pub const fn from_i32(number: i32) -> Value {
        Value::raw(INT32 | number as u32 as u64)
    }

    /// A double, kept as one even where an int32 would do.
    #[inline(always)]
    pub const fn from_f64(number: f64) -> Value {
        // Only a NaN can have bits that another class uses.
        if number.is_nan() {
            Value::NAN
        } else {
            Value::raw(number.to_bits())
        }
    }

    /// A number: an int32 if it is one exactly (negative zero is not), else a double.
    #[inline(always)]
    pub fn from_number(number: f64) -> Value {
        let integer = number as i32;
        if f64::from(integer).to_bits() == number.to_bits() {
            Value::from_i32(integer)
        } else {
            Value::from_f64(number)
        }
    }

    /// An index or a length: an int32 where it fits.
    #[inline(always)]
    pub const fn from_index(index: u64) -> Value {
        if index <= i32::MAX as u64 {
            Value::from_i32(index as i32)
        } else {
            Value::from_f64(index as f64)
        }
    }

    /// A boolean.
    #[inline(always)]
    pub const fn from_bool(boolean: bool) -> Value {
        Value::raw(IMMEDIATE | 2 | boolean as u64)
    }

    /// A reference to a tagged cell.
    #[inline(always)]
    pub fn from_gc<T: CellType>(cell: Gc<T>) -> Value {
        let tag = const {
            match T::TAG {
                Some(tag) => (tag as u64) << 48,
                None => panic!("a cell type without a tag is no value"),
            }
        };
        Value::raw(tag | u64::from(cell.offset()))
    }

    /// The upper half, which is the class of whatever is no double: payloads take the lower half.
    /// Compared by itself, since a short constant is in the instruction.
    #[inline(always)]
    pub const fn upper(self) -> u32 {
        (self.0 >> 32) as u32
    }

    /// Any double (int32s are not).
    #[inline(always)]
    pub const fn is_f64(self) -> bool {
        self.0 < INT32
    }

    /// An int32.
    #[inline(always)]
    pub const fn is_i32(self) -> bool {
        self.upper() == (INT32 >> 32) as u32
    }

    /// An int32 or a double.
    #[inline(always)]
    pub const fn is_number(self) -> bool {
        self.0 < IMMEDIATE
    }

    /// A reference of any class.
    #[inline(always)]
    pub const fn is_reference(self) -> bool {
        self.0 >= REFERENCE
    }

    /// A reference to an object.
    #[inline(always)]
    pub const fn is_object(self) -> bool {
        self.upper() == (OBJECT >> 32) as u32
    }

    /// A reference to a string.
    #[inline(always)]
    pub const fn is_string(self) -> bool {
        self.upper() == (STRING >> 32) as u32
    }

    /// A reference to a symbol.
    #[inline(always)]
    pub const fn is_symbol(self) -> bool {
        self.upper() == (SYMBOL >> 32) as u32
    }

    /// A reference to a big integer.
    #[inline(always)]
    pub const fn is_bigint(self) -> bool {
        self.upper() == (BIGINT >> 32) as u32
    }

    /// `undefined`.
    #[inline(always)]
    pub const fn is_undefined(self) -> bool {
        self.0 == IMMEDIATE
    }

    /// `null`.
    #[inline(always)]
    pub const fn is_null(self) -> bool {
        self.0 == IMMEDIATE | 1
    }

    /// `undefined` or `null`.
    #[inline(always)]
    pub const fn is_nullish(self) -> bool {
        self.0 | 1 == IMMEDIATE | 1
    }

    /// A boolean.
    #[inline(always)]
    pub const fn is_bool(self) -> bool {
        self.0 | 1 == IMMEDIATE | 3
    }

    /// The hole.
    #[inline(always)]
    pub const fn is_hole(self) -> bool {
        self.0 == IMMEDIATE | 4
    }

    /// The mark of an uninitialised binding.
    #[inline(always)]
    pub const fn is_uninitialized(self) -> bool {
        self.0 == IMMEDIATE | 5
    }

    /// Both are int32s.
    #[inline(always)]
    pub const fn both_i32(self, other: Value) -> bool {
        self.is_i32() && other.is_i32()
    }

    /// The int32, if it is one.
    #[inline(always)]
    pub const fn as_i32(self) -> Option<i32> {
        if self.is_i32() {
            Some(self.0 as i32)
        } else {
            None
        }
    }

    /// The low 32 bits, which are the number if the value is an int32.
    #[inline(always)]
    pub const fn i32_bits(self) -> i32 {
        self.0 as i32
    }

    /// The double, if it is one (int32s are not).
    #[inline(always)]
    pub const fn as_f64(self) -> Option<f64> {
        if self.is_f64() {
            Some(f64::from_bits(self.0))
        } else {
            None
        }
    }

    /// The number, int32 or double.
    #[inline(always)]
    pub const fn as_number(self) -> Option<f64> {
        if self.is_f64() {
            Some(f64::from_bits(self.0))
        } else if self.is_i32() {
            Some(self.0 as i32 as f64)
        } else {
            None
        }
    }

    /// Both numbers, if both are.
    #[inline(always)]
    pub const fn both_numbers(self, other: Value) -> Option<(f64, f64)> {
        match (self.as_number(), other.as_number()) {
            (Some(first), Some(second)) => Some((first, second)),
            _ => None,
        }
    }

    /// The boolean, if it is one.
    #[inline(always)]
    pub const fn as_bool(self) -> Option<bool> {
        if self.is_bool() {
            Some(self.0 & 1 == 1)
        } else {
            None
        }
    }

    /// The class of the reference, if it is one.
    #[inline(always)]
    pub const fn tag(self) -> Option<Tag> {
        match self.0 >> 48 {
            0xFFFB => Some(Tag::Internal),
            0xFFFC => Some(Tag::Symbol),
            0xFFFD => Some(Tag::String),
            0xFFFE => Some(Tag::BigInt),
            0xFFFF => Some(Tag::Object),
            _ => None,
        }
    }

    /// The region offset, if the value is a reference. Not for hashing by: cells may move.
    #[inline(always)]
    pub const fn offset(self) -> Option<u32> {
        if self.is_reference() {
            Some(self.0 as u32)
        } else {
            None
        }
    }

    /// The low 32 bits: the region offset if the value is a reference.
    #[inline(always)]
    pub const fn offset_bits(self) -> u32 {
        self.0 as u32
    }
}

impl Default for Value {
    fn default() -> Value {
        Value::UNDEFINED
    }
}

impl From<bool> for Value {
    #[inline(always)]
    fn from(boolean: bool) -> Value {
        Value::from_bool(boolean)
    }
}

impl From<i32> for Value {
    #[inline(always)]
    fn from(number: i32) -> Value {
        Value::from_i32(number)
    }
}

impl From<f64> for Value {
    #[inline(always)]
    fn from(number: f64) -> Value {
        Value::from_number(number)
    }
}

impl<T: CellType> From<Gc<T>> for Value {
    #[inline(always)]
    fn from(cell: Gc<T>) -> Value {
        Value::from_gc(cell)
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.as_number(), self.tag(), self.0 & 0xFFFF) {
            (Some(number), ..) => write!(f, "{number:?}"),
            (_, Some(tag), _) => write!(f, "{tag:?}@{:#x}", self.offset_bits()),
            (.., 0) => f.write_str("undefined"),
            (.., 1) => f.write_str("null"),
            (.., 2) => f.write_str("false"),
            (.., 3) => f.write_str("true"),
            (.., 4) => f.write_str("hole"),
            (.., 5) => f.write_str("uninitialized"),
            (.., 6) => f.write_str("throw"),
            _ => write!(f, "invalid value {:#x}", self.0),
        }
    }
}
