//! Modules.

#[cfg(feature = "std")]
use super::error::Error;
use super::error::Result;
use crate::binary::module::ModuleDecoder;
use crate::runtime::engine::Engine;
use crate::runtime::module::ModuleInner;
use crate::syntax::composite::FuncType;
use crate::syntax::module::{EntityIndex, GlobalType, MemoryType, TableType};
use crate::valid::registry::TypeSource;
use alloc::sync::Arc;
use alloc::vec::Vec;

/// A decoded and validated module. Cheap to clone.
#[derive(Clone)]
pub struct Module {
    pub(crate) inner: Arc<ModuleInner>,
}

/// The type of an import or an export.
#[derive(Clone, Debug)]
pub enum ExternType {
    /// A function.
    Func(FuncType),
    /// A table.
    Table(TableType),
    /// A memory.
    Memory(MemoryType),
    /// A global.
    Global(GlobalType),
    /// A tag.
    Tag(FuncType),
}

/// An import of a module.
#[derive(Clone, Debug)]
pub struct ImportType<'m> {
    /// The module to import from.
    pub module: &'m str,
    /// The name in it.
    pub name: &'m str,
    /// What is imported.
    pub ty: ExternType,
}

/// An export of a module.
#[derive(Clone, Debug)]
pub struct ExportType<'m> {
    /// The name.
    pub name: &'m str,
    /// What is exported.
    pub ty: ExternType,
}

impl Module {
    /// Decodes and validates a module in the binary format.
    pub fn new(engine: &Engine, bytes: impl AsRef<[u8]>) -> Result<Self> {
        Self::from_shared_bytes(engine, bytes.as_ref().into())
    }

    /// As [`Module::new`], without copying the bytes.
    pub fn from_shared_bytes(engine: &Engine, bytes: Arc<[u8]>) -> Result<Self> {
        Ok(Self {
            inner: Arc::new(ModuleInner::new(engine, bytes)?),
        })
    }

    /// Decodes and validates a module in the binary format, which a file holds.
    #[cfg(feature = "std")]
    pub fn from_file(engine: &Engine, file: impl AsRef<std::path::Path>) -> Result<Self> {
        let bytes = std::fs::read(file).map_err(Error::host)?;
        Self::from_shared_bytes(engine, bytes.into())
    }

    /// Decodes and validates a module, and keeps nothing.
    pub fn validate(engine: &Engine, bytes: &[u8]) -> Result<()> {
        ModuleInner::new(engine, bytes.into())?;
        Ok(())
    }

    /// The engine.
    pub fn engine(&self) -> &Engine {
        &self.inner.engine
    }

    /// The module's name, if it says one.
    pub fn name(&self) -> Option<&str> {
        self.inner.names().module.as_deref()
    }

    /// The name of a function, if the module says it.
    pub fn func_name(&self, index: u32) -> Option<&str> {
        self.inner.names().func(index)
    }

    fn ty(&self, entity: EntityIndex) -> ExternType {
        let definition = &self.inner.definition;
        match entity {
            EntityIndex::Func(index) => ExternType::Func(self.inner.func_type(index.0).clone()),
            EntityIndex::Table(index) => ExternType::Table(definition.tables[index.index()].ty),
            EntityIndex::Memory(index) => ExternType::Memory(definition.memories[index.index()]),
            EntityIndex::Global(index) => ExternType::Global(definition.globals[index.index()].ty),
            EntityIndex::Tag(index) => {
                let entry = self.inner.types.entry(definition.tags[index.index()]);
                ExternType::Tag(entry.func().cloned().unwrap_or_default())
            }
        }
    }

    /// The imports, in order.
    pub fn imports(&self) -> impl ExactSizeIterator<Item = ImportType<'_>> {
        self.inner
            .definition
            .imports
            .iter()
            .map(|import| ImportType {
                module: &import.module,
                name: &import.name,
                ty: self.ty(import.entity),
            })
    }

    /// The exports, in order.
    pub fn exports(&self) -> impl ExactSizeIterator<Item = ExportType<'_>> {
        self.inner
            .definition
            .exports
            .iter()
            .map(|export| ExportType {
                name: &export.name,
                ty: self.ty(export.entity),
            })
    }

    /// The export of a name.
    pub fn get_export(&self, name: &str) -> Option<ExternType> {
        let export = self
            .inner
            .definition
            .exports
            .iter()
            .find(|export| &*export.name == name)?;
        Some(self.ty(export.entity))
    }

    /// The contents of the custom sections of a name, in order.
    pub fn custom_sections<'m>(&'m self, name: &'m str) -> impl Iterator<Item = &'m [u8]> {
        self.inner
            .definition
            .customs
            .iter()
            .filter(move |section| section.name == name)
            .map(|section| &self.inner.bytes[section.range.clone()])
    }

    /// The bytes of the module.
    pub fn bytes(&self) -> &[u8] {
        &self.inner.bytes
    }

    /// How many functions the module defines.
    pub fn defined_functions(&self) -> usize {
        self.inner.definition.bodies.len()
    }
}

impl core::fmt::Debug for Module {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Module")
            .field("name", &self.name())
            .finish_non_exhaustive()
    }
}

/// Decodes and validates a module as its bytes arrive.
///
/// Sections, and the bodies of functions, are checked as soon as they are there, so that a bad module
/// is refused early and a good one is ready when its last byte comes.
pub struct StreamingModule<'e> {
    engine: &'e Engine,
    decoder: ModuleDecoder<'e>,
    bytes: Vec<u8>,
    validated: usize,
}

impl<'e> StreamingModule<'e> {
    /// A decoder that has seen nothing.
    pub fn new(engine: &'e Engine) -> Self {
        let decoder = ModuleDecoder::new(engine.types(), engine.features());
        Self {
            engine,
            decoder,
            bytes: Vec::new(),
            validated: 0,
        }
    }

    /// Takes the next bytes.
    pub fn push(&mut self, bytes: &[u8]) -> Result<()> {
        self.bytes.extend_from_slice(bytes);
        self.advance(false)
    }

    fn advance(&mut self, complete: bool) -> Result<()> {
        self.decoder.advance(&self.bytes, complete)?;
        let bodies = self.decoder.module.bodies.len();
        if bodies > self.validated {
            self.decoder
                .validate_bodies(&self.bytes, self.validated..bodies)?;
            self.validated = bodies;
        }
        Ok(())
    }

    /// Ends the module.
    pub fn finish(mut self) -> Result<Module> {
        self.advance(true)?;
        let inner = ModuleInner::from_decoder(self.engine, self.bytes.into(), self.decoder);
        Ok(Module {
            inner: Arc::new(inner),
        })
    }
}
