//! How far the native stack has grown while the interpreter runs.
//!
//! # Invariants
//! The assembly copies the stack pointer and touches nothing else.
#![allow(unsafe_code)]

/// How much the stack may grow before handlers return. Handlers that end in jumps use less at any time.
#[cfg(threaded_code)]
const SLACK: usize = 8 << 10;

/// What is known of the native stack; it grows downward.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct NativeStack {
    start: usize,
    /// Below this, handlers return to the loop.
    pub(super) end: usize,
    /// The most bytes that were in use when a run stopped.
    pub(super) growth: usize,
    /// How often handlers returned because the stack had grown.
    pub(super) rests: u64,
}

impl NativeStack {
    /// The address of the stack's top; 0 where handlers return anyway.
    #[inline(always)]
    pub(super) fn here() -> usize {
        #[cfg(not(threaded_code))]
        return 0;
        #[cfg(threaded_code)]
        {
            let here: usize;
            // SAFETY: the module's invariant. The stack pointer rather than a local's address: a local
            // that is lent out would keep the frame alive.
            unsafe {
                #[cfg(target_arch = "x86_64")]
                core::arch::asm!("mov {}, rsp", out(reg) here,
                    options(nomem, nostack, preserves_flags));
                #[cfg(target_arch = "aarch64")]
                core::arch::asm!("mov {}, sp", out(reg) here,
                    options(nomem, nostack, preserves_flags));
            }
            here
        }
    }

    /// A run starts.
    pub(super) fn begin(&mut self, here: usize) {
        self.start = here;
        #[cfg(threaded_code)]
        {
            self.end = here.saturating_sub(SLACK);
        }
    }

    /// A run stops: all that handlers have left on the stack is below `here`.
    #[inline(always)]
    pub(super) fn end_at(&mut self, here: usize) {
        self.growth = self.growth.max(self.start.wrapping_sub(here));
    }

    /// Why handlers do not end in jumps, if that showed.
    #[cfg(feature = "wast")]
    pub(crate) fn fault(&self) -> Option<alloc::string::String> {
        // The frames of the loop, and of the handler that stopped.
        const FRAMES: usize = 512;
        // Assertions lend out locals.
        let is_expected = !cfg!(debug_assertions);
        (is_expected && (self.growth > FRAMES || self.rests > 0)).then(|| {
            let Self { growth, rests, .. } = self;
            alloc::format!("handlers left {growth} bytes on the stack, and returned {rests} times")
        })
    }
}
