//! Text as numbers: the grammar StringNumericLiteral (clause 7.1.4.1) and its parts that the
//! library's `parseFloat` and `parseInt` share.

use num_bigint::BigUint;
use num_traits::ToPrimitive;

/// Whether a code unit is WhiteSpace or LineTerminator.
#[inline]
pub fn is_white_space(unit: u16) -> bool {
    matches!(
        unit,
        0x09..=0x0D | 0x20 | 0xA0 | 0x1680 | 0x2000..=0x200A | 0x2028 | 0x2029 | 0x202F | 0x205F | 0x3000 | 0xFEFF
    )
}

/// [StringToNumber](https://tc39.es/ecma262/#sec-stringtonumber) of Latin-1 text.
pub fn latin1_to_number(text: &[u8]) -> f64 {
    if let Some((number, count)) = short_digits(text)
        && count == text.len()
    {
        return f64::from(number);
    }
    let start = text
        .iter()
        .position(|unit| !is_white_space(u16::from(*unit)));
    let Some(start) = start else { return 0.0 };
    let end = text
        .iter()
        .rposition(|unit| !is_white_space(u16::from(*unit)));
    ascii_to_number(&text[start..end.map_or(start, |last| last + 1)])
}

/// The number that up to nine decimal digits at the start of a text spell, and how many there are;
/// none if there is none, or more.
pub fn short_digits(text: &[u8]) -> Option<(i32, usize)> {
    let count = text
        .iter()
        .take(10)
        .take_while(|unit| unit.is_ascii_digit())
        .count();
    (1..10).contains(&count).then(|| {
        let number = text[..count]
            .iter()
            .fold(0, |number, unit| number * 10 + i32::from(*unit - b'0'));
        (number, count)
    })
}

/// [StringToNumber](https://tc39.es/ecma262/#sec-stringtonumber) of UTF-16 text.
pub fn utf16_to_number(text: &[u16]) -> f64 {
    let start = text.iter().position(|unit| !is_white_space(*unit));
    let Some(start) = start else { return 0.0 };
    let end = text
        .iter()
        .rposition(|unit| !is_white_space(*unit))
        .map_or(start, |last| last + 1);
    match text[start..end]
        .iter()
        .map(|unit| u8::try_from(*unit))
        .collect::<Result<Vec<u8>, _>>()
    {
        Ok(text) => ascii_to_number(&text),
        Err(_) => f64::NAN,
    }
}

/// The whole of a trimmed, not empty text.
fn ascii_to_number(text: &[u8]) -> f64 {
    if let [b'0', prefix, digits @ ..] = text
        && let Some(radix) = radix_of_prefix(*prefix)
    {
        return match digits_in_radix(digits, radix) {
            (value, length) if length == digits.len() && length > 0 => value,
            _ => f64::NAN,
        };
    }
    match decimal_prefix(text) {
        Some((value, length)) if length == text.len() => value,
        _ => f64::NAN,
    }
}

pub(super) fn radix_of_prefix(prefix: u8) -> Option<u32> {
    match prefix {
        b'x' | b'X' => Some(16),
        b'o' | b'O' => Some(8),
        b'b' | b'B' => Some(2),
        _ => None,
    }
}

/// The longest prefix that is a StrDecimalLiteral, its value and its length.
pub fn decimal_prefix(text: &[u8]) -> Option<(f64, usize)> {
    let sign = usize::from(matches!(text.first(), Some(b'+' | b'-')));
    let negative = text.first() == Some(&b'-');
    if text[sign..].starts_with(b"Infinity") {
        let infinity = if negative {
            f64::NEG_INFINITY
        } else {
            f64::INFINITY
        };
        return Some((infinity, sign + 8));
    }
    let digits = |from: usize| {
        text[from..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count()
    };
    let integer = digits(sign);
    let mut end = sign + integer;
    let mut fraction = 0;
    if text.get(end) == Some(&b'.') {
        fraction = digits(end + 1);
        if integer + fraction > 0 {
            end += 1 + fraction;
        }
    }
    if integer + fraction == 0 {
        return None;
    }
    let mut mantissa_end = end;
    // "5." is a literal here, but not to the library.
    if text[mantissa_end - 1] == b'.' {
        mantissa_end -= 1;
    }
    if let Some(b'e' | b'E') = text.get(end) {
        let sign = usize::from(matches!(text.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits(end + 1 + sign);
        if exponent > 0 {
            let full = end + 1 + sign + exponent;
            if mantissa_end == end {
                return Some((fast_float2::parse(&text[..full]).ok()?, full));
            }
            let mut joined = text[..mantissa_end].to_vec();
            joined.extend_from_slice(&text[end..full]);
            return Some((fast_float2::parse(&joined).ok()?, full));
        }
    }
    Some((fast_float2::parse(&text[..mantissa_end]).ok()?, end))
}

/// The value of the leading digits in base `radix`, correctly rounded, and how many there are.
pub fn digits_in_radix(text: &[u8], radix: u32) -> (f64, usize) {
    let length = text
        .iter()
        .take_while(|byte| char::from(**byte).is_digit(radix))
        .count();
    let digits = &text[..length];
    let mut exact: u64 = 0;
    for (index, byte) in digits.iter().enumerate() {
        let digit = char::from(*byte).to_digit(radix).unwrap_or(0);
        exact = exact * u64::from(radix) + u64::from(digit);
        if exact >= 1 << 53 && index + 1 < length {
            return (large_in_radix(digits, radix), length);
        }
    }
    (exact as f64, length)
}

fn large_in_radix(digits: &[u8], radix: u32) -> f64 {
    if radix == 10 {
        return fast_float2::parse(digits).unwrap_or(f64::INFINITY);
    }
    // Past 1,100 significant digits every base of two or more is infinite.
    let significant = digits
        .iter()
        .position(|byte| *byte != b'0')
        .unwrap_or(digits.len());
    if digits.len() - significant > 1100 {
        return f64::INFINITY;
    }
    BigUint::parse_bytes(digits, radix).map_or(f64::NAN, |value| {
        // The library rounds to nearest, ties to even, as the specification does.
        value.to_f64().unwrap_or(f64::INFINITY)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_texts() {
        for (text, expected) in [
            ("", 0.0),
            (" \n ", 0.0),
            ("12", 12.0),
            (" 12 ", 12.0),
            ("+1.5e3", 1500.0),
            (".5", 0.5),
            ("5.", 5.0),
            ("5.e1", 50.0),
            ("0x1F", 31.0),
            ("0b101", 5.0),
            ("0O17", 15.0),
            ("Infinity", f64::INFINITY),
            ("-Infinity", f64::NEG_INFINITY),
            ("0x20000000000001", 9007199254740993.0),
            ("1e1000", f64::INFINITY),
            ("00012", 12.0),
        ] {
            assert_eq!(latin1_to_number(text.as_bytes()), expected, "{text:?}");
        }
        for text in [
            "x", "1x", "1e", "-0x1", "inf", "nan", "NaN", "infinity", "0x", ".", "+", "1_0", "e1",
        ] {
            assert!(latin1_to_number(text.as_bytes()).is_nan(), "{text:?}");
        }
        assert!(latin1_to_number(b"-0").is_sign_negative());
        assert_eq!(utf16_to_number(&[0x2028, 0x37, 0xFEFF]), 7.0);
    }

    #[test]
    fn radix_values_round_correctly() {
        let text = b"100000000000000000000000000000000000000000000000000001";
        assert_eq!(digits_in_radix(text, 2).0, 9007199254740992.0);
        let text = b"100000000000000000000000000000000000000000000000000011";
        assert_eq!(digits_in_radix(text, 2).0, 9007199254740996.0);
    }
}
