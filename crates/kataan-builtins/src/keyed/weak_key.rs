//! Keys of weak collections: objects and symbols, by identity.

use crate::message;
use kataan_gc::{Gc, WeakIndex, WeakTable};
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::operation::{CollectionKey, can_be_held_weakly};
use kataan_vm::value::Value;

/// A value that can be held weakly, with its identity hash.
#[derive(Clone, Copy)]
pub(super) struct WeakKey {
    pub(super) value: Value,
    pub(super) hash: u32,
}

impl WeakKey {
    /// `value` as a key, `None` if it cannot be held weakly.
    pub(super) fn new(vm: &mut Vm, value: Value) -> JsResult<Option<Self>> {
        if !can_be_held_weakly(vm, value) {
            return Ok(None);
        }
        let hash = CollectionKey::new(vm, value)?.hash;
        Ok(Some(Self { value, hash }))
    }

    /// The entry of this key.
    pub(super) fn find(self, table: Gc<WeakTable>) -> Option<WeakIndex> {
        table.find(self.hash, |other| other == self.value)
    }
}

/// `value` as a key; a TypeError that calls it a weak `role` if it cannot be held weakly.
pub(super) fn require_weak_key(vm: &mut Vm, value: Value, role: &'static str) -> JsResult<WeakKey> {
    match WeakKey::new(vm, value)? {
        Some(key) => Ok(key),
        None => {
            let text = describe(vm, value);
            Err(vm.throw_type_error(message::INVALID_WEAK_KEY, &[&role, &text]))
        }
    }
}
