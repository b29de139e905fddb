//! What the embedder provides for modules.

use super::record::Module;
use crate::Vm;
use crate::error::{JsResult, message};
use crate::object::Object;
use crate::value::Value;
use kataan_gc::Gc;

/// How far an import takes a module.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ImportPhase {
    /// Evaluated.
    Evaluation,
    /// Evaluated at the first use of its namespace.
    Defer,
    /// Its source object.
    Source,
}

impl ImportPhase {
    /// The phase of a request in a module's description.
    pub(super) fn of_request(number: u32) -> ImportPhase {
        match number {
            1 => ImportPhase::Defer,
            2 => ImportPhase::Source,
            _ => ImportPhase::Evaluation,
        }
    }
}

/// What is asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ModuleRequestKey {
    /// The specifier as written.
    pub specifier: String,
    /// Import attributes: keys and values, in order of keys.
    pub attributes: Vec<(String, String)>,
    /// How far the module is taken.
    pub phase: ImportPhase,
}

impl ModuleRequestKey {
    /// The value of an attribute.
    pub fn attribute(&self, key: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(name, _)| name == key);
        found.map(|(_, value)| value.as_str())
    }
}

/// The host hooks for modules (16.2.1.10 and 13.3.12.1).
pub trait ModuleHost {
    /// [HostLoadImportedModule](https://tc39.es/ecma262/#sec-HostLoadImportedModule): the module
    /// that `request` names for `referrer`, the `host_defined` value of the asking module or script
    /// (`undefined` if there is none). The host keeps modules by location, so that equal requests
    /// give the same record. Throws where there is no such module.
    fn load(
        &mut self,
        vm: &mut Vm,
        referrer: Value,
        request: &ModuleRequestKey,
    ) -> JsResult<Gc<Module>>;

    /// [HostGetImportMetaProperties](https://tc39.es/ecma262/#sec-hostgetimportmetaproperties): puts
    /// properties on the new `import.meta` of `module`.
    fn import_meta(&mut self, vm: &mut Vm, module: Gc<Module>, meta: Gc<Object>) -> JsResult<()> {
        let _ = (vm, module, meta);
        Ok(())
    }

    /// Attribute keys that the host knows; a request with another one is refused.
    fn supported_attributes(&self) -> &'static [&'static str] {
        &["type"]
    }
}

/// A host without modules: every import fails.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoModules;

impl ModuleHost for NoModules {
    fn load(&mut self, vm: &mut Vm, _: Value, request: &ModuleRequestKey) -> JsResult<Gc<Module>> {
        Err(vm.throw_type_error(message::MODULE_NOT_FOUND, &[&request.specifier]))
    }
}
