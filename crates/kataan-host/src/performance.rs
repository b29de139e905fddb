//! `performance`: the monotonic clock of the program.

use std::time::{SystemTime, UNIX_EPOCH};

use kataan_gc::Gc;
use kataan_vm::native::Args;
use kataan_vm::object::Object;
use kataan_vm::{JsResult, Value, Vm};

use crate::global::{Method, new_object_with, set};
use crate::host::host;

static METHODS: &[Method] = &[("now", 0, now)];

const MILLISECONDS: f64 = 1000.0;

/// The object `performance`.
pub(crate) fn performance(vm: &mut Vm) -> JsResult<Gc<Object>> {
    let object = new_object_with(vm, METHODS)?;
    let since_epoch = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let running = host(vm).started.elapsed();
    let origin = since_epoch.saturating_sub(running).as_secs_f64() * MILLISECONDS;
    set(vm, object, "timeOrigin", Value::from_number(origin))?;
    Ok(object)
}

/// `performance.now()`: milliseconds since the program began.
fn now(vm: &mut Vm, _: Args<'_>) -> JsResult<Value> {
    let elapsed = host(vm).started.elapsed().as_secs_f64();
    Ok(Value::from_number(elapsed * MILLISECONDS))
}
