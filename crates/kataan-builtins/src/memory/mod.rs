//! [Managing Memory](https://tc39.es/ecma262/#sec-managing-memory).

pub(crate) mod finalization_registry;
pub(crate) mod weak_ref;
