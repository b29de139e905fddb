//! Programs that run, allocate or recurse without end are stopped at their limit, whatever they
//! are inside of, and nothing else is lost.
//!
//! `conformance/limits/*.js` hold many programs each, behind lines `// --- NAME`; those of `large.js`
//! make their data first, before a line `// then`, and the deadline is for the rest. Each runs in an
//! isolate of its own, under a deadline or a memory limit; after it the isolate must go on working,
//! and so must a fresh one. With `KATAAN_SHOW_OVERRUN=1` each prints how long after its deadline it
//! was over.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use kataan::{Error, Isolate, Limits, Termination, host};
use libtest_mimic::{Arguments, Failed, Trial};

/// How long a program runs before it must be stopped.
const DEADLINE: Duration = Duration::from_millis(100);

/// How long a program with large data runs before it must be stopped.
const SHORT_DEADLINE: Duration = Duration::from_millis(20);

/// Memory that a program may fill; in tests of the deadline it is a second limit.
const MEMORY: usize = 24 << 20;

/// Native stack of the programs, and of the threads that they run on.
const STACK: usize = 512 << 10;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    for (file, limits, expected) in [
        (
            "deadline.js",
            Limits::default().deadline(DEADLINE).memory(512 << 20),
            Termination::Deadline,
        ),
        (
            "memory.js",
            Limits::default().memory(MEMORY),
            Termination::OutOfMemory,
        ),
    ] {
        for (name, program) in programs(file) {
            let kind = file.trim_end_matches(".js");
            trials.push(Trial::test(format!("{kind}/{name}"), move || {
                on_a_large_stack(move || stops(&program, limits.stack(STACK), expected))
            }));
        }
    }
    for (name, program) in programs("large.js") {
        trials.push(Trial::test(format!("large/{name}"), move || {
            on_a_large_stack(move || stops_amid_large_data(&program))
        }));
    }
    for (name, program) in programs("deadline.js") {
        // One program of each kind is enough to see that the handle reaches everything.
        if name.starts_with("loop") || name.starts_with("array-like") {
            trials.push(Trial::test(format!("interrupt/{name}"), move || {
                on_a_large_stack(move || is_interrupted(&program))
            }));
        }
    }
    trials.push(Trial::test("many-realms", || on_a_large_stack(many_realms)));
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// The programs of a file: name and text.
fn programs(file: &str) -> Vec<(String, String)> {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../conformance/limits")
        .join(file);
    let text = std::fs::read_to_string(&path).expect("the programs are in the repository");
    text.split("\n// --- ")
        .skip(1)
        .filter_map(|part| part.split_once('\n'))
        .map(|(name, program)| (name.trim().to_owned(), program.to_owned()))
        .collect()
}

fn on_a_large_stack(
    test: impl FnOnce() -> Result<(), Failed> + Send + 'static,
) -> Result<(), Failed> {
    let thread = std::thread::Builder::new()
        .stack_size(8 << 20)
        .spawn(test)?;
    thread
        .join()
        .unwrap_or_else(|_| Err(Failed::from("it panicked")))
}

/// Runs a program as the command does: its text, then its jobs.
fn run(isolate: &mut Isolate, program: &str) -> kataan::Result<()> {
    let realm = isolate.new_realm()?;
    isolate.enter(Some(realm), |vm| {
        host::install(vm)?;
        vm.evaluate_script(program.as_bytes(), "program.js")?;
        host::run_event_loop(vm)
    })
}

fn stops(program: &str, limits: Limits, expected: Termination) -> Result<(), Failed> {
    let mut isolate = Isolate::new(limits)?;
    let start = Instant::now();
    let ending = run(&mut isolate, program);
    if std::env::var_os("KATAAN_SHOW_OVERRUN").is_some() && expected == Termination::Deadline {
        println!("over by {:?}", start.elapsed().saturating_sub(DEADLINE));
    }
    match ending {
        Err(Error::Terminated(termination)) if termination == expected => {}
        other => return Err(format!("ended with {other:?}").into()),
    }
    if expected == Termination::Deadline {
        // What fills the memory is still there: the realm that holds it is.
        works(&mut isolate)?;
    }
    works(&mut Isolate::new(limits)?)
}

/// Runs what comes before the line `// then` without a deadline, and the rest with one.
fn stops_amid_large_data(program: &str) -> Result<(), Failed> {
    let (before, after) = program.split_once("// then\n").ok_or("no `// then`")?;
    let limits = Limits::default().memory(2 << 30).stack(STACK);
    let mut isolate = Isolate::new(limits)?;
    let realm = isolate.new_realm()?;
    isolate.enter(Some(realm), |vm| {
        host::install(vm)?;
        vm.evaluate_script(before.as_bytes(), "before.js")
            .map(|_| ())
    })?;
    isolate.set_deadline(Some(SHORT_DEADLINE));
    let start = Instant::now();
    let ending = isolate.enter(Some(realm), |vm| {
        vm.evaluate_script(after.as_bytes(), "after.js")?;
        host::run_event_loop(vm)
    });
    if std::env::var_os("KATAAN_SHOW_OVERRUN").is_some() {
        println!(
            "over by {:?}",
            start.elapsed().saturating_sub(SHORT_DEADLINE)
        );
    }
    isolate.set_deadline(None);
    match ending {
        Err(Error::Terminated(Termination::Deadline)) => works(&mut isolate),
        other => Err(format!("ended with {other:?}").into()),
    }
}

/// Whether an isolate can be used.
fn works(isolate: &mut Isolate) -> Result<(), Failed> {
    isolate.collect_garbage();
    let realm = isolate.new_realm()?;
    let sum: f64 = isolate
        .eval(realm, "[1, 2, 3].map(x => x * 2).reduce((a, b) => a + b)")?
        .to(isolate)?;
    if sum == 12.0 {
        Ok(())
    } else {
        Err(format!("the isolate counts to {sum}").into())
    }
}

/// Another thread ends the program through a handle.
fn is_interrupted(program: &str) -> Result<(), Failed> {
    let mut isolate = Isolate::new(Limits::default().stack(STACK))?;
    let handle = isolate.interrupt_handle();
    let other = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(20));
        handle.interrupt();
    });
    let ending = run(&mut isolate, program);
    other.join().map_err(|_| "the other thread panicked")?;
    match ending {
        Err(Error::Terminated(Termination::Interrupted)) => works(&mut isolate),
        other => Err(format!("ended with {other:?}").into()),
    }
}

/// Realms that were let go of leave their memory to others.
fn many_realms() -> Result<(), Failed> {
    let mut isolate = Isolate::new(Limits::default().memory(MEMORY))?;
    for _ in 0..500 {
        let realm = isolate.new_realm()?;
        let value = isolate.eval(realm, "globalThis.kept = new Array(100)")?;
        isolate.release(value)?;
        isolate.release_realm(realm)?;
    }
    works(&mut isolate)
}
