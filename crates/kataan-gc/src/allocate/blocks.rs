//! The blocks of a region: which are free, which hold small cells, which one large cell.
//!
//! Blocks are numbered from 0 in the order in which they come into use: first those of the upper
//! half of the region, then those of the lower. A number is turned into an offset and back here.
//!
//! Behind a large cell that has grown, as many blocks as it takes are kept free as long as there are
//! others, so that it can grow again where it stands.

use crate::region::{BLOCK, CHUNK, LINE, LOWER_CELLS, Mapping, REGION_SIZE, UPPER_CELLS};

/// Lines of a block.
pub(crate) const LINES: usize = BLOCK / LINE;
/// Blocks of the upper half.
pub(crate) const UPPER: usize = (REGION_SIZE - UPPER_CELLS) / BLOCK;
/// Blocks of both halves.
const ALL: usize = UPPER + ((2 << 30) - LOWER_CELLS) / BLOCK;

/// What a block holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum BlockUse {
    /// Nothing.
    Free,
    /// Nothing, and its memory was given back to the system.
    Returned,
    /// Cells up to half a block.
    Small,
    /// The start of a large cell that takes so many blocks.
    Large(u32),
    /// The rest of a large cell that starts so many blocks before.
    Rest(u32),
}

/// A block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Block {
    pub(crate) used: BlockUse,
    /// Lines without a live cell at the last sweep.
    pub(crate) free_lines: u16,
    /// Whether cells were placed in it since the last collection.
    pub(crate) touched: bool,
    /// Whether it starts a large cell that has grown since the last full collection.
    pub(crate) grows: bool,
}

/// A free block, whose memory may have been given back.
const fn free_block(used: BlockUse) -> Block {
    Block {
        used,
        free_lines: LINES as u16,
        touched: false,
        grows: false,
    }
}

/// The blocks in use so far.
#[derive(Debug, Default)]
pub(crate) struct Blocks {
    pub(crate) table: Vec<Block>,
    /// Blocks that are neither free nor returned.
    pub(crate) in_use: usize,
    /// No block before this one is free.
    first_free: usize,
    /// Offsets below which the halves are committed.
    committed: [usize; 2],
}

/// The offset at which a block starts.
#[inline(always)]
pub(crate) fn offset_of_block(block: usize) -> u32 {
    (if block < UPPER {
        UPPER_CELLS + block * BLOCK
    } else {
        LOWER_CELLS + (block - UPPER) * BLOCK
    }) as u32
}

/// The number of the block that an offset is in, if cells may be there at all.
#[inline(always)]
pub(crate) fn block_of_offset(offset: u32) -> Option<usize> {
    let offset = offset as usize;
    if offset >= UPPER_CELLS {
        Some((offset - UPPER_CELLS) / BLOCK)
    } else if (LOWER_CELLS..2 << 30).contains(&offset) {
        Some(UPPER + (offset - LOWER_CELLS) / BLOCK)
    } else {
        None
    }
}

impl Blocks {
    pub(crate) fn new() -> Blocks {
        Blocks {
            committed: [UPPER_CELLS, LOWER_CELLS],
            ..Blocks::default()
        }
    }

    /// The block of an offset, if it came into use.
    #[inline(always)]
    pub(crate) fn find(&self, offset: u32) -> Option<(usize, Block)> {
        let number = block_of_offset(offset)?;
        Some((number, *self.table.get(number)?))
    }

    /// Takes a free block for small cells.
    pub(crate) fn take_small(&mut self, mapping: &Mapping) -> Option<usize> {
        let block = self.take(mapping, 1, 0)?;
        self.table[block] = Block {
            touched: true,
            ..free_block(BlockUse::Small)
        };
        Some(block)
    }

    /// Takes consecutive free blocks for one large cell, with room behind it if it `grows`.
    pub(crate) fn take_large(
        &mut self,
        mapping: &Mapping,
        count: usize,
        grows: bool,
    ) -> Option<usize> {
        let first = self.take(mapping, count, if grows { count } else { 0 })?;
        self.table[first] = Block {
            used: BlockUse::Large(count as u32),
            free_lines: 0,
            touched: true,
            grows,
        };
        self.set_rest(first, 1..count);
        Some(first)
    }

    /// Lets the large cell at `first` grow from `old` to `new` blocks where it is.
    pub(crate) fn grow_large(
        &mut self,
        mapping: &Mapping,
        first: usize,
        old: usize,
        new: usize,
    ) -> bool {
        if crosses_halves(first, new) {
            return false;
        }
        let known = (first + new).min(self.table.len());
        if !(first + old..known).all(|block| self.is_free(block)) {
            return false;
        }
        if !self.extend_to(mapping, first + new) {
            return false;
        }
        self.table[first].used = BlockUse::Large(new as u32);
        self.table[first].grows = true;
        self.set_rest(first, old..new);
        self.in_use += new - old;
        true
    }

    /// Frees consecutive blocks.
    pub(crate) fn free(&mut self, first: usize, count: usize) {
        self.table[first..first + count].fill(free_block(BlockUse::Free));
        self.in_use -= count;
        self.first_free = self.first_free.min(first);
    }

    fn set_rest(&mut self, first: usize, blocks: core::ops::Range<usize>) {
        for index in blocks {
            let used = BlockUse::Rest(index as u32);
            self.table[first + index] = Block {
                used,
                free_lines: 0,
                touched: true,
                grows: false,
            };
        }
    }

    /// Lets all blocks be used again that are kept free behind large cells.
    pub(crate) fn end_growth(&mut self) {
        self.table.iter_mut().for_each(|block| block.grows = false);
    }

    /// The end of what is kept free behind the large cell that ends at `block`, if one that grows does.
    fn kept_behind(&self, block: usize) -> usize {
        let Some(last) = block.checked_sub(1) else {
            return 0;
        };
        let head = match self.table[last].used {
            BlockUse::Large(_) => last,
            BlockUse::Rest(before) => last - before as usize,
            _ => return 0,
        };
        if self.table[head].grows {
            block + (block - head)
        } else {
            0
        }
    }

    fn is_free(&self, block: usize) -> bool {
        matches!(self.table[block].used, BlockUse::Free | BlockUse::Returned)
    }

    /// Takes `count` consecutive blocks, old free ones or new ones at the end, with `room` more free
    /// ones behind them: what is kept behind growing cells only if there is nothing else.
    fn take(&mut self, mapping: &Mapping, count: usize, room: usize) -> Option<usize> {
        let found = self.find_free(count, room, true);
        let first = match found.filter(|first| self.extend_to(mapping, first + count)) {
            Some(first) => first,
            None => self
                .find_free(count, 0, false)
                .filter(|first| self.extend_to(mapping, first + count))?,
        };
        self.in_use += count;
        if first == self.first_free {
            self.first_free = first + count;
        }
        Some(first)
    }

    /// Where `count` consecutive blocks are free, or would be if there were more.
    fn find_free(&mut self, count: usize, room: usize, keep: bool) -> Option<usize> {
        let kept_behind = |block: usize| if keep { self.kept_behind(block) } else { 0 };
        let mut block = self.first_free;
        let mut seen_free = None;
        // The run of free blocks that ends before `block`.
        let mut run = 0;
        while block < self.table.len() {
            if block == UPPER {
                run = 0;
            }
            if !self.is_free(block) {
                (run, block) = (0, block + 1);
                continue;
            }
            seen_free = seen_free.or(Some(block));
            let kept = if run == 0 { kept_behind(block) } else { 0 };
            if kept > block {
                block = kept;
                continue;
            }
            (run, block) = (run + 1, block + 1);
            if run == count + room {
                break;
            }
        }
        let end = self.table.len();
        if run < count + room && run == 0 && block == end {
            block = block.max(kept_behind(end));
        }
        self.first_free = seen_free.unwrap_or(end);
        let first = block - run;
        if run < count + room && crosses_halves(first, count) {
            return Some(UPPER);
        }
        Some(first)
    }

    /// Brings the blocks below `end` into use, free.
    fn extend_to(&mut self, mapping: &Mapping, end: usize) -> bool {
        let limit = mapping.limited().map_or(ALL, |bytes| bytes / BLOCK);
        if end > limit {
            return false;
        }
        if end <= self.table.len() {
            return true;
        }
        for half in 0..2 {
            let last = if half == 0 { end.min(UPPER) } else { end };
            if last == 0 || (half == 1 && end <= UPPER) {
                continue;
            }
            let needed = offset_of_block(last - 1) as usize + BLOCK;
            while self.committed[half] < needed {
                if !mapping.commit_chunk(self.committed[half]) {
                    return false;
                }
                self.committed[half] += CHUNK.min(REGION_SIZE - self.committed[half]);
            }
        }
        if self.table.try_reserve(end - self.table.len()).is_err() {
            return false;
        }
        // What was never used has no memory yet.
        self.table.resize(end, free_block(BlockUse::Returned));
        true
    }
}

fn crosses_halves(first: usize, count: usize) -> bool {
    first < UPPER && first + count > UPPER
}
