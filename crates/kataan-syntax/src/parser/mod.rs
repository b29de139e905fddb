//! The parser: one file per chapter of the grammar.

mod entry;

pub use entry::{
    ParsedProgram, assemble_dynamic_function, parse_dynamic_function, parse_eval, parse_function,
    parse_module, parse_script,
};
