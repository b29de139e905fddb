//! [Reflection](https://tc39.es/ecma262/#sec-reflection).

mod module_source;
mod proxy;
mod reflect;

pub(crate) use module_source::{ABSTRACT_MODULE_SOURCE, ABSTRACT_MODULE_SOURCE_PROTOTYPE};
pub(crate) use proxy::PROXY;
pub(crate) use reflect::REFLECT;
