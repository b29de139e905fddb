//! Loads and stores, and instructions that run out of the dispatch loop.

use super::super::operation::{Op, Word};
use super::{Result, Translator};
use crate::binary::reader::Reader;
use crate::features::Features;
use crate::syntax::instruction::{Immediates, Opcode, Operand as Kind, Signature};

/// What an access names: its offset and memory; and how many bytes it takes.
struct Access {
    offset: u64,
    memory: u32,
    size: u64,
}

impl Translator<'_> {
    fn access(&self, opcode: Opcode, reader: &mut Reader<'_>) -> Result<Access> {
        let features = self.module.engine.features();
        let arg = reader.mem_arg(
            features.contains(Features::MULTI_MEMORY),
            features.contains(Features::MEMORY64),
        )?;
        Ok(Access {
            offset: arg.offset,
            memory: arg.memory,
            size: match opcode.row().immediates {
                Immediates::MemArg(alignment) => 1 << alignment,
                _ => 0,
            },
        })
    }

    /// The offset of the access's end, if it is to the first memory by a 32-bit index.
    fn end_offset(&self, access: &Access) -> Option<u64> {
        let memory = &self.module.definition.memories[access.memory as usize];
        let is_first = access.memory == 0 && !memory.is_64;
        is_first.then(|| access.offset + access.size)
    }

    pub(super) fn load(
        &mut self,
        opcode: Opcode,
        op: Op,
        (far, any): (Op, Op),
        reader: &mut Reader<'_>,
    ) -> Result<()> {
        let access = self.access(opcode, reader)?;
        let address = self.pop_register()?;
        let wide = matches!(
            op,
            Op::V128Load
                | Op::V128Load8x8S
                | Op::V128Load8x8U
                | Op::V128Load16x4S
                | Op::V128Load16x4U
                | Op::V128Load32x2S
                | Op::V128Load32x2U
                | Op::V128Load8Splat
                | Op::V128Load16Splat
                | Op::V128Load32Splat
                | Op::V128Load64Splat
                | Op::V128Load32Zero
                | Op::V128Load64Zero
        );
        let home = self.push(wide)?;
        match self.end_offset(&access) {
            Some(end) => match u16::try_from(end) {
                Ok(end) => self.emit_definition(Word::new(op, home, address, end)),
                Err(_) => {
                    self.emit_definition(Word::new(far, home, address, 0));
                    self.emit(Word::data(end));
                }
            },
            None => {
                let memory = access.memory as u16;
                self.emit_definition(Word::new(any, home, address, memory));
                self.emit(Word::data(access.offset));
            }
        }
        Ok(())
    }

    pub(super) fn store(
        &mut self,
        opcode: Opcode,
        op: Op,
        (far, any): (Op, Op),
        reader: &mut Reader<'_>,
    ) -> Result<()> {
        let access = self.access(opcode, reader)?;
        let value = self.pop_register()?;
        let address = self.pop_register()?;
        match self.end_offset(&access) {
            Some(end) => match u16::try_from(end) {
                Ok(end) => {
                    self.emit(Word::new(op, address, value, end));
                }
                Err(_) => {
                    self.emit(Word::new(far, address, value, 0));
                    self.emit(Word::data(end));
                }
            },
            None => {
                self.emit(Word::new(any, address, value, access.memory as u16));
                self.emit(Word::data(access.offset));
            }
        }
        self.last_definition = None;
        Ok(())
    }

    /// An instruction that the table of operations has no row for.
    pub(super) fn out_of_line(&mut self, opcode: Opcode, reader: &mut Reader<'_>) -> Result<()> {
        use Opcode as O;
        match opcode {
            O::I8x16Shuffle => {
                let lanes = reader.v128_bits()?;
                let b = self.pop_register()?;
                let a = self.pop_register()?;
                let home = self.push(true)?;
                self.emit_definition(Word::new(Op::Shuffle, home, a, b));
                self.emit(Word::data(lanes as u64));
                self.emit(Word::data((lanes >> 64) as u64));
                Ok(())
            }
            O::I64Add128 | O::I64Sub128 => self.cold(opcode, 4, &[false, false], 0, 0, 0),
            O::I64MulWideS | O::I64MulWideU => self.cold(opcode, 2, &[false, false], 0, 0, 0),
            O::AtomicFence => {
                reader.byte()?;
                self.cold(opcode, 0, &[], 0, 0, 0)
            }
            O::MemorySize => self.indexed(opcode, reader, 0, &[false]),
            O::MemoryGrow => self.indexed(opcode, reader, 1, &[false]),
            O::MemoryFill => self.indexed(opcode, reader, 3, &[]),
            O::DataDrop | O::ElemDrop => self.indexed(opcode, reader, 0, &[]),
            O::TableGet => self.indexed(opcode, reader, 1, &[false]),
            O::TableSet => self.indexed(opcode, reader, 2, &[]),
            O::TableSize => self.indexed(opcode, reader, 0, &[false]),
            O::TableGrow => self.indexed(opcode, reader, 2, &[false]),
            O::TableFill => self.indexed(opcode, reader, 3, &[]),
            O::MemoryCopy | O::MemoryInit | O::TableCopy | O::TableInit => {
                let first = reader.u32()?;
                let second = reader.u32()?;
                self.cold(opcode, 3, &[], 0, u64::from(first), u64::from(second))
            }
            O::RefNull => {
                reader.heap_type(&self.module.types)?;
                self.push_constant(crate::runtime::reference::NULL)
            }
            O::RefIsNull | O::RefAsNonNull => {
                let op = if opcode == O::RefIsNull {
                    Op::RefIsNull
                } else {
                    Op::RefAsNonNull
                };
                let a = self.pop_register()?;
                let home = self.push(false)?;
                self.emit_definition(Word::new(op, home, a, 0));
                Ok(())
            }
            O::RefFunc => self.indexed(opcode, reader, 0, &[false]),
            O::BrOnNull => self.branch_on_null(reader.u32()?),
            O::BrOnNonNull => self.branch_on_non_null(reader.u32()?),
            _ => match opcode.row().signature {
                Signature::Plain(params, results) => {
                    self.memory_access(opcode, params, results, reader)
                }
                Signature::Special => self.aggregate(opcode, reader),
            },
        }
    }

    /// Atomic and lane accesses.
    fn memory_access(
        &mut self,
        opcode: Opcode,
        params: &[Kind],
        results: &[Kind],
        reader: &mut Reader<'_>,
    ) -> Result<()> {
        let access = self.access(opcode, reader)?;
        let lane = match opcode.row().immediates {
            Immediates::MemArgLane(_) => reader.byte()?,
            _ => 0,
        };
        let wide: &[bool] = match results {
            [] => &[],
            [Kind::V128] => &[true],
            _ => &[false],
        };
        let second = u64::from(access.memory);
        self.cold(
            opcode,
            params.len(),
            wide,
            u16::from(lane),
            access.offset,
            second,
        )
    }

    /// An instruction out of the loop with one index.
    pub(super) fn indexed(
        &mut self,
        opcode: Opcode,
        reader: &mut Reader<'_>,
        operands: usize,
        results: &[bool],
    ) -> Result<()> {
        let index = reader.u32()?;
        self.cold(opcode, operands, results, 0, u64::from(index), 0)
    }

    /// Emits an instruction out of the loop: operands in their homes, results from the first home on.
    pub(super) fn cold(
        &mut self,
        opcode: Opcode,
        operands: usize,
        results: &[bool],
        c: u16,
        first: u64,
        second: u64,
    ) -> Result<()> {
        let base = self.settle_top(operands)?;
        for _ in 0..operands {
            self.pop()?;
        }
        self.emit_cold(opcode as u16, base, c, first, second);
        for wide in results {
            self.push(*wide)?;
        }
        Ok(())
    }
}
