//! The host's time zone: offsets of local time.
//!
//! The system's zone is read once an isolate through `jiff`, whose calendar ends at the years
//! -9999 and 9999. A time value beyond is moved by whole cycles of 400 years into its range, where
//! the calendar and so the zone's yearly rule repeat.

use super::time::{Fields, MS_PER_DAY};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, civil};

/// Milliseconds in the 400 years after which the Gregorian calendar repeats, weekdays included.
const MS_PER_CYCLE: f64 = 146_097.0 * MS_PER_DAY;
/// A little inside jiff's range, in milliseconds.
const LATEST: f64 = 253_000_000_000_000.0;

/// The zone that local time means.
#[derive(Clone, Debug)]
pub(crate) struct LocalZone {
    zone: TimeZone,
}

impl LocalZone {
    /// The system's zone (`TZ`, else the system's setting, else UTC).
    pub(crate) fn system() -> Self {
        Self {
            zone: TimeZone::try_system().unwrap_or(TimeZone::UTC),
        }
    }

    /// UTC, whatever the system says.
    #[cfg(test)]
    pub(super) fn utc_for_tests() -> Self {
        Self {
            zone: TimeZone::UTC,
        }
    }

    /// The offset from UTC in milliseconds that holds at the finite instant `time`.
    pub(super) fn offset_at_utc(&self, time: f64) -> f64 {
        let timestamp = Timestamp::from_millisecond(into_range(time).floor() as i64)
            .unwrap_or(Timestamp::UNIX_EPOCH);
        f64::from(self.zone.to_offset(timestamp).seconds()) * 1_000.0
    }

    /// The offset in milliseconds of the local wall-clock time `local`.
    ///
    /// A wall-clock time that occurs twice means its first occurrence; one that is skipped is read
    /// with the offset before the transition.
    fn offset_at_local(&self, local: f64) -> f64 {
        let fields = Fields::of(into_range(local).floor());
        let date = civil::DateTime::new(
            fields.year as i16,
            fields.month as i8 + 1,
            fields.day as i8,
            fields.hour as i8,
            fields.minute as i8,
            fields.second as i8,
            0,
        );
        let Ok(date) = date else { return 0.0 };
        let offset = match self.zone.to_ambiguous_timestamp(date).offset() {
            AmbiguousOffset::Unambiguous { offset } => offset,
            AmbiguousOffset::Gap { before, .. } | AmbiguousOffset::Fold { before, .. } => before,
        };
        f64::from(offset.seconds()) * 1_000.0
    }

    /// [LocalTime](https://tc39.es/ecma262/#sec-localtime)
    pub(super) fn local_time(&self, time: f64) -> f64 {
        time + self.offset_at_utc(time)
    }

    /// [UTC](https://tc39.es/ecma262/#sec-utc-t)
    pub(super) fn utc(&self, local: f64) -> f64 {
        // A local time further than a day out of the range cannot be a valid time in any zone.
        if !local.is_finite() || local.abs() > super::time::MAX_TIME + MS_PER_DAY {
            return f64::NAN;
        }
        local - self.offset_at_local(local)
    }

    /// The abbreviation in force at `time`, as in "CET".
    pub(super) fn abbreviation(&self, time: f64) -> String {
        let timestamp = Timestamp::from_millisecond(into_range(time).floor() as i64)
            .unwrap_or(Timestamp::UNIX_EPOCH);
        self.zone
            .to_offset_info(timestamp)
            .abbreviation()
            .to_owned()
    }
}

/// `time`, moved by whole calendar cycles into jiff's range.
fn into_range(time: f64) -> f64 {
    if time.abs() <= LATEST {
        return time;
    }
    let cycles = ((time.abs() - LATEST) / MS_PER_CYCLE).ceil();
    time - cycles * MS_PER_CYCLE * time.signum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(posix: &str) -> LocalZone {
        LocalZone {
            zone: TimeZone::posix(posix).expect("a valid POSIX zone"),
        }
    }

    #[test]
    fn transitions_take_the_offset_before() {
        let berlin = zone("CET-1CEST,M3.5.0,M10.5.0/3");
        let hour = 3_600_000.0;
        // 2021-03-28T02:30 does not exist; 2021-10-31T02:30 exists twice.
        assert_eq!(berlin.offset_at_local(1_616_898_600_000.0), hour);
        assert_eq!(berlin.offset_at_local(1_635_647_400_000.0), 2.0 * hour);
        assert_eq!(berlin.offset_at_utc(1_635_641_999_000.0), 2.0 * hour);
    }

    #[test]
    fn the_far_ends_of_time_have_offsets() {
        let berlin = zone("CET-1CEST,M3.5.0,M10.5.0/3");
        assert_eq!(berlin.offset_at_utc(8.64e15), 7_200_000.0);
        assert_eq!(berlin.offset_at_utc(-8.64e15), 7_200_000.0);
    }
}
