//! `kataan disasm`: the bytecode of a text, or of a compiled program.

use clap::Args;
use kataan_bytecode::container::Unit;
use kataan_bytecode::disassemble;

use super::TextArguments;
use crate::compiled;
use crate::exit::Exit;
use crate::output;

/// Which program.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    #[command(flatten)]
    text: TextArguments,
}

/// Prints the listing of every function.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Exit> {
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
