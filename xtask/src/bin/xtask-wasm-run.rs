//! Runs one WebAssembly module in one interpreter, and prints how long it took: the engine's part of
//! `cargo xtask bench --wasm`.
//!
//! `xtask-wasm-run kataan|wasmi MODULE` prints `@first MICROSECONDS`, the time from the module's bytes
//! to the call of its export, then `@run MICROSECONDS`, what the call took, and `@ok RESULT`. A module
//! that imports is started instead, and the first time ends where it first calls its host.
//! `xtask-wasm-run assemble TEXT MODULE` makes a module of a text.

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["assemble", text, module] => assemble(text.as_ref(), module.as_ref()),
        ["kataan", module] => measure(module.as_ref(), kataan),
        ["wasmi", module] => measure(module.as_ref(), wasmi),
        _ => Err(anyhow::anyhow!("usage: xtask-wasm-run kataan|wasmi MODULE")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn assemble(text: &Path, module: &Path) -> Result<()> {
    let text = std::fs::read_to_string(text).context("cannot read the text")?;
    let buffer = wast::parser::ParseBuffer::new(&text)?;
    let bytes = wast::parser::parse::<wast::Wat<'_>>(&buffer)?.encode()?;
    std::fs::write(module, bytes).context("cannot write the module")
}

/// How long a run took.
struct Times {
    first: Duration,
    /// CPU time of the call and its result, if the module could be run.
    run: Option<(Duration, i32)>,
}

fn measure(module: &Path, engine: impl FnOnce(&[u8]) -> Result<Times>) -> Result<()> {
    let bytes = std::fs::read(module).context("cannot read the module")?;
    let times = engine(&bytes)?;
    println!("@first {}", times.first.as_micros());
    if let Some((run, result)) = times.run {
        println!("@run {}", run.as_micros());
        println!("@ok {result}");
    } else {
        println!("@ok");
    }
    Ok(())
}

/// CPU time of this process, so that the machine's other work does not count.
#[cfg(unix)]
fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::try_from(time).unwrap_or_default()
}

#[cfg(not(unix))]
fn cpu_time() -> Duration {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}

/// Times the call that is the benchmark.
fn run(call: impl FnOnce() -> Result<i32>) -> Result<(Duration, i32)> {
    let start = cpu_time();
    let result = call()?;
    Ok((cpu_time() - start, result))
}

/// What ends a start at its first call of the host.
const REACHED: &str = "the host was reached";

fn kataan(bytes: &[u8]) -> Result<Times> {
    use kataan_wasm::{Engine, Error, ExternType, Linker, Module, Store};

    let start = Instant::now();
    let engine = Engine::default();
    let module = Module::new(&engine, bytes)?;
    let mut store = Store::new(&engine, ());
    let mut linker = Linker::new(&engine);
    // A module may import a name twice.
    linker.allow_shadowing(true);
    for import in module.imports() {
        if let ExternType::Func(ty) = import.ty {
            linker.func_new(import.module, import.name, ty, |_, _, _| {
                Err(Error::host(REACHED))
            })?;
        }
    }
    let instance = linker.instantiate(&mut store, &module)?;
    if module.imports().len() > 0 {
        let entry = instance.get_typed_func::<(), ()>(&store, "_start")?;
        return match entry.call(&mut store, ()) {
            Err(error) if error.to_string() == REACHED => Ok(Times {
                first: start.elapsed(),
                run: None,
            }),
            _ => bail!("the module did not call its host"),
        };
    }
    let entry = instance.get_typed_func::<(), i32>(&store, "run")?;
    let first = start.elapsed();
    let run = run(|| Ok(entry.call(&mut store, ())?))?;
    Ok(Times {
        first,
        run: Some(run),
    })
}

fn wasmi(bytes: &[u8]) -> Result<Times> {
    use wasmi::{Engine, Error, ExternType, Linker, Module, Store};

    let start = Instant::now();
    let engine = Engine::default();
    let module = Module::new(&engine, bytes)?;
    let mut store = Store::new(&engine, ());
    let mut linker = Linker::new(&engine);
    // A module may import a name twice.
    linker.allow_shadowing(true);
    for import in module.imports() {
        if let ExternType::Func(ty) = import.ty() {
            linker.func_new(import.module(), import.name(), ty.clone(), |_, _, _| {
                Err(Error::new(REACHED))
            })?;
        }
    }
    let instance = linker.instantiate_and_start(&mut store, &module)?;
    if module.imports().len() > 0 {
        let entry = instance.get_typed_func::<(), ()>(&store, "_start")?;
        return match entry.call(&mut store, ()) {
            Err(error) if error.to_string() == REACHED => Ok(Times {
                first: start.elapsed(),
                run: None,
            }),
            _ => bail!("the module did not call its host"),
        };
    }
    let entry = instance.get_typed_func::<(), i32>(&store, "run")?;
    let first = start.elapsed();
    let run = run(|| Ok(entry.call(&mut store, ())?))?;
    Ok(Times {
        first,
        run: Some(run),
    })
}
