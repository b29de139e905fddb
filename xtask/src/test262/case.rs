//! A test: its source, what it says about itself, and the ways in which it is to be run.

use anyhow::{Context, Result};

use super::frontmatter::Frontmatter;
use super::suite::{Suite, read_source};

/// A test of the suite.
pub(super) struct Case {
    /// Relative to `test/`.
    pub(super) path: String,
    pub(super) source: String,
    pub(super) frontmatter: Frontmatter,
}

/// One way to run a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Variant {
    /// As a script, as it stands.
    Sloppy,
    /// As a script, under a directive that makes it strict.
    Strict,
    Module,
}

impl Variant {
    /// The word that tells the variants apart in a report.
    pub(super) fn name(self) -> &'static str {
        match self {
            Variant::Sloppy => "sloppy",
            Variant::Strict => "strict",
            Variant::Module => "module",
        }
    }
}

impl Case {
    pub(super) fn read(suite: &Suite, path: &str) -> Result<Case> {
        let source = read_source(&suite.test(path))?;
        let frontmatter = Frontmatter::parse(&source).context("the description cannot be read")?;
        Ok(Case {
            path: path.to_owned(),
            source,
            frontmatter,
        })
    }

    /// The ways to run the test that its flags ask for.
    pub(super) fn variants(&self) -> &'static [Variant] {
        let has = |flag| self.frontmatter.has_flag(flag);
        if has("module") {
            &[Variant::Module]
        } else if has("raw") || has("noStrict") {
            &[Variant::Sloppy]
        } else if has("onlyStrict") {
            &[Variant::Strict]
        } else {
            &[Variant::Sloppy, Variant::Strict]
        }
    }

    /// The harness files to run first, in order.
    pub(super) fn harness(&self) -> Vec<&str> {
        if self.frontmatter.has_flag("raw") {
            return Vec::new();
        }
        let mut files = vec!["assert.js", "sta.js"];
        if self.is_asynchronous() {
            files.push("doneprintHandle.js");
        }
        files.extend(self.frontmatter.includes.iter().map(String::as_str));
        files
    }

    /// Whether the test ends when it prints that it is done.
    pub(super) fn is_asynchronous(&self) -> bool {
        self.frontmatter.has_flag("async")
    }

    /// Whether the test's agent may block in `Atomics.wait`.
    pub(super) fn can_block(&self) -> bool {
        !self.frontmatter.has_flag("CanBlockIsFalse")
    }

    /// The source for a variant.
    pub(super) fn source_for(&self, variant: Variant) -> String {
        match variant {
            Variant::Strict => format!("\"use strict\";\n{}", self.source),
            Variant::Sloppy | Variant::Module => self.source.clone(),
        }
    }
}
