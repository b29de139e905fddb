//! The subject of a match, Latin-1 or UTF-16, behind one trait, so that the
//! matchers are written once and compiled for each.

use crate::code::{Code, END, Encoding, Scan, SetTable, WIDE};
use crate::compile::hir::is_line_terminator;
use crate::search::Find;
use crate::source::{combine, is_lead, is_trail};

/// The text to search.
#[derive(Clone, Copy, Debug)]
pub enum Input<'a> {
    /// One byte a character, U+0000 to U+00FF.
    Latin1(&'a [u8]),
    /// UTF-16 code units, lone surrogates allowed.
    Utf16(&'a [u16]),
}

impl Input<'_> {
    /// How many code units it has.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Latin1(text) => text.len(),
            Self::Utf16(text) => text.len(),
        }
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<'a> From<&'a [u8]> for Input<'a> {
    fn from(text: &'a [u8]) -> Self {
        Self::Latin1(text)
    }
}

impl<'a> From<&'a [u16]> for Input<'a> {
    fn from(text: &'a [u16]) -> Self {
        Self::Utf16(text)
    }
}

pub(crate) trait Text: Copy {
    fn length(self) -> usize;

    /// The code unit at an index.
    fn unit(self, index: usize) -> Option<u16>;

    /// Whether the units of a literal of the program are at an index.
    fn has_literal(self, code: &Code, start: u32, length: u32, index: usize) -> bool;

    /// How many of the units from `index` on, `limit` at most, are in the set.
    fn span(self, set: &SetTable, scan: Scan, index: usize, limit: usize) -> usize;

    fn set_has(set: &SetTable, unit: u16) -> bool;

    /// The first index from `from` on of what a search looks for.
    fn find(self, finder: &Find, from: usize) -> Option<usize>;

    /// The first line terminator from `from` on.
    fn find_line_end(self, from: usize) -> Option<usize>;

    /// The entry of a selector for the unit at an index.
    #[inline]
    fn select<N: Copy>(self, selector: &[N; 258], index: usize) -> N {
        match self.unit(index) {
            Some(unit) => selector[usize::from(unit).min(WIDE)],
            None => selector[END],
        }
    }

    /// The code point at an index and the index after it.
    #[inline]
    fn next_point(self, index: usize) -> Option<(u32, usize)> {
        let unit = u32::from(self.unit(index)?);
        if is_lead(unit)
            && let Some(trail) = self.unit(index + 1).map(u32::from)
            && is_trail(trail)
        {
            return Some((combine(unit, trail), index + 2));
        }
        Some((unit, index + 1))
    }

    /// The code point before an index and the index of it.
    #[inline]
    fn previous_point(self, index: usize) -> Option<(u32, usize)> {
        let at = index.checked_sub(1)?;
        let unit = u32::from(self.unit(at)?);
        if is_trail(unit)
            && let Some(before) = at.checked_sub(1)
            && let Some(lead) = self.unit(before).map(u32::from)
            && is_lead(lead)
        {
            return Some((combine(lead, unit), before));
        }
        Some((unit, at))
    }

    /// The character at an index and the index after it.
    #[inline]
    fn next_character(self, encoding: Encoding, index: usize) -> Option<(u32, usize)> {
        match encoding {
            Encoding::Points => self.next_point(index),
            _ => self.unit(index).map(|unit| (u32::from(unit), index + 1)),
        }
    }

    /// Whether an index is not inside a surrogate pair.
    #[inline]
    fn is_boundary(self, index: usize) -> bool {
        index == 0
            || !(self.unit(index).is_some_and(|unit| is_trail(unit.into()))
                && self
                    .unit(index - 1)
                    .is_some_and(|unit| is_lead(unit.into())))
    }
}

impl Text for &[u8] {
    #[inline]
    fn length(self) -> usize {
        self.len()
    }

    #[inline]
    fn unit(self, index: usize) -> Option<u16> {
        self.get(index).map(|byte| u16::from(*byte))
    }

    #[inline]
    fn has_literal(self, code: &Code, start: u32, length: u32, index: usize) -> bool {
        let literal = &code.bytes[start as usize..(start + length) as usize];
        self.get(index..index + literal.len())
            .is_some_and(|text| text == literal)
    }

    #[inline]
    fn span(self, set: &SetTable, scan: Scan, index: usize, limit: usize) -> usize {
        /// Runs up to this long are counted byte by byte: most are.
        const SHORT: usize = 16;
        let text = self.get(index..).unwrap_or_default();
        let text = &text[..limit.min(text.len())];
        match scan {
            Scan::All => text.len(),
            Scan::Table => text
                .iter()
                .position(|byte| !set.has_latin(*byte))
                .unwrap_or(text.len()),
            Scan::Until([first, second, third]) => {
                let (head, tail) = text.split_at(SHORT.min(text.len()));
                match head.iter().position(|byte| !set.has_latin(*byte)) {
                    Some(length) => length,
                    None if first == second => {
                        memchr::memchr(first, tail).map_or(text.len(), |length| SHORT + length)
                    }
                    None => memchr::memchr3(first, second, third, tail)
                        .map_or(text.len(), |length| SHORT + length),
                }
            }
        }
    }

    #[inline]
    fn set_has(set: &SetTable, unit: u16) -> bool {
        set.has_latin(unit as u8)
    }

    #[inline]
    fn find(self, finder: &Find, from: usize) -> Option<usize> {
        finder.in_bytes(self.get(from..)?).map(|found| from + found)
    }

    fn find_line_end(self, from: usize) -> Option<usize> {
        memchr::memchr2(b'\n', b'\r', self.get(from..)?).map(|found| from + found)
    }

    #[inline]
    fn is_boundary(self, _: usize) -> bool {
        true
    }
}

impl Text for &[u16] {
    #[inline]
    fn length(self) -> usize {
        self.len()
    }

    #[inline]
    fn unit(self, index: usize) -> Option<u16> {
        self.get(index).copied()
    }

    #[inline]
    fn has_literal(self, code: &Code, start: u32, length: u32, index: usize) -> bool {
        let literal = &code.units[start as usize..(start + length) as usize];
        self.get(index..index + literal.len())
            .is_some_and(|text| text == literal)
    }

    #[inline]
    fn span(self, set: &SetTable, scan: Scan, index: usize, limit: usize) -> usize {
        let text = self.get(index..).unwrap_or_default();
        let text = &text[..limit.min(text.len())];
        match scan {
            Scan::All => text.len(),
            _ => text
                .iter()
                .position(|unit| !set.has_unit(*unit))
                .unwrap_or(text.len()),
        }
    }

    #[inline]
    fn set_has(set: &SetTable, unit: u16) -> bool {
        set.has_unit(unit)
    }

    #[inline]
    fn find(self, finder: &Find, from: usize) -> Option<usize> {
        finder.in_units(self.get(from..)?).map(|found| from + found)
    }

    fn find_line_end(self, from: usize) -> Option<usize> {
        let text = self.get(from..)?;
        text.iter()
            .position(|unit| is_line_terminator(u32::from(*unit)))
            .map(|found| from + found)
    }
}
