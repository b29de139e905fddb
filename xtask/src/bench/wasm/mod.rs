//! `cargo xtask bench --wasm`: the WebAssembly interpreter beside wasmi, and Wasmtime as the anchor of
//! what compiled code reaches.
//!
//! Run time, time to the first call and peak memory are figures apart. Programs are texts of
//! `conformance/bench/wasm`, whose export `run` computes the number that a comment `;; expect:` names;
//! a wrong one disqualifies. One more module, of 20 MB and from npm, is only started.

mod table;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::Serialize;

use self::table::Table;
use super::Arguments;
use super::engines::{Engine, npm_package};
use super::measure::Measurer;
use crate::{Outcome, Verdict, process, workspace};

/// The version of the library from PyPI that stands for Wasmtime.
const WASMTIME: &str = "50.0.1";

/// A large module of a real program: package, version, file.
const LARGE: (&str, &str, &str) = ("@esbuild/wasi-preview1", "0.27.2", "esbuild.wasm");

/// A module to measure.
struct Program {
    name: String,
    module: PathBuf,
    expected: Option<String>,
    /// Compiling it whole takes a minute: interpreters only.
    is_large: bool,
}

/// What a run took.
#[derive(Clone, Copy, Debug, Serialize)]
struct Figures {
    /// CPU time of the call, if the module was run and not only started.
    run_microseconds: Option<u64>,
    /// From the module's bytes to its first call, by the clock.
    first_microseconds: u64,
    peak_bytes: u64,
}

impl Figures {
    /// The lesser of each: what disturbs a run only adds to it.
    fn least(self, other: Self) -> Self {
        Self {
            run_microseconds: match (self.run_microseconds, other.run_microseconds) {
                (Some(left), Some(right)) => Some(left.min(right)),
                (left, right) => left.or(right),
            },
            first_microseconds: self.first_microseconds.min(other.first_microseconds),
            peak_bytes: self.peak_bytes.min(other.peak_bytes),
        }
    }
}

/// How a program went in an engine.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Measured {
    NotRun,
    Figures(Figures),
    Failed(String),
}

/// Runs the programs and prints the comparison.
pub(super) fn run(arguments: &Arguments) -> Outcome {
    let runner = build_runner()?;
    let names = match &arguments.engines[..] {
        [] => vec![
            "kataan".to_owned(),
            "wasmi".to_owned(),
            "wasmtime".to_owned(),
        ],
        names => names.to_vec(),
    };
    let engines = names
        .iter()
        .map(|name| find(name, &runner))
        .collect::<Result<Vec<_>>>()?;
    let programs = programs(arguments, &runner)?;
    let measurer = Measurer::build(Duration::from_secs_f64(arguments.time_limit))?;
    let mut table = Table::new(names);
    for program in &programs {
        let mut results = vec![Measured::NotRun; engines.len()];
        for _ in 0..arguments.rounds.max(1) {
            for (engine, result) in engines.iter().zip(&mut results) {
                if program.is_large && engine.name == "wasmtime" {
                    continue;
                }
                *result = match (&*result, measure(&measurer, engine, program)) {
                    (Measured::Failed(why), _) => Measured::Failed(why.clone()),
                    (_, Err(error)) => Measured::Failed(format!("{error:#}")),
                    (Measured::Figures(best), Ok(figures)) => {
                        Measured::Figures(best.least(figures))
                    }
                    (Measured::NotRun, Ok(figures)) => Measured::Figures(figures),
                };
            }
        }
        eprintln!("{} is measured", program.name);
        table.add(&program.name, results);
    }
    table.print();
    if let Some(file) = &arguments.json {
        std::fs::write(file, table.to_json()?)
            .with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(Verdict::passed_if(table.first_is_right()))
}

/// One run, disqualified if its result is wrong.
fn measure(measurer: &Measurer, engine: &Engine, program: &Program) -> Result<Figures> {
    let run = measurer.run(engine, &program.module)?;
    if run.code != 0 {
        bail!(
            "exit status {}: {}",
            run.code,
            run.last_error_line().unwrap_or("no message")
        );
    }
    let value = |key: &str| {
        run.output
            .lines()
            .find_map(|line| line.strip_prefix(key))
            .map(str::trim)
    };
    let result = value("@ok").context("printed no result")?;
    if let Some(expected) = &program.expected
        && expected != result
    {
        bail!("gave {result}, and {expected} is right");
    }
    let first = value("@first").context("printed no time to the first call")?;
    Ok(Figures {
        run_microseconds: value("@run").map(str::parse).transpose()?,
        first_microseconds: first.parse()?,
        peak_bytes: run.usage.peak_bytes,
    })
}

/// The program that runs modules in the interpreters.
fn build_runner() -> Result<PathBuf> {
    let name = "xtask-wasm-run";
    let arguments = [
        "build",
        "--quiet",
        "--release",
        "--package",
        "xtask",
        "--features",
        "wasm-bench",
        "--bin",
        name,
    ];
    if !process::succeeds(process::cargo().args(arguments))? {
        bail!("{name} does not build");
    }
    Ok(workspace::target()
        .join("release")
        .join(name)
        .with_extension(std::env::consts::EXE_EXTENSION))
}

fn find(name: &str, runner: &Path) -> Result<Engine> {
    let (program, arguments) = match name {
        "kataan" | "wasmi" => (runner.to_owned(), vec![name.into()]),
        "wasmtime" => {
            let script = workspace::root().join("xtask/src/bench/wasm/run_wasmtime.py");
            (wasmtime()?, vec![script.into()])
        }
        other => match other.split_once('=') {
            // Another build of the runner, to compare with.
            Some((_, program)) => (PathBuf::from(program), vec!["kataan".into()]),
            None => bail!("there is no engine {other} (others are given as NAME=RUNNER)"),
        },
    };
    Ok(Engine {
        name: name.to_owned(),
        program,
        arguments,
        environment: Vec::new(),
    })
}

/// A Python that has Wasmtime, made below the target folder at its first use.
fn wasmtime() -> Result<PathBuf> {
    let folder = workspace::target().join("peers/wasmtime");
    let python = folder.join("bin/python");
    let has_library = || {
        let mut import = Command::new(&python);
        import.args(["-c", "import wasmtime"]);
        python.exists() && process::succeeds(&mut import).unwrap_or(false)
    };
    if !has_library() {
        eprintln!("installing wasmtime from PyPI");
        let mut create = Command::new("python3");
        create.args(["-m", "venv"]).arg(&folder);
        let mut install = Command::new(&python);
        install.args(["-m", "pip", "install", "--quiet"]);
        install.arg(format!("wasmtime=={WASMTIME}"));
        if !(process::succeeds(&mut create)? && process::succeeds(&mut install)? && has_library()) {
            bail!("wasmtime cannot be installed; leave it out with --engines");
        }
    }
    Ok(python)
}

/// The programs that the filters leave, assembled.
fn programs(arguments: &Arguments, runner: &Path) -> Result<Vec<Program>> {
    let modules = workspace::target().join("bench/wasm");
    std::fs::create_dir_all(&modules)?;
    let mut programs = Vec::new();
    for entry in std::fs::read_dir(workspace::root().join("conformance/bench/wasm"))? {
        let text = entry?.path();
        let Some(name) = text.file_stem().map(|stem| stem.to_string_lossy()) else {
            continue;
        };
        if !arguments.selects(&name) {
            continue;
        }
        let module = modules.join(&*name).with_extension("wasm");
        let mut assemble = Command::new(runner);
        assemble.arg("assemble").arg(&text).arg(&module);
        if !process::succeeds(&mut assemble)? {
            bail!("{} is no module", text.display());
        }
        let expected = workspace::read(&text)?
            .lines()
            .find_map(|line| line.strip_prefix(";; expect:"))
            .map(|expected| expected.trim().to_owned());
        programs.push(Program {
            name: name.into_owned(),
            module,
            expected,
            is_large: false,
        });
    }
    programs.sort_by(|left, right| left.name.cmp(&right.name));
    let (package, version, file) = LARGE;
    if arguments.selects("large-module") {
        programs.push(Program {
            name: "large-module".to_owned(),
            module: npm_package(package, version)?.join(file),
            expected: None,
            is_large: true,
        });
    }
    if programs.is_empty() {
        bail!("no program has such a name");
    }
    Ok(programs)
}
