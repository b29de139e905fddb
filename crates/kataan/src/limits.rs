//! What an isolate may use.

use std::time::Duration;

/// Limits of an isolate. Script can neither catch nor escape them.
///
/// ```
/// use kataan::Limits;
/// use std::time::Duration;
///
/// let limits = Limits::default().memory(64 << 20).deadline(Duration::from_secs(1));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub(crate) memory: usize,
    pub(crate) deadline: Option<Duration>,
    pub(crate) stack: usize,
}

impl Limits {
    /// Bytes of heap, memory outside of it that its objects hold counted.
    #[must_use]
    pub fn memory(mut self, bytes: usize) -> Limits {
        self.memory = bytes;
        self
    }

    /// Time that each entry may take: an evaluation, a call, or a run of jobs.
    #[must_use]
    pub fn deadline(mut self, time: Duration) -> Limits {
        self.deadline = Some(time);
        self
    }

    /// Bytes of native stack that script may use; deeper recursion is a `RangeError`. The thread
    /// must have that much left wherever it enters the isolate.
    #[must_use]
    pub fn stack(mut self, bytes: usize) -> Limits {
        self.stack = bytes;
        self
    }
}

impl Default for Limits {
    /// Four gibibytes less what the region needs itself, no deadline, and a stack that fits the
    /// smallest main thread of the systems in use.
    fn default() -> Limits {
        Limits {
            memory: usize::MAX,
            deadline: None,
            stack: 768 << 10,
        }
    }
}
