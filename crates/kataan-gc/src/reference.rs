//! `Gc<T>`: a machine pointer to a cell, for locals, arguments and results.
//!
//! It is kept alive by being on the native stack or in a register, where the conservative scan
//! finds it. It must never be stored in Rust's own heap; inside a cell a [`Field`](crate::Field)
//! takes its place.
//!
//! Invariants: a `Gc<T>` points at the start of a live cell whose kind is `T`'s or extends it.
#![allow(unsafe_code)]

use crate::cell::{AnyCell, CellType, Extends, Header, Kinded};
use crate::region::Region;
use core::fmt;
use core::marker::PhantomData;
use core::ops::Deref;
use core::ptr::NonNull;

/// A pointer to a cell.
#[repr(transparent)]
pub struct Gc<T>(NonNull<T>, PhantomData<*mut T>);

impl<T> Clone for Gc<T> {
    #[inline(always)]
    fn clone(&self) -> Gc<T> {
        *self
    }
}

impl<T> Copy for Gc<T> {}

impl<T> PartialEq for Gc<T> {
    #[inline(always)]
    fn eq(&self, other: &Gc<T>) -> bool {
        self.0 == other.0
    }
}

impl<T> Eq for Gc<T> {}

impl<T> Deref for Gc<T> {
    type Target = T;
    #[inline(always)]
    fn deref(&self) -> &T {
        // SAFETY: a `Gc` points at a live cell of its type (module invariant), and all members of
        // a cell have interior mutability, so a shared reference is sound whoever writes.
        unsafe { self.0.as_ref() }
    }
}

impl<T: CellType> fmt::Debug for Gc<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{:#x}", T::NAME, self.offset())
    }
}

impl<T> Gc<T> {
    /// # Safety
    /// `pointer` is the start of a live cell whose kind is `T`'s or extends it.
    #[inline(always)]
    pub unsafe fn from_raw(pointer: *mut u8) -> Gc<T> {
        // SAFETY: the start of a cell is never null.
        Gc(
            unsafe { NonNull::new_unchecked(pointer.cast()) },
            PhantomData,
        )
    }

    /// The cell's address.
    #[inline(always)]
    pub fn as_ptr(self) -> *mut u8 {
        self.0.as_ptr().cast()
    }

    /// The cell's offset in its region.
    #[inline(always)]
    pub fn offset(self) -> u32 {
        self.0.as_ptr().addr() as u32
    }

    /// The region that the cell is in.
    #[inline(always)]
    pub fn region(self) -> Region {
        Region::of_address(self.0.as_ptr().addr())
    }

    /// The same cell seen as another type, unchecked.
    ///
    /// # Safety
    /// The cell's kind is `U`'s or extends it.
    #[inline(always)]
    pub unsafe fn cast_unchecked<U>(self) -> Gc<U> {
        Gc(self.0.cast(), PhantomData)
    }

    /// A pointer `bytes` into the cell, for inline caches.
    ///
    /// # Safety
    /// A `U` lies there.
    #[inline(always)]
    pub unsafe fn at_byte<U>(&self, bytes: usize) -> &U {
        // SAFETY: the caller says that a `U` lies there; cells have interior mutability.
        unsafe { &*self.as_ptr().add(bytes).cast::<U>() }
    }
}

impl<T: CellType> Gc<T> {
    /// The cell's header.
    #[inline(always)]
    pub fn header(&self) -> &Header {
        // SAFETY: every cell starts with its header.
        unsafe { &*self.as_ptr().cast::<Header>() }
    }

    /// The cell's kind.
    #[inline(always)]
    pub fn kind(self) -> u8 {
        self.header().kind()
    }

    /// The same cell with its type forgotten.
    #[inline(always)]
    pub fn erase(self) -> Gc<AnyCell> {
        // SAFETY: every cell is an `AnyCell`.
        unsafe { self.cast_unchecked() }
    }

    /// The same cell as the type that it extends.
    #[inline(always)]
    pub fn upcast<U: CellType>(self) -> Gc<U>
    where
        T: Extends<U>,
    {
        // SAFETY: `Extends` says that a `T` starts with a `U`.
        unsafe { self.cast_unchecked() }
    }

    /// Whether the cell's kind is `U`'s or extends it.
    #[inline(always)]
    pub fn is<U: Kinded>(self) -> bool {
        let kind = self.kind();
        kind == U::KIND || (U::OPEN && self.extends(kind, U::KIND))
    }

    /// The same cell as `U`, if it is one.
    #[inline(always)]
    pub fn cast<U: Kinded>(self) -> Option<Gc<U>> {
        // SAFETY: the kind was just checked.
        self.is::<U>().then(|| unsafe { self.cast_unchecked() })
    }

    #[cold]
    fn extends(self, mut kind: u8, base: u8) -> bool {
        let region = self.region();
        while kind != 0 {
            if kind == base {
                return true;
            }
            kind = region.state().base_kind[kind as usize].get();
        }
        false
    }
}
