//! Syntax tree to meaning: flags and modifiers are applied here, so that no
//! later stage knows them.

use super::first::First;
use super::hir::{Assertion, Hir, Pattern, Repeat, SetId, is_line_terminator};
use super::{factor, lower_class};
use crate::ast::{Ast, Node, NodeId};
use crate::flags::Flags;
use crate::unicode::case::Case;
use crate::unicode::set::CodePointSet;
use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

/// Gives a syntax tree its meaning.
pub(crate) fn lower(ast: &Ast) -> Pattern {
    let mut lowering = Lowering {
        ast,
        sets: Vec::new(),
        numbers: BTreeMap::new(),
        regular: true,
        references: BTreeSet::new(),
        open: Vec::new(),
    };
    for node in &ast.nodes {
        match node {
            Node::Reference(group) => {
                lowering.references.insert(*group);
            }
            Node::NamedReference(name) => lowering.references.extend(ast.groups_named(*name)),
            _ => {}
        }
    }
    let root = lowering.node(ast.root, ast.flags);
    Pattern {
        root,
        firsts: lowering.sets.iter().map(First::of_set).collect(),
        sets: lowering.sets,
        group_count: ast.group_count,
        unicode: ast.flags.is_unicode(),
        regular: lowering.regular,
    }
}

pub(super) struct Lowering<'a> {
    pub(super) ast: &'a Ast,
    sets: Vec<CodePointSet>,
    /// The numbers of the sets.
    numbers: BTreeMap<CodePointSet, u32>,
    regular: bool,
    /// Groups that some reference names.
    references: BTreeSet<u32>,
    /// Groups that enclose the node at hand.
    open: Vec<u32>,
}

/// How characters compare under the flags.
pub(super) fn case_of(flags: Flags) -> Case {
    match (flags.contains(Flags::IGNORE_CASE), flags.is_unicode()) {
        (false, _) => Case::Sensitive,
        (true, true) => Case::Fold,
        (true, false) => Case::Legacy,
    }
}

impl Lowering<'_> {
    fn node(&mut self, id: NodeId, flags: Flags) -> Hir {
        match self.ast.node(id) {
            Node::Empty => Hir::Empty,
            Node::Character(character) => self.character(*character, case_of(flags)),
            Node::Any => {
                let set = if flags.contains(Flags::DOT_ALL) {
                    CodePointSet::all()
                } else {
                    let terminators: CodePointSet = [(0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029)]
                        .into_iter()
                        .collect();
                    debug_assert!(terminators.iter().all(is_line_terminator));
                    terminators.complement()
                };
                self.set(set)
            }
            Node::Class(class) => {
                let class = &self.ast.classes[*class as usize];
                lower_class::class(self, class, flags)
            }
            Node::Sequence(list) => {
                let items = self.ast.list(*list);
                Hir::concat(
                    items
                        .iter()
                        .map(|item| self.node(*item, flags))
                        .collect::<Vec<_>>(),
                )
            }
            Node::Alternatives(list) => {
                let items = self.ast.list(*list);
                let items: Vec<_> = items.iter().map(|item| self.node(*item, flags)).collect();
                factor::choice(self, items)
            }
            Node::Capture { index, body } => {
                self.open.push(*index);
                let body = Box::new(self.node(*body, flags));
                self.open.pop();
                Hir::Capture {
                    index: *index,
                    body,
                }
            }
            Node::Modifiers { add, remove, body } => {
                self.node(*body, flags.with(*add).without(*remove))
            }
            Node::Look {
                behind,
                negative,
                body,
            } => {
                self.regular = false;
                let body = self.node(*body, flags);
                match (&body, negative) {
                    (Hir::Empty, false) => Hir::Empty,
                    (Hir::Empty, true) => Hir::Never,
                    _ => Hir::Look {
                        behind: *behind,
                        negative: *negative,
                        body: Box::new(body),
                    },
                }
            }
            Node::Repeat {
                min,
                max,
                greedy,
                groups,
                body,
            } => {
                let body = self.node(*body, flags);
                self.repeat(body, *min, *max, *greedy, *groups)
            }
            Node::LineStart => Hir::Assert(if flags.contains(Flags::MULTILINE) {
                Assertion::LineStart
            } else {
                Assertion::TextStart
            }),
            Node::LineEnd => Hir::Assert(if flags.contains(Flags::MULTILINE) {
                Assertion::LineEnd
            } else {
                Assertion::TextEnd
            }),
            Node::WordBoundary { negative } => Hir::Assert(Assertion::Word {
                negative: *negative,
                extended: case_of(flags) == Case::Fold,
            }),
            Node::Reference(group) => self.reference(alloc::vec![*group], case_of(flags)),
            Node::NamedReference(name) => {
                self.reference(self.ast.groups_named(*name), case_of(flags))
            }
        }
    }

    fn repeat(&mut self, body: Hir, min: u32, max: u32, greedy: bool, groups: (u32, u32)) -> Hir {
        if max == 0 || (min == 0 && body == Hir::Never) {
            return Hir::Empty;
        }
        if min == 1 && max == 1 {
            return body;
        }
        match body {
            Hir::Empty => return Hir::Empty,
            Hir::Never => return Hir::Never,
            _ => {}
        }
        let certain = body.certain_groups();
        let resets = (groups.0..groups.1)
            .any(|group| self.references.contains(&group) || !certain.contains(&group));
        let nullable = body.is_nullable();
        Hir::Repeat(Box::new(Repeat {
            body,
            min,
            max,
            greedy,
            groups,
            resets,
            nullable,
        }))
    }

    /// A group is undefined inside itself, where a reference matches nothing.
    fn reference(&mut self, mut groups: Vec<u32>, case: Case) -> Hir {
        groups.retain(|group| !self.open.contains(group));
        if groups.is_empty() {
            return Hir::Empty;
        }
        self.regular = false;
        Hir::Reference { groups, case }
    }

    /// One character, or those equal to it.
    pub(super) fn character(&mut self, character: u32, case: Case) -> Hir {
        if case == Case::Sensitive {
            return Hir::Character(character);
        }
        self.set(case.close(&CodePointSet::from_range(character, character)))
    }

    fn single_set(&self, single: &Hir) -> CodePointSet {
        match single {
            Hir::Character(character) => CodePointSet::from_range(*character, *character),
            Hir::Set(id) => self.sets[id.0 as usize].clone(),
            _ => CodePointSet::new(),
        }
    }

    /// Whether no character is of both.
    pub(super) fn is_disjoint(&self, left: &Hir, right: &Hir) -> bool {
        match (left, right) {
            (Hir::Character(left), Hir::Character(right)) => left != right,
            _ => self
                .single_set(left)
                .intersection(&self.single_set(right))
                .is_empty(),
        }
    }

    /// Any character of any of these.
    pub(super) fn union(&mut self, singles: &[Hir]) -> Hir {
        let mut set = CodePointSet::new();
        singles
            .iter()
            .for_each(|single| set.add_set(&self.single_set(single)));
        self.set(set)
    }

    /// Any character of a set that is closed under case already.
    pub(super) fn set(&mut self, set: CodePointSet) -> Hir {
        if set.is_empty() {
            return Hir::Never;
        }
        if let Some(character) = set.single() {
            return Hir::Character(character);
        }
        let next = self.sets.len() as u32;
        let index = *self.numbers.entry(set.clone()).or_insert(next);
        if index == next {
            self.sets.push(set);
        }
        Hir::Set(SetId(index))
    }
}
