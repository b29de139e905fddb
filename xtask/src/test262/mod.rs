//! `cargo xtask test262`: the ECMAScript conformance suite, in process, on all cores.
//!
//! The parent reads the suite and hands tests to worker processes over pipes; a worker runs each
//! in a fresh realm of an engine that it holds ([`engine::Engine`]). So a crash or a hang costs
//! one test, and a test costs no process. Results are compared with a ledger of known failures
//! that may only shrink.

mod case;
#[cfg_attr(
    not(feature = "engine"),
    expect(dead_code, reason = "read by engines only")
)]
mod engine;
mod frontmatter;
mod growth;
mod judge;
#[cfg(feature = "engine")]
mod kataan;
mod known_tests;
mod ledger;
#[cfg(feature = "engine")]
mod parser;
mod pool;
mod report;
mod scope;
mod selection;
mod suite;
pub(crate) mod worker;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;

use self::case::Case;
use self::judge::Verdict as TestVerdict;
use self::ledger::Ledger;
use self::report::{Report, Row};
use crate::{Outcome, Verdict, workspace};

/// Which tests to run, and how.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The suite: a folder, or a `.tar.xz` archive of it [default: $KATAAN_TEST262, else a clone
    /// of the pinned upstream commit].
    #[arg(long, value_name = "DIR|ARCHIVE")]
    suite: Option<PathBuf>,
    /// Run only tests whose path below `test/` matches: a glob, or the start of a path.
    #[arg(long, value_name = "GLOB")]
    filter: Vec<String>,
    /// How many worker processes [default: one a core].
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// Collect garbage at every allocation, in every Nth test [default N: 1].
    #[arg(long, value_name = "N", num_args = 0..=1, require_equals = true, default_missing_value = "1")]
    gc_stress: Option<usize>,
    /// Seconds that one run of a test may take.
    #[arg(long, value_name = "SECONDS", default_value_t = 10.0)]
    time_limit: f64,
    /// Stop handing out tests after this many seconds; what has not run is not counted.
    #[arg(long, value_name = "SECONDS")]
    budget: Option<f64>,
    /// Write every result to a file.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Update the ledger and the list of known tests from the results.
    #[arg(long)]
    bless: bool,
    /// Print every failure, those in the ledger too.
    #[arg(long)]
    failures: bool,
    /// Parse the tests and run nothing, without a ledger: a check of the grammar in seconds.
    #[arg(long, conflicts_with_all = ["bless", "gc_stress"])]
    parse: bool,
    /// Profile that the engine is built with.
    #[arg(long, value_name = "PROFILE", default_value = "conformance")]
    profile: String,
    /// Use this worker instead of building one (a program that speaks the worker's protocol).
    #[arg(long, value_name = "PROGRAM", hide = true)]
    worker: Option<PathBuf>,
}

/// The ledger run of `cargo xtask ci`: the whole suite with the defaults.
pub(crate) fn run_ledger() -> Outcome {
    run(&Arguments {
        suite: None,
        filter: Vec::new(),
        jobs: None,
        gc_stress: None,
        time_limit: 10.0,
        budget: None,
        json: None,
        bless: false,
        failures: false,
        parse: false,
        profile: "conformance".to_owned(),
        worker: None,
    })
}

/// Runs the selected tests and compares them with the ledger.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let suite = suite::open(arguments.suite.as_deref())?;
    let scope = scope::Scope::read(&files::out_of_scope())?;
    let all = suite.paths()?;
    let mut paths = selection::select(&all, &arguments.filter)?;
    if let Some(step) = arguments.gc_stress {
        paths = paths.into_iter().step_by(step.max(1)).collect();
        println!(
            "collecting at every allocation, in every test of {step}: {} tests",
            paths.len()
        );
    }

    let mut rows = Vec::with_capacity(paths.len());
    let mut wanted = Vec::with_capacity(paths.len());
    for path in paths {
        match Case::read(&suite, &path) {
            Ok(case) => match scope.reason_to_skip(&case) {
                Some(reason) => rows.push(Row {
                    path,
                    verdict: TestVerdict::Skipped(reason),
                }),
                None => wanted.push(path),
            },
            Err(error) => rows.push(Row {
                path,
                verdict: TestVerdict::Failed(format!("{error:#}")),
            }),
        }
    }

    let worker = match &arguments.worker {
        Some(program) => program.clone(),
        None => engine::build_worker(&arguments.profile)?,
    };
    rows.extend(pool::run(
        wanted,
        &pool::Plan {
            worker,
            suite: suite.root().to_owned(),
            jobs: arguments.jobs.unwrap_or_else(pool::cores).max(1),
            time_limit: Duration::from_secs_f64(arguments.time_limit),
            budget: arguments.budget.map(Duration::from_secs_f64),
            gc_stress: arguments.gc_stress.is_some(),
            parse: arguments.parse,
        },
    )?);
    rows.sort_by(|left, right| left.path.cmp(&right.path));
    let report = Report::new(rows);
    if let Some(file) = &arguments.json {
        std::fs::write(file, report.to_json()?)
            .with_context(|| format!("cannot write {}", file.display()))?;
    }
    compare(arguments, &report, &all)
}

/// Prints the report, and says how it differs from the ledger.
fn compare(arguments: &Arguments, report: &Report, all: &[String]) -> Outcome {
    if arguments.parse {
        let difference = Ledger::default().compare(report, &all.iter().cloned().collect());
        report.print_directories();
        report.print_reasons(&difference.unexpected);
        difference.print();
        println!("{}", report.closing_line());
        return Ok(Verdict::passed_if(difference.unexpected.is_empty()));
    }
    let mut ledger = Ledger::read(&files::ledger())?;
    let mut known = known_tests::read(&files::known_tests())?;
    if arguments.bless {
        ledger.bless(report);
        ledger.write(&files::ledger())?;
        known.extend(all.iter().cloned());
        known_tests::write(&files::known_tests(), &known)?;
    }
    let difference = ledger.compare(report, &known);
    report.print_directories();
    if arguments.failures {
        report.print_failures();
    }
    report.print_reasons(&difference.unexpected);
    difference.print();
    let grown = growth::check(&ledger)?;
    for path in &grown {
        println!("the ledger grew: {path}");
    }
    println!("{}", report.closing_line());
    Ok(Verdict::passed_if(
        difference.unexpected.is_empty() && grown.is_empty(),
    ))
}

/// The committed files of the suite.
mod files {
    use std::path::PathBuf;

    use crate::workspace;

    /// Where they are, relative to the root.
    pub(super) const FOLDER: &str = "conformance/test262";

    fn file(name: &str) -> PathBuf {
        workspace::root().join(FOLDER).join(name)
    }

    /// Failures that are known, each with its reason.
    pub(super) fn ledger() -> PathBuf {
        file("known-failures.txt")
    }

    /// Every test of the suite that the ledger was made with.
    pub(super) fn known_tests() -> PathBuf {
        file("known-tests.txt")
    }

    /// What is not attempted, each with its reason.
    pub(super) fn out_of_scope() -> PathBuf {
        file("out-of-scope.txt")
    }
}

/// The variable that names the suite and the folder it stands for, unpacked if it names an
/// archive: what tests of single crates read. `None` where the variable is not set.
pub(crate) fn suite_for_tests() -> Result<Option<(&'static str, PathBuf)>> {
    if std::env::var_os(suite::VARIABLE).is_none() {
        return Ok(None);
    }
    let suite = suite::open(None)?;
    Ok(Some((suite::VARIABLE, suite.root().to_owned())))
}

/// Where suites and clones are kept between runs.
fn cache() -> Result<PathBuf> {
    let folder = workspace::target().join("test262");
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("cannot create {}", folder.display()))?;
    Ok(folder)
}
