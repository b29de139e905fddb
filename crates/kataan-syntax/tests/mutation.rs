//! Random changes of the cases never make the parser panic, nor its two passes disagree.
//!
//! `KATAAN_MUTATION_SECONDS` lengthens the run, `KATAAN_MUTATION_SEEDS` names a folder of further
//! seeds.

use std::path::Path;
use std::time::{Duration, Instant};
use std::{env, fs};

use kataan_syntax::parse_any_bytes;

/// A small generator of numbers that only need to differ.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

/// Pieces that mean something to a parser.
const PIECES: &[&str] = &[
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "=>",
    "=",
    "...",
    ",",
    ";",
    "\n",
    "async ",
    "await ",
    "yield ",
    "let ",
    "static ",
    "class A ",
    "extends ",
    "function ",
    "*",
    "`",
    "${",
    "/",
    "#x",
    "super",
    "this",
    "arguments",
    "eval(",
    "of ",
    "in ",
    "using ",
    "\"use strict\";",
    "\\u{61}",
    "\u{2028}",
    "0x",
    "1n",
    "?.",
    "??",
    "**",
    "get ",
    "set ",
    "new.target",
    "import ",
    "export ",
    "default ",
    "with(",
    "label:",
    "continue ",
    "break ",
    "<!--",
    "-->",
    "/*",
    "*/",
    "var x",
];

fn seeds(folder: &Path, found: &mut Vec<Vec<u8>>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            seeds(&path, found);
        } else if fs::metadata(&path).is_ok_and(|it| it.len() < 4000) {
            found.extend(fs::read(&path).ok());
        }
    }
}

#[test]
fn mutated_texts_do_not_panic() {
    let seconds = env::var("KATAAN_MUTATION_SECONDS")
        .ok()
        .and_then(|it| it.parse().ok())
        .unwrap_or(2);
    let mut texts = Vec::new();
    seeds(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases"),
        &mut texts,
    );
    if let Some(folder) = env::var_os("KATAAN_MUTATION_SEEDS") {
        seeds(Path::new(&folder), &mut texts);
    }
    let seed = env::var("KATAAN_MUTATION_SEED")
        .ok()
        .and_then(|it| it.parse().ok())
        .unwrap_or(0x5EED);
    let mut random = Random(seed);
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut runs = 0u64;
    while Instant::now() < end {
        let mut text = texts[random.below(texts.len())].clone();
        for _ in 0..=random.below(4) {
            let at = random.below(text.len() + 1);
            let to = (at + random.below(12)).min(text.len());
            match random.below(5) {
                0 => drop(text.drain(at..to)),
                1 => {
                    let piece = PIECES[random.below(PIECES.len())];
                    text.splice(at..at, piece.bytes());
                }
                2 => {
                    let piece = PIECES[random.below(PIECES.len())];
                    text.splice(at..to, piece.bytes());
                }
                3 => {
                    let other = &texts[random.below(texts.len())];
                    let from = random.below(other.len());
                    let until = (from + random.below(60)).min(other.len());
                    text.splice(at..at, other[from..until].iter().copied());
                }
                _ => {
                    let copy = text[at..to].to_vec();
                    let place = random.below(text.len() + 1);
                    text.splice(place..place, copy);
                }
            }
        }
        let shown = String::from_utf8_lossy(&text).into_owned();
        if std::panic::catch_unwind(|| parse_any_bytes(&text)).is_err() {
            panic!("this text panics:\n{shown}");
        }
        runs += 1;
    }
    println!("{runs} texts");
}
