//! Stores and the contexts through which they are reached.

use super::error::Result;
use super::host::{Caller, HostFunc};
use crate::runtime::engine::Engine;
use crate::runtime::store::{StoreLimits, StoreState};
use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::sync::atomic::{AtomicBool, Ordering};

/// What a store is made of.
pub(crate) struct StoreInner<T> {
    pub(crate) state: StoreState,
    pub(crate) hosts: Vec<HostFunc<T>>,
    pub(crate) epoch_callback: Option<EpochCallback<T>>,
    pub(crate) data: T,
}

/// What is asked when the epoch's deadline has come.
type EpochCallback<T> =
    Box<dyn FnMut(StoreContextMut<'_, T>) -> Result<UpdateDeadline> + Send + Sync>;

/// What becomes of an execution at the epoch's deadline.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UpdateDeadline {
    /// It goes on, until the epoch has advanced by so many ticks more.
    Continue(u64),
    /// It ends with a trap.
    Interrupt,
}

/// All that instances live in, with the embedder's data.
pub struct Store<T> {
    pub(crate) inner: Box<StoreInner<T>>,
}

/// A shared view of a store.
#[derive(Clone, Copy)]
pub struct StoreContext<'a, T>(pub(crate) &'a StoreInner<T>);

/// An exclusive view of a store.
pub struct StoreContextMut<'a, T>(pub(crate) &'a mut StoreInner<T>);

/// What gives a shared view of a store.
pub trait AsContext {
    /// The embedder's data.
    type Data;

    /// The view.
    fn as_context(&self) -> StoreContext<'_, Self::Data>;
}

/// What gives an exclusive view of a store.
pub trait AsContextMut: AsContext {
    /// The view.
    fn as_context_mut(&mut self) -> StoreContextMut<'_, Self::Data>;
}

/// Interrupts executions of a store from any thread.
#[derive(Clone, Debug)]
pub struct InterruptHandle(Arc<AtomicBool>);

impl InterruptHandle {
    /// Stops what the store executes, or is to execute next.
    pub fn interrupt(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl<T> Store<T> {
    /// A store of an engine, with the embedder's data.
    pub fn new(engine: &Engine, data: T) -> Self {
        let state = StoreState::new(engine);
        Self {
            inner: Box::new(StoreInner {
                state,
                hosts: Vec::new(),
                epoch_callback: None,
                data,
            }),
        }
    }

    /// The engine.
    pub fn engine(&self) -> &Engine {
        &self.inner.state.engine
    }

    /// The embedder's data.
    pub fn data(&self) -> &T {
        &self.inner.data
    }

    /// The embedder's data.
    pub fn data_mut(&mut self) -> &mut T {
        &mut self.inner.data
    }

    /// Ends the store and gives the embedder's data back.
    pub fn into_data(self) -> T {
        self.inner.data
    }

    /// Sets the limits of what is made from now on.
    pub fn limits(&mut self, limits: StoreLimits) {
        self.inner.state.limits = limits;
        self.inner.state.heap.set_limit(limits.heap_size);
    }

    /// Frees the objects that nothing refers to.
    pub fn gc(&mut self) {
        self.inner.state.collect();
    }

    /// What the collector did; nothing if no object was ever made.
    #[cfg(feature = "gc")]
    pub fn heap_statistics(&self) -> Option<kataan_gc::Statistics> {
        self.inner.state.heap.statistics()
    }

    /// Bytes that objects take, those included that wait for a collection.
    #[cfg(feature = "gc")]
    pub fn heap_bytes(&self) -> usize {
        let heap = self.inner.state.heap.heap();
        heap.map_or(0, kataan_gc::Heap::used_bytes)
    }

    /// Checks every object: that what it refers to exists, and that the collector knows of it.
    #[cfg(feature = "gc")]
    pub fn verify_heap(&self) -> core::result::Result<(), kataan_gc::Damage> {
        let heap = self.inner.state.heap.heap();
        heap.map_or(Ok(()), kataan_gc::Heap::verify)
    }

    /// How much fuel is left.
    pub fn fuel(&self) -> u64 {
        self.inner.state.fuel
    }

    /// Sets how much fuel there is.
    pub fn set_fuel(&mut self, fuel: u64) {
        self.inner.state.fuel = fuel;
    }

    /// Interrupts executions once the engine's epoch has advanced by `ticks`.
    pub fn set_epoch_deadline(&mut self, ticks: u64) {
        self.inner.state.interruption.set_epoch_deadline(ticks);
    }

    /// Asks a function at the epoch's deadline whether the execution goes on. Nothing that waits ends by
    /// the epoch then.
    pub fn epoch_deadline_callback(
        &mut self,
        callback: impl FnMut(StoreContextMut<'_, T>) -> Result<UpdateDeadline> + Send + Sync + 'static,
    ) {
        self.inner.epoch_callback = Some(Box::new(callback));
        self.inner.state.interruption.epoch_ends = false;
    }

    /// Ends executions at the epoch's deadline, as it is without a callback.
    pub fn epoch_deadline_trap(&mut self) {
        self.inner.epoch_callback = None;
        self.inner.state.interruption.epoch_ends = true;
    }

    /// Interrupts executions at a moment in time; the engine must be configured for interruption.
    #[cfg(feature = "std")]
    pub fn set_deadline(&mut self, deadline: Option<std::time::Instant>) {
        self.inner.state.interruption.deadline = deadline;
    }

    /// A handle that interrupts executions from any thread; the engine must be configured for it.
    pub fn interrupt_handle(&self) -> InterruptHandle {
        InterruptHandle(self.inner.state.interruption.raised.clone())
    }

    /// Runs `body`, and forgets the references that it got from the store.
    pub fn root_scope<R>(&mut self, body: impl FnOnce(&mut Self) -> Result<R>) -> Result<R> {
        let roots = self.inner.state.roots.len();
        let result = body(self);
        self.inner.state.roots.truncate(roots);
        result
    }
}

impl<T: core::fmt::Debug> core::fmt::Debug for Store<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Store")
            .field("data", &self.inner.data)
            .finish_non_exhaustive()
    }
}

impl<T> StoreContextMut<'_, T> {
    /// The embedder's data.
    pub fn data(&self) -> &T {
        &self.0.data
    }

    /// The embedder's data.
    pub fn data_mut(&mut self) -> &mut T {
        &mut self.0.data
    }
}

impl<T> AsContext for Store<T> {
    type Data = T;

    fn as_context(&self) -> StoreContext<'_, T> {
        StoreContext(&self.inner)
    }
}

impl<T> AsContextMut for Store<T> {
    fn as_context_mut(&mut self) -> StoreContextMut<'_, T> {
        StoreContextMut(&mut self.inner)
    }
}

impl<T> AsContext for StoreContext<'_, T> {
    type Data = T;

    fn as_context(&self) -> StoreContext<'_, T> {
        StoreContext(self.0)
    }
}

impl<T> AsContext for StoreContextMut<'_, T> {
    type Data = T;

    fn as_context(&self) -> StoreContext<'_, T> {
        StoreContext(self.0)
    }
}

impl<T> AsContextMut for StoreContextMut<'_, T> {
    fn as_context_mut(&mut self) -> StoreContextMut<'_, T> {
        StoreContextMut(self.0)
    }
}

impl<T> AsContext for Caller<'_, T> {
    type Data = T;

    fn as_context(&self) -> StoreContext<'_, T> {
        StoreContext(self.store)
    }
}

impl<T> AsContextMut for Caller<'_, T> {
    fn as_context_mut(&mut self) -> StoreContextMut<'_, T> {
        StoreContextMut(self.store)
    }
}

impl<C: AsContext> AsContext for &C {
    type Data = C::Data;

    fn as_context(&self) -> StoreContext<'_, C::Data> {
        (**self).as_context()
    }
}

impl<C: AsContext> AsContext for &mut C {
    type Data = C::Data;

    fn as_context(&self) -> StoreContext<'_, C::Data> {
        (**self).as_context()
    }
}

impl<C: AsContextMut> AsContextMut for &mut C {
    fn as_context_mut(&mut self) -> StoreContextMut<'_, C::Data> {
        (**self).as_context_mut()
    }
}
