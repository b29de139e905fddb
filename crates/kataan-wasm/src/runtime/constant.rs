//! Constant expressions, evaluated at instantiation.

use super::instance::Instance;
use super::layout::Storage;
use super::reference::{self, NULL};
use super::store::StoreState;
use super::trap::TrapCode;
use crate::binary::reader::Reader;
use crate::error::ModuleError;
use crate::syntax::instruction::Opcode;
use crate::syntax::types::TypeId;
use crate::valid::registry::TypeEntry;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::ops::Range;

/// The value of a validated constant expression, by word.
pub(crate) fn evaluate(
    state: &mut StoreState,
    instance: &Instance,
    expression: Range<usize>,
) -> Result<[u64; 2], TrapCode> {
    let mut evaluator = Evaluator {
        state,
        instance,
        stack: Vec::new(),
    };
    let mut reader = Reader::at(&instance.module.bytes, expression);
    loop {
        match evaluator.step(&mut reader) {
            Ok(Some(result)) => result?,
            Ok(None) => break,
            // Validation has read the same bytes.
            Err(_) => return Err(TrapCode::Unreachable),
        }
    }
    let stack = evaluator.stack;
    Ok([
        stack.first().copied().unwrap_or(0),
        stack.get(1).copied().unwrap_or(0),
    ])
}

struct Evaluator<'a> {
    state: &'a mut StoreState,
    instance: &'a Instance,
    /// Vectors take two words.
    stack: Vec<u64>,
}

impl Evaluator<'_> {
    fn pop(&mut self) -> u64 {
        self.stack.pop().unwrap_or(0)
    }

    fn binary_32(&mut self, f: impl FnOnce(u32, u32) -> u32) {
        let b = self.pop() as u32;
        let a = self.pop() as u32;
        self.stack.push(u64::from(f(a, b)));
    }

    fn binary_64(&mut self, f: impl FnOnce(u64, u64) -> u64) {
        let b = self.pop();
        let a = self.pop();
        self.stack.push(f(a, b));
    }

    fn ty(&self, index: u32) -> Arc<TypeEntry> {
        let id = self.instance.module.types.at(index).id;
        self.state.types.shared(id).clone()
    }

    /// Runs one instruction; nothing at the end.
    fn step(
        &mut self,
        reader: &mut Reader<'_>,
    ) -> Result<Option<Result<(), TrapCode>>, ModuleError> {
        use Opcode as O;
        let module = self.instance.module.clone();
        match reader.opcode()? {
            O::End => return Ok(None),
            O::I32Const => self.stack.push(u64::from(reader.s32()? as u32)),
            O::I64Const => self.stack.push(reader.s64()? as u64),
            O::F32Const => self.stack.push(u64::from(reader.f32_bits()?)),
            O::F64Const => self.stack.push(reader.f64_bits()?),
            O::V128Const => {
                let bits = reader.v128_bits()?;
                self.stack.extend([bits as u64, (bits >> 64) as u64]);
            }
            O::I32Add => self.binary_32(u32::wrapping_add),
            O::I32Sub => self.binary_32(u32::wrapping_sub),
            O::I32Mul => self.binary_32(u32::wrapping_mul),
            O::I64Add => self.binary_64(u64::wrapping_add),
            O::I64Sub => self.binary_64(u64::wrapping_sub),
            O::I64Mul => self.binary_64(u64::wrapping_mul),
            O::RefNull => {
                reader.heap_type(&module.types)?;
                self.stack.push(NULL);
            }
            O::RefFunc => {
                let func = reader.u32()?;
                self.stack
                    .push(reference::func(self.instance.funcs[func as usize]));
            }
            O::GlobalGet => {
                let index = self.instance.globals[reader.u32()? as usize];
                let global = &self.state.globals[index as usize];
                let words = global.cell.words();
                self.stack.extend(&words[..global.ty.content.slots()]);
            }
            O::RefI31 => {
                let value = self.pop();
                self.stack.push(reference::i31(value as u32));
            }
            O::AnyConvertExtern => {
                let value = self.pop();
                self.stack.push(reference::internalize(value));
            }
            O::ExternConvertAny => {}
            opcode => return self.aggregate(opcode, reader).map(Some),
        }
        Ok(Some(Ok(())))
    }

    fn aggregate(
        &mut self,
        opcode: Opcode,
        reader: &mut Reader<'_>,
    ) -> Result<Result<(), TrapCode>, ModuleError> {
        use Opcode as O;
        let ty = self.ty(reader.u32()?);
        let storage = ty.element().map(|element| Storage::of(element.storage));
        let heap = &mut self.state.heap;
        let allocated = match (opcode, storage) {
            (O::StructNew, _) => {
                let words = self.stack.split_off(self.stack.len() - ty.field_slots);
                heap.new_struct(ty.id, &ty.layout, Some(&words))
            }
            (O::StructNewDefault, _) => heap.new_struct(ty.id, &ty.layout, None),
            (O::ArrayNewFixed, Some(storage)) => {
                let length = reader.u32()?;
                let count = length as usize * storage.slots();
                let words = self.stack.split_off(self.stack.len() - count);
                new_array_fixed(self.state, ty.id, storage, length, &words)
            }
            (O::ArrayNew, Some(storage)) => {
                let length = self.stack.pop().unwrap_or(0) as u32;
                let words = self.stack.split_off(self.stack.len() - storage.slots());
                let words = [words[0], words.get(1).copied().unwrap_or(0)];
                heap.new_array(ty.id, storage, length.into(), words)
            }
            (O::ArrayNewDefault, Some(storage)) => {
                let length = self.stack.pop().unwrap_or(0) as u32;
                heap.new_array(ty.id, storage, length.into(), storage.default())
            }
            _ => Err(TrapCode::Unreachable),
        };
        Ok(allocated.map(|reference| self.stack.push(reference)))
    }
}

/// An array of the elements in `words`.
pub(crate) fn new_array_fixed(
    state: &mut StoreState,
    ty: TypeId,
    storage: Storage,
    length: u32,
    words: &[u64],
) -> Result<u64, TrapCode> {
    let array = state
        .heap
        .new_array(ty, storage, length.into(), storage.default())?;
    for (index, element) in words.chunks_exact(storage.slots()).enumerate() {
        let element = [element[0], element.get(1).copied().unwrap_or(0)];
        state
            .heap
            .set_element(array, storage, index as u64, element)
            .ok_or(TrapCode::ArrayOutOfBounds)?;
    }
    Ok(array)
}
