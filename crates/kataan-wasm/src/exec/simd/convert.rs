//! Conversions between shapes: narrowing, widening, float to integer and back, splats and lanes.

use super::lanes::*;

macro_rules! splat_and_lanes {
    ($($splat:ident($value:ty): $from:ident, |$a:ident| $formula:expr;)*) => {
        $(
            #[inline(always)]
            pub(in crate::exec) fn $splat($a: $value) -> Vector {
                $from([$formula; _])
            }
        )*
    };
}

splat_and_lanes! {
    i8x16_splat(u32): from_u8, |a| a as u8;
    i16x8_splat(u32): from_u16, |a| a as u16;
    i32x4_splat(u32): from_u32, |a| a;
    i64x2_splat(u64): from_u64, |a| a;
    f32x4_splat(f32): from_f32, |a| a;
    f64x2_splat(f64): from_f64, |a| a;
}

macro_rules! extract {
    ($($name:ident: $to:ident => $value:ty, |$a:ident| $formula:expr;)*) => {
        $(
            #[inline(always)]
            pub(in crate::exec) fn $name(a: Vector, lane: usize) -> $value {
                let lanes = $to(a);
                let $a = lanes[lane % lanes.len()];
                $formula
            }
        )*
    };
}

extract! {
    i8x16_extract_lane_s: to_i8 => i32, |a| i32::from(a);
    i8x16_extract_lane_u: to_u8 => u32, |a| u32::from(a);
    i16x8_extract_lane_s: to_i16 => i32, |a| i32::from(a);
    i16x8_extract_lane_u: to_u16 => u32, |a| u32::from(a);
    i32x4_extract_lane: to_u32 => u32, |a| a;
    i64x2_extract_lane: to_u64 => u64, |a| a;
    f32x4_extract_lane: to_u32 => u32, |a| a;
    f64x2_extract_lane: to_u64 => u64, |a| a;
}

macro_rules! replace {
    ($($name:ident($value:ty): $to:ident => $from:ident, |$b:ident| $formula:expr;)*) => {
        $(
            #[inline(always)]
            pub(in crate::exec) fn $name(a: Vector, $b: $value, lane: usize) -> Vector {
                let mut lanes = $to(a);
                let count = lanes.len();
                lanes[lane % count] = $formula;
                $from(lanes)
            }
        )*
    };
}

replace! {
    i8x16_replace_lane(u32): to_u8 => from_u8, |b| b as u8;
    i16x8_replace_lane(u32): to_u16 => from_u16, |b| b as u16;
    i32x4_replace_lane(u32): to_u32 => from_u32, |b| b;
    i64x2_replace_lane(u64): to_u64 => from_u64, |b| b;
    f32x4_replace_lane(f32): to_f32 => from_f32, |b| b;
    f64x2_replace_lane(f64): to_f64 => from_f64, |b| b;
}

/// The saturated lanes of both operands, one after the other.
macro_rules! narrow {
    ($($name:ident: $to:ident => $from:ident, $half:literal, $narrow:ty, $wide:ty;)*) => {
        $(
            #[inline(always)]
            pub(in crate::exec) fn $name(a: Vector, b: Vector) -> Vector {
                let (a, b) = ($to(a), $to(b));
                $from(each(|lane| {
                    let wide = if lane < $half { a[lane] } else { b[lane - $half] };
                    wide.clamp(<$narrow>::MIN as $wide, <$narrow>::MAX as $wide) as $narrow
                }))
            }
        )*
    };
}

narrow! {
    i8x16_narrow_i16x8_s: to_i16 => from_i8, 8, i8, i16;
    i8x16_narrow_i16x8_u: to_i16 => from_u8, 8, u8, i16;
    i16x8_narrow_i32x4_s: to_i32 => from_i16, 4, i16, i32;
    i16x8_narrow_i32x4_u: to_i32 => from_u16, 4, u16, i32;
}

/// From the lower or upper half, in pairs or products.
macro_rules! widen {
    ($($wide:ty: $to:ident => $from:ident, $half:literal, $low:ident, $high:ident, $mul_low:ident, $mul_high:ident;)*) => {
        $(
            #[inline(always)]
            pub(in crate::exec) fn $low(a: Vector) -> Vector {
                let a = $to(a);
                $from(each(|lane| <$wide>::from(a[lane])))
            }

            #[inline(always)]
            pub(in crate::exec) fn $high(a: Vector) -> Vector {
                let a = $to(a);
                $from(each(|lane| <$wide>::from(a[lane + $half])))
            }

            #[inline(always)]
            pub(in crate::exec) fn $mul_low(a: Vector, b: Vector) -> Vector {
                let (a, b) = ($to(a), $to(b));
                $from(each(|lane| <$wide>::from(a[lane]).wrapping_mul(<$wide>::from(b[lane]))))
            }

            #[inline(always)]
            pub(in crate::exec) fn $mul_high(a: Vector, b: Vector) -> Vector {
                let (a, b) = ($to(a), $to(b));
                $from(each(|lane| {
                    <$wide>::from(a[lane + $half]).wrapping_mul(<$wide>::from(b[lane + $half]))
                }))
            }
        )*
    };
}

widen! {
    i16: to_i8 => from_i16, 8, i16x8_extend_low_i8x16_s, i16x8_extend_high_i8x16_s,
        i16x8_extmul_low_i8x16_s, i16x8_extmul_high_i8x16_s;
    u16: to_u8 => from_u16, 8, i16x8_extend_low_i8x16_u, i16x8_extend_high_i8x16_u,
        i16x8_extmul_low_i8x16_u, i16x8_extmul_high_i8x16_u;
    i32: to_i16 => from_i32, 4, i32x4_extend_low_i16x8_s, i32x4_extend_high_i16x8_s,
        i32x4_extmul_low_i16x8_s, i32x4_extmul_high_i16x8_s;
    u32: to_u16 => from_u32, 4, i32x4_extend_low_i16x8_u, i32x4_extend_high_i16x8_u,
        i32x4_extmul_low_i16x8_u, i32x4_extmul_high_i16x8_u;
    i64: to_i32 => from_i64, 2, i64x2_extend_low_i32x4_s, i64x2_extend_high_i32x4_s,
        i64x2_extmul_low_i32x4_s, i64x2_extmul_high_i32x4_s;
    u64: to_u32 => from_u64, 2, i64x2_extend_low_i32x4_u, i64x2_extend_high_i32x4_u,
        i64x2_extmul_low_i32x4_u, i64x2_extmul_high_i32x4_u;
}

macro_rules! pairwise {
    ($($name:ident: $to:ident => $from:ident, $wide:ty;)*) => {
        $(
            #[inline(always)]
            pub(in crate::exec) fn $name(a: Vector) -> Vector {
                let a = $to(a);
                $from(each(|lane| <$wide>::from(a[2 * lane]) + <$wide>::from(a[2 * lane + 1])))
            }
        )*
    };
}

pairwise! {
    i16x8_extadd_pairwise_i8x16_s: to_i8 => from_i16, i16;
    i16x8_extadd_pairwise_i8x16_u: to_u8 => from_u16, u16;
    i32x4_extadd_pairwise_i16x8_s: to_i16 => from_i32, i32;
    i32x4_extadd_pairwise_i16x8_u: to_u16 => from_u32, u32;
}

/// Eight bytes widened to a vector.
macro_rules! load_widened {
    ($($name:ident: $extend:ident;)*) => {
        $(
            #[inline(always)]
            pub(in crate::exec) fn $name(raw: u64) -> Vector {
                $extend(Vector::from_bits(u128::from(raw)))
            }
        )*
    };
}

load_widened! {
    load8x8_s: i16x8_extend_low_i8x16_s;
    load8x8_u: i16x8_extend_low_i8x16_u;
    load16x4_s: i32x4_extend_low_i16x8_s;
    load16x4_u: i32x4_extend_low_i16x8_u;
    load32x2_s: i64x2_extend_low_i32x4_s;
    load32x2_u: i64x2_extend_low_i32x4_u;
}

macro_rules! convert {
    ($($name:ident: $to:ident => $from:ident, |$a:ident, $lane:ident| $formula:expr;)*) => {
        $(
            #[inline(always)]
            pub(in crate::exec) fn $name(a: Vector) -> Vector {
                let $a = $to(a);
                $from(each(|$lane| $formula))
            }
        )*
    };
}

convert! {
    i32x4_trunc_sat_f32x4_s: to_f32 => from_i32, |a, lane| a[lane] as i32;
    i32x4_trunc_sat_f64x2_s_zero: to_f64 => from_i32, |a, lane| if lane < 2 { a[lane] as i32 } else { 0 };
    i32x4_trunc_sat_f32x4_u: to_f32 => from_u32, |a, lane| a[lane] as u32;
    i32x4_trunc_sat_f64x2_u_zero: to_f64 => from_u32, |a, lane| if lane < 2 { a[lane] as u32 } else { 0 };
    i32x4_relaxed_trunc_f32x4_s: to_f32 => from_i32, |a, lane| a[lane] as i32;
    i32x4_relaxed_trunc_f64x2_s_zero: to_f64 => from_i32, |a, lane| if lane < 2 { a[lane] as i32 } else { 0 };
    i32x4_relaxed_trunc_f32x4_u: to_f32 => from_u32, |a, lane| a[lane] as u32;
    i32x4_relaxed_trunc_f64x2_u_zero: to_f64 => from_u32, |a, lane| if lane < 2 { a[lane] as u32 } else { 0 };
    f32x4_convert_i32x4_s: to_i32 => from_f32, |a, lane| a[lane] as f32;
    f64x2_convert_low_i32x4_s: to_i32 => from_f64, |a, lane| f64::from(a[lane]);
    f32x4_convert_i32x4_u: to_u32 => from_f32, |a, lane| a[lane] as f32;
    f64x2_convert_low_i32x4_u: to_u32 => from_f64, |a, lane| f64::from(a[lane]);
    f32x4_demote_f64x2_zero: to_f64 => from_f32, |a, lane| if lane < 2 { a[lane] as f32 } else { 0.0 };
    f64x2_promote_low_f32x4: to_f32 => from_f64, |a, lane| f64::from(a[lane]);
}
