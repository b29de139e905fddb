//! Handles to a store's entities: functions, memories, tables, globals, tags.

use super::error::{Error, Result, unknown_type};
use super::module::ExternType;
use super::store::{AsContext, AsContextMut, StoreContext, StoreContextMut};
use super::value::Val;
use crate::runtime::instantiate::Entity;
use crate::runtime::memory::LinearMemory;
use crate::runtime::store::StoreState;
use crate::runtime::table::TableInstance;
use crate::syntax::composite::FuncType;
use crate::syntax::module::{GlobalType, MemoryType, TableType};
use crate::valid::registry::TypeSource;
use alloc::sync::Arc;

macro_rules! handle {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        $(
            $(#[$doc])*
            ///
            /// A handle belongs to one store; using it with another is an error, or a panic where
            /// the method cannot fail.
            #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
            pub struct $name {
                store: u64,
                index: u32,
            }

            impl $name {
                pub(crate) fn new_handle(state: &StoreState, index: u32) -> Self {
                    Self { store: state.id, index }
                }

                /// The number in the store.
                pub(crate) fn index(self, state: &StoreState) -> Result<u32> {
                    if self.store == state.id {
                        Ok(self.index)
                    } else {
                        Err(Error::misuse(concat!(stringify!($name), " of another store")))
                    }
                }

                /// The number in the store, where the caller's interface cannot fail.
                #[allow(dead_code)]
                fn expect_index(self, state: &StoreState) -> usize {
                    assert!(self.store == state.id, concat!(stringify!($name), " of another store"));
                    self.index as usize
                }
            }
        )*
    };
}

handle! {
    /// A function.
    Func;
    /// A linear memory.
    Memory;
    /// A table.
    Table;
    /// A global.
    Global;
    /// A tag of exceptions.
    Tag;
}

/// Something that modules import and export.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Extern {
    /// A function.
    Func(Func),
    /// A memory.
    Memory(Memory),
    /// A table.
    Table(Table),
    /// A global.
    Global(Global),
    /// A tag.
    Tag(Tag),
}

impl Extern {
    pub(crate) fn entity(self, state: &StoreState) -> Result<Entity> {
        Ok(match self {
            Self::Func(func) => Entity::Func(func.index(state)?),
            Self::Memory(memory) => Entity::Memory(memory.index(state)?),
            Self::Table(table) => Entity::Table(table.index(state)?),
            Self::Global(global) => Entity::Global(global.index(state)?),
            Self::Tag(tag) => Entity::Tag(tag.index(state)?),
        })
    }

    pub(crate) fn from_entity(state: &StoreState, entity: Entity) -> Self {
        match entity {
            Entity::Func(index) => Self::Func(Func::new_handle(state, index)),
            Entity::Memory(index) => Self::Memory(Memory::new_handle(state, index)),
            Entity::Table(index) => Self::Table(Table::new_handle(state, index)),
            Entity::Global(index) => Self::Global(Global::new_handle(state, index)),
            Entity::Tag(index) => Self::Tag(Tag::new_handle(state, index)),
        }
    }

    /// The function, if this is one.
    pub fn into_func(self) -> Option<Func> {
        match self {
            Self::Func(func) => Some(func),
            _ => None,
        }
    }

    /// The memory, if this is one.
    pub fn into_memory(self) -> Option<Memory> {
        match self {
            Self::Memory(memory) => Some(memory),
            _ => None,
        }
    }

    /// The table, if this is one.
    pub fn into_table(self) -> Option<Table> {
        match self {
            Self::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The global, if this is one.
    pub fn into_global(self) -> Option<Global> {
        match self {
            Self::Global(global) => Some(global),
            _ => None,
        }
    }

    /// The tag, if this is one.
    pub fn into_tag(self) -> Option<Tag> {
        match self {
            Self::Tag(tag) => Some(tag),
            _ => None,
        }
    }

    /// The type, as it is now: tables and memories may have grown.
    pub fn ty(self, store: impl AsContext) -> ExternType {
        match self {
            Self::Func(func) => ExternType::Func(func.ty(store)),
            Self::Memory(memory) => ExternType::Memory(memory.ty(store)),
            Self::Table(table) => ExternType::Table(table.ty(store)),
            Self::Global(global) => ExternType::Global(global.ty(store)),
            Self::Tag(tag) => ExternType::Tag(tag.ty(store)),
        }
    }
}

macro_rules! into_extern {
    ($($name:ident)*) => {
        $(impl From<$name> for Extern {
            fn from(value: $name) -> Self {
                Self::$name(value)
            }
        })*
    };
}
into_extern!(Func Memory Table Global Tag);

/// A memory that several stores, on several threads, may use.
#[derive(Clone)]
pub struct SharedMemory(Arc<LinearMemory>);

impl SharedMemory {
    /// A new memory; its type must be shared.
    pub fn new(ty: MemoryType) -> Result<Self> {
        if !ty.shared || ty.limits.max.is_none() {
            return Err(Error::misuse(
                "a shared memory needs a shared type with a maximum",
            ));
        }
        crate::valid::module::check_memory(&ty, 0)?;
        let memory = LinearMemory::new(ty, 1 << 36).ok_or(Error::Limit("no room for a memory"))?;
        Ok(Self(Arc::new(memory)))
    }

    /// The size in pages.
    pub fn size(&self) -> u64 {
        self.0.pages()
    }

    /// The size in bytes.
    pub fn byte_size(&self) -> usize {
        self.0.len()
    }

    /// Grows by a number of pages; gives the size before.
    pub fn grow(&self, pages: u64) -> Option<u64> {
        self.0.grow(pages)
    }

    /// Copies bytes out.
    pub fn read(&self, offset: usize, buffer: &mut [u8]) -> Option<()> {
        self.0.read(offset as u64, buffer)
    }

    /// Copies bytes in.
    pub fn write(&self, offset: usize, bytes: &[u8]) -> Option<()> {
        self.0.write(offset as u64, bytes)
    }
}

impl core::fmt::Debug for SharedMemory {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("SharedMemory")
            .field("ty", &self.0.ty)
            .finish_non_exhaustive()
    }
}

impl Memory {
    /// A new memory.
    pub fn new(mut store: impl AsContextMut, ty: MemoryType) -> Result<Self> {
        crate::valid::module::check_memory(&ty, 0)?;
        let state = &mut store.as_context_mut().0.state;
        let memory = LinearMemory::new(ty, state.limits.memory_size)
            .ok_or(Error::Limit("no room for a memory"))?;
        Ok(Self::add(state, Arc::new(memory)))
    }

    fn add(state: &mut StoreState, memory: Arc<LinearMemory>) -> Self {
        state.memories.push(memory);
        Self::new_handle(state, state.memories.len() as u32 - 1)
    }

    /// A shared memory, as an entity of this store.
    pub fn from_shared(mut store: impl AsContextMut, memory: &SharedMemory) -> Self {
        Self::add(&mut store.as_context_mut().0.state, memory.0.clone())
    }

    /// The memory as one that other stores may use, if its type is shared.
    pub fn as_shared(self, store: impl AsContext) -> Option<SharedMemory> {
        let memory = self.get(&store.as_context().0.state).clone();
        memory.ty.shared.then_some(SharedMemory(memory))
    }

    fn get(self, state: &StoreState) -> &Arc<LinearMemory> {
        &state.memories[self.expect_index(state)]
    }

    /// The type.
    pub fn ty(self, store: impl AsContext) -> MemoryType {
        self.get(&store.as_context().0.state).ty
    }

    /// The size in pages.
    pub fn size(self, store: impl AsContext) -> u64 {
        self.get(&store.as_context().0.state).pages()
    }

    /// The size of a page in bytes.
    pub fn page_size(self, store: impl AsContext) -> u64 {
        1 << self.ty(store).page_size_log2
    }

    /// The size in bytes.
    pub fn data_size(self, store: impl AsContext) -> usize {
        self.get(&store.as_context().0.state).len()
    }

    /// Grows by a number of pages; gives the size before.
    pub fn grow(self, store: impl AsContextMut, pages: u64) -> Result<u64> {
        let context = store.as_context();
        self.get(&context.0.state)
            .grow(pages)
            .ok_or(Error::Limit("memory cannot grow"))
    }

    /// Copies bytes out.
    pub fn read(self, store: impl AsContext, offset: usize, buffer: &mut [u8]) -> Result<()> {
        let read = self
            .get(&store.as_context().0.state)
            .read(offset as u64, buffer);
        read.ok_or_else(|| crate::TrapCode::MemoryOutOfBounds.into())
    }

    /// Copies bytes in.
    pub fn write(self, store: impl AsContextMut, offset: usize, bytes: &[u8]) -> Result<()> {
        let written = self
            .get(&store.as_context().0.state)
            .write(offset as u64, bytes);
        written.ok_or_else(|| crate::TrapCode::MemoryOutOfBounds.into())
    }

    /// The contents; empty for a shared memory, whose bytes may change at any time.
    pub fn data<'a, T: 'a>(self, store: impl Into<StoreContext<'a, T>>) -> &'a [u8] {
        let state = &store.into().0.state;
        self.get(state).bytes().unwrap_or(&[])
    }

    /// The contents; empty for a shared memory.
    pub fn data_mut<'a, T: 'a>(self, store: impl Into<StoreContextMut<'a, T>>) -> &'a mut [u8] {
        self.data_and_store_mut(store).0
    }

    /// The contents and the embedder's data; the contents are empty for a shared memory.
    pub fn data_and_store_mut<'a, T: 'a>(
        self,
        store: impl Into<StoreContextMut<'a, T>>,
    ) -> (&'a mut [u8], &'a mut T) {
        let inner = store.into().0;
        let index = self.expect_index(&inner.state);
        (
            crate::runtime::memory::exclusive(&mut inner.state.memories[index]),
            &mut inner.data,
        )
    }
}

impl<'a, T, C: AsContextMut<Data = T>> From<&'a mut C> for StoreContextMut<'a, T> {
    fn from(store: &'a mut C) -> Self {
        store.as_context_mut()
    }
}

impl Table {
    /// A new table, with an initial element.
    pub fn new(mut store: impl AsContextMut, ty: TableType, init: Val) -> Result<Self> {
        crate::valid::module::check_table(&ty, 0)?;
        let state = &mut store.as_context_mut().0.state;
        if !state.keep_type(ty.element.into()) {
            return Err(unknown_type());
        }
        let [init, _] = init.to_words(state, ty.element.into())?;
        let table = TableInstance::new(ty, init, state.limits.table_elements)
            .ok_or(Error::Limit("no room for a table"))?;
        state.tables.push(table);
        Ok(Self::new_handle(state, state.tables.len() as u32 - 1))
    }

    fn get_instance(self, state: &StoreState) -> &TableInstance {
        &state.tables[self.expect_index(state)]
    }

    /// The type.
    pub fn ty(self, store: impl AsContext) -> TableType {
        self.get_instance(&store.as_context().0.state).ty
    }

    /// The size in elements.
    pub fn size(self, store: impl AsContext) -> u64 {
        self.get_instance(&store.as_context().0.state).len()
    }

    /// An element, if it is inside.
    pub fn get(self, mut store: impl AsContextMut, index: u64) -> Option<Val> {
        let state = &mut store.as_context_mut().0.state;
        let table = self.get_instance(state);
        let (word, ty) = (table.get(index)?, table.ty.element);
        Some(Val::from_words(state, &[word], ty.into()))
    }

    /// Replaces an element.
    pub fn set(self, mut store: impl AsContextMut, index: u64, value: Val) -> Result<()> {
        let state = &mut store.as_context_mut().0.state;
        let number = self.expect_index(state);
        let [word, _] = value.to_words(state, state.tables[number].ty.element.into())?;
        state.tables[number]
            .set(index, word)
            .ok_or_else(|| crate::TrapCode::TableOutOfBounds.into())
    }

    /// Replaces a number of elements by one.
    pub fn fill(
        self,
        mut store: impl AsContextMut,
        start: u64,
        value: Val,
        count: u64,
    ) -> Result<()> {
        let state = &mut store.as_context_mut().0.state;
        let number = self.expect_index(state);
        let [word, _] = value.to_words(state, state.tables[number].ty.element.into())?;
        state.tables[number]
            .fill(start, word, count)
            .ok_or_else(|| crate::TrapCode::TableOutOfBounds.into())
    }

    /// Copies a number of elements from a table, which may be the same.
    pub fn copy(
        mut store: impl AsContextMut,
        to: Self,
        start: u64,
        from: Self,
        from_start: u64,
        count: u64,
    ) -> Result<()> {
        let state = &mut store.as_context_mut().0.state;
        let (to, from) = (to.index(state)? as usize, from.index(state)? as usize);
        let (target, source) = (state.tables[to].ty.element, state.tables[from].ty.element);
        if !state.types.ref_matches(source, target) {
            return Err(Error::misuse("elements of another type"));
        }
        let copied = if to == from {
            state.tables[to].copy_within(start, from_start, count)
        } else {
            let values = state.tables[from].read(from_start, count);
            values
                .map(<[u64]>::to_vec)
                .and_then(|values| state.tables[to].write(start, &values))
        };
        copied.ok_or_else(|| crate::TrapCode::TableOutOfBounds.into())
    }

    /// Grows by a number of elements; gives the size before.
    pub fn grow(self, mut store: impl AsContextMut, count: u64, init: Val) -> Result<u64> {
        let state = &mut store.as_context_mut().0.state;
        let number = self.expect_index(state);
        let [word, _] = init.to_words(state, state.tables[number].ty.element.into())?;
        state.tables[number]
            .grow(count, word)
            .ok_or(Error::Limit("table cannot grow"))
    }
}

impl Global {
    /// A new global.
    pub fn new(mut store: impl AsContextMut, ty: GlobalType, value: Val) -> Result<Self> {
        let state = &mut store.as_context_mut().0.state;
        if !state.keep_type(ty.content) {
            return Err(unknown_type());
        }
        let words = value.to_words(state, ty.content)?;
        let index = state.push_global(ty, words);
        Ok(Self::new_handle(state, index))
    }

    /// The type.
    pub fn ty(self, store: impl AsContext) -> GlobalType {
        let state = &store.as_context().0.state;
        state.globals[self.expect_index(state)].ty
    }

    /// The value.
    pub fn get(self, mut store: impl AsContextMut) -> Val {
        let state = &mut store.as_context_mut().0.state;
        let global = &state.globals[self.expect_index(state)];
        let (words, ty) = (global.cell.words(), global.ty.content);
        Val::from_words(state, &words, ty)
    }

    /// Replaces the value of a mutable global.
    pub fn set(self, mut store: impl AsContextMut, value: Val) -> Result<()> {
        let state = &mut store.as_context_mut().0.state;
        let global = &state.globals[self.expect_index(state)];
        if !global.ty.mutable {
            return Err(Error::misuse("immutable global"));
        }
        global.cell.set(value.to_words(state, global.ty.content)?);
        Ok(())
    }
}

impl Tag {
    /// A new tag whose exceptions carry values of the parameters' types.
    pub fn new(mut store: impl AsContextMut, ty: FuncType) -> Result<Self> {
        if !ty.results().is_empty() {
            return Err(Error::misuse("a tag has no results"));
        }
        let state = &mut store.as_context_mut().0.state;
        let ty = state.keep_func_type(ty)?.ok_or_else(unknown_type)?;
        state.tags.push(ty);
        Ok(Self::new_handle(state, state.tags.len() as u32 - 1))
    }

    /// The type.
    pub fn ty(self, store: impl AsContext) -> FuncType {
        let state = &store.as_context().0.state;
        let id = state.tags[self.expect_index(state)];
        state.types.entry(id).func().cloned().unwrap_or_default()
    }
}
