//! Links between the documents lead somewhere.

use anyhow::Result;

use super::{Finding, Repository};
use crate::workspace;

pub(super) fn check(repository: &Repository) -> Result<Vec<Finding>> {
    let root = workspace::root();
    let mut findings = Vec::new();
    for file in repository
        .files
        .iter()
        .filter(|file| file.path.ends_with(".md"))
    {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for (line, target) in links(&file.text) {
            if target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
            let place = format!("{}:{line}", file.path);
            let linked = match path {
                "" => root.join(&file.path),
                _ => root.join(folder).join(path),
            };
            if !linked.exists() {
                findings.push(Finding::new(place, format!("no such file: {target}")));
            } else if !anchor.is_empty() && path.ends_with(".md") | path.is_empty() {
                let text = workspace::read(&linked)?;
                if !headings(&text).any(|heading| heading == anchor) {
                    findings.push(Finding::new(place, format!("no such heading: {target}")));
                }
            }
        }
    }
    Ok(findings)
}

/// The targets of `[text](target)` outside code blocks, with their lines.
fn links(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut in_code = false;
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        for (at, _) in line.match_indices("](") {
            if let Some(end) = line[at + 2..].find(')') {
                found.push((index + 1, &line[at + 2..at + 2 + end]));
            }
        }
    }
    found
}

/// The anchors of a document's headings.
fn headings(text: &str) -> impl Iterator<Item = String> {
    text.lines()
        .filter(|line| line.starts_with('#'))
        .map(|line| {
            line.trim_start_matches('#')
                .trim()
                .to_lowercase()
                .chars()
                .filter_map(|character| match character {
                    ' ' => Some('-'),
                    '-' | '_' => Some(character),
                    _ => character.is_alphanumeric().then_some(character),
                })
                .collect()
        })
}
