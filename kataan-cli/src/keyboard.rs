//! An interrupt from the keyboard ends the program, not the command: what was printed is written,
//! and the exit status says what happened.

use std::sync::atomic::{AtomicBool, Ordering};

use kataan::InterruptHandle;

use crate::exit::Exit;
use crate::output;

/// Lets an interrupt from the keyboard end what runs in an isolate; a second one ends the process
/// even if the program is stuck in the system.
pub(crate) fn ends(handle: InterruptHandle) {
    let asked = AtomicBool::new(false);
    // Where there is no such thing as a handler, the system's own end of the process stays.
    let _ = ctrlc::set_handler(move || {
        if asked.swap(true, Ordering::SeqCst) {
            let _ = output::flush();
            std::process::exit(i32::from(Exit::Interrupted.status()));
        }
        handle.interrupt();
    });
}
