//! Which tests a filter means.

use anyhow::{Result, bail};

/// The paths that at least one filter matches; all of them if there is none.
pub(super) fn select(paths: &[String], filters: &[String]) -> Result<Vec<String>> {
    if filters.is_empty() {
        return Ok(paths.to_vec());
    }
    let filters: Vec<&str> = filters
        .iter()
        .map(|filter| filter.strip_prefix("test/").unwrap_or(filter))
        .collect();
    let selected: Vec<String> = paths
        .iter()
        .filter(|path| filters.iter().any(|filter| matches(filter, path)))
        .cloned()
        .collect();
    if selected.is_empty() {
        bail!("no test matches {}", filters.join(", "));
    }
    Ok(selected)
}

/// A filter without wildcards is the start of a path, at a boundary of names.
fn matches(filter: &str, path: &str) -> bool {
    if filter.contains(['*', '?', '[', '{']) {
        return fast_glob::glob_match(filter, path);
    }
    match path.strip_prefix(filter) {
        Some(rest) => {
            rest.is_empty() || rest.starts_with('/') || filter.ends_with('/') || rest == ".js"
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn folders_and_globs() {
        assert!(matches("built-ins/Array", "built-ins/Array/from/a.js"));
        assert!(!matches("built-ins/Array", "built-ins/ArrayBuffer/a.js"));
        assert!(matches("language/**/*-eval-*", "language/x/y/a-eval-b.js"));
        assert!(matches("a/b", "a/b.js"));
    }
}
