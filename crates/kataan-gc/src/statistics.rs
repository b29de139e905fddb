//! What the collector did, in numbers.

use crate::allocate::blocks::{BlockUse, offset_of_block};
use crate::heap::Heap;
use crate::kind::Kind;
use crate::region::BLOCK;
use crate::trace::{kind_id, kind_of, size_of_cell};
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

/// How much of a heap the cells of one kind take.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct KindUsage {
    /// The name of the type.
    pub name: &'static str,
    /// How many cells there are.
    pub cells: usize,
    /// Their bytes.
    pub bytes: usize,
}

impl Heap {
    /// What the cells are, the kind that takes most first. Cells that died since the last collection
    /// count: collect before, to see what is alive.
    pub fn census(&self) -> Vec<KindUsage> {
        let none = |kind: &Kind| KindUsage {
            name: kind.descriptor.map_or("", |descriptor| descriptor.name),
            cells: 0,
            bytes: 0,
        };
        let mut usage: Vec<KindUsage> = self.kinds.iter().map(none).collect();
        let mut count = |cell: u32| {
            let kind = kind_of(self.region, &self.kinds, cell);
            let number = kind_id(self.region, cell);
            usage[number].cells += 1;
            usage[number].bytes += size_of_cell(self.region, kind, cell);
        };
        for (number, block) in self.blocks.table.iter().enumerate() {
            let offset = offset_of_block(number);
            match block.used {
                BlockUse::Small => (offset..offset + (BLOCK - 8) as u32 + 1)
                    .step_by(8)
                    .filter(|cell| self.region.is_start(*cell))
                    .for_each(&mut count),
                BlockUse::Large(_) => count(offset),
                BlockUse::Free | BlockUse::Returned | BlockUse::Rest(_) => {}
            }
        }
        usage.retain(|usage| usage.cells > 0);
        usage.sort_unstable_by_key(|usage| core::cmp::Reverse((usage.bytes, usage.name)));
        usage
    }

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
