//! Persistent roots: values kept alive by an index that may live anywhere, also in Rust's heap; and
//! sources of roots: whoever keeps references outside the region in a form of its own.

use crate::cell::{AnyCell, CellType};
use crate::collect::Marker;
use crate::heap::Heap;
use crate::reference::Gc;
use crate::stress::exempt;
use crate::value::Value;

/// Names a persistent root of one heap. Plain data: `Copy`, `Send`, and stale after `unroot`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct RootId {
    index: u32,
    generation: u32,
}

/// What a root holds.
#[derive(Clone, Copy)]
pub(crate) enum Rooted {
    Value(Value),
    Cell(Gc<AnyCell>),
}

/// The roots of a heap, found by index.
#[derive(Default)]
pub(crate) struct RootTable {
    entries: Vec<(u32, Option<Rooted>)>,
    free: Vec<u32>,
}

impl RootTable {
    fn insert(&mut self, rooted: Rooted) -> RootId {
        if let Some(index) = self.free.pop() {
            let entry = &mut self.entries[index as usize];
            entry.1 = Some(rooted);
            return RootId {
                index,
                generation: entry.0,
            };
        }
        exempt(|| self.entries.push((0, Some(rooted))));
        RootId {
            index: self.entries.len() as u32 - 1,
            generation: 0,
        }
    }

    fn get(&self, id: RootId) -> Option<Rooted> {
        let (generation, rooted) = self.entries.get(id.index as usize)?;
        if *generation == id.generation {
            *rooted
        } else {
            None
        }
    }

    fn entry(&mut self, id: RootId) -> Option<&mut (u32, Option<Rooted>)> {
        self.entries
            .get_mut(id.index as usize)
            .filter(|entry| entry.0 == id.generation)
    }

    /// What is rooted.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Rooted> {
        self.entries.iter().filter_map(|entry| entry.1)
    }
}

/// What a source of roots names its roots to, during a collection.
pub struct Roots<'a, 'h> {
    pub(crate) marker: &'a mut Marker<'h>,
}

impl core::fmt::Debug for Roots<'_, '_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Roots").finish_non_exhaustive()
    }
}

impl Roots<'_, '_> {
    /// Keeps what the value refers to.
    #[inline]
    pub fn value(&mut self, value: Value) {
        if value.is_reference() {
            self.marker.mark(value.offset_bits());
        }
    }

    /// Keeps what words refer to that spell a reference to a cell. The words may be any data: memory
    /// in which references and numbers are mixed is looked at conservatively.
    pub fn words(&mut self, words: &[u64]) {
        for word in words {
            self.marker.mark_ambiguous(*word);
        }
    }
}

/// Whoever keeps references outside the region: a WebAssembly store with its globals, its tables and
/// its register stack.
pub trait RootSource: Send {
    /// Names every reference that it keeps.
    fn trace(&self, roots: &mut Roots<'_, '_>);
}

/// Names a source of roots of one heap.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RootSourceId(usize);

/// The sources of a heap.
#[derive(Default)]
pub(crate) struct RootSources(pub(crate) Vec<Option<Box<dyn RootSource>>>);

impl Heap {
    /// Asks `source` for roots at every collection, until it is removed.
    pub fn add_root_source(&mut self, source: Box<dyn RootSource>) -> RootSourceId {
        let free = self.sources.0.iter().position(Option::is_none);
        let index = free.unwrap_or(self.sources.0.len());
        exempt(|| {
            if free.is_none() {
                self.sources.0.push(None);
            }
            self.sources.0[index] = Some(source);
        });
        RootSourceId(index)
    }

    /// Ends a source of roots and gives it back.
    pub fn remove_root_source(&mut self, id: RootSourceId) -> Option<Box<dyn RootSource>> {
        self.sources.0.get_mut(id.0)?.take()
    }

    /// Keeps `value` alive until [`unroot`](Heap::unroot).
    pub fn root(&mut self, value: Value) -> RootId {
        self.roots.insert(Rooted::Value(value))
    }

    /// Keeps a cell alive until [`unroot`](Heap::unroot).
    pub fn root_cell<T: CellType>(&mut self, cell: Gc<T>) -> RootId {
        self.roots.insert(Rooted::Cell(cell.erase()))
    }

    /// The value of a root made by [`root`](Heap::root); none if the root has ended.
    pub fn rooted(&self, id: RootId) -> Option<Value> {
        match self.roots.get(id)? {
            Rooted::Value(value) => Some(value),
            Rooted::Cell(_) => None,
        }
    }

    /// The cell of a root made by [`root_cell`](Heap::root_cell); none if the root has ended.
    pub fn rooted_cell<T: crate::Kinded>(&self, id: RootId) -> Option<Gc<T>> {
        match self.roots.get(id)? {
            Rooted::Cell(cell) => cell.cast(),
            Rooted::Value(_) => None,
        }
    }

    /// Replaces the value of a root; false if the root has ended.
    pub fn set_rooted(&mut self, id: RootId, value: Value) -> bool {
        self.roots
            .entry(id)
            .map(|entry| entry.1 = Some(Rooted::Value(value)))
            .is_some()
    }

    /// Ends a root; false if it had ended before.
    pub fn unroot(&mut self, id: RootId) -> bool {
        let Some(entry) = self.roots.entry(id) else {
            return false;
        };
        entry.0 = entry.0.wrapping_add(1);
        entry.1 = None;
        self.roots.free.push(id.index);
        true
    }
}
