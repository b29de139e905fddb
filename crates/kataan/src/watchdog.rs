//! Deadlines: a thread that sleeps until one is due and then interrupts the isolate.
//!
//! The thread is started by the first deadline and serves one isolate; arming and disarming is a
//! lock and a wake-up.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Instant;

/// Calls a function when a deadline passes.
pub(crate) struct Watchdog {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    due: Option<Instant>,
    is_over: bool,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        // The state is valid after any panic: it is written in single steps.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Watchdog {
    /// A watchdog that calls `bark` once for each deadline that passes. Fails where the system
    /// has no thread to give.
    pub(crate) fn start(bark: impl Fn() + Send + 'static) -> std::io::Result<Watchdog> {
        let shared = Arc::new(Shared {
            state: Mutex::new(State {
                due: None,
                is_over: false,
            }),
            changed: Condvar::new(),
        });
        let watched = Arc::clone(&shared);
        let thread = std::thread::Builder::new()
            .name("kataan deadline".to_owned())
            .spawn(move || watch(&watched, bark))?;
        Ok(Watchdog {
            shared,
            thread: Some(thread),
        })
    }

    /// Sets the deadline, or none. Returns after a bark that is under way.
    pub(crate) fn set(&self, due: Option<Instant>) {
        self.shared.lock().due = due;
        self.shared.changed.notify_one();
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        self.shared.lock().is_over = true;
        self.shared.changed.notify_one();
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has nothing left to do either.
            let _ = thread.join();
        }
    }
}

fn watch(shared: &Shared, bark: impl Fn()) {
    let mut state = shared.lock();
    while !state.is_over {
        let now = Instant::now();
        state = match state.due {
            None => shared
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner),
            Some(due) if due > now => {
                let waited = shared.changed.wait_timeout(state, due - now);
                waited.unwrap_or_else(PoisonError::into_inner).0
            }
            Some(_) => {
                state.due = None;
                // Under the lock, so that nobody who disarms is barked at later.
                bark();
                state
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::{Duration, Instant};

    use super::Watchdog;

    #[test]
    fn barks_once_and_only_when_due() {
        let barks = Arc::new(AtomicU32::new(0));
        let heard = Arc::clone(&barks);
        let watchdog = Watchdog::start(move || {
            heard.fetch_add(1, Ordering::SeqCst);
        })
        .expect("a thread");
        watchdog.set(Some(Instant::now() + Duration::from_secs(3600)));
        watchdog.set(None);
        assert_eq!(barks.load(Ordering::SeqCst), 0);
        watchdog.set(Some(Instant::now()));
        let start = Instant::now();
        while barks.load(Ordering::SeqCst) == 0 && start.elapsed() < Duration::from_secs(10) {
            std::thread::yield_now();
        }
        std::thread::sleep(Duration::from_millis(5));
        assert_eq!(barks.load(Ordering::SeqCst), 1);
    }
}
