//! The ledger may only shrink: no test may be in it that was known, and passing, at the commit
//! that this work started from.

use std::process::Command;

use anyhow::Result;

use super::files;
use super::known_tests;
use super::ledger::Ledger;
use crate::workspace;

/// Names the commit to compare with, where the merge base with the main branch is not it.
const VARIABLE: &str = "KATAAN_BASE";

/// Paths that the ledger has and must not have. Empty where there is no history to compare with.
pub(super) fn check(ledger: &Ledger) -> Result<Vec<String>> {
    let Some(base) = base() else {
        return Ok(Vec::new());
    };
    let committed = |name: &str| git(&["show", &format!("{base}:{}/{name}", files::FOLDER)]);
    let (Some(old), Some(known)) = (
        committed("known-failures.txt"),
        committed("known-tests.txt"),
    ) else {
        return Ok(Vec::new());
    };
    let old = Ledger::parse(&old);
    let known = known_tests::decode(&known).unwrap_or_default();
    Ok(ledger
        .paths()
        .filter(|path| known.contains(*path) && !old.contains(path))
        .cloned()
        .collect())
}

/// The commit that this work started from.
fn base() -> Option<String> {
    if let Ok(base) = std::env::var(VARIABLE) {
        return Some(base);
    }
    let head = git(&["rev-parse", "HEAD"])?;
    let merge_base = ["origin/main", "main"]
        .iter()
        .find_map(|main| git(&["merge-base", "HEAD", main]))?;
    if merge_base == head {
        // On the main branch itself, a commit is compared with the one before it.
        return git(&["rev-parse", "HEAD^"]).or(Some(head));
    }
    Some(merge_base)
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git")
        .args(arguments)
        .current_dir(workspace::root())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
