//! Emitting words, and patching branches.

use super::super::operation::{Op, Word};
use super::{Result, Translator};
use crate::error::ModuleError;

/// A branch whose target is not known yet.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fixup {
    /// The offset is `c` of the word.
    Near(usize),
    /// The offset is `b` and `c` of the word.
    Far(usize),
    /// The offset is the whole word, relative to the start of its table.
    Entry { word: usize, start: usize },
}

impl Translator<'_> {
    pub(super) fn emit(&mut self, word: Word) -> usize {
        self.code.push(word);
        self.code.len() - 1
    }

    /// Emits an operation that defines `a`, the topmost operand.
    pub(super) fn emit_definition(&mut self, word: Word) {
        let index = self.emit(word);
        self.last_definition = Some(index);
    }

    /// The word that computed a popped operand, if it is the last one emitted.
    pub(super) fn definition_of(&self, home: u16) -> Option<Word> {
        let index = self.last_definition?;
        let word = self.code[index];
        (index + 1 == self.code.len() && word.a == home).then_some(word)
    }

    /// Removes the last word, whose result has been fused into what follows.
    pub(super) fn retract(&mut self) {
        self.code.pop();
        self.last_definition = None;
        let length = self.code.len() as u32;
        while self
            .positions
            .last()
            .is_some_and(|(word, _)| *word > length)
        {
            self.positions.pop();
        }
    }

    pub(super) fn patch(&mut self, fixup: Fixup, target: usize) -> Result<()> {
        let (word, from) = match fixup {
            Fixup::Near(word) | Fixup::Far(word) => (word, word + 1),
            Fixup::Entry { word, start } => (word, start),
        };
        self.mark_target(target);
        let distance = target as i64 - from as i64;
        let too_far = || ModuleError::limit(self.offset, "function is too large");
        match fixup {
            Fixup::Near(_) => match i16::try_from(distance) {
                Ok(distance) => self.code[word].c = distance as u16,
                Err(_) => self.needs_far = true,
            },
            Fixup::Far(_) => {
                let distance = i32::try_from(distance).map_err(|_| too_far())? as u32;
                self.code[word].b = distance as u16;
                self.code[word].c = (distance >> 16) as u16;
            }
            Fixup::Entry { .. } => self.code[word] = Word::data(distance as u64),
        }
        Ok(())
    }

    /// Emits an instruction that runs out of the loop, on operands in their homes.
    pub(super) fn emit_cold(&mut self, opcode: u16, base: u16, c: u16, first: u64, second: u64) {
        self.emit(Word::new(Op::Cold, base, opcode, c));
        self.emit(Word::data(first));
        self.emit(Word::data(second));
        self.last_definition = None;
    }
}
