//! Listing, reading and defining the properties of objects.

use kataan_gc::{Gc, RootedList};
use kataan_vm::Vm;
use kataan_vm::error::JsResult;
use kataan_vm::error::describe;
use kataan_vm::error::message;
use kataan_vm::native::Args;
use kataan_vm::object::{Object, PropertyKey};
use kataan_vm::operation::{
    PropertyKind, PropertyWalk, create_array_from_rooted_list, create_data_property_or_throw,
    define_property_or_throw, enumerable_own_array, from_property_descriptor, get,
    get_own_property, has_own_property, ordinary_object_create, own_names_array, own_property_keys,
    same_value, set, to_object, to_property_descriptor, to_property_key,
};
use kataan_vm::realm::Intrinsic;
use kataan_vm::value::Value;

/// [Object.assign](https://tc39.es/ecma262/#sec-object.assign)
pub(super) fn assign(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let to = to_object(vm, args.get(0))?;
    for source in args.iter_from(1) {
        if source.is_nullish() {
            continue;
        }
        let from = to_object(vm, source)?;
        if let Some(walk) = PropertyWalk::begin(from)
            && !walk.has_symbols(vm)
        {
            assign_walked(vm, to, from, walk)?;
            continue;
        }
        for (index, key) in own_property_keys(vm, from)?
            .iter()
            .map(PropertyKey::from_raw)
            .enumerate()
        {
            vm.check_interrupt_every(index as u64)?;
            let descriptor = get_own_property(vm, from, key)?;
            if descriptor.is_some_and(|descriptor| descriptor.enumerable == Some(true)) {
                let value = get(vm, from, key)?;
                set(vm, to, key, value)?;
            }
        }
    }
    Ok(to.into())
}

/// The part of `Object.assign` for a source whose properties can be walked over.
fn assign_walked(
    vm: &mut Vm,
    to: Gc<Object>,
    from: Gc<Object>,
    walk: PropertyWalk,
) -> JsResult<()> {
    let mut walk = walk;
    for index in 0.. {
        vm.check_interrupt_every(index)?;
        let Some(property) = walk.next_string() else {
            break;
        };
        let value = match property.value {
            Some(value) if property.attributes.is_enumerable() => value,
            Some(_) => continue,
            None => {
                let own = get_own_property(vm, from, property.key)?;
                if !own.is_some_and(|own| own.is_enumerable()) {
                    continue;
                }
                get(vm, from, property.key)?
            }
        };
        set(vm, to, property.key, value)?;
    }
    Ok(())
}

/// [ObjectDefineProperties](https://tc39.es/ecma262/#sec-objectdefineproperties)
///
/// All descriptors are read before the first is defined.
pub(super) fn object_define_properties(
    vm: &mut Vm,
    object: Gc<Object>,
    properties: Value,
) -> JsResult<()> {
    let properties = to_object(vm, properties)?;
    let keys = own_property_keys(vm, properties)?;
    let defined: RootedList = vm.heap.new_list()?;
    for (index, key) in keys.iter().map(PropertyKey::from_raw).enumerate() {
        vm.check_interrupt_every(index as u64)?;
        let own = get_own_property(vm, properties, key)?;
        if own.is_some_and(|descriptor| descriptor.enumerable == Some(true)) {
            let attributes = get(vm, properties, key)?;
            // Reading a descriptor is observable, so what was read is kept, as an object again.
            let descriptor = to_property_descriptor(vm, attributes)?;
            let kept = from_property_descriptor(vm, Some(&descriptor))?;
            defined.push(&mut vm.heap, key.to_raw())?;
            defined.push(&mut vm.heap, kept)?;
        }
    }
    for index in (0..defined.len()).step_by(2) {
        vm.check_interrupt_every(index as u64 / 2)?;
        let key = PropertyKey::from_raw(defined.get(index).unwrap_or(Value::UNDEFINED));
        let kept = defined.get(index + 1).unwrap_or(Value::UNDEFINED);
        let descriptor = to_property_descriptor(vm, kept)?;
        define_property_or_throw(vm, object, key, &descriptor)?;
    }
    Ok(())
}

/// The first argument, which must be an object.
fn require_object(vm: &mut Vm, value: Value) -> JsResult<Gc<Object>> {
    match vm.object(value) {
        Some(object) => Ok(object),
        None => {
            let text = describe(vm, value);
            Err(vm.throw_type_error(message::NOT_OBJECT, &[&text]))
        }
    }
}

/// [Object.defineProperties](https://tc39.es/ecma262/#sec-object.defineproperties)
pub(super) fn define_properties(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = require_object(vm, args.get(0))?;
    object_define_properties(vm, object, args.get(1))?;
    Ok(object.into())
}

/// [Object.defineProperty](https://tc39.es/ecma262/#sec-object.defineproperty)
pub(super) fn define_property(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = require_object(vm, args.get(0))?;
    let key = to_property_key(vm, args.get(1))?;
    let descriptor = to_property_descriptor(vm, args.get(2))?;
    define_property_or_throw(vm, object, key, &descriptor)?;
    Ok(object.into())
}

/// [Object.getOwnPropertyDescriptor](https://tc39.es/ecma262/#sec-object.getownpropertydescriptor)
pub(super) fn get_own_property_descriptor(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = to_object(vm, args.get(0))?;
    let key = to_property_key(vm, args.get(1))?;
    let descriptor = get_own_property(vm, object, key)?;
    from_property_descriptor(vm, descriptor.as_ref())
}

/// [Object.getOwnPropertyDescriptors](https://tc39.es/ecma262/#sec-object.getownpropertydescriptors)
pub(super) fn get_own_property_descriptors(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = to_object(vm, args.get(0))?;
    let keys = own_property_keys(vm, object)?;
    let prototype = vm.intrinsic(Intrinsic::ObjectPrototype);
    let descriptors = ordinary_object_create(vm, Some(prototype))?;
    for (index, key) in keys.iter().map(PropertyKey::from_raw).enumerate() {
        vm.check_interrupt_every(index as u64)?;
        let descriptor = get_own_property(vm, object, key)?;
        let value = from_property_descriptor(vm, descriptor.as_ref())?;
        if !value.is_undefined() {
            create_data_property_or_throw(vm, descriptors, key, value)?;
        }
    }
    Ok(descriptors.into())
}

/// [GetOwnPropertyKeys](https://tc39.es/ecma262/#sec-getownpropertykeys)
fn get_own_property_keys(vm: &mut Vm, value: Value, symbols: bool) -> JsResult<Value> {
    let object = to_object(vm, value)?;
    if let Some(walk) = PropertyWalk::begin(object).filter(|_| !symbols) {
        return Ok(own_names_array(vm, walk)?.into());
    }
    let keys = own_property_keys(vm, object)?;
    let names = vm.heap.new_list_with_capacity(keys.len())?;
    for key in keys.iter().map(PropertyKey::from_raw) {
        if key.is_symbol() == symbols {
            let name = key.to_value(vm)?;
            names.push(&mut vm.heap, name)?;
        }
    }
    Ok(create_array_from_rooted_list(vm, names)?.into())
}

/// [Object.getOwnPropertyNames](https://tc39.es/ecma262/#sec-object.getownpropertynames)
pub(super) fn get_own_property_names(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    get_own_property_keys(vm, args.get(0), false)
}

/// [Object.getOwnPropertySymbols](https://tc39.es/ecma262/#sec-object.getownpropertysymbols)
pub(super) fn get_own_property_symbols(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    get_own_property_keys(vm, args.get(0), true)
}

/// [Object.hasOwn](https://tc39.es/ecma262/#sec-object.hasown)
pub(super) fn has_own(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = to_object(vm, args.get(0))?;
    let key = to_property_key(vm, args.get(1))?;
    has_own_property(vm, object, key).map(Value::from)
}

/// [Object.is](https://tc39.es/ecma262/#sec-object.is)
pub(super) fn is(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    Ok(Value::from(same_value(vm, args.get(0), args.get(1))?))
}

/// The array of a kind of the enumerable own properties of the first argument.
fn enumerate(vm: &mut Vm, args: Args<'_>, kind: PropertyKind) -> JsResult<Value> {
    let object = to_object(vm, args.get(0))?;
    Ok(enumerable_own_array(vm, object, kind)?.into())
}

/// [Object.keys](https://tc39.es/ecma262/#sec-object.keys)
pub(super) fn keys(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    enumerate(vm, args, PropertyKind::Key)
}

/// [Object.values](https://tc39.es/ecma262/#sec-object.values)
pub(super) fn values(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    enumerate(vm, args, PropertyKind::Value)
}

/// [Object.entries](https://tc39.es/ecma262/#sec-object.entries)
pub(super) fn entries(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    enumerate(vm, args, PropertyKind::KeyAndValue)
}
