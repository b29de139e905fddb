//! Dates as text: [ToDateString](https://tc39.es/ecma262/#sec-todatestring) and its parts.

use super::time::{Fields, MS_PER_MINUTE};
use super::zone::LocalZone;

const WEEKDAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
/// Month names, which the parser knows too.
pub(super) const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// What every textual form prints for NaN.
pub(super) const INVALID_DATE: &str = "Invalid Date";

/// A year with its sign where negative, and at least four digits.
fn year(fields: &Fields) -> String {
    let sign = if fields.year < 0 { "-" } else { "" };
    format!("{sign}{:04}", fields.year.unsigned_abs())
}

/// [DateString](https://tc39.es/ecma262/#sec-datestring)
pub(super) fn date_string(fields: &Fields) -> String {
    let (weekday, month) = (
        WEEKDAYS[fields.weekday as usize],
        MONTHS[fields.month as usize],
    );
    format!("{weekday} {month} {:02} {}", fields.day, year(fields))
}

/// [TimeString](https://tc39.es/ecma262/#sec-timestring)
pub(super) fn time_string(fields: &Fields) -> String {
    format!(
        "{:02}:{:02}:{:02} GMT",
        fields.hour, fields.minute, fields.second
    )
}

/// [TimeZoneString](https://tc39.es/ecma262/#sec-timezoneestring), for the instant `time`.
pub(super) fn time_zone_string(zone: &LocalZone, time: f64) -> String {
    let minutes = (zone.offset_at_utc(time) / MS_PER_MINUTE) as i64;
    let sign = if minutes < 0 { '-' } else { '+' };
    let (hours, rest) = (minutes.abs() / 60, minutes.abs() % 60);
    format!("{sign}{hours:02}{rest:02} ({})", zone.abbreviation(time))
}

/// [ToDateString](https://tc39.es/ecma262/#sec-todatestring)
pub(super) fn to_date_string(zone: &LocalZone, time: f64) -> String {
    if time.is_nan() {
        return INVALID_DATE.to_owned();
    }
    let fields = Fields::of(zone.local_time(time));
    format!(
        "{} {}{}",
        date_string(&fields),
        time_string(&fields),
        time_zone_string(zone, time)
    )
}

/// The text of [Date.prototype.toUTCString](https://tc39.es/ecma262/#sec-date.prototype.toutcstring).
pub(super) fn utc_string(time: f64) -> String {
    if time.is_nan() {
        return INVALID_DATE.to_owned();
    }
    let fields = Fields::of(time);
    let (weekday, month) = (
        WEEKDAYS[fields.weekday as usize],
        MONTHS[fields.month as usize],
    );
    format!(
        "{weekday}, {:02} {month} {} {}",
        fields.day,
        year(&fields),
        time_string(&fields)
    )
}

/// The [Date Time String Format](https://tc39.es/ecma262/#sec-date-time-string-format) of a finite
/// time value, in UTC.
pub(crate) fn iso_string(time: f64) -> String {
    let fields = Fields::of(time);
    let year = if (0..=9999).contains(&fields.year) {
        format!("{:04}", fields.year)
    } else {
        let sign = if fields.year < 0 { '-' } else { '+' };
        format!("{sign}{:06}", fields.year.unsigned_abs())
    };
    format!(
        "{year}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        fields.month + 1,
        fields.day,
        fields.hour,
        fields.minute,
        fields.second,
        fields.millisecond
    )
}

/// A date as American English writes it, which is what locale-sensitive methods print without
/// ECMA-402.
pub(super) fn locale_date_string(fields: &Fields) -> String {
    format!("{}/{}/{}", fields.month + 1, fields.day, fields.year)
}

/// A time of day as American English writes it.
pub(super) fn locale_time_string(fields: &Fields) -> String {
    let half = if fields.hour < 12 { "AM" } else { "PM" };
    let hour = (fields.hour + 11) % 12 + 1;
    format!("{hour}:{:02}:{:02} {half}", fields.minute, fields.second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iso_years_have_four_or_six_digits() {
        assert_eq!(iso_string(0.0), "1970-01-01T00:00:00.000Z");
        assert_eq!(iso_string(8.64e15), "+275760-09-13T00:00:00.000Z");
        assert_eq!(iso_string(-8.64e15), "-271821-04-20T00:00:00.000Z");
    }

    #[test]
    fn utc_string_pads_the_year() {
        assert_eq!(
            utc_string(-62_167_219_200_000.0),
            "Sat, 01 Jan 0000 00:00:00 GMT"
        );
        assert_eq!(
            utc_string(-62_167_219_200_001.0),
            "Fri, 31 Dec -0001 23:59:59 GMT"
        );
    }
}
