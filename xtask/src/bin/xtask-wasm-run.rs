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
        ["kataan", module] => measure(module.as_ref(), times::<Kataan>),
        ["wasmi", module] => measure(module.as_ref(), times::<Wasmi>),
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

/// A module in an interpreter.
trait Interpreter: Sized {
    /// Loads a module, and gives each function that it imports an end: an error, [`REACHED`].
    fn load(bytes: &[u8]) -> Result<Self>;
    /// Whether it imports anything.
    fn has_imports(&self) -> bool;
    /// How its `_start` fails.
    fn start(&mut self) -> Result<String>;
    /// Its export `run`, to be called.
    fn entry(self) -> Result<impl FnOnce() -> Result<i32>>;
}

fn times<I: Interpreter>(bytes: &[u8]) -> Result<Times> {
    let start = Instant::now();
    let mut module = I::load(bytes)?;
    if module.has_imports() {
        if module.start()? != REACHED {
            bail!("the module did not call its host");
        }
        let first = start.elapsed();
        return Ok(Times { first, run: None });
    }
    let entry = module.entry()?;
    let first = start.elapsed();
    Ok(Times {
        first,
        run: Some(run(entry)?),
    })
}

/// The engines have the same words for nearly everything.
macro_rules! interpreter {
    (
        $name:ident, $engine:ident, |$import:ident| ($module:expr, $field:expr, $ty:expr),
        $instantiate:ident, $error:path
    ) => {
        struct $name {
            store: $engine::Store<()>,
            instance: $engine::Instance,
            has_imports: bool,
        }

        impl Interpreter for $name {
            fn load(bytes: &[u8]) -> Result<Self> {
                let engine = $engine::Engine::default();
                let module = $engine::Module::new(&engine, bytes)?;
                let mut store = $engine::Store::new(&engine, ());
                let mut linker = $engine::Linker::new(&engine);
                // A module may import a name twice.
                linker.allow_shadowing(true);
                for $import in module.imports() {
                    if let $engine::ExternType::Func(ty) = $ty {
                        linker.func_new($module, $field, ty, |_, _, _| Err($error(REACHED)))?;
                    }
                }
                let instance = linker.$instantiate(&mut store, &module)?;
                let has_imports = module.imports().len() > 0;
                Ok(Self {
                    store,
                    instance,
                    has_imports,
                })
            }

            fn has_imports(&self) -> bool {
                self.has_imports
            }

            fn start(&mut self) -> Result<String> {
                let entry = self
                    .instance
                    .get_typed_func::<(), ()>(&self.store, "_start")?;
                match entry.call(&mut self.store, ()) {
                    Ok(()) => bail!("the module came to its end"),
                    Err(error) => Ok(error.to_string()),
                }
            }

            fn entry(mut self) -> Result<impl FnOnce() -> Result<i32>> {
                let entry = self
                    .instance
                    .get_typed_func::<(), i32>(&self.store, "run")?;
                Ok(move || Ok(entry.call(&mut self.store, ())?))
            }
        }
    };
}

interpreter!(
    Kataan,
    kataan_wasm,
    |import| (import.module, import.name, import.ty),
    instantiate,
    kataan_wasm::Error::host
);
interpreter!(
    Wasmi,
    wasmi,
    |import| (import.module(), import.name(), import.ty().clone()),
    instantiate_and_start,
    wasmi::Error::new
);
