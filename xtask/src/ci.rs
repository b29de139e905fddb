//! `cargo xtask ci`: everything that must pass before a change lands, in one command.

use std::time::Instant;

use clap::Args;

use crate::{Outcome, Verdict, lint, process, test, test262, unicode, wasm_spec};

/// What to leave out.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Stop at the first step that fails.
    #[arg(long)]
    fail_fast: bool,
}

/// A named step.
type Step = (&'static str, fn() -> Outcome);

/// Cheap steps first, so that a slip is told soon.
const STEPS: &[Step] = &[
    ("format", format),
    ("lint", lint::run),
    ("unicode", unicode::check),
    ("clippy", clippy),
    ("docs", docs),
    ("test", || test::run(&test::Arguments::all())),
    ("wasm-spec", wasm_spec::run_ledger),
    ("test262", test262::run_ledger),
];

/// Runs all steps and prints which failed.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let mut report = Vec::new();
    for (name, step) in STEPS {
        eprintln!("\n=== {name}");
        let start = Instant::now();
        let verdict = match step() {
            Ok(verdict) => verdict,
            Err(error) => {
                eprintln!("xtask: {error:#}");
                Verdict::Failed
            }
        };
        report.push((name, verdict, start.elapsed()));
        if verdict == Verdict::Failed && arguments.fail_fast {
            break;
        }
    }
    println!("\n=== summary");
    for (name, verdict, time) in &report {
        let word = if *verdict == Verdict::Passed {
            "ok"
        } else {
            "FAILED"
        };
        println!("{name:<12} {word:<8} {:>6.1} s", time.as_secs_f64());
    }
    Ok(Verdict::passed_if(
        report
            .iter()
            .all(|(_, verdict, _)| *verdict == Verdict::Passed),
    ))
}

fn format() -> Outcome {
    let passed = process::succeeds(process::cargo().args(["fmt", "--all", "--check"]))?;
    Ok(Verdict::passed_if(passed))
}

fn clippy() -> Outcome {
    let passed = process::succeeds(process::cargo().args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--all-features",
        "--",
        "-D",
        "warnings",
    ]))?;
    Ok(Verdict::passed_if(passed))
}

fn docs() -> Outcome {
    let mut command = process::cargo();
    command.env("RUSTDOCFLAGS", "-D warnings");
    let passed =
        process::succeeds(command.args(["doc", "--workspace", "--no-deps", "--all-features"]))?;
    Ok(Verdict::passed_if(passed))
}
