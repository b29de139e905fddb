//! Checks that throw a TypeError which names what was found.

use super::{is_callable, is_constructor};
use crate::error::{JsResult, describe, message};
use crate::object::Object;
use crate::value::Value;
use crate::vm::Vm;
use kataan_gc::Gc;

/// `value`, which must be callable.
#[inline]
pub fn require_callable(vm: &mut Vm, value: Value) -> JsResult<Value> {
    if is_callable(vm, value) {
        return Ok(value);
    }
    let text = describe(vm, value);
    Err(vm.throw_type_error(message::NOT_CALLABLE, &[&text]))
}

/// `value`, which must be a constructor.
pub fn require_constructor(vm: &mut Vm, value: Value) -> JsResult<Gc<Object>> {
    match vm.object(value) {
        Some(object) if is_constructor(vm, value) => Ok(object),
        _ => {
            let text = describe(vm, value);
            Err(vm.throw_type_error(message::NOT_CONSTRUCTOR, &[&text]))
        }
    }
}

/// [RequireObjectCoercible](https://tc39.es/ecma262/#sec-requireobjectcoercible)
#[inline]
pub fn require_object_coercible(vm: &mut Vm, value: Value) -> JsResult<()> {
    if !value.is_nullish() {
        return Ok(());
    }
    let text = describe(vm, value);
    Err(vm.throw_type_error(message::NULLISH_TO_OBJECT, &[&text]))
}
