//! What every match starts with: the first few units, as sets, from which the
//! search takes what is rarest to look for.

use super::first::{Direction, First};
use super::hir::{Assertion, Hir, Pattern};
use crate::code::Encoding;
use crate::search::{Needle, Prefilter, Start};
use crate::source::{is_lead, is_trail, split};
use alloc::vec::Vec;

/// How many units of the start are known at most.
const MAX_POSITIONS: usize = 16;

/// A unit at a fixed distance from the start.
#[derive(Clone, Copy)]
struct Position {
    first: First,
    /// The unit, if it can be no other.
    unit: Option<u16>,
}

/// What a search for the pattern may look for.
pub(super) fn prefilter(pattern: &Pattern, encoding: Encoding) -> Prefilter {
    let start = if starts_with(&pattern.root, Assertion::TextStart) {
        Start::Text
    } else if starts_with(&pattern.root, Assertion::LineStart) {
        Start::Line
    } else {
        Start::Anywhere
    };
    let mut walk = Walk {
        pattern,
        encoding,
        positions: Vec::new(),
    };
    walk.hir(&pattern.root);
    let mut positions = walk.positions;
    if positions.is_empty() {
        let first = pattern
            .first(&pattern.root, First::ALL, Direction::Forward)
            .in_encoding(encoding);
        if !first.end {
            positions.push(Position { first, unit: None });
        }
    }
    for position in &mut positions {
        position.first = position.first.in_encoding(encoding);
    }
    let mut needle = literal(&positions).or_else(|| rarest(&positions));
    if let Some(Needle::Set { first, .. }) = &needle
        && first.wide
        && let Some(units) = pattern.wide_start(encoding)
    {
        needle = Some(Needle::Exact(units));
    }
    let firsts = positions.iter().map(|position| position.first).collect();
    Prefilter::new(start, firsts, needle, encoding)
}

/// Whether every match begins with the assertion.
fn starts_with(hir: &Hir, assertion: Assertion) -> bool {
    match hir {
        Hir::Assert(other) => *other == assertion,
        Hir::Concat(items) => starts_with(&items[0], assertion),
        Hir::Choice(items) => items.iter().all(|item| starts_with(item, assertion)),
        Hir::Capture { body, .. } => starts_with(body, assertion),
        Hir::Repeat(repeat) => repeat.min > 0 && starts_with(&repeat.body, assertion),
        _ => false,
    }
}

/// The longest run of known units, if one has at least two.
fn literal(positions: &[Position]) -> Option<Needle> {
    let mut best = 0..0;
    let mut from = 0;
    for index in 0..=positions.len() {
        if positions
            .get(index)
            .is_none_or(|position| position.unit.is_none())
        {
            if index - from > best.len() {
                best = from..index;
            }
            from = index + 1;
        }
    }
    let units: Vec<u16> = positions
        .get(best.clone())?
        .iter()
        .filter_map(|position| position.unit)
        .collect();
    (units.len() > 1).then_some(Needle::Literal {
        offset: best.start,
        units,
    })
}

/// The set that text is least likely to have.
fn rarest(positions: &[Position]) -> Option<Needle> {
    let (offset, position) = positions
        .iter()
        .enumerate()
        .min_by_key(|(offset, position)| (commonness(&position.first), *offset))?;
    if let Some(unit) = position.unit {
        return Some(Needle::Unit { offset, unit });
    }
    if position.first.latin_count() > 224 {
        return None;
    }
    Some(Needle::Set {
        offset,
        first: position.first,
    })
}

/// How much of ordinary text the units make up, by a rough guess.
fn commonness(first: &First) -> u32 {
    let wide = if first.wide { 300 } else { 0 };
    first.latin_units().map(unit_commonness).sum::<u32>() + wide
}

fn unit_commonness(unit: u8) -> u32 {
    match unit {
        b' ' => 170,
        b'e' => 110,
        b't' | b'a' | b'o' | b'i' | b'n' => 75,
        b's' | b'r' | b'h' => 60,
        b'd' | b'l' | b'u' | b'c' | b'm' => 35,
        b'a'..=b'z' => 20,
        b'\n' | b'.' | b',' | b'"' | b'0' | b'1' => 15,
        b'0'..=b'9' | b'-' | b'_' | b'(' | b')' | b'=' | b':' | b';' | b'/' | b'\'' => 10,
        b'A'..=b'Z' => 6,
        0x80..=0xFF => 4,
        _ => 3,
    }
}

struct Walk<'a> {
    pattern: &'a Pattern,
    encoding: Encoding,
    positions: Vec<Position>,
}

impl Walk<'_> {
    /// Adds what `hir` starts with; whether what follows it stands at a known
    /// distance.
    fn hir(&mut self, hir: &Hir) -> bool {
        if self.positions.len() >= MAX_POSITIONS {
            return false;
        }
        match hir {
            Hir::Empty | Hir::Assert(_) | Hir::Look { .. } => true,
            Hir::Never | Hir::Reference { .. } => false,
            Hir::Character(character) => {
                match u16::try_from(*character) {
                    Ok(unit) => {
                        self.unit(unit);
                        // A lone surrogate is found by code points only.
                        self.encoding != Encoding::Points
                            || !(is_lead(*character) || is_trail(*character))
                    }
                    Err(_) => {
                        let (lead, trail) = split(*character);
                        self.unit(lead as u16);
                        self.unit(trail as u16);
                        true
                    }
                }
            }
            Hir::Set(id) => {
                self.positions.push(Position {
                    first: self.pattern.firsts[id.0 as usize],
                    unit: None,
                });
                let set = self.pattern.set(*id);
                self.encoding != Encoding::Points
                    || set.ranges().last().is_none_or(|(_, high)| *high <= 0xFFFF)
            }
            Hir::Concat(items) => items.iter().all(|item| self.hir(item)),
            Hir::Choice(items) => self.choice(items),
            Hir::Repeat(repeat) => {
                for _ in 0..repeat.min.min(MAX_POSITIONS as u32) {
                    if !self.hir(&repeat.body) {
                        return false;
                    }
                }
                repeat.min == repeat.max
            }
            Hir::Capture { body, .. } => self.hir(body),
        }
    }

    fn unit(&mut self, unit: u16) {
        let mut first = First::NONE;
        first.add(unit.into());
        self.positions.push(Position {
            first,
            unit: Some(unit),
        });
    }

    /// Alternatives are laid over one another, as far as all of them reach.
    fn choice(&mut self, items: &[Hir]) -> bool {
        let before = self.positions.len();
        let mut merged: Option<Vec<Position>> = None;
        let mut known = true;
        for item in items {
            known &= self.hir(item);
            let positions = self.positions.split_off(before);
            match &mut merged {
                None => merged = Some(positions),
                Some(merged) => {
                    known &= merged.len() == positions.len();
                    merged.truncate(positions.len());
                    for (left, right) in merged.iter_mut().zip(&positions) {
                        left.first = left.first.union(right.first);
                        if left.unit != right.unit {
                            left.unit = None;
                        }
                    }
                }
            }
        }
        self.positions.extend(merged.unwrap_or_default());
        known
    }
}
