//! [Reflection](https://tc39.es/ecma262/#sec-reflection).

mod proxy;
mod reflect;

pub(crate) use proxy::PROXY;
pub(crate) use reflect::REFLECT;
