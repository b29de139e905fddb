//! The register stack: one reserved range of words in which all frames of an agent live.
//!
//! The range never moves, so a frame is a pointer. Memory is touched only as calls go deeper. The
//! collector scans the words below the current frame's top precisely; those between the top and
//! the watermark are dead but were live once, and are overwritten with `undefined` by a
//! collection, so that no word below a later top can name a freed cell.
//!
//! Invariants: `base <= top <= watermark <= end`, all in one allocation that outlives every frame;
//! `RESERVE` words past `end` exist, so that a native's frame header and a rounded-up fill never
//! leave the allocation.
#![allow(unsafe_code)]

use super::frame::Frame;
use crate::value::Value;
use std::alloc::{Layout, alloc_zeroed, dealloc, handle_alloc_error};
use std::ptr::NonNull;

/// Words past the limit that call sequences may use without checking.
pub(crate) const RESERVE: usize = 1024;
/// By how much the watermark rises at once.
const STEP: usize = 4096;

/// The memory of the frames.
#[derive(Debug)]
pub(crate) struct RegisterStack {
    memory: NonNull<Value>,
    layout: Layout,
    /// One past the last word that a frame may use.
    end: *mut Value,
    /// No word at or above this was used since the last collection.
    watermark: *mut Value,
    /// The watermark while the primary realm is current, else the base: plain calls then take
    /// the long way, which looks at realms.
    plain_limit: *mut Value,
    is_primary: bool,
}

impl RegisterStack {
    /// Reserves `words` registers.
    pub(crate) fn new(words: usize) -> RegisterStack {
        let layout = Layout::array::<Value>(words + RESERVE)
            .expect("the size of a register stack is far below the address space's");
        // SAFETY: the layout has a size other than zero. All-zero words are valid values (0.0).
        let Some(memory) = NonNull::new(unsafe { alloc_zeroed(layout) }) else {
            handle_alloc_error(layout)
        };
        let memory = memory.cast::<Value>();
        // SAFETY: `words` is inside the allocation.
        let end = unsafe { memory.as_ptr().add(words) };
        RegisterStack {
            memory,
            layout,
            end,
            watermark: memory.as_ptr(),
            plain_limit: memory.as_ptr(),
            is_primary: true,
        }
    }

    /// The first word.
    pub(crate) fn base(&self) -> *mut Value {
        self.memory.as_ptr()
    }

    /// The outermost frame's place.
    pub(crate) fn first_frame(&self) -> Frame {
        Frame::at(self.base())
    }

    /// The watermark: a frame whose top is at or below it needs no further check.
    #[inline(always)]
    pub(crate) fn watermark(&self) -> *mut Value {
        self.watermark
    }

    /// Makes room for a frame that ends at `top`; false if the stack is full.
    #[cold]
    pub(crate) fn grow(&mut self, top: *mut Value) -> bool {
        if top > self.end {
            return false;
        }
        // SAFETY: `top` is inside the allocation, and clamped below to its end.
        self.watermark = unsafe { top.add(STEP) }.min(self.end);
        self.set_primary(self.is_primary);
        true
    }

    /// Tells whether the primary realm is current.
    pub(crate) fn set_primary(&mut self, is_primary: bool) {
        self.is_primary = is_primary;
        self.plain_limit = if is_primary {
            self.watermark
        } else {
            self.base()
        };
    }

    /// A plain call whose frame's top is at or below it needs no further check.
    #[inline(always)]
    pub(crate) fn plain_limit(&self) -> *mut Value {
        self.plain_limit
    }

    /// Where words begin that no frame has used: header words and fills may reach past the
    /// watermark by less than the reserve.
    pub(crate) fn high(&self) -> *mut Value {
        // SAFETY: the reserve is part of the allocation.
        unsafe { self.watermark.add(RESERVE) }
    }

    /// Words in use below `top`.
    pub(crate) fn depth(&self, top: *mut Value) -> usize {
        (top.addr() - self.base().addr()) / size_of::<Value>()
    }
}

impl Drop for RegisterStack {
    fn drop(&mut self) {
        // SAFETY: allocated in `new` with this layout; frames do not outlive the stack.
        unsafe { dealloc(self.memory.as_ptr().cast(), self.layout) }
    }
}
