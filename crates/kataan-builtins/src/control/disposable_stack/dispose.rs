//! Disposing all resources of a stack:
//! [DisposeResources](https://tc39.es/ecma262/#sec-disposeresources) outside of bytecode.

use super::{DisposableStackObject, this_stack};
use crate::captured::{captured, set_captured};
use kataan_gc::Gc;
use kataan_vm::execution::promise::{
    PromiseCapability, new_intrinsic_capability, perform_promise_then, promise_resolve_intrinsic,
};
use kataan_vm::execution::{Dispose, dispose_next, new_suppressed_error};
use kataan_vm::native::Args;
use kataan_vm::object::create_native_closure;
use kataan_vm::{JsResult, Thrown, Value, Vm};

/// The error so far, `HOLE` for none, after another one.
fn add_error(vm: &mut Vm, so_far: Value, error: Value) -> JsResult<Value> {
    if so_far.is_hole() {
        return Ok(error);
    }
    new_suppressed_error(vm, error, so_far)
}

/// [DisposableStack.prototype.dispose](https://tc39.es/ecma262/#sec-disposablestack.prototype.dispose)
pub(super) fn dispose(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let stack = this_stack(vm, args, Dispose::Sync, "dispose")?;
    if stack.is_disposed.get() {
        return Ok(Value::UNDEFINED);
    }
    stack.is_disposed.set(true);
    let capability = stack.capability.get();
    let mut error = Value::HOLE;
    loop {
        match dispose_next(vm, capability) {
            Ok(Some(_)) => {}
            Ok(None) => break,
            Err(thrown) => {
                let reason = vm.take_exception(thrown)?;
                error = add_error(vm, error, reason)?;
            }
        }
    }
    if error.is_hole() {
        return Ok(Value::UNDEFINED);
    }
    Err(vm.throw(error))
}

fn reject(vm: &mut Vm, capability: PromiseCapability, thrown: Thrown) -> JsResult<Value> {
    let reason = vm.take_exception(thrown)?;
    capability.reject(vm, reason)?;
    Ok(capability.promise)
}

/// [AsyncDisposableStack.prototype.disposeAsync](https://tc39.es/ecma262/#sec-asyncdisposablestack.prototype.disposeAsync)
pub(super) fn dispose_async(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let capability = new_intrinsic_capability(vm)?;
    let stack = match this_stack(vm, args, Dispose::Async, "disposeAsync") {
        Ok(stack) => stack,
        Err(thrown) => return reject(vm, capability, thrown),
    };
    if stack.is_disposed.get() {
        capability.resolve(vm, Value::UNDEFINED)?;
        return Ok(capability.promise);
    }
    stack.is_disposed.set(true);
    advance(vm, stack, capability.promise, Value::HOLE)?;
    Ok(capability.promise)
}

/// Disposes resources until one is to be awaited or none is left.
fn advance(
    vm: &mut Vm,
    stack: Gc<DisposableStackObject>,
    promise: Value,
    mut error: Value,
) -> JsResult<()> {
    loop {
        let awaited = match dispose_next(vm, stack.capability.get()) {
            Ok(Some(value)) => promise_resolve_intrinsic(vm, value),
            Ok(None) => break,
            Err(thrown) => Err(thrown),
        };
        match awaited {
            Ok(awaited) => {
                let captured = [stack.into(), promise, error];
                let on_fulfilled = create_native_closure(vm, fulfilled, "", 1, &captured)?;
                let on_rejected = create_native_closure(vm, rejected, "", 1, &captured)?;
                let (on_fulfilled, on_rejected) = (on_fulfilled.into(), on_rejected.into());
                return perform_promise_then(vm, awaited, on_fulfilled, on_rejected, None);
            }
            Err(thrown) => {
                let reason = vm.take_exception(thrown)?;
                error = add_error(vm, error, reason)?;
            }
        }
    }
    let capability = PromiseCapability {
        promise,
        resolve: Value::UNDEFINED,
        reject: Value::UNDEFINED,
    };
    if error.is_hole() {
        capability.resolve(vm, Value::UNDEFINED)
    } else {
        capability.reject(vm, error)
    }
}

/// Goes on after an await, with the error so far.
fn resume(vm: &mut Vm, args: Args<'_>, error: Value) -> JsResult<Value> {
    let stack = captured(vm, args, 0);
    if let Some(stack) = vm.heap.gc::<DisposableStackObject>(stack) {
        let promise = captured(vm, args, 1);
        set_captured(vm, args, 0, Value::UNDEFINED);
        advance(vm, stack, promise, error)?;
    }
    Ok(Value::UNDEFINED)
}

fn fulfilled(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let error = captured(vm, args, 2);
    resume(vm, args, error)
}

fn rejected(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let error = captured(vm, args, 2);
    let error = add_error(vm, error, args.get(0))?;
    resume(vm, args, error)
}
