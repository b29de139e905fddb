//! What a pattern means once its flags are applied: sets of characters,
//! sequences, choices, repetitions.
//!
//! Every compiler works from this tree: the backtracking one once for each
//! encoding of the subject, the linear one likewise.

use super::first::First;
use crate::ast::UNBOUNDED;
use crate::unicode::case::Case;
use crate::unicode::set::CodePointSet;
use alloc::boxed::Box;
use alloc::collections::BTreeSet;
use alloc::vec::Vec;

/// A set by its number in [`Pattern::sets`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct SetId(pub(crate) u32);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Hir {
    Empty,
    /// Matches nothing at all.
    Never,
    Character(u32),
    Set(SetId),
    Concat(Vec<Hir>),
    Choice(Vec<Hir>),
    Repeat(Box<Repeat>),
    Capture {
        index: u32,
        body: Box<Hir>,
    },
    Look {
        behind: bool,
        negative: bool,
        body: Box<Hir>,
    },
    Assert(Assertion),
    /// The group among these that took part, if one did.
    Reference {
        groups: Vec<u32>,
        case: Case,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Repeat {
    pub(crate) body: Hir,
    pub(crate) min: u32,
    /// [`crate::ast::UNBOUNDED`] for no bound.
    pub(crate) max: u32,
    pub(crate) greedy: bool,
    /// Groups inside, from the first to before the second.
    pub(crate) groups: (u32, u32),
    /// Whether each iteration has to forget them first.
    pub(crate) resets: bool,
    /// Whether the body can match without taking a character.
    pub(crate) nullable: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Assertion {
    TextStart,
    TextEnd,
    LineStart,
    LineEnd,
    /// `extended`: the letters that fold into ASCII count as word characters.
    Word {
        negative: bool,
        extended: bool,
    },
}

/// A pattern ready for the compilers.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    pub(crate) root: Hir,
    pub(crate) sets: Vec<CodePointSet>,
    /// What each set starts with.
    pub(crate) firsts: Vec<First>,
    pub(crate) group_count: u32,
    /// Whether characters are code points.
    pub(crate) unicode: bool,
    /// Whether a linear-time matcher can run it: no reference, no lookaround.
    pub(crate) regular: bool,
}

impl Pattern {
    pub(crate) fn set(&self, id: SetId) -> &CodePointSet {
        &self.sets[id.0 as usize]
    }
}

/// Line terminators.
pub(crate) const fn is_line_terminator(character: u32) -> bool {
    matches!(character, 0x0A | 0x0D | 0x2028 | 0x2029)
}

impl Hir {
    /// A sequence, flattened, without what is empty.
    pub(crate) fn concat(items: impl IntoIterator<Item = Self>) -> Self {
        let mut flat = Vec::new();
        for item in items {
            match item {
                Self::Empty => {}
                Self::Concat(inner) => flat.extend(inner),
                item => flat.push(item),
            }
        }
        match flat.len() {
            0 => Self::Empty,
            1 => flat.swap_remove(0),
            _ => Self::Concat(flat),
        }
    }

    /// A choice, flattened, without alternatives that match nothing.
    pub(crate) fn choice(items: impl IntoIterator<Item = Self>) -> Self {
        let mut flat = Vec::new();
        for item in items {
            match item {
                Self::Never => {}
                Self::Choice(inner) => flat.extend(inner),
                item => flat.push(item),
            }
        }
        match flat.len() {
            0 => Self::Never,
            1 => flat.swap_remove(0),
            _ => Self::Choice(flat),
        }
    }

    /// Whether it can match without taking a character.
    pub(crate) fn is_nullable(&self) -> bool {
        match self {
            Self::Empty | Self::Look { .. } | Self::Assert(_) | Self::Reference { .. } => true,
            Self::Never | Self::Character(_) | Self::Set(_) => false,
            Self::Concat(items) => items.iter().all(Self::is_nullable),
            Self::Choice(items) => items.iter().any(Self::is_nullable),
            Self::Repeat(repeat) => repeat.min == 0 || repeat.nullable,
            Self::Capture { body, .. } => body.is_nullable(),
        }
    }

    /// The groups that take part in every match.
    pub(crate) fn certain_groups(&self) -> BTreeSet<u32> {
        match self {
            Self::Capture { index, body } => {
                let mut groups = body.certain_groups();
                groups.insert(*index);
                groups
            }
            Self::Concat(items) => {
                let mut groups = BTreeSet::new();
                for item in items {
                    groups.append(&mut item.certain_groups());
                }
                groups
            }
            Self::Choice(items) => {
                let mut items = items.iter().map(Self::certain_groups);
                let mut groups = items.next().unwrap_or_default();
                for item in items {
                    groups.retain(|group| item.contains(group));
                }
                groups
            }
            Self::Repeat(repeat) if repeat.min > 0 => repeat.body.certain_groups(),
            Self::Look {
                negative: false,
                body,
                ..
            } => body.certain_groups(),
            _ => BTreeSet::new(),
        }
    }

    /// A rough count of the instructions that it compiles to, with
    /// repetitions written out as far as their bounds go.
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::Empty | Self::Never | Self::Character(_) | Self::Set(_) => 1,
            Self::Assert(_) | Self::Reference { .. } => 1,
            Self::Concat(items) | Self::Choice(items) => items.iter().fold(0, |sum, item| {
                item.size().saturating_add(1).saturating_add(sum)
            }),
            Self::Repeat(repeat) if repeat.body.is_single() => 1,
            Self::Repeat(repeat) => {
                let copies = if repeat.max == UNBOUNDED {
                    repeat.min.saturating_add(1)
                } else {
                    repeat.max
                };
                repeat
                    .body
                    .size()
                    .saturating_add(4)
                    .saturating_mul(copies as usize)
            }
            Self::Capture { body, .. } | Self::Look { body, .. } => body.size().saturating_add(2),
        }
    }

    /// Whether one character, never more or less, is all that it matches.
    pub(crate) fn is_single(&self) -> bool {
        matches!(self, Self::Character(_) | Self::Set(_))
    }
}
