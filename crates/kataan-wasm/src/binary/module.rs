//! Decoding a module, at once or as its bytes arrive.
//!
//! The decoder takes a growing buffer and consumes whole sections, and inside the code section whole
//! bodies, so that a body can be validated as soon as it is there.

use super::reader::Reader;
use super::types::ResolveType;
use crate::error::ModuleError;
use crate::features::Features;
use crate::syntax::module::{Body, CustomSection, ModuleDefinition};
use crate::syntax::types::HeapType;
use crate::valid::function::{Context, FuncValidator};
use crate::valid::module::ModuleTypes;
use crate::valid::registry::TypeRegistry;
use alloc::string::String;
use alloc::vec::Vec;
use hashbrown::HashSet;

type Result<T> = core::result::Result<T, ModuleError>;

const HEADER: [u8; 8] = [0, b'a', b's', b'm', 1, 0, 0, 0];

/// The code section while its bodies arrive.
struct CodeSection {
    remaining: u32,
    end: usize,
}

/// The state of decoding.
pub(crate) struct ModuleDecoder<'r> {
    pub(super) registry: &'r TypeRegistry,
    pub(super) features: Features,
    pub(crate) module: ModuleDefinition,
    pub(crate) types: ModuleTypes,
    /// Functions that appear outside bodies, which `ref.func` may name.
    pub(crate) declared: Vec<bool>,
    pub(super) export_names: HashSet<String>,
    pub(super) defined_funcs: u32,
    position: usize,
    last_order: u8,
    code: Option<CodeSection>,
    code_seen: bool,
    data_seen: bool,
}

/// Where a section may stand, or nothing for an unknown one.
fn order(id: u8) -> Option<u8> {
    Some(match id {
        1..=5 => id,
        13 => 6,
        6 => 7,
        7 => 8,
        8 => 9,
        9 => 10,
        12 => 11,
        10 => 12,
        11 => 13,
        _ => return None,
    })
}

impl<'r> ModuleDecoder<'r> {
    pub(crate) fn new(registry: &'r TypeRegistry, features: Features) -> Self {
        Self {
            registry,
            features,
            module: ModuleDefinition::default(),
            types: ModuleTypes::new(features),
            declared: Vec::new(),
            export_names: HashSet::new(),
            defined_funcs: 0,
            position: 0,
            last_order: 0,
            code: None,
            code_seen: false,
            data_seen: false,
        }
    }

    /// Consumes what it can of `bytes`, the whole module so far; `complete` says that no more comes.
    pub(crate) fn advance(&mut self, bytes: &[u8], complete: bool) -> Result<()> {
        loop {
            if self.position == 0 {
                if bytes.len() < HEADER.len() && !complete && HEADER.starts_with(bytes) {
                    return Ok(());
                }
                self.header(bytes)?;
            }
            let progressed = match self.code.take() {
                Some(code) => self.body(bytes, code, complete)?,
                None => self.next_section(bytes, complete)?,
            };
            if !progressed {
                break;
            }
        }
        if complete {
            self.finish(bytes.len())
        } else {
            Ok(())
        }
    }

    fn header(&mut self, bytes: &[u8]) -> Result<()> {
        if bytes.len() < 4 || bytes[..4] != HEADER[..4] {
            let message = if bytes.len() < 4 && HEADER.starts_with(bytes) {
                "unexpected end"
            } else {
                "magic header not detected"
            };
            return Err(ModuleError::malformed(0, message));
        }
        if bytes.len() < 8 {
            return Err(ModuleError::malformed(4, "unexpected end"));
        }
        if bytes[4..8] != HEADER[4..8] {
            return Err(ModuleError::malformed(4, "unknown binary version"));
        }
        self.position = 8;
        Ok(())
    }

    /// A section's header and contents, if they are all there; the code section's header suffices.
    fn next_section(&mut self, bytes: &[u8], complete: bool) -> Result<bool> {
        let mut reader = Reader::at(bytes, self.position..bytes.len());
        if reader.is_at_end() {
            return Ok(false);
        }
        // Five bytes hold any size: until they are there, an error may only mean "not yet".
        if reader.remaining() < 6 && !complete {
            let mut probe = reader.clone();
            let _ = probe.byte();
            if probe.u32().is_err() {
                return Ok(false);
            }
        }
        let start = reader.offset();
        let id = reader.byte()?;
        if id != 0 && order(id).is_none() {
            return Err(ModuleError::malformed(start, "malformed section id"));
        }
        let size = reader.u32()? as usize;
        let contents = reader.offset();
        let end = contents.saturating_add(size);
        if id != 0 {
            let order = order(id).unwrap_or(0);
            if order <= self.last_order {
                return Err(ModuleError::malformed(
                    start,
                    "unexpected content after last section",
                ));
            }
            self.last_order = order;
        }
        if id == 10 && (end <= bytes.len() || !complete) {
            return self.start_code(reader, end, start);
        }
        if end > bytes.len() {
            if complete {
                return Err(ModuleError::malformed(
                    contents,
                    "unexpected end: length out of bounds",
                ));
            }
            // The order was noted: note it again when the section is whole.
            if id != 0 {
                self.last_order = order(id).unwrap_or(1) - 1;
            }
            return Ok(false);
        }
        let mut section = Reader::at(bytes, contents..end);
        if id == 0 {
            let name = section.name()?.into();
            self.module.customs.push(CustomSection {
                name,
                range: section.offset()..end,
            });
        } else {
            self.section(id, &mut section)?;
            if !section.is_at_end() {
                return Err(section.malformed("section size mismatch"));
            }
            if id == 11 {
                self.data_seen = true;
            }
        }
        self.position = end;
        Ok(true)
    }

    fn start_code(&mut self, mut reader: Reader<'_>, end: usize, start: usize) -> Result<bool> {
        let count = match reader.u32() {
            Ok(count) if reader.offset() <= end => count,
            Ok(_) => return Err(ModuleError::malformed(end, "unexpected end of section")),
            Err(error) if end <= reader.offset() => return Err(error),
            Err(error) if reader.remaining() >= 5 => return Err(error),
            Err(_) => {
                self.last_order -= 1;
                return Ok(false);
            }
        };
        // The count was read from all there is, so that it may lie in the next section.
        if reader.offset() > end {
            return Err(reader.malformed("unexpected end"));
        }
        if count != self.defined_funcs {
            return Err(ModuleError::malformed(
                start,
                "function and code section have inconsistent lengths",
            ));
        }
        self.code_seen = true;
        self.position = reader.offset();
        self.code = Some(CodeSection {
            remaining: count,
            end,
        });
        Ok(true)
    }

    fn body(&mut self, bytes: &[u8], code: CodeSection, complete: bool) -> Result<bool> {
        if code.remaining == 0 {
            if self.position != code.end {
                return Err(ModuleError::malformed(
                    self.position,
                    "section size mismatch",
                ));
            }
            return Ok(true);
        }
        let available = bytes.len().min(code.end);
        let mut reader = Reader::at(bytes, self.position..available);
        let partial = available < code.end && !complete;
        let size = match reader.u32() {
            Ok(size) => size as usize,
            Err(_) if partial && reader.remaining() < 5 => {
                self.code = Some(code);
                return Ok(false);
            }
            Err(error) => return Err(error),
        };
        let start = reader.offset();
        if size > code.end - start {
            return Err(ModuleError::malformed(
                start,
                "unexpected end: length out of bounds",
            ));
        }
        if start + size > available {
            self.code = Some(code);
            return Ok(false);
        }
        self.module.bodies.push(Body {
            bytes: start..start + size,
        });
        self.position = start + size;
        self.code = Some(CodeSection {
            remaining: code.remaining - 1,
            end: code.end,
        });
        Ok(true)
    }

    fn finish(&mut self, length: usize) -> Result<()> {
        if self.code.is_some() || self.position != length {
            return Err(ModuleError::malformed(length, "unexpected end"));
        }
        if !self.code_seen && self.defined_funcs != 0 {
            return Err(ModuleError::malformed(
                length,
                "function and code section have inconsistent lengths",
            ));
        }
        if !self.data_seen && self.module.data_count.unwrap_or(0) != 0 {
            return Err(ModuleError::malformed(
                length,
                "data count and data section have inconsistent lengths",
            ));
        }
        Ok(())
    }

    /// What function bodies are validated against.
    pub(crate) fn context(&self) -> Context<'_> {
        Context {
            module: &self.module,
            types: &self.types,
            features: self.features,
            declared: &self.declared,
        }
    }

    /// Validates the bodies in a range of the list.
    pub(crate) fn validate_bodies(
        &self,
        bytes: &[u8],
        range: core::ops::Range<usize>,
    ) -> Result<()> {
        let mut validator = FuncValidator::new(self.context());
        for index in range {
            validator.body(bytes, index)?;
        }
        Ok(())
    }

    /// Validates a constant expression of type `expected` and returns where it lies.
    pub(super) fn constant(
        &mut self,
        reader: &mut Reader<'_>,
        expected: crate::syntax::types::ValType,
    ) -> Result<core::ops::Range<usize>> {
        let start = reader.offset();
        let mut validator = FuncValidator::new(self.context());
        let named = validator.constant(reader, expected)?;
        for func in named {
            self.declare(func);
        }
        Ok(start..reader.offset())
    }

    pub(super) fn declare(&mut self, func: u32) {
        let index = func as usize;
        if self.declared.len() <= index {
            self.declared.resize(index + 1, false);
        }
        self.declared[index] = true;
    }
}

impl ResolveType for ModuleDecoder<'_> {
    fn resolve(&self, index: u32, offset: usize) -> Result<HeapType> {
        self.types.resolve(index, offset)
    }

    fn features(&self) -> Features {
        self.features
    }
}
