//! Modules that both engines can run.

use arbitrary::Unstructured;

/// A module that ends, without imports, whose NaNs are canonical.
pub(crate) fn module(data: &[u8]) -> Option<Vec<u8>> {
    let config = wasm_smith::Config {
        gc_enabled: false,
        exceptions_enabled: false,
        threads_enabled: false,
        tail_call_enabled: true,
        relaxed_simd_enabled: false,
        memory64_enabled: true,
        wide_arithmetic_enabled: true,
        extended_const_enabled: true,
        canonicalize_nans: true,
        export_everything: true,
        max_imports: 0,
        min_funcs: 1,
        max_memories: 2,
        max_memory32_bytes: 1 << 20,
        max_memory64_bytes: 1 << 20,
        max_table_elements: 1000,
        ..wasm_smith::Config::default()
    };
    let mut module = wasm_smith::Module::new(config, &mut Unstructured::new(data)).ok()?;
    module.ensure_termination(10_000).ok()?;
    Some(module.to_bytes())
}
