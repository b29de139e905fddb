//! What the runner asks of an engine, and how the worker that holds one is built.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Result, bail};

use super::frontmatter::Phase;
use crate::{process, workspace};

/// An engine that runs programs one after another, each in a fresh realm (and, as the engine
/// thinks best, a fresh isolate).
///
/// The realm has the global functions of the language, `print`, and `$262` as the suite's
/// `INTERPRETING.md` describes it. After the program's last statement, the engine runs jobs,
/// agents and timers until none is left.
pub(super) trait Engine {
    fn run(&mut self, program: &Program<'_>, limits: &Limits) -> Completion;
}

/// A test as an engine sees it.
pub(super) struct Program<'a> {
    /// Scripts to evaluate first, in order, in the same realm.
    pub(super) harness: &'a [Script],
    /// Where the program is: what its imports are relative to.
    pub(super) path: &'a Path,
    pub(super) source: &'a str,
    pub(super) goal: Goal,
    /// Whether the agent may block in `Atomics.wait`.
    pub(super) can_block: bool,
}

/// A named script.
pub(super) struct Script {
    pub(super) name: String,
    pub(super) source: String,
}

/// The grammar's goal symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    Script,
    Module,
}

/// What one run may use.
#[derive(Clone, Debug)]
pub(super) struct Limits {
    pub(super) time: Duration,
    /// Bytes of heap.
    pub(super) memory: usize,
    /// Collect garbage at every allocation.
    pub(super) gc_stress: bool,
}

/// How a run ended, and what it printed.
#[derive(Debug)]
pub(super) struct Completion {
    /// One entry for each call of `print`.
    pub(super) printed: Vec<String>,
    pub(super) failure: Option<Failure>,
    /// How far the engine goes: one that only parses reaches [`Phase::Parse`].
    pub(super) reached: Phase,
}

/// Why a run did not end normally.
#[derive(Debug)]
pub(super) enum Failure {
    /// The program was refused or threw.
    Threw {
        phase: Phase,
        /// The `name` of the thrown value's `constructor`, or what the value is if it has none.
        name: String,
        message: String,
    },
    /// A script of the harness was refused or threw.
    Harness { name: String, message: String },
    /// A limit or the engine itself ended the run: the words go to the report.
    Stopped(String),
}

/// The engine for a phase: the parser alone, or the whole.
#[cfg(feature = "engine")]
pub(super) fn create(phase: Phase) -> Result<Box<dyn Engine>> {
    match phase {
        Phase::Parse => Ok(Box::new(super::parser::ParserEngine)),
        Phase::Resolution | Phase::Runtime => Ok(Box::new(super::kataan::Kataan)),
    }
}

/// Without the engine there is only the parent's side of the runner.
#[cfg(not(feature = "engine"))]
pub(super) fn create(_: Phase) -> Result<Box<dyn Engine>> {
    bail!("this build holds no engine")
}

/// Builds the worker with the engine in it, and says where it is.
pub(super) fn build_worker(profile: &str) -> Result<PathBuf> {
    let built = process::succeeds(process::cargo().args([
        "build",
        "--quiet",
        "--package",
        "xtask",
        "--features",
        "engine",
        "--profile",
        profile,
    ]))?;
    if !built {
        bail!("the worker does not build");
    }
    let folder = if profile == "dev" { "debug" } else { profile };
    Ok(workspace::target()
        .join(folder)
        .join("xtask")
        .with_extension(std::env::consts::EXE_EXTENSION))
}
