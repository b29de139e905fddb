//! What a host adds to the language: console, timers, modules from files, and a little of Node.
//!
//! It knows the VM and its natives, and is told apart from the language's library by that: none
//! of it is ECMA-262's. In reading order: `host` (the state that an isolate's host keeps),
//! `global` (what a realm gets), [`module`] (where a specifier leads), `loader` and `commonjs`
//! (what is made of the file there), `event_loop` with `timer` and `rejection`, and the objects:
//! `console`, `process`, `file_system`, `library` (modules in JavaScript), `test262` with `agent`.

mod agent;
mod commonjs;
mod console;
mod event_loop;
mod file_system;
mod global;
mod host;
mod library;
mod loader;
pub mod module;
mod performance;
mod process;
mod program;
mod rejection;
mod test262;
mod timer;

pub use agent::run_jobs_and_waits;
pub use commonjs::{install_require, require_from};
pub use console::{InspectOptions, inspect};
pub use event_loop::{run_event_loop, run_jobs};
pub use global::{install, install_print};
pub use host::{
    HostFunction, Output, StandardStreams, attach, exit_status, new_host_function, set_output,
};
pub use kataan_vm::{JsResult, Vm};
pub use loader::{FileLoader, evaluate_module, link_module};
pub use process::{final_status, set_arguments};
pub use program::{run_compiled, run_program, run_program_module, show};
pub use test262::install_test262;
