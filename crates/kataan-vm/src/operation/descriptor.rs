//! Property descriptors as objects (clause 6.2.6).

use super::{get, has_property, is_callable, to_boolean};
use crate::error::{JsResult, describe, message};
use crate::object::{
    Attributes, Object, PropertyDescriptor, Shape, create_object, create_object_with_shape,
    define_data_property, root_shape_of, shape_with,
};
use crate::realm::Intrinsic;
use crate::string::Name;
use crate::value::Value;
use crate::vm::Vm;
use kataan_gc::Gc;

/// [FromPropertyDescriptor](https://tc39.es/ecma262/#sec-frompropertydescriptor).
pub fn from_property_descriptor(
    vm: &mut Vm,
    descriptor: Option<&PropertyDescriptor>,
) -> JsResult<Value> {
    let Some(descriptor) = descriptor else {
        return Ok(Value::UNDEFINED);
    };
    if let (Some(value), Some(writable), Some(enumerable), Some(configurable)) = (
        descriptor.value,
        descriptor.writable,
        descriptor.enumerable,
        descriptor.configurable,
    ) && !descriptor.is_accessor()
    {
        let flags = [writable, enumerable, configurable].map(Value::from_bool);
        let shape = data_descriptor_shape(vm)?;
        let values = [value, flags[0], flags[1], flags[2]];
        return Ok(create_object_with_shape(vm, shape, &values)?.into());
    }
    let object = create_object(vm)?;
    let fields = [
        (Name::Value, descriptor.value),
        (Name::Writable, descriptor.writable.map(Value::from_bool)),
        (Name::Get, descriptor.get),
        (Name::Set, descriptor.set),
        (
            Name::Enumerable,
            descriptor.enumerable.map(Value::from_bool),
        ),
        (
            Name::Configurable,
            descriptor.configurable.map(Value::from_bool),
        ),
    ];
    for (name, value) in fields {
        if let Some(value) = value {
            let key = vm.key(name);
            define_data_property(vm, object, key, value, Attributes::ALL)?;
        }
    }
    Ok(object.into())
}

/// The shape of descriptors of data properties.
fn data_descriptor_shape(vm: &mut Vm) -> JsResult<Gc<Shape>> {
    let realm = vm.realm();
    if let Some(shape) = realm.descriptor_shape.get() {
        return Ok(shape);
    }
    let prototype = vm.intrinsic(Intrinsic::ObjectPrototype);
    let mut shape = root_shape_of::<Object>(vm, Some(prototype), 4)?;
    for name in [
        Name::Value,
        Name::Writable,
        Name::Enumerable,
        Name::Configurable,
    ] {
        shape = shape_with(vm, shape, vm.key(name), Attributes::ALL)?;
    }
    realm.descriptor_shape.set(shape);
    Ok(shape)
}

fn field(vm: &mut Vm, object: Gc<Object>, name: Name) -> JsResult<Option<Value>> {
    let key = vm.key(name);
    if has_property(vm, object, key)? {
        get(vm, object, key).map(Some)
    } else {
        Ok(None)
    }
}

/// [ToPropertyDescriptor](https://tc39.es/ecma262/#sec-topropertydescriptor).
pub fn to_property_descriptor(vm: &mut Vm, value: Value) -> JsResult<PropertyDescriptor> {
    let Some(object) = vm.object(value) else {
        let text = describe(vm, value);
        return Err(vm.throw_type_error(message::DESCRIPTOR_NOT_OBJECT, &[&text]));
    };
    let enumerable = field(vm, object, Name::Enumerable)?.map(|value| to_boolean(vm, value));
    let configurable = field(vm, object, Name::Configurable)?.map(|value| to_boolean(vm, value));
    let value = field(vm, object, Name::Value)?;
    let writable = field(vm, object, Name::Writable)?.map(|value| to_boolean(vm, value));
    let get = field(vm, object, Name::Get)?;
    if let Some(get) = get.filter(|get| !get.is_undefined() && !is_callable(vm, *get)) {
        let text = describe(vm, get);
        return Err(vm.throw_type_error(message::GETTER_NOT_CALLABLE, &[&text]));
    }
    let set = field(vm, object, Name::Set)?;
    if let Some(set) = set.filter(|set| !set.is_undefined() && !is_callable(vm, *set)) {
        let text = describe(vm, set);
        return Err(vm.throw_type_error(message::SETTER_NOT_CALLABLE, &[&text]));
    }
    if (get.is_some() || set.is_some()) && (value.is_some() || writable.is_some()) {
        return Err(vm.throw_type_error(message::DESCRIPTOR_MIXED, &[]));
    }
    Ok(PropertyDescriptor {
        value,
        get,
        set,
        writable,
        enumerable,
        configurable,
    })
}
