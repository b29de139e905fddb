//! A guard for views of memory outside the region.
//!
//! # Invariants
//! The guard holds a live cell, and the empty assembly in its `Drop` makes the cell's address live to
//! the end of the scope.
#![allow(unsafe_code)]

use crate::reference::Gc;
use core::ops::Deref;

/// Keeps a cell alive to the end of the guard's scope.
///
/// A pointer to memory that a cell owns outside the region (an external resource's bytes) does not
/// keep the cell alive, and the compiler is free to forget the cell's address once it is no longer
/// needed. Whoever hands out such a pointer hands out this guard with it.
#[derive(Debug)]
pub struct KeepAlive<T: crate::CellType>(Gc<T>);

impl<T: crate::CellType> KeepAlive<T> {
    /// A guard of `cell`.
    #[inline(always)]
    pub fn new(cell: Gc<T>) -> KeepAlive<T> {
        KeepAlive(cell)
    }

    /// The cell.
    #[inline(always)]
    pub fn cell(&self) -> Gc<T> {
        self.0
    }
}

impl<T: crate::CellType> Deref for KeepAlive<T> {
    type Target = T;
    #[inline(always)]
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: crate::CellType> Drop for KeepAlive<T> {
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: no instruction at all; it only uses the address, which must live until here.
        unsafe {
            core::arch::asm!("/* {0} */", in(reg) self.0.as_ptr(), options(nostack, preserves_flags));
        }
    }
}
