//! [Control Abstraction Objects](https://tc39.es/ecma262/#sec-control-abstraction-objects).

// generator
pub(crate) mod iterator;
// promise
