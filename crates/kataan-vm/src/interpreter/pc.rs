//! The program counter: a pointer to the words of an instruction.
//!
//! Invariants: a `Pc` points at the first word of an instruction of code that lives; the code was
//! compiled in this process or verified, so jumps land on instructions and opcodes exist.
#![allow(unsafe_code)]

use kataan_bytecode::opcode::{Instruction, Opcode};
use std::ptr::with_exposed_provenance;

/// Where code runs.
#[repr(transparent)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Pc(*const u64);

impl Pc {
    /// Nowhere: no code runs.
    pub(crate) const NONE: Pc = Pc(std::ptr::null());

    /// The instruction at an address that [`address`](Pc::address) gave.
    #[inline(always)]
    pub(crate) fn from_address(address: u64) -> Pc {
        Pc(with_exposed_provenance(address as usize))
    }

    /// The instruction at the start of `words`.
    pub(crate) fn from_slice(words: &[u64]) -> Pc {
        Pc(words.as_ptr())
    }

    /// Its address, of which the low three bits are zero.
    #[inline(always)]
    pub(crate) fn address(self) -> u64 {
        self.0.expose_provenance() as u64
    }

    /// The first word.
    #[inline(always)]
    pub(crate) fn first(self) -> u64 {
        // SAFETY: points at an instruction (module invariant).
        unsafe { self.0.read() }
    }

    /// The second word, of an instruction that has one.
    #[inline(always)]
    pub(crate) fn second(self) -> u64 {
        // SAFETY: points at an instruction of two words.
        unsafe { self.0.add(1).read() }
    }

    /// The opcode in `first`.
    #[inline(always)]
    pub(crate) fn opcode(self, first: u64) -> Opcode {
        debug_assert!(Opcode::of_word(first).is_some());
        // SAFETY: the numbers are dense, and code has no others (module invariant).
        unsafe { std::mem::transmute::<u16, Opcode>(first as u16) }
    }

    /// The operands of the instruction.
    #[inline(always)]
    pub(crate) fn decode<I: Instruction>(self) -> I {
        I::decode(self.first(), || self.second())
    }

    /// `words` on.
    #[inline(always)]
    pub(crate) fn forward(self, words: usize) -> Pc {
        // SAFETY: stays in the code.
        Pc(unsafe { self.0.add(words) })
    }

    /// The instruction after this one, an `I`.
    #[inline(always)]
    pub(crate) fn after<I: Instruction>(self) -> Pc {
        self.forward(I::SIZE)
    }

    /// The instruction before this one, an `I`.
    pub(crate) fn back<I: Instruction>(self) -> Pc {
        // SAFETY: the caller knows what stands before.
        Pc(unsafe { self.0.sub(I::SIZE) })
    }

    /// The target of a jump from here.
    #[inline(always)]
    pub(crate) fn offset(self, words: i32) -> Pc {
        // SAFETY: jumps stay in the code.
        Pc(unsafe { self.0.offset(words as isize) })
    }

    /// Words from the instruction at `start` to this one.
    pub(crate) fn words_from(self, start: u64) -> u32 {
        ((self.address() - start) / 8) as u32
    }
}
