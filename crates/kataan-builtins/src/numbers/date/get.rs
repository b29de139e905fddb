//! Reading a date: the time value and its fields, in local time and in UTC.

use super::time::{Fields, MS_PER_MINUTE};
use super::{Clock, local_zone, this_date};
use kataan_vm::native::Args;
use kataan_vm::{JsResult, Value, Vm};

/// A field of a date on a clock; NaN of the invalid date.
#[inline]
fn field(
    vm: &mut Vm,
    args: Args<'_>,
    method: &str,
    clock: Clock,
    read: fn(&Fields) -> f64,
) -> JsResult<Value> {
    let time = this_date(vm, args, method)?.time.get();
    if time.is_nan() {
        return Ok(Value::from_number(time));
    }
    let fields = Fields::of(clock.zone_time(time));
    Ok(Value::from_number(read(&fields)))
}

/// The getters of one field each.
macro_rules! getters {
    ($($function:ident $name:literal $anchor:literal = $clock:ident, $read:expr;)*) => {
        $(
            #[doc = concat!(
                "[Date.prototype.", $name, "](https://tc39.es/ecma262/#sec-date.prototype.", $anchor, ")"
            )]
            pub(super) fn $function(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
                field(vm, args, $name, Clock::$clock, $read)
            }
        )*
    };
}

getters! {
    get_date "getDate" "getdate" = Local, |fields| f64::from(fields.day);
    get_day "getDay" "getday" = Local, |fields| f64::from(fields.weekday);
    get_full_year "getFullYear" "getfullyear" = Local, |fields| fields.year as f64;
    get_hours "getHours" "gethours" = Local, |fields| f64::from(fields.hour);
    get_milliseconds "getMilliseconds" "getmilliseconds" = Local, |fields| f64::from(fields.millisecond);
    get_minutes "getMinutes" "getminutes" = Local, |fields| f64::from(fields.minute);
    get_month "getMonth" "getmonth" = Local, |fields| f64::from(fields.month);
    get_seconds "getSeconds" "getseconds" = Local, |fields| f64::from(fields.second);
    get_utc_date "getUTCDate" "getutcdate" = Utc, |fields| f64::from(fields.day);
    get_utc_day "getUTCDay" "getutcday" = Utc, |fields| f64::from(fields.weekday);
    get_utc_full_year "getUTCFullYear" "getutcfullyear" = Utc, |fields| fields.year as f64;
    get_utc_hours "getUTCHours" "getutchours" = Utc, |fields| f64::from(fields.hour);
    get_utc_milliseconds "getUTCMilliseconds" "getutcmilliseconds" = Utc, |fields| f64::from(fields.millisecond);
    get_utc_minutes "getUTCMinutes" "getutcminutes" = Utc, |fields| f64::from(fields.minute);
    get_utc_month "getUTCMonth" "getutcmonth" = Utc, |fields| f64::from(fields.month);
    get_utc_seconds "getUTCSeconds" "getutcseconds" = Utc, |fields| f64::from(fields.second);
    get_year "getYear" "getyear" = Local, |fields| (fields.year - 1900) as f64;
}

/// [Date.prototype.getTime](https://tc39.es/ecma262/#sec-date.prototype.gettime)
pub(super) fn get_time(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    Ok(Value::from_number(
        this_date(vm, args, "getTime")?.time.get(),
    ))
}

/// [Date.prototype.valueOf](https://tc39.es/ecma262/#sec-date.prototype.valueof)
pub(super) fn value_of(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    Ok(Value::from_number(
        this_date(vm, args, "valueOf")?.time.get(),
    ))
}

/// [Date.prototype.getTimezoneOffset](https://tc39.es/ecma262/#sec-date.prototype.gettimezoneoffset)
pub(super) fn get_timezone_offset(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let time = this_date(vm, args, "getTimezoneOffset")?.time.get();
    if time.is_nan() {
        return Ok(Value::from_number(time));
    }
    // Subtracting from zero: an offset of zero is not -0.
    let minutes = 0.0 - local_zone().offset_at_utc(time) / MS_PER_MINUTE;
    Ok(Value::from_number(minutes))
}
