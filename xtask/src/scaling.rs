//! `cargo xtask scaling`: work that must grow in step with its input.
//!
//! A program of `conformance/scaling` takes a size as its argument (the first line says which size
//! is apt, `// size: 1000000`); it runs with that and with twice as much, and the second run may
//! take at most two and a half times as long.

use std::ffi::OsString;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;

use crate::bench::engines::Engine;
use crate::bench::measure::Measurer;
use crate::{Outcome, Verdict, workspace};

/// Which programs to run, and where.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Run only the programs whose name contains one of these.
    name: Vec<String>,
    /// The engine (see `bench`).
    #[arg(long, value_name = "ENGINE", default_value = "kataan")]
    engine: String,
    /// How often each size runs; the fastest counts.
    #[arg(long, value_name = "N", default_value_t = 3)]
    rounds: usize,
    /// Seconds that one run may take.
    #[arg(long, value_name = "SECONDS", default_value_t = 60.0)]
    time_limit: f64,
}

/// What twice the size may cost.
const BOUND: f64 = 2.5;

/// Times below this are start-up and noise.
const FLOOR_MILLISECONDS: f64 = 5.0;

/// Runs the programs.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let engine = Engine::find(&arguments.engine, None)?;
    let measurer = Measurer::build(Duration::from_secs_f64(arguments.time_limit))?;
    let folder = workspace::root().join("conformance/scaling");
    let mut files: Vec<_> = std::fs::read_dir(&folder)?
        .flatten()
        .map(|entry| entry.path())
        .collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "js"));
    files.sort();
    let (mut passed, mut failed) = (0, 0);
    for file in files {
        let name = file
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if !arguments.name.is_empty()
            && !arguments
                .name
                .iter()
                .any(|part| name.contains(part.as_str()))
        {
            continue;
        }
        let size: u64 = workspace::read(&file)?
            .lines()
            .next()
            .and_then(|line| line.strip_prefix("// size:")?.trim().parse().ok())
            .with_context(|| format!("{} does not start with `// size: N`", file.display()))?;
        let time = |size: u64| -> Result<f64> {
            let mut least = f64::INFINITY;
            for _ in 0..arguments.rounds.max(1) {
                let argument = OsString::from(size.to_string());
                let run = measurer.run_with(&engine, &file, &[argument])?;
                anyhow::ensure!(
                    run.code == 0,
                    "{}",
                    run.last_error_line().unwrap_or("it failed")
                );
                least = least.min(run.usage.cpu_microseconds as f64 / 1e3);
            }
            Ok(least)
        };
        match time(0).and_then(|start| Ok((time(size)? - start, time(2 * size)? - start))) {
            Ok((once, twice)) => {
                let ratio = twice / once.max(FLOOR_MILLISECONDS);
                let fits = ratio <= BOUND;
                let word = if fits { "ok" } else { "FAILED" };
                println!(
                    "{name:<24} {word:<7} n={size:<9} {once:>8.1} ms  2n {twice:>8.1} ms  {ratio:.2}x"
                );
                *(if fits { &mut passed } else { &mut failed }) += 1;
            }
            Err(error) => {
                println!("{name:<24} FAILED: {error:#}");
                failed += 1;
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    Ok(Verdict::passed_if(failed == 0))
}
