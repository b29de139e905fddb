//! Kataan, an embeddable JavaScript and WebAssembly engine in pure Rust.
