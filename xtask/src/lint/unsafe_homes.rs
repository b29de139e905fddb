//! `unsafe` lives in few named places, and each says at its top what must hold.

use anyhow::Result;

use super::{Finding, Repository};

/// The list of homes: a file, or a folder that ends in `/`, and why it needs `unsafe`.
const LIST: &str = "unsafe-homes.txt";

pub(super) fn check(repository: &Repository) -> Result<Vec<Finding>> {
    let homes = repository.exceptions(LIST)?;
    let mut used = vec![false; homes.len()];
    let mut findings = Vec::new();
    for file in repository.rust() {
        if file.path.starts_with("xtask/src/lint/") {
            continue;
        }
        let opening = file.code_lines().find(|(_, line)| allows_unsafe(line));
        let Some((line, _)) = opening else { continue };
        let place = format!("{}:{line}", file.path);
        let home = homes.iter().position(|(home, _)| {
            file.path == *home || (home.ends_with('/') && file.path.starts_with(home))
        });
        match home {
            Some(index) => used[index] = true,
            None => findings.push(Finding::new(
                place.clone(),
                format!("not a home of unsafe (xtask/lint/{LIST})"),
            )),
        }
        // Test files state their preconditions in the tests.
        let is_test = file.path.contains("/tests/") || file.path.ends_with("tests.rs");
        if !is_test && !opens_with_invariants(&file.text) {
            findings.push(Finding::new(
                place,
                "a module with unsafe code opens with its invariants (a `//! # Invariants` section)",
            ));
        }
    }
    for ((home, reason), used) in homes.iter().zip(used) {
        if !used {
            findings.push(Finding::new(
                format!("xtask/lint/{LIST}"),
                format!("{home} holds no unsafe code"),
            ));
        }
        if reason.is_empty() {
            findings.push(Finding::new(
                format!("xtask/lint/{LIST}"),
                format!("{home} gives no reason"),
            ));
        }
    }
    Ok(findings)
}

fn allows_unsafe(line: &str) -> bool {
    (line.contains("allow(") || line.contains("expect(")) && line.contains("unsafe_code")
}

fn opens_with_invariants(text: &str) -> bool {
    text.lines()
        .take_while(|line| {
            line.starts_with("//") || line.trim().is_empty() || line.starts_with("#!")
        })
        .any(|line| line.to_lowercase().contains("invariant"))
}
