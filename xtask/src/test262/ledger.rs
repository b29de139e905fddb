//! The ledger: tests that are known to fail, each with its reason. It may only shrink.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use anyhow::{Context, Result};

use super::judge::Verdict;
use super::report::Report;
use crate::workspace;

/// Written at the head of the file.
const HEADING: &str = "# Tests that are known to fail, each with the reason. This list may only shrink.\n\
                       # `cargo xtask test262 --bless` updates it.\n";

/// Known failures by path.
#[derive(Default)]
pub(super) struct Ledger {
    failures: BTreeMap<String, String>,
}

/// How results differ from the ledger.
pub(super) struct Difference {
    /// Failures of known tests that the ledger does not have: these fail the run.
    pub(super) unexpected: Vec<(String, String)>,
    /// Failures of tests that are newer than the ledger.
    newer: Vec<(String, String)>,
    /// Tests that the ledger has, and that pass.
    fixed: Vec<String>,
}

impl Ledger {
    /// Reads the ledger; empty if there is none yet.
    pub(super) fn read(file: &Path) -> Result<Ledger> {
        if !file.exists() {
            return Ok(Ledger::default());
        }
        Ok(Ledger::parse(&workspace::read(file)?))
    }

    pub(super) fn parse(text: &str) -> Ledger {
        let failures = text
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(|line| match line.split_once(' ') {
                Some((path, reason)) => (path.to_owned(), reason.to_owned()),
                None => (line.to_owned(), String::new()),
            })
            .collect();
        Ledger { failures }
    }

    pub(super) fn paths(&self) -> impl Iterator<Item = &String> {
        self.failures.keys()
    }

    pub(super) fn contains(&self, path: &str) -> bool {
        self.failures.contains_key(path)
    }

    pub(super) fn write(&self, file: &Path) -> Result<()> {
        let mut text = HEADING.to_owned();
        for (path, reason) in &self.failures {
            let _infallible = writeln!(text, "{path} {reason}");
        }
        std::fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))
    }

    /// Takes over the results: what passes leaves the ledger, what fails enters it. The reason of
    /// a failure that is already there stays, for a person may have written it.
    pub(super) fn bless(&mut self, report: &Report) {
        for row in &report.rows {
            match &row.verdict {
                Verdict::Failed(reason) => {
                    self.failures
                        .entry(row.path.clone())
                        .or_insert_with(|| reason.clone());
                }
                Verdict::Passed | Verdict::Skipped(_) => {
                    self.failures.remove(&row.path);
                }
            }
        }
    }

    pub(super) fn compare(&self, report: &Report, known: &BTreeSet<String>) -> Difference {
        let mut difference = Difference {
            unexpected: Vec::new(),
            newer: Vec::new(),
            fixed: Vec::new(),
        };
        for row in &report.rows {
            match &row.verdict {
                Verdict::Failed(reason) if !self.contains(&row.path) => {
                    let failure = (row.path.clone(), reason.clone());
                    if known.contains(&row.path) {
                        difference.unexpected.push(failure);
                    } else {
                        difference.newer.push(failure);
                    }
                }
                Verdict::Passed if self.contains(&row.path) => {
                    difference.fixed.push(row.path.clone())
                }
                _ => {}
            }
        }
        difference
    }
}

impl Difference {
    /// Prints what differs, the part that fails the run last.
    pub(super) fn print(&self) {
        const SHOWN: usize = 40;
        let print = |title: &str, failures: &[(String, String)]| {
            if failures.is_empty() {
                return;
            }
            println!("\n{title}: {}", failures.len());
            for (path, reason) in failures.iter().take(SHOWN) {
                println!("  {path}: {reason}");
            }
            if failures.len() > SHOWN {
                println!(
                    "  … and {} more (--failures prints all)",
                    failures.len() - SHOWN
                );
            }
        };
        print(
            "failures of tests that are newer than the ledger",
            &self.newer,
        );
        print("failures that the ledger does not have", &self.unexpected);
        if !self.fixed.is_empty() {
            println!(
                "\nin the ledger, and passing (--bless drops them): {}",
                self.fixed.len()
            );
        }
    }
}
