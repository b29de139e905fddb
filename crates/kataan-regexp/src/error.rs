//! Why a pattern is refused, and where.

use core::fmt;

/// Declares the codes beside their messages, so that none can lack one.
macro_rules! error_codes {
    ($($(#[$doc:meta])* $name:ident = $message:literal,)*) => {
        /// What is wrong with a pattern or its flags.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ErrorCode { $($(#[$doc])* $name,)* }

        impl ErrorCode {
            /// A lower-case sentence without a full stop, fit for the end of
            /// "Invalid regular expression: /…/: ".
            #[must_use]
            pub const fn message(self) -> &'static str {
                match self { $(Self::$name => $message,)* }
            }
        }
    };
}

error_codes! {
    /// A flag is unknown, given twice, or `u` and `v` are given together.
    InvalidFlags = "invalid flags",
    /// `(` without its `)`.
    UnterminatedGroup = "unterminated group",
    /// `)` without its `(`.
    UnmatchedParenthesis = "unmatched ')'",
    /// `(?` followed by nothing that makes a group.
    InvalidGroup = "invalid group",
    /// A quantifier with no atom before it.
    NothingToRepeat = "nothing to repeat",
    /// `{2,1}`.
    QuantifierOutOfOrder = "numbers out of order in {} quantifier",
    /// `{` that starts no quantifier, in Unicode mode.
    IncompleteQuantifier = "incomplete quantifier",
    /// `]`, `{` or `}` alone, in Unicode mode.
    LoneBracket = "lone quantifier bracket",
    /// A lookbehind, or in Unicode mode any assertion, is quantified.
    QuantifiedAssertion = "an assertion cannot be repeated here",
    /// A backslash ends the pattern.
    TrailingBackslash = "\\ at end of pattern",
    /// An escape that the mode does not allow.
    InvalidEscape = "invalid escape",
    /// `\u` without its digits, or a value above 10FFFF.
    InvalidUnicodeEscape = "invalid Unicode escape",
    /// `\c` without its letter, in Unicode mode.
    InvalidControlEscape = "invalid control escape",
    /// A digit escape that is neither `\0` nor a group.
    InvalidDecimalEscape = "invalid decimal escape",
    /// A digit escape in a class, in Unicode mode.
    InvalidClassDecimalEscape = "invalid decimal escape in class",
    /// `\2` where the pattern has one group.
    InvalidReference = "reference to a group that does not exist",
    /// `\k` without `<name>`.
    InvalidNamedReference = "invalid named reference",
    /// `\k<name>` where no group has that name.
    UnknownGroupName = "reference to a group name that does not exist",
    /// What follows `(?<` is not a name.
    InvalidGroupName = "invalid capture group name",
    /// Two groups that can both take part share a name.
    DuplicateGroupName = "duplicate capture group name",
    /// `[` without its `]`.
    UnterminatedClass = "unterminated character class",
    /// `[b-a]`.
    RangeOutOfOrder = "range out of order in character class",
    /// `[\d-z]` in Unicode mode.
    InvalidRange = "a class escape cannot bound a range",
    /// Operators of a `v` class are mixed or lack an operand.
    InvalidSetOperation = "invalid set operation in character class",
    /// A character that a `v` class reserves.
    InvalidSetCharacter = "invalid character in character class",
    /// A negated class that may match strings.
    NegatedStrings = "negated character class may contain strings",
    /// `\p{…}` names no property or value.
    InvalidPropertyName = "invalid property name",
    /// `(?ii:`, `(?i-i:` or `(?-:`.
    InvalidModifiers = "invalid modifiers",
    /// More capture groups than the engine numbers.
    TooManyGroups = "too many capture groups",
    /// Groups or classes nested beyond the engine's limit.
    NestedTooDeep = "pattern is nested too deep",
    /// The pattern or its program is larger than the engine's limit.
    TooLarge = "regular expression too large",
}

/// A pattern or its flags are not a regular expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong.
    pub code: ErrorCode,
    /// Where: an index in the pattern as it was given, in its own units
    /// (bytes of Latin-1 or WTF-8, code units of UTF-16).
    pub position: usize,
}

impl SyntaxError {
    /// The message of the code.
    #[must_use]
    pub const fn message(&self) -> &'static str {
        self.code.message()
    }
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (at {})", self.message(), self.position)
    }
}

impl core::error::Error for SyntaxError {}
