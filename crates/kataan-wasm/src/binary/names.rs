//! The name section: a module's name and those of its functions.

use super::reader::Reader;
use crate::error::ModuleError;
use alloc::string::String;
use alloc::vec::Vec;

/// Names for messages; a malformed section only loses names.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    pub(crate) module: Option<String>,
    /// Sorted by index.
    pub(crate) funcs: Vec<(u32, String)>,
}

impl Names {
    pub(crate) fn parse(contents: &[u8]) -> Self {
        let mut names = Self::default();
        let _ = names.read(Reader::new(contents, 0));
        names.funcs.sort_by_key(|(index, _)| *index);
        names
    }

    fn read(&mut self, mut reader: Reader<'_>) -> Result<(), ModuleError> {
        while !reader.is_at_end() {
            let id = reader.byte()?;
            let size = reader.u32()? as usize;
            let mut section = Reader::new(reader.take(size)?, 0);
            match id {
                0 => self.module = Some(section.name()?.into()),
                1 => {
                    for _ in 0..section.count()? {
                        let index = section.u32()?;
                        self.funcs.push((index, section.name()?.into()));
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    pub(crate) fn func(&self, index: u32) -> Option<&str> {
        let position = self
            .funcs
            .binary_search_by_key(&index, |(index, _)| *index)
            .ok()?;
        Some(&self.funcs[position].1)
    }
}
