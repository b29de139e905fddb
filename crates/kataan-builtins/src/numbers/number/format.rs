//! Numbers as decimal text with a given count of digits.
//!
//! The specification asks for the closest decimal and, between two that are equally close, for the
//! larger one. The standard library formats exactly but settles ties to even, so ties are found and
//! rounded here. A tie needs an exact decimal expansion that ends in the very next digit, a 5.

/// The digits of [Number.prototype.toFixed](https://tc39.es/ecma262/#sec-number.prototype.tofixed)
/// for a finite `value` below 10^21 in magnitude and `digits` in 0 to 100.
pub(super) fn to_fixed(value: f64, digits: usize) -> String {
    // The standard library keeps the sign of a negative zero, and so of what rounds to it.
    let negative = value < 0.0;
    let magnitude = value.abs();
    let text = if fraction_bits(magnitude) == Some(digits as u32 + 1) {
        // One digit more is exact, and that digit is the 5 of a tie.
        let exact = format!("{magnitude:.*}", digits + 1);
        round_up(exact.strip_suffix('5').unwrap_or(&exact))
    } else {
        format!("{magnitude:.digits$}")
    };
    if negative { format!("-{text}") } else { text }
}

/// How many bits a finite magnitude has after its binary point; `None` for an integer.
fn fraction_bits(magnitude: f64) -> Option<u32> {
    if magnitude == magnitude.trunc() {
        return None;
    }
    let bits = magnitude.to_bits();
    let biased = (bits >> 52) as i32;
    let (mantissa, exponent) = if biased == 0 {
        (bits & ((1 << 52) - 1), -1074)
    } else {
        (bits & ((1 << 52) - 1) | 1 << 52, biased - 1075)
    };
    Some((-exponent) as u32 - mantissa.trailing_zeros())
}

/// Adds one unit in the last place to decimal digits, which may hold a point.
fn round_up(digits: &str) -> String {
    let digits = digits.strip_suffix('.').unwrap_or(digits);
    let mut result: Vec<u8> = digits.bytes().collect();
    for digit in result.iter_mut().rev() {
        match digit {
            b'.' => {}
            b'9' => *digit = b'0',
            _ => {
                *digit += 1;
                return result.into_iter().map(char::from).collect();
            }
        }
    }
    core::iter::once('1')
        .chain(result.into_iter().map(char::from))
        .collect()
}

/// The significant digits of a finite positive `value` rounded to `count` of them, and the exponent
/// of the first.
fn significant_digits(value: f64, count: usize) -> (String, i32) {
    let (digits, exponent) = exponential_parts(value, count);
    let (longer, _) = exponential_parts(value, count + 1);
    if !longer.ends_with('5') {
        return (digits, exponent);
    }
    // 1,074 fraction digits represent every double exactly, and 770 significant ones do.
    let (exact, exact_exponent) = exponential_parts(value, count.max(1) + 1_100);
    let is_tie =
        exact.as_bytes()[count] == b'5' && exact[count + 1..].bytes().all(|digit| digit == b'0');
    if !is_tie {
        return (digits, exponent);
    }
    let rounded = round_up(&exact[..count]);
    if rounded.len() > count {
        (rounded[..count].to_owned(), exact_exponent + 1)
    } else {
        (rounded, exact_exponent)
    }
}

/// `count` digits as the standard library rounds them, without the point, and the exponent.
fn exponential_parts(value: f64, count: usize) -> (String, i32) {
    let text = format!("{value:.*e}", count - 1);
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    (mantissa.replace('.', ""), exponent.parse().unwrap_or(0))
}

/// The text of
/// [Number.prototype.toExponential](https://tc39.es/ecma262/#sec-number.prototype.toexponential)
/// for a finite `value`, with `digits` after the point or, where `None`, as many as it takes.
pub(super) fn to_exponential(value: f64, digits: Option<usize>) -> String {
    let sign = if value < 0.0 { "-" } else { "" };
    let magnitude = value.abs();
    let (mantissa, exponent) = match digits {
        _ if magnitude == 0.0 => ("0".repeat(digits.unwrap_or(0) + 1), 0),
        Some(digits) => significant_digits(magnitude, digits + 1),
        None => {
            // The shortest digits that read back as the same number.
            let text = format!("{magnitude:e}");
            let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
            (mantissa.replace('.', ""), exponent.parse().unwrap_or(0))
        }
    };
    format!(
        "{sign}{}{}",
        with_point(&mantissa, 1),
        exponent_suffix(exponent)
    )
}

/// The text of
/// [Number.prototype.toPrecision](https://tc39.es/ecma262/#sec-number.prototype.toprecision)
/// for a finite `value` and `precision` in 1 to 100.
pub(super) fn to_precision(value: f64, precision: usize) -> String {
    let sign = if value < 0.0 { "-" } else { "" };
    let magnitude = value.abs();
    let (digits, exponent) = if magnitude == 0.0 {
        ("0".repeat(precision), 0)
    } else {
        significant_digits(magnitude, precision)
    };
    if exponent < -6 || exponent >= precision as i32 {
        return format!(
            "{sign}{}{}",
            with_point(&digits, 1),
            exponent_suffix(exponent)
        );
    }
    if exponent >= 0 {
        format!("{sign}{}", with_point(&digits, exponent as usize + 1))
    } else {
        format!("{sign}0.{}{digits}", "0".repeat((-exponent - 1) as usize))
    }
}

/// `digits` with a point after the first `whole`, where any are left.
fn with_point(digits: &str, whole: usize) -> String {
    if digits.len() <= whole {
        return digits.to_owned();
    }
    format!("{}.{}", &digits[..whole], &digits[whole..])
}

fn exponent_suffix(exponent: i32) -> String {
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("e{sign}{}", exponent.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_digits_round_ties_up() {
        let cases = [
            (0.5, 0, "1"),
            (1.5, 0, "2"),
            (2.5, 0, "3"),
            (-2.5, 0, "-3"),
            (1.005, 2, "1.00"),
            (1.45, 1, "1.4"),
            (8.345, 2, "8.35"),
            (0.000_001, 7, "0.0000010"),
            (123.456, 0, "123"),
            (999.5, 0, "1000"),
            (0.0, 2, "0.00"),
            (-0.0, 2, "0.00"),
            (-0.000_001, 2, "-0.00"),
            (1e20, 2, "100000000000000000000.00"),
        ];
        for (value, digits, expected) in cases {
            assert_eq!(to_fixed(value, digits), expected, "{value} with {digits}");
        }
    }

    #[test]
    fn exponential_digits() {
        let cases = [
            (123_456.0, Some(2), "1.23e+5"),
            (25.0, Some(0), "3e+1"),
            (12_345.0, Some(3), "1.235e+4"),
            (0.0, Some(2), "0.00e+0"),
            (0.000_15, None, "1.5e-4"),
            (-1.0, None, "-1e+0"),
            (9.5, Some(0), "1e+1"),
            (5e-324, None, "5e-324"),
        ];
        for (value, digits, expected) in cases {
            assert_eq!(
                to_exponential(value, digits),
                expected,
                "{value} with {digits:?}"
            );
        }
    }

    #[test]
    fn precision_picks_its_form() {
        let cases = [
            (123.456, 4, "123.5"),
            (0.000_123, 2, "0.00012"),
            (0.000_000_123, 2, "1.2e-7"),
            (1e21, 3, "1.00e+21"),
            (1.25, 2, "1.3"),
            (35.0, 1, "4e+1"),
            (99.99, 3, "100"),
            (0.0, 1, "0"),
        ];
        for (value, precision, expected) in cases {
            assert_eq!(
                to_precision(value, precision),
                expected,
                "{value} to {precision}"
            );
        }
    }
}
