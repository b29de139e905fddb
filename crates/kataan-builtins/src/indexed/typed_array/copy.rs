//! New arrays made of the elements: `slice`, `subarray`, `toReversed`, `with`.

use super::access::element;
use super::construct::copy_elements;
use super::validate::{Access, create_same_type, species_create, validate_typed_array, view_of};
use crate::indexed::relative_index::{relative_end, relative_index};
use crate::message;
use kataan_vm::native::{Args, receiver};
use kataan_vm::object::{PropertyKey, TypedArray, TypedArrayView, typed_array_set_element};
use kataan_vm::operation::{set, to_bigint, to_integer_or_infinity, to_number};
use kataan_vm::{JsResult, Value, Vm};

/// [%TypedArray%.prototype.slice](https://tc39.es/ecma262/#sec-%typedarray%.prototype.slice)
pub(super) fn slice(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let view = validate_typed_array(vm, args.this(), "TypedArray.prototype.slice")?;
    let length = view.length as u64;
    let start = relative_index(vm, args.get(0), length)?;
    let end = relative_end(vm, args.get(1), length)?;
    let count = end.saturating_sub(start);
    let argument = Value::from_number(count as f64);
    let target = species_create(vm, view.array, &[argument], Access::Write)?;
    if count == 0 {
        return Ok(target.array.into());
    }
    // The constructor may have changed the array.
    let view = view_of(vm, view.array)?;
    let end = end.min(view.length as u64);
    let start = start as usize;
    let count = (end as usize).saturating_sub(start);
    if view.element_type != target.element_type {
        for index in 0..count {
            vm.check_interrupt_every(index as u64)?;
            let value = element(vm, view.array, start + index)?;
            let key = PropertyKey::from_index(index as u64);
            set(vm, target.array.upcast(), key, value)?;
        }
        return Ok(target.array.into());
    }
    let target_view = TypedArrayView::new(vm, target.array);
    let count = count.min(target_view.map_or(0, |target| target.length));
    if count == 0 {
        return Ok(target.array.into());
    }
    if view.array.buffer.get() == target.array.buffer.get() {
        copy_bytes_ascending(vm, &view, start, &target, count)?;
    } else {
        copy_elements(vm, &view, start, &target, 0, count)?;
    }
    Ok(target.array.into())
}

/// Copies byte by byte, as the algorithm says: what was written may be read again.
fn copy_bytes_ascending(
    vm: &mut Vm,
    source: &TypedArrayView,
    start: usize,
    target: &TypedArrayView,
    count: usize,
) -> JsResult<()> {
    let size = source.element_type.size();
    let from = source.byte_offset + start * size;
    let buffer = source.array.buffer.get();
    for index in 0..count * size {
        vm.check_interrupt_every(index as u64)?;
        let bytes = buffer.bytes(vm);
        bytes.store::<1>(target.byte_offset + index, bytes.load::<1>(from + index));
    }
    Ok(())
}

/// [%TypedArray%.prototype.subarray](https://tc39.es/ecma262/#sec-%typedarray%.prototype.subarray)
pub(super) fn subarray(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let array = receiver::<TypedArray>(vm, args.this(), "TypedArray.prototype.subarray")?;
    let length = array.length_now(vm).unwrap_or(0) as u64;
    let start = relative_index(vm, args.get(0), length)?;
    let is_tracking = array.is_length_tracking() && args.get(1).is_undefined();
    let count = if is_tracking {
        0
    } else {
        relative_end(vm, args.get(1), length)?.saturating_sub(start)
    };
    let begin = array.byte_offset.get() + start * array.element_type.get().size() as u64;
    let arguments = [
        array.buffer.get().into(),
        Value::from_number(begin as f64),
        Value::from_number(count as f64),
    ];
    let passed = if is_tracking { 2 } else { 3 };
    Ok(
        species_create(vm, array, &arguments[..passed], Access::Read)?
            .array
            .into(),
    )
}

/// [%TypedArray%.prototype.toReversed](https://tc39.es/ecma262/#sec-%typedarray%.prototype.toreversed)
pub(super) fn to_reversed(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let view = validate_typed_array(vm, args.this(), "TypedArray.prototype.toReversed")?;
    let target = create_same_type(vm, view.element_type, view.length)?;
    let element_type = view.element_type;
    let buffer = view.array.buffer.get();
    for index in 0..view.length {
        vm.check_interrupt_every(index as u64)?;
        let from = view.byte_offset + (view.length - 1 - index) * element_type.size();
        let bits = element_type.load(&buffer.bytes(vm), from);
        target.set_bits(vm, index, bits);
    }
    Ok(target.array.into())
}

/// [%TypedArray%.prototype.with](https://tc39.es/ecma262/#sec-%typedarray%.prototype.with)
pub(super) fn with(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let view = validate_typed_array(vm, args.this(), "TypedArray.prototype.with")?;
    let relative = to_integer_or_infinity(vm, args.get(0))?;
    let actual = if relative >= 0.0 {
        relative
    } else {
        view.length as f64 + relative
    };
    let replacement: Value = if view.element_type.is_bigint() {
        to_bigint(vm, args.get(1))?.into()
    } else {
        Value::from_number(to_number(vm, args.get(1))?)
    };
    let now = view.array.length_now(vm).unwrap_or(0);
    if !(0.0..now as f64).contains(&actual) {
        return Err(vm.throw_range_error(message::INDEX_OUT_OF_RANGE, &[&relative]));
    }
    let target = create_same_type(vm, view.element_type, view.length)?;
    for index in 0..view.length {
        vm.check_interrupt_every(index as u64)?;
        let value = if index == actual as usize {
            replacement
        } else {
            element(vm, view.array, index)?
        };
        typed_array_set_element(vm, target.array, Some(index as u64), value)?;
    }
    Ok(target.array.into())
}
