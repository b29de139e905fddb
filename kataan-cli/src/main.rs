//! The `kataan` command.
//!
//! `kataan FILE` runs a program; a first argument that is a verb (`kataan tokens FILE`) does
//! something else with it. In reading order: [`arguments`] (what can be asked), [`exit`] (what is
//! answered), [`input`], [`output`] and [`diagnostic`] (text in and out),
//! [`check`], [`mod@run`], [`wasm`], [`keyboard`] (interrupts) and [`verbs`].

mod arguments;
mod check;
mod compiled;
mod diagnostic;
mod exit;
mod input;
mod keyboard;
mod output;
mod run;
mod stats;
mod test262;
mod uncaught;
mod verbs;
mod wasm;

use std::process::ExitCode;

use crate::arguments::RunArguments;
use crate::exit::Exit;
use crate::verbs::Verb;

fn main() -> ExitCode {
    let exit = match Verb::from_command_line() {
        Some(verb) => verb.run(),
        None => run::run(&RunArguments::from_command_line()),
    };
    // A closed pipe is no failure of the program: whoever read from it has read enough.
    let flushed = output::flush();
    ExitCode::from(match (exit, flushed) {
        (Exit::Success, Err(_)) => Exit::Failure,
        (exit, _) => exit,
    })
}
