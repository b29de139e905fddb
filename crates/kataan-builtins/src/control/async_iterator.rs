//! [The %AsyncIteratorPrototype% Object](https://tc39.es/ecma262/#sec-asynciteratorprototype) and
//! [Async-from-Sync Iterator Objects](https://tc39.es/ecma262/#sec-async-from-sync-iterator-objects).

use crate::captured::captured;
use crate::control::iterator::return_this;
use kataan_vm::Vm;
use kataan_vm::error::JsResult;
use kataan_vm::execution::promise::promise_resolve_intrinsic;
use kataan_vm::execution::promise::{new_intrinsic_capability, perform_promise_then};
use kataan_vm::execution::{async_from_sync_next, async_from_sync_return, async_from_sync_throw};
use kataan_vm::native::{Args, IntrinsicObject, ObjectForm, method, symbol_method};
use kataan_vm::object::{Attributes, create_native_closure};
use kataan_vm::operation::{call, get_method};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::Name;
use kataan_vm::value::Value;

/// `%AsyncIteratorPrototype%`
pub(crate) static ASYNC_ITERATOR_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::AsyncIteratorPrototype,
    form: ObjectForm::Ordinary(None),
    prototype: Some(Intrinsic::ObjectPrototype),
    properties: &[
        symbol_method(
            "[Symbol.asyncDispose]",
            "[Symbol.asyncDispose]",
            0,
            async_dispose,
            Attributes::HIDDEN,
        ),
        symbol_method(
            "[Symbol.asyncIterator]",
            "[Symbol.asyncIterator]",
            0,
            return_this,
            Attributes::HIDDEN,
        ),
    ],
};

/// `%AsyncFromSyncIteratorPrototype%`
pub(crate) static ASYNC_FROM_SYNC_ITERATOR_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::AsyncFromSyncIteratorPrototype,
    form: ObjectForm::Ordinary(None),
    prototype: Some(Intrinsic::AsyncIteratorPrototype),
    properties: &[
        method("next", 1, async_from_sync_next),
        method("return", 1, async_from_sync_return),
        method("throw", 1, async_from_sync_throw),
    ],
};

/// [%AsyncIteratorPrototype% \[ %Symbol.asyncDispose% \]](https://tc39.es/ecma262/#sec-%asynciteratorprototype%-%symbol.asyncdispose%)
fn async_dispose(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let capability = new_intrinsic_capability(vm)?;
    if let Err(thrown) = dispose_into(vm, args, capability) {
        let error = vm.take_exception(thrown)?;
        capability.reject(vm, error)?;
    }
    Ok(capability.promise)
}

fn dispose_into(
    vm: &mut Vm,
    args: Args<'_>,
    capability: kataan_vm::execution::promise::PromiseCapability,
) -> JsResult<()> {
    let key = vm.key(Name::Return);
    let method = get_method(vm, args.this(), key)?;
    if method.is_undefined() {
        return capability.resolve(vm, Value::UNDEFINED);
    }
    let result = call(vm, method, args.this(), &[])?;
    let promise = promise_resolve_intrinsic(vm, result)?;
    let unwrap = create_native_closure(vm, return_undefined, "", 1, &[Value::UNDEFINED])?;
    perform_promise_then(
        vm,
        promise,
        unwrap.into(),
        Value::UNDEFINED,
        Some(capability),
    )
}

fn return_undefined(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    Ok(captured(vm, args, 0))
}
