//! Waiting for a change, and waking those who wait.

use super::{Place, Waitable, validate_integer_typed_array, waiters};
use crate::indexed::typed_array::Access;
use crate::message;
use kataan_vm::native::Args;
use kataan_vm::operation::{to_big_int64, to_int32, to_integer_or_infinity, to_number};
use kataan_vm::string::Name;
use kataan_vm::{JsResult, Value, Vm};
use std::time::{Duration, Instant};

/// How long a sleep lasts at most before interrupts are looked at.
const SLICE: Duration = Duration::from_millis(10);

/// [Atomics.wait](https://tc39.es/ecma262/#sec-atomics.wait)
pub(super) fn wait(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let view = validate_integer_typed_array(vm, args.get(0), Waitable::Yes, "Atomics.wait")?;
    let buffer = view.array.buffer.get();
    if !buffer.is_shared() {
        return Err(vm.throw_type_error(message::NOT_SHARED, &[]));
    }
    let place = Place::at(vm, view, args.get(1))?;
    let expected = if place.element_type.is_bigint() {
        to_big_int64(vm, args.get(2))? as u64
    } else {
        u64::from(to_int32(vm, args.get(2))? as u32)
    };
    let timeout = to_number(vm, args.get(3))?;
    let timeout = if timeout.is_nan() {
        f64::INFINITY
    } else {
        timeout.max(0.0)
    };
    if !vm.agent_can_suspend {
        return Err(vm.throw_type_error(message::CANNOT_SUSPEND, &[]));
    }
    let at = place.revalidate(vm)?;
    let Some(block) = buffer.shared_bytes(vm) else {
        return Err(vm.throw_type_error(message::NOT_SHARED, &[]));
    };
    let address = block.address() + at;
    let waiter = {
        let bytes = buffer.bytes(vm);
        let element_type = place.element_type;
        waiters::enter(address, || element_type.load(&bytes, at) == expected)
    };
    let Some(waiter) = waiter else {
        return Ok(vm.name_value(Name::NotEqual));
    };
    // A timeout beyond what a duration can hold is none.
    let deadline = Duration::try_from_secs_f64(timeout / 1_000.0)
        .ok()
        .and_then(|timeout| Instant::now().checked_add(timeout));
    loop {
        let rest = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        if waiter.sleep(rest.map_or(SLICE, |rest| rest.min(SLICE))) {
            return Ok(vm.name_value(Name::Ok));
        }
        if let Err(thrown) = vm.check_interrupt() {
            waiters::leave(address, &waiter);
            return Err(thrown);
        }
        if rest.is_some_and(|rest| rest <= SLICE)
            && deadline.is_some_and(|deadline| Instant::now() >= deadline)
        {
            let name = if waiters::leave(address, &waiter) {
                Name::TimedOut
            } else {
                Name::Ok
            };
            return Ok(vm.name_value(name));
        }
    }
}

/// [Atomics.notify](https://tc39.es/ecma262/#sec-atomics.notify)
pub(super) fn notify(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let place = Place::validate(vm, args, Waitable::Yes, Access::Read, "Atomics.notify")?;
    let count = if args.get(2).is_undefined() {
        f64::INFINITY
    } else {
        to_integer_or_infinity(vm, args.get(2))?.max(0.0)
    };
    let buffer = place.array.buffer.get();
    let Some(block) = buffer.shared_bytes(vm) else {
        return Ok(Value::ZERO);
    };
    let at = place.array.byte_offset.get() as usize + place.index * place.element_type.size();
    let woken = waiters::wake(block.address() + at, count);
    Ok(Value::from_number(woken as f64))
}
