//! What the matcher keeps while it runs, and how it counts its steps.

use super::stack::{Entry, Stack};
use crate::code::{Code, UNSET};
use crate::limits::{Monitor, Stopped};
use alloc::vec::Vec;

/// Steps between two questions to the monitor.
const STEPS: u32 = 4096;

/// Steps that a search may take wherever it starts, and for each unit that it
/// has advanced, before a linear-time matcher takes over.
const FREE_STEPS: u64 = 1 << 15;
const STEPS_PER_UNIT: u64 = 24;

/// Why an attempt ended without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Abort {
    Stopped(Stopped),
    /// The budget is spent.
    Budget,
}

impl From<Stopped> for Abort {
    fn from(stopped: Stopped) -> Self {
        Self::Stopped(stopped)
    }
}

/// What the matcher keeps between calls.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) registers: Vec<u32>,
    pub(super) stack: Stack,
    /// Steps left until the monitor is asked.
    left: u32,
    /// Steps taken by this search, but for those of `left`.
    spent: u64,
    /// Where this search began.
    origin: usize,
    /// Whether another matcher stands by.
    budgeted: bool,
}

impl State {
    /// Prepares for a search that begins at `origin`.
    pub(crate) fn begin(&mut self, code: &Code, origin: usize, budgeted: bool) {
        self.registers.clear();
        self.registers.resize(code.register_count as usize, UNSET);
        self.left = STEPS;
        self.spent = 0;
        self.origin = origin;
        self.budgeted = budgeted;
    }

    pub(crate) fn memory(&self) -> usize {
        self.stack.memory() + self.registers.capacity() * size_of::<u32>()
    }

    pub(crate) fn release(&mut self) {
        self.stack.release();
        self.registers = Vec::new();
    }

    #[cold]
    fn checkpoint<M: Monitor + ?Sized>(
        &mut self,
        start: usize,
        monitor: &mut M,
    ) -> Result<(), Abort> {
        self.left = STEPS;
        self.spent += u64::from(STEPS);
        if self.budgeted {
            let advanced = (start - self.origin) as u64;
            if self.spent > FREE_STEPS + STEPS_PER_UNIT * advanced {
                return Err(Abort::Budget);
            }
        }
        if monitor.proceed() {
            Ok(())
        } else {
            Err(Stopped::Interrupted.into())
        }
    }

    #[inline]
    pub(super) fn step<M: Monitor + ?Sized>(
        &mut self,
        start: usize,
        monitor: &mut M,
    ) -> Result<(), Abort> {
        self.left -= 1;
        if self.left == 0 {
            self.checkpoint(start, monitor)
        } else {
            Ok(())
        }
    }

    /// Counts units that were passed without a choice: many make a step.
    #[inline]
    pub(super) fn step_units(&mut self, units: usize) {
        let steps = u32::try_from(units / 16).unwrap_or(u32::MAX);
        self.left = self.left.saturating_sub(steps).max(1);
    }

    #[inline]
    pub(super) fn set<M: Monitor + ?Sized>(
        &mut self,
        register: u32,
        value: u32,
        monitor: &mut M,
    ) -> Result<(), Stopped> {
        let old = core::mem::replace(&mut self.registers[register as usize], value);
        if !self.stack.is_empty() {
            self.stack.push(
                Entry::Register {
                    register,
                    value: old,
                },
                monitor,
            )?;
        }
        Ok(())
    }
}
