//! The embedding API, in Wasmtime's words.

pub(crate) mod entity;
pub(crate) mod error;
pub(crate) mod func;
pub(crate) mod host;
pub(crate) mod instance;
pub(crate) mod linker;
pub(crate) mod module;
#[cfg(feature = "gc")]
mod shared_heap;
pub(crate) mod store;
pub(crate) mod typed;
pub(crate) mod value;
