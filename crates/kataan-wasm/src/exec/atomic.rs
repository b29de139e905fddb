//! Atomic accesses, fences, waiting and notifying.
//!
//! # Invariants
//! An access is checked to lie in the memory and to be aligned before its address is used
//! as that of an atomic; the memory outlives the instruction.
#![allow(unsafe_code)]

use super::cold::{Immediates, Operands, memory};
use crate::runtime::instance::Instance;
use crate::runtime::memory::LinearMemory;
use crate::runtime::store::StoreState;
use crate::runtime::trap::TrapCode;
use crate::syntax::instruction::Opcode;
use core::sync::atomic::{AtomicU8, AtomicU16, AtomicU32, AtomicU64, Ordering, fence};

/// The address of an aligned access.
fn address(
    memory: &LinearMemory,
    operands: Operands,
    offset: u64,
    size: u64,
) -> Result<(u64, *mut u8), TrapCode> {
    let address = operands
        .word(0)
        .checked_add(offset)
        .ok_or(TrapCode::MemoryOutOfBounds)?;
    if address % size != 0 {
        return Err(TrapCode::UnalignedAtomic);
    }
    let pointer = memory
        .range(address, size)
        .ok_or(TrapCode::MemoryOutOfBounds)?;
    Ok((address, pointer))
}

/// An integer with its atomic form.
trait Integer: Sized {
    type Atomic;
}

macro_rules! integer {
    ($($ty:ty: $atomic:ty;)*) => {
        $(impl Integer for $ty {
            type Atomic = $atomic;
        })*
    };
}
integer! { u8: AtomicU8; u16: AtomicU16; u32: AtomicU32; u64: AtomicU64; }

fn cell<T: Integer>(
    memory: &LinearMemory,
    operands: Operands,
    offset: u64,
) -> Result<&T::Atomic, TrapCode> {
    let (_, pointer) = address(memory, operands, offset, size_of::<T>() as u64)?;
    // SAFETY: inside the memory, aligned, and an atomic has its integer's size.
    Ok(unsafe { &*pointer.cast::<T::Atomic>() })
}

/// Runs an atomic instruction; says whether it is one. Values in memory are little-endian.
pub(super) fn execute(
    state: &StoreState,
    instance: &Instance,
    opcode: Opcode,
    operands: Operands,
    immediates: Immediates,
) -> Result<bool, TrapCode> {
    use Opcode as O;
    const ORDER: Ordering = Ordering::SeqCst;
    let offset = immediates.first;
    macro_rules! load {
        ($ty:ty) => {{
            let cell = cell::<$ty>(memory(instance, immediates.second), operands, offset)?;
            operands.set(0, u64::from(<$ty>::from_le(cell.load(ORDER))));
        }};
    }
    macro_rules! store {
        ($ty:ty) => {{
            let cell = cell::<$ty>(memory(instance, immediates.second), operands, offset)?;
            cell.store((operands.word(1) as $ty).to_le(), ORDER);
        }};
    }
    // Arithmetic is done by exchange, which is right in any byte order.
    macro_rules! modify {
        ($ty:ty, swap) => {
            modify!($ty, |_old, new| new)
        };
        ($ty:ty, fetch_add) => {
            modify!($ty, |old, new| old.wrapping_add(new))
        };
        ($ty:ty, fetch_sub) => {
            modify!($ty, |old, new| old.wrapping_sub(new))
        };
        ($ty:ty, fetch_and) => {
            modify!($ty, |old, new| old & new)
        };
        ($ty:ty, fetch_or) => {
            modify!($ty, |old, new| old | new)
        };
        ($ty:ty, fetch_xor) => {
            modify!($ty, |old, new| old ^ new)
        };
        ($ty:ty, |$old:ident, $new:ident| $formula:expr) => {{
            let cell = cell::<$ty>(memory(instance, immediates.second), operands, offset)?;
            let $new = operands.word(1) as $ty;
            let mut seen = cell.load(ORDER);
            loop {
                let $old = <$ty>::from_le(seen);
                let result: $ty = $formula;
                match cell.compare_exchange_weak(seen, result.to_le(), ORDER, ORDER) {
                    Ok(_) => break,
                    Err(now) => seen = now,
                }
            }
            operands.set(0, u64::from(<$ty>::from_le(seen)));
        }};
    }
    macro_rules! compare_exchange {
        ($ty:ty) => {{
            let cell = cell::<$ty>(memory(instance, immediates.second), operands, offset)?;
            let expected = operands.word(1);
            // A value wider than the access equals nothing in memory.
            let found = match <$ty>::try_from(expected) {
                Ok(expected) => {
                    let new = (operands.word(2) as $ty).to_le();
                    match cell.compare_exchange(expected.to_le(), new, ORDER, ORDER) {
                        Ok(found) | Err(found) => found,
                    }
                }
                Err(_) => cell.load(ORDER),
            };
            operands.set(0, u64::from(<$ty>::from_le(found)));
        }};
    }
    match opcode {
        O::AtomicFence => fence(ORDER),
        O::MemoryAtomicNotify => {
            let memory = memory(instance, immediates.second);
            let (address, _) = address(memory, operands, offset, 4)?;
            let woken = if memory.ty.shared {
                memory.waiters.notify(address, operands.u32(1))
            } else {
                0
            };
            operands.set(0, u64::from(woken));
        }
        O::MemoryAtomicWait32 | O::MemoryAtomicWait64 => {
            let memory = memory(instance, immediates.second);
            let is_64 = opcode == O::MemoryAtomicWait64;
            let (address, _) = address(memory, operands, offset, if is_64 { 8 } else { 4 })?;
            if !memory.ty.shared {
                return Err(TrapCode::ExpectedSharedMemory);
            }
            let (expected, timeout) = (operands.word(1), operands.word(2) as i64);
            let interruption = &state.interruption;
            let found = if is_64 {
                let cell = cell::<u64>(memory, operands, offset)?;
                memory.waiters.wait(address, timeout, interruption, || {
                    u64::from_le(cell.load(ORDER)) == expected
                })
            } else {
                let cell = cell::<u32>(memory, operands, offset)?;
                memory.waiters.wait(address, timeout, interruption, || {
                    u32::from_le(cell.load(ORDER)) == expected as u32
                })
            };
            operands.set(0, u64::from(found?));
        }
        O::I32AtomicLoad => load!(u32),
        O::I64AtomicLoad => load!(u64),
        O::I32AtomicLoad8U => load!(u8),
        O::I32AtomicLoad16U => load!(u16),
        O::I64AtomicLoad8U => load!(u8),
        O::I64AtomicLoad16U => load!(u16),
        O::I64AtomicLoad32U => load!(u32),
        O::I32AtomicStore => store!(u32),
        O::I64AtomicStore => store!(u64),
        O::I32AtomicStore8 => store!(u8),
        O::I32AtomicStore16 => store!(u16),
        O::I64AtomicStore8 => store!(u8),
        O::I64AtomicStore16 => store!(u16),
        O::I64AtomicStore32 => store!(u32),
        O::I32AtomicRmwAdd => modify!(u32, fetch_add),
        O::I64AtomicRmwAdd => modify!(u64, fetch_add),
        O::I32AtomicRmw8AddU => modify!(u8, fetch_add),
        O::I32AtomicRmw16AddU => modify!(u16, fetch_add),
        O::I64AtomicRmw8AddU => modify!(u8, fetch_add),
        O::I64AtomicRmw16AddU => modify!(u16, fetch_add),
        O::I64AtomicRmw32AddU => modify!(u32, fetch_add),
        O::I32AtomicRmwSub => modify!(u32, fetch_sub),
        O::I64AtomicRmwSub => modify!(u64, fetch_sub),
        O::I32AtomicRmw8SubU => modify!(u8, fetch_sub),
        O::I32AtomicRmw16SubU => modify!(u16, fetch_sub),
        O::I64AtomicRmw8SubU => modify!(u8, fetch_sub),
        O::I64AtomicRmw16SubU => modify!(u16, fetch_sub),
        O::I64AtomicRmw32SubU => modify!(u32, fetch_sub),
        O::I32AtomicRmwAnd => modify!(u32, fetch_and),
        O::I64AtomicRmwAnd => modify!(u64, fetch_and),
        O::I32AtomicRmw8AndU => modify!(u8, fetch_and),
        O::I32AtomicRmw16AndU => modify!(u16, fetch_and),
        O::I64AtomicRmw8AndU => modify!(u8, fetch_and),
        O::I64AtomicRmw16AndU => modify!(u16, fetch_and),
        O::I64AtomicRmw32AndU => modify!(u32, fetch_and),
        O::I32AtomicRmwOr => modify!(u32, fetch_or),
        O::I64AtomicRmwOr => modify!(u64, fetch_or),
        O::I32AtomicRmw8OrU => modify!(u8, fetch_or),
        O::I32AtomicRmw16OrU => modify!(u16, fetch_or),
        O::I64AtomicRmw8OrU => modify!(u8, fetch_or),
        O::I64AtomicRmw16OrU => modify!(u16, fetch_or),
        O::I64AtomicRmw32OrU => modify!(u32, fetch_or),
        O::I32AtomicRmwXor => modify!(u32, fetch_xor),
        O::I64AtomicRmwXor => modify!(u64, fetch_xor),
        O::I32AtomicRmw8XorU => modify!(u8, fetch_xor),
        O::I32AtomicRmw16XorU => modify!(u16, fetch_xor),
        O::I64AtomicRmw8XorU => modify!(u8, fetch_xor),
        O::I64AtomicRmw16XorU => modify!(u16, fetch_xor),
        O::I64AtomicRmw32XorU => modify!(u32, fetch_xor),
        O::I32AtomicRmwXchg => modify!(u32, swap),
        O::I64AtomicRmwXchg => modify!(u64, swap),
        O::I32AtomicRmw8XchgU => modify!(u8, swap),
        O::I32AtomicRmw16XchgU => modify!(u16, swap),
        O::I64AtomicRmw8XchgU => modify!(u8, swap),
        O::I64AtomicRmw16XchgU => modify!(u16, swap),
        O::I64AtomicRmw32XchgU => modify!(u32, swap),
        O::I32AtomicRmwCmpxchg => compare_exchange!(u32),
        O::I64AtomicRmwCmpxchg => compare_exchange!(u64),
        O::I32AtomicRmw8CmpxchgU => compare_exchange!(u8),
        O::I32AtomicRmw16CmpxchgU => compare_exchange!(u16),
        O::I64AtomicRmw8CmpxchgU => compare_exchange!(u8),
        O::I64AtomicRmw16CmpxchgU => compare_exchange!(u16),
        O::I64AtomicRmw32CmpxchgU => compare_exchange!(u32),
        _ => return Ok(false),
    }
    Ok(true)
}
