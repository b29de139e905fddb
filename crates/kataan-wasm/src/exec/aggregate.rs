//! Structures, arrays, casts and conversions.

use super::cold::{Immediates, Operands, data, elems, part};
use super::object::element_error;
use crate::runtime::constant::new_array_fixed;
use crate::runtime::instance::Instance;
use crate::runtime::layout::{Place, Storage};
use crate::runtime::reference;
use crate::runtime::store::StoreState;
use crate::runtime::trap::TrapCode;
use crate::syntax::instruction::Opcode;
use crate::syntax::module::{DataIndex, ElemIndex};
use crate::syntax::types::TypeId;
use crate::valid::registry::TypeSource;

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
        O::StructNew | O::StructNewDefault => {
            state.before_allocation(state.types.entry(ty).layout.size());
            let entry = state.types.entry(ty);
            let words = (opcode == O::StructNew).then(|| operands.words(entry.field_slots));
            let reference = state.heap.new_struct(ty, &entry.layout, words)?;
            operands.set(0, reference);
        }
        O::StructGet | O::StructGetS | O::StructGetU => {
            let Place { storage, at } = Place::from_bits(immediates.first);
            let words = state.heap.field(operands.word(0), storage, at as usize);
            let words = words.ok_or(TrapCode::NullStruct)?;
            result(operands, storage, words, opcode == O::StructGetS);
        }
        O::StructSet => {
            let Place { storage, at } = Place::from_bits(immediates.first);
            let words = value(operands, 1, storage);
            state
                .heap
                .set_field(operands.word(0), storage, at as usize, words)
                .ok_or(TrapCode::NullStruct)?;
        }
        _ => array(state, instance, opcode, ty, second, operands)?,
    }
    Ok(())
}

/// The words of an operand.
#[inline(always)]
fn value(operands: Operands, index: usize, storage: Storage) -> [u64; 2] {
    let high = if storage == Storage::Vector {
        operands.word(index + 1)
    } else {
        0
    };
    [operands.word(index), high]
}

/// Hands what was read to the first register.
#[inline(always)]
fn result(operands: Operands, storage: Storage, words: [u64; 2], signed: bool) {
    let [low, high] = words;
    operands.set(0, if signed { storage.extend(low) } else { low });
    if storage == Storage::Vector {
        operands.set(1, high);
    }
}

/// Checks a run of elements of an array.
fn check(state: &StoreState, array: u64, start: u64, count: u64) -> Result<(), TrapCode> {
    let length = state.heap.array_length(array).ok_or(TrapCode::NullArray)?;
    match start.checked_add(count) {
        Some(end) if end <= length => Ok(()),
        _ => Err(TrapCode::ArrayOutOfBounds),
    }
}

fn new_array(
    state: &mut StoreState,
    instance: &Instance,
    opcode: Opcode,
    ty: TypeId,
    second: u32,
    storage: Storage,
    operands: Operands,
) -> Result<u64, TrapCode> {
    use Opcode as O;
    let slots = storage.slots();
    let length = u64::from(match opcode {
        O::ArrayNew => operands.u32(slots),
        O::ArrayNewDefault => operands.u32(0),
        O::ArrayNewFixed => second,
        _ => operands.u32(1),
    });
    // Segments are checked first: what is out of their bounds needs no room.
    let bytes = length * storage.size() as u64;
    match opcode {
        O::ArrayNewData => part(data(instance, DataIndex(second)), operands.word(0), bytes)
            .map(drop)
            .ok_or(TrapCode::MemoryOutOfBounds)?,
        O::ArrayNewElem => {
            let source = elems(state, instance, ElemIndex(second));
            part(source, operands.word(0), length)
                .map(drop)
                .ok_or(TrapCode::TableOutOfBounds)?;
        }
        _ => {}
    }
    state.before_allocation(usize::try_from(bytes).unwrap_or(usize::MAX));
    if opcode == O::ArrayNewFixed {
        let words = operands.words(second as usize * slots);
        return new_array_fixed(state, ty, storage, second, words);
    }
    let element = if opcode == O::ArrayNew {
        value(operands, 0, storage)
    } else {
        storage.default()
    };
    let array = state.heap.new_array(ty, storage, length, element)?;
    match opcode {
        O::ArrayNewData => {
            let source = part(data(instance, DataIndex(second)), operands.word(0), bytes);
            let source = source.ok_or(TrapCode::MemoryOutOfBounds)?;
            state.heap.write_data(array, 0, source)
        }
        O::ArrayNewElem => {
            let source = elems(state, instance, ElemIndex(second));
            let source = part(source, operands.word(0), length);
            let source = source.ok_or(TrapCode::TableOutOfBounds)?;
            state.heap.write_references(array, storage, 0, source)
        }
        _ => Some(()),
    }
    .ok_or(TrapCode::ArrayOutOfBounds)?;
    Ok(array)
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
    let element = state.types.entry(ty).element();
    let storage = element.map_or(Storage::I8, |element| Storage::of(element.storage));
    let (array, index) = (operands.word(0), operands.word(1));
    match opcode {
        O::ArrayGet | O::ArrayGetS | O::ArrayGetU => {
            let words = state.heap.element(array, storage, index);
            let words = words.ok_or_else(|| element_error(state, array))?;
            result(operands, storage, words, opcode == O::ArrayGetS);
        }
        O::ArraySet => {
            let words = value(operands, 2, storage);
            state
                .heap
                .set_element(array, storage, index, words)
                .ok_or_else(|| element_error(state, array))?;
        }
        O::ArrayFill => {
            let count = operands.word(2 + storage.slots());
            let words = value(operands, 2, storage);
            state
                .heap
                .fill(array, storage, index, count, words)
                .ok_or_else(|| element_error(state, array))?;
        }
        O::ArrayCopy => {
            let (source, from, count) = (operands.word(2), operands.word(3), operands.word(4));
            check(state, array, index, count)?;
            check(state, source, from, count)?;
            state
                .heap
                .copy(storage, (array, index), (source, from), count)
                .ok_or(TrapCode::ArrayOutOfBounds)?;
        }
        O::ArrayInitData => {
            let count = operands.word(3);
            check(state, array, index, count)?;
            let length = count
                .checked_mul(storage.size() as u64)
                .ok_or(TrapCode::MemoryOutOfBounds)?;
            let source = part(data(instance, DataIndex(second)), operands.word(2), length);
            let source = source.ok_or(TrapCode::MemoryOutOfBounds)?;
            state
                .heap
                .write_data(array, index, source)
                .ok_or(TrapCode::ArrayOutOfBounds)?;
        }
        O::ArrayInitElem => {
            let count = operands.word(3);
            check(state, array, index, count)?;
            let source = elems(state, instance, ElemIndex(second));
            let source = part(source, operands.word(2), count);
            let source = source.ok_or(TrapCode::TableOutOfBounds)?;
            state
                .heap
                .write_references(array, storage, index, source)
                .ok_or(TrapCode::ArrayOutOfBounds)?;
        }
        O::ArrayNew | O::ArrayNewDefault | O::ArrayNewFixed | O::ArrayNewData | O::ArrayNewElem => {
            let array = new_array(state, instance, opcode, ty, second, storage, operands)?;
            operands.set(0, array);
        }
        _ => return Err(TrapCode::Unreachable),
    }
    Ok(())
}
