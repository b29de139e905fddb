//! [Structured Data](https://tc39.es/ecma262/#sec-structured-data).

pub(crate) mod json;
