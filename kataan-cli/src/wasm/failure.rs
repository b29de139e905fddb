//! How a run that did not end well is told, and its exit status.

use kataan_wasi::I32Exit;
use kataan_wasm::{Error, TrapCode};

use crate::diagnostic;
use crate::exit::Exit;
use crate::output;

/// Reports an error of a run; gives the exit status.
pub(crate) fn report(name: &str, error: &Error) -> Exit {
    // What the program printed comes first.
    let _ = output::flush();
    if let Some(exit) = error.downcast_ref::<I32Exit>() {
        return Exit::of_program(exit.0 as u8);
    }
    match error.trap_code() {
        Some(TrapCode::Deadline) => {
            diagnostic::failure("the program ran out of time");
            Exit::Deadline
        }
        Some(_) => {
            diagnostic::failure(&format!("{name}: {error}"));
            Exit::Trap
        }
        None => {
            diagnostic::failure(&format!("{name}: {error}"));
            Exit::Failure
        }
    }
}
