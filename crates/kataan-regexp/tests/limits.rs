//! Patterns and texts made to take long or to take much.

use kataan_regexp::{ErrorCode, Flags, Input, Monitor, RegExp, Scratch, Source, Stopped, validate};
use std::time::{Duration, Instant};

fn compile(pattern: &str) -> RegExp {
    RegExp::compile(Source::from(pattern), Flags::NONE).expect("the pattern is right")
}

fn is_match(regexp: &RegExp, text: &str) -> bool {
    regexp
        .exec(
            Input::Latin1(text.as_bytes()),
            0,
            &mut Scratch::new(),
            &mut (),
        )
        .expect("nothing stops it")
}

#[test]
fn runaway_patterns_end_soon() {
    let text = "a".repeat(10_000) + "b";
    for pattern in [
        "(a+)+$",
        "(a*)*$",
        "(a|a)*$",
        "(a|aa)+$",
        "(?:a*)*(?:a*)*$",
        "([a-z]+)*=",
        "(.*)*x",
        "a*a*a*a*a*a*a*a*$",
        "(?:(?:a?){5}){5}$",
    ] {
        let regexp = compile(pattern);
        let start = Instant::now();
        is_match(&regexp, &text);
        // Generous, for machines that are busy; without the linear-time
        // matcher it would be years.
        let took = start.elapsed();
        assert!(took < Duration::from_secs(10), "{pattern} took {took:?}");
    }
}

/// Allows so many questions and so many bytes.
struct Limits {
    questions: u32,
    bytes: usize,
}

impl Monitor for Limits {
    fn proceed(&mut self) -> bool {
        self.questions = self.questions.saturating_sub(1);
        self.questions > 0
    }

    fn reserve(&mut self, bytes: usize) -> bool {
        self.bytes
            .checked_sub(bytes)
            .map(|left| self.bytes = left)
            .is_some()
    }
}

#[test]
fn what_has_references_is_stopped() {
    let text = "a".repeat(5000);
    let mut scratch = Scratch::new();
    let input = Input::Latin1(text.as_bytes());
    let regexp = compile(r"(a*)*\1b");
    let mut limits = Limits {
        questions: 50,
        bytes: 1 << 20,
    };
    assert_eq!(
        regexp.exec(input, 0, &mut scratch, &mut limits),
        Err(Stopped::Interrupted)
    );
}

#[test]
fn memory_is_asked_for_and_counted() {
    let text = "ab".repeat(100_000);
    let input = Input::Latin1(text.as_bytes());
    let mut limits = Limits {
        questions: u32::MAX,
        bytes: usize::MAX,
    };
    let mut scratch = Scratch::new();
    // A lookaround keeps the linear-time matcher out.
    let regexp = compile("^(?=a)(?:ab|cd)*ac");
    assert_eq!(regexp.exec(input, 0, &mut scratch, &mut limits), Ok(false));
    assert!(scratch.memory() > 100_000);
    assert!(usize::MAX - limits.bytes <= scratch.memory());
    let mut limits = Limits {
        questions: u32::MAX,
        bytes: 100_000,
    };
    assert_eq!(
        regexp.exec(input, 0, &mut Scratch::new(), &mut limits),
        Err(Stopped::OutOfMemory)
    );
    // Without it, what the stack may not hold is found in linear time.
    let regexp = compile("^(?:ab|cd)*ac");
    assert_eq!(
        regexp.exec(input, 0, &mut Scratch::new(), &mut limits),
        Ok(false)
    );
}

#[test]
fn nesting_is_limited_and_safe_up_to_there() {
    let deep =
        |depth: usize, open: &str, close: &str| open.repeat(depth) + "a" + &close.repeat(depth);
    for (open, close) in [
        ("(", ")"),
        ("(?:", ")?"),
        ("(", ")*"),
        ("(?:", "){2}"),
        ("(?:", "|b)+?"),
        ("(?=", ")"),
        ("(?<!b", ")"),
        ("(?:x|", ")*"),
    ] {
        let regexp = compile(&deep(400, open, close));
        let _ = regexp.exec(
            Input::Latin1(b"aaaaab"),
            0,
            &mut Scratch::new(),
            &mut Limits {
                questions: 100,
                bytes: 1 << 26,
            },
        );
        let error = validate(
            Source::from(deep(100_000, open, close).as_str()),
            Flags::NONE,
        );
        assert_eq!(
            error.map_err(|error| error.code),
            Err(ErrorCode::NestedTooDeep)
        );
    }
    let classes = deep(100_000, "[", "]");
    let error = validate(Source::from(classes.as_str()), Flags::UNICODE_SETS);
    assert_eq!(
        error.map_err(|error| error.code),
        Err(ErrorCode::NestedTooDeep)
    );
}

#[test]
fn large_patterns_compile_in_time() {
    let start = Instant::now();
    let words: Vec<String> = (0..20_000).map(|index| format!("w{index}x")).collect();
    assert!(is_match(&compile(&words.join("|")), "..w19999x"));
    let groups: Vec<String> = (0..20_000).map(|index| format!("(w{index})?")).collect();
    assert!(is_match(&compile(&groups.concat()), "w3"));
    let classes: Vec<String> = (0..5000)
        .map(|index| {
            format!(
                "[{}-\u{3000}]",
                char::from_u32(0x100 + index).unwrap_or('a')
            )
        })
        .collect();
    assert!(!is_match(&compile(&classes.concat()), "x"));
    assert!(!is_match(
        &compile("(?:(?:(?:a{1000}b?){1000}c?){1000}d?){1000}"),
        "aaaa"
    ));
    assert!(
        start.elapsed() < Duration::from_secs(10),
        "{:?}",
        start.elapsed()
    );
}
