//! The write barrier: which lines of old memory were written since the last collection.
//!
//! A side byte for each 128-byte line, found from the address of the member itself: new lines count
//! as logged, so that only the first store into an old line does anything. A young collection
//! rescans the logged lines only, and a store into a million-element array costs it one line.

use crate::region::{LOG_CLEAN, LOG_DIRTY, Region};

/// Logs the line of a member that a reference was just stored in.
#[inline(always)]
pub(crate) fn log_store<F>(field: *const F) {
    let address = field.addr();
    let log = Region::of_address(address).log(address as u32);
    if log.get() == LOG_CLEAN {
        log.set(LOG_DIRTY);
    }
}
