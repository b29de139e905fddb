//! Language values (clause 6.1): numbers and big integers, and how values are told apart.
//!
//! The 64-bit encoding is the heap's ([`Value`]); this folder gives it its meaning. Strings,
//! symbols and objects have folders of their own.

pub mod bigint;
mod bigint_digits;
pub mod bigint_operations;
mod bigint_text;
pub mod long_number;
pub mod number;
pub mod number_to_string;
pub mod string_to_number;
mod types;

pub use kataan_gc::Value;
pub use types::{Numeric, Type, expect_object, type_of, typeof_name};
