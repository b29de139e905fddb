//! What a host adds to the language: console, timers, modules from files, and a little of Node.
//!
//! In reading order: [`module`] (where a specifier leads).

mod console;
pub mod module;
