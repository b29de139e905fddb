//! Structures, arrays, casts and conversions.

use super::cold::{Immediates, Operands, data, elems, part};
use crate::runtime::cast::CastTarget;
use crate::runtime::heap::Object;
use crate::runtime::instance::Instance;
use crate::runtime::reference::{self, NULL};
use crate::runtime::store::StoreState;
use crate::runtime::trap::TrapCode;
use crate::syntax::composite::StorageType;
use crate::syntax::instruction::Opcode;
use crate::syntax::module::{DataIndex, ElemIndex};
use crate::syntax::types::{TypeId, ValType};
use crate::valid::registry::TypeSource;
use alloc::vec::Vec;

/// A word as the storage holds it.
fn packed(storage: StorageType, word: u64) -> u64 {
    match storage {
        StorageType::I8 => word & 0xff,
        StorageType::I16 => word & 0xffff,
        StorageType::Val(_) => word,
    }
}

fn unpacked(storage: StorageType, word: u64, signed: bool) -> u64 {
    match storage {
        StorageType::I8 if signed => u64::from(word as u8 as i8 as i32 as u32),
        StorageType::I16 if signed => u64::from(word as u16 as i16 as i32 as u32),
        _ => packed(storage, word),
    }
}

/// Runs an instruction on references.
pub(super) fn execute(
    state: &mut StoreState,
    instance: &Instance,
    opcode: Opcode,
    operands: Operands,
    immediates: Immediates,
) -> Result<(), TrapCode> {
    use Opcode as O;
    let ty = TypeId(immediates.first as u32);
    let second = immediates.second as u32;
    match opcode {
        O::RefEq => {
            let equal = operands.word(0) == operands.word(1);
            operands.set(0, u64::from(equal));
        }
        O::RefTest => {
            let target = CastTarget::from_bits(immediates.first).ty();
            operands.set(0, u64::from(state.is_a(operands.word(0), target)));
        }
        O::RefCast => {
            let target = CastTarget::from_bits(immediates.first).ty();
            if !state.is_a(operands.word(0), target) {
                return Err(TrapCode::CastFailure);
            }
        }
        O::AnyConvertExtern => operands.set(0, reference::internalize(operands.word(0))),
        O::ExternConvertAny => {}
        O::RefI31 => operands.set(0, reference::i31(operands.u32(0))),
        O::I31GetS | O::I31GetU => {
            let value = reference::as_i31(operands.word(0)).ok_or(TrapCode::NullI31)?;
            let bits = if opcode == O::I31GetS {
                value as u32
            } else {
                value as u32 & 0x7fff_ffff
            };
            operands.set(0, u64::from(bits));
        }
        O::StructNew | O::StructNewDefault => struct_new(state, opcode, ty, operands)?,
        O::StructGet | O::StructGetS | O::StructGetU => {
            let (slot, storage) = field(state, ty, second);
            let Some(Object::Struct { words, .. }) = state.heap.get(operands.word(0)) else {
                return Err(TrapCode::NullStruct);
            };
            let wide = storage.unpacked() == ValType::V128;
            let high = if wide { words[slot + 1] } else { 0 };
            operands.set(0, unpacked(storage, words[slot], opcode == O::StructGetS));
            if wide {
                operands.set(1, high);
            }
        }
        O::StructSet => {
            let (slot, storage) = field(state, ty, second);
            let Some(Object::Struct { words, .. }) = state.heap.get_mut(operands.word(0)) else {
                return Err(TrapCode::NullStruct);
            };
            words[slot] = packed(storage, operands.word(1));
            if storage.unpacked() == ValType::V128 {
                words[slot + 1] = operands.word(2);
            }
        }
        O::ArrayLen => {
            let Some(Object::Array { length, .. }) = state.heap.get(operands.word(0)) else {
                return Err(TrapCode::NullArray);
            };
            operands.set(0, u64::from(*length));
        }
        _ => array(state, instance, opcode, ty, second, operands)?,
    }
    Ok(())
}

fn field(state: &StoreState, ty: TypeId, field: u32) -> (usize, StorageType) {
    let entry = state.types.entry(ty);
    let storage = entry
        .fields()
        .map_or(StorageType::I8, |fields| fields[field as usize].storage);
    (entry.field_slots[field as usize] as usize, storage)
}

fn struct_new(
    state: &mut StoreState,
    opcode: Opcode,
    ty: TypeId,
    operands: Operands,
) -> Result<(), TrapCode> {
    let size = state.types.entry(ty).field_slots.len() * 8;
    state.before_allocation(size);
    let entry = state.types.entry(ty);
    let fields = entry.fields().unwrap_or(&[]);
    let total = entry.field_slots.last().copied().unwrap_or(0) as usize;
    let mut words: Vec<u64> = if opcode == Opcode::StructNew {
        operands.words(total).to_vec()
    } else {
        alloc::vec![0; total]
    };
    for (field, slot) in fields.iter().zip(&entry.field_slots) {
        let word = &mut words[*slot as usize];
        if opcode == Opcode::StructNewDefault && field.storage.unpacked().is_ref() {
            *word = NULL;
        }
        *word = packed(field.storage, *word);
    }
    operands.set(0, state.heap.new_struct(ty, words.into())?);
    Ok(())
}

fn element(state: &StoreState, ty: TypeId) -> StorageType {
    state
        .types
        .entry(ty)
        .element()
        .map_or(StorageType::I8, |element| element.storage)
}

/// A value's bytes, by word of the register form.
fn write_element(storage: StorageType, target: &mut [u8], low: u64, high: u64) {
    let value = u128::from(low) | u128::from(high) << 64;
    let size = storage.byte_size();
    target.copy_from_slice(&value.to_le_bytes()[..size]);
}

fn read_element(source: &[u8]) -> u128 {
    let mut bytes = [0; 16];
    bytes[..source.len()].copy_from_slice(source);
    u128::from_le_bytes(bytes)
}

/// The bytes of a run of elements.
fn run(
    bytes_len: usize,
    size: usize,
    start: u64,
    count: u64,
) -> Result<core::ops::Range<usize>, TrapCode> {
    let length = (bytes_len / size) as u64;
    match start.checked_add(count) {
        Some(end) if end <= length => Ok(start as usize * size..end as usize * size),
        _ => Err(TrapCode::ArrayOutOfBounds),
    }
}

fn bytes_mut(state: &mut StoreState, reference: u64) -> Result<&mut [u8], TrapCode> {
    match state.heap.get_mut(reference) {
        Some(Object::Array { bytes, .. }) => Ok(bytes),
        _ => Err(TrapCode::NullArray),
    }
}

fn bytes(state: &StoreState, reference: u64) -> Result<&[u8], TrapCode> {
    match state.heap.get(reference) {
        Some(Object::Array { bytes, .. }) => Ok(bytes),
        _ => Err(TrapCode::NullArray),
    }
}

fn array(
    state: &mut StoreState,
    instance: &Instance,
    opcode: Opcode,
    ty: TypeId,
    second: u32,
    operands: Operands,
) -> Result<(), TrapCode> {
    use Opcode as O;
    let storage = element(state, ty);
    let size = storage.byte_size();
    let slots = storage.unpacked().slots();
    let allocates = match opcode {
        O::ArrayNew => Some(operands.u32(slots) as usize),
        O::ArrayNewDefault => Some(operands.u32(0) as usize),
        O::ArrayNewData | O::ArrayNewElem => Some(operands.u32(1) as usize),
        O::ArrayNewFixed => Some(second as usize),
        _ => None,
    };
    if let Some(length) = allocates {
        state.before_allocation(length.saturating_mul(size));
    }
    let high = |index: usize| if slots == 2 { operands.word(index) } else { 0 };
    match opcode {
        O::ArrayNew => {
            let length = operands.u32(slots);
            let array = state.heap.new_array(ty, length, size)?;
            let (low, high) = (operands.word(0), high(1));
            fill(storage, bytes_mut(state, array)?, low, high);
            operands.set(0, array);
        }
        O::ArrayNewDefault => {
            let array = state.heap.new_array(ty, operands.u32(0), size)?;
            if storage.unpacked().is_ref() {
                fill(storage, bytes_mut(state, array)?, NULL, 0);
            }
            operands.set(0, array);
        }
        O::ArrayNewFixed => {
            let array = state.heap.new_array(ty, second, size)?;
            let contents = bytes_mut(state, array)?;
            for (index, target) in contents.chunks_exact_mut(size).enumerate() {
                write_element(
                    storage,
                    target,
                    operands.word(index * slots),
                    high(index * slots + 1),
                );
            }
            operands.set(0, array);
        }
        O::ArrayNewData => {
            let count = operands.u32(1);
            let length = u64::from(count)
                .checked_mul(size as u64)
                .ok_or(TrapCode::MemoryOutOfBounds)?;
            let source = part(data(instance, DataIndex(second)), operands.word(0), length);
            let source = source.ok_or(TrapCode::MemoryOutOfBounds)?;
            let array = state.heap.new_array(ty, count, size)?;
            bytes_mut(state, array)?.copy_from_slice(source);
            operands.set(0, array);
        }
        O::ArrayNewElem => {
            let source = elems(state, instance, ElemIndex(second));
            let source = part(source, operands.word(0), operands.word(1));
            let source = source.ok_or(TrapCode::TableOutOfBounds)?.to_vec();
            let array = state.heap.new_array(ty, source.len() as u32, size)?;
            write_references(bytes_mut(state, array)?, &source);
            operands.set(0, array);
        }
        O::ArrayGet | O::ArrayGetS | O::ArrayGetU => {
            let contents = bytes(state, operands.word(0))?;
            let value = read_element(&contents[run(contents.len(), size, operands.word(1), 1)?]);
            operands.set(0, unpacked(storage, value as u64, opcode == O::ArrayGetS));
            if slots == 2 {
                operands.set(1, (value >> 64) as u64);
            }
        }
        O::ArraySet => {
            let contents = bytes_mut(state, operands.word(0))?;
            let target = run(contents.len(), size, operands.word(1), 1)?;
            write_element(storage, &mut contents[target], operands.word(2), high(3));
        }
        O::ArrayFill => {
            let contents = bytes_mut(state, operands.word(0))?;
            let target = run(
                contents.len(),
                size,
                operands.word(1),
                operands.word(2 + slots),
            )?;
            fill(storage, &mut contents[target], operands.word(2), high(3));
        }
        O::ArrayCopy => copy(state, size, operands)?,
        O::ArrayInitData => {
            let count = operands.word(3);
            let length = count
                .checked_mul(size as u64)
                .ok_or(TrapCode::MemoryOutOfBounds)?;
            let contents = bytes_mut(state, operands.word(0))?;
            let target = run(contents.len(), size, operands.word(1), count)?;
            let source = part(data(instance, DataIndex(second)), operands.word(2), length);
            contents[target].copy_from_slice(source.ok_or(TrapCode::MemoryOutOfBounds)?);
        }
        O::ArrayInitElem => {
            let contents = bytes(state, operands.word(0))?;
            let target = run(contents.len(), size, operands.word(1), operands.word(3))?;
            let source = part(
                elems(state, instance, ElemIndex(second)),
                operands.word(2),
                operands.word(3),
            );
            let source = source.ok_or(TrapCode::TableOutOfBounds)?.to_vec();
            write_references(&mut bytes_mut(state, operands.word(0))?[target], &source);
        }
        _ => return Err(TrapCode::Unreachable),
    }
    Ok(())
}

fn fill(storage: StorageType, target: &mut [u8], low: u64, high: u64) {
    let size = storage.byte_size();
    if size == 1 {
        target.fill(low as u8);
        return;
    }
    for element in target.chunks_exact_mut(size) {
        write_element(storage, element, low, high);
    }
}

fn write_references(target: &mut [u8], references: &[u64]) {
    for (element, reference) in target.chunks_exact_mut(8).zip(references) {
        element.copy_from_slice(&reference.to_le_bytes());
    }
}

fn copy(state: &mut StoreState, size: usize, operands: Operands) -> Result<(), TrapCode> {
    let (target, source) = (operands.word(0), operands.word(2));
    let count = operands.word(4);
    let to = run(bytes(state, target)?.len(), size, operands.word(1), count)?;
    let from = run(bytes(state, source)?.len(), size, operands.word(3), count)?;
    if target == source {
        bytes_mut(state, target)?.copy_within(from, to.start);
        return Ok(());
    }
    let contents = bytes(state, source)?[from].to_vec();
    bytes_mut(state, target)?[to].copy_from_slice(&contents);
    Ok(())
}
