//! Choices whose alternatives start alike, as tries.
//!
//! Alternatives that start with different characters exclude one another, so
//! those that start with the same one may be brought together without any
//! program seeing another order; their common start is then matched once.

use super::hir::Hir;
use super::lower::Lowering;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// How many branchings deep a trie may become.
const MAX_DEPTH: usize = 40;

/// Alternatives that share their first element.
struct Branch {
    first: Hir,
    rests: Vec<Hir>,
}

/// A choice, factored.
pub(super) fn choice(lowering: &mut Lowering<'_>, items: Vec<Hir>) -> Hir {
    factor(lowering, items, 0)
}

fn factor(lowering: &mut Lowering<'_>, items: Vec<Hir>, depth: usize) -> Hir {
    let items = match Hir::choice(items) {
        Hir::Choice(items) if depth < MAX_DEPTH => items,
        other => return other,
    };
    let mut result: Vec<Hir> = Vec::new();
    let mut run = Run::default();
    for item in items {
        let Some((first, rest)) = split_first(&item) else {
            run.flush(lowering, &mut result, depth);
            result.push(item);
            continue;
        };
        if let Some(branch) = run.branch(&first) {
            branch.rests.push(rest);
            continue;
        }
        if !run.excludes(lowering, &first) {
            run.flush(lowering, &mut result, depth);
        }
        run.push(first, rest);
    }
    run.flush(lowering, &mut result, depth);
    Hir::choice(result)
}

/// Alternatives side by side whose first elements exclude one another.
#[derive(Default)]
struct Run {
    branches: Vec<Branch>,
    /// The branches that start with a single character, by it.
    characters: BTreeMap<u32, usize>,
    /// Those that start with a set.
    sets: Vec<usize>,
}

impl Run {
    /// The branch that starts with this.
    fn branch(&mut self, first: &Hir) -> Option<&mut Branch> {
        let index = match first {
            Hir::Character(character) => *self.characters.get(character)?,
            _ => *self
                .sets
                .iter()
                .find(|index| self.branches[**index].first == *first)?,
        };
        self.branches.get_mut(index)
    }

    /// Whether no branch can start with a character of this.
    fn excludes(&self, lowering: &Lowering<'_>, first: &Hir) -> bool {
        let disjoint = |branch: &Branch| lowering.is_disjoint(&branch.first, first);
        match first {
            Hir::Character(_) => self
                .sets
                .iter()
                .all(|index| disjoint(&self.branches[*index])),
            _ => self.branches.iter().all(disjoint),
        }
    }

    fn push(&mut self, first: Hir, rest: Hir) {
        let index = self.branches.len();
        match &first {
            Hir::Character(character) => {
                self.characters.insert(*character, index);
            }
            _ => self.sets.push(index),
        }
        self.branches.push(Branch {
            first,
            rests: alloc::vec![rest],
        });
    }

    /// Turns the branches into alternatives.
    fn flush(&mut self, lowering: &mut Lowering<'_>, result: &mut Vec<Hir>, depth: usize) {
        let mut singles: Vec<Hir> = Vec::new();
        for branch in core::mem::take(self).branches {
            if branch.rests.iter().all(|rest| *rest == Hir::Empty) {
                singles.push(branch.first);
                continue;
            }
            if !singles.is_empty() {
                result.push(lowering.union(&core::mem::take(&mut singles)));
            }
            result.push(branch.into_hir(lowering, depth));
        }
        if !singles.is_empty() {
            result.push(lowering.union(&singles));
        }
    }
}

/// The leading single character of an alternative, and what follows it.
fn split_first(item: &Hir) -> Option<(Hir, Hir)> {
    match item {
        Hir::Concat(items) if items[0].is_single() => {
            Some((items[0].clone(), Hir::concat(items[1..].iter().cloned())))
        }
        single if single.is_single() => Some((single.clone(), Hir::Empty)),
        _ => None,
    }
}

impl Branch {
    fn into_hir(mut self, lowering: &mut Lowering<'_>, depth: usize) -> Hir {
        let mut prefix = alloc::vec![self.first];
        if self.rests.len() > 1 {
            // What all of them go on with is taken at once, not level by level.
            let shared = self.rests.iter().map(elements).reduce(|left, right| {
                let length = left
                    .iter()
                    .zip(right)
                    .take_while(|(a, b)| a == b && a.is_single())
                    .count();
                &left[..length]
            });
            let length = shared.map_or(0, <[Hir]>::len);
            prefix.extend(elements(&self.rests[0])[..length].iter().cloned());
            for rest in &mut self.rests {
                *rest = Hir::concat(elements(rest)[length..].iter().cloned());
            }
        }
        let rest = if self.rests.len() == 1 {
            self.rests.swap_remove(0)
        } else {
            factor(lowering, self.rests, depth + 1)
        };
        prefix.push(rest);
        Hir::concat(prefix)
    }
}

fn elements(item: &Hir) -> &[Hir] {
    match item {
        Hir::Empty => &[],
        Hir::Concat(items) => items,
        other => core::slice::from_ref(other),
    }
}
