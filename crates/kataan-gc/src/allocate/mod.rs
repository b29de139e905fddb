//! Allocation: a bump and a limit check that inline to a few instructions; the rest is cold.
#![allow(unsafe_code)]

use crate::cell::{CellInit, CellType, Header, Kinded, TailCount};
use crate::heap::{Heap, OutOfMemory};
use crate::reference::Gc;
use crate::region::{BLOCK, CHUNK, LINE, LOG_NEW, REGION_SIZE, UPPER_CELLS};
use core::cell::Cell;

/// Larger cells take blocks of their own.
pub(crate) const LARGE: usize = BLOCK / 2;

/// The blocks of a region.
#[derive(Debug)]
pub(crate) struct Blocks {
    next: usize,
    committed: usize,
}

impl Blocks {
    pub(crate) fn new() -> Blocks {
        Blocks {
            next: UPPER_CELLS,
            committed: UPPER_CELLS,
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
            let limit = if tail.count == TailCount::Small {
                u16::MAX as usize
            } else {
                1 << 31
            };
            if length > limit || length * tail.stride > 1 << 31 {
                return Err(OutOfMemory);
            }
            size += (length * tail.stride).next_multiple_of(8);
            if tail.count == TailCount::Small {
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
            if let Some(tail) = tail
                && tail.count == TailCount::Word
            {
                cell.add(4)
                    .cast::<Cell<u32>>()
                    .write(Cell::new(length as u32));
            }
            init.write(cell, cell.add(fixed));
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
        let bytes = size.next_multiple_of(BLOCK);
        let start = self.blocks.next;
        if bytes > REGION_SIZE - start || start + bytes - UPPER_CELLS > self.options.memory_limit {
            return Err(OutOfMemory);
        }
        while self.blocks.committed < start + bytes {
            if !self.mapping.commit_chunk(self.blocks.committed) {
                return Err(OutOfMemory);
            }
            self.blocks.committed = (self.blocks.committed + CHUNK).min(REGION_SIZE);
        }
        self.blocks.next += bytes;
        for line in (start..start + bytes).step_by(LINE) {
            self.region.log(line as u32).set(LOG_NEW);
        }
        let address = self.region.base() + start;
        if size <= LARGE {
            let state = self.region.state();
            state.cursor.set(address + size);
            state.limit.set(address + bytes);
        }
        self.region.set_start(address as u32);
        Ok(address)
    }
}
