//! Modules (16.2): records, loading, linking, evaluation, namespaces.
//!
//! The host gives modules through [`ModuleHost`]; everything else is here. In reading order:
//! `record` (the cells), `host`, `load` (the graph of requests), `export` (names and their
//! bindings), `link`, `evaluate` (with top-level await), `namespace`, `dynamic` (`import()` and
//! `import.meta`), `source` (the objects of the source phase).

mod dynamic;
mod evaluate;
mod export;
mod host;
mod link;
mod load;
mod namespace;
mod record;
mod source;

pub use dynamic::{dynamic_import, import_meta};
pub use evaluate::evaluate;
pub(crate) use evaluate::evaluate_deferred;
pub use export::{ResolvedBinding, exported_names, resolve_export};
pub use host::{ImportPhase, ModuleHost, ModuleRequestKey, NoModules};
pub use link::link;
pub use load::load_requested_modules;
pub use namespace::get_module_namespace;
pub use record::{
    Module, ModuleKind, ModuleStatus, new_default_export_module, new_source_text_module,
    new_synthetic_module,
};
pub use source::{ModuleSourceObject, new_module_source};
