//! Instructions that run out of the dispatch loop: memories, tables, wide arithmetic, references.
//!
//! # Invariants
//! Operands are in consecutive registers that the translator reserved, with room for the results, which
//! replace them from the first on.
#![allow(unsafe_code)]

use super::{aggregate, atomic};
use crate::runtime::instance::Instance;
use crate::runtime::memory::LinearMemory;
use crate::runtime::reference;
use crate::runtime::store::StoreState;
use crate::runtime::trap::TrapCode;
use crate::syntax::instruction::Opcode;
use crate::syntax::module::{DataIndex, ElemIndex};

/// What the words of an instruction carry.
#[derive(Clone, Copy)]
pub(super) struct Immediates {
    pub(super) small: u16,
    pub(super) first: u64,
    pub(super) second: u64,
}

/// The registers of an instruction.
///
/// Made by `execute` for registers that the translator reserved; the accessors rely on that.
#[derive(Clone, Copy)]
pub(super) struct Operands(*mut u64);

impl Operands {
    #[inline(always)]
    pub(super) fn word(self, index: usize) -> u64 {
        // SAFETY: the translator reserved the register.
        unsafe { *self.0.add(index) }
    }

    #[inline(always)]
    pub(super) fn u32(self, index: usize) -> u32 {
        self.word(index) as u32
    }

    #[inline(always)]
    pub(super) fn set(self, index: usize, word: u64) {
        // SAFETY: the translator reserved the register.
        unsafe { *self.0.add(index) = word }
    }

    pub(super) fn vector(self, index: usize) -> u128 {
        u128::from(self.word(index)) | u128::from(self.word(index + 1)) << 64
    }

    pub(super) fn set_vector(self, index: usize, vector: u128) {
        self.set(index, vector as u64);
        self.set(index + 1, (vector >> 64) as u64);
    }

    /// A number of registers from the first on.
    pub(super) fn words<'a>(self, count: usize) -> &'a [u64] {
        // SAFETY: the translator reserved the registers, and nothing writes them while they are read.
        unsafe { core::slice::from_raw_parts(self.0, count) }
    }
}

pub(super) fn memory(instance: &Instance, index: u64) -> &LinearMemory {
    // SAFETY: memories live as long as the store, and validation has checked the index.
    unsafe { &*instance.memory_pointers[index as usize] }
}

/// Runs one instruction. What its words carry comes one by one: a group of them in memory would keep the
/// handler's frame.
#[inline(never)]
pub(super) fn execute(
    state: &mut StoreState,
    instance: &Instance,
    opcode: Opcode,
    registers: *mut u64,
    small: u16,
    first: u64,
    second: u64,
) -> Result<(), TrapCode> {
    use Opcode as O;
    let operands = Operands(registers);
    let immediates = Immediates {
        small,
        first,
        second,
    };
    match opcode {
        O::MemorySize => operands.set(0, memory(instance, first).pages()),
        O::MemoryGrow => {
            let memory = memory(instance, first);
            let failed = if memory.ty.is_64 {
                u64::MAX
            } else {
                u64::from(u32::MAX)
            };
            operands.set(0, memory.grow(operands.word(0)).unwrap_or(failed));
        }
        O::MemoryFill => memory(instance, first)
            .fill(operands.word(0), operands.word(1) as u8, operands.word(2))
            .ok_or(TrapCode::MemoryOutOfBounds)?,
        O::MemoryCopy => memory(instance, first)
            .copy(
                operands.word(0),
                memory(instance, second),
                operands.word(1),
                operands.word(2),
            )
            .ok_or(TrapCode::MemoryOutOfBounds)?,
        O::MemoryInit => {
            let data = data(instance, DataIndex(first as u32));
            let bytes = part(data, operands.word(1), operands.word(2));
            let bytes = bytes.ok_or(TrapCode::MemoryOutOfBounds)?;
            memory(instance, second)
                .write(operands.word(0), bytes)
                .ok_or(TrapCode::MemoryOutOfBounds)?;
        }
        O::DataDrop => instance.datas[first as usize].set(true),
        O::TableGet => {
            let table = &state.tables[instance.tables[first as usize] as usize];
            let value = table
                .get(operands.word(0))
                .ok_or(TrapCode::TableOutOfBounds)?;
            operands.set(0, value);
        }
        O::TableSet => {
            let table = &mut state.tables[instance.tables[first as usize] as usize];
            table
                .set(operands.word(0), operands.word(1))
                .ok_or(TrapCode::TableOutOfBounds)?;
        }
        O::TableSize => {
            operands.set(
                0,
                state.tables[instance.tables[first as usize] as usize].len(),
            );
        }
        O::TableGrow => {
            let table = &mut state.tables[instance.tables[first as usize] as usize];
            let failed = if table.ty.is_64 {
                u64::MAX
            } else {
                u64::from(u32::MAX)
            };
            operands.set(
                0,
                table
                    .grow(operands.word(1), operands.word(0))
                    .unwrap_or(failed),
            );
        }
        O::TableFill => {
            let table = &mut state.tables[instance.tables[first as usize] as usize];
            table
                .fill(operands.word(0), operands.word(1), operands.word(2))
                .ok_or(TrapCode::TableOutOfBounds)?;
        }
        O::TableCopy => table_copy(state, instance, operands, first, second)?,
        O::TableInit => {
            let elems = elems(state, instance, ElemIndex(first as u32));
            let values = part(elems, operands.word(1), operands.word(2));
            let values = values.ok_or(TrapCode::TableOutOfBounds)?.to_vec();
            let table = &mut state.tables[instance.tables[second as usize] as usize];
            table
                .write(operands.word(0), &values)
                .ok_or(TrapCode::TableOutOfBounds)?;
        }
        O::ElemDrop => instance.elems[first as usize].set(None),
        O::RefFunc => operands.set(0, reference::func(instance.funcs[first as usize])),
        O::I64Add128 | O::I64Sub128 => {
            let (a, b) = (operands.vector(0), operands.vector(2));
            let result = if opcode == O::I64Add128 {
                a.wrapping_add(b)
            } else {
                a.wrapping_sub(b)
            };
            operands.set_vector(0, result);
        }
        O::I64MulWideS => {
            let (a, b) = (operands.word(0) as i64, operands.word(1) as i64);
            operands.set_vector(0, (i128::from(a) * i128::from(b)) as u128);
        }
        O::I64MulWideU => {
            let (a, b) = (operands.word(0), operands.word(1));
            operands.set_vector(0, u128::from(a) * u128::from(b));
        }
        O::V128Load8Lane | O::V128Load16Lane | O::V128Load32Lane | O::V128Load64Lane => {
            load_lane(instance, opcode, operands, immediates)?;
        }
        O::V128Store8Lane | O::V128Store16Lane | O::V128Store32Lane | O::V128Store64Lane => {
            store_lane(instance, opcode, operands, immediates)?;
        }
        _ => {
            if !atomic::execute(state, instance, opcode, operands, immediates)? {
                aggregate::execute(state, instance, opcode, operands, immediates)?;
            }
        }
    }
    Ok(())
}

/// The bytes of a data segment, none if it is dropped.
pub(super) fn data(instance: &Instance, index: DataIndex) -> &[u8] {
    if instance.datas[index.index()].get() {
        return &[];
    }
    &instance.module.bytes[instance.module.definition.datas[index.index()]
        .bytes
        .clone()]
}

/// The references of an element segment, none if it is dropped.
pub(super) fn elems<'a>(state: &'a StoreState, instance: &Instance, index: ElemIndex) -> &'a [u64] {
    instance.elems[index.index()]
        .get()
        .map_or(&[], |elems| &state.elems[elems as usize])
}

/// A part of a segment, if it is inside.
pub(super) fn part<T>(all: &[T], start: u64, length: u64) -> Option<&[T]> {
    let end = start.checked_add(length)?;
    all.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)
}

fn table_copy(
    state: &mut StoreState,
    instance: &Instance,
    operands: Operands,
    to: u64,
    from: u64,
) -> Result<(), TrapCode> {
    let target = instance.tables[to as usize] as usize;
    let source = instance.tables[from as usize] as usize;
    let (to, from, length) = (operands.word(0), operands.word(1), operands.word(2));
    if target == source {
        return state.tables[target]
            .copy_within(to, from, length)
            .ok_or(TrapCode::TableOutOfBounds);
    }
    let [target, source] = state
        .tables
        .get_disjoint_mut([target, source])
        .map_err(|_| TrapCode::TableOutOfBounds)?;
    let values = source
        .read(from, length)
        .ok_or(TrapCode::TableOutOfBounds)?;
    target.write(to, values).ok_or(TrapCode::TableOutOfBounds)
}

/// The address of an access, with its memory.
fn lane_bytes(opcode: Opcode) -> usize {
    match opcode {
        Opcode::V128Load8Lane | Opcode::V128Store8Lane => 1,
        Opcode::V128Load16Lane | Opcode::V128Store16Lane => 2,
        Opcode::V128Load32Lane | Opcode::V128Store32Lane => 4,
        _ => 8,
    }
}

fn load_lane(
    instance: &Instance,
    opcode: Opcode,
    operands: Operands,
    immediates: Immediates,
) -> Result<(), TrapCode> {
    let size = lane_bytes(opcode);
    let address = operands
        .word(0)
        .checked_add(immediates.first)
        .ok_or(TrapCode::MemoryOutOfBounds)?;
    let mut vector = operands.vector(1).to_le_bytes();
    let start = usize::from(immediates.small) * size;
    memory(instance, immediates.second)
        .read(address, &mut vector[start..start + size])
        .ok_or(TrapCode::MemoryOutOfBounds)?;
    operands.set_vector(0, u128::from_le_bytes(vector));
    Ok(())
}

fn store_lane(
    instance: &Instance,
    opcode: Opcode,
    operands: Operands,
    immediates: Immediates,
) -> Result<(), TrapCode> {
    let size = lane_bytes(opcode);
    let address = operands
        .word(0)
        .checked_add(immediates.first)
        .ok_or(TrapCode::MemoryOutOfBounds)?;
    let vector = operands.vector(1).to_le_bytes();
    let start = usize::from(immediates.small) * size;
    memory(instance, immediates.second)
        .write(address, &vector[start..start + size])
        .ok_or(TrapCode::MemoryOutOfBounds)
}
