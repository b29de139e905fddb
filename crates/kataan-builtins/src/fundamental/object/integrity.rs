//! Prototype, extensibility and integrity levels of objects.

use crate::message;
use kataan_vm::Vm;
use kataan_vm::error::message as vm_message;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::native::Args;
use kataan_vm::operation::{
    IntegrityLevel, get_prototype_of, is_extensible, prevent_extensions, require_object_coercible,
    set_integrity_level, set_prototype_of, test_integrity_level, to_object,
};
use kataan_vm::value::Value;

/// [Object.getPrototypeOf](https://tc39.es/ecma262/#sec-object.getprototypeof)
pub(super) fn get_prototype_of_static(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = to_object(vm, args.get(0))?;
    let prototype = get_prototype_of(vm, object)?;
    Ok(prototype.map_or(Value::NULL, Value::from))
}

/// [Object.setPrototypeOf](https://tc39.es/ecma262/#sec-object.setprototypeof)
pub(super) fn set_prototype_of_static(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let (target, prototype) = (args.get(0), args.get(1));
    require_object_coercible(vm, target)?;
    if !prototype.is_object() && !prototype.is_null() {
        let text = describe(vm, prototype);
        return Err(vm.throw_type_error(message::PROTOTYPE_NOT_OBJECT, &[&text]));
    }
    let Some(object) = vm.object(target) else {
        return Ok(target);
    };
    let prototype = vm.object(prototype);
    if !set_prototype_of(vm, object, prototype)? {
        let text = describe(vm, target);
        return Err(vm.throw_type_error(vm_message::CANNOT_SET_PROTOTYPE, &[&text]));
    }
    Ok(target)
}

/// [Object.isExtensible](https://tc39.es/ecma262/#sec-object.isextensible)
pub(super) fn is_extensible_static(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    match vm.object(args.get(0)) {
        Some(object) => is_extensible(vm, object).map(Value::from),
        None => Ok(Value::FALSE),
    }
}

/// [Object.preventExtensions](https://tc39.es/ecma262/#sec-object.preventextensions)
pub(super) fn prevent_extensions_static(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    if let Some(object) = vm.object(args.get(0))
        && !prevent_extensions(vm, object)?
    {
        let text = describe(vm, args.get(0));
        return Err(vm.throw_type_error(vm_message::CANNOT_PREVENT_EXTENSIONS, &[&text]));
    }
    Ok(args.get(0))
}

/// Brings the first argument, if an object, to an integrity level.
fn make(vm: &mut Vm, args: Args<'_>, level: IntegrityLevel) -> JsResult<Value> {
    if let Some(object) = vm.object(args.get(0))
        && !set_integrity_level(vm, object, level)?
    {
        let text = describe(vm, args.get(0));
        return Err(vm.throw_type_error(vm_message::CANNOT_FREEZE, &[&text]));
    }
    Ok(args.get(0))
}

/// Whether the first argument has an integrity level; what is no object has all.
fn test(vm: &mut Vm, args: Args<'_>, level: IntegrityLevel) -> JsResult<Value> {
    match vm.object(args.get(0)) {
        Some(object) => test_integrity_level(vm, object, level).map(Value::from),
        None => Ok(Value::TRUE),
    }
}

/// [Object.freeze](https://tc39.es/ecma262/#sec-object.freeze)
pub(super) fn freeze(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    make(vm, args, IntegrityLevel::Frozen)
}

/// [Object.seal](https://tc39.es/ecma262/#sec-object.seal)
pub(super) fn seal(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    make(vm, args, IntegrityLevel::Sealed)
}

/// [Object.isFrozen](https://tc39.es/ecma262/#sec-object.isfrozen)
pub(super) fn is_frozen(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    test(vm, args, IntegrityLevel::Frozen)
}

/// [Object.isSealed](https://tc39.es/ecma262/#sec-object.issealed)
pub(super) fn is_sealed(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    test(vm, args, IntegrityLevel::Sealed)
}
