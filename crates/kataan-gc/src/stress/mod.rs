//! The stress mode: a search for references that the collector cannot see.
//!
//! It collects at every allocation (or every so-manieth), fills dead cells with a trap pattern, so
//! that a use of one fails at once, and wipes the dead part of the native stack, so that no
//! leftover keeps a cell alive by luck. Where the program installed the [`TrackingAllocator`], each
//! collection also searches Rust's own heap for references to cells that are about to be freed.

mod allocator;

pub use allocator::{TrackingAllocator, exempt};

use crate::collect::Collection;
use crate::heap::{Heap, HeapOptions};
use crate::trace::kind_of;

/// What dead cells are filled with: kind 0, an invalid value, and offsets that are not committed.
pub(crate) const TRAP: u64 = 0xFFFA_DEAD_DEAD_DE00;

/// Bytes below the collector's frame that are wiped.
const WIPED: usize = 32 << 10;

/// A reference in Rust's own heap to a cell that died.
#[derive(Clone, Debug)]
pub struct HiddenReference {
    /// The type of the cell.
    pub cell: &'static str,
    /// Size of the allocation that held the reference.
    pub size: usize,
    /// Where the allocation was made.
    pub backtrace: String,
}

/// The stress mode of a heap.
#[derive(Debug)]
pub(crate) struct Stress {
    every: u32,
    count: u32,
    found: Vec<HiddenReference>,
}

impl Stress {
    pub(crate) fn new(options: &HeapOptions) -> Stress {
        if options.stress != 0 {
            allocator::enable();
        }
        Stress {
            every: options.stress,
            count: 0,
            found: Vec::new(),
        }
    }

    #[inline(always)]
    pub(crate) fn is_on(&self) -> bool {
        self.every != 0
    }

    /// Counts an allocation; whether it is one to collect at.
    pub(crate) fn due(&mut self) -> bool {
        if self.every == 0 {
            return false;
        }
        self.count = self.count.wrapping_add(1);
        self.count.is_multiple_of(self.every)
    }
}

impl Heap {
    pub(crate) fn collect_for_stress(&mut self) {
        wipe_dead_stack();
        let collection = self.next_under_stress();
        self.collect_from_allocation(Some(collection));
    }

    /// Young collections are tested by what they leave for the next full one.
    pub(crate) fn next_under_stress(&self) -> Collection {
        if self.options.generational && !self.stress.count.is_multiple_of(4) {
            Collection::Young
        } else {
            Collection::Full
        }
    }

    /// References in Rust's own heap to cells that died, found since the last call. Always empty
    /// unless the heap is in stress mode and the program installed the [`TrackingAllocator`].
    pub fn take_hidden_references(&mut self) -> Vec<HiddenReference> {
        core::mem::take(&mut self.stress.found)
    }

    /// Looks for references to cells that the marker did not reach, before they are swept.
    pub(crate) fn search_rust_heap(&mut self) {
        if !self.stress.is_on() {
            return;
        }
        let region = self.region;
        let dead = |offset: u32| self.is_cell(offset) && !region.is_marked(offset);
        let found = allocator::search(|word| {
            let is_pointer = word >> 32 == region.base() as u64 >> 32;
            let is_value = word >> 48 >= 0xFFFB && word >> 32 & 0xFFFF == 0;
            (is_pointer || is_value) && dead(word as u32)
        });
        let name = |found: allocator::Found| {
            let descriptor = kind_of(region, &self.kinds, found.word as u32).descriptor;
            let cell = descriptor.map_or("?", |descriptor| descriptor.name);
            HiddenReference {
                cell,
                size: found.size,
                backtrace: found.backtrace(),
            }
        };
        let mut found = found.into_iter().map(name).collect();
        self.stress.found.append(&mut found);
    }
}

/// Overwrites what returned calls left below this frame.
#[inline(never)]
fn wipe_dead_stack() {
    let mut dead = [0_u8; WIPED];
    core::hint::black_box(&mut dead);
}
