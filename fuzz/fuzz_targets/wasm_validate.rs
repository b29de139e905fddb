//! Any bytes as a module: decoded and validated as `wasmparser` does, at once and in pieces.
//!
//! Bytes that begin as modules do are taken as they are, so that seeds are real modules. Others make
//! `wasm-smith` generate one, of which some bytes are then changed.
#![no_main]

use arbitrary::Unstructured;
use kataan_wasm::{Engine, Error, Module, ModuleErrorKind, StreamingModule};
use libfuzzer_sys::{Corpus, fuzz_target};
use wasmparser::{Validator, WasmFeatures};

fuzz_target!(|data: &[u8]| -> Corpus { run(data) });

fn run(data: &[u8]) -> Corpus {
    if data.starts_with(b"\0asm") {
        check(data);
        return Corpus::Keep;
    }
    // The last bytes say what is changed, the rest what is generated.
    const CHANGES: usize = 8;
    let Some((seed, changes)) = data.split_last_chunk::<CHANGES>() else {
        return Corpus::Reject;
    };
    let config = wasm_smith::Config {
        gc_enabled: true,
        exceptions_enabled: true,
        threads_enabled: true,
        tail_call_enabled: true,
        relaxed_simd_enabled: true,
        memory64_enabled: true,
        wide_arithmetic_enabled: true,
        custom_page_sizes_enabled: true,
        extended_const_enabled: true,
        max_memories: 3,
        max_tables: 3,
        allow_invalid_funcs: true,
        ..wasm_smith::Config::default()
    };
    let Ok(module) = wasm_smith::Module::new(config, &mut Unstructured::new(seed)) else {
        return Corpus::Reject;
    };
    let mut bytes = module.to_bytes();
    check(&bytes);
    for change in changes.chunks_exact(4) {
        let at = u32::from_le_bytes([change[0], change[1], change[2], 0]) as usize;
        let length = bytes.len();
        bytes[at % length] = change[3];
        check(&bytes);
    }
    Corpus::Keep
}

fn check(bytes: &[u8]) {
    // A new one each time: an engine keeps the types of all its modules.
    let engine = &Engine::default();
    let features = WasmFeatures::WASM3
        | WasmFeatures::THREADS
        | WasmFeatures::WIDE_ARITHMETIC
        | WasmFeatures::CUSTOM_PAGE_SIZES;
    let expected = Validator::new_with_features(features).validate_all(bytes);
    let actual = Module::new(engine, bytes);
    // The limits of implementations are their own.
    let limited = match (&expected, &actual) {
        (_, Err(Error::Module(error))) if error.kind() == ModuleErrorKind::Limit => true,
        (Err(error), Ok(_)) => is_limit(error.message()),
        _ => false,
    };
    assert!(
        limited || expected.is_ok() == actual.is_ok(),
        "wasmparser: {:?}, here: {:?}",
        expected.err().map(|error| error.to_string()),
        actual.err().map(|error| error.to_string()),
    );
    // In pieces it is the same module, or the same error.
    let mut streaming = StreamingModule::new(engine);
    let middle = bytes.len() / 3;
    let streamed = streaming
        .push(&bytes[..middle])
        .and_then(|()| streaming.push(&bytes[middle..]))
        .and_then(|()| streaming.finish());
    assert_eq!(
        streamed.is_ok(),
        actual.is_ok(),
        "in pieces: {:?}, at once: {:?}",
        streamed.err().map(|error| error.to_string()),
        actual.err().map(|error| error.to_string()),
    );
}

/// Whether a message of `wasmparser` is about a limit of its own.
fn is_limit(message: &str) -> bool {
    [
        "limit",
        "too large",
        "too many",
        "exceed",
        "out of range for implementation",
    ]
    .iter()
    .any(|word| message.contains(word))
}
