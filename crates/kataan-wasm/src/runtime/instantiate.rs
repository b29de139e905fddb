//! Instantiation: matching imports, making entities, running segments.

use super::constant::evaluate;
use super::instance::Instance;
use super::memory::LinearMemory;
use super::module::ModuleInner;
use super::reference::{self, NULL};
use super::store::{FuncKind, StoreState};
use super::table::TableInstance;
use super::trap::TrapCode;
use crate::syntax::module::{ElemItems, EntityIndex, Limits, SegmentMode};
use crate::syntax::types::ValType;
use crate::valid::registry::TypeSource;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::cell::Cell;

/// An entity of a store, by number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Entity {
    Func(u32),
    Table(u32),
    Memory(u32),
    Global(u32),
    Tag(u32),
}

/// Why a module could not be instantiated.
pub(crate) enum InstantiateError {
    Link(String),
    Limit(&'static str),
    Trap(TrapCode),
}

impl From<TrapCode> for InstantiateError {
    fn from(code: TrapCode) -> Self {
        Self::Trap(code)
    }
}

/// Instantiates a module up to its start function; gives the instance's number in the store.
pub(crate) fn instantiate(
    state: &mut StoreState,
    module: &Arc<ModuleInner>,
    imports: &[Entity],
) -> Result<usize, InstantiateError> {
    state.types.keep(module.types.entries());
    // Constant expressions allocate without collecting.
    state.before_allocation(0);
    check_imports(state, module, imports)?;
    let index = allocate(state, module, imports)?;
    // The instance stays boxed in the store: a shared reference to it outlives what follows, which
    // only adds to the store's lists.
    let instance: *const Instance = &raw const *state.instances[index];
    initialise(state, super::instance::borrow(instance))?;
    Ok(index)
}

fn check_imports(
    state: &StoreState,
    module: &ModuleInner,
    imports: &[Entity],
) -> Result<(), InstantiateError> {
    let declared = &module.definition.imports;
    if declared.len() != imports.len() {
        return Err(InstantiateError::Link(alloc::format!(
            "expected {} imports, found {}",
            declared.len(),
            imports.len()
        )));
    }
    for (import, entity) in declared.iter().zip(imports) {
        if !import_matches(state, module, import.entity, *entity) {
            return Err(InstantiateError::Link(alloc::format!(
                "incompatible import type for `{}::{}`",
                import.module,
                import.name
            )));
        }
    }
    Ok(())
}

fn limits_match(size: u64, max: Option<u64>, expected: &Limits) -> bool {
    size >= expected.min
        && match (max, expected.max) {
            (_, None) => true,
            (Some(max), Some(expected)) => max <= expected,
            (None, Some(_)) => false,
        }
}

fn import_matches(
    state: &StoreState,
    module: &ModuleInner,
    expected: EntityIndex,
    actual: Entity,
) -> bool {
    let definition = &module.definition;
    match (expected, actual) {
        (EntityIndex::Func(index), Entity::Func(func)) => state.descends(
            state.funcs[func as usize].ty,
            definition.funcs[index.index()],
        ),
        (EntityIndex::Table(index), Entity::Table(table)) => {
            let table = &state.tables[table as usize];
            let expected = &definition.tables[index.index()].ty;
            table.ty.element == expected.element
                && table.ty.is_64 == expected.is_64
                && limits_match(table.len(), table.ty.limits.max, &expected.limits)
        }
        (EntityIndex::Memory(index), Entity::Memory(memory)) => {
            let memory = &state.memories[memory as usize];
            let expected = &definition.memories[index.index()];
            memory.ty.is_64 == expected.is_64
                && memory.ty.shared == expected.shared
                && memory.ty.page_size_log2 == expected.page_size_log2
                && limits_match(memory.pages(), memory.ty.limits.max, &expected.limits)
        }
        (EntityIndex::Global(index), Entity::Global(global)) => {
            let actual = state.globals[global as usize].ty;
            let expected = definition.globals[index.index()].ty;
            actual.mutable == expected.mutable
                && if actual.mutable {
                    actual.content == expected.content
                } else {
                    state.types.val_matches(actual.content, expected.content)
                }
        }
        (EntityIndex::Tag(index), Entity::Tag(tag)) => {
            state.tags[tag as usize] == definition.tags[index.index()]
        }
        _ => false,
    }
}

/// Makes the instance and its entities; globals have their values, tables and memories their sizes.
fn allocate(
    state: &mut StoreState,
    module: &Arc<ModuleInner>,
    imports: &[Entity],
) -> Result<usize, InstantiateError> {
    let definition = &module.definition;
    let limits = state.limits;
    if state.instances.len() >= limits.instances {
        return Err(InstantiateError::Limit("too many instances in the store"));
    }
    let new_tables = definition.tables.len() - definition.imported_tables as usize;
    let new_memories = definition.memories.len() - definition.imported_memories as usize;
    if state.tables.len() + new_tables > limits.tables {
        return Err(InstantiateError::Limit("too many tables in the store"));
    }
    if state.memories.len() + new_memories > limits.memories {
        return Err(InstantiateError::Limit("too many memories in the store"));
    }
    let mut instance = Box::new(Instance {
        module: module.clone(),
        funcs: Vec::new(),
        tables: Vec::new(),
        memories: Vec::new(),
        globals: Vec::new(),
        tags: Vec::new(),
        elems: Vec::new(),
        datas: definition.datas.iter().map(|_| Cell::new(false)).collect(),
        memory_pointers: Vec::new(),
        global_pointers: Vec::new(),
        state: Cell::new(core::ptr::null_mut()),
        native_end: Cell::new(0),
        codes: definition
            .bodies
            .iter()
            .map(|_| Cell::new(core::ptr::null()))
            .collect(),
    });
    for import in imports {
        match *import {
            Entity::Func(index) => instance.funcs.push(index),
            Entity::Table(index) => instance.tables.push(index),
            Entity::Memory(index) => instance.memories.push(index),
            Entity::Global(index) => instance.globals.push(index),
            Entity::Tag(index) => instance.tags.push(index),
        }
    }
    for ty in &definition.memories[definition.imported_memories as usize..] {
        let memory = LinearMemory::new(*ty, limits.memory_size)
            .ok_or(InstantiateError::Limit("no room for a memory"))?;
        state.memories.push(Arc::new(memory));
        instance.memories.push(state.memories.len() as u32 - 1);
    }
    for ty in &definition.tags[definition.imported_tags as usize..] {
        state.tags.push(*ty);
        instance.tags.push(state.tags.len() as u32 - 1);
    }
    instance.memory_pointers = instance
        .memories
        .iter()
        .map(|index| Arc::as_ptr(&state.memories[*index as usize]))
        .collect();
    let pointer: *const Instance = &raw const *instance;
    for (offset, ty) in definition.funcs[definition.imported_funcs as usize..]
        .iter()
        .enumerate()
    {
        let body = offset as u32;
        let index = state.push_func(
            *ty,
            FuncKind::Wasm {
                instance: pointer,
                body,
            },
        );
        instance.funcs.push(index);
    }
    state.instances.push(instance);
    let index = state.instances.len() - 1;
    allocate_globals_and_tables(state, index)?;
    Ok(index)
}

fn allocate_globals_and_tables(
    state: &mut StoreState,
    index: usize,
) -> Result<(), InstantiateError> {
    let module = state.instances[index].module.clone();
    let definition = &module.definition;
    let pointer: *const Instance = &raw const *state.instances[index];
    for table in &definition.tables[definition.imported_tables as usize..] {
        let init = match &table.init {
            Some(init) => evaluate(state, super::instance::borrow(pointer), init.clone())?[0],
            None => NULL,
        };
        let table = TableInstance::new(table.ty, init, state.limits.table_elements)
            .ok_or(InstantiateError::Limit("no room for a table"))?;
        state.tables.push(table);
        let number = state.tables.len() as u32 - 1;
        state.instances[index].tables.push(number);
    }
    for global in &definition.globals[definition.imported_globals as usize..] {
        let words = match &global.init {
            Some(init) => evaluate(state, super::instance::borrow(pointer), init.clone())?,
            None => StoreState::default_words(global.ty.content),
        };
        let number = state.push_global(global.ty, words);
        state.instances[index].globals.push(number);
    }
    let pointers = state.instances[index]
        .globals
        .iter()
        .map(|global| state.globals[*global as usize].cell.as_ptr());
    state.instances[index].global_pointers = pointers.collect();
    for elem in &definition.elems {
        let mut values = Vec::new();
        match &elem.items {
            ElemItems::Funcs(funcs) => {
                let instance = &state.instances[index];
                values.extend(
                    funcs
                        .iter()
                        .map(|func| reference::func(instance.funcs[func.index()])),
                );
            }
            ElemItems::Exprs(exprs) => {
                for expr in exprs {
                    values
                        .push(evaluate(state, super::instance::borrow(pointer), expr.clone())?[0]);
                }
            }
        }
        state.elems.push(values.into());
        let number = state.elems.len() as u32 - 1;
        state.instances[index].elems.push(Cell::new(Some(number)));
    }
    Ok(())
}

/// Runs the active segments, in order.
fn initialise(state: &mut StoreState, instance: &Instance) -> Result<(), InstantiateError> {
    let definition = &instance.module.definition;
    for (index, elem) in definition.elems.iter().enumerate() {
        if let SegmentMode::Active { target, offset } = &elem.mode {
            let ty = definition.tables[*target as usize].ty.index_type();
            let offset = offset_of(state, instance, offset.clone(), ty)?;
            let elems = instance.elems[index]
                .get()
                .map_or(0, |elems| elems as usize);
            let values = core::mem::take(&mut state.elems[elems]);
            let table = instance.tables[*target as usize] as usize;
            state.tables[table]
                .write(offset, &values)
                .ok_or(TrapCode::TableOutOfBounds)?;
        }
        if !matches!(elem.mode, SegmentMode::Passive) {
            instance.elems[index].set(None);
        }
    }
    for (index, data) in definition.datas.iter().enumerate() {
        if let SegmentMode::Active { target, offset } = &data.mode {
            let ty = definition.memories[*target as usize].index_type();
            let offset = offset_of(state, instance, offset.clone(), ty)?;
            let memory = &state.memories[instance.memories[*target as usize] as usize];
            let bytes = &instance.module.bytes[data.bytes.clone()];
            memory
                .write(offset, bytes)
                .ok_or(TrapCode::MemoryOutOfBounds)?;
            instance.datas[index].set(true);
        }
    }
    Ok(())
}

fn offset_of(
    state: &mut StoreState,
    instance: &Instance,
    expression: core::ops::Range<usize>,
    ty: ValType,
) -> Result<u64, TrapCode> {
    let word = evaluate(state, instance, expression)?[0];
    Ok(if ty == ValType::I64 {
        word
    } else {
        u64::from(word as u32)
    })
}
