//! What ends an execution from outside: a handle, the engine's epoch, a moment in time.

use super::engine::Engine;
use super::trap::TrapCode;
use alloc::sync::Arc;
use core::sync::atomic::{AtomicBool, Ordering};
#[cfg(feature = "std")]
use std::time::{Duration, Instant};

/// What may end the executions of a store before they end themselves.
///
/// Code polls it at function entries and loop heads. A function of the host that waits does so in turns:
/// each at most as long as [`patience`](Self::patience) says, with a [`check`](Self::check) after it.
#[derive(Clone)]
pub struct Interruption {
    pub(crate) engine: Engine,
    pub(crate) raised: Arc<AtomicBool>,
    pub(crate) epoch_deadline: u64,
    #[cfg(feature = "std")]
    pub(crate) deadline: Option<Instant>,
}

/// How long a wait goes on before the handle and the epoch are looked at again.
#[cfg(feature = "std")]
const TURN: Duration = Duration::from_millis(20);

impl Interruption {
    pub(crate) fn new(engine: &Engine) -> Self {
        Self {
            engine: engine.clone(),
            raised: Arc::new(AtomicBool::new(false)),
            epoch_deadline: u64::MAX,
            #[cfg(feature = "std")]
            deadline: None,
        }
    }

    /// Fails if the handle was used, or the epoch's deadline has come; all but the moment in time, which
    /// costs a look at the clock.
    #[inline]
    pub(crate) fn check_flags(&self) -> Result<(), TrapCode> {
        if self.raised.load(Ordering::Relaxed) {
            self.raised.store(false, Ordering::Relaxed);
            return Err(TrapCode::Interrupt);
        }
        if self.engine.inner.epoch.load(Ordering::Relaxed) >= self.epoch_deadline {
            return Err(TrapCode::Interrupt);
        }
        Ok(())
    }

    /// Fails if the moment in time has come.
    pub(crate) fn check_time(&self) -> Result<(), TrapCode> {
        #[cfg(feature = "std")]
        if self
            .deadline
            .is_some_and(|deadline| Instant::now() >= deadline)
        {
            return Err(TrapCode::Deadline);
        }
        Ok(())
    }

    /// Fails if the execution is to end, with the trap that says why.
    pub fn check(&self) -> Result<(), TrapCode> {
        self.check_flags()?;
        self.check_time()
    }

    /// How long a wait may last before the next [`check`](Self::check); `None` if nothing can end it.
    #[cfg(feature = "std")]
    pub fn patience(&self) -> Option<Duration> {
        let left = self
            .deadline
            .map(|deadline| deadline.saturating_duration_since(Instant::now()));
        let turn = self.engine.inner.config.epoch.then_some(TURN);
        turn.into_iter().chain(left).min()
    }
}

impl core::fmt::Debug for Interruption {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Interruption").finish_non_exhaustive()
    }
}
