//! Constant expressions, evaluated at instantiation.

use super::heap::Object;
use super::instance::Instance;
use super::reference::{self, NULL};
use super::store::StoreState;
use super::trap::TrapCode;
use crate::binary::reader::Reader;
use crate::error::ModuleError;
use crate::syntax::composite::StorageType;
use crate::syntax::instruction::Opcode;
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
        self.state.types[id.0 as usize].clone()
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
        let allocated = match opcode {
            O::StructNew | O::StructNewDefault => {
                let total = ty.field_slots.last().copied().unwrap_or(0) as usize;
                let mut words = if opcode == O::StructNew {
                    self.stack.split_off(self.stack.len() - total)
                } else {
                    alloc::vec![0; total]
                };
                for (field, slot) in ty.fields().unwrap_or(&[]).iter().zip(&ty.field_slots) {
                    let word = &mut words[*slot as usize];
                    match field.storage {
                        StorageType::I8 => *word &= 0xff,
                        StorageType::I16 => *word &= 0xffff,
                        StorageType::Val(ty) if ty.is_ref() && opcode == O::StructNewDefault => {
                            *word = NULL;
                        }
                        StorageType::Val(_) => {}
                    }
                }
                self.state.heap.new_struct(ty.id, words.into())
            }
            _ => {
                let storage = ty
                    .element()
                    .map_or(StorageType::I8, |element| element.storage);
                let slots = storage.unpacked().slots();
                let (length, values) = match opcode {
                    O::ArrayNewFixed => {
                        let length = reader.u32()?;
                        (
                            length,
                            self.stack
                                .split_off(self.stack.len() - length as usize * slots),
                        )
                    }
                    O::ArrayNew => {
                        let length = self.pop() as u32;
                        (length, self.stack.split_off(self.stack.len() - slots))
                    }
                    _ => {
                        let null = if storage.unpacked().is_ref() { NULL } else { 0 };
                        (self.pop() as u32, alloc::vec![null; slots])
                    }
                };
                self.new_array(&ty, storage, length, &values)
            }
        };
        Ok(allocated.map(|reference| self.stack.push(reference)))
    }

    /// An array of given values, repeated.
    fn new_array(
        &mut self,
        ty: &TypeEntry,
        storage: StorageType,
        length: u32,
        values: &[u64],
    ) -> Result<u64, TrapCode> {
        let size = storage.byte_size();
        let slots = storage.unpacked().slots();
        let array = self.state.heap.new_array(ty.id, length, size)?;
        if let Some(Object::Array { bytes, .. }) = self.state.heap.get_mut(array) {
            let mut values = values.chunks_exact(slots).cycle();
            for target in bytes.chunks_exact_mut(size) {
                let value = values.next().unwrap_or(&[]);
                let mut element = [0; 16];
                for (word, part) in value.iter().zip(element.chunks_exact_mut(8)) {
                    part.copy_from_slice(&word.to_le_bytes());
                }
                target.copy_from_slice(&element[..size]);
            }
        }
        Ok(array)
    }
}
