//! Verbs: what `kataan` does besides running a program. Each is a file with its arguments.

use clap::Parser;

use crate::exit::Exit;

/// The verbs and their arguments.
#[derive(Parser, Debug)]
#[command(name = "kataan", bin_name = "kataan", version, max_term_width = 100)]
pub(crate) enum Verb {}

impl Verb {
    /// The verb that the first argument names, if it names one; a mistake in what follows ends
    /// the process.
    pub(crate) fn from_command_line() -> Option<Verb> {
        let first = std::env::args_os().nth(1)?;
        let verbs = <Verb as clap::CommandFactory>::command();
        let is_verb = verbs.get_subcommands().any(|verb| first == verb.get_name());
        is_verb.then(Verb::parse)
    }

    pub(crate) fn run(self) -> Exit {
        match self {}
    }
}
