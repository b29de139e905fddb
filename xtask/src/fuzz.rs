//! `cargo xtask fuzz`: the fuzz targets, on the stable toolchain.
//!
//! Instrumentation needs flags that stable compilers guard; the variable that lifts the guard is
//! set for these builds alone.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail, ensure};
use clap::Args;

use crate::{Outcome, Verdict, process, workspace};

/// What to fuzz, and for how long.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The target; all of them in turn if none is named.
    target: Vec<String>,
    /// Seconds for each target.
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    seconds: u64,
    /// Processes that run at the same time.
    #[arg(long, value_name = "N", default_value_t = 1)]
    jobs: u32,
    /// Only run the seeds and fixed findings that the repository keeps, once each.
    #[arg(long)]
    seeds: bool,
    /// Plant the fault that each target knows, and fail where it is not found.
    #[arg(long, conflicts_with = "seeds")]
    planted: bool,
}

/// Runs the targets; a finding fails the run and stays in `fuzz/artifacts`.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    ensure!(
        process::is_installed("cargo-fuzz"),
        "cargo-fuzz is missing: cargo install cargo-fuzz"
    );
    let folder = workspace::root().join("fuzz");
    let all = targets(&folder)?;
    let wanted = if arguments.target.is_empty() {
        &all
    } else {
        &arguments.target
    };
    let mut passed = true;
    for target in wanted {
        if !all.contains(target) {
            bail!("there is no target {target}; there are {}", all.join(", "));
        }
        println!("=== {target}");
        let found_nothing = process::succeeds(&mut command(arguments, &folder, target)?)?;
        passed &= found_nothing != arguments.planted;
        if arguments.planted {
            let outcome = if found_nothing { "missed" } else { "found" };
            println!("=== {target}: the planted fault was {outcome}");
        }
    }
    Ok(Verdict::passed_if(passed))
}

fn command(arguments: &Arguments, folder: &Path, target: &str) -> Result<Command> {
    let mut command = process::cargo();
    // The workspace's own target folder holds code built without instrumentation.
    command
        .env("RUSTC_BOOTSTRAP", "1")
        .env_remove("CARGO_TARGET_DIR");
    command
        // The heap is mapped memory, which sanitizers do not watch, and is scanned from the stack,
        // which they rearrange: the engine's own checks look for what they would.
        .args(["fuzz", "run", "--sanitizer", "none", "--fuzz-dir"])
        .arg(folder)
        .arg(target);
    let seeds = folder.join("seeds").join(target);
    if arguments.planted {
        command.env("KATAAN_FUZZ_PLANT", "1");
    }
    if arguments.seeds {
        command.arg(seeds).args(["--", "-runs=0"]);
    } else {
        let corpus = folder.join("corpus").join(target);
        std::fs::create_dir_all(&corpus)?;
        command.arg(corpus).arg(seeds).arg("--");
        command.arg(format!("-max_total_time={}", arguments.seconds));
        if arguments.planted {
            // No finding of the repository's.
            let prefix = std::env::temp_dir().join("kataan-planted-");
            command.arg(format!("-artifact_prefix={}", prefix.display()));
        }
        if arguments.jobs > 1 {
            command.arg(format!("-fork={}", arguments.jobs));
        }
    }
    command.args(["-print_final_stats=1", "-timeout=20", "-verbosity=1"]);
    Ok(command)
}

/// The names of the targets, sorted.
fn targets(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder.join("fuzz_targets"))? {
        let path = entry?.path();
        if let (Some(stem), Some("rs")) = (
            path.file_stem(),
            path.extension().and_then(|end| end.to_str()),
        ) {
            names.push(stem.to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}
