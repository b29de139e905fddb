//! Repetitions: runs of one character, loops, counted loops.

use super::choose::selector;
use super::emit::{Emitter, Follow};
use super::first::{Direction, First};
use super::hir::{Hir, Repeat};
use crate::ast::UNBOUNDED;
use crate::code::{Encoding, Inst, Loop, Pc, Run, Scan};
use crate::unicode::set::CodePointSet;
use alloc::boxed::Box;
use alloc::vec::Vec;

/// Repetitions of up to this many instructions are written out.
const MAX_UNROLLED: usize = 48;

impl Emitter<'_> {
    pub(super) fn repeat(&mut self, repeat: &Repeat, follow: Follow, direction: Direction) {
        if repeat.body.is_single() && direction == Direction::Forward {
            self.run(repeat, follow);
            return;
        }
        let body = self
            .pattern
            .first_of_body(repeat, follow.first, direction)
            .in_encoding(self.encoding);
        let body_follow = Follow {
            first: body.union(follow.first),
            certain: false,
        };
        let size = repeat.body.size();
        let copies = |count: u32| size.saturating_mul(count as usize) <= MAX_UNROLLED;
        let optional = repeat
            .max
            .checked_sub(repeat.min)
            .filter(|_| repeat.max != UNBOUNDED);
        let writes_out = copies(repeat.min) && optional.is_none_or(copies);
        if !writes_out {
            self.counted(repeat, body_follow, direction);
            return;
        }
        for _ in 0..repeat.min {
            self.iteration(repeat, body_follow, direction);
        }
        let mark = (repeat.nullable && repeat.max > repeat.min).then(|| self.register());
        match optional {
            None => self.star(repeat, mark, [body, follow.first], body_follow, direction),
            Some(count) => {
                let mut branches = Vec::new();
                for _ in 0..count {
                    branches.push(self.push(Inst::Fail));
                    self.checked_iteration(repeat, mark, body_follow, direction);
                }
                let exit = self.here();
                for at in branches {
                    self.branch_into(
                        at,
                        at + 1,
                        exit,
                        repeat.greedy,
                        [body, follow.first],
                        direction,
                    );
                }
            }
        }
    }

    /// One iteration that has to be made.
    fn iteration(&mut self, repeat: &Repeat, follow: Follow, direction: Direction) {
        if repeat.resets {
            self.push(Inst::Reset {
                from: 2 * repeat.groups.0,
                to: 2 * repeat.groups.1,
            });
        }
        self.hir(&repeat.body, follow, direction);
    }

    /// One iteration that fails if it takes nothing.
    fn checked_iteration(
        &mut self,
        repeat: &Repeat,
        mark: Option<u32>,
        follow: Follow,
        direction: Direction,
    ) {
        if let Some(mark) = mark {
            self.push(Inst::Mark(mark));
        }
        self.iteration(repeat, follow, direction);
        if let Some(mark) = mark {
            self.push(Inst::CheckProgress(mark));
        }
    }

    /// Any number of iterations.
    fn star(
        &mut self,
        repeat: &Repeat,
        mark: Option<u32>,
        firsts: [First; 2],
        body_follow: Follow,
        direction: Direction,
    ) {
        let enter = self.push(Inst::Fail);
        self.checked_iteration(repeat, mark, body_follow, direction);
        // The choice is written again below the body, which saves a jump.
        let again = self.push(Inst::Fail);
        let exit = self.here();
        for at in [enter, again] {
            self.branch_into(at, enter + 1, exit, repeat.greedy, firsts, direction);
        }
    }

    /// The choice between an iteration and what follows.
    fn branch_into(
        &mut self,
        at: Pc,
        body: Pc,
        exit: Pc,
        greedy: bool,
        [body_first, exit_first]: [First; 2],
        direction: Direction,
    ) {
        let (body, exit) = ((body, body_first), (exit, exit_first));
        self.branch(
            at,
            if greedy { [body, exit] } else { [exit, body] },
            direction,
        );
    }

    /// A loop that counts its iterations in a register.
    fn counted(&mut self, repeat: &Repeat, body_follow: Follow, direction: Direction) {
        let counter = self.register();
        let mark = repeat.nullable.then(|| self.register());
        let number = self.code.loops.len() as u32;
        self.code.loops.push(Loop {
            counter,
            mark,
            min: repeat.min,
            max: repeat.max,
            greedy: repeat.greedy,
            exit: 0,
        });
        self.push(Inst::LoopInit(counter));
        let head = self.push(Inst::Loop(number));
        self.push(Inst::LoopEnter(number));
        self.iteration(repeat, body_follow, direction);
        if let Some(mark) = mark {
            self.push(Inst::CheckProgress(mark));
        }
        self.push(Inst::Jump(head));
        self.code.loops[number as usize].exit = self.here();
    }

    /// Repeats a single character.
    fn run(&mut self, repeat: &Repeat, follow: Follow) {
        let set = match &repeat.body {
            Hir::Set(id) => self.pattern.set(*id).clone(),
            Hir::Character(character) => CodePointSet::from_range(*character, *character),
            _ => unreachable!("only single characters make runs"),
        };
        let body = First::of_set(&set).in_encoding(self.encoding);
        let follow_first = follow.first.in_encoding(self.encoding);
        let (mut min, mut max) = (repeat.min, repeat.max);
        let mut possessive = follow.certain || body.intersection(follow_first).is_none();
        if follow.certain && !repeat.greedy {
            max = min;
        }
        if min == max {
            possessive = true;
        }
        if body.is_none() {
            // No character of this encoding is in the set.
            if min > 0 {
                self.push(Inst::Fail);
            }
            return;
        }
        let points = self.set_needs_points(&set);
        let limits = follow_first != First::ALL.in_encoding(self.encoding);
        let selector = limits.then(|| Box::new(selector(&[follow_first])));
        let scan = self.scan(&set);
        let table = self.set_table(&set);
        let number = self.code.runs.len() as u32;
        min = min.min(UNBOUNDED - 1);
        self.code.runs.push(Run {
            set: table,
            points,
            scan,
            min,
            max,
            follow: selector,
        });
        self.push(match (possessive, repeat.greedy) {
            (true, _) => Inst::RunPossessive(number),
            (false, true) => Inst::RunGreedy(number),
            (false, false) => Inst::RunLazy(number),
        });
    }

    fn scan(&self, set: &CodePointSet) -> Scan {
        let last = self.last_unit();
        if self.encoding == Encoding::Points && self.set_needs_points(set) {
            return if set.ranges() == CodePointSet::all().ranges() {
                Scan::All
            } else {
                Scan::Table
            };
        }
        let outside = set
            .complement()
            .intersection(&CodePointSet::from_range(0, last));
        if outside.is_empty() {
            return Scan::All;
        }
        if outside.count() > 3 || last > 0xFF {
            return Scan::Table;
        }
        let bytes: Vec<u8> = outside.iter().map(|unit| unit as u8).collect();
        Scan::Until(core::array::from_fn(|index| {
            bytes[index.min(bytes.len() - 1)]
        }))
    }
}
