//! Timers: `setTimeout` and its kin, and the queue that the event loop reads.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};
use std::time::{Duration, Instant};

use kataan_gc::RootId;
use kataan_vm::error::{ErrorKind, describe};
use kataan_vm::native::Args;
use kataan_vm::object::create_array_from_list;
use kataan_vm::operation::{is_callable, to_number};
use kataan_vm::{JsResult, Value, Vm};

use crate::host::host;

/// The longest delay, in milliseconds; what is longer counts as the shortest.
const LONGEST: f64 = 2_147_483_647.0;

/// What waits.
#[derive(Default)]
pub(crate) struct Timers {
    next_id: u32,
    /// By time, then by order of creation.
    queue: BinaryHeap<Reverse<(Instant, u32)>>,
    timers: HashMap<u32, Timer>,
    immediates: VecDeque<u32>,
}

/// A timer: an array of the callback and its arguments.
#[derive(Clone, Copy)]
pub(crate) struct Timer {
    pub(crate) call: RootId,
    /// The period of a timer that repeats.
    pub(crate) period: Option<Duration>,
}

impl Timers {
    fn add(&mut self, call: RootId, delay: Option<Duration>, repeats: bool) -> u32 {
        self.next_id += 1;
        let id = self.next_id;
        self.timers.insert(
            id,
            Timer {
                call,
                period: delay.filter(|_| repeats),
            },
        );
        match delay {
            Some(delay) => self.queue.push(Reverse((Instant::now() + delay, id))),
            None => self.immediates.push_back(id),
        }
        id
    }

    fn remove(&mut self, id: u32) -> Option<Timer> {
        self.timers.remove(&id)
    }

    /// The immediates that wait now, in order; those that they set wait for the next turn.
    pub(crate) fn take_immediates(&mut self) -> VecDeque<u32> {
        std::mem::take(&mut self.immediates)
    }

    /// What a timer or immediate calls, if it was not cleared. One that repeats is set again.
    pub(crate) fn start(&mut self, id: u32) -> Option<Timer> {
        let timer = *self.timers.get(&id)?;
        match timer.period {
            Some(period) => self.queue.push(Reverse((Instant::now() + period, id))),
            None => {
                self.timers.remove(&id);
            }
        }
        Some(timer)
    }

    /// The next timer and when it is due; cleared ones are dropped on the way.
    pub(crate) fn next(&mut self) -> Option<(Instant, u32)> {
        while let Some(Reverse((due, id))) = self.queue.peek().copied() {
            if self.timers.contains_key(&id) {
                return Some((due, id));
            }
            self.queue.pop();
        }
        None
    }

    /// Takes the timer that [`next`](Timers::next) gave.
    pub(crate) fn pop(&mut self) {
        self.queue.pop();
    }
}

/// `setTimeout(callback, delay, ...arguments)`
pub(crate) fn set_timeout(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let delay = delay(vm, args.get(1))?;
    set(vm, args, 2, Some(delay), false)
}

/// `setInterval(callback, delay, ...arguments)`
pub(crate) fn set_interval(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let delay = delay(vm, args.get(1))?;
    set(vm, args, 2, Some(delay), true)
}

/// `setImmediate(callback, ...arguments)`
pub(crate) fn set_immediate(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    set(vm, args, 1, None, false)
}

/// `clearTimeout`, `clearInterval` and `clearImmediate`.
pub(crate) fn clear(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    if let Some(id) = args.get(0).as_number()
        && let Some(timer) = host(vm).timers.remove(id as u32)
    {
        vm.heap.unroot(timer.call);
    }
    Ok(Value::UNDEFINED)
}

fn set(
    vm: &mut Vm,
    args: Args<'_>,
    first: usize,
    delay: Option<Duration>,
    repeats: bool,
) -> JsResult<Value> {
    let callback = args.get(0);
    if !is_callable(vm, callback) {
        let found = describe(vm, callback);
        return Err(vm.throw_error_text(
            ErrorKind::TypeError,
            &format!("the callback must be a function, found {found}"),
        ));
    }
    let call = create_array_from_list(vm, &[callback])?;
    for argument in args.iter_from(first) {
        kataan_vm::object::array_push(vm, call, argument)?;
    }
    let call = vm.heap.root(call.into());
    let id = host(vm).timers.add(call, delay, repeats);
    Ok(Value::from_number(f64::from(id)))
}

/// A delay of a millisecond or more.
fn delay(vm: &mut Vm, value: Value) -> JsResult<Duration> {
    let delay = if value.is_undefined() {
        1.0
    } else {
        to_number(vm, value)?
    };
    let delay = if (1.0..=LONGEST).contains(&delay) {
        delay.trunc()
    } else {
        1.0
    };
    Ok(Duration::from_millis(delay as u64))
}
