//! The characters that a match can start with, exactly: what looking ahead by
//! [`First`](super::first::First) tells apart below U+0100 only.

use super::emit::{Emitter, Follow};
use super::first::Direction;
use super::hir::{Hir, Pattern};
use crate::code::{Encoding, Inst, Pc, PointDispatch};
use crate::source::split;
use crate::unicode::set::CodePointSet;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

/// Alternatives with characters above U+00FF, before it pays to tell them
/// apart by the whole character.
const MIN_WIDE: usize = 6;

/// How much a dispatch by whole characters may hold.
const MAX_WAYS: usize = 1 << 16;

impl Pattern {
    /// The code units from U+0100 up that a match can start with, in UTF-16
    /// text; `None` if that is not known.
    pub(super) fn wide_start(&self, encoding: Encoding) -> Option<CodePointSet> {
        let start = self.start(&self.root, None)?;
        let mut units = CodePointSet::new();
        for &(low, high) in start.ranges() {
            if low <= 0xFFFF {
                units.add_range(low, high.min(0xFFFF));
            }
            if high > 0xFFFF && encoding == Encoding::Points {
                units.add_range(split(low.max(0x1_0000)).0, split(high).0);
            }
        }
        Some(units)
    }

    /// The characters that `hir` can start with, with those that can follow it
    /// where it takes nothing.
    fn start(&self, hir: &Hir, follow: Option<&CodePointSet>) -> Option<CodePointSet> {
        match hir {
            Hir::Empty | Hir::Assert(_) | Hir::Look { .. } => follow.cloned(),
            Hir::Never => Some(CodePointSet::new()),
            Hir::Character(character) => Some(CodePointSet::from_range(*character, *character)),
            Hir::Set(id) => Some(self.set(*id).clone()),
            Hir::Concat(items) => {
                let end = items.iter().position(|item| !item.is_nullable());
                let last = end.unwrap_or(items.len() - 1);
                let mut start = follow.filter(|_| end.is_none()).cloned();
                for item in items[..=last].iter().rev() {
                    start = self.start(item, start.as_ref());
                }
                start
            }
            Hir::Choice(items) => {
                let mut start = CodePointSet::new();
                for item in items {
                    start.add_set(&self.start(item, follow)?);
                }
                Some(start)
            }
            Hir::Repeat(repeat) => {
                let mut start = self.start(&repeat.body, follow)?;
                if hir.is_nullable() {
                    start.add_set(follow?);
                }
                Some(start)
            }
            Hir::Capture { body, .. } => self.start(body, follow),
            Hir::Reference { .. } => None,
        }
    }
}

impl Emitter<'_> {
    /// Writes a choice whose alternatives are selected by the whole next
    /// character, if that tells more than its first unit; whether it did.
    pub(super) fn choice_by_character(&mut self, items: &[Hir], follow: Follow) -> bool {
        if self.encoding == Encoding::Latin1 || items.len() < MIN_WIDE {
            return false;
        }
        let starts: Option<Vec<CodePointSet>> = items
            .iter()
            .map(|item| {
                let first = match item {
                    Hir::Concat(items) => &items[0],
                    item => item,
                };
                self.pattern
                    .start(first, None)
                    .filter(|_| first.is_single())
            })
            .collect();
        let Some(starts) = starts else { return false };
        let is_wide = |set: &&CodePointSet| set.ranges().last().is_some_and(|range| range.1 > 0xFF);
        if starts.iter().filter(is_wide).count() < MIN_WIDE {
            return false;
        }
        let Some(intervals) = intervals(&starts) else {
            return false;
        };
        let at = self.push(Inst::Fail);
        let mut entries: Vec<Pc> = Vec::new();
        let mut jumps: Vec<Pc> = Vec::new();
        for item in items {
            entries.push(self.here());
            self.hir(item, follow, Direction::Forward);
            jumps.push(self.push(Inst::Fail));
        }
        let mut targets: BTreeMap<Vec<usize>, Pc> = BTreeMap::new();
        let mut ranges = Vec::with_capacity(intervals.len());
        for (low, high, ways) in intervals {
            let target = match targets.get(&ways) {
                Some(target) => *target,
                None => {
                    let pcs: Vec<Pc> = ways.iter().map(|way| entries[*way]).collect();
                    let target = self.ways(&pcs);
                    targets.insert(ways, target);
                    target
                }
            };
            ranges.push((low, high, target));
        }
        let end = self.here();
        for jump in jumps {
            self.patch(jump, Inst::Jump(end));
        }
        let number = self.code.point_dispatches.len() as u32;
        self.code.point_dispatches.push(PointDispatch { ranges });
        self.patch(at, Inst::PointDispatch(number));
        true
    }
}

/// Ranges of characters with the sets that have them, in order; `None` if they
/// are too many.
fn intervals(sets: &[CodePointSet]) -> Option<Vec<(u32, u32, Vec<usize>)>> {
    let mut edges: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (index, set) in sets.iter().enumerate() {
        for &(low, high) in set.ranges() {
            edges.entry(low).or_default().push(index);
            edges.entry(high + 1).or_default().push(index);
        }
    }
    let mut open: BTreeSet<usize> = BTreeSet::new();
    let mut from = 0;
    let mut count = 0;
    let mut intervals = Vec::new();
    for (edge, crossed) in edges {
        if !open.is_empty() {
            count += open.len();
            if count > MAX_WAYS {
                return None;
            }
            intervals.push((from, edge - 1, open.iter().copied().collect()));
        }
        for index in crossed {
            if !open.remove(&index) {
                open.insert(index);
            }
        }
        from = edge;
    }
    Some(intervals)
}
