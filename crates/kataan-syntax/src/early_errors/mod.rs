//! Rules that a context-free grammar cannot say, where they are more than a line in the parser.
//!
//! Declarations that exclude each other are found by the [`scope`](crate::scope) analysis; what
//! depends on one place only is checked by the parser there.

mod identifiers;
mod modules;
mod patterns;
mod private_names;
mod regular_expressions;
