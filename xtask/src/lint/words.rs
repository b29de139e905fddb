//! Words that have no place in the repository: paths of one machine, and marks of unfinished work.

use anyhow::Result;

use super::{Finding, Repository};

/// A word, the files in which it is at home, and what to do instead.
struct Word {
    text: &'static str,
    homes: &'static [&'static str],
    advice: &'static str,
}

/// The suites and benchmarks that lie beside the repository are named in one place.
const WORDS: &[Word] = &[
    Word {
        text: "../shared",
        homes: &[".ci/run"],
        advice: "only .ci/run names what lies beside the repository",
    },
    Word {
        text: "/root/",
        homes: &[],
        advice: "a path of one machine",
    },
    Word {
        text: "/work/",
        homes: &[],
        advice: "a path of one machine",
    },
    Word {
        text: "/home/",
        homes: &[],
        advice: "a path of one machine",
    },
    Word {
        text: "/Users/",
        homes: &[],
        advice: "a path of one machine",
    },
    Word {
        text: "TODO",
        homes: &[],
        advice: "do it, or say what is wrong with `FIXME:`",
    },
    Word {
        text: "todo!(",
        homes: &[],
        advice: "return an error that says what is missing",
    },
    Word {
        text: "unimplemented!(",
        homes: &[],
        advice: "return an error that says what is missing",
    },
    Word {
        text: "dbg!(",
        homes: &[],
        advice: "left over from debugging",
    },
    Word {
        text: "HACK",
        homes: &[],
        advice: "say what is wrong with `FIXME:`",
    },
    Word {
        text: "XXX",
        homes: &[],
        advice: "say what is wrong with `FIXME:`",
    },
];

/// Files that people write; lists of test names and golden files are free.
const CHECKED: &[&str] = &[".rs", ".md", ".toml", ".yml", ".sh", "/run"];

pub(super) fn check(repository: &Repository) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for file in &repository.files {
        let is_rule = file.path == "xtask/src/lint/words.rs";
        if is_rule || !CHECKED.iter().any(|end| file.path.ends_with(end)) {
            continue;
        }
        for (index, line) in file.text.lines().enumerate() {
            for word in WORDS {
                if contains_word(line, word.text) && !word.homes.contains(&file.path.as_str()) {
                    findings.push(Finding::new(
                        format!("{}:{}", file.path, index + 1),
                        format!("`{}`: {}", word.text, word.advice),
                    ));
                }
            }
        }
    }
    Ok(findings)
}

/// Whether `text` occurs in `line` and is not the middle of a longer word.
fn contains_word(line: &str, text: &str) -> bool {
    line.match_indices(text).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + text.len()..].chars().next();
        let starts = text.starts_with(char::is_alphanumeric);
        let ends = text.ends_with(char::is_alphanumeric);
        let joined =
            |next: Option<char>| next.is_some_and(|next| next.is_alphanumeric() || next == '_');
        // A machine path starts a word: `a/work/b` is none.
        let path = text.starts_with('/')
            && before.is_some_and(|before| before.is_alphanumeric() || before == '.');
        !(path || (starts && joined(before)) || (ends && joined(after)))
    })
}

#[cfg(test)]
mod tests {
    use super::contains_word;

    #[test]
    fn words_are_whole() {
        assert!(contains_word("// TODO: this", "TODO"));
        assert!(!contains_word("TODOS", "TODO"));
        assert!(contains_word("open(\"/work/x\")", "/work/"));
        assert!(!contains_word("src/work/x", "/work/"));
    }
}
