//! Interrupting an isolate from another thread.

use kataan_vm::Interrupt;

/// Ends the program that runs in an isolate, from any thread. Outlives the isolate harmlessly.
#[derive(Clone, Debug)]
pub struct InterruptHandle {
    handle: kataan_gc::InterruptHandle,
}

impl InterruptHandle {
    pub(crate) fn new(handle: kataan_gc::InterruptHandle) -> InterruptHandle {
        InterruptHandle { handle }
    }

    /// Ends what runs now, or the next entry if nothing does, with
    /// [`Termination::Interrupted`](crate::Termination::Interrupted).
    pub fn interrupt(&self) {
        self.handle.raise(Interrupt::STOP);
    }
}
