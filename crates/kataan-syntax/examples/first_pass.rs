//! Measures the first pass, all early errors included, over a file: best of several runs.
//!
//! `cargo run --release -p kataan-syntax --example first_pass FILE [RUNS] [again]`; with `again`
//! every function is then parsed once more by itself, as if all were compiled.

use std::time::Instant;
use std::{env, fs};

use kataan_syntax::{Bump, Interner, Options, Source, parse_function, parse_script};

fn main() {
    let mut arguments = env::args().skip(1);
    let Some(path) = arguments.next() else {
        eprintln!("usage: first_pass FILE [RUNS] [again]");
        std::process::exit(2);
    };
    let runs = arguments.next().and_then(|it| it.parse().ok()).unwrap_or(5);
    let again = arguments.next().is_some();
    let bytes = fs::read(&path).expect("the file is readable");
    let mut best = f64::INFINITY;
    for _ in 0..runs {
        let start = Instant::now();
        let source = Source::new(&bytes).expect("the file is source text");
        let mut names = Interner::new();
        let arena = Bump::new();
        let options = Options::default();
        let parsed = match parse_script(source, &mut names, &arena, &options) {
            Ok(parsed) => parsed,
            Err(error) => {
                println!("{:?}: {error}", error.primary.span);
                std::process::exit(1);
            }
        };
        let seconds = start.elapsed().as_secs_f64();
        best = best.min(seconds);
        println!(
            "{:.1} ms, {:.1} MB/s, {} functions, {} names, {} kB of tree",
            seconds * 1e3,
            bytes.len() as f64 / seconds / 1e6,
            parsed.functions.len(),
            names.len(),
            arena.allocated_bytes() / 1024,
        );
        if again {
            let start = Instant::now();
            let mut arena = Bump::new();
            for id in parsed.functions.ids() {
                parse_function(source, &parsed.functions, id, &mut names, &arena, &options)
                    .expect("a function that parsed parses again");
                arena.reset();
            }
            println!(
                "{:.1} ms for every function again",
                start.elapsed().as_secs_f64() * 1e3
            );
        }
    }
    println!("best: {:.1} MB/s", bytes.len() as f64 / best / 1e6);
}
