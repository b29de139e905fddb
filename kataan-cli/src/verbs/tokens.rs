//! `kataan tokens`: the tokens of a text.

use clap::Args;
use kataan_syntax::{Interner, dump_tokens};

use super::TextArguments;
use crate::check;
use crate::exit::Exit;
use crate::output;

/// Which text.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    #[command(flatten)]
    text: TextArguments,
}

/// Prints the tokens up to the end or the first error.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Exit> {
    let input = arguments.text.open()?;
    let source = check::source(&input)?;
    let goal = arguments.text.goal().of_syntax();
    let (text, error) = dump_tokens(source, goal, &mut Interner::default(), &check::options());
    output::write(text.as_bytes());
    match error {
        None => Ok(()),
        Some(error) => Err(check::refuse(&input, "", &error)),
    }
}
