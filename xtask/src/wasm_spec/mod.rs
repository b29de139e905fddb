//! `cargo xtask wasm-spec`: the upstream WebAssembly suite, in process.
//!
//! The suite is kept in folders: one for the standard, and one for each proposal in the form that it
//! had when it was written. Each runs under the features that its folder assumes. Assertions that a
//! later version replaced are listed with the rule that did; failures are compared with a ledger that
//! may only shrink.

mod expectations;
#[cfg(feature = "wasm")]
mod suite;

use crate::Outcome;

/// What to run.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Run only files whose `folder/file` contains this.
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// Print every failure, those in the ledger too.
    #[arg(long)]
    failures: bool,
    /// Write the failures to the ledger.
    #[arg(long)]
    bless: bool,
    /// Collect at every Nth allocation of an object (every one if N is left out), and check the heap
    /// around each collection.
    #[arg(long, value_name = "N", num_args = 0..=1, require_equals = true, default_missing_value = "1")]
    gc_stress: Option<u32>,
    /// Profile that the engine is built with.
    #[arg(long, value_name = "PROFILE", default_value = "conformance")]
    profile: String,
}

/// The run of `cargo xtask ci`: the whole suite with the defaults.
pub(crate) fn run_ledger() -> Outcome {
    run(&Arguments {
        filter: None,
        failures: false,
        bless: false,
        gc_stress: None,
        profile: "conformance".to_owned(),
    })
}

/// Runs the suite and compares it with the ledger.
#[cfg(feature = "wasm")]
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    suite::run(arguments)
}

/// Builds this program with the engine, and runs the same task in it.
#[cfg(not(feature = "wasm"))]
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    use crate::{Verdict, process};

    let mut command = process::cargo();
    command.args(["run", "--quiet", "--package", "xtask", "--features", "wasm"]);
    command.args(["--profile", &arguments.profile, "--", "wasm-spec"]);
    if let Some(filter) = &arguments.filter {
        command.args(["--filter", filter]);
    }
    if arguments.failures {
        command.arg("--failures");
    }
    if arguments.bless {
        command.arg("--bless");
    }
    if let Some(every) = arguments.gc_stress {
        command.arg(format!("--gc-stress={every}"));
    }
    Ok(Verdict::passed_if(process::succeeds(&mut command)?))
}
