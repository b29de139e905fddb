//! Crates depend strictly downward: on lower floors only, never beside or above.

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::{Finding, Repository};
use crate::process;

/// The floor of each crate. A crate that is not here has no place in the design yet.
const FLOORS: &[(&str, u32)] = &[
    ("kataan-gc", 0),
    ("kataan-regexp", 0),
    ("kataan-codegen", 0),
    ("kataan-syntax", 1),
    ("kataan-wasm", 1),
    ("kataan-bytecode", 2),
    ("kataan-wasi", 2),
    ("kataan-component", 2),
    ("kataan-vm", 3),
    ("kataan-builtins", 4),
    ("kataan-intl", 4),
    ("kataan-jit", 4),
    ("kataan-host", 5),
    ("kataan-snapshot", 5),
    ("kataan", 6),
    ("kataan-cli", 7),
    ("kataan-capi", 7),
    ("xtask", 7),
];

/// Crates for people at a terminal: only the top floor may use them.
const LEAF_ONLY: &[&str] = &[
    "annotate-snippets",
    "anstream",
    "anyhow",
    "clap",
    "rustyline",
];

/// The top floor.
const TOP: u32 = 7;

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    /// `dev` dependencies are free: tests may look down from anywhere.
    kind: Option<String>,
}

pub(super) fn check(_: &Repository) -> Result<Vec<Finding>> {
    let output = process::cargo()
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .output()
        .context("cannot run cargo metadata")?;
    ensure!(output.status.success(), "cargo metadata failed");
    let metadata: Metadata = serde_json::from_slice(&output.stdout)?;
    Ok(metadata.packages.iter().flat_map(check_package).collect())
}

fn floor(name: &str) -> Option<u32> {
    FLOORS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, floor)| *floor)
}

fn check_package(package: &Package) -> Vec<Finding> {
    let Some(own) = floor(&package.name) else {
        return vec![Finding::new(
            &package.name,
            "this crate has no floor in the crate graph",
        )];
    };
    let mut findings = Vec::new();
    for dependency in &package.dependencies {
        if dependency.kind.as_deref() == Some("dev") {
            continue;
        }
        if let Some(other) = floor(&dependency.name)
            && other >= own
        {
            findings.push(Finding::new(
                &package.name,
                format!(
                    "a crate of floor {own} may not use {} of floor {other}",
                    dependency.name
                ),
            ));
        }
        if own < TOP && LEAF_ONLY.contains(&dependency.name.as_str()) {
            findings.push(Finding::new(
                &package.name,
                format!("{} is for the command and the tools only", dependency.name),
            ));
        }
    }
    findings
}
