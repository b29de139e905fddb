//! [Promise.prototype.finally](https://tc39.es/ecma262/#sec-promise.prototype.finally)

use crate::captured::captured;
use crate::message;
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::execution::promise::promise_resolve;
use kataan_vm::native::Args;
use kataan_vm::object::create_native_closure;
use kataan_vm::operation::{call, invoke, is_callable, species_constructor};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::Name;
use kataan_vm::value::Value;

/// [Promise.prototype.finally](https://tc39.es/ecma262/#sec-promise.prototype.finally)
pub(super) fn finally(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let Some(promise) = vm.object(args.this()) else {
        let text = describe(vm, args.this());
        return Err(vm.throw_type_error(message::NOT_AN_OBJECT, &[&text]));
    };
    let constructor = species_constructor(vm, promise, Intrinsic::Promise)?;
    let callback = args.get(0);
    let (mut then_finally, mut catch_finally) = (callback, callback);
    if is_callable(vm, callback) {
        let captured = [callback, constructor.into()];
        then_finally = create_native_closure(vm, fulfilled, "", 1, &captured)?.into();
        catch_finally = create_native_closure(vm, rejected, "", 1, &captured)?.into();
    }
    let key = vm.key(Name::Then);
    invoke(vm, promise.into(), key, &[then_finally, catch_finally])
}

/// Calls the callback, waits for its promise, then calls `next` on what the callback returned.
fn after_callback(
    vm: &mut Vm,
    args: Args<'_>,
    next: kataan_vm::native::NativeFunction,
) -> JsResult<Value> {
    let callback = captured(vm, args, 0);
    let constructor = captured(vm, args, 1);
    let result = call(vm, callback, Value::UNDEFINED, &[])?;
    let promise = promise_resolve(vm, constructor, result)?;
    let next = create_native_closure(vm, next, "", 0, &[args.get(0)])?;
    let key = vm.key(Name::Then);
    invoke(vm, promise, key, &[next.into()])
}

fn fulfilled(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    after_callback(vm, args, return_value)
}

fn rejected(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    after_callback(vm, args, throw_reason)
}

fn return_value(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    Ok(captured(vm, args, 0))
}

fn throw_reason(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let reason = captured(vm, args, 0);
    Err(vm.throw(reason))
}
