//! Reading characters, and the string that a String object holds.

use super::this_string;
use crate::message;
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::native::Args;
use kataan_vm::object::StringObject;
use kataan_vm::operation::to_integer_or_infinity;
use kataan_vm::string::{flatten, single_unit, unit_at};
use kataan_vm::value::Value;

/// The index that `position` names, if it is inside `length`.
#[inline]
fn index_in(position: f64, length: usize) -> Option<usize> {
    (position >= 0.0 && position < length as f64).then_some(position as usize)
}

/// [String.prototype.at](https://tc39.es/ecma262/#sec-string.prototype.at)
pub(super) fn at(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let string = this_string(vm, args, "String.prototype.at")?;
    let relative = to_integer_or_infinity(vm, args.get(0))?;
    let length = string.len();
    let position = if relative >= 0.0 {
        relative
    } else {
        length as f64 + relative
    };
    match index_in(position, length) {
        Some(index) => {
            let unit = unit_at(vm, string, index)?;
            Ok(single_unit(vm, unit)?.into())
        }
        None => Ok(Value::UNDEFINED),
    }
}

/// [String.prototype.charAt](https://tc39.es/ecma262/#sec-string.prototype.charat)
pub(super) fn char_at(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let string = this_string(vm, args, "String.prototype.charAt")?;
    let position = to_integer_or_infinity(vm, args.get(0))?;
    match index_in(position, string.len()) {
        Some(index) => {
            let unit = unit_at(vm, string, index)?;
            Ok(single_unit(vm, unit)?.into())
        }
        None => Ok(vm.empty_string().into()),
    }
}

/// [String.prototype.charCodeAt](https://tc39.es/ecma262/#sec-string.prototype.charcodeat)
pub(super) fn char_code_at(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let string = this_string(vm, args, "String.prototype.charCodeAt")?;
    let position = to_integer_or_infinity(vm, args.get(0))?;
    match index_in(position, string.len()) {
        Some(index) => Ok(Value::from_i32(i32::from(unit_at(vm, string, index)?))),
        None => Ok(Value::from_number(f64::NAN)),
    }
}

/// [String.prototype.codePointAt](https://tc39.es/ecma262/#sec-string.prototype.codepointat)
pub(super) fn code_point_at(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let string = this_string(vm, args, "String.prototype.codePointAt")?;
    let position = to_integer_or_infinity(vm, args.get(0))?;
    match index_in(position, string.len()) {
        Some(index) => {
            let (code_point, _) = flatten(vm, string)?.units().code_point_at(index);
            Ok(Value::from_i32(code_point as i32))
        }
        None => Ok(Value::UNDEFINED),
    }
}

/// [ThisStringValue](https://tc39.es/ecma262/#sec-thisstringvalue)
fn this_string_value(vm: &mut Vm, args: Args<'_>, method: &'static str) -> JsResult<Value> {
    if args.this().is_string() {
        return Ok(args.this());
    }
    match vm.heap.gc::<StringObject>(args.this()) {
        Some(object) => Ok(object.string().into()),
        None => {
            let text = describe(vm, args.this());
            Err(vm.throw_type_error(message::INCOMPATIBLE_RECEIVER, &[&method, &text]))
        }
    }
}

/// [String.prototype.toString](https://tc39.es/ecma262/#sec-string.prototype.tostring)
pub(super) fn to_string_method(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    this_string_value(vm, args, "String.prototype.toString")
}

/// [String.prototype.valueOf](https://tc39.es/ecma262/#sec-string.prototype.valueof)
pub(super) fn value_of(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    this_string_value(vm, args, "String.prototype.valueOf")
}
