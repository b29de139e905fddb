//! ECMAScript source text to syntax trees, scopes and early errors.
//!
//! A first pass ([`parse_script`], [`parse_module`], [`parse_eval`], [`parse_dynamic_function`])
//! reads a whole text, reports every early error, also in functions that are never called, and
//! yields the tree of the top level with a [`FunctionTable`]: a record of every function.
//! [`parse_function`] then yields one function's tree at a time, and skips the functions in it by
//! their records.
//!
//! The crate knows nothing of bytecode, values or how errors are printed. It needs no `std`.
//!
//! In reading order: [`Source`] and [`Interner`] (text and names), `lexer`, [`ast`], `parser` (one
//! file per chapter of the grammar), [`scope`] (declarations, references and what follows for the
//! compiler), `early_errors`, [`Diagnostic`] and the dumpers.

#![no_std]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

pub mod ast;
mod diagnostic;
mod dump;
mod early_errors;
mod flags;
mod function_table;
mod lexer;
mod message;
mod name;
mod options;
mod parser;
pub mod scope;
mod source;
mod span;
mod wtf8;

pub use bumpalo::Bump;
pub use diagnostic::{Diagnostic, ErrorCode, ErrorType, Label};
pub use dump::{DumpDetail, dump_program, dump_tokens};
pub use function_table::{
    FreeName, FunctionFlags, FunctionKind, FunctionRecord, FunctionTable, Goal, PoolRange,
};
pub use name::{Interner, Name};
pub use options::{DynamicFunctionKind, EvalContext, Options, Stop};
pub use parser::{
    ParsedProgram, assemble_dynamic_function, parse_any_bytes, parse_dynamic_function, parse_eval,
    parse_function, parse_module, parse_script,
};
pub use source::{InvalidSource, MAXIMUM_LENGTH, Source};
pub use span::Span;
