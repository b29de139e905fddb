//! The stack of what to go back to.

use crate::code::Pc;
use crate::limits::{Monitor, Stopped};
use alloc::vec::Vec;

/// How many entries a stack may have, whatever the monitor allows.
const MAX_ENTRIES: usize = 1 << 24;

/// One thing to undo or to try.
#[derive(Clone, Copy, Debug)]
pub(super) enum Entry {
    /// Go on at `pc` from `position`.
    Choice { pc: Pc, position: u32 },
    /// Put back the value of a register.
    Register { register: u32, value: u32 },
    /// Give back characters of a greedy run, down to `least`.
    Greedy {
        run: u32,
        least: u32,
        position: u32,
        next: Pc,
    },
    /// Take another character for a lazy run, at most `left` more.
    Lazy {
        run: u32,
        left: u32,
        position: u32,
        next: Pc,
    },
}

#[derive(Debug, Default)]
pub(super) struct Stack {
    entries: Vec<Entry>,
}

impl Stack {
    #[inline]
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    #[inline]
    pub(super) fn pop(&mut self) -> Option<Entry> {
        self.entries.pop()
    }

    pub(super) fn clear(&mut self) {
        self.entries.clear();
    }

    #[inline]
    pub(super) fn push<M: Monitor + ?Sized>(
        &mut self,
        entry: Entry,
        monitor: &mut M,
    ) -> Result<(), Stopped> {
        if self.entries.len() == self.entries.capacity() {
            self.grow(monitor)?;
        }
        self.entries.push(entry);
        Ok(())
    }

    #[cold]
    fn grow<M: Monitor + ?Sized>(&mut self, monitor: &mut M) -> Result<(), Stopped> {
        let more = self.entries.capacity().max(64);
        if self.entries.len() + more > MAX_ENTRIES || !monitor.reserve(more * size_of::<Entry>()) {
            return Err(Stopped::OutOfMemory);
        }
        self.entries
            .try_reserve_exact(more)
            .map_err(|_| Stopped::OutOfMemory)
    }

    /// Drops the choices above `height`, keeping what restores capture slots,
    /// which are the registers below `slots`.
    pub(super) fn commit(&mut self, height: usize, slots: u32) {
        let mut kept = height;
        for index in height..self.entries.len() {
            let entry = self.entries[index];
            if matches!(entry, Entry::Register { register, .. } if register < slots) {
                self.entries[kept] = entry;
                kept += 1;
            }
        }
        self.entries.truncate(kept);
    }

    pub(super) fn truncate(&mut self, height: usize) {
        self.entries.truncate(height);
    }

    /// How many bytes it holds.
    pub(super) fn memory(&self) -> usize {
        self.entries.capacity() * size_of::<Entry>()
    }

    /// Gives its memory back.
    pub(super) fn release(&mut self) {
        self.entries = Vec::new();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_stay_small() {
        assert_eq!(size_of::<Entry>(), 20);
    }
}
