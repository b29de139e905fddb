//! Cases run by every matcher over both encodings: pattern, flags, subject,
//! and the captures of the first match. Errors likewise: pattern, flags and
//! what is wrong.

use kataan_regexp::{Flags, Input, Matcher, RegExp, Scratch, Source};

/// Captures as text, joined by commas; `-` is a group that took no part.
fn captures(regexp: &RegExp, input: Input<'_>, text: &[u16], matcher: Matcher) -> Option<String> {
    let mut scratch = Scratch::new();
    scratch.set_matcher(matcher);
    let found = regexp
        .exec(input, 0, &mut scratch, &mut ())
        .expect("nothing stops it");
    found.then(|| {
        let groups = 0..=regexp.groups().group_count;
        let texts = groups.map(|group| {
            scratch.group(group).map_or("-".to_string(), |range| {
                String::from_utf16_lossy(&text[range])
            })
        });
        texts.collect::<Vec<_>>().join(",")
    })
}

/// The cases of a file and their fields.
fn cases(file: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    file.lines()
        .filter(|line| !line.is_empty() && !line.starts_with("# "))
        .map(|line| line.split('\t').collect())
}

fn flags(letters: &str) -> Flags {
    Flags::parse(letters.chars().map(u32::from)).expect("the flags are right")
}

#[test]
fn every_matcher_agrees_with_the_cases() {
    for case in cases(include_str!("cases/matching.txt")) {
        let [pattern, letters, subject, expected] = case[..] else {
            panic!("a case has four fields: {case:?}");
        };
        let regexp = RegExp::compile(Source::from(pattern), flags(letters))
            .unwrap_or_else(|error| panic!("{case:?}: {error}"));
        let units: Vec<u16> = subject.replace("\\n", "\n").encode_utf16().collect();
        let expected = (expected != "null").then(|| expected.to_string());
        let mut matchers = vec![Matcher::Both, Matcher::Backtracking];
        if regexp.is_linear() {
            matchers.push(Matcher::Linear);
        }
        for matcher in matchers {
            let found = captures(&regexp, Input::Utf16(&units), &units, matcher);
            assert_eq!(found, expected, "{case:?} ({matcher:?}, UTF-16)");
            if units.iter().all(|unit| *unit < 256) {
                let bytes: Vec<u8> = units.iter().map(|unit| *unit as u8).collect();
                let found = captures(&regexp, Input::Latin1(&bytes), &units, matcher);
                assert_eq!(found, expected, "{case:?} ({matcher:?}, Latin-1)");
            }
        }
    }
}

#[test]
fn errors_say_what_and_where() {
    for case in cases(include_str!("cases/errors.txt")) {
        let [pattern, letters, expected] = case[..] else {
            panic!("a case has three fields: {case:?}");
        };
        let found = match RegExp::compile(Source::from(pattern), flags(letters)) {
            Ok(_) => "ok".to_string(),
            Err(error) => error.to_string(),
        };
        assert_eq!(found, expected, "{case:?}");
    }
}
