//! The list of tests that the ledger was made with, so that tests which upstream adds later do
//! not fail a run.
//!
//! Fifty thousand sorted paths share most of their letters: a line holds how many characters it
//! has in common with the path before, and the rest; the extension is left out.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use anyhow::{Context, Result};

use crate::workspace;

/// Reads the list; empty if there is none yet.
pub(super) fn read(file: &Path) -> Result<BTreeSet<String>> {
    if !file.exists() {
        return Ok(BTreeSet::new());
    }
    decode(&workspace::read(file)?).with_context(|| format!("{} is damaged", file.display()))
}

pub(super) fn write(file: &Path, tests: &BTreeSet<String>) -> Result<()> {
    std::fs::write(file, encode(tests)).with_context(|| format!("cannot write {}", file.display()))
}

fn encode(tests: &BTreeSet<String>) -> String {
    let mut text = String::new();
    let mut previous = "";
    for test in tests {
        let name = test.strip_suffix(".js").unwrap_or(test);
        let shared = name
            .char_indices()
            .zip(previous.chars())
            .find(|((_, left), right)| left != right)
            .map_or(name.len().min(previous.len()), |((at, _), _)| at);
        let _infallible = writeln!(text, "{shared} {}", &name[shared..]);
        previous = name;
    }
    text
}

/// Decodes a list; `None` if a line cannot be read.
pub(super) fn decode(text: &str) -> Option<BTreeSet<String>> {
    let mut tests = BTreeSet::new();
    let mut previous = String::new();
    for line in text.lines() {
        let (shared, rest) = line.split_once(' ')?;
        let name = format!("{}{rest}", previous.get(..shared.parse().ok()?)?);
        tests.insert(format!("{name}.js"));
        previous = name;
    }
    Some(tests)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{decode, encode};

    #[test]
    fn round_trip() {
        let tests: BTreeSet<String> = [
            "a/b-1.js",
            "a/b-10.js",
            "a/b.js",
            "a/é.js",
            "a/è.js",
            "b.js",
        ]
        .map(str::to_owned)
        .into();
        assert_eq!(decode(&encode(&tests)), Some(tests));
    }

    #[test]
    fn damage_is_noticed() {
        assert_eq!(decode("7 a\n"), None);
        assert_eq!(decode("x\n"), None);
    }
}
