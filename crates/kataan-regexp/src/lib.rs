//! ECMAScript regular expressions, compiled and matched over Latin-1 or UTF-16 text.
//!
//! The crate knows neither values nor objects nor `lastIndex`: it turns the
//! text of a pattern and its [`Flags`] into a program, and finds a match in a
//! slice of code units from a given index. A parser of JavaScript checks its
//! literals with [`validate`], handing over the slice of its UTF-8 source
//! between the slashes and the letters after them:
//!
//! ```
//! use kataan_regexp::{Flags, Source, validate};
//!
//! let flags = Flags::parse("giu".chars().map(u32::from))?;
//! let names = validate(Source::Wtf8(b"(?<year>\\d{4})"), flags)?;
//! assert_eq!(names.group_count, 1);
//! let error = validate(Source::Wtf8(b"a(b"), flags).unwrap_err();
//! assert_eq!((error.message(), error.position), ("unterminated group", 1));
//! # Ok::<(), kataan_regexp::SyntaxError>(())
//! ```
//!
//! A [`RegExp`] is matched with a [`Scratch`], which holds all memory that
//! matching takes and then the captures, and a [`Monitor`], which may stop it:
//!
//! ```
//! use kataan_regexp::{Flags, Input, RegExp, Scratch};
//!
//! let regexp = RegExp::compile("(\\w)(\\d)?".into(), Flags::NONE)?;
//! let mut scratch = Scratch::new();
//! assert_eq!(regexp.exec(Input::Latin1(b"..ab"), 0, &mut scratch, &mut ()), Ok(true));
//! assert_eq!((scratch.group(0), scratch.group(1), scratch.group(2)), (Some(2..3), Some(2..3), None));
//! # Ok::<(), kataan_regexp::SyntaxError>(())
//! ```
//!
//! In reading order: `source` and `parser` (with `ast`), `unicode`, `compile`,
//! `code`, `text`, `search`, `backtrack`, `linear`, and `program`, which picks
//! among them.

#![cfg_attr(not(feature = "std"), no_std)]
extern crate alloc;

mod ast;
mod backtrack;
mod code;
mod compile;
mod error;
mod escape;
mod flags;
mod limits;
mod linear;
mod parser;
mod program;
mod search;
mod source;
mod text;
mod unicode;

pub use error::{ErrorCode, SyntaxError};
pub use escape::{escape, escape_into};
pub use flags::Flags;
pub use limits::{Monitor, Stopped};
pub use parser::LONGEST_PATTERN;
#[doc(hidden)]
pub use program::Matcher;
pub use program::{RegExp, Scratch};
pub use source::Source;
pub use text::Input;

use alloc::string::String;
use alloc::vec::Vec;

/// The capture groups of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Groups {
    /// How many there are, the whole match not counted.
    pub group_count: u32,
    /// Names with their groups, in the order of the pattern. A name comes
    /// more than once where alternatives share it.
    pub names: Vec<(String, u32)>,
}

/// Checks a pattern for every early error.
pub fn validate(pattern: Source<'_>, flags: Flags) -> Result<Groups, SyntaxError> {
    let ast = parser::parse(pattern, flags)?;
    Ok(Groups {
        group_count: ast.group_count,
        names: ast.group_names,
    })
}
