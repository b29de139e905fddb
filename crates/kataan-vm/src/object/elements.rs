//! Elements: the properties whose keys are array indices.
//!
//! Dense elements are slots, absent ones being holes; they all have the attributes that assignment
//! gives, but for what the shape says of sealed and frozen objects. They may start `head` slots
//! into their cell, so that `shift` takes constant time. Everything else is [`SparseElements`].

use super::Object;
use super::slots::{dense_element, with_dense_values};
use super::sparse::{self, SparseElements};
use crate::error::JsResult;
use crate::value::Value;
use crate::vm::Vm;
use kataan_gc::{Gc, Plain, Slot, TailInit, cell};

cell! {
    /// Dense elements; as base of [`SparseElements`] without slots and with a limit of zero.
    pub struct Elements {
        /// Slots before element 0.
        pub(crate) head: Plain<u32>,
        /// How many elements there is room for: index below it, or absent.
        pub(crate) limit: Plain<u32>,
        /// The identity hash of the object whose elements these are; 0 until somebody asks.
        pub(crate) identity: Plain<u32>,
    }
    tail pub(crate) slots: [Slot; word] open;
}

/// An index this far past the limit does not make dense elements grow.
const MAX_GAP: u32 = 1024;
/// Elements below this index are dense however many are holes.
const ALWAYS_DENSE: u32 = 4096;
/// Dense elements hold at most so many.
const MAX_DENSE: u32 = 1 << 26;
/// `new Array(n)` makes room at once up to this.
const MAX_RESERVE: u32 = 1 << 22;

/// Replaces the elements of `object`; its identity hash moves along. `new` is not shared.
pub(crate) fn replace(object: Gc<Object>, new: Gc<Elements>) {
    new.identity.set(object.elements.get().identity.get());
    object.elements.set(new);
}

/// The hash of the object's identity, which stays the same for its whole life. Offsets would not
/// do: a heap image moves cells.
pub fn identity_hash(vm: &mut Vm, object: Gc<Object>) -> JsResult<u32> {
    let known = object.elements.get().identity.get();
    if known != 0 {
        return Ok(known);
    }
    if object.elements.get() == vm.state().empty_elements.get() {
        let own = new_dense(vm, &[], 0)?;
        object.elements.set(own);
    }
    let hash = vm.next_identity_hash();
    object.elements.get().identity.set(hash);
    Ok(hash)
}

impl Elements {
    /// How many elements there is room for.
    #[inline(always)]
    pub fn limit(&self) -> u32 {
        self.limit.get()
    }

    /// The slots of the elements.
    #[inline]
    pub fn dense(&self) -> &[Slot] {
        let head = self.head.get() as usize;
        &self.slots()[head..head + self.limit.get() as usize]
    }
}

/// Fresh dense elements: `values`, then holes up to `capacity`.
pub(crate) fn new_dense(vm: &mut Vm, values: &[Value], capacity: u32) -> JsResult<Gc<Elements>> {
    let slots = TailInit::Pad(values, capacity as usize, Value::HOLE);
    let limit = capacity.max(values.len() as u32);
    Ok(vm.heap.allocate(ElementsInit {
        head: 0,
        limit,
        identity: 0,
        slots,
    })?)
}

/// Fresh dense elements: copies of `count` of others, from `from` on.
pub(crate) fn new_copy(
    vm: &mut Vm,
    source: Gc<Elements>,
    from: usize,
    count: usize,
) -> JsResult<Gc<Elements>> {
    if count == 0 {
        return Ok(vm.state().empty_elements.get());
    }
    with_dense_values(source, from, count, |values| {
        new_dense(vm, values, count as u32)
    })
}

/// How an object keeps its elements.
pub(crate) enum Form {
    Dense(Gc<Elements>),
    Sparse(Gc<SparseElements>),
}

/// How `object` keeps its elements.
#[inline]
pub(crate) fn form(object: Gc<Object>) -> Form {
    let elements = object.elements.get();
    match elements.cast::<SparseElements>() {
        Some(sparse) => Form::Sparse(sparse),
        None => Form::Dense(elements),
    }
}

/// Whether the object has no element at all: no room for any, and none sparse.
#[inline(always)]
pub(crate) fn has_none(object: Gc<Object>) -> bool {
    let elements = object.elements.get();
    elements.limit() == 0
        && elements
            .cast::<SparseElements>()
            .is_none_or(|sparse| sparse.is_empty())
}

/// Adds an element with the attributes of assignment. The caller has checked that it is absent
/// and that the object is extensible.
pub(crate) fn add(vm: &mut Vm, object: Gc<Object>, index: u32, value: Value) -> JsResult<()> {
    let elements = object.elements.get();
    if let Some(slot) = dense_element(&elements, index) {
        slot.set(value);
        return Ok(());
    }
    if elements.cast::<SparseElements>().is_none() {
        if stays_dense(&elements, index) {
            let grown = grow(vm, object, index)?;
            if let Some(slot) = dense_element(&grown, index) {
                slot.set(value);
            }
            return Ok(());
        }
        make_sparse(vm, object)?;
    }
    sparse::insert(vm, object, index, value)
}

/// Whether dense elements should grow to hold `index`.
fn stays_dense(elements: &Gc<Elements>, index: u32) -> bool {
    let limit = elements.limit();
    if index < ALWAYS_DENSE {
        return true;
    }
    if index >= MAX_DENSE || index - limit > MAX_GAP.max(limit / 2) {
        return false;
    }
    // Growing by little is always right; growing far only if most slots are in use.
    index < limit + limit / 2 + 16 || {
        let used = elements
            .dense()
            .iter()
            .filter(|slot| !slot.get().is_hole())
            .count();
        used * 4 >= limit as usize
    }
}

/// Makes room for element `index`.
#[cold]
fn grow(vm: &mut Vm, object: Gc<Object>, index: u32) -> JsResult<Gc<Elements>> {
    let old = object.elements.get();
    let needed = index + 1;
    // Space that `shift` freed at the front is used again if it is at least a half.
    let limit = old.limit();
    if old.head.get() > 0 && old.head.get() >= limit {
        slide(old, needed);
        if old.limit() >= needed {
            return Ok(old);
        }
    }
    let capacity = needed.max(limit + limit / 2).max(4);
    // The empty elements are shared; every other cell may get longer where it stands.
    let total = old.head.get() as usize + capacity as usize;
    if limit > 0 && Elements::grow_in_place(old, &mut vm.heap, total, Value::HOLE) {
        old.limit.set(capacity);
        return Ok(old);
    }
    let new = vm.heap.allocate(ElementsInit {
        head: 0,
        limit: capacity,
        identity: 0,
        slots: TailInit::Fill(capacity as usize, Value::HOLE),
    })?;
    for (to, from) in new.slots().iter().zip(old.dense()) {
        to.set(from.get());
    }
    replace(object, new);
    Ok(new)
}

/// Makes room for `count` dense elements.
pub(crate) fn grow_to(vm: &mut Vm, object: Gc<Object>, count: u32) -> JsResult<()> {
    if count > object.elements.get().limit() {
        grow(vm, object, count - 1)?;
    }
    Ok(())
}

/// Moves elements to the start of their cell.
fn slide(elements: Gc<Elements>, needed: u32) {
    let head = elements.head.get() as usize;
    let limit = elements.limit() as usize;
    let slots = elements.slots();
    for index in 0..limit {
        slots[index].set(slots[head + index].get());
    }
    let room = slots
        .len()
        .min(limit + head)
        .max(needed.min(slots.len() as u32) as usize);
    for slot in &slots[limit..room] {
        slot.set(Value::HOLE);
    }
    elements.head.set(0);
    elements.limit.set(room as u32);
}

/// Makes room for `length` elements of an array that is about to be filled.
pub(crate) fn reserve(vm: &mut Vm, object: Gc<Object>, length: u32) -> JsResult<()> {
    if length == 0 || length > MAX_RESERVE || object.elements.get().limit() >= length {
        return Ok(());
    }
    if let Form::Dense(_) = form(object) {
        grow(vm, object, length - 1)?;
    }
    Ok(())
}

/// Drops the elements from `length` on. Dense elements only.
pub(crate) fn truncate_dense(elements: Gc<Elements>, length: u32) {
    for slot in elements.dense().iter().skip(length as usize) {
        slot.set(Value::HOLE);
    }
}

/// Takes element 0 off by moving the start: what `shift` does to packed arrays.
pub(crate) fn shift_dense(object: Gc<Object>, length: u32) -> Option<Value> {
    let elements = object.elements.get();
    let first = dense_element(&elements, 0)?.get();
    if length > elements.limit() {
        return None;
    }
    if length <= 16 {
        let slots = &elements.dense()[..length as usize];
        for index in 1..slots.len() {
            slots[index - 1].set(slots[index].get());
        }
        slots.last()?.set(Value::HOLE);
        return Some(first);
    }
    dense_element(&elements, 0)?.set(Value::HOLE);
    elements.head.set(elements.head.get() + 1);
    elements.limit.set(elements.limit() - 1);
    Some(first)
}

/// Puts `values` before the `length` elements: into the room at the front of their cell, or into a
/// new cell with such room in proportion to its length, so that this takes amortized constant time.
pub(crate) fn unshift_dense(
    vm: &mut Vm,
    object: Gc<Object>,
    length: u32,
    values: &[Value],
) -> JsResult<()> {
    let count = values.len() as u32;
    let mut elements = object.elements.get();
    if elements.head.get() < count {
        let (room, needed) = (length / 2 + 4, length + count);
        let total = (room + needed + 4) as usize;
        let new = vm.heap.allocate(ElementsInit {
            head: room + count,
            limit: length + 4,
            identity: 0,
            slots: TailInit::Fill(total, Value::HOLE),
        })?;
        for (to, from) in new.dense().iter().zip(&elements.dense()[..length as usize]) {
            to.set(from.get());
        }
        replace(object, new);
        elements = new;
    }
    elements.head.set(elements.head.get() - count);
    elements.limit.set(elements.limit() + count);
    for (slot, value) in elements.dense().iter().zip(values) {
        slot.set(*value);
    }
    Ok(())
}

/// Gives the object sparse elements.
pub(crate) fn make_sparse(vm: &mut Vm, object: Gc<Object>) -> JsResult<Gc<SparseElements>> {
    match form(object) {
        Form::Sparse(sparse) => Ok(sparse),
        Form::Dense(dense) => {
            let sparse = sparse::of_dense(vm, dense, object.shape().flags())?;
            replace(object, sparse.upcast());
            Ok(sparse)
        }
    }
}

/// Removes an element of the object, which is there and configurable.
pub(crate) fn remove(vm: &mut Vm, object: Gc<Object>, index: u32) -> JsResult<()> {
    match form(object) {
        Form::Dense(dense) => {
            if let Some(slot) = dense_element(&dense, index) {
                slot.set(Value::HOLE);
            }
            Ok(())
        }
        Form::Sparse(sparse) => sparse::remove(vm, sparse, index),
    }
}

/// The indices of the elements that are there, ascending: plain numbers.
pub(crate) fn indices(object: Gc<Object>) -> Vec<u32> {
    if has_none(object) {
        return Vec::new();
    }
    match form(object) {
        Form::Dense(dense) => {
            let present = dense
                .dense()
                .iter()
                .enumerate()
                .filter(|(_, slot)| !slot.get().is_hole());
            present.map(|(index, _)| index as u32).collect()
        }
        Form::Sparse(sparse) => sparse.sorted_indices(),
    }
}

/// Whether no element is sparse.
#[inline]
pub(crate) fn has_only_dense(object: Gc<Object>) -> bool {
    matches!(form(object), Form::Dense(_))
}
