//! The symbolic operand stack.

use super::super::operation::{Op, Word};
use super::{Result, Translator};

/// Where an operand's value is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Place {
    /// In its home register.
    Home,
    /// Still in a local.
    Local(u32),
    /// Nowhere yet.
    Constant(u64),
}

/// An operand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Operand {
    pub(super) place: Place,
    /// The home register, the first of two if `wide`.
    pub(super) home: u16,
    pub(super) wide: bool,
}

impl Operand {
    pub(super) fn slots(&self) -> usize {
        if self.wide { 2 } else { 1 }
    }
}

impl Translator<'_> {
    /// Pushes an operand whose value is, or is about to be, in its home; gives that register.
    pub(super) fn push(&mut self, wide: bool) -> Result<u16> {
        self.push_at(Place::Home, wide)
    }

    fn push_at(&mut self, place: Place, wide: bool) -> Result<u16> {
        let home = self.register(self.height)?;
        self.stack.push(Operand { place, home, wide });
        self.height += if wide { 2 } else { 1 };
        self.frame = self.frame.max(self.height);
        Ok(home)
    }

    pub(super) fn push_constant(&mut self, bits: u64) -> Result<()> {
        self.push_at(Place::Constant(bits), false).map(drop)
    }

    pub(super) fn push_local(&mut self, local: u32) -> Result<()> {
        let (_, ty) = self.locals[local as usize];
        self.local_uses[local as usize] += 1;
        self.symbolic += 1;
        self.push_at(Place::Local(local), ty.slots() == 2).map(drop)
    }

    pub(super) fn pop(&mut self) -> Result<Operand> {
        let Some(operand) = self.stack.pop() else {
            return Err(crate::error::ModuleError::invalid(
                self.offset,
                "operand stack underflow",
            ));
        };
        self.height = usize::from(operand.home);
        self.forget(operand);
        Ok(operand)
    }

    fn forget(&mut self, operand: Operand) {
        if let Place::Local(local) = operand.place {
            self.local_uses[local as usize] -= 1;
            self.symbolic -= 1;
        }
    }

    /// Drops all operands above a count, and frees registers above a height.
    pub(super) fn truncate(&mut self, count: usize, height: usize) {
        while self.stack.len() > count {
            if let Some(operand) = self.stack.pop() {
                self.forget(operand);
            }
        }
        self.height = height;
    }

    /// The register in which a popped operand can be read.
    pub(super) fn read(&mut self, operand: Operand) -> Result<u16> {
        Ok(match operand.place {
            Place::Home => operand.home,
            Place::Local(local) => self.locals[local as usize].0,
            Place::Constant(bits) => match self.constant_register(bits) {
                Some(register) => register,
                None => {
                    self.emit_constant(operand.home, bits);
                    operand.home
                }
            },
        })
    }

    /// Pops an operand and gives the register in which it can be read.
    pub(super) fn pop_register(&mut self) -> Result<u16> {
        let operand = self.pop()?;
        self.read(operand)
    }

    /// Puts the operand at a position of the stack into its home.
    pub(super) fn settle(&mut self, position: usize) {
        let operand = self.stack[position];
        match operand.place {
            Place::Home => return,
            Place::Local(local) => {
                let source = self.locals[local as usize].0;
                self.emit_copy(operand.home, source, operand.wide);
            }
            Place::Constant(bits) => self.emit_constant(operand.home, bits),
        }
        self.forget(operand);
        self.stack[position].place = Place::Home;
        self.last_definition = None;
    }

    /// Puts the topmost operands into their homes; gives the first home.
    pub(super) fn settle_top(&mut self, count: usize) -> Result<u16> {
        let start = self.stack.len() - count;
        for position in start..self.stack.len() {
            self.settle(position);
        }
        match self.stack.get(start) {
            Some(operand) => Ok(operand.home),
            None => self.register(self.height),
        }
    }

    /// Puts every operand that names a local into its home.
    pub(super) fn settle_locals(&mut self) {
        if self.symbolic == 0 {
            return;
        }
        for position in 0..self.stack.len() {
            if matches!(self.stack[position].place, Place::Local(_)) {
                self.settle(position);
            }
        }
    }

    /// Puts the operands that name one local into their homes, before it is written.
    fn preserve(&mut self, local: u32) {
        for position in (0..self.stack.len()).rev() {
            if self.local_uses[local as usize] == 0 {
                return;
            }
            if self.stack[position].place == Place::Local(local) {
                self.settle(position);
            }
        }
    }

    /// Writes a popped operand to a local.
    pub(super) fn write_local(&mut self, local: u32, value: Operand) -> Result<()> {
        let (slot, _) = self.locals[local as usize];
        let preserved = self.local_uses[local as usize] != 0;
        if preserved {
            let definition = self.last_definition;
            self.preserve(local);
            if definition != self.last_definition {
                self.last_definition = None;
            }
        }
        match value.place {
            Place::Home => {
                if !preserved && self.redirect(value.home, slot) {
                    return Ok(());
                }
                self.emit_copy(slot, value.home, value.wide);
            }
            Place::Local(source) if source == local => {}
            Place::Local(source) => {
                let source = self.locals[source as usize].0;
                self.emit_copy(slot, source, value.wide);
            }
            Place::Constant(bits) => self.emit_constant(slot, bits),
        }
        self.last_definition = None;
        Ok(())
    }

    /// Makes the operation that just computed register `from` compute `to` instead.
    fn redirect(&mut self, from: u16, to: u16) -> bool {
        match self.last_definition {
            Some(index) if self.code[index].a == from => {
                self.code[index].a = to;
                self.last_definition = None;
                true
            }
            _ => false,
        }
    }

    /// Moves a popped operand to a register.
    pub(super) fn move_to(&mut self, target: u16, operand: Operand) {
        match operand.place {
            Place::Home if operand.home == target => {}
            Place::Home => {
                if !self.redirect(operand.home, target) {
                    self.emit_copy(target, operand.home, operand.wide);
                }
            }
            Place::Local(local) => {
                let source = self.locals[local as usize].0;
                self.emit_copy(target, source, operand.wide);
            }
            Place::Constant(bits) => self.emit_constant(target, bits),
        }
    }

    pub(super) fn emit_copy(&mut self, target: u16, source: u16, wide: bool) {
        if target != source {
            let op = if wide { Op::Copy128 } else { Op::Copy };
            self.emit(Word::new(op, target, source, 0));
        }
    }

    pub(super) fn emit_constant(&mut self, target: u16, bits: u64) {
        match u32::try_from(bits) {
            Ok(bits) => {
                self.emit(Word::with_imm32(Op::Const32, target, bits));
            }
            Err(_) => {
                self.emit(Word::new(Op::Const64, target, 0, 0));
                self.emit(Word::data(bits));
            }
        }
    }
}
