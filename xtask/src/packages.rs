//! `cargo xtask packages`: real programs from npm, run as their users run them.
//!
//! A folder of `conformance/packages` is a case: `package.json` pins what it needs, `run.js` uses
//! it, and `run.out` is what Node prints. The case is copied below the target folder and its
//! packages are installed there.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::bench::engines::Engine;
use crate::bench::measure::{Measurer, Run, Usage};
use crate::{Outcome, Verdict, process, workspace};

/// Which programs to run, and how.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The cases to run [default: all].
    case: Vec<String>,
    /// Write what Node prints as the expectation.
    #[arg(long)]
    bless: bool,
    /// How often each runs beside `node --jitless`, to compare CPU time and peak memory; 0 for not
    /// at all.
    #[arg(long, value_name = "N", default_value_t = 1)]
    rounds: usize,
    /// Seconds that one run may take.
    #[arg(long, value_name = "SECONDS", default_value_t = 120.0)]
    time_limit: f64,
    /// The kataan program to run [default: a release build].
    #[arg(long, value_name = "PROGRAM")]
    kataan: Option<PathBuf>,
}

/// Runs the cases.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let folder = workspace::root().join("conformance/packages");
    let all = cases(&folder)?;
    let wanted = if arguments.case.is_empty() {
        &all
    } else {
        &arguments.case
    };
    let measurer = Measurer::build(Duration::from_secs_f64(arguments.time_limit))?;
    let engine = if arguments.bless { "node" } else { "kataan" };
    let engine = Engine::find(engine, arguments.kataan.as_deref())?;
    let peer = if arguments.bless || arguments.rounds == 0 {
        None
    } else {
        Some(Engine::find("node-jitless", None)?)
    };
    let mut failed = 0;
    let mut ratios = Vec::new();
    for name in wanted {
        if !all.contains(name) {
            bail!("there is no case {name}; there are {}", all.join(", "));
        }
        let installed = install(&folder.join(name), name)?;
        let expectation = folder.join(name).join("run.out");
        let program = installed.join("run.js");
        if arguments.bless {
            std::fs::write(
                &expectation,
                checked(measurer.run(&engine, &program)?)?.output,
            )?;
            continue;
        }
        match measurer.run(&engine, &program).and_then(checked) {
            Err(error) => {
                failed += 1;
                println!("{name:<20} FAILED: {error:#}");
            }
            Ok(run) if run.output != workspace::read(&expectation)? => {
                failed += 1;
                println!(
                    "{name:<20} FAILED: {}",
                    first_difference(&workspace::read(&expectation)?, &run.output)
                );
            }
            Ok(run) => {
                let mut line = format!("{name:<20} ok     {}", describe(run.usage));
                if let Some(peer) = &peer {
                    let pair = compare(&measurer, [&engine, peer], &program, arguments.rounds)?;
                    let [own, other] = pair.map(describe);
                    let [time, memory] = ratio(pair);
                    ratios.push([time, memory]);
                    line = format!(
                        "{name:<20} ok     {time:.2}x time {memory:.2}x memory   {own}   {}: {other}",
                        peer.name
                    );
                }
                println!("{line}");
            }
        }
    }
    println!("{} passed, {failed} failed", wanted.len() - failed);
    if !ratios.is_empty() {
        let worst = |index: usize| ratios.iter().map(|pair| pair[index]).fold(0.0, f64::max);
        println!("at most {:.2}x time, {:.2}x memory", worst(0), worst(1));
    }
    Ok(Verdict::passed_if(failed == 0))
}

fn cases(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in
        std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?
    {
        let entry = entry?;
        if entry.path().join("run.js").is_file() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

/// Copies a case and installs its packages, unless that was done before.
fn install(case: &Path, name: &str) -> Result<PathBuf> {
    let folder = workspace::target().join("packages").join(name);
    prepare(case, &folder)?;
    Ok(folder)
}

/// Copies the files of a case to a folder, and installs the packages that it names there.
pub(crate) fn prepare(case: &Path, folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    for entry in std::fs::read_dir(case)? {
        let file = entry?.path();
        if let Some(file_name) = file.file_name().filter(|_| file.is_file()) {
            let copy = folder.join(file_name);
            if std::fs::read(&copy).ok() != Some(std::fs::read(&file)?) {
                std::fs::copy(&file, &copy)?;
                // What was installed for another list is no longer right.
                if file_name == "package.json" && folder.join("node_modules").is_dir() {
                    std::fs::remove_dir_all(folder.join("node_modules"))?;
                }
            }
        }
    }
    if folder.join("package.json").is_file() && !folder.join("node_modules").is_dir() {
        let mut npm = Command::new("npm");
        npm.args([
            "install",
            "--no-audit",
            "--no-fund",
            "--silent",
            "--ignore-scripts",
            "--no-package-lock",
        ]);
        if !process::succeeds(npm.current_dir(folder))? {
            bail!("npm did not install the packages of {}", case.display());
        }
    }
    Ok(())
}

fn checked(run: Run) -> Result<Run> {
    if run.code != 0 {
        bail!(
            "exit status {}: {}",
            run.code,
            run.last_error_line().unwrap_or_default()
        );
    }
    Ok(run)
}

/// The first line in which two texts differ.
pub(crate) fn first_difference(expected: &str, found: &str) -> String {
    let mut found_lines = found.lines();
    for (number, expected) in expected.lines().enumerate() {
        match found_lines.next() {
            Some(found) if found == expected => {}
            Some(found) => {
                return format!(
                    "line {}: expected `{expected}`, found `{found}`",
                    number + 1
                );
            }
            None => return format!("line {}: expected `{expected}`, found the end", number + 1),
        }
    }
    "there is more than expected".to_owned()
}

/// The least that a program takes in each engine; they run in turn.
fn compare(
    measurer: &Measurer,
    engines: [&Engine; 2],
    program: &Path,
    rounds: usize,
) -> Result<[Usage; 2]> {
    let mut best = [None::<Usage>; 2];
    for _ in 0..rounds {
        for (engine, best) in engines.into_iter().zip(&mut best) {
            let usage = checked(measurer.run(engine, program)?)?.usage;
            *best = Some(best.map_or(usage, |best| best.least(usage)));
        }
    }
    Ok(best.map(Option::unwrap_or_default))
}

/// The first's CPU time and peak memory over the second's.
fn ratio([own, other]: [Usage; 2]) -> [f64; 2] {
    [
        own.cpu_microseconds as f64 / other.cpu_microseconds as f64,
        own.peak_bytes as f64 / other.peak_bytes as f64,
    ]
}

pub(crate) fn describe(usage: Usage) -> String {
    format!(
        "{:.0} ms {:.0} MB",
        usage.cpu_microseconds as f64 / 1e3,
        usage.peak_bytes as f64 / 1e6
    )
}
