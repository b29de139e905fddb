//! The internal methods of proxies, with the invariants that they check (clause 10.5). A proxy
//! without the trap hands on to its target; long chains of proxies without traps end at the stack
//! limit, as a `RangeError`.

use super::Object;
use super::ordinary::is_compatible_property_descriptor;
use super::property::PropertyDescriptor;
use super::property_key::PropertyKey;
use super::proxy::{Way, broken, find_way, key_value};
use crate::error::JsResult;
use crate::operation;
use crate::string::Name;
use crate::value::Value;
use crate::vm::Vm;
use kataan_gc::{Gc, RootedList};

type Target = Gc<Object>;

fn call_trap(vm: &mut Vm, trap: Value, handler: Value, arguments: &[Value]) -> JsResult<Value> {
    operation::call(vm, trap, handler, arguments)
}

fn call_for_boolean(
    vm: &mut Vm,
    trap: Value,
    handler: Value,
    arguments: &[Value],
) -> JsResult<bool> {
    let result = call_trap(vm, trap, handler, arguments)?;
    Ok(operation::to_boolean(vm, result))
}

fn object_or_null(object: Option<Target>) -> Value {
    object.map_or(Value::NULL, Value::from)
}

/// [[[GetPrototypeOf]]](https://tc39.es/ecma262/#sec-proxy-object-internal-methods-and-internal-slots-getprototypeof).
pub(super) fn get_prototype_of(vm: &mut Vm, proxy: Target) -> JsResult<Option<Target>> {
    let (trap, handler, target) = match find_way(vm, proxy, Name::GetPrototypeOf)? {
        Way::Target(target) => return operation::get_prototype_of(vm, target),
        Way::Trap {
            trap,
            handler,
            target,
        } => (trap, handler, target),
    };
    let result = call_trap(vm, trap, handler, &[target.into()])?;
    let prototype = vm.object(result);
    if prototype.is_none() && !result.is_null() {
        return broken(
            vm,
            Name::GetPrototypeOf,
            "the result is neither an object nor null",
        );
    }
    if operation::is_extensible(vm, target)? {
        return Ok(prototype);
    }
    if operation::get_prototype_of(vm, target)? != prototype {
        return broken(
            vm,
            Name::GetPrototypeOf,
            "the target is not extensible and has another prototype",
        );
    }
    Ok(prototype)
}

/// [[[SetPrototypeOf]]](https://tc39.es/ecma262/#sec-proxy-object-internal-methods-and-internal-slots-setprototypeof-v).
pub(super) fn set_prototype_of(
    vm: &mut Vm,
    proxy: Target,
    prototype: Option<Target>,
) -> JsResult<bool> {
    let (trap, handler, target) = match find_way(vm, proxy, Name::SetPrototypeOf)? {
        Way::Target(target) => return operation::set_prototype_of(vm, target, prototype),
        Way::Trap {
            trap,
            handler,
            target,
        } => (trap, handler, target),
    };
    if !call_for_boolean(
        vm,
        trap,
        handler,
        &[target.into(), object_or_null(prototype)],
    )? {
        return Ok(false);
    }
    if operation::is_extensible(vm, target)? {
        return Ok(true);
    }
    if operation::get_prototype_of(vm, target)? != prototype {
        return broken(
            vm,
            Name::SetPrototypeOf,
            "the target is not extensible and has another prototype",
        );
    }
    Ok(true)
}

/// [[[IsExtensible]]](https://tc39.es/ecma262/#sec-proxy-object-internal-methods-and-internal-slots-isextensible).
pub(super) fn is_extensible(vm: &mut Vm, proxy: Target) -> JsResult<bool> {
    let (trap, handler, target) = match find_way(vm, proxy, Name::IsExtensible)? {
        Way::Target(target) => return operation::is_extensible(vm, target),
        Way::Trap {
            trap,
            handler,
            target,
        } => (trap, handler, target),
    };
    let result = call_for_boolean(vm, trap, handler, &[target.into()])?;
    if result != operation::is_extensible(vm, target)? {
        return broken(
            vm,
            Name::IsExtensible,
            "the result differs from the target's",
        );
    }
    Ok(result)
}

/// [[[PreventExtensions]]](https://tc39.es/ecma262/#sec-proxy-object-internal-methods-and-internal-slots-preventextensions).
pub(super) fn prevent_extensions(vm: &mut Vm, proxy: Target) -> JsResult<bool> {
    let (trap, handler, target) = match find_way(vm, proxy, Name::PreventExtensions)? {
        Way::Target(target) => return operation::prevent_extensions(vm, target),
        Way::Trap {
            trap,
            handler,
            target,
        } => (trap, handler, target),
    };
    let result = call_for_boolean(vm, trap, handler, &[target.into()])?;
    if result && operation::is_extensible(vm, target)? {
        return broken(
            vm,
            Name::PreventExtensions,
            "the target is still extensible",
        );
    }
    Ok(result)
}

/// [[[GetOwnProperty]]](https://tc39.es/ecma262/#sec-proxy-object-internal-methods-and-internal-slots-getownproperty-p).
pub(super) fn get_own_property(
    vm: &mut Vm,
    proxy: Target,
    key: PropertyKey,
) -> JsResult<Option<PropertyDescriptor>> {
    const TRAP: Name = Name::GetOwnPropertyDescriptor;
    let (trap, handler, target) = match find_way(vm, proxy, TRAP)? {
        Way::Target(target) => return operation::get_own_property(vm, target, key),
        Way::Trap {
            trap,
            handler,
            target,
        } => (trap, handler, target),
    };
    let key_argument = key_value(vm, key)?;
    let result = call_trap(vm, trap, handler, &[target.into(), key_argument])?;
    if !result.is_object() && !result.is_undefined() {
        return broken(vm, TRAP, "the result is neither an object nor undefined");
    }
    let target_descriptor = operation::get_own_property(vm, target, key)?;
    if result.is_undefined() {
        let Some(current) = target_descriptor else {
            return Ok(None);
        };
        if !current.is_configurable() {
            return broken(vm, TRAP, "a property that is not configurable is hidden");
        }
        if !operation::is_extensible(vm, target)? {
            return broken(
                vm,
                TRAP,
                "a property of a target that is not extensible is hidden",
            );
        }
        return Ok(None);
    }
    let extensible = operation::is_extensible(vm, target)?;
    let mut descriptor = operation::to_property_descriptor(vm, result)?;
    descriptor.complete();
    if !is_compatible_property_descriptor(vm, extensible, &descriptor, target_descriptor.as_ref())?
    {
        return broken(vm, TRAP, "the result does not fit the target's property");
    }
    if descriptor.configurable == Some(false) {
        let Some(current) = target_descriptor.filter(|current| !current.is_configurable()) else {
            return broken(
                vm,
                TRAP,
                "a configurable or absent property is reported as not configurable",
            );
        };
        if descriptor.writable == Some(false) && current.is_writable() {
            return broken(
                vm,
                TRAP,
                "a writable property is reported as not configurable and not writable",
            );
        }
    }
    Ok(Some(descriptor))
}

/// [`[[DefineOwnProperty]]`](https://tc39.es/ecma262/#sec-proxy-object-internal-methods-and-internal-slots-defineownproperty-p-desc).
pub(super) fn define_own_property(
    vm: &mut Vm,
    proxy: Target,
    key: PropertyKey,
    descriptor: &PropertyDescriptor,
) -> JsResult<bool> {
    const TRAP: Name = Name::DefineProperty;
    let (trap, handler, target) = match find_way(vm, proxy, TRAP)? {
        Way::Target(target) => return operation::define_own_property(vm, target, key, descriptor),
        Way::Trap {
            trap,
            handler,
            target,
        } => (trap, handler, target),
    };
    let object = operation::from_property_descriptor(vm, Some(descriptor))?;
    let key_argument = key_value(vm, key)?;
    if !call_for_boolean(vm, trap, handler, &[target.into(), key_argument, object])? {
        return Ok(false);
    }
    let current = operation::get_own_property(vm, target, key)?;
    let extensible = operation::is_extensible(vm, target)?;
    let fixes = descriptor.configurable == Some(false);
    let Some(current) = current else {
        if !extensible {
            return broken(
                vm,
                TRAP,
                "a property was added to a target that is not extensible",
            );
        }
        if fixes {
            return broken(
                vm,
                TRAP,
                "a property that is not configurable is absent from the target",
            );
        }
        return Ok(true);
    };
    if !is_compatible_property_descriptor(vm, extensible, descriptor, Some(&current))? {
        return broken(
            vm,
            TRAP,
            "the descriptor does not fit the target's property",
        );
    }
    if fixes && current.is_configurable() {
        return broken(vm, TRAP, "the target's property is configurable");
    }
    if current.is_data()
        && !current.is_configurable()
        && current.is_writable()
        && descriptor.writable == Some(false)
    {
        return broken(vm, TRAP, "the target's property is writable");
    }
    Ok(true)
}

/// [[[HasProperty]]](https://tc39.es/ecma262/#sec-proxy-object-internal-methods-and-internal-slots-hasproperty-p).
pub(super) fn has_property(vm: &mut Vm, proxy: Target, key: PropertyKey) -> JsResult<bool> {
    let (trap, handler, target) = match find_way(vm, proxy, Name::Has)? {
        Way::Target(target) => return operation::has_property(vm, target, key),
        Way::Trap {
            trap,
            handler,
            target,
        } => (trap, handler, target),
    };
    let key_argument = key_value(vm, key)?;
    let result = call_for_boolean(vm, trap, handler, &[target.into(), key_argument])?;
    if !result && let Some(current) = operation::get_own_property(vm, target, key)? {
        if !current.is_configurable() {
            return broken(
                vm,
                Name::Has,
                "a property that is not configurable is hidden",
            );
        }
        if !operation::is_extensible(vm, target)? {
            return broken(
                vm,
                Name::Has,
                "a property of a target that is not extensible is hidden",
            );
        }
    }
    Ok(result)
}

/// [[[Get]]](https://tc39.es/ecma262/#sec-proxy-object-internal-methods-and-internal-slots-get-p-receiver).
pub(super) fn get(
    vm: &mut Vm,
    proxy: Target,
    key: PropertyKey,
    receiver: Value,
) -> JsResult<Value> {
    let (trap, handler, target) = match find_way(vm, proxy, Name::Get)? {
        Way::Target(target) => return operation::get_with_receiver(vm, target, key, receiver),
        Way::Trap {
            trap,
            handler,
            target,
        } => (trap, handler, target),
    };
    let key_argument = key_value(vm, key)?;
    let result = call_trap(vm, trap, handler, &[target.into(), key_argument, receiver])?;
    if let Some(current) = operation::get_own_property(vm, target, key)?
        && !current.is_configurable()
    {
        if current.is_data()
            && !current.is_writable()
            && !operation::same_value(vm, result, current.value_or_undefined())?
        {
            return broken(vm, Name::Get, "the value of a read-only property differs");
        }
        if current.is_accessor() && current.getter().is_undefined() && !result.is_undefined() {
            return broken(vm, Name::Get, "a property without a getter has a value");
        }
    }
    Ok(result)
}

/// [[[Set]]](https://tc39.es/ecma262/#sec-proxy-object-internal-methods-and-internal-slots-set-p-v-receiver).
pub(super) fn set(
    vm: &mut Vm,
    proxy: Target,
    key: PropertyKey,
    value: Value,
    receiver: Value,
) -> JsResult<bool> {
    let (trap, handler, target) = match find_way(vm, proxy, Name::Set)? {
        Way::Target(target) => {
            return operation::set_with_receiver(vm, target, key, value, receiver);
        }
        Way::Trap {
            trap,
            handler,
            target,
        } => (trap, handler, target),
    };
    let key_argument = key_value(vm, key)?;
    if !call_for_boolean(
        vm,
        trap,
        handler,
        &[target.into(), key_argument, value, receiver],
    )? {
        return Ok(false);
    }
    if let Some(current) = operation::get_own_property(vm, target, key)?
        && !current.is_configurable()
    {
        if current.is_data()
            && !current.is_writable()
            && !operation::same_value(vm, value, current.value_or_undefined())?
        {
            return broken(vm, Name::Set, "a read-only property was set");
        }
        if current.is_accessor() && current.setter().is_undefined() {
            return broken(vm, Name::Set, "a property without a setter was set");
        }
    }
    Ok(true)
}

/// [[[Delete]]](https://tc39.es/ecma262/#sec-proxy-object-internal-methods-and-internal-slots-delete-p).
pub(super) fn delete(vm: &mut Vm, proxy: Target, key: PropertyKey) -> JsResult<bool> {
    const TRAP: Name = Name::DeleteProperty;
    let (trap, handler, target) = match find_way(vm, proxy, TRAP)? {
        Way::Target(target) => return operation::delete(vm, target, key),
        Way::Trap {
            trap,
            handler,
            target,
        } => (trap, handler, target),
    };
    let key_argument = key_value(vm, key)?;
    if !call_for_boolean(vm, trap, handler, &[target.into(), key_argument])? {
        return Ok(false);
    }
    let Some(current) = operation::get_own_property(vm, target, key)? else {
        return Ok(true);
    };
    if !current.is_configurable() {
        return broken(vm, TRAP, "a property that is not configurable was deleted");
    }
    if !operation::is_extensible(vm, target)? {
        return broken(
            vm,
            TRAP,
            "a property of a target that is not extensible was deleted",
        );
    }
    Ok(true)
}

/// [[[OwnPropertyKeys]]](https://tc39.es/ecma262/#sec-proxy-object-internal-methods-and-internal-slots-ownpropertykeys).
pub(super) fn own_property_keys(vm: &mut Vm, proxy: Target) -> JsResult<RootedList> {
    let (trap, handler, target) = match find_way(vm, proxy, Name::OwnKeys)? {
        Way::Target(target) => return operation::own_property_keys(vm, target),
        Way::Trap {
            trap,
            handler,
            target,
        } => (trap, handler, target),
    };
    let result = call_trap(vm, trap, handler, &[target.into()])?;
    let keys = key_list(vm, result)?;
    let extensible = operation::is_extensible(vm, target)?;
    let target_keys = operation::own_property_keys(vm, target)?;
    // Which of the reported keys the target has, by a table: the lists may be long.
    let reported = vm.heap.new_table_with_capacity(keys.len())?;
    let region = vm.heap.region();
    for key in keys.iter() {
        let hash = PropertyKey::from_raw(key).hash(region);
        if reported.find(hash, |other| other == key).is_some() {
            return broken(vm, Name::OwnKeys, "a key is listed twice");
        }
        reported.insert(&mut vm.heap, hash, key, Value::UNDEFINED)?;
    }
    let mut found = 0;
    for raw in target_keys.iter() {
        let key = PropertyKey::from_raw(raw);
        let is_fixed = match operation::get_own_property(vm, target, key)? {
            Some(current) => !current.is_configurable(),
            None => false,
        };
        if reported
            .find(key.hash(region), |other| other == raw)
            .is_some()
        {
            found += 1;
        } else if is_fixed {
            return broken(
                vm,
                Name::OwnKeys,
                "a property that is not configurable is missing",
            );
        } else if !extensible {
            return broken(
                vm,
                Name::OwnKeys,
                "a property of a target that is not extensible is missing",
            );
        }
    }
    if !extensible && found != keys.len() {
        return broken(
            vm,
            Name::OwnKeys,
            "a key is new to a target that is not extensible",
        );
    }
    Ok(keys)
}

/// The trap's result as a list of keys.
fn key_list(vm: &mut Vm, result: Value) -> JsResult<RootedList> {
    let list = operation::create_list_from_array_like(vm, result)?;
    let keys = vm.heap.new_list_with_capacity(list.len())?;
    for index in 0..list.len() {
        let value = list.get(index).unwrap_or(Value::UNDEFINED);
        if !value.is_string() && !value.is_symbol() {
            return broken(vm, Name::OwnKeys, "a key is neither a string nor a symbol");
        }
        let key = operation::to_property_key(vm, value)?;
        keys.push(&mut vm.heap, key.to_raw())?;
    }
    Ok(keys)
}
