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
        /// `equal` compares under the queue's lock, so that no notification is lost between.
        pub(crate) fn wait(&self, address: u64, timeout: i64, equal: impl FnOnce() -> bool) -> u32 {
            let waiter = Arc::new(Waiter {
                address,
                woken: Mutex::new(false),
                signal: Condvar::new(),
            });
            {
                let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
                if !equal() {
                    return NOT_EQUAL;
                }
                queue.push_back(waiter.clone());
            }
            let deadline = u64::try_from(timeout).ok().and_then(|nanoseconds| {
                Instant::now().checked_add(Duration::from_nanos(nanoseconds))
            });
            let mut woken = waiter.woken.lock().unwrap_or_else(PoisonError::into_inner);
            while !*woken {
                match deadline {
                    None => {
                        woken = waiter
                            .signal
                            .wait(woken)
                            .unwrap_or_else(PoisonError::into_inner);
                    }
                    Some(deadline) => {
                        let left = deadline.saturating_duration_since(Instant::now());
                        if left.is_zero() {
                            break;
                        }
                        woken = waiter
                            .signal
                            .wait_timeout(woken, left)
                            .unwrap_or_else(PoisonError::into_inner)
                            .0;
                    }
                }
            }
            if *woken {
                return WOKEN;
            }
            drop(woken);
            let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
            queue.retain(|other| !Arc::ptr_eq(other, &waiter));
            // A notification may have come between the timeout and the lock.
            let woken = *waiter.woken.lock().unwrap_or_else(PoisonError::into_inner);
            if woken { WOKEN } else { TIMED_OUT }
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

    /// Nobody can wait where there are no threads: a wait ends at once.
    #[derive(Default)]
    pub(crate) struct Waiters;

    impl Waiters {
        pub(crate) fn wait(
            &self,
            _address: u64,
            _timeout: i64,
            equal: impl FnOnce() -> bool,
        ) -> u32 {
            if equal() { TIMED_OUT } else { NOT_EQUAL }
        }

        pub(crate) fn notify(&self, _address: u64, _count: u32) -> u32 {
            0
        }
    }
}
