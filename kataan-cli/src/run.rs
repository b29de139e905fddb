//! `kataan FILE`: running a program.

use clap::CommandFactory;
use clap::error::ErrorKind;

use crate::arguments::{Program, RunArguments};
use crate::check::{self, Goal};
use crate::diagnostic;
use crate::exit::Exit;
use crate::input::Input;

/// Runs what the command line names.
pub(crate) fn run(arguments: &RunArguments) -> Exit {
    let Some((program, _)) = arguments.program() else {
        return usage("nothing to run: name a FILE, - for standard input, or give text with -e");
    };
    let goal = goal(arguments, &program);
    let input = match &program {
        Program::File(path) => Input::file(path),
        Program::StandardInput => Input::standard(),
        Program::Text { source, .. } => Ok(Input::text_of_command_line(source)),
    };
    let input = match input {
        Ok(input) => input,
        Err(exit) => return exit,
    };
    if arguments.check {
        return check::check(&input, goal);
    }
    diagnostic::failure(&format!(
        "cannot run {}: this build holds no engine",
        input.name
    ));
    Exit::Failure
}

/// Whether the program is a script or a module.
fn goal(arguments: &RunArguments, program: &Program<'_>) -> Goal {
    let is_named_so = match program {
        Program::File(path) => path.extension().is_some_and(|extension| extension == "mjs"),
        _ => false,
    };
    if arguments.module || is_named_so {
        Goal::Module
    } else {
        Goal::Script
    }
}

/// Tells what is wrong with the command line.
fn usage(message: &str) -> Exit {
    let error = RunArguments::command().error(ErrorKind::MissingRequiredArgument, message);
    // When standard error is gone there is nowhere to tell it.
    let _ = error.print();
    Exit::Usage
}
