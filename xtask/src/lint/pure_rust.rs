//! No C or C++ on a path that ships: no crate below a shipped one links a native library or
//! compiles one.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::{Finding, Repository};
use crate::process;

/// What people install or depend on.
const SHIPPED: &[&str] = &[
    "kataan",
    "kataan-cli",
    "kataan-capi",
    "kataan-wasm",
    "kataan-wasi",
];

/// Build tools that compile C, C++ or assembly of another language.
const NATIVE_BUILDERS: &[&str] = &["cc", "cmake", "bindgen", "pkg-config", "vcpkg"];

/// Crates that name a `links` key without building or linking anything of their own.
const HARMLESS_LINKS: &[&str] = &["prettyplease", "rayon-core"];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    links: Option<String>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Edge>,
}

#[derive(Deserialize)]
struct Edge {
    pkg: String,
    dep_kinds: Vec<EdgeKind>,
}

#[derive(Deserialize)]
struct EdgeKind {
    kind: Option<String>,
}

pub(super) fn check(_: &Repository) -> Result<Vec<Finding>> {
    let output = process::cargo()
        .args(["metadata", "--format-version", "1", "--all-features"])
        .output()
        .context("cannot run cargo metadata")?;
    ensure!(output.status.success(), "cargo metadata failed");
    let metadata: Metadata = serde_json::from_slice(&output.stdout)?;
    let packages: BTreeMap<&str, &Package> = metadata
        .packages
        .iter()
        .map(|package| (package.id.as_str(), package))
        .collect();
    let nodes: BTreeMap<&str, &Node> = metadata
        .resolve
        .nodes
        .iter()
        .map(|node| (node.id.as_str(), node))
        .collect();

    let mut queue: Vec<&str> = metadata
        .packages
        .iter()
        .filter(|package| SHIPPED.contains(&package.name.as_str()))
        .map(|package| package.id.as_str())
        .collect();
    let mut seen = BTreeSet::new();
    let mut findings = Vec::new();
    while let Some(id) = queue.pop() {
        if !seen.insert(id) {
            continue;
        }
        let package = packages[id];
        let name = package.name.as_str();
        if let Some(links) = &package.links
            && !HARMLESS_LINKS.contains(&name)
        {
            findings.push(Finding::new(
                name,
                format!("a shipped crate links the library {links}"),
            ));
        }
        if NATIVE_BUILDERS.contains(&name) {
            findings.push(Finding::new(
                name,
                "a shipped crate compiles native code when built",
            ));
        }
        let used = nodes[id].deps.iter().filter(|edge| {
            edge.dep_kinds
                .iter()
                .any(|kind| kind.kind.as_deref() != Some("dev"))
        });
        queue.extend(used.map(|edge| edge.pkg.as_str()));
    }
    Ok(findings)
}
