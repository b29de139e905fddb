//! Tokens, trees, scopes and diagnostics as text, compared with what was reviewed.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use kataan_syntax::{
    Bump, Diagnostic, DumpDetail, Goal, Interner, Options, Source, dump_program, dump_tokens,
    parse_module, parse_script,
};

/// The text of a case.
fn case(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases")
        .join(name);
    fs::read(path).expect("the case is there")
}

fn dump(name: &str, detail: DumpDetail) -> String {
    let bytes = case(name);
    let source = Source::new(&bytes).expect("source text");
    let mut names = Interner::new();
    let arena = Bump::new();
    let options = Options::default();
    let parsed = if name.ends_with(".mjs") {
        parse_module(source, &mut names, &arena, &options)
    } else {
        parse_script(source, &mut names, &arena, &options)
    };
    let parsed = parsed.unwrap_or_else(|error| panic!("{name}: {error:?}"));
    dump_program(source, &parsed, &mut names, &options, detail).expect("no function fails")
}

#[test]
fn tokens() {
    let bytes = case("tokens.js");
    let source = Source::new(&bytes).expect("source text");
    let (text, error) = dump_tokens(
        source,
        Goal::Script,
        &mut Interner::new(),
        &Options::default(),
    );
    let error = error.map(|error| error.to_string());
    insta::assert_snapshot!(format!("{text}{error:?}"));
}

#[test]
fn expressions() {
    insta::assert_snapshot!(dump("expressions.js", DumpDetail::Tree));
}

#[test]
fn statements() {
    insta::assert_snapshot!(dump("statements.js", DumpDetail::Tree));
}

#[test]
fn scopes() {
    insta::assert_snapshot!(dump("scopes.js", DumpDetail::Scopes));
}

#[test]
fn eval_and_with() {
    insta::assert_snapshot!(dump("eval_with.js", DumpDetail::Scopes));
}

#[test]
fn annex_b() {
    insta::assert_snapshot!(dump("annex_b.js", DumpDetail::Scopes));
}

#[test]
fn classes() {
    insta::assert_snapshot!(dump("classes.js", DumpDetail::Scopes));
}

#[test]
fn modules() {
    insta::assert_snapshot!(dump("modules.mjs", DumpDetail::Scopes));
}

/// The error of a text, as an excerpt with its labels.
fn describe(text: &str, error: &Diagnostic) -> String {
    let mut out = format!("{text}\n  {:?}: {error}\n", error.code);
    for label in std::iter::once(&error.primary).chain(&error.secondary) {
        let found = text
            .get(label.span.start as usize..label.span.end as usize)
            .unwrap_or("?");
        let _ = writeln!(out, "  at {:?} {found:?} {}", label.span, label.text);
    }
    out
}

#[test]
fn diagnostics() {
    let mut out = String::new();
    let text = String::from_utf8(case("errors.txt")).expect("UTF-8");
    for line in text.lines().filter(|line| !line.is_empty()) {
        let (module, code) = match line.strip_prefix("module: ") {
            Some(code) => (true, code),
            None => (false, line),
        };
        let source = Source::from_text(code).expect("short enough");
        let mut names = Interner::new();
        let arena = Bump::new();
        let options = Options::default();
        let result = if module {
            parse_module(source, &mut names, &arena, &options)
        } else {
            parse_script(source, &mut names, &arena, &options)
        };
        match result {
            Ok(_) => out += &format!("{code}\n  NO ERROR\n"),
            Err(error) => out += &describe(code, &error),
        }
    }
    insta::assert_snapshot!(out);
}
