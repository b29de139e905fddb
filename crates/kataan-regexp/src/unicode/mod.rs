//! Sets of code points, the Unicode properties and case mappings that patterns
//! need, and the tables that they come from.

pub(crate) mod case;
mod decode;
pub(crate) mod property;
pub(crate) mod set;
#[rustfmt::skip]
mod tables;
