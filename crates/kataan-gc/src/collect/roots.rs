//! Roots: the precise ones, the words of the native stack, and in a young collection the logged
//! lines of old cells.
//!
//! # Invariants
//! Words are read from the stack between the address of the scan's caller and the base recorded at
//! the outermost entry, both of this thread; from registers only below their top; and from cells only
//! where a start bit says that one begins.
#![allow(unsafe_code)]

use super::mark::Marker;
use crate::allocate::blocks::{BlockUse, UPPER, offset_of_block};
use crate::heap::Heap;
use crate::region::{BLOCK, LINE, LOG_DIRTY, LOG_TABLE, Region, UPPER_CELLS};
use crate::roots::{Rooted, Roots};
use crate::trace::{kind_of, size_of_cell};
use crate::value::Value;

/// Marks what the heap's tables, its sources of roots, the state page and the register segments hold.
pub(super) fn mark_precise(heap: &Heap, marker: &mut Marker<'_>) {
    for rooted in heap.roots.iter() {
        match rooted {
            Rooted::Value(value) => mark_value(marker, value),
            Rooted::Cell(cell) => marker.mark(cell.offset()),
        }
    }
    for cell in &heap.dead_registrations {
        marker.mark(cell.offset());
    }
    for source in heap.sources.0.iter().flatten() {
        source.trace(&mut Roots { marker });
    }
    for stack in &heap.suspended {
        let (base, top) = (stack.registers_base, stack.registers_top);
        mark_registers(marker, base, top, stack.registers_high);
    }
    let state = heap.state();
    mark_value(marker, state.exception.get());
    let (base, top) = (state.registers_base.get(), state.registers_top.get());
    mark_registers(marker, base, top, state.registers_high.get());
}

/// Marks what the registers from `base` to `top` hold, and wipes those up to `high`.
fn mark_registers(marker: &mut Marker<'_>, base: *mut Value, top: *mut Value, high: *mut Value) {
    let mut register = base;
    while register < top {
        // SAFETY: whoever sets the segment's bounds keeps every register between them initialised.
        unsafe {
            mark_value(marker, register.read());
            register = register.add(1);
        }
    }
    while register < high {
        // SAFETY: as above, up to the highest register that was ever used.
        unsafe {
            register.write(Value::UNDEFINED);
            register = register.add(1);
        }
    }
}

#[inline(always)]
fn mark_value(marker: &mut Marker<'_>, value: Value) {
    if value.is_reference() {
        marker.mark(value.offset_bits());
    }
}

/// Marks the cell that a word may name, as its offset or that of a place inside it, and the cell
/// that ends where it points.
#[inline(always)]
pub(super) fn mark_conservative(marker: &mut Marker<'_>, word: u32) {
    // Nearly all words fail this: cells stand high for that reason.
    if (word as usize) < UPPER_CELLS && marker.blocks.table.len() <= UPPER {
        return;
    }
    pin(marker, word);
    if word.is_multiple_of(8) {
        pin(marker, word.wrapping_sub(8));
    }
}

#[inline(never)]
fn pin(marker: &mut Marker<'_>, word: u32) {
    if let Some(cell) = cell_around(marker, word)
        && !marker.region.is_marked(cell)
    {
        marker.pinned += 1;
        marker.mark(cell);
    }
}

/// The cell that the byte at `word` lies in.
fn cell_around(marker: &Marker<'_>, word: u32) -> Option<u32> {
    let (number, block) = marker.blocks.find(word)?;
    let region = marker.region;
    let cell = match block.used {
        BlockUse::Small => nearest_start(region, offset_of_block(number), word)?,
        BlockUse::Large(_) => offset_of_block(number),
        BlockUse::Rest(before) => offset_of_block(number - before as usize),
        BlockUse::Free | BlockUse::Returned => return None,
    };
    let kind = kind_of(region, marker.kinds, cell);
    let end = cell as usize + size_of_cell(region, kind, cell);
    (region.is_start(cell) && (word as usize) < end).then_some(cell)
}

/// The last cell of a block that starts at `word` or before.
fn nearest_start(region: Region, block: u32, word: u32) -> Option<u32> {
    let starts = region.table_bytes(crate::region::START_TABLE, 64, block, BLOCK);
    let inside = (word - block) as usize / 8;
    let mut index = inside / 8;
    let mut bits = starts[index].get() & (0xFF_u8 >> (7 - inside % 8));
    while bits == 0 {
        index = index.checked_sub(1)?;
        bits = starts[index].get();
    }
    Some(block + (index * 64) as u32 + (7 - bits.leading_zeros()) * 8)
}

/// Looks at the logged lines of old cells.
pub(super) fn mark_logged(marker: &mut Marker<'_>) {
    for block in 0..marker.blocks.table.len() {
        if let BlockUse::Free | BlockUse::Returned = marker.blocks.table[block].used {
            continue;
        }
        let offset = offset_of_block(block);
        let log = marker.region.table_bytes(LOG_TABLE, LINE, offset, BLOCK);
        for (group, bytes) in log.chunks_exact(8).enumerate() {
            if bytes.iter().fold(0, |any, byte| any | byte.get()) & LOG_DIRTY == 0 {
                continue;
            }
            for (index, byte) in bytes.iter().enumerate() {
                if byte.get() == LOG_DIRTY {
                    let line = offset + ((group * 8 + index) * LINE) as u32;
                    marker.rescan_line(block, line);
                    byte.set(crate::region::LOG_CLEAN);
                }
            }
        }
    }
}
