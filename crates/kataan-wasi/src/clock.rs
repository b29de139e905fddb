//! Clocks.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A clock that guests are told the time of.
pub trait HostClock: Send {
    /// The time since the clock's beginning; for the time of day that is the beginning of 1970.
    fn now(&self) -> Duration;

    /// The shortest time that the clock can tell.
    fn resolution(&self) -> Duration {
        Duration::from_nanos(1)
    }
}

/// The clocks of the system.
pub(crate) enum SystemClock {
    Wall,
    /// Counts from the context's beginning, so that it tells nothing of the machine.
    Monotonic(Instant),
}

impl SystemClock {
    pub(crate) fn wall() -> Self {
        Self::Wall
    }

    pub(crate) fn monotonic() -> Self {
        Self::Monotonic(Instant::now())
    }
}

impl HostClock for SystemClock {
    fn now(&self) -> Duration {
        match self {
            Self::Wall => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .unwrap_or_default(),
            Self::Monotonic(start) => start.elapsed(),
        }
    }
}

/// Nanoseconds, as the standard counts time.
pub(crate) fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

/// Nanoseconds since the beginning of 1970; times before it are the beginning.
pub(crate) fn timestamp(time: SystemTime) -> u64 {
    nanoseconds(time.duration_since(UNIX_EPOCH).unwrap_or_default())
}
