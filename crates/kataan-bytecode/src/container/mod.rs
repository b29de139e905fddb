//! `KTBC`: the container of compiled code, run in place from a slice of words.
//!
//! A unit is one slice of 64-bit words: a header, a region of words (constants, function records,
//! code, lists), a region of UTF-16 text and a region of bytes. [`Unit`] reads it without copying,
//! [`UnitBuilder`] makes it. `unit` has header and sections, `constant` the constant pool,
//! `function` the function records, `description` the structured constants (scopes, declarations,
//! modules), `position` the map from `pc` to source.

mod builder;
mod checksum;
mod constant;
mod description;
mod function;
mod position;
mod unit;

pub use builder::{FunctionParts, TooLarge, UnitBuilder};
pub use constant::{Constant, ConstantKind, List, Text};
pub use description::{
    BindingInfo, BindingInfoKind, Declarations, ImportedName, IndirectExport, LexicalDeclaration,
    LocalExport, ModuleDescription, ModuleImport, ModuleRequest, ScopeInfo, ScopeInfoKind,
};
pub use function::{CodeKind, FunctionFlags, FunctionIndex, FunctionRecord, Handler};
pub use position::{Positions, encode_positions};
pub use unit::{Goal, Unit, UnitError, aligned_words, swap_bytes};
