//! Objects of another engine on the same heap, as script sees them: opaque.
//!
//! A structure or an array of WebAssembly lies in the isolate's heap but is none of its objects: where a
//! property would be, it has none. Script is given a reference instead, an exotic object that has no
//! prototype, no properties and takes none. A foreign object has one reference at a time, so that `===`,
//! `Map` and `WeakMap` compare the foreign objects themselves.

use super::internal_methods::InternalMethods;
use super::{Object, new_object_base};
use crate::error::{JsResult, message};
use crate::value::Value;
use crate::vm::Vm;
use kataan_gc::{ForeignObject, Gc, Slot, WeakTable, cell};

cell! {
    /// Stands for a foreign object where script can see it.
    pub struct ForeignReference: Object {
        pub(crate) target: Slot,
    }
}

impl ForeignReference {
    /// The foreign object.
    pub fn target(&self) -> Value {
        self.target.get()
    }
}

/// The internal methods of [exported GC objects](https://webassembly.github.io/spec/js-api/#gc-objects).
pub(super) static METHODS: InternalMethods = InternalMethods {
    get_prototype_of: |_, _| Ok(None),
    set_prototype_of: |_, _, _| Ok(false),
    is_extensible: |_, _| Ok(false),
    prevent_extensions: |_, _| Ok(false),
    get_own_property: |_, _, _| Ok(None),
    define_own_property: |_, _, _, _| Ok(false),
    has_property: |_, _, _| Ok(false),
    get: |_, _, _, _| Ok(Value::UNDEFINED),
    set: |vm, _, _, _, _| Err(vm.throw_type_error(message::OPAQUE_OBJECT, &[])),
    delete: |vm, _, _| Err(vm.throw_type_error(message::OPAQUE_OBJECT, &[])),
    own_property_keys: |vm, _| Ok(vm.heap.new_list()?),
};

/// What script is given for a value of another engine: the reference of a foreign object, or the value
/// itself if it is none.
pub fn from_foreign(vm: &mut Vm, value: Value) -> JsResult<Value> {
    if vm.heap.gc::<ForeignObject>(value).is_none() {
        return Ok(value);
    }
    let table = match vm.state().foreign_references.get() {
        Some(table) => table,
        None => {
            let table = vm.heap.new_weak_table()?;
            vm.state().foreign_references.set(Some(table));
            table
        }
    };
    if let Some(found) = find(table, value) {
        return Ok(found);
    }
    let base = new_object_base::<ForeignReference>(vm, None, 0)?;
    let target = value;
    let reference: Gc<Object> = vm
        .heap
        .allocate(ForeignReferenceInit { base, target })?
        .upcast();
    reference.mark_exotic();
    // The table holds the reference for as long as the foreign object lives, and no longer.
    table.insert(&mut vm.heap, hash(value), value, reference.into())?;
    Ok(reference.into())
}

/// The value that another engine is given for one of script's: the foreign object of a reference, or the
/// value itself.
pub fn to_foreign(vm: &Vm, value: Value) -> Value {
    let reference = vm.heap.gc::<ForeignReference>(value);
    reference.map_or(value, |reference| reference.target())
}

/// Foreign objects have no room for an identity hash; like all cells today they stay where they are.
fn hash(target: Value) -> u32 {
    (target.to_bits() as u32).wrapping_mul(0x9E37_79B9)
}

fn find(table: Gc<WeakTable>, target: Value) -> Option<Value> {
    let index = table.find(hash(target), |other| other == target)?;
    Some(table.value(index))
}
