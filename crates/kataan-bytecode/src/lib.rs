//! The Kataan bytecode: opcode table, compiler, container, verifier and disassembler.
//!
//! In reading order: [`opcode`] is the instruction set, generated from one table; [`container`] holds
//! compiled code as bytes that run in place; [`compiler`] makes it from source text.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod compiler;
pub mod container;
pub mod opcode;
