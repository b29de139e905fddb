//! Vectors as arrays of lanes; the compiler sees through the conversions.

// A lane of one byte divides by one.
#![allow(clippy::modulo_one)]

/// A vector, as its bytes in memory.
///
/// Not a number of 128 bits: the compiler takes such a one for two words, and computes byte by byte what
/// it would else give to one instruction.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub(in crate::exec) struct Vector(pub(in crate::exec) [u8; 16]);

impl Vector {
    #[inline(always)]
    pub(in crate::exec) fn from_bits(bits: u128) -> Self {
        Self(bits.to_le_bytes())
    }

    #[inline(always)]
    pub(in crate::exec) fn bits(self) -> u128 {
        u128::from_le_bytes(self.0)
    }
}

/// Lanes by their numbers. `core::array::from_fn` does the same, but is not inlined in every build: its
/// vectors would then be lent out, and handlers keep their frames.
#[inline(always)]
pub(super) fn each<T: Copy + Default, const COUNT: usize>(
    mut formula: impl FnMut(usize) -> T,
) -> [T; COUNT] {
    let mut lanes = [T::default(); COUNT];
    let mut lane = 0;
    while lane < COUNT {
        lanes[lane] = formula(lane);
        lane += 1;
    }
    lanes
}

macro_rules! shape {
    ($($to:ident, $from:ident: [$ty:ty; $count:literal];)*) => {
        $(
            #[inline(always)]
            pub(super) fn $to(vector: Vector) -> [$ty; $count] {
                const SIZE: usize = size_of::<$ty>();
                each(|lane| {
                    <$ty>::from_le_bytes(each(|byte| vector.0[lane * SIZE + byte]))
                })
            }

            #[inline(always)]
            pub(super) fn $from(lanes: [$ty; $count]) -> Vector {
                const SIZE: usize = size_of::<$ty>();
                Vector(each(|byte| {
                    lanes[byte / SIZE].to_le_bytes()[byte % SIZE]
                }))
            }
        )*
    };
}

shape! {
    to_i8, from_i8: [i8; 16];
    to_u8, from_u8: [u8; 16];
    to_i16, from_i16: [i16; 8];
    to_u16, from_u16: [u16; 8];
    to_i32, from_i32: [i32; 4];
    to_u32, from_u32: [u32; 4];
    to_i64, from_i64: [i64; 2];
    to_u64, from_u64: [u64; 2];
    to_f32, from_f32: [f32; 4];
    to_f64, from_f64: [f64; 2];
}

/// One row an operation: name, lanes taken, lanes given, formula on lanes.
macro_rules! binary {
    ($($name:ident: $to:ident => $from:ident, |$a:ident, $b:ident| $formula:expr;)*) => {
        $(
            #[inline(always)]
            pub(in crate::exec) fn $name(a: Vector, b: Vector) -> Vector {
                let (a, b) = ($to(a), $to(b));
                $from(each(|lane| {
                    let ($a, $b) = (a[lane], b[lane]);
                    $formula
                }))
            }
        )*
    };
}

macro_rules! unary {
    ($($name:ident: $to:ident => $from:ident, |$a:ident| $formula:expr;)*) => {
        $(
            #[inline(always)]
            pub(in crate::exec) fn $name(a: Vector) -> Vector {
                let a = $to(a);
                $from(each(|lane| {
                    let $a = a[lane];
                    $formula
                }))
            }
        )*
    };
}

pub(super) use {binary, unary};
