//! Entries: where the native stack's scan ends.

use crate::heap::Heap;
use crate::region::Region;

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
