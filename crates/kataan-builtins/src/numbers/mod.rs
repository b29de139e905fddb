//! [Numbers and Dates](https://tc39.es/ecma262/#sec-numbers-and-dates).

pub(crate) mod bigint;
pub(crate) mod date;
pub(crate) mod math;
pub(crate) mod number;
