//! Errors of decoding and validation.

use alloc::borrow::Cow;
use core::fmt;

/// Which rule a module breaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ModuleErrorKind {
    /// The bytes are not a module.
    Malformed,
    /// The module does not type-check.
    Invalid,
    /// The module exceeds a limit of this implementation.
    Limit,
}

/// Why a module is refused, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ModuleError {
    kind: ModuleErrorKind,
    offset: usize,
    message: Cow<'static, str>,
}

impl ModuleError {
    #[cold]
    pub(crate) fn malformed(offset: usize, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            kind: ModuleErrorKind::Malformed,
            offset,
            message: message.into(),
        }
    }

    #[cold]
    pub(crate) fn invalid(offset: usize, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            kind: ModuleErrorKind::Invalid,
            offset,
            message: message.into(),
        }
    }

    #[cold]
    pub(crate) fn limit(offset: usize, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            kind: ModuleErrorKind::Limit,
            offset,
            message: message.into(),
        }
    }

    /// Which rule is broken.
    pub fn kind(&self) -> ModuleErrorKind {
        self.kind
    }

    /// The byte offset in the module.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// What is wrong.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for ModuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            ModuleErrorKind::Malformed => "malformed module",
            ModuleErrorKind::Invalid => "invalid module",
            ModuleErrorKind::Limit => "module exceeds a limit",
        };
        write!(f, "{kind}: {} (at offset {:#x})", self.message, self.offset)
    }
}

impl core::error::Error for ModuleError {}
