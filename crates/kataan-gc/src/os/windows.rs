//! Reservation through `VirtualAlloc`.
//!
//! # Invariants
//! The range of a reservation belongs to its owner from `reserve` to `release`, and no reference into
//! it is kept across a change of its access.
#![allow(unsafe_code)]

use core::ffi::c_void;
use core::ptr::{null, with_exposed_provenance_mut};
use windows_sys::Win32::System::Memory::{
    MEM_COMMIT, MEM_DECOMMIT, MEM_RELEASE, MEM_RESERVE, PAGE_NOACCESS, PAGE_READWRITE,
    VirtualAlloc, VirtualFree,
};

/// How often another thread may take the aligned address between two calls.
const ATTEMPTS: usize = 64;

/// Reserves `size` bytes at an address that is a multiple of `align`, with no access.
pub(crate) fn reserve(size: usize, align: usize) -> Option<usize> {
    for _ in 0..ATTEMPTS {
        // SAFETY: a reservation at an address of the system's choice aliases nothing.
        let probe = unsafe { VirtualAlloc(null(), size + align, MEM_RESERVE, PAGE_NOACCESS) };
        if probe.is_null() {
            return None;
        }
        let aligned = probe.expose_provenance().next_multiple_of(align);
        // SAFETY: the probe was just reserved and nothing points into it.
        unsafe { VirtualFree(probe, 0, MEM_RELEASE) };
        let wanted = with_exposed_provenance_mut::<c_void>(aligned);
        // SAFETY: the call fails if any of the range is in use.
        let got = unsafe { VirtualAlloc(wanted, size, MEM_RESERVE, PAGE_NOACCESS) };
        if !got.is_null() {
            return Some(got.expose_provenance());
        }
    }
    None
}

/// Reserves `size` bytes at `address`, if nothing else is there.
pub(crate) fn reserve_at(address: usize, size: usize) -> bool {
    let wanted = with_exposed_provenance_mut::<c_void>(address);
    // SAFETY: the call fails if any of the range is in use.
    let got = unsafe { VirtualAlloc(wanted, size, MEM_RESERVE, PAGE_NOACCESS) };
    !got.is_null()
}

/// Makes a reserved range readable and writable; its bytes are zero when first touched.
pub(crate) fn commit(address: usize, size: usize) -> bool {
    let start = with_exposed_provenance_mut::<c_void>(address);
    // SAFETY: the range is ours (module invariant), and committing twice changes nothing.
    !unsafe { VirtualAlloc(start, size, MEM_COMMIT, PAGE_READWRITE) }.is_null()
}

/// Gives the memory of a committed range back; the range stays usable and reads as zero.
pub(crate) fn decommit(address: usize, size: usize) {
    let start = with_exposed_provenance_mut::<c_void>(address);
    // SAFETY: the range is ours and the caller keeps nothing in it; it is committed again at once.
    unsafe {
        VirtualFree(start, size, MEM_DECOMMIT);
        VirtualAlloc(start, size, MEM_COMMIT, PAGE_READWRITE);
    }
}

/// Ends a reservation.
pub(crate) fn release(address: usize, _size: usize) {
    let start = with_exposed_provenance_mut::<c_void>(address);
    // SAFETY: the reservation is ours and the caller keeps no pointer into it.
    unsafe { VirtualFree(start, 0, MEM_RELEASE) };
}
