//! Collection: mark what is reachable, sweep the rest.
//!
//! A *full* collection clears all marks first. A *young* one keeps them: what is marked is old and
//! taken to be alive, and only new cells are marked, from the roots and from the logged lines of
//! old cells. Reachable cells never move.
//!
//! [`mark`] walks, [`roots`] and [`native_stack`] say from where, [`weak`] settles what is weak,
//! [`sweep`] frees.

mod mark;
mod native_stack;
mod roots;
mod sweep;
mod weak;

use crate::heap::{Heap, HeapOptions};
use crate::region::BLOCK;
use mark::Marker;
use std::time::Instant;

/// How much a collection looks at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Collection {
    /// Cells allocated since the last collection.
    Young,
    /// All cells.
    Full,
}

/// Between collections: the marker's stack, and when the next full one is due.
#[derive(Debug)]
pub(crate) struct Collector {
    stack: Vec<u32>,
    /// Live bytes, external ones counted, that make the next collection a full one.
    full_at: usize,
    /// Whether a collection is running: nothing may allocate then.
    running: bool,
}

impl Collector {
    pub(crate) fn new(options: &HeapOptions) -> Collector {
        Collector {
            stack: Vec::new(),
            full_at: options.young_budget * 4,
            running: false,
        }
    }
}

impl Heap {
    /// Collects. Inside an entry the native stack is scanned; outside, no local holds a reference
    /// and only the roots count.
    pub fn collect(&mut self, collection: Collection) {
        let base = self.state().stack_base.get();
        if base == 0 {
            self.run(collection, None);
        } else {
            native_stack::with_registers_on_stack(|low| self.run(collection, Some((low, base))));
        }
    }

    /// Collects if an entry is active, so that locals are found. `None` leaves the choice of what
    /// to look at to the policy.
    pub(crate) fn collect_from_allocation(&mut self, collection: Option<Collection>) -> bool {
        if self.state().stack_base.get() == 0 {
            return false;
        }
        let policy = || {
            let held = self.statistics.live_bytes + self.externals.bytes;
            let live = held + self.allocator.since;
            let young = self.options.generational && live < self.collector.full_at;
            if young {
                Collection::Young
            } else {
                Collection::Full
            }
        };
        let collection = collection.unwrap_or_else(policy);
        self.collect(collection);
        true
    }

    fn run(&mut self, collection: Collection, stack: Option<(usize, usize)>) {
        assert!(!self.collector.running, "a collection inside a collection");
        self.collector.running = true;
        let start = Instant::now();
        self.close_holes();
        if self.options.verify {
            self.verify_or_panic();
        }
        let used = self.blocks.in_use * BLOCK;
        self.statistics.peak_bytes = self.statistics.peak_bytes.max(used);
        self.statistics.allocated_bytes += self.allocator.since as u64;
        if collection == Collection::Full {
            self.clear_marks();
        }
        let weak = self.mark_all(collection, stack);
        self.clear_weak(&weak);
        self.release_externals();
        self.search_rust_heap();
        match collection {
            Collection::Full => self.sweep_all(),
            Collection::Young => self.sweep_young(),
        }
        self.reset_allocator();
        self.plan(collection);
        let pause = start.elapsed();
        let statistics = &mut self.statistics;
        statistics.pause_total += pause;
        statistics.pause_longest = statistics.pause_longest.max(pause);
        match collection {
            Collection::Full => statistics.full_collections += 1,
            Collection::Young => statistics.young_collections += 1,
        }
        if self.options.verify {
            self.verify_or_panic();
        }
        self.collector.running = false;
    }

    fn mark_all(
        &mut self,
        collection: Collection,
        stack: Option<(usize, usize)>,
    ) -> Vec<(u32, u32, crate::kind::PartClass)> {
        let work = core::mem::take(&mut self.collector.stack);
        let mut marker = Marker::new(self.region, &self.kinds, &self.blocks, work);
        if collection == Collection::Young {
            roots::mark_logged(&mut marker);
        }
        roots::mark_precise(self, &mut marker);
        if let Some((low, high)) = stack {
            native_stack::each_word(low, high, |word| {
                roots::mark_conservative(&mut marker, word)
            });
        }
        marker.drain();
        weak::close_ephemerons(&mut marker);
        let weak = core::mem::take(&mut marker.weak);
        let (marked, pinned) = (marker.marked, marker.pinned);
        self.collector.stack = marker.into_stack();
        self.statistics.marked_cells = marked;
        self.statistics.pinned_cells = pinned;
        weak
    }

    /// Decides when the next collection is due, and gives memory back that it will not need.
    fn plan(&mut self, collection: Collection) {
        let live = self.count_live_bytes();
        self.statistics.live_bytes = live;
        let young = self.options.young_budget;
        self.allocator.budget = if self.options.generational {
            young.max(live / 4).min(young * 8)
        } else {
            young.max(live)
        };
        if collection == Collection::Full {
            // What only dead old cells hold outside counts as much as what they hold inside.
            let held = live + self.externals.bytes;
            self.collector.full_at = (held * 2).max(young * 4);
            self.return_free_blocks((live.max(young * 4) + self.allocator.budget) / BLOCK);
        }
    }
}
