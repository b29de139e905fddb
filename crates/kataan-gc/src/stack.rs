//! Entries: where the native stack's scan ends. Suspended stacks: those that are scanned though
//! another one runs.

use crate::collect::with_registers_on_stack;
use crate::heap::Heap;
use crate::region::Region;
use crate::value::Value;
use core::ptr::null_mut;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// A context that owns a heap: the VM.
pub trait HasHeap {
    /// Its heap.
    fn heap(&mut self) -> &mut Heap;
}

impl HasHeap for Heap {
    fn heap(&mut self) -> &mut Heap {
        self
    }
}

/// Runs `body` as an entry: every `Gc` and `Value` in a local of it, or of what it calls, is kept
/// alive. Entries nest; the outermost gives the base of the scan. Outside an entry allocation
/// never collects.
///
/// `body` must not bring a `Gc` or `Value` in from outside the outermost entry but by a root.
pub fn enter<C: HasHeap, R>(context: &mut C, body: impl FnOnce(&mut C) -> R) -> R {
    let marker = 0_u64;
    let region = context.heap().region;
    let _entry = Entry::begin(region, (&raw const marker).addr());
    below(context, body)
}

/// A frame of its own, so that the body's locals lie below the marker.
#[inline(never)]
fn below<C, R>(context: &mut C, body: impl FnOnce(&mut C) -> R) -> R {
    body(context)
}

struct Entry {
    region: Region,
}

impl Entry {
    fn begin(region: Region, base: usize) -> Entry {
        let state = region.state();
        if state.entries.get() == 0 {
            state.stack_base.set(base);
        }
        state.entries.set(state.entries.get() + 1);
        Entry { region }
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        let state = self.region.state();
        state.entries.set(state.entries.get() - 1);
        if state.entries.get() == 0 {
            state.stack_base.set(0);
        }
    }
}

/// A stack that does not run: its native frames, and the segment of registers that goes with it.
#[derive(Debug)]
pub(crate) struct Suspended {
    /// Where its live frames begin, saved registers included (an address).
    pub(crate) low: usize,
    /// Where its outermost entry was.
    pub(crate) high: usize,
    pub(crate) registers_base: *mut Value,
    pub(crate) registers_top: *mut Value,
    pub(crate) registers_high: *mut Value,
    entries: usize,
}

/// Runs `body` while the current stack is suspended: it is scanned at every collection, as is the stack
/// on which `body` enters the heap again, which may be another native stack (a coroutine's) or that of
/// a thread which `body` waits for. Inside, no entry is active and the register segment is empty, until
/// `body` sets one up.
///
/// Whatever `body` changes about them must be undone when it returns.
pub fn suspend<C: HasHeap, R>(context: &mut C, body: impl FnOnce(&mut C) -> R) -> R {
    let mut body = Some(body);
    let mut result = None;
    with_registers_on_stack(|low| {
        let region = push_suspended(context.heap(), low);
        // The registers are on the stack in a frame that cannot be unwound through.
        let run = body
            .take()
            .map(|body| catch_unwind(AssertUnwindSafe(|| body(context))));
        pop_suspended(context.heap(), region);
        result = run;
    });
    match result {
        Some(Ok(result)) => result,
        Some(Err(panic)) => resume_unwind(panic),
        None => unreachable!("the closure is called once"),
    }
}

fn push_suspended(heap: &mut Heap, low: usize) -> Region {
    let region = heap.region;
    let state = region.state();
    let high = state.stack_base.replace(0);
    heap.suspended.push(Suspended {
        // Outside an entry there is nothing to scan.
        low: if high == 0 { 0 } else { low },
        high,
        registers_base: state.registers_base.replace(null_mut()),
        registers_top: state.registers_top.replace(null_mut()),
        registers_high: state.registers_high.replace(null_mut()),
        entries: state.entries.replace(0),
    });
    region
}

fn pop_suspended(heap: &mut Heap, region: Region) {
    if let Some(stack) = heap.suspended.pop() {
        let state = region.state();
        state.stack_base.set(stack.high);
        state.entries.set(stack.entries);
        state.registers_base.set(stack.registers_base);
        state.registers_top.set(stack.registers_top);
        state.registers_high.set(stack.registers_high);
    }
}
