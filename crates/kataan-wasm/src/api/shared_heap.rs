//! Stores inside another engine, whose heap they share.
//!
//! # Invariants
//! Who makes such a store promises that the heap outlives it, and that one thread at a time uses both.
#![allow(unsafe_code)]

use super::store::Store;
use crate::runtime::engine::Engine;
use core::ptr::NonNull;
use kataan_gc::Heap;

impl<T> Store<T> {
    /// A store whose objects are on the heap of the engine around it, beside that engine's own. The
    /// heap's kinds include [`WASM_KINDS`](crate::WASM_KINDS), and its limit counts.
    ///
    /// References of type `externref` may then be any value of that heap, see
    /// [`ExternRef::from_value`](crate::ExternRef::from_value).
    ///
    /// # Safety
    /// The heap outlives the store, stays where it is, and serves no other store. One thread at a time
    /// uses both; while the store executes only what it calls uses the heap.
    pub unsafe fn with_heap(engine: &Engine, data: T, heap: NonNull<Heap>) -> Self {
        let mut store = Self::new(engine, data);
        let state = &raw mut store.inner.state;
        // SAFETY: the caller's contract; the state is boxed for the store's whole life.
        unsafe { (*state).heap.share(heap, state) };
        store
    }
}
