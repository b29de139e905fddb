//! Exit statuses: the one table of what the command answers to its caller.

use std::process::ExitCode;

/// How the command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    Success,
    /// An uncaught error or an unhandled rejection, or a file that cannot be used.
    Failure,
    /// The command line makes no sense.
    Usage,
    /// `--timeout` ran out.
    Deadline,
    /// `--memory-limit` was reached.
    MemoryLimit,
    /// Interrupted from the keyboard.
    Interrupted,
    /// A WebAssembly program trapped; the number is that of an aborted process.
    Trap,
    /// What the program itself asked for, as with `process.exit(3)`.
    Program(u8),
}

impl Exit {
    /// The status that a program asked for, or ended with.
    pub(crate) fn of_program(status: u8) -> Exit {
        if status == 0 {
            Exit::Success
        } else {
            Exit::Program(status)
        }
    }

    /// The number that the caller sees.
    pub(crate) fn status(self) -> u8 {
        match self {
            Exit::Success => 0,
            Exit::Failure => 1,
            Exit::Usage => 2,
            Exit::Deadline => 124,
            Exit::MemoryLimit => 125,
            Exit::Interrupted => 130,
            Exit::Trap => 134,
            Exit::Program(status) => status,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.status())
    }
}

/// The table as `--help` shows it.
pub(crate) const HELP: &str = "\
Exit status:
    0  success
    1  an uncaught error or unhandled rejection, or a file that cannot be used
    2  wrong usage
  124  the time limit was reached
  125  the memory limit was reached
  130  interrupted
  134  a WebAssembly program trapped";
