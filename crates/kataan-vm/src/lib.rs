//! The JavaScript virtual machine of the Kataan engine: values, objects, realms and the interpreter.
//!
//! It knows ECMA-262's clauses 6 to 10 and how to run bytecode. It does not know the library
//! (crates above declare built-in objects in tables, see [`native`]), nor source text, nor hosts:
//! they plug into [`Vm`] through tables and [`Hooks`]. How objects work is told in
//! `docs/object-model.md`.
//!
//! In reading order:
//!
//! - [`value`]: numbers, big integers, types.
//! - [`string`], [`symbol`]: their cells, atoms, well-known names.
//! - [`object`]: shapes, elements, ordinary and exotic objects, what inline caches ask.
//! - [`operation`]: the abstract operations, as the specification names them.
//! - [`native`]: natives, their arguments, their tables.
//! - [`realm`]: intrinsics, and realms made from the tables.
//! - [`error`]: throw completions, terminations, messages.
//! - [`interpreter`], [`inline_cache`]: how bytecode runs; [`execution`]: code, coroutines, promises,
//!   jobs, `eval`; [`module`]: module records. Told in `docs/execution.md`.
//! - `vm`: what holds it all.

mod anchor;
pub mod error;
pub mod execution;
pub mod inline_cache;
pub mod interpreter;
mod kinds;
pub mod module;
pub mod native;
pub mod object;
pub mod operation;
pub mod realm;
pub mod string;
pub mod symbol;
pub mod value;
mod vm;

pub use error::{JsResult, Must, Termination, Thrown};
pub use kataan_gc::{Gc, Value};
pub use kinds::VM_KINDS;
pub use vm::{Hooks, Interrupt, RejectionTracker, RunClosure, StopSignal, Vm, VmOptions, VmState};
