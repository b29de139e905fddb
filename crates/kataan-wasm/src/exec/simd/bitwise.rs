//! Operations on bits and bytes: logic, selection, swizzles, dot products.

use super::lanes::*;

#[inline]
pub(in crate::exec) fn v128_not(a: u128) -> u128 {
    !a
}

#[inline]
pub(in crate::exec) fn v128_and(a: u128, b: u128) -> u128 {
    a & b
}

#[inline]
pub(in crate::exec) fn v128_andnot(a: u128, b: u128) -> u128 {
    a & !b
}

#[inline]
pub(in crate::exec) fn v128_or(a: u128, b: u128) -> u128 {
    a | b
}

#[inline]
pub(in crate::exec) fn v128_xor(a: u128, b: u128) -> u128 {
    a ^ b
}

#[inline]
pub(in crate::exec) fn v128_any_true(a: u128) -> u32 {
    u32::from(a != 0)
}

macro_rules! select {
    ($($name:ident)*) => {
        $(
            #[inline]
            pub(in crate::exec) fn $name(a: u128, b: u128, mask: u128) -> u128 {
                a & mask | b & !mask
            }
        )*
    };
}

select! {
    v128_bitselect i8x16_relaxed_laneselect i16x8_relaxed_laneselect
    i32x4_relaxed_laneselect i64x2_relaxed_laneselect
}

#[inline]
pub(in crate::exec) fn i8x16_swizzle(a: u128, indices: u128) -> u128 {
    let a = to_u8(a);
    let indices = to_u8(indices);
    from_u8(core::array::from_fn(|lane| {
        a.get(indices[lane] as usize).copied().unwrap_or(0)
    }))
}

#[inline]
pub(in crate::exec) fn i8x16_relaxed_swizzle(a: u128, indices: u128) -> u128 {
    i8x16_swizzle(a, indices)
}

pub(in crate::exec) fn i8x16_shuffle(a: u128, b: u128, indices: u128) -> u128 {
    let (a, b) = (to_u8(a), to_u8(b));
    let indices = to_u8(indices);
    from_u8(core::array::from_fn(|lane| {
        let index = indices[lane] as usize & 31;
        if index < 16 { a[index] } else { b[index - 16] }
    }))
}

#[inline]
pub(in crate::exec) fn i32x4_dot_i16x8_s(a: u128, b: u128) -> u128 {
    let (a, b) = (to_i16(a), to_i16(b));
    from_i32(core::array::from_fn(|lane| {
        let product = |index: usize| i32::from(a[index]) * i32::from(b[index]);
        product(2 * lane).wrapping_add(product(2 * lane + 1))
    }))
}

#[inline]
pub(in crate::exec) fn i16x8_relaxed_dot_i8x16_i7x16_s(a: u128, b: u128) -> u128 {
    let (a, b) = (to_i8(a), to_i8(b));
    from_i16(core::array::from_fn(|lane| {
        let product = |index: usize| i16::from(a[index]) * i16::from(b[index]);
        product(2 * lane).wrapping_add(product(2 * lane + 1))
    }))
}

#[inline]
pub(in crate::exec) fn i32x4_relaxed_dot_i8x16_i7x16_add_s(a: u128, b: u128, c: u128) -> u128 {
    let pairs = to_i16(i16x8_relaxed_dot_i8x16_i7x16_s(a, b));
    let c = to_i32(c);
    from_i32(core::array::from_fn(|lane| {
        let sum = i32::from(pairs[2 * lane]) + i32::from(pairs[2 * lane + 1]);
        sum.wrapping_add(c[lane])
    }))
}
