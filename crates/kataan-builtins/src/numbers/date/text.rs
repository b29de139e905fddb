//! Dates as text and as primitive values.

use super::format::{self, INVALID_DATE};
use super::time::Fields;
use super::{local_zone, this_date};
use crate::message;
use kataan_vm::error::describe;
use kataan_vm::native::Args;
use kataan_vm::operation::{PreferredType, invoke, ordinary_to_primitive, to_object, to_primitive};
use kataan_vm::string::from_text;
use kataan_vm::{JsResult, Value, Vm};

/// The date as `print` writes its time value; the invalid date as such.
fn print(
    vm: &mut Vm,
    args: Args<'_>,
    method: &str,
    print: impl FnOnce(f64) -> String,
) -> JsResult<Value> {
    let time = this_date(vm, args, method)?.time.get();
    let text = if time.is_nan() {
        INVALID_DATE.to_owned()
    } else {
        print(time)
    };
    Ok(from_text(vm, text)?.into())
}

/// The fields of a finite time value in local time.
fn local_fields(time: f64) -> Fields {
    Fields::of(local_zone().local_time(time))
}

/// [Date.prototype.toString](https://tc39.es/ecma262/#sec-date.prototype.tostring)
pub(super) fn to_string_method(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    print(vm, args, "toString", |time| {
        format::to_date_string(local_zone(), time)
    })
}

/// [Date.prototype.toDateString](https://tc39.es/ecma262/#sec-date.prototype.todatestring)
pub(super) fn to_date_string(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    print(vm, args, "toDateString", |time| {
        format::date_string(&local_fields(time))
    })
}

/// [Date.prototype.toTimeString](https://tc39.es/ecma262/#sec-date.prototype.totimestring)
pub(super) fn to_time_string(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    print(vm, args, "toTimeString", |time| {
        let zone = format::time_zone_string(local_zone(), time);
        format::time_string(&local_fields(time)) + &zone
    })
}

/// [Date.prototype.toUTCString](https://tc39.es/ecma262/#sec-date.prototype.toutcstring)
pub(super) fn to_utc_string(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    print(vm, args, "toUTCString", format::utc_string)
}

/// [Date.prototype.toLocaleString](https://tc39.es/ecma262/#sec-date.prototype.tolocalestring)
pub(super) fn to_locale_string(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    print(vm, args, "toLocaleString", |time| {
        let fields = local_fields(time);
        let date = format::locale_date_string(&fields);
        format!("{date}, {}", format::locale_time_string(&fields))
    })
}

/// [Date.prototype.toLocaleDateString](https://tc39.es/ecma262/#sec-date.prototype.tolocaledatestring)
pub(super) fn to_locale_date_string(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    print(vm, args, "toLocaleDateString", |time| {
        format::locale_date_string(&local_fields(time))
    })
}

/// [Date.prototype.toLocaleTimeString](https://tc39.es/ecma262/#sec-date.prototype.tolocaletimestring)
pub(super) fn to_locale_time_string(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    print(vm, args, "toLocaleTimeString", |time| {
        format::locale_time_string(&local_fields(time))
    })
}

/// [Date.prototype.toISOString](https://tc39.es/ecma262/#sec-date.prototype.toisostring)
pub(super) fn to_iso_string(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let time = this_date(vm, args, "toISOString")?.time.get();
    if time.is_nan() {
        return Err(vm.throw_range_error(message::INVALID_TIME, &[]));
    }
    Ok(from_text(vm, format::iso_string(time))?.into())
}

/// [Date.prototype.toJSON](https://tc39.es/ecma262/#sec-date.prototype.tojson)
pub(super) fn to_json(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = to_object(vm, args.this())?;
    let time = to_primitive(vm, object.into(), PreferredType::Number)?;
    if time.as_number().is_some_and(|time| !time.is_finite()) {
        return Ok(Value::NULL);
    }
    let key = vm.intern("toISOString")?;
    invoke(vm, object.into(), key, &[])
}

/// [Date.prototype\[%Symbol.toPrimitive%\]](https://tc39.es/ecma262/#sec-date.prototype-%symbol.toprimitive%)
pub(super) fn to_primitive_method(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let Some(object) = vm.object(args.this()) else {
        let text = describe(vm, args.this());
        return Err(vm.throw_type_error(message::NOT_AN_OBJECT, &[&text]));
    };
    if let Some(hint) = vm.string(args.get(0)) {
        let hint = kataan_vm::string::to_rust_string(vm, hint)?;
        let preferred = match hint.as_str() {
            "string" | "default" => Some(PreferredType::String),
            "number" => Some(PreferredType::Number),
            _ => None,
        };
        if let Some(preferred) = preferred {
            return ordinary_to_primitive(vm, object, preferred);
        }
    }
    let text = describe(vm, args.get(0));
    Err(vm.throw_type_error(message::INVALID_HINT, &[&text]))
}
