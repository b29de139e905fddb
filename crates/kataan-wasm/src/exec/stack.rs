//! The register stack and the frames of calls.
//!
//! # Invariants
//! - `slots` points to `length` initialised words that never move while the store lives; `end` is one past.
//! - `frames` to `frames_top` are calls; up to `frames_end` there is room for more.
//! - Every frame's registers lie inside; `enter` checks that before a frame is pushed.
//! - Between the dispatch loop's runs `registers` hold where the innermost activation stands.
#![allow(unsafe_code)]

use super::code::FuncCode;
use super::machine::Exit;
use super::native_stack::NativeStack;
use super::operation::{Op, Word};
use crate::runtime::instance::Instance;
use alloc::alloc::{Layout, alloc, alloc_zeroed, dealloc, handle_alloc_error};

/// A call.
#[derive(Clone, Copy)]
pub(crate) struct Frame {
    /// Where the caller goes on.
    pub(super) return_pc: *const Word,
    /// The caller's registers.
    pub(super) caller_fp: *mut u64,
    /// The caller's instance.
    pub(super) caller: *const Instance,
    /// The code that runs in this frame.
    pub(super) code: *const FuncCode,
}

/// Where an activation stands.
#[derive(Clone, Copy)]
pub(crate) struct Registers {
    pub(super) pc: *const Word,
    pub(super) fp: *mut u64,
    pub(super) instance: *const Instance,
    /// Between two operations; threaded code keeps them in machine registers as long as it runs.
    pub(super) accumulators: super::register::Accumulators,
}

impl Registers {
    pub(super) const NONE: Self = Self {
        pc: &raw const EXIT,
        fp: core::ptr::null_mut(),
        instance: core::ptr::null(),
        accumulators: super::register::Accumulators::NONE,
    };
}

/// Where the outermost frame of an activation returns to.
pub(super) static EXIT: Word = Word::new(Op::Exit, 0, 0, 0);
/// What runs after a host function that was called in place of its caller.
pub(super) static RETURN: Word = Word::new(Op::Return, 0, 0, 0);

/// The register stack of a store.
pub(crate) struct Stack {
    slots: *mut u64,
    end: *mut u64,
    frames: *mut Frame,
    frames_top: *mut Frame,
    frames_end: *mut Frame,
    pub(super) registers: Registers,
    /// How many frames lie below the innermost activation.
    pub(super) base: usize,
    /// How many activations there are.
    pub(crate) depth: u32,
    /// Why the interpreter stopped last.
    pub(super) exit: Exit,
    pub(crate) native: NativeStack,
}

// SAFETY: the stack owns its slots; its pointers lead to what the same store owns.
unsafe impl Send for Stack {}

impl Stack {
    pub(crate) fn new(bytes: usize) -> Self {
        let length = (bytes / 8).max(512);
        // Frames without registers take no room on the stack: their number is bounded too.
        let count = (bytes / size_of::<Frame>()).max(64);
        let (slots, frames) = (Self::slots_layout(length), Self::frames_layout(count));
        // SAFETY: no layout is empty.
        let slots = unsafe { alloc_zeroed(slots) }.cast::<u64>();
        // SAFETY: likewise.
        let frames_start = unsafe { alloc(frames) }.cast::<Frame>();
        if slots.is_null() || frames_start.is_null() {
            handle_alloc_error(frames);
        }
        Self {
            slots,
            end: slots.wrapping_add(length),
            frames: frames_start,
            frames_top: frames_start,
            frames_end: frames_start.wrapping_add(count),
            registers: Registers::NONE,
            base: 0,
            depth: 0,
            exit: Exit::Done,
            native: NativeStack::default(),
        }
    }

    fn slots_layout(length: usize) -> Layout {
        Layout::array::<u64>(length).unwrap_or(Layout::new::<u64>())
    }

    fn frames_layout(count: usize) -> Layout {
        Layout::array::<Frame>(count).unwrap_or(Layout::new::<Frame>())
    }

    /// How many words there are.
    fn length(&self) -> usize {
        (self.end.addr() - self.slots.addr()) / size_of::<u64>()
    }

    /// The calls, outermost first.
    pub(super) fn frames(&self) -> &[Frame] {
        let count = (self.frames_top.addr() - self.frames.addr()) / size_of::<Frame>();
        // SAFETY: as many were pushed.
        unsafe { core::slice::from_raw_parts(self.frames, count) }
    }

    /// Whether no further call fits.
    #[inline(always)]
    pub(super) fn is_full(&self) -> bool {
        self.frames_top == self.frames_end
    }

    /// Forgets all calls but the outermost `count`.
    pub(super) fn truncate(&mut self, count: usize) {
        let count = count.min(self.frames().len());
        self.frames_top = self.frames.wrapping_add(count);
    }

    /// The innermost call.
    #[inline(always)]
    pub(super) fn last_mut(&mut self) -> Option<&mut Frame> {
        if self.frames_top == self.frames {
            return None;
        }
        // SAFETY: there is one.
        Some(unsafe { &mut *self.frames_top.sub(1) })
    }

    /// Pushes a call.
    ///
    /// # Safety
    /// The stack is not full.
    #[inline(always)]
    pub(super) unsafe fn push(&mut self, frame: Frame) {
        // SAFETY: there is room for one more.
        unsafe {
            self.frames_top.write(frame);
            self.frames_top = self.frames_top.add(1);
        }
    }

    /// Pops a call; its record lasts until the next is pushed.
    ///
    /// # Safety
    /// There is a call.
    #[inline(always)]
    pub(super) unsafe fn pop(&mut self) -> *const Frame {
        // SAFETY: there is one.
        self.frames_top = unsafe { self.frames_top.sub(1) };
        self.frames_top
    }

    /// The words of all frames, for the collector. The innermost activation's registers are stored.
    pub(crate) fn live_words(&self) -> &[u64] {
        let count = (self.top().addr() - self.slots.addr()) / size_of::<u64>();
        // SAFETY: all words are initialised, and the top lies inside.
        unsafe { core::slice::from_raw_parts(self.slots, count.min(self.length())) }
    }

    /// The first word that no frame may use.
    #[inline(always)]
    pub(super) fn end(&self) -> *mut u64 {
        self.end
    }

    /// The first free word: above the frame in which the innermost activation stands.
    pub(super) fn top(&self) -> *mut u64 {
        match self.frames().last() {
            // SAFETY: the frame was checked to lie inside when it was entered.
            Some(frame) => unsafe { self.registers.fp.byte_add((*frame.code).frame_bytes) },
            None => self.slots,
        }
    }

    /// The instance that called the host function which runs, if one did.
    pub(crate) fn calling_instance(&self) -> Option<&Instance> {
        // SAFETY: instances live as long as the store.
        unsafe { self.registers.instance.as_ref() }
    }

    /// The active calls above `base`, innermost first, with the offset of the instruction in each.
    pub(crate) fn backtrace(
        &self,
        base: usize,
    ) -> impl Iterator<Item = (&Instance, &FuncCode, Option<u32>)> {
        let mut pc = self.registers.pc;
        let mut instance = self.registers.instance;
        let frames = self.frames();
        frames[base.min(frames.len())..]
            .iter()
            .rev()
            .filter_map(move |frame| {
                // SAFETY: frames name code and instances that live as long as the store.
                let (code, current) = unsafe { (&*frame.code, instance.as_ref()?) };
                let start = code.words.as_ptr();
                let range = start.addr()..=start.addr() + size_of_val::<[Word]>(&code.words);
                let offset = range
                    .contains(&pc.addr())
                    .then(|| {
                        code.offset_before(((pc.addr() - start.addr()) / size_of::<Word>()) as u32)
                    })
                    .flatten();
                pc = frame.return_pc;
                instance = frame.caller;
                Some((current, code, offset))
            })
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        let frames = (self.frames_end.addr() - self.frames.addr()) / size_of::<Frame>();
        // SAFETY: allocated with these layouts.
        unsafe {
            dealloc(self.slots.cast(), Self::slots_layout(self.length()));
            dealloc(self.frames.cast(), Self::frames_layout(frames));
        }
    }
}
