//! The program of the linear-time matcher: repetitions are written out, so
//! that a thread is nothing but a place in the program and its captures.

use crate::ast::UNBOUNDED;
use crate::code::{Encoding, SetTable};
use crate::compile::hir::{Assertion, Hir, Pattern, Repeat};
use crate::unicode::set::CodePointSet;
use alloc::vec::Vec;

/// Programs longer than this are not made: the bounds of the pattern's
/// repetitions multiply.
const MAX_LENGTH: usize = 20_000;

#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    Match,
    /// Take a character of the set.
    Set(u32),
    /// Go on at both, the first one preferred.
    Split {
        first: u32,
        second: u32,
    },
    Jump(u32),
    Save(u32),
    Reset {
        from: u32,
        to: u32,
    },
    Assert(Assertion),
    /// An iteration begins of the loop at this depth among those whose bodies
    /// can be empty.
    Enter(u32),
    /// It ends, and must have taken something.
    Check(u32),
    Fail,
}

#[derive(Clone, Debug)]
pub(crate) struct Linear {
    pub(super) encoding: Encoding,
    pub(super) steps: Vec<Step>,
    pub(super) sets: Vec<SetTable>,
    pub(super) slot_count: usize,
    /// Depth of loops with bodies that can be empty.
    pub(super) depth: u32,
}

/// Writes the program, unless it would be too long.
pub(crate) fn compile(pattern: &Pattern, encoding: Encoding) -> Option<Linear> {
    let mut compiler = Compiler {
        linear: Linear {
            encoding,
            steps: Vec::new(),
            sets: pattern
                .sets
                .iter()
                .map(|set| SetTable::new(set, encoding))
                .collect(),
            slot_count: 2 * (pattern.group_count as usize + 1),
            depth: 0,
        },
        characters: Vec::new(),
    };
    compiler.hir(&pattern.root, 0)?;
    compiler.push(Step::Match)?;
    let linear = compiler.linear;
    // Threads hold their captures: their memory is bounded too.
    (linear.steps.len() * linear.slot_count <= 1 << 22).then_some(linear)
}

struct Compiler {
    linear: Linear,
    /// Characters that have got sets of their own, and the sets' numbers.
    characters: Vec<(u32, u32)>,
}

impl Compiler {
    fn push(&mut self, step: Step) -> Option<u32> {
        if self.linear.steps.len() >= MAX_LENGTH {
            return None;
        }
        self.linear.steps.push(step);
        Some(self.linear.steps.len() as u32 - 1)
    }

    fn here(&self) -> u32 {
        self.linear.steps.len() as u32
    }

    /// `depth` counts the enclosing loops whose bodies can be empty.
    fn hir(&mut self, hir: &Hir, depth: u32) -> Option<()> {
        match hir {
            Hir::Empty => {}
            Hir::Never => {
                self.push(Step::Fail)?;
            }
            Hir::Character(character) => {
                let known = self.characters.iter().find(|(other, _)| other == character);
                let set = match known {
                    Some((_, set)) => *set,
                    None => {
                        let set = CodePointSet::from_range(*character, *character);
                        self.linear
                            .sets
                            .push(SetTable::new(&set, self.linear.encoding));
                        let number = self.linear.sets.len() as u32 - 1;
                        self.characters.push((*character, number));
                        number
                    }
                };
                self.push(Step::Set(set))?;
            }
            Hir::Set(id) => {
                self.push(Step::Set(id.0))?;
            }
            Hir::Concat(items) => {
                for item in items {
                    self.hir(item, depth)?;
                }
            }
            Hir::Choice(items) => {
                let mut jumps = Vec::new();
                for (index, item) in items.iter().enumerate() {
                    if index + 1 == items.len() {
                        self.hir(item, depth)?;
                        break;
                    }
                    let split = self.push(Step::Fail)?;
                    self.hir(item, depth)?;
                    jumps.push(self.push(Step::Fail)?);
                    let second = self.here();
                    self.linear.steps[split as usize] = Step::Split {
                        first: split + 1,
                        second,
                    };
                }
                let end = self.here();
                for jump in jumps {
                    self.linear.steps[jump as usize] = Step::Jump(end);
                }
            }
            Hir::Repeat(repeat) => self.repeat(repeat, depth)?,
            Hir::Capture { index, body } => {
                self.push(Step::Save(2 * index))?;
                self.hir(body, depth)?;
                self.push(Step::Save(2 * index + 1))?;
            }
            Hir::Assert(assertion) => {
                self.push(Step::Assert(*assertion))?;
            }
            Hir::Look { .. } | Hir::Reference { .. } => return None,
        }
        Some(())
    }

    fn repeat(&mut self, repeat: &Repeat, depth: u32) -> Option<()> {
        for _ in 0..repeat.min {
            self.iteration(repeat, depth)?;
        }
        let nullable = repeat.nullable;
        let split_into = |compiler: &mut Self, at: u32, exit: u32| {
            let body = at + 1;
            let (first, second) = if repeat.greedy {
                (body, exit)
            } else {
                (exit, body)
            };
            compiler.linear.steps[at as usize] = Step::Split { first, second };
        };
        if repeat.max == UNBOUNDED {
            let split = self.push(Step::Fail)?;
            self.checked_iteration(repeat, nullable, depth)?;
            self.push(Step::Jump(split))?;
            let exit = self.here();
            split_into(self, split, exit);
            return Some(());
        }
        let mut splits = Vec::new();
        for _ in repeat.min..repeat.max {
            splits.push(self.push(Step::Fail)?);
            self.checked_iteration(repeat, nullable, depth)?;
        }
        let exit = self.here();
        splits
            .into_iter()
            .for_each(|split| split_into(self, split, exit));
        Some(())
    }

    fn iteration(&mut self, repeat: &Repeat, depth: u32) -> Option<()> {
        if repeat.resets {
            self.push(Step::Reset {
                from: 2 * repeat.groups.0,
                to: 2 * repeat.groups.1,
            })?;
        }
        self.hir(&repeat.body, depth)
    }

    fn checked_iteration(&mut self, repeat: &Repeat, nullable: bool, depth: u32) -> Option<()> {
        if !nullable {
            return self.iteration(repeat, depth);
        }
        self.linear.depth = self.linear.depth.max(depth + 1);
        self.push(Step::Enter(depth))?;
        self.iteration(repeat, depth + 1)?;
        self.push(Step::Check(depth)).map(|_| ())
    }
}
