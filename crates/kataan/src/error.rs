//! The one error of the embedding API.

use std::fmt;
use std::ops::Range;

/// What an operation on an isolate gives.
pub type Result<T> = std::result::Result<T, Error>;

/// Why an operation did not give a value.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The program threw, or its text was refused.
    Exception(Box<Exception>),
    /// The program was ended; script could not catch it.
    Terminated(Termination),
    /// A value is not what the host asked for.
    Conversion {
        /// What was asked for, such as `a number`.
        expected: &'static str,
        /// What was there.
        found: String,
    },
    /// The isolate was used wrongly.
    Misuse(Misuse),
    /// The system refused memory or a thread.
    System(String),
}

/// A thrown value, described; the value itself can be had from the isolate.
#[derive(Debug)]
pub struct Exception {
    /// `TypeError`, or another name that the value gives itself; empty if it is no error object.
    pub name: String,
    /// The name of the value's constructor, if it has one.
    pub constructor: String,
    /// The message, or the value as text if it is no error object.
    pub message: String,
    /// The stack trace, if the value has one.
    pub stack: Option<String>,
    /// Where in a text the error arose, if that is known.
    pub location: Option<Location>,
    /// Whether the text was refused before anything ran.
    pub is_early: bool,
    /// The thrown value.
    pub value: crate::Value,
}

/// A place in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The name that the text was given.
    pub name: String,
    /// From 1.
    pub line: u32,
    /// From 1, in UTF-16 code units.
    pub column: u32,
    /// The bytes of the text that are meant, where they are known.
    pub span: Option<Range<usize>>,
    /// What is there; may be empty.
    pub label: String,
    /// Other places that matter, each with what is there.
    pub others: Vec<(Range<usize>, String)>,
}

/// Why a program was ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Termination {
    /// Another thread asked for it.
    Interrupted,
    /// Its time was up.
    Deadline,
    /// It reached the memory limit.
    OutOfMemory,
    /// It asked to exit, as with `process.exit`.
    Exit(u8),
}

/// How an isolate can be used wrongly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Misuse {
    /// The value or realm belongs to another isolate.
    ForeignHandle,
    /// The value or realm was released.
    StaleHandle,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Exception(exception) => exception.fmt(f),
            Error::Terminated(termination) => termination.fmt(f),
            Error::Conversion { expected, found } => {
                write!(f, "expected {expected}, found {found}")
            }
            Error::Misuse(misuse) => misuse.fmt(f),
            Error::System(reason) => f.write_str(reason),
        }
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Exception {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(location) = &self.location {
            write!(
                f,
                "{}:{}:{}: ",
                location.name, location.line, location.column
            )?;
        }
        match (self.name.as_str(), self.message.as_str()) {
            ("", message) => f.write_str(message),
            (name, "") => f.write_str(name),
            (name, message) => write!(f, "{name}: {message}"),
        }
    }
}

impl fmt::Display for Termination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Termination::Interrupted => f.write_str("the program was interrupted"),
            Termination::Deadline => f.write_str("the program ran out of time"),
            Termination::OutOfMemory => f.write_str("the program ran out of memory"),
            Termination::Exit(status) => write!(f, "the program exited with status {status}"),
        }
    }
}

impl fmt::Display for Misuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Misuse::ForeignHandle => "the value or realm belongs to another isolate",
            Misuse::StaleHandle => "the value or realm was released",
        })
    }
}
