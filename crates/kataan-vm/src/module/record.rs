//! Module records (16.2.1): cells for source text modules and synthetic ones.

use crate::Vm;
use crate::error::JsResult;
use crate::execution::environment::Environment;
use crate::execution::promise::Promise;
use crate::execution::unit::CodeUnit;
use crate::object::Object;
use crate::realm::Realm;
use crate::string::Name;
use crate::value::Value;
use kataan_bytecode::container::ModuleDescription;
use kataan_gc::{Field, Gc, Nullable, Plain, PlainData, RootedList, Slot, ValueVector, cell};

/// How far a module is (16.2.1.5).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub enum ModuleStatus {
    /// Its requests may not be loaded yet.
    New,
    /// Loaded, not linked.
    Unlinked,
    /// Being linked.
    Linking,
    /// Linked.
    Linked,
    /// Being evaluated.
    Evaluating,
    /// Evaluated but for what it awaits.
    EvaluatingAsync,
    /// Evaluated, perhaps with an error.
    Evaluated,
}

impl PlainData for ModuleStatus {}

/// What kind of module record it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum ModuleKind {
    /// Compiled from source text.
    SourceText,
    /// Exports that the host sets: JSON, text, built-in modules.
    Synthetic,
}

impl PlainData for ModuleKind {}

cell! {
    /// A module record.
    pub struct Module as Internal {
        /// What kind it is.
        pub kind: Plain<ModuleKind>,
        /// How far it is.
        pub status: Plain<ModuleStatus>,
        /// Whether the evaluation ended with the error in `error`.
        pub has_error: Plain<bool>,
        /// Whether `await` occurs at its top level.
        pub has_top_level_await: Plain<bool>,
        /// Its realm.
        pub realm: Field<Realm>,
        /// Its bindings; none before linking names it.
        pub environment: Nullable<Environment>,
        /// Its namespace object, once asked for.
        pub namespace: Nullable<Object>,
        /// Its deferred namespace object, once asked for.
        pub deferred_namespace: Nullable<Object>,
        /// Its code; none for a synthetic module.
        pub unit: Nullable<CodeUnit>,
        /// `import.meta`, once asked for.
        pub import_meta: Nullable<Object>,
        /// The error of its evaluation.
        pub error: Slot,
        /// The object that `import source` gives; `undefined` if there is none.
        pub source_object: Slot,
        /// What the host knows it by.
        pub host_defined: Slot,
        /// Of a synthetic module: the names of its exports; their places are their slots.
        pub export_names: Nullable<ValueVector>,
        /// Of a synthetic module: the values that evaluation puts in the slots.
        pub export_values: Nullable<ValueVector>,
        /// The loaded module of each request, in their order; `undefined` where not yet.
        pub loaded: Nullable<ValueVector>,
        /// Position in the depth-first search of link or evaluation.
        pub dfs_index: Plain<u32>,
        /// The least position that it reaches.
        pub dfs_ancestor: Plain<u32>,
        /// Order of the start of asynchronous evaluation: 0 if there is none, 1 once it is done.
        pub async_order: Plain<u64>,
        /// Dependencies that it still awaits.
        pub pending_dependencies: Plain<u32>,
        /// The root of its strongly connected component.
        pub cycle_root: Nullable<Module>,
        /// The promise of the evaluation that began at this module.
        pub top_level_promise: Nullable<Promise>,
        /// Modules that wait for it.
        pub async_parents: Nullable<ValueVector>,
    }
}

/// No asynchronous evaluation.
pub(super) const ASYNC_UNSET: u64 = 0;
/// The asynchronous evaluation is done.
pub(super) const ASYNC_DONE: u64 = 1;

/// A source text module of a compiled unit, whose requests are to be loaded.
pub fn new_source_text_module(
    vm: &mut Vm,
    realm: Gc<Realm>,
    unit: Gc<CodeUnit>,
    host_defined: Value,
) -> JsResult<Gc<Module>> {
    let (requests, awaits) = match unit.unit(vm).module() {
        Some(module) => (module.requests.len(), module.has_top_level_await),
        None => (0, false),
    };
    let module = allocate(vm, ModuleKind::SourceText, realm, Some(unit), host_defined)?;
    module.has_top_level_await.set(awaits);
    let loaded = vm.heap.new_list()?;
    for _ in 0..requests {
        loaded.push(&mut vm.heap, Value::UNDEFINED)?;
    }
    module.loaded.set(loaded);
    unit.referrer.set(module.erase());
    Ok(module)
}

/// [CreateSyntheticModule](https://tc39.es/ecma262/#sec-synthetic-module-records) with the values
/// that its evaluation gives the exports.
pub fn new_synthetic_module(
    vm: &mut Vm,
    realm: Gc<Realm>,
    exports: &[(Value, Value)],
    host_defined: Value,
) -> JsResult<Gc<Module>> {
    let names = vm.heap.new_list()?;
    let values = vm.heap.new_list()?;
    for (name, value) in exports {
        names.push(&mut vm.heap, *name)?;
        values.push(&mut vm.heap, *value)?;
    }
    let module = allocate(vm, ModuleKind::Synthetic, realm, None, host_defined)?;
    module.export_names.set(names);
    module.export_values.set(values);
    module.status.set(ModuleStatus::Unlinked);
    Ok(module)
}

/// [CreateDefaultExportSyntheticModule](https://tc39.es/ecma262/#sec-create-default-export-synthetic-module):
/// of JSON and text modules.
pub fn new_default_export_module(
    vm: &mut Vm,
    realm: Gc<Realm>,
    value: Value,
    host_defined: Value,
) -> JsResult<Gc<Module>> {
    let name = vm.name_value(Name::Default);
    new_synthetic_module(vm, realm, &[(name, value)], host_defined)
}

fn allocate(
    vm: &mut Vm,
    kind: ModuleKind,
    realm: Gc<Realm>,
    unit: Option<Gc<CodeUnit>>,
    host_defined: Value,
) -> JsResult<Gc<Module>> {
    Ok(vm.heap.allocate(ModuleInit {
        kind,
        status: ModuleStatus::New,
        has_error: false,
        has_top_level_await: false,
        realm,
        environment: None,
        namespace: None,
        deferred_namespace: None,
        unit,
        import_meta: None,
        error: Value::UNDEFINED,
        source_object: Value::UNDEFINED,
        host_defined,
        export_names: None,
        export_values: None,
        loaded: None,
        dfs_index: 0,
        dfs_ancestor: 0,
        async_order: ASYNC_UNSET,
        pending_dependencies: 0,
        cycle_root: None,
        top_level_promise: None,
        async_parents: None,
    })?)
}

/// What a source text module asks for and gives, decoded from its unit.
pub(super) fn description(vm: &Vm, module: Gc<Module>) -> ModuleDescription {
    let unit = module
        .unit
        .get()
        .expect("a source text module has its unit");
    unit.unit(vm)
        .module()
        .expect("a module's unit describes it")
}

/// The module that request `index` of `module` was loaded as.
pub(super) fn imported_module(vm: &Vm, module: Gc<Module>, index: usize) -> Gc<Module> {
    let loaded = module.loaded.get().and_then(|list| list.get(index));
    loaded
        .and_then(|value| vm.heap.gc(value))
        .expect("linking follows loading")
}

/// The module at a place of a list.
pub(super) fn module_at(vm: &Vm, list: RootedList, index: usize) -> Option<Gc<Module>> {
    vm.heap.gc(list.get(index)?)
}
