//! Collects a function's instructions, with labels for jump targets, then threads jumps, drops those
//! that lead to the next instruction, and resolves the rest.

use alloc::vec::Vec;

use crate::container::{Handler, encode_positions};
use crate::opcode::layout::Field;
use crate::opcode::operand::{JumpOffset, Register, Role};
use crate::opcode::{Effects, Instruction, Opcode, instructions as op};

/// A place in the code, perhaps not known yet. While code is collected, jump operands hold labels.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Label(u32);

const UNBOUND: u32 = u32::MAX;

struct PendingHandler {
    start: u32,
    end: u32,
    target: Label,
    register: Register,
}

/// A function's code while it is collected.
pub(super) struct Assembler {
    code: Vec<u64>,
    labels: Vec<u32>,
    referenced: Vec<bool>,
    reachable: bool,
    positions: Vec<(u32, u32)>,
    position: u32,
    handlers: Vec<PendingHandler>,
    pinned: Vec<u32>,
}

/// What remains when all labels are resolved.
pub(super) struct Assembled {
    pub(super) code: Vec<u64>,
    pub(super) handlers: Vec<Handler>,
    pub(super) positions: Vec<u8>,
}

impl Assembler {
    pub(super) fn new() -> Self {
        Self {
            code: Vec::new(),
            labels: Vec::new(),
            referenced: Vec::new(),
            reachable: true,
            positions: Vec::new(),
            position: 0,
            handlers: Vec::new(),
            pinned: Vec::new(),
        }
    }

    /// Whether the next instruction can be reached; if not, nothing is collected.
    pub(super) fn is_reachable(&self) -> bool {
        self.reachable
    }

    /// The source offset of the instructions that follow.
    pub(super) fn set_position(&mut self, offset: u32) {
        self.position = offset;
    }

    /// The word index of the next instruction.
    pub(super) fn here(&self) -> u32 {
        self.code.len() as u32
    }

    pub(super) fn emit<I: Instruction>(&mut self, instruction: I) {
        if !self.reachable {
            return;
        }
        let effects = I::OPCODE.row().effects;
        if effects.contains(Effects::THROWS) {
            let at = self.here();
            if self
                .positions
                .last()
                .is_none_or(|&(_, offset)| offset != self.position)
            {
                self.positions.push((at, self.position));
            }
        }
        let words = instruction.encode();
        self.code.extend_from_slice(&words[..I::SIZE]);
        if effects.contains(Effects::TERMINATES) {
            self.reachable = false;
        }
    }

    pub(super) fn label(&mut self) -> Label {
        self.labels.push(UNBOUND);
        self.referenced.push(false);
        Label(self.labels.len() as u32 - 1)
    }

    /// The label as a jump operand.
    pub(super) fn to(&mut self, label: Label) -> JumpOffset {
        if self.reachable {
            self.referenced[label.0 as usize] = true;
        }
        JumpOffset(label.0 as i32)
    }

    pub(super) fn jump(&mut self, label: Label) {
        let target = self.to(label);
        self.emit(op::Jump { target });
    }

    /// A jump that stays where it is though it may lead to the next instruction: part of a table.
    pub(super) fn pinned_jump(&mut self, label: Label) {
        // The entries of a table are reached through it, not from the instruction before.
        self.reachable = true;
        self.pinned.push(self.here());
        self.jump(label);
    }

    /// Continues after a terminator, at code that is reached in another way than through a label.
    pub(super) fn make_reachable(&mut self) {
        self.reachable = true;
    }

    pub(super) fn bind(&mut self, label: Label) {
        self.labels[label.0 as usize] = self.here();
        self.reachable |= self.referenced[label.0 as usize];
    }

    /// Binds a label to which code further down jumps back.
    pub(super) fn bind_loop(&mut self, label: Label, reachable: bool) {
        self.labels[label.0 as usize] = self.here();
        self.reachable |= reachable;
    }

    /// Guards the code from `start` up to here. Inner regions must be added before outer ones.
    pub(super) fn guard(&mut self, start: u32, end: u32, target: Label, register: Register) {
        if start < end {
            self.referenced[target.0 as usize] = true;
            self.handlers.push(PendingHandler {
                start,
                end,
                target,
                register,
            });
        }
    }

    /// Threads and resolves jumps.
    pub(super) fn finish(mut self) -> Assembled {
        // An end that is only reached by labels of dead code, or a guarded region at the very end,
        // needs an instruction to be bound to.
        if self.reachable || self.labels.contains(&self.here()) {
            self.reachable = true;
            self.emit(op::ReturnUndefined {});
        }
        let mut renumbered = Vec::with_capacity(self.code.len() + 1);
        let mut length = 0u32;
        let mut at = 0;
        while at < self.code.len() {
            let opcode = self.opcode(at);
            let size = opcode.row().size;
            let removed = opcode == Opcode::Jump
                && self.pinned.binary_search(&(at as u32)).is_err()
                && self.final_target(self.jump_label(at)) == (at + size) as u32;
            for word in 0..size {
                renumbered.push(length + word as u32 * u32::from(!removed));
            }
            if !removed {
                length += size as u32;
            }
            at += size;
        }
        renumbered.push(length);
        let mut code = Vec::with_capacity(length as usize);
        at = 0;
        while at < self.code.len() {
            let row = self.opcode(at).row();
            let start = renumbered[at];
            let removed = renumbered[at + row.size] == start;
            if !removed {
                let mut words = [self.code[at], 0];
                if row.size == 2 {
                    words[1] = self.code[at + 1];
                }
                for operand in row
                    .operands
                    .iter()
                    .filter(|operand| operand.role == Role::Jump)
                {
                    let label = operand.field.extract(words[0], words[1]);
                    let target = renumbered[self.final_target(Label(label)) as usize];
                    operand
                        .field
                        .replace(&mut words, target.wrapping_sub(start));
                }
                code.extend_from_slice(&words[..row.size]);
            }
            at += row.size;
        }
        let handlers = self
            .handlers
            .iter()
            .map(|handler| Handler {
                start: renumbered[handler.start as usize],
                end: renumbered[handler.end as usize],
                target: renumbered[self.final_target(handler.target) as usize],
                register: handler.register,
            })
            .filter(|handler| handler.start < handler.end)
            .collect();
        for (at, _) in &mut self.positions {
            *at = renumbered[*at as usize];
        }
        Assembled {
            code,
            handlers,
            positions: encode_positions(&self.positions),
        }
    }

    fn opcode(&self, at: usize) -> Opcode {
        Opcode::of_word(self.code[at]).expect("collected code holds instructions")
    }

    fn jump_label(&self, at: usize) -> Label {
        Label(Field::Bc.extract(self.code[at], 0))
    }

    /// Where a jump to `label` ends when jumps to jumps are followed.
    fn final_target(&self, label: Label) -> u32 {
        let mut target = self.labels[label.0 as usize];
        debug_assert!(target != UNBOUND, "a label that is jumped to is bound");
        for _ in 0..8 {
            let at = target as usize;
            if at >= self.code.len() || self.opcode(at) != Opcode::Jump {
                break;
            }
            target = self.labels[self.jump_label(at).0 as usize];
        }
        target
    }
}
