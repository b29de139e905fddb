//! A global allocator that remembers what Rust's own heap holds, so that a collection can search
//! it for references and name the code that put one there.
//!
//! A test binary installs it:
//!
//! ```ignore
//! #[global_allocator]
//! static ALLOCATOR: kataan_gc::TrackingAllocator = kataan_gc::TrackingAllocator;
//! ```
//!
//! It starts to track when the first heap in stress mode is made, and costs one atomic load
//! before. An allocation is searched by the thread that made it, which is the heap's.
//!
//! Invariants: the registry's own memory comes from the system allocator while the thread's flag
//! is up, so tracking never tracks itself; a live entry's memory is readable, since freeing it
//! takes the entry out first, under the same lock.
#![allow(unsafe_code)]

use core::cell::Cell;
use core::sync::atomic::{AtomicBool, Ordering};
use std::alloc::{GlobalAlloc, Layout, System};
use std::backtrace::Backtrace;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{LocalKey, panicking};

/// Tracks live allocations; see the module's page.
#[derive(Clone, Copy, Default, Debug)]
pub struct TrackingAllocator;

struct Tracked {
    size: usize,
    thread: usize,
    backtrace: Arc<Backtrace>,
}

static ENABLED: AtomicBool = AtomicBool::new(false);
static REGISTRY: Mutex<BTreeMap<usize, Tracked>> = Mutex::new(BTreeMap::new());

thread_local! {
    /// Allocations made while this is up are not tracked.
    static EXEMPT: Cell<bool> = const { Cell::new(false) };
    /// This thread holds the registry: what it frees now is the registry's own.
    static LOCKED: Cell<bool> = const { Cell::new(false) };
}

/// Puts a flag up while `body` runs.
fn with_flag<R>(flag: &'static LocalKey<Cell<bool>>, body: impl FnOnce() -> R) -> R {
    struct Restore(&'static LocalKey<Cell<bool>>, bool);
    impl Drop for Restore {
        fn drop(&mut self) {
            self.0.set(self.1);
        }
    }
    let _restore = Restore(flag, flag.replace(true));
    body()
}

/// Runs `body` with its allocations untracked: for tables that may hold references because the
/// collector scans or maintains them.
pub fn exempt<R>(body: impl FnOnce() -> R) -> R {
    with_flag(&EXEMPT, body)
}

fn with_registry<R>(body: impl FnOnce(&mut BTreeMap<usize, Tracked>) -> R) -> R {
    exempt(|| {
        with_flag(&LOCKED, || {
            body(&mut REGISTRY.lock().unwrap_or_else(PoisonError::into_inner))
        })
    })
}

/// Starts tracking, if the program installed the allocator.
pub(super) fn enable() {
    ENABLED.store(true, Ordering::Relaxed);
}

/// Something that differs between threads.
fn this_thread() -> usize {
    EXEMPT.with(|flag| (&raw const *flag).addr())
}

fn track(address: usize, size: usize) {
    // A panic's message is printed under the lock that capturing a backtrace needs.
    let is_tracking = || ENABLED.load(Ordering::Relaxed) && !EXEMPT.get() && !panicking();
    if address != 0 && size >= 8 && is_tracking() {
        let backtrace = exempt(|| Arc::new(Backtrace::force_capture()));
        with_registry(|map| {
            map.insert(
                address,
                Tracked {
                    size,
                    thread: this_thread(),
                    backtrace,
                },
            )
        });
    }
}

fn forget(address: usize) {
    if ENABLED.load(Ordering::Relaxed) && !LOCKED.get() {
        with_registry(|map| drop(map.remove(&address)));
    }
}

// SAFETY: every call is the system allocator's, with the same layout; a reallocation may be one of
// its own, as the trait's default is.
unsafe impl GlobalAlloc for TrackingAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if ENABLED.load(Ordering::Relaxed) {
            // What an earlier allocation left behind must not look like a reference.
            // SAFETY: the caller's contract is this function's.
            return unsafe { self.alloc_zeroed(layout) };
        }
        // SAFETY: the caller's contract is the system allocator's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as above.
        let place = unsafe { System.alloc_zeroed(layout) };
        track(place.addr(), layout.size());
        place
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        forget(place.addr());
        // SAFETY: as above.
        unsafe { System.dealloc(place, layout) };
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if !ENABLED.load(Ordering::Relaxed) {
            // SAFETY: as above.
            return unsafe { System.realloc(place, layout, size) };
        }
        // SAFETY: the caller says that `size` fits such a layout, and that `place` is an
        // allocation of `layout`; the new one is distinct, and both hold the bytes copied.
        unsafe {
            let new = self.alloc_zeroed(Layout::from_size_align_unchecked(size, layout.align()));
            if !new.is_null() {
                core::ptr::copy_nonoverlapping(place, new, size.min(layout.size()));
                self.dealloc(place, layout);
            }
            new
        }
    }
}

/// What [`search`] found in one allocation.
pub(super) struct Found {
    pub(super) size: usize,
    pub(super) word: u64,
    backtrace: Arc<Backtrace>,
}

impl Found {
    /// The backtrace as text. Never called with the registry locked: whoever captures a backtrace
    /// holds a lock of std's, under which it frees memory.
    pub(super) fn backtrace(&self) -> String {
        exempt(|| self.backtrace.to_string())
    }
}

/// Gives every aligned word of this thread's tracked allocations to `look`, and returns the first
/// of each allocation that it accepts.
pub(super) fn search(mut look: impl FnMut(u64) -> bool) -> Vec<Found> {
    if !ENABLED.load(Ordering::Relaxed) {
        return Vec::new();
    }
    with_registry(|map| {
        let thread = this_thread();
        let mut all = Vec::new();
        for (address, entry) in map.iter().filter(|(_, entry)| entry.thread == thread) {
            let first = address.next_multiple_of(8);
            let found = (first..address + entry.size - 7)
                .step_by(8)
                .find_map(|place| {
                    let word = core::ptr::with_exposed_provenance::<u64>(place);
                    // SAFETY: the allocation is live while the registry is locked. It may be
                    // uninitialised, so it is read like memory of another program.
                    let word = unsafe { word.read_volatile() };
                    look(word).then_some(word)
                });
            if let Some(word) = found {
                let backtrace = entry.backtrace.clone();
                all.push(Found {
                    size: entry.size,
                    word,
                    backtrace,
                });
            }
        }
        all
    })
}
