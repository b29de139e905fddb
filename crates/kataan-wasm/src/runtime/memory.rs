//! Linear memories.
//!
//! On Unix with `std` a memory reserves address space for its maximum and commits pages as it grows,
//! so that it never moves; elsewhere it is an allocation that growth may move, and a shared memory
//! takes its maximum at once.
//!
//! # Invariants
//! - `base` is valid for reads and writes of `length` bytes from the moment `length` says so; length
//!   never shrinks.
//! - A shared memory's base never changes. A memory of one store is only touched by who holds the store.
//! - The bytes of a shared memory are only accessed through raw pointers, never as a slice.
#![allow(unsafe_code)]

use crate::syntax::module::MemoryType;
use core::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};
use spin::Mutex;

/// The bytes behind a memory.
struct Mapping {
    base: *mut u8,
    /// Bytes of address space, or of the allocation.
    reserved: usize,
}

/// A linear memory.
pub(crate) struct LinearMemory {
    base: AtomicPtr<u8>,
    length: AtomicUsize,
    pub(crate) ty: MemoryType,
    /// The most bytes that it may grow to.
    max_bytes: u64,
    mapping: Mutex<Mapping>,
    pub(crate) waiters: super::wait::Waiters,
}

// SAFETY: the mapping is changed under its lock; contents are plain bytes that only shared memories
// let several threads reach, through raw pointers.
unsafe impl Send for LinearMemory {}
// SAFETY: as above.
unsafe impl Sync for LinearMemory {}

/// Address space reserved for a memory with no smaller maximum.
const RESERVATION: u64 = 4 << 30;

impl LinearMemory {
    /// A memory of its minimum size; `None` if there is no room for it.
    pub(crate) fn new(ty: MemoryType, limit: u64) -> Option<Self> {
        let shift = u32::from(ty.page_size_log2);
        let bytes = |pages: u64| {
            let bytes = u128::from(pages) << shift;
            u64::try_from(bytes).unwrap_or(u64::MAX)
        };
        let index_space = if ty.is_64 { u64::MAX } else { 1 << 32 };
        let max_bytes = bytes(ty.limits.max.unwrap_or(u64::MAX))
            .min(limit)
            .min(index_space);
        let initial = bytes(ty.limits.min);
        if initial > limit {
            return None;
        }
        let initial = usize::try_from(initial).ok()?;
        let wanted = if ty.shared {
            max_bytes
        } else {
            max_bytes.min(RESERVATION)
        };
        let wanted = usize::try_from(wanted.max(initial as u64)).ok()?;
        let mapping = Mapping::new(wanted, initial)?;
        Some(Self {
            base: AtomicPtr::new(mapping.base),
            length: AtomicUsize::new(initial),
            ty,
            max_bytes,
            mapping: Mutex::new(mapping),
            waiters: super::wait::Waiters::default(),
        })
    }

    #[inline]
    pub(crate) fn base(&self) -> *mut u8 {
        self.base.load(Ordering::Relaxed)
    }

    /// The size in bytes.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.length.load(Ordering::Acquire)
    }

    /// The size in pages.
    pub(crate) fn pages(&self) -> u64 {
        (self.len() as u64) >> self.ty.page_size_log2
    }

    /// Grows by a number of pages; gives the size before.
    pub(crate) fn grow(&self, pages: u64) -> Option<u64> {
        let mut mapping = self.mapping.lock();
        let before = self.len();
        let added = u64::try_from(u128::from(pages) << self.ty.page_size_log2).ok()?;
        let after = (before as u64).checked_add(added)?;
        if after > self.max_bytes {
            return None;
        }
        let after = usize::try_from(after).ok()?;
        if after > before {
            mapping.commit(before, after, self.ty.shared)?;
            self.base.store(mapping.base, Ordering::Relaxed);
            self.length.store(after, Ordering::Release);
        }
        Some((before as u64) >> self.ty.page_size_log2)
    }

    /// The bytes from `start`, if they are all inside.
    pub(crate) fn range(&self, start: u64, length: u64) -> Option<*mut u8> {
        let end = start.checked_add(length)?;
        if end > self.len() as u64 {
            return None;
        }
        // SAFETY: the offset is inside the memory.
        Some(unsafe { self.base().add(start as usize) })
    }

    /// Copies bytes out; `None` if they are not all inside.
    pub(crate) fn read(&self, offset: u64, buffer: &mut [u8]) -> Option<()> {
        let source = self.range(offset, buffer.len() as u64)?;
        // SAFETY: the range is inside, and the buffer is Rust's own.
        unsafe { core::ptr::copy_nonoverlapping(source, buffer.as_mut_ptr(), buffer.len()) };
        Some(())
    }

    /// Copies bytes in; `None` if they do not all fit.
    pub(crate) fn write(&self, offset: u64, bytes: &[u8]) -> Option<()> {
        let target = self.range(offset, bytes.len() as u64)?;
        // SAFETY: the range is inside, and the bytes are Rust's own.
        unsafe { core::ptr::copy_nonoverlapping(bytes.as_ptr(), target, bytes.len()) };
        Some(())
    }

    pub(crate) fn fill(&self, offset: u64, value: u8, length: u64) -> Option<()> {
        let target = self.range(offset, length)?;
        // SAFETY: the range is inside.
        unsafe { core::ptr::write_bytes(target, value, length as usize) };
        Some(())
    }

    /// Copies between memories, which may be one.
    pub(crate) fn copy(&self, to: u64, source: &Self, from: u64, length: u64) -> Option<()> {
        let source = source.range(from, length)?;
        let target = self.range(to, length)?;
        // SAFETY: both ranges are inside their memories.
        unsafe { core::ptr::copy(source, target, length as usize) };
        Some(())
    }

    /// The contents of a memory that is not shared.
    pub(crate) fn bytes(&self) -> Option<&[u8]> {
        if self.ty.shared {
            return None;
        }
        // SAFETY: nobody writes while the store is borrowed.
        Some(unsafe { core::slice::from_raw_parts(self.base(), self.len()) })
    }

    /// The contents of a memory that is not shared.
    ///
    /// # Safety
    /// The caller holds the store exclusively for as long as the slice lives.
    #[allow(clippy::mut_from_ref)]
    pub(crate) unsafe fn bytes_mut(&self) -> Option<&mut [u8]> {
        if self.ty.shared {
            return None;
        }
        // SAFETY: the caller is alone.
        Some(unsafe { core::slice::from_raw_parts_mut(self.base(), self.len()) })
    }
}

#[cfg(all(feature = "std", unix))]
impl Mapping {
    fn new(reserved: usize, initial: usize) -> Option<Self> {
        use rustix::mm::{MapFlags, ProtFlags, mmap_anonymous};
        let mut reserved = reserved.max(1);
        let base = loop {
            // SAFETY: a new mapping at an address of the system's choice.
            let mapped = unsafe {
                mmap_anonymous(
                    core::ptr::null_mut(),
                    reserved,
                    ProtFlags::empty(),
                    MapFlags::PRIVATE | MapFlags::NORESERVE,
                )
            };
            match mapped {
                Ok(base) => break base.cast::<u8>(),
                // Under an address-space limit less will do; growth then moves the memory.
                Err(_) if reserved / 2 >= initial.max(1 << 16) => reserved /= 2,
                Err(_) => return None,
            }
        };
        let mapping = Self { base, reserved };
        mapping.protect(0, initial)?;
        Some(mapping)
    }

    fn protect(&self, from: usize, to: usize) -> Option<()> {
        use rustix::mm::{MprotectFlags, mprotect};
        if to <= from {
            return Some(());
        }
        // SAFETY: the range lies in this mapping, from a page's start on.
        unsafe {
            mprotect(
                self.base.add(from).cast(),
                to - from,
                MprotectFlags::READ | MprotectFlags::WRITE,
            )
        }
        .ok()
    }

    fn commit(&mut self, before: usize, after: usize, shared: bool) -> Option<()> {
        if after <= self.reserved {
            // Start at the page that holds the old end: it may be committed already.
            return self.protect(before & !0xffff, after);
        }
        if shared {
            return None;
        }
        let grown = Self::new(after.checked_add(after / 2)?, after)?;
        // SAFETY: both mappings hold `before` bytes.
        unsafe { core::ptr::copy_nonoverlapping(self.base, grown.base, before) };
        *self = grown;
        Some(())
    }
}

#[cfg(all(feature = "std", unix))]
impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: the mapping is this value's own.
        let _ = unsafe { rustix::mm::munmap(self.base.cast(), self.reserved) };
    }
}

#[cfg(not(all(feature = "std", unix)))]
impl Mapping {
    fn layout(size: usize) -> Option<core::alloc::Layout> {
        core::alloc::Layout::from_size_align(size.max(16), 16).ok()
    }

    fn new(reserved: usize, initial: usize) -> Option<Self> {
        // Without reservations only what is needed now is taken, but shared memories cannot move.
        let size = if reserved <= 1 << 24 {
            reserved
        } else {
            initial.max(1 << 16)
        };
        // SAFETY: the layout is not empty.
        let base = unsafe { alloc::alloc::alloc_zeroed(Self::layout(size)?) };
        (!base.is_null()).then_some(Self {
            base,
            reserved: size,
        })
    }

    fn commit(&mut self, before: usize, after: usize, shared: bool) -> Option<()> {
        if after <= self.reserved {
            return Some(());
        }
        if shared {
            return None;
        }
        let grown = Self::new(0, after.checked_add(after / 2)?)?;
        // SAFETY: both allocations hold `before` bytes.
        unsafe { core::ptr::copy_nonoverlapping(self.base, grown.base, before) };
        *self = grown;
        Some(())
    }
}

#[cfg(not(all(feature = "std", unix)))]
impl Drop for Mapping {
    fn drop(&mut self) {
        if let Some(layout) = Self::layout(self.reserved) {
            // SAFETY: allocated with this layout.
            unsafe { alloc::alloc::dealloc(self.base, layout) };
        }
    }
}

/// The contents of a store's memory, empty for a shared one.
pub(crate) fn exclusive(memory: &mut alloc::sync::Arc<LinearMemory>) -> &mut [u8] {
    // SAFETY: the handle is borrowed exclusively from the store that owns the memory, and only shared
    // memories, which give nothing, are owned by others.
    unsafe { memory.bytes_mut() }.unwrap_or(&mut [])
}
