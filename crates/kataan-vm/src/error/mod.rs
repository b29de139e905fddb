//! Throw completions and terminations.
//!
//! A throw completion is `Err(Thrown)`: the token carries nothing, the value waits in the isolate,
//! so that a result fits two registers. A termination (interrupt, deadline, memory) travels the
//! same way but is no value: [`Vm::take_exception`] hands it on instead of giving it to a handler.

mod create;
mod describe;
pub mod message;

use crate::value::Value;
use crate::vm::{Interrupt, Vm};
use core::fmt::Display;
use core::sync::atomic::Ordering;
use kataan_gc::OutOfMemory;

pub use create::{ErrorKind, allocate_error, create_error};
pub(crate) use describe::describe_element_key;
pub use describe::{describe, describe_key, describe_text, start_of_text};
pub use message::Message;

/// The completion of an algorithm: a value, or a throw.
pub type JsResult<T> = Result<T, Thrown>;

/// Says that an exception is pending. Made by throwing, consumed by [`Vm::take_exception`].
#[derive(Debug)]
#[must_use = "a throw completion is passed on or caught"]
pub struct Thrown(());

/// A refused allocation ends the script: no exception value can be made for it.
impl From<OutOfMemory> for Thrown {
    #[cold]
    fn from(_: OutOfMemory) -> Thrown {
        // With nothing pending, `take_exception` reads this token as out of memory.
        Thrown(())
    }
}

/// Why a script was ended; script can neither see nor catch it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Termination {
    /// The embedder asked.
    Interrupted,
    /// The time is up.
    Deadline,
    /// The instruction budget is used up.
    Fuel,
    /// The memory limit is reached.
    OutOfMemory,
    /// The script asked to exit (the embedder keeps the status).
    Exit,
}

impl Vm {
    /// Makes `value` the pending exception.
    pub fn throw(&mut self, value: Value) -> Thrown {
        self.heap.state().exception.set(value);
        Thrown(())
    }

    /// Ends the script.
    #[cold]
    pub fn terminate(&mut self, reason: Termination) -> Thrown {
        self.heap.state().exception.set(Value::HOLE);
        self.termination = Some(reason);
        Thrown(())
    }

    /// The thrown value, for a handler. A termination is handed back: pass it on.
    pub fn take_exception(&mut self, thrown: Thrown) -> JsResult<Value> {
        if self.termination.is_some() {
            return Err(thrown);
        }
        let value = self.heap.state().exception.replace(Value::HOLE);
        if value.is_hole() {
            // Allocation fails for want of memory, or because an end is asked for.
            let word = self.heap.state().interrupt.load(Ordering::SeqCst);
            self.termination = Some(if word & Interrupt::DEADLINE != 0 {
                Termination::Deadline
            } else if word & Interrupt::STOP != 0 {
                Termination::Interrupted
            } else {
                Termination::OutOfMemory
            });
            return Err(thrown);
        }
        Ok(value)
    }

    /// Why the script was ended, if it was; the facade clears it before the next entry.
    pub fn termination(&self) -> Option<Termination> {
        self.termination
    }

    /// Forgets a termination: the isolate may be entered again.
    pub fn clear_termination(&mut self) {
        self.termination = None;
    }

    /// Throws a new error of the current realm.
    #[cold]
    pub fn throw_error(
        &mut self,
        kind: ErrorKind,
        message: Message,
        parts: &[&dyn Display],
    ) -> Thrown {
        let text = message.format(parts);
        self.throw_error_text(kind, &text)
    }

    /// Throws a new error of the current realm with a text of its own.
    #[cold]
    pub fn throw_error_text(&mut self, kind: ErrorKind, text: &str) -> Thrown {
        match create_error(self, kind, text) {
            Ok(error) => self.throw(error.into()),
            Err(thrown) => thrown,
        }
    }

    /// Throws a TypeError.
    #[cold]
    pub fn throw_type_error(&mut self, message: Message, parts: &[&dyn Display]) -> Thrown {
        self.throw_error(ErrorKind::TypeError, message, parts)
    }

    /// Throws a RangeError.
    #[cold]
    pub fn throw_range_error(&mut self, message: Message, parts: &[&dyn Display]) -> Thrown {
        self.throw_error(ErrorKind::RangeError, message, parts)
    }

    /// Throws a ReferenceError.
    #[cold]
    pub fn throw_reference_error(&mut self, message: Message, parts: &[&dyn Display]) -> Thrown {
        self.throw_error(ErrorKind::ReferenceError, message, parts)
    }

    /// Throws a SyntaxError.
    #[cold]
    pub fn throw_syntax_error(&mut self, message: Message, parts: &[&dyn Display]) -> Thrown {
        self.throw_error(ErrorKind::SyntaxError, message, parts)
    }
}

/// `! Op()` of the specification: an operation that cannot throw here.
pub trait Must<T> {
    /// The value; a throw is a bug of the engine.
    fn must(self) -> T;
}

impl<T> Must<T> for JsResult<T> {
    #[track_caller]
    fn must(self) -> T {
        self.expect("the specification says that this operation cannot throw")
    }
}
