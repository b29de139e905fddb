//! `cargo xtask bench`: benchmarks beside pinned peers.
//!
//! Every benchmark runs in each engine in turn (A B A B), several rounds over, so that what
//! disturbs the machine disturbs all of them. The figure is the least CPU time of the rounds, less
//! what the engine takes for an empty script; a wrong result disqualifies.

pub(crate) mod engines;
pub(crate) mod measure;
mod programs;
mod table;
mod wasm;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Args;

use self::engines::Engine;
use self::measure::{Measurer, Usage};
use self::programs::Program;
use self::table::{Result as RunResult, Table};
use crate::{Outcome, Verdict, workspace};

/// What to run, and beside whom.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Run only the benchmarks whose name matches this glob (or is this word).
    #[arg(long, value_name = "GLOB")]
    filter: Vec<String>,
    /// Run only the benchmarks of this set (see conformance/bench/sets.txt).
    #[arg(long, value_name = "SET")]
    set: Option<String>,
    /// Run the WebAssembly benchmarks instead.
    #[arg(long)]
    wasm: bool,
    /// Engines to compare, the first with each of the others: kataan, node, node-jitless, bun,
    /// bun-jitless, or NAME=COMMAND for any other; of WebAssembly kataan, wasmi, wasmtime
    /// [default: all].
    #[arg(long, value_name = "ENGINE", value_delimiter = ',')]
    engines: Vec<String>,
    /// How often each benchmark runs in each engine.
    #[arg(long, value_name = "N", default_value_t = 3)]
    rounds: usize,
    /// Seconds that one run may take.
    #[arg(long, value_name = "SECONDS", default_value_t = 60.0)]
    time_limit: f64,
    /// Folder with more benchmarks: `micro/*.js` in it [default: $KATAAN_BENCH].
    #[arg(long, value_name = "DIR")]
    suite: Option<PathBuf>,
    /// The kataan program to measure [default: a release build].
    #[arg(long, value_name = "PROGRAM")]
    kataan: Option<PathBuf>,
    /// Write every figure to a file.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

impl Arguments {
    /// Whether the filters leave a benchmark of this name.
    fn selects(&self, name: &str) -> bool {
        let matches = |glob: &String| fast_glob::glob_match(glob, name);
        self.filter.is_empty() || self.filter.iter().any(matches)
    }
}

/// The engines that JavaScript runs in if none is named.
const ENGINES: &[&str] = &["kataan", "node-jitless", "node", "bun-jitless", "bun"];

/// Runs the benchmarks and prints the comparison.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    if arguments.wasm {
        return wasm::run(arguments);
    }
    let sets = programs::sets(&workspace::root().join("conformance/bench/sets.txt"))?;
    let programs = select(arguments, &sets)?;
    let mut names: Vec<&str> = arguments.engines.iter().map(String::as_str).collect();
    if names.is_empty() {
        names = ENGINES.to_vec();
    }
    let engines = names
        .iter()
        .map(|name| Engine::find(name, arguments.kataan.as_deref()))
        .collect::<Result<Vec<_>>>()?;
    let measurer = Measurer::build(Duration::from_secs_f64(arguments.time_limit))?;

    let empty = empty_script()?;
    let mut startup = vec![None::<Usage>; engines.len()];
    for _ in 0..(arguments.rounds * 3).max(5) {
        for (engine, best) in engines.iter().zip(&mut startup) {
            let usage = measurer
                .run(engine, &empty)
                .with_context(|| format!("{} does not run an empty script", engine.name))?
                .usage;
            *best = Some(best.map_or(usage, |best| best.least(usage)));
        }
    }
    let startup: Vec<Usage> = startup.into_iter().flatten().collect();

    let mut table = Table::new(&engines, startup);
    for program in &programs {
        let mut results: Vec<RunResult> = vec![RunResult::NotRun; engines.len()];
        for _ in 0..arguments.rounds.max(1) {
            for (engine, result) in engines.iter().zip(&mut results) {
                if !matches!(result, RunResult::Failed(_)) {
                    *result = result.combine(measure_checked(&measurer, engine, program));
                }
            }
        }
        table.add(&program.name, results);
    }
    table.print_averages(&sets);
    if let Some(file) = &arguments.json {
        std::fs::write(file, table.to_json()?)
            .with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(Verdict::passed_if(table.first_is_right()))
}

/// One run, disqualified if its result is wrong.
fn measure_checked(measurer: &Measurer, engine: &Engine, program: &Program) -> RunResult {
    match measurer.run(engine, &program.path) {
        Err(error) => RunResult::Failed(format!("{error:#}")),
        Ok(run) if run.code != 0 => RunResult::Failed(match run.last_error_line() {
            Some(line) => format!("exit status {}: {line}", run.code),
            None => format!("exit status {}", run.code),
        }),
        Ok(run) => match program.check(&run.output) {
            Ok(()) => RunResult::Measured(run.usage),
            Err(wrong) => RunResult::Failed(wrong),
        },
    }
}

fn select(arguments: &Arguments, sets: &programs::Sets) -> Result<Vec<Program>> {
    let outside = arguments
        .suite
        .clone()
        .or_else(|| std::env::var_os("KATAAN_BENCH").map(PathBuf::from));
    let mut programs = programs::read(&workspace::root().join("conformance/bench"))?;
    if let Some(folder) = outside {
        programs.extend(programs::read(&folder.join("micro"))?);
    }
    programs.sort_by(|left, right| left.name.cmp(&right.name));
    if let Some(name) = &arguments.set {
        let set = sets
            .get(name)
            .with_context(|| format!("there is no set {name}"))?;
        programs.retain(|program| set.contains(&program.name));
    }
    programs.retain(|program| arguments.selects(&program.name));
    if programs.is_empty() {
        bail!("there is nothing to run (KATAAN_BENCH or --suite names a folder of benchmarks)");
    }
    Ok(programs)
}

/// A script that does nothing, to measure what an engine takes to start and stop.
fn empty_script() -> Result<PathBuf> {
    let folder = workspace::target().join("bench");
    std::fs::create_dir_all(&folder)?;
    let file = folder.join("empty.js");
    std::fs::write(&file, "")?;
    Ok(file)
}
