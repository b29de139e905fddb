//! Linking modules by name.

use super::entity::Extern;
use super::error::{Error, Result};
use super::host::{Caller, HostDefinition, IntoFunc, add_definition, typed, untyped};
use super::instance::Instance;
use super::module::Module;
use super::store::{AsContext, AsContextMut};
use super::value::Val;
use crate::runtime::engine::Engine;
use crate::syntax::composite::FuncType;
use alloc::string::String;
use alloc::vec::Vec;
use hashbrown::HashMap;

enum Definition<T> {
    Extern(Extern),
    /// Put into each store anew.
    Host(HostDefinition<T>),
}

impl<T> Clone for Definition<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Extern(value) => Self::Extern(*value),
            Self::Host(host) => Self::Host(host.clone()),
        }
    }
}

/// Names for what modules import.
pub struct Linker<T> {
    engine: Engine,
    names: HashMap<String, HashMap<String, Definition<T>>>,
    allow_shadowing: bool,
}

impl<T> Clone for Linker<T> {
    fn clone(&self) -> Self {
        Self {
            engine: self.engine.clone(),
            names: self.names.clone(),
            allow_shadowing: self.allow_shadowing,
        }
    }
}

impl<T> Linker<T> {
    /// A linker that knows no name.
    pub fn new(engine: &Engine) -> Self {
        Self {
            engine: engine.clone(),
            names: HashMap::new(),
            allow_shadowing: false,
        }
    }

    /// The engine.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Whether a name may be defined again.
    pub fn allow_shadowing(&mut self, allow: bool) -> &mut Self {
        self.allow_shadowing = allow;
        self
    }

    fn insert(&mut self, module: &str, name: &str, definition: Definition<T>) -> Result<&mut Self> {
        let names = self.names.entry(module.into()).or_default();
        if names.contains_key(name) && !self.allow_shadowing {
            return Err(Error::misuse(alloc::format!(
                "`{module}::{name}` is defined twice"
            )));
        }
        names.insert(name.into(), definition);
        Ok(self)
    }

    /// Defines a name.
    pub fn define(
        &mut self,
        module: &str,
        name: &str,
        value: impl Into<Extern>,
    ) -> Result<&mut Self> {
        self.insert(module, name, Definition::Extern(value.into()))
    }

    /// Defines a function of the host whose types are known at run time.
    pub fn func_new(
        &mut self,
        module: &str,
        name: &str,
        ty: FuncType,
        func: impl Fn(Caller<'_, T>, &[Val], &mut [Val]) -> Result<()> + Send + Sync + 'static,
    ) -> Result<&mut Self> {
        self.insert(module, name, Definition::Host(untyped(ty, func)))
    }

    /// Defines a closure as a function of the host.
    pub fn func_wrap<Params, Results>(
        &mut self,
        module: &str,
        name: &str,
        func: impl IntoFunc<T, Params, Results>,
    ) -> Result<&mut Self> {
        self.insert(module, name, Definition::Host(typed(func)))
    }

    /// Defines all exports of an instance.
    pub fn instance(
        &mut self,
        store: impl AsContext<Data = T>,
        module: &str,
        instance: Instance,
    ) -> Result<&mut Self> {
        for (name, value) in instance.exports(store) {
            self.insert(module, &name, Definition::Extern(value))?;
        }
        Ok(self)
    }

    /// Gives all names of a module a second one.
    pub fn alias_module(&mut self, module: &str, alias: &str) -> Result<&mut Self> {
        let names = self.names.get(module).cloned().unwrap_or_default();
        for (name, definition) in names {
            self.insert(alias, &name, definition)?;
        }
        Ok(self)
    }

    /// What a name means in a store.
    pub fn get(
        &self,
        mut store: impl AsContextMut<Data = T>,
        module: &str,
        name: &str,
    ) -> Option<Extern> {
        match self.names.get(module)?.get(name)? {
            Definition::Extern(value) => Some(*value),
            Definition::Host(host) => add_definition(store.as_context_mut(), host.clone())
                .ok()
                .map(Extern::Func),
        }
    }

    /// Instantiates a module with the names that it imports.
    pub fn instantiate(
        &self,
        mut store: impl AsContextMut<Data = T>,
        module: &Module,
    ) -> Result<Instance> {
        let mut imports = Vec::with_capacity(module.imports().len());
        for import in module.imports() {
            match self.get(store.as_context_mut(), import.module, import.name) {
                Some(value) => imports.push(value),
                None => {
                    return Err(Error::Link(alloc::format!(
                        "unknown import `{}::{}`",
                        import.module,
                        import.name
                    )));
                }
            }
        }
        Instance::new(store, module, &imports)
    }
}
