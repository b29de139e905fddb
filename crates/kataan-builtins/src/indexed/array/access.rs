//! Reading elements: `at`, the iterators, `join` and the string forms.

use super::cycle::with_cycle_guard;
use crate::indexed::element::get_element;
use kataan_gc::Gc;
use kataan_vm::Vm;
use kataan_vm::error::JsResult;
use kataan_vm::native::Args;
use kataan_vm::object::{ArrayIterationKind, Object, PropertyKey, create_array_iterator};
use kataan_vm::operation::{
    call, get, invoke, is_callable, length_of_array_like, to_integer_or_infinity, to_object,
    to_string,
};
use kataan_vm::string::{JsString, Name, StringBuilder};
use kataan_vm::value::Value;

/// [Array.prototype.at](https://tc39.es/ecma262/#sec-array.prototype.at)
pub(super) fn at(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = to_object(vm, args.this())?;
    let length = length_of_array_like(vm, object)?;
    let relative = to_integer_or_infinity(vm, args.get(0))?;
    let index = if relative >= 0.0 {
        relative
    } else {
        length as f64 + relative
    };
    if index < 0.0 || index >= length as f64 {
        return Ok(Value::UNDEFINED);
    }
    get(vm, object, PropertyKey::from_index(index as u64))
}

/// [Array.prototype.entries](https://tc39.es/ecma262/#sec-array.prototype.entries)
pub(super) fn entries(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = to_object(vm, args.this())?;
    Ok(create_array_iterator(vm, object, ArrayIterationKind::KeyAndValue)?.into())
}

/// [Array.prototype.keys](https://tc39.es/ecma262/#sec-array.prototype.keys)
pub(super) fn keys(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = to_object(vm, args.this())?;
    Ok(create_array_iterator(vm, object, ArrayIterationKind::Key)?.into())
}

/// [Array.prototype.values](https://tc39.es/ecma262/#sec-array.prototype.values)
pub(super) fn values(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = to_object(vm, args.this())?;
    Ok(create_array_iterator(vm, object, ArrayIterationKind::Value)?.into())
}

/// [Array.prototype.join](https://tc39.es/ecma262/#sec-array.prototype.join)
pub(super) fn join(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = to_object(vm, args.this())?;
    with_cycle_guard(vm, object, |vm| {
        let length = length_of_array_like(vm, object)?;
        let separator = match args.get(0) {
            separator if separator.is_undefined() => vm.latin1_string(b','),
            separator => to_string(vm, separator)?,
        };
        join_elements(vm, object, length, separator, Numbers::Plain, to_string)
    })
}

/// How numbers become text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Numbers {
    /// As all do.
    Plain,
    /// By a method, as other elements.
    Asked,
}

/// The longest text of a number, and more.
const MAX_NUMBER: usize = 32;

/// The elements as text with `separator` between them; undefined and null as nothing.
fn join_elements(
    vm: &mut Vm,
    object: Gc<Object>,
    length: u64,
    separator: Gc<JsString>,
    numbers: Numbers,
    mut element_text: impl FnMut(&mut Vm, Value) -> JsResult<Gc<JsString>>,
) -> JsResult<Value> {
    let mut builder = StringBuilder::new();
    for index in 0..length {
        vm.check_interrupt_every(index)?;
        if index > 0 {
            builder.push_string(vm, separator)?;
        }
        let element = get_element(vm, object, index)?;
        if let (true, Some(number)) = (numbers == Numbers::Plain, element.as_number()) {
            builder.check(vm, MAX_NUMBER)?;
            builder.push_number(number);
        } else if !element.is_nullish() {
            let text = element_text(vm, element)?;
            builder.push_string(vm, text)?;
        }
    }
    Ok(builder.finish(vm)?.into())
}

/// [Array.prototype.toLocaleString](https://tc39.es/ecma262/#sec-array.prototype.tolocalestring)
pub(super) fn to_locale_string(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = to_object(vm, args.this())?;
    with_cycle_guard(vm, object, |vm| {
        let length = length_of_array_like(vm, object)?;
        let separator = vm.latin1_string(b',');
        join_elements(
            vm,
            object,
            length,
            separator,
            Numbers::Asked,
            |vm, element| {
                let key = vm.key(Name::ToLocaleString);
                let text = invoke(vm, element, key, &[])?;
                to_string(vm, text)
            },
        )
    })
}

/// [Array.prototype.toString](https://tc39.es/ecma262/#sec-array.prototype.tostring)
pub(super) fn to_string_method(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = to_object(vm, args.this())?;
    let key = vm.key(Name::Join);
    let join = get(vm, object, key)?;
    if is_callable(vm, join) {
        call(vm, join, object.into(), &[])
    } else {
        crate::fundamental::object::object_to_string(vm, object.into())
    }
}
