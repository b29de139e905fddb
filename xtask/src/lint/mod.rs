//! `cargo xtask lint`: the rules of the project that the compiler does not check.
//!
//! Each rule is a function from the repository to findings. A rule that needs exceptions reads
//! them, with the reason for each, from a list under `xtask/lint/`, and reports an exception that
//! nothing needs any longer.

mod crate_graph;
mod documents;
mod file_size;
mod names;
mod pure_rust;
mod rooting;
mod source;
mod unsafe_homes;
mod words;

use anyhow::Result;

use self::source::Repository;
use crate::{Outcome, Verdict};

/// Something that breaks a rule.
struct Finding {
    /// File, and line where there is one.
    place: String,
    message: String,
}

impl Finding {
    fn new(place: impl Into<String>, message: impl Into<String>) -> Finding {
        Finding {
            place: place.into(),
            message: message.into(),
        }
    }
}

type Rule = (&'static str, fn(&Repository) -> Result<Vec<Finding>>);

const RULES: &[Rule] = &[
    ("crate graph", crate_graph::check),
    ("pure Rust", pure_rust::check),
    ("file size", file_size::check),
    ("homes of unsafe", unsafe_homes::check),
    ("file names", names::check),
    ("words and paths", words::check),
    ("rooting", rooting::check),
    ("links in documents", documents::check),
];

/// Checks every rule and prints what breaks them.
pub(crate) fn run() -> Outcome {
    let repository = Repository::open()?;
    let mut count = 0;
    for (name, rule) in RULES {
        for finding in rule(&repository)? {
            count += 1;
            println!("{}: {} [{name}]", finding.place, finding.message);
        }
    }
    match count {
        0 => println!(
            "lint: {} rules hold over {} files",
            RULES.len(),
            repository.files.len()
        ),
        _ => println!("lint: {count} findings"),
    }
    Ok(Verdict::passed_if(count == 0))
}
