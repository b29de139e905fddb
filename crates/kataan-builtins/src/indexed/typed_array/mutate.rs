//! Changing elements in place: `copyWithin`, `fill`, `reverse`, `set`.

use super::construct::{copy_elements, store_numbers};
use super::validate::{check_mutable, create_same_type, validate_for_writing, view_of};
use crate::indexed::relative_index::{relative_end, relative_index};
use crate::message;
use kataan_gc::Gc;
use kataan_vm::native::{Args, receiver};
use kataan_vm::object::{
    PropertyKey, TypedArray, copy_buffer_bytes, fill_buffer_bytes, typed_array_set_element,
};
use kataan_vm::operation::{get, length_of_array_like, to_integer_or_infinity, to_object};
use kataan_vm::{JsResult, Value, Vm};

/// [%TypedArray%.prototype.copyWithin](https://tc39.es/ecma262/#sec-%typedarray%.prototype.copywithin)
pub(super) fn copy_within(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let view = validate_for_writing(vm, args.this(), "TypedArray.prototype.copyWithin")?;
    let length = view.length as u64;
    let to = relative_index(vm, args.get(0), length)?;
    let from = relative_index(vm, args.get(1), length)?;
    let end = relative_end(vm, args.get(2), length)?;
    let count = end.saturating_sub(from).min(length - to);
    if count == 0 {
        return Ok(args.this());
    }
    // The conversions may have changed the array.
    let view = view_of(vm, view.array)?;
    let length = view.length as u64;
    let count = count
        .min(length.saturating_sub(from))
        .min(length.saturating_sub(to)) as usize;
    if count > 0 {
        let size = view.element_type.size();
        let at = |index: u64| view.byte_offset + index as usize * size;
        let buffer = view.array.buffer.get();
        copy_buffer_bytes(vm, buffer, at(to), buffer, at(from), count * size)?;
    }
    Ok(args.this())
}

/// [%TypedArray%.prototype.fill](https://tc39.es/ecma262/#sec-%typedarray%.prototype.fill)
pub(super) fn fill(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let view = validate_for_writing(vm, args.this(), "TypedArray.prototype.fill")?;
    let length = view.length as u64;
    let bits = view.element_type.bits_of(vm, args.get(0))?;
    let start = relative_index(vm, args.get(1), length)?;
    let end = relative_end(vm, args.get(2), length)?;
    // The conversions may have changed the array.
    let view = view_of(vm, view.array)?;
    let end = end.min(view.length as u64);
    if start >= end {
        return Ok(args.this());
    }
    let size = view.element_type.size();
    let buffer = view.array.buffer.get();
    if size == 1 {
        let count = (end - start) as usize;
        let at = view.byte_offset + start as usize;
        fill_buffer_bytes(vm, buffer, at, count, bits as u8)?;
        return Ok(args.this());
    }
    for index in start as usize..end as usize {
        vm.check_interrupt_every(index as u64)?;
        view.set_bits(vm, index, bits);
    }
    Ok(args.this())
}

/// [%TypedArray%.prototype.reverse](https://tc39.es/ecma262/#sec-%typedarray%.prototype.reverse)
pub(super) fn reverse(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let view = validate_for_writing(vm, args.this(), "TypedArray.prototype.reverse")?;
    let element_type = view.element_type;
    let at = |index: usize| view.byte_offset + index * element_type.size();
    let buffer = view.array.buffer.get();
    for lower in 0..view.length / 2 {
        vm.check_interrupt_every(lower as u64)?;
        let (lower, upper) = (at(lower), at(view.length - 1 - lower));
        let bytes = buffer.bytes(vm);
        let bits = element_type.load(&bytes, lower);
        element_type.store(&bytes, lower, element_type.load(&bytes, upper));
        element_type.store(&bytes, upper, bits);
    }
    Ok(args.this())
}

/// [%TypedArray%.prototype.set](https://tc39.es/ecma262/#sec-%typedarray%.prototype.set)
pub(super) fn set(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let target = receiver::<TypedArray>(vm, args.this(), "TypedArray.prototype.set")?;
    check_mutable(vm, target.buffer.get())?;
    let offset = to_integer_or_infinity(vm, args.get(1))?;
    if offset < 0.0 {
        return Err(vm.throw_range_error(message::NEGATIVE_OFFSET, &[&offset]));
    }
    match vm.heap.gc::<TypedArray>(args.get(0)) {
        Some(source) => set_from_typed_array(vm, target, offset, source)?,
        None => set_from_array_like(vm, target, offset, args.get(0))?,
    }
    Ok(Value::UNDEFINED)
}

/// [SetTypedArrayFromTypedArray](https://tc39.es/ecma262/#sec-settypedarrayfromtypedarray)
fn set_from_typed_array(
    vm: &mut Vm,
    target: Gc<TypedArray>,
    offset: f64,
    source: Gc<TypedArray>,
) -> JsResult<()> {
    let target = view_of(vm, target)?;
    let source = view_of(vm, source)?;
    if target.element_type.is_bigint() != source.element_type.is_bigint() {
        return Err(vm.throw_type_error(message::MIXED_CONTENT_TYPES, &[]));
    }
    if source.length as f64 + offset > target.length as f64 {
        return Err(vm.throw_range_error(message::SOURCE_TOO_LONG, &[]));
    }
    let (target_buffer, source_buffer) = (target.array.buffer.get(), source.array.buffer.get());
    let is_same_memory = target_buffer == source_buffer
        || (target_buffer.is_shared()
            && source_buffer.is_shared()
            && target_buffer.shared_bytes(vm).map(|bytes| bytes.address())
                == source_buffer.shared_bytes(vm).map(|bytes| bytes.address()));
    if is_same_memory && target.element_type != source.element_type {
        // Elements of other sizes would overwrite what is still to be read.
        let copy = create_same_type(vm, source.element_type, source.length)?;
        copy_elements(vm, &source, 0, &copy, 0, source.length)?;
        return copy_elements(vm, &copy, 0, &target, offset as usize, source.length);
    }
    copy_elements(vm, &source, 0, &target, offset as usize, source.length)
}

/// [SetTypedArrayFromArrayLike](https://tc39.es/ecma262/#sec-settypedarrayfromarraylike)
fn set_from_array_like(
    vm: &mut Vm,
    target: Gc<TypedArray>,
    offset: f64,
    source: Value,
) -> JsResult<()> {
    let view = view_of(vm, target)?;
    let source = to_object(vm, source)?;
    let length = length_of_array_like(vm, source)?;
    if length as f64 + offset > view.length as f64 {
        return Err(vm.throw_range_error(message::SOURCE_TOO_LONG, &[]));
    }
    let offset = offset as u64;
    if store_numbers(vm, target, offset as usize, source)? {
        return Ok(());
    }
    for index in 0..length {
        vm.check_interrupt_every(index)?;
        let element = get(vm, source, PropertyKey::from_index(index))?;
        typed_array_set_element(vm, target, Some(offset + index), element)?;
    }
    Ok(())
}
