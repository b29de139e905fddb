//! The Number type (clause 6.1.6.1): its operations on plain doubles, and the conversions between
//! doubles and integers of fixed width.

/// [Number::exponentiate](https://tc39.es/ecma262/#sec-numeric-types-number-exponentiate).
pub fn exponentiate(base: f64, exponent: f64) -> f64 {
    if exponent.is_nan() {
        return f64::NAN;
    }
    if exponent == 0.0 {
        return 1.0;
    }
    // C's `pow` gives 1 here, ECMAScript does not.
    if exponent.is_infinite() && base.abs() == 1.0 {
        return f64::NAN;
    }
    if exponent == 2.0 {
        return base * base;
    }
    base.powf(exponent)
}

/// [Number::remainder](https://tc39.es/ecma262/#sec-numeric-types-number-remainder).
///
/// Rust's `%` truncates and keeps the dividend's sign, negative zero included.
#[inline]
pub fn remainder(dividend: f64, divisor: f64) -> f64 {
    dividend % divisor
}

/// [ToInt32](https://tc39.es/ecma262/#sec-toint32) of a number.
#[inline(always)]
pub fn to_int32(number: f64) -> i32 {
    let truncated = number as i32;
    if f64::from(truncated) == number {
        return truncated;
    }
    to_int32_modular(number)
}

/// Modulo 2^32 by the exponent and mantissa, for what does not fit.
fn to_int32_modular(number: f64) -> i32 {
    let bits = number.to_bits();
    let exponent = ((bits >> 52) & 0x7FF) as i32 - 1075;
    let mantissa = (bits & ((1 << 52) - 1)) | (1 << 52);
    let magnitude = match exponent {
        // NaN, the infinities, and multiples of 2^32.
        32.. => 0,
        0..32 => (mantissa << exponent) as u32,
        -52..0 => (mantissa >> -exponent) as u32,
        _ => 0,
    };
    if bits >> 63 == 1 {
        (magnitude as i32).wrapping_neg()
    } else {
        magnitude as i32
    }
}

/// [ToUint32](https://tc39.es/ecma262/#sec-touint32) of a number.
#[inline(always)]
pub fn to_uint32(number: f64) -> u32 {
    to_int32(number) as u32
}

/// [ToUint8Clamp](https://tc39.es/ecma262/#sec-touint8clamp) of a number.
pub fn to_uint8_clamp(number: f64) -> u8 {
    // Ties go to even; the cast saturates and sends NaN to 0.
    number.round_ties_even() as u8
}

/// [ToIntegerOrInfinity](https://tc39.es/ecma262/#sec-tointegerorinfinity) of a number.
#[inline]
pub fn to_integer_or_infinity(number: f64) -> f64 {
    if number.is_nan() {
        return 0.0;
    }
    // Adding zero turns negative zero into zero.
    number.trunc() + 0.0
}

/// [Number::sameValue](https://tc39.es/ecma262/#sec-numeric-types-number-sameValue).
#[inline]
pub fn same_value(left: f64, right: f64) -> bool {
    left.to_bits() == right.to_bits() || (left.is_nan() && right.is_nan())
}

/// [Number::sameValueZero](https://tc39.es/ecma262/#sec-numeric-types-number-sameValueZero).
#[inline]
pub fn same_value_zero(left: f64, right: f64) -> bool {
    left == right || (left.is_nan() && right.is_nan())
}

/// The number as a `u64`, if it is an integer from 0 up to 2^53-1. Negative zero is 0.
#[inline]
pub fn as_safe_index(number: f64) -> Option<u64> {
    let integer = number as u64;
    (integer as f64 == number && integer < 1 << 53).then_some(integer)
}

/// The nearest half-precision bits, ties to even.
pub fn to_float16_bits(number: f64) -> u16 {
    let bits = number.to_bits();
    let sign = ((bits >> 48) & 0x8000) as u16;
    let magnitude = f64::from_bits(bits & !(1 << 63));
    if magnitude.is_nan() {
        return 0x7E00;
    }
    // From halfway between the greatest finite number and the next power of two up, infinity.
    if magnitude >= 65520.0 {
        return sign | 0x7C00;
    }
    // Adding and removing a power of two rounds, ties to even, at the right bit.
    if magnitude < 6.103515625e-5 {
        return sign | (magnitude * 16_777_216.0).round_ties_even() as u16;
    }
    let exponent = (magnitude.to_bits() >> 52) as i32 - 1023;
    let scaled = magnitude * 2f64.powi(10 - exponent);
    let mantissa = scaled.round_ties_even() as u32;
    // A mantissa that rounds up to 2^11 carries into the exponent by plain addition.
    sign | (((exponent + 15) as u32 - 1) * 1024 + mantissa) as u16
}

/// The number that half-precision bits spell.
pub fn from_float16_bits(bits: u16) -> f64 {
    let sign = if bits & 0x8000 == 0 { 1.0 } else { -1.0 };
    let exponent = i32::from(bits >> 10 & 0x1F);
    let fraction = f64::from(bits & 0x3FF);
    match exponent {
        0 => sign * fraction * 2f64.powi(-24),
        31 if fraction == 0.0 => sign * f64::INFINITY,
        31 => f64::NAN,
        _ => sign * (1.0 + fraction / 1024.0) * 2f64.powi(exponent - 15),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn to_int32_wraps() {
        let cases = [
            (0.0, 0),
            (-0.0, 0),
            (1.9, 1),
            (-1.9, -1),
            (2147483648.0, i32::MIN),
            (4294967296.0, 0),
            (4294967295.5, -1),
            (-2147483649.0, i32::MAX),
            (1e21, -559939584),
            (9007199254740993.0, 0),
            (f64::NAN, 0),
            (f64::INFINITY, 0),
            (2f64.powi(83) + 2f64.powi(31), i32::MIN),
            (0.5, 0),
        ];
        for (number, expected) in cases {
            assert_eq!(to_int32(number), expected, "{number}");
        }
    }

    #[test]
    fn to_int32_agrees_with_wide_arithmetic() {
        let mut state = 88172645463325252u64;
        for _ in 0..100_000 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let number = (state as i64 >> (state % 40)) as f64 * 1.37;
            assert_eq!(to_int32(number), (number as i128) as i32, "{number}");
        }
    }

    #[test]
    fn half_precision_round_trips() {
        for bits in 0..=u16::MAX {
            let number = from_float16_bits(bits);
            if !number.is_nan() {
                assert_eq!(to_float16_bits(number), bits);
            }
        }
        assert_eq!(to_float16_bits(65519.99), 0x7BFF);
        assert_eq!(to_float16_bits(65520.0), 0x7C00);
        assert_eq!(to_float16_bits(2.980232238769531e-8), 0);
        assert_eq!(to_float16_bits(2.980232238769532e-8), 1);
    }

    #[test]
    fn clamps() {
        assert_eq!(
            [
                to_uint8_clamp(0.5),
                to_uint8_clamp(1.5),
                to_uint8_clamp(2.5)
            ],
            [0, 2, 2]
        );
        assert_eq!(
            [
                to_uint8_clamp(-9.0),
                to_uint8_clamp(300.0),
                to_uint8_clamp(f64::NAN)
            ],
            [0, 255, 0]
        );
    }

    #[test]
    fn exponents() {
        assert!(exponentiate(1.0, f64::INFINITY).is_nan());
        assert!(exponentiate(1.0, f64::NAN).is_nan());
        assert_eq!(exponentiate(f64::NAN, 0.0), 1.0);
        assert_eq!(exponentiate(-2.0, 3.0), -8.0);
    }
}
