//! What the expansions of the declaring macros call; not for other use.
//!
//! # Invariants
//! Only expansions of the declaring macros call these functions, with types whose descriptors follow
//! their layout, and with memory that was just allocated for them.
#![allow(unsafe_code)]

use crate::cell::{CellType, Header, MANY_VALUES};
use crate::field::{FieldType, Plain, Slot};
use crate::heap::Heap;
use crate::kind::{Part, PartClass};
use crate::reference::Gc;
use crate::region::Region;
use core::cell::Cell;

pub use pastey::paste;

/// The 32-bit length that follows the header of a cell that counts its tail there.
#[repr(transparent)]
#[allow(missing_debug_implementations)]
pub struct TailLength(#[allow(dead_code)] Cell<u32>);

/// # Safety
/// `cell` is a cell that counts its tail in the word.
#[inline(always)]
pub unsafe fn word_count(cell: *const u8) -> usize {
    // SAFETY: the word follows the header's first four bytes.
    unsafe { (*cell.add(4).cast::<Cell<u32>>()).get() as usize }
}

/// # Safety
/// `cell` is a cell that counts its tail in the header's 16 bits.
#[inline(always)]
pub unsafe fn small_count(cell: *const u8) -> usize {
    // SAFETY: every cell starts with its header.
    unsafe { (*cell.cast::<Header>()).small() as usize }
}

/// How many values and how many bytes of data a record has.
///
/// # Safety
/// `cell` is a live cell with a record after `fixed` bytes.
#[inline(always)]
unsafe fn record_parts(cell: *const u8, fixed: usize) -> (usize, usize) {
    // SAFETY: every cell starts with its header; the last word of the record lies inside the cell.
    unsafe {
        let header = &*cell.cast::<Header>();
        let words = usize::from(header.small());
        let values = header.collector_flags();
        if values < MANY_VALUES {
            return (values.into(), (words - usize::from(values)) * 8);
        }
        let values = (*cell.add(fixed + (words - 1) * 8).cast::<Cell<u64>>()).get() as usize;
        (values, (words - 1 - values) * 8)
    }
}

/// # Safety
/// `cell` is a live cell with a record after `fixed` bytes.
#[inline(always)]
pub unsafe fn record_values<'a>(cell: *const u8, fixed: usize) -> &'a [Slot] {
    // SAFETY: the contract; values have interior mutability.
    unsafe {
        let (values, _) = record_parts(cell, fixed);
        core::slice::from_raw_parts(cell.add(fixed).cast(), values)
    }
}

/// # Safety
/// `cell` is a live cell with a record after `fixed` bytes.
#[inline(always)]
pub unsafe fn record_data<'a>(cell: *const u8, fixed: usize) -> &'a [Plain<u8>] {
    // SAFETY: the contract; data has interior mutability.
    unsafe {
        let (values, bytes) = record_parts(cell, fixed);
        core::slice::from_raw_parts(cell.add(fixed + values * 8).cast(), bytes)
    }
}

/// Where the tail of a cell starts whose type others extend: it depends on the kind.
///
/// # Safety
/// `cell` is a live cell with a tail.
#[inline(always)]
pub unsafe fn open_tail(cell: *const u8) -> *const u8 {
    let region = Region::of_address(cell.addr());
    // SAFETY: every cell starts with its header, and its tail lies inside it.
    unsafe {
        let kind = (*cell.cast::<Header>()).kind();
        cell.add(region.state().tail_offset[kind as usize].get() as usize)
    }
}

/// # Safety
/// `T` counts its tail, of elements `F`, in the word.
pub unsafe fn grow_word_tail<T: CellType, F: FieldType>(
    cell: Gc<T>,
    heap: &mut Heap,
    length: usize,
    fill: F::Init,
) -> bool
where
    F::Init: Copy,
{
    let fixed = size_of::<T>();
    // SAFETY: the contract.
    let old = unsafe { word_count(cell.as_ptr()) };
    let bytes = |length: usize| fixed + (length * size_of::<F>()).next_multiple_of(8);
    if length <= old {
        return true;
    }
    if length > (1 << 31) / size_of::<F>()
        || !heap.grow_in_place(cell.offset(), bytes(old), bytes(length))
    {
        return false;
    }
    for index in old..length {
        // SAFETY: the cell has room for the new elements now.
        unsafe { F::initialize(cell.as_ptr().add(fixed).cast::<F>().add(index), fill) };
    }
    // SAFETY: the word follows the header's first four bytes.
    unsafe { (*cell.as_ptr().add(4).cast::<Cell<u32>>()).set(length as u32) };
    true
}

/// # Safety
/// `cell` is a cell that counts its tail in the word.
pub unsafe fn shrink_word_tail(cell: *const u8, length: usize) {
    // SAFETY: the word follows the header's first four bytes.
    let word = unsafe { &*cell.add(4).cast::<Cell<u32>>() };
    word.set(word.get().min(length.min(u32::MAX as usize) as u32));
}

/// Concatenates the parts of members.
pub const fn gather<const N: usize>(members: &[(usize, usize, usize, &[Part])]) -> [Part; N] {
    let mut parts = [Part::new(0, PartClass::Value); N];
    let (mut next, mut member) = (0, 0);
    while member < members.len() {
        let (offset, count, stride, inner) = members[member];
        let mut element = 0;
        while element < count {
            let mut index = 0;
            while index < inner.len() {
                let at = offset + element * stride + inner[index].offset as usize;
                parts[next] = Part::new(at as u16, inner[index].class);
                next += 1;
                index += 1;
            }
            element += 1;
        }
        member += 1;
    }
    parts
}
