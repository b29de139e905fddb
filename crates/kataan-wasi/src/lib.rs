//! WASI preview 1 for `kataan-wasm`: what a program outside the browser needs of a system, each thing
//! only as far as the embedder grants it.
//!
//! The crate knows nothing of how modules run. In reading order:
//!
//! - `table`: the functions of the standard, one row each, and [`add_to_linker`].
//! - `context`: what is granted ([`WasiCtxBuilder`]), and what a guest has open.
//! - `call`, `guest`: a call under way, and the guest's memory, whose every access is checked.
//! - `calls`: the functions themselves, by subject.
//! - `descriptor`, `stream`, `clock`, `wait`: what they work on.
//! - `abi`: the standard's numbers and layouts.
//!
//! ```
//! use kataan_wasi::{MemoryOutputPipe, WasiCtx, WasiCtxBuilder};
//! use kataan_wasm::{Engine, Linker, Module, Store};
//!
//! let engine = Engine::default();
//! let mut linker = Linker::new(&engine);
//! kataan_wasi::add_to_linker(&mut linker, |context: &mut WasiCtx| context)?;
//!
//! let out = MemoryOutputPipe::new(1 << 16);
//! let context = WasiCtxBuilder::new().arg("program").stdout(out.clone()).build();
//! let mut store = Store::new(&engine, context);
//!
//! # let program = b"\0asm\x01\0\0\0";
//! let module = Module::new(&engine, program)?;
//! let instance = linker.instantiate(&mut store, &module)?;
//! if let Some(start) = instance.get_func(&store, "_start") {
//!     start.call(&mut store, &[], &mut [])?;
//! }
//! assert_eq!(out.contents(), b"");
//! # Ok::<(), kataan_wasm::Error>(())
//! ```

mod abi;
mod call;
mod calls;
mod clock;
mod context;
mod descriptor;
mod guest;
mod stream;
mod table;
mod wait;

pub use abi::errno::Errno;
pub use call::I32Exit;
pub use clock::HostClock;
pub use context::{DirPerms, FilePerms, WasiCtx, WasiCtxBuilder};
pub use stream::{MemoryInputPipe, MemoryOutputPipe};
pub use table::{FUNCTIONS, FunctionInfo, MODULE, add_to_linker};
