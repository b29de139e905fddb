//! The verifier: checks a unit from outside once, so that the interpreter may run it without checks.
//!
//! In reading order: `constants` checks the pool; `function` one function's instructions, with
//! `handlers`; `flow` walks it from its `entry` with what each register holds: a `kind`, kept for all
//! registers in `registers`, or an environment of a shape in `environment`. A function is walked
//! with the environments that its creation gives it, so functions are walked from the entry on.
//!
//! All of it takes time and memory linear in the unit's size, but for logarithms.

mod constants;
mod entry;
mod environment;
mod flow;
mod function;
mod handlers;
mod kind;
mod registers;

use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use crate::container::{CodeKind, FunctionFlags, FunctionIndex, Goal, Unit};
use entry::{Captured, entry_environment};
use environment::{OPEN, Shapes};

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
    Lazy = "a lazy function has code, or a program a lazy function",
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
    Content = "a register does not hold what the instruction needs",
    HeaderRegister = "an instruction writes a register that belongs to the call sequence",
    Environment = "a function is created in environments of different shapes",
    Slot = "an environment does not have the slot, or it holds no value",
    Complexity = "the ways through the code are too many to check",
    Goal = "the unit is no program by itself",
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

/// Checks the unit and every function in it.
pub fn verify(unit: Unit<'_>) -> Result<(), VerifyError> {
    constants::verify(unit)?;
    let mut shapes = Shapes::new(unit);
    let mut functions: Vec<Known> = vec![Known::Unseen; unit.function_count()];
    let mut waiting = roots(unit, &mut shapes)?;
    while let Some((index, captured)) = waiting.pop() {
        functions[index.0 as usize] = Known::Walked(captured);
        let Some(checked) = function::check(unit, index)? else {
            continue;
        };
        for created in flow::walk(&checked, &mut shapes, captured)? {
            match functions[created.function.0 as usize] {
                Known::Unseen => {
                    functions[created.function.0 as usize] = Known::Waiting(created.captured);
                    waiting.push((created.function, created.captured));
                }
                Known::Waiting(captured) | Known::Walked(captured) => {
                    if captured != created.captured {
                        return Err(VerifyError {
                            function: Some(index),
                            at: created.at as u32,
                            reason: Reason::Environment,
                        });
                    }
                }
            }
        }
    }
    // What nothing creates never runs, but is no place for nonsense either.
    for (index, known) in functions.iter().enumerate() {
        if matches!(known, Known::Unseen) {
            let index = FunctionIndex(index as u32);
            if let Some(checked) = function::check(unit, index)? {
                flow::walk(&checked, &mut shapes, Some(OPEN))?;
            }
        }
    }
    Ok(())
}

/// Checks a unit that is to run as a program: a script or module that was compiled whole.
pub fn verify_program(unit: Unit<'_>) -> Result<(), VerifyError> {
    let refuse = |function, reason| {
        Err(VerifyError {
            function: Some(function),
            at: 0,
            reason,
        })
    };
    if !matches!(unit.goal(), Goal::Script | Goal::Module) {
        return refuse(unit.entry(), Reason::Goal);
    }
    for index in (0..unit.function_count() as u32).map(FunctionIndex) {
        let is_lazy =
            |record: crate::container::FunctionRecord<'_>| record.flags().has(FunctionFlags::LAZY);
        if unit.function(index).is_some_and(is_lazy) {
            return refuse(index, Reason::Lazy);
        }
    }
    verify(unit)
}

/// What is known of a function while a unit is walked.
#[derive(Clone, Copy)]
enum Known {
    Unseen,
    Waiting(Captured),
    Walked(Captured),
}

/// The functions that run without being created by code of the unit.
fn roots(
    unit: Unit<'_>,
    shapes: &mut Shapes<'_>,
) -> Result<Vec<(FunctionIndex, Captured)>, VerifyError> {
    let entry = unit.entry();
    let refuse = |function, reason| VerifyError {
        function: Some(function),
        at: 0,
        reason,
    };
    let kind_of = |index| unit.function(index).map(|record| record.kind());
    let is_suspending = |index| {
        let suspending =
            |record: crate::container::FunctionRecord<'_>| record.flags().has(FunctionFlags::ASYNC);
        unit.function(index).is_some_and(suspending)
    };
    let captured = entry_environment(unit, shapes)?;
    let mut roots = vec![(entry, captured)];
    let expected = match unit.goal() {
        Goal::Script => Some(CodeKind::Script),
        Goal::Eval => Some(CodeKind::Eval),
        Goal::Module => {
            let module = unit.module().ok_or(refuse(entry, Reason::Module))?;
            let instantiation = module.instantiation;
            if kind_of(instantiation) != Some(CodeKind::ModuleInstantiation)
                || is_suspending(entry) != module.has_top_level_await
            {
                return Err(refuse(instantiation, Reason::Module));
            }
            roots.push((instantiation, captured));
            Some(CodeKind::Module)
        }
        Goal::Function => None,
    };
    if expected.is_some() && kind_of(entry) != expected {
        return Err(refuse(entry, Reason::Kind));
    }
    Ok(roots)
}
