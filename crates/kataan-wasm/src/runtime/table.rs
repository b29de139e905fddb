//! Tables of references.

use crate::syntax::module::TableType;
use alloc::vec::Vec;

/// A table.
pub(crate) struct TableInstance {
    pub(crate) ty: TableType,
    pub(crate) elements: Vec<u64>,
    /// The most elements that it may grow to.
    limit: u64,
}

impl TableInstance {
    /// A table of its minimum size; `None` if there is no room for it.
    pub(crate) fn new(ty: TableType, init: u64, limit: u64) -> Option<Self> {
        let mut table = Self {
            ty,
            elements: Vec::new(),
            limit,
        };
        table.grow(ty.limits.min, init)?;
        Some(table)
    }

    pub(crate) fn len(&self) -> u64 {
        self.elements.len() as u64
    }

    /// Grows by a number of elements; gives the size before.
    pub(crate) fn grow(&mut self, count: u64, init: u64) -> Option<u64> {
        let before = self.len();
        let after = before.checked_add(count)?;
        let index_space = if self.ty.is_64 {
            u64::MAX
        } else {
            u64::from(u32::MAX)
        };
        if after
            > self
                .ty
                .limits
                .max
                .unwrap_or(u64::MAX)
                .min(index_space)
                .min(self.limit)
        {
            return None;
        }
        let after = usize::try_from(after).ok()?;
        self.elements
            .try_reserve_exact(after - self.elements.len())
            .ok()?;
        self.elements.resize(after, init);
        Some(before)
    }

    pub(crate) fn get(&self, index: u64) -> Option<u64> {
        self.elements.get(usize::try_from(index).ok()?).copied()
    }

    pub(crate) fn set(&mut self, index: u64, value: u64) -> Option<()> {
        *self.elements.get_mut(usize::try_from(index).ok()?)? = value;
        Some(())
    }

    fn range(&self, start: u64, length: u64) -> Option<core::ops::Range<usize>> {
        let end = start.checked_add(length)?;
        (end <= self.len()).then_some(start as usize..end as usize)
    }

    pub(crate) fn fill(&mut self, start: u64, value: u64, length: u64) -> Option<()> {
        let range = self.range(start, length)?;
        self.elements[range].fill(value);
        Some(())
    }

    pub(crate) fn copy_within(&mut self, to: u64, from: u64, length: u64) -> Option<()> {
        let source = self.range(from, length)?;
        let target = self.range(to, length)?;
        self.elements.copy_within(source, target.start);
        Some(())
    }

    pub(crate) fn write(&mut self, to: u64, values: &[u64]) -> Option<()> {
        let target = self.range(to, values.len() as u64)?;
        self.elements[target].copy_from_slice(values);
        Some(())
    }

    pub(crate) fn read(&self, from: u64, length: u64) -> Option<&[u64]> {
        Some(&self.elements[self.range(from, length)?])
    }
}
