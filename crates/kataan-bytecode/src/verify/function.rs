//! One function, instruction by instruction: operands in range, jumps on instruction boundaries,
//! pairs and tables complete, no way off the end. What registers hold is the matter of `flow`.

use alloc::vec;
use alloc::vec::Vec;

use super::flow::Checked;
use super::handlers::Handlers;
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
    /// Which feedback slots an instruction has: each has its own, since what a slot keeps fits one.
    feedback: Vec<bool>,
}

/// Checks one function by itself; none for one without code. The unit's constants must have been
/// checked before.
pub(super) fn check(
    unit: Unit<'_>,
    index: FunctionIndex,
) -> Result<Option<Checked<'_>>, VerifyError> {
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
        feedback: vec![false; record.feedback_count()],
    };
    checker.record()?;
    if record.flags().has(FunctionFlags::LAZY) {
        return if code.is_empty() {
            Ok(None)
        } else {
            Err(checker.refuse(0, Reason::Lazy))
        };
    }
    if code.is_empty() {
        return Err(checker.refuse(0, Reason::NoCode));
    }
    checker.instructions()?;
    let handlers = Handlers::new(record, &checker.starts, code.len())
        .map_err(|(at, reason)| checker.refuse(at, reason))?;
    let mut targets = checker.targets;
    targets.sort_unstable();
    targets.dedup();
    Ok(Some(Checked {
        unit,
        record,
        index,
        targets,
        handlers,
    }))
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
        self.kind()?;
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

    /// Flags that go with the kind of code.
    fn kind(&self) -> Result<(), VerifyError> {
        let (kind, flags) = (self.record.kind(), self.record.flags());
        let is_async = flags.has(FunctionFlags::ASYNC);
        let is_generator = flags.has(FunctionFlags::GENERATOR);
        let is_constructor = flags.has(FunctionFlags::CONSTRUCTOR);
        let fits = match kind {
            CodeKind::BaseConstructor | CodeKind::DerivedConstructor => {
                is_constructor && !is_async && !is_generator
            }
            CodeKind::Normal => !is_constructor || !is_async && !is_generator,
            CodeKind::Arrow => !is_constructor && !is_generator,
            CodeKind::Method => !is_constructor,
            CodeKind::Module => !is_constructor && !is_generator,
            CodeKind::Getter
            | CodeKind::Setter
            | CodeKind::FieldInitializer
            | CodeKind::StaticBlock
            | CodeKind::Script
            | CodeKind::ModuleInstantiation
            | CodeKind::Eval => !is_constructor && !is_async && !is_generator,
        };
        if fits {
            Ok(())
        } else {
            Err(self.refuse(0, Reason::Kind))
        }
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

    /// Whether they are in the frame and behind its header: instructions write windows and iterator
    /// records in place.
    fn own_registers(&self, first: u32, count: u64) -> Result<(), Reason> {
        if first < u32::from(FRAME_HEADER) {
            return Err(Reason::HeaderRegister);
        }
        self.registers(first, count)
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
            Role::Destination(_) | Role::Source(_) | Role::InOut => self.registers(raw, 1),
            Role::DestinationPair | Role::SourcePair => self.registers(raw, 2),
            Role::Iterator(_) => self.own_registers(raw, 3),
            Role::SourceRange => self.registers(raw, count()),
            Role::Window(_) => self
                .own_registers(raw, u64::from(FRAME_HEADER) + count())
                .map_err(|_| Reason::Window),
            Role::SpreadWindow(_) => self
                .own_registers(raw, u64::from(FRAME_HEADER) + 1)
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
                let is_free = self.record.feedback_kind(raw) == Some(kind)
                    && !core::mem::replace(&mut self.feedback[raw as usize], true);
                if is_free {
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
    fn special_cases(&mut self, opcode: Opcode, at: usize, second: u64) -> Result<(), VerifyError> {
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
                self.targets.extend(table as u32..=end as u32);
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
            Opcode::CopyRestProperties => {
                // Keys are put in the registers in the place of what they were made from.
                let copy = op::CopyRestProperties::decode(first, || second);
                self.own_registers(u32::from(copy.excluded.0), u64::from(copy.count))
                    .map_err(|reason| self.refuse(at, reason))?;
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
}
