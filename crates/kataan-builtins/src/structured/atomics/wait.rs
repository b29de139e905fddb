//! Waiting for a change, and waking those who wait.

use super::{Place, Waitable, validate_integer_typed_array};
use crate::indexed::typed_array::Access;
use crate::message;
use kataan_vm::execution::promise::new_promise;
use kataan_vm::execution::waiter_list;
use kataan_vm::native::Args;
use kataan_vm::object::{SharedBytes, create_object};
use kataan_vm::operation::{
    create_data_property_or_throw, to_big_int64, to_int32, to_integer_or_infinity, to_number,
};
use kataan_vm::string::Name;
use kataan_vm::{JsResult, Value, Vm};
use std::time::{Duration, Instant};

/// How long a sleep lasts at most before interrupts are looked at.
const SLICE: Duration = Duration::from_millis(10);

/// Whether the agent itself waits, or a promise.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Sync,
    Async,
}

/// What a wait waits for.
struct Wait {
    place: Place,
    block: SharedBytes,
    /// The element's byte in the block.
    at: usize,
    expected: u64,
    /// In milliseconds.
    timeout: f64,
}

impl Wait {
    /// The conversions and checks of [DoWait](https://tc39.es/ecma262/#sec-dowait).
    fn begin(vm: &mut Vm, args: Args<'_>, mode: Mode, method: &str) -> JsResult<Wait> {
        let view = validate_integer_typed_array(vm, args.get(0), Waitable::Yes, method)?;
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
        if mode == Mode::Sync && !vm.agent_can_suspend {
            return Err(vm.throw_type_error(message::CANNOT_SUSPEND, &[]));
        }
        let at = place.revalidate(vm)?;
        let Some(block) = buffer.shared_bytes(vm) else {
            return Err(vm.throw_type_error(message::NOT_SHARED, &[]));
        };
        Ok(Wait {
            place,
            block,
            at,
            expected,
            timeout,
        })
    }

    fn address(&self) -> usize {
        self.block.address() + self.at
    }

    /// Whether the element has the expected value now.
    fn is_expected(&self, vm: &Vm) -> bool {
        let buffer = self.place.array.buffer.get();
        let bytes = buffer.bytes(vm);
        self.place.element_type.load(&bytes, self.at) == self.expected
    }

    /// When the wait is over; a timeout beyond what a duration can hold is none.
    fn deadline(&self) -> Option<Instant> {
        Duration::try_from_secs_f64(self.timeout / 1_000.0)
            .ok()
            .and_then(|timeout| Instant::now().checked_add(timeout))
    }
}

/// [Atomics.wait](https://tc39.es/ecma262/#sec-atomics.wait)
pub(super) fn wait(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let wait = Wait::begin(vm, args, Mode::Sync, "Atomics.wait")?;
    let address = wait.address();
    let Some(agent) = waiter_list::enter(address, || wait.is_expected(vm)) else {
        return Ok(vm.name_value(Name::NotEqual));
    };
    let deadline = wait.deadline();
    loop {
        let rest = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        if agent.sleep(rest.map_or(SLICE, |rest| rest.min(SLICE))) {
            return Ok(vm.name_value(Name::Ok));
        }
        if let Err(thrown) = vm.check_interrupt() {
            waiter_list::leave(address, &agent);
            return Err(thrown);
        }
        if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            let name = if waiter_list::leave(address, &agent) {
                Name::TimedOut
            } else {
                Name::Ok
            };
            return Ok(vm.name_value(name));
        }
    }
}

/// [Atomics.waitAsync](https://tc39.es/ecma262/#sec-atomics.waitasync)
pub(super) fn wait_async(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let wait = Wait::begin(vm, args, Mode::Async, "Atomics.waitAsync")?;
    let promise = new_promise(vm)?;
    if wait.timeout == 0.0 {
        let name = if wait.is_expected(vm) {
            Name::TimedOut
        } else {
            Name::NotEqual
        };
        let outcome = vm.name_value(name);
        return async_result(vm, Value::FALSE, outcome);
    }
    let (address, deadline) = (wait.address(), wait.deadline());
    let buffer = wait.place.array.buffer.get();
    let bytes = buffer.bytes(vm);
    let is_expected = || wait.place.element_type.load(&bytes, wait.at) == wait.expected;
    let block = wait.block.clone();
    if vm.wait_async(promise, block, address, deadline, is_expected) {
        return async_result(vm, Value::TRUE, promise.into());
    }
    let outcome = vm.name_value(Name::NotEqual);
    async_result(vm, Value::FALSE, outcome)
}

fn async_result(vm: &mut Vm, is_async: Value, value: Value) -> JsResult<Value> {
    let object = create_object(vm)?;
    let key = vm.key(Name::Async);
    create_data_property_or_throw(vm, object, key, is_async)?;
    let key = vm.key(Name::Value);
    create_data_property_or_throw(vm, object, key, value)?;
    Ok(object.into())
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
    let woken = waiter_list::wake(block.address() + at, count);
    // This agent's own promises are settled at once.
    vm.settle_waits()?;
    Ok(Value::from_number(woken as f64))
}
