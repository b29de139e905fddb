//! The state of a store that does not depend on the embedder's data.
//!
//! Entities are numbered and never removed before the store; instances, memories and globals are boxed,
//! so that execution may keep their addresses.

use super::engine::Engine;
use super::heap::{ObjectHeap, Roots, Trace};
use super::instance::{GlobalCell, Instance};
use super::interruption::Interruption;
use super::memory::LinearMemory;
use super::reference;
use super::table::TableInstance;
use super::trap::{FrameInfo, Trap, TrapCode};
use crate::error::ModuleError;
use crate::exec::code::FuncCode;
use crate::exec::stack::Stack;
use crate::syntax::composite::FuncType;
use crate::syntax::module::GlobalType;
use crate::syntax::types::{HeapType, RefType, TypeId, ValType};
use crate::valid::registry::{StoreTypes, TypeSource};
use alloc::boxed::Box;
use alloc::string::ToString;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::sync::atomic::{AtomicU64, Ordering};

/// A function of the store.
pub(crate) struct FuncInstance {
    pub(crate) ty: TypeId,
    pub(crate) kind: FuncKind,
}

pub(crate) enum FuncKind {
    /// A function of an instance, by index of its body.
    Wasm {
        instance: *const Instance,
        body: u32,
    },
    /// A function of the host, by index in the store.
    Host { index: u32 },
}

pub(crate) struct GlobalInstance {
    pub(crate) ty: GlobalType,
    pub(crate) cell: Box<GlobalCell>,
}

/// The limits of a store.
#[derive(Clone, Copy, Debug)]
pub struct StoreLimits {
    /// The most bytes of one memory.
    pub memory_size: u64,
    /// The most elements of one table.
    pub table_elements: u64,
    /// The most instances.
    pub instances: usize,
    /// The most tables.
    pub tables: usize,
    /// The most memories.
    pub memories: usize,
    /// The most bytes of objects.
    pub heap_size: usize,
    /// How often calls of the host may enter the store again.
    pub host_depth: u32,
}

impl Default for StoreLimits {
    fn default() -> Self {
        Self {
            memory_size: 1 << 36,
            table_elements: 10_000_000,
            instances: 10_000,
            tables: 10_000,
            memories: 10_000,
            heap_size: 1 << 30,
            host_depth: 128,
        }
    }
}

/// A number that no other store of the process has.
fn new_id() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// What a store holds, apart from the embedder's data and functions.
pub struct StoreState {
    pub(crate) engine: Engine,
    pub(crate) id: u64,
    /// The types that its entities and objects have.
    pub(crate) types: StoreTypes,
    /// Boxed: execution keeps their addresses.
    #[allow(clippy::vec_box)]
    pub(crate) instances: Vec<Box<Instance>>,
    pub(crate) funcs: Vec<FuncInstance>,
    pub(crate) tables: Vec<TableInstance>,
    pub(crate) memories: Vec<Arc<LinearMemory>>,
    pub(crate) globals: Vec<GlobalInstance>,
    /// Types of the tags.
    pub(crate) tags: Vec<TypeId>,
    /// The elements of segments that instances have not dropped.
    pub(crate) elems: Vec<Box<[u64]>>,
    pub(crate) heap: ObjectHeap,
    pub(crate) stack: Stack,
    pub(crate) fuel: u64,
    pub(crate) interruption: Interruption,
    /// The last interrupt was the epoch's, at a place where execution can go on.
    pub(crate) is_paused: bool,
    pub(crate) checkpoints: u32,
    pub(crate) limits: StoreLimits,
    /// References that the host holds.
    pub(crate) roots: Vec<u64>,
}

impl StoreState {
    pub(crate) fn new(engine: &Engine) -> Self {
        let limits = StoreLimits::default();
        Self {
            engine: engine.clone(),
            id: new_id(),
            types: StoreTypes::default(),
            instances: Vec::new(),
            funcs: Vec::new(),
            tables: Vec::new(),
            memories: Vec::new(),
            globals: Vec::new(),
            tags: Vec::new(),
            elems: Vec::new(),
            heap: ObjectHeap::new(limits.heap_size, engine.inner.config.gc_stress),
            stack: Stack::new(engine.inner.config.max_stack),
            fuel: 0,
            interruption: Interruption::new(engine),
            is_paused: false,
            checkpoints: 0,
            limits,
            roots: Vec::new(),
        }
    }

    /// Keeps the types that a type of values stands for; says whether they exist.
    #[must_use]
    pub(crate) fn keep_type(&mut self, ty: ValType) -> bool {
        let types = self.engine.inner.types.types_of(ty);
        types.map(|types| self.types.keep(&types)).is_some()
    }

    /// Keeps a function type, and gives its identifier; `None` if it names a type that does not exist.
    pub(crate) fn keep_func_type(&mut self, ty: FuncType) -> Result<Option<TypeId>, ModuleError> {
        let registry = &self.engine.inner.types;
        let Some(entry) = registry.register_func(ty)? else {
            return Ok(None);
        };
        self.types.keep(&registry.closure(&entry));
        Ok(Some(entry.id))
    }

    pub(crate) fn push_func(&mut self, ty: TypeId, kind: FuncKind) -> u32 {
        self.funcs.push(FuncInstance { ty, kind });
        self.funcs.len() as u32 - 1
    }

    pub(crate) fn push_global(&mut self, ty: GlobalType, words: [u64; 2]) -> u32 {
        self.globals.push(GlobalInstance {
            ty,
            cell: Box::new(GlobalCell::new(words)),
        });
        self.globals.len() as u32 - 1
    }

    /// Collects objects if an allocation of `size` bytes makes it due.
    ///
    /// Called by instructions that allocate, whose operands are on the register stack; what the host
    /// holds is among the roots.
    #[inline]
    pub(crate) fn before_allocation(&mut self, size: usize) {
        if self.heap.is_due(size) {
            self.safe_point(|heap, trace| heap.safe_point(size, trace));
        }
    }

    /// Frees the objects that nothing refers to.
    pub(crate) fn collect(&mut self) {
        self.safe_point(ObjectHeap::collect);
    }

    /// Runs `body` with the objects apart from what refers to them.
    #[cold]
    #[inline(never)]
    fn safe_point(&mut self, body: impl FnOnce(&mut ObjectHeap, &mut Trace<'_>)) {
        let mut heap = core::mem::replace(&mut self.heap, ObjectHeap::new(0, 0));
        body(&mut heap, &mut |roots| self.trace(roots));
        self.heap = heap;
    }

    /// Names all that the store refers to: exactly what globals, tables, segments and the host hold,
    /// word by word what looks like a reference on the register stack, where numbers are mixed in.
    pub(crate) fn trace(&self, roots: &mut Roots<'_, '_>) {
        roots.words(self.stack.live_words());
        roots.words(&self.roots);
        for global in self
            .globals
            .iter()
            .filter(|global| global.ty.content.is_ref())
        {
            roots.words(&global.cell.words()[..1]);
        }
        for table in &self.tables {
            // Functions are no objects.
            if table.ty.element.heap_type().top() != HeapType::Func {
                roots.words(&table.elements);
            }
        }
        self.elems.iter().for_each(|elems| roots.words(elems));
    }

    /// What polls interruption find, at loop heads and function entries.
    pub(crate) fn checkpoint(&mut self) -> Result<(), TrapCode> {
        self.interruption.check_handle()?;
        if self.interruption.is_epoch_over() {
            self.is_paused = true;
            return Err(TrapCode::Interrupt);
        }
        self.checkpoints = self.checkpoints.wrapping_add(1);
        if self.checkpoints.is_multiple_of(256) {
            self.interruption.check_time()?;
        }
        Ok(())
    }

    /// Whether a reference belongs to a type.
    pub(crate) fn is_a(&self, value: u64, ty: RefType) -> bool {
        if value == reference::NULL {
            return ty.is_nullable();
        }
        match ty.heap_type() {
            HeapType::Func | HeapType::Extern | HeapType::Any | HeapType::Exn => true,
            HeapType::None | HeapType::NoFunc | HeapType::NoExtern | HeapType::NoExn => false,
            HeapType::I31 => reference::as_i31(value).is_some(),
            HeapType::Eq => {
                reference::as_i31(value).is_some() || self.heap.type_of(value).is_some()
            }
            HeapType::ConcreteFunc(id) => reference::as_func(value)
                .and_then(|func| self.funcs.get(func as usize))
                .is_some_and(|func| self.descends(func.ty, id)),
            heap => {
                let Some(actual) = self.heap.type_of(value) else {
                    return false;
                };
                match (heap, self.types.entry(actual).heap_type()) {
                    (HeapType::Struct, HeapType::ConcreteStruct(_)) => true,
                    (HeapType::Array, HeapType::ConcreteArray(_)) => true,
                    (HeapType::ConcreteStruct(id) | HeapType::ConcreteArray(id), _) => {
                        self.descends(actual, id)
                    }
                    _ => false,
                }
            }
        }
    }

    /// Whether `sub` is `sup` or declares it as an ancestor.
    pub(crate) fn descends(&self, sub: TypeId, sup: TypeId) -> bool {
        sub == sup || self.types.entry(sub).descends_from(self.types.entry(sup))
    }

    pub(crate) fn default_words(ty: ValType) -> [u64; 2] {
        [if ty.is_ref() { reference::NULL } else { 0 }, 0]
    }

    /// A trap with the calls from `base` on.
    pub(crate) fn trap(&self, code: TrapCode, base: usize) -> Trap {
        const MOST: usize = 64;
        let frames = self.stack.backtrace(base).take(MOST);
        Trap::new(
            code,
            frames
                .map(|(instance, code, offset)| frame(instance, code, offset))
                .collect(),
        )
    }
}

fn frame(instance: &Instance, code: &FuncCode, offset: Option<u32>) -> FrameInfo {
    let names = instance.module.names();
    FrameInfo {
        module: names.module.clone(),
        func: code.func,
        name: names.func(code.func).map(ToString::to_string),
        offset,
    }
}
