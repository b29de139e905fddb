//! The binary format: primitive values, types, instructions, sections, names.

pub(crate) mod instruction;
pub(crate) mod module;
pub(crate) mod names;
pub(crate) mod reader;
mod section;
pub(crate) mod types;
