//! Types in the binary format.

use super::reader::Reader;
use crate::error::ModuleError;
use crate::features::Features;
use crate::syntax::composite::{CompositeType, FieldType, FuncType, StorageType};
use crate::syntax::module::{GlobalType, Limits, MemoryType, TableType};
use crate::syntax::types::{HeapType, RefType, ValType};
use alloc::vec::Vec;

type Result<T> = core::result::Result<T, ModuleError>;

/// Turns a type index of the module into a heap type.
pub(crate) trait ResolveType {
    fn resolve(&self, index: u32, offset: usize) -> Result<HeapType>;
    fn features(&self) -> Features;
}

fn require(
    types: &dyn ResolveType,
    feature: Features,
    offset: usize,
    what: &'static str,
) -> Result<()> {
    if types.features().contains(feature) {
        Ok(())
    } else {
        Err(ModuleError::malformed(offset, what))
    }
}

fn abstract_heap_type(byte: u8) -> Option<HeapType> {
    Some(match byte {
        0x74 => HeapType::NoExn,
        0x73 => HeapType::NoFunc,
        0x72 => HeapType::NoExtern,
        0x71 => HeapType::None,
        0x70 => HeapType::Func,
        0x6f => HeapType::Extern,
        0x6e => HeapType::Any,
        0x6d => HeapType::Eq,
        0x6c => HeapType::I31,
        0x6b => HeapType::Struct,
        0x6a => HeapType::Array,
        0x69 => HeapType::Exn,
        _ => return None,
    })
}

fn check_heap_type(types: &dyn ResolveType, heap: HeapType, offset: usize) -> Result<()> {
    let needed = match heap {
        HeapType::Func | HeapType::Extern => Features::REFERENCE_TYPES,
        HeapType::Exn | HeapType::NoExn => Features::EXCEPTIONS,
        HeapType::ConcreteFunc(_) | HeapType::Index(_) => Features::FUNCTION_REFERENCES,
        _ => Features::GC,
    };
    require(
        types,
        needed,
        offset,
        "malformed reference type: its feature is off",
    )
}

impl Reader<'_> {
    pub(crate) fn heap_type(&mut self, types: &dyn ResolveType) -> Result<HeapType> {
        let offset = self.offset();
        let heap = match self.peek().and_then(abstract_heap_type) {
            Some(heap) => {
                self.byte()?;
                heap
            }
            None => {
                let index = self.s33()?;
                let index = u32::try_from(index)
                    .map_err(|_| ModuleError::malformed(offset, "malformed heap type"))?;
                types.resolve(index, offset)?
            }
        };
        check_heap_type(types, heap, offset)?;
        Ok(heap)
    }

    pub(crate) fn ref_type(&mut self, types: &dyn ResolveType) -> Result<RefType> {
        let offset = self.offset();
        let byte = self.byte()?;
        if let Some(heap) = abstract_heap_type(byte) {
            check_heap_type(types, heap, offset)?;
            return Ok(RefType::new(true, heap));
        }
        match byte {
            0x63 | 0x64 => {
                require(
                    types,
                    Features::FUNCTION_REFERENCES,
                    offset,
                    "malformed reference type",
                )?;
                Ok(RefType::new(byte == 0x63, self.heap_type(types)?))
            }
            _ => Err(ModuleError::malformed(offset, "malformed reference type")),
        }
    }

    pub(crate) fn val_type(&mut self, types: &dyn ResolveType) -> Result<ValType> {
        let ty = match self.peek() {
            Some(0x7f) => ValType::I32,
            Some(0x7e) => ValType::I64,
            Some(0x7d) => ValType::F32,
            Some(0x7c) => ValType::F64,
            Some(0x7b) => {
                require(
                    types,
                    Features::SIMD,
                    self.offset(),
                    "malformed value type: simd is off",
                )?;
                ValType::V128
            }
            Some(byte) if abstract_heap_type(byte).is_some() || matches!(byte, 0x63 | 0x64) => {
                return Ok(self.ref_type(types)?.into());
            }
            Some(_) => return Err(self.malformed("malformed value type")),
            None => return Err(self.malformed("unexpected end")),
        };
        self.byte()?;
        Ok(ty)
    }

    fn storage_type(&mut self, types: &dyn ResolveType) -> Result<StorageType> {
        Ok(match self.peek() {
            Some(0x78) => {
                self.byte()?;
                StorageType::I8
            }
            Some(0x77) => {
                self.byte()?;
                StorageType::I16
            }
            _ => StorageType::Val(self.val_type(types)?),
        })
    }

    fn mutability(&mut self) -> Result<bool> {
        match self.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(self.malformed("malformed mutability")),
        }
    }

    fn field_type(&mut self, types: &dyn ResolveType) -> Result<FieldType> {
        Ok(FieldType {
            storage: self.storage_type(types)?,
            mutable: self.mutability()?,
        })
    }

    fn val_types(&mut self, types: &dyn ResolveType, out: &mut Vec<ValType>) -> Result<usize> {
        let count = self.count()?;
        if count > 1000 {
            return Err(ModuleError::limit(
                self.offset(),
                "too many parameters or results",
            ));
        }
        for _ in 0..count {
            out.push(self.val_type(types)?);
        }
        Ok(count)
    }

    pub(crate) fn composite_type(&mut self, types: &dyn ResolveType) -> Result<CompositeType> {
        let offset = self.offset();
        match self.byte()? {
            0x60 => {
                let mut all = Vec::new();
                let params = self.val_types(types, &mut all)?;
                let results = self.val_types(types, &mut all)?;
                if results > 1 && !types.features().contains(Features::MULTI_VALUE) {
                    return Err(ModuleError::invalid(offset, "invalid result arity"));
                }
                let mut all = all.into_iter();
                let params: Vec<_> = all.by_ref().take(params).collect();
                Ok(CompositeType::Func(FuncType::new(params, all)))
            }
            0x5f => {
                require(types, Features::GC, offset, "malformed type: gc is off")?;
                let count = self.count()?;
                if count > 10_000 {
                    return Err(ModuleError::limit(offset, "too many fields"));
                }
                let fields: Result<Vec<_>> = (0..count).map(|_| self.field_type(types)).collect();
                Ok(CompositeType::Struct(fields?.into()))
            }
            0x5e => {
                require(types, Features::GC, offset, "malformed type: gc is off")?;
                Ok(CompositeType::Array(self.field_type(types)?))
            }
            _ => Err(ModuleError::malformed(offset, "malformed type definition")),
        }
    }

    /// Sizes have 64 bits wherever a 64-bit index could be; whether they fit is validation's question.
    fn limits(&mut self, has_max: bool, features: Features) -> Result<Limits> {
        let wide = features.contains(Features::MEMORY64);
        let mut size = || {
            if wide {
                self.u64()
            } else {
                self.u32().map(u64::from)
            }
        };
        let min = size()?;
        let max = if has_max { Some(size()?) } else { None };
        Ok(Limits { min, max })
    }

    pub(crate) fn memory_type(&mut self, features: Features) -> Result<MemoryType> {
        let offset = self.offset();
        let flags = self.byte()?;
        let mut allowed = 1;
        for (feature, bit) in [
            (Features::THREADS, 2),
            (Features::MEMORY64, 4),
            (Features::CUSTOM_PAGE_SIZES, 8),
        ] {
            if features.contains(feature) {
                allowed |= bit;
            }
        }
        if flags & !allowed != 0 {
            return Err(ModuleError::malformed(offset, "malformed limits flags"));
        }
        let is_64 = flags & 4 != 0;
        let limits = self.limits(flags & 1 != 0, features)?;
        let page_size_log2 = if flags & 8 != 0 {
            let offset = self.offset();
            let log2 = self.u32()?;
            if log2 > 64 {
                return Err(ModuleError::malformed(offset, "invalid custom page size"));
            }
            log2 as u8
        } else {
            16
        };
        Ok(MemoryType {
            limits,
            is_64,
            shared: flags & 2 != 0,
            page_size_log2,
        })
    }

    pub(crate) fn table_type(&mut self, types: &dyn ResolveType) -> Result<TableType> {
        // Tables of functions are older than references as values.
        let element = if self.peek() == Some(0x70) {
            self.byte()?;
            RefType::FUNCREF
        } else {
            self.ref_type(types)?
        };
        let offset = self.offset();
        let flags = self.byte()?;
        let allowed = if types.features().contains(Features::MEMORY64) {
            5
        } else {
            1
        };
        if flags & !allowed != 0 {
            return Err(ModuleError::malformed(offset, "malformed limits flags"));
        }
        let is_64 = flags & 4 != 0;
        let limits = self.limits(flags & 1 != 0, types.features())?;
        Ok(TableType {
            element,
            limits,
            is_64,
        })
    }

    pub(crate) fn global_type(&mut self, types: &dyn ResolveType) -> Result<GlobalType> {
        Ok(GlobalType {
            content: self.val_type(types)?,
            mutable: self.mutability()?,
        })
    }
}
