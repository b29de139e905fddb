//! The interrupt word: what function entries and loop heads poll.
//!
//! The bits are told by [`Interrupt`](crate::Interrupt).

use super::dispatch::{Flow, feedback_of};
use super::frame::Frame;
use super::pc::Pc;
use crate::Vm;
use crate::error::JsResult;
use kataan_bytecode::opcode::operand::JumpOffset;
use kataan_gc::Region;
use std::sync::atomic::Ordering;

/// Whether anything is asked.
#[inline(always)]
pub(crate) fn is_requested(region: Region) -> bool {
    region.state().interrupt.load(Ordering::Relaxed) != 0
}

/// Takes the way out of an instruction that does something else first; one that leads back is counted and polls, as
/// jumps do: the end of an inner loop is the next round of the loop around it.
#[inline(always)]
pub(super) fn take_exit(vm: &mut Vm, pc: Pc, exit: JumpOffset) -> JsResult<Flow> {
    vm.pc = pc.offset(exit.0);
    if exit.0 <= 0 {
        feedback_of(vm.heap.region(), vm.frame).count_turn();
        vm.check_interrupt()?;
    }
    Ok(Flow::Continue)
}

/// Acts on the interrupt word, then goes on.
#[cold]
#[inline(never)]
pub(super) fn poll(vm: &mut Vm, _: Frame, _: Pc) -> JsResult<Flow> {
    vm.handle_interrupt()?;
    Ok(Flow::Continue)
}
