//! The heap of an isolate: its region, kinds, blocks, roots and external resources.
//!
//! # Invariants
//! A heap owns its region alone and is entered by one thread at a time. A value's offset names a live
//! cell of the tag's root type in this region.
#![allow(unsafe_code)]

use crate::allocate::Allocator;
use crate::allocate::blocks::Blocks;
use crate::arrays::GC_KINDS;
use crate::cell::{AnyCell, Kinded};
use crate::collect::Collector;
use crate::external::ExternalTable;
use crate::foreign::{ForeignObject, is_foreign_kind};
use crate::kind::{HeapError, Kind, KindTable, join};
use crate::reference::Gc;
use crate::region::{InterruptHandle, Mapping, Region, RegionState};
use crate::roots::{RootSources, RootTable};
use crate::stack::Suspended;
use crate::statistics::Statistics;
use crate::stress::Stress;
use crate::value::{Tag, Value};
use core::fmt;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// The limits of a heap.
#[derive(Clone, Copy, Debug)]
pub struct HeapOptions {
    /// Most bytes that cells and external resources may hold together.
    pub memory_limit: usize,
    /// Bytes handed out between two collections, at first.
    pub young_budget: usize,
    /// Whether collections between two full ones look at new cells only.
    pub generational: bool,
    /// Collects at every so-manieth allocation, and fills dead cells with a trap pattern; 0 for
    /// never. A search for hidden references, not a way to run programs.
    pub stress: u32,
    /// Checks the whole heap around every collection.
    pub verify: bool,
    /// Bits of the interrupt word that ask for an end: while one is set, what must take new memory
    /// fails, and a collection that an allocation began is broken off.
    pub stop_bits: u64,
}

impl Default for HeapOptions {
    fn default() -> HeapOptions {
        HeapOptions {
            memory_limit: 4 << 30,
            young_budget: 4 << 20,
            generational: true,
            stress: 0,
            verify: false,
            stop_bits: 0,
        }
    }
}

/// An allocation was refused: the limit is reached, the cell would be too large for any heap, or an
/// end is asked for.
///
/// The caller makes a `RangeError` or the uncatchable termination of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OutOfMemory;

impl fmt::Display for OutOfMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the heap's memory limit is reached")
    }
}

impl core::error::Error for OutOfMemory {}

/// A heap of cells.
pub struct Heap {
    pub(crate) region: Region,
    pub(crate) mapping: Arc<Mapping>,
    pub(crate) kinds: Box<[Kind]>,
    pub(crate) blocks: Blocks,
    pub(crate) allocator: Allocator,
    pub(crate) collector: Collector,
    pub(crate) stress: Stress,
    pub(crate) statistics: Statistics,
    pub(crate) roots: RootTable,
    pub(crate) sources: RootSources,
    pub(crate) suspended: Vec<Suspended>,
    pub(crate) externals: ExternalTable,
    // rooted: the collector marks the queue with its precise roots.
    pub(crate) dead_registrations: VecDeque<Gc<AnyCell>>,
    pub(crate) options: HeapOptions,
}

// SAFETY: a heap owns its region alone; no `Gc` or `Value` outlives the entry that the facade
// opens on one thread at a time, and the state that other threads reach is atomic.
unsafe impl Send for Heap {}

impl fmt::Debug for Heap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Heap")
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}

impl Heap {
    /// A heap for the kinds of this crate and those of `tables`.
    pub fn new(options: HeapOptions, tables: &[&KindTable]) -> Result<Heap, HeapError> {
        let mapping = Mapping::new().ok_or(HeapError::Reservation)?;
        let region = mapping.region();
        let mut all = vec![&GC_KINDS];
        all.extend_from_slice(tables);
        let kinds = join(&all, region.state())?;
        Ok(Heap {
            region,
            mapping: Arc::new(mapping),
            kinds,
            blocks: Blocks::new(),
            allocator: Allocator::new(options.young_budget),
            collector: Collector::new(&options),
            stress: Stress::new(&options),
            statistics: Statistics::default(),
            roots: RootTable::default(),
            sources: RootSources::default(),
            suspended: Vec::new(),
            externals: ExternalTable::default(),
            dead_registrations: VecDeque::new(),
            options,
        })
    }

    /// The region, as a copyable handle that decodes values.
    #[inline(always)]
    pub fn region(&self) -> Region {
        self.region
    }

    /// What native code needs at a fixed place.
    #[inline(always)]
    pub fn state(&self) -> &RegionState {
        self.region.state()
    }

    /// Changes the memory limit; what is allocated already stays.
    pub fn set_memory_limit(&mut self, bytes: usize) {
        self.options.memory_limit = bytes;
    }

    /// Whether an end is asked for ([`HeapOptions::stop_bits`]).
    #[inline]
    pub fn is_stopping(&self) -> bool {
        let word = self.state().interrupt.load(Ordering::Relaxed);
        word & self.options.stop_bits != 0
    }

    /// A handle that sets the interrupt word from any thread.
    pub fn interrupt_handle(&self) -> InterruptHandle {
        InterruptHandle::new(self.mapping.clone())
    }

    /// The cell that `value` names, if its tag is `T`'s and its kind fits.
    #[inline(always)]
    pub fn gc<T: Kinded>(&self, value: Value) -> Option<Gc<T>> {
        self.region.gc(value)
    }

    /// The cell that `value` names, whatever its type.
    #[inline(always)]
    pub fn any(&self, value: Value) -> Option<Gc<AnyCell>> {
        self.region.any(value)
    }

    /// The cell that `value` names, unchecked.
    ///
    /// # Safety
    /// `value` is a reference to a cell of this heap whose kind is `T`'s or extends it.
    #[inline(always)]
    pub unsafe fn gc_unchecked<T>(&self, value: Value) -> Gc<T> {
        // SAFETY: the same contract.
        unsafe { self.region.gc_unchecked(value) }
    }
}

impl Region {
    /// The cell that `value` names, if its tag is `T`'s and its kind fits.
    #[inline(always)]
    pub fn gc<T: Kinded>(self, value: Value) -> Option<Gc<T>> {
        let (tag, is_root) = const {
            match T::TAG {
                Some(tag) => (
                    tag as u64,
                    T::DESCRIPTOR.base.is_none() && !matches!(tag, Tag::Internal),
                ),
                None => panic!("a cell type without a tag is no value"),
            }
        };
        if value.upper() != (tag << 16) as u32 {
            return None;
        }
        // SAFETY: the value is a reference; one family of types has the tag, so that its
        // root needs no further test.
        let any = unsafe { self.gc_unchecked::<AnyCell>(value) };
        // Objects of a second engine are beside the family, not in it.
        let is_foreign = tag == Tag::Object as u64 && is_foreign_kind(any.kind());
        if is_root && is_foreign == (T::KIND == ForeignObject::KIND) {
            // SAFETY: as above.
            return Some(unsafe { any.cast_unchecked() });
        }
        any.cast()
    }

    /// The cell that `value` names, whatever its type.
    #[inline(always)]
    pub fn any(self, value: Value) -> Option<Gc<AnyCell>> {
        // SAFETY: a reference names a live cell.
        value
            .is_reference()
            .then(|| unsafe { self.gc_unchecked(value) })
    }

    /// The cell that `value` names, unchecked.
    ///
    /// # Safety
    /// `value` is a reference to a cell of this region whose kind is `T`'s or extends it.
    #[inline(always)]
    pub unsafe fn gc_unchecked<T>(self, value: Value) -> Gc<T> {
        // SAFETY: the caller says that the offset names such a cell.
        unsafe { Gc::from_raw(self.at(value.offset_bits())) }
    }
}
