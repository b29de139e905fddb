//! `kataan disasm`: the bytecode of a text, or of a compiled program.

use clap::Args;
use kataan_bytecode::container::Unit;
use kataan_bytecode::disassemble;

use super::TextArguments;
use crate::arguments::RunArguments;
use crate::compiled;
use crate::exit::Exit;
use crate::output;

/// Which program.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    #[command(flatten)]
    text: TextArguments,
    /// Run the program, then print the functions that ran and what their instructions have seen:
    /// shapes, call targets, types of operands (none: integers, or never run).
    #[arg(long)]
    feedback: bool,
}

/// Prints the listing of every function.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Exit> {
    if arguments.feedback {
        let run = RunArguments::with_feedback(&arguments.text.file, arguments.text.module);
        return match crate::run::run(&run) {
            Exit::Success => Ok(()),
            exit => Err(exit),
        };
    }
    let input = arguments.text.open()?;
    let words = if compiled::is_compiled(&input) {
        compiled::accept(&input)?
    } else {
        compiled::compile(&input, arguments.text.goal())?
    };
    if let Ok(unit) = Unit::open(&words) {
        output::write(disassemble(unit).as_bytes());
    }
    Ok(())
}
