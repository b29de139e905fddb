//! Running the matcher on a string of the heap, within the isolate's limits.

use super::program::{RegExpProgram, compile};
use super::state::{RegExpState, put_scratch, take_scratch};
use crate::message;
use core::ops::Range;
use core::sync::atomic::{AtomicU64, Ordering};
use kataan_gc::Gc;
use kataan_regexp::{Flags, Input, Monitor, Scratch, Stopped};
use kataan_vm::error::JsResult;
use kataan_vm::string::{Flat, JsString, Units, flatten, substring};
use kataan_vm::value::Value;
use kataan_vm::{Interrupt, Vm};

/// Memory that the matcher keeps from one match to the next.
const KEPT: usize = 1 << 20;

/// A program on its way through a text. It owns the matcher's memory meanwhile, so what runs
/// before it is finished uses another.
pub(super) struct Search {
    state: Gc<RegExpState>,
    pub(super) program: Gc<RegExpProgram>,
    pub(super) string: Gc<JsString>,
    pub(super) text: Flat,
    scratch: Box<Scratch>,
    pub(super) group_count: u32,
}

/// Asks the isolate whether a match may go on.
struct Limits<'a> {
    interrupt: &'a AtomicU64,
    left: usize,
}

impl Monitor for Limits<'_> {
    fn proceed(&mut self) -> bool {
        let word = self.interrupt.load(Ordering::Relaxed);
        word & (Interrupt::STOP | Interrupt::DEADLINE) == 0
    }

    fn reserve(&mut self, bytes: usize) -> bool {
        match self.left.checked_sub(bytes) {
            Some(left) => {
                self.left = left;
                true
            }
            None => false,
        }
    }
}

impl Search {
    pub(super) fn new(
        vm: &mut Vm,
        state: Gc<RegExpState>,
        program: Gc<RegExpProgram>,
        string: Gc<JsString>,
    ) -> JsResult<Search> {
        compile(vm, program)?;
        let group_count = program.regexp(vm).groups().group_count;
        let text = flatten(vm, string)?;
        let scratch = take_scratch(vm, state);
        Ok(Search {
            state,
            program,
            string,
            text,
            scratch,
            group_count,
        })
    }

    /// Finds the first match from `start` on, or at `start` if the program is sticky.
    #[inline]
    pub(super) fn next(&mut self, vm: &mut Vm, start: usize) -> JsResult<bool> {
        loop {
            let mut limits = Limits {
                left: vm.heap.memory_left(),
                interrupt: &vm.heap.state().interrupt,
            };
            let input = match self.text.units() {
                Units::Latin1(units) => Input::Latin1(units),
                Units::Utf16(units) => Input::Utf16(units),
            };
            let regexp = self.program.regexp(vm);
            let result = regexp.exec(input, start, &mut self.scratch, &mut limits);
            match result {
                Ok(found) => return Ok(found),
                Err(Stopped::Interrupted) => vm.check_interrupt()?,
                Err(Stopped::OutOfMemory) => {
                    self.scratch.release();
                    return Err(vm.throw_range_error(message::PATTERN_TOO_COMPLEX, &[]));
                }
            }
        }
    }

    /// Where a group of the last match lies; the whole match is group 0.
    #[inline]
    pub(super) fn group(&self, index: u32) -> Option<Range<usize>> {
        self.scratch.group(index)
    }

    /// Where the last match lies.
    #[inline]
    pub(super) fn whole(&self) -> Range<usize> {
        self.group(0).expect("asked after a match")
    }

    /// The text of a group, or `undefined`.
    #[inline]
    pub(super) fn capture(&self, vm: &mut Vm, index: u32) -> JsResult<Value> {
        match self.group(index) {
            Some(range) => Ok(substring(vm, self.string, range.start, range.end)?.into()),
            None => Ok(Value::UNDEFINED),
        }
    }

    /// [AdvanceStringIndex](https://tc39.es/ecma262/#sec-advancestringindex)
    #[inline]
    pub(super) fn advance(&self, index: usize) -> usize {
        if self.program.flags().is_unicode() && index < self.text.len() {
            index + self.text.units().code_point_at(index).1
        } else {
            index + 1
        }
    }

    /// Whether the program has this flag.
    #[inline]
    pub(super) fn has(&self, flag: Flags) -> bool {
        self.program.flags().contains(flag)
    }

    /// Gives the matcher's memory back.
    #[inline]
    pub(super) fn finish(mut self, vm: &mut Vm) {
        if self.scratch.memory() > KEPT {
            self.scratch.release();
        }
        put_scratch(vm, self.state, self.scratch);
    }
}
