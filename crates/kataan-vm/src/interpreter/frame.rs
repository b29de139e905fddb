//! Frames: the layout of a function's registers on the register stack.
//!
//! | word | what |
//! | --- | --- |
//! | 0 | callee |
//! | 1 | `this` |
//! | 2 | `new.target`, `undefined` in a call; the coroutine in a resumed generator or async function |
//! | 3 | the callee's environment |
//! | 4 | link: where the caller goes on (an address), with [`FrameFlags`] in its low bits |
//! | 5 | return: the caller's register for the result (16 bits), how many words below its frame is (16 bits), and one more than the iterator's register if the call is a step of it (16 bits) |
//! | 6 … | parameters, locals, temporaries |
//!
//! Words 4 and 5 have zero top bits, so they never look like references.
//!
//! Invariants: a `Frame` that is handed to a function points into the register stack, at a frame
//! whose words up to its register count are initialised; register numbers come from verified
//! bytecode, so they lie in the frame.
#![allow(unsafe_code)]

use crate::value::Value;

/// Words of a frame's header.
pub(crate) const FRAME_HEADER: usize = kataan_bytecode::opcode::operand::FRAME_HEADER as usize;
const _: () = assert!(FRAME_HEADER == 6);

/// What a return must mind.
pub(crate) struct FrameFlags;

impl FrameFlags {
    /// Entered from Rust: leave the run loop.
    pub(crate) const ENTRY: u64 = 1;
    /// A construct: a result that is no object becomes `this`.
    pub(crate) const CONSTRUCT: u64 = 2;
    /// A generator's or async function's body: see the coroutine in word 2.
    pub(crate) const COROUTINE: u64 = 4;
    /// Any.
    pub(crate) const ALL: u64 = 7;
}

/// A pointer to a frame's first word.
#[repr(transparent)]
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Debug)]
pub(crate) struct Frame(*mut Value);

impl Frame {
    /// The frame that starts at `word`.
    #[inline(always)]
    pub(crate) fn at(word: *mut Value) -> Frame {
        Frame(word)
    }

    /// Its first word.
    #[inline(always)]
    pub(crate) fn base(self) -> *mut Value {
        self.0
    }

    /// The value of a register.
    #[inline(always)]
    pub(crate) fn get(self, register: u16) -> Value {
        // SAFETY: the register lies in the frame (module invariant).
        unsafe { self.0.add(register as usize).read() }
    }

    /// The lower and the upper half of a register's value. Reading only what is compared makes the
    /// paths of int32s short.
    #[inline(always)]
    fn halves(self, register: u16) -> *const [u32; 2] {
        // SAFETY: the register lies in the frame (module invariant).
        unsafe { self.0.add(register as usize).cast() }
    }

    /// The upper half of a register's value: see [`Value::upper`].
    #[inline(always)]
    pub(crate) fn upper(self, register: u16) -> u32 {
        const UPPER: usize = cfg!(target_endian = "little") as usize;
        // SAFETY: a register is two such halves.
        unsafe { (*self.halves(register))[UPPER] }
    }

    /// The lower half of a register's value: an int32, or an offset.
    #[inline(always)]
    pub(crate) fn lower(self, register: u16) -> u32 {
        const LOWER: usize = cfg!(target_endian = "big") as usize;
        // SAFETY: a register is two such halves.
        unsafe { (*self.halves(register))[LOWER] }
    }

    /// The int32 in a register, if that is what it holds.
    #[inline(always)]
    pub(crate) fn as_i32(self, register: u16) -> Option<i32> {
        (self.upper(register) == Value::UPPER_INT32).then(|| self.lower(register) as i32)
    }

    /// The int32s in two registers, if both hold one.
    #[inline(always)]
    pub(crate) fn both_i32(self, first: u16, second: u16) -> Option<(i32, i32)> {
        let are =
            self.upper(first) == Value::UPPER_INT32 && self.upper(second) == Value::UPPER_INT32;
        are.then(|| (self.lower(first) as i32, self.lower(second) as i32))
    }

    /// The numbers in two registers that are not both int32s, if both hold one.
    #[inline(always)]
    pub(crate) fn both_numbers(self, first: u16, second: u16) -> Option<(f64, f64)> {
        if self.upper(first) < Value::UPPER_INT32 && self.upper(second) < Value::UPPER_INT32 {
            // SAFETY: the registers lie in the frame (module invariant); any bits are a double.
            return Some(unsafe {
                (
                    self.0.add(first as usize).cast::<f64>().read(),
                    self.0.add(second as usize).cast::<f64>().read(),
                )
            });
        }
        self.get(first).both_numbers(self.get(second))
    }

    /// The double in a register, if that is what it holds.
    #[inline(always)]
    pub(crate) fn as_f64(self, register: u16) -> Option<f64> {
        // SAFETY: the register lies in the frame (module invariant); any bits are a double.
        let read = || unsafe { self.0.add(register as usize).cast::<f64>().read() };
        (self.upper(register) < Value::UPPER_INT32).then(read)
    }

    /// Sets a register.
    #[inline(always)]
    pub(crate) fn set(self, register: u16, value: Value) {
        // SAFETY: the register lies in the frame (module invariant).
        unsafe { self.0.add(register as usize).write(value) }
    }

    /// The frame that starts at one of this frame's registers.
    #[inline(always)]
    pub(crate) fn window(self, register: u16) -> Frame {
        self.up(register as usize)
    }

    /// The frame that starts `words` words above.
    #[inline(always)]
    pub(crate) fn up(self, words: usize) -> Frame {
        // SAFETY: callers stay inside the stack (it is checked at each entry).
        Frame(unsafe { self.0.add(words) })
    }

    /// The frame that starts `words` words below.
    #[inline(always)]
    pub(crate) fn down(self, words: usize) -> Frame {
        // SAFETY: `words` is the distance that the call sequence wrote.
        Frame(unsafe { self.0.sub(words) })
    }

    /// Argument `index` of a frame with more than that.
    #[inline(always)]
    pub(crate) fn argument(self, index: usize) -> Value {
        // SAFETY: callers know the argument count.
        unsafe { self.0.add(FRAME_HEADER + index).read() }
    }

    /// Sets argument `index`.
    #[inline(always)]
    pub(crate) fn set_argument(self, index: usize, value: Value) {
        // SAFETY: callers made room for it.
        unsafe { self.0.add(FRAME_HEADER + index).write(value) }
    }

    /// The link word.
    #[inline(always)]
    pub(crate) fn link(self) -> u64 {
        self.get(4).to_bits()
    }

    /// Sets the link word.
    #[inline(always)]
    pub(crate) fn set_link(self, link: u64) {
        // SAFETY: an address with flags in its low bits is a small double: no reference.
        self.set(4, unsafe { Value::from_bits(link) });
    }

    /// The return word: register in the low 16 bits, distance above.
    #[inline(always)]
    pub(crate) fn return_word(self) -> u64 {
        self.get(5).to_bits()
    }

    /// Sets the return word.
    #[inline(always)]
    pub(crate) fn set_return_word(self, word: u64) {
        debug_assert!(word < 1 << 48);
        // SAFETY: 48 bits are a small double: no reference.
        self.set(5, unsafe { Value::from_bits(word) });
    }

    /// Fills the words `from..to` with `undefined`. May write up to four words past `to`, which
    /// the stack's reserve allows: there is nearly always something to fill, so that is not asked.
    #[inline(always)]
    pub(crate) fn fill_undefined(self, from: usize, to: usize) {
        let mut word = from;
        loop {
            // SAFETY: inside the frame, or in the reserve.
            unsafe {
                self.0.add(word).write(Value::UNDEFINED);
                self.0.add(word + 1).write(Value::UNDEFINED);
                self.0.add(word + 2).write(Value::UNDEFINED);
                self.0.add(word + 3).write(Value::UNDEFINED);
            }
            word += 4;
            if word >= to {
                break;
            }
        }
    }

    /// `count` words from `register` on.
    ///
    /// The slice is read only while nothing runs that could write registers.
    #[inline(always)]
    pub(crate) fn words<'a>(self, register: usize, count: usize) -> &'a [Value] {
        // SAFETY: inside the frame; the caller reads it only while nothing writes registers.
        unsafe { std::slice::from_raw_parts(self.0.add(register), count) }
    }
}
