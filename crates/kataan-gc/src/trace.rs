//! Walking over what a cell refers to, driven by the rows of its kind.
//!
//! The marker, the verifier and whatever comes later share this one walk. It is generated from the
//! declaration of the cell type, by way of [`Kind`].
//!
//! Invariants: the cells given are live or were allocated since the last collection, so that their
//! header, their kind and every part that the kind lists can be read.
#![allow(unsafe_code)]

use crate::cell::{Header, MANY_VALUES, TailCount};
use crate::kind::{Kind, Part, PartClass};
use crate::region::{LINE, Region};
use crate::value::Value;
use core::cell::Cell;
use core::ops::Range;

/// What is done at each place that holds a reference.
pub(crate) trait Visitor {
    /// A strong reference that is not null, held at `place`.
    fn reference(&mut self, place: u32, target: u32);
    /// A strong value that is a reference, held at `place`.
    fn value(&mut self, place: u32, value: Value);
    /// A part that is weak in some way, at `place` of the cell at `cell`.
    fn weak(&mut self, cell: u32, place: u32, class: PartClass);
}

/// The id of the kind of the cell at `offset`.
#[inline(always)]
pub(crate) fn kind_id(region: Region, offset: u32) -> usize {
    // SAFETY: a cell starts at `offset` (module invariant).
    let header = unsafe { &*region.at(offset).cast::<Header>() };
    header.kind().into()
}

/// The kind of the cell at `offset`.
#[inline(always)]
pub(crate) fn kind_of(region: Region, kinds: &[Kind], offset: u32) -> &Kind {
    &kinds[kind_id(region, offset)]
}

/// How many elements the tail of the cell at `offset` has; of a record, how many words.
#[inline(always)]
pub(crate) fn tail_length(region: Region, kind: &Kind, offset: u32) -> usize {
    if kind.stride == 0 {
        return 0;
    }
    match kind.count {
        // SAFETY: a cell starts at `offset` (module invariant).
        TailCount::Small | TailCount::Record => unsafe {
            (*region.at(offset).cast::<Header>()).small() as usize
        },
        TailCount::Word => word_at(region, offset + 4).get() as usize,
        TailCount::Long => word_at(region, offset + 8).get() as usize,
    }
}

/// How many elements of the tail there are to look at.
#[inline(always)]
fn traced_length(region: Region, kind: &Kind, offset: u32) -> usize {
    if kind.count != TailCount::Record {
        return tail_length(region, kind, offset);
    }
    // SAFETY: a cell starts at `offset` (module invariant).
    let values = unsafe { (*region.at(offset).cast::<Header>()).collector_flags() };
    if values < MANY_VALUES {
        return values.into();
    }
    let last = offset as usize + size_of_cell(region, kind, offset) - 8;
    word_at(region, last as u32).get() as usize
}

/// The size of the cell at `offset`, in bytes.
#[inline(always)]
pub(crate) fn size_of_cell(region: Region, kind: &Kind, offset: u32) -> usize {
    let tail = kind.stride as usize * tail_length(region, kind, offset);
    kind.size as usize + tail.next_multiple_of(8)
}

/// The 32-bit word at `offset`, a member or a length.
#[inline(always)]
pub(crate) fn word_at(region: Region, offset: u32) -> &'static Cell<u32> {
    // SAFETY: a part that the kind lists lies there (module invariant).
    unsafe { &*region.at(offset).cast::<Cell<u32>>() }
}

/// The value at `offset`.
#[inline(always)]
pub(crate) fn value_at(region: Region, offset: u32) -> &'static Cell<Value> {
    // SAFETY: a part that the kind lists lies there (module invariant).
    unsafe { &*region.at(offset).cast::<Cell<Value>>() }
}

/// Visits what the whole cell at `offset` refers to.
#[inline(always)]
pub(crate) fn visit<V: Visitor>(region: Region, kind: &Kind, offset: u32, visitor: &mut V) {
    visit_members(region, kind, offset, visitor);
    if !kind.tail.is_empty() {
        let length = traced_length(region, kind, offset);
        visit_tail(region, kind, offset, 0..length, visitor);
    }
}

/// Visits what the cell at `offset` holds in the line at `line`: its members, and those elements
/// of its tail that touch the line.
pub(crate) fn visit_line<V: Visitor>(
    region: Region,
    kind: &Kind,
    offset: u32,
    line: u32,
    visitor: &mut V,
) {
    if line < offset + kind.size {
        visit_members(region, kind, offset, visitor);
    }
    if !kind.tail.is_empty() {
        let length = traced_length(region, kind, offset);
        let (tail, stride) = ((offset + kind.size) as usize, kind.stride as usize);
        let from = (line as usize).saturating_sub(tail) / stride;
        let to = (line as usize + LINE).saturating_sub(tail).div_ceil(stride);
        visit_tail(region, kind, offset, from..to.min(length), visitor);
    }
}

#[inline(always)]
fn visit_members<V: Visitor>(region: Region, kind: &Kind, offset: u32, visitor: &mut V) {
    for at in &kind.references {
        let place = offset + u32::from(*at);
        let target = word_at(region, place).get();
        if target != 0 {
            visitor.reference(place, target);
        }
    }
    for at in &kind.values {
        let place = offset + u32::from(*at);
        let value = value_at(region, place).get();
        if value.is_reference() {
            visitor.value(place, value);
        }
    }
    for part in &kind.weak {
        visit_weak(
            region,
            offset,
            offset + u32::from(part.offset),
            part.class,
            visitor,
        );
    }
}

/// Visits a weak part, unless it is an empty reference: most cells have many more places than names.
#[inline(always)]
fn visit_weak<V: Visitor>(
    region: Region,
    cell: u32,
    place: u32,
    class: PartClass,
    visitor: &mut V,
) {
    if class != PartClass::WeakReference || word_at(region, place).get() != 0 {
        visitor.weak(cell, place, class);
    }
}

#[inline(always)]
fn visit_tail<V: Visitor>(
    region: Region,
    kind: &Kind,
    offset: u32,
    elements: Range<usize>,
    visitor: &mut V,
) {
    let tail = (offset + kind.size) as usize;
    if let [
        Part {
            offset: 0,
            class: PartClass::Value,
        },
    ] = kind.tail
        && kind.stride == 8
    {
        // Plain values, much the most frequent.
        for index in elements {
            let place = (tail + index * 8) as u32;
            let value = value_at(region, place).get();
            if value.is_reference() {
                visitor.value(place, value);
            }
        }
        return;
    }
    for index in elements {
        let element = (tail + index * kind.stride as usize) as u32;
        for part in kind.tail {
            let place = element + u32::from(part.offset);
            match part.class {
                PartClass::Reference => {
                    let target = word_at(region, place).get();
                    if target != 0 {
                        visitor.reference(place, target);
                    }
                }
                PartClass::Value => {
                    let value = value_at(region, place).get();
                    if value.is_reference() {
                        visitor.value(place, value);
                    }
                }
                class => visit_weak(region, offset, place, class, visitor),
            }
        }
    }
}
