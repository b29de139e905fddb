//! Validated modules, and the code of their functions as it is translated.

use super::engine::Engine;
use crate::binary::module::ModuleDecoder;
use crate::binary::names::Names;
use crate::error::ModuleError;
use crate::exec::code::FuncCode;
use crate::exec::translate::translate;
use crate::syntax::composite::FuncType;
use crate::syntax::module::ModuleDefinition;
use crate::syntax::types::TypeId;
use crate::valid::module::ModuleTypes;
use crate::valid::registry::{TypeEntry, TypeSource};
use alloc::boxed::Box;
use alloc::sync::Arc;
use spin::Once;

/// A function's code, or why it cannot be translated.
type Translated = Result<Box<FuncCode>, ModuleError>;

/// A module that has passed validation.
pub(crate) struct ModuleInner {
    pub(crate) engine: Engine,
    pub(crate) bytes: Arc<[u8]>,
    pub(crate) definition: ModuleDefinition,
    pub(crate) types: ModuleTypes,
    codes: Box<[Once<Translated>]>,
    names: Once<Names>,
}

impl ModuleInner {
    /// Decodes and validates a whole module.
    pub(crate) fn new(engine: &Engine, bytes: Arc<[u8]>) -> Result<Self, ModuleError> {
        let mut decoder = ModuleDecoder::new(engine.types(), engine.features());
        decoder.advance(&bytes, true)?;
        validate_bodies(&decoder, &bytes, engine.inner.config.parallel)?;
        Ok(Self::from_decoder(engine, bytes, decoder))
    }

    /// Takes over what a decoder that has finished found.
    pub(crate) fn from_decoder(
        engine: &Engine,
        bytes: Arc<[u8]>,
        decoder: ModuleDecoder<'_>,
    ) -> Self {
        let codes = decoder.module.bodies.iter().map(|_| Once::new()).collect();
        Self {
            engine: engine.clone(),
            bytes,
            definition: decoder.module,
            types: decoder.types,
            codes,
            names: Once::new(),
        }
    }

    /// The type of a function of the module.
    pub(crate) fn func_type(&self, func: u32) -> &FuncType {
        let id = self.definition.funcs[func as usize];
        self.types.entry(id).func().unwrap_or_else(|| empty_type())
    }

    pub(crate) fn type_entry(&self, id: TypeId) -> &TypeEntry {
        self.types.entry(id)
    }

    /// The code of the function at `index` of the code section, translated at the first call.
    pub(crate) fn code(&self, index: usize) -> Result<&FuncCode, &ModuleError> {
        self.codes[index]
            .call_once(|| translate(self, index).map(Box::new))
            .as_deref()
    }

    pub(crate) fn names(&self) -> &Names {
        self.names.call_once(|| {
            let section = self
                .definition
                .customs
                .iter()
                .find(|section| section.name == "name");
            section.map_or_else(Names::default, |section| {
                Names::parse(&self.bytes[section.range.clone()])
            })
        })
    }
}

/// Indices of types are validated to be functions before they are looked up.
fn empty_type() -> &'static FuncType {
    static EMPTY: Once<FuncType> = Once::new();
    EMPTY.call_once(FuncType::default)
}

#[cfg(not(feature = "std"))]
fn validate_bodies(
    decoder: &ModuleDecoder<'_>,
    bytes: &[u8],
    _parallel: bool,
) -> Result<(), ModuleError> {
    decoder.validate_bodies(bytes, 0..decoder.module.bodies.len())
}

/// Modules above this size are validated on several threads.
#[cfg(feature = "std")]
const PARALLEL_BYTES: usize = 1 << 20;

#[cfg(feature = "std")]
fn validate_bodies(
    decoder: &ModuleDecoder<'_>,
    bytes: &[u8],
    parallel: bool,
) -> Result<(), ModuleError> {
    use std::sync::atomic::{AtomicUsize, Ordering};
    let count = decoder.module.bodies.len();
    if !parallel || bytes.len() < PARALLEL_BYTES {
        return decoder.validate_bodies(bytes, 0..count);
    }
    // Asked late: the system reads files to answer.
    let threads = std::thread::available_parallelism().map_or(1, |threads| threads.get().min(8));
    const CHUNK: usize = 64;
    let next = AtomicUsize::new(0);
    let work = || -> Result<(), ModuleError> {
        loop {
            let start = next.fetch_add(CHUNK, Ordering::Relaxed);
            if start >= count {
                return Ok(());
            }
            decoder.validate_bodies(bytes, start..count.min(start + CHUNK))?;
        }
    };
    std::thread::scope(|scope| {
        let others: std::vec::Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut first = work().err();
        for other in others {
            // The earliest error, whichever thread met it.
            if let Ok(Err(error)) = other.join()
                && first
                    .as_ref()
                    .is_none_or(|first| error.offset() < first.offset())
            {
                first = Some(error);
            }
        }
        first.map_or(Ok(()), Err)
    })
}
