//! [Structured Data](https://tc39.es/ecma262/#sec-structured-data).

pub(crate) mod array_buffer;
pub(crate) mod atomics;
pub(crate) mod data_view;
pub(crate) mod json;
