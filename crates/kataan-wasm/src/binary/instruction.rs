//! Instructions in the binary format: codes and immediates.

use super::reader::Reader;
use super::types::ResolveType;
use crate::error::ModuleError;
use crate::features::Features;
use crate::syntax::instruction::{Immediates, Opcode, is_prefix, plain, prefixed};
use crate::syntax::types::{HeapType, ValType};

type Result<T> = core::result::Result<T, ModuleError>;

/// The type of a block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum BlockType {
    Empty,
    Value(ValType),
    /// A function type, by index in the module.
    Type(u32),
}

/// The immediates of a memory access.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct MemArg {
    pub(crate) align_log2: u32,
    pub(crate) memory: u32,
    pub(crate) offset: u64,
}

/// A clause of `try_table`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Catch {
    /// The tag, or any.
    pub(crate) tag: Option<u32>,
    /// Whether the exception's reference is passed too.
    pub(crate) with_reference: bool,
    pub(crate) label: u32,
}

/// The immediates of `br_on_cast` and its negation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct BrOnCast {
    pub(crate) label: u32,
    pub(crate) from: (bool, HeapType),
    pub(crate) to: (bool, HeapType),
}

impl Reader<'_> {
    #[inline]
    pub(crate) fn opcode(&mut self) -> Result<Opcode> {
        let byte = self.byte()?;
        match plain(byte) {
            Some(opcode) => Ok(opcode),
            None => self.prefixed_opcode(byte),
        }
    }

    fn prefixed_opcode(&mut self, byte: u8) -> Result<Opcode> {
        let offset = self.offset() - 1;
        if is_prefix(byte) {
            let code = self.u32()?;
            if let Some(opcode) = prefixed(byte, code) {
                return Ok(opcode);
            }
        }
        Err(ModuleError::malformed(offset, "illegal opcode"))
    }

    pub(crate) fn block_type(&mut self, types: &dyn ResolveType) -> Result<BlockType> {
        match self.peek() {
            Some(0x40) => {
                self.byte()?;
                Ok(BlockType::Empty)
            }
            // One byte with the sign bit set is a value type; all else is an index.
            Some(byte) if byte & 0xc0 == 0x40 => Ok(BlockType::Value(self.val_type(types)?)),
            _ => {
                let offset = self.offset();
                let index = self.s33()?;
                u32::try_from(index)
                    .map(BlockType::Type)
                    .map_err(|_| ModuleError::malformed(offset, "malformed block type"))
            }
        }
    }

    #[inline]
    pub(crate) fn mem_arg(&mut self, multi_memory: bool, memory64: bool) -> Result<MemArg> {
        let offset = self.offset();
        let flags = self.u32()?;
        let (align_log2, memory) = if flags & 0x40 != 0 && multi_memory && flags < 0x80 {
            (flags & 0x3f, self.u32()?)
        } else {
            (flags, 0)
        };
        if align_log2 >= 64 {
            return Err(ModuleError::malformed(offset, "malformed memop flags"));
        }
        let offset = if memory64 {
            self.u64()?
        } else {
            u64::from(self.u32()?)
        };
        Ok(MemArg {
            align_log2,
            memory,
            offset,
        })
    }

    pub(crate) fn catch(&mut self) -> Result<Catch> {
        let offset = self.offset();
        let kind = self.byte()?;
        let tag = match kind {
            0 | 1 => Some(self.u32()?),
            2 | 3 => None,
            _ => return Err(ModuleError::malformed(offset, "malformed catch clause")),
        };
        Ok(Catch {
            tag,
            with_reference: kind & 1 != 0,
            label: self.u32()?,
        })
    }

    pub(crate) fn br_on_cast(&mut self, types: &dyn ResolveType) -> Result<BrOnCast> {
        let offset = self.offset();
        let flags = self.byte()?;
        if flags > 3 {
            return Err(ModuleError::malformed(offset, "malformed br_on_cast flags"));
        }
        let label = self.u32()?;
        let from = self.heap_type(types)?;
        let to = self.heap_type(types)?;
        Ok(BrOnCast {
            label,
            from: (flags & 1 != 0, from),
            to: (flags & 2 != 0, to),
        })
    }

    pub(crate) fn f32_bits(&mut self) -> Result<u32> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    pub(crate) fn f64_bits(&mut self) -> Result<u64> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    pub(crate) fn v128_bits(&mut self) -> Result<u128> {
        Ok(u128::from_le_bytes(self.array()?))
    }

    /// Passes over the immediates of an instruction.
    pub(crate) fn skip_immediates(
        &mut self,
        opcode: Opcode,
        types: &dyn ResolveType,
    ) -> Result<()> {
        let features = types.features();
        let (multi_memory, memory64) = (
            features.contains(Features::MULTI_MEMORY),
            features.contains(Features::MEMORY64),
        );
        match opcode.row().immediates {
            Immediates::None => {}
            Immediates::Block => {
                self.block_type(types)?;
            }
            Immediates::TryTable => {
                self.block_type(types)?;
                for _ in 0..self.count()? {
                    self.catch()?;
                }
            }
            Immediates::Labels => {
                for _ in 0..=self.count()? {
                    self.u32()?;
                }
            }
            Immediates::SelectTypes => {
                for _ in 0..self.count()? {
                    self.val_type(types)?;
                }
            }
            Immediates::Label
            | Immediates::Func
            | Immediates::Type
            | Immediates::Tag
            | Immediates::Local
            | Immediates::Global
            | Immediates::Table
            | Immediates::Elem
            | Immediates::Memory
            | Immediates::Data => {
                self.u32()?;
            }
            Immediates::CallIndirect
            | Immediates::TableTable
            | Immediates::ElemTable
            | Immediates::MemoryMemory
            | Immediates::DataMemory
            | Immediates::Field
            | Immediates::TypeLength
            | Immediates::TypeData
            | Immediates::TypeElem
            | Immediates::TypeType => {
                self.u32()?;
                self.u32()?;
            }
            Immediates::MemArg(_) | Immediates::Atomic(_) => {
                self.mem_arg(multi_memory, memory64)?;
            }
            Immediates::MemArgLane(_) => {
                self.mem_arg(multi_memory, memory64)?;
                self.byte()?;
            }
            Immediates::Fence | Immediates::Lane(_) => {
                self.byte()?;
            }
            Immediates::I32Const => {
                self.s32()?;
            }
            Immediates::I64Const => {
                self.s64()?;
            }
            Immediates::F32Const => {
                self.f32_bits()?;
            }
            Immediates::F64Const => {
                self.f64_bits()?;
            }
            Immediates::V128Const | Immediates::Shuffle => {
                self.v128_bits()?;
            }
            Immediates::HeapType => {
                self.heap_type(types)?;
            }
            Immediates::BrOnCast => {
                self.br_on_cast(types)?;
            }
        }
        Ok(())
    }
}
