//! Walking over the named properties of an object without a list of its keys.

use crate::error::JsResult;
use crate::object::{
    Attributes, Object, PropertyKey, PropertyTable, Shape, elements, ensure_slots, named_slot,
    set_named_slot,
};
use crate::value::Value;
use crate::vm::Vm;
use kataan_gc::Gc;

/// The named properties that an object had when the walk began, in the order of their creation.
///
/// Only of objects without elements whose shape is shared: such a shape never changes, so that the
/// walk sees what a list of keys would hold, whatever script does meanwhile.
#[derive(Clone, Copy, Debug)]
pub struct PropertyWalk {
    object: Gc<Object>,
    shape: Gc<Shape>,
    table: Gc<PropertyTable>,
    count: u32,
    next: u32,
}

/// A property that a walk came to.
#[derive(Clone, Copy, Debug)]
pub struct WalkedProperty {
    /// Its key.
    pub key: PropertyKey,
    /// Its attributes when the walk began.
    pub attributes: Attributes,
    /// Its value, if it can be had without asking: it is a data property, and nothing was added
    /// to the object, removed or reconfigured since. Otherwise `[[GetOwnProperty]]` must say
    /// whether it is still there.
    pub value: Option<Value>,
}

impl PropertyWalk {
    /// A walk over an object's properties; none if it must be asked for its keys.
    #[inline]
    pub fn begin(object: Gc<Object>) -> Option<PropertyWalk> {
        let shape = object.shape();
        (!object.is_exotic() && !shape.is_unique() && elements::has_none(object)).then(|| {
            PropertyWalk {
                object,
                shape,
                table: shape.table.get(),
                count: shape.count.get(),
                next: 0,
            }
        })
    }

    /// Gives an object without properties copies of all of them, if a walk over an object of this
    /// shape has told what comes of it ([`remember_copy`](PropertyWalk::remember_copy)). Whether
    /// it was done.
    pub(super) fn copy_at_once(&self, vm: &mut Vm, target: Gc<Object>) -> JsResult<bool> {
        let Some(shape) = self.shape.copied.get() else {
            return Ok(false);
        };
        let old = target.shape();
        if old.is_unique()
            || !old.is_extensible()
            || old.kind.get() != shape.kind.get()
            || old.inline_capacity() != shape.inline_capacity()
            || old.prototype() != shape.prototype()
        {
            return Ok(false);
        }
        ensure_slots(vm, target, self.count)?;
        target.set_shape(shape);
        // Data properties alone, each in the slot of its number.
        for index in 0..self.count {
            set_named_slot(target, index, named_slot(self.object, index));
        }
        Ok(true)
    }

    /// Remembers what came of a target without properties that got copies of all of them and
    /// nothing else.
    pub(super) fn remember_copy(&self, target: Gc<Object>) {
        let shape = target.shape();
        let is_plain = |attributes: Attributes| attributes == Attributes::ALL;
        if !shape.is_unique()
            && shape.is_extensible()
            && shape.count.get() == self.count
            && shape.slot_count() == self.count
            && self.shape.slot_count() == self.count
            && (self.shape.entries()).all(|(_, _, attributes)| is_plain(attributes))
        {
            self.shape.copied.set(shape);
        }
    }

    /// How many properties there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.count as usize
    }

    /// Whether there are none.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Whether some keys are symbols that reflection shows: those come after all others.
    #[inline]
    pub fn has_symbols(&self, vm: &Vm) -> bool {
        let entries = &self.table.entries()[..self.len()];
        entries.iter().any(|entry| {
            let key = entry.key.get();
            key.is_symbol() && !PropertyKey::from_raw(key).is_private(vm)
        })
    }

    /// The next property whose key is a string.
    #[inline]
    pub fn next_string(&mut self) -> Option<WalkedProperty> {
        loop {
            let entry = self.table.entries()[..self.len()].get(self.next as usize)?;
            self.next += 1;
            let key = entry.key.get();
            if key.is_symbol() {
                continue;
            }
            let attributes = entry.attributes.get();
            let is_known = !attributes.is_accessor() && self.object.shape() == self.shape;
            return Some(WalkedProperty {
                key: PropertyKey::from_raw(key),
                attributes,
                value: is_known.then(|| named_slot(self.object, entry.slot.get())),
            });
        }
    }
}
