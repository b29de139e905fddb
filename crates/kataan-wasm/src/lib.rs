//! A WebAssembly engine: decode, validate and interpret WebAssembly 3.0.
