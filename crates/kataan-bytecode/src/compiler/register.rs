//! Register allocation: a stack. Locals are taken when their scope is entered, temporaries while an
//! expression is compiled, and both are given back in reverse order.

use alloc::vec::Vec;

use crate::opcode::operand::{FRAME_HEADER, Register};

/// The registers of the function that is compiled.
pub(super) struct Registers {
    next: u32,
    most: u32,
    /// Which registers are the home of a variable, by number.
    variables: Vec<bool>,
}

impl Registers {
    pub(super) fn new() -> Self {
        Self {
            next: u32::from(FRAME_HEADER),
            most: u32::from(FRAME_HEADER),
            variables: Vec::new(),
        }
    }

    /// The next free register.
    pub(super) fn take(&mut self) -> Register {
        self.take_many(1)
    }

    /// The first of `count` consecutive registers.
    pub(super) fn take_many(&mut self, count: u32) -> Register {
        let first = self.next;
        self.next += count;
        self.most = self.most.max(self.next);
        // Too many registers are found when the function is finished.
        Register(first.min(u32::from(u16::MAX - 16)) as u16)
    }

    /// A register that is a variable's home.
    pub(super) fn take_variable(&mut self) -> Register {
        let register = self.take();
        self.set_variable(register, true);
        register
    }

    /// Marks or unmarks a register as a variable's home.
    pub(super) fn set_variable(&mut self, register: Register, is_variable: bool) {
        if self.variables.len() <= register.index() {
            self.variables.resize(register.index() + 1, false);
        }
        self.variables[register.index()] = is_variable;
    }

    /// Whether the register is a variable's home: code may read it while an expression that is to
    /// be stored in it is half evaluated.
    pub(super) fn is_variable(&self, register: Register) -> bool {
        self.variables
            .get(register.index())
            .copied()
            .unwrap_or(false)
    }

    /// The next register's number, to go back to.
    pub(super) fn mark(&self) -> u32 {
        self.next
    }

    /// Gives back all registers from `mark` on.
    pub(super) fn release(&mut self, mark: u32) {
        self.next = mark;
        let keep = self.variables.len().min(mark as usize);
        self.variables.truncate(keep);
    }

    /// How many registers the frame needs; `None` if more than operands can name.
    pub(super) fn count(&self) -> Option<u16> {
        u16::try_from(self.most)
            .ok()
            .filter(|&count| count < u16::MAX - 16)
    }
}
