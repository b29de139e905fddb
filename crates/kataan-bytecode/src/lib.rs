//! The Kataan bytecode: opcode table, compiler, container, verifier and disassembler.
//!
//! In reading order: [`opcode`] is the instruction set, generated from one table; [`container`] holds
//! compiled code as bytes that run in place; [`compiler`] makes it from source text;
//! [`verify`] checks what comes from outside, [`disassemble`] lists it.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod compiler;
pub mod container;
mod disassemble;
pub mod opcode;
pub mod verify;

pub use disassemble::{FeedbackText, disassemble, disassemble_function, disassemble_with_feedback};
