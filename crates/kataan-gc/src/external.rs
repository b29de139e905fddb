//! External resources: what cannot be flat bytes (a large buffer's memory, compiled code, a file).
//!
//! A cell names its resource by index. The resource is released when that cell dies or when the
//! heap ends, and its size counts against the memory limit.

use crate::cell::{AnyCell, CellType};
use crate::field::PlainData;
use crate::heap::{Heap, OutOfMemory};
use crate::reference::Gc;
use crate::stress::exempt;
use core::any::Any;

/// A resource outside the region.
pub trait External: Any + Send {
    /// Its size now, for the memory limit.
    fn bytes(&self) -> usize {
        0
    }
}

/// Names an external resource of one heap; kept in a cell as `Plain<ExternalId>`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ExternalId(u32);

impl ExternalId {
    /// Names no resource.
    pub const NONE: ExternalId = ExternalId(u32::MAX);
}

impl PlainData for ExternalId {}

pub(crate) struct Entry {
    pub(crate) owner: Option<Gc<AnyCell>>,
    pub(crate) resource: Box<dyn External>,
    pub(crate) bytes: usize,
}

/// The external resources of a heap.
#[derive(Default)]
pub(crate) struct ExternalTable {
    pub(crate) entries: Vec<Option<Entry>>,
    pub(crate) free: Vec<u32>,
    pub(crate) bytes: usize,
}

impl Heap {
    /// Takes in a resource, not yet owned by a cell. It counts against the memory limit.
    pub fn add_external(&mut self, resource: impl External) -> Result<ExternalId, OutOfMemory> {
        let bytes = resource.bytes();
        self.collect_if_due(bytes);
        self.make_room(bytes)?;
        self.allocator.since += bytes;
        let table = &mut self.externals;
        table.bytes += bytes;
        let entry = Some(Entry {
            owner: None,
            resource: Box::new(resource),
            bytes,
        });
        Ok(if let Some(index) = table.free.pop() {
            table.entries[index as usize] = entry;
            ExternalId(index)
        } else {
            exempt(|| table.entries.push(entry));
            ExternalId(table.entries.len() as u32 - 1)
        })
    }

    /// Makes sure that `bytes` of memory outside the region, which the caller takes for a while,
    /// fit the memory limit; collects if they must.
    pub fn make_room_outside(&mut self, bytes: usize) -> Result<(), OutOfMemory> {
        self.make_room(bytes)
    }

    /// Makes `owner` the cell with which the resource is released. Until then it is kept.
    pub fn own_external<T: CellType>(&mut self, id: ExternalId, owner: Gc<T>) {
        if let Some(Some(entry)) = self.externals.entries.get_mut(id.0 as usize) {
            entry.owner = Some(owner.erase());
        }
    }

    /// The resource, if `id` names one of this type.
    pub fn external<R: External>(&self, id: ExternalId) -> Option<&R> {
        let entry = self.externals.entries.get(id.0 as usize)?.as_ref()?;
        (&*entry.resource as &dyn Any).downcast_ref()
    }

    /// The resource, if `id` names one of this type.
    pub fn external_mut<R: External>(&mut self, id: ExternalId) -> Option<&mut R> {
        let entry = self.externals.entries.get_mut(id.0 as usize)?.as_mut()?;
        (&mut *entry.resource as &mut dyn Any).downcast_mut()
    }

    /// Counts a resource's size again after it changed.
    pub fn recount_external(&mut self, id: ExternalId) {
        if let Some(Some(entry)) = self.externals.entries.get_mut(id.0 as usize) {
            let bytes = entry.resource.bytes();
            self.externals.bytes = self.externals.bytes - entry.bytes + bytes;
            entry.bytes = bytes;
        }
    }

    /// Takes a resource out, before its cell dies.
    pub fn take_external(&mut self, id: ExternalId) -> Option<Box<dyn External>> {
        let entry = self.externals.entries.get_mut(id.0 as usize)?.take()?;
        self.externals.bytes -= entry.bytes;
        self.externals.free.push(id.0);
        Some(entry.resource)
    }
}
