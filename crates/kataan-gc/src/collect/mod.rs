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
use crate::roots::Roots;
pub(crate) use mark::Marker;
pub(crate) use native_stack::with_registers_on_stack;
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
    /// Whether allocation may not collect now.
    pub(crate) deferred: bool,
    /// Whether the collection was begun by an allocation: it may be broken off.
    may_stop: bool,
}

impl Collector {
    pub(crate) fn new(options: &HeapOptions) -> Collector {
        Collector {
            stack: Vec::new(),
            full_at: options.young_budget * 4,
            running: false,
            deferred: false,
            may_stop: false,
        }
    }
}

impl Heap {
    /// Collects. Inside an entry the native stack is scanned; outside, no local holds a reference
    /// and only the roots count.
    pub fn collect(&mut self, collection: Collection) {
        self.collect_with(collection, &mut |_| {});
    }

    /// Collects, with more roots than the heap knows of.
    pub fn collect_with(
        &mut self,
        collection: Collection,
        roots: &mut dyn FnMut(&mut Roots<'_, '_>),
    ) {
        let base = self.state().stack_base.get();
        if base == 0 {
            self.run(collection, None, roots);
        } else {
            native_stack::with_registers_on_stack(|low| {
                self.run(collection, Some((low, base)), roots);
            });
        }
    }

    /// Collects if that is due before `more` bytes are allocated, with more roots than the heap knows
    /// of. For engines that allocate by [`without_collecting`](Heap::without_collecting), and so choose
    /// the moments at which a collection may come: no local may hold a reference then, but for what an
    /// active entry's scan finds.
    ///
    /// [`is_safe_point_due`](Heap::is_safe_point_due) tells beforehand whether it would do anything.
    pub fn safe_point(&mut self, more: usize, roots: &mut dyn FnMut(&mut Roots<'_, '_>)) {
        let collection = if self.stress.due() {
            self.next_under_stress()
        } else if !self.fits(more) {
            Collection::Full
        } else if self.is_due(more) {
            self.next_by_policy()
        } else {
            return;
        };
        self.collect_with(collection, roots);
        if collection == Collection::Young && !self.fits(more) {
            self.collect_with(Collection::Full, roots);
        }
    }

    /// Whether [`safe_point`](Heap::safe_point) may collect.
    #[inline]
    pub fn is_safe_point_due(&self, more: usize) -> bool {
        self.stress.is_on() || self.is_due(more) || !self.fits(more)
    }

    /// Runs `body`, in which allocation does not collect: where the limit is reached it fails.
    #[inline]
    pub fn without_collecting<R>(&mut self, body: impl FnOnce(&mut Heap) -> R) -> R {
        let before = core::mem::replace(&mut self.collector.deferred, true);
        let result = body(self);
        self.collector.deferred = before;
        result
    }

    /// Collects if an entry is active, so that locals are found. `None` leaves the choice of what
    /// to look at to the policy.
    pub(crate) fn collect_from_allocation(&mut self, collection: Option<Collection>) -> bool {
        if self.collector.deferred || self.state().stack_base.get() == 0 {
            return false;
        }
        let collection = collection.unwrap_or_else(|| self.next_by_policy());
        self.collector.may_stop = true;
        self.collect(collection);
        self.collector.may_stop = false;
        true
    }

    fn next_by_policy(&self) -> Collection {
        let held = self.statistics.live_bytes + self.externals.bytes;
        let live = held + self.allocator.since;
        if self.options.generational && live < self.collector.full_at {
            Collection::Young
        } else {
            Collection::Full
        }
    }

    fn run(
        &mut self,
        collection: Collection,
        stack: Option<(usize, usize)>,
        roots: &mut dyn FnMut(&mut Roots<'_, '_>),
    ) {
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
        match self.mark_all(collection, stack, roots) {
            Some(weak) => {
                self.clear_weak(&weak);
                self.release_externals();
                self.search_rust_heap();
                match collection {
                    Collection::Full => self.sweep_all(),
                    Collection::Young => self.sweep_young(),
                }
                self.reset_allocator();
                self.plan(collection);
            }
            None => {
                self.keep_all();
                self.reset_allocator();
                self.plan(Collection::Young);
                // What is dead was kept with the rest.
                self.collector.full_at = 0;
            }
        }
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

    /// All cells that were marked, or `None` if the collection is broken off.
    fn mark_all(
        &mut self,
        collection: Collection,
        stack: Option<(usize, usize)>,
        roots: &mut dyn FnMut(&mut Roots<'_, '_>),
    ) -> Option<Vec<(u32, u32, crate::kind::PartClass)>> {
        let work = core::mem::take(&mut self.collector.stack);
        let mut marker = Marker::new(self.region, &self.kinds, &self.blocks, work);
        if self.collector.may_stop {
            marker.stop_bits = self.options.stop_bits;
        }
        if collection == Collection::Young {
            roots::mark_logged(&mut marker);
        }
        roots::mark_precise(self, &mut marker);
        roots(&mut Roots {
            marker: &mut marker,
        });
        let suspended = self.suspended.iter().map(|stack| (stack.low, stack.high));
        for (low, high) in suspended.chain(stack) {
            native_stack::each_word(low, high, |word| {
                roots::mark_conservative(&mut marker, word)
            });
        }
        marker.drain();
        if !marker.stopped {
            weak::close_ephemerons(&mut marker);
        }
        let stopped = marker.stopped;
        let weak = core::mem::take(&mut marker.weak);
        let (marked, pinned) = (marker.marked, marker.pinned);
        self.collector.stack = marker.into_stack();
        self.statistics.marked_cells = marked;
        self.statistics.pinned_cells = pinned;
        (!stopped).then_some(weak)
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
            self.blocks.end_growth();
            // What only dead old cells hold outside counts as much as what they hold inside.
            let held = live + self.externals.bytes;
            self.collector.full_at = (held * 2).max(young * 4);
            self.return_free_blocks((live.max(young * 4) + self.allocator.budget) / BLOCK);
        }
    }
}
