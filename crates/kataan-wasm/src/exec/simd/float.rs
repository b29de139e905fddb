//! Lane-wise float arithmetic and comparison.

use super::lanes::*;
use crate::exec::float;

/// `a * b + c`, rounded after each step, on every host alike.
macro_rules! multiply_add {
    ($($name:ident: $to:ident => $from:ident, |$a:ident, $b:ident, $c:ident| $formula:expr;)*) => {
        $(
            #[inline(always)]
            pub(in crate::exec) fn $name(a: Vector, b: Vector, c: Vector) -> Vector {
                let (a, b, c) = ($to(a), $to(b), $to(c));
                $from(each(|lane| {
                    let ($a, $b, $c) = (a[lane], b[lane], c[lane]);
                    $formula
                }))
            }
        )*
    };
}

binary! {
    f32x4_add: to_f32 => from_f32, |a, b| a + b;
    f32x4_sub: to_f32 => from_f32, |a, b| a - b;
    f32x4_mul: to_f32 => from_f32, |a, b| a * b;
    f32x4_div: to_f32 => from_f32, |a, b| a / b;
    f32x4_min: to_f32 => from_f32, |a, b| float::min32(a, b);
    f32x4_relaxed_min: to_f32 => from_f32, |a, b| float::min32(a, b);
    f32x4_max: to_f32 => from_f32, |a, b| float::max32(a, b);
    f32x4_relaxed_max: to_f32 => from_f32, |a, b| float::max32(a, b);
    f32x4_pmin: to_f32 => from_f32, |a, b| if b < a { b } else { a };
    f32x4_pmax: to_f32 => from_f32, |a, b| if a < b { b } else { a };
    f32x4_eq: to_f32 => from_i32, |a, b| -i32::from(a == b);
    f32x4_ne: to_f32 => from_i32, |a, b| -i32::from(a != b);
    f32x4_lt: to_f32 => from_i32, |a, b| -i32::from(a < b);
    f32x4_gt: to_f32 => from_i32, |a, b| -i32::from(a > b);
    f32x4_le: to_f32 => from_i32, |a, b| -i32::from(a <= b);
    f32x4_ge: to_f32 => from_i32, |a, b| -i32::from(a >= b);
    f64x2_add: to_f64 => from_f64, |a, b| a + b;
    f64x2_sub: to_f64 => from_f64, |a, b| a - b;
    f64x2_mul: to_f64 => from_f64, |a, b| a * b;
    f64x2_div: to_f64 => from_f64, |a, b| a / b;
    f64x2_min: to_f64 => from_f64, |a, b| float::min64(a, b);
    f64x2_relaxed_min: to_f64 => from_f64, |a, b| float::min64(a, b);
    f64x2_max: to_f64 => from_f64, |a, b| float::max64(a, b);
    f64x2_relaxed_max: to_f64 => from_f64, |a, b| float::max64(a, b);
    f64x2_pmin: to_f64 => from_f64, |a, b| if b < a { b } else { a };
    f64x2_pmax: to_f64 => from_f64, |a, b| if a < b { b } else { a };
    f64x2_eq: to_f64 => from_i64, |a, b| -i64::from(a == b);
    f64x2_ne: to_f64 => from_i64, |a, b| -i64::from(a != b);
    f64x2_lt: to_f64 => from_i64, |a, b| -i64::from(a < b);
    f64x2_gt: to_f64 => from_i64, |a, b| -i64::from(a > b);
    f64x2_le: to_f64 => from_i64, |a, b| -i64::from(a <= b);
    f64x2_ge: to_f64 => from_i64, |a, b| -i64::from(a >= b);
}

unary! {
    f32x4_abs: to_u32 => from_u32, |a| a & 0x7fff_ffff;
    f32x4_neg: to_u32 => from_u32, |a| a ^ !0x7fff_ffff;
    f32x4_ceil: to_f32 => from_f32, |a| float::ceil32(a);
    f32x4_floor: to_f32 => from_f32, |a| float::floor32(a);
    f32x4_trunc: to_f32 => from_f32, |a| float::trunc32(a);
    f32x4_nearest: to_f32 => from_f32, |a| float::nearest32(a);
    f32x4_sqrt: to_f32 => from_f32, |a| float::sqrt32(a);
    canonical_f32x4: to_f32 => from_u32, |a| float::canonical32(a);
    f64x2_abs: to_u64 => from_u64, |a| a & 0x7fff_ffff_ffff_ffff;
    f64x2_neg: to_u64 => from_u64, |a| a ^ !0x7fff_ffff_ffff_ffff;
    f64x2_ceil: to_f64 => from_f64, |a| float::ceil64(a);
    f64x2_floor: to_f64 => from_f64, |a| float::floor64(a);
    f64x2_trunc: to_f64 => from_f64, |a| float::trunc64(a);
    f64x2_nearest: to_f64 => from_f64, |a| float::nearest64(a);
    f64x2_sqrt: to_f64 => from_f64, |a| float::sqrt64(a);
    canonical_f64x2: to_f64 => from_u64, |a| float::canonical64(a);
}

multiply_add! {
    f32x4_relaxed_madd: to_f32 => from_f32, |a, b, c| a * b + c;
    f32x4_relaxed_nmadd: to_f32 => from_f32, |a, b, c| -(a * b) + c;
    f64x2_relaxed_madd: to_f64 => from_f64, |a, b, c| a * b + c;
    f64x2_relaxed_nmadd: to_f64 => from_f64, |a, b, c| -(a * b) + c;
}
