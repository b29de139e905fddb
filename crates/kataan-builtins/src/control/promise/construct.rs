//! The `Promise` constructor and the static methods that make single promises.

use crate::message;
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::execution::promise::{
    create_resolving_functions, new_promise_capability, new_promise_with, promise_resolve,
};
use kataan_vm::native::Args;
use kataan_vm::object::create_object;
use kataan_vm::operation::{
    call, create_data_property_or_throw, get_prototype_from_constructor, is_callable,
};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::Name;
use kataan_vm::value::Value;

/// [Promise](https://tc39.es/ecma262/#sec-promise-executor)
pub(super) fn promise(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    if !args.is_construct() {
        return Err(vm.throw_type_error(message::CONSTRUCTOR_WITHOUT_NEW, &[&"Promise"]));
    }
    let executor = args.get(0);
    if !is_callable(vm, executor) {
        let text = describe(vm, executor);
        return Err(vm.throw_type_error(message::NOT_A_FUNCTION, &[&text]));
    }
    let default = Intrinsic::PromisePrototype;
    let prototype = get_prototype_from_constructor(vm, args.new_target(), default)?;
    let promise = new_promise_with(vm, prototype)?;
    let (resolve, reject) = create_resolving_functions(vm, promise)?;
    if let Err(thrown) = call(vm, executor, Value::UNDEFINED, &[resolve, reject]) {
        let error = vm.take_exception(thrown)?;
        call(vm, reject, Value::UNDEFINED, &[error])?;
    }
    Ok(promise.into())
}

/// [Promise.reject](https://tc39.es/ecma262/#sec-promise.reject)
pub(super) fn reject(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let capability = new_promise_capability(vm, args.this())?;
    capability.reject(vm, args.get(0))?;
    Ok(capability.promise)
}

/// [Promise.resolve](https://tc39.es/ecma262/#sec-promise.resolve)
pub(super) fn resolve(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    if !args.this().is_object() {
        let text = describe(vm, args.this());
        return Err(vm.throw_type_error(message::NOT_AN_OBJECT, &[&text]));
    }
    promise_resolve(vm, args.this(), args.get(0))
}

/// [Promise.try](https://tc39.es/ecma262/#sec-promise.try)
pub(super) fn try_method(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    if !args.this().is_object() {
        let text = describe(vm, args.this());
        return Err(vm.throw_type_error(message::NOT_AN_OBJECT, &[&text]));
    }
    let capability = new_promise_capability(vm, args.this())?;
    let arguments = vm.heap.new_list()?;
    for argument in args.iter_from(1) {
        arguments.push(&mut vm.heap, argument)?;
    }
    let function = args.get(0);
    let result = kataan_vm::operation::with_list(vm, arguments, |vm, arguments| {
        call(vm, function, Value::UNDEFINED, arguments)
    });
    match result {
        Ok(value) => capability.resolve(vm, value)?,
        Err(thrown) => {
            let error = vm.take_exception(thrown)?;
            capability.reject(vm, error)?;
        }
    }
    Ok(capability.promise)
}

/// [Promise.withResolvers](https://tc39.es/ecma262/#sec-promise.withResolvers)
pub(super) fn with_resolvers(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let capability = new_promise_capability(vm, args.this())?;
    let object = create_object(vm)?;
    let parts = [
        (Name::Promise, capability.promise),
        (Name::Resolve, capability.resolve),
        (Name::Reject, capability.reject),
    ];
    for (name, part) in parts {
        let key = vm.key(name);
        create_data_property_or_throw(vm, object, key, part)?;
    }
    Ok(object.into())
}
