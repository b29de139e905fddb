//! How values lie in registers and in memory.
//!
//! # Invariants
//! 32-bit values are zero-extended in their register, so that an index of either width can be
//! read as 64 bits; a vector takes two registers, its low half first.
#![allow(unsafe_code)]

/// A value in registers.
pub(super) trait Register: Copy {
    /// # Safety
    /// `at` points to a register (two for a vector) that holds such a value.
    unsafe fn read(at: *const u64) -> Self;
    /// # Safety
    /// `at` points to a register (two for a vector).
    unsafe fn write(self, at: *mut u64);
}

macro_rules! register {
    ($($ty:ty, |$bits:ident| $read:expr, |$value:ident| $write:expr;)*) => {
        $(
            impl Register for $ty {
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
}

register! {
    u32, |bits| bits as u32, |value| u64::from(value);
    i32, |bits| bits as i32, |value| u64::from(value as u32);
    u64, |bits| bits, |value| value;
    i64, |bits| bits as i64, |value| value as u64;
    f32, |bits| f32::from_bits(bits as u32), |value| u64::from(value.to_bits());
    f64, |bits| f64::from_bits(bits), |value| value.to_bits();
}

impl Register for u128 {
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
raw!(u8 i8 u16 i16 u32 i32 u64 u128);
