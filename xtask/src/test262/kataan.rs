//! Our own engine: a fresh isolate and realm for each program.

use std::sync::{Arc, Mutex, PoisonError};

use kataan::host::{self, FileLoader, Output};
use kataan::{Error, Exception, Isolate, Limits as IsolateLimits, Options};

use super::engine::{Completion, Engine, Failure, Goal, Limits, Program};
use super::frontmatter::Phase;

/// Runs programs.
pub(super) struct Kataan;

/// Lines that a program printed.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Output for Lines {
    fn out(&mut self, text: &[u8]) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(text);
    }

    fn err(&mut self, _: &[u8]) {}
}

impl Lines {
    fn take(&self) -> Vec<String> {
        let bytes = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        String::from_utf8_lossy(&bytes)
            .lines()
            .map(str::to_owned)
            .collect()
    }
}

impl Engine for Kataan {
    fn run(&mut self, program: &Program<'_>, limits: &Limits) -> Completion {
        let lines = Lines::default();
        let failure = run(program, limits, &lines).err();
        Completion {
            printed: lines.take(),
            failure,
            reached: Phase::Runtime,
        }
    }
}

fn run(program: &Program<'_>, limits: &Limits, lines: &Lines) -> Result<(), Failure> {
    let isolate_limits = IsolateLimits::default()
        .memory(limits.memory)
        .deadline(limits.time);
    let options = Options {
        gc_stress: limits.gc_stress,
    };
    let mut isolate =
        Isolate::with_options(isolate_limits, options).map_err(|error| stopped(&error))?;
    let realm = isolate.new_realm().map_err(|error| stopped(&error))?;
    let output = lines.clone();
    isolate
        .enter(Some(realm), |vm| {
            host::set_output(vm, output);
            vm.agent_can_suspend = program.can_block;
            vm.module_host = Some(Box::new(FileLoader::of_modules_only()));
            host::install_test262(vm)
        })
        .map_err(|error| stopped(&error))?;
    for script in program.harness {
        isolate
            .eval_named(realm, &script.name, script.source.as_bytes())
            .map_err(|error| match error {
                Error::Exception(exception) => Failure::Harness {
                    name: script.name.clone(),
                    message: exception.to_string(),
                },
                other => stopped(&other),
            })?;
    }
    match program.goal {
        Goal::Script => run_script(&mut isolate, realm, program),
        Goal::Module => run_module(&mut isolate, realm, program),
    }
}

fn run_script(
    isolate: &mut Isolate,
    realm: kataan::Realm,
    program: &Program<'_>,
) -> Result<(), Failure> {
    let name = program.path.to_string_lossy();
    isolate
        .eval_named(realm, &name, program.source.as_bytes())
        .map_err(threw)?;
    // Without the host's tracker: unhandled rejections are no failure of a test.
    isolate
        .enter(Some(realm), host::run_jobs_and_waits)
        .map_err(threw)
}

fn run_module(
    isolate: &mut Isolate,
    realm: kataan::Realm,
    program: &Program<'_>,
) -> Result<(), Failure> {
    let mut phase = Phase::Parse;
    let result = isolate.enter(Some(realm), |vm| {
        let mut loader = FileLoader::of_modules_only();
        let module = loader.compile(vm, program.path, program.source.as_bytes())?;
        vm.module_host = Some(Box::new(loader));
        phase = Phase::Resolution;
        host::link_module(vm, module)?;
        phase = Phase::Runtime;
        host::evaluate_module(vm, module)
    });
    result.map_err(|error| match error {
        Error::Exception(exception) => failure(phase, &exception),
        other => stopped(&other),
    })
}

fn threw(error: Error) -> Failure {
    match error {
        Error::Exception(exception) if exception.is_early => failure(Phase::Parse, &exception),
        Error::Exception(exception) => failure(Phase::Runtime, &exception),
        other => stopped(&other),
    }
}

fn failure(phase: Phase, exception: &Exception) -> Failure {
    let name = if exception.constructor.is_empty() {
        exception.name.clone()
    } else {
        exception.constructor.clone()
    };
    Failure::Threw {
        phase,
        name,
        message: exception.message.clone(),
    }
}

fn stopped(error: &Error) -> Failure {
    Failure::Stopped(error.to_string())
}
