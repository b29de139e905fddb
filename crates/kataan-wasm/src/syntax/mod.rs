//! Abstract syntax: types, instructions and modules, in the words of the specification.

pub(crate) mod composite;
pub(crate) mod instruction;
pub(crate) mod module;
pub(crate) mod table;
pub(crate) mod types;
