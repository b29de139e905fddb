//! What the collector did, in numbers.

use crate::heap::Heap;
use crate::region::BLOCK;
use core::time::Duration;

/// Numbers of a heap since it was made.
#[derive(Clone, Copy, Default, Debug)]
pub struct Statistics {
    /// Collections that looked at all cells.
    pub full_collections: u64,
    /// Collections that looked at new cells only.
    pub young_collections: u64,
    /// Time in collections.
    pub pause_total: Duration,
    /// The longest collection.
    pub pause_longest: Duration,
    /// Bytes in lines with live cells after the last collection.
    pub live_bytes: usize,
    /// Most bytes in blocks at any collection.
    pub peak_bytes: usize,
    /// Bytes handed to the allocator before the last collection, in all.
    pub allocated_bytes: u64,
    /// Cells marked by the last collection.
    pub marked_cells: u64,
    /// Cells that conservative words kept alive in the last collection.
    pub pinned_cells: u64,
}

impl Heap {
    /// Numbers of this heap since it was made.
    pub fn statistics(&self) -> Statistics {
        self.statistics
    }

    /// Bytes that may still be taken before the memory limit is reached.
    pub fn memory_left(&self) -> usize {
        self.options.memory_limit.saturating_sub(self.used_bytes())
    }

    /// Bytes in blocks that are in use, and of external resources.
    pub fn used_bytes(&self) -> usize {
        self.blocks.in_use * BLOCK + self.externals.bytes
    }
}
