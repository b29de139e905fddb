//! How long it takes to find every match of a pattern in some megabytes of
//! generated text. `peer.mjs` runs the same patterns over the same texts in
//! another engine; both print a name, a count of matches and milliseconds.
//!
//! `cargo bench -p kataan-regexp [-- NAME]`

use kataan_regexp::{Flags, Input, RegExp, Scratch, Source};
use std::time::Instant;

const SIZE: usize = 10_000_000;

/// A generator that JavaScript can follow: everything fits in 32 bits.
struct Random(u32);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0 as usize % bound
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}

const WORDS: [&str; 20] = [
    "the",
    "and",
    "of",
    "Holmes",
    "said",
    "window",
    "street",
    "carriage",
    "morning",
    "Watson",
    "remarkable",
    "I",
    "was",
    "upon",
    "table",
    "singular",
    "London",
    "fog",
    "night",
    "pipe",
];
const SOURCE: [&str; 16] = [
    "function",
    "return",
    "const",
    "x",
    "counter",
    "this.value",
    "=",
    "=>",
    "(",
    ")",
    "{",
    "}",
    "\"a string\\n\"",
    "3.1415",
    "// note\n",
    "42",
];
const GREEK: [&str; 10] = [
    "λόγος",
    "Ἀθήνα",
    "слово",
    "Москва",
    "naïve",
    "日本語",
    "😀",
    "θάλασσα",
    "12",
    "Ωμέγα",
];

fn repeat(
    mut random: Random,
    size: usize,
    mut line: impl FnMut(&mut Random, &mut String),
) -> String {
    let mut text = String::new();
    let mut length = 0;
    while length < size {
        let before = text.len();
        line(&mut random, &mut text);
        length += text[before..].encode_utf16().count();
    }
    text
}

fn words(list: &'static [&'static str], separator: &'static str, size: usize) -> String {
    repeat(Random(7), size, |random, text| {
        text.push_str(random.pick(list));
        text.push_str(if random.below(12) == 0 {
            "\n"
        } else {
            separator
        });
    })
}

fn log() -> String {
    repeat(Random(7), SIZE, |random, text| {
        let (a, b, c) = (random.below(256), random.below(256), random.below(1000));
        let method = random.pick(&["GET", "POST", "PUT"]);
        let (page, status, bytes) = (
            random.pick(&WORDS),
            random.pick(&["200", "404", "301"]),
            random.below(100_000),
        );
        *text += &format!(
            "10.0.{a}.{b} - - [21/Nov/2026:10:25:{c} +0000] \"{method} /{page}/{c} HTTP/1.1\" {status} {bytes}\n"
        );
    })
}

fn html() -> String {
    repeat(Random(7), SIZE, |random, text| {
        let (tag, word) = (random.pick(&["p", "div", "span"]), random.pick(&WORDS));
        let entity = random.pick(&["&amp;", "&lt;", "&#39;", "&nbsp;", "&x", "\"", "'"]);
        *text += &format!("<{tag} class=\"{word}\">{word} {word} {entity} {word}</{tag}>\n");
    })
}

fn csv() -> String {
    repeat(Random(7), SIZE, |random, text| {
        let (word, number) = (random.pick(&WORDS), random.below(1_000_000));
        let quoted = random.pick(&["\"a, b\"", "\"say \"\"hi\"\"\"", "plain", ""]);
        *text += &format!("{number},{word},{quoted},{word} {word}\n");
    })
}

fn mail() -> String {
    repeat(Random(7), SIZE, |random, text| {
        let (name, host) = (random.pick(&WORDS), random.pick(&WORDS));
        *text += &format!("{name} {host} ");
        if random.below(8) == 0 {
            *text += &format!(
                "{name}.{host}@{host}.example.org 2026-11-{} 1,234,{}\n",
                random.below(30),
                random.below(999)
            );
        }
    })
}

fn main() {
    let only: Option<String> = std::env::args()
        .skip(1)
        .find(|argument| !argument.starts_with('-'));
    let source = words(&SOURCE, " ", SIZE);
    let prose = words(&WORDS, " ", SIZE);
    let greek = words(&GREEK, " ", SIZE / 2);
    let (log, html, csv, mail) = (log(), html(), csv(), mail());
    let runaway = "a".repeat(10_000) + "b";
    let cases: [(&str, &str, &str, &str); 24] = [
        (
            "tokenizer",
            r#"\s+|([A-Za-z_$][\w$]*)|(\d+(?:\.\d+)?)|("(?:[^"\\]|\\.)*")|(\/\/[^\n]*)|([{}()\[\];,.<>=!+*\/&|^~?:%-]+)"#,
            "y",
            &source,
        ),
        (
            "keywords",
            r"\b(?:function|return|const|let|var|if|else|for|while|class|this)\b",
            "g",
            &source,
        ),
        ("string-literal", r#""(?:[^"\\]|\\.)*""#, "g", &source),
        (
            "log",
            r#"^(\S+) \S+ \S+ \[([^\]]+)\] "([A-Z]+) ([^ "]+)[^"]*" (\d{3}) (\d+)$"#,
            "gm",
            &log,
        ),
        ("escape-html", r#"[&<>"']"#, "g", &html),
        (
            "entities",
            r"&(?:amp|lt|gt|quot|nbsp|#\d+|#x[0-9a-f]+);",
            "g",
            &html,
        ),
        ("tags", r"<(\w+)[^>]*>(.*?)<\/\1>", "g", &html),
        ("lazy-tags", r"<.*?>", "g", &html),
        ("csv", r#"("(?:[^"]|"")*"|[^,\n]*)(,|\n|$)"#, "g", &csv),
        ("split-comma", r"\s*,\s*", "g", &csv),
        ("letters", r"\p{L}+", "gu", &greek),
        ("capitalized", r"\p{Lu}\p{Ll}+", "gu", &greek),
        ("greek", r"\p{Script=Greek}+", "gu", &greek),
        ("any-point", r".", "gu", &greek),
        ("ignore-case", r"sherlock holmes|holmes", "gi", &prose),
        (
            "ignore-case-names",
            r"\b(?:watson|moriarty|lestrade)\b",
            "gi",
            &prose,
        ),
        ("literal", r"singular morning", "g", &prose),
        ("words", r"\w+", "g", &prose),
        ("ing", r"[a-z]+ing\b", "g", &prose),
        ("trim", r"^\s+|\s+$", "gm", &prose),
        ("mail", r"[\w.+-]+@[\w-]+\.[\w.-]+", "g", &mail),
        ("date", r"(\d{4})-(\d{2})-(\d{2})", "g", &mail),
        ("thousands", r"\d(?=(?:\d{3})+(?!\d))", "g", &log),
        ("runaway", r"(a+)+$", "", &runaway),
    ];
    for (name, pattern, flags, text) in cases {
        if only.as_ref().is_some_and(|only| only != name) {
            continue;
        }
        let units: Vec<u16> = text.encode_utf16().collect();
        let bytes: Option<Vec<u8>> = units.iter().map(|unit| u8::try_from(*unit).ok()).collect();
        let input = bytes.as_deref().map_or(Input::Utf16(&units), Input::Latin1);
        let flags = Flags::parse(flags.chars().map(u32::from)).expect("the flags are right");
        let regexp = RegExp::compile(Source::from(pattern), flags).expect("the pattern is right");
        let mut scratch = Scratch::new();
        let mut best = f64::INFINITY;
        let mut count = 0;
        for _ in 0..3 {
            let start = Instant::now();
            count = 0;
            let mut index = 0;
            while regexp
                .exec(input, index, &mut scratch, &mut ())
                .expect("nothing stops it")
            {
                count += 1;
                let found = scratch.group(0).expect("it matched");
                index = if found.end > found.start {
                    found.end
                } else {
                    found.end + 1
                };
                if !flags.contains(Flags::GLOBAL) && !flags.contains(Flags::STICKY) {
                    break;
                }
            }
            best = best.min(start.elapsed().as_secs_f64() * 1000.0);
        }
        println!("{name}\t{count}\t{best:.1}");
    }
}
