//! Waiting on an address of a shared memory, and waking those who wait.

#[cfg(feature = "std")]
pub(crate) use with_threads::Waiters;
#[cfg(not(feature = "std"))]
pub(crate) use without_threads::Waiters;

/// How a wait ended, in the instruction's numbers.
#[cfg(feature = "std")]
pub(crate) const WOKEN: u32 = 0;
pub(crate) const NOT_EQUAL: u32 = 1;
pub(crate) const TIMED_OUT: u32 = 2;

#[cfg(feature = "std")]
mod with_threads {
    use super::{NOT_EQUAL, TIMED_OUT, WOKEN};
    use crate::runtime::interruption::Interruption;
    use crate::runtime::trap::TrapCode;
    use std::collections::VecDeque;
    use std::sync::{Arc, Condvar, Mutex, PoisonError};
    use std::time::{Duration, Instant};

    struct Waiter {
        address: u64,
        woken: Mutex<bool>,
        signal: Condvar,
    }

    /// Those who wait on a memory, in the order in which they came.
    #[derive(Default)]
    pub(crate) struct Waiters {
        queue: Mutex<VecDeque<Arc<Waiter>>>,
    }

    impl Waiters {
        /// Waits until notified, at most `timeout` nanoseconds if it is not negative.
        ///
        /// `equal` compares under the queue's lock, so that no notification is lost between. Fails if the
        /// execution is to end.
        pub(crate) fn wait(
            &self,
            address: u64,
            timeout: i64,
            interruption: &Interruption,
            equal: impl FnOnce() -> bool,
        ) -> Result<u32, TrapCode> {
            let waiter = Arc::new(Waiter {
                address,
                woken: Mutex::new(false),
                signal: Condvar::new(),
            });
            {
                let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
                if !equal() {
                    return Ok(NOT_EQUAL);
                }
                queue.push_back(waiter.clone());
            }
            let deadline = u64::try_from(timeout).ok().and_then(|nanoseconds| {
                Instant::now().checked_add(Duration::from_nanos(nanoseconds))
            });
            let mut woken = waiter.woken.lock().unwrap_or_else(PoisonError::into_inner);
            let mut ended = Ok(TIMED_OUT);
            while !*woken {
                let left =
                    deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
                if left.is_some_and(|left| left.is_zero()) {
                    break;
                }
                woken = match left.into_iter().chain(interruption.patience()).min() {
                    None => waiter
                        .signal
                        .wait(woken)
                        .unwrap_or_else(PoisonError::into_inner),
                    Some(turn) => {
                        waiter
                            .signal
                            .wait_timeout(woken, turn)
                            .unwrap_or_else(PoisonError::into_inner)
                            .0
                    }
                };
                if !*woken && let Err(code) = interruption.check() {
                    ended = Err(code);
                    break;
                }
            }
            if *woken {
                return Ok(WOKEN);
            }
            drop(woken);
            let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
            queue.retain(|other| !Arc::ptr_eq(other, &waiter));
            // A notification may have come between the end of the wait and the lock.
            let woken = *waiter.woken.lock().unwrap_or_else(PoisonError::into_inner);
            if woken { Ok(WOKEN) } else { ended }
        }

        /// Wakes at most `count` of those who wait on an address; gives how many.
        pub(crate) fn notify(&self, address: u64, count: u32) -> u32 {
            let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
            let mut woken = 0;
            queue.retain(|waiter| {
                if woken == count || waiter.address != address {
                    return true;
                }
                *waiter.woken.lock().unwrap_or_else(PoisonError::into_inner) = true;
                waiter.signal.notify_one();
                woken += 1;
                false
            });
            woken
        }
    }
}

#[cfg(not(feature = "std"))]
mod without_threads {
    use super::{NOT_EQUAL, TIMED_OUT};
    use crate::runtime::interruption::Interruption;
    use crate::runtime::trap::TrapCode;

    /// Nobody can wait where there are no threads: a wait ends at once.
    #[derive(Default)]
    pub(crate) struct Waiters;

    impl Waiters {
        pub(crate) fn wait(
            &self,
            _address: u64,
            _timeout: i64,
            _interruption: &Interruption,
            equal: impl FnOnce() -> bool,
        ) -> Result<u32, TrapCode> {
            Ok(if equal() { TIMED_OUT } else { NOT_EQUAL })
        }

        pub(crate) fn notify(&self, _address: u64, _count: u32) -> u32 {
            0
        }
    }
}
