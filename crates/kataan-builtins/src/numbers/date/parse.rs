//! Text to time values: [Date.parse](https://tc39.es/ecma262/#sec-date.parse).
//!
//! Text in the Date Time String Format is read strictly. Any other text goes to a tolerant reader
//! that accepts what the engines agree on: the forms that `toString` and `toUTCString` print, and
//! the usual English and numeric orders with optional time, zone and comments in parentheses.

use super::format::MONTHS;
use super::time::{make_date, make_day, make_full_year, make_time, time_clip};
use super::zone::LocalZone;

/// The time value that `text` stands for, NaN if none.
pub(super) fn parse(text: &str, zone: &LocalZone) -> f64 {
    let moment = match parse_iso(text.as_bytes()) {
        Some(moment) if moment.is_in_range() => moment,
        // An element out of its range makes the text no date at all.
        Some(_) => return f64::NAN,
        None => match parse_tolerantly(text) {
            Some(moment) => moment,
            None => return f64::NAN,
        },
    };
    let local = make_date(
        make_day(moment.year, moment.month - 1.0, moment.day),
        make_time(
            moment.hour,
            moment.minute,
            moment.second,
            moment.millisecond,
        ),
    );
    time_clip(match moment.offset_minutes {
        Some(offset) => local - offset * 60_000.0,
        None => zone.utc(local),
    })
}

/// What a text says, before it is turned into a time value.
struct Moment {
    year: f64,
    /// 1 to 12.
    month: f64,
    day: f64,
    hour: f64,
    minute: f64,
    second: f64,
    millisecond: f64,
    /// Minutes east of UTC; `None` is local time.
    offset_minutes: Option<f64>,
}

impl Moment {
    /// Whether each element is in the range that the Date Time String Format gives it.
    fn is_in_range(&self) -> bool {
        let whole_day = self.hour == 24.0 && self.minute + self.second + self.millisecond == 0.0;
        // The year -000000 is not a form of the format.
        !(self.year == 0.0 && self.year.is_sign_negative())
            && (1.0..=12.0).contains(&self.month)
            && (1.0..=days_in_month(self.year, self.month)).contains(&self.day)
            && (self.hour <= 23.0 || whole_day)
            && self.minute <= 59.0
            && self.second <= 59.0
    }
}

/// A reader over bytes.
struct Cursor<'a> {
    rest: &'a [u8],
}

impl Cursor<'_> {
    fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        if found {
            self.rest = &self.rest[1..];
        }
        found
    }

    /// Exactly `count` digits.
    fn digits(&mut self, count: usize) -> Option<f64> {
        let digits = self.rest.get(..count)?;
        if !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        self.rest = &self.rest[count..];
        Some(
            digits
                .iter()
                .fold(0.0, |value, digit| value * 10.0 + f64::from(digit - b'0')),
        )
    }

    /// One digit or more: their value and how many.
    fn number(&mut self) -> Option<(f64, usize)> {
        let count = self
            .rest
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        if count == 0 {
            return None;
        }
        self.digits(count).map(|value| (value, count))
    }

    /// The fraction after a decimal point, in milliseconds, rounded down.
    fn fraction(&mut self) -> Option<f64> {
        let count = self
            .rest
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        if count == 0 {
            return None;
        }
        let mut milliseconds = 0.0;
        for index in 0..3 {
            let digit = if index < count {
                self.rest[index] - b'0'
            } else {
                0
            };
            milliseconds = milliseconds * 10.0 + f64::from(digit);
        }
        self.rest = &self.rest[count..];
        Some(milliseconds)
    }
}

/// The Date Time String Format, and nothing else; elements may be out of their ranges.
fn parse_iso(text: &[u8]) -> Option<Moment> {
    let mut cursor = Cursor { rest: text };
    let year = if let Some(sign @ (b'+' | b'-')) = cursor.peek() {
        cursor.eat(sign);
        let year = cursor.digits(6)?;
        if sign == b'-' { -year } else { year }
    } else {
        cursor.digits(4)?
    };
    let (mut month, mut day) = (1.0, 1.0);
    if cursor.eat(b'-') {
        month = cursor.digits(2)?;
        if cursor.eat(b'-') {
            day = cursor.digits(2)?;
        }
    }
    let mut moment = Moment {
        year,
        month,
        day,
        hour: 0.0,
        minute: 0.0,
        second: 0.0,
        millisecond: 0.0,
        // A date alone is in UTC, a date with a time is local unless it says otherwise.
        offset_minutes: Some(0.0),
    };
    if cursor.eat(b'T') {
        moment.hour = cursor.digits(2)?;
        if !cursor.eat(b':') {
            return None;
        }
        moment.minute = cursor.digits(2)?;
        if cursor.eat(b':') {
            moment.second = cursor.digits(2)?;
            if cursor.eat(b'.') {
                moment.millisecond = cursor.fraction()?;
            }
        }
        moment.offset_minutes = iso_offset(&mut cursor)?;
    }
    cursor.rest.is_empty().then_some(moment)
}

/// The zone after an ISO time: `Z`, `±HH:mm` or nothing.
fn iso_offset(cursor: &mut Cursor<'_>) -> Option<Option<f64>> {
    if cursor.eat(b'Z') {
        return Some(Some(0.0));
    }
    let Some(sign @ (b'+' | b'-')) = cursor.peek() else {
        return Some(None);
    };
    cursor.eat(sign);
    let hours = cursor.digits(2)?;
    if !cursor.eat(b':') {
        return None;
    }
    let minutes = cursor.digits(2)?;
    if hours > 23.0 || minutes > 59.0 {
        return None;
    }
    let offset = hours * 60.0 + minutes;
    Some(Some(if sign == b'-' { -offset } else { offset }))
}

fn days_in_month(year: f64, month: f64) -> f64 {
    make_day(year, month, 1.0) - make_day(year, month - 1.0, 1.0)
}

/// The tolerant reader's state: numbers not yet given a meaning, and what is known.
#[derive(Default)]
struct Tolerant {
    /// Day, month and year parts in their order, with the digits each had.
    numbers: Vec<(f64, usize)>,
    /// 1 to 12.
    month: Option<f64>,
    /// Hour, minute, second and millisecond.
    time: Option<[f64; 4]>,
    offset_minutes: Option<f64>,
    /// `Some(true)` for PM.
    afternoon: Option<bool>,
}

fn parse_tolerantly(text: &str) -> Option<Moment> {
    let mut state = Tolerant::default();
    let mut cursor = Cursor {
        rest: text.as_bytes(),
    };
    while let Some(byte) = cursor.peek() {
        match byte {
            b'(' => skip_comment(&mut cursor),
            b'0'..=b'9' => state.number(&mut cursor)?,
            b'+' | b'-' if state.time.is_some() => state.offset(&mut cursor)?,
            b' ' if is_negative_year(cursor.rest) => {
                cursor.rest = &cursor.rest[2..];
                let (value, digits) = cursor.number()?;
                state.numbers.push((-value, digits));
            }
            b'a'..=b'z' | b'A'..=b'Z' => state.word(&mut cursor)?,
            b'-' if state.numbers.is_empty() && state.month.is_none() => return None,
            b' ' | b',' | b'/' | b'-' | b'.' | b'\t' | b'\n' | b'\r' => {
                cursor.eat(byte);
            }
            // U+202F, which some formatters put before AM and PM.
            0xE2 if cursor.rest.starts_with(&[0xE2, 0x80, 0xAF]) => cursor.rest = &cursor.rest[3..],
            _ => return None,
        }
    }
    state.finish()
}

/// Whether a year before 1 BC follows: a space, a minus sign and at least four digits.
fn is_negative_year(rest: &[u8]) -> bool {
    rest.len() >= 6 && rest[1] == b'-' && rest[2..6].iter().all(u8::is_ascii_digit)
}

/// Skips a parenthesised comment, nested ones included; an open one ends with the text.
fn skip_comment(cursor: &mut Cursor<'_>) {
    let mut depth = 0_usize;
    while let Some(byte) = cursor.peek() {
        cursor.eat(byte);
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return;
        }
    }
}

impl Tolerant {
    /// A number: the start of a time if a colon follows, else a part of the date.
    fn number(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        let (value, digits) = cursor.number()?;
        if cursor.peek() != Some(b':') {
            if self.numbers.len() == 3 {
                return None;
            }
            self.numbers.push((value, digits));
            return Some(());
        }
        if self.time.is_some() {
            return None;
        }
        let mut time = [value, 0.0, 0.0, 0.0];
        cursor.eat(b':');
        time[1] = cursor.number()?.0;
        if cursor.eat(b':') {
            time[2] = cursor.number()?.0;
            if cursor.eat(b'.') {
                time[3] = cursor.fraction()?;
            }
        }
        self.time = Some(time);
        Some(())
    }

    /// A signed zone offset after the time: `+H`, `+HH`, `+HMM`, `+HHMM` or `+HH:MM`.
    fn offset(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        let negative = cursor.peek() == Some(b'-');
        cursor.rest = &cursor.rest[1..];
        let Some((value, digits)) = cursor.number() else {
            // A dash between words.
            return negative.then_some(());
        };
        let minutes = if cursor.eat(b':') {
            value * 60.0 + cursor.number()?.0
        } else if digits <= 2 {
            value * 60.0
        } else {
            (value / 100.0).trunc() * 60.0 + value % 100.0
        };
        self.offset_minutes = Some(if negative { -minutes } else { minutes });
        Some(())
    }

    /// A word: a month, a zone, a half of the day, or, before any number, something to skip.
    fn word(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        let length = cursor
            .rest
            .iter()
            .take_while(|byte| byte.is_ascii_alphabetic())
            .count();
        let word = cursor.rest[..length].to_ascii_lowercase();
        cursor.rest = &cursor.rest[length..];
        if let Some(offset) = zone_offset(&word) {
            self.offset_minutes = Some(offset);
            return Some(());
        }
        match word.as_slice() {
            b"am" | b"pm" => self.afternoon = Some(word == b"pm"),
            b"t" if self.time.is_none() && !self.numbers.is_empty() => {}
            _ => match month_of(&word) {
                Some(month) if self.month.is_none() => self.month = Some(month),
                // A weekday and the like may open the text, never follow a number.
                _ if self.numbers.is_empty() => {}
                _ if is_weekday(&word) => {}
                _ => return None,
            },
        }
        Some(())
    }

    fn finish(self) -> Option<Moment> {
        let (year, month, day) = self.date()?;
        let [mut hour, minute, second, millisecond] = self.time.unwrap_or_default();
        if let Some(afternoon) = self.afternoon {
            if !(1.0..=12.0).contains(&hour) {
                return None;
            }
            hour = hour % 12.0 + if afternoon { 12.0 } else { 0.0 };
        }
        let whole_day = hour == 24.0 && minute + second + millisecond == 0.0;
        let in_range = (1.0..=12.0).contains(&month)
            && (1.0..=31.0).contains(&day)
            && (hour <= 23.0 || whole_day)
            && minute <= 59.0
            && second <= 59.0;
        in_range.then_some(Moment {
            year,
            month,
            day,
            hour,
            minute,
            second,
            millisecond,
            offset_minutes: self.offset_minutes,
        })
    }

    /// Year, month and day: with a named month, the day comes before the year unless the first
    /// number cannot be one; without, the order is month, day, year, or year first if it is long.
    fn date(&self) -> Option<(f64, f64, f64)> {
        let long = |&(value, digits): &(f64, usize)| digits > 2 || value > 31.0;
        let (year, month, day) = match (self.month, self.numbers.as_slice()) {
            (Some(month), [first, second]) if long(first) => (*first, month, second.0),
            (Some(month), [first, second]) => (*second, month, first.0),
            (Some(month), [only]) if long(only) => (*only, month, 1.0),
            (Some(month), [only]) => ((2001.0, 4), month, only.0),
            (None, [first, second, third]) if long(first) => (*first, second.0, third.0),
            (None, [first, second, third]) => (*third, first.0, second.0),
            (None, [first, second]) if !long(first) && !long(second) => {
                ((2001.0, 4), first.0, second.0)
            }
            (None, [first, second]) if long(first) => (*first, second.0, 1.0),
            (None, [first, second]) => (*second, first.0, 1.0),
            (None, [only]) if long(only) => (*only, 1.0, 1.0),
            (None, [only]) => ((2001.0, 4), only.0, 1.0),
            _ => return None,
        };
        Some((windowed_year(year), month, day))
    }
}

/// A year of one or two digits is in 1950 to 2049.
fn windowed_year((value, digits): (f64, usize)) -> f64 {
    match value {
        _ if digits > 2 => value,
        value if value < 50.0 => 2000.0 + value,
        _ => make_full_year(value),
    }
}

fn month_of(word: &[u8]) -> Option<f64> {
    let start = word.get(..3)?;
    let index = MONTHS
        .iter()
        .position(|month| month.as_bytes().eq_ignore_ascii_case(start))?;
    Some(index as f64 + 1.0)
}

fn is_weekday(word: &[u8]) -> bool {
    let names: [&[u8]; 7] = [b"sun", b"mon", b"tue", b"wed", b"thu", b"fri", b"sat"];
    names.iter().any(|name| word.starts_with(name))
}

/// Minutes east of UTC of the zone names that RFC 2822 lists.
fn zone_offset(word: &[u8]) -> Option<f64> {
    let hours = match word {
        b"z" | b"utc" | b"gmt" | b"ut" => 0.0,
        b"edt" => -4.0,
        b"est" | b"cdt" => -5.0,
        b"cst" | b"mdt" => -6.0,
        b"mst" | b"pdt" => -7.0,
        b"pst" => -8.0,
        _ => return None,
    };
    Some(hours * 60.0)
}

#[cfg(test)]
mod tests {
    use super::super::format::{iso_string, to_date_string, utc_string};
    use super::*;

    fn iso(text: &str) -> Option<String> {
        let time = parse(text, &LocalZone::utc_for_tests());
        (!time.is_nan()).then(|| iso_string(time))
    }

    #[test]
    fn forms_that_are_read() {
        let cases = [
            ("2020", "2020-01-01T00:00:00.000Z"),
            ("2020-02-29", "2020-02-29T00:00:00.000Z"),
            ("2020-02-29T24:00Z", "2020-03-01T00:00:00.000Z"),
            ("2020-02-29T12:30:15.1239+01:30", "2020-02-29T11:00:15.123Z"),
            ("-000001-01-01T00:00:00Z", "-000001-01-01T00:00:00.000Z"),
            ("Sat, 29 Feb 2020 10:00:00 GMT", "2020-02-29T10:00:00.000Z"),
            (
                "Sat Feb 29 2020 10:00:00 GMT+0100 (CET)",
                "2020-02-29T09:00:00.000Z",
            ),
            ("2/29/2020", "2020-02-29T00:00:00.000Z"),
            ("2020/2/29 1:02 pm", "2020-02-29T13:02:00.000Z"),
            ("Feb 29, 2020", "2020-02-29T00:00:00.000Z"),
            ("29 February 2020 12:00 am", "2020-02-29T00:00:00.000Z"),
            ("1 Jan 49", "2049-01-01T00:00:00.000Z"),
            ("1 Jan 50", "1950-01-01T00:00:00.000Z"),
            ("2020-02-29 10:00:00", "2020-02-29T10:00:00.000Z"),
        ];
        for (text, expected) in cases {
            assert_eq!(iso(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn texts_that_are_no_date() {
        for text in [
            "",
            "hello",
            "2020-13-01",
            "-000000-01-01T00:00:00Z",
            "2020-02-30T00:00:00Z",
            "1:2",
        ] {
            assert_eq!(iso(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_printed_is_read_back() {
        let zone = LocalZone::utc_for_tests();
        for time in [0.0, -62_198_755_200_000.0, 1_582_934_400_000.0, 8.64e15] {
            assert_eq!(parse(&iso_string(time), &zone), time);
            assert_eq!(parse(&to_date_string(&zone, time), &zone), time);
            assert_eq!(parse(&utc_string(time), &zone), time);
        }
    }
}
