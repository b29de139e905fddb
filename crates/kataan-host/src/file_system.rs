//! `node:fs`: what command-line packages read their own files with.

use std::io::Error as IoError;

use kataan_gc::Gc;
use kataan_vm::error::{ErrorKind, create_error};
use kataan_vm::native::Args;
use kataan_vm::object::Object;
use kataan_vm::operation::{construct, get};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::{from_str, to_rust_string};
use kataan_vm::{JsResult, Thrown, Value, Vm};

use crate::global::{Method, new_object_with, set};

static METHODS: &[Method] = &[
    ("readFileSync", 2, read_file_sync),
    ("existsSync", 1, exists_sync),
];

/// The module's exports.
pub(crate) fn exports(vm: &mut Vm) -> JsResult<Gc<Object>> {
    new_object_with(vm, METHODS)
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
