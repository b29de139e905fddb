//! Float operations where Rust's own differ from WebAssembly's, or need a library without `std`.

use crate::runtime::trap::TrapCode;

macro_rules! rounding {
    ($($name:ident, $method:ident, $library:ident: $ty:ty;)*) => {
        $(
            #[inline(always)]
            pub(super) fn $name(a: $ty) -> $ty {
                // An operation on a signalling NaN gives a quiet one.
                #[cfg(feature = "std")]
                let rounded = a.$method();
                #[cfg(not(feature = "std"))]
                let rounded = libm::$library(a);
                if a.is_nan() { a + a } else { rounded }
            }
        )*
    };
}

rounding! {
    ceil32, ceil, ceilf: f32;
    floor32, floor, floorf: f32;
    trunc32, trunc, truncf: f32;
    nearest32, round_ties_even, rintf: f32;
    sqrt32, sqrt, sqrtf: f32;
    ceil64, ceil, ceil: f64;
    floor64, floor, floor: f64;
    trunc64, trunc, trunc: f64;
    nearest64, round_ties_even, rint: f64;
    sqrt64, sqrt, sqrt: f64;
}

macro_rules! extremes {
    ($($min:ident, $max:ident: $ty:ty;)*) => {
        $(
            #[inline(always)]
            pub(super) fn $min(a: $ty, b: $ty) -> $ty {
                if a < b {
                    a
                } else if b < a {
                    b
                } else if a == b {
                    // Zeros of both signs are equal, and the negative one is the less.
                    <$ty>::from_bits(a.to_bits() | b.to_bits())
                } else {
                    a + b
                }
            }

            #[inline(always)]
            pub(super) fn $max(a: $ty, b: $ty) -> $ty {
                if a > b {
                    a
                } else if b > a {
                    b
                } else if a == b {
                    <$ty>::from_bits(a.to_bits() & b.to_bits())
                } else {
                    a + b
                }
            }
        )*
    };
}

extremes! {
    min32, max32: f32;
    min64, max64: f64;
}

macro_rules! truncation {
    ($($name:ident: $from:ty => $to:ty, $above:expr, $below:literal;)*) => {
        $(
            #[inline(always)]
            pub(super) fn $name(a: $from) -> Result<$to, TrapCode> {
                let above: fn($from) -> bool = $above;
                if above(a) && a < $below {
                    Ok(a as $to)
                } else if a.is_nan() {
                    Err(TrapCode::InvalidConversion)
                } else {
                    Err(TrapCode::IntegerOverflow)
                }
            }
        )*
    };
}

truncation! {
    trunc_f32_i32: f32 => i32, |a| a >= -2147483648.0, 2147483648.0;
    trunc_f32_u32: f32 => u32, |a| a > -1.0, 4294967296.0;
    trunc_f64_i32: f64 => i32, |a| a > -2147483649.0, 2147483648.0;
    trunc_f64_u32: f64 => u32, |a| a > -1.0, 4294967296.0;
    trunc_f32_i64: f32 => i64, |a| a >= -9223372036854775808.0, 9223372036854775808.0;
    trunc_f32_u64: f32 => u64, |a| a > -1.0, 18446744073709551616.0;
    trunc_f64_i64: f64 => i64, |a| a >= -9223372036854775808.0, 9223372036854775808.0;
    trunc_f64_u64: f64 => u64, |a| a > -1.0, 18446744073709551616.0;
}

/// The canonical NaN for any NaN, else the number itself.
#[inline(always)]
pub(super) fn canonical32(a: f32) -> u32 {
    if a.is_nan() { 0x7fc0_0000 } else { a.to_bits() }
}

/// The canonical NaN for any NaN, else the number itself.
#[inline(always)]
pub(super) fn canonical64(a: f64) -> u64 {
    if a.is_nan() {
        0x7ff8_0000_0000_0000
    } else {
        a.to_bits()
    }
}
