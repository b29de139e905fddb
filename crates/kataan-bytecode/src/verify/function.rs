//! One function: operands in range, jumps and handlers on instruction boundaries, pairs and tables
//! complete, no way off the end.

use alloc::vec;
use alloc::vec::Vec;

use super::{Reason, VerifyError};
use crate::container::{
    CodeKind, ConstantKind, FunctionFlags, FunctionIndex, FunctionRecord, Unit,
};
use crate::opcode::layout::Operand;
use crate::opcode::operand::{ConstantIndex, ConstantRole, FRAME_HEADER, FeedbackKind, Role};
use crate::opcode::{Effects, Instruction, Opcode, instructions as op};

struct Checker<'u> {
    unit: Unit<'u>,
    record: FunctionRecord<'u>,
    index: FunctionIndex,
    code: &'u [u64],
    /// Which words begin an instruction.
    starts: Vec<bool>,
    /// Where jumps lead.
    targets: Vec<u32>,
}

/// Checks one function. The unit's constants must have been checked before.
pub fn verify_function(unit: Unit<'_>, index: FunctionIndex) -> Result<(), VerifyError> {
    let missing = VerifyError {
        function: Some(index),
        at: 0,
        reason: Reason::MissingRecord,
    };
    let record = unit.function(index).ok_or(missing)?;
    let code = record.code();
    let mut checker = Checker {
        unit,
        record,
        index,
        code,
        starts: vec![false; code.len() + 1],
        targets: Vec::new(),
    };
    checker.record()?;
    if record.flags().has(FunctionFlags::LAZY) {
        return if code.is_empty() {
            Ok(())
        } else {
            Err(checker.refuse(0, Reason::Lazy))
        };
    }
    if code.is_empty() {
        return Err(checker.refuse(0, Reason::NoCode));
    }
    checker.instructions()?;
    checker.handlers()
}

impl Checker<'_> {
    fn refuse(&self, at: usize, reason: Reason) -> VerifyError {
        VerifyError {
            function: Some(self.index),
            at: at as u32,
            reason,
        }
    }

    fn record(&self) -> Result<(), VerifyError> {
        let record = self.record;
        if !record.has_known_kind() {
            return Err(self.refuse(0, Reason::Kind));
        }
        let flags = record.flags();
        if flags.has(FunctionFlags::LAZY) {
            return Ok(());
        }
        let registers = record.register_count();
        let needed = u32::from(FRAME_HEADER) + u32::from(record.parameter_count());
        if u32::from(registers) < needed {
            return Err(self.refuse(0, Reason::Registers));
        }
        let special = |flag, register: crate::opcode::operand::Register| {
            !flags.has(flag) || register.0 >= FRAME_HEADER && register.0 < registers
        };
        if !special(FunctionFlags::REST, record.rest_register())
            || !special(FunctionFlags::ARGUMENTS, record.arguments_register())
            || !special(FunctionFlags::ARGUMENTS_LIST, record.arguments_register())
        {
            return Err(self.refuse(0, Reason::SpecialRegister));
        }
        let name = record.name();
        if name != ConstantIndex::NONE
            && self.unit.constant_kind(name) != Some(ConstantKind::String)
        {
            return Err(self.refuse(0, Reason::Constant));
        }
        if record
            .feedback()
            .iter()
            .any(|&kind| FeedbackKind::from_u8(kind).is_none())
        {
            return Err(self.refuse(0, Reason::FeedbackKind));
        }
        Ok(())
    }

    fn instructions(&mut self) -> Result<(), VerifyError> {
        let mut at = 0;
        let mut falls = true;
        while at < self.code.len() {
            let opcode = Opcode::of_word(self.code[at]).ok_or(self.refuse(at, Reason::Opcode))?;
            let row = opcode.row();
            let second = match self.code.get(at + row.size - 1) {
                Some(&word) if row.size == 2 => word,
                Some(_) => 0,
                None => return Err(self.refuse(at, Reason::Truncated)),
            };
            self.starts[at] = true;
            for operand in row.operands {
                self.operand(at, second, row.operands, operand)
                    .map_err(|reason| self.refuse(at, reason))?;
            }
            self.special_cases(opcode, at, second)?;
            falls = !row.effects.contains(Effects::TERMINATES);
            at += row.size;
        }
        if falls {
            return Err(self.refuse(at, Reason::FallsOff));
        }
        for &target in &self.targets {
            if !self.starts.get(target as usize).copied().unwrap_or(false) {
                return Err(self.refuse(target as usize, Reason::Jump));
            }
        }
        Ok(())
    }

    /// Whether `count` registers from `first` on are in the frame.
    fn registers(&self, first: u32, count: u64) -> Result<(), Reason> {
        if u64::from(first) + count <= u64::from(self.record.register_count()) {
            Ok(())
        } else {
            Err(Reason::Register)
        }
    }

    fn operand(
        &mut self,
        at: usize,
        second: u64,
        operands: &[Operand],
        operand: &Operand,
    ) -> Result<(), Reason> {
        let first = self.code[at];
        let raw = operand.field.extract(first, second);
        let count = || {
            let count = operands.iter().find(|other| other.role == Role::Count);
            count.map_or(0, |count| u64::from(count.field.extract(first, second)))
        };
        match operand.role {
            Role::Destination | Role::Source | Role::InOut => self.registers(raw, 1),
            Role::DestinationPair | Role::SourcePair => self.registers(raw, 2),
            Role::Iterator => self.registers(raw, 3),
            Role::SourceRange => self.registers(raw, count()),
            Role::Window => self
                .registers(raw, u64::from(FRAME_HEADER) + count())
                .map_err(|_| Reason::Window),
            Role::SpreadWindow => self
                .registers(raw, u64::from(FRAME_HEADER) + 1)
                .map_err(|_| Reason::Window),
            Role::Count => {
                // Counts of registers and slots: never more than an operand can number.
                if raw <= u32::from(u16::MAX) || self.is_free_count(at) {
                    Ok(())
                } else {
                    Err(Reason::Count)
                }
            }
            Role::Immediate | Role::Slot | Role::Depth => Ok(()),
            Role::Enumeration(names) => {
                if (raw as usize) < names.len() {
                    Ok(())
                } else {
                    Err(Reason::Enumeration)
                }
            }
            Role::Constant(role) => self.constant(ConstantIndex(raw), role),
            Role::Feedback(kind) => {
                if self.record.feedback_kind(raw) == Some(kind) {
                    Ok(())
                } else {
                    Err(Reason::Feedback)
                }
            }
            Role::Jump => {
                let target = (at as u32).wrapping_add(raw);
                self.targets.push(target);
                if (target as usize) < self.code.len() {
                    Ok(())
                } else {
                    Err(Reason::Jump)
                }
            }
        }
    }

    /// Counts that are no number of registers: an array's capacity, its holes.
    fn is_free_count(&self, at: usize) -> bool {
        matches!(
            Opcode::of_word(self.code[at]),
            Some(Opcode::NewArray | Opcode::ArrayAppendHoles | Opcode::SwitchInt)
        )
    }

    fn constant(&self, index: ConstantIndex, role: ConstantRole) -> Result<(), Reason> {
        if role == ConstantRole::OptionalScope && index == ConstantIndex::NONE {
            return Ok(());
        }
        match self.unit.constant_kind(index) {
            Some(kind) if kind.fits(role) => Ok(()),
            _ => Err(Reason::Constant),
        }
    }

    /// What rows do not say of an instruction.
    fn special_cases(&self, opcode: Opcode, at: usize, second: u64) -> Result<(), VerifyError> {
        let first = self.code[at];
        match opcode {
            Opcode::IteratorStep => {
                let step = op::IteratorStep::decode(first, || second);
                let next = at + op::IteratorStep::SIZE;
                let unpack = match (self.code.get(next), self.code.get(next + 1)) {
                    (Some(&first), Some(&second))
                        if Opcode::of_word(first) == Some(Opcode::IteratorUnpack) =>
                    {
                        op::IteratorUnpack::decode(first, || second)
                    }
                    _ => return Err(self.refuse(at, Reason::Unpack)),
                };
                if unpack.dst != step.dst || unpack.iterator != step.iterator {
                    return Err(self.refuse(at, Reason::Unpack));
                }
            }
            Opcode::SwitchInt => {
                let switch = op::SwitchInt::decode(first, || second);
                let table = at + op::SwitchInt::SIZE;
                let end = table.saturating_add(switch.count as usize);
                let entries = self.code.get(table..end).unwrap_or(&[]);
                let complete = entries.len() == switch.count as usize
                    && end < self.code.len()
                    && entries
                        .iter()
                        .all(|&word| Opcode::of_word(word) == Some(Opcode::Jump));
                if !complete {
                    return Err(self.refuse(at, Reason::Table));
                }
            }
            Opcode::CreateObject => {
                let create = op::CreateObject::decode(first, || second);
                let keys = match self.unit.constant(create.keys) {
                    Some(crate::container::Constant::KeyList(list)) => list.len(),
                    _ => usize::MAX,
                };
                if keys != usize::from(create.count) {
                    return Err(self.refuse(at, Reason::List));
                }
            }
            Opcode::NewEnvironment | Opcode::NewVariableEnvironment => {
                let new = op::NewEnvironment::decode(first, || second);
                if new.variables > u32::from(new.size) {
                    return Err(self.refuse(at, Reason::Count));
                }
            }
            Opcode::InitialYield | Opcode::YieldValue | Opcode::Suspend
                if !self.record.flags().has(FunctionFlags::GENERATOR) =>
            {
                return Err(self.refuse(at, Reason::Suspension));
            }
            Opcode::AwaitValue if !self.record.flags().has(FunctionFlags::ASYNC) => {
                return Err(self.refuse(at, Reason::Suspension));
            }
            Opcode::ReturnDerived if self.record.kind() != CodeKind::DerivedConstructor => {
                return Err(self.refuse(at, Reason::Kind));
            }
            _ => {}
        }
        Ok(())
    }

    fn handlers(&self) -> Result<(), VerifyError> {
        let mut count = 0;
        let is_start = |at: u32| self.starts.get(at as usize).copied().unwrap_or(false);
        let registers = self.record.register_count();
        let mut seen: Vec<(u32, u32)> = Vec::new();
        for handler in self.record.handlers() {
            let at = handler.start as usize;
            let ends_well = handler.end as usize == self.code.len() || is_start(handler.end);
            if handler.start >= handler.end || !is_start(handler.start) || !ends_well {
                return Err(self.refuse(at, Reason::HandlerRange));
            }
            if !is_start(handler.target) {
                return Err(self.refuse(at, Reason::HandlerTarget));
            }
            if handler.register.0 < FRAME_HEADER || handler.register.0 >= registers {
                return Err(self.refuse(at, Reason::HandlerRegister));
            }
            // An earlier handler is an inner one: apart from this, or inside of it.
            let crosses = seen.iter().rev().take(64).any(|&(start, end)| {
                start < handler.end
                    && handler.start < end
                    && (start < handler.start || end > handler.end)
            });
            if crosses {
                return Err(self.refuse(at, Reason::HandlerNesting));
            }
            seen.push((handler.start, handler.end));
            count += 1;
        }
        if count != self.record.handler_count() {
            return Err(self.refuse(0, Reason::HandlerRange));
        }
        Ok(())
    }
}
