//! Traps: why execution was aborted, and where.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $message:literal;)*) => {
        /// Why execution was aborted.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[non_exhaustive]
        #[repr(u8)]
        pub enum TrapCode {
            $($(#[$doc])* $name,)*
        }

        impl TrapCode {
            /// The reason in words, those of the specification's tests where they name it.
            pub fn message(self) -> &'static str {
                match self {
                    $(Self::$name => $message,)*
                }
            }
        }
    };
}

codes! {
    /// `unreachable` was executed.
    Unreachable = "unreachable";
    /// An access outside a memory.
    MemoryOutOfBounds = "out of bounds memory access";
    /// An access outside a table, or outside an element segment.
    TableOutOfBounds = "out of bounds table access";
    /// An indirect call of an element outside the table.
    UndefinedElement = "undefined element";
    /// An indirect call of a null element.
    UninitializedElement = "uninitialized element";
    /// An indirect call of a function of another type.
    BadSignature = "indirect call type mismatch";
    /// A result that does not fit.
    IntegerOverflow = "integer overflow";
    /// A division by zero.
    IntegerDivisionByZero = "integer divide by zero";
    /// A NaN converted to an integer.
    InvalidConversion = "invalid conversion to integer";
    /// Calls nested too deeply.
    StackOverflow = "call stack exhausted";
    /// A null reference where an object is needed.
    NullReference = "null reference";
    /// A call of a null reference.
    NullFunction = "null function reference";
    /// A field of a null reference.
    NullStruct = "null structure reference";
    /// An element of a null reference.
    NullArray = "null array reference";
    /// The number of a null reference.
    NullI31 = "null i31 reference";
    /// A throw of a null reference.
    NullException = "null exception reference";
    /// A failed `ref.cast`.
    CastFailure = "cast failure";
    /// An access outside an array.
    ArrayOutOfBounds = "out of bounds array access";
    /// An atomic access to an address that is not aligned.
    UnalignedAtomic = "unaligned atomic";
    /// A wait on a memory that is not shared.
    ExpectedSharedMemory = "expected shared memory";
    /// An object that the heap has no room for.
    OutOfMemory = "out of memory: object heap limit reached";
    /// Fuel ran out.
    OutOfFuel = "all fuel consumed";
    /// The epoch's deadline has passed, or the store was interrupted.
    Interrupt = "interrupt";
    /// The store's deadline in time has passed.
    Deadline = "deadline exceeded";
    /// A function exceeds a limit of this implementation.
    FunctionTooLarge = "function exceeds an implementation limit";
}

impl fmt::Display for TrapCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl core::error::Error for TrapCode {}

/// A frame of a backtrace.
#[derive(Clone, Debug)]
pub struct FrameInfo {
    pub(crate) module: Option<String>,
    pub(crate) func: u32,
    pub(crate) name: Option<String>,
    pub(crate) offset: Option<u32>,
}

impl FrameInfo {
    /// The module's name, if it has one.
    pub fn module_name(&self) -> Option<&str> {
        self.module.as_deref()
    }

    /// The function's index in its module.
    pub fn func_index(&self) -> u32 {
        self.func
    }

    /// The function's name, if the module says it.
    pub fn func_name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The instruction's offset in the module.
    pub fn module_offset(&self) -> Option<usize> {
        self.offset.map(|offset| offset as usize)
    }
}

impl fmt::Display for FrameInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.offset {
            Some(offset) => write!(f, "{offset:#8x} - ")?,
            None => f.write_str("         - ")?,
        }
        write!(f, "{}!", self.module.as_deref().unwrap_or("<unknown>"))?;
        match &self.name {
            Some(name) => f.write_str(name),
            None => write!(f, "<wasm function {}>", self.func),
        }
    }
}

/// An aborted execution, with the calls that were active, innermost first.
#[derive(Clone, Debug)]
pub struct Trap {
    code: TrapCode,
    frames: Arc<[FrameInfo]>,
}

impl Trap {
    pub(crate) fn new(code: TrapCode, frames: Vec<FrameInfo>) -> Self {
        Self {
            code,
            frames: frames.into(),
        }
    }

    /// Why.
    pub fn code(&self) -> TrapCode {
        self.code
    }

    /// Where.
    pub fn frames(&self) -> &[FrameInfo] {
        &self.frames
    }
}

impl From<TrapCode> for Trap {
    fn from(code: TrapCode) -> Self {
        Self {
            code,
            frames: Arc::new([]),
        }
    }
}

impl fmt::Display for Trap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "wasm trap: {}", self.code)?;
        if !self.frames.is_empty() {
            f.write_str("\nwasm backtrace:")?;
            for (index, frame) in self.frames.iter().enumerate() {
                write!(f, "\n  {index:>3}: {frame}")?;
            }
        }
        Ok(())
    }
}

impl core::error::Error for Trap {}
