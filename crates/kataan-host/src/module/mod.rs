//! Modules that are files: what a specifier names, and of what format it is.
//!
//! [`resolve`] follows [Node's algorithms](https://nodejs.org/api/modules.html#all-together), so
//! that packages laid out for Node are found. It reads the file system and nothing else.

mod package;
mod resolve;
mod target;

pub use resolve::{Format, Located, ResolveError, Style, format_of, resolve, resolve_entry};
