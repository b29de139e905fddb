//! Kataan, an embeddable JavaScript and WebAssembly engine in pure Rust.
//!
//! An [`Isolate`] is a heap with its limits; a [`Realm`] in it is a global object with the
//! language's library; a [`Value`] is a handle to a JavaScript value. Realms and values are plain
//! names that are resolved through `&mut Isolate`, so nothing is shared and everything is `Send`.
//!
//! ```
//! use kataan::{Isolate, Limits};
//! use std::time::Duration;
//!
//! # fn main() -> kataan::Result<()> {
//! let mut isolate = Isolate::new(Limits::default().memory(64 << 20).deadline(Duration::from_secs(1)))?;
//! let realm = isolate.new_realm()?;
//! isolate.set_global(realm, "add", |a: f64, b: f64| a + b)?;
//! let sum: f64 = isolate.eval(realm, "add(19, 23)")?.to(&mut isolate)?;
//! assert_eq!(sum, 42.0);
//! # Ok(())
//! # }
//! ```
//!
//! In reading order: [`Limits`], [`Error`], [`Isolate`], [`Value`] and [`FromJs`]/[`IntoJs`] (what
//! crosses the border), [`Bind`] (host functions), [`ModuleLoader`], [`InterruptHandle`].

mod bind;
mod convert;
mod error;
mod exception;
mod interrupt;
mod isolate;
mod limits;
mod module;
mod value;
mod watchdog;

/// What a host adds to the language; for programs that run programs, like the `kataan` command.
pub use kataan_host as host;

pub use bind::{Bind, Fallible, HostError};
pub use convert::{FromJs, IntoJs};
pub use error::{Error, Exception, Location, Misuse, Result, Termination};
pub use interrupt::InterruptHandle;
pub use isolate::{Isolate, Options, Statistics};
pub use limits::Limits;
pub use module::ModuleLoader;
pub use value::{Realm, Value};

/// The example of the page for embedders, tested.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/embedding.md")]
struct EmbeddingPage;
