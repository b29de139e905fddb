//! What a cell is made of: references, values and plain data, all with interior mutability.
//!
//! These types live in cells only (nothing outside this crate can make one), so their own address
//! gives the region's base: they decode themselves, and a store finds its log byte, with no heap
//! argument.
//!
//! Invariants: a member is reached only inside a cell of a live region; a strong reference in a
//! live cell names the start of a live cell of its type; every store of a reference is followed by
//! [`log_store`].
#![allow(unsafe_code)]

use crate::barrier::log_store;
use crate::cell::CellType;
use crate::kind::{Part, PartClass};
use crate::reference::Gc;
use crate::region::Region;
use crate::value::Value;
use core::cell::Cell;
use core::marker::PhantomData;

/// A type that may be a member of a cell: how it is laid out, traced and initialised.
///
/// # Safety
/// `PARTS` lists every reference and value in `STRIDE` bytes, `COUNT` times repeated;
/// `initialize` leaves a valid `Self` behind.
pub unsafe trait FieldType: Sized {
    /// What an initialiser gives for it.
    type Init;
    /// What the collector must see in one element.
    const PARTS: &'static [Part];
    /// How many elements there are (1, but for arrays).
    const COUNT: usize = 1;
    /// Size of an element.
    const STRIDE: usize = size_of::<Self>();

    /// Writes the first contents.
    ///
    /// # Safety
    /// `place` is memory for a `Self` in a cell that was just allocated.
    unsafe fn initialize(place: *mut Self, init: Self::Init);
}

#[inline(always)]
fn assert_same_region<F>(field: *const F, region: Region) {
    debug_assert!(
        Region::of_address(field.addr()) == region,
        "a store across heaps"
    );
}

/// A reference to a cell; never null.
#[repr(transparent)]
pub struct Field<T>(Cell<u32>, PhantomData<*mut T>);

impl<T> Field<T> {
    /// The cell.
    #[inline(always)]
    pub fn get(&self) -> Gc<T> {
        let region = Region::of_address((&raw const *self).addr());
        // SAFETY: the offset names a live cell of this type (module invariant).
        unsafe { Gc::from_raw(region.at(self.0.get())) }
    }

    /// The cell's offset, for comparing without decoding.
    #[inline(always)]
    pub fn offset(&self) -> u32 {
        self.0.get()
    }

    /// Stores a reference.
    #[inline(always)]
    pub fn set(&self, cell: Gc<T>) {
        assert_same_region(self, cell.region());
        self.0.set(cell.offset());
        log_store(self);
    }
}

// SAFETY: one strong reference; `initialize` writes a whole offset.
unsafe impl<T: CellType> FieldType for Field<T> {
    type Init = Gc<T>;
    const PARTS: &'static [Part] = &[Part::new(0, PartClass::Reference)];

    #[inline(always)]
    unsafe fn initialize(place: *mut Field<T>, cell: Gc<T>) {
        // SAFETY: `place` is ours to write (contract of the trait).
        unsafe { place.write(Field(Cell::new(cell.offset()), PhantomData)) };
    }
}

/// A reference to a cell, or none.
#[repr(transparent)]
pub struct Nullable<T>(Cell<u32>, PhantomData<*mut T>);

impl<T> Nullable<T> {
    /// The cell, if there is one.
    #[inline(always)]
    pub fn get(&self) -> Option<Gc<T>> {
        let offset = self.0.get();
        let region = Region::of_address((&raw const *self).addr());
        // SAFETY: an offset other than zero names a live cell of this type (module invariant).
        (offset != 0).then(|| unsafe { Gc::from_raw(region.at(offset)) })
    }

    /// The cell, unchecked.
    ///
    /// # Safety
    /// It is not null.
    #[inline(always)]
    pub unsafe fn get_unchecked(&self) -> Gc<T> {
        let region = Region::of_address((&raw const *self).addr());
        // SAFETY: not null (the caller), so it names a live cell of this type (module invariant).
        unsafe { Gc::from_raw(region.at(self.0.get())) }
    }

    /// The cell, unchecked, where the region is at hand.
    ///
    /// # Safety
    /// It is not null, and `region` is that of the cell which holds the reference.
    #[inline(always)]
    pub unsafe fn get_unchecked_in(&self, region: Region) -> Gc<T> {
        assert_same_region(self, region);
        // SAFETY: not null (the caller), so it names a live cell of this type (module invariant).
        unsafe { Gc::from_raw(region.at(self.0.get())) }
    }

    /// Whether there is none.
    #[inline(always)]
    pub fn is_null(&self) -> bool {
        self.0.get() == 0
    }

    /// The cell's offset, for comparing without decoding; 0 for none.
    #[inline(always)]
    pub fn offset(&self) -> u32 {
        self.0.get()
    }

    /// Stores a reference, or none.
    #[inline(always)]
    pub fn set(&self, cell: impl Into<Option<Gc<T>>>) {
        if let Some(cell) = cell.into() {
            assert_same_region(self, cell.region());
            self.0.set(cell.offset());
            log_store(self);
        } else {
            self.0.set(0);
        }
    }
}

// SAFETY: one strong reference; `initialize` writes a whole offset.
unsafe impl<T: CellType> FieldType for Nullable<T> {
    type Init = Option<Gc<T>>;
    const PARTS: &'static [Part] = &[Part::new(0, PartClass::Reference)];

    #[inline(always)]
    unsafe fn initialize(place: *mut Nullable<T>, cell: Option<Gc<T>>) {
        // SAFETY: `place` is ours to write (contract of the trait).
        unsafe { place.write(Nullable(Cell::new(cell.map_or(0, Gc::offset)), PhantomData)) };
    }
}

/// A reference that does not keep its cell alive, or none: becomes none when the cell dies.
#[repr(transparent)]
pub struct Weak<T>(Cell<u32>, PhantomData<*mut T>);

impl<T> Weak<T> {
    /// The cell, if it lives.
    #[inline(always)]
    pub fn get(&self) -> Option<Gc<T>> {
        let offset = self.0.get();
        let region = Region::of_address((&raw const *self).addr());
        // SAFETY: an offset other than zero names a live cell: the collector clears it at death.
        (offset != 0).then(|| unsafe { Gc::from_raw(region.at(offset)) })
    }

    /// Whether there is none.
    #[inline(always)]
    pub fn is_null(&self) -> bool {
        self.0.get() == 0
    }

    /// The cell's offset, for comparing without decoding; 0 for none.
    #[inline(always)]
    pub fn offset(&self) -> u32 {
        self.0.get()
    }

    /// Stores a reference, or none.
    #[inline(always)]
    pub fn set(&self, cell: impl Into<Option<Gc<T>>>) {
        if let Some(cell) = cell.into() {
            assert_same_region(self, cell.region());
            self.0.set(cell.offset());
            log_store(self);
        } else {
            self.0.set(0);
        }
    }
}

// SAFETY: one weak reference; `initialize` writes a whole offset.
unsafe impl<T: CellType> FieldType for Weak<T> {
    type Init = Option<Gc<T>>;
    const PARTS: &'static [Part] = &[Part::new(0, PartClass::WeakReference)];

    #[inline(always)]
    unsafe fn initialize(place: *mut Weak<T>, cell: Option<Gc<T>>) {
        // SAFETY: `place` is ours to write (contract of the trait).
        unsafe { place.write(Weak(Cell::new(cell.map_or(0, Gc::offset)), PhantomData)) };
    }
}

/// A value.
#[repr(transparent)]
pub struct Slot(Cell<Value>);

impl Slot {
    /// The value.
    #[inline(always)]
    pub fn get(&self) -> Value {
        self.0.get()
    }

    /// Stores a value.
    #[inline(always)]
    pub fn set(&self, value: Value) {
        self.0.set(value);
        if value.is_reference() {
            log_store(self);
        }
    }

    /// The tagged cell that the value names, if its tag is `T`'s and its kind fits.
    #[inline(always)]
    pub fn cell<T: crate::Kinded>(&self) -> Option<Gc<T>> {
        Region::of_address((&raw const *self).addr()).gc(self.get())
    }
}

// SAFETY: one strong value; `initialize` writes all of it.
unsafe impl FieldType for Slot {
    type Init = Value;
    const PARTS: &'static [Part] = &[Part::new(0, PartClass::Value)];

    #[inline(always)]
    unsafe fn initialize(place: *mut Slot, value: Value) {
        // SAFETY: `place` is ours to write (contract of the trait).
        unsafe { place.write(Slot(Cell::new(value))) };
    }
}

/// A value that does not keep its cell alive: becomes `undefined` when the cell dies.
#[repr(transparent)]
pub struct WeakSlot(Cell<Value>);

impl WeakSlot {
    /// The value.
    #[inline(always)]
    pub fn get(&self) -> Value {
        self.0.get()
    }

    /// Stores a value.
    #[inline(always)]
    pub fn set(&self, value: Value) {
        self.0.set(value);
        if value.is_reference() {
            log_store(self);
        }
    }
}

// SAFETY: one weak value; `initialize` writes all of it.
unsafe impl FieldType for WeakSlot {
    type Init = Value;
    const PARTS: &'static [Part] = &[Part::new(0, PartClass::WeakValue)];

    #[inline(always)]
    unsafe fn initialize(place: *mut WeakSlot, value: Value) {
        // SAFETY: `place` is ours to write (contract of the trait).
        unsafe { place.write(WeakSlot(Cell::new(value))) };
    }
}

/// Data without references that a cell may hold: flat, with no pointer, `Gc` or `Value` inside.
///
/// Implement it for the enums and small structs that cells keep; a type with a pointer in it must
/// not implement it, for an image of the heap would carry the pointer to another process.
pub trait PlainData: Copy + 'static {}

macro_rules! plain_data {
    ($($type:ty),*) => { $(impl PlainData for $type {})* };
}
plain_data!(
    (),
    bool,
    char,
    u8,
    u16,
    u32,
    u64,
    i8,
    i16,
    i32,
    i64,
    f32,
    f64,
    u128,
    i128
);
impl<T: PlainData, const N: usize> PlainData for [T; N] {}
impl<T: PlainData> PlainData for Option<T> {}

/// Plain data: not traced.
#[repr(transparent)]
pub struct Plain<T>(Cell<T>);

impl<T: PlainData> Plain<T> {
    /// The data.
    #[inline(always)]
    pub fn get(&self) -> T {
        self.0.get()
    }

    /// Stores data.
    #[inline(always)]
    pub fn set(&self, data: T) {
        self.0.set(data);
    }
}

// SAFETY: no references (contract of `PlainData`); `initialize` writes all of it.
unsafe impl<T: PlainData> FieldType for Plain<T> {
    type Init = T;
    const PARTS: &'static [Part] = &[];

    #[inline(always)]
    unsafe fn initialize(place: *mut Plain<T>, data: T) {
        // SAFETY: `place` is ours to write (contract of the trait).
        unsafe { place.write(Plain(Cell::new(data))) };
    }
}

// SAFETY: the element's parts, `N` times; `initialize` initialises each.
unsafe impl<F: FieldType, const N: usize> FieldType for [F; N] {
    type Init = [F::Init; N];
    const PARTS: &'static [Part] = F::PARTS;
    const COUNT: usize = F::COUNT * N;
    const STRIDE: usize = F::STRIDE;

    #[inline(always)]
    unsafe fn initialize(place: *mut [F; N], init: [F::Init; N]) {
        let mut place = place.cast::<F>();
        for element in init {
            // SAFETY: `place` runs over the `N` elements.
            unsafe {
                F::initialize(place, element);
                place = place.add(1);
            }
        }
    }
}
