//! The tokens of JSON text, over either width of code unit.

use core::fmt;
use kataan_vm::StopSignal;
use kataan_vm::string::PIECE;
use kataan_vm::value::long_number::SHORT;

/// A code unit: a Latin-1 byte or a UTF-16 unit.
pub(super) trait Unit: Copy {
    /// As UTF-16.
    fn code(self) -> u16;
}

impl Unit for u8 {
    #[inline(always)]
    fn code(self) -> u16 {
        u16::from(self)
    }
}

impl Unit for u16 {
    #[inline(always)]
    fn code(self) -> u16 {
        self
    }
}

/// Why a text is not JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum JsonError {
    /// The text stops too early.
    UnexpectedEnd,
    /// A code unit that cannot stand where it does, and its position.
    UnexpectedUnit(u16, usize),
    /// A control character in a string.
    ControlCharacter(usize),
    /// A backslash followed by what is no escape.
    BadEscape(usize),
    /// The isolate is to stop.
    Stopped,
}

impl fmt::Display for JsonError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Stopped => write!(formatter, "interrupted"),
            Self::UnexpectedEnd => write!(formatter, "unexpected end of JSON text"),
            Self::UnexpectedUnit(unit, position) => {
                let character = char::from_u32(u32::from(unit)).unwrap_or('\u{FFFD}');
                write!(
                    formatter,
                    "unexpected {character:?} at position {position} of JSON text"
                )
            }
            Self::ControlCharacter(position) => {
                write!(
                    formatter,
                    "control character in a string at position {position} of JSON text"
                )
            }
            Self::BadEscape(position) => {
                write!(
                    formatter,
                    "bad escape in a string at position {position} of JSON text"
                )
            }
        }
    }
}

/// A position in a JSON text.
pub(super) struct Scanner<'a, U> {
    pub(super) text: &'a [U],
    pub(super) at: usize,
    pub(super) stop: Option<StopSignal>,
    /// From this position on that is asked.
    pub(super) next_pause: usize,
}

/// A scanned string: where its contents are, or what its escapes made of it.
pub(super) enum Scanned {
    /// The units between the quotes as they are.
    Plain(usize, usize),
    /// The units after escapes were replaced.
    Escaped(Vec<u16>),
}

impl<U: Unit> Scanner<'_, U> {
    /// The next unit.
    #[inline(always)]
    pub(super) fn peek(&self) -> Option<u16> {
        self.text.get(self.at).map(|unit| unit.code())
    }

    /// The error that the next unit, or its absence, is.
    #[cold]
    pub(super) fn unexpected(&self) -> JsonError {
        match self.peek() {
            Some(unit) => JsonError::UnexpectedUnit(unit, self.at),
            None => JsonError::UnexpectedEnd,
        }
    }

    /// Fails once in many units if the isolate is to stop.
    #[inline(always)]
    fn pause(&mut self) -> Result<(), JsonError> {
        if self.at < self.next_pause {
            return Ok(());
        }
        self.next_pause = self.at + PIECE;
        match self.stop {
            Some(stop) if stop.is_raised() => Err(JsonError::Stopped),
            _ => Ok(()),
        }
    }

    /// Skips white space.
    #[inline(always)]
    pub(super) fn skip_space(&mut self) -> Result<(), JsonError> {
        while let Some(0x20 | 0x09 | 0x0A | 0x0D) = self.peek() {
            self.pause()?;
            self.at += 1;
        }
        Ok(())
    }

    /// Takes `unit` or fails.
    #[inline(always)]
    pub(super) fn expect(&mut self, unit: u8) -> Result<(), JsonError> {
        if self.peek() != Some(u16::from(unit)) {
            return Err(self.unexpected());
        }
        self.at += 1;
        Ok(())
    }

    /// Takes a word such as `null`, or fails at the unit that differs.
    pub(super) fn word(&mut self, word: &str) -> Result<(), JsonError> {
        word.bytes().try_for_each(|byte| self.expect(byte))
    }

    /// A string, from its opening quote on.
    pub(super) fn string(&mut self) -> Result<Scanned, JsonError> {
        self.expect(b'"')?;
        let start = self.at;
        loop {
            match self.peek() {
                Some(0x22) => {
                    self.at += 1;
                    return Ok(Scanned::Plain(start, self.at - 1));
                }
                Some(0x5C) => return self.escaped_string(start).map(Scanned::Escaped),
                Some(0..0x20) => return Err(JsonError::ControlCharacter(self.at)),
                Some(_) => {
                    self.pause()?;
                    self.at += 1;
                }
                None => return Err(JsonError::UnexpectedEnd),
            }
        }
    }

    /// The rest of a string that began at `start` and has an escape where the scanner stands.
    fn escaped_string(&mut self, start: usize) -> Result<Vec<u16>, JsonError> {
        let mut units: Vec<u16> = self.text[start..self.at]
            .iter()
            .map(|unit| unit.code())
            .collect();
        loop {
            let unit = self.peek().ok_or(JsonError::UnexpectedEnd)?;
            self.pause()?;
            self.at += 1;
            match unit {
                0x22 => return Ok(units),
                0x5C => units.push(self.escape()?),
                0..0x20 => return Err(JsonError::ControlCharacter(self.at - 1)),
                _ => units.push(unit),
            }
        }
    }

    /// What follows a backslash.
    fn escape(&mut self) -> Result<u16, JsonError> {
        let position = self.at;
        let unit = self.peek().ok_or(JsonError::UnexpectedEnd)?;
        self.at += 1;
        let simple = match u8::try_from(unit) {
            Ok(b'b') => 0x08,
            Ok(b'f') => 0x0C,
            Ok(b'n') => 0x0A,
            Ok(b'r') => 0x0D,
            Ok(b't') => 0x09,
            Ok(b'"' | b'\\' | b'/') => unit,
            Ok(b'u') => return self.unicode_escape(),
            _ => return Err(JsonError::BadEscape(position)),
        };
        Ok(simple)
    }

    /// Four hexadecimal digits.
    fn unicode_escape(&mut self) -> Result<u16, JsonError> {
        let mut value = 0;
        for _ in 0..4 {
            let unit = self.peek().ok_or(JsonError::UnexpectedEnd)?;
            let digit =
                char::from_u32(u32::from(unit)).and_then(|character| character.to_digit(16));
            value = value * 16 + digit.ok_or(JsonError::BadEscape(self.at))? as u16;
            self.at += 1;
        }
        Ok(value)
    }

    fn skip_digits(&mut self) -> Result<(), JsonError> {
        let start = self.at;
        while let Some(0x30..=0x39) = self.peek() {
            self.pause()?;
            self.at += 1;
        }
        if self.at == start {
            Err(self.unexpected())
        } else {
            Ok(())
        }
    }

    /// A number; of a very long one only its end is found.
    pub(super) fn number(&mut self) -> Result<Option<f64>, JsonError> {
        let start = self.at;
        let negative = self.peek() == Some(u16::from(b'-'));
        self.at += usize::from(negative);
        let digits = self.at;
        if self.peek() == Some(u16::from(b'0')) {
            self.at += 1;
        } else {
            self.skip_digits()?;
        }
        let mut integer = true;
        if self.peek() == Some(u16::from(b'.')) {
            self.at += 1;
            self.skip_digits()?;
            integer = false;
        }
        if let Some(0x45 | 0x65) = self.peek() {
            self.at += 1;
            if let Some(0x2B | 0x2D) = self.peek() {
                self.at += 1;
            }
            self.skip_digits()?;
            integer = false;
        }
        // Up to 15 digits are exact as they are read.
        if integer && self.at - digits <= 15 {
            let magnitude = self.text[digits..self.at]
                .iter()
                .fold(0_u64, |value, unit| {
                    value * 10 + u64::from(unit.code() - 0x30)
                });
            let magnitude = magnitude as f64;
            return Ok(Some(if negative { -magnitude } else { magnitude }));
        }
        if self.at - start > SHORT {
            return Ok(None);
        }
        let text: Vec<u8> = self.text[start..self.at]
            .iter()
            .map(|unit| unit.code() as u8)
            .collect();
        // The text is in the grammar that the library reads.
        Ok(Some(fast_float2::parse(text).unwrap_or(f64::NAN)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Result<f64, JsonError> {
        Scanner {
            text: text.as_bytes(),
            at: 0,
            stop: None,
            next_pause: 0,
        }
        .number()
        .map(|number| number.expect("a short number"))
    }

    #[test]
    fn numbers() {
        assert_eq!(number("12"), Ok(12.0));
        assert_eq!(number("-1.5e3"), Ok(-1500.0));
        assert_eq!(
            number("12345678901234567890"),
            Ok(12_345_678_901_234_567_890.0)
        );
        assert!(number("-0").is_ok_and(|zero| zero.is_sign_negative()));
        assert_eq!(number("-"), Err(JsonError::UnexpectedEnd));
        assert_eq!(number("1.x"), Err(JsonError::UnexpectedUnit(0x78, 2)));
    }

    #[test]
    fn strings() {
        let mut scanner = Scanner {
            text: br#""a\u00e4\n""#.as_slice(),
            at: 0,
            stop: None,
            next_pause: 0,
        };
        let Ok(Scanned::Escaped(units)) = scanner.string() else {
            panic!("an escaped string")
        };
        assert_eq!(units, "aä\n".encode_utf16().collect::<Vec<_>>());
        let mut scanner = Scanner {
            text: br#""a\x""#.as_slice(),
            at: 0,
            stop: None,
            next_pause: 0,
        };
        assert!(matches!(scanner.string(), Err(JsonError::BadEscape(3))));
    }
}
