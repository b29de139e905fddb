//! The own properties that all functions have (clause 10.2.9 and 10.2.10).

use super::Object;
use super::property::Attributes;
use super::property_key::PropertyKey;
use super::storage::define_data_property;
use crate::error::JsResult;
use crate::string::{Name, concat, from_str};
use crate::symbol::Symbol;
use crate::value::Value;
use crate::vm::Vm;
use kataan_gc::Gc;

/// [SetFunctionLength](https://tc39.es/ecma262/#sec-setfunctionlength).
pub fn set_function_length(vm: &mut Vm, function: Gc<Object>, length: f64) -> JsResult<()> {
    let key = vm.key(Name::Length);
    define_data_property(
        vm,
        function,
        key,
        Value::from_number(length),
        Attributes::CONFIGURABLE,
    )
}

/// [SetFunctionName](https://tc39.es/ecma262/#sec-setfunctionname).
pub fn set_function_name(
    vm: &mut Vm,
    function: Gc<Object>,
    name: PropertyKey,
    prefix: Option<&str>,
) -> JsResult<()> {
    let value = function_name_value(vm, name, prefix)?;
    let key = vm.key(Name::Name);
    define_data_property(vm, function, key, value, Attributes::CONFIGURABLE)
}

/// The text that names a function after a property key: a symbol's description in brackets.
pub fn function_name_value(
    vm: &mut Vm,
    name: PropertyKey,
    prefix: Option<&str>,
) -> JsResult<Value> {
    let mut text = name.to_value(vm)?;
    if let Some(symbol) = vm.heap.gc::<Symbol>(text) {
        text = match vm.string(symbol.description()) {
            None => vm.empty_string().into(),
            Some(description) if symbol.is_private() => description.into(),
            Some(description) => {
                let (open, close) = (vm.latin1_string(b'['), vm.latin1_string(b']'));
                let start = concat(vm, open, description)?;
                concat(vm, start, close)?.into()
            }
        };
    }
    if let (Some(prefix), Some(string)) = (prefix, vm.string(text)) {
        let prefix = from_str(vm, prefix)?;
        let space = vm.latin1_string(b' ');
        let start = concat(vm, prefix, space)?;
        text = concat(vm, start, string)?.into();
    }
    Ok(text)
}

/// Gives a fresh function its `length` and `name`.
pub fn define_function_properties(
    vm: &mut Vm,
    function: Gc<Object>,
    name: Value,
    length: f64,
) -> JsResult<()> {
    set_function_length(vm, function, length)?;
    let key = vm.key(Name::Name);
    define_data_property(vm, function, key, name, Attributes::CONFIGURABLE)
}

/// The text of [Function.prototype.toString](https://tc39.es/ecma262/#sec-function.prototype.tostring)
/// of a callable object.
pub fn function_to_string(vm: &mut Vm, function: Gc<Object>) -> JsResult<Value> {
    let is_closure = function.cast::<super::NativeFunctionObject>().is_none()
        && function.cast::<super::BoundFunction>().is_none()
        && function.cast::<super::Proxy>().is_none()
        && !function.is_html_dda();
    if let Some(source_of) = vm.hooks.source_of_closure.filter(|_| is_closure) {
        return source_of(vm, function);
    }
    let mut text = crate::string::StringBuilder::new();
    text.push_str("function ");
    if let Some(native) = function.cast::<super::NativeFunctionObject>() {
        text.push_str(&native_name(vm, native));
    }
    text.push_str("() { [native code] }");
    Ok(text.finish(vm)?.into())
}

/// The name that a native was declared with, as a property name: `[Symbol.iterator]`, `at`; none
/// if it cannot stand in a function's head, as that of `RegExp['$&']` cannot.
fn native_name(vm: &Vm, native: Gc<super::NativeFunctionObject>) -> String {
    let name = vm.natives.name(native.native.get());
    let is_identifier = |name: &str| {
        name.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$'))
    };
    let is_symbol = name.starts_with('[') && name.ends_with(']');
    if is_symbol || is_identifier(name) {
        name.to_owned()
    } else {
        String::new()
    }
}
