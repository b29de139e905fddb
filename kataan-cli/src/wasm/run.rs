//! `kataan wasm run`: a module with the functions of WASI.

use std::net::TcpListener;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Args;
use kataan_wasi::{DirPerms, FilePerms, WasiCtx, WasiCtxBuilder};
use kataan_wasm::{Config, Engine, Error, Extern, Instance, Linker, Module, Store, Val};

use super::load;
use super::options::{Bounds, Tier, UnknownImports, WasmOptions, parse_duration};
use super::{failure, value};
use crate::diagnostic;
use crate::exit::Exit;
use crate::input::{self, Input};
use crate::output;
use crate::stats;

/// What to run, with what, within which bounds.
#[derive(Args, Debug, Default)]
pub(crate) struct Arguments {
    /// The module (.wasm or .wat, or - for standard input); what follows is passed to it.
    // One list, because options after the module's name are not ours.
    #[arg(value_name = "FILE", trailing_var_arg = true, required = true)]
    program: Vec<String>,

    /// Call this exported function, with the arguments that follow the file, and print its results.
    #[arg(long, value_name = "NAME")]
    invoke: Option<String>,

    /// Let the program use a folder, under the same name or another; may be given again.
    #[arg(long = "dir", value_name = "HOST[::GUEST]")]
    dirs: Vec<String>,

    /// Set an environment variable, or pass on one of this process; may be given again.
    #[arg(long = "env", value_name = "NAME[=VALUE]")]
    env: Vec<String>,

    /// The name that the program is told to have [default: that of its file].
    #[arg(long, value_name = "NAME")]
    argv0: Option<String>,

    /// Instantiate another module first, whose exports are imported under NAME; may be given again.
    #[arg(long, value_name = "NAME=FILE")]
    preload: Vec<String>,

    /// Let the program accept connections here; may be given again.
    #[arg(long, value_name = "ADDRESS:PORT")]
    tcplisten: Vec<String>,

    /// Stop the program (with a trap) after this many units of fuel, about one an instruction.
    #[arg(long, value_name = "N")]
    fuel: Option<u64>,

    /// Stop the program after this time, in seconds or with a unit (500ms, 2m).
    #[arg(long, value_name = "TIME", value_parser = parse_duration)]
    timeout: Option<Duration>,

    /// The most bytes that a memory may have.
    #[arg(long, value_name = "BYTES")]
    max_memory_size: Option<u64>,

    /// The most elements that a table may have.
    #[arg(long, value_name = "N")]
    max_table_elements: Option<u64>,

    /// Bytes of stack that calls of the program may use.
    #[arg(long, value_name = "BYTES")]
    max_wasm_stack: Option<usize>,

    /// How the program is executed.
    #[arg(long, value_enum, default_value_t)]
    tier: Tier,

    #[command(flatten)]
    options: WasmOptions,

    /// At the end, print times and memory to standard error.
    #[arg(long)]
    stats: bool,
}

impl Arguments {
    /// Those of a command line without options: the file, and what is passed to it.
    pub(super) fn plain(program: Vec<String>) -> Self {
        Self {
            program,
            ..Self::default()
        }
    }
}

/// A run, however it was asked for.
pub(crate) struct Program<'a> {
    pub(crate) input: &'a Input,
    /// The program's name and what follows it.
    pub(crate) arguments: Vec<String>,
    pub(crate) invoke: Option<&'a str>,
    pub(crate) config: Config,
    pub(crate) bounds: Bounds,
    pub(crate) stats: bool,
}

/// Runs the module that the command line names.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Exit> {
    arguments.tier.check()?;
    let Some((file, rest)) = arguments.program.split_first() else {
        return Err(Exit::Usage);
    };
    let input = load::open(&PathBuf::from(file))?;
    let (mut config, mut bounds) = arguments.options.resolve();
    bounds.fuel = arguments.fuel.or(bounds.fuel);
    bounds.timeout = arguments.timeout.or(bounds.timeout);
    if let Some(bytes) = arguments.max_memory_size {
        bounds.limits.memory_size = bytes;
    }
    if let Some(elements) = arguments.max_table_elements {
        bounds.limits.table_elements = elements;
    }
    if let Some(bytes) = arguments.max_wasm_stack {
        config.max_wasm_stack(bytes);
    }
    let name = arguments.argv0.as_ref().unwrap_or(file).clone();
    let program = Program {
        input: &input,
        arguments: std::iter::once(name).chain(rest.iter().cloned()).collect(),
        invoke: arguments.invoke.as_deref(),
        config,
        bounds,
        stats: arguments.stats,
    };
    execute(
        program,
        |context| grant(arguments, context),
        &arguments.preload,
    )
}

/// Gives the program what the command line says.
fn grant(arguments: &Arguments, context: &mut WasiCtxBuilder) -> Result<(), Exit> {
    let refuse = |message: String| {
        diagnostic::failure(&message);
        Exit::Failure
    };
    for variable in &arguments.env {
        match variable.split_once('=') {
            Some((name, value)) => {
                context.env(name, value);
            }
            None => {
                if let Ok(value) = std::env::var(variable) {
                    context.env(variable, value);
                }
            }
        }
    }
    for dir in &arguments.dirs {
        let (host, guest) = dir.split_once("::").unwrap_or((dir, dir));
        context
            .preopened_dir(host, guest, DirPerms::all(), FilePerms::all())
            .map_err(|error| {
                let reason = input::without_number(&error.to_string());
                refuse(format!("cannot open the folder {host}: {reason}"))
            })?;
    }
    for address in &arguments.tcplisten {
        let listener = TcpListener::bind(address).map_err(|error| {
            let reason = input::reason(&error);
            refuse(format!("cannot listen at {address}: {reason}"))
        })?;
        context.preopened_socket(listener);
    }
    Ok(())
}

/// Runs a program with the standard streams and what `grant` gives it besides.
pub(crate) fn execute(
    mut program: Program<'_>,
    grant: impl FnOnce(&mut WasiCtxBuilder) -> Result<(), Exit>,
    preload: &[String],
) -> Result<(), Exit> {
    let start = Instant::now();
    let bounds = program.bounds;
    // Counting and looking at the clock cost time, and are not done unasked.
    program
        .config
        .consume_fuel(bounds.fuel.is_some())
        .epoch_interruption(bounds.timeout.is_some());
    let engine = Engine::new(&program.config);
    let module = load::module(&engine, program.input)?;
    let loaded = start.elapsed();

    let mut context = WasiCtxBuilder::new();
    context.inherit_stdio().args(&program.arguments);
    grant(&mut context)?;
    let mut linker = Linker::new(&engine);
    kataan_wasi::add_to_linker(&mut linker, |context: &mut WasiCtx| context)
        .map_err(|error| failure::report(&program.input.name, &error))?;
    let mut store = Store::new(&engine, context.build());
    store.limits(bounds.limits);
    store.set_fuel(bounds.fuel.unwrap_or(0));
    // A time that never comes is no bound.
    store.set_deadline(bounds.timeout.and_then(|time| start.checked_add(time)));

    let result = preload_all(&engine, &mut linker, &mut store, preload)
        .and_then(|()| run_module(&program, &mut linker, &mut store, &module));
    if program.stats {
        report_stats(&store, &bounds, loaded, start.elapsed());
    }
    result
}

fn preload_all(
    engine: &Engine,
    linker: &mut Linker<WasiCtx>,
    store: &mut Store<WasiCtx>,
    preload: &[String],
) -> Result<(), Exit> {
    for entry in preload {
        let Some((name, file)) = entry.split_once('=') else {
            diagnostic::failure(&format!("--preload {entry}: give NAME=FILE"));
            return Err(Exit::Usage);
        };
        let input = load::open(&PathBuf::from(file))?;
        let module = load::module(engine, &input)?;
        let linked = linker
            .instantiate(&mut *store, &module)
            .and_then(|instance| linker.instance(&*store, name, instance).map(drop));
        linked.map_err(|error| failure::report(file, &error))?;
    }
    Ok(())
}

fn run_module(
    program: &Program<'_>,
    linker: &mut Linker<WasiCtx>,
    store: &mut Store<WasiCtx>,
    module: &Module,
) -> Result<(), Exit> {
    let name = &program.input.name;
    match program.bounds.unknown_imports {
        UnknownImports::Refuse => Ok(()),
        UnknownImports::Trap => linker.define_unknown_imports_as_traps(module).map(drop),
        UnknownImports::Default => linker
            .define_unknown_imports_as_default_values(&mut *store, module)
            .map(drop),
    }
    .map_err(|error| failure::report(name, &error))?;
    let instance = linker
        .instantiate(&mut *store, module)
        .map_err(|error| failure::report(name, &error))?;
    let ended = match program.invoke {
        None => start(store, instance),
        Some(function) => return invoke(program, store, instance, function),
    };
    ended.map_err(|error| failure::report(name, &error))
}

/// Runs a program, or prepares a library.
fn start(store: &mut Store<WasiCtx>, instance: Instance) -> Result<(), Error> {
    for name in ["_start", "_initialize", ""] {
        if let Some(function) = instance.get_func(&*store, name) {
            return function.call(&mut *store, &[], &mut []);
        }
    }
    // The module's own start function has run.
    Ok(())
}

fn invoke(
    program: &Program<'_>,
    store: &mut Store<WasiCtx>,
    instance: Instance,
    name: &str,
) -> Result<(), Exit> {
    let file = &program.input.name;
    let refuse = |message: &str| {
        diagnostic::failure(&format!("{file}: {message}"));
        Exit::Failure
    };
    let Some(Extern::Func(function)) = instance.get_export(&*store, name) else {
        let names: Vec<String> = instance
            .exports(&*store)
            .into_iter()
            .filter(|(_, export)| matches!(export, Extern::Func(_)))
            .map(|(name, _)| name)
            .collect();
        let hint = if names.is_empty() {
            "no function is".to_owned()
        } else {
            format!("there are {}", names.join(", "))
        };
        return Err(refuse(&format!("no function `{name}` is exported; {hint}")));
    };
    let ty = function.ty(&*store);
    let given = program.arguments.get(1..).unwrap_or_default();
    if given.len() != ty.params().len() {
        return Err(refuse(&format!(
            "`{name}` takes {} arguments, {ty}; {} were given",
            ty.params().len(),
            given.len()
        )));
    }
    let arguments: Result<Vec<Val>, String> = given
        .iter()
        .zip(ty.params())
        .map(|(text, ty)| value::parse(text, *ty))
        .collect();
    let arguments = arguments.map_err(|message| refuse(&message))?;
    let mut results = vec![Val::I32(0); ty.results().len()];
    let called = match instance.get_func(&*store, "_initialize") {
        Some(initialize) if name != "_initialize" => initialize.call(&mut *store, &[], &mut []),
        _ => Ok(()),
    }
    .and_then(|()| function.call(&mut *store, &arguments, &mut results));
    called.map_err(|error| failure::report(file, &error))?;
    for result in &results {
        output::write(format!("{}\n", value::show(result)).as_bytes());
    }
    Ok(())
}

fn report_stats(store: &Store<WasiCtx>, bounds: &Bounds, loaded: Duration, total: Duration) {
    let _ = output::flush();
    let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
    let mut text = format!(
        "load        {:.1} ms\nrun         {:.1} ms\n",
        milliseconds(loaded),
        milliseconds(total - loaded)
    );
    if let Some(fuel) = bounds.fuel {
        text += &format!("fuel        {} used\n", fuel.saturating_sub(store.fuel()));
    }
    if let Some(peak) = stats::peak_memory() {
        text += &format!("peak memory {:.1} MiB\n", peak as f64 / 1024.0);
    }
    diagnostic::error_line(&text);
}
