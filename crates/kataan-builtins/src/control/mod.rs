//! [Control Abstraction Objects](https://tc39.es/ecma262/#sec-control-abstraction-objects).

pub(crate) mod async_iterator;
pub(crate) mod disposable_stack;
pub(crate) mod generator;
pub(crate) mod iterator;
pub(crate) mod promise;
