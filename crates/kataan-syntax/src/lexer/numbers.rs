//! [Numeric literals](https://tc39.es/ecma262/#sec-literals-numeric-literals).

use alloc::vec::Vec;

use super::names::CONTINUES;
use super::{Lexer, TokenFlags, TokenKind};
use crate::diagnostic::ErrorCode;
use crate::name::Name;

impl Lexer<'_> {
    /// A number whose first byte, a digit or a dot, is at the position.
    pub(super) fn scan_number(
        &mut self,
        first: u8,
        name: &mut Name,
        flags: &mut TokenFlags,
    ) -> TokenKind {
        let start = self.position;
        let kind = if first == b'0' {
            match self.byte_at(start + 1) {
                b'x' | b'X' => self.scan_radix(16, name),
                b'o' | b'O' => self.scan_radix(8, name),
                b'b' | b'B' => self.scan_radix(2, name),
                b'0'..=b'9' => self.scan_legacy(flags),
                b'_' => self.fail(ErrorCode::InvalidSeparator, start + 1, start + 2),
                _ => self.scan_decimal(name),
            }
        } else {
            self.scan_decimal(name)
        };
        // No word may follow directly.
        if CONTINUES[self.byte() as usize]
            || matches!(self.byte(), b'\\' | 0x80..) && kind != TokenKind::Invalid
        {
            return self.check_end(start, kind);
        }
        kind
    }

    #[cold]
    fn check_end(&mut self, start: usize, kind: TokenKind) -> TokenKind {
        if kind == TokenKind::Invalid {
            return kind;
        }
        if self.byte() >= 0x80
            && let Some((code, _)) = crate::wtf8::decode(self.bytes, self.position)
            && (super::comments::is_white_space(code) || matches!(code, 0x2028 | 0x2029))
        {
            return kind;
        }
        self.fail(ErrorCode::WordAfterNumber, start, self.position + 1)
    }

    /// Decimal digits with separators; `None` on a misplaced separator.
    fn scan_digits(&mut self, radix: u32) -> Option<usize> {
        let start = self.position;
        let mut separator = true;
        loop {
            match self.byte() {
                b'_' => {
                    if separator {
                        return None;
                    }
                    separator = true;
                }
                byte if char::from(byte).is_digit(radix) => separator = false,
                _ => break,
            }
            self.position += 1;
        }
        if separator && self.position > start {
            None
        } else {
            Some(self.position - start)
        }
    }

    fn invalid_separator(&mut self) -> TokenKind {
        self.fail(
            ErrorCode::InvalidSeparator,
            self.position,
            self.position + 1,
        )
    }

    fn scan_decimal(&mut self, name: &mut Name) -> TokenKind {
        let start = self.position;
        // Short integers need no conversion routine.
        let mut value = 0u64;
        while self.byte().is_ascii_digit() && self.position - start < 15 {
            value = value * 10 + u64::from(self.byte() - b'0');
            self.position += 1;
        }
        if !matches!(self.byte(), b'0'..=b'9' | b'.' | b'e' | b'E' | b'n' | b'_') {
            self.number = value as f64;
            return TokenKind::Number;
        }
        self.position = start;
        let Some(digits) = self.scan_digits(10) else {
            return self.invalid_separator();
        };
        if self.byte() == b'n' && digits > 0 {
            *name = self.digits_name(start, self.position);
            self.position += 1;
            return TokenKind::BigInt;
        }
        if self.byte() == b'.' {
            self.position += 1;
            if self.scan_digits(10).is_none() {
                return self.invalid_separator();
            }
        }
        if matches!(self.byte(), b'e' | b'E') {
            self.position += 1;
            if matches!(self.byte(), b'+' | b'-') {
                self.position += 1;
            }
            match self.scan_digits(10) {
                Some(0) => return self.fail(ErrorCode::MissingExponent, start, self.position),
                Some(_) => {}
                None => return self.invalid_separator(),
            }
        }
        self.number = self.decimal_value(start, self.position);
        TokenKind::Number
    }

    /// The value of decimal text, which may hold separators.
    fn decimal_value(&mut self, start: usize, end: usize) -> f64 {
        let text = &self.bytes[start..end];
        self.buffer.clear();
        self.buffer
            .extend(text.iter().filter(|&&byte| byte != b'_'));
        let text = core::str::from_utf8(&self.buffer).unwrap_or("");
        text.parse().unwrap_or(f64::NAN)
    }

    fn digits_name(&mut self, start: usize, end: usize) -> Name {
        let digits: Vec<u8> = self.bytes[start..end]
            .iter()
            .filter(|&&byte| byte != b'_')
            .map(u8::to_ascii_lowercase)
            .collect();
        self.names.intern(&digits)
    }

    /// `0x…`, `0o…`, `0b…`
    fn scan_radix(&mut self, radix: u32, name: &mut Name) -> TokenKind {
        let start = self.position;
        self.position += 2;
        match self.scan_digits(radix) {
            Some(0) => return self.fail(ErrorCode::MissingDigits, start, self.position),
            Some(_) => {}
            None => return self.invalid_separator(),
        }
        if self.byte() == b'n' {
            *name = self.digits_name(start, self.position);
            self.position += 1;
            return TokenKind::BigInt;
        }
        self.number = power_of_two_value(&self.bytes[start + 2..self.position], radix);
        TokenKind::Number
    }

    /// `017` (octal) or `089` (decimal), of sloppy code.
    fn scan_legacy(&mut self, flags: &mut TokenFlags) -> TokenKind {
        let start = self.position;
        flags.insert(TokenFlags::LEGACY_OCTAL);
        while self.byte().is_ascii_digit() {
            self.position += 1;
        }
        let digits = &self.bytes[start..self.position];
        if digits.iter().all(|digit| *digit < b'8') {
            if self.byte() == b'_' {
                return self.invalid_separator();
            }
            self.number = power_of_two_value(digits, 8);
            return TokenKind::Number;
        }
        if self.byte() == b'.' {
            self.position += 1;
            if self.scan_digits(10).is_none() {
                return self.invalid_separator();
            }
        }
        if matches!(self.byte(), b'e' | b'E') {
            self.position += 1;
            if matches!(self.byte(), b'+' | b'-') {
                self.position += 1;
            }
            if self.scan_digits(10).is_none_or(|digits| digits == 0) {
                return self.fail(ErrorCode::MissingExponent, start, self.position);
            }
        }
        if self.byte() == b'_' {
            return self.invalid_separator();
        }
        self.number = self.decimal_value(start, self.position);
        TokenKind::Number
    }
}

/// The value of digits in radix 2, 8 or 16, correctly rounded.
fn power_of_two_value(digits: &[u8], radix: u32) -> f64 {
    let bits = radix.trailing_zeros();
    let mut mantissa = 0u64;
    let mut exponent = 0u32;
    for digit in digits
        .iter()
        .filter_map(|&byte| char::from(byte).to_digit(radix))
    {
        // Beyond 60 bits only "is any of the rest set" matters for rounding: it is kept in bit 0.
        if mantissa >> 60 == 0 {
            mantissa = mantissa << bits | u64::from(digit);
        } else {
            exponent += bits;
            mantissa |= u64::from(digit != 0);
        }
    }
    let mut value = mantissa as f64;
    while exponent > 0 && value.is_finite() {
        let step = exponent.min(62);
        value *= (1u64 << step) as f64;
        exponent -= step;
    }
    value
}

#[cfg(test)]
mod tests {
    use super::power_of_two_value;

    #[test]
    fn long_literals_round_to_nearest_even() {
        assert_eq!(
            power_of_two_value(b"20000000000001", 16),
            9007199254740992.0
        );
        assert_eq!(
            power_of_two_value(b"20000000000003", 16),
            9007199254740996.0
        );
        assert_eq!(
            power_of_two_value(b"20000000000001000000000000000001", 16),
            9007199254740994.0 * 2f64.powi(72)
        );
        assert_eq!(power_of_two_value(b"777", 8), 511.0);
        assert!(power_of_two_value(&[b'f'; 300], 16).is_infinite());
    }
}
