//! Diagnostics: what is wrong with a text, said by code, message and labelled places.
//!
//! Rendering them with an excerpt is for the leaf crates.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

pub use crate::message::ErrorCode;
use crate::span::Span;

/// A place in the text and what is there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is there; may be empty.
    pub text: String,
}

/// One error.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// Which error.
    pub code: ErrorCode,
    /// What was found and what was expected, in one sentence without its position.
    pub message: String,
    /// Where.
    pub primary: Label,
    /// Other places that matter, such as the first declaration of a name.
    pub secondary: Vec<Label>,
}

impl Diagnostic {
    /// Which JavaScript error the diagnostic becomes.
    pub fn error_type(&self) -> ErrorType {
        match self.code {
            ErrorCode::TooMuchRecursion => ErrorType::RangeError,
            _ => ErrorType::SyntaxError,
        }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl core::error::Error for Diagnostic {}

/// The JavaScript error that a diagnostic becomes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ErrorType {
    /// The text is wrong.
    SyntaxError,
    /// The text nests deeper than the stack allows.
    RangeError,
}
