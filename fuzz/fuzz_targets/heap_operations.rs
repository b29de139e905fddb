//! Any bytes as a program of heap operations, which runs on a heap and on a model.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../crates/kataan-gc/tests/model/mod.rs"]
mod model;

fuzz_target!(|data: &[u8]| model::run(data));
