//! CommonJS: `require`, `module` and `exports`, and the modules that the host provides.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use kataan_gc::{Gc, RootId};
use kataan_vm::error::ErrorKind;
use kataan_vm::native::Args;
use kataan_vm::object::{NativeFunctionObject, Object, create_native_closure, create_object};
use kataan_vm::operation::{call, get, invoke};
use kataan_vm::string::{Name, from_str, to_rust_string};
use kataan_vm::{JsResult, Thrown, Value, Vm};

use crate::file_system;
use crate::global::set;
use crate::host::host;
use crate::module::{Format, Located, ResolveError, Style, resolve};

/// What a module's code is given.
const PARAMETERS: &str = "exports,require,module,__filename,__dirname";

/// The host's own modules, named without `node:`.
pub(crate) const BUILT_INS: &[&str] = &[
    "fs",
    "process",
    "path",
    "util",
    "events",
    "url",
    "os",
    "assert",
    "perf_hooks",
];

/// Those that are written in JavaScript.
const SCRIPTED: &[(&str, &str)] = &[
    ("path", include_str!("library/path.js")),
    ("util", include_str!("library/util.js")),
    ("events", include_str!("library/events.js")),
    ("url", include_str!("library/url.js")),
    ("os", include_str!("library/os.js")),
    ("assert", include_str!("library/assert.js")),
    ("perf_hooks", include_str!("library/perf_hooks.js")),
];

/// The modules of an isolate.
#[derive(Default)]
pub(crate) struct Modules {
    /// `require.cache`: an object from file names to modules.
    cache: Option<RootId>,
    built_ins: HashMap<String, RootId>,
    /// The module of the program.
    main: Option<RootId>,
}

/// Runs a program as a CommonJS module; its text was compiled by [`compile`].
pub(crate) fn run_main(vm: &mut Vm, file: &Path, function: Gc<Object>) -> JsResult<()> {
    let module = new_module(vm, file)?;
    let root = vm.heap.root(module.into());
    host(vm).modules.main = Some(root);
    run_module(vm, module, file, function)
}

/// Compiles the text of a CommonJS module to the function that runs it.
pub(crate) fn compile(vm: &mut Vm, file: &Path, text: &[u8]) -> JsResult<Gc<Object>> {
    let name = file.to_string_lossy();
    // Before the parameters are put around it: the offset is that of the file.
    if let Err(kataan_syntax::InvalidSource::Encoding { offset }) = kataan_syntax::Source::new(text)
    {
        let text = format!("{name}: the text is not UTF-8: byte {offset} starts no character");
        return Err(vm.throw_error_text(ErrorKind::SyntaxError, &text));
    }
    vm.compile_function(PARAMETERS, text, &name)
}

/// Gives the current realm `require`, `module` and `exports` as globals, for text that is no file.
pub fn install_require(vm: &mut Vm, folder: &Path) -> JsResult<()> {
    let global = vm.realm().global_object();
    let module = new_module(vm, &folder.join("[eval]"))?;
    let require = new_require(vm, folder)?;
    let key = vm.intern("exports")?;
    let exports = get(vm, module, key)?;
    for (name, value) in [
        ("require", require),
        ("module", module.into()),
        ("exports", exports),
    ] {
        crate::global::define(vm, global, name, value)?;
    }
    Ok(())
}

/// `require` as a file in `folder` sees it.
pub fn require_from(vm: &mut Vm, folder: &Path, specifier: &str) -> JsResult<Value> {
    match resolve(specifier, folder, Style::Require, BUILT_INS) {
        Ok(Located::BuiltIn(name)) => built_in(vm, &name),
        Ok(Located::File(file, format)) => require_file(vm, &file, format),
        Err(error) => Err(throw_resolve_error(vm, &error, Style::Require)),
    }
}

/// Throws what failed to resolve, with Node's `code`.
pub(crate) fn throw_resolve_error(vm: &mut Vm, error: &ResolveError, style: Style) -> Thrown {
    match file_system::new_error(vm, &error.to_string(), &[("code", error.code(style))]) {
        Ok(error) => vm.throw(error),
        Err(thrown) => thrown,
    }
}

fn require_file(vm: &mut Vm, file: &Path, format: Format) -> JsResult<Value> {
    let name = file.to_string_lossy().into_owned();
    let cache = cache(vm)?;
    let key = vm.intern(&name)?;
    let cached = get(vm, cache, key)?;
    let exports_key = vm.intern("exports")?;
    if let Some(module) = vm.object(cached) {
        return get(vm, module, exports_key);
    }
    let text = match std::fs::read(file) {
        Ok(text) => text,
        Err(error) => return Err(file_system::throw_system_error(vm, &error, "open", &name)),
    };
    let module = new_module(vm, file)?;
    let result = match format {
        Format::CommonJs => {
            let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&text);
            compile(vm, file, text).and_then(|function| run_module(vm, module, file, function))
        }
        Format::Json => {
            let value = parse_json(vm, &text, &name)?;
            set(vm, module, "exports", value)
        }
        Format::Module => require_module(vm, module, file, &text),
    };
    if let Err(thrown) = result {
        // A module that failed is loaded anew by the next one that asks.
        kataan_vm::operation::delete(vm, cache, key)?;
        return Err(thrown);
    }
    get(vm, module, exports_key)
}

/// An ECMAScript module without top-level `await` gives its namespace.
fn require_module(vm: &mut Vm, module: Gc<Object>, file: &Path, text: &[u8]) -> JsResult<()> {
    let namespace = crate::loader::evaluate_now(vm, file, text)?;
    set(vm, module, "exports", namespace)
}

/// The object from file names to modules.
fn cache(vm: &mut Vm) -> JsResult<Gc<Object>> {
    if let Some(cache) = host(vm).modules.cache.and_then(|root| vm.heap.rooted(root))
        && let Some(cache) = vm.object(cache)
    {
        return Ok(cache);
    }
    let cache = kataan_vm::object::ordinary_object_create(vm, None)?;
    let root = vm.heap.root(cache.into());
    host(vm).modules.cache = Some(root);
    Ok(cache)
}

/// A module object, entered in the cache.
fn new_module(vm: &mut Vm, file: &Path) -> JsResult<Gc<Object>> {
    let name = file.to_string_lossy().into_owned();
    let folder = folder_of(file).to_string_lossy().into_owned();
    let module = create_object(vm)?;
    let exports = create_object(vm)?;
    for (key, text) in [("id", &name), ("path", &folder)] {
        let text = from_str(vm, text)?;
        set(vm, module, key, text.into())?;
    }
    set(vm, module, "exports", exports.into())?;
    let filename = from_str(vm, &name)?;
    set(vm, module, "filename", filename.into())?;
    set(vm, module, "loaded", Value::FALSE)?;
    let children = kataan_vm::object::create_array_from_list(vm, &[])?;
    set(vm, module, "children", children.into())?;
    let cache = cache(vm)?;
    set(vm, cache, &name, module.into())?;
    Ok(module)
}

fn folder_of(file: &Path) -> PathBuf {
    file.parent()
        .map_or_else(|| PathBuf::from("."), Path::to_owned)
}

/// Runs a module's text with its five variables.
fn run_module(vm: &mut Vm, module: Gc<Object>, file: &Path, function: Gc<Object>) -> JsResult<()> {
    let name = file.to_string_lossy().into_owned();
    let require = new_require(vm, &folder_of(file))?;
    set(vm, module, "require", require)?;
    let exports_key = vm.intern("exports")?;
    let exports = get(vm, module, exports_key)?;
    let filename = from_str(vm, &name)?;
    let dirname = from_str(vm, &folder_of(file).to_string_lossy())?;
    call(
        vm,
        function.into(),
        exports,
        &[
            exports,
            require,
            module.into(),
            filename.into(),
            dirname.into(),
        ],
    )?;
    set(vm, module, "loaded", Value::TRUE)
}

/// A `require` function for the files of a folder.
pub(crate) fn new_require(vm: &mut Vm, folder: &Path) -> JsResult<Value> {
    let folder = from_str(vm, &folder.to_string_lossy())?;
    let require = create_native_closure(vm, require, "require", 1, &[folder.into()])?;
    let resolve = create_native_closure(vm, require_resolve, "resolve", 1, &[folder.into()])?;
    set(vm, require, "resolve", resolve.into())?;
    let cache = cache(vm)?;
    set(vm, require, "cache", cache.into())?;
    let main = host(vm)
        .modules
        .main
        .and_then(|root| vm.heap.rooted(root))
        .unwrap_or(Value::UNDEFINED);
    set(vm, require, "main", main)?;
    Ok(require.into())
}

/// The specifier, and the folder that the called function captured.
fn request(vm: &mut Vm, args: &Args<'_>) -> JsResult<(String, PathBuf)> {
    let Some(specifier) = vm.string(args.get(0)) else {
        return Err(vm.throw_error_text(ErrorKind::TypeError, "the module's name must be a string"));
    };
    let specifier = to_rust_string(vm, specifier)?;
    let folder = vm
        .heap
        .gc::<NativeFunctionObject>(args.callee())
        .map(|function| function.captured(0));
    let folder = match folder.and_then(|folder| vm.string(folder)) {
        Some(folder) => to_rust_string(vm, folder)?,
        None => String::new(),
    };
    Ok((specifier, PathBuf::from(folder)))
}

fn require(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let (specifier, folder) = request(vm, &args)?;
    vm.check_stack()?;
    require_from(vm, &folder, &specifier)
}

fn require_resolve(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let (specifier, folder) = request(vm, &args)?;
    match resolve(&specifier, &folder, Style::Require, BUILT_INS) {
        Ok(Located::BuiltIn(name)) => Ok(from_str(vm, &name)?.into()),
        Ok(Located::File(file, _)) => Ok(from_str(vm, &file.to_string_lossy())?.into()),
        Err(error) => Err(throw_resolve_error(vm, &error, Style::Require)),
    }
}

/// The exports of one of the host's own modules.
pub(crate) fn built_in(vm: &mut Vm, name: &str) -> JsResult<Value> {
    if let Some(exports) = host(vm)
        .modules
        .built_ins
        .get(name)
        .copied()
        .and_then(|root| vm.heap.rooted(root))
    {
        return Ok(exports);
    }
    let exports = match SCRIPTED.iter().find(|(scripted, _)| *scripted == name) {
        Some((_, text)) => scripted(vm, name, text)?,
        None if name == "fs" => file_system::exports(vm)?.into(),
        None => crate::process::process(vm)?,
    };
    let root = vm.heap.root(exports);
    host(vm).modules.built_ins.insert(name.to_owned(), root);
    Ok(exports)
}

fn scripted(vm: &mut Vm, name: &str, text: &str) -> JsResult<Value> {
    let function = vm.compile_function(
        "exports,require,module,host",
        text.as_bytes(),
        &format!("node:{name}"),
    )?;
    let module = create_object(vm)?;
    let exports = create_object(vm)?;
    set(vm, module, "exports", exports.into())?;
    let require = new_require(vm, Path::new("."))?;
    let natives = crate::library::natives(vm)?;
    call(
        vm,
        function.into(),
        Value::UNDEFINED,
        &[exports.into(), require, module.into(), natives],
    )?;
    let key = vm.intern("exports")?;
    get(vm, module, key)
}

/// The value that a JSON text spells.
pub(crate) fn parse_json(vm: &mut Vm, text: &[u8], name: &str) -> JsResult<Value> {
    let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
    let Ok(text) = std::str::from_utf8(text) else {
        return Err(vm.throw_error_text(ErrorKind::SyntaxError, &format!("{name} is not UTF-8")));
    };
    let text = from_str(vm, text)?;
    let json = vm.intrinsic(kataan_vm::realm::Intrinsic::Json);
    let parse = vm.intern("parse")?;
    match invoke(vm, json.into(), parse, &[text.into()]) {
        Ok(value) => Ok(value),
        Err(thrown) => {
            let error = vm.take_exception(thrown)?;
            let message = match vm.object(error) {
                Some(error) => kataan_vm::operation::get_name(vm, error, Name::Message)?,
                None => error,
            };
            let message = kataan_vm::operation::to_string(vm, message)?;
            let message = to_rust_string(vm, message)?;
            Err(vm.throw_error_text(ErrorKind::SyntaxError, &format!("{name}: {message}")))
        }
    }
}
