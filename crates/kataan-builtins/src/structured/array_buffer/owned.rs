//! `ArrayBuffer`.

use super::{Sharing, check_attached, max_byte_length_option, slice, this_buffer};
use crate::indexed::relative_index::{relative_end, relative_index};
use crate::indexed::typed_array::check_mutable;
use crate::message;
use crate::structured::data_view::DataViewObject;
use kataan_gc::Gc;
use kataan_vm::error::message as vm_message;
use kataan_vm::native::{
    Args, Constructor, IntrinsicObject, ObjectForm, PropertyValue, getter, method, value,
};
use kataan_vm::object::{
    ArrayBuffer, Attributes, TypedArray, allocate_array_buffer, copy_buffer_bytes,
    detach_array_buffer, move_array_buffer, resize_array_buffer,
};
use kataan_vm::operation::{get_prototype_from_constructor, to_index};
use kataan_vm::realm::Intrinsic;
use kataan_vm::{JsResult, Value, Vm};

/// The constructor.
pub(crate) static ARRAY_BUFFER: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::ArrayBuffer,
    form: ObjectForm::Constructor(Constructor {
        name: "ArrayBuffer",
        length: 1,
        code: array_buffer,
        prototype: Some(Intrinsic::ArrayBufferPrototype),
        global: true,
    }),
    prototype: Some(Intrinsic::FunctionPrototype),
    properties: &[
        method("isView", 1, is_view),
        getter("[Symbol.species]", crate::species),
    ],
};

/// The prototype.
pub(crate) static ARRAY_BUFFER_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::ArrayBufferPrototype,
    form: ObjectForm::Ordinary(None),
    prototype: Some(Intrinsic::ObjectPrototype),
    properties: &[
        getter("byteLength", byte_length),
        getter("detached", detached),
        getter("immutable", immutable),
        getter("maxByteLength", max_byte_length),
        getter("resizable", resizable),
        method("resize", 1, resize),
        method("slice", 2, slice_method),
        method("sliceToImmutable", 2, slice_to_immutable),
        method("transfer", 0, transfer),
        method("transferToFixedLength", 0, transfer_to_fixed_length),
        method("transferToImmutable", 0, transfer_to_immutable),
        value(
            "[Symbol.toStringTag]",
            PropertyValue::String("ArrayBuffer"),
            Attributes::CONFIGURABLE,
        ),
    ],
};

/// [ArrayBuffer](https://tc39.es/ecma262/#sec-arraybuffer-length)
fn array_buffer(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    if !args.is_construct() {
        return Err(vm.throw_type_error(message::CONSTRUCTOR_WITHOUT_NEW, &[&"ArrayBuffer"]));
    }
    let length = to_index(vm, args.get(0))?;
    let max_length = max_byte_length_option(vm, args.get(1))?;
    if max_length.is_some_and(|max| length > max) {
        return Err(vm.throw_range_error(vm_message::BUFFER_TOO_LARGE, &[]));
    }
    let default = Intrinsic::ArrayBufferPrototype;
    let prototype = get_prototype_from_constructor(vm, args.new_target(), default)?;
    Ok(allocate_array_buffer(vm, Some(prototype), length, max_length)?.into())
}

/// [ArrayBuffer.isView](https://tc39.es/ecma262/#sec-arraybuffer.isview)
fn is_view(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let is_view = vm.heap.gc::<TypedArray>(args.get(0)).is_some()
        || vm.heap.gc::<DataViewObject>(args.get(0)).is_some();
    Ok(Value::from(is_view))
}

fn this(vm: &mut Vm, args: Args<'_>, method: &str) -> JsResult<Gc<ArrayBuffer>> {
    this_buffer(vm, args.this(), Sharing::Owned, method)
}

/// [get ArrayBuffer.prototype.byteLength](https://tc39.es/ecma262/#sec-get-arraybuffer.prototype.bytelength)
fn byte_length(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let buffer = this(vm, args, "get ArrayBuffer.prototype.byteLength")?;
    Ok(Value::from_number(buffer.byte_length(vm) as f64))
}

/// [get ArrayBuffer.prototype.detached](https://tc39.es/ecma262/#sec-get-arraybuffer.prototype.detached)
fn detached(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let buffer = this(vm, args, "get ArrayBuffer.prototype.detached")?;
    Ok(Value::from(buffer.is_detached()))
}

/// [get ArrayBuffer.prototype.maxByteLength](https://tc39.es/ecma262/#sec-get-arraybuffer.prototype.maxbytelength)
fn max_byte_length(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let buffer = this(vm, args, "get ArrayBuffer.prototype.maxByteLength")?;
    Ok(Value::from_number(buffer.max_byte_length() as f64))
}

/// [get ArrayBuffer.prototype.resizable](https://tc39.es/ecma262/#sec-get-arraybuffer.prototype.resizable)
fn resizable(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let buffer = this(vm, args, "get ArrayBuffer.prototype.resizable")?;
    Ok(Value::from(buffer.is_resizable()))
}

/// [ArrayBuffer.prototype.resize](https://tc39.es/ecma262/#sec-arraybuffer.prototype.resize)
fn resize(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let buffer = this(vm, args, "ArrayBuffer.prototype.resize")?;
    if !buffer.is_resizable() {
        return Err(vm.throw_type_error(vm_message::BUFFER_NOT_RESIZABLE, &[]));
    }
    let length = to_index(vm, args.get(0))?;
    check_attached(vm, buffer)?;
    if !resize_array_buffer(vm, buffer, length)? {
        return Err(vm.throw_range_error(vm_message::BUFFER_TOO_LARGE, &[]));
    }
    Ok(Value::UNDEFINED)
}

/// [ArrayBuffer.prototype.slice](https://tc39.es/ecma262/#sec-arraybuffer.prototype.slice)
fn slice_method(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    slice(vm, args, Sharing::Owned, "ArrayBuffer.prototype.slice")
}

/// [ArrayBuffer.prototype.transfer](https://tc39.es/ecma262/#sec-arraybuffer.prototype.transfer)
fn transfer(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let buffer = this(vm, args, "ArrayBuffer.prototype.transfer")?;
    let stays_resizable = buffer.is_resizable();
    Ok(copy_and_detach(vm, buffer, args.get(0), stays_resizable)?.into())
}

/// [ArrayBuffer.prototype.transferToFixedLength](https://tc39.es/ecma262/#sec-arraybuffer.prototype.transfertofixedlength)
fn transfer_to_fixed_length(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let buffer = this(vm, args, "ArrayBuffer.prototype.transferToFixedLength")?;
    Ok(copy_and_detach(vm, buffer, args.get(0), false)?.into())
}

/// [get ArrayBuffer.prototype.immutable](https://tc39.es/proposal-immutable-arraybuffer/#sec-get-arraybuffer.prototype.immutable)
fn immutable(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let buffer = this(vm, args, "get ArrayBuffer.prototype.immutable")?;
    Ok(Value::from(buffer.is_immutable()))
}

/// [ArrayBuffer.prototype.transferToImmutable](https://tc39.es/proposal-immutable-arraybuffer/#sec-arraybuffer.prototype.transfertoimmutable)
fn transfer_to_immutable(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let buffer = this(vm, args, "ArrayBuffer.prototype.transferToImmutable")?;
    let new = copy_and_detach(vm, buffer, args.get(0), false)?;
    new.make_immutable();
    Ok(new.into())
}

/// [ArrayBuffer.prototype.sliceToImmutable](https://tc39.es/proposal-immutable-arraybuffer/#sec-arraybuffer.prototype.slicetoimmutable)
fn slice_to_immutable(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let buffer = this(vm, args, "ArrayBuffer.prototype.sliceToImmutable")?;
    check_attached(vm, buffer)?;
    let length = buffer.byte_length(vm);
    let first = relative_index(vm, args.get(0), length)?;
    let end = relative_end(vm, args.get(1), length)?;
    let count = end.saturating_sub(first);
    // The conversions may have changed the buffer.
    check_attached(vm, buffer)?;
    if buffer.byte_length(vm) < end {
        return Err(vm.throw_range_error(vm_message::BUFFER_OUT_OF_BOUNDS, &[]));
    }
    let prototype = vm.intrinsic(Intrinsic::ArrayBufferPrototype);
    let new = allocate_array_buffer(vm, Some(prototype), count, None)?;
    copy_buffer_bytes(vm, new, 0, buffer, first as usize, count as usize)?;
    new.make_immutable();
    Ok(new.into())
}

/// [ArrayBufferCopyAndDetach](https://tc39.es/ecma262/#sec-arraybuffercopyanddetach)
fn copy_and_detach(
    vm: &mut Vm,
    buffer: Gc<ArrayBuffer>,
    new_length: Value,
    stays_resizable: bool,
) -> JsResult<Gc<ArrayBuffer>> {
    let new_length = if new_length.is_undefined() {
        buffer.byte_length(vm)
    } else {
        to_index(vm, new_length)?
    };
    check_attached(vm, buffer)?;
    check_mutable(vm, buffer)?;
    let max_length = stays_resizable.then(|| buffer.max_byte_length());
    if !buffer.has_no_detach_key() {
        return Err(vm.throw_type_error(message::NOT_DETACHABLE, &[]));
    }
    let prototype = vm.intrinsic(Intrinsic::ArrayBufferPrototype);
    if let Some(new) = move_array_buffer(vm, Some(prototype), buffer, new_length, max_length)? {
        return Ok(new);
    }
    let new = allocate_array_buffer(vm, Some(prototype), new_length, max_length)?;
    let count = new_length.min(buffer.byte_length(vm)) as usize;
    copy_buffer_bytes(vm, new, 0, buffer, 0, count)?;
    detach_array_buffer(vm, buffer);
    Ok(new)
}
