//! The arguments of a native call: a view on its frame on the register stack.
//!
//! # Invariants
//! An `Args` points at a live frame: the header words 0 to 3 and `count` argument words from
//! `FRAME_HEADER` on are initialised and stay inside the register stack, which never moves. They
//! are not written during the call: callees have frames above this one, and the collector does not
//! move what a register names.
#![allow(unsafe_code)]

use crate::error::{JsResult, describe, message};
use crate::value::Value;
use crate::vm::Vm;
use core::marker::PhantomData;
use kataan_gc::{Gc, Kinded};

/// Words before the first argument.
pub const FRAME_HEADER: usize = 6;

/// The frame of a native call.
#[derive(Clone, Copy, Debug)]
pub struct Args<'a> {
    base: *mut Value,
    count: u32,
    frame: PhantomData<&'a Value>,
}

impl Args<'_> {
    /// The view on a frame.
    ///
    /// # Safety
    /// `base` is a frame with `count` arguments that stays in place for the call.
    #[inline(always)]
    pub unsafe fn from_frame<'a>(base: *mut Value, count: u32) -> Args<'a> {
        Args {
            base,
            count,
            frame: PhantomData,
        }
    }

    #[inline(always)]
    fn word(&self, index: usize) -> Value {
        // SAFETY: header words and arguments below `count` are initialised (module invariant).
        unsafe { self.base.add(index).read() }
    }

    /// The function that was called.
    #[inline(always)]
    pub fn callee(&self) -> Value {
        self.word(0)
    }

    /// `this`, as it was passed.
    #[inline(always)]
    pub fn this(&self) -> Value {
        self.word(1)
    }

    /// `new.target`: `undefined` in a call.
    #[inline(always)]
    pub fn new_target(&self) -> Value {
        self.word(2)
    }

    /// Whether this is a construct rather than a call.
    #[inline(always)]
    pub fn is_construct(&self) -> bool {
        !self.new_target().is_undefined()
    }

    /// How many arguments were passed.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.count as usize
    }

    /// Whether none was passed.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Argument `index`, or `undefined`.
    #[inline(always)]
    pub fn get(&self, index: usize) -> Value {
        if index < self.count as usize {
            self.word(FRAME_HEADER + index)
        } else {
            Value::UNDEFINED
        }
    }

    /// Argument `index`, if it was passed.
    #[inline(always)]
    pub fn passed(&self, index: usize) -> Option<Value> {
        (index < self.count as usize).then(|| self.word(FRAME_HEADER + index))
    }

    /// The arguments from `start` on, each read when it is asked for.
    pub fn iter_from(&self, start: usize) -> impl Iterator<Item = Value> + '_ {
        (start..self.len()).map(|index| self.word(FRAME_HEADER + index))
    }

    /// The arguments from `start` on, to pass them on to another function.
    #[inline]
    pub fn rest(&self, start: usize) -> &[Value] {
        let count = self.len().saturating_sub(start);
        // SAFETY: the words are initialised, and nobody writes to the frame of a native during
        // its call: callees have frames above it (module invariant).
        unsafe {
            core::slice::from_raw_parts(self.base.add(FRAME_HEADER + start.min(self.len())), count)
        }
    }

    /// Gives `use_arguments` the arguments from `start` on as a slice.
    #[inline]
    pub fn with_arguments_from<R>(
        &self,
        start: usize,
        use_arguments: impl FnOnce(&[Value]) -> R,
    ) -> R {
        let start = start.min(self.len());
        // SAFETY: the words are initialised and stay in place for the call (module invariant);
        // nobody writes the arguments of a native while it runs: callees' frames lie above them.
        let arguments = unsafe {
            core::slice::from_raw_parts(self.base.add(FRAME_HEADER + start), self.len() - start)
        };
        use_arguments(arguments)
    }

    /// The frame's first word, for the call sequence.
    #[inline(always)]
    pub fn frame(&self) -> *mut Value {
        self.base
    }
}

/// The receiver of a method that is for objects of kind `T` only, as RequireInternalSlot checks
/// it; `method` is its name for the message.
///
/// ```ignore
/// let map = receiver::<MapObject>(vm, args.this(), "Map.prototype.get")?;
/// ```
#[inline]
pub fn receiver<T: Kinded>(vm: &mut Vm, value: Value, method: &str) -> JsResult<Gc<T>> {
    match vm.heap.gc::<T>(value) {
        Some(cell) => Ok(cell),
        None => {
            let text = describe(vm, value);
            Err(vm.throw_type_error(message::INCOMPATIBLE_RECEIVER, &[&method, &text]))
        }
    }
}
