//! The choice of handlers, when a function's words are complete.
//!
//! The last values that were computed wait in accumulators, one a class: an operation that follows reads
//! them there and not from the frame, which would cost it a store and a load. Operations that often
//! follow each other get one handler for both. Neither changes what any register holds.

use super::super::operation::{Effect, FIRST, Op, PLAIN, Part, SECOND, Word};
use super::super::pairs::pair;
use super::super::register::Class;
use super::Translator;
use alloc::vec;
use alloc::vec::Vec;

/// The registers whose values the accumulators hold.
#[derive(Clone, Copy, Default)]
struct Held([Option<u16>; 3]);

impl Held {
    fn of(&mut self, class: Class) -> Option<&mut Option<u16>> {
        match class {
            Class::Integer => Some(&mut self.0[0]),
            Class::Single => Some(&mut self.0[1]),
            Class::Double => Some(&mut self.0[2]),
            Class::Vector => None,
        }
    }

    fn holds(&mut self, word: Word, operand: Option<(Part, Class)>) -> bool {
        operand.is_some_and(|(part, class)| {
            self.of(class)
                .is_some_and(|held| *held == Some(word.part(part)))
        })
    }

    fn after(&mut self, word: Word, effect: Effect) {
        match effect {
            Effect::Keeps => {}
            Effect::Clobbers => *self = Self::default(),
            Effect::Gives(class) => {
                for held in &mut self.0 {
                    if *held == Some(word.a) {
                        *held = None;
                    }
                }
                if let Some(held) = self.of(class) {
                    *held = Some(word.a);
                }
            }
        }
    }
}

impl Translator<'_> {
    /// Notes that a branch leads to a word.
    pub(super) fn mark_target(&mut self, word: usize) {
        self.targets.push(word as u32);
    }

    /// The words to which control comes from elsewhere than the one before.
    fn target_set(&self) -> Vec<bool> {
        let mut set = vec![false; self.code.len() + 1];
        let catches = self.handlers.iter().flat_map(|handler| &handler.catches);
        let catches = catches.map(|catch| catch.target);
        for target in self.targets.iter().copied().chain(catches) {
            if let Some(entry) = set.get_mut(target as usize) {
                *entry = true;
            }
        }
        set
    }

    /// Chooses the handler of each word.
    pub(super) fn choose_handlers(&mut self) {
        let targets = self.target_set();
        let originals: Vec<u16> = self.code.iter().map(|word| word.op).collect();
        let mut held = Held::default();
        // The last instruction, if it is not the second of a pair.
        let mut before = None;
        let mut index = 0;
        // Branches pair with where they lead, which may be known only later.
        let mut branches = Vec::new();
        while let Some(word) = self.code.get(index).copied() {
            let Some(op) = Op::of(word) else { break };
            if targets[index] {
                held = Held::default();
            }
            let shape = op.shape();
            let form = if held.holds(word, shape.first) {
                FIRST
            } else if held.holds(word, shape.second) {
                SECOND
            } else {
                PLAIN
            };
            let number = op.number(form);
            self.code[index].op = number;
            held.after(word, shape.effect);
            let pair = before.and_then(|before: usize| {
                let number = pair(self.code[before].op, number)?;
                Some((before, number))
            });
            before = match pair {
                Some((first, number)) => {
                    self.code[first].op = number;
                    None
                }
                None => Some(index),
            };
            if op == Op::Br {
                let target = index as i64 + 1 + i64::from(word.imm32() as i32);
                if pair.is_none()
                    && let Ok(target) = usize::try_from(target)
                {
                    branches.push((index, target));
                }
                before = None;
            }
            index += 1 + usize::from(shape.data);
            if op == Op::BrTable {
                index += word.imm32() as usize + 1;
            }
        }
        for (branch, target) in branches {
            // Where branches lead, operands are in registers.
            if let Some(second) = originals.get(target)
                && let Some(number) = pair(self.code[branch].op, *second)
            {
                self.code[branch].op = number;
            }
        }
    }
}
