//! The worker: runs the tests that its parent names on standard input, one a line, and answers
//! each with a line of JSON.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io::{BufRead, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;
use clap::Args;

use super::case::Case;
use super::engine::{self, Engine, Limits, Script};
use super::frontmatter::Phase;
use super::judge::{self, Verdict};
use super::suite::{Suite, read_source};
use crate::Outcome;

/// How to run the tests that arrive.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The suite's folder.
    #[arg(long)]
    suite: PathBuf,
    /// Seconds that one run may take.
    #[arg(long)]
    time_limit: f64,
    /// Collect garbage at every allocation.
    #[arg(long)]
    gc_stress: bool,
    /// Parse only.
    #[arg(long)]
    parse: bool,
}

/// Bytes of heap that a test may use.
const MEMORY: usize = 512 << 20;

/// Native stack of the thread that tests run on, that of a main thread on most systems.
const STACK: usize = 8 << 20;

/// Runs tests until standard input ends.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let limits = Limits {
        time: Duration::from_secs_f64(arguments.time_limit),
        memory: MEMORY,
        gc_stress: arguments.gc_stress,
    };
    let suite = Suite::at(arguments.suite.clone());
    let phase = if arguments.parse {
        Phase::Parse
    } else {
        Phase::Runtime
    };
    let thread = std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(move || serve(&suite, &limits, phase))?;
    match thread.join() {
        Ok(result) => result.map(|()| crate::Verdict::Passed),
        Err(_) => Ok(crate::Verdict::Failed),
    }
}

fn serve(suite: &Suite, limits: &Limits, phase: Phase) -> Result<()> {
    std::panic::set_hook(Box::new(|panic| LAST_PANIC.set(panic.to_string())));
    let mut harness = Harness::default();
    let mut engine = engine::create(phase)?;
    let mut output = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let verdict = run_test(
            &mut engine,
            suite,
            &mut harness,
            line?.trim(),
            limits,
            phase,
        );
        serde_json::to_writer(&mut output, &verdict)?;
        output.write_all(b"\n")?;
        output.flush()?;
    }
    Ok(())
}

thread_local! {
    /// What the last panic said, for the report.
    static LAST_PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

fn run_test(
    engine: &mut Box<dyn Engine>,
    suite: &Suite,
    harness: &mut Harness,
    path: &str,
    limits: &Limits,
    phase: Phase,
) -> Verdict {
    let prepared = Case::read(suite, path).and_then(|case| {
        let scripts = harness.scripts(suite, &case)?;
        Ok((case, scripts))
    });
    let (case, scripts) = match prepared {
        Ok(prepared) => prepared,
        Err(error) => return Verdict::Failed(format!("{error:#}")),
    };
    let run = AssertUnwindSafe(|| judge::run(engine.as_mut(), suite, &case, &scripts, limits));
    catch_unwind(run).unwrap_or_else(|_| {
        // The old engine may be in any state; a panic is rare enough to afford a new one.
        if let Ok(fresh) = engine::create(phase) {
            std::mem::forget(std::mem::replace(engine, fresh));
        }
        Verdict::Failed(judge::one_line(&LAST_PANIC.take()))
    })
}

/// The harness files, each read once.
#[derive(Default)]
struct Harness {
    sources: HashMap<String, String>,
}

impl Harness {
    fn scripts(&mut self, suite: &Suite, case: &Case) -> Result<Vec<Script>> {
        let mut scripts = Vec::new();
        for name in case.harness() {
            if !self.sources.contains_key(name) {
                self.sources
                    .insert(name.to_owned(), read_source(&suite.harness(name))?);
            }
            scripts.push(Script {
                name: name.to_owned(),
                source: self.sources[name].clone(),
            });
        }
        Ok(scripts)
    }
}
