//! References into the heap are not kept in Rust's own heap, where the collector cannot see them.
//!
//! This finds the plain cases: a standard container whose type arguments name a reference. The
//! stress build of the collector finds the rest.

use anyhow::Result;

use super::{Finding, Repository};

/// Types that are references into the heap.
const REFERENCES: &[&str] = &["Gc", "Value", "PropertyKey"];

/// Containers that live outside the heap region.
const CONTAINERS: &[&str] = &[
    "Arc",
    "BTreeMap",
    "BTreeSet",
    "BinaryHeap",
    "Box",
    "HashMap",
    "HashSet",
    "LinkedList",
    "Mutex",
    "Rc",
    "SmallVec",
    "Vec",
    "VecDeque",
];

/// Crates in which those names mean references into the heap.
const CRATES: &[&str] = &[
    "crates/kataan-gc/",
    "crates/kataan-vm/",
    "crates/kataan-builtins/",
    "crates/kataan-host/",
    "crates/kataan-jit/",
];

/// A comment with this word, on the line or the one above, says why a case is sound.
const WAIVER: &str = "rooted:";

pub(super) fn check(repository: &Repository) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for file in repository.rust() {
        let is_test = file.path.contains("/tests/") || file.path.ends_with("tests.rs");
        if is_test || !CRATES.iter().any(|folder| file.path.starts_with(folder)) {
            continue;
        }
        let lines: Vec<&str> = file.text.lines().collect();
        for (number, code) in file.code_lines() {
            let Some((container, reference)) = held_reference(code) else {
                continue;
            };
            let above = if number >= 2 { lines[number - 2] } else { "" };
            if lines[number - 1].contains(WAIVER) || above.contains(WAIVER) {
                continue;
            }
            findings.push(Finding::new(
                format!("{}:{number}", file.path),
                format!(
                    "`{container}` hides a `{reference}` from the collector: use a rooted container"
                ),
            ));
        }
    }
    Ok(findings)
}

/// The container and the reference of the first case in a line of code.
fn held_reference(code: &str) -> Option<(&'static str, &'static str)> {
    for container in CONTAINERS {
        for (at, _) in code.match_indices(container) {
            let rest = &code[at + container.len()..];
            if is_word_end(&code[..at])
                && let Some(arguments) = rest.strip_prefix('<').or_else(|| rest.strip_prefix("::<"))
                && let Some(reference) = named_reference(angle_content(arguments))
            {
                return Some((container, reference));
            }
        }
    }
    None
}

/// Whether a word may start after `before`.
fn is_word_end(before: &str) -> bool {
    !before.ends_with(|last: char| last.is_alphanumeric() || last == '_')
}

/// The text up to the bracket that closes the one already opened.
fn angle_content(text: &str) -> &str {
    let mut depth = 1;
    let mut previous = ' ';
    for (at, character) in text.char_indices() {
        match character {
            '<' => depth += 1,
            '>' if previous != '-' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[..at];
        }
        previous = character;
    }
    text
}

/// The first reference type that the type arguments hold by value; what a function type takes or
/// returns is not held.
fn named_reference(arguments: &str) -> Option<&'static str> {
    if arguments.contains("dyn ") || arguments.contains("fn(") || arguments.contains("PhantomData")
    {
        return None;
    }
    arguments
        .split(|character: char| !character.is_alphanumeric() && character != '_')
        .find_map(|word| {
            REFERENCES
                .iter()
                .copied()
                .find(|reference| *reference == word)
        })
}

#[cfg(test)]
mod tests {
    use super::held_reference;

    #[test]
    fn finds_plain_cases() {
        assert_eq!(
            held_reference("let x: Vec<Gc<Shape>> = v;"),
            Some(("Vec", "Gc"))
        );
        assert_eq!(
            held_reference("stack: Box<[Value]>,"),
            Some(("Box", "Value"))
        );
        assert_eq!(
            held_reference("map: HashMap<u32, Option<Value>>"),
            Some(("HashMap", "Value"))
        );
        assert_eq!(
            held_reference("Vec::<Value>::new()"),
            Some(("Vec", "Value"))
        );
    }

    #[test]
    fn leaves_rooted_containers_and_functions_alone() {
        assert_eq!(held_reference("list: RootedVec<Value>"), None);
        assert_eq!(held_reference("Box<dyn Fn(Value) -> Value>"), None);
        assert_eq!(held_reference("Vec<u8>, value: Value"), None);
    }
}
