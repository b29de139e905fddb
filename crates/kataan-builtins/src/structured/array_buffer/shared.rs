//! `SharedArrayBuffer`.

use super::{Sharing, max_byte_length_option, slice, this_buffer};
use crate::message;
use kataan_gc::Gc;
use kataan_vm::error::message as vm_message;
use kataan_vm::native::{
    Args, Constructor, IntrinsicObject, ObjectForm, PropertyValue, getter, method, value,
};
use kataan_vm::object::{ArrayBuffer, Attributes, allocate_shared_buffer, resize_array_buffer};
use kataan_vm::operation::{get_prototype_from_constructor, to_index};
use kataan_vm::realm::Intrinsic;
use kataan_vm::{JsResult, Value, Vm};

/// The constructor.
pub(crate) static SHARED_ARRAY_BUFFER: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::SharedArrayBuffer,
    form: ObjectForm::Constructor(Constructor {
        name: "SharedArrayBuffer",
        length: 1,
        code: shared_array_buffer,
        prototype: Some(Intrinsic::SharedArrayBufferPrototype),
        global: true,
    }),
    prototype: Some(Intrinsic::FunctionPrototype),
    properties: &[getter("[Symbol.species]", crate::species)],
};

/// The prototype.
pub(crate) static SHARED_ARRAY_BUFFER_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::SharedArrayBufferPrototype,
    form: ObjectForm::Ordinary(None),
    prototype: Some(Intrinsic::ObjectPrototype),
    properties: &[
        getter("byteLength", byte_length),
        method("grow", 1, grow),
        getter("growable", growable),
        getter("maxByteLength", max_byte_length),
        method("slice", 2, slice_method),
        value(
            "[Symbol.toStringTag]",
            PropertyValue::String("SharedArrayBuffer"),
            Attributes::CONFIGURABLE,
        ),
    ],
};

/// [SharedArrayBuffer](https://tc39.es/ecma262/#sec-sharedarraybuffer-length)
fn shared_array_buffer(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    if !args.is_construct() {
        let name = "SharedArrayBuffer";
        return Err(vm.throw_type_error(message::CONSTRUCTOR_WITHOUT_NEW, &[&name]));
    }
    let length = to_index(vm, args.get(0))?;
    let max_length = max_byte_length_option(vm, args.get(1))?;
    if max_length.is_some_and(|max| length > max) {
        return Err(vm.throw_range_error(vm_message::BUFFER_TOO_LARGE, &[]));
    }
    let default = Intrinsic::SharedArrayBufferPrototype;
    let prototype = get_prototype_from_constructor(vm, args.new_target(), default)?;
    Ok(allocate_shared_buffer(vm, Some(prototype), length, max_length)?.into())
}

fn this(vm: &mut Vm, args: Args<'_>, method: &str) -> JsResult<Gc<ArrayBuffer>> {
    this_buffer(vm, args.this(), Sharing::Shared, method)
}

/// [get SharedArrayBuffer.prototype.byteLength](https://tc39.es/ecma262/#sec-get-sharedarraybuffer.prototype.bytelength)
fn byte_length(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let buffer = this(vm, args, "get SharedArrayBuffer.prototype.byteLength")?;
    Ok(Value::from_number(buffer.byte_length(vm) as f64))
}

/// [SharedArrayBuffer.prototype.grow](https://tc39.es/ecma262/#sec-sharedarraybuffer.prototype.grow)
fn grow(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let buffer = this(vm, args, "SharedArrayBuffer.prototype.grow")?;
    if !buffer.is_resizable() {
        return Err(vm.throw_type_error(vm_message::BUFFER_NOT_RESIZABLE, &[]));
    }
    let length = to_index(vm, args.get(0))?;
    if !resize_array_buffer(vm, buffer, length)? {
        return Err(vm.throw_range_error(message::INVALID_GROWTH, &[&length]));
    }
    Ok(Value::UNDEFINED)
}

/// [get SharedArrayBuffer.prototype.growable](https://tc39.es/ecma262/#sec-get-sharedarraybuffer.prototype.growable)
fn growable(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let buffer = this(vm, args, "get SharedArrayBuffer.prototype.growable")?;
    Ok(Value::from(buffer.is_resizable()))
}

/// [get SharedArrayBuffer.prototype.maxByteLength](https://tc39.es/ecma262/#sec-get-sharedarraybuffer.prototype.maxbytelength)
fn max_byte_length(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let buffer = this(vm, args, "get SharedArrayBuffer.prototype.maxByteLength")?;
    Ok(Value::from_number(buffer.max_byte_length() as f64))
}

/// [SharedArrayBuffer.prototype.slice](https://tc39.es/ecma262/#sec-sharedarraybuffer.prototype.slice)
fn slice_method(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    slice(
        vm,
        args,
        Sharing::Shared,
        "SharedArrayBuffer.prototype.slice",
    )
}
