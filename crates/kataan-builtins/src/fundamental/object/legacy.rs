//! `__proto__` and the accessor methods that came before descriptors.

use kataan_gc::Gc;
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe, message};
use kataan_vm::native::Args;
use kataan_vm::object::{Object, PropertyDescriptor};
use kataan_vm::operation::{
    define_property_or_throw, get_own_property, get_prototype_of, require_callable,
    require_object_coercible, set_prototype_of, to_object, to_property_key,
};
use kataan_vm::value::Value;

/// [get Object.prototype.\_\_proto\_\_](https://tc39.es/ecma262/#sec-get-object.prototype.__proto__)
pub(super) fn get_proto(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = to_object(vm, args.this())?;
    let prototype = get_prototype_of(vm, object)?;
    Ok(prototype.map_or(Value::NULL, Value::from))
}

/// [set Object.prototype.\_\_proto\_\_](https://tc39.es/ecma262/#sec-set-object.prototype.__proto__)
pub(super) fn set_proto(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    require_object_coercible(vm, args.this())?;
    let prototype = args.get(0);
    if !prototype.is_object() && !prototype.is_null() {
        return Ok(Value::UNDEFINED);
    }
    let Some(object) = vm.object(args.this()) else {
        return Ok(Value::UNDEFINED);
    };
    let prototype = vm.object(prototype);
    if !set_prototype_of(vm, object, prototype)? {
        let text = describe(vm, args.this());
        return Err(vm.throw_type_error(message::CANNOT_SET_PROTOTYPE, &[&text]));
    }
    Ok(Value::UNDEFINED)
}

/// Which half of an accessor property.
#[derive(Clone, Copy)]
enum Half {
    Getter,
    Setter,
}

fn define_half(vm: &mut Vm, args: Args<'_>, half: Half) -> JsResult<Value> {
    let object = to_object(vm, args.this())?;
    let function = require_callable(vm, args.get(1))?;
    let (get, set) = match half {
        Half::Getter => (Some(function), None),
        Half::Setter => (None, Some(function)),
    };
    let descriptor = PropertyDescriptor {
        get,
        set,
        enumerable: Some(true),
        configurable: Some(true),
        ..PropertyDescriptor::default()
    };
    let key = to_property_key(vm, args.get(0))?;
    define_property_or_throw(vm, object, key, &descriptor)?;
    Ok(Value::UNDEFINED)
}

/// The function of the nearest property of that key, undefined unless it is an accessor.
fn lookup_half(vm: &mut Vm, args: Args<'_>, half: Half) -> JsResult<Value> {
    let object = to_object(vm, args.this())?;
    let key = to_property_key(vm, args.get(0))?;
    let mut holder: Option<Gc<Object>> = Some(object);
    while let Some(object) = holder {
        vm.check_interrupt()?;
        if let Some(descriptor) = get_own_property(vm, object, key)? {
            let function = match half {
                Half::Getter => descriptor.get,
                Half::Setter => descriptor.set,
            };
            return Ok(function.unwrap_or(Value::UNDEFINED));
        }
        holder = get_prototype_of(vm, object)?;
    }
    Ok(Value::UNDEFINED)
}

/// [Object.prototype.\_\_defineGetter\_\_](https://tc39.es/ecma262/#sec-object.prototype.__defineGetter__)
pub(super) fn define_getter(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    define_half(vm, args, Half::Getter)
}

/// [Object.prototype.\_\_defineSetter\_\_](https://tc39.es/ecma262/#sec-object.prototype.__defineSetter__)
pub(super) fn define_setter(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    define_half(vm, args, Half::Setter)
}

/// [Object.prototype.\_\_lookupGetter\_\_](https://tc39.es/ecma262/#sec-object.prototype.__lookupGetter__)
pub(super) fn lookup_getter(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    lookup_half(vm, args, Half::Getter)
}

/// [Object.prototype.\_\_lookupSetter\_\_](https://tc39.es/ecma262/#sec-object.prototype.__lookupSetter__)
pub(super) fn lookup_setter(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    lookup_half(vm, args, Half::Setter)
}
