//! Reading and changing elements.

use super::{Place, Waitable};
use crate::indexed::typed_array::Access;
use crate::message;
use kataan_vm::error::describe;
use kataan_vm::native::Args;
use kataan_vm::object::BufferBytes;
use kataan_vm::operation::{is_integral_number, to_bigint, to_integer_or_infinity};
use kataan_vm::{JsResult, Value, Vm};

/// An operand as the specification converts it, and its bits in the element's type.
fn operand(vm: &mut Vm, place: &Place, value: Value) -> JsResult<(Value, u64)> {
    if place.element_type.is_bigint() {
        let integer = to_bigint(vm, value)?;
        return Ok((integer.into(), integer.to_u64_wrapping()));
    }
    let number = to_integer_or_infinity(vm, value)?;
    let bits = place.element_type.number_bits(number);
    Ok((Value::from_number(number), bits))
}

/// An atomic change of `size` bytes; gives the bits that were there.
fn update(bytes: &BufferBytes<'_>, at: usize, size: usize, change: impl Fn(u64) -> u64) -> u64 {
    match size {
        1 => bytes.update::<1>(at, change),
        2 => bytes.update::<2>(at, change),
        4 => bytes.update::<4>(at, change),
        _ => bytes.update::<8>(at, change),
    }
}

/// [AtomicReadModifyWrite](https://tc39.es/ecma262/#sec-atomicreadmodifywrite)
fn read_modify_write(
    vm: &mut Vm,
    args: Args<'_>,
    method: &str,
    change: fn(u64, u64) -> u64,
) -> JsResult<Value> {
    let place = Place::validate(vm, args, Waitable::No, Access::Write, method)?;
    let (_, bits) = operand(vm, &place, args.get(2))?;
    let at = place.revalidate(vm)?;
    let buffer = place.array.buffer.get();
    let size = place.element_type.size();
    let old = update(&buffer.bytes(vm), at, size, |old| change(old, bits));
    place.element_type.to_value(vm, old)
}

/// [Atomics.add](https://tc39.es/ecma262/#sec-atomics.add)
pub(super) fn add(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    read_modify_write(vm, args, "Atomics.add", u64::wrapping_add)
}

/// [Atomics.and](https://tc39.es/ecma262/#sec-atomics.and)
pub(super) fn and(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    read_modify_write(vm, args, "Atomics.and", |old, bits| old & bits)
}

/// [Atomics.exchange](https://tc39.es/ecma262/#sec-atomics.exchange)
pub(super) fn exchange(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    read_modify_write(vm, args, "Atomics.exchange", |_, bits| bits)
}

/// [Atomics.or](https://tc39.es/ecma262/#sec-atomics.or)
pub(super) fn or(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    read_modify_write(vm, args, "Atomics.or", |old, bits| old | bits)
}

/// [Atomics.sub](https://tc39.es/ecma262/#sec-atomics.sub)
pub(super) fn sub(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    read_modify_write(vm, args, "Atomics.sub", u64::wrapping_sub)
}

/// [Atomics.xor](https://tc39.es/ecma262/#sec-atomics.xor)
pub(super) fn xor(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    read_modify_write(vm, args, "Atomics.xor", |old, bits| old ^ bits)
}

/// [Atomics.compareExchange](https://tc39.es/ecma262/#sec-atomics.compareexchange)
pub(super) fn compare_exchange(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let place = Place::validate(
        vm,
        args,
        Waitable::No,
        Access::Write,
        "Atomics.compareExchange",
    )?;
    let (_, expected) = operand(vm, &place, args.get(2))?;
    let (_, replacement) = operand(vm, &place, args.get(3))?;
    let at = place.revalidate(vm)?;
    let buffer = place.array.buffer.get();
    let size = place.element_type.size();
    let mask = u64::MAX >> (64 - 8 * size);
    let old = update(&buffer.bytes(vm), at, size, |old| {
        if old == expected & mask {
            replacement
        } else {
            old
        }
    });
    place.element_type.to_value(vm, old)
}

/// [Atomics.isLockFree](https://tc39.es/ecma262/#sec-atomics.islockfree)
pub(super) fn is_lock_free(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let size = to_integer_or_infinity(vm, args.get(0))?;
    Ok(Value::from([1.0, 2.0, 4.0, 8.0].contains(&size)))
}

/// [Atomics.load](https://tc39.es/ecma262/#sec-atomics.load)
pub(super) fn load(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let place = Place::validate(vm, args, Waitable::No, Access::Read, "Atomics.load")?;
    let at = place.revalidate(vm)?;
    let buffer = place.array.buffer.get();
    let bits = update(&buffer.bytes(vm), at, place.element_type.size(), |old| old);
    place.element_type.to_value(vm, bits)
}

/// [Atomics.store](https://tc39.es/ecma262/#sec-atomics.store)
pub(super) fn store(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let place = Place::validate(vm, args, Waitable::No, Access::Write, "Atomics.store")?;
    let (value, bits) = operand(vm, &place, args.get(2))?;
    let at = place.revalidate(vm)?;
    let buffer = place.array.buffer.get();
    update(&buffer.bytes(vm), at, place.element_type.size(), |_| bits);
    Ok(value)
}

/// [Atomics.pause](https://tc39.es/ecma262/#sec-atomics.pause)
pub(super) fn pause(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    if !args.get(0).is_undefined() && !is_integral_number(args.get(0)) {
        let text = describe(vm, args.get(0));
        return Err(vm.throw_type_error(message::NOT_AN_INTEGRAL_NUMBER, &[&text]));
    }
    core::hint::spin_loop();
    Ok(Value::UNDEFINED)
}
