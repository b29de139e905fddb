//! The verifier: checks a function of a unit from outside once, so that the interpreter may run it
//! without checks.
//!
//! `function` checks one function's instructions and handlers, `constants` the pool that they name.

mod constants;
mod function;

use core::fmt;

use crate::container::{FunctionIndex, Unit};

pub use function::verify_function;

/// What is wrong with a unit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct VerifyError {
    /// The function, if it is one's.
    pub function: Option<FunctionIndex>,
    /// The word in its code.
    pub at: u32,
    /// What is wrong.
    pub reason: Reason,
}

macro_rules! reasons {
    ($($Name:ident = $text:literal,)*) => {
        /// Why code is refused.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Reason {
            $(#[doc = $text] $Name,)*
        }

        impl Reason {
            fn text(self) -> &'static str {
                match self { $(Self::$Name => $text,)* }
            }
        }
    };
}

reasons! {
    MissingRecord = "the function's record lies outside of the unit",
    Kind = "the kind of code is unknown",
    Registers = "the frame is too small for its header and parameters",
    SpecialRegister = "the rest or arguments register is out of range",
    NoCode = "a function that is not lazy has no code",
    Lazy = "a lazy function has code",
    Opcode = "the opcode is unknown",
    Truncated = "the last instruction is cut off",
    Register = "a register is out of range",
    Window = "a call window reaches out of the frame",
    Constant = "a constant is out of range or of the wrong kind",
    Template = "a template names no function",
    Feedback = "a feedback slot is out of range or of the wrong kind",
    FeedbackKind = "a feedback slot's kind is unknown",
    Jump = "a jump leads between instructions",
    Enumeration = "an operand names no known value",
    Count = "a count does not fit its operand",
    Unpack = "iterator_step is not followed by its iterator_unpack",
    Table = "switch_int is not followed by its jumps",
    FallsOff = "the code runs off its end",
    HandlerRange = "a handler's range is empty or leads between instructions",
    HandlerTarget = "a handler's target leads between instructions",
    HandlerRegister = "a handler's register is out of range",
    HandlerNesting = "handlers overlap without nesting",
    Suspension = "code that cannot be suspended suspends",
    List = "a list names a constant that does not belong in it",
    Scope = "a scope is malformed",
    Declarations = "declarations are malformed",
    Module = "the module's description is missing or malformed",
    Entry = "the entry names no function",
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.function {
            Some(function) => {
                write!(
                    f,
                    "function {}, word {}: {}",
                    function.0,
                    self.at,
                    self.reason.text()
                )
            }
            None => write!(f, "constant {}: {}", self.at, self.reason.text()),
        }
    }
}

impl core::error::Error for VerifyError {}

/// Checks the constant pool and what else belongs to no function.
pub fn verify_unit(unit: Unit<'_>) -> Result<(), VerifyError> {
    constants::verify(unit)
}

/// Checks the unit and every function in it.
pub fn verify(unit: Unit<'_>) -> Result<(), VerifyError> {
    verify_unit(unit)?;
    for index in 0..unit.function_count() as u32 {
        verify_function(unit, FunctionIndex(index))?;
    }
    Ok(())
}
