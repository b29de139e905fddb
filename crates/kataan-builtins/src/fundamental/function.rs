//! [Function Objects](https://tc39.es/ecma262/#sec-function-objects): the prototype. The
//! constructors of functions stand in [`dynamic_function`](super::dynamic_function).

use crate::message;
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::interpreter::{function_apply, function_call};
use kataan_vm::native::{Args, IntrinsicObject, ObjectForm, method, symbol_method};
use kataan_vm::object::{
    Attributes, bound_function_create, define_data_property, function_to_string,
    set_function_length,
};
use kataan_vm::operation::{
    get, has_own_property, is_callable, ordinary_has_instance, to_integer_or_infinity,
};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::{Name, concat, from_str};
use kataan_vm::value::Value;

/// `Function.prototype`, a function itself.
pub(crate) static FUNCTION_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::FunctionPrototype,
    form: ObjectForm::Existing,
    prototype: Some(Intrinsic::ObjectPrototype),
    properties: &[
        method("apply", 2, function_apply),
        method("bind", 1, bind),
        method("call", 1, function_call),
        method("toString", 0, to_string_method),
        symbol_method(
            "[Symbol.hasInstance]",
            "[Symbol.hasInstance]",
            1,
            has_instance,
            Attributes::NONE,
        ),
    ],
};

/// [Function.prototype.bind](https://tc39.es/ecma262/#sec-function.prototype.bind)
fn bind(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let this = args.this();
    let Some(target) = vm.object(this).filter(|target| target.is_callable()) else {
        let text = describe(vm, this);
        return Err(vm.throw_type_error(message::NOT_A_FUNCTION, &[&text]));
    };
    let arguments = args.rest(1);
    let function = bound_function_create(vm, target, args.get(0), arguments)?;
    let mut length = 0.0;
    let key = vm.key(Name::Length);
    if has_own_property(vm, target, key)? {
        let target_length = get(vm, target, key)?;
        if target_length.is_number() {
            let integer = to_integer_or_infinity(vm, target_length)?;
            length = (integer - arguments.len() as f64).max(0.0);
        }
    }
    set_function_length(vm, function, length)?;
    let key = vm.key(Name::Name);
    let name = get(vm, target, key)?;
    let name = vm.string(name).unwrap_or_else(|| vm.empty_string());
    // No property key: interning the names of a chain of bound functions would take quadratic time.
    let prefix = from_str(vm, "bound ")?;
    let name = concat(vm, prefix, name)?;
    define_data_property(vm, function, key, name.into(), Attributes::CONFIGURABLE)?;
    Ok(function.into())
}

/// [Function.prototype.toString](https://tc39.es/ecma262/#sec-function.prototype.tostring)
fn to_string_method(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    if !is_callable(vm, args.this()) {
        let text = describe(vm, args.this());
        let parts: [&dyn core::fmt::Display; 2] = [&"Function.prototype.toString", &text];
        return Err(vm.throw_type_error(message::INCOMPATIBLE_RECEIVER, &parts));
    }
    match vm.object(args.this()) {
        Some(function) => function_to_string(vm, function),
        None => Ok(Value::UNDEFINED),
    }
}

/// [Function.prototype \[ %Symbol.hasInstance% \]](https://tc39.es/ecma262/#sec-function.prototype-%symbol.hasinstance%)
fn has_instance(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    ordinary_has_instance(vm, args.this(), args.get(0)).map(Value::from_bool)
}
