//! Time values: the arithmetic of [Time Values and Time Range](https://tc39.es/ecma262/#sec-time-values-and-time-range).
//!
//! A time value is a count of milliseconds since 1970-01-01T00:00:00Z, held as a Number; NaN is
//! the invalid time. Everything here is pure arithmetic in the proleptic Gregorian calendar; time
//! zones are the business of [`zone`](super::zone).

/// Milliseconds in a second.
pub(super) const MS_PER_SECOND: f64 = 1_000.0;
/// Milliseconds in a minute.
pub(super) const MS_PER_MINUTE: f64 = 60_000.0;
/// Milliseconds in an hour.
pub(super) const MS_PER_HOUR: f64 = 3_600_000.0;
/// Milliseconds in a day.
pub(super) const MS_PER_DAY: f64 = 86_400_000.0;
/// The largest magnitude of a time value: 100,000,000 days.
pub(super) const MAX_TIME: f64 = 8.64e15;

/// The calendar fields of a finite time value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fields {
    /// The proleptic Gregorian year; 0 is 1 BC.
    pub(super) year: i64,
    /// 0 for January to 11.
    pub(super) month: u32,
    /// 1 to 31.
    pub(super) day: u32,
    /// 0 for Sunday to 6.
    pub(super) weekday: u32,
    /// 0 to 23.
    pub(super) hour: u32,
    /// 0 to 59.
    pub(super) minute: u32,
    /// 0 to 59.
    pub(super) second: u32,
    /// 0 to 999.
    pub(super) millisecond: u32,
}

impl Fields {
    /// Splits a finite time value within a day of the time range.
    pub(super) fn of(time: f64) -> Self {
        debug_assert!(time.is_finite());
        // The range is below 2^53, so the conversion is exact.
        let milliseconds = time as i64;
        let days = milliseconds.div_euclid(MS_PER_DAY as i64);
        let within = milliseconds.rem_euclid(MS_PER_DAY as i64) as u32;
        let (year, month, day) = civil_from_days(days);
        Self {
            year,
            month,
            day,
            weekday: (days + 4).rem_euclid(7) as u32,
            hour: within / 3_600_000,
            minute: within / 60_000 % 60,
            second: within / 1_000 % 60,
            millisecond: within % 1_000,
        }
    }
}

/// Days since the epoch of a date, whose month counts from 0.
///
/// The year is counted from March, so that the leap day is its last one, in eras of 400 years.
fn days_from_civil(year: i64, month: u32, day: u32) -> i64 {
    let year = if month < 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = i64::from((month + 10) % 12);
    let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The inverse of [`days_from_civil`].
fn civil_from_days(days: i64) -> (i64, u32, u32) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u32;
    let month = ((month_from_march + 2) % 12) as u32;
    let year = year_of_era + era * 400 + i64::from(month < 2);
    (year, month, day)
}

/// [TimeWithinDay](https://tc39.es/ecma262/#sec-timewithinday)
pub(super) fn time_within_day(time: f64) -> f64 {
    let within = time % MS_PER_DAY;
    if within < 0.0 {
        within + MS_PER_DAY
    } else {
        within + 0.0
    }
}

/// [MakeTime](https://tc39.es/ecma262/#sec-maketime)
pub(super) fn make_time(hour: f64, minute: f64, second: f64, millisecond: f64) -> f64 {
    if ![hour, minute, second, millisecond]
        .iter()
        .all(|part| part.is_finite())
    {
        return f64::NAN;
    }
    hour.trunc() * MS_PER_HOUR
        + minute.trunc() * MS_PER_MINUTE
        + second.trunc() * MS_PER_SECOND
        + millisecond.trunc()
}

/// [MakeDay](https://tc39.es/ecma262/#sec-makeday)
pub(super) fn make_day(year: f64, month: f64, date: f64) -> f64 {
    if ![year, month, date].iter().all(|part| part.is_finite()) {
        return f64::NAN;
    }
    let (year, month, date) = (year.trunc(), month.trunc(), date.trunc());
    let whole_year = year + (month / 12.0).floor();
    // Beyond this no day of the month leads back into the time range, unless an argument near
    // 2^53 cancels: the specification lets such a case be NaN.
    if whole_year.abs() > 400_000.0 {
        return f64::NAN;
    }
    let month = month.rem_euclid(12.0) as u32;
    days_from_civil(whole_year as i64, month, 1) as f64 + date - 1.0
}

/// [MakeDate](https://tc39.es/ecma262/#sec-makedate)
pub(super) fn make_date(day: f64, time: f64) -> f64 {
    if !day.is_finite() || !time.is_finite() {
        return f64::NAN;
    }
    let date = day * MS_PER_DAY + time;
    if date.is_finite() { date } else { f64::NAN }
}

/// [MakeFullYear](https://tc39.es/ecma262/#sec-makefullyear)
pub(super) fn make_full_year(year: f64) -> f64 {
    let truncated = year.trunc();
    if (0.0..=99.0).contains(&truncated) {
        1900.0 + truncated
    } else {
        truncated
    }
}

/// [TimeClip](https://tc39.es/ecma262/#sec-timeclip)
pub(super) fn time_clip(time: f64) -> f64 {
    if time.is_nan() || time.abs() > MAX_TIME {
        return f64::NAN;
    }
    // Adding +0 turns -0 into +0.
    time.trunc() + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calendar_round_trips_over_the_whole_range() {
        let mut days = -100_000_001;
        while days <= 100_000_001 {
            let (year, month, day) = civil_from_days(days);
            assert_eq!(days_from_civil(year, month, day), days);
            days += 9_973;
        }
    }

    #[test]
    fn known_days() {
        assert_eq!(days_from_civil(1970, 0, 1), 0);
        assert_eq!(days_from_civil(2000, 1, 29), 11_016);
        assert_eq!(Fields::of(-1.0).year, 1969);
        assert_eq!(Fields::of(-1.0).millisecond, 999);
        assert_eq!(Fields::of(0.0).weekday, 4);
    }

    #[test]
    fn the_range_has_sharp_ends() {
        assert_eq!(time_clip(MAX_TIME), MAX_TIME);
        assert!(time_clip(MAX_TIME + 1.0).is_nan());
        assert!(time_clip(-0.0).is_sign_positive());
    }

    #[test]
    fn months_overflow_into_years() {
        assert_eq!(make_day(1970.0, 12.0, 1.0), 365.0);
        assert_eq!(make_day(1970.0, -1.0, 1.0), -31.0);
        assert!(make_day(f64::INFINITY, 0.0, 1.0).is_nan());
    }
}
