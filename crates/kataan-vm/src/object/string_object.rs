//! String exotic objects (clause 10.4.3).

use super::internal_methods::{InternalMethods, ORDINARY};
use super::ordinary::*;
use super::property::{Attributes, PropertyDescriptor};
use super::property_key::PropertyKey;
use super::storage;
use super::{Object, new_object_base};
use crate::error::JsResult;
use crate::string::{JsString, Name, single_unit, unit_at};
use crate::value::Value;
use crate::vm::Vm;
use kataan_gc::{Field, Gc, RootedList, cell};

cell! {
    /// A String object.
    pub struct StringObject: Object {
        pub(crate) string: Field<JsString>,
    }
}

impl StringObject {
    /// The wrapped string.
    pub fn string(&self) -> Gc<JsString> {
        self.string.get()
    }
}

/// The internal methods of String objects.
pub(super) static METHODS: InternalMethods = InternalMethods {
    get_own_property,
    define_own_property,
    has_property,
    get,
    set,
    delete,
    own_property_keys,
    ..ORDINARY
};

/// [StringCreate](https://tc39.es/ecma262/#sec-stringcreate).
pub fn string_create(
    vm: &mut Vm,
    string: Gc<JsString>,
    prototype: Gc<Object>,
) -> JsResult<Gc<Object>> {
    let base = new_object_base::<StringObject>(vm, Some(prototype), 1)?;
    let object: Gc<Object> = vm
        .heap
        .allocate(StringObjectInit { base, string })?
        .upcast();
    object.mark_exotic();
    let length = Value::from_number(string.len() as f64);
    let key = vm.key(Name::Length);
    storage::define_data_property(vm, object, key, length, Attributes::NONE)?;
    Ok(object)
}

/// [StringGetOwnProperty](https://tc39.es/ecma262/#sec-stringgetownproperty): the unit as a string.
fn unit_of(vm: &mut Vm, object: Gc<Object>, key: PropertyKey) -> JsResult<Option<Value>> {
    let (Some(index), Some(object)) = (key.as_integer(), object.cast::<StringObject>()) else {
        return Ok(None);
    };
    let string = object.string.get();
    if index >= string.len() as u64 {
        return Ok(None);
    }
    let unit = unit_at(vm, string, index as usize)?;
    Ok(Some(single_unit(vm, unit)?.into()))
}

fn get_own_property(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
) -> JsResult<Option<PropertyDescriptor>> {
    match unit_of(vm, object, key)? {
        Some(unit) => Ok(Some(PropertyDescriptor::data(unit, Attributes::ENUMERABLE))),
        None => ordinary_get_own_property(vm, object, key),
    }
}

fn define_own_property(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
    descriptor: &PropertyDescriptor,
) -> JsResult<bool> {
    let Some(unit) = unit_of(vm, object, key)? else {
        return ordinary_define_own_property(vm, object, key, descriptor);
    };
    let current = PropertyDescriptor::data(unit, Attributes::ENUMERABLE);
    is_compatible_property_descriptor(
        vm,
        object.shape().is_extensible(),
        descriptor,
        Some(&current),
    )
}

fn has_property(vm: &mut Vm, object: Gc<Object>, key: PropertyKey) -> JsResult<bool> {
    Ok(unit_of(vm, object, key)?.is_some() || ordinary_has_property(vm, object, key)?)
}

fn get(vm: &mut Vm, object: Gc<Object>, key: PropertyKey, receiver: Value) -> JsResult<Value> {
    match unit_of(vm, object, key)? {
        Some(unit) => Ok(unit),
        None => ordinary_get(vm, object, key, receiver),
    }
}

fn set(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
    value: Value,
    receiver: Value,
) -> JsResult<bool> {
    if unit_of(vm, object, key)?.is_some() {
        return Ok(false);
    }
    ordinary_set(vm, object, key, value, receiver)
}

fn delete(vm: &mut Vm, object: Gc<Object>, key: PropertyKey) -> JsResult<bool> {
    if unit_of(vm, object, key)?.is_some() {
        return Ok(false);
    }
    ordinary_delete(vm, object, key)
}

fn own_property_keys(vm: &mut Vm, object: Gc<Object>) -> JsResult<RootedList> {
    let keys = vm.heap.new_list()?;
    let length = object
        .cast::<StringObject>()
        .map_or(0, |object| object.string.get().len());
    for index in 0..length {
        keys.push(&mut vm.heap, PropertyKey::from_index(index as u64).to_raw())?;
    }
    append_element_keys(vm, object, keys)?;
    append_named_keys(vm, object, keys)?;
    Ok(keys)
}
