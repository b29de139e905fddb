//! The crate's error.

use super::value::ExnRef;
use crate::error::ModuleError;
use crate::runtime::trap::{Trap, TrapCode};
use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

/// What can go wrong.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// A module is refused.
    Module(ModuleError),
    /// Imports are missing or of other types.
    Link(String),
    /// A limit of the store is reached.
    Limit(&'static str),
    /// Execution was aborted.
    Trap(Trap),
    /// An exception was not caught.
    Exception(ExnRef),
    /// A function of the host failed.
    Host(Box<dyn core::error::Error + Send + Sync>),
    /// The embedder passed values of a wrong type, or of another store.
    Misuse(String),
}

/// A result of this crate.
pub type Result<T> = core::result::Result<T, Error>;

impl Error {
    /// An error of the host.
    pub fn host(error: impl Into<Box<dyn core::error::Error + Send + Sync>>) -> Self {
        Self::Host(error.into())
    }

    #[cold]
    pub(crate) fn misuse(message: impl Into<String>) -> Self {
        Self::Misuse(message.into())
    }

    /// The trap's code, if this is a trap.
    pub fn trap_code(&self) -> Option<TrapCode> {
        match self {
            Self::Trap(trap) => Some(trap.code()),
            _ => None,
        }
    }

    /// The host's error of a type, if this is one.
    pub fn downcast_ref<E: core::error::Error + 'static>(&self) -> Option<&E> {
        match self {
            Self::Host(error) => error.downcast_ref(),
            _ => None,
        }
    }
}

/// The error of a type that names one which no longer exists, or is another engine's.
pub(crate) fn unknown_type() -> Error {
    Error::misuse("the type names one that the engine does not know (any more)")
}

impl From<ModuleError> for Error {
    fn from(error: ModuleError) -> Self {
        Self::Module(error)
    }
}

impl From<Trap> for Error {
    fn from(trap: Trap) -> Self {
        Self::Trap(trap)
    }
}

impl From<TrapCode> for Error {
    fn from(code: TrapCode) -> Self {
        Self::Trap(code.into())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Module(error) => error.fmt(f),
            Self::Link(message) => write!(f, "cannot link: {message}"),
            Self::Limit(message) => write!(f, "limit reached: {message}"),
            Self::Trap(trap) => trap.fmt(f),
            Self::Exception(_) => f.write_str("uncaught exception"),
            Self::Host(error) => error.fmt(f),
            Self::Misuse(message) => f.write_str(message),
        }
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Module(error) => Some(error),
            Self::Trap(trap) => Some(trap),
            Self::Host(error) => Some(&**error),
            _ => None,
        }
    }
}
