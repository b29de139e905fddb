//! The heap verifier: walks over every cell and checks what must hold between collections.

use crate::allocate::blocks::{BlockUse, offset_of_block};
use crate::heap::Heap;
use crate::kind::PartClass;
use crate::region::{BLOCK, LOG_CLEAN, Region};
use crate::trace::{Visitor, kind_of, size_of_cell, value_at, visit, word_at};
use crate::value::Value;

/// What is wrong with a heap.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Damage(String);

impl core::fmt::Display for Damage {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for Damage {}

struct Checker<'h> {
    heap: &'h Heap,
    name: &'static str,
    cell: u32,
    problem: Option<String>,
}

impl Checker<'_> {
    fn report(&mut self, problem: &str, place: u32, target: u32) {
        if self.problem.is_none() {
            let (name, cell) = (self.name, self.cell);
            let problem = format!("{name}@{cell:#x}+{}: {problem} {target:#x}", place - cell);
            self.problem = Some(problem);
        }
    }

    fn check(&mut self, place: u32, target: u32, weak: bool) {
        let region: Region = self.heap.region;
        if !self.heap.is_cell(target) {
            return self.report("refers to no cell:", place, target);
        }
        // An old cell may name a new one only in a logged line, or a young collection misses it.
        let forgotten = region.is_marked(self.cell)
            && !region.is_marked(target)
            && region.log(place).get() == LOG_CLEAN;
        if forgotten && !weak {
            self.report(
                "holds a new cell in a line that is not logged:",
                place,
                target,
            );
        }
    }
}

impl Visitor for Checker<'_> {
    fn reference(&mut self, place: u32, target: u32) {
        self.check(place, target, false);
    }

    fn value(&mut self, place: u32, value: Value) {
        self.check(place, value.offset_bits(), false);
    }

    fn weak(&mut self, _: u32, place: u32, class: PartClass) {
        let region = self.heap.region;
        if class == PartClass::WeakReference {
            let target = word_at(region, place).get();
            if target != 0 {
                self.check(place, target, true);
            }
            return;
        }
        let pair = if class == PartClass::Ephemeron { 2 } else { 1 };
        for place in (0..pair).map(|index| place + index * 8) {
            let value = value_at(region, place).get();
            if value.is_reference() {
                self.check(place, value.offset_bits(), true);
            }
        }
    }
}

impl Heap {
    /// Whether `value` refers to a cell that is there.
    pub fn has(&self, value: Value) -> bool {
        value.offset().is_some_and(|offset| self.is_cell(offset))
    }

    /// Whether a cell starts at `offset`.
    pub(crate) fn is_cell(&self, offset: u32) -> bool {
        let Some((_, block)) = self.blocks.find(offset) else {
            return false;
        };
        matches!(block.used, BlockUse::Small | BlockUse::Large(_)) && self.region.is_start(offset)
    }

    /// Checks every cell: its kind, its size, that what it refers to are cells, and that stores
    /// into old cells were logged.
    pub fn verify(&self) -> Result<(), Damage> {
        for block in 0..self.blocks.table.len() {
            let offset = offset_of_block(block);
            match self.blocks.table[block].used {
                BlockUse::Small => self.verify_small(offset)?,
                BlockUse::Large(count) => {
                    self.verify_cell(offset, offset as usize + count as usize * BLOCK)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn verify_small(&self, block: u32) -> Result<(), Damage> {
        let end = block as usize + BLOCK;
        let mut previous_end = block as usize;
        for cell in (block..=(end - 8) as u32).step_by(8) {
            if self.region.is_start(cell) {
                if (cell as usize) < previous_end {
                    return Err(Damage(format!(
                        "the cell at {cell:#x} starts inside another"
                    )));
                }
                previous_end = self.verify_cell(cell, end)?;
            } else if self.region.is_marked(cell) {
                return Err(Damage(format!(
                    "{cell:#x} is marked, but no cell starts there"
                )));
            }
        }
        Ok(())
    }

    fn verify_cell(&self, cell: u32, limit: usize) -> Result<usize, Damage> {
        let kind = kind_of(self.region, &self.kinds, cell);
        let Some(descriptor) = kind.descriptor else {
            return Err(Damage(format!("the cell at {cell:#x} has no kind")));
        };
        let end = cell as usize + size_of_cell(self.region, kind, cell);
        if end > limit {
            return Err(Damage(format!(
                "{}@{cell:#x} is longer than its block",
                descriptor.name
            )));
        }
        let mut checker = Checker {
            heap: self,
            name: descriptor.name,
            cell,
            problem: None,
        };
        visit(self.region, kind, cell, &mut checker);
        checker
            .problem
            .map_or(Ok(end), |problem| Err(Damage(problem)))
    }

    pub(crate) fn verify_or_panic(&self) {
        if let Err(damage) = self.verify() {
            panic!("the heap is damaged: {damage}");
        }
    }
}
