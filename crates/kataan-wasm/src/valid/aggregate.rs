//! Validation of structures, arrays, casts and conversions.

use super::function::{FuncValidator, Result, Types};
use super::registry::TypeSource;
use crate::binary::reader::Reader;
use crate::error::ModuleError;
use crate::syntax::composite::{FieldType, StorageType};
use crate::syntax::instruction::Opcode;
use crate::syntax::types::{HeapType, RefType, ValType};

const fn nullable(heap: HeapType) -> RefType {
    RefType::new(true, heap)
}

const fn non_null(heap: HeapType) -> RefType {
    RefType::new(false, heap)
}

impl<'m> FuncValidator<'m> {
    pub(super) fn special_aggregate(
        &mut self,
        opcode: Opcode,
        reader: &mut Reader<'_>,
    ) -> Result<()> {
        use Opcode as O;
        match opcode {
            O::StructNew | O::StructNewDefault => self.struct_new(reader.u32()?, opcode)?,
            O::StructGet | O::StructGetS | O::StructGetU => {
                let (heap, field) = self.field(reader)?;
                self.check_sign(field, opcode == O::StructGet)?;
                self.pop(nullable(heap).into())?;
                self.push(field.storage.unpacked());
            }
            O::StructSet => {
                let (heap, field) = self.field(reader)?;
                self.check_mutable(field)?;
                self.pop(field.storage.unpacked())?;
                self.pop(nullable(heap).into())?;
            }
            O::ArrayNew | O::ArrayNewDefault => {
                let (heap, element) = self.array(reader.u32()?)?;
                self.pop(ValType::I32)?;
                if opcode == O::ArrayNew {
                    self.pop(element.storage.unpacked())?;
                } else if !element.storage.unpacked().is_defaultable() {
                    return Err(self.invalid("type mismatch: element has no default value"));
                }
                self.push(non_null(heap).into());
            }
            O::ArrayNewFixed => {
                let (heap, element) = self.array(reader.u32()?)?;
                let count = reader.u32()?;
                if count > 10_000 {
                    return Err(ModuleError::limit(
                        self.offset,
                        "array.new_fixed: too many elements",
                    ));
                }
                for _ in 0..count {
                    self.pop(element.storage.unpacked())?;
                }
                self.push(non_null(heap).into());
            }
            O::ArrayNewData => {
                let (heap, element) = self.array(reader.u32()?)?;
                self.data(reader.u32()?)?;
                self.check_numeric(element)?;
                self.pop(ValType::I32)?;
                self.pop(ValType::I32)?;
                self.push(non_null(heap).into());
            }
            O::ArrayNewElem => {
                let (heap, element) = self.array(reader.u32()?)?;
                self.check_elem(reader.u32()?, element)?;
                self.pop(ValType::I32)?;
                self.pop(ValType::I32)?;
                self.push(non_null(heap).into());
            }
            O::ArrayGet | O::ArrayGetS | O::ArrayGetU => {
                let (heap, element) = self.array(reader.u32()?)?;
                self.check_sign(element, opcode == O::ArrayGet)?;
                self.pop(ValType::I32)?;
                self.pop(nullable(heap).into())?;
                self.push(element.storage.unpacked());
            }
            O::ArraySet => {
                let (heap, element) = self.array(reader.u32()?)?;
                self.check_mutable(element)?;
                self.pop(element.storage.unpacked())?;
                self.pop(ValType::I32)?;
                self.pop(nullable(heap).into())?;
            }
            O::ArrayLen => {
                self.pop(nullable(HeapType::Array).into())?;
                self.push(ValType::I32);
            }
            O::ArrayFill => {
                let (heap, element) = self.array(reader.u32()?)?;
                self.check_mutable(element)?;
                self.pop(ValType::I32)?;
                self.pop(element.storage.unpacked())?;
                self.pop(ValType::I32)?;
                self.pop(nullable(heap).into())?;
            }
            O::ArrayCopy => self.array_copy(reader)?,
            O::ArrayInitData | O::ArrayInitElem => {
                let (heap, element) = self.array(reader.u32()?)?;
                let segment = reader.u32()?;
                self.check_mutable(element)?;
                if opcode == O::ArrayInitData {
                    self.data(segment)?;
                    self.check_numeric(element)?;
                } else {
                    self.check_elem(segment, element)?;
                }
                self.pop(ValType::I32)?;
                self.pop(ValType::I32)?;
                self.pop(ValType::I32)?;
                self.pop(nullable(heap).into())?;
            }
            O::RefEq => {
                self.pop(nullable(HeapType::Eq).into())?;
                self.pop(nullable(HeapType::Eq).into())?;
                self.push(ValType::I32);
            }
            O::RefTest | O::RefTestNull => {
                self.cast_target(reader, opcode == O::RefTestNull)?;
                self.push(ValType::I32);
            }
            O::RefCast | O::RefCastNull => {
                let target = self.cast_target(reader, opcode == O::RefCastNull)?;
                self.push(target.into());
            }
            O::BrOnCast | O::BrOnCastFail => self.branch_on_cast(opcode, reader)?,
            O::AnyConvertExtern => self.convert(HeapType::Extern, HeapType::Any)?,
            O::ExternConvertAny => self.convert(HeapType::Any, HeapType::Extern)?,
            O::RefI31 => {
                self.pop(ValType::I32)?;
                self.push(non_null(HeapType::I31).into());
            }
            O::I31GetS | O::I31GetU => {
                self.pop(nullable(HeapType::I31).into())?;
                self.push(ValType::I32);
            }
            _ => return Err(ModuleError::malformed(self.offset, "illegal opcode")),
        }
        Ok(())
    }

    fn struct_new(&mut self, index: u32, opcode: Opcode) -> Result<()> {
        let entry = self.context.types.get(index, self.offset)?;
        let Some(fields) = entry.fields() else {
            return Err(self.invalid("unknown type: not a structure type"));
        };
        if opcode == Opcode::StructNew {
            for field in fields.iter().rev() {
                self.pop(field.storage.unpacked())?;
            }
        } else if fields
            .iter()
            .any(|field| !field.storage.unpacked().is_defaultable())
        {
            return Err(self.invalid("type mismatch: field has no default value"));
        }
        self.push(non_null(entry.heap_type()).into());
        Ok(())
    }

    fn field(&mut self, reader: &mut Reader<'_>) -> Result<(HeapType, FieldType)> {
        let entry = self.context.types.get(reader.u32()?, self.offset)?;
        let field = reader.u32()?;
        let Some(fields) = entry.fields() else {
            return Err(self.invalid("unknown type: not a structure type"));
        };
        match fields.get(field as usize) {
            Some(field) => Ok((entry.heap_type(), *field)),
            None => Err(self.invalid_index("field", field)),
        }
    }

    fn array(&self, index: u32) -> Result<(HeapType, FieldType)> {
        let entry = self.context.types.get(index, self.offset)?;
        match entry.element() {
            Some(element) => Ok((entry.heap_type(), element)),
            None => Err(self.invalid("unknown type: not an array type")),
        }
    }

    fn check_sign(&self, field: FieldType, plain: bool) -> Result<()> {
        if field.storage.is_packed() == plain {
            let message = if plain {
                "field is packed"
            } else {
                "field is unpacked"
            };
            return Err(self.invalid(message));
        }
        Ok(())
    }

    fn check_mutable(&self, field: FieldType) -> Result<()> {
        if field.mutable {
            Ok(())
        } else {
            Err(self.invalid("immutable field or array"))
        }
    }

    fn check_numeric(&self, element: FieldType) -> Result<()> {
        if element.storage.unpacked().is_ref() {
            return Err(self.invalid("array type is not numeric or vector"));
        }
        Ok(())
    }

    fn check_elem(&self, segment: u32, element: FieldType) -> Result<()> {
        let segment = self.elem(segment)?;
        match element.storage {
            StorageType::Val(ty) if self.context.types.val_matches(segment.into(), ty) => Ok(()),
            _ => Err(self.invalid("type mismatch: element segment and array")),
        }
    }

    fn array_copy(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        let (to_heap, to) = self.array(reader.u32()?)?;
        let (from_heap, from) = self.array(reader.u32()?)?;
        self.check_mutable(to)?;
        let matches = match (from.storage, to.storage) {
            (StorageType::Val(from), StorageType::Val(to)) => {
                self.context.types.val_matches(from, to)
            }
            (from, to) => from == to,
        };
        if !matches {
            return Err(self.invalid("array types do not match"));
        }
        self.pop(ValType::I32)?;
        self.pop(ValType::I32)?;
        self.pop(nullable(from_heap).into())?;
        self.pop(ValType::I32)?;
        self.pop(nullable(to_heap).into())?;
        Ok(())
    }

    fn cast_target(&mut self, reader: &mut Reader<'_>, null: bool) -> Result<RefType> {
        let heap = reader.heap_type(self.context.types)?;
        self.pop(nullable(heap.top()).into())?;
        Ok(RefType::new(null, heap))
    }

    fn branch_on_cast(&mut self, opcode: Opcode, reader: &mut Reader<'_>) -> Result<()> {
        let cast = reader.br_on_cast(self.context.types)?;
        let from = RefType::new(cast.from.0, cast.from.1);
        let to = RefType::new(cast.to.0, cast.to.1);
        if !self.context.types.ref_matches(to, from) {
            return Err(self.invalid("type mismatch: cast to a type that is no subtype"));
        }
        // The source without the target: null stays only where the target does not take it.
        let rest = if to.is_nullable() {
            from.non_null()
        } else {
            from
        };
        let (taken, fallen) = if opcode == Opcode::BrOnCast {
            (to, rest)
        } else {
            (rest, to)
        };
        let label = self.label(cast.label)?;
        let types = label.as_slice();
        let Some((last, others)) = types.split_last() else {
            return Err(self.invalid("type mismatch: label takes no reference"));
        };
        self.pop(from.into())?;
        self.check(taken.into(), *last)?;
        self.pop_all(Types::List(others))?;
        self.push_all(Types::List(others));
        self.push(fallen.into());
        Ok(())
    }

    fn convert(&mut self, from: HeapType, to: HeapType) -> Result<()> {
        let ty = self.pop_any()?;
        if ty == ValType::BOTTOM || ty == ValType::BOTTOM_REF {
            self.push(non_null(to).into());
            return Ok(());
        }
        self.check(ty, nullable(from).into())?;
        let null = ty.as_ref().is_some_and(|reference| reference.is_nullable());
        self.push(RefType::new(null, to).into());
        Ok(())
    }
}
