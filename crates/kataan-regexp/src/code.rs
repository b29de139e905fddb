//! The program that the backtracking matcher runs: instructions for one
//! encoding of the subject, and the tables that they name.
//!
//! Instructions are plain data: no pointer and no closure, every operand an
//! index, so that another back end can translate them one by one.

use crate::search::Prefilter;
use crate::unicode::case::Case;
use crate::unicode::set::CodePointSet;
use alloc::boxed::Box;
use alloc::vec::Vec;

/// Index of an instruction.
pub(crate) type Pc = u32;
/// Index of a register; the first ones are the capture slots.
pub(crate) type Reg = u32;

/// A register or slot that holds no position.
pub(crate) const UNSET: u32 = u32::MAX;

/// How subjects of a program are held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Latin1,
    /// UTF-16, a character being a code unit.
    Units,
    /// UTF-16, a character being a code point.
    Points,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Inst {
    /// The match ends here.
    Match,
    /// Backtrack.
    Fail,
    Jump(Pc),

    /// Take this code unit.
    Unit(u16),
    /// Take a unit that is `value` once `mask` is set in it.
    Masked {
        mask: u16,
        value: u16,
    },
    /// Take these units of the literal pool.
    Literal {
        start: u32,
        length: u32,
    },
    /// Take a unit of the set.
    Set(u32),
    /// Take a code point of the set.
    Point(u32),
    /// Take any unit.
    Any,
    UnitBack(u16),
    SetBack(u32),
    PointBack(u32),

    /// Try `first`, then `second`.
    Split {
        first: Pc,
        second: Pc,
    },
    /// As `Split`, less what the next unit rules out.
    Branch {
        table: u32,
        first: Pc,
        second: Pc,
    },
    /// To the target that the next unit selects.
    Dispatch(u32),
    /// To the target that the next character selects; fail if there is none.
    PointDispatch(u32),
    /// Repeat a single character, never giving one back.
    RunPossessive(u32),
    /// Repeat a single character, giving back one after the other.
    RunGreedy(u32),
    /// Repeat a single character, taking one more after the other.
    RunLazy(u32),

    /// Begin counting.
    LoopInit(Reg),
    /// Another iteration, or on.
    Loop(u32),
    /// Count an iteration that begins.
    LoopEnter(u32),
    /// Remember the position.
    Mark(Reg),
    /// Fail if the position is still the remembered one.
    CheckProgress(Reg),

    /// The slot is this position.
    Save(Reg),
    /// Forget the slots from the first to before the second.
    Reset {
        from: Reg,
        to: Reg,
    },

    /// Begin a positive lookaround: remember stack and position.
    LookStart {
        stack: Reg,
        position: Reg,
    },
    /// It holds: drop its choices and go back to where it began.
    LookEnd {
        stack: Reg,
        position: Reg,
        captures: bool,
    },
    /// Begin a negative lookaround, which on failing goes on at `exit`.
    NegativeStart {
        stack: Reg,
        exit: Pc,
    },
    /// Its body matched: it fails.
    NegativeEnd {
        stack: Reg,
    },

    TextStart,
    TextEnd,
    LineStart,
    LineEnd,
    WordBoundary {
        negative: bool,
        extended: bool,
    },

    Reference(u32),
    ReferenceBack(u32),
}

/// What to try for each next unit: bit 0 the first way, bit 1 the second.
/// Index 256 is a unit above, 257 the end of the text.
pub(crate) type Selector = [u8; 258];
pub(crate) const WIDE: usize = 256;
pub(crate) const END: usize = 257;

/// A choice of targets by the next unit.
#[derive(Clone, Debug)]
pub(crate) struct Dispatch {
    /// The number of a target for each next unit, laid out as a [`Selector`].
    pub(crate) selector: Box<[u16; 258]>,
    pub(crate) targets: Vec<Pc>,
}

/// A choice of targets by the next character.
#[derive(Clone, Debug)]
pub(crate) struct PointDispatch {
    /// From and to a character, and the target, in order.
    pub(crate) ranges: Vec<(u32, u32, Pc)>,
}

impl PointDispatch {
    #[inline]
    pub(crate) fn target(&self, character: u32) -> Option<Pc> {
        let index = self
            .ranges
            .partition_point(|(_, high, _)| *high < character);
        match self.ranges.get(index) {
            Some((low, _, target)) if *low <= character => Some(*target),
            _ => None,
        }
    }
}

/// A repetition of one character.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) set: u32,
    /// Whether the character is a code point.
    pub(crate) points: bool,
    pub(crate) scan: Scan,
    pub(crate) min: u32,
    pub(crate) max: u32,
    /// Units of which one has to follow; none if any may.
    pub(crate) follow: Option<Box<Selector>>,
}

/// How the end of a run is found in Latin-1 text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scan {
    Table,
    /// Everything is in the set.
    All,
    /// All but these bytes are in the set, some of them the same.
    Until([u8; 3]),
}

/// A counted loop.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Loop {
    pub(crate) counter: Reg,
    /// Where the iteration's start is kept, if its body can be empty.
    pub(crate) mark: Option<Reg>,
    pub(crate) min: u32,
    pub(crate) max: u32,
    pub(crate) greedy: bool,
    pub(crate) exit: Pc,
}

/// A reference to groups, of which at most one has taken part.
#[derive(Clone, Debug)]
pub(crate) struct Reference {
    pub(crate) groups: Vec<u32>,
    pub(crate) case: Case,
}

#[derive(Clone, Debug)]
pub(crate) struct Code {
    pub(crate) encoding: Encoding,
    pub(crate) insts: Vec<Inst>,
    /// Literals for UTF-16, or for Latin-1: one of the two is empty.
    pub(crate) units: Vec<u16>,
    pub(crate) bytes: Vec<u8>,
    pub(crate) sets: Vec<SetTable>,
    pub(crate) branches: Vec<Selector>,
    pub(crate) dispatches: Vec<Dispatch>,
    pub(crate) point_dispatches: Vec<PointDispatch>,
    pub(crate) runs: Vec<Run>,
    pub(crate) loops: Vec<Loop>,
    pub(crate) references: Vec<Reference>,
    /// Capture slots first, two a group.
    pub(crate) slot_count: u32,
    pub(crate) register_count: u32,
    pub(crate) prefilter: Prefilter,
}

/// A set of characters in the form that matching tests.
#[derive(Clone, Debug)]
pub(crate) struct SetTable {
    pub(crate) latin: [u64; 4],
    wide: Wide,
    astral: Vec<(u32, u32)>,
}

/// Members from U+0100 to U+FFFF.
#[derive(Clone, Debug)]
enum Wide {
    None,
    All,
    /// Few ranges.
    Ranges(Vec<(u16, u16)>),
    /// For each high byte the number of its page.
    Pages {
        index: Box<[u8; 256]>,
        pages: Vec<[u64; 4]>,
    },
}

impl SetTable {
    pub(crate) fn new(set: &CodePointSet, encoding: Encoding) -> Self {
        let mut latin = [0u64; 4];
        let mut ranges: Vec<(u16, u16)> = Vec::new();
        let mut astral = Vec::new();
        for &(low, high) in set.ranges() {
            for unit in low..=high.min(255) {
                latin[unit as usize >> 6] |= 1 << (unit & 63);
            }
            if encoding != Encoding::Latin1 && high >= 0x100 && low <= 0xFFFF {
                ranges.push((low.max(0x100) as u16, high.min(0xFFFF) as u16));
            }
            if encoding == Encoding::Points && high > 0xFFFF {
                astral.push((low.max(0x10000), high));
            }
        }
        let wide = match ranges.as_slice() {
            [] => Wide::None,
            [(0x100, 0xFFFF)] => Wide::All,
            ranges if ranges.len() <= 6 => Wide::Ranges(ranges.to_vec()),
            ranges => Wide::pages(ranges),
        };
        Self {
            latin,
            wide,
            astral,
        }
    }

    #[inline]
    pub(crate) fn has_latin(&self, unit: u8) -> bool {
        self.latin[usize::from(unit >> 6)] >> (unit & 63) & 1 == 1
    }

    #[inline]
    pub(crate) fn has_unit(&self, unit: u16) -> bool {
        match u8::try_from(unit) {
            Ok(byte) => self.has_latin(byte),
            Err(_) => self.wide.contains(unit),
        }
    }

    #[inline]
    pub(crate) fn has_point(&self, character: u32) -> bool {
        match u16::try_from(character) {
            Ok(unit) => self.has_unit(unit),
            Err(_) => {
                let index = self.astral.partition_point(|(_, high)| *high < character);
                self.astral
                    .get(index)
                    .is_some_and(|(low, _)| *low <= character)
            }
        }
    }
}

impl Wide {
    fn pages(ranges: &[(u16, u16)]) -> Self {
        let mut index = Box::new([0u8; 256]);
        // Every distinct page once: first the empty one.
        let mut pages: Vec<[u64; 4]> = alloc::vec![[0; 4]];
        for (high, slot) in index.iter_mut().enumerate().skip(1) {
            let base = (high as u32) << 8;
            let mut page = [0u64; 4];
            let from = ranges.partition_point(|(_, last)| u32::from(*last) < base);
            for (low, last) in &ranges[from..] {
                let low = u32::from(*low).max(base);
                let last = u32::from(*last).min(base + 255);
                if low > last {
                    break;
                }
                if last - low == 255 {
                    page = [u64::MAX; 4];
                    break;
                }
                for unit in low - base..=last - base {
                    page[unit as usize >> 6] |= 1 << (unit & 63);
                }
            }
            let number = pages
                .iter()
                .position(|other| *other == page)
                .unwrap_or_else(|| {
                    pages.push(page);
                    pages.len() - 1
                });
            *slot = number as u8;
        }
        Self::Pages { index, pages }
    }

    #[inline]
    fn contains(&self, unit: u16) -> bool {
        match self {
            Self::None => false,
            Self::All => true,
            Self::Ranges(ranges) => ranges
                .iter()
                .any(|(low, high)| (*low..=*high).contains(&unit)),
            Self::Pages { index, pages } => {
                let page = &pages[usize::from(index[usize::from(unit >> 8)])];
                page[usize::from(unit >> 6 & 3)] >> (unit & 63) & 1 == 1
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instructions_stay_small() {
        assert_eq!(size_of::<Inst>(), 16);
    }
}
