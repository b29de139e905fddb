//! Reaching slots and elements without redundant checks: the hottest loads of the engine.
//!
//! # Invariants
//! - An object's inline slots start `slots_offset` bytes into it (its shape says so, and all
//!   objects of a shape are of one kind), and their number is the header's 16-bit number, which
//!   equals the shape's `inline_capacity`.
//! - A [`SlotLocation`] belongs to a shape: it is used only on objects of that shape. Such an
//!   object has at least as many inline and overflow slots as the shape's properties take.
//! - Dense elements: `head + limit` is at most the number of slots; sparse elements have a `limit`
//!   of zero. Slots of a plain [`Elements`] cell start right after its fixed part.
#![allow(unsafe_code)]

use super::Object;
use super::elements::Elements;
use super::shape::{Shape, ShapeFlags};
use crate::value::Value;
use kataan_gc::{Gc, PlainData, Slot, ValueArray};

/// Where a property of a shape is kept, in 32 bits.
///
/// The top bit tells an inline slot (bytes from the object's start) from an overflow slot (bytes
/// from the overflow cell's start).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SlotLocation(u32);

impl PlainData for SlotLocation {}

/// The bit of a location that is in the overflow cell. Offsets leave the bit below it free.
pub(crate) const OVERFLOW: u32 = 1 << 31;
const OVERFLOW_START: u32 = size_of::<ValueArray>() as u32;
const ELEMENTS_START: usize = size_of::<Elements>();
const _: () = assert!(OVERFLOW_START == 8 && ELEMENTS_START == 24 && size_of::<Object>() == 16);

impl SlotLocation {
    /// Of slot `index` of objects of `shape`.
    #[inline]
    pub fn of(shape: Gc<Shape>, index: u32) -> SlotLocation {
        let inline = u32::from(shape.inline_capacity());
        if index < inline {
            SlotLocation(u32::from(shape.slots_offset.get()) + index * 8)
        } else {
            SlotLocation(OVERFLOW | (OVERFLOW_START + (index - inline) * 8))
        }
    }

    /// The bits, for a feedback slot.
    #[inline(always)]
    pub fn bits(self) -> u32 {
        self.0
    }

    /// From what [`bits`](SlotLocation::bits) gave.
    ///
    /// # Safety
    /// The bits are a location, and it is used on objects of its shape only.
    #[inline(always)]
    pub unsafe fn from_bits(bits: u32) -> SlotLocation {
        SlotLocation(bits)
    }

    /// Whether it is inline: then [`byte_offset`](SlotLocation::byte_offset) counts from the object.
    #[inline(always)]
    pub fn is_inline(self) -> bool {
        self.0 & OVERFLOW == 0
    }

    /// Bytes from the start of the object or of its overflow cell.
    #[inline(always)]
    pub fn byte_offset(self) -> usize {
        (self.0 & !OVERFLOW) as usize
    }

    /// The location of the slot after it; a setter is kept after its getter.
    pub fn next(self, shape: Gc<Shape>) -> SlotLocation {
        let index = if self.is_inline() {
            (self.0 - u32::from(shape.slots_offset.get())) / 8
        } else {
            u32::from(shape.inline_capacity()) + ((self.0 & !OVERFLOW) - OVERFLOW_START) / 8
        };
        SlotLocation::of(shape, index + 1)
    }

    /// The slot of an object.
    ///
    /// # Safety
    /// The object's shape is the location's.
    #[inline(always)]
    pub unsafe fn slot(self, object: &Gc<Object>) -> &Slot {
        // SAFETY: a slot lies there (module invariant); the overflow cell is kept by the object.
        unsafe {
            if self.is_inline() {
                object.at_byte(self.byte_offset())
            } else {
                let overflow = object.overflow.get();
                &*overflow.as_ptr().add(self.byte_offset()).cast::<Slot>()
            }
        }
    }
}

/// Slot `index` of an object; it is below the shape's slot count.
#[inline(always)]
pub(crate) fn slot(object: &Gc<Object>, index: u32) -> &Slot {
    let inline = u32::from(object.header().small());
    if index < inline {
        let offset = usize::from(object.shape().slots_offset.get()) + index as usize * 8;
        // SAFETY: an inline slot below the capacity lies there (module invariant).
        unsafe { object.at_byte(offset) }
    } else {
        overflow_slot(object, (index - inline) as usize)
    }
}

/// The value of inline slot `index`, which is below the inline capacity: for objects of the library
/// whose own first properties are at a known place.
#[inline(always)]
pub fn inline_slot(object: Gc<Object>, index: u16) -> Value {
    assert!(index < object.header().small());
    slot(&object, u32::from(index)).get()
}

/// Changes inline slot `index`, which is below the inline capacity and holds a data property.
#[inline(always)]
pub fn set_inline_slot(object: Gc<Object>, index: u16, value: Value) {
    assert!(index < object.header().small());
    slot(&object, u32::from(index)).set(value);
}

/// The value of a slot.
#[inline]
pub(crate) fn named_slot(object: Gc<Object>, index: u32) -> Value {
    slot(&object, index).get()
}

/// Changes the value of a slot.
#[inline]
pub(crate) fn set_named_slot(object: Gc<Object>, index: u32, value: Value) {
    slot(&object, index).set(value);
}

#[inline(always)]
fn overflow_slot(object: &Gc<Object>, index: usize) -> &Slot {
    let overflow = object.overflow.get();
    let slots: *const [Slot] = overflow.slots();
    // SAFETY: the cell is kept alive by the object that the caller holds; indexing is checked.
    unsafe { &(&*slots)[index] }
}

/// Element `index` of dense elements, if it is below the limit. It may be the hole.
#[inline(always)]
pub fn dense_element(elements: &Gc<Elements>, index: u32) -> Option<&Slot> {
    if index >= elements.limit.get() {
        return None;
    }
    let at = elements.head.get() as usize + index as usize;
    // SAFETY: `index < limit`, so the cell is a plain `Elements` and the slot is inside it.
    Some(unsafe { elements.at_byte(ELEMENTS_START + at * 8) })
}

/// Gives `use_values` the values of `count` dense elements, from `from` on, as a slice: the first
/// contents of another cell. Only allocation may happen meanwhile.
#[inline]
pub(crate) fn with_dense_values<R>(
    elements: Gc<Elements>,
    from: usize,
    count: usize,
    use_values: impl FnOnce(&[Value]) -> R,
) -> R {
    let slots = &elements.dense()[from..from + count];
    // SAFETY: a slot is a value with interior mutability in the same layout; nobody writes to the
    // cell while one is allocated, and `elements` keeps it alive past the use.
    let values =
        unsafe { core::slice::from_raw_parts(slots.as_ptr().cast::<Value>(), slots.len()) };
    let result = use_values(values);
    core::hint::black_box(elements);
    result
}

/// Element `index` of an object, if it is dense and not a hole. The caller knows that the object
/// is not exotic: the dense element of a mapped arguments object may be stale.
#[inline(always)]
pub fn get_dense(object: Gc<Object>, index: u32) -> Option<Value> {
    let elements = object.elements.get();
    let value = dense_element(&elements, index)?.get();
    if value.is_hole() { None } else { Some(value) }
}

/// `object[index]` when that is an own element of dense elements: the fast path of element loads.
#[inline(always)]
pub fn load_element(object: Gc<Object>, index: u32) -> Option<Value> {
    if object.is_exotic() {
        None
    } else {
        get_dense(object, index)
    }
}

/// `object[index] = value` when that overwrites a writable element of dense elements: the fast
/// path of element stores. False if the long way must be taken.
#[inline(always)]
pub fn store_element(object: Gc<Object>, index: u32, value: Value) -> bool {
    let elements = object.elements.get();
    let Some(slot) = dense_element(&elements, index) else {
        return false;
    };
    if slot.get().is_hole()
        || object.is_exotic()
        || object.shape().flags().has(ShapeFlags::FROZEN_ELEMENTS)
    {
        return false;
    }
    slot.set(value);
    true
}

/// `array[array.length] = value` and `array.push(value)` when there is room and nobody else is
/// concerned. False if the long way must be taken.
#[inline(always)]
pub fn append_element(array: Gc<Object>, index: u32, value: Value) -> bool {
    let elements = array.elements.get();
    if !super::is_plain_array(array)
        || index != super::array_length(array)
        || array.shape().flags().has(ShapeFlags::NON_EXTENSIBLE)
        || !super::array::is_length_writable(array)
        || !super::has_plain_prototypes(array)
    {
        return false;
    }
    match dense_element(&elements, index) {
        Some(slot) => {
            slot.set(value);
            super::set_array_length_value(array, index + 1);
            true
        }
        None => false,
    }
}
