//! The sections of a module.

use super::module::ModuleDecoder;
use super::reader::Reader;
use super::types::ResolveType;
use crate::error::ModuleError;
use crate::features::Features;
use crate::syntax::composite::{SubType, SuperType};
use crate::syntax::module::{
    Data, Elem, ElemItems, EntityIndex, Export, FuncIndex, Global, GlobalIndex, Import,
    MemoryIndex, SegmentMode, Table, TableIndex, TagIndex,
};
use crate::syntax::types::{HeapType, RefType, TypeId, ValType};
use crate::valid::module::{check_group, check_memory, check_table};
use crate::valid::registry::TypeSource;
use alloc::boxed::Box;
use alloc::vec::Vec;

type Result<T> = core::result::Result<T, ModuleError>;

/// More than this many of anything is refused.
const MAX_ENTITIES: usize = 1_000_000;

/// Resolves type indices inside a recursion group under construction.
struct GroupScope<'a> {
    outer: &'a dyn ResolveType,
    start: u32,
    length: u32,
}

impl ResolveType for GroupScope<'_> {
    fn resolve(&self, index: u32, offset: usize) -> Result<HeapType> {
        match index.checked_sub(self.start) {
            Some(position) if position < self.length => Ok(HeapType::Index(position)),
            _ => self.outer.resolve(index, offset),
        }
    }

    fn features(&self) -> Features {
        self.outer.features()
    }
}

impl ModuleDecoder<'_> {
    pub(super) fn section(&mut self, id: u8, reader: &mut Reader<'_>) -> Result<()> {
        if id == 8 {
            return self.start(reader);
        }
        if id == 12 {
            if !self.features.contains(Features::BULK_MEMORY) {
                return Err(reader.malformed("malformed section id"));
            }
            self.module.data_count = Some(reader.u32()?);
            return Ok(());
        }
        let offset = reader.offset();
        let count = reader.count()?;
        if id == 11
            && self
                .module
                .data_count
                .is_some_and(|expected| expected as usize != count)
        {
            return Err(ModuleError::malformed(
                offset,
                "data count and data section have inconsistent lengths",
            ));
        }
        for _ in 0..count {
            match id {
                1 => self.recursion_group(reader)?,
                2 => self.import(reader)?,
                3 => {
                    let ty = self.func_type_index(reader)?;
                    self.module.funcs.push(ty);
                    self.defined_funcs += 1;
                }
                4 => self.table(reader)?,
                5 => self.memory(reader)?,
                6 => self.global(reader)?,
                7 => self.export(reader)?,
                9 => self.elem(reader)?,
                11 => self.data(reader)?,
                _ => {
                    let ty = self.tag_type(reader)?;
                    self.module.tags.push(ty);
                }
            }
        }
        self.check_counts(offset)
    }

    fn check_counts(&self, offset: usize) -> Result<()> {
        let module = &self.module;
        let counts = [
            module.types.len(),
            module.imports.len(),
            module.funcs.len(),
            module.globals.len(),
            module.exports.len(),
            module.tags.len(),
            module.elems.len(),
        ];
        if counts.iter().any(|count| *count > MAX_ENTITIES)
            || module.tables.len() > 100_000
            || module.memories.len() > 100
        {
            return Err(ModuleError::limit(offset, "too many definitions"));
        }
        if module.memories.len() > 1 && !self.features.contains(Features::MULTI_MEMORY) {
            return Err(ModuleError::invalid(offset, "multiple memories"));
        }
        if module.tables.len() > 1 && !self.features.contains(Features::REFERENCE_TYPES) {
            return Err(ModuleError::invalid(offset, "multiple tables"));
        }
        Ok(())
    }

    fn recursion_group(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        let offset = reader.offset();
        let length = if reader.peek() == Some(0x4e) {
            if !self.features.contains(Features::GC) {
                return Err(reader.malformed("malformed type: gc is off"));
            }
            reader.byte()?;
            reader.count()?
        } else {
            1
        };
        let start = self.types.len() as u32;
        if start as usize + length > MAX_ENTITIES {
            return Err(ModuleError::limit(offset, "too many types"));
        }
        let mut group = Vec::with_capacity(length.min(1024));
        for position in 0..length as u32 {
            // Without recursive types a definition sees only those before it.
            let visible = if self.features.contains(Features::GC) {
                length as u32
            } else {
                0
            };
            let scope = GroupScope {
                outer: &self.types,
                start,
                length: visible,
            };
            group.push(sub_type(reader, &scope, &self.types, start, position)?);
        }
        let entries = self.registry.register(group, offset)?;
        for entry in &entries {
            self.module.types.push(entry.id);
        }
        self.types.add(entries.iter().cloned());
        check_group(&self.types, &entries, offset)
    }

    fn func_type_index(&mut self, reader: &mut Reader<'_>) -> Result<TypeId> {
        let offset = reader.offset();
        let index = reader.u32()?;
        let entry = self.types.get(index, offset)?;
        if entry.func().is_none() {
            return Err(ModuleError::invalid(
                offset,
                "unknown type: not a function type",
            ));
        }
        Ok(entry.id)
    }

    fn tag_type(&mut self, reader: &mut Reader<'_>) -> Result<TypeId> {
        if !self.features.contains(Features::EXCEPTIONS)
            && !self.features.contains(Features::LEGACY_EXCEPTIONS)
        {
            return Err(reader.malformed("malformed section id"));
        }
        if reader.byte()? != 0 {
            return Err(reader.malformed("malformed tag attribute"));
        }
        let offset = reader.offset();
        let id = self.func_type_index(reader)?;
        let results = self
            .types
            .entry(id)
            .func()
            .map_or(0, |ty| ty.results().len());
        if results != 0 {
            return Err(ModuleError::invalid(offset, "non-empty tag result type"));
        }
        Ok(id)
    }

    fn import(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        let module: Box<str> = reader.name()?.into();
        let name: Box<str> = reader.name()?.into();
        let offset = reader.offset();
        let entity = match reader.byte()? {
            0 => {
                let ty = self.func_type_index(reader)?;
                self.module.funcs.push(ty);
                self.module.imported_funcs += 1;
                EntityIndex::Func(FuncIndex(self.module.imported_funcs - 1))
            }
            1 => {
                let ty = reader.table_type(&self.types)?;
                check_table(&ty, offset)?;
                self.module.tables.push(Table { ty, init: None });
                self.module.imported_tables += 1;
                EntityIndex::Table(TableIndex(self.module.imported_tables - 1))
            }
            2 => {
                let ty = reader.memory_type(self.features)?;
                check_memory(&ty, offset)?;
                self.module.memories.push(ty);
                self.module.imported_memories += 1;
                EntityIndex::Memory(MemoryIndex(self.module.imported_memories - 1))
            }
            3 => {
                let ty = reader.global_type(&self.types)?;
                if ty.mutable && !self.features.contains(Features::MUTABLE_GLOBAL) {
                    return Err(ModuleError::invalid(
                        offset,
                        "mutable globals cannot be imported",
                    ));
                }
                self.module.globals.push(Global { ty, init: None });
                self.module.imported_globals += 1;
                EntityIndex::Global(GlobalIndex(self.module.imported_globals - 1))
            }
            4 => {
                let ty = self.tag_type(reader)?;
                self.module.tags.push(ty);
                self.module.imported_tags += 1;
                EntityIndex::Tag(TagIndex(self.module.imported_tags - 1))
            }
            _ => return Err(ModuleError::malformed(offset, "malformed import kind")),
        };
        self.module.imports.push(Import {
            module,
            name,
            entity,
        });
        Ok(())
    }

    fn table(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        let offset = reader.offset();
        if reader.peek() == Some(0x40) {
            if !self.features.contains(Features::FUNCTION_REFERENCES) {
                return Err(reader.malformed("malformed reference type"));
            }
            reader.byte()?;
            if reader.byte()? != 0 {
                return Err(reader.malformed("malformed table"));
            }
            let ty = reader.table_type(&self.types)?;
            check_table(&ty, offset)?;
            let init = Some(self.constant(reader, ty.element.into())?);
            self.module.tables.push(Table { ty, init });
            return Ok(());
        }
        let ty = reader.table_type(&self.types)?;
        check_table(&ty, offset)?;
        if !ty.element.is_nullable() {
            return Err(ModuleError::invalid(
                offset,
                "type mismatch: table needs an initial value",
            ));
        }
        self.module.tables.push(Table { ty, init: None });
        Ok(())
    }

    fn memory(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        let offset = reader.offset();
        let ty = reader.memory_type(self.features)?;
        check_memory(&ty, offset)?;
        self.module.memories.push(ty);
        Ok(())
    }

    fn global(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        let ty = reader.global_type(&self.types)?;
        let init = Some(self.constant(reader, ty.content)?);
        self.module.globals.push(Global { ty, init });
        Ok(())
    }

    fn export(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        let offset = reader.offset();
        let name = reader.name()?;
        let kind = reader.byte()?;
        let index = reader.u32()?;
        let position = index as usize;
        let module = &self.module;
        let unknown = |what| Err(ModuleError::invalid(offset, what));
        let entity = match kind {
            0 if position >= module.funcs.len() => return unknown("unknown function"),
            0 => EntityIndex::Func(FuncIndex(index)),
            1 if position >= module.tables.len() => return unknown("unknown table"),
            1 => EntityIndex::Table(TableIndex(index)),
            2 if position >= module.memories.len() => return unknown("unknown memory"),
            2 => EntityIndex::Memory(MemoryIndex(index)),
            3 if position >= module.globals.len() => return unknown("unknown global"),
            3 => {
                if module.globals[position].ty.mutable
                    && !self.features.contains(Features::MUTABLE_GLOBAL)
                {
                    return unknown("mutable globals cannot be exported");
                }
                EntityIndex::Global(GlobalIndex(index))
            }
            4 if position >= module.tags.len() => return unknown("unknown tag"),
            4 => EntityIndex::Tag(TagIndex(index)),
            _ => return Err(ModuleError::malformed(offset, "malformed export kind")),
        };
        if kind == 0 {
            self.declare(index);
        }
        if !self.export_names.insert(name.into()) {
            return Err(ModuleError::invalid(offset, "duplicate export name"));
        }
        self.module.exports.push(Export {
            name: name.into(),
            entity,
        });
        Ok(())
    }

    fn start(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        let offset = reader.offset();
        let index = reader.u32()?;
        let Some(ty) = self.module.funcs.get(index as usize) else {
            return Err(ModuleError::invalid(offset, "unknown function"));
        };
        match self.types.entry(*ty).func() {
            Some(ty) if ty.params().is_empty() && ty.results().is_empty() => {}
            _ => {
                return Err(ModuleError::invalid(
                    offset,
                    "start function: type mismatch",
                ));
            }
        }
        self.module.start = Some(FuncIndex(index));
        Ok(())
    }

    fn table_of_segment(&self, index: u32, offset: usize) -> Result<(RefType, ValType)> {
        match self.module.tables.get(index as usize) {
            Some(table) => Ok((table.ty.element, table.ty.index_type())),
            None => Err(ModuleError::invalid(
                offset,
                alloc::format!("unknown table {index}"),
            )),
        }
    }

    fn elem(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        let offset = reader.offset();
        let flags = reader.u32()?;
        if flags > 7 || (flags != 0 && !self.features.contains(Features::BULK_MEMORY)) {
            return Err(ModuleError::malformed(
                offset,
                "malformed elements segment kind",
            ));
        }
        let mut table_type = None;
        let mode = match flags & 3 {
            1 => SegmentMode::Passive,
            3 => SegmentMode::Declared,
            explicit => {
                let target = if explicit == 2 { reader.u32()? } else { 0 };
                let (element, index_type) = self.table_of_segment(target, offset)?;
                table_type = Some(element);
                SegmentMode::Active {
                    target,
                    offset: self.constant(reader, index_type)?,
                }
            }
        };
        let as_exprs = flags & 4 != 0;
        let ty = if flags & 3 == 0 {
            if as_exprs {
                RefType::FUNCREF
            } else {
                RefType::new(false, HeapType::Func)
            }
        } else if as_exprs {
            reader.ref_type(&self.types)?
        } else {
            if reader.byte()? != 0 {
                return Err(reader.malformed("malformed element kind"));
            }
            RefType::new(false, HeapType::Func)
        };
        if let Some(table_type) = table_type
            && !self.types.ref_matches(ty, table_type)
        {
            return Err(ModuleError::invalid(
                offset,
                "type mismatch: element segment and table",
            ));
        }
        let count = reader.count()?;
        let items = if as_exprs {
            let exprs: Result<Vec<_>> = (0..count)
                .map(|_| self.constant(reader, ty.into()))
                .collect();
            ElemItems::Exprs(exprs?.into())
        } else {
            let mut funcs = Vec::with_capacity(count);
            for _ in 0..count {
                let offset = reader.offset();
                let func = reader.u32()?;
                if func as usize >= self.module.funcs.len() {
                    return Err(ModuleError::invalid(offset, "unknown function"));
                }
                self.declare(func);
                funcs.push(FuncIndex(func));
            }
            ElemItems::Funcs(funcs.into())
        };
        self.module.elems.push(Elem { ty, items, mode });
        Ok(())
    }

    fn data(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        let offset = reader.offset();
        let flags = reader.u32()?;
        let mode = match flags {
            1 if self.features.contains(Features::BULK_MEMORY) => SegmentMode::Passive,
            0 | 2 => {
                let target = if flags == 2 { reader.u32()? } else { 0 };
                let Some(memory) = self.module.memories.get(target as usize) else {
                    return Err(ModuleError::invalid(
                        offset,
                        alloc::format!("unknown memory {target}"),
                    ));
                };
                let index_type = memory.index_type();
                SegmentMode::Active {
                    target,
                    offset: self.constant(reader, index_type)?,
                }
            }
            _ => {
                return Err(ModuleError::malformed(
                    offset,
                    "malformed data segment kind",
                ));
            }
        };
        let length = reader.u32()? as usize;
        let start = reader.offset();
        reader.take(length)?;
        self.module.datas.push(Data {
            bytes: start..start + length,
            mode,
        });
        Ok(())
    }
}

/// One member of a recursion group, `position` in the group that starts at type index `start`.
fn sub_type(
    reader: &mut Reader<'_>,
    scope: &GroupScope<'_>,
    types: &dyn ResolveType,
    start: u32,
    position: u32,
) -> Result<SubType> {
    let offset = reader.offset();
    let form = reader.peek();
    let mut supertype = None;
    let is_final = form != Some(0x50);
    if matches!(form, Some(0x50 | 0x4f)) {
        if !scope.features().contains(Features::GC) {
            return Err(reader.malformed("malformed type: gc is off"));
        }
        reader.byte()?;
        let count = reader.count()?;
        if count > 1 {
            return Err(ModuleError::invalid(
                offset,
                "sub type: more than one supertype",
            ));
        }
        if count == 1 {
            let index = reader.u32()?;
            supertype = Some(match index.checked_sub(start) {
                Some(earlier) if earlier < position => SuperType::Group(earlier),
                Some(_) => return Err(ModuleError::invalid(offset, "unknown type: supertype")),
                None => match types.resolve(index, offset)?.concrete() {
                    Some(id) => SuperType::Id(id),
                    None => return Err(ModuleError::invalid(offset, "unknown type: supertype")),
                },
            });
        }
    }
    Ok(SubType {
        is_final,
        supertype,
        composite: reader.composite_type(scope)?,
    })
}
