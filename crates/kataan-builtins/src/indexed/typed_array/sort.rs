//! Sorting: by number, in plain memory, or by a comparator.

use super::access::element;
use super::validate::{create_same_type, validate_for_writing, validate_typed_array};
use crate::indexed::array::sort::{Order, sort_values};
use core::cmp::Ordering;
use kataan_vm::native::Args;
use kataan_vm::object::{ElementType, TypedArray, TypedArrayView, typed_array_set_element};
use kataan_vm::operation::{call, to_number};
use kataan_vm::value::number::from_float16_bits;
use kataan_vm::{Gc, JsResult, Value, Vm};

/// The order of two elements by their bits, -0 before +0 and NaN last:
/// [CompareTypedArrayElements](https://tc39.es/ecma262/#sec-typedarray-prototype-sort-comparator)
/// without a comparator.
fn compare_bits(element_type: ElementType, left: u64, right: u64) -> Ordering {
    let compare_floats = |left: f64, right: f64| match (left.is_nan(), right.is_nan()) {
        (false, false) => left.total_cmp(&right),
        (left, right) => left.cmp(&right),
    };
    match element_type {
        ElementType::Int8 => (left as i8).cmp(&(right as i8)),
        ElementType::Int16 => (left as i16).cmp(&(right as i16)),
        ElementType::Int32 => (left as i32).cmp(&(right as i32)),
        ElementType::BigInt64 => (left as i64).cmp(&(right as i64)),
        ElementType::Float16 => compare_floats(
            from_float16_bits(left as u16),
            from_float16_bits(right as u16),
        ),
        ElementType::Float32 => compare_floats(
            f64::from(f32::from_bits(left as u32)),
            f64::from(f32::from_bits(right as u32)),
        ),
        ElementType::Float64 => compare_floats(f64::from_bits(left), f64::from_bits(right)),
        _ => left.cmp(&right),
    }
}

/// Sorts `source` by number into `target`, which has room for all.
fn sort_by_number(vm: &mut Vm, source: &TypedArrayView, target: &TypedArrayView) -> JsResult<()> {
    let element_type = source.element_type;
    let buffer = source.array.buffer.get();
    let mut elements = Vec::with_capacity(source.length);
    for index in 0..source.length {
        vm.check_interrupt_every(index as u64)?;
        let at = source.byte_offset + index * element_type.size();
        elements.push(element_type.load(&buffer.bytes(vm), at));
    }
    // Equal elements have equal bits, NaNs aside, which script cannot tell apart.
    elements.sort_unstable_by(|left, right| compare_bits(element_type, *left, *right));
    for (index, bits) in elements.into_iter().enumerate() {
        vm.check_interrupt_every(index as u64)?;
        target.set_bits(vm, index, bits);
    }
    Ok(())
}

/// Sorts the elements of `source` as `comparator` says into `target`.
fn sort_by_comparator(
    vm: &mut Vm,
    source: &TypedArrayView,
    target: Gc<TypedArray>,
    comparator: Value,
) -> JsResult<()> {
    let elements = vm.heap.new_list_with_capacity(source.length)?;
    for index in 0..source.length {
        vm.check_interrupt_every(index as u64)?;
        let element = element(vm, source.array, index)?;
        elements.push(&mut vm.heap, element)?;
    }
    sort_values(vm, elements, |vm, x, y| {
        let result = call(vm, comparator, Value::UNDEFINED, &[x, y])?;
        Ok(to_number(vm, result)? < 0.0)
    })?;
    for (index, element) in elements.iter().enumerate() {
        vm.check_interrupt_every(index as u64)?;
        typed_array_set_element(vm, target, Some(index as u64), element)?;
    }
    Ok(())
}

/// [%TypedArray%.prototype.sort](https://tc39.es/ecma262/#sec-%typedarray%.prototype.sort)
pub(super) fn sort(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let order = Order::from_argument(vm, args.get(0))?;
    let view = validate_for_writing(vm, args.this(), "TypedArray.prototype.sort")?;
    match order {
        Order::Text => sort_by_number(vm, &view, &view)?,
        Order::Comparator(comparator) => sort_by_comparator(vm, &view, view.array, comparator)?,
    }
    Ok(args.this())
}

/// [%TypedArray%.prototype.toSorted](https://tc39.es/ecma262/#sec-%typedarray%.prototype.tosorted)
pub(super) fn to_sorted(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let order = Order::from_argument(vm, args.get(0))?;
    let view = validate_typed_array(vm, args.this(), "TypedArray.prototype.toSorted")?;
    let target = create_same_type(vm, view.element_type, view.length)?;
    match order {
        Order::Text => sort_by_number(vm, &view, &target)?,
        Order::Comparator(comparator) => sort_by_comparator(vm, &view, target.array, comparator)?,
    }
    Ok(target.array.into())
}
