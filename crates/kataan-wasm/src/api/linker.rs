//! Linking modules by name.

use super::entity::{Extern, Func, Global, Memory, Table, Tag};
use super::error::{Error, Result};
use super::host::{Caller, HostDefinition, IntoFunc, add_definition, typed, untyped};
use super::instance::Instance;
use super::module::{ExternType, ImportType, Module};
use super::store::{AsContext, AsContextMut};
use super::value::Val;
use crate::runtime::engine::Engine;
use crate::syntax::composite::FuncType;
use alloc::string::String;
use alloc::sync::Arc;
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

    /// Gives a name a second one.
    pub fn alias(
        &mut self,
        module: &str,
        name: &str,
        as_module: &str,
        as_name: &str,
    ) -> Result<&mut Self> {
        let definition = self.names.get(module).and_then(|names| names.get(name));
        let Some(definition) = definition.cloned() else {
            return Err(Error::misuse(alloc::format!(
                "`{module}::{name}` is not defined"
            )));
        };
        self.insert(as_module, as_name, definition)
    }

    /// Instantiates a module now, and defines all its exports under a name. If it is a program (it
    /// exports `_start`), each call of its functions has an instance of its own, as a program ends with
    /// its first call.
    pub fn module(
        &mut self,
        mut store: impl AsContextMut<Data = T>,
        name: &str,
        module: &Module,
    ) -> Result<&mut Self>
    where
        T: 'static,
    {
        if !matches!(module.get_export("_start"), Some(ExternType::Func(_))) {
            let instance = self.instantiate(store.as_context_mut(), module)?;
            if let Some(initialize) = instance.get_func(store.as_context(), "_initialize") {
                initialize.call(store.as_context_mut(), &[], &mut [])?;
            }
            return self.instance(store, name, instance);
        }
        let known = Arc::new(self.clone());
        for export in module.exports() {
            let ExternType::Func(ty) = export.ty else {
                continue;
            };
            let (known, module) = (known.clone(), module.clone());
            let function = String::from(export.name);
            let call = move |mut caller: Caller<'_, T>, params: &[Val], results: &mut [Val]| {
                let instance = known.instantiate(caller.as_context_mut(), &module)?;
                let function = instance.get_func(caller.as_context(), &function);
                let function = function.ok_or_else(|| Error::misuse("a function is missing"))?;
                function.call(caller, params, results)
            };
            self.insert(name, export.name, Definition::Host(untyped(ty, call)))?;
        }
        Ok(self)
    }

    /// Defines the functions that a module imports and nothing defines: calling one is an error.
    pub fn define_unknown_imports_as_traps(&mut self, module: &Module) -> Result<&mut Self> {
        for import in module.imports() {
            if let (false, ExternType::Func(ty)) = (self.knows(&import), import.ty) {
                let name = alloc::format!("{}::{}", import.module, import.name);
                self.func_new(import.module, import.name, ty, move |_, _, _| {
                    Err(Error::host(alloc::format!(
                        "`{name}` is not defined, and was called"
                    )))
                })?;
            }
        }
        Ok(self)
    }

    /// Defines what a module imports and nothing defines: functions that give zeros and nulls, and
    /// globals, memories and tables that are full of them.
    pub fn define_unknown_imports_as_default_values(
        &mut self,
        mut store: impl AsContextMut<Data = T>,
        module: &Module,
    ) -> Result<&mut Self> {
        for import in module.imports() {
            if self.knows(&import) {
                continue;
            }
            let none = || {
                let (module, name) = (import.module, import.name);
                Error::Link(alloc::format!("`{module}::{name}` has no default value"))
            };
            let value: Extern = match import.ty {
                ExternType::Func(ty) => {
                    let defaults = ty.results().iter().map(|ty| Val::default_for(*ty));
                    let defaults: Option<Vec<Val>> = defaults.collect();
                    let defaults = defaults.ok_or_else(none)?;
                    self.func_new(import.module, import.name, ty, move |_, _, results| {
                        results.copy_from_slice(&defaults);
                        Ok(())
                    })?;
                    continue;
                }
                ExternType::Global(ty) => {
                    let value = Val::default_for(ty.content).ok_or_else(none)?;
                    Global::new(store.as_context_mut(), ty, value)?.into()
                }
                ExternType::Memory(ty) => Memory::new(store.as_context_mut(), ty)?.into(),
                ExternType::Table(ty) => {
                    let value = Val::default_for(ty.element.into()).ok_or_else(none)?;
                    Table::new(store.as_context_mut(), ty, value)?.into()
                }
                ExternType::Tag(ty) => Tag::new(store.as_context_mut(), ty)?.into(),
            };
            self.define(import.module, import.name, value)?;
        }
        Ok(self)
    }

    fn knows(&self, import: &ImportType<'_>) -> bool {
        let names = self.names.get(import.module);
        names.is_some_and(|names| names.contains_key(import.name))
    }

    /// All names: that of a module, and that in it. In no order.
    pub fn names(&self) -> impl Iterator<Item = (&str, &str)> {
        self.names.iter().flat_map(|(module, names)| {
            names
                .keys()
                .map(move |name| (module.as_str(), name.as_str()))
        })
    }

    /// What a module's default function is in a store: that without a name, or `_start`, or one that
    /// does nothing.
    pub fn get_default(
        &self,
        mut store: impl AsContextMut<Data = T>,
        module: &str,
    ) -> Result<Func> {
        for name in ["", "_start"] {
            match self.get(store.as_context_mut(), module, name) {
                Some(Extern::Func(func)) => return Ok(func),
                Some(_) => return Err(Error::misuse("the default export is no function")),
                None => {}
            }
        }
        Func::wrap(store, || {})
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
