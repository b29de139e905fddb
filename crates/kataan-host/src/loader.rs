//! Modules from files, for the VM's host hooks.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use kataan_gc::{Gc, RootId};
use kataan_vm::error::ErrorKind;
use kataan_vm::execution::promise::{Promise, PromiseState};
use kataan_vm::module::{
    ImportPhase, Module, ModuleHost, ModuleRequestKey, evaluate, get_module_namespace, link,
    load_requested_modules, new_default_export_module, new_module_source, new_synthetic_module,
};
use kataan_vm::object::{Object, PropertyKey, ordinary_object_create};
use kataan_vm::operation::{get, own_property_keys};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::{Name, from_str, to_rust_string};
use kataan_vm::{JsResult, Value, Vm};

use crate::commonjs::{self, BUILT_INS, parse_json, throw_resolve_error};
use crate::file_system::throw_system_error;
use crate::global::set;
use crate::module::{Format, Located, Style, resolve};

/// A specifier that conformance suites know: a module that has a source.
const MODULE_SOURCE: &str = "<module source>";

/// Finds modules in files, by Node's rules.
#[derive(Debug, Default)]
pub struct FileLoader {
    /// By file, and by what was made of it.
    modules: HashMap<(PathBuf, Kind), RootId>,
    only_modules: bool,
}

/// What is made of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Program,
    Json,
    Text,
}

impl FileLoader {
    /// A loader to which every file is an ECMAScript module, as conformance suites expect.
    pub fn of_modules_only() -> FileLoader {
        FileLoader {
            only_modules: true,
            ..FileLoader::default()
        }
    }

    fn insert(&mut self, vm: &mut Vm, file: &Path, module: Gc<Module>) {
        let root = vm.heap.root_cell(module);
        self.modules.insert((file.to_owned(), Kind::Program), root);
    }

    fn load_file(
        &mut self,
        vm: &mut Vm,
        file: &Path,
        format: Format,
        kind: Kind,
    ) -> JsResult<Gc<Module>> {
        let key = (file.to_owned(), kind);
        if let Some(root) = self.modules.get(&key)
            && let Some(module) = vm.heap.rooted_cell::<Module>(*root)
            && module.realm.get() == vm.realm()
        {
            return Ok(module);
        }
        let name = file.to_string_lossy().into_owned();
        let text = match std::fs::read(file) {
            Ok(text) => text,
            Err(error) => return Err(throw_system_error(vm, &error, "open", &name)),
        };
        let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&text);
        let module = match (kind, format) {
            (Kind::Json, _) => {
                let value = parse_json(vm, text, &name)?;
                default_export(vm, value, &name)?
            }
            (Kind::Text, _) => {
                let value = from_str(vm, &String::from_utf8_lossy(text))?;
                default_export(vm, value.into(), &name)?
            }
            (Kind::Program, Format::Json) => {
                let text = format!("{name} is JSON: import it with {{ type: 'json' }}");
                return Err(vm.throw_error_text(ErrorKind::TypeError, &text));
            }
            (Kind::Program, Format::CommonJs) if !self.only_modules => {
                match commonjs::compile(vm, file, text) {
                    Ok(_) => {
                        let exports = commonjs::require_from(vm, Path::new("."), &name)?;
                        of_exports(vm, exports, &name)?
                    }
                    Err(thrown) if has_module_syntax(text) => {
                        vm.take_exception(thrown)?;
                        vm.compile_module(text, &name)?
                    }
                    Err(thrown) => return Err(thrown),
                }
            }
            (Kind::Program, _) => vm.compile_module(text, &name)?,
        };
        let root = vm.heap.root_cell(module);
        self.modules.insert(key, root);
        Ok(module)
    }
}

impl FileLoader {
    /// The one module of its kind in the current realm.
    fn module_with_source(&mut self, vm: &mut Vm) -> JsResult<Gc<Module>> {
        let key = (PathBuf::from(MODULE_SOURCE), Kind::Program);
        let known = self.modules.get(&key);
        if let Some(module) = known.and_then(|root| vm.heap.rooted_cell::<Module>(*root)) {
            return Ok(module);
        }
        let module = module_with_source(vm)?;
        let root = vm.heap.root_cell(module);
        self.modules.insert(key, root);
        Ok(module)
    }
}

impl ModuleHost for FileLoader {
    fn load(
        &mut self,
        vm: &mut Vm,
        referrer: Value,
        request: &ModuleRequestKey,
    ) -> JsResult<Gc<Module>> {
        if request.specifier == MODULE_SOURCE {
            return self.module_with_source(vm);
        }
        let folder = match vm.string(referrer) {
            Some(name) => {
                let name = to_rust_string(vm, name)?;
                Path::new(&name)
                    .parent()
                    .map(Path::to_owned)
                    .unwrap_or_default()
            }
            None => PathBuf::new(),
        };
        let kind = match request.attribute("type") {
            None => Kind::Program,
            Some("json") => Kind::Json,
            Some("text") => Kind::Text,
            Some(other) => {
                let text = format!("there are no modules of type `{other}`");
                return Err(vm.throw_error_text(ErrorKind::TypeError, &text));
            }
        };
        let built_ins = if self.only_modules { &[] } else { BUILT_INS };
        let module = match resolve(&request.specifier, &folder, Style::Import, built_ins) {
            Err(error) => return Err(throw_resolve_error(vm, &error, Style::Import)),
            Ok(Located::BuiltIn(name)) => {
                let exports = commonjs::built_in(vm, &name)?;
                of_exports(vm, exports, &name)?
            }
            Ok(Located::File(file, format)) => self.load_file(vm, &file, format, kind)?,
        };
        if request.phase == ImportPhase::Source && module.source_object.get().is_undefined() {
            let text = format!("the module `{}` has no source object", request.specifier);
            return Err(vm.throw_error_text(ErrorKind::SyntaxError, &text));
        }
        Ok(module)
    }

    fn import_meta(&mut self, vm: &mut Vm, module: Gc<Module>, meta: Gc<Object>) -> JsResult<()> {
        let Some(name) = vm.string(module.host_defined.get()) else {
            return Ok(());
        };
        let name = to_rust_string(vm, name)?;
        let folder = Path::new(&name)
            .parent()
            .unwrap_or(Path::new(""))
            .to_string_lossy()
            .into_owned();
        for (key, text) in [
            ("url", format!("file://{name}")),
            ("filename", name),
            ("dirname", folder),
        ] {
            let text = from_str(vm, &text)?;
            set(vm, meta, key, text.into())?;
        }
        Ok(())
    }
}

fn default_export(vm: &mut Vm, value: Value, name: &str) -> JsResult<Gc<Module>> {
    let realm = vm.realm();
    let name = from_str(vm, name)?;
    new_default_export_module(vm, realm, value, name.into())
}

/// A module of a CommonJS module's exports: the whole as default, and each property by its name.
fn of_exports(vm: &mut Vm, exports: Value, name: &str) -> JsResult<Gc<Module>> {
    let list = vm.heap.new_list()?;
    let default = vm.key(Name::Default);
    if let Some(object) = vm.object(exports) {
        let keys = own_property_keys(vm, object)?;
        for index in 0..keys.len() {
            let Some(raw) = keys.get(index) else { break };
            let key = PropertyKey::from_raw(raw);
            if key == default || key.is_symbol() {
                continue;
            }
            let value = get(vm, object, key)?;
            let key = key.to_value(vm)?;
            list.push(&mut vm.heap, key)?;
            list.push(&mut vm.heap, value)?;
        }
    }
    let default = default.to_value(vm)?;
    list.push(&mut vm.heap, default)?;
    list.push(&mut vm.heap, exports)?;
    let realm = vm.realm();
    let name = from_str(vm, name)?;
    kataan_vm::operation::with_list(vm, list, |vm, flat| {
        let (pairs, _) = flat.as_chunks::<2>();
        // rooted: `list` holds every value of the pairs for as long as this runs.
        let pairs: Vec<(Value, Value)> =
            pairs.iter().map(|[name, value]| (*name, *value)).collect();
        new_synthetic_module(vm, realm, &pairs, name.into())
    })
}

/// A module whose source phase gives an object, as tests of the import phase need one.
fn module_with_source(vm: &mut Vm) -> JsResult<Gc<Module>> {
    let module = default_export(vm, Value::UNDEFINED, MODULE_SOURCE)?;
    let parent = vm.intrinsic(Intrinsic::AbstractModuleSourcePrototype);
    let prototype = ordinary_object_create(vm, Some(parent))?;
    let class_name = from_str(vm, "ModuleSource")?;
    let source = new_module_source(vm, prototype, class_name)?;
    module.source_object.set(source.into());
    Ok(module)
}

/// Whether a text that is refused as CommonJS is an ECMAScript module.
pub(crate) fn has_module_syntax(text: &[u8]) -> bool {
    kataan_syntax::Source::new(text).is_ok_and(|source| {
        let options = kataan_syntax::Options::default();
        let mut names = kataan_syntax::Interner::default();
        kataan_syntax::parse_module(source, &mut names, &kataan_syntax::Bump::new(), &options)
            .is_ok()
    })
}

impl FileLoader {
    /// Compiles a text as the module of a file, and keeps it for imports of that file.
    pub fn compile(&mut self, vm: &mut Vm, file: &Path, text: &[u8]) -> JsResult<Gc<Module>> {
        let module = vm.compile_module(text, &file.to_string_lossy())?;
        self.insert(vm, file, module);
        Ok(module)
    }
}

/// Loads what a module asks for, and links it.
pub fn link_module(vm: &mut Vm, module: Gc<Module>) -> JsResult<()> {
    load_requested_modules(vm, module)?;
    link(vm, module)
}

/// Evaluates a linked module and runs all jobs; throws what the evaluation was rejected with.
pub fn evaluate_module(vm: &mut Vm, module: Gc<Module>) -> JsResult<()> {
    let promise = evaluate(vm, module)?;
    promise.is_handled.set(true);
    crate::agent::run_jobs_and_waits(vm)?;
    match promise.state.get() {
        PromiseState::Rejected => Err(vm.throw(promise.result.get())),
        PromiseState::Fulfilled | PromiseState::Pending => Ok(()),
    }
}

/// Compiles and evaluates a program that is a module; gives the promise of its completion.
/// `loader` serves its imports, and those of the realm from then on.
pub(crate) fn run_main_module(
    vm: &mut Vm,
    mut loader: FileLoader,
    file: &Path,
    text: &[u8],
) -> JsResult<Value> {
    let module = loader.compile(vm, file, text)?;
    vm.module_host = Some(Box::new(loader));
    vm.run_module(module)
}

/// Evaluates a module that may not wait, for `require`; gives its namespace.
pub(crate) fn evaluate_now(vm: &mut Vm, file: &Path, text: &[u8]) -> JsResult<Value> {
    let module = vm.compile_module(text, &file.to_string_lossy())?;
    let promise = vm.run_module(module)?;
    if let Some(promise) = vm.heap.gc::<Promise>(promise) {
        match promise.state.get() {
            PromiseState::Fulfilled => {}
            PromiseState::Rejected => {
                promise.is_handled.set(true);
                return Err(vm.throw(promise.result.get()));
            }
            PromiseState::Pending => {
                let text = format!(
                    "{} awaits at its top level and cannot be required",
                    file.display()
                );
                return Err(vm.throw_error_text(ErrorKind::Error, &text));
            }
        }
    }
    Ok(get_module_namespace(vm, module, ImportPhase::Evaluation)?.into())
}
