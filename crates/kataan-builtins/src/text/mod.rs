//! [Text Processing](https://tc39.es/ecma262/#sec-text-processing).

pub(crate) mod regexp;
pub(crate) mod string;
