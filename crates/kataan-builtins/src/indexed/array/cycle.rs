//! Arrays that hold themselves: `join` and its kin print an inner occurrence as nothing, as every
//! engine does, rather than recurse forever.

use kataan_gc::Gc;
use kataan_vm::Vm;
use kataan_vm::error::JsResult;
use kataan_vm::object::Object;
use kataan_vm::value::Value;

/// Runs `print` on `object` unless that is going on further up already, where the result is the
/// empty string.
pub(super) fn with_cycle_guard(
    vm: &mut Vm,
    object: Gc<Object>,
    print: impl FnOnce(&mut Vm) -> JsResult<Value>,
) -> JsResult<Value> {
    let active = vm.joining()?;
    if active.iter().any(|entry| entry == Value::from(object)) {
        return Ok(vm.empty_string().into());
    }
    active.push(&mut vm.heap, object.into())?;
    let result = print(vm);
    active.pop();
    result
}
