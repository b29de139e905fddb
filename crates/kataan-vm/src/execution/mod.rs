//! Executable code and execution contexts (clause 9), and what the language's control flow needs:
//! environments, code units, templates and closures, coroutines, promises and jobs, `eval`,
//! programs.
//!
//! In reading order: `unit`, `template`, `closure`, `late_properties`, `environment` (what runs); `compile`,
//! `program`, `eval`, `global` (how it comes to run); `coroutine`, `async_generator`,
//! `async_from_sync` (what suspends); `promise`, `job`, `waiter_list` (what waits); `disposal`.

mod async_from_sync;
pub(crate) mod async_generator;
pub(crate) mod closure;
mod compile;
pub(crate) mod coroutine;
pub(crate) mod disposal;
pub(crate) mod environment;
pub(crate) mod eval;
pub(crate) mod global;
pub(crate) mod job;
pub(crate) mod late_properties;
pub(crate) mod program;
pub mod promise;
pub(crate) mod template;
pub(crate) mod unit;
pub mod waiter_list;

pub(crate) use async_from_sync::AsyncFromSyncIterator;
pub use async_from_sync::{
    async_from_sync_next, async_from_sync_return, async_from_sync_throw,
    create_async_from_sync_iterator,
};
pub use async_generator::async_generator_enqueue;
pub use closure::Closure;
pub use compile::SyntaxFailure;
pub use coroutine::{Coroutine, GeneratorObject, ResumeMode, generator_resume};
pub use disposal::{
    DisposeCapability, add_resource, dispose_next, new_capability, new_suppressed_error,
};
pub use environment::{Environment, ImportBinding};
pub use eval::{create_dynamic_function, indirect_eval, source_of};
pub use job::{Job, JobQueue, JobRing};
pub use kataan_bytecode::opcode::operand::Dispose;
pub use kataan_syntax::DynamicFunctionKind;
pub use program::Script;
pub use unit::{CodeUnit, SourceText};
