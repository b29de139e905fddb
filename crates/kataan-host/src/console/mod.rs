//! The console: showing values to people.

mod format;
mod inspect;
mod layout;
mod table;

use std::time::Instant;

use kataan_vm::native::Args;
use kataan_vm::operation::{get, to_boolean, to_string};
use kataan_vm::string::to_rust_string;
use kataan_vm::{JsResult, Value, Vm};

pub(crate) use format::format;
pub use inspect::{InspectOptions, inspect};

use crate::global::Method;
use crate::host::host;

/// The methods of `console`.
pub(crate) static METHODS: &[Method] = &[
    ("log", 0, log),
    ("info", 0, log),
    ("debug", 0, log),
    ("error", 0, error),
    ("warn", 0, error),
    ("trace", 0, trace),
    ("dir", 0, dir),
    ("table", 1, table),
    ("assert", 0, assert),
    ("count", 0, count),
    ("countReset", 0, count_reset),
    ("group", 0, group),
    ("groupCollapsed", 0, group),
    ("groupEnd", 0, group_end),
    ("time", 0, time),
    ("timeLog", 0, time_log),
    ("timeEnd", 0, time_end),
];

/// Where a line goes.
#[derive(Clone, Copy)]
enum Stream {
    Out,
    Err,
}

/// Writes a text as lines, indented by the groups that are open.
fn write_line(vm: &mut Vm, stream: Stream, text: &str) {
    let host = host(vm);
    let margin = " ".repeat(host.console.indentation);
    let text = if margin.is_empty() {
        format!("{text}\n")
    } else {
        let lines: Vec<String> = text
            .split('\n')
            .map(|line| format!("{margin}{line}"))
            .collect();
        lines.join("\n") + "\n"
    };
    match stream {
        Stream::Out => host.output.out(text.as_bytes()),
        Stream::Err => host.output.err(text.as_bytes()),
    }
}

fn log(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let text = format(vm, &args, 0)?;
    write_line(vm, Stream::Out, &text);
    Ok(Value::UNDEFINED)
}

fn error(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let text = format(vm, &args, 0)?;
    write_line(vm, Stream::Err, &text);
    Ok(Value::UNDEFINED)
}

fn trace(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let text = format(vm, &args, 0)?;
    write_line(vm, Stream::Err, &format!("Trace: {text}"));
    Ok(Value::UNDEFINED)
}

/// `console.table(data, columns)`; what is no object is logged.
fn table(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    match table::table(vm, &args)? {
        Some(text) => {
            write_line(vm, Stream::Out, &text);
            Ok(Value::UNDEFINED)
        }
        None => log(vm, args),
    }
}

/// `console.dir(value, { depth, showHidden })`; a depth of `null` or `Infinity` is none.
fn dir(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let mut options = InspectOptions::default();
    if let Some(chosen) = vm.object(args.get(1)) {
        let key = vm.intern("depth")?;
        let depth = get(vm, chosen, key)?;
        if depth.is_null() {
            options.depth = usize::MAX;
        } else if let Some(depth) = depth.as_number() {
            options.depth = depth as usize;
        }
        let key = vm.intern("showHidden")?;
        let show_hidden = get(vm, chosen, key)?;
        options.show_hidden = to_boolean(vm, show_hidden);
    }
    let text = inspect(vm, args.get(0), options)?;
    write_line(vm, Stream::Out, &text);
    Ok(Value::UNDEFINED)
}

fn assert(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    if to_boolean(vm, args.get(0)) {
        return Ok(Value::UNDEFINED);
    }
    let text = format(vm, &args, 1)?;
    let text = if text.is_empty() {
        "Assertion failed".to_owned()
    } else {
        format!("Assertion failed: {text}")
    };
    write_line(vm, Stream::Err, &text);
    Ok(Value::UNDEFINED)
}

/// The first argument as a label.
fn label(vm: &mut Vm, args: &Args<'_>) -> JsResult<String> {
    match args.passed(0).filter(|value| !value.is_undefined()) {
        Some(value) => {
            let string = to_string(vm, value)?;
            to_rust_string(vm, string)
        }
        None => Ok("default".to_owned()),
    }
}

fn count(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let label = label(vm, &args)?;
    let count = host(vm).console.counts.entry(label.clone()).or_default();
    *count += 1;
    let text = format!("{label}: {count}");
    write_line(vm, Stream::Out, &text);
    Ok(Value::UNDEFINED)
}

fn count_reset(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let label = label(vm, &args)?;
    host(vm).console.counts.remove(&label);
    Ok(Value::UNDEFINED)
}

fn group(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    if !args.is_empty() {
        log(vm, args)?;
    }
    host(vm).console.indentation += 2;
    Ok(Value::UNDEFINED)
}

fn group_end(vm: &mut Vm, _: Args<'_>) -> JsResult<Value> {
    let console = &mut host(vm).console;
    console.indentation = console.indentation.saturating_sub(2);
    Ok(Value::UNDEFINED)
}

fn time(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let label = label(vm, &args)?;
    host(vm).console.clocks.insert(label, Instant::now());
    Ok(Value::UNDEFINED)
}

fn time_log(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let label = label(vm, &args)?;
    if let Some(start) = host(vm).console.clocks.get(&label) {
        let text = format!("{label}: {:.3}ms", start.elapsed().as_secs_f64() * 1e3);
        write_line(vm, Stream::Out, &text);
    }
    Ok(Value::UNDEFINED)
}

fn time_end(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    time_log(vm, args)?;
    let label = label(vm, &args)?;
    host(vm).console.clocks.remove(&label);
    Ok(Value::UNDEFINED)
}

/// `print(...values)`: texts side by side, as shells of engines have it.
pub(crate) fn print(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let mut line = String::new();
    for (index, value) in args.iter_from(0).enumerate() {
        if index > 0 {
            line.push(' ');
        }
        let string = to_string(vm, value)?;
        line.push_str(&to_rust_string(vm, string)?);
    }
    line.push('\n');
    host(vm).output.out(line.as_bytes());
    Ok(Value::UNDEFINED)
}
