//! Verbs: what `kataan` does besides running a program. Each is a file with its arguments.

mod ast;
mod compile;
mod disasm;
mod tokens;

use std::path::{Path, PathBuf};

use clap::{Args, Parser};

use crate::check::Goal;
use crate::exit::Exit;
use crate::input::Input;
use crate::wasm;

/// The verbs and their arguments.
#[derive(Parser, Debug)]
#[command(name = "kataan", bin_name = "kataan", version, max_term_width = 100)]
pub(crate) enum Verb {
    /// Print the tokens of a file: place in bytes, kind, and text.
    Tokens(tokens::Arguments),
    /// Print the syntax tree of a file.
    Ast(ast::Arguments),
    /// Print the bytecode of a file, or of a compiled file.
    Disasm(disasm::Arguments),
    /// Compile a file to bytecode that kataan runs.
    Compile(compile::Arguments),
    /// Run WebAssembly, check it, and look at it.
    Wasm(wasm::Arguments),
}

impl Verb {
    /// The names. A command line is looked at often and described seldom, so that the description is
    /// not made to find out.
    const NAMES: [&str; 5] = ["tokens", "ast", "disasm", "compile", "wasm"];

    /// The verb that the first argument names, if it names one; a mistake in what follows ends
    /// the process.
    pub(crate) fn from_command_line() -> Option<Verb> {
        let first = std::env::args_os().nth(1)?;
        if Self::NAMES.iter().all(|name| first != *name) {
            return None;
        }
        let plain = wasm::Arguments::plain(std::env::args_os().skip(1));
        Some(plain.map_or_else(Verb::parse, Verb::Wasm))
    }

    pub(crate) fn run(&self) -> Exit {
        let result = match self {
            Verb::Tokens(arguments) => tokens::run(arguments),
            Verb::Ast(arguments) => ast::run(arguments),
            Verb::Disasm(arguments) => disasm::run(arguments),
            Verb::Compile(arguments) => compile::run(arguments),
            Verb::Wasm(arguments) => wasm::run(arguments),
        };
        result.err().unwrap_or(Exit::Success)
    }
}

/// The text that most verbs read.
#[derive(Args, Debug)]
struct TextArguments {
    /// The file, or - for standard input.
    file: PathBuf,
    /// Read the text as a module, whatever its name.
    #[arg(long)]
    module: bool,
}

impl TextArguments {
    fn open(&self) -> Result<Input, Exit> {
        if self.file == Path::new("-") {
            Input::standard()
        } else {
            Input::file(&self.file)
        }
    }

    fn goal(&self) -> Goal {
        let is_named_so = self
            .file
            .extension()
            .is_some_and(|extension| extension == "mjs");
        if self.module || is_named_so {
            Goal::Module
        } else {
            Goal::Script
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Verb;
    use clap::CommandFactory;

    #[test]
    fn every_verb_has_its_name() {
        let command = Verb::command();
        let names: Vec<_> = command
            .get_subcommands()
            .map(|verb| verb.get_name())
            .collect();
        assert_eq!(names, Verb::NAMES);
    }
}
