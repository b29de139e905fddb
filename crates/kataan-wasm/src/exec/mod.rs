//! Execution: the register form, its translation, and its interpreter.

mod aggregate;
mod atomic;
pub(crate) mod code;
mod cold;
mod control;
mod float;
mod handlers;
mod integer;
pub(crate) mod invoke;
pub(crate) mod machine;
mod native_stack;
mod object;
mod operation;
mod pairs;
mod register;
mod simd;
pub(crate) mod stack;
mod table;
pub(crate) mod translate;
pub(crate) mod unwind;
