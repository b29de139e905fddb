//! The syntax tree of a pattern: what was written, before flags give it its
//! meaning.
//!
//! Nodes sit in one arena and are named by index, so that a tree is dropped
//! without recursion. Depth is bounded by the parser ([`MAX_DEPTH`]), which is
//! what lets the passes after it recurse.

use crate::flags::Flags;
use crate::unicode::property::Property;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

/// How deep groups and classes may nest.
pub(crate) const MAX_DEPTH: usize = 500;

/// How many capture groups a pattern may have.
pub(crate) const MAX_GROUPS: u32 = 1 << 16;

/// No upper bound to a repetition.
pub(crate) const UNBOUNDED: u32 = u32::MAX;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NodeId(pub(crate) u32);

/// A range of [`Ast::children`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct List {
    pub(crate) start: u32,
    pub(crate) length: u32,
}

#[derive(Clone, Debug)]
pub(crate) enum Node {
    Empty,
    /// A code unit, or a code point in Unicode mode.
    Character(u32),
    /// `.`
    Any,
    Class(u32),
    Sequence(List),
    Alternatives(List),
    Capture {
        index: u32,
        body: NodeId,
    },
    /// `(?add-remove:body)`, and `(?:body)` with both empty is its body alone.
    Modifiers {
        add: Flags,
        remove: Flags,
        body: NodeId,
    },
    Look {
        behind: bool,
        negative: bool,
        body: NodeId,
    },
    Repeat {
        min: u32,
        max: u32,
        greedy: bool,
        groups: (u32, u32),
        body: NodeId,
    },
    LineStart,
    LineEnd,
    WordBoundary {
        negative: bool,
    },
    Reference(u32),
    /// By number in [`Ast::reference_names`].
    NamedReference(u32),
}

/// A character class, or one operand of it.
#[derive(Clone, Debug)]
pub(crate) struct Class {
    pub(crate) negative: bool,
    pub(crate) operator: Operator,
    pub(crate) items: Vec<ClassItem>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Union,
    Intersection,
    Subtraction,
}

#[derive(Clone, Debug)]
pub(crate) enum ClassItem {
    Character(u32),
    Range(u32, u32),
    /// `\d`, `\s`, `\w` and their complements.
    Escape(ClassEscape),
    Property {
        property: Property,
        negative: bool,
    },
    Nested(Class),
    /// `\q{…}`
    Strings(Vec<Vec<u32>>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClassEscape {
    Digit,
    NotDigit,
    Space,
    NotSpace,
    Word,
    NotWord,
}

/// A parsed pattern.
#[derive(Clone, Debug)]
pub(crate) struct Ast {
    pub(crate) flags: Flags,
    pub(crate) nodes: Vec<Node>,
    pub(crate) children: Vec<NodeId>,
    pub(crate) classes: Vec<Class>,
    pub(crate) root: NodeId,
    /// Capture groups, the whole match not counted.
    pub(crate) group_count: u32,
    /// Names and their groups, in the order of the pattern; a name may come
    /// more than once.
    pub(crate) group_names: Vec<(String, u32)>,
    /// Names that references use.
    pub(crate) reference_names: Vec<String>,
}

impl Ast {
    pub(crate) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    pub(crate) fn list(&self, list: List) -> &[NodeId] {
        let range: Range<usize> = list.start as usize..(list.start + list.length) as usize;
        &self.children[range]
    }

    /// The groups that carry the name that a reference uses.
    pub(crate) fn groups_named(&self, reference: u32) -> Vec<u32> {
        let name = &self.reference_names[reference as usize];
        self.group_names
            .iter()
            .filter(|(other, _)| other == name)
            .map(|(_, index)| *index)
            .collect()
    }
}
