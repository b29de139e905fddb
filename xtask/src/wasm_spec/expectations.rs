//! The two lists beside the suite: superseded assertions, and known failures.
#![cfg_attr(
    not(feature = "wasm"),
    expect(dead_code, reason = "read by the engine's build only")
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::workspace;

fn folder() -> PathBuf {
    workspace::root().join("conformance/wasm")
}

/// Assertions by `folder/file:line`.
pub(super) struct Expectations {
    pub(super) superseded: BTreeSet<String>,
    pub(super) known: BTreeSet<String>,
}

fn entries(text: &str) -> BTreeSet<String> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .filter_map(|line| line.split_whitespace().next())
        .map(str::to_owned)
        .collect()
}

impl Expectations {
    /// Reads both lists.
    pub(super) fn read() -> Result<Self> {
        let read = |name: &str| -> Result<BTreeSet<String>> {
            let file = folder().join(name);
            let text = std::fs::read_to_string(&file)
                .with_context(|| format!("cannot read {}", file.display()))?;
            Ok(entries(&text))
        };
        Ok(Self {
            superseded: read("superseded.txt")?,
            known: read("known-failures.txt")?,
        })
    }

    /// Writes the ledger anew.
    pub(super) fn bless(failures: &BTreeSet<String>) -> Result<()> {
        let mut text = String::from(
            "# Assertions of the upstream suite that fail: folder/file:line. This list may only shrink.\n",
        );
        for failure in failures {
            writeln!(text, "{failure}")?;
        }
        std::fs::write(folder().join("known-failures.txt"), text).context("cannot write the ledger")
    }
}
