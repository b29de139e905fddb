//! [Keyed Collections](https://tc39.es/ecma262/#sec-keyed-collections).

mod append;
pub(crate) mod collection_iterator;
pub(crate) mod entries;
pub(crate) mod map;
pub(crate) mod set;
mod set_operations;
mod set_record;
mod weak_key;
pub(crate) mod weak_map;
pub(crate) mod weak_set;

pub(crate) use append::append_collection;
