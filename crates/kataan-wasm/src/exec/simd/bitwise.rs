//! Operations on bits and bytes: logic, selection, swizzles, dot products.

use super::lanes::*;

/// One row an operation: name, formula on the two halves.
macro_rules! halves {
    ($($name:ident: |$($operand:ident),*| $formula:expr;)*) => {
        $(
            #[inline(always)]
            pub(in crate::exec) fn $name($($operand: Vector),*) -> Vector {
                $(let $operand = to_u64($operand);)*
                from_u64(each(|half| {
                    $(let $operand = $operand[half];)*
                    $formula
                }))
            }
        )*
    };
}

halves! {
    v128_not: |a| !a;
    v128_and: |a, b| a & b;
    v128_andnot: |a, b| a & !b;
    v128_or: |a, b| a | b;
    v128_xor: |a, b| a ^ b;
}

#[inline(always)]
pub(in crate::exec) fn v128_any_true(a: Vector) -> u32 {
    let [low, high] = to_u64(a);
    u32::from(low | high != 0)
}

macro_rules! select {
    ($($name:ident)*) => {
        halves! { $($name: |a, b, mask| a & mask | b & !mask;)* }
    };
}

select! {
    v128_bitselect i8x16_relaxed_laneselect i16x8_relaxed_laneselect
    i32x4_relaxed_laneselect i64x2_relaxed_laneselect
}

#[inline(always)]
pub(in crate::exec) fn i8x16_swizzle(a: Vector, indices: Vector) -> Vector {
    let a = to_u8(a);
    let indices = to_u8(indices);
    from_u8(each(|lane| {
        a.get(indices[lane] as usize).copied().unwrap_or(0)
    }))
}

#[inline(always)]
pub(in crate::exec) fn i8x16_relaxed_swizzle(a: Vector, indices: Vector) -> Vector {
    i8x16_swizzle(a, indices)
}

#[inline(always)]
pub(in crate::exec) fn i8x16_shuffle(a: Vector, b: Vector, indices: Vector) -> Vector {
    let mut both = [0; 32];
    both[..16].copy_from_slice(&a.0);
    both[16..].copy_from_slice(&b.0);
    Vector(each(|lane| both[usize::from(indices.0[lane] & 31)]))
}

#[inline(always)]
pub(in crate::exec) fn i32x4_dot_i16x8_s(a: Vector, b: Vector) -> Vector {
    let (a, b) = (to_i16(a), to_i16(b));
    from_i32(each(|lane| {
        let product = |index: usize| i32::from(a[index]) * i32::from(b[index]);
        product(2 * lane).wrapping_add(product(2 * lane + 1))
    }))
}

#[inline(always)]
pub(in crate::exec) fn i16x8_relaxed_dot_i8x16_i7x16_s(a: Vector, b: Vector) -> Vector {
    let (a, b) = (to_i8(a), to_i8(b));
    from_i16(each(|lane| {
        let product = |index: usize| i16::from(a[index]) * i16::from(b[index]);
        product(2 * lane).wrapping_add(product(2 * lane + 1))
    }))
}

#[inline(always)]
pub(in crate::exec) fn i32x4_relaxed_dot_i8x16_i7x16_add_s(
    a: Vector,
    b: Vector,
    c: Vector,
) -> Vector {
    let pairs = to_i16(i16x8_relaxed_dot_i8x16_i7x16_s(a, b));
    let c = to_i32(c);
    from_i32(each(|lane| {
        let sum = i32::from(pairs[2 * lane]) + i32::from(pairs[2 * lane + 1]);
        sum.wrapping_add(c[lane])
    }))
}
