//! What code finds when it begins: its frame, and the environments that it captured.

use super::environment::{OPEN, ShapeId, Shapes};
use super::kind::Kind;
use super::registers::Registers;
use super::{Reason, VerifyError};
use crate::container::{FunctionFlags, FunctionRecord, Goal, Unit};
use crate::opcode::operand::{FRAME_HEADER, Register};

/// The environment that a function's closures capture, as its creation shows it.
pub(super) type Captured = Option<ShapeId>;

/// What a frame holds when its code begins.
pub(super) fn entry_state(record: FunctionRecord<'_>, captured: Captured) -> Registers {
    let mut state = Registers::new(record.register_count(), Kind::UNDEFINED);
    for register in [Register::CALLEE, Register::THIS, Register::NEW_TARGET] {
        state.set(u32::from(register.0), Kind::VALUE);
    }
    state.set(u32::from(Register::ENVIRONMENT.0), Kind::scope(captured));
    for raw in Register::ENVIRONMENT.0 + 1..FRAME_HEADER {
        state.set(u32::from(raw), Kind::DEAD);
    }
    let mut value = |register: u32| state.set(register, Kind::VALUE);
    (0..record.parameter_count()).for_each(|at| value(u32::from(FRAME_HEADER + at)));
    let flags = record.flags();
    if flags.has(FunctionFlags::REST) {
        value(u32::from(record.rest_register().0));
    }
    if flags.has(FunctionFlags::ARGUMENTS) || flags.has(FunctionFlags::ARGUMENTS_LIST) {
        value(u32::from(record.arguments_register().0));
    }
    state
}

/// The environment that a unit's entry captures.
pub(super) fn entry_environment(
    unit: Unit<'_>,
    shapes: &mut Shapes<'_>,
) -> Result<Captured, VerifyError> {
    match unit.goal() {
        Goal::Script => Ok(None),
        Goal::Module => shapes.module().map(Some).ok_or(VerifyError {
            function: Some(unit.entry()),
            at: 0,
            reason: Reason::Module,
        }),
        // Compiled for a place in other code, which gives it its environments.
        Goal::Eval | Goal::Function => Ok(Some(OPEN)),
    }
}
