//! Where a match can start: a scan of the text for something that every match
//! has near its start.

use crate::code::{Encoding, SetTable};
use crate::compile::first::First;
use crate::compile::hir::is_line_terminator;
use crate::text::Text;
use crate::unicode::set::CodePointSet;
use alloc::boxed::Box;
use alloc::vec::Vec;
use memchr::memmem::Finder;

/// Where in the text a match can start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    Anywhere,
    /// Only at its start.
    Text,
    /// Only at the start of a line.
    Line,
}

/// What to look for.
#[derive(Clone, Debug)]
pub(crate) enum Needle {
    Literal {
        offset: usize,
        units: Vec<u16>,
    },
    Unit {
        offset: usize,
        unit: u16,
    },
    Set {
        offset: usize,
        first: First,
    },
    /// The units that a match starts with, all of them exactly.
    Exact(CodePointSet),
}

#[derive(Clone, Debug)]
pub(crate) struct Prefilter {
    start: Start,
    /// The units that a match starts with.
    firsts: Vec<First>,
    /// Distance of what is looked for from the start of the match.
    offset: usize,
    finder: Find,
}

/// How it is looked for.
#[derive(Clone, Debug)]
pub(crate) enum Find {
    Nothing,
    /// A literal in Latin-1 text.
    Bytes(Box<Finder<'static>>),
    /// A literal in UTF-16 text.
    Units(Vec<u16>),
    Byte(u8),
    TwoBytes(u8, u8),
    ThreeBytes(u8, u8, u8),
    Set(Box<SetTable>),
    /// What is looked for cannot be in text of this encoding.
    Impossible,
}

impl Prefilter {
    pub(crate) fn new(
        start: Start,
        firsts: Vec<First>,
        needle: Option<Needle>,
        encoding: Encoding,
    ) -> Self {
        let latin1 = encoding == Encoding::Latin1;
        let (offset, finder) = match needle {
            None => (0, Find::Nothing),
            Some(Needle::Literal { offset, units }) => {
                let bytes: Option<Vec<u8>> =
                    units.iter().map(|unit| u8::try_from(*unit).ok()).collect();
                let finder = match bytes {
                    _ if !latin1 => Find::Units(units),
                    Some(bytes) => Find::Bytes(Box::new(Finder::new(&bytes).into_owned())),
                    None => Find::Impossible,
                };
                (offset, finder)
            }
            Some(Needle::Unit { offset, unit }) => {
                let finder = match u8::try_from(unit) {
                    _ if !latin1 => Find::Units(alloc::vec![unit]),
                    Ok(byte) => Find::Byte(byte),
                    Err(_) => Find::Impossible,
                };
                (offset, finder)
            }
            Some(Needle::Set { offset, first }) => (offset, Find::set(&first, encoding)),
            Some(Needle::Exact(units)) => (
                0,
                Find::Set(Box::new(SetTable::new(&units, Encoding::Units))),
            ),
        };
        Self {
            start,
            firsts,
            offset,
            finder,
        }
    }

    /// The first index from `from` on where a match may start.
    #[inline]
    pub(crate) fn next<T: Text>(&self, text: T, from: usize) -> Option<usize> {
        match self.start {
            Start::Text => (from == 0).then_some(0),
            Start::Line => self.next_line(text, from),
            Start::Anywhere => self.next_anywhere(text, from),
        }
    }

    fn next_line<T: Text>(&self, text: T, mut from: usize) -> Option<usize> {
        loop {
            let at_start = from == 0
                || text
                    .unit(from - 1)
                    .is_some_and(|unit| is_line_terminator(unit.into()));
            if !at_start {
                from = text.find_line_end(from)? + 1;
            }
            if self.fits(text, from) {
                return Some(from);
            }
            from = text.find_line_end(from)? + 1;
        }
    }

    #[inline]
    fn next_anywhere<T: Text>(&self, text: T, mut from: usize) -> Option<usize> {
        if let Find::Nothing = self.finder {
            return (from <= text.length()).then_some(from);
        }
        loop {
            let found = text.find(&self.finder, from + self.offset)?;
            let candidate = found - self.offset;
            if self.firsts.len() <= 1 || self.fits(text, candidate) {
                return Some(candidate);
            }
            from = candidate + 1;
        }
    }

    /// Whether the units from `at` on are among those that a match starts with.
    #[inline]
    fn fits<T: Text>(&self, text: T, at: usize) -> bool {
        self.firsts.iter().enumerate().all(|(index, first)| {
            match text.unit(at + index).map(u8::try_from) {
                Some(Ok(unit)) => first.has_latin(unit),
                Some(Err(_)) => first.wide,
                None => false,
            }
        })
    }
}

impl Find {
    fn set(first: &First, encoding: Encoding) -> Self {
        let bytes: Vec<u8> = first.latin_units().take(4).collect();
        match (encoding, bytes.as_slice()) {
            (Encoding::Latin1, []) => Self::Impossible,
            (Encoding::Latin1, [a]) => Self::Byte(*a),
            (Encoding::Latin1, [a, b]) => Self::TwoBytes(*a, *b),
            (Encoding::Latin1, [a, b, c]) => Self::ThreeBytes(*a, *b, *c),
            _ => {
                let mut set: CodePointSet = first
                    .latin_units()
                    .map(|unit| (u32::from(unit), u32::from(unit)))
                    .collect();
                if first.wide {
                    set.add_range(0x100, 0xFFFF);
                }
                Self::Set(Box::new(SetTable::new(&set, encoding)))
            }
        }
    }

    /// In Latin-1 text.
    #[inline]
    pub(crate) fn in_bytes(&self, text: &[u8]) -> Option<usize> {
        match self {
            Self::Nothing => Some(0),
            Self::Bytes(finder) => finder.find(text),
            Self::Byte(a) => memchr::memchr(*a, text),
            Self::TwoBytes(a, b) => memchr::memchr2(*a, *b, text),
            Self::ThreeBytes(a, b, c) => memchr::memchr3(*a, *b, *c, text),
            Self::Set(set) => text.iter().position(|unit| set.has_latin(*unit)),
            Self::Units(_) | Self::Impossible => None,
        }
    }

    /// In UTF-16 text.
    #[inline]
    pub(crate) fn in_units(&self, text: &[u16]) -> Option<usize> {
        match self {
            Self::Nothing => Some(0),
            Self::Units(units) => {
                let (first, rest) = units.split_first()?;
                let mut from = 0;
                loop {
                    let found = from + find_unit(text.get(from..)?, *first)?;
                    if text[found + 1..].starts_with(rest) {
                        return Some(found);
                    }
                    from = found + 1;
                }
            }
            Self::Set(set) => text.iter().position(|unit| set.has_unit(*unit)),
            _ => None,
        }
    }
}

/// The index of a code unit. Whole blocks are tested at once, which compiles
/// to vector instructions.
fn find_unit(text: &[u16], unit: u16) -> Option<usize> {
    const BLOCK: usize = 32;
    let mut index = 0;
    for block in text.chunks_exact(BLOCK) {
        if block
            .iter()
            .fold(false, |found, other| found | (*other == unit))
        {
            break;
        }
        index += BLOCK;
    }
    text[index..]
        .iter()
        .position(|other| *other == unit)
        .map(|found| index + found)
}
