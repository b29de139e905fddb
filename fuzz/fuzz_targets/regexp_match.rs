//! Patterns and texts made from bytes: the backtracking matcher, the linear-time one, both
//! encodings and an independent engine agree on every match.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../crates/kataan-regexp/tests/agreement/mod.rs"]
mod agreement;

fuzz_target!(|data: &[u8]| agreement::check(data));
