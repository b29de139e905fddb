//! Validation: types, definitions, function bodies and constant expressions.

mod aggregate;
mod control;
pub(crate) mod function;
mod instruction;
pub(crate) mod module;
pub(crate) mod registry;
