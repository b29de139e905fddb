//! Deep nesting ends in a tree or in a clear error, long chains always in a tree, and neither takes
//! time that grows faster than the text.

use kataan_syntax::{
    Bump, DumpDetail, ErrorCode, Interner, Options, Source, dump_program, parse_script,
};

const DEPTH: usize = 100_000;

/// Whether the text parses; any error must be that of nesting.
fn parses(text: &str) -> bool {
    let source = Source::from_text(text).expect("short enough");
    let mut names = Interner::new();
    let arena = Bump::new();
    let options = Options::default();
    match parse_script(source, &mut names, &arena, &options) {
        Ok(parsed) => {
            if parsed.functions.len() < 10 {
                dump_program(source, &parsed, &mut names, &options, DumpDetail::Tree)
                    .expect("no function fails");
            }
            true
        }
        Err(error) => {
            assert_eq!(
                error.code,
                ErrorCode::TooMuchRecursion,
                "{}: {error}",
                &text[..text.len().min(20)]
            );
            false
        }
    }
}

fn nested(open: &str, middle: &str, close: &str) -> String {
    [open.repeat(DEPTH), middle.to_string(), close.repeat(DEPTH)].concat()
}

#[test]
fn nesting_is_an_error_beyond_the_stack() {
    for (open, middle, close) in [
        ("[", "", "]"),
        ("(", "1", ")"),
        ("x(", "", ")"),
        ("x[", "0", "]"),
        ("({a:", "1", "})"),
        ("{", "", "}"),
        ("function f() {", "", "}"),
        ("(function () {", "", "})"),
        ("() => {", "", "}"),
        ("x => ", "x", ""),
        ("(x = ", "1", ") => 1"),
        ("async (x = ", "1", ") => 1"),
        ("if (x) ", ";", ""),
        ("for (;;) ", ";", ""),
        ("with (x) ", ";", ""),
        ("while (x) ", ";", ""),
        ("do ", ";", " while (0);"),
        ("switch (x) { case 0: ", "", "}"),
        ("try {", "", "} finally {}"),
        ("!", "x", ""),
        ("- ", "x", ""),
        ("typeof ", "x", ""),
        ("delete ", "x", ""),
        ("new ", "x", ""),
        ("x ? ", "1", " : 1"),
        ("x ? 1 : ", "1", ""),
        ("x = ", "1", ""),
        ("x ** ", "1", ""),
        ("`${", "1", "}`"),
        ("class C extends (", "Object", ") {}"),
        ("class C { static {", "", "}}"),
        ("class C { x = ", "1", "}"),
        ("[x = ", "1", "] = 1"),
        ("({ [", "1", "]: 1 })"),
    ] {
        assert!(!parses(&nested(open, middle, close)), "{open}");
        assert!(!parses(&nested(open, "", "")), "{open} unclosed");
    }
    for (open, middle, close) in [("[", "x", "]"), ("{x:", "x", "}")] {
        assert!(
            !parses(&format!("var {} = 1", nested(open, middle, close))),
            "{open} pattern"
        );
        assert!(
            !parses(&format!("function f({}) {{}}", nested(open, middle, close))),
            "{open} parameter"
        );
        assert!(
            !parses(&format!("({} = 1)", nested(open, middle, close))),
            "{open} assignment"
        );
        assert!(
            !parses(&format!("({}) => 1", nested(open, middle, close))),
            "{open} arrow"
        );
    }
    let labels: String = (0..DEPTH).map(|index| format!("a{index}: ")).collect();
    assert!(!parses(&format!("{labels};")));
}

#[test]
fn chains_are_read_in_loops() {
    for (first, link) in [
        ("x", " + x"),
        ("x", " && x"),
        ("x", " ?? x"),
        ("x", " < x"),
        ("x", ".x"),
        ("x", "?.x"),
        ("x", "[0]"),
        ("x", "()"),
        ("x", "``"),
        ("x", ", x"),
        ("[x", ", x"),
        ("x", "; x"),
        ("if (x);", " else if (x);"),
        ("var x", ", x"),
        ("function f(){}", "function f(){}"),
        ("x", "\nx"),
    ] {
        let close = if first == "[x" { "]" } else { "" };
        assert!(
            parses(&format!("{first}{}{close}", link.repeat(DEPTH))),
            "{link}"
        );
    }
    assert!(parses(&format!(
        "switch (x) {{ {} }}",
        "case 0: x;".repeat(DEPTH)
    )));
    assert!(parses(&format!("`{}`", "${x}".repeat(DEPTH))));
}

/// Twice the text does not take four times the time, whatever is repeated.
#[test]
#[ignore = "measures time: run it on a quiet machine"]
fn time_grows_with_the_text() {
    for (open, part, close) in [
        ("", "{ function f#() {} }", ""),
        ("{", "{ function f#() {} }", "}"),
        ("function f() {", "var v#; { let l#; { v#; } }", "}"),
        ("", "function f#() { return f# + g }", ""),
        ("switch (x) {", "case #: function f#() {} ", "}"),
        ("class C {", "@p# = this.@p#;", "}"),
        ("(function () {", "(a#, b = () => a#) => { a#; };", "})()"),
        ("x = {", "a#: `${b#}`, ", "}"),
        ("let {", "a#, ", "} = b"),
        ("", "/* # */ // #\n", ""),
    ] {
        let time = |count: usize| {
            let middle: String = (0..count)
                .map(|index| part.replace('#', &index.to_string()))
                .collect();
            let text = [open, &middle, close].concat().replace('@', "#");
            (0..3)
                .map(|_| {
                    let start = std::time::Instant::now();
                    assert!(parses(&text), "{}", &text[..text.len().min(60)]);
                    start.elapsed()
                })
                .min()
                .expect("it ran")
        };
        // 64 times the text; a quadratic algorithm would take 4096 times as long, and fresh memory makes
        // the longer text dearer by a small factor.
        let mut measured = Vec::new();
        let grows = (0..3).any(|_| {
            let (once, many) = (time(1_000), time(64_000));
            measured.push((once, many));
            many < once * 1_000
        });
        assert!(grows, "{part}: {measured:?}");
    }
}

#[test]
fn a_small_stack_is_enough() {
    let text = nested("[", "", "]");
    let thread = std::thread::Builder::new()
        .stack_size(256 << 10)
        .spawn(move || {
            let source = Source::from_text(&text).expect("short enough");
            let options = Options {
                stack_budget: 96 << 10,
                ..Options::default()
            };
            let arena = Bump::new();
            parse_script(source, &mut Interner::new(), &arena, &options)
                .map(|_| ())
                .map_err(|error| error.code)
        });
    let result = thread
        .expect("the thread starts")
        .join()
        .expect("no overflow");
    assert_eq!(result, Err(ErrorCode::TooMuchRecursion));
}
