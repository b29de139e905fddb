//! Those who wait on an address of shared memory, over all isolates of the process: the
//! [WaiterList](https://tc39.es/ecma262/#sec-waiterlist-objects) of each location.
//!
//! A waiter is a blocked thread (`Atomics.wait`) or a promise (`Atomics.waitAsync`). Whoever wakes
//! a promise puts a letter into its isolate's mailbox and asks for service by the interrupt word;
//! the isolate settles the promise when it sees that, or when the wait's time is over.

use super::promise::{Promise, resolve_promise};
use crate::error::JsResult;
use crate::object::SharedBytes;
use crate::string::Name;
use crate::value::Value;
use crate::vm::{Interrupt, Vm};
use kataan_gc::{Gc, InterruptHandle, RootId};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Condvar, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A thread that waits.
#[derive(Default, Debug)]
pub struct BlockedAgent {
    is_woken: Mutex<bool>,
    signal: Condvar,
}

impl BlockedAgent {
    /// Sleeps until it is woken or `time` is over; whether it was woken.
    pub fn sleep(&self, time: Duration) -> bool {
        let woken = lock(&self.is_woken);
        let slept = self.signal.wait_timeout_while(woken, time, |woken| !*woken);
        let (woken, _) = slept.unwrap_or_else(PoisonError::into_inner);
        *woken
    }

    fn wake(&self) {
        *lock(&self.is_woken) = true;
        self.signal.notify_all();
    }
}

/// Where an isolate hears of its promises that were woken.
#[derive(Debug)]
struct Mailbox {
    letters: Mutex<Vec<RootId>>,
    arrived: Condvar,
    interrupt: InterruptHandle,
}

impl Mailbox {
    fn post(&self, promise: RootId) {
        lock(&self.letters).push(promise);
        self.arrived.notify_all();
        self.interrupt.raise(Interrupt::SERVICE);
    }
}

enum Waiter {
    Thread(Arc<BlockedAgent>),
    Promise(Arc<Mailbox>, RootId),
}

type Lists = HashMap<usize, VecDeque<Waiter>>;

static LISTS: LazyLock<Mutex<Lists>> = LazyLock::new(Mutex::default);

/// Nothing panics while it holds one of these locks, and their data are always whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Adds this thread at `address` if `is_expected` finds the value there that it expects: both in
/// one critical section, so that no wake is missed.
pub fn enter(address: usize, is_expected: impl FnOnce() -> bool) -> Option<Arc<BlockedAgent>> {
    let mut lists = lock(&LISTS);
    if !is_expected() {
        return None;
    }
    let agent = Arc::new(BlockedAgent::default());
    let list = lists.entry(address).or_default();
    list.push_back(Waiter::Thread(agent.clone()));
    Some(agent)
}

/// Takes a thread off the list; false if somebody woke it meanwhile.
pub fn leave(address: usize, agent: &Arc<BlockedAgent>) -> bool {
    remove(
        address,
        |waiter| matches!(waiter, Waiter::Thread(other) if Arc::ptr_eq(other, agent)),
    )
}

fn remove(address: usize, is_it: impl Fn(&Waiter) -> bool) -> bool {
    let mut lists = lock(&LISTS);
    let Some(list) = lists.get_mut(&address) else {
        return false;
    };
    let Some(position) = list.iter().position(is_it) else {
        return false;
    };
    list.remove(position);
    if list.is_empty() {
        lists.remove(&address);
    }
    true
}

/// Wakes those who wait at `address`, first come first, up to `count`; how many.
pub fn wake(address: usize, count: f64) -> usize {
    let mut lists = lock(&LISTS);
    let Some(list) = lists.get_mut(&address) else {
        return 0;
    };
    let mut woken = 0;
    while (woken as f64) < count
        && let Some(waiter) = list.pop_front()
    {
        match waiter {
            Waiter::Thread(agent) => agent.wake(),
            Waiter::Promise(mailbox, promise) => mailbox.post(promise),
        }
        woken += 1;
    }
    if list.is_empty() {
        lists.remove(&address);
    }
    woken
}

/// A promise of `Atomics.waitAsync` that is not settled.
#[derive(Debug)]
struct AsyncWait {
    promise: RootId,
    address: usize,
    deadline: Option<Instant>,
    /// As long as somebody waits at an address it names one thing.
    _block: SharedBytes,
}

/// The promises of an isolate that wait on shared memory.
#[derive(Default, Debug)]
pub struct AsyncWaits {
    mailbox: Option<Arc<Mailbox>>,
    pending: Vec<AsyncWait>,
}

impl AsyncWaits {
    /// Whether no promise waits.
    pub fn is_empty(&self) -> bool {
        self.pending.is_empty()
    }

    /// When the first of them will have waited long enough.
    pub fn next_deadline(&self) -> Option<Instant> {
        self.pending.iter().filter_map(|wait| wait.deadline).min()
    }

    /// Sleeps until a promise is woken, but no longer than `time`.
    pub fn sleep(&self, time: Duration) {
        match &self.mailbox {
            Some(mailbox) => {
                let letters = lock(&mailbox.letters);
                let wait = |letters: &mut Vec<RootId>| letters.is_empty();
                drop(mailbox.arrived.wait_timeout_while(letters, time, wait));
            }
            None => std::thread::sleep(time),
        }
    }

    fn letters(&self) -> Vec<RootId> {
        match &self.mailbox {
            Some(mailbox) => std::mem::take(&mut *lock(&mailbox.letters)),
            None => Vec::new(),
        }
    }

    fn withdraw(&self, wait: &AsyncWait) -> bool {
        let Some(mailbox) = &self.mailbox else {
            return false;
        };
        remove(wait.address, |waiter| {
            matches!(waiter, Waiter::Promise(of, promise)
                if Arc::ptr_eq(of, mailbox) && *promise == wait.promise)
        })
    }
}

impl Drop for AsyncWaits {
    fn drop(&mut self) {
        for wait in &self.pending {
            self.withdraw(wait);
        }
    }
}

impl Vm {
    /// Lets a promise wait at `address` of `block`, if `is_expected` finds the value there that it
    /// expects; whether it waits.
    pub fn wait_async(
        &mut self,
        promise: Gc<Promise>,
        block: SharedBytes,
        address: usize,
        deadline: Option<Instant>,
        is_expected: impl FnOnce() -> bool,
    ) -> bool {
        let interrupt = self.interrupt_handle();
        let mailbox = self.async_waits.mailbox.get_or_insert_with(|| {
            Arc::new(Mailbox {
                letters: Mutex::default(),
                arrived: Condvar::new(),
                interrupt,
            })
        });
        let mailbox = mailbox.clone();
        let mut lists = lock(&LISTS);
        if !is_expected() {
            return false;
        }
        let promise = self.heap.root_cell(promise);
        let list = lists.entry(address).or_default();
        list.push_back(Waiter::Promise(mailbox, promise));
        self.async_waits.pending.push(AsyncWait {
            promise,
            address,
            deadline,
            _block: block,
        });
        true
    }

    /// Settles the promises that were woken or have waited long enough.
    pub fn settle_waits(&mut self) -> JsResult<()> {
        if self.async_waits.is_empty() {
            return Ok(());
        }
        for promise in self.async_waits.letters() {
            self.async_waits
                .pending
                .retain(|wait| wait.promise != promise);
            self.settle_wait(promise, Name::Ok)?;
        }
        let Some(first) = self.async_waits.next_deadline() else {
            return Ok(());
        };
        let now = Instant::now();
        if first > now {
            return Ok(());
        }
        let mut late = Vec::new();
        let mut pending = std::mem::take(&mut self.async_waits.pending);
        pending.retain(|wait| {
            // Somebody may have woken it just now: then a letter is on its way.
            let is_late = wait.deadline.is_some_and(|deadline| deadline <= now)
                && self.async_waits.withdraw(wait);
            if is_late {
                late.push((wait.deadline, wait.promise));
            }
            !is_late
        });
        self.async_waits.pending = pending;
        late.sort_by_key(|(deadline, _)| *deadline);
        for (_, promise) in late {
            self.settle_wait(promise, Name::TimedOut)?;
        }
        Ok(())
    }

    fn settle_wait(&mut self, promise: RootId, outcome: Name) -> JsResult<()> {
        let waiting = self.heap.rooted_cell::<Promise>(promise);
        self.heap.unroot(promise);
        let outcome: Value = self.name_value(outcome);
        match waiting {
            Some(promise) => resolve_promise(self, promise, outcome),
            None => Ok(()),
        }
    }
}
