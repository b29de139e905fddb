//! [The Reflect Object](https://tc39.es/ecma262/#sec-reflect-object).

use crate::message;
use kataan_gc::Gc;
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::native::{Args, IntrinsicObject, ObjectForm, PropertyValue, method, value};
use kataan_vm::object::{Attributes, Object, PropertyKey};
use kataan_vm::operation::{
    call, create_array_from_rooted_list, create_list_from_array_like, define_own_property, delete,
    from_property_descriptor, get_own_property, get_prototype_of, get_with_receiver, has_property,
    is_extensible, own_property_keys, prevent_extensions, require_callable, require_constructor,
    set_prototype_of, set_with_receiver, to_property_descriptor, to_property_key, with_list,
};
use kataan_vm::realm::Intrinsic;
use kataan_vm::value::Value;

/// The namespace object.
pub(crate) static REFLECT: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::Reflect,
    form: ObjectForm::Ordinary(Some("Reflect")),
    prototype: Some(Intrinsic::ObjectPrototype),
    properties: &[
        method("apply", 3, apply),
        method("construct", 2, construct),
        method("defineProperty", 3, define_property),
        method("deleteProperty", 2, delete_property),
        method("get", 2, get),
        method("getOwnPropertyDescriptor", 2, get_own_property_descriptor),
        method("getPrototypeOf", 1, get_prototype_of_static),
        method("has", 2, has),
        method("isExtensible", 1, is_extensible_static),
        method("ownKeys", 1, own_keys),
        method("preventExtensions", 1, prevent_extensions_static),
        method("set", 3, set),
        method("setPrototypeOf", 2, set_prototype_of_static),
        value(
            "[Symbol.toStringTag]",
            PropertyValue::String("Reflect"),
            Attributes::CONFIGURABLE,
        ),
    ],
};

/// The first argument, which must be an object.
fn target(vm: &mut Vm, args: Args<'_>) -> JsResult<Gc<Object>> {
    match vm.object(args.get(0)) {
        Some(object) => Ok(object),
        None => {
            let text = describe(vm, args.get(0));
            Err(vm.throw_type_error(message::NOT_AN_OBJECT, &[&text]))
        }
    }
}

/// [Reflect.apply](https://tc39.es/ecma262/#sec-reflect.apply)
fn apply(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let function = require_callable(vm, args.get(0))?;
    let arguments = create_list_from_array_like(vm, args.get(2))?;
    with_list(vm, arguments, |vm, arguments| {
        call(vm, function, args.get(1), arguments)
    })
}

/// [Reflect.construct](https://tc39.es/ecma262/#sec-reflect.construct)
fn construct(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let constructor = require_constructor(vm, args.get(0))?;
    let new_target = match args.passed(2) {
        Some(new_target) => require_constructor(vm, new_target)?,
        None => constructor,
    };
    let arguments = create_list_from_array_like(vm, args.get(1))?;
    let object = with_list(vm, arguments, |vm, arguments| {
        kataan_vm::operation::construct(vm, constructor, arguments, Some(new_target))
    })?;
    Ok(object.into())
}

/// [Reflect.defineProperty](https://tc39.es/ecma262/#sec-reflect.defineproperty)
fn define_property(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = target(vm, args)?;
    let key = to_property_key(vm, args.get(1))?;
    let descriptor = to_property_descriptor(vm, args.get(2))?;
    define_own_property(vm, object, key, &descriptor).map(Value::from)
}

/// [Reflect.deleteProperty](https://tc39.es/ecma262/#sec-reflect.deleteproperty)
fn delete_property(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = target(vm, args)?;
    let key = to_property_key(vm, args.get(1))?;
    delete(vm, object, key).map(Value::from)
}

/// [Reflect.get](https://tc39.es/ecma262/#sec-reflect.get)
fn get(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = target(vm, args)?;
    let key = to_property_key(vm, args.get(1))?;
    let receiver = args.passed(2).unwrap_or(args.get(0));
    get_with_receiver(vm, object, key, receiver)
}

/// [Reflect.getOwnPropertyDescriptor](https://tc39.es/ecma262/#sec-reflect.getownpropertydescriptor)
fn get_own_property_descriptor(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = target(vm, args)?;
    let key = to_property_key(vm, args.get(1))?;
    let descriptor = get_own_property(vm, object, key)?;
    from_property_descriptor(vm, descriptor.as_ref())
}

/// [Reflect.getPrototypeOf](https://tc39.es/ecma262/#sec-reflect.getprototypeof)
fn get_prototype_of_static(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = target(vm, args)?;
    let prototype = get_prototype_of(vm, object)?;
    Ok(prototype.map_or(Value::NULL, Value::from))
}

/// [Reflect.has](https://tc39.es/ecma262/#sec-reflect.has)
fn has(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = target(vm, args)?;
    let key = to_property_key(vm, args.get(1))?;
    has_property(vm, object, key).map(Value::from)
}

/// [Reflect.isExtensible](https://tc39.es/ecma262/#sec-reflect.isextensible)
fn is_extensible_static(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = target(vm, args)?;
    is_extensible(vm, object).map(Value::from)
}

/// [Reflect.ownKeys](https://tc39.es/ecma262/#sec-reflect.ownkeys)
fn own_keys(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = target(vm, args)?;
    let keys = own_property_keys(vm, object)?;
    let names = vm.heap.new_list_with_capacity(keys.len())?;
    for key in keys.iter() {
        let name = PropertyKey::from_raw(key).to_value(vm)?;
        names.push(&mut vm.heap, name)?;
    }
    Ok(create_array_from_rooted_list(vm, names)?.into())
}

/// [Reflect.preventExtensions](https://tc39.es/ecma262/#sec-reflect.preventextensions)
fn prevent_extensions_static(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = target(vm, args)?;
    prevent_extensions(vm, object).map(Value::from)
}

/// [Reflect.set](https://tc39.es/ecma262/#sec-reflect.set)
fn set(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = target(vm, args)?;
    let key = to_property_key(vm, args.get(1))?;
    let receiver = args.passed(3).unwrap_or(args.get(0));
    set_with_receiver(vm, object, key, args.get(2), receiver).map(Value::from)
}

/// [Reflect.setPrototypeOf](https://tc39.es/ecma262/#sec-reflect.setprototypeof)
fn set_prototype_of_static(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = target(vm, args)?;
    let prototype = args.get(1);
    if !prototype.is_object() && !prototype.is_null() {
        let text = describe(vm, prototype);
        return Err(vm.throw_type_error(message::PROTOTYPE_NOT_OBJECT, &[&text]));
    }
    let prototype = vm.object(prototype);
    set_prototype_of(vm, object, prototype).map(Value::from)
}
