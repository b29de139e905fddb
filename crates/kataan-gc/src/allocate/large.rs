//! Large cells: whole blocks each, and growth in place.
//!
//! # Invariants
//! A large cell owns its blocks alone: nothing else is placed in them. It grows only into blocks that
//! were free, which are committed before they are written.
#![allow(unsafe_code)]

use super::LARGE;
use super::blocks::{BlockUse, offset_of_block};
use crate::heap::{Heap, OutOfMemory};
use crate::region::{BLOCK, LINE, LOG_NEW};

impl Heap {
    pub(super) fn reserve_large(&mut self, size: usize) -> Result<usize, OutOfMemory> {
        let blocks = size.div_ceil(BLOCK);
        self.collect_if_due(blocks * BLOCK);
        self.make_room(blocks * BLOCK)?;
        // A cell that could not grow is usually copied to one of the size that it asked for.
        let asked = core::mem::take(&mut self.allocator.asked);
        let grows = size <= asked && size > asked / 2;
        let block = self
            .blocks
            .take_large(&self.mapping, blocks, grows)
            .ok_or(OutOfMemory)?;
        let offset = offset_of_block(block);
        self.allocator.since += blocks * BLOCK;
        self.allocator.young_large.push(offset);
        self.region.fill_log(offset, blocks * BLOCK / LINE, LOG_NEW);
        self.region.set_start(offset);
        Ok(self.region.base() + offset as usize)
    }

    /// Lets a cell of `old` bytes grow to `new` bytes where it stands: into the rest of its hole if
    /// it was the last cell placed, or into the free blocks behind it if it is large.
    pub(crate) fn grow_in_place(&mut self, offset: u32, old: usize, new: usize) -> bool {
        let grown = self.try_to_grow(offset, old, new);
        self.allocator.asked = if grown { 0 } else { new };
        grown
    }

    fn try_to_grow(&mut self, offset: u32, old: usize, new: usize) -> bool {
        let address = self.region.base() + offset as usize;
        let Some((block, found)) = self.blocks.find(offset) else {
            return false;
        };
        let BlockUse::Large(had) = found.used else {
            // An old cell must not reach into new lines, which no young collection marks for it.
            let state = self.region.state();
            let fits = new <= LARGE && address + new <= state.limit.get();
            if fits && address + old == state.cursor.get() && !self.region.is_marked(offset) {
                state.cursor.set(address + new);
                return true;
            }
            return false;
        };
        let (had, needs) = (had as usize, new.div_ceil(BLOCK));
        if needs <= had {
            return true;
        }
        let more = (needs - had) * BLOCK;
        if self.make_room(more).is_err()
            || !self.blocks.grow_large(&self.mapping, block, had, needs)
        {
            return false;
        }
        self.allocator.since += more;
        // Lines behind an old cell are old: what is stored there from now on is logged.
        let behind = offset_of_block(block + had);
        let log = self.region.log(offset).get();
        let log = if log == LOG_NEW {
            LOG_NEW
        } else {
            crate::region::LOG_DIRTY
        };
        self.region.fill_log(behind, more / LINE, log);
        true
    }
}
