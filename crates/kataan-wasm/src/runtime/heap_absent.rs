//! The objects of a store in a build without the feature `gc`: there are none.
//!
//! Modules with structures, arrays or exceptions are refused there, since their features are off, and a
//! value of the host finds no room.

use super::layout::{Layout, Storage};
use super::trap::TrapCode;
use crate::syntax::types::TypeId;
use alloc::boxed::Box;
use core::any::Any;

/// No object at all.
pub(crate) struct ObjectHeap;

/// Where a collection would learn what a store refers to.
pub(crate) type Trace<'t> = dyn FnMut(&mut Roots<'_, '_>) + 't;

/// What roots would be named to.
pub(crate) struct Roots<'a, 'h>(Never, core::marker::PhantomData<(&'a (), &'h ())>);

enum Never {}

impl Roots<'_, '_> {
    pub(crate) fn words(&mut self, _: &[u64]) {
        match self.0 {}
    }
}

/// Declares what is asked of the objects of a store, each with the answer that there is none.
macro_rules! none {
    ($($name:ident($($ty:ty),*) -> $result:ty;)*) => {
        $(pub(crate) fn $name(&self, $(_: $ty),*) -> Option<$result> {
            None
        })*
    };
}

/// Declares what would allocate.
macro_rules! refused {
    ($($name:ident($($ty:ty),*);)*) => {
        $(pub(crate) fn $name(&mut self, $(_: $ty),*) -> Result<u64, TrapCode> {
            Err(TrapCode::OutOfMemory)
        })*
    };
}

impl ObjectHeap {
    pub(crate) fn new(_: usize, _: u32) -> Self {
        Self
    }

    pub(crate) fn set_limit(&mut self, _: usize) {}

    pub(crate) fn is_due(&self, _: usize) -> bool {
        false
    }

    pub(crate) fn safe_point(&mut self, _: usize, _: &mut Trace<'_>) {}

    pub(crate) fn collect(&mut self, _: &mut Trace<'_>) {}

    refused! {
        new_struct(TypeId, &Layout, Option<&[u64]>);
        new_exception(u32, &Layout, &[u64]);
        new_array(TypeId, Storage, u64, [u64; 2]);
        new_host(Box<dyn Any + Send + Sync>);
    }

    none! {
        field(u64, Storage, usize) -> [u64; 2];
        set_field(u64, Storage, usize, [u64; 2]) -> ();
        tag_of(u64) -> u32;
        payload(u64, Storage, usize) -> [u64; 2];
        array_length(u64) -> u64;
        element(u64, Storage, u64) -> [u64; 2];
        set_element(u64, Storage, u64, [u64; 2]) -> ();
        fill(u64, Storage, u64, u64, [u64; 2]) -> ();
        copy(Storage, (u64, u64), (u64, u64), u64) -> ();
        write_data(u64, u64, &[u8]) -> ();
        write_references(u64, Storage, u64, &[u64]) -> ();
        host_value(u64) -> &(dyn Any + Send + Sync);
        type_of(u64) -> TypeId;
    }
}
