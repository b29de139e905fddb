//! `process`: the part of it that command-line packages need to start.

use kataan_gc::Gc;
use kataan_vm::error::{ErrorKind, Termination};
use kataan_vm::native::Args;
use kataan_vm::object::{Object, create_array_from_list, create_object};
use kataan_vm::operation::{get, get_index, to_number, to_string};
use kataan_vm::string::{from_str, to_rust_string};
use kataan_vm::value::bigint;
use kataan_vm::{JsResult, Value, Vm};

use crate::global::{Method, new_object_with, set};
use crate::host::host;

/// The version of Node whose interface the host follows.
const NODE_VERSION: &str = "26.10.0";

static METHODS: &[Method] = &[
    ("exit", 1, exit),
    ("cwd", 0, cwd),
    ("hrtime", 1, hrtime),
    ("uptime", 0, uptime),
    ("nextTick", 1, crate::event_loop::queue_microtask),
    ("on", 2, on),
    ("once", 2, on),
    ("emitWarning", 1, emit_warning),
];

/// What `process.argv` holds.
pub fn set_arguments(vm: &mut Vm, arguments: Vec<String>) {
    host(vm).arguments = arguments;
}

/// The process object, which all realms of an isolate share.
pub(crate) fn process(vm: &mut Vm) -> JsResult<Value> {
    if let Some(process) = host(vm).process.and_then(|root| vm.heap.rooted(root)) {
        return Ok(process);
    }
    let process = new_object_with(vm, METHODS)?;
    let arguments = host(vm).arguments.clone();
    let argv = create_array_from_list(vm, &[])?;
    for argument in &arguments {
        let argument = from_str(vm, argument)?;
        kataan_vm::object::array_push(vm, argv, argument.into())?;
    }
    set(vm, process, "argv", argv.into())?;
    let exec_argv = create_array_from_list(vm, &[])?;
    set(vm, process, "execArgv", exec_argv.into())?;
    let env = environment(vm)?;
    set(vm, process, "env", env.into())?;
    for (name, text) in [
        ("title", "kataan"),
        ("version", concat!("v", "26.10.0")),
        ("platform", platform()),
        ("arch", architecture()),
    ] {
        let text = from_str(vm, text)?;
        set(vm, process, name, text.into())?;
    }
    set(
        vm,
        process,
        "pid",
        Value::from_number(f64::from(std::process::id())),
    )?;
    let versions = create_object(vm)?;
    for (name, version) in [
        ("node", NODE_VERSION),
        ("kataan", env!("CARGO_PKG_VERSION")),
    ] {
        let version = from_str(vm, version)?;
        set(vm, versions, name, version.into())?;
    }
    set(vm, process, "versions", versions.into())?;
    set(vm, process, "exitCode", Value::UNDEFINED)?;
    for (name, write) in [
        ("stdout", write_out as kataan_vm::native::NativeFunction),
        ("stderr", write_err),
    ] {
        let stream = new_object_with(
            vm,
            &[
                ("write", 1, write),
                ("on", 2, on),
                ("once", 2, on),
                ("end", 0, on),
            ],
        )?;
        set(vm, stream, "isTTY", Value::FALSE)?;
        set(vm, process, name, stream.into())?;
    }
    let hrtime = vm.intern("hrtime")?;
    let hrtime = get(vm, process, hrtime)?;
    if let Some(hrtime) = vm.object(hrtime) {
        let function = kataan_vm::object::create_native_function(vm, hrtime_bigint, "bigint", 0)?;
        set(vm, hrtime, "bigint", function.into())?;
    }
    let root = vm.heap.root(process.into());
    host(vm).process = Some(root);
    Ok(process.into())
}

/// The status that a program which ran to its end leaves: `process.exitCode`, or 0.
pub fn final_status(vm: &mut Vm) -> JsResult<u8> {
    let Some(process) = host(vm).process.and_then(|root| vm.heap.rooted(root)) else {
        return Ok(0);
    };
    let Some(process) = vm.object(process) else {
        return Ok(0);
    };
    let key = vm.intern("exitCode")?;
    let code = get(vm, process, key)?;
    status(vm, code)
}

/// A value as an exit status: its lowest eight bits; `undefined` is success.
fn status(vm: &mut Vm, value: Value) -> JsResult<u8> {
    if value.is_undefined() || value.is_null() {
        return Ok(0);
    }
    let number = to_number(vm, value)?;
    Ok(kataan_vm::value::number::to_int32(number) as u8)
}

fn environment(vm: &mut Vm) -> JsResult<Gc<Object>> {
    let env = create_object(vm)?;
    for (name, value) in std::env::vars_os() {
        if let (Ok(name), Ok(value)) = (name.into_string(), value.into_string()) {
            let value = from_str(vm, &value)?;
            set(vm, env, &name, value.into())?;
        }
    }
    Ok(env)
}

fn platform() -> &'static str {
    match std::env::consts::OS {
        "macos" => "darwin",
        "windows" => "win32",
        other => other,
    }
}

fn architecture() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        "x86" => "ia32",
        other => other,
    }
}

/// `process.exit(code)`: ends the program; no handler runs.
fn exit(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let status = if args.get(0).is_undefined() {
        final_status(vm)?
    } else {
        status(vm, args.get(0))?
    };
    host(vm).exit_status = Some(status);
    Err(vm.terminate(Termination::Exit))
}

fn cwd(vm: &mut Vm, _: Args<'_>) -> JsResult<Value> {
    match std::env::current_dir() {
        Ok(folder) => Ok(from_str(vm, &folder.to_string_lossy())?.into()),
        Err(error) => Err(vm.throw_error_text(ErrorKind::Error, &error.to_string())),
    }
}

/// `process.hrtime([before])`: seconds and nanoseconds.
fn hrtime(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let now = host(vm).started.elapsed();
    let (mut seconds, mut nanoseconds) = (now.as_secs() as f64, f64::from(now.subsec_nanos()));
    if let Some(before) = vm.object(args.get(0)) {
        let second = get_index(vm, before, 0)?;
        seconds -= to_number(vm, second)?;
        let nanosecond = get_index(vm, before, 1)?;
        nanoseconds -= to_number(vm, nanosecond)?;
        if nanoseconds < 0.0 {
            seconds -= 1.0;
            nanoseconds += 1e9;
        }
    }
    let pair = [Value::from_number(seconds), Value::from_number(nanoseconds)];
    Ok(create_array_from_list(vm, &pair)?.into())
}

fn hrtime_bigint(vm: &mut Vm, _: Args<'_>) -> JsResult<Value> {
    let nanoseconds = host(vm).started.elapsed().as_nanos();
    let nanoseconds = u64::try_from(nanoseconds).unwrap_or(u64::MAX);
    Ok(bigint::from_u64(vm, nanoseconds)?.into())
}

fn uptime(vm: &mut Vm, _: Args<'_>) -> JsResult<Value> {
    Ok(Value::from_number(host(vm).started.elapsed().as_secs_f64()))
}

/// Events of the process and its streams are not raised; subscribing is no error.
fn on(_: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    Ok(args.this())
}

fn emit_warning(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let text = text(vm, args.get(0))?;
    host(vm).output.err(format!("Warning: {text}\n").as_bytes());
    Ok(Value::UNDEFINED)
}

fn text(vm: &mut Vm, value: Value) -> JsResult<String> {
    let string = to_string(vm, value)?;
    to_rust_string(vm, string)
}

fn write_out(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let text = text(vm, args.get(0))?;
    host(vm).output.out(text.as_bytes());
    Ok(Value::TRUE)
}

fn write_err(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let text = text(vm, args.get(0))?;
    host(vm).output.err(text.as_bytes());
    Ok(Value::TRUE)
}
