//! Elements read and written as the library's loops do, with the short way for plain arrays.

use kataan_gc::Gc;
use kataan_vm::object::array_fast::{create_dense_element, own_dense_element};
use kataan_vm::object::{Object, PropertyKey};
use kataan_vm::operation::{create_data_property_or_throw, get, has_property};
use kataan_vm::{JsResult, Value, Vm};

/// `Get(object, index)`
#[inline]
pub(crate) fn get_element(vm: &mut Vm, object: Gc<Object>, index: u64) -> JsResult<Value> {
    match own_dense_element(object, index) {
        Some(element) => Ok(element),
        None => get(vm, object, PropertyKey::from_index(index)),
    }
}

/// `Get(object, index)` if `HasProperty(object, index)`.
#[inline]
pub(crate) fn existing_element(
    vm: &mut Vm,
    object: Gc<Object>,
    index: u64,
) -> JsResult<Option<Value>> {
    if let Some(element) = own_dense_element(object, index) {
        return Ok(Some(element));
    }
    let key = PropertyKey::from_index(index);
    if has_property(vm, object, key)? {
        get(vm, object, key).map(Some)
    } else {
        Ok(None)
    }
}

/// `CreateDataPropertyOrThrow(object, index, value)`
#[inline]
pub(crate) fn create_element(
    vm: &mut Vm,
    object: Gc<Object>,
    index: u64,
    value: Value,
) -> JsResult<()> {
    if create_dense_element(object, index, value) {
        return Ok(());
    }
    create_data_property_or_throw(vm, object, PropertyKey::from_index(index), value)
}
