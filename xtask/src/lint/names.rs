//! A file is named after the concept that it holds.

use anyhow::Result;

use super::{Finding, Repository};

/// Names that say nothing about what is inside.
const EMPTY_NAMES: &[&str] = &[
    "common",
    "helper",
    "helpers",
    "manager",
    "misc",
    "prelude",
    "util",
    "utilities",
    "utils",
];

pub(super) fn check(repository: &Repository) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for file in repository.rust() {
        for part in file.path.split('/') {
            let stem = part.strip_suffix(".rs").unwrap_or(part);
            if EMPTY_NAMES.contains(&stem) {
                findings.push(Finding::new(
                    &file.path,
                    format!("`{stem}` names no concept"),
                ));
            }
            if stem.starts_with(|first: char| first.is_ascii_digit()) {
                findings.push(Finding::new(&file.path, format!("`{stem}` is numbered")));
            }
        }
    }
    Ok(findings)
}
