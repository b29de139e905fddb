//! What the library may do to an array directly: steps that have the same effect as the general
//! algorithm and that no program can tell from it.
//!
//! A *simple* array is a plain one that is extensible, whose length is writable, whose elements are
//! dense for all of its length, and on whose prototype chain nothing has elements: absent elements
//! read as `undefined`, and adding one asks nobody. It stays simple until script runs.

use super::array::{
    array_length, array_of_elements, dense_view, has_plain_prototypes, is_length_writable,
    is_plain_array, set_array_length_value,
};
use super::slots::dense_element;
use super::{Elements, Object, ShapeFlags, elements};
use crate::error::JsResult;
use crate::interpreter::pristine::{has_default_species, is_plainly_spreadable};
use crate::value::Value;
use crate::vm::Vm;
use kataan_gc::{Gc, Slot};

/// Flags of shapes that keep elements from being added, changed or removed.
const RESTRICTED: ShapeFlags = ShapeFlags::NON_EXTENSIBLE
    .with(ShapeFlags::SEALED_ELEMENTS)
    .with(ShapeFlags::FROZEN_ELEMENTS);

/// The array that `object` is and its length, if it is a simple one.
#[inline]
pub fn as_simple_array(object: Gc<Object>) -> Option<(Gc<Elements>, u32)> {
    if !is_plain_array(object)
        || object.shape().flags().has(RESTRICTED)
        || !is_length_writable(object)
    {
        return None;
    }
    let length = array_length(object);
    let elements = object.elements.get();
    (elements.limit() >= length && has_plain_prototypes(object)).then_some((elements, length))
}

/// The own element of a plain array at `index`, where it is dense and there is one.
#[inline(always)]
pub fn own_dense_element(object: Gc<Object>, index: u64) -> Option<Value> {
    if !is_plain_array(object) {
        return None;
    }
    let elements = object.elements.get();
    let value = dense_element(&elements, u32::try_from(index).ok()?)?.get();
    (!value.is_hole()).then_some(value)
}

/// `CreateDataProperty(array, index, value)` on a plain array, where that needs no more than a
/// store: there is room, and nothing is restricted. Whether it was done.
#[inline]
pub fn create_dense_element(array: Gc<Object>, index: u64, value: Value) -> bool {
    if !is_plain_array(array) || array.shape().flags().has(RESTRICTED) {
        return false;
    }
    let length = array_length(array);
    if index >= u64::from(length) {
        return false;
    }
    let elements = array.elements.get();
    match dense_element(&elements, index as u32) {
        Some(slot) => {
            slot.set(value);
            true
        }
        None => false,
    }
}

/// The effect of `push` with one value on a simple array; whether it was done.
#[inline]
pub fn push_simple(vm: &mut Vm, array: Gc<Object>, value: Value) -> JsResult<bool> {
    match as_simple_array(array) {
        Some((_, length)) if length < u32::MAX - 1 => {
            super::array_push(vm, array, value)?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// Makes `removed` elements of a simple array from `start` on give way to `inserted` holes, moving
/// what follows; whether it was done. The caller fills the holes with [`create_dense_element`].
pub fn shift_simple(
    vm: &mut Vm,
    array: Gc<Object>,
    start: u32,
    removed: u32,
    inserted: u32,
) -> JsResult<bool> {
    let Some((_, length)) = as_simple_array(array) else {
        return Ok(false);
    };
    if start + removed > length || u64::from(length) + u64::from(inserted) >= 1 << 26 {
        return Ok(false);
    }
    let new_length = length - removed + inserted;
    if new_length > length {
        elements::grow_to(vm, array, new_length)?;
    }
    let elements = array.elements.get();
    let slots = elements.dense();
    let (from, to) = ((start + removed) as usize, (start + inserted) as usize);
    let count = (length - start - removed) as usize;
    if to < from {
        (0..count).for_each(|offset| slots[to + offset].set(slots[from + offset].get()));
    } else if to > from {
        (0..count)
            .rev()
            .for_each(|offset| slots[to + offset].set(slots[from + offset].get()));
    }
    let stale = new_length as usize..(length as usize).max(new_length as usize);
    let opened = start as usize..to;
    opened
        .chain(stale)
        .for_each(|index| slots[index].set(Value::HOLE));
    set_array_length_value(array, new_length);
    Ok(true)
}

/// Elements that are copied between two looks at the interrupt word.
const BLOCK: usize = 1 << 16;

/// Copies `count` elements of a plain array, from `from` on, to the elements from `to` on of
/// another, which are below its length; what is absent there is made absent here. Whether it was
/// done: the source has to be dense with plain prototypes, the target simple.
pub fn copy_simple(
    vm: &mut Vm,
    source: Gc<Object>,
    from: u64,
    target: Gc<Object>,
    to: u64,
    count: u64,
) -> JsResult<bool> {
    let (Some((elements, length)), Some((_, room))) = (dense_view(source), as_simple_array(target))
    else {
        return Ok(false);
    };
    if source == target || from + count > u64::from(length) || to + count > u64::from(room) {
        return Ok(false);
    }
    let (from, to, count) = (from as usize, to as usize, count as usize);
    let target = target.elements.get();
    let mut done = 0;
    while done < count {
        let block = BLOCK.min(count - done);
        let source = &elements.dense()[from + done..][..block];
        let target = &target.dense()[to + done..][..block];
        for (source, target) in source.iter().zip(target) {
            target.set(source.get());
        }
        done += block;
        if done < count {
            vm.check_interrupt()?;
        }
    }
    Ok(true)
}

/// The array that `slice` gives of `count` elements of a plain one, from `from` on; none, with
/// nothing done, if script could tell.
pub fn slice_plain(
    vm: &mut Vm,
    source: Gc<Object>,
    from: u64,
    count: u64,
) -> JsResult<Option<Gc<Object>>> {
    let Some((elements, length)) = dense_view(source) else {
        return Ok(None);
    };
    if from + count > u64::from(length) || count > BLOCK as u64 || !has_default_species(vm, source)?
    {
        return Ok(None);
    }
    let (from, count) = (from as usize, count as usize);
    let copy = elements::new_copy(vm, elements, from, count)?;
    array_of_elements(vm, copy, count as u32).map(Some)
}

/// The array that `concat` gives of a plain array and more values; none, with nothing done, if
/// script could tell.
pub fn concat_plain(
    vm: &mut Vm,
    first: Gc<Object>,
    others: &[Value],
) -> JsResult<Option<Gc<Object>>> {
    if !has_default_species(vm, first)? {
        return Ok(None);
    }
    let mut count = 0;
    for value in core::iter::once(&first.into()).chain(others) {
        count += match vm.object(*value) {
            None => 1,
            Some(array) => match dense_view(array) {
                Some((_, length)) if is_plainly_spreadable(vm, array)? => length as usize,
                _ => return Ok(None),
            },
        };
        if count > BLOCK {
            return Ok(None);
        }
    }
    let all = elements::new_dense(vm, &[], count as u32)?;
    let mut places = all.dense().iter();
    for value in core::iter::once(&first.into()).chain(others) {
        match vm.object(*value).and_then(dense_view) {
            None => {
                if let Some(place) = places.next() {
                    place.set(*value);
                }
            }
            Some((elements, length)) => {
                for slot in &elements.dense()[..length as usize] {
                    if let Some(place) = places.next() {
                        place.set(slot.get());
                    }
                }
            }
        }
    }
    array_of_elements(vm, all, count as u32).map(Some)
}

/// Stores `value` as elements `from..to` of a simple array, which has so many; whether it was done.
pub fn fill_simple(
    vm: &mut Vm,
    array: Gc<Object>,
    from: u64,
    to: u64,
    value: Value,
) -> JsResult<bool> {
    let Some((elements, length)) = as_simple_array(array) else {
        return Ok(false);
    };
    if to > u64::from(length) {
        return Ok(false);
    }
    let mut from = from as usize;
    while from < to as usize {
        let end = (from + BLOCK).min(to as usize);
        for slot in &elements.dense()[from..end] {
            slot.set(value);
        }
        from = end;
        vm.check_interrupt()?;
    }
    Ok(true)
}

/// Adds `count` elements to a simple array, which the caller fills at once; none, with nothing
/// done, if it is another.
pub fn extend_simple(vm: &mut Vm, array: Gc<Object>, count: u32) -> JsResult<Option<NewElements>> {
    let Some((_, length)) = as_simple_array(array) else {
        return Ok(None);
    };
    if u64::from(length) + u64::from(count) >= 1 << 26 {
        return Ok(None);
    }
    elements::grow_to(vm, array, length + count)?;
    set_array_length_value(array, length + count);
    Ok(Some(NewElements {
        elements: array.elements.get(),
        start: length as usize,
        count: count as usize,
    }))
}

/// The elements that [`extend_simple`] added.
#[derive(Clone, Copy, Debug)]
pub struct NewElements {
    elements: Gc<Elements>,
    start: usize,
    count: usize,
}

impl NewElements {
    /// Their slots.
    pub fn iter(&self) -> core::slice::Iter<'_, Slot> {
        self.elements.dense()[self.start..self.start + self.count].iter()
    }
}

/// Adds all elements of a plain array behind those of a simple one, absent ones as absent; whether
/// it was done.
pub fn append_simple(vm: &mut Vm, target: Gc<Object>, source: Gc<Object>) -> JsResult<bool> {
    let (Some((_, count)), Some((_, length))) = (dense_view(source), as_simple_array(target))
    else {
        return Ok(false);
    };
    if source == target || u64::from(length) + u64::from(count) >= 1 << 26 {
        return Ok(false);
    }
    elements::grow_to(vm, target, length + count)?;
    set_array_length_value(target, length + count);
    copy_simple(vm, source, 0, target, u64::from(length), u64::from(count))
}

/// Adds what iterating a plain array gives behind the elements of a simple one; whether it was
/// done. The caller knows that the iteration is pristine.
pub fn append_iterated(vm: &mut Vm, target: Gc<Object>, source: Gc<Object>) -> JsResult<bool> {
    if target.elements.get().limit() == 0
        && let Some((_, 0)) = as_simple_array(target)
        && let Some((elements, length)) = dense_view(source)
        && length as usize <= BLOCK
    {
        let copy = elements::new_copy(vm, elements, 0, length as usize)?;
        if length > 0 {
            elements::replace(target, copy);
            set_array_length_value(target, length);
            fill_holes(copy.dense());
        }
        return Ok(true);
    }
    let before = array_length(target) as usize;
    if !append_simple(vm, target, source)? {
        return Ok(false);
    }
    let elements = target.elements.get();
    fill_holes(&elements.dense()[before..array_length(target) as usize]);
    Ok(true)
}

/// What is absent becomes `undefined`.
fn fill_holes(slots: &[Slot]) {
    for slot in slots {
        if slot.get().is_hole() {
            slot.set(Value::UNDEFINED);
        }
    }
}

/// Reverses a simple array that has all its elements; whether it was done.
pub fn reverse_simple(array: Gc<Object>) -> bool {
    let Some((elements, length)) = as_simple_array(array) else {
        return false;
    };
    let slots = &elements.dense()[..length as usize];
    if slots.iter().any(|slot| slot.get().is_hole()) {
        return false;
    }
    let (lower, upper) = slots.split_at(slots.len() / 2);
    for (lower, upper) in lower.iter().zip(upper.iter().rev()) {
        let value = lower.get();
        lower.set(upper.get());
        upper.set(value);
    }
    true
}

/// [`copy_simple`], with what is absent in the source as `undefined` in the target.
pub fn copy_read_through(
    vm: &mut Vm,
    source: Gc<Object>,
    from: u64,
    target: Gc<Object>,
    to: u64,
    count: u64,
) -> JsResult<bool> {
    if !copy_simple(vm, source, from, target, to, count)? {
        return Ok(false);
    }
    let elements = target.elements.get();
    for slot in &elements.dense()[to as usize..(to + count) as usize] {
        if slot.get().is_hole() {
            slot.set(Value::UNDEFINED);
        }
    }
    Ok(true)
}

/// The elements of a plain array whose iteration runs no script, in the order in which it gives
/// them; none if it might run some.
pub fn pristine_elements(vm: &mut Vm, array: Gc<Object>) -> JsResult<Option<(Gc<Elements>, u32)>> {
    let Some(view) = dense_view(array) else {
        return Ok(None);
    };
    let is_pristine = crate::interpreter::has_pristine_iteration(vm, array)?;
    Ok(is_pristine.then_some(view))
}
