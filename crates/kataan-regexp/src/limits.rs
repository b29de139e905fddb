//! What stops a match that takes too long or too much.

/// The owner of a match: asked now and then whether it may go on, and for
/// memory before it is taken.
pub trait Monitor {
    /// Whether the match may go on; asked every few thousand steps.
    fn proceed(&mut self) -> bool {
        true
    }

    /// Whether `bytes` more may be held. What is held stays with the
    /// [`crate::Scratch`]; see [`crate::Scratch::memory`].
    fn reserve(&mut self, bytes: usize) -> bool {
        let _ = bytes;
        true
    }
}

/// No limits but the size of the stack itself.
impl Monitor for () {}

/// A match did not come to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// The monitor said not to go on.
    Interrupted,
    /// The monitor refused memory, or the stack reached its own bound.
    OutOfMemory,
}

impl core::fmt::Display for Stopped {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Interrupted => "the match was interrupted",
            Self::OutOfMemory => "the match needs more memory than it may take",
        })
    }
}

impl core::error::Error for Stopped {}
