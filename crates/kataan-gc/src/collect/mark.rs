//! Marking: everything that is reachable from the roots, with a stack of its own instead of
//! recursion.
//!
//! If the system has no memory for that stack, marking goes on without it: the cells that were
//! dropped are found again by walking over the marked ones.

use crate::allocate::LARGE;
use crate::allocate::blocks::{BlockUse, Blocks, offset_of_block};
use crate::kind::{Kind, PartClass};
use crate::region::{BLOCK, LINE, MARK_TABLE, Region};
use crate::trace::{Visitor, kind_of, size_of_cell, visit, visit_line};
use crate::value::{Tag, Value};
use std::collections::HashMap;
use std::sync::atomic::Ordering;

/// A collection's view of the heap, and its work lists.
pub(crate) struct Marker<'h> {
    pub(crate) region: Region,
    pub(crate) kinds: &'h [Kind],
    pub(crate) blocks: &'h Blocks,
    stack: Vec<u32>,
    overflowed: bool,
    /// Weak parts of marked cells: cell, place and class.
    pub(crate) weak: Vec<(u32, u32, PartClass)>,
    /// Places of ephemerons of marked cells.
    pub(crate) ephemerons: Vec<u32>,
    /// Values by the offset of their ephemeron's unmarked key, once rounds alone do not converge.
    pub(crate) waiting: Option<HashMap<u32, Vec<u64>>>,
    pub(crate) marked: u64,
    pub(crate) pinned: u64,
    /// Bits of the interrupt word that break the collection off.
    pub(crate) stop_bits: u64,
    /// Whether it was.
    pub(crate) stopped: bool,
}

impl Visitor for Marker<'_> {
    #[inline(always)]
    fn reference(&mut self, _: u32, target: u32) {
        self.mark(target);
    }

    #[inline(always)]
    fn value(&mut self, _: u32, value: Value) {
        self.mark(value.offset_bits());
    }

    fn weak(&mut self, cell: u32, place: u32, class: PartClass) {
        if class == PartClass::Ephemeron {
            self.ephemerons.push(place);
        } else {
            self.weak.push((cell, place, class));
        }
    }
}

impl<'h> Marker<'h> {
    pub(crate) fn new(
        region: Region,
        kinds: &'h [Kind],
        blocks: &'h Blocks,
        stack: Vec<u32>,
    ) -> Marker<'h> {
        Marker {
            region,
            kinds,
            blocks,
            stack,
            overflowed: false,
            weak: Vec::new(),
            ephemerons: Vec::new(),
            waiting: None,
            marked: 0,
            pinned: 0,
            stop_bits: 0,
            stopped: false,
        }
    }

    /// The empty stack, for the next collection.
    pub(crate) fn into_stack(self) -> Vec<u32> {
        self.stack
    }

    /// Marks the cell at `offset` and lists it for a look at what it refers to.
    #[inline(always)]
    pub(crate) fn mark(&mut self, offset: u32) {
        if self.region.mark(offset) {
            if self.stack.len() == self.stack.capacity() && self.stack.try_reserve(64).is_err() {
                self.overflowed = true;
                return;
            }
            self.stack.push(offset);
        }
    }

    /// Marks the cell that a word refers to, if it spells a reference to a live one.
    #[inline]
    pub(crate) fn mark_ambiguous(&mut self, word: u64) {
        let spells = word >> 48 >= Tag::Internal as u64 && word >> 32 & 0xFFFF == 0;
        if spells && self.is_cell(word as u32) {
            self.mark(word as u32);
        }
    }

    fn is_cell(&self, offset: u32) -> bool {
        self.blocks.find(offset).is_some_and(|(_, block)| {
            matches!(block.used, BlockUse::Small | BlockUse::Large(_))
                && self.region.is_start(offset)
        })
    }

    /// Marks all that listed cells refer to, and so on.
    pub(crate) fn drain(&mut self) {
        loop {
            while let Some(offset) = self.stack.pop() {
                self.look_at(offset);
                if self.marked.is_multiple_of(4096) && self.is_stopping() {
                    self.stopped = true;
                    self.stack.clear();
                    return;
                }
            }
            if !core::mem::take(&mut self.overflowed) {
                return;
            }
            self.recover();
        }
    }

    fn is_stopping(&self) -> bool {
        let word = self.region.state().interrupt.load(Ordering::Relaxed);
        word & self.stop_bits != 0
    }

    #[inline(always)]
    fn look_at(&mut self, offset: u32) {
        let (region, kinds) = (self.region, self.kinds);
        let kind = kind_of(region, kinds, offset);
        self.marked += 1;
        let size = size_of_cell(region, kind, offset);
        let last = (offset as usize + size - 1) / LINE;
        if last > offset as usize / LINE && (size <= LARGE || self.is_in_small_block(offset)) {
            for line in offset as usize / LINE + 1..=last {
                region.mark_line((line * LINE) as u32);
            }
        }
        visit(region, kind, offset, self);
        if let Some(waiting) = &mut self.waiting
            && let Some(values) = waiting.remove(&offset)
        {
            values.into_iter().for_each(|value| self.mark(value as u32));
        }
    }

    /// Whether a cell shares its block: one above the usual size may, if a hole had room.
    #[cold]
    fn is_in_small_block(&self, offset: u32) -> bool {
        self.blocks
            .find(offset)
            .is_some_and(|(_, block)| block.used == BlockUse::Small)
    }

    /// Looks again at every marked cell: some were dropped for want of memory.
    #[cold]
    fn recover(&mut self) {
        for block in 0..self.blocks.table.len() {
            let offset = offset_of_block(block);
            match self.blocks.table[block].used {
                BlockUse::Small => {
                    for cell in marked_cells(self.region, offset, BLOCK) {
                        self.look_at(cell);
                    }
                }
                BlockUse::Large(_) if self.region.is_marked(offset) => self.look_at(offset),
                _ => {}
            }
        }
    }

    /// Looks at what marked cells hold in the line at `line`, as its log asks.
    pub(crate) fn rescan_line(&mut self, block: usize, line: u32) {
        let (region, kinds) = (self.region, self.kinds);
        if let BlockUse::Large(_) | BlockUse::Rest(_) = self.blocks.table[block].used {
            let head = match self.blocks.table[block].used {
                BlockUse::Rest(before) => offset_of_block(block - before as usize),
                _ => offset_of_block(block),
            };
            if region.is_marked(head) {
                visit_line(region, kind_of(region, kinds, head), head, line, self);
            }
            return;
        }
        let start = offset_of_block(block);
        let before = (start..line)
            .step_by(8)
            .rev()
            .find(|offset| region.is_marked(*offset));
        if let Some(cell) = before {
            let kind = kind_of(region, kinds, cell);
            if cell as usize + size_of_cell(region, kind, cell) > line as usize {
                visit_line(region, kind, cell, line, self);
            }
        }
        for cell in marked_cells(region, line, LINE) {
            visit_line(region, kind_of(region, kinds, cell), cell, line, self);
        }
    }
}

/// The marked cells that start in `size` bytes from `offset` on.
pub(crate) fn marked_cells(region: Region, offset: u32, size: usize) -> impl Iterator<Item = u32> {
    let bytes = region.table_bytes(MARK_TABLE, 64, offset, size);
    bytes
        .iter()
        .enumerate()
        .filter(|(_, byte)| byte.get() != 0)
        .flat_map(move |(index, byte)| {
            let bits = byte.get();
            let first = offset + (index * 64) as u32;
            (0..8)
                .filter(move |bit| bits & 1 << bit != 0)
                .map(move |bit| first + bit * 8)
        })
}
