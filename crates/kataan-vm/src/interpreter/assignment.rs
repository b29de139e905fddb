//! Assignment to property references (6.2.5.6).

use crate::Vm;
use crate::error::JsResult;
use crate::object::{Object, PropertyKey};
use crate::operation;
use crate::value::Value;
use kataan_gc::Gc;

/// Whether a refused assignment throws.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Strictness {
    /// It is ignored.
    Sloppy,
    /// It throws a TypeError.
    Strict,
}

/// `object[key] = value`
pub(crate) fn set(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
    value: Value,
    strictness: Strictness,
) -> JsResult<()> {
    let done = operation::set_with_receiver(vm, object, key, value, object.into())?;
    if !done && strictness == Strictness::Strict {
        return Err(operation::set_failed(vm, object, key));
    }
    Ok(())
}

/// [PutValue](https://tc39.es/ecma262/#sec-putvalue) to a property of any value but undefined and
/// null.
pub(crate) fn put_value(
    vm: &mut Vm,
    base: Value,
    key: PropertyKey,
    value: Value,
    strictness: Strictness,
) -> JsResult<()> {
    if let Some(object) = vm.object(base) {
        return set(vm, object, key, value, strictness);
    }
    let object = operation::to_object(vm, base)?;
    let done = operation::set_with_receiver(vm, object, key, value, base)?;
    if !done && strictness == Strictness::Strict {
        return Err(operation::set_failed(vm, object, key));
    }
    Ok(())
}
