//! Targets: what a package's `exports` and `imports` lead to, through conditions and patterns.

use serde_json::{Map, Value};

/// What a target is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A path in the package, starting with `./`.
    File(String),
    /// Another specifier, of `imports` only.
    Specifier(String),
    /// The package forbids it.
    Forbidden,
}

/// Finds what `key` (`.`, `./sub/path` or `#name`) leads to; `None` if the package does not say.
pub(super) fn find(entries: &Value, key: &str, conditions: &[&str]) -> Option<Target> {
    let keyed = entries.as_object().filter(|map| is_keyed(map));
    let Some(map) = keyed else {
        // A target alone is that of the package itself.
        return if key == "." {
            resolve(entries, "", conditions)
        } else {
            None
        };
    };
    if let Some(target) = map.get(key).filter(|_| !key.contains('*')) {
        return resolve(target, "", conditions);
    }
    let mut best: Option<(&str, &str, &Value)> = None;
    for (pattern, target) in map {
        if let Some(matched) = match_pattern(pattern, key)
            && best.is_none_or(|(other, _, _)| is_more_specific(pattern, other))
        {
            best = Some((pattern, matched, target));
        }
    }
    let (_, matched, target) = best?;
    resolve(target, matched, conditions)
}

/// Whether an object maps paths or `#names`, rather than conditions.
fn is_keyed(map: &Map<String, Value>) -> bool {
    map.keys()
        .any(|key| key.starts_with('.') || key.starts_with('#'))
}

/// What `*` stands for.
fn match_pattern<'k>(pattern: &str, key: &'k str) -> Option<&'k str> {
    let (before, after) = pattern.split_once('*')?;
    let rest = key.strip_prefix(before)?;
    // The star stands for one character or more.
    (rest.len() > after.len())
        .then(|| rest.strip_suffix(after))
        .flatten()
}

/// The longer text before the star wins, then the longer pattern.
fn is_more_specific(pattern: &str, other: &str) -> bool {
    let base = |pattern: &str| pattern.find('*').unwrap_or(pattern.len());
    (base(pattern), pattern.len()) > (base(other), other.len())
}

/// Follows conditions and lists to a target, and puts `matched` in place of stars.
fn resolve(target: &Value, matched: &str, conditions: &[&str]) -> Option<Target> {
    match target {
        Value::String(text) => {
            let text = text.replace('*', matched);
            Some(match text.strip_prefix("./") {
                Some(path) if is_inside(path) => Target::File(text),
                Some(_) => Target::Forbidden,
                None if text.starts_with("../") || text.starts_with('/') => Target::Forbidden,
                None => Target::Specifier(text),
            })
        }
        Value::Object(map) => map
            .iter()
            .filter(|(condition, _)| {
                *condition == "default" || conditions.contains(&condition.as_str())
            })
            .find_map(|(_, target)| resolve(target, matched, conditions)),
        Value::Array(list) => {
            list.iter()
                .find_map(|target| match resolve(target, matched, conditions) {
                    Some(Target::Forbidden) | None => None,
                    found => found,
                })
        }
        Value::Null => Some(Target::Forbidden),
        Value::Bool(_) | Value::Number(_) => None,
    }
}

/// Whether a path stays in its package.
fn is_inside(path: &str) -> bool {
    !path
        .split(['/', '\\'])
        .any(|part| part == ".." || part == "." || part == "node_modules")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Target, find};

    const REQUIRE: &[&str] = &["node", "require"];

    fn file(path: &str) -> Option<Target> {
        Some(Target::File(path.to_owned()))
    }

    #[test]
    fn conditions_in_order() {
        let exports = json!({ "import": "./a.mjs", "node": { "import": "./b.mjs", "default": "./b.cjs" }, "default": "./c.js" });
        assert_eq!(find(&exports, ".", REQUIRE), file("./b.cjs"));
        assert_eq!(find(&exports, ".", &["node", "import"]), file("./a.mjs"));
        assert_eq!(find(&exports, "./x", REQUIRE), None);
    }

    #[test]
    fn patterns() {
        let exports = json!({ ".": "./main.js", "./a/*": "./src/*.js", "./a/b/*.css": "./css/*.css", "./a/private/*": null });
        assert_eq!(find(&exports, "./a/x/y", REQUIRE), file("./src/x/y.js"));
        assert_eq!(find(&exports, "./a/b/z.css", REQUIRE), file("./css/z.css"));
        assert_eq!(
            find(&exports, "./a/private/k", REQUIRE),
            Some(Target::Forbidden)
        );
        assert_eq!(find(&exports, "./a/", REQUIRE), None);
    }

    #[test]
    fn nothing_leads_out_of_the_package() {
        assert_eq!(
            find(&json!("./../x.js"), ".", REQUIRE),
            Some(Target::Forbidden)
        );
        assert_eq!(
            find(&json!({ "./*": "./*" }), "./../../etc", REQUIRE),
            Some(Target::Forbidden)
        );
        assert_eq!(
            find(&json!(["../x", "./y.js"]), ".", REQUIRE),
            file("./y.js")
        );
    }
}
