//! Validation of instructions whose type depends on immediates: dispatch, and all but aggregates.

use super::function::{FrameKind, FuncValidator, Result};
use super::registry::TypeSource;
use crate::binary::reader::Reader;
use crate::error::ModuleError;
use crate::features::Features;
use crate::syntax::instruction::Opcode;
use crate::syntax::module::{GlobalType, TableType};
use crate::syntax::types::{HeapType, RefType, ValType};

impl<'m> FuncValidator<'m> {
    pub(super) fn special(&mut self, opcode: Opcode, reader: &mut Reader<'_>) -> Result<()> {
        use Opcode as O;
        match opcode {
            O::LocalGet => self.local_get(reader.u32()?),
            O::LocalSet => self.local_set(reader.u32()?),
            O::LocalTee => {
                let local = reader.u32()?;
                let ty = self.local(local)?;
                self.pop(ty)?;
                self.initialise(local);
                self.push(ty);
                Ok(())
            }
            O::End => self.end(),
            O::Block => self.block(FrameKind::Block, reader),
            O::Loop => self.block(FrameKind::Loop, reader),
            O::If => self.block(FrameKind::If, reader),
            O::Else => self.alternative(),
            O::Br => {
                let types = self.label(reader.u32()?)?;
                self.pop_all(types)?;
                self.set_unreachable();
                Ok(())
            }
            O::BrIf => self.branch_if(reader.u32()?),
            O::BrTable => self.branch_table(reader),
            O::Return => self.return_(),
            O::Call => self.call(reader.u32()?, false),
            O::ReturnCall => self.call(reader.u32()?, true),
            O::CallIndirect => self.call_indirect(reader, false),
            O::ReturnCallIndirect => self.call_indirect(reader, true),
            O::CallRef => self.call_ref(reader.u32()?, false),
            O::ReturnCallRef => self.call_ref(reader.u32()?, true),
            O::Unreachable => {
                self.set_unreachable();
                Ok(())
            }
            O::Nop => Ok(()),
            O::Throw => self.throw(reader.u32()?),
            O::ThrowRef => {
                self.pop(ValType::EXNREF)?;
                self.set_unreachable();
                Ok(())
            }
            O::TryTable => self.try_table(reader),
            O::Try => self.block(FrameKind::LegacyTry, reader),
            O::Catch => self.legacy_catch(Some(reader.u32()?)),
            O::CatchAll => self.legacy_catch(None),
            O::Delegate => self.delegate(reader.u32()?),
            O::Rethrow => self.rethrow(reader.u32()?),
            O::Drop => self.pop_any().map(drop),
            O::Select => self.select(),
            O::SelectTyped => self.select_typed(reader),
            O::GlobalGet => {
                let index = reader.u32()?;
                let ty = self.global(index)?;
                if self.constant && !self.is_constant_global(index, ty) {
                    return Err(self.invalid("constant expression required"));
                }
                self.push(ty.content);
                Ok(())
            }
            O::GlobalSet => {
                let ty = self.global(reader.u32()?)?;
                if !ty.mutable {
                    return Err(self.invalid("immutable global"));
                }
                self.pop(ty.content)
            }
            _ => self.special_memory(opcode, reader),
        }
    }

    fn special_memory(&mut self, opcode: Opcode, reader: &mut Reader<'_>) -> Result<()> {
        use Opcode as O;
        match opcode {
            O::MemorySize => {
                let ty = self.memory_index(reader)?;
                self.push(ty);
            }
            O::MemoryGrow => {
                let ty = self.memory_index(reader)?;
                self.pop(ty)?;
                self.push(ty);
            }
            O::MemoryFill => {
                let ty = self.memory_index(reader)?;
                self.pop(ty)?;
                self.pop(ValType::I32)?;
                self.pop(ty)?;
            }
            O::MemoryCopy => {
                let to = self.memory_index(reader)?;
                let from = self.memory_index(reader)?;
                self.pop(narrower(to, from))?;
                self.pop(from)?;
                self.pop(to)?;
            }
            O::MemoryInit => {
                let data = reader.u32()?;
                self.data(data)?;
                let ty = self.memory_index(reader)?;
                self.pop(ValType::I32)?;
                self.pop(ValType::I32)?;
                self.pop(ty)?;
            }
            O::DataDrop => {
                let data = reader.u32()?;
                self.data(data)?;
            }
            O::TableGet => {
                let ty = self.table(reader.u32()?)?;
                self.pop(ty.index_type())?;
                self.push(ty.element.into());
            }
            O::TableSet => {
                let ty = self.table(reader.u32()?)?;
                self.pop(ty.element.into())?;
                self.pop(ty.index_type())?;
            }
            O::TableSize => {
                let ty = self.table(reader.u32()?)?;
                self.push(ty.index_type());
            }
            O::TableGrow => {
                let ty = self.table(reader.u32()?)?;
                self.pop(ty.index_type())?;
                self.pop(ty.element.into())?;
                self.push(ty.index_type());
            }
            O::TableFill => {
                let ty = self.table(reader.u32()?)?;
                self.pop(ty.index_type())?;
                self.pop(ty.element.into())?;
                self.pop(ty.index_type())?;
            }
            O::TableCopy => {
                let to = self.table(reader.u32()?)?;
                let from = self.table(reader.u32()?)?;
                if !self.context.types.ref_matches(from.element, to.element) {
                    return Err(self.invalid("type mismatch: tables of different element types"));
                }
                self.pop(narrower(to.index_type(), from.index_type()))?;
                self.pop(from.index_type())?;
                self.pop(to.index_type())?;
            }
            O::TableInit => {
                let elem = reader.u32()?;
                let table = self.table(reader.u32()?)?;
                let elem = self.elem(elem)?;
                if !self.context.types.ref_matches(elem, table.element) {
                    return Err(self.invalid("type mismatch: element segment and table"));
                }
                self.pop(ValType::I32)?;
                self.pop(ValType::I32)?;
                self.pop(table.index_type())?;
            }
            O::ElemDrop => {
                self.elem(reader.u32()?)?;
            }
            _ => return self.special_reference(opcode, reader),
        }
        Ok(())
    }

    fn special_reference(&mut self, opcode: Opcode, reader: &mut Reader<'_>) -> Result<()> {
        use Opcode as O;
        match opcode {
            O::RefNull => {
                let heap = reader.heap_type(self.context.types)?;
                self.push(RefType::new(true, heap).into());
            }
            O::RefIsNull => {
                self.pop_ref()?;
                self.push(ValType::I32);
            }
            O::RefFunc => {
                let func = reader.u32()?;
                let Some(ty) = self.context.module.funcs.get(func as usize) else {
                    return Err(self.invalid_index("function", func));
                };
                if self.constant {
                    self.named.push(func);
                } else if !self
                    .context
                    .declared
                    .get(func as usize)
                    .is_some_and(|declared| *declared)
                {
                    return Err(self.invalid("undeclared function reference"));
                }
                let heap = if self
                    .context
                    .features
                    .contains(Features::FUNCTION_REFERENCES)
                {
                    HeapType::ConcreteFunc(*ty)
                } else {
                    HeapType::Func
                };
                self.push(RefType::new(false, heap).into());
            }
            O::RefAsNonNull => {
                let reference = self.pop_ref()?;
                self.push(reference.map_or(ValType::BOTTOM_REF, |ty| ty.non_null().into()));
            }
            O::BrOnNull => {
                let label = reader.u32()?;
                let reference = self.pop_ref()?;
                let types = self.label(label)?;
                self.pop_all(types)?;
                self.push_all(types);
                self.push(reference.map_or(ValType::BOTTOM_REF, |ty| ty.non_null().into()));
            }
            O::BrOnNonNull => {
                let label = reader.u32()?;
                let types = self.label(label)?;
                let types = types.as_slice();
                let Some((last, rest)) = types.split_last() else {
                    return Err(self.invalid("type mismatch: label takes no reference"));
                };
                let reference = self.pop_ref()?;
                let passed = reference.map_or(ValType::BOTTOM_REF, |ty| ty.non_null().into());
                self.check(passed, *last)?;
                self.pop_all(super::function::Types::List(rest))?;
                self.push_all(super::function::Types::List(rest));
            }
            _ => return self.special_aggregate(opcode, reader),
        }
        Ok(())
    }

    #[inline]
    fn local(&self, index: u32) -> Result<ValType> {
        match self.locals.get(index as usize) {
            Some(ty) => Ok(*ty),
            None => Err(self.invalid_index("local", index)),
        }
    }

    #[inline]
    pub(super) fn local_set(&mut self, index: u32) -> Result<()> {
        let ty = self.local(index)?;
        self.pop(ty)?;
        self.initialise(index);
        Ok(())
    }

    #[inline]
    pub(super) fn local_get(&mut self, index: u32) -> Result<()> {
        let ty = self.local(index)?;
        if !ty.is_defaultable() && !self.set[index as usize] {
            return Err(self.invalid("uninitialized local"));
        }
        self.push(ty);
        Ok(())
    }

    #[inline]
    fn initialise(&mut self, index: u32) {
        if !self.set[index as usize] {
            self.set[index as usize] = true;
            self.set_order.push(index);
        }
    }

    /// Pops a reference; nothing when unreachable code leaves its type open.
    pub(super) fn pop_ref(&mut self) -> Result<Option<RefType>> {
        let ty = self.pop_any()?;
        if ty == ValType::BOTTOM || ty == ValType::BOTTOM_REF {
            return Ok(None);
        }
        match ty.as_ref() {
            Some(reference) => Ok(Some(reference)),
            None => Err(ModuleError::invalid(
                self.offset,
                alloc::format!("type mismatch: expected a reference, found {ty}"),
            )),
        }
    }

    fn select(&mut self) -> Result<()> {
        self.pop(ValType::I32)?;
        let first = self.pop_any()?;
        let second = self.pop_any()?;
        if !first.is_num_or_vec() || !second.is_num_or_vec() {
            return Err(self.invalid("type mismatch: select without types takes numbers"));
        }
        if first != second && first != ValType::BOTTOM && second != ValType::BOTTOM {
            return Err(self.invalid("type mismatch: select operands differ"));
        }
        self.push(if first == ValType::BOTTOM {
            second
        } else {
            first
        });
        Ok(())
    }

    fn select_typed(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        if reader.count()? != 1 {
            return Err(self.invalid("invalid result arity"));
        }
        let ty = reader.val_type(self.context.types)?;
        self.pop(ValType::I32)?;
        self.pop(ty)?;
        self.pop(ty)?;
        self.push(ty);
        Ok(())
    }

    fn global(&self, index: u32) -> Result<GlobalType> {
        match self.context.module.globals.get(index as usize) {
            Some(global) => Ok(global.ty),
            None => Err(self.invalid_index("global", index)),
        }
    }

    fn is_constant_global(&self, index: u32, ty: GlobalType) -> bool {
        let imported = index < self.context.module.imported_globals;
        !ty.mutable && (imported || self.context.features.contains(Features::GC))
    }

    fn memory_index(&mut self, reader: &mut Reader<'_>) -> Result<ValType> {
        let index = if self.context.features.contains(Features::MULTI_MEMORY) {
            reader.u32()?
        } else if reader.byte()? != 0 {
            return Err(reader.malformed("zero byte expected"));
        } else {
            0
        };
        Ok(self.memory(index)?.index_type())
    }

    fn table(&self, index: u32) -> Result<TableType> {
        match self.context.module.tables.get(index as usize) {
            Some(table) => Ok(table.ty),
            None => Err(self.invalid_index("table", index)),
        }
    }

    pub(super) fn elem(&self, index: u32) -> Result<RefType> {
        match self.context.module.elems.get(index as usize) {
            Some(elem) => Ok(elem.ty),
            None => Err(self.invalid_index("elem segment", index)),
        }
    }

    pub(super) fn data(&self, index: u32) -> Result<()> {
        match self.context.module.data_count {
            None => Err(ModuleError::malformed(
                self.offset,
                "data count section required",
            )),
            Some(count) if index >= count => Err(self.invalid_index("data segment", index)),
            Some(_) => Ok(()),
        }
    }
}

/// The type of a length between two index types.
fn narrower(a: ValType, b: ValType) -> ValType {
    if a == ValType::I64 && b == ValType::I64 {
        ValType::I64
    } else {
        ValType::I32
    }
}
