//! Validation of a module's definitions.

use super::registry::{TypeEntry, TypeSource};
use crate::binary::types::ResolveType;
use crate::error::ModuleError;
use crate::features::Features;
use crate::syntax::module::{Limits, MemoryType, TableType};
use crate::syntax::types::{HeapType, TypeId};
use alloc::sync::Arc;
use alloc::vec::Vec;
use hashbrown::HashMap;

type Result<T> = core::result::Result<T, ModuleError>;

/// The types of a module: entries of the registry by index, and back by identifier.
#[derive(Debug)]
pub(crate) struct ModuleTypes {
    entries: Vec<Arc<TypeEntry>>,
    by_id: HashMap<TypeId, u32>,
    features: Features,
}

impl ModuleTypes {
    pub(crate) fn new(features: Features) -> Self {
        Self {
            entries: Vec::new(),
            by_id: HashMap::new(),
            features,
        }
    }

    /// All of them, by index.
    pub(crate) fn entries(&self) -> &[Arc<TypeEntry>] {
        &self.entries
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn add(&mut self, entries: impl Iterator<Item = Arc<TypeEntry>>) {
        for entry in entries {
            self.by_id
                .entry(entry.id)
                .or_insert(self.entries.len() as u32);
            self.entries.push(entry);
        }
    }

    #[inline]
    pub(crate) fn get(&self, index: u32, offset: usize) -> Result<&TypeEntry> {
        match self.entries.get(index as usize) {
            Some(entry) => Ok(entry),
            None => Err(ModuleError::invalid(
                offset,
                alloc::format!("unknown type {index}"),
            )),
        }
    }

    /// The type at an index that validation has seen.
    pub(crate) fn at(&self, index: u32) -> &TypeEntry {
        &self.entries[index as usize]
    }
}

impl TypeSource for ModuleTypes {
    fn entry(&self, id: TypeId) -> &TypeEntry {
        &self.entries[self.by_id[&id] as usize]
    }
}

impl ResolveType for ModuleTypes {
    fn resolve(&self, index: u32, offset: usize) -> Result<HeapType> {
        Ok(self.get(index, offset)?.heap_type())
    }

    fn features(&self) -> Features {
        self.features
    }
}

/// Checks a recursion group against the declared supertypes.
pub(crate) fn check_group(
    types: &ModuleTypes,
    group: &[Arc<TypeEntry>],
    offset: usize,
) -> Result<()> {
    for entry in group {
        if entry.chain.len() > 64 {
            return Err(ModuleError::limit(offset, "sub type: hierarchy too deep"));
        }
        let Some(parent) = entry.chain.len().checked_sub(2) else {
            continue;
        };
        let parent = types.entry(entry.chain[parent]);
        if parent.is_final || !types.composite_matches(&entry.composite, &parent.composite) {
            return Err(ModuleError::invalid(
                offset,
                "sub type does not match its supertype",
            ));
        }
    }
    Ok(())
}

fn check_limits(limits: &Limits, offset: usize) -> Result<()> {
    if limits.max.is_some_and(|max| max < limits.min) {
        return Err(ModuleError::invalid(
            offset,
            "size minimum must not be greater than maximum",
        ));
    }
    Ok(())
}

pub(crate) fn check_memory(ty: &MemoryType, offset: usize) -> Result<()> {
    if ty.page_size_log2 != 0 && ty.page_size_log2 != 16 {
        return Err(ModuleError::invalid(offset, "invalid custom page size"));
    }
    let index_bits = if ty.is_64 { 64 } else { 32 };
    let bits = index_bits - u32::from(ty.page_size_log2);
    // 2^bits pages fill the index space; with pages of one byte an index could not say that.
    let most = match ty.page_size_log2 {
        0 => u64::MAX >> (64 - bits),
        _ => 1 << bits,
    };
    if ty.limits.min > most || ty.limits.max.is_some_and(|max| max > most) {
        return Err(ModuleError::invalid(
            offset,
            "memory size must be at most the index space",
        ));
    }
    check_limits(&ty.limits, offset)?;
    if ty.shared && ty.limits.max.is_none() {
        return Err(ModuleError::invalid(
            offset,
            "shared memory must have maximum",
        ));
    }
    Ok(())
}

pub(crate) fn check_table(ty: &TableType, offset: usize) -> Result<()> {
    let most = if ty.is_64 {
        u64::MAX
    } else {
        u64::from(u32::MAX)
    };
    if ty.limits.min > most || ty.limits.max.is_some_and(|max| max > most) {
        return Err(ModuleError::invalid(
            offset,
            "table size must be at most the index space",
        ));
    }
    check_limits(&ty.limits, offset)
}
