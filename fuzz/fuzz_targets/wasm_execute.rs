//! Generated modules are run here and on `wasmi`, and must do the same. Real modules, which seeds
//! may be, are run here in one go and in slices of fuel, and must do the same.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};

#[path = "wasm/outcome.rs"]
mod outcome;

#[path = "wasm/kataan.rs"]
mod kataan;

#[path = "wasm/peer.rs"]
mod peer;

#[path = "wasm/generate.rs"]
mod generate;

fuzz_target!(|data: &[u8]| -> Corpus { run(data) });

fn run(data: &[u8]) -> Corpus {
    if data.starts_with(b"\0asm") {
        let Some(whole) = kataan::run(data, kataan::Fuel::Plenty) else {
            return Corpus::Reject;
        };
        if !whole.is_cut_short() {
            let sliced = kataan::run(data, kataan::Fuel::Slices);
            assert_eq!(sliced.as_ref(), Some(&whole), "in slices, and in one go");
        }
        return Corpus::Keep;
    }
    let Some(bytes) = generate::module(data) else {
        return Corpus::Reject;
    };
    let Some(expected) = peer::run(&bytes) else {
        return Corpus::Reject;
    };
    let actual = kataan::run(&bytes, kataan::Fuel::Unlimited).expect("only wasmi instantiates it");
    // After a stack is exhausted engines may differ in what was done before.
    if !expected.is_cut_short() && !actual.is_cut_short() {
        assert_eq!(actual, expected, "here, and on wasmi");
        let sliced = kataan::run(&bytes, kataan::Fuel::Slices);
        if let Some(sliced) = sliced.filter(|sliced| !sliced.is_cut_short()) {
            assert_eq!(sliced, expected, "in slices of fuel, and on wasmi");
        }
    }
    Corpus::Keep
}
