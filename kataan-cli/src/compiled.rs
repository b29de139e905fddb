//! Compiled programs (`.ktbc`): making them, and accepting them.

use kataan_bytecode::compiler::{CompileError, Mode, Options, Program};
use kataan_bytecode::container::{Unit, aligned_words};

use crate::check::{self, Goal};
use crate::diagnostic;
use crate::exit::Exit;
use crate::input::Input;

/// What every compiled program starts with.
const MAGIC: &[u8] = b"KTBC";

/// The parser and compiler run on the main thread, whose stack has several MiB on every system.
const STACK_BUDGET: usize = 2 << 20;

/// Whether the bytes are a compiled program rather than a text.
pub(crate) fn is_compiled(input: &Input) -> bool {
    input.bytes.starts_with(MAGIC)
}

/// Compiles a text whole, with its source; prints what is wrong with it.
pub(crate) fn compile(input: &Input, goal: Goal) -> Result<Vec<u64>, Exit> {
    let options = Options {
        mode: Mode::Whole,
        keep_source: true,
        stack_budget: STACK_BUDGET,
        ..Options::default()
    };
    let text = input.text().to_vec();
    let compiled = match goal {
        Goal::Script => Program::compile_script(text, &options),
        Goal::Module => Program::compile_module(text, &options),
    };
    match compiled {
        Ok(compiled) => Ok(compiled.unit),
        Err(CompileError::Syntax(error)) => Err(check::refuse(input, "", &error)),
        Err(error) => {
            diagnostic::failure(&format!("cannot compile {}: {error}", input.name));
            Err(Exit::Failure)
        }
    }
}

/// The words of a compiled program, after every check; prints what is wrong with it.
pub(crate) fn accept(input: &Input) -> Result<Vec<u64>, Exit> {
    let words = aligned_words(&input.bytes).into_owned();
    let checked = match Unit::open(&words) {
        Ok(unit) => {
            kataan_bytecode::verify::verify_program(unit).map_err(|error| error.to_string())
        }
        Err(error) => Err(error.to_string()),
    };
    match checked {
        Ok(()) => Ok(words),
        Err(reason) => {
            diagnostic::failure(&format!("cannot run {}: {reason}", input.name));
            Err(Exit::Failure)
        }
    }
}
