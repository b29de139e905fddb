//! A pointer from the `Vm` to the one cell that holds its state.
//!
//! # Invariants
//! An `Anchor` is made of a cell that is rooted for as long as the heap lives and whose kind never
//! moves; it is used only while that heap lives, because both are members of one `Vm`. The address
//! is kept complemented, so that a search of Rust's heap for references does not find it.
#![allow(unsafe_code)]

use core::marker::PhantomData;
use core::ptr::with_exposed_provenance_mut;
use kataan_gc::{CellType, Gc, Heap};

/// A permanent pointer to a rooted cell.
pub(crate) struct Anchor<T> {
    complement: usize,
    target: PhantomData<fn() -> T>,
}

impl<T: CellType> Anchor<T> {
    /// Roots `cell` for good.
    pub(crate) fn new(heap: &mut Heap, cell: Gc<T>) -> Anchor<T> {
        heap.root_cell(cell);
        Anchor {
            complement: !cell.as_ptr().expose_provenance(),
            target: PhantomData,
        }
    }

    /// The cell.
    #[inline(always)]
    pub(crate) fn get(&self) -> Gc<T> {
        // SAFETY: the address of a live cell of this type (module invariant).
        unsafe { Gc::from_raw(with_exposed_provenance_mut(!self.complement)) }
    }
}
