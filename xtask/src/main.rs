//! Developer tasks of the Kataan workspace: `cargo xtask help` lists them.
//!
//! The default build holds the tools alone and compiles in seconds. The conformance suites run
//! the engine in process; they rebuild this same program with the feature `engine`, optimized,
//! and use it as their worker.

mod bench;
mod ci;
mod fuzz;
mod lint;
mod packages;
mod process;
mod scaling;
mod test;
mod test262;
mod unicode;
mod wasm_programs;
mod wasm_spec;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Developer tasks of the Kataan workspace.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Check the rules that the compiler does not: crate graph, file sizes, homes of `unsafe`, …
    Lint,
    /// Run every test of the workspace.
    Test(test::Arguments),
    /// Run everything that must pass before a change lands.
    Ci(ci::Arguments),
    /// Run the ECMAScript conformance suite and compare with the ledger of known failures.
    Test262(test262::Arguments),
    /// Run the WebAssembly conformance suite and compare with the ledger of known failures.
    WasmSpec(wasm_spec::Arguments),
    /// Run real programs as WebAssembly and compare what they print with what native builds print.
    WasmPrograms(wasm_programs::Arguments),
    /// Run the benchmarks beside pinned peers and print ratios.
    Bench(bench::Arguments),
    /// Run real programs from npm and compare what they print with what Node prints.
    Packages(packages::Arguments),
    /// Check that work grows in step with its input.
    Scaling(scaling::Arguments),
    /// Run the fuzz targets.
    Fuzz(fuzz::Arguments),
    /// Check that the Unicode tables are what their generator makes, or write them.
    Unicode(unicode::Arguments),
    /// Run tests sent on standard input (started by `test262`).
    #[command(hide = true)]
    Test262Worker(test262::worker::Arguments),
}

fn main() -> ExitCode {
    let result = match Arguments::parse().task {
        Task::Lint => lint::run(),
        Task::Test(arguments) => test::run(&arguments),
        Task::Ci(arguments) => ci::run(&arguments),
        Task::Test262(arguments) => test262::run(&arguments),
        Task::WasmSpec(arguments) => wasm_spec::run(&arguments),
        Task::WasmPrograms(arguments) => wasm_programs::run(&arguments),
        Task::Bench(arguments) => bench::run(&arguments),
        Task::Packages(arguments) => packages::run(&arguments),
        Task::Scaling(arguments) => scaling::run(&arguments),
        Task::Fuzz(arguments) => fuzz::run(&arguments),
        Task::Unicode(arguments) => unicode::run(&arguments),
        Task::Test262Worker(arguments) => test262::worker::run(&arguments),
    };
    match result {
        Ok(Verdict::Passed) => ExitCode::SUCCESS,
        Ok(Verdict::Failed) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// What a task found out; an error means that it could not find out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Passed,
    Failed,
}

impl Verdict {
    fn passed_if(condition: bool) -> Verdict {
        if condition {
            Verdict::Passed
        } else {
            Verdict::Failed
        }
    }
}

type Outcome = anyhow::Result<Verdict>;
