//! Changing a date: the time value and its fields, in local time and in UTC.

use super::time::{
    Fields, make_date, make_day, make_full_year, make_time, time_clip, time_within_day,
};
use super::{Clock, this_date};
use kataan_vm::native::Args;
use kataan_vm::operation::to_number;
use kataan_vm::{JsResult, Value, Vm};

/// The fields that setters take, in the order in which a setter's arguments follow each other.
#[derive(Clone, Copy)]
enum Part {
    Year,
    Month,
    Date,
    Hours,
    Minutes,
    Seconds,
    Milliseconds,
}

/// What all setters of fields do: `most` arguments set the fields from `first` on; those that are
/// missing keep what the date has.
fn set_parts(
    vm: &mut Vm,
    args: Args<'_>,
    method: &str,
    clock: Clock,
    first: Part,
    most: usize,
) -> JsResult<Value> {
    let date = this_date(vm, args, method)?;
    let mut time = date.time.get();
    let mut given = [0.0; 4];
    let count = args.len().clamp(1, most);
    for (index, number) in given[..count].iter_mut().enumerate() {
        *number = to_number(vm, args.get(index))?;
    }
    let shown = if !time.is_nan() {
        clock.zone_time(time)
    } else if matches!(first, Part::Year) {
        0.0
    } else {
        return Ok(Value::from_number(time));
    };
    let fields = Fields::of(shown);
    let mut parts = [
        fields.year as f64,
        f64::from(fields.month),
        f64::from(fields.day),
        f64::from(fields.hour),
        f64::from(fields.minute),
        f64::from(fields.second),
        f64::from(fields.millisecond),
    ];
    parts[first as usize..][..count].copy_from_slice(&given[..count]);
    let [year, month, day, hour, minute, second, millisecond] = parts;
    let new = make_date(
        make_day(year, month, day),
        make_time(hour, minute, second, millisecond),
    );
    time = time_clip(clock.to_time(new));
    date.time.set(time);
    Ok(Value::from_number(time))
}

/// The setters: clock, first field, and how many arguments they take.
macro_rules! setters {
    ($($function:ident $name:literal $anchor:literal = $clock:ident, $first:ident, $most:literal;)*) => {
        $(
            #[doc = concat!(
                "[Date.prototype.", $name, "](https://tc39.es/ecma262/#sec-date.prototype.", $anchor, ")"
            )]
            pub(super) fn $function(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
                set_parts(vm, args, $name, Clock::$clock, Part::$first, $most)
            }
        )*
    };
}

setters! {
    set_full_year "setFullYear" "setfullyear" = Local, Year, 3;
    set_month "setMonth" "setmonth" = Local, Month, 2;
    set_date "setDate" "setdate" = Local, Date, 1;
    set_hours "setHours" "sethours" = Local, Hours, 4;
    set_minutes "setMinutes" "setminutes" = Local, Minutes, 3;
    set_seconds "setSeconds" "setseconds" = Local, Seconds, 2;
    set_milliseconds "setMilliseconds" "setmilliseconds" = Local, Milliseconds, 1;
    set_utc_full_year "setUTCFullYear" "setutcfullyear" = Utc, Year, 3;
    set_utc_month "setUTCMonth" "setutcmonth" = Utc, Month, 2;
    set_utc_date "setUTCDate" "setutcdate" = Utc, Date, 1;
    set_utc_hours "setUTCHours" "setutchours" = Utc, Hours, 4;
    set_utc_minutes "setUTCMinutes" "setutcminutes" = Utc, Minutes, 3;
    set_utc_seconds "setUTCSeconds" "setutcseconds" = Utc, Seconds, 2;
    set_utc_milliseconds "setUTCMilliseconds" "setutcmilliseconds" = Utc, Milliseconds, 1;
}

/// [Date.prototype.setTime](https://tc39.es/ecma262/#sec-date.prototype.settime)
pub(super) fn set_time(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let date = this_date(vm, args, "setTime")?;
    let time = time_clip(to_number(vm, args.get(0))?);
    date.time.set(time);
    Ok(Value::from_number(time))
}

/// [Date.prototype.setYear](https://tc39.es/ecma262/#sec-date.prototype.setyear)
pub(super) fn set_year(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let date = this_date(vm, args, "setYear")?;
    let time = date.time.get();
    let year = to_number(vm, args.get(0))?;
    let shown = if time.is_nan() {
        0.0
    } else {
        Clock::Local.zone_time(time)
    };
    let fields = Fields::of(shown);
    let day = make_day(
        make_full_year(year),
        f64::from(fields.month),
        f64::from(fields.day),
    );
    let new = make_date(day, time_within_day(shown));
    let time = time_clip(Clock::Local.to_time(new));
    date.time.set(time);
    Ok(Value::from_number(time))
}
