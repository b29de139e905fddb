//! Benchmark programs: JavaScript files that print `@ok RESULT` and say at their head, in a
//! comment `// expect: RESULT`, what is right.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::workspace;

/// A benchmark.
pub(super) struct Program {
    /// The file's name without its extension.
    pub(super) name: String,
    pub(super) path: PathBuf,
    expected: Option<String>,
}

/// Names of benchmarks that are averaged together.
pub(super) type Sets = BTreeMap<String, BTreeSet<String>>;

/// The benchmarks of a folder; none if there is no such folder.
pub(super) fn read(folder: &Path) -> Result<Vec<Program>> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Ok(Vec::new());
    };
    let mut programs = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "js") {
            continue;
        }
        let Some(name) = path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
        else {
            continue;
        };
        let expected = workspace::read(&path)?
            .lines()
            .find_map(|line| line.strip_prefix("// expect:"))
            .map(|expected| expected.trim().to_owned());
        programs.push(Program {
            name,
            path: path.canonicalize()?,
            expected,
        });
    }
    Ok(programs)
}

/// Reads the named sets: `name: benchmark benchmark …`, one a line.
pub(super) fn sets(file: &Path) -> Result<Sets> {
    workspace::read(file)?
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .map(|line| {
            let (name, members) = line.split_once(':').with_context(|| {
                format!("{}: `{line}` is not `name: benchmarks`", file.display())
            })?;
            Ok((
                name.trim().to_owned(),
                members.split_whitespace().map(str::to_owned).collect(),
            ))
        })
        .collect()
}

impl Program {
    /// Compares what a run printed with what is right.
    pub(super) fn check(&self, output: &str) -> Result<(), String> {
        let printed = output
            .lines()
            .rev()
            .find_map(|line| line.strip_prefix("@ok"))
            .map(str::trim);
        match (printed, &self.expected) {
            (None, _) => Err("printed no result".to_owned()),
            (Some(printed), Some(expected)) if printed != expected => {
                Err(format!("printed {printed}, and {expected} is right"))
            }
            _ => Ok(()),
        }
    }
}
