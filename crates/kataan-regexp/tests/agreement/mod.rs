//! Patterns and texts made from bytes, and what has to agree about them: the
//! backtracking matcher, the linear-time one, both encodings, and where it
//! reads the specification alike, the `regress` crate.

use kataan_regexp::{Flags, Input, Matcher, Monitor, RegExp, Scratch, Source, Stopped};

/// Decisions taken from bytes; zeros when they run out.
struct Choices<'a>(&'a [u8]);

impl Choices<'_> {
    fn below(&mut self, bound: usize) -> usize {
        let Some((first, rest)) = self.0.split_first() else {
            return 0;
        };
        self.0 = rest;
        usize::from(*first) % bound
    }

    fn pick<'b>(&mut self, items: &[&'b str]) -> &'b str {
        items[self.below(items.len())]
    }
}

const CHARACTERS: [&str; 16] = [
    "a", "b", "c", "A", "k", "s", "0", "_", " ", "\\n", "é", "ß", "ſ", "Σ", "😀", "\\x41",
];
const CLASS_ITEMS: [&str; 18] = [
    "a", "b", "k", "0", "_", " ", "é", "😀", "a-c", "A-Z", "0-9", "\\d", "\\D", "\\w", "\\W",
    "\\s", "\\S", "Σ",
];
/// Choices that are made by the whole next character.
const WIDE_CHOICES: [&str; 3] = [
    "(?:σ|ſa|Σb|😀a|Ω|Σ|[σ😀]c|😀|é)",
    "(?:[Σσ]a|[σ😀]|λ|[ſ-σ]b|(σ)c|ω|😀😀|ſ)",
    "(?:ſ|😀|σ|[^a]b|Ω|Σ+|[λσ]|ω)",
];
const QUANTIFIERS: [&str; 14] = [
    "*", "+", "?", "{0,2}", "{1,3}", "{2}", "{1,}", "{3,5}", "*?", "+?", "??", "{0,2}?", "{2,}?",
    "{0}",
];
const TEXT: [&str; 14] = [
    "a", "b", "c", "A", "k", "s", "0", "_", " ", "\n", "é", "ſ", "σ", "😀",
];

fn alternatives(choices: &mut Choices<'_>, depth: usize, pattern: &mut String) {
    let count = [1, 1, 1, 2, 2, 3][choices.below(6)];
    for index in 0..count {
        if index > 0 {
            pattern.push('|');
        }
        for _ in 0..choices.below(4) {
            term(choices, depth, pattern);
        }
    }
}

fn term(choices: &mut Choices<'_>, depth: usize, pattern: &mut String) {
    match choices.below(if depth == 0 { 10 } else { 18 }) {
        0..=5 => pattern.push_str(choices.pick(&CHARACTERS)),
        6 => {
            pattern.push('[');
            pattern.push_str(choices.pick(&["", "", "^"]));
            for _ in 0..=choices.below(3) {
                pattern.push_str(choices.pick(&CLASS_ITEMS));
            }
            pattern.push(']');
        }
        7 if choices.below(4) == 0 => pattern.push_str(choices.pick(&WIDE_CHOICES)),
        7 => pattern.push_str(choices.pick(&[".", "\\w", "\\d", "\\W", "\\s"])),
        8 => {
            pattern.push_str(choices.pick(&["^", "$", "\\b", "\\B"]));
            return;
        }
        9 => pattern.push_str(choices.pick(&["a", "\\1", "\\2"])),
        10..=13 => {
            pattern.push('(');
            alternatives(choices, depth - 1, pattern);
            pattern.push(')');
        }
        14 | 15 => {
            pattern.push_str("(?:");
            alternatives(choices, depth - 1, pattern);
            pattern.push(')');
        }
        _ => {
            pattern.push_str(choices.pick(&["(?=", "(?!", "(?<=", "(?<!"]));
            alternatives(choices, depth - 1, pattern);
            pattern.push(')');
            return;
        }
    }
    if choices.below(3) == 0 {
        pattern.push_str(choices.pick(&QUANTIFIERS));
    }
}

/// Stops after so many questions.
struct Patience(u32);

impl Monitor for Patience {
    fn proceed(&mut self) -> bool {
        self.0 -= 1;
        self.0 > 0
    }
}

type Captures = Option<Vec<Option<(usize, usize)>>>;

fn captures(
    regexp: &RegExp,
    input: Input<'_>,
    start: usize,
    matcher: Matcher,
) -> Result<Captures, Stopped> {
    let mut scratch = Scratch::new();
    scratch.set_matcher(matcher);
    let found = regexp.exec(input, start, &mut scratch, &mut Patience(200))?;
    let groups = 0..=regexp.groups().group_count;
    Ok(found.then(|| {
        groups
            .map(|group| scratch.group(group).map(|range| (range.start, range.end)))
            .collect()
    }))
}

/// Whether `regress` reads the case otherwise than the specification: under
/// `i` it takes U+017F and U+212A, which fold into ASCII, for word characters
/// without `u` too, its `\\W` is the complement of ASCII ones alone, and without
/// `u` it folds where the specification maps to upper case.
///
/// Nor is it asked about groups that have to be repeated or more than one that
/// may be: where they can be empty it may go on until memory ends. References
/// inside their own groups see what backtracking has left there.
fn differs_from_oracle(pattern: &str, text: &str, flags: Flags) -> bool {
    let count = |repeated: &str| pattern.matches(repeated).count();
    if count(")+") + count("){") > 0
        || count(")*") + count(")?") > 1
        || count("\\1") + count("\\2") > 0
    {
        return true;
    }
    let escapes = ["\\w", "\\W", "\\b", "\\B"];
    flags.contains(Flags::IGNORE_CASE)
        && (escapes.iter().any(|escape| pattern.contains(escape))
            || !flags.is_unicode() && (pattern.contains(['ſ', 'ß', '[']) || text.contains('ſ')))
}

/// What `regress` finds.
fn oracle(pattern: &str, flags: Flags, text: &[u16], start: usize) -> Option<Captures> {
    let letters: String = flags.letters().collect();
    // Without Unicode mode a pattern is code units.
    let characters: Vec<u32> = if flags.is_unicode() {
        pattern.chars().map(u32::from).collect()
    } else {
        pattern.encode_utf16().map(u32::from).collect()
    };
    let regex = regress::Regex::from_unicode(characters.into_iter(), letters.as_str()).ok()?;
    let found = if flags.is_unicode() {
        regex.find_from_utf16(text, start).next()
    } else {
        regex.find_from_ucs2(text, start).next()
    };
    Some(found.map(|found| {
        found
            .groups()
            .map(|group| group.map(|range| (range.start, range.end)))
            .collect()
    }))
}

/// Makes a pattern and texts of the bytes and compares all matchers on them.
pub(crate) fn check(bytes: &[u8]) {
    let mut choices = Choices(bytes);
    let letters = choices.pick(&["", "i", "m", "u", "iu", "s", "v", "ims", "imsu"]);
    let flags = Flags::parse(letters.chars().map(u32::from)).expect("the flags are right");
    let mut pattern = String::new();
    alternatives(&mut choices, 3, &mut pattern);
    let Ok(regexp) = RegExp::compile(Source::from(pattern.as_str()), flags) else {
        return;
    };
    for _ in 0..4 {
        let text: String = (0..choices.below(12))
            .map(|_| choices.pick(&TEXT))
            .collect();
        let units: Vec<u16> = text.encode_utf16().collect();
        let mut start = choices.below(units.len() + 1);
        if units
            .get(start)
            .is_some_and(|unit| (0xDC00..0xE000).contains(unit))
        {
            start -= 1;
        }
        let case = || format!("/{pattern}/{letters} on {text:?} from {start}");
        let expected = captures(&regexp, Input::Utf16(&units), start, Matcher::Backtracking);
        let mut matchers = vec![Matcher::Both];
        if regexp.is_linear() {
            matchers.push(Matcher::Linear);
        }
        let bytes: Option<Vec<u8>> = units.iter().map(|unit| u8::try_from(*unit).ok()).collect();
        for matcher in matchers {
            let found = captures(&regexp, Input::Utf16(&units), start, matcher);
            if expected.is_ok() {
                assert_eq!(found, expected, "{} ({matcher:?})", case());
            } else if regexp.is_linear() {
                assert!(found.is_ok(), "{}", case());
            }
            if let Some(bytes) = &bytes {
                let narrow = captures(&regexp, Input::Latin1(bytes), start, matcher);
                assert_eq!(narrow, found, "{} ({matcher:?}, Latin-1)", case());
            }
        }
        if !differs_from_oracle(&pattern, &text, flags)
            && let (Ok(expected), Some(found)) = (&expected, oracle(&pattern, flags, &units, start))
        {
            assert_eq!(
                *expected,
                found,
                "{} (left is ours, right is regress)",
                case()
            );
        }
    }
}
