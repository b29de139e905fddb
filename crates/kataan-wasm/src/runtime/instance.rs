//! Instances: a module with the entities that its indices name.
//!
//! # Invariants
//! Instances and globals are boxed in their store and live as long as it; a global is read and written
//! only by who holds the store.
#![allow(unsafe_code)]

use super::memory::LinearMemory;
use super::module::ModuleInner;
use super::store::StoreState;
use crate::exec::code::FuncCode;
use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::cell::{Cell, UnsafeCell};

/// A global's value: one word, or two for a vector.
pub(crate) struct GlobalCell(UnsafeCell<[u64; 2]>);

impl GlobalCell {
    pub(crate) fn new(words: [u64; 2]) -> Self {
        Self(UnsafeCell::new(words))
    }

    /// Where the words lie. Whoever uses it holds the store.
    pub(crate) fn as_ptr(&self) -> *mut u64 {
        self.0.get().cast()
    }
}

/// An instance. Entities are named by their number in the store; what execution needs often is kept
/// beside as pointers.
///
/// Invariants: memories and globals are owned by the store behind stable addresses for as long as it
/// lives; code is owned by the module, which this value holds.
pub(crate) struct Instance {
    pub(crate) module: Arc<ModuleInner>,
    pub(crate) funcs: Vec<u32>,
    pub(crate) tables: Vec<u32>,
    pub(crate) memories: Vec<u32>,
    pub(crate) globals: Vec<u32>,
    pub(crate) tags: Vec<u32>,
    /// The elements of segments that are not dropped.
    pub(crate) elems: Vec<Cell<Option<u32>>>,
    /// Whether data segments are dropped.
    pub(crate) datas: Vec<Cell<bool>>,
    pub(crate) memory_pointers: Vec<*const LinearMemory>,
    pub(crate) global_pointers: Vec<*mut u64>,
    /// Code of the functions that are not imported, null before the first call.
    pub(crate) codes: Box<[Cell<*const FuncCode>]>,
    /// The store, while this instance runs.
    pub(crate) state: Cell<*mut StoreState>,
    /// Where the native stack should end, while this instance runs.
    pub(crate) native_end: Cell<usize>,
}

impl GlobalCell {
    /// The value. Whoever reads it holds the store.
    pub(crate) fn words(&self) -> [u64; 2] {
        // SAFETY: the store is borrowed, so that nothing executes.
        unsafe { *self.0.get() }
    }

    /// Replaces the value. Whoever writes it holds the store.
    pub(crate) fn set(&self, words: [u64; 2]) {
        // SAFETY: the store is borrowed, so that nothing executes.
        unsafe { *self.0.get() = words }
    }
}

/// An instance of a store, while the store's lists are changed.
///
/// Instances are boxed and never removed before the store, and change only by interior mutability
/// once their construction is over; the pointer must come from the list of a live store.
pub(crate) fn borrow<'a>(instance: *const Instance) -> &'a Instance {
    // SAFETY: as said above; the pointer is the crate's own.
    unsafe { &*instance }
}

// SAFETY: an instance belongs to one store, which is used from one thread at a time; its pointers lead
// to what the same store owns.
unsafe impl Send for Instance {}
