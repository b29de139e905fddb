//! [Promise Objects](https://tc39.es/ecma262/#sec-promise-objects). The operations on promises and
//! the job queue are the VM's.

mod combinator;
mod construct;
mod finally;

pub(crate) use combinator::Combination;

use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::execution::promise::{as_promise, promise_then};
use kataan_vm::native::{
    Args, Constructor, IntrinsicObject, ObjectForm, PropertyValue, getter, method, method_with,
    value,
};
use kataan_vm::object::Attributes;
use kataan_vm::operation::invoke;
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::Name;
use kataan_vm::value::Value;

use crate::message;

/// The constructor.
pub(crate) static PROMISE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::Promise,
    form: ObjectForm::Constructor(Constructor {
        name: "Promise",
        length: 1,
        code: construct::promise,
        prototype: Some(Intrinsic::PromisePrototype),
        global: true,
    }),
    prototype: Some(Intrinsic::FunctionPrototype),
    properties: &[
        method("all", 1, combinator::all),
        method("allKeyed", 1, combinator::all_keyed),
        method("allSettled", 1, combinator::all_settled),
        method("allSettledKeyed", 1, combinator::all_settled_keyed),
        method("any", 1, combinator::any),
        method("race", 1, combinator::race),
        method("reject", 1, construct::reject),
        method_with(
            "resolve",
            1,
            construct::resolve,
            Attributes::HIDDEN,
            Some(Intrinsic::PromiseResolve),
        ),
        method("try", 1, construct::try_method),
        method("withResolvers", 0, construct::with_resolvers),
        getter("[Symbol.species]", crate::species),
    ],
};

/// The prototype.
pub(crate) static PROMISE_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::PromisePrototype,
    form: ObjectForm::Ordinary(None),
    prototype: Some(Intrinsic::ObjectPrototype),
    properties: &[
        method("catch", 1, catch),
        method("finally", 1, finally::finally),
        method_with(
            "then",
            2,
            then,
            Attributes::HIDDEN,
            Some(Intrinsic::PromisePrototypeThen),
        ),
        value(
            "[Symbol.toStringTag]",
            PropertyValue::String("Promise"),
            Attributes::CONFIGURABLE,
        ),
    ],
};

/// [Promise.prototype.catch](https://tc39.es/ecma262/#sec-promise.prototype.catch)
fn catch(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let key = vm.key(Name::Then);
    invoke(vm, args.this(), key, &[Value::UNDEFINED, args.get(0)])
}

/// [Promise.prototype.then](https://tc39.es/ecma262/#sec-promise.prototype.then)
fn then(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let Some(promise) = as_promise(vm, args.this()) else {
        let text = describe(vm, args.this());
        let parts: [&dyn core::fmt::Display; 2] = [&"Promise.prototype.then", &text];
        return Err(vm.throw_type_error(message::INCOMPATIBLE_RECEIVER, &parts));
    };
    promise_then(vm, promise, args.get(0), args.get(1))
}
