//! Keys of hash tables that script sees: equality and hash by
//! [SameValueZero](https://tc39.es/ecma262/#sec-samevaluezero).

use crate::error::JsResult;
use crate::object::identity_hash;
use crate::string::{JsString, as_flat, string_hash};
use crate::symbol::Symbol;
use crate::value::Value;
use crate::value::bigint::JsBigInt;
use crate::vm::Vm;
use kataan_gc::{EntryIndex, Gc, OrderedTable, Region};

/// A key ready to be looked up: canonical, with its hash.
#[derive(Clone, Copy, Debug)]
pub struct CollectionKey {
    /// The key; a string among them has its units in one piece, -0 is +0.
    pub value: Value,
    /// Equal for equal keys.
    pub hash: u32,
}

impl CollectionKey {
    /// [CanonicalizeKeyedCollectionKey](https://tc39.es/ecma262/#sec-canonicalizekeyedcollectionkey)
    #[inline]
    pub fn new(vm: &mut Vm, value: Value) -> JsResult<CollectionKey> {
        if let Some(number) = value.as_number() {
            return Ok(CollectionKey::of_number(number));
        }
        let hash = if let Some(object) = vm.object(value) {
            identity_hash(vm, object)?
        } else if let Some(string) = vm.string(value) {
            string_hash(vm, string)?
        } else if let Some(symbol) = vm.heap.gc::<Symbol>(value) {
            symbol.hash.get()
        } else if let Some(integer) = vm.heap.gc::<JsBigInt>(value) {
            integer.hash()
        } else {
            value.to_bits() as u32
        };
        Ok(CollectionKey { value, hash })
    }

    /// Adding +0 makes -0 +0; the bits of NaN are canonical, and an integer is always an int32.
    fn of_number(number: f64) -> CollectionKey {
        let value = Value::from_number(number + 0.0);
        let mixed = value.to_bits().wrapping_mul(0x9E37_79B9_7F4A_7C15);
        CollectionKey {
            value,
            hash: (mixed >> 32) as u32,
        }
    }

    /// Whether `other`, the value of a canonical key, is the same key.
    #[inline]
    pub fn matches(self, region: Region, other: Value) -> bool {
        if self.value == other {
            return true;
        }
        if let Some(string) = region.gc::<JsString>(self.value) {
            let same = |other: Gc<JsString>| match (as_flat(string), as_flat(other)) {
                (Some(string), Some(other)) => string.units().equals(&other.units()),
                _ => false,
            };
            return region.gc::<JsString>(other).is_some_and(same);
        }
        match (
            region.gc::<JsBigInt>(self.value),
            region.gc::<JsBigInt>(other),
        ) {
            (Some(integer), Some(other)) => integer.equals(&other),
            _ => false,
        }
    }

    /// The entry of this key in a table of canonical keys.
    #[inline]
    pub fn find(self, vm: &Vm, table: Gc<OrderedTable>) -> Option<EntryIndex> {
        let region = vm.heap.region();
        table.find(self.hash, |other| self.matches(region, other))
    }
}

/// [CanBeHeldWeakly](https://tc39.es/ecma262/#sec-canbeheldweakly)
pub fn can_be_held_weakly(vm: &Vm, value: Value) -> bool {
    value.is_object()
        || vm
            .heap
            .gc::<Symbol>(value)
            .is_some_and(|symbol| !symbol.is_registered())
}
