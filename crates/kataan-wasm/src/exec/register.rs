//! How values lie in registers and in memory.
//!
//! # Invariants
//! 32-bit values are zero-extended in their register, so that an index of either width can be
//! read as 64 bits; a vector takes two registers, its low half first.
#![allow(unsafe_code)]

use super::simd::Vector;

/// The values that stay in machine registers from one operation to the next: of each kind the last one
/// that was computed, which is in its register of the frame too.
#[derive(Clone, Copy)]
pub(super) struct Accumulators {
    pub(super) integer: u64,
    pub(super) single: f32,
    pub(super) double: f64,
}

impl Accumulators {
    pub(super) const NONE: Self = Self {
        integer: 0,
        single: 0.0,
        double: 0.0,
    };
}

/// Which accumulator a value stays in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Class {
    Integer,
    Single,
    Double,
    /// None: vectors are too wide.
    Vector,
}

/// A value in registers.
pub(super) trait Register: Copy {
    const CLASS: Class;

    /// The accumulated value; zero for a class that has none.
    fn accumulated(from: &Accumulators) -> Self;
    fn accumulate(self, to: &mut Accumulators);
    /// # Safety
    /// `at` points to a register (two for a vector) that holds such a value.
    unsafe fn read(at: *const u64) -> Self;
    /// # Safety
    /// `at` points to a register (two for a vector).
    unsafe fn write(self, at: *mut u64);
}

macro_rules! register {
    ($($ty:ty: $class:ident $accumulator:ident,
        |$held:ident| $get:expr, |$bits:ident| $read:expr, |$value:ident| $write:expr;)*) => {
        $(
            impl Register for $ty {
                const CLASS: Class = Class::$class;

                #[inline(always)]
                fn accumulated(from: &Accumulators) -> Self {
                    let $held = from.$accumulator;
                    $get
                }

                #[inline(always)]
                fn accumulate(self, to: &mut Accumulators) {
                    let $value = self;
                    to.$accumulator = register!(@keep $class $value $write);
                }

                #[inline(always)]
                unsafe fn read(at: *const u64) -> Self {
                    // SAFETY: the caller's contract.
                    let $bits = unsafe { *at };
                    $read
                }

                #[inline(always)]
                unsafe fn write(self, at: *mut u64) {
                    let $value = self;
                    // SAFETY: the caller's contract.
                    unsafe { *at = $write }
                }
            }
        )*
    };
    (@keep Integer $value:ident $write:expr) => { $write };
    (@keep $class:ident $value:ident $write:expr) => { $value };
}

register! {
    u32: Integer integer, |held| held as u32, |bits| bits as u32, |value| u64::from(value);
    i32: Integer integer, |held| held as i32, |bits| bits as i32, |value| u64::from(value as u32);
    u64: Integer integer, |held| held, |bits| bits, |value| value;
    i64: Integer integer, |held| held as i64, |bits| bits as i64, |value| value as u64;
    f32: Single single, |held| held, |bits| f32::from_bits(bits as u32),
        |value| u64::from(value.to_bits());
    f64: Double double, |held| held, |bits| f64::from_bits(bits), |value| value.to_bits();
}

impl Register for u128 {
    const CLASS: Class = Class::Vector;

    #[inline(always)]
    fn accumulated(_: &Accumulators) -> Self {
        0
    }

    #[inline(always)]
    fn accumulate(self, _: &mut Accumulators) {}

    #[inline(always)]
    unsafe fn read(at: *const u64) -> Self {
        // SAFETY: the caller's contract.
        unsafe { u128::from(*at) | u128::from(*at.add(1)) << 64 }
    }

    #[inline(always)]
    unsafe fn write(self, at: *mut u64) {
        // SAFETY: the caller's contract.
        unsafe {
            *at = self as u64;
            *at.add(1) = (self >> 64) as u64;
        }
    }
}

impl Register for Vector {
    const CLASS: Class = Class::Vector;

    #[inline(always)]
    fn accumulated(_: &Accumulators) -> Self {
        Self([0; 16])
    }

    #[inline(always)]
    fn accumulate(self, _: &mut Accumulators) {}

    #[inline(always)]
    unsafe fn read(at: *const u64) -> Self {
        if cfg!(target_endian = "little") {
            // SAFETY: the caller's contract: two registers are as long as a vector.
            Self(unsafe { at.cast::<[u8; 16]>().read() })
        } else {
            // SAFETY: the caller's contract.
            Self::from_bits(unsafe { u128::read(at) })
        }
    }

    #[inline(always)]
    unsafe fn write(self, at: *mut u64) {
        if cfg!(target_endian = "little") {
            // SAFETY: the caller's contract: two registers are as long as a vector.
            unsafe { at.cast::<[u8; 16]>().write(self.0) }
        } else {
            // SAFETY: the caller's contract.
            unsafe { self.bits().write(at) }
        }
    }
}

/// A value in memory, which is little-endian.
pub(super) trait Raw: Copy {
    /// # Safety
    /// `at` is valid for reading the value.
    unsafe fn load(at: *const u8) -> Self;
    /// # Safety
    /// `at` is valid for writing the value.
    unsafe fn store(self, at: *mut u8);
}

macro_rules! raw {
    ($($ty:ty)*) => {
        $(
            impl Raw for $ty {
                #[inline(always)]
                unsafe fn load(at: *const u8) -> Self {
                    // SAFETY: the caller's contract.
                    <$ty>::from_le(unsafe { at.cast::<$ty>().read_unaligned() })
                }

                #[inline(always)]
                unsafe fn store(self, at: *mut u8) {
                    // SAFETY: the caller's contract.
                    unsafe { at.cast::<$ty>().write_unaligned(self.to_le()) }
                }
            }
        )*
    };
}
raw!(u8 i8 u16 i16 u32 i32 u64);

macro_rules! raw_float {
    ($($ty:ty: $bits:ty;)*) => {
        $(
            impl Raw for $ty {
                #[inline(always)]
                unsafe fn load(at: *const u8) -> Self {
                    // SAFETY: the caller's contract.
                    <$ty>::from_bits(unsafe { <$bits>::load(at) })
                }

                #[inline(always)]
                unsafe fn store(self, at: *mut u8) {
                    // SAFETY: the caller's contract.
                    unsafe { self.to_bits().store(at) }
                }
            }
        )*
    };
}
raw_float!(f32: u32; f64: u64;);

impl Raw for Vector {
    #[inline(always)]
    unsafe fn load(at: *const u8) -> Self {
        // SAFETY: the caller's contract.
        Self(unsafe { at.cast::<[u8; 16]>().read() })
    }

    #[inline(always)]
    unsafe fn store(self, at: *mut u8) {
        // SAFETY: the caller's contract.
        unsafe { at.cast::<[u8; 16]>().write(self.0) }
    }
}
