//! `kataan wasm`: running WebAssembly, and looking at it.
//!
//! In reading order: [`options`] (what bounds and features verbs take), [`load`] (a file to a
//! module), [`mod@run`] with [`value`] and [`failure`], and the verbs that run nothing: [`inspect`],
//! [`validate`], [`features`]. [`wast`] runs specification scripts.

mod failure;
mod features;
mod inspect;
pub(crate) mod load;
pub(crate) mod options;
pub(crate) mod run;
mod sections;
mod validate;
mod value;
mod wast;

use std::ffi::OsString;

use clap::{Args, Subcommand};

use crate::exit::Exit;

const AFTER_HELP: &str = "\
Examples:
  kataan prog.wasm one two                    run a program with two arguments
  kataan wasm run --dir . --env LANG=C prog.wasm
                                              let it use this folder and see a variable
  kataan wasm run --dir /srv/data::/data prog.wasm
                                              let it use a folder under another name
  kataan wasm run --invoke add lib.wat 2 3    call an exported function
  kataan wasm inspect --json prog.wasm        what a module imports, exports and contains

A program that is run sees its arguments and the standard streams. Folders, variables and sockets
are given to it one by one.
";

/// Which verb, and its arguments.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// Run a module: its `_start`, or the function that --invoke names.
    Run(Box<run::Arguments>),
    /// Check modules, and run nothing.
    Validate(validate::Arguments),
    /// Print what a module consists of.
    Inspect(inspect::Arguments),
    /// List the proposals, their stage, and whether they are on.
    Features(features::Arguments),
    /// Run specification scripts.
    Wast(wast::Arguments),
}

impl Arguments {
    /// Reads `wasm run FILE ...`, where no option is given. What is asked most is short, and must not
    /// wait until all that could be asked is described.
    pub(crate) fn plain(words: impl Iterator<Item = OsString>) -> Option<Self> {
        let words: Option<Vec<String>> = words.map(|word| word.into_string().ok()).collect();
        let words = words?;
        match &words[..] {
            [wasm, run, file, ..] if wasm == "wasm" && run == "run" && !file.starts_with('-') => {
                let arguments = run::Arguments::plain(words[2..].to_vec());
                let verb = Verb::Run(Box::new(arguments));
                Some(Self { verb })
            }
            _ => None,
        }
    }
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Exit> {
    match &arguments.verb {
        Verb::Run(arguments) => run::run(arguments),
        Verb::Validate(arguments) => validate::run(arguments),
        Verb::Inspect(arguments) => inspect::run(arguments),
        Verb::Features(arguments) => features::run(arguments),
        Verb::Wast(arguments) => wast::run(arguments),
    }
}
