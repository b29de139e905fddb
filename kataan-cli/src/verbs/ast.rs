//! `kataan ast`: the syntax tree of a text.

use clap::Args;
use kataan_syntax::{Bump, DumpDetail, Interner, dump_program};

use super::TextArguments;
use crate::check;
use crate::exit::Exit;
use crate::output;

/// Which text, and how much of it.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    #[command(flatten)]
    text: TextArguments,
    /// Print the scopes, too: where each name lives, and what is captured.
    #[arg(long)]
    scopes: bool,
}

/// Prints the tree, or what is wrong with the text.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Exit> {
    let input = arguments.text.open()?;
    let source = check::source(&input)?;
    let detail = if arguments.scopes {
        DumpDetail::Scopes
    } else {
        DumpDetail::Tree
    };
    let (mut names, arena) = (Interner::default(), Bump::new());
    let parsed = check::parse(&input, source, arguments.text.goal(), &mut names, &arena)?;
    match dump_program(source, &parsed, &mut names, &check::options(), detail) {
        Ok(text) => {
            output::write(text.as_bytes());
            Ok(())
        }
        Err(error) => Err(check::refuse(&input, "", &error)),
    }
}
