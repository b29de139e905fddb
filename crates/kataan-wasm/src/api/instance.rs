//! Instances.

use super::entity::{Extern, Func, Global, Memory, Table, Tag};
use super::error::{Error, Result};
use super::func::call_words;
use super::module::Module;
use super::store::{AsContext, AsContextMut};
use super::typed::{TypedFunc, WasmParams, WasmResults};
use crate::runtime::engine::Engine;
use crate::runtime::instance::Instance as InstanceData;
use crate::runtime::instantiate::{Entity, InstantiateError, instantiate};
use crate::runtime::store::StoreState;
use crate::syntax::module::EntityIndex;
use alloc::string::String;
use alloc::vec::Vec;

/// An instance of a module in a store.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Instance {
    store: u64,
    index: usize,
}

/// An export of an instance.
pub(crate) fn export(state: &StoreState, instance: &InstanceData, name: &str) -> Option<Extern> {
    let exports = &instance.module.definition.exports;
    let export = exports.iter().find(|export| &*export.name == name)?;
    Some(Extern::from_entity(state, entity(instance, export.entity)))
}

fn entity(instance: &InstanceData, index: EntityIndex) -> Entity {
    match index {
        EntityIndex::Func(index) => Entity::Func(instance.funcs[index.index()]),
        EntityIndex::Table(index) => Entity::Table(instance.tables[index.index()]),
        EntityIndex::Memory(index) => Entity::Memory(instance.memories[index.index()]),
        EntityIndex::Global(index) => Entity::Global(instance.globals[index.index()]),
        EntityIndex::Tag(index) => Entity::Tag(instance.tags[index.index()]),
    }
}

impl Instance {
    /// Instantiates a module with its imports in order, and runs its start function.
    pub fn new(mut store: impl AsContextMut, module: &Module, imports: &[Extern]) -> Result<Self> {
        let store = store.as_context_mut().0;
        if !Engine::same(module.engine(), &store.state.engine) {
            return Err(Error::misuse("module of another engine"));
        }
        let imports: Result<Vec<_>> = imports
            .iter()
            .map(|import| import.entity(&store.state))
            .collect();
        let index = match instantiate(&mut store.state, &module.inner, &imports?) {
            Ok(index) => index,
            Err(InstantiateError::Link(message)) => return Err(Error::Link(message)),
            Err(InstantiateError::Limit(message)) => return Err(Error::Limit(message)),
            Err(InstantiateError::Trap(code)) => return Err(code.into()),
        };
        if let Some(start) = module.inner.definition.start {
            let func = store.state.instances[index].funcs[start.index()];
            call_words(store, func, &mut [])?;
        }
        Ok(Self {
            store: store.state.id,
            index,
        })
    }

    fn get(self, state: &StoreState) -> Option<&InstanceData> {
        (self.store == state.id).then(|| &*state.instances[self.index])
    }

    /// The export of a name.
    pub fn get_export(self, store: impl AsContext, name: &str) -> Option<Extern> {
        let state = &store.as_context().0.state;
        export(state, self.get(state)?, name)
    }

    /// The exported function of a name.
    pub fn get_func(self, store: impl AsContext, name: &str) -> Option<Func> {
        self.get_export(store, name)?.into_func()
    }

    /// The exported memory of a name.
    pub fn get_memory(self, store: impl AsContext, name: &str) -> Option<Memory> {
        self.get_export(store, name)?.into_memory()
    }

    /// The exported table of a name.
    pub fn get_table(self, store: impl AsContext, name: &str) -> Option<Table> {
        self.get_export(store, name)?.into_table()
    }

    /// The exported global of a name.
    pub fn get_global(self, store: impl AsContext, name: &str) -> Option<Global> {
        self.get_export(store, name)?.into_global()
    }

    /// The exported tag of a name.
    pub fn get_tag(self, store: impl AsContext, name: &str) -> Option<Tag> {
        self.get_export(store, name)?.into_tag()
    }

    /// The module.
    pub fn module(self, store: impl AsContext) -> Option<Module> {
        let instance = self.get(&store.as_context().0.state)?;
        let inner = instance.module.clone();
        Some(Module { inner })
    }

    /// The exported function of a name, with types known at compile time.
    pub fn get_typed_func<Params: WasmParams, Results: WasmResults>(
        self,
        store: impl AsContext,
        name: &str,
    ) -> Result<TypedFunc<Params, Results>> {
        let func = self.get_func(&store, name);
        let func =
            func.ok_or_else(|| Error::misuse(alloc::format!("no function `{name}` exported")))?;
        func.typed(store)
    }

    /// All exports, in order.
    pub fn exports(self, store: impl AsContext) -> Vec<(String, Extern)> {
        let state = &store.as_context().0.state;
        let Some(instance) = self.get(state) else {
            return Vec::new();
        };
        let exports = instance.module.definition.exports.iter();
        exports
            .map(|export| {
                let value = Extern::from_entity(state, entity(instance, export.entity));
                (export.name.as_ref().into(), value)
            })
            .collect()
    }
}
