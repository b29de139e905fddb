//! Lane-wise integer arithmetic and comparison.

use super::lanes::*;

macro_rules! shift {
    ($($name:ident: $to:ident => $from:ident, |$a:ident, $b:ident| $formula:expr;)*) => {
        $(
            #[inline(always)]
            pub(in crate::exec) fn $name(a: Vector, $b: u32) -> Vector {
                let a = $to(a);
                $from(each(|lane| {
                    let $a = a[lane];
                    $formula
                }))
            }
        )*
    };
}

binary! {
    i8x16_add: to_i8 => from_i8, |a, b| a.wrapping_add(b);
    i8x16_sub: to_i8 => from_i8, |a, b| a.wrapping_sub(b);
    i8x16_add_sat_s: to_i8 => from_i8, |a, b| a.saturating_add(b);
    i8x16_sub_sat_s: to_i8 => from_i8, |a, b| a.saturating_sub(b);
    i8x16_add_sat_u: to_u8 => from_u8, |a, b| a.saturating_add(b);
    i8x16_sub_sat_u: to_u8 => from_u8, |a, b| a.saturating_sub(b);
    i8x16_avgr_u: to_u8 => from_u8, |a, b| (u32::from(a) + u32::from(b)).div_ceil(2) as u8;
    i8x16_min_s: to_i8 => from_i8, |a, b| a.min(b);
    i8x16_min_u: to_u8 => from_u8, |a, b| a.min(b);
    i8x16_max_s: to_i8 => from_i8, |a, b| a.max(b);
    i8x16_max_u: to_u8 => from_u8, |a, b| a.max(b);
    i8x16_eq: to_i8 => from_i8, |a, b| -i8::from(a == b);
    i8x16_ne: to_i8 => from_i8, |a, b| -i8::from(a != b);
    i8x16_lt_s: to_i8 => from_i8, |a, b| -i8::from(a < b);
    i8x16_lt_u: to_u8 => from_i8, |a, b| -i8::from(a < b);
    i8x16_gt_s: to_i8 => from_i8, |a, b| -i8::from(a > b);
    i8x16_gt_u: to_u8 => from_i8, |a, b| -i8::from(a > b);
    i8x16_le_s: to_i8 => from_i8, |a, b| -i8::from(a <= b);
    i8x16_le_u: to_u8 => from_i8, |a, b| -i8::from(a <= b);
    i8x16_ge_s: to_i8 => from_i8, |a, b| -i8::from(a >= b);
    i8x16_ge_u: to_u8 => from_i8, |a, b| -i8::from(a >= b);
    i16x8_add: to_i16 => from_i16, |a, b| a.wrapping_add(b);
    i16x8_sub: to_i16 => from_i16, |a, b| a.wrapping_sub(b);
    i16x8_mul: to_i16 => from_i16, |a, b| a.wrapping_mul(b);
    i16x8_add_sat_s: to_i16 => from_i16, |a, b| a.saturating_add(b);
    i16x8_sub_sat_s: to_i16 => from_i16, |a, b| a.saturating_sub(b);
    i16x8_add_sat_u: to_u16 => from_u16, |a, b| a.saturating_add(b);
    i16x8_sub_sat_u: to_u16 => from_u16, |a, b| a.saturating_sub(b);
    i16x8_avgr_u: to_u16 => from_u16, |a, b| (u32::from(a) + u32::from(b)).div_ceil(2) as u16;
    i16x8_min_s: to_i16 => from_i16, |a, b| a.min(b);
    i16x8_min_u: to_u16 => from_u16, |a, b| a.min(b);
    i16x8_max_s: to_i16 => from_i16, |a, b| a.max(b);
    i16x8_max_u: to_u16 => from_u16, |a, b| a.max(b);
    i16x8_eq: to_i16 => from_i16, |a, b| -i16::from(a == b);
    i16x8_ne: to_i16 => from_i16, |a, b| -i16::from(a != b);
    i16x8_lt_s: to_i16 => from_i16, |a, b| -i16::from(a < b);
    i16x8_lt_u: to_u16 => from_i16, |a, b| -i16::from(a < b);
    i16x8_gt_s: to_i16 => from_i16, |a, b| -i16::from(a > b);
    i16x8_gt_u: to_u16 => from_i16, |a, b| -i16::from(a > b);
    i16x8_le_s: to_i16 => from_i16, |a, b| -i16::from(a <= b);
    i16x8_le_u: to_u16 => from_i16, |a, b| -i16::from(a <= b);
    i16x8_ge_s: to_i16 => from_i16, |a, b| -i16::from(a >= b);
    i16x8_ge_u: to_u16 => from_i16, |a, b| -i16::from(a >= b);
    i32x4_add: to_i32 => from_i32, |a, b| a.wrapping_add(b);
    i32x4_sub: to_i32 => from_i32, |a, b| a.wrapping_sub(b);
    i32x4_mul: to_i32 => from_i32, |a, b| a.wrapping_mul(b);
    i32x4_min_s: to_i32 => from_i32, |a, b| a.min(b);
    i32x4_min_u: to_u32 => from_u32, |a, b| a.min(b);
    i32x4_max_s: to_i32 => from_i32, |a, b| a.max(b);
    i32x4_max_u: to_u32 => from_u32, |a, b| a.max(b);
    i32x4_eq: to_i32 => from_i32, |a, b| -i32::from(a == b);
    i32x4_ne: to_i32 => from_i32, |a, b| -i32::from(a != b);
    i32x4_lt_s: to_i32 => from_i32, |a, b| -i32::from(a < b);
    i32x4_lt_u: to_u32 => from_i32, |a, b| -i32::from(a < b);
    i32x4_gt_s: to_i32 => from_i32, |a, b| -i32::from(a > b);
    i32x4_gt_u: to_u32 => from_i32, |a, b| -i32::from(a > b);
    i32x4_le_s: to_i32 => from_i32, |a, b| -i32::from(a <= b);
    i32x4_le_u: to_u32 => from_i32, |a, b| -i32::from(a <= b);
    i32x4_ge_s: to_i32 => from_i32, |a, b| -i32::from(a >= b);
    i32x4_ge_u: to_u32 => from_i32, |a, b| -i32::from(a >= b);
    i64x2_add: to_i64 => from_i64, |a, b| a.wrapping_add(b);
    i64x2_sub: to_i64 => from_i64, |a, b| a.wrapping_sub(b);
    i64x2_mul: to_i64 => from_i64, |a, b| a.wrapping_mul(b);
    i64x2_eq: to_i64 => from_i64, |a, b| -i64::from(a == b);
    i64x2_ne: to_i64 => from_i64, |a, b| -i64::from(a != b);
    i64x2_lt_s: to_i64 => from_i64, |a, b| -i64::from(a < b);
    i64x2_gt_s: to_i64 => from_i64, |a, b| -i64::from(a > b);
    i64x2_le_s: to_i64 => from_i64, |a, b| -i64::from(a <= b);
    i64x2_ge_s: to_i64 => from_i64, |a, b| -i64::from(a >= b);
    i16x8_q15mulr_sat_s: to_i16 => from_i16, |a, b| q15mulr(a, b);
    i16x8_relaxed_q15mulr_s: to_i16 => from_i16, |a, b| q15mulr(a, b);
}

/// Rounded product of two fixed-point numbers; only the square of -1 saturates.
#[inline(always)]
fn q15mulr(a: i16, b: i16) -> i16 {
    ((i32::from(a) * i32::from(b) + 0x4000) >> 15).min(i32::from(i16::MAX)) as i16
}

unary! {
    i8x16_abs: to_i8 => from_i8, |a| a.wrapping_abs();
    i8x16_neg: to_i8 => from_i8, |a| a.wrapping_neg();
    i16x8_abs: to_i16 => from_i16, |a| a.wrapping_abs();
    i16x8_neg: to_i16 => from_i16, |a| a.wrapping_neg();
    i32x4_abs: to_i32 => from_i32, |a| a.wrapping_abs();
    i32x4_neg: to_i32 => from_i32, |a| a.wrapping_neg();
    i64x2_abs: to_i64 => from_i64, |a| a.wrapping_abs();
    i64x2_neg: to_i64 => from_i64, |a| a.wrapping_neg();
    i8x16_popcnt: to_u8 => from_u8, |a| a.count_ones() as u8;
}

shift! {
    i8x16_shl: to_i8 => from_i8, |a, count| a.wrapping_shl(count);
    i8x16_shr_s: to_i8 => from_i8, |a, count| a.wrapping_shr(count);
    i8x16_shr_u: to_u8 => from_u8, |a, count| a.wrapping_shr(count);
    i16x8_shl: to_i16 => from_i16, |a, count| a.wrapping_shl(count);
    i16x8_shr_s: to_i16 => from_i16, |a, count| a.wrapping_shr(count);
    i16x8_shr_u: to_u16 => from_u16, |a, count| a.wrapping_shr(count);
    i32x4_shl: to_i32 => from_i32, |a, count| a.wrapping_shl(count);
    i32x4_shr_s: to_i32 => from_i32, |a, count| a.wrapping_shr(count);
    i32x4_shr_u: to_u32 => from_u32, |a, count| a.wrapping_shr(count);
    i64x2_shl: to_i64 => from_i64, |a, count| a.wrapping_shl(count);
    i64x2_shr_s: to_i64 => from_i64, |a, count| a.wrapping_shr(count);
    i64x2_shr_u: to_u64 => from_u64, |a, count| a.wrapping_shr(count);
}

macro_rules! tests {
    ($($all_true:ident, $bitmask:ident: $to:ident;)*) => {
        $(
            #[inline(always)]
            pub(in crate::exec) fn $all_true(a: Vector) -> u32 {
                let lanes = $to(a);
                let (mut all, mut lane) = (true, 0);
                while lane < lanes.len() {
                    all &= lanes[lane] != 0;
                    lane += 1;
                }
                u32::from(all)
            }

            #[inline(always)]
            pub(in crate::exec) fn $bitmask(a: Vector) -> u32 {
                let lanes = $to(a);
                let (mut mask, mut lane) = (0, 0);
                while lane < lanes.len() {
                    mask |= u32::from(lanes[lane] < 0) << lane;
                    lane += 1;
                }
                mask
            }
        )*
    };
}

tests! {
    i8x16_all_true, i8x16_bitmask: to_i8;
    i16x8_all_true, i16x8_bitmask: to_i16;
    i32x4_all_true, i32x4_bitmask: to_i32;
    i64x2_all_true, i64x2_bitmask: to_i64;
}
