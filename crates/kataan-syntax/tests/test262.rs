//! Parses every file of the upstream conformance suite: those that must not parse must fail, all
//! others must parse, and every function of theirs must parse again by itself.
//!
//! `KATAAN_TEST262` names the suite's root; without it the test is skipped with a notice.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use kataan_syntax::{
    Bump, Goal, Interner, Options, Source, parse_function, parse_module, parse_script,
};

/// Features that are out of scope, and so are tests that need them.
const OUT_OF_SCOPE: &[&str] = &["decorators", "import-bytes"];

struct Metadata {
    negative: bool,
    module: bool,
    raw: bool,
    only_strict: bool,
    no_strict: bool,
    skipped: bool,
}

fn metadata(text: &str) -> Metadata {
    let front = text
        .split("/*---")
        .nth(1)
        .and_then(|rest| rest.split("---*/").next())
        .unwrap_or("");
    let list = |key: &str| -> Vec<String> {
        let Some(at) = front.find(&format!("{key}:")) else {
            return Vec::new();
        };
        let rest = &front[at + key.len() + 1..];
        let inline = rest.trim_start_matches(' ');
        if let Some(inline) = inline.strip_prefix('[') {
            let items = inline.split(']').next().unwrap_or("");
            return items
                .split(',')
                .map(|item| item.trim().to_string())
                .collect();
        }
        rest.lines()
            .skip(1)
            .take_while(|line| line.trim_start().starts_with("- "))
            .map(|line| line.trim_start()[2..].trim().to_string())
            .collect()
    };
    let flags = list("flags");
    let has = |flag: &str| flags.iter().any(|it| it == flag);
    let negative = front.split("negative:").nth(1).is_some_and(|rest| {
        rest.lines()
            .skip(1)
            .take_while(|line| line.starts_with(' '))
            .any(|line| line.trim() == "phase: parse")
    });
    Metadata {
        negative,
        module: has("module"),
        raw: has("raw"),
        only_strict: has("onlyStrict"),
        no_strict: has("noStrict"),
        skipped: list("features")
            .iter()
            .any(|feature| OUT_OF_SCOPE.contains(&feature.as_str())),
    }
}

fn files(root: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(root) else {
        return;
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|it| it == "js") {
            found.push(path);
        }
    }
}

/// Whether the text parses; an error if a function of it does not parse again.
fn parses(bytes: &[u8], goal: Goal) -> Result<Result<(), String>, String> {
    let Ok(source) = Source::new(bytes) else {
        return Ok(Err("encoding".into()));
    };
    let mut names = Interner::new();
    let arena = Bump::new();
    let options = Options::default();
    let parsed = match goal {
        Goal::Module => parse_module(source, &mut names, &arena, &options),
        _ => parse_script(source, &mut names, &arena, &options),
    };
    let parsed = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            let at = error.primary.span.start as usize;
            let line = bytes[..at.min(bytes.len())]
                .iter()
                .filter(|&&byte| byte == b'\n')
                .count()
                + 1;
            return Ok(Err(format!("line {line}: {error}")));
        }
    };
    for id in parsed.functions.ids() {
        let arena = Bump::new();
        if let Err(error) =
            parse_function(source, &parsed.functions, id, &mut names, &arena, &options)
        {
            return Err(format!(
                "function {:?} again: {error}",
                parsed.functions.get(id).span
            ));
        }
    }
    Ok(Ok(()))
}

#[test]
fn every_file_of_the_suite() {
    let Some(root) = env::var_os("KATAAN_TEST262") else {
        println!("skipped: KATAAN_TEST262 does not name the suite");
        return;
    };
    let mut paths = Vec::new();
    files(&Path::new(&root).join("test"), &mut paths);
    paths.sort();
    assert!(!paths.is_empty(), "no tests under KATAAN_TEST262");
    let (mut run, mut skipped) = (0, 0);
    let mut failures: BTreeMap<String, String> = BTreeMap::new();
    for path in &paths {
        let name = path
            .strip_prefix(&root)
            .unwrap_or(path)
            .display()
            .to_string();
        if name.contains("_FIXTURE") {
            continue;
        }
        let bytes = fs::read(path).expect("the suite is readable");
        let metadata = metadata(&String::from_utf8_lossy(&bytes));
        if metadata.skipped {
            skipped += 1;
            continue;
        }
        let mut variants = Vec::new();
        if metadata.module {
            variants.push((bytes.clone(), Goal::Module));
        } else {
            if !metadata.only_strict {
                variants.push((bytes.clone(), Goal::Script));
            }
            if !metadata.no_strict && !metadata.raw {
                variants.push(([b"\"use strict\";\n", &bytes[..]].concat(), Goal::Script));
            }
        }
        for (text, goal) in variants {
            run += 1;
            let outcome = match (parses(&text, goal), metadata.negative) {
                (Err(message), _) => Some(message),
                (Ok(Ok(())), true) => Some("must not parse".to_string()),
                (Ok(Err(message)), false) => Some(message),
                _ => None,
            };
            if let Some(message) = outcome {
                failures.insert(name.clone(), message);
            }
        }
    }
    for (name, message) in &failures {
        println!("{name}: {message}");
    }
    println!("{run} run, {} failed, {skipped} skipped", failures.len());
    assert!(failures.is_empty(), "{} files fail", failures.len());
}
