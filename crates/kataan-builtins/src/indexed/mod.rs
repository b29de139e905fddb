//! [Indexed Collections](https://tc39.es/ecma262/#sec-indexed-collections).

pub(crate) mod array;
pub(crate) mod array_iterator;
pub(crate) mod element;
pub(crate) mod relative_index;
pub(crate) mod typed_array;
