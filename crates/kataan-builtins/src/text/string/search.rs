//! Looking for a string in a string.

use super::this_string;
use crate::message;
use crate::text::regexp::is_reg_exp;
use kataan_gc::Gc;
use kataan_vm::Vm;
use kataan_vm::error::JsResult;
use kataan_vm::native::Args;
use kataan_vm::operation::{to_integer_or_infinity, to_number, to_string};
use kataan_vm::string::{self, JsString, flatten};
use kataan_vm::value::Value;

/// An argument that must be a string and no regular expression.
fn plain_pattern(vm: &mut Vm, value: Value, method: &'static str) -> JsResult<Gc<JsString>> {
    if is_reg_exp(vm, value)? {
        return Err(vm.throw_type_error(message::REGEXP_ARGUMENT, &[&method]));
    }
    to_string(vm, value)
}

/// A position argument, clamped to `length`.
fn clamped(vm: &mut Vm, value: Value, length: usize) -> JsResult<usize> {
    let position = to_integer_or_infinity(vm, value)?;
    Ok(position.clamp(0.0, length as f64) as usize)
}

/// [StringIndexOf](https://tc39.es/ecma262/#sec-stringindexof)
pub(super) fn string_index_of(
    vm: &mut Vm,
    text: Gc<JsString>,
    pattern: Gc<JsString>,
    from: usize,
) -> JsResult<Option<usize>> {
    let text = flatten(vm, text)?;
    let pattern = flatten(vm, pattern)?;
    string::index_of(vm, text.units(), pattern.units(), from)
}

/// Whether `pattern` stands at `start` of `text`.
fn stands_at(
    vm: &mut Vm,
    text: Gc<JsString>,
    pattern: Gc<JsString>,
    start: usize,
) -> JsResult<Value> {
    let end = start + pattern.len();
    if end > text.len() {
        return Ok(Value::FALSE);
    }
    let text = flatten(vm, text)?;
    let pattern = flatten(vm, pattern)?;
    let stands = string::equal_units(vm, text.units().slice(start..end), pattern.units())?;
    Ok(Value::from(stands))
}

/// [String.prototype.startsWith](https://tc39.es/ecma262/#sec-string.prototype.startswith)
pub(super) fn starts_with(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let text = this_string(vm, args, "String.prototype.startsWith")?;
    let pattern = plain_pattern(vm, args.get(0), "String.prototype.startsWith")?;
    let start = clamped(vm, args.get(1), text.len())?;
    stands_at(vm, text, pattern, start)
}

/// [String.prototype.endsWith](https://tc39.es/ecma262/#sec-string.prototype.endswith)
pub(super) fn ends_with(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let text = this_string(vm, args, "String.prototype.endsWith")?;
    let pattern = plain_pattern(vm, args.get(0), "String.prototype.endsWith")?;
    let end = match args.get(1) {
        end if end.is_undefined() => text.len(),
        end => clamped(vm, end, text.len())?,
    };
    match end.checked_sub(pattern.len()) {
        Some(start) => stands_at(vm, text, pattern, start),
        None => Ok(Value::FALSE),
    }
}

/// [String.prototype.includes](https://tc39.es/ecma262/#sec-string.prototype.includes)
pub(super) fn includes(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let text = this_string(vm, args, "String.prototype.includes")?;
    let pattern = plain_pattern(vm, args.get(0), "String.prototype.includes")?;
    let start = clamped(vm, args.get(1), text.len())?;
    let found = string_index_of(vm, text, pattern, start)?;
    Ok(Value::from(found.is_some()))
}

/// [String.prototype.indexOf](https://tc39.es/ecma262/#sec-string.prototype.indexof)
pub(super) fn index_of(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let text = this_string(vm, args, "String.prototype.indexOf")?;
    let pattern = to_string(vm, args.get(0))?;
    let start = clamped(vm, args.get(1), text.len())?;
    let found = string_index_of(vm, text, pattern, start)?;
    Ok(found.map_or(Value::from_i32(-1), |index| Value::from_i32(index as i32)))
}

/// [String.prototype.lastIndexOf](https://tc39.es/ecma262/#sec-string.prototype.lastindexof)
pub(super) fn last_index_of(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let text = this_string(vm, args, "String.prototype.lastIndexOf")?;
    let pattern = to_string(vm, args.get(0))?;
    let number = to_number(vm, args.get(1))?;
    // NaN means the end.
    let position = if number.is_nan() {
        f64::INFINITY
    } else {
        number.trunc()
    };
    let Some(last) = text.len().checked_sub(pattern.len()) else {
        return Ok(Value::from_i32(-1));
    };
    let start = position.clamp(0.0, last as f64) as usize;
    let text = flatten(vm, text)?;
    let pattern = flatten(vm, pattern)?;
    let found = string::last_index_of(vm, text.units(), pattern.units(), start)?;
    Ok(found.map_or(Value::from_i32(-1), |index| Value::from_i32(index as i32)))
}
