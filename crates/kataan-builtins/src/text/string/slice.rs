//! Parts of a string, and strings in a row.

use super::this_string;
use crate::indexed::relative_index::{relative_end, relative_index};
use kataan_vm::Vm;
use kataan_vm::error::JsResult;
use kataan_vm::native::Args;
use kataan_vm::operation::{to_integer_or_infinity, to_string};
use kataan_vm::string::{concat as concat_strings, substring};
use kataan_vm::value::Value;

/// [String.prototype.concat](https://tc39.es/ecma262/#sec-string.prototype.concat)
pub(super) fn concat(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let mut result = this_string(vm, args, "String.prototype.concat")?;
    for argument in args.iter_from(0) {
        let next = to_string(vm, argument)?;
        result = concat_strings(vm, result, next)?;
    }
    Ok(result.into())
}

/// [String.prototype.slice](https://tc39.es/ecma262/#sec-string.prototype.slice)
pub(super) fn slice(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let string = this_string(vm, args, "String.prototype.slice")?;
    let length = string.len() as u64;
    let from = relative_index(vm, args.get(0), length)? as usize;
    let to = relative_end(vm, args.get(1), length)? as usize;
    if from >= to {
        return Ok(vm.empty_string().into());
    }
    Ok(substring(vm, string, from, to)?.into())
}

/// [String.prototype.substr](https://tc39.es/ecma262/#sec-string.prototype.substr)
pub(super) fn substr(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let string = this_string(vm, args, "String.prototype.substr")?;
    let size = string.len();
    let start = relative_index(vm, args.get(0), size as u64)? as usize;
    let length = match args.get(1) {
        length if length.is_undefined() => size as f64,
        length => to_integer_or_infinity(vm, length)?,
    };
    let count = length.clamp(0.0, (size - start) as f64) as usize;
    Ok(substring(vm, string, start, start + count)?.into())
}

/// [String.prototype.substring](https://tc39.es/ecma262/#sec-string.prototype.substring)
pub(super) fn substring_method(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let string = this_string(vm, args, "String.prototype.substring")?;
    let length = string.len() as f64;
    let start = to_integer_or_infinity(vm, args.get(0))?.clamp(0.0, length) as usize;
    let end = match args.get(1) {
        end if end.is_undefined() => length,
        end => to_integer_or_infinity(vm, end)?,
    };
    let end = end.clamp(0.0, length) as usize;
    Ok(substring(vm, string, start.min(end), start.max(end))?.into())
}
