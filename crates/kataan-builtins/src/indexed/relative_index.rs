//! Positions counted from either end, as in `slice(-2)`.

use kataan_vm::operation::to_integer_or_infinity;
use kataan_vm::{JsResult, Value, Vm};

/// The position that `value` names in a sequence of `length` elements, in 0 to `length`: counted
/// from the end if negative, and clamped.
pub(crate) fn relative_index(vm: &mut Vm, value: Value, length: u64) -> JsResult<u64> {
    let relative = to_integer_or_infinity(vm, value)?;
    Ok(clamp_relative(relative, length))
}

/// Like [`relative_index`], where `undefined` means the end.
pub(crate) fn relative_end(vm: &mut Vm, value: Value, length: u64) -> JsResult<u64> {
    if value.is_undefined() {
        Ok(length)
    } else {
        relative_index(vm, value, length)
    }
}

/// `relative`, an integer or infinity, as a position in 0 to `length`.
pub(crate) fn clamp_relative(relative: f64, length: u64) -> u64 {
    if relative < 0.0 {
        (length as f64 + relative).max(0.0) as u64
    } else {
        relative.min(length as f64) as u64
    }
}
