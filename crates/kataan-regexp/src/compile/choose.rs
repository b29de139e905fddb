//! Choices, made by the next unit wherever it decides.

use super::emit::{Emitter, Follow};
use super::first::{Direction, First};
use super::hir::Hir;
use crate::code::{Dispatch, END, Inst, Pc, Selector, WIDE};
use alloc::boxed::Box;
use alloc::vec::Vec;

/// How many alternatives one dispatch tells apart.
const MAX_ALTERNATIVES: usize = 64;

impl Emitter<'_> {
    /// Writes a choice of two ways at `at`, a place kept for it.
    pub(super) fn branch(&mut self, at: Pc, ways: [(Pc, First); 2], direction: Direction) {
        let [(first, one), (second, two)] = ways;
        let selector = selector(&[one, two]);
        let inst = if direction == Direction::Backward || selector.iter().all(|ways| *ways == 3) {
            Inst::Split { first, second }
        } else {
            let table = self.selector(selector);
            Inst::Branch {
                table,
                first,
                second,
            }
        };
        self.patch(at, inst);
    }

    pub(super) fn choice(&mut self, items: &[Hir], follow: Follow, direction: Direction) {
        if direction == Direction::Backward {
            self.chain(items, follow, direction);
            return;
        }
        if self.choice_by_character(items, follow) {
            return;
        }
        match items {
            [] => {
                self.push(Inst::Fail);
            }
            [item] => self.hir(item, follow, direction),
            [first, second] => self.choice_of_two(first, second, follow),
            _ if items.len() > MAX_ALTERNATIVES => {
                let (chunk, rest) = items.split_at(MAX_ALTERNATIVES - 1);
                // The rest is an alternative of its own.
                let rest_first = rest
                    .iter()
                    .map(|item| self.starts(item, follow))
                    .fold(First::NONE, First::union);
                self.dispatch(chunk, Some((rest, rest_first)), follow);
            }
            _ => self.dispatch(items, None, follow),
        }
    }

    fn choice_of_two(&mut self, first: &Hir, second: &Hir, follow: Follow) {
        let first_first = self.starts(first, follow);
        let second_first = self.starts(second, follow);
        let at = self.push(Inst::Fail);
        let one = self.here();
        self.hir(first, follow, Direction::Forward);
        let jump = self.push(Inst::Fail);
        let two = self.here();
        self.hir(second, follow, Direction::Forward);
        let end = self.here();
        self.patch(jump, Inst::Jump(end));
        self.branch(
            at,
            [(one, first_first), (two, second_first)],
            Direction::Forward,
        );
    }

    fn starts(&self, item: &Hir, follow: Follow) -> First {
        self.first(item, follow.first, Direction::Forward)
    }

    /// Tries one alternative after the other, without looking ahead.
    fn chain(&mut self, items: &[Hir], follow: Follow, direction: Direction) {
        let mut jumps = Vec::new();
        for (index, item) in items.iter().enumerate() {
            if index + 1 == items.len() {
                self.hir(item, follow, direction);
                break;
            }
            let at = self.push(Inst::Fail);
            self.hir(item, follow, direction);
            jumps.push(self.push(Inst::Fail));
            let second = self.here();
            self.patch(
                at,
                Inst::Split {
                    first: at + 1,
                    second,
                },
            );
        }
        let end = self.here();
        jumps
            .into_iter()
            .for_each(|jump| self.patch(jump, Inst::Jump(end)));
    }

    /// Selects by the next unit the alternatives that can match at all.
    fn dispatch(&mut self, items: &[Hir], rest: Option<(&[Hir], First)>, follow: Follow) {
        let mut firsts: Vec<First> = items.iter().map(|item| self.starts(item, follow)).collect();
        firsts.extend(rest.map(|(_, first)| first));
        // Each unit's alternatives, as bits; equal ones share a target.
        let mut masks: Vec<u64> = Vec::new();
        let mut table: Box<[u16; 258]> = Box::new([0; 258]);
        for (unit, class) in table.iter_mut().enumerate() {
            let mask = firsts
                .iter()
                .enumerate()
                .filter(|(_, first)| is_in(first, unit))
                .fold(0u64, |mask, (index, _)| mask | 1 << index);
            let known = masks.iter().position(|other| *other == mask);
            let number = known.unwrap_or_else(|| {
                masks.push(mask);
                masks.len() - 1
            });
            *class = number as u16;
        }
        let at = self.push(Inst::Fail);
        let mut starts = Vec::new();
        let mut jumps = Vec::new();
        for item in items {
            starts.push(self.here());
            self.hir(item, follow, Direction::Forward);
            jumps.push(self.push(Inst::Fail));
        }
        if let Some((rest, _)) = rest {
            starts.push(self.here());
            self.choice(rest, follow, Direction::Forward);
            jumps.push(self.push(Inst::Fail));
        }
        let mut targets = Vec::new();
        for mask in masks {
            let ways: Vec<Pc> = starts
                .iter()
                .enumerate()
                .filter(|(index, _)| mask >> index & 1 == 1)
                .map(|(_, pc)| *pc)
                .collect();
            targets.push(self.ways(&ways));
        }
        let end = self.here();
        jumps
            .into_iter()
            .for_each(|jump| self.patch(jump, Inst::Jump(end)));
        let number = self.code.dispatches.len() as u32;
        self.code.dispatches.push(Dispatch {
            selector: table,
            targets,
        });
        self.patch(at, Inst::Dispatch(number));
    }

    /// A target that tries these one after the other.
    pub(super) fn ways(&mut self, ways: &[Pc]) -> Pc {
        match ways {
            [] => self.push(Inst::Fail),
            [way] => *way,
            _ => {
                let start = self.here();
                for (index, way) in ways[..ways.len() - 1].iter().enumerate() {
                    let next = self.here() + 1;
                    let last = index + 2 == ways.len();
                    let second = if last { ways[ways.len() - 1] } else { next };
                    self.push(Inst::Split {
                        first: *way,
                        second,
                    });
                }
                start
            }
        }
    }
}

fn is_in(first: &First, unit: usize) -> bool {
    match unit {
        END => first.end,
        WIDE => first.wide,
        unit => first.has_latin(unit as u8),
    }
}

/// For each next unit the ways that it leaves open, as bits.
pub(super) fn selector(ways: &[First]) -> Selector {
    core::array::from_fn(|unit| {
        let open = ways
            .iter()
            .enumerate()
            .filter(|(_, first)| is_in(first, unit));
        open.fold(0, |mask, (index, _)| mask | 1 << index)
    })
}
