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
    epoch_deadline: u64,
    /// Whether the epoch ends an execution, rather than pauses it for a question.
    pub(crate) epoch_ends: bool,
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
            epoch_ends: true,
            #[cfg(feature = "std")]
            deadline: None,
        }
    }

    /// Sets the epoch's deadline, in ticks from now.
    pub(crate) fn set_epoch_deadline(&mut self, ticks: u64) {
        let now = self.engine.inner.epoch.load(Ordering::Relaxed);
        self.epoch_deadline = now.saturating_add(ticks);
    }

    /// Whether the epoch's deadline has come.
    #[inline]
    pub(crate) fn is_epoch_over(&self) -> bool {
        self.engine.inner.epoch.load(Ordering::Relaxed) >= self.epoch_deadline
    }

    /// Fails if the handle was used.
    #[inline]
    pub(crate) fn check_handle(&self) -> Result<(), TrapCode> {
        if self.raised.load(Ordering::Relaxed) {
            self.raised.store(false, Ordering::Relaxed);
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
        self.check_handle()?;
        if self.epoch_ends && self.is_epoch_over() {
            return Err(TrapCode::Interrupt);
        }
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
