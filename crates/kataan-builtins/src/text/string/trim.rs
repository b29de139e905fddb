//! [TrimString](https://tc39.es/ecma262/#sec-trimstring)

use super::this_string;
use kataan_vm::Vm;
use kataan_vm::error::JsResult;
use kataan_vm::native::Args;
use kataan_vm::string::{flatten, substring};
use kataan_vm::value::Value;
use kataan_vm::value::long_number::{skip_back_while, skip_while, trimmed};
use kataan_vm::value::string_to_number::is_white_space;

/// Where white space and line terminators are cut off.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Start,
    End,
    Both,
}

fn trim_string(vm: &mut Vm, args: Args<'_>, method: &'static str, side: Side) -> JsResult<Value> {
    let string = this_string(vm, args, method)?;
    let flat = flatten(vm, string)?;
    let whole = 0..flat.len();
    let part = match side {
        Side::Start => skip_while(vm, flat.units(), whole.clone(), is_white_space)?..whole.end,
        Side::End => 0..skip_back_while(vm, flat.units(), whole, is_white_space)?,
        Side::Both => trimmed(vm, flat.units(), whole)?,
    };
    Ok(substring(vm, string, part.start, part.end)?.into())
}

/// [String.prototype.trim](https://tc39.es/ecma262/#sec-string.prototype.trim)
pub(super) fn trim(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    trim_string(vm, args, "String.prototype.trim", Side::Both)
}

/// [String.prototype.trimEnd](https://tc39.es/ecma262/#sec-string.prototype.trimend)
pub(super) fn trim_end(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    trim_string(vm, args, "String.prototype.trimEnd", Side::End)
}

/// [String.prototype.trimStart](https://tc39.es/ecma262/#sec-string.prototype.trimstart)
pub(super) fn trim_start(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    trim_string(vm, args, "String.prototype.trimStart", Side::Start)
}
