//! Property keys: an atom, a symbol, a private name, or an integer below 2^53.
//!
//! A key is a value in one canonical spelling, so that equal keys have equal bits: integers as
//! int32s where they fit and doubles above, everything else by its cell.

use crate::error::JsResult;
use crate::string::{JsString, from_number_text};
use crate::symbol::Symbol;
use crate::value::Value;
use crate::vm::Vm;
use kataan_gc::{Gc, Region};

/// A property key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(transparent)]
pub struct PropertyKey(Value);

/// The first integer that is no array index.
pub const ARRAY_INDEX_END: u32 = u32::MAX;

impl PropertyKey {
    /// The key of an integer below 2^53.
    #[inline(always)]
    pub fn from_index(index: u64) -> PropertyKey {
        debug_assert!(index < 1 << 53);
        match i32::try_from(index) {
            Ok(index) => PropertyKey(Value::from_i32(index)),
            Err(_) => PropertyKey(Value::from_f64(index as f64)),
        }
    }

    /// The key of an interned string.
    #[inline(always)]
    pub fn from_atom(atom: Gc<JsString>) -> PropertyKey {
        debug_assert!(atom.is_atom());
        PropertyKey(atom.into())
    }

    /// The key of a symbol or private name.
    #[inline(always)]
    pub fn from_symbol(symbol: Gc<Symbol>) -> PropertyKey {
        PropertyKey(symbol.into())
    }

    /// A key from what [`to_raw`](PropertyKey::to_raw) gave.
    #[inline(always)]
    pub fn from_raw(raw: Value) -> PropertyKey {
        debug_assert!(raw.is_string() || raw.is_symbol() || raw.is_number());
        PropertyKey(raw)
    }

    /// The canonical spelling: an atom, a symbol, or a number (which script sees as a string).
    #[inline(always)]
    pub fn to_raw(self) -> Value {
        self.0
    }

    /// The array index (below 2^32 - 1), if it is one.
    #[inline(always)]
    pub fn as_array_index(self) -> Option<u32> {
        if self.0.is_i32() {
            return Some(self.0.i32_bits() as u32);
        }
        match self.0.as_f64() {
            Some(number) if number < f64::from(ARRAY_INDEX_END) => Some(number as u32),
            _ => None,
        }
    }

    /// The integer (below 2^53), if it is one.
    #[inline(always)]
    pub fn as_integer(self) -> Option<u64> {
        self.0.as_number().map(|number| number as u64)
    }

    /// Whether it is an integer.
    #[inline(always)]
    pub fn is_integer(self) -> bool {
        self.0.is_number()
    }

    /// Whether it is a symbol or private name.
    #[inline(always)]
    pub fn is_symbol(self) -> bool {
        self.0.is_symbol()
    }

    /// Whether it is a private name.
    #[inline]
    pub fn is_private(self, vm: &Vm) -> bool {
        self.is_symbol()
            && vm
                .heap
                .gc::<Symbol>(self.0)
                .is_some_and(|symbol| symbol.is_private())
    }

    /// The atom, if it is a string that is no integer.
    #[inline]
    pub fn as_atom(self, vm: &Vm) -> Option<Gc<JsString>> {
        vm.string(self.0)
    }

    /// The symbol, if it is one.
    #[inline]
    pub fn as_symbol(self, vm: &Vm) -> Option<Gc<Symbol>> {
        vm.heap.gc(self.0)
    }

    /// The key as script sees it: a string or a symbol.
    #[inline]
    pub fn to_value(self, vm: &mut Vm) -> JsResult<Value> {
        match self.0.as_number() {
            Some(number) => Ok(from_number_text(vm, number)?.into()),
            None => Ok(self.0),
        }
    }

    /// Its hash.
    #[inline(always)]
    pub(crate) fn hash(self, region: Region) -> u32 {
        if let Some(atom) = region.gc::<JsString>(self.0) {
            return atom.hash.get();
        }
        if let Some(symbol) = region.gc::<Symbol>(self.0) {
            return symbol.hash.get();
        }
        let bits = self.0.to_bits().wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (bits >> 32) as u32
    }
}
