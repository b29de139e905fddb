//! Inline caches: what makes property access by name a compare and a load.
//!
//! In reading order: `feedback` (the vectors), `property` (named properties), `private` and
//! `global` (private and global names), `polymorphic` (several shapes at one site, and the shared stub cache for many),
//! `element` (computed keys), `construct` (instances of constructors), `instance` (`instanceof`).

pub(crate) mod construct;
pub(crate) mod element;
pub mod feedback;
pub(crate) mod global;
pub(crate) mod instance;
pub mod polymorphic;
pub(crate) mod private;
pub(crate) mod property;
