//! Numbers and runs of bytes in the data of a cell.
//!
//! Data is a slice of [`Plain<u8>`]: shared, since other code may write it meanwhile, so that it is
//! never lent out as `&[u8]`. These functions read and write more than one byte at a time.
//!
//! # Invariants
//! Every access is inside the slice that it was given; a heap is used by one thread at a time, and every
//! bit pattern is valid for a byte.
#![allow(unsafe_code)]

use crate::field::Plain;

fn first(data: &[Plain<u8>]) -> *mut u8 {
    data.as_ptr().cast_mut().cast()
}

/// `N` bytes from `at` on, if they are inside.
#[inline(always)]
pub fn read_bytes<const N: usize>(data: &[Plain<u8>], at: usize) -> Option<[u8; N]> {
    let end = at.checked_add(N)?;
    // SAFETY: the bytes are inside (just checked), and an array of bytes needs no alignment.
    (end <= data.len()).then(|| unsafe { first(data).add(at).cast::<[u8; N]>().read() })
}

/// Writes `N` bytes from `at` on; false if they are not inside.
#[inline(always)]
pub fn write_bytes<const N: usize>(data: &[Plain<u8>], at: usize, bytes: [u8; N]) -> bool {
    let inside = at.checked_add(N).is_some_and(|end| end <= data.len());
    if inside {
        // SAFETY: as above; data has interior mutability.
        unsafe { first(data).add(at).cast::<[u8; N]>().write(bytes) };
    }
    inside
}

/// Copies bytes of Rust's own into data of the same length; false if it differs.
#[inline]
pub fn fill_from(data: &[Plain<u8>], bytes: &[u8]) -> bool {
    let same = data.len() == bytes.len();
    if same {
        // SAFETY: both have this length; a shared slice of bytes is never memory of a cell.
        unsafe { core::ptr::copy_nonoverlapping(bytes.as_ptr(), first(data), bytes.len()) };
    }
    same
}

/// Copies data, which may overlap, to data of the same length; false if it differs.
#[inline]
pub fn copy_data(to: &[Plain<u8>], from: &[Plain<u8>]) -> bool {
    let same = to.len() == from.len();
    if same {
        // SAFETY: both have this length; the copy allows an overlap.
        unsafe { core::ptr::copy(first(from), first(to), from.len()) };
    }
    same
}
