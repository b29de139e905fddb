//! [Date Objects](https://tc39.es/ecma262/#sec-date-objects).

mod format;
mod parse;
mod time;
mod zone;
