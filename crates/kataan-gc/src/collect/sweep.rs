//! Sweeping: what was not marked is free.
//!
//! A small block is swept by its tables alone: start bits become the mark bits, and a line is free
//! if no marked cell starts in it or reaches into it. The block's own memory is not touched.

use crate::allocate::blocks::{BlockUse, LINES, offset_of_block};
use crate::heap::Heap;
use crate::os;
use crate::region::{BLOCK, LINE, LINE_TABLE, LOG_CLEAN, MARK_TABLE, START_TABLE};
use crate::stress::TRAP;
use crate::trace::{kind_of, size_of_cell, word_at};

impl Heap {
    /// Clears all marks, before a full collection.
    pub(super) fn clear_marks(&mut self) {
        for block in 0..self.blocks.table.len() {
            let offset = offset_of_block(block);
            match self.blocks.table[block].used {
                BlockUse::Small => {
                    clear(self.region.table_bytes(MARK_TABLE, 64, offset, BLOCK));
                    clear(self.region.table_bytes(LINE_TABLE, LINE, offset, BLOCK));
                }
                BlockUse::Large(_) => {
                    clear(self.region.table_bytes(MARK_TABLE, 64, offset, 64));
                }
                _ => {}
            }
        }
    }

    /// Sweeps all blocks.
    pub(super) fn sweep_all(&mut self) {
        for block in 0..self.blocks.table.len() {
            match self.blocks.table[block].used {
                BlockUse::Small => self.sweep_small(block),
                BlockUse::Large(count) => self.sweep_large(block, count as usize),
                _ => {}
            }
        }
    }

    /// Takes every cell for a live one: marking was broken off. Cells that refer to each other stay
    /// together, and the next full collection finds out which are dead.
    pub(super) fn keep_all(&mut self) {
        for block in 0..self.blocks.table.len() {
            let offset = offset_of_block(block);
            match self.blocks.table[block].used {
                BlockUse::Small => {
                    let marks = self.region.table_bytes(MARK_TABLE, 64, offset, BLOCK);
                    let starts = self.region.table_bytes(START_TABLE, 64, offset, BLOCK);
                    for (mark, start) in marks.iter().zip(starts) {
                        mark.set(start.get());
                    }
                    let lines = self.region.table_bytes(LINE_TABLE, LINE, offset, BLOCK);
                    lines.iter().for_each(|line| line.set(1));
                    self.region.fill_log(offset, LINES, LOG_CLEAN);
                    self.blocks.table[block].free_lines = 0;
                    self.blocks.table[block].touched = false;
                }
                BlockUse::Large(count) => {
                    self.region.mark(offset);
                    self.region
                        .fill_log(offset, count as usize * LINES, LOG_CLEAN);
                }
                _ => {}
            }
        }
    }

    /// Sweeps the blocks that got new cells since the last collection.
    pub(super) fn sweep_young(&mut self) {
        let touched = core::mem::take(&mut self.allocator.touched);
        touched
            .iter()
            .for_each(|block| self.sweep_small(*block as usize));
        self.allocator.touched = touched;
        let large = core::mem::take(&mut self.allocator.young_large);
        for offset in &large {
            if let Some((block, found)) = self.blocks.find(*offset)
                && let BlockUse::Large(count) = found.used
            {
                self.sweep_large(block, count as usize);
            }
        }
        self.allocator.young_large = large;
    }

    fn sweep_small(&mut self, block: usize) {
        let offset = offset_of_block(block);
        let region = self.region;
        if self.stress.is_on() {
            self.trap_dead_cells(block);
        }
        let marks = region.table_bytes(MARK_TABLE, 64, offset, BLOCK);
        let starts = region.table_bytes(START_TABLE, 64, offset, BLOCK);
        let lines = region.table_bytes(LINE_TABLE, LINE, offset, BLOCK);
        let mut free = 0;
        for line in 0..LINES {
            let (low, high) = (marks[line * 2].get(), marks[line * 2 + 1].get());
            starts[line * 2].set(low);
            starts[line * 2 + 1].set(high);
            free += u16::from(low | high | lines[line].get() == 0);
        }
        region.fill_log(offset, LINES, LOG_CLEAN);
        if usize::from(free) == LINES {
            self.blocks.free(block, 1);
        } else {
            self.blocks.table[block].free_lines = free;
            self.blocks.table[block].touched = false;
        }
    }

    fn sweep_large(&mut self, block: usize, count: usize) {
        let offset = offset_of_block(block);
        self.region.fill_log(offset, count * LINES, LOG_CLEAN);
        if self.region.is_marked(offset) {
            // A cell that was shortened gives the blocks behind it back.
            let kind = kind_of(self.region, &self.kinds, offset);
            let needs = size_of_cell(self.region, kind, offset).div_ceil(BLOCK);
            if needs < count {
                self.blocks.table[block].used = BlockUse::Large(needs as u32);
                self.blocks.free(block + needs, count - needs);
            }
            return;
        }
        if self.stress.is_on() {
            self.trap(offset);
        }
        clear(self.region.table_bytes(START_TABLE, 64, offset, 64));
        // A shortened cell may have marked lines as small cells do.
        clear(self.region.table_bytes(LINE_TABLE, LINE, offset, BLOCK));
        self.blocks.free(block, count);
    }

    fn trap_dead_cells(&mut self, block: usize) {
        let offset = offset_of_block(block);
        for cell in (offset..offset + BLOCK as u32).step_by(8) {
            if self.region.is_start(cell) && !self.region.is_marked(cell) {
                self.trap(cell);
            }
        }
    }

    /// Fills a dead cell with a pattern that no reference, kind or value has.
    fn trap(&mut self, cell: u32) {
        let kind = kind_of(self.region, &self.kinds, cell);
        let size = size_of_cell(self.region, kind, cell);
        for place in (cell..cell + size as u32).step_by(8) {
            word_at(self.region, place).set(TRAP as u32);
            word_at(self.region, place + 4).set((TRAP >> 32) as u32);
        }
    }

    /// Gives the memory of free blocks back to the system, but for `keep` of them.
    pub(super) fn return_free_blocks(&mut self, keep: usize) {
        let mut kept = 0;
        let mut block = 0;
        while block < self.blocks.table.len() {
            let first = block;
            while block < self.blocks.table.len()
                && self.blocks.table[block].used == BlockUse::Free
                && (block == first
                    || offset_of_block(block) == offset_of_block(block - 1) + BLOCK as u32)
            {
                block += 1;
            }
            let skipped = (block - first).min(keep - kept);
            kept += skipped;
            // Whole pages only: a block may be smaller than a page of the system.
            let per_page = os::PAGE / BLOCK;
            let from = (first + skipped).next_multiple_of(per_page);
            let to = block / per_page * per_page;
            if from < to {
                // The system takes its time: piece by piece.
                for first in (from..to).step_by(RETURNED_AT_ONCE) {
                    if self.is_stopping() {
                        return;
                    }
                    let count = RETURNED_AT_ONCE.min(to - first);
                    let address = self.region.base() + offset_of_block(first) as usize;
                    os::decommit(address, count * BLOCK);
                    for block in &mut self.blocks.table[first..first + count] {
                        block.used = BlockUse::Returned;
                    }
                }
            }
            block = block.max(first + 1);
        }
    }

    /// Bytes of lines with live cells, and of large cells.
    pub(super) fn count_live_bytes(&self) -> usize {
        let of_block = |block: &crate::allocate::blocks::Block| match block.used {
            BlockUse::Small => BLOCK - usize::from(block.free_lines) * LINE,
            BlockUse::Large(_) | BlockUse::Rest(_) => BLOCK,
            BlockUse::Free | BlockUse::Returned => 0,
        };
        self.blocks.table.iter().map(of_block).sum()
    }
}

/// Blocks that are given back in one go.
const RETURNED_AT_ONCE: usize = (16 << 20) / BLOCK;

fn clear(bytes: &[core::cell::Cell<u8>]) {
    bytes.iter().for_each(|byte| byte.set(0));
}
