//! The files that the rules read, each read once.

use anyhow::Result;

use crate::workspace;

/// A text file of the repository.
pub(super) struct SourceFile {
    /// Relative to the root, with forward slashes.
    pub(super) path: String,
    pub(super) text: String,
}

impl SourceFile {
    /// Lines that hold code, numbered from 1: comment lines of Rust files are left out, and so is
    /// what follows `//` outside a string as far as a line tells.
    pub(super) fn code_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().filter_map(|(index, line)| {
            let code = match line.find("//") {
                Some(at) if line[..at].matches('"').count() % 2 == 0 => &line[..at],
                _ => line,
            };
            (!code.trim().is_empty()).then_some((index + 1, code))
        })
    }
}

/// All text files of the repository.
pub(super) struct Repository {
    pub(super) files: Vec<SourceFile>,
}

impl Repository {
    pub(super) fn open() -> Result<Repository> {
        let root = workspace::root();
        let mut files = Vec::new();
        for path in workspace::files()? {
            // What is not UTF-8 is no text, and no rule applies to it.
            if let Ok(text) = std::fs::read_to_string(root.join(&path)) {
                files.push(SourceFile { path, text });
            }
        }
        Ok(Repository { files })
    }

    /// Files whose name ends in `.rs`.
    pub(super) fn rust(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.iter().filter(|file| file.path.ends_with(".rs"))
    }

    /// A committed list of exceptions: path, and reason.
    pub(super) fn exceptions(&self, name: &str) -> Result<Vec<(String, String)>> {
        workspace::read_reasons(&workspace::root().join("xtask/lint").join(name))
    }
}
