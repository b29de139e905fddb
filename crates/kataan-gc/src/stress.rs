//! The stress mode: a search for references that the collector cannot see.
//!
//! It collects at every allocation (or every so-manieth), fills dead cells with a trap pattern, so
//! that a use of one fails at once, and wipes the dead part of the native stack, so that no
//! leftover keeps a cell alive by luck.

use crate::collect::Collection;
use crate::heap::{Heap, HeapOptions};

/// What dead cells are filled with: kind 0, an invalid value, and offsets that are not committed.
pub(crate) const TRAP: u64 = 0xFFFA_DEAD_DEAD_DE00;

/// Bytes below the collector's frame that are wiped.
const WIPED: usize = 32 << 10;

/// The stress mode of a heap.
#[derive(Debug)]
pub(crate) struct Stress {
    every: u32,
    count: u32,
}

impl Stress {
    pub(crate) fn new(options: &HeapOptions) -> Stress {
        Stress {
            every: options.stress,
            count: 0,
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
        self.count += 1;
        self.count % self.every == 0
    }
}

impl Heap {
    pub(crate) fn collect_for_stress(&mut self) {
        wipe_dead_stack();
        // Young collections are tested by what they leave for the next full one.
        let young = self.options.generational && self.stress.count % 4 != 0;
        self.collect_from_allocation(Some(if young {
            Collection::Young
        } else {
            Collection::Full
        }));
    }

    pub(crate) fn stress_search(&mut self) {}
}

/// Overwrites what returned calls left below this frame.
#[inline(never)]
fn wipe_dead_stack() {
    let mut dead = [0_u8; WIPED];
    core::hint::black_box(&mut dead);
}
