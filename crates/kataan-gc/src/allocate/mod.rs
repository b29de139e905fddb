//! Allocation: a bump and a limit check that inline to a few instructions; the rest is cold.
//!
//! Small cells (up to half a block) go into *holes*: runs of lines without a live cell. A hole is
//! found in a partly used block first, else it is a free block whole. A cell larger than a line
//! that does not fit the hole goes to an overflow block, so that small holes are not wasted on it.
//! Larger cells take blocks of their own ([`large`]).
//!
//! Invariants: `state.cursor..state.limit` lies in a hole, whose lines are committed, hold no live
//! cell and no start bit, and are logged as new; a cell is written whole before the next
//! allocation.
#![allow(unsafe_code)]

pub(crate) mod blocks;
mod large;

use crate::cell::{CellInit, CellType, Header, Kinded, TailCount};
use crate::collect::Collection;
use crate::foreign::{EXOTIC, is_foreign_kind};
use crate::heap::{Heap, OutOfMemory};
use crate::reference::Gc;
use crate::region::{BLOCK, LINE, LOG_NEW};
use blocks::{BlockUse, LINES, offset_of_block};
use core::cell::Cell;

/// Larger cells take blocks of their own.
pub(crate) const LARGE: usize = BLOCK / 2;
/// Blocks with fewer free lines wait for the next full collection.
const WORTHWHILE: u16 = 8;

/// Where the next cells go, and how much was handed out.
#[derive(Debug, Default)]
pub(crate) struct Allocator {
    /// Block of the current hole and the line after it.
    current: Option<(usize, usize)>,
    /// End of the current hole (an address); `state.limit` may be lower to force the slow path.
    hole_end: usize,
    /// No block before this one has holes left.
    next_block: usize,
    /// The rest of the overflow block (addresses).
    overflow: (usize, usize),
    /// Blocks of small cells that got new ones since the last collection.
    pub(crate) touched: Vec<u32>,
    /// Large cells placed since the last collection.
    pub(crate) young_large: Vec<u32>,
    /// Bytes handed out since the last collection, external ones counted.
    pub(crate) since: usize,
    /// How much of it makes a collection due.
    pub(crate) budget: usize,
    /// What a cell wanted to grow to that could not, last.
    asked: usize,
}

impl Allocator {
    pub(crate) fn new(budget: usize) -> Allocator {
        Allocator {
            budget,
            ..Allocator::default()
        }
    }
}

impl Heap {
    /// Allocates a cell and writes its first contents. May collect.
    #[inline]
    pub fn allocate<I>(&mut self, init: I) -> Result<Gc<I::Cell>, OutOfMemory>
    where
        I: CellInit,
        I::Cell: Kinded,
    {
        let tail = const { I::Cell::DESCRIPTOR.any_tail() };
        let fixed = const { I::Cell::DESCRIPTOR.size };
        let length = init.tail_length();
        let mut size = fixed;
        let mut small = 0;
        if let Some(tail) = tail {
            let is_small = matches!(tail.count, TailCount::Small | TailCount::Record);
            let limit = if is_small { u16::MAX as usize } else { 1 << 31 };
            if length > limit || length * tail.stride > 1 << 31 {
                return Err(OutOfMemory);
            }
            size += (length * tail.stride).next_multiple_of(8);
            if is_small {
                small = length as u16;
            }
        }
        let address = self.reserve(size)?;
        let cell = core::ptr::with_exposed_provenance_mut::<u8>(address);
        // SAFETY: `reserve` gave `size` bytes for this cell alone; header, length, members and
        // tail are written before anything can look at it.
        unsafe {
            cell.cast::<Header>()
                .write(Header::new(<I::Cell as Kinded>::KIND, small));
            let place = match tail.map(|tail| tail.count) {
                Some(TailCount::Word) => Some(4),
                Some(TailCount::Long) => Some(8),
                _ => None,
            };
            if let Some(place) = place {
                let length = Cell::new(length as u32);
                cell.add(place).cast::<Cell<u32>>().write(length);
            }
            init.write(cell, cell.add(fixed));
            if const { is_foreign_kind(<I::Cell as Kinded>::KIND) } {
                (*cell.cast::<Header>()).set_flags(EXOTIC);
            }
            Ok(Gc::from_raw(cell))
        }
    }

    /// Memory for a cell of `size` bytes, with its start bit set.
    #[inline(always)]
    fn reserve(&mut self, size: usize) -> Result<usize, OutOfMemory> {
        let state = self.region.state();
        let address = state.cursor.get();
        let end = address + size;
        if end > state.limit.get() {
            return self.reserve_slow(size);
        }
        state.cursor.set(end);
        self.region.set_start(address as u32);
        Ok(address)
    }

    #[cold]
    #[inline(never)]
    fn reserve_slow(&mut self, size: usize) -> Result<usize, OutOfMemory> {
        if !self.collector.deferred && self.stress.due() {
            self.collect_for_stress();
        }
        // Whatever allocates in a loop ends with it.
        if self.is_stopping() {
            return Err(OutOfMemory);
        }
        if size > LARGE {
            return self.reserve_large(size);
        }
        loop {
            let state = self.region.state();
            let address = state.cursor.get();
            if address + size <= self.allocator.hole_end {
                // Only the lowered limit of the stress mode leads here.
                state.cursor.set(address + size);
                self.set_limit();
                self.region.set_start(address as u32);
                return Ok(address);
            }
            if size > LINE {
                let (address, end) = self.allocator.overflow;
                if address + size <= end {
                    self.allocator.overflow.0 += size;
                    self.region.set_start(address as u32);
                    return Ok(address);
                }
                if self.allocator.current.is_some() {
                    let block = self.take_small_block()?;
                    let start = self.region.base() + offset_of_block(block) as usize;
                    self.allocator.overflow = (start, start + BLOCK);
                    continue;
                }
            }
            self.next_hole()?;
        }
    }

    /// Moves cursor and limit to the next hole.
    fn next_hole(&mut self) -> Result<(), OutOfMemory> {
        loop {
            if let Some((block, line)) = self.allocator.current
                && let Some((from, to)) = self.find_hole(block, line)
            {
                self.open_hole(block, from, to);
                return Ok(());
            }
            if self.collect_if_due(0) {
                continue;
            }
            let table = &self.blocks.table;
            let partly_used = (self.allocator.next_block..table.len()).find(|block| {
                let block = &table[*block];
                block.used == BlockUse::Small && !block.touched && block.free_lines >= WORTHWHILE
            });
            self.allocator.next_block = partly_used.map_or(table.len(), |block| block + 1);
            if let Some(block) = partly_used {
                self.blocks.table[block].touched = true;
                self.allocator.touched.push(block as u32);
                self.allocator.current = Some((block, 0));
                continue;
            }
            let block = self.take_small_block()?;
            self.open_hole(block, 0, LINES);
            return Ok(());
        }
    }

    /// Takes a free block whole; all its lines are logged as new.
    fn take_small_block(&mut self) -> Result<usize, OutOfMemory> {
        self.collect_if_due(0);
        self.make_room(BLOCK)?;
        let block = self.blocks.take_small(&self.mapping).ok_or(OutOfMemory)?;
        self.allocator.touched.push(block as u32);
        self.allocator.since += BLOCK;
        self.region.fill_log(offset_of_block(block), LINES, LOG_NEW);
        Ok(block)
    }

    fn open_hole(&mut self, block: usize, from: usize, to: usize) {
        let start = offset_of_block(block) + (from * LINE) as u32;
        if to - from < LINES {
            // A whole block was counted and logged when it was taken.
            self.region.fill_log(start, to - from, LOG_NEW);
            self.allocator.since += (to - from) * LINE;
        }
        self.allocator.current = Some((block, to));
        self.region
            .state()
            .cursor
            .set(self.region.base() + start as usize);
        self.allocator.hole_end = self.region.base() + start as usize + (to - from) * LINE;
        self.set_limit();
    }

    /// The limit that compiled code compares with: the hole's end, or nothing under stress.
    fn set_limit(&self) {
        let state = self.region.state();
        let stress = self.stress.is_on();
        state.limit.set(if stress {
            state.cursor.get()
        } else {
            self.allocator.hole_end
        });
    }

    /// The next run of free lines of a block.
    fn find_hole(&self, block: usize, line: usize) -> Option<(usize, usize)> {
        let offset = offset_of_block(block);
        let is_free = |line: &usize| self.region.line_is_free(offset + (line * LINE) as u32);
        let from = (line..LINES).find(is_free)?;
        let to = (from..LINES).find(|line| !is_free(line)).unwrap_or(LINES);
        Some((from, to))
    }

    /// Collects if enough was handed out, or the next `more` bytes would not fit the limit.
    pub(crate) fn collect_if_due(&mut self, more: usize) -> bool {
        self.is_due(more) && self.collect_from_allocation(None)
    }

    pub(crate) fn is_due(&self, more: usize) -> bool {
        self.allocator.since.saturating_add(more) >= self.allocator.budget
    }

    /// Whether the next `more` bytes fit the memory limit.
    pub(crate) fn fits(&self, more: usize) -> bool {
        self.used_bytes().saturating_add(more) <= self.options.memory_limit
    }

    /// Makes sure that `more` bytes fit the memory limit, by a full collection if it must.
    pub(crate) fn make_room(&mut self, more: usize) -> Result<(), OutOfMemory> {
        if self.fits(more)
            || (self.collect_from_allocation(Some(Collection::Full)) && self.fits(more))
        {
            Ok(())
        } else {
            Err(OutOfMemory)
        }
    }

    /// Forgets the hole and the overflow block: what is left of them is free again.
    pub(crate) fn close_holes(&mut self) {
        let state = self.region.state();
        state.cursor.set(0);
        state.limit.set(0);
        self.allocator.hole_end = 0;
        self.allocator.current = None;
        self.allocator.overflow = (0, 0);
    }

    /// Starts anew after a collection.
    pub(crate) fn reset_allocator(&mut self) {
        self.allocator.next_block = 0;
        self.allocator.since = 0;
        self.allocator.touched.clear();
        self.allocator.young_large.clear();
    }
}
