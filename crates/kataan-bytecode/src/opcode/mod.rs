//! The instruction set: one table and what is generated from it.
//!
//! `table` has the rows, `operand` the roles and widths of operands, `layout` their places in the
//! words, `instruction` the generated types.

#[macro_use]
mod table;

pub mod instruction;
pub mod layout;
pub mod operand;

pub use instruction::{Effects, Instruction, Opcode, Row, instructions, word};
