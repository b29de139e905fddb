//! Inline caches: what makes property access by name a compare and a load.
//!
//! In reading order: `feedback` (the vectors), `property` (named properties), `private` and
//! `global` (private and global names), `polymorphic` (several shapes at one site, and the shared stub cache for many),
//! `element` (computed keys), `construct` (instances of constructors), `instance` (`instanceof`).
//! `operand_types`, `branch` and `call_target` are for compilers; `listing` shows people what was recorded.

pub mod branch;
pub mod call_target;
pub(crate) mod construct;
pub(crate) mod element;
pub mod feedback;
pub(crate) mod global;
pub(crate) mod instance;
mod listing;
pub mod operand_types;
pub mod polymorphic;
pub(crate) mod private;
pub(crate) mod property;
