//! Validation of control instructions.

use super::function::{FrameKind, FuncValidator, Result, Types};
use super::registry::TypeSource;
use crate::binary::reader::Reader;
use crate::error::ModuleError;
use crate::features::Features;
use crate::syntax::composite::FuncType;
use crate::syntax::types::{HeapType, RefType, ValType};
use alloc::vec::Vec;

/// A reference to an exception, never null.
const EXCEPTION: RefType = RefType::new(false, HeapType::Exn);

impl<'m> FuncValidator<'m> {
    pub(super) fn block(&mut self, kind: FrameKind, reader: &mut Reader<'_>) -> Result<()> {
        let ty = reader.block_type(self.context.types)?;
        let (params, results) = self.block_types(ty)?;
        if kind == FrameKind::If {
            self.pop(ValType::I32)?;
        }
        self.pop_all(params)?;
        self.open(kind, params, results);
        Ok(())
    }

    pub(super) fn alternative(&mut self) -> Result<()> {
        let frame = self.close()?;
        if frame.kind != FrameKind::If {
            return Err(ModuleError::malformed(
                self.offset,
                "else found outside of an if",
            ));
        }
        self.open(FrameKind::Else, frame.params, frame.results);
        Ok(())
    }

    pub(super) fn end(&mut self) -> Result<()> {
        let frame = self.close()?;
        if frame.kind == FrameKind::If {
            let same = frame.params.as_slice().len() == frame.results.as_slice().len()
                && frame
                    .params
                    .as_slice()
                    .iter()
                    .zip(frame.results.as_slice())
                    .all(|(param, result)| self.context.types.val_matches(*param, *result));
            if !same {
                return Err(self.invalid("type mismatch: if without else"));
            }
        }
        self.push_all(frame.results);
        Ok(())
    }

    /// The types that a branch to a label takes.
    pub(super) fn label(&self, label: u32) -> Result<Types<'m>> {
        let index = self.controls.len().checked_sub(1 + label as usize);
        match index.and_then(|index| self.controls.get(index)) {
            Some(frame) => Ok(frame.label()),
            None => Err(self.invalid_index("label", label)),
        }
    }

    pub(super) fn branch_if(&mut self, label: u32) -> Result<()> {
        self.pop(ValType::I32)?;
        let types = self.label(label)?;
        self.pop_all(types)?;
        self.push_all(types);
        Ok(())
    }

    pub(super) fn branch_table(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        self.pop(ValType::I32)?;
        let count = reader.count()?;
        let mut labels = Vec::with_capacity(count + 1);
        for _ in 0..=count {
            labels.push(reader.u32()?);
        }
        let default = labels[count];
        let arity = self.label(default)?.as_slice().len();
        let mut popped = Vec::with_capacity(arity);
        for label in labels {
            let types = self.label(label)?;
            if types.as_slice().len() != arity {
                return Err(self.invalid("type mismatch: br_table labels of different arity"));
            }
            // Each label is checked against the same operands, which are put back as they were.
            popped.clear();
            for ty in types.as_slice().iter().rev() {
                let actual = self.pop_any()?;
                if actual != *ty {
                    self.check(actual, *ty)?;
                }
                popped.push(actual);
            }
            while let Some(ty) = popped.pop() {
                self.push(ty);
            }
        }
        self.set_unreachable();
        Ok(())
    }

    pub(super) fn return_(&mut self) -> Result<()> {
        let results = self.controls[0].results;
        self.pop_all(results)?;
        self.set_unreachable();
        Ok(())
    }

    pub(super) fn call_type(&mut self, ty: &'m FuncType, tail: bool) -> Result<()> {
        self.pop_all(Types::List(ty.params()))?;
        if !tail {
            self.push_all(Types::List(ty.results()));
            return Ok(());
        }
        let results = self.controls[0].results;
        let expected = results.as_slice();
        let same = ty.results().len() == expected.len()
            && ty
                .results()
                .iter()
                .zip(expected)
                .all(|(actual, expected)| self.context.types.val_matches(*actual, *expected));
        if !same {
            return Err(self.invalid("type mismatch: results of tail call"));
        }
        self.set_unreachable();
        Ok(())
    }

    pub(super) fn call(&mut self, func: u32, tail: bool) -> Result<()> {
        let Some(ty) = self.context.module.funcs.get(func as usize) else {
            return Err(self.invalid_index("function", func));
        };
        match self.context.types.entry(*ty).func() {
            Some(ty) => self.call_type(ty, tail),
            None => Err(self.invalid("unknown type: not a function type")),
        }
    }

    pub(super) fn func_type(&self, index: u32) -> Result<&'m FuncType> {
        let entry = self.context.types.get(index, self.offset)?;
        entry
            .func()
            .ok_or_else(|| self.invalid("unknown type: not a function type"))
    }

    pub(super) fn call_indirect(&mut self, reader: &mut Reader<'_>, tail: bool) -> Result<()> {
        let ty = reader.u32()?;
        let table = if self.context.features.contains(Features::REFERENCE_TYPES) {
            reader.u32()?
        } else if reader.byte()? != 0 {
            return Err(reader.malformed("zero byte expected"));
        } else {
            0
        };
        let Some(table) = self.context.module.tables.get(table as usize) else {
            return Err(self.invalid_index("table", table));
        };
        if !self
            .context
            .types
            .ref_matches(table.ty.element, RefType::FUNCREF)
        {
            return Err(self.invalid("type mismatch: table of functions expected"));
        }
        let ty = self.func_type(ty)?;
        self.pop(table.ty.index_type())?;
        self.call_type(ty, tail)
    }

    pub(super) fn call_ref(&mut self, index: u32, tail: bool) -> Result<()> {
        let ty = self.func_type(index)?;
        let heap = self.context.types.at(index).heap_type();
        self.pop(RefType::new(true, heap).into())?;
        self.call_type(ty, tail)
    }

    pub(super) fn tag_type(&self, index: u32) -> Result<&'m FuncType> {
        let ty = self.context.module.tags.get(index as usize);
        let ty = ty.and_then(|ty| self.context.types.entry(*ty).func());
        ty.ok_or_else(|| self.invalid_index("tag", index))
    }

    pub(super) fn throw(&mut self, tag: u32) -> Result<()> {
        let ty = self.tag_type(tag)?;
        self.pop_all(Types::List(ty.params()))?;
        self.set_unreachable();
        Ok(())
    }

    pub(super) fn try_table(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        let ty = reader.block_type(self.context.types)?;
        let (params, results) = self.block_types(ty)?;
        for _ in 0..reader.count()? {
            let catch = reader.catch()?;
            let mut passed: Vec<ValType> = match catch.tag {
                Some(tag) => self.tag_type(tag)?.params().to_vec(),
                None => Vec::new(),
            };
            if catch.with_reference {
                passed.push(EXCEPTION.into());
            }
            let label = self.label(catch.label)?;
            let label = label.as_slice();
            let matches = label.len() == passed.len()
                && passed
                    .iter()
                    .zip(label)
                    .all(|(a, b)| self.context.types.val_matches(*a, *b));
            if !matches {
                return Err(self.invalid("type mismatch: catch clause and label"));
            }
        }
        self.pop_all(params)?;
        self.open(FrameKind::TryTable, params, results);
        Ok(())
    }

    pub(super) fn legacy_catch(&mut self, tag: Option<u32>) -> Result<()> {
        let frame = self.close()?;
        if !matches!(frame.kind, FrameKind::LegacyTry | FrameKind::LegacyCatch) {
            return Err(ModuleError::malformed(
                self.offset,
                "catch found outside of a try",
            ));
        }
        match tag {
            Some(tag) => {
                let params = Types::List(self.tag_type(tag)?.params());
                self.open(FrameKind::LegacyCatch, Types::List(&[]), frame.results);
                self.push_all(params);
            }
            None => self.open(FrameKind::LegacyCatchAll, Types::List(&[]), frame.results),
        }
        Ok(())
    }

    pub(super) fn delegate(&mut self, label: u32) -> Result<()> {
        let frame = self.close()?;
        if frame.kind != FrameKind::LegacyTry {
            return Err(ModuleError::malformed(
                self.offset,
                "delegate found outside of a try",
            ));
        }
        self.label(label)?;
        self.push_all(frame.results);
        Ok(())
    }

    pub(super) fn rethrow(&mut self, label: u32) -> Result<()> {
        let index = self.controls.len().checked_sub(1 + label as usize);
        match index.map(|index| self.controls[index].kind) {
            Some(FrameKind::LegacyCatch | FrameKind::LegacyCatchAll) => {
                self.set_unreachable();
                Ok(())
            }
            Some(_) => Err(self.invalid("invalid rethrow label")),
            None => Err(self.invalid_index("label", label)),
        }
    }
}
