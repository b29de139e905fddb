//! Reading: the accessors, `at`, the iterators, `join` and its kin.

use super::validate::validate_typed_array;
use kataan_vm::native::{Args, receiver};
use kataan_vm::object::{
    ArrayIterationKind, TypedArray, TypedArrayView, create_array_iterator, typed_array_get_element,
};
use kataan_vm::operation::{invoke, to_integer_or_infinity, to_string};
use kataan_vm::string::{JsString, Name, StringBuilder, from_str};
use kataan_vm::{Gc, JsResult, Value, Vm};

/// [get %TypedArray%.prototype.buffer](https://tc39.es/ecma262/#sec-get-%typedarray%.prototype.buffer)
pub(super) fn buffer(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let array = receiver::<TypedArray>(vm, args.this(), "get TypedArray.prototype.buffer")?;
    Ok(array.buffer.get().into())
}

/// [get %TypedArray%.prototype.byteLength](https://tc39.es/ecma262/#sec-get-%typedarray%.prototype.bytelength)
pub(super) fn byte_length(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let array = receiver::<TypedArray>(vm, args.this(), "get TypedArray.prototype.byteLength")?;
    let length = array.length_now(vm).unwrap_or(0) * array.element_type.get().size();
    Ok(Value::from_number(length as f64))
}

/// [get %TypedArray%.prototype.byteOffset](https://tc39.es/ecma262/#sec-get-%typedarray%.prototype.byteoffset)
pub(super) fn byte_offset(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let array = receiver::<TypedArray>(vm, args.this(), "get TypedArray.prototype.byteOffset")?;
    let offset = TypedArrayView::new(vm, array).map_or(0, |view| view.byte_offset);
    Ok(Value::from_number(offset as f64))
}

/// [get %TypedArray%.prototype.length](https://tc39.es/ecma262/#sec-get-%typedarray%.prototype.length)
pub(super) fn length(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let array = receiver::<TypedArray>(vm, args.this(), "get TypedArray.prototype.length")?;
    Ok(Value::from_number(array.length_now(vm).unwrap_or(0) as f64))
}

/// [get %TypedArray%.prototype\[%Symbol.toStringTag%\]](https://tc39.es/ecma262/#sec-get-%typedarray%.prototype-%symbol.tostringtag%)
pub(super) fn to_string_tag(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    match vm.heap.gc::<TypedArray>(args.this()) {
        Some(array) => Ok(from_str(vm, array.element_type.get().constructor_name())?.into()),
        None => Ok(Value::UNDEFINED),
    }
}

/// [%TypedArray%.prototype.at](https://tc39.es/ecma262/#sec-%typedarray%.prototype.at)
pub(super) fn at(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let view = validate_typed_array(vm, args.this(), "TypedArray.prototype.at")?;
    let relative = to_integer_or_infinity(vm, args.get(0))?;
    let index = if relative >= 0.0 {
        relative
    } else {
        view.length as f64 + relative
    };
    if index < 0.0 || index >= view.length as f64 {
        return Ok(Value::UNDEFINED);
    }
    element(vm, view.array, index as usize)
}

/// The element at `index` as script reads it: undefined if the array has become shorter.
pub(super) fn element(vm: &mut Vm, array: Gc<TypedArray>, index: usize) -> JsResult<Value> {
    Ok(typed_array_get_element(vm, array, index as u64)?.unwrap_or(Value::UNDEFINED))
}

/// [%TypedArray%.prototype.entries](https://tc39.es/ecma262/#sec-%typedarray%.prototype.entries)
pub(super) fn entries(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let view = validate_typed_array(vm, args.this(), "TypedArray.prototype.entries")?;
    let kind = ArrayIterationKind::KeyAndValue;
    Ok(create_array_iterator(vm, view.array.upcast(), kind)?.into())
}

/// [%TypedArray%.prototype.keys](https://tc39.es/ecma262/#sec-%typedarray%.prototype.keys)
pub(super) fn keys(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let view = validate_typed_array(vm, args.this(), "TypedArray.prototype.keys")?;
    let kind = ArrayIterationKind::Key;
    Ok(create_array_iterator(vm, view.array.upcast(), kind)?.into())
}

/// [%TypedArray%.prototype.values](https://tc39.es/ecma262/#sec-%typedarray%.prototype.values)
pub(super) fn values(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let view = validate_typed_array(vm, args.this(), "TypedArray.prototype.values")?;
    let kind = ArrayIterationKind::Value;
    Ok(create_array_iterator(vm, view.array.upcast(), kind)?.into())
}

/// The elements as text with `separator` between them; those that are gone as nothing.
fn join_elements(
    vm: &mut Vm,
    view: &TypedArrayView,
    separator: Gc<JsString>,
    mut element_text: impl FnMut(&mut Vm, Value) -> JsResult<Gc<JsString>>,
) -> JsResult<Value> {
    let mut builder = StringBuilder::new();
    for index in 0..view.length {
        vm.check_interrupt_every(index as u64)?;
        if index > 0 {
            builder.push_string(vm, separator)?;
        }
        let element = element(vm, view.array, index)?;
        if !element.is_undefined() {
            let text = element_text(vm, element)?;
            builder.push_string(vm, text)?;
        }
    }
    Ok(builder.finish(vm)?.into())
}

/// [%TypedArray%.prototype.join](https://tc39.es/ecma262/#sec-%typedarray%.prototype.join)
pub(super) fn join(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let view = validate_typed_array(vm, args.this(), "TypedArray.prototype.join")?;
    let separator = match args.get(0) {
        separator if separator.is_undefined() => vm.latin1_string(b','),
        separator => to_string(vm, separator)?,
    };
    join_elements(vm, &view, separator, to_string)
}

/// [%TypedArray%.prototype.toLocaleString](https://tc39.es/ecma262/#sec-%typedarray%.prototype.tolocalestring)
pub(super) fn to_locale_string(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let view = validate_typed_array(vm, args.this(), "TypedArray.prototype.toLocaleString")?;
    let separator = vm.latin1_string(b',');
    join_elements(vm, &view, separator, |vm, element| {
        let key = vm.key(Name::ToLocaleString);
        let text = invoke(vm, element, key, &[])?;
        to_string(vm, text)
    })
}
