//! The constructor and its static methods.

use super::parse::parse;
use super::time::{make_date, make_day, make_full_year, make_time, time_clip};
use super::{Clock, DateObject, DateObjectInit, format, local_zone};
use kataan_vm::native::Args;
use kataan_vm::object::new_object_base;
use kataan_vm::operation::{
    PreferredType, get_prototype_from_constructor, to_number, to_primitive, to_string,
};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::{JsString, from_text, to_rust_string};
use kataan_vm::{Gc, JsResult, Value, Vm};
use std::time::{SystemTime, UNIX_EPOCH};

/// The time value of this moment.
fn current_time() -> f64 {
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => since.as_millis() as f64,
        Err(before) => -(before.duration().as_millis() as f64),
    }
}

/// No longer text is taken for a date.
const LONGEST_TEXT: usize = 16 << 10;

fn parse_string(vm: &mut Vm, string: Gc<JsString>) -> JsResult<f64> {
    if string.len() > LONGEST_TEXT {
        return Ok(f64::NAN);
    }
    Ok(parse(&to_rust_string(vm, string)?, local_zone()))
}

/// The time that two to seven arguments name on a clock.
fn time_of_parts(vm: &mut Vm, args: Args<'_>, clock: Clock) -> JsResult<f64> {
    let mut parts = [f64::NAN, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0];
    for (index, part) in parts.iter_mut().enumerate() {
        if let Some(argument) = args.passed(index) {
            *part = to_number(vm, argument)?;
        }
    }
    let [year, month, date, hour, minute, second, millisecond] = parts;
    let day = make_day(make_full_year(year), month, date);
    let shown = make_date(day, make_time(hour, minute, second, millisecond));
    Ok(time_clip(clock.to_time(shown)))
}

/// [Date](https://tc39.es/ecma262/#sec-date)
pub(super) fn date(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    if !args.is_construct() {
        let text = format::to_date_string(local_zone(), current_time());
        return Ok(from_text(vm, text)?.into());
    }
    let time = match args.len() {
        0 => current_time(),
        1 => time_of_value(vm, args.get(0))?,
        _ => time_of_parts(vm, args, Clock::Local)?,
    };
    let default = Intrinsic::DatePrototype;
    let prototype = get_prototype_from_constructor(vm, args.new_target(), default)?;
    let base = new_object_base::<DateObject>(vm, Some(prototype), 0)?;
    Ok(vm.heap.allocate(DateObjectInit { base, time })?.into())
}

fn time_of_value(vm: &mut Vm, value: Value) -> JsResult<f64> {
    if let Some(date) = vm.heap.gc::<DateObject>(value) {
        return Ok(date.time.get());
    }
    let primitive = to_primitive(vm, value, PreferredType::Default)?;
    match vm.string(primitive) {
        Some(string) => parse_string(vm, string),
        None => Ok(time_clip(to_number(vm, primitive)?)),
    }
}

/// [Date.now](https://tc39.es/ecma262/#sec-date.now)
pub(super) fn now(_: &mut Vm, _: Args<'_>) -> JsResult<Value> {
    Ok(Value::from_number(current_time()))
}

/// [Date.parse](https://tc39.es/ecma262/#sec-date.parse)
pub(super) fn parse_static(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let string = to_string(vm, args.get(0))?;
    Ok(Value::from_number(parse_string(vm, string)?))
}

/// [Date.UTC](https://tc39.es/ecma262/#sec-date.utc)
pub(super) fn utc(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    Ok(Value::from_number(time_of_parts(vm, args, Clock::Utc)?))
}
