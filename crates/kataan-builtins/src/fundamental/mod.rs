//! [Fundamental objects](https://tc39.es/ecma262/#sec-fundamental-objects) and the
//! [global object](https://tc39.es/ecma262/#sec-global-object).

pub(crate) mod boolean;
pub(crate) mod dynamic_function;
pub(crate) mod error;
pub(crate) mod function;
pub(crate) mod global;
pub(crate) mod object;
pub(crate) mod symbol;
