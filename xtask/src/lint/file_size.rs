//! One concept a file: over 1,000 lines the file is split, or named as a table with the reason.

use anyhow::Result;

use super::{Finding, Repository};

const LIMIT: usize = 1_000;

/// A `lib.rs` is a map of its crate.
const MAP_LIMIT: usize = 100;

pub(super) fn check(repository: &Repository) -> Result<Vec<Finding>> {
    let exceptions = repository.exceptions("large-files.txt")?;
    let mut findings = Vec::new();
    for file in repository.rust() {
        let lines = file.text.lines().count();
        let excepted = exceptions.iter().any(|(path, _)| *path == file.path);
        if lines > LIMIT && !excepted {
            findings.push(Finding::new(
                &file.path,
                format!("{lines} lines: split where the concept splits (the limit is {LIMIT})"),
            ));
        }
        if lines <= LIMIT && excepted {
            findings.push(Finding::new(
                &file.path,
                "no longer large: drop it from large-files.txt",
            ));
        }
        if file.path.ends_with("/lib.rs") && lines > MAP_LIMIT {
            findings.push(Finding::new(
                &file.path,
                format!("{lines} lines: lib.rs is a map of its crate, at most {MAP_LIMIT} lines"),
            ));
        }
    }
    for (path, _) in &exceptions {
        if !repository.files.iter().any(|file| file.path == *path) {
            findings.push(Finding::new(
                "xtask/lint/large-files.txt",
                format!("{path} is gone"),
            ));
        }
    }
    Ok(findings)
}
