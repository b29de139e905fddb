//! `kataan FILE`: running a program.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::CommandFactory;
use clap::error::ErrorKind;
use kataan::host::{self, FileLoader};
use kataan::{Isolate, Limits, Options};

use crate::arguments::{Program, RunArguments};
use crate::check::{self, Goal};
use crate::compiled;
use crate::diagnostic;
use crate::exit::Exit;
use crate::input::Input;
use crate::keyboard;
use crate::output::ProgramOutput;
use crate::stats::Stats;
use crate::uncaught;
use crate::wasm::{self, options::Bounds};

/// Native stack that a program may use unless it is told otherwise.
const STACK: usize = 4 << 20;

/// What the command itself needs of the stack besides.
const STACK_MARGIN: usize = 1 << 20;

/// Runs what the command line names.
pub(crate) fn run(arguments: &RunArguments) -> Exit {
    if arguments.test262 {
        return on_a_stack(arguments, || crate::test262::run(arguments));
    }
    let Some((program, rest)) = arguments.program() else {
        return usage("nothing to run: name a FILE, - for standard input, or give text with -e");
    };
    let input = match &program {
        // What is only read keeps the name that it was given.
        Program::File(path) if arguments.check => Input::file(path),
        Program::File(path) => Input::program(path),
        Program::StandardInput => Input::standard(),
        Program::Text { source, .. } => Ok(Input::text_of_command_line(source)),
    };
    let input = match input {
        Ok(input) => input,
        Err(exit) => return exit,
    };
    if wasm::load::is_module(&input) {
        return run_wasm(arguments, &input, rest)
            .err()
            .unwrap_or(Exit::Success);
    }
    if arguments.check {
        return check::check(&input, goal(arguments, &program));
    }
    let unit = match compiled::is_compiled(&input)
        .then(|| compiled::accept(&input))
        .transpose()
    {
        Ok(unit) => unit,
        Err(exit) => return exit,
    };
    on_a_stack(arguments, || {
        execute(arguments, &program, rest, &input, unit)
    })
}

/// Runs or checks a WebAssembly program, which is given its arguments and the standard streams.
fn run_wasm(arguments: &RunArguments, input: &Input, rest: &[OsString]) -> Result<(), Exit> {
    arguments.tier.check()?;
    if arguments.check {
        let engine = kataan_wasm::Engine::default();
        return wasm::load::module(&engine, input).map(drop);
    }
    let mut bounds = Bounds {
        timeout: arguments.timeout,
        ..Bounds::default()
    };
    if let Some(bytes) = arguments.memory_limit() {
        bounds.limits.memory_size = bytes as u64;
        bounds.limits.heap_size = bytes;
    }
    let mut config = kataan_wasm::Config::new();
    if let Some(bytes) = arguments.stack_size() {
        config.max_wasm_stack(bytes);
    }
    let rest = rest.iter().map(|text| text.to_string_lossy().into_owned());
    let program = wasm::run::Program {
        input,
        arguments: std::iter::once(input.name.clone()).chain(rest).collect(),
        invoke: None,
        config,
        bounds,
        stats: arguments.stats,
    };
    wasm::run::execute(program, |_| Ok(()), &[])
}

/// Runs on a thread whose stack is as large as the program may use.
fn on_a_stack(arguments: &RunArguments, body: impl FnOnce() -> Exit + Send) -> Exit {
    let size = arguments.stack_size().unwrap_or(STACK) + STACK_MARGIN;
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .name("main".to_owned())
            .stack_size(size);
        match thread
            .spawn_scoped(scope, body)
            .map(std::thread::ScopedJoinHandle::join)
        {
            Ok(Ok(exit)) => exit,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(error) => {
                diagnostic::failure(&format!(
                    "cannot start a thread with a stack of {size} bytes: {error}"
                ));
                Exit::Failure
            }
        }
    })
}

/// An isolate under the limits of the command line.
pub(crate) fn new_isolate(arguments: &RunArguments) -> Result<Isolate, kataan::Error> {
    let mut limits = Limits::default().stack(arguments.stack_size().unwrap_or(STACK));
    if let Some(bytes) = arguments.memory_limit() {
        limits = limits.memory(bytes);
    }
    if let Some(time) = arguments.timeout {
        limits = limits.deadline(time);
    }
    Isolate::with_options(
        limits,
        Options {
            gc_stress: arguments.gc_stress,
        },
    )
}

/// Runs a program to its end: its text, its jobs, its timers.
fn execute(
    arguments: &RunArguments,
    program: &Program<'_>,
    rest: &[OsString],
    input: &Input,
    unit: Option<Vec<u64>>,
) -> Exit {
    let stats = Stats::start();
    let mut isolate = match new_isolate(arguments) {
        Ok(isolate) => isolate,
        Err(error) => {
            diagnostic::failure(&error.to_string());
            return Exit::Failure;
        }
    };
    keyboard::ends(isolate.interrupt_handle());
    let exit = match run_in(&mut isolate, arguments, program, rest, input, unit) {
        Ok(status) => Exit::of_program(status),
        Err(error) => uncaught::report(&mut isolate, input, &error),
    };
    if arguments.feedback {
        print_feedback(&mut isolate);
    }
    if arguments.stats {
        stats.report(&mut isolate);
    }
    exit
}

/// Prints what the functions that ran have seen.
fn print_feedback(isolate: &mut Isolate) {
    match isolate.enter(None, |vm| vm.list_feedback()) {
        Ok(listing) => crate::output::write(listing.as_bytes()),
        Err(error) => diagnostic::failure(&error.to_string()),
    }
}

fn run_in(
    isolate: &mut Isolate,
    arguments: &RunArguments,
    program: &Program<'_>,
    rest: &[OsString],
    input: &Input,
    unit: Option<Vec<u64>>,
) -> kataan::Result<u8> {
    let realm = isolate.new_realm()?;
    let folder = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
    // One entry, so that the time limit is that of the whole program.
    isolate.enter(Some(realm), |vm| {
        host::set_output(vm, ProgramOutput);
        host::set_arguments(vm, process_arguments(input, program, rest));
        host::install(vm)?;
        vm.module_host = Some(Box::new(FileLoader::default()));
        if arguments.feedback {
            vm.keep_functions()?;
        }
        for required in &arguments.require {
            host::require_from(vm, &folder, &required_name(required))?;
        }
        match program {
            _ if unit.is_some() => {
                host::install_require(vm, &folder)?;
                host::run_compiled(vm, Path::new(&input.name), unit.unwrap_or_default())?;
            }
            Program::File(_) => run_file(vm, arguments, input)?,
            Program::StandardInput | Program::Text { .. } if arguments.module => {
                let file = folder.join(&input.name);
                host::run_program_module(vm, &file, input.text())?;
            }
            Program::StandardInput | Program::Text { .. } => {
                host::install_require(vm, &folder)?;
                let value = vm.evaluate_script(input.text(), &input.name)?;
                if let Program::Text { prints: true, .. } = program {
                    let shown = host::show(vm, value)?;
                    crate::output::write(format!("{shown}\n").as_bytes());
                }
            }
        }
        host::run_event_loop(vm)?;
        host::final_status(vm)
    })
}

fn run_file(vm: &mut host::Vm, arguments: &RunArguments, input: &Input) -> host::JsResult<()> {
    let file = Path::new(&input.name);
    if arguments.module {
        return host::run_program_module(vm, file, input.text());
    }
    host::run_program(vm, file, input.text())
}

/// `process.argv`: this program, the file, and what followed it.
fn process_arguments(input: &Input, program: &Program<'_>, rest: &[OsString]) -> Vec<String> {
    let own = std::env::current_exe()
        .map_or_else(|_| "kataan".to_owned(), |path| path.display().to_string());
    let mut list = vec![own];
    if matches!(program, Program::File(_)) {
        list.push(input.name.clone());
    }
    list.extend(
        rest.iter()
            .map(|argument| argument.to_string_lossy().into_owned()),
    );
    list
}

/// A file named with `-r` is meant from here, even without `./`.
fn required_name(file: &Path) -> String {
    let name = file.to_string_lossy().into_owned();
    if file.is_file() && !file.is_absolute() {
        format!("./{name}")
    } else {
        name
    }
}

/// Whether the program is a script or a module.
fn goal(arguments: &RunArguments, program: &Program<'_>) -> Goal {
    let is_named_so = match program {
        Program::File(path) => path.extension().is_some_and(|extension| extension == "mjs"),
        _ => false,
    };
    if arguments.module || is_named_so {
        Goal::Module
    } else {
        Goal::Script
    }
}

/// Tells what is wrong with the command line.
fn usage(message: &str) -> Exit {
    let error = RunArguments::command().error(ErrorKind::MissingRequiredArgument, message);
    // When standard error is gone there is nowhere to tell it.
    let _ = error.print();
    Exit::Usage
}
