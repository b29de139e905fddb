//! Checking typed arrays, and making them through constructors that scripts choose.

use super::{constructor_of, prototype_of};
use crate::message;
use kataan_gc::Gc;
use kataan_vm::error::message as vm_message;
use kataan_vm::native::receiver;
use kataan_vm::object::{
    ArrayBuffer, ElementType, Object, TypedArray, TypedArrayView, allocate_array_buffer,
};
use kataan_vm::operation::{construct, species_constructor};
use kataan_vm::realm::Intrinsic;
use kataan_vm::{JsResult, Thrown, Value, Vm};

/// The error for an array that is out of bounds or whose buffer is detached.
#[cold]
pub(crate) fn out_of_bounds(vm: &mut Vm, array: Gc<TypedArray>) -> Thrown {
    let message = if array.buffer.get().is_detached() {
        vm_message::DETACHED_BUFFER
    } else {
        vm_message::BUFFER_OUT_OF_BOUNDS
    };
    vm.throw_type_error(message, &[])
}

/// The array as it is now, or a TypeError.
pub(crate) fn view_of(vm: &mut Vm, array: Gc<TypedArray>) -> JsResult<TypedArrayView> {
    match TypedArrayView::new(vm, array) {
        Some(view) => Ok(view),
        None => Err(out_of_bounds(vm, array)),
    }
}

/// [ValidateTypedArray](https://tc39.es/ecma262/#sec-validatetypedarray); `method` is who asks.
pub(crate) fn validate_typed_array(
    vm: &mut Vm,
    value: Value,
    method: &str,
) -> JsResult<TypedArrayView> {
    let array = receiver::<TypedArray>(vm, value, method)?;
    view_of(vm, array)
}

/// What is to be done with an array.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
}

/// That the bytes of a buffer may be written.
pub(crate) fn check_mutable(vm: &mut Vm, buffer: Gc<ArrayBuffer>) -> JsResult<()> {
    if buffer.is_immutable() {
        return Err(vm.throw_type_error(message::IMMUTABLE_BUFFER, &[]));
    }
    Ok(())
}

/// [`validate_typed_array`] of an array that is to be written.
pub(crate) fn validate_for_writing(
    vm: &mut Vm,
    value: Value,
    method: &str,
) -> JsResult<TypedArrayView> {
    let view = validate_typed_array(vm, value, method)?;
    check_mutable(vm, view.array.buffer.get())?;
    Ok(view)
}

/// A buffer of the realm's own `ArrayBuffer`.
pub(super) fn new_buffer(vm: &mut Vm, byte_length: u64) -> JsResult<Gc<ArrayBuffer>> {
    let prototype = vm.intrinsic(Intrinsic::ArrayBufferPrototype);
    allocate_array_buffer(vm, Some(prototype), byte_length, None)
}

/// A zeroed array of `length` elements on a buffer of its own.
pub(super) fn allocate(
    vm: &mut Vm,
    prototype: Gc<Object>,
    element_type: ElementType,
    length: u64,
) -> JsResult<Gc<TypedArray>> {
    let Some(byte_length) = length.checked_mul(element_type.size() as u64) else {
        return Err(vm.throw_range_error(vm_message::BUFFER_TOO_LARGE, &[]));
    };
    let buffer = new_buffer(vm, byte_length)?;
    TypedArray::create(vm, Some(prototype), element_type, buffer, 0, length)
}

/// [TypedArrayCreateSameType](https://tc39.es/ecma262/#sec-typedarray-create-same-type)
pub(super) fn create_same_type(
    vm: &mut Vm,
    element_type: ElementType,
    length: usize,
) -> JsResult<TypedArrayView> {
    let prototype = vm.intrinsic(prototype_of(element_type));
    let array = allocate(vm, prototype, element_type, length as u64)?;
    view_of(vm, array)
}

/// [TypedArrayCreateFromConstructor](https://tc39.es/ecma262/#sec-typedarraycreatefromctor)
pub(super) fn create_from_constructor(
    vm: &mut Vm,
    constructor: Gc<Object>,
    arguments: &[Value],
    access: Access,
) -> JsResult<TypedArrayView> {
    let made = construct(vm, constructor, arguments, None)?;
    let view = validate_typed_array(vm, made.into(), "TypedArray")?;
    if access == Access::Write {
        check_mutable(vm, view.array.buffer.get())?;
    }
    if let [length] = arguments
        && let Some(length) = length.as_number()
        && (view.length as f64) < length
    {
        return Err(vm.throw_type_error(message::SPECIES_TOO_SHORT, &[]));
    }
    Ok(view)
}

/// [TypedArraySpeciesCreate](https://tc39.es/ecma262/#typedarray-species-create)
pub(super) fn species_create(
    vm: &mut Vm,
    exemplar: Gc<TypedArray>,
    arguments: &[Value],
    access: Access,
) -> JsResult<TypedArrayView> {
    let element_type = exemplar.element_type.get();
    let constructor = species_constructor(vm, exemplar.upcast(), constructor_of(element_type))?;
    let view = create_from_constructor(vm, constructor, arguments, access)?;
    if view.element_type.is_bigint() != element_type.is_bigint() {
        return Err(vm.throw_type_error(message::MIXED_CONTENT_TYPES, &[]));
    }
    Ok(view)
}
