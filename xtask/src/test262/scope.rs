//! What is out of scope: features and folders that one committed file names, with the reason.
//! Nothing else is skipped.

use std::path::Path;

use anyhow::{Result, bail};

use super::case::Case;
use crate::workspace;

/// What is not attempted.
pub(super) struct Scope {
    rules: Vec<(Rule, String)>,
}

enum Rule {
    Feature(String),
    /// The start of a path below `test/`.
    Folder(String),
}

impl Scope {
    pub(super) fn read(file: &Path) -> Result<Scope> {
        let mut rules = Vec::new();
        for (key, reason) in workspace::read_reasons(file)? {
            let rule = match key.split_once(':') {
                Some(("feature", name)) => Rule::Feature(name.to_owned()),
                Some(("folder", path)) => Rule::Folder(path.to_owned()),
                _ => bail!(
                    "{}: `{key}` is neither feature:NAME nor folder:PATH",
                    file.display()
                ),
            };
            if reason.is_empty() {
                bail!("{}: `{key}` gives no reason", file.display());
            }
            rules.push((rule, reason));
        }
        Ok(Scope { rules })
    }

    /// Why a test is not attempted, if it is not.
    pub(super) fn reason_to_skip(&self, case: &Case) -> Option<String> {
        let applies = |rule: &Rule| match rule {
            Rule::Feature(name) => case.frontmatter.features.contains(name),
            Rule::Folder(path) => case.path.starts_with(path.as_str()),
        };
        self.rules
            .iter()
            .find(|(rule, _)| applies(rule))
            .map(|(_, reason)| reason.clone())
    }
}
