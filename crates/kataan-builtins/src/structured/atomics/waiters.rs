//! Those who wait on an address of shared memory, over all isolates of the process: the
//! [WaiterList](https://tc39.es/ecma262/#sec-waiterlist-objects) of each location.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Condvar, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// One who waits.
#[derive(Default)]
pub(super) struct Waiter {
    is_woken: Mutex<bool>,
    signal: Condvar,
}

impl Waiter {
    /// Sleeps until it is woken or `time` is over; whether it was woken.
    pub(super) fn sleep(&self, time: Duration) -> bool {
        let woken = lock(&self.is_woken);
        let slept = self.signal.wait_timeout_while(woken, time, |woken| !*woken);
        let (woken, _) = slept.unwrap_or_else(PoisonError::into_inner);
        *woken
    }
}

type Lists = HashMap<usize, VecDeque<Arc<Waiter>>>;

static LISTS: LazyLock<Mutex<Lists>> = LazyLock::new(Mutex::default);

/// Nothing panics while it holds one of these locks, and their data are always whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Adds a waiter at `address` if `is_expected` finds the value there that the waiter expects: both
/// in one critical section, so that no wake is missed.
pub(super) fn enter(address: usize, is_expected: impl FnOnce() -> bool) -> Option<Arc<Waiter>> {
    let mut lists = lock(&LISTS);
    if !is_expected() {
        return None;
    }
    let waiter = Arc::new(Waiter::default());
    lists.entry(address).or_default().push_back(waiter.clone());
    Some(waiter)
}

/// Takes a waiter off the list; false if somebody woke it meanwhile.
pub(super) fn leave(address: usize, waiter: &Arc<Waiter>) -> bool {
    let mut lists = lock(&LISTS);
    let Some(list) = lists.get_mut(&address) else {
        return false;
    };
    let Some(position) = list.iter().position(|other| Arc::ptr_eq(other, waiter)) else {
        return false;
    };
    list.remove(position);
    if list.is_empty() {
        lists.remove(&address);
    }
    true
}

/// Wakes up to `count` waiters at `address`, those first who came first; how many there were.
pub(super) fn wake(address: usize, count: f64) -> usize {
    let mut lists = lock(&LISTS);
    let Some(list) = lists.get_mut(&address) else {
        return 0;
    };
    let mut woken = 0;
    while (woken as f64) < count
        && let Some(waiter) = list.pop_front()
    {
        *lock(&waiter.is_woken) = true;
        waiter.signal.notify_all();
        woken += 1;
    }
    if list.is_empty() {
        lists.remove(&address);
    }
    woken
}
