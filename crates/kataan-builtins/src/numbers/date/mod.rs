//! [Date Objects](https://tc39.es/ecma262/#sec-date-objects).
//!
//! `time`, `parse`, `format` and `zone` are pure functions on time values; the object, its
//! constructor and its methods stand on them.

mod construct;
mod format;
mod get;
mod parse;
mod set;
mod text;
mod time;
mod zone;

pub(crate) use format::iso_string;

use crate::message;
use kataan_gc::{Gc, Plain, cell};
use kataan_vm::error::describe;
use kataan_vm::native::{
    Args, Constructor, IntrinsicObject, ObjectForm, Property, alias, method, method_with,
};
use kataan_vm::object::{Attributes, Object};
use kataan_vm::realm::Intrinsic;
use kataan_vm::{JsResult, Vm};
use std::sync::OnceLock;
use zone::LocalZone;

cell! {
    /// An object with `[[DateValue]]`.
    pub struct DateObject: Object {
        pub(crate) time: Plain<f64>,
    }
}

/// The system's zone, read once a process.
fn local_zone() -> &'static LocalZone {
    static ZONE: OnceLock<LocalZone> = OnceLock::new();
    ZONE.get_or_init(LocalZone::system)
}

/// Whether a method reads and writes local time or UTC.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Clock {
    Local,
    Utc,
}

impl Clock {
    /// A finite time value on this clock.
    fn zone_time(self, time: f64) -> f64 {
        match self {
            Clock::Local => local_zone().local_time(time),
            Clock::Utc => time,
        }
    }

    /// The time value of what this clock shows.
    fn to_time(self, shown: f64) -> f64 {
        match self {
            Clock::Local => local_zone().utc(shown),
            Clock::Utc => shown,
        }
    }
}

/// `RequireInternalSlot(this, [[DateValue]])`
fn this_date(vm: &mut Vm, args: Args<'_>, method: &str) -> JsResult<Gc<DateObject>> {
    match vm.heap.gc::<DateObject>(args.this()) {
        Some(date) => Ok(date),
        None => {
            let text = describe(vm, args.this());
            let method = format!("Date.prototype.{method}");
            Err(vm.throw_type_error(message::INCOMPATIBLE_RECEIVER, &[&method, &text]))
        }
    }
}

/// The constructor.
pub(crate) static DATE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::Date,
    form: ObjectForm::Constructor(Constructor {
        name: "Date",
        length: 7,
        code: construct::date,
        prototype: Some(Intrinsic::DatePrototype),
        global: true,
    }),
    prototype: Some(Intrinsic::FunctionPrototype),
    properties: &[
        method("now", 0, construct::now),
        method("parse", 1, construct::parse_static),
        method("UTC", 7, construct::utc),
    ],
};

/// The prototype.
pub(crate) static DATE_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::DatePrototype,
    form: ObjectForm::Ordinary(None),
    prototype: Some(Intrinsic::ObjectPrototype),
    properties: PROTOTYPE,
};

static PROTOTYPE: &[Property] = &[
    method("getDate", 0, get::get_date),
    method("getDay", 0, get::get_day),
    method("getFullYear", 0, get::get_full_year),
    method("getHours", 0, get::get_hours),
    method("getMilliseconds", 0, get::get_milliseconds),
    method("getMinutes", 0, get::get_minutes),
    method("getMonth", 0, get::get_month),
    method("getSeconds", 0, get::get_seconds),
    method("getTime", 0, get::get_time),
    method("getTimezoneOffset", 0, get::get_timezone_offset),
    method("getUTCDate", 0, get::get_utc_date),
    method("getUTCDay", 0, get::get_utc_day),
    method("getUTCFullYear", 0, get::get_utc_full_year),
    method("getUTCHours", 0, get::get_utc_hours),
    method("getUTCMilliseconds", 0, get::get_utc_milliseconds),
    method("getUTCMinutes", 0, get::get_utc_minutes),
    method("getUTCMonth", 0, get::get_utc_month),
    method("getUTCSeconds", 0, get::get_utc_seconds),
    method("getYear", 0, get::get_year),
    method("setDate", 1, set::set_date),
    method("setFullYear", 3, set::set_full_year),
    method("setHours", 4, set::set_hours),
    method("setMilliseconds", 1, set::set_milliseconds),
    method("setMinutes", 3, set::set_minutes),
    method("setMonth", 2, set::set_month),
    method("setSeconds", 2, set::set_seconds),
    method("setTime", 1, set::set_time),
    method("setUTCDate", 1, set::set_utc_date),
    method("setUTCFullYear", 3, set::set_utc_full_year),
    method("setUTCHours", 4, set::set_utc_hours),
    method("setUTCMilliseconds", 1, set::set_utc_milliseconds),
    method("setUTCMinutes", 3, set::set_utc_minutes),
    method("setUTCMonth", 2, set::set_utc_month),
    method("setUTCSeconds", 2, set::set_utc_seconds),
    method("setYear", 1, set::set_year),
    method("toDateString", 0, text::to_date_string),
    method("toISOString", 0, text::to_iso_string),
    method("toJSON", 1, text::to_json),
    method("toLocaleDateString", 0, text::to_locale_date_string),
    method("toLocaleString", 0, text::to_locale_string),
    method("toLocaleTimeString", 0, text::to_locale_time_string),
    method("toString", 0, text::to_string_method),
    method("toTimeString", 0, text::to_time_string),
    method("toUTCString", 0, text::to_utc_string),
    alias("toGMTString", "toUTCString"),
    method("valueOf", 0, get::value_of),
    method_with(
        "[Symbol.toPrimitive]",
        1,
        text::to_primitive_method,
        Attributes::CONFIGURABLE,
        None,
    ),
];
