//! Runtime structure: engines, modules, stores and their entities.

pub(crate) mod cast;
pub(crate) mod constant;
pub(crate) mod engine;
#[cfg(feature = "gc")]
pub(crate) mod heap;
#[cfg(not(feature = "gc"))]
#[path = "heap_absent.rs"]
pub(crate) mod heap;
pub(crate) mod instance;
pub(crate) mod instantiate;
pub(crate) mod interruption;
pub(crate) mod layout;
pub(crate) mod memory;
pub(crate) mod module;
pub(crate) mod reference;
pub(crate) mod store;
pub(crate) mod table;
pub(crate) mod trap;
pub(crate) mod wait;
