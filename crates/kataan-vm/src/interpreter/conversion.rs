//! Conversions, `typeof` and truthiness.

use super::arithmetic::record_one;
use super::frame::Frame;
use super::pc::Pc;
use crate::Vm;
use crate::error::{JsResult, describe, message};
use crate::object::Object;
use crate::operation;
use crate::string::{JsString, concat};
use crate::value::{Numeric, Value, typeof_name};
use kataan_bytecode::opcode::instructions;
use kataan_bytecode::opcode::operand::TypeOfResult;
use kataan_gc::Region;

/// [ToBoolean](https://tc39.es/ecma262/#sec-toboolean), the common values inline.
#[inline(always)]
pub(super) fn truthy(region: Region, value: Value) -> bool {
    if value.is_bool() {
        return value == Value::TRUE;
    }
    if value.is_i32() {
        return value.i32_bits() != 0;
    }
    if value.is_nullish() {
        return false;
    }
    if value.is_object() {
        return region
            .gc::<Object>(value)
            .is_some_and(|object| !object.is_html_dda());
    }
    truthy_slow(region, value)
}

#[inline(never)]
fn truthy_slow(region: Region, value: Value) -> bool {
    if let Some(number) = value.as_f64() {
        return number != 0.0 && !number.is_nan();
    }
    if let Some(string) = region.gc::<JsString>(value) {
        return !string.is_empty();
    }
    if let Some(integer) = region.gc::<crate::value::bigint::JsBigInt>(value) {
        return !integer.is_zero();
    }
    value.is_symbol()
}

#[inline(never)]
pub(super) fn concatenate(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::Concatenate>();
    let mut result = None;
    for index in 0..i.count {
        let value = frame.get(i.values.0 + index);
        let part = match vm.string(value) {
            Some(string) => string,
            None => operation::to_string(vm, value)?,
        };
        result = Some(match result {
            None => part,
            Some(result) => concat(vm, result, part)?,
        });
    }
    let result = result.unwrap_or_else(|| vm.empty_string());
    frame.set(i.dst.0, result.into());
    Ok(())
}

#[cold]
#[inline(never)]
pub(super) fn to_property_key(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::ToPropertyKey>();
    let key = operation::to_property_key(vm, frame.get(i.src.0))?;
    frame.set(i.dst.0, key.to_raw());
    Ok(())
}

#[cold]
#[inline(never)]
pub(super) fn to_string(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::ToString>();
    let string = operation::to_string(vm, frame.get(i.src.0))?;
    frame.set(i.dst.0, string.into());
    Ok(())
}

#[cold]
#[inline(never)]
pub(super) fn to_numeric(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::ToNumeric>();
    record_one(vm, frame, i.feedback, frame.get(i.src.0));
    let value = match operation::to_numeric(vm, frame.get(i.src.0))? {
        Numeric::Number(number) => Value::from_number(number),
        Numeric::BigInt(integer) => integer.into(),
    };
    frame.set(i.dst.0, value);
    Ok(())
}

#[cold]
#[inline(never)]
pub(super) fn to_number(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::ToNumber>();
    record_one(vm, frame, i.feedback, frame.get(i.src.0));
    let number = operation::to_number(vm, frame.get(i.src.0))?;
    frame.set(i.dst.0, Value::from_number(number));
    Ok(())
}

#[cold]
#[inline(never)]
pub(super) fn throw_not_coercible(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::CheckObjectCoercible>();
    let text = describe(vm, frame.get(i.src.0));
    Err(vm.throw_type_error(message::NULLISH_DESTRUCTURED, &[&text]))
}

#[inline(never)]
pub(super) fn type_of(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::TypeOf>();
    let name = typeof_name(vm, frame.get(i.src.0));
    frame.set(i.dst.0, vm.name_value(name));
    Ok(())
}

#[inline(never)]
pub(super) fn test_type_of(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::TestTypeOf>();
    let value = frame.get(i.src.0);
    let object = |callable: bool| {
        vm.object(value)
            .is_some_and(|object| !object.is_html_dda() && object.is_callable() == callable)
    };
    let outcome = match i.type_name {
        TypeOfResult::Undefined => {
            value.is_undefined() || vm.object(value).is_some_and(|object| object.is_html_dda())
        }
        TypeOfResult::Boolean => value.is_bool(),
        TypeOfResult::Number => value.is_number(),
        TypeOfResult::String => value.is_string(),
        TypeOfResult::Symbol => value.is_symbol(),
        TypeOfResult::BigInt => value.is_bigint(),
        TypeOfResult::Object => value.is_null() || object(false),
        TypeOfResult::Function => object(true),
    };
    frame.set(i.dst.0, Value::from_bool(outcome));
    Ok(())
}
