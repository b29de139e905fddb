//! The operations on structures, arrays and references that are not out of the loop.
//!
//! # Invariants
//! Those of `machine`: a handler is only called with a machine that keeps them. Registers that hold
//! references are references of the store's heap, which validation has checked.
#![allow(unsafe_code, non_snake_case, clippy::missing_safety_doc)]

use super::control::effects;
use super::machine::{Flow, Machine};
use super::operation::Word;
use super::register::Accumulators;
use crate::runtime::cast::CastTarget;
use crate::runtime::layout::{Place, Storage};
use crate::runtime::store::StoreState;
use crate::runtime::trap::TrapCode;
use crate::syntax::types::TypeId;
use crate::valid::registry::TypeSource;

#[inline(always)]
unsafe fn read_field(machine: &mut Machine, word: &Word, storage: Storage) -> Flow {
    // SAFETY: `machine`'s invariants.
    unsafe {
        let heap = &(*machine.state()).heap;
        match heap.field(machine.read(word.b), storage, word.c.into()) {
            Some([value, _]) => {
                machine.give(word.a, value);
                Flow::Next
            }
            None => Flow::Trap(TrapCode::NullStruct),
        }
    }
}

#[inline(always)]
unsafe fn write_field(machine: &mut Machine, word: &Word, storage: Storage) -> Flow {
    // SAFETY: `machine`'s invariants.
    unsafe {
        let heap = &(*machine.state()).heap;
        let value = [machine.read(word.b), 0];
        match heap.set_field(machine.read(word.a), storage, word.c.into(), value) {
            Some(()) => Flow::Next,
            None => Flow::Trap(TrapCode::NullStruct),
        }
    }
}

// What is out of line returns in machine registers: a result in memory would keep the handler's frame.

/// Puts a new structure where its fields are.
#[inline(never)]
unsafe fn new_struct(state: *mut StoreState, ty: u32, fields: *mut u64) -> Result<(), TrapCode> {
    // SAFETY: `machine`'s invariants; the fields are in registers that the translator reserved.
    unsafe {
        let state = &mut *state;
        let ty = TypeId(ty);
        state.before_allocation(state.types.entry(ty).layout.size());
        let entry = state.types.entry(ty);
        let words = core::slice::from_raw_parts(fields, entry.field_slots);
        *fields = state.heap.new_struct(ty, &entry.layout, Some(words))?;
        Ok(())
    }
}

#[inline(never)]
fn element(state: &StoreState, array: u64, index: u64, kept: u64) -> Option<u64> {
    let Place { storage, at } = Place::from_bits(kept);
    let [word, _] = state.heap.element(array, storage, index)?;
    Some(if at == 0 { word } else { storage.extend(word) })
}

#[inline(never)]
fn set_element(state: &StoreState, array: u64, index: u64, value: u64, kept: u64) -> Option<()> {
    let storage = Place::from_bits(kept).storage;
    state.heap.set_element(array, storage, index, [value, 0])
}

/// Why an element could not be reached.
#[cold]
#[inline(never)]
pub(super) fn element_error(state: &StoreState, array: u64) -> TrapCode {
    match state.heap.array_length(array) {
        Some(_) => TrapCode::ArrayOutOfBounds,
        None => TrapCode::NullArray,
    }
}

#[inline(never)]
fn is_a(state: &StoreState, reference: u64, target: u64) -> bool {
    state.is_a(reference, CastTarget::from_bits(target).ty())
}

effects! {
    StructGetValue |m, word| { read_field(m, word, Storage::Value) }
    StructGet32 |m, word| { read_field(m, word, Storage::Word32) }
    StructGet64 |m, word| { read_field(m, word, Storage::Word64) }
    StructSetValue |m, word| { write_field(m, word, Storage::Value) }
    StructSet32 |m, word| { write_field(m, word, Storage::Word32) }
    StructSet64 |m, word| { write_field(m, word, Storage::Word64) }
    StructNew |m, word| {
        // A collection reads the stored registers.
        m.save();
        match new_struct(m.state(), word.imm32(), m.fp.add(word.a.into())) {
            Ok(()) => {
                m.read_memory();
                m.accumulators = Accumulators::NONE;
                Flow::Next
            }
            Err(code) => Flow::Trap(code),
        }
    }
    ArrayGet |m, word| {
        let kept = m.data();
        match element(&*m.state(), m.read(word.b), m.read(word.c), kept) {
            Some(value) => {
                m.give(word.a, value);
                Flow::Next
            }
            None => Flow::Trap(element_error(&*m.state(), m.read(word.b))),
        }
    }
    ArraySet |m, word| {
        let kept = m.data();
        let (array, index, value) = (m.read(word.a), m.read(word.b), m.read(word.c));
        match set_element(&*m.state(), array, index, value, kept) {
            Some(()) => Flow::Next,
            None => Flow::Trap(element_error(&*m.state(), m.read(word.a))),
        }
    }
    ArrayLen |m, word| {
        match (*m.state()).heap.array_length(m.read(word.b)) {
            Some(length) => {
                m.give(word.a, length);
                Flow::Next
            }
            None => Flow::Trap(TrapCode::NullArray),
        }
    }
    RefTest |m, word| {
        let target = m.data();
        let is_a = is_a(&*m.state(), m.read(word.b), target);
        m.give(word.a, u64::from(is_a));
        Flow::Next
    }
    RefCast |m, word| {
        let target = m.data();
        if is_a(&*m.state(), m.read(word.a), target) {
            Flow::Next
        } else {
            Flow::Trap(TrapCode::CastFailure)
        }
    }
}
