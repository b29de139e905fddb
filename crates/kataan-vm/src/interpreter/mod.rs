//! The interpreter: how bytecode runs.
//!
//! In reading order: `stack` and `frame` (where frames live), `pc`, `dispatch` (the loop), `call`
//! with `invoke`, `tail_call` and `eval_call` (the call sequence), and `entry` (calls from Rust); then the instructions by subject: `binding`,
//! `environment`, `property`, `element`, `literal`, `class`, `conversion`, `arithmetic`,
//! `comparison`, `iteration`, `coroutine` with `resume`, `exception`, `interrupt`; `operand` (operands of the compiler's own); last `special`
//! (natives that the interpreter knows), `pristine` (loops over arrays that run no script), `trace` (stack traces) and `describe` (expressions in
//! messages).

mod arithmetic;
pub(crate) mod assignment;
mod binding;
mod call;
mod class;
mod comparison;
mod conversion;
mod coroutine;
mod describe;
mod dispatch;
mod element;
pub(crate) mod entry;
mod environment;
mod eval_call;
mod exception;
mod frame;
mod interrupt;
mod invoke;
mod iteration;
mod literal;
mod operand;
mod pc;
pub(crate) mod pristine;
mod property;
pub(crate) mod resume;
mod special;
mod stack;
mod tail_call;
pub(crate) mod trace;

pub(crate) use dispatch::feedback_of;
pub(crate) use entry::{Level, call_value, run_closure};
pub(crate) use frame::Frame;
pub(crate) use pc::Pc;
pub(crate) use pristine::has_pristine_iteration;
pub(crate) use special::SpecialNatives;
pub use special::{
    function_apply, function_call, generator_next, generator_return, generator_throw,
};
pub(crate) use stack::RegisterStack;
pub use trace::capture_from as capture_stack_trace;
