//! Making strings longer: `padStart`, `padEnd`, `repeat`.

use super::this_string;
use crate::message;
use kataan_gc::Gc;
use kataan_vm::Vm;
use kataan_vm::error::JsResult;
use kataan_vm::native::Args;
use kataan_vm::operation::{to_integer_or_infinity, to_length, to_string};
use kataan_vm::string::{JsString, MAX_LENGTH, concat, substring};
use kataan_vm::value::Value;

/// `string`, `count` times over: log n concatenations.
fn repeat_string(vm: &mut Vm, string: Gc<JsString>, count: usize) -> JsResult<Gc<JsString>> {
    let mut result = vm.empty_string();
    let mut power = string;
    let mut rest = count;
    while rest > 0 {
        if rest & 1 == 1 {
            result = concat(vm, result, power)?;
        }
        rest >>= 1;
        if rest > 0 {
            power = concat(vm, power, power)?;
        }
    }
    Ok(result)
}

/// [String.prototype.repeat](https://tc39.es/ecma262/#sec-string.prototype.repeat)
pub(super) fn repeat(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let string = this_string(vm, args, "String.prototype.repeat")?;
    let count = to_integer_or_infinity(vm, args.get(0))?;
    if count < 0.0 || count.is_infinite() {
        return Err(vm.throw_range_error(message::NEGATIVE_COUNT, &[&count]));
    }
    if string.is_empty() || count == 0.0 {
        return Ok(vm.empty_string().into());
    }
    if count * string.len() as f64 > MAX_LENGTH as f64 {
        return Err(vm.throw_range_error(kataan_vm::error::message::STRING_TOO_LONG, &[]));
    }
    Ok(repeat_string(vm, string, count as usize)?.into())
}

/// Which side is padded.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Placement {
    Start,
    End,
}

/// [StringPaddingBuiltinsImpl](https://tc39.es/ecma262/#sec-stringpaddingbuiltinsimpl)
fn string_pad(
    vm: &mut Vm,
    args: Args<'_>,
    method: &'static str,
    placement: Placement,
) -> JsResult<Value> {
    let string = this_string(vm, args, method)?;
    let length = to_length(vm, args.get(0))?;
    if length <= string.len() as u64 {
        return Ok(string.into());
    }
    let fill = match args.get(1) {
        fill if fill.is_undefined() => vm.latin1_string(b' '),
        fill => to_string(vm, fill)?,
    };
    if fill.is_empty() {
        return Ok(string.into());
    }
    if length > MAX_LENGTH as u64 {
        return Err(vm.throw_range_error(kataan_vm::error::message::STRING_TOO_LONG, &[]));
    }
    let missing = length as usize - string.len();
    let repeated = repeat_string(vm, fill, missing.div_ceil(fill.len()))?;
    let filler = substring(vm, repeated, 0, missing)?;
    let padded = match placement {
        Placement::Start => concat(vm, filler, string)?,
        Placement::End => concat(vm, string, filler)?,
    };
    Ok(padded.into())
}

/// [String.prototype.padStart](https://tc39.es/ecma262/#sec-string.prototype.padstart)
pub(super) fn pad_start(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    string_pad(vm, args, "String.prototype.padStart", Placement::Start)
}

/// [String.prototype.padEnd](https://tc39.es/ecma262/#sec-string.prototype.padend)
pub(super) fn pad_end(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    string_pad(vm, args, "String.prototype.padEnd", Placement::End)
}
