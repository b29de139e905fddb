//! With which code unit a match can go on: the look ahead of one unit that
//! makes most choices without a backtrack entry.
//!
//! Sets are approximate from above: units below 256 exactly, the rest as one
//! bit, the end of the text as another.

use super::Encoding;
use super::hir::{Assertion, Hir, Pattern, Repeat};
use crate::unicode::set::CodePointSet;

/// Code units that can come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct First {
    pub(crate) latin: [u64; 4],
    /// A unit from 256 up.
    pub(crate) wide: bool,
    /// No unit: the end of the text.
    pub(crate) end: bool,
}

impl First {
    pub(crate) const NONE: Self = Self {
        latin: [0; 4],
        wide: false,
        end: false,
    };
    pub(crate) const ALL: Self = Self {
        latin: [u64::MAX; 4],
        wide: true,
        end: true,
    };
    const END: Self = Self {
        latin: [0; 4],
        wide: false,
        end: true,
    };

    pub(crate) fn of_set(set: &CodePointSet) -> Self {
        let mut first = Self::NONE;
        for (low, high) in set.ranges() {
            if *low < 256 {
                (*low..=(*high).min(255)).for_each(|unit| first.add(unit));
            }
            first.wide |= *high >= 256;
        }
        first
    }

    pub(crate) fn add(&mut self, unit: u32) {
        match self.latin.get_mut(unit as usize >> 6) {
            Some(bits) => *bits |= 1 << (unit & 63),
            None => self.wide = true,
        }
    }

    pub(crate) fn has_latin(&self, unit: u8) -> bool {
        self.latin[usize::from(unit >> 6)] >> (unit & 63) & 1 == 1
    }

    pub(crate) fn union(self, other: Self) -> Self {
        Self {
            latin: core::array::from_fn(|index| self.latin[index] | other.latin[index]),
            wide: self.wide | other.wide,
            end: self.end | other.end,
        }
    }

    pub(crate) fn intersection(self, other: Self) -> Self {
        Self {
            latin: core::array::from_fn(|index| self.latin[index] & other.latin[index]),
            wide: self.wide & other.wide,
            end: self.end & other.end,
        }
    }

    pub(crate) fn is_none(self) -> bool {
        self == Self::NONE
    }

    /// What of it an encoding can hold.
    pub(crate) fn in_encoding(mut self, encoding: Encoding) -> Self {
        self.wide &= encoding != Encoding::Latin1;
        self
    }

    /// How many units below 256 it has.
    pub(crate) fn latin_count(&self) -> u32 {
        self.latin.iter().map(|bits| bits.count_ones()).sum()
    }

    /// Its units below 256.
    pub(crate) fn latin_units(&self) -> impl Iterator<Item = u8> {
        (0..=255).filter(|unit| self.has_latin(*unit))
    }
}

/// The way in which a body reads the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Forward,
    Backward,
}

impl Pattern {
    /// With which unit `hir` and then something that starts with `follow` can match.
    pub(crate) fn first(&self, hir: &Hir, follow: First, direction: Direction) -> First {
        match hir {
            Hir::Empty => follow,
            Hir::Never => First::NONE,
            Hir::Character(character) => {
                let mut first = First::NONE;
                first.add(*character);
                first
            }
            Hir::Set(id) => self.firsts[id.0 as usize],
            Hir::Concat(items) => {
                let step = |follow, item| self.first(item, follow, direction);
                match direction {
                    Direction::Forward => items.iter().rev().fold(follow, step),
                    Direction::Backward => items.iter().fold(follow, step),
                }
            }
            Hir::Choice(items) => items
                .iter()
                .map(|item| self.first(item, follow, direction))
                .fold(First::NONE, First::union),
            Hir::Repeat(repeat) => {
                let first = self.first_of_body(repeat, follow, direction);
                if repeat.min == 0 {
                    first.union(follow)
                } else {
                    first
                }
            }
            Hir::Capture { body, .. } => self.first(body, follow, direction),
            Hir::Look {
                behind,
                negative: false,
                body,
            } if *behind == (direction == Direction::Backward) => {
                self.first(body, First::ALL, direction).intersection(follow)
            }
            Hir::Look { .. } => follow,
            Hir::Assert(assertion) => match (assertion, direction) {
                (Assertion::TextEnd, Direction::Forward)
                | (Assertion::TextStart, Direction::Backward) => follow.intersection(First::END),
                (Assertion::LineEnd, Direction::Forward)
                | (Assertion::LineStart, Direction::Backward) => {
                    let mut line = First {
                        wide: true,
                        ..First::END
                    };
                    line.add(0x0A);
                    line.add(0x0D);
                    follow.intersection(line)
                }
                _ => follow,
            },
            Hir::Reference { .. } => First::ALL,
        }
    }
    /// With which unit an iteration and then another or `follow` can match.
    pub(crate) fn first_of_body(
        &self,
        repeat: &Repeat,
        follow: First,
        direction: Direction,
    ) -> First {
        if repeat.nullable {
            // What it takes is the same whatever follows, and what follows
            // shows through it at most whole.
            self.first(&repeat.body, First::NONE, direction)
                .union(follow)
        } else {
            self.first(&repeat.body, follow, direction)
        }
    }
}
