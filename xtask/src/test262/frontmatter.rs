//! The description at the head of a test: the small part of YAML that the suite uses.
//!
//! Keys stand at the margin; a value is a word, a list in brackets (over several lines if need
//! be), a list of `- item` lines, a block of text, or a map of indented keys.

/// What a test says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Frontmatter {
    pub(super) negative: Option<Negative>,
    pub(super) flags: Vec<String>,
    pub(super) includes: Vec<String>,
    pub(super) features: Vec<String>,
    pub(super) locale: Vec<String>,
}

/// The error that a test must end in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Negative {
    pub(super) phase: Phase,
    /// The name of the error's constructor.
    pub(super) error: String,
}

/// When an error arises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Before any code runs: in the source itself.
    Parse,
    /// While modules are linked.
    Resolution,
    Runtime,
}

impl Frontmatter {
    /// Reads the description of a test; `None` if it has none or it cannot be understood.
    pub(super) fn parse(source: &str) -> Option<Frontmatter> {
        let start = source.find("/*---")? + "/*---".len();
        let end = start + source[start..].find("---*/")?;
        let mut frontmatter = Frontmatter::default();
        for entry in entries(&source[start..end]) {
            match entry.key {
                "flags" => frontmatter.flags = entry.list(),
                "includes" => frontmatter.includes = entry.list(),
                "features" => frontmatter.features = entry.list(),
                "locale" => frontmatter.locale = entry.list(),
                "negative" => frontmatter.negative = Some(entry.negative()?),
                _ => {}
            }
        }
        Some(frontmatter)
    }

    pub(super) fn has_flag(&self, flag: &str) -> bool {
        self.flags.iter().any(|other| other == flag)
    }
}

/// A key at the margin, with what follows it on its line and on indented lines below.
struct Entry<'a> {
    key: &'a str,
    inline: &'a str,
    below: Vec<&'a str>,
}

/// Splits a description into its entries. Lines may end in any of the line terminators that the
/// suite tests.
fn entries(text: &str) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for line in text.split(['\n', '\r']) {
        let indented = line.starts_with([' ', '\t', '-', ']']);
        match line.split_once(':') {
            Some((key, rest)) if !indented && is_key(key) => {
                entries.push(Entry {
                    key,
                    inline: without_comment(rest),
                    below: Vec::new(),
                });
            }
            _ => {
                if let Some(entry) = entries.last_mut() {
                    entry.below.push(line);
                }
            }
        }
    }
    entries
}

fn is_key(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || character == '_')
}

/// A scalar without white space and the comment that may follow it.
fn without_comment(text: &str) -> &str {
    text.split_once(" #")
        .map_or(text, |(before, _)| before)
        .trim()
}

fn unquoted(text: &str) -> String {
    text.trim().trim_matches(['"', '\'']).to_owned()
}

impl Entry<'_> {
    fn list(&self) -> Vec<String> {
        let mut text = self.inline.to_owned();
        if text.starts_with('[') || text.is_empty() {
            for line in &self.below {
                let line = without_comment(line.trim_start());
                match line.strip_prefix("- ") {
                    Some(item) => text.push_str(&format!(",{item}")),
                    None => text.push_str(line),
                }
            }
        }
        text.trim_matches(['[', ']', ' '])
            .split(',')
            .map(unquoted)
            .filter(|item| !item.is_empty())
            .collect()
    }

    fn negative(&self) -> Option<Negative> {
        let member = |name: &str| {
            self.below.iter().find_map(|line| {
                let (key, value) = line.trim().split_once(':')?;
                (key == name).then(|| unquoted(without_comment(value)))
            })
        };
        let phase = match member("phase")?.as_str() {
            "parse" | "early" => Phase::Parse,
            "resolution" => Phase::Resolution,
            "runtime" => Phase::Runtime,
            _ => return None,
        };
        Some(Negative {
            phase,
            error: member("type")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Frontmatter, Negative, Phase};

    #[test]
    fn lists_in_both_forms() {
        let text = "/*---\ndescription: a: b\nflags: [async, module]\nincludes:\n  - one.js # why\n  - two.js\n\
                    features: [a,\n  b]\ninfo: |\n  flags: [raw]\n---*/ code();";
        let parsed = Frontmatter::parse(text).expect("a description");
        assert_eq!(parsed.flags, ["async", "module"]);
        assert_eq!(parsed.includes, ["one.js", "two.js"]);
        assert_eq!(parsed.features, ["a", "b"]);
    }

    #[test]
    fn lists_at_the_margin() {
        let parsed = Frontmatter::parse("/*---\nfeatures:\n- a\n- b\nflags: []\n---*/")
            .expect("a description");
        assert_eq!(parsed.features, ["a", "b"]);
        assert!(parsed.flags.is_empty());
    }

    #[test]
    fn negative_with_carriage_returns() {
        let parsed =
            Frontmatter::parse("/*---\rnegative:\r  phase: parse\r  type: SyntaxError\r---*/")
                .expect("a description");
        assert_eq!(
            parsed.negative,
            Some(Negative {
                phase: Phase::Parse,
                error: "SyntaxError".to_owned()
            })
        );
    }

    #[test]
    fn nothing_to_read() {
        assert_eq!(Frontmatter::parse("code();"), None);
        assert_eq!(
            Frontmatter::parse("/*---\nnegative:\n  phase: dreams\n  type: Error\n---*/"),
            None
        );
    }
}
