//! Whether a conditional jump was ever taken.
//!
//! A jump that compares has a slot for the types of its operands, and leaves a bit beside those when
//! it is taken forward. What leads back is counted by its function. Going on behind a jump, the
//! commonest of all, leaves nothing.

use super::feedback::{FeedbackSlot, FeedbackVector};
use super::property::slot;
use kataan_bytecode::opcode::operand::FeedbackSlot as SlotIndex;
use kataan_gc::Gc;

/// The bit in `data`.
const TAKEN: u32 = 1;

/// Whether the jump of a slot was taken forward.
pub fn was_taken(site: &FeedbackSlot) -> bool {
    site.data.get() & TAKEN != 0
}

/// Remembers that a jump is taken.
#[inline(always)]
pub(crate) fn note_taken(feedback: &Gc<FeedbackVector>, index: SlotIndex) {
    let site = slot(feedback, index);
    site.data.set(site.data.get() | TAKEN);
}
