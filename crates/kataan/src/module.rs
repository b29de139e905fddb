//! Modules for embedders: where they come from, and running them.

use std::collections::HashMap;

use kataan_gc::{Gc, RootId};
use kataan_vm::error::ErrorKind;
use kataan_vm::execution::promise::{Promise, PromiseState};
use kataan_vm::module::{
    ImportPhase, Module, ModuleHost, ModuleRequestKey, get_module_namespace,
    new_default_export_module,
};
use kataan_vm::operation::invoke;
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::{from_str, to_rust_string};
use kataan_vm::{JsResult, Value as VmValue, Vm};

use crate::bind::HostError;

/// Where the modules that programs import come from. It answers at once: a host that waits for a
/// network fetches first, and runs the module then.
///
/// ```
/// use kataan::{HostError, Isolate, Limits, ModuleLoader};
///
/// struct Embedded;
///
/// impl ModuleLoader for Embedded {
///     fn load(&mut self, name: &str) -> Result<String, HostError> {
///         match name {
///             "answer" => Ok("export const answer = 42;".to_owned()),
///             _ => Err(HostError(format!("there is no module '{name}'"))),
///         }
///     }
/// }
///
/// # fn main() -> kataan::Result<()> {
/// let mut isolate = Isolate::new(Limits::default())?;
/// isolate.set_module_loader(Embedded);
/// let realm = isolate.new_realm()?;
/// let text = "import { answer } from 'answer'; export const twice = answer * 2;";
/// let module = isolate.eval_module(realm, "main", text)?;
/// let twice: f64 = isolate.get(realm, module, "twice")?.to(&mut isolate)?;
/// assert_eq!(twice, 84.0);
/// # Ok(())
/// # }
/// ```
pub trait ModuleLoader: Send + 'static {
    /// The name of the module that `specifier` means in the module or script called `referrer`.
    /// What has the same name is the same module. A specifier is a name unless the loader says
    /// otherwise.
    fn resolve(&mut self, specifier: &str, referrer: &str) -> Result<String, HostError> {
        let _ = referrer;
        Ok(specifier.to_owned())
    }

    /// The text of the module of a name: JavaScript, or JSON where the import asks for it with
    /// `{ type: 'json' }`. Asked once for each module and realm.
    fn load(&mut self, name: &str) -> Result<String, HostError>;
}

/// What the VM asks.
pub(crate) struct Modules {
    loader: Box<dyn ModuleLoader>,
    /// By name, by whether it is JSON, and by realm.
    loaded: HashMap<(String, bool, u32), RootId>,
}

impl Modules {
    pub(crate) fn new(loader: impl ModuleLoader) -> Modules {
        Modules {
            loader: Box::new(loader),
            loaded: HashMap::new(),
        }
    }
}

fn answer<T>(vm: &mut Vm, answer: Result<T, HostError>) -> JsResult<T> {
    answer.map_err(|error| vm.throw_error_text(ErrorKind::Error, &error.to_string()))
}

impl ModuleHost for Modules {
    fn load(
        &mut self,
        vm: &mut Vm,
        referrer: VmValue,
        request: &ModuleRequestKey,
    ) -> JsResult<Gc<Module>> {
        let referrer = match vm.string(referrer) {
            Some(name) => to_rust_string(vm, name)?,
            None => String::new(),
        };
        let name = self.loader.resolve(&request.specifier, &referrer);
        let name = answer(vm, name)?;
        let is_json = match request.attribute("type") {
            None => false,
            Some("json") => true,
            Some(other) => {
                let text = format!("there are no modules of type '{other}'");
                return Err(vm.throw_error_text(ErrorKind::TypeError, &text));
            }
        };
        let key = (name, is_json, vm.realm().offset());
        let known = self.loaded.get(&key).copied();
        if let Some(module) = known.and_then(|root| vm.heap.rooted_cell::<Module>(root)) {
            return Ok(module);
        }
        let text = self.loader.load(&key.0);
        let text = answer(vm, text)?;
        let module = if is_json {
            let text = from_str(vm, &text)?;
            let json = vm.intrinsic(Intrinsic::Json);
            let parse = vm.intern("parse")?;
            let value = invoke(vm, json.into(), parse, &[text.into()])?;
            let name = from_str(vm, &key.0)?;
            let realm = vm.realm();
            new_default_export_module(vm, realm, value, name.into())?
        } else {
            vm.compile_module(text.as_bytes(), &key.0)?
        };
        self.loaded.insert(key, vm.heap.root_cell(module));
        Ok(module)
    }
}

/// Runs a module and the jobs that it causes; gives its namespace.
pub(crate) fn run(vm: &mut Vm, name: &str, text: &[u8]) -> JsResult<VmValue> {
    let module = vm.compile_module(text, name)?;
    let promise = vm.run_module(module)?;
    if let Some(promise) = vm.heap.gc::<Promise>(promise) {
        promise.is_handled.set(true);
        vm.run_jobs()?;
        match promise.state.get() {
            PromiseState::Fulfilled => {}
            PromiseState::Rejected => return Err(vm.throw(promise.result.get())),
            PromiseState::Pending => {
                let text = format!("{name} awaits at its top level what no job brings");
                return Err(vm.throw_error_text(ErrorKind::Error, &text));
            }
        }
    }
    Ok(get_module_namespace(vm, module, ImportPhase::Evaluation)?.into())
}
