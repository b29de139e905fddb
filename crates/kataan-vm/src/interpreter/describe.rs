//! Expressions in messages: what the program calls the thing that is wrong.

use super::frame::Frame;
use super::pc::Pc;
use crate::Vm;
use crate::value::Value;

/// The callee of the call at `pc`, as its source has it, else a description of the value.
pub(super) fn callee_text(vm: &mut Vm, frame: Frame, pc: Pc, callee: Value) -> String {
    match super::trace::call_expression(vm, frame, pc) {
        Some(text) => text,
        None => crate::error::describe(vm, callee),
    }
}
