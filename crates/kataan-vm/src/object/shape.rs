//! Shapes: what objects of one form have in common.
//!
//! A shape is shared by all objects that got the same properties in the same order, and to which
//! the same was done since (attributes changed, extensions forbidden, sealed, frozen), or is
//! *unique* to one object: one that is a prototype, that had a property removed or turned from data
//! to accessor or back, or that has very many properties. A unique shape changes in place; when an
//! inline cache has recorded it, a change that would make the cache wrong gives the object a new
//! identity instead.
//!
//! Objects of one shape have the same kind of cell and as many inline slots, so that a property's
//! place follows from the shape alone.

use super::Object;
use super::property::Attributes;
use super::property_key::PropertyKey;
use super::property_table::{self, Found, PropertyTable};
use super::prototype::PrototypeInfo;
use super::transition::TransitionTable;
use crate::error::JsResult;
use crate::symbol::Symbol;
use crate::value::Value;
use crate::vm::Vm;
use kataan_gc::{Field, Gc, Nullable, Plain, Weak, cell};

/// Objects with more named properties than this have a unique shape.
pub(crate) const MAX_SHARED_PROPERTIES: u32 = 128;

cell! {
    /// The form of an object.
    pub struct Shape {
        /// `[[Prototype]]`.
        pub(crate) prototype: Nullable<Object>,
        pub(crate) table: Field<PropertyTable>,
        /// The shape that adds one more property, if only one does.
        pub(crate) successor: Weak<Shape>,
        pub(crate) transitions: Nullable<TransitionTable>,
        /// Of an object that is a prototype.
        pub(crate) prototype_info: Nullable<PrototypeInfo>,
        /// The shape of the last object literal that got a copy of all properties of an object of
        /// this shape, and nothing else.
        pub(crate) copied: Weak<Shape>,
        /// How many entries of the table are this shape's.
        pub(crate) count: Plain<u32>,
        /// How many slots they take, unused ones of removed properties included.
        pub(crate) slot_count: Plain<u32>,
        pub(crate) flags: Plain<ShapeFlags>,
        /// Bytes from an object's start to its first inline slot.
        pub(crate) slots_offset: Plain<u16>,
        pub(crate) inline_capacity: Plain<u16>,
        pub(crate) kind: Plain<u8>,
        /// How it comes of another shared one.
        pub(crate) origin: Plain<ShapeOrigin>,
    }
}

/// What is forbidden to do with an object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Restriction {
    /// To add properties.
    NonExtensible,
    /// Also to remove and reconfigure them.
    Sealed,
    /// Also to change the values of data properties.
    Frozen,
}

impl Restriction {
    fn flags(self) -> ShapeFlags {
        match self {
            Restriction::NonExtensible => ShapeFlags::NON_EXTENSIBLE,
            Restriction::Sealed => ShapeFlags::NON_EXTENSIBLE.with(ShapeFlags::SEALED_ELEMENTS),
            Restriction::Frozen => ShapeFlags::NON_EXTENSIBLE.with(ShapeFlags::FROZEN_ELEMENTS),
        }
    }

    fn apply(self, vm: &Vm, table: Gc<PropertyTable>) {
        if self == Restriction::NonExtensible {
            return;
        }
        for entry in &table.entries()[..table.used.get() as usize] {
            let key = entry.key.get();
            let is_private =
                || (vm.heap.gc::<Symbol>(key)).is_some_and(|symbol| symbol.is_private());
            if key.is_hole() || is_private() {
                continue;
            }
            let mut attributes = entry.attributes.get().without(Attributes::CONFIGURABLE);
            if self == Restriction::Frozen && !attributes.is_accessor() {
                attributes = attributes.without(Attributes::WRITABLE);
            }
            entry.attributes.set(attributes);
        }
    }
}

/// By which step a shared shape comes of another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Origin {
    /// Its last property was added.
    Added,
    /// The property with this number got other attributes.
    Reconfigured(u8),
    /// Something was forbidden.
    Restricted(Restriction),
}

/// An [`Origin`] in one byte: numbers of entries are below [`MAX_SHARED_PROPERTIES`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(transparent)]
pub(crate) struct ShapeOrigin(u8);

impl kataan_gc::PlainData for ShapeOrigin {}

impl ShapeOrigin {
    const RECONFIGURED: u8 = MAX_SHARED_PROPERTIES as u8;

    fn new(origin: Origin) -> ShapeOrigin {
        ShapeOrigin(match origin {
            Origin::Added => 0,
            Origin::Restricted(Restriction::NonExtensible) => 1,
            Origin::Restricted(Restriction::Sealed) => 2,
            Origin::Restricted(Restriction::Frozen) => 3,
            Origin::Reconfigured(entry) => Self::RECONFIGURED | entry,
        })
    }

    #[inline(always)]
    pub(crate) fn step(self) -> Origin {
        match self.0 {
            0 => Origin::Added,
            1 => Origin::Restricted(Restriction::NonExtensible),
            2 => Origin::Restricted(Restriction::Sealed),
            3 => Origin::Restricted(Restriction::Frozen),
            reconfigured => Origin::Reconfigured(reconfigured & !Self::RECONFIGURED),
        }
    }
}

/// Facts about the objects of a shape.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ShapeFlags(u16);

impl kataan_gc::PlainData for ShapeFlags {}

impl ShapeFlags {
    /// Belongs to one object.
    pub const UNIQUE: ShapeFlags = ShapeFlags(1);
    /// `[[Extensible]]` is false.
    pub const NON_EXTENSIBLE: ShapeFlags = ShapeFlags(2);
    /// Elements are not configurable.
    pub const SEALED_ELEMENTS: ShapeFlags = ShapeFlags(4);
    /// Elements are not writable either.
    pub const FROZEN_ELEMENTS: ShapeFlags = ShapeFlags(8);
    /// An inline cache holds the place of a property.
    pub const CACHED: ShapeFlags = ShapeFlags(16);
    /// An inline cache relies on the absence of a property.
    pub const CACHED_ABSENCE: ShapeFlags = ShapeFlags(32);
    /// `[[SetPrototypeOf]]` refuses every change.
    pub const IMMUTABLE_PROTOTYPE: ShapeFlags = ShapeFlags(64);
    /// Comes of the shape of objects that lack some of their properties at first.
    pub(crate) const INCOMPLETE: ShapeFlags = ShapeFlags(128);

    /// Whether any of `flags` is set.
    #[inline(always)]
    pub const fn has(self, flags: ShapeFlags) -> bool {
        self.0 & flags.0 != 0
    }

    /// Both.
    #[inline(always)]
    pub const fn with(self, flags: ShapeFlags) -> ShapeFlags {
        ShapeFlags(self.0 | flags.0)
    }

    /// Those of `flags` that are set.
    pub(crate) const fn among(self, flags: ShapeFlags) -> ShapeFlags {
        ShapeFlags(self.0 & flags.0)
    }

    /// The first without the second.
    #[inline(always)]
    pub const fn without(self, flags: ShapeFlags) -> ShapeFlags {
        ShapeFlags(self.0 & !flags.0)
    }
}

impl Shape {
    /// `[[Prototype]]`.
    #[inline(always)]
    pub fn prototype(&self) -> Option<Gc<Object>> {
        self.prototype.get()
    }

    /// Facts about its objects.
    #[inline(always)]
    pub fn flags(&self) -> ShapeFlags {
        self.flags.get()
    }

    /// Whether it belongs to one object.
    #[inline(always)]
    pub fn is_unique(&self) -> bool {
        self.flags().has(ShapeFlags::UNIQUE)
    }

    /// `[[Extensible]]` of ordinary objects.
    #[inline(always)]
    pub fn is_extensible(&self) -> bool {
        !self.flags().has(ShapeFlags::NON_EXTENSIBLE)
    }

    /// How many inline slots its objects have.
    #[inline(always)]
    pub fn inline_capacity(&self) -> u16 {
        self.inline_capacity.get()
    }

    /// How many slots its properties take.
    #[inline(always)]
    pub fn slot_count(&self) -> u32 {
        self.slot_count.get()
    }

    pub(crate) fn add_flags(&self, flags: ShapeFlags) {
        self.flags.set(self.flags().with(flags));
    }

    /// Whether its objects have a named property.
    #[inline]
    pub fn has(&self, key: PropertyKey) -> bool {
        self.find(key).is_some()
    }

    /// The named properties in order: raw key, first slot, attributes.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (Value, u32, Attributes)> + use<> {
        let table = self.table.get();
        let count = self.count.get();
        (0..count as usize).filter_map(move |number| {
            let entry = &table.entries()[number];
            let key = entry.key.get();
            (!key.is_hole()).then(|| (key, entry.slot.get(), entry.attributes.get()))
        })
    }

    /// Finds a named property.
    #[inline]
    pub(crate) fn find(&self, key: PropertyKey) -> Option<Found> {
        property_table::find(self.table.get(), key, self.count.get())
    }
}

/// What a new shape is made of.
pub(crate) struct ShapeForm {
    pub(crate) prototype: Option<Gc<Object>>,
    pub(crate) kind: u8,
    pub(crate) slots_offset: u16,
    pub(crate) inline_capacity: u16,
    /// [`ShapeFlags::INCOMPLETE`] or nothing.
    pub(crate) flags: ShapeFlags,
}

/// A shape without properties.
pub(crate) fn new_root(vm: &mut Vm, form: &ShapeForm) -> JsResult<Gc<Shape>> {
    let table = vm.state().empty_table.get();
    Ok(vm.heap.allocate(ShapeInit {
        prototype: form.prototype,
        table,
        successor: None,
        transitions: None,
        prototype_info: None,
        copied: None,
        count: 0,
        slot_count: 0,
        flags: form.flags,
        slots_offset: form.slots_offset,
        inline_capacity: form.inline_capacity,
        kind: form.kind,
        origin: ShapeOrigin::new(Origin::Added),
    })?)
}

/// A shape with one property more than `shape`, which is shared; not registered anywhere.
pub(crate) fn extend(
    vm: &mut Vm,
    shape: Gc<Shape>,
    key: PropertyKey,
    attributes: Attributes,
) -> JsResult<Gc<Shape>> {
    let count = shape.count.get();
    let slot = shape.slot_count();
    let mut table = shape.table.get();
    // Only one successor can go on in the same table: the first. Others copy it.
    if table.used.get() != count || !property_table::has_room(table) {
        let room = if table.used.get() == count {
            count.max(1)
        } else {
            1
        };
        table = property_table::copy(vm, table, count, room)?;
    }
    let new = vm.heap.allocate(ShapeInit {
        prototype: shape.prototype(),
        table,
        successor: None,
        transitions: None,
        prototype_info: None,
        copied: None,
        count: count + 1,
        slot_count: slot + attributes.slots(),
        flags: shape
            .flags()
            .without(ShapeFlags::CACHED)
            .without(ShapeFlags::CACHED_ABSENCE),
        slots_offset: shape.slots_offset.get(),
        inline_capacity: shape.inline_capacity(),
        kind: shape.kind.get(),
        origin: ShapeOrigin::new(Origin::Added),
    })?;
    property_table::push(table, key, slot, attributes);
    Ok(new)
}

/// A shape like `shape`, which is shared, with a table of its own; not registered anywhere.
fn variant(
    vm: &mut Vm,
    shape: Gc<Shape>,
    flags: ShapeFlags,
    origin: Origin,
) -> JsResult<Gc<Shape>> {
    let count = shape.count.get();
    let table = property_table::copy(vm, shape.table.get(), count, 0)?;
    Ok(vm.heap.allocate(ShapeInit {
        prototype: shape.prototype(),
        table,
        successor: None,
        transitions: None,
        prototype_info: None,
        copied: None,
        count,
        slot_count: shape.slot_count(),
        flags: shape
            .flags()
            .with(flags)
            .without(ShapeFlags::CACHED)
            .without(ShapeFlags::CACHED_ABSENCE),
        slots_offset: shape.slots_offset.get(),
        inline_capacity: shape.inline_capacity(),
        kind: shape.kind.get(),
        origin: ShapeOrigin::new(origin),
    })?)
}

/// A shape like `shape`, which is shared, with other attributes of a property; not registered
/// anywhere. They take as many slots as the old ones.
pub(super) fn reconfigured(
    vm: &mut Vm,
    shape: Gc<Shape>,
    key: PropertyKey,
    attributes: Attributes,
) -> JsResult<Gc<Shape>> {
    let entry = shape.find(key).map_or(0, |found| found.entry);
    let origin = Origin::Reconfigured(entry as u8);
    let new = variant(vm, shape, ShapeFlags::default(), origin)?;
    new.table.get().entries()[entry as usize]
        .attributes
        .set(attributes);
    Ok(new)
}

/// A shape like `shape`, which is shared, for objects to which something is forbidden; not
/// registered anywhere.
pub(super) fn restricted(
    vm: &mut Vm,
    shape: Gc<Shape>,
    restriction: Restriction,
) -> JsResult<Gc<Shape>> {
    let origin = Origin::Restricted(restriction);
    let new = variant(vm, shape, restriction.flags(), origin)?;
    restriction.apply(vm, new.table.get());
    Ok(new)
}

/// The same for a unique shape, in place.
pub(super) fn restrict_unique(vm: &Vm, shape: Gc<Shape>, restriction: Restriction) {
    shape.add_flags(restriction.flags());
    restriction.apply(vm, shape.table.get());
}

/// A unique shape like `shape`: with a table of its own if `shape` is shared, else with that of
/// `shape`, which must not be used again.
pub(crate) fn new_unique(vm: &mut Vm, shape: Gc<Shape>) -> JsResult<Gc<Shape>> {
    let mut table = shape.table.get();
    if !shape.is_unique() {
        table = property_table::copy(vm, table, shape.count.get(), 1)?;
    }
    Ok(vm.heap.allocate(ShapeInit {
        prototype: shape.prototype(),
        table,
        successor: None,
        transitions: None,
        prototype_info: shape.prototype_info.get(),
        copied: None,
        count: table.used.get(),
        slot_count: shape.slot_count(),
        flags: shape
            .flags()
            .with(ShapeFlags::UNIQUE)
            .without(ShapeFlags::CACHED)
            .without(ShapeFlags::CACHED_ABSENCE),
        slots_offset: shape.slots_offset.get(),
        inline_capacity: shape.inline_capacity(),
        kind: shape.kind.get(),
        origin: ShapeOrigin::new(Origin::Added),
    })?)
}
