//! Reservation through `mmap`, by way of `rustix`.
//!
//! # Invariants
//! The range of a reservation belongs to its owner from `reserve` to `release`, and no reference into
//! it is kept across a change of its access.
#![allow(unsafe_code)]

use core::ffi::c_void;
use core::ptr::null_mut;
use rustix::mm::{
    Advice, MapFlags, MprotectFlags, ProtFlags, madvise, mmap_anonymous, mprotect, munmap,
};

/// Reserves `size` bytes at an address that is a multiple of `align`, with no access.
pub(crate) fn reserve(size: usize, align: usize) -> Option<usize> {
    let padded = size.checked_add(align)?;
    // SAFETY: an anonymous private mapping at an address of the system's choice aliases nothing.
    let start = unsafe {
        mmap_anonymous(
            null_mut(),
            padded,
            ProtFlags::empty(),
            MapFlags::PRIVATE | MapFlags::NORESERVE,
        )
    };
    let start = start.ok()?.expose_provenance();
    let aligned = start.next_multiple_of(align);
    let before = aligned - start;
    let after = padded - before - size;
    if before > 0 {
        release(start, before);
    }
    if after > 0 {
        release(aligned + size, after);
    }
    Some(aligned)
}

/// Reserves `size` bytes at `address`, if nothing else is there.
pub(crate) fn reserve_at(address: usize, size: usize) -> bool {
    let wanted = core::ptr::with_exposed_provenance_mut::<c_void>(address);
    let flags = MapFlags::PRIVATE | MapFlags::NORESERVE;
    // SAFETY: the address is a hint only, so that the mapping aliases nothing.
    let got = unsafe { mmap_anonymous(wanted, size, ProtFlags::empty(), flags) };
    let Ok(got) = got else { return false };
    let got = got.expose_provenance();
    if got != address {
        release(got, size);
    }
    got == address
}

/// Makes a reserved range readable and writable; its bytes are zero when first touched.
pub(crate) fn commit(address: usize, size: usize) -> bool {
    let start = core::ptr::with_exposed_provenance_mut::<c_void>(address);
    // SAFETY: the range is ours (module invariant), and gaining access breaks no reference.
    unsafe { mprotect(start, size, MprotectFlags::READ | MprotectFlags::WRITE) }.is_ok()
}

/// Gives the memory of a committed range back; the range stays usable and reads as zero.
pub(crate) fn decommit(address: usize, size: usize) {
    let start = core::ptr::with_exposed_provenance_mut::<c_void>(address);
    #[cfg(target_os = "linux")]
    let advice = Advice::LinuxDontNeed;
    #[cfg(not(target_os = "linux"))]
    let advice = Advice::DontNeed;
    // SAFETY: the range is ours and the caller keeps nothing in it.
    let _ = unsafe { madvise(start, size, advice) };
}

/// Ends a reservation.
pub(crate) fn release(address: usize, size: usize) {
    let start = core::ptr::with_exposed_provenance_mut::<c_void>(address);
    // SAFETY: the range is ours and the caller keeps no pointer into it.
    let _ = unsafe { munmap(start, size) };
}
