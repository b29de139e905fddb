//! `node:fs`: what command-line packages read their own files with.

use std::io::Error as IoError;

use kataan_gc::Gc;
use kataan_vm::error::{ErrorKind, create_error};
use kataan_vm::native::Args;
use kataan_vm::object::{
    NativeFunctionObject, Object, array_push, create_array_from_list, create_native_closure,
    create_object,
};
use kataan_vm::operation::{construct, get};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::{from_str, to_rust_string};
use kataan_vm::{JsResult, Thrown, Value, Vm};

use crate::global::{Method, new_object_with, set};

static METHODS: &[Method] = &[
    ("readFileSync", 2, read_file_sync),
    ("existsSync", 1, exists_sync),
    ("realpathSync", 1, real_path_sync),
    ("readdirSync", 1, read_directory_sync),
    ("statSync", 2, stat_sync),
    ("lstatSync", 2, link_stat_sync),
];

/// What `statSync` returns can be asked these; the answer is a captured boolean.
const KINDS: [&str; 3] = ["isFile", "isDirectory", "isSymbolicLink"];

/// The module's exports.
pub(crate) fn exports(vm: &mut Vm) -> JsResult<Gc<Object>> {
    let exports = new_object_with(vm, METHODS)?;
    // Where others tell the system's own resolution from theirs, there is but one.
    let key = vm.intern("realpathSync")?;
    let real_path = get(vm, exports, key)?;
    if let Some(function) = vm.object(real_path) {
        set(vm, function, "native", real_path)?;
    }
    Ok(exports)
}

/// `readFileSync(path, encoding)`: a string, or a `Uint8Array` without an encoding.
fn read_file_sync(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let path = path(vm, args.get(0))?;
    let encoding = match vm.object(args.get(1)) {
        Some(options) => {
            let key = vm.intern("encoding")?;
            get(vm, options, key)?
        }
        None => args.get(1),
    };
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) => return Err(throw_system_error(vm, &error, "open", &path)),
    };
    let Some(encoding) = vm.string(encoding) else {
        return byte_array(vm, &bytes);
    };
    let encoding = to_rust_string(vm, encoding)?.to_lowercase();
    match encoding.as_str() {
        "utf8" | "utf-8" => {
            let text = String::from_utf8_lossy(&bytes);
            Ok(from_str(vm, &text)?.into())
        }
        "latin1" | "binary" | "ascii" => Ok(kataan_vm::string::from_latin1(vm, &bytes)?.into()),
        _ => Err(vm.throw_error_text(
            ErrorKind::TypeError,
            &format!("unknown encoding: {encoding}"),
        )),
    }
}

fn exists_sync(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let exists = match vm.string(args.get(0)) {
        Some(path) => std::path::Path::new(&to_rust_string(vm, path)?).exists(),
        None => false,
    };
    Ok(if exists { Value::TRUE } else { Value::FALSE })
}

fn real_path_sync(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let path = path(vm, args.get(0))?;
    match std::fs::canonicalize(&path) {
        Ok(real) => Ok(from_str(vm, &real.to_string_lossy())?.into()),
        Err(error) => Err(throw_system_error(vm, &error, "realpath", &path)),
    }
}

/// `readdirSync(path)`: the names in a folder, sorted.
fn read_directory_sync(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let path = path(vm, args.get(0))?;
    let names: Result<Vec<_>, _> = std::fs::read_dir(&path)
        .and_then(|entries| entries.map(|entry| Ok(entry?.file_name())).collect());
    let mut names = match names {
        Ok(names) => names,
        Err(error) => return Err(throw_system_error(vm, &error, "scandir", &path)),
    };
    names.sort();
    let array = create_array_from_list(vm, &[])?;
    for name in &names {
        let name = from_str(vm, &name.to_string_lossy())?;
        array_push(vm, array, name.into())?;
    }
    Ok(array.into())
}

fn stat_sync(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let path = path(vm, args.get(0))?;
    let metadata = std::fs::metadata(&path);
    status(vm, args, metadata, "stat", &path)
}

fn link_stat_sync(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let path = path(vm, args.get(0))?;
    let metadata = std::fs::symlink_metadata(&path);
    status(vm, args, metadata, "lstat", &path)
}

/// What is known of a file; `undefined` for none if the options say `throwIfNoEntry: false`.
fn status(
    vm: &mut Vm,
    args: Args<'_>,
    metadata: std::io::Result<std::fs::Metadata>,
    call: &str,
    path: &str,
) -> JsResult<Value> {
    let metadata = match metadata {
        Ok(metadata) => metadata,
        Err(error) => {
            if error.kind() == std::io::ErrorKind::NotFound
                && let Some(options) = vm.object(args.get(1))
            {
                let key = vm.intern("throwIfNoEntry")?;
                if get(vm, options, key)? == Value::FALSE {
                    return Ok(Value::UNDEFINED);
                }
            }
            return Err(throw_system_error(vm, &error, call, path));
        }
    };
    let object = create_object(vm)?;
    set(
        vm,
        object,
        "size",
        Value::from_number(metadata.len() as f64),
    )?;
    let modified = metadata
        .modified()
        .ok()
        .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok())
        .map_or(0.0, |time| (time.as_secs_f64() * 1e3).floor());
    set(vm, object, "mtimeMs", Value::from_number(modified))?;
    let date = vm.intrinsic(Intrinsic::Date);
    let modified = construct(vm, date, &[Value::from_number(modified)], None)?;
    set(vm, object, "mtime", modified.into())?;
    let answers = [metadata.is_file(), metadata.is_dir(), metadata.is_symlink()];
    for (name, answer) in KINDS.into_iter().zip(answers) {
        let answer = if answer { Value::TRUE } else { Value::FALSE };
        let function = create_native_closure(vm, captured, name, 0, &[answer])?;
        set(vm, object, name, function.into())?;
    }
    Ok(object.into())
}

/// The value that the called function captured.
fn captured(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let function = vm.heap.gc::<NativeFunctionObject>(args.callee());
    Ok(function.map_or(Value::UNDEFINED, |function| function.captured(0)))
}

fn path(vm: &mut Vm, value: Value) -> JsResult<String> {
    if let Some(path) = vm.string(value) {
        let path = to_rust_string(vm, path)?;
        return Ok(path
            .strip_prefix("file://")
            .map_or(path.clone(), str::to_owned));
    }
    Err(vm.throw_error_text(ErrorKind::TypeError, "the path must be a string"))
}

fn byte_array(vm: &mut Vm, bytes: &[u8]) -> JsResult<Value> {
    let constructor = vm.intrinsic(Intrinsic::Uint8Array);
    let length = Value::from_number(bytes.len() as f64);
    let array = construct(vm, constructor, &[length], None)?;
    if let Some(array) = vm.heap.gc::<kataan_vm::object::TypedArray>(array.into()) {
        for (index, byte) in bytes.iter().enumerate() {
            let byte = Value::from_number(f64::from(*byte));
            kataan_vm::object::typed_array_set_element(vm, array, Some(index as u64), byte)?;
        }
    }
    Ok(array.into())
}

/// Throws an `Error` in Node's form: `ENOENT: no such file or directory, open 'x'`.
pub(crate) fn throw_system_error(vm: &mut Vm, error: &IoError, call: &str, path: &str) -> Thrown {
    let (code, reason) = match error.kind() {
        std::io::ErrorKind::NotFound => ("ENOENT", "no such file or directory".to_owned()),
        std::io::ErrorKind::PermissionDenied => ("EACCES", "permission denied".to_owned()),
        std::io::ErrorKind::IsADirectory => {
            ("EISDIR", "illegal operation on a directory".to_owned())
        }
        std::io::ErrorKind::NotADirectory => ("ENOTDIR", "not a directory".to_owned()),
        _ => ("EIO", error.to_string()),
    };
    let message = format!("{code}: {reason}, {call} '{path}'");
    match new_error(
        vm,
        &message,
        &[("code", code), ("syscall", call), ("path", path)],
    ) {
        Ok(error) => vm.throw(error),
        Err(thrown) => thrown,
    }
}

/// An error with properties of its own.
pub(crate) fn new_error(
    vm: &mut Vm,
    message: &str,
    properties: &[(&str, &str)],
) -> JsResult<Value> {
    let error = create_error(vm, ErrorKind::Error, message)?;
    for (name, text) in properties {
        let text = from_str(vm, text)?;
        set(vm, error, name, text.into())?;
    }
    Ok(error.into())
}
