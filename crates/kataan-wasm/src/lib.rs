//! A WebAssembly engine: decode, validate and interpret WebAssembly 3.0.
//!
//! The crate stands alone: it knows nothing of JavaScript, of WASI or of files. Its parts, in the order
//! in which a module passes through them:
//!
//! - `features`, `syntax`: what there is: proposals, types, the table of instructions, modules.
//! - `binary`: from bytes to a module, at once or as they arrive.
//! - `valid`: the rules that a module must keep, and the engine's canonical types.
//! - `runtime`: engines, stores, and what lives in them.
//! - `exec`: translation to the register form, and its interpreter.
//! - `api`: the embedding interface, in Wasmtime's words.
//!
//! ```
//! use kataan_wasm::{Engine, Instance, Module, Store};
//!
//! let engine = Engine::default();
//! let module = Module::new(&engine, b"\0asm\x01\0\0\0")?;
//! let mut store = Store::new(&engine, ());
//! let instance = Instance::new(&mut store, &module, &[])?;
//! assert!(instance.get_func(&store, "run").is_none());
//! # Ok::<(), kataan_wasm::Error>(())
//! ```
#![no_std]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod api;
mod binary;
mod error;
mod exec;
mod features;
mod runtime;
#[cfg(feature = "wast")]
pub mod script;
mod syntax;
mod valid;

pub use api::entity::{Extern, Func, Global, Memory, SharedMemory, Table, Tag};
pub use api::error::{Error, Result};
pub use api::func::{OutOfFuel, ResumableCall};
pub use api::host::{Caller, IntoFunc};
pub use api::instance::Instance;
pub use api::linker::Linker;
pub use api::module::{ExportType, ExternType, ImportType, Module, StreamingModule};
pub use api::store::{
    AsContext, AsContextMut, InterruptHandle, Store, StoreContext, StoreContextMut, UpdateDeadline,
};
pub use api::typed::{TypedFunc, WasmParams, WasmResults, WasmTy};
pub use api::value::{AnyRef, ExnRef, ExternRef, Val};
pub use error::{ModuleError, ModuleErrorKind};
pub use features::{FEATURES, FeatureInfo, Features};
pub use runtime::engine::{Config, Engine};
#[cfg(feature = "gc")]
pub use runtime::heap::WASM_KINDS;
pub use runtime::interruption::Interruption;
pub use runtime::store::StoreLimits;
pub use runtime::trap::{FrameInfo, Trap, TrapCode};
pub use syntax::composite::{CompositeType, FieldType, FuncType, StorageType};
pub use syntax::module::{GlobalType, Limits, MemoryType, TableType};
pub use syntax::types::{HeapType, RefType, TypeId, ValType};
