//! [JSON Parse Records](https://tc39.es/ecma262/#sec-json-parse-records): what a reviver is told of the
//! text that a value came from.

use kataan_gc::{Gc, Nullable, Slot, ValueVector, cell};
use kataan_vm::Vm;
use kataan_vm::error::JsResult;
use kataan_vm::object::{Object, PropertyKey};
use kataan_vm::operation::get;
use kataan_vm::string::JsString;

cell! {
    /// What was parsed, as it was before the reviver saw anything.
    pub struct Record as Internal {
        pub(super) value: Slot,
        /// The text of a primitive value.
        pub(super) source: Nullable<JsString>,
        /// The records of an array's elements.
        pub(super) elements: Nullable<ValueVector>,
        /// The records of an object's properties: an object without prototype, by their keys.
        pub(super) entries: Nullable<Object>,
    }
}

impl Record {
    /// The record of an element of an array.
    pub(super) fn element(&self, vm: &Vm, index: u64) -> Option<Gc<Record>> {
        vm.heap.gc(self.elements.get()?.get(index as usize)?)
    }

    /// The record of a property of an object.
    pub(super) fn entry(&self, vm: &mut Vm, key: PropertyKey) -> JsResult<Option<Gc<Record>>> {
        let Some(entries) = self.entries.get() else {
            return Ok(None);
        };
        let record = get(vm, entries, key)?;
        Ok(vm.heap.gc(record))
    }
}
