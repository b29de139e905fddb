//! The flags of a regular expression.

use crate::error::{ErrorCode, SyntaxError};
use core::fmt;

/// A set of flags. The order of the bits is that of the `flags` property.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Flags(u8);

/// Letter and bit of each flag, in the order in which `flags` lists them.
const LETTERS: [(u8, Flags); 8] = [
    (b'd', Flags::HAS_INDICES),
    (b'g', Flags::GLOBAL),
    (b'i', Flags::IGNORE_CASE),
    (b'm', Flags::MULTILINE),
    (b's', Flags::DOT_ALL),
    (b'u', Flags::UNICODE),
    (b'v', Flags::UNICODE_SETS),
    (b'y', Flags::STICKY),
];

impl Flags {
    /// No flags.
    pub const NONE: Self = Self(0);
    /// `d`: results carry indices.
    pub const HAS_INDICES: Self = Self(1);
    /// `g`: matching goes on from the last match. No effect on the matcher.
    pub const GLOBAL: Self = Self(2);
    /// `i`: letters match whatever their case.
    pub const IGNORE_CASE: Self = Self(4);
    /// `m`: `^` and `$` match at line ends.
    pub const MULTILINE: Self = Self(8);
    /// `s`: `.` matches line terminators.
    pub const DOT_ALL: Self = Self(16);
    /// `u`: characters are code points.
    pub const UNICODE: Self = Self(32);
    /// `v`: as `u`, with set notation in classes.
    pub const UNICODE_SETS: Self = Self(64);
    /// `y`: a match starts at the given index or not at all.
    pub const STICKY: Self = Self(128);

    /// Reads flags from their letters; the position in the error is the
    /// letter's index.
    pub fn parse(letters: impl IntoIterator<Item = u32>) -> Result<Self, SyntaxError> {
        let mut flags = Self::NONE;
        for (position, letter) in letters.into_iter().enumerate() {
            let error = SyntaxError {
                code: ErrorCode::InvalidFlags,
                position,
            };
            let flag = Self::from_letter(letter).ok_or(error)?;
            if flags.contains(flag) {
                return Err(error);
            }
            flags = flags.with(flag);
            if flags.contains(Self::UNICODE.with(Self::UNICODE_SETS)) {
                return Err(error);
            }
        }
        Ok(flags)
    }

    /// The flag that a letter stands for.
    pub(crate) fn from_letter(letter: u32) -> Option<Self> {
        LETTERS
            .iter()
            .find(|(ascii, _)| u32::from(*ascii) == letter)
            .map(|(_, flag)| *flag)
    }

    /// Whether all of `other` are set.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// These and those.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// These but not those.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// `u` or `v`: the pattern and the subject are code points.
    #[must_use]
    pub const fn is_unicode(self) -> bool {
        self.0 & (Self::UNICODE.0 | Self::UNICODE_SETS.0) != 0
    }

    /// The bits, one a flag: a key for caches.
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// The set whose `bits` these are.
    #[must_use]
    pub const fn from_bits(bits: u8) -> Self {
        Self(bits)
    }

    /// The letters, in the order of the `flags` property.
    pub fn letters(self) -> impl Iterator<Item = char> {
        LETTERS
            .iter()
            .filter(move |(_, flag)| self.contains(*flag))
            .map(|(letter, _)| char::from(*letter))
    }
}

impl fmt::Display for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.letters()
            .try_for_each(|letter| fmt::Write::write_char(f, letter))
    }
}

impl fmt::Debug for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Flags({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    fn parse(text: &str) -> Result<Flags, usize> {
        Flags::parse(text.chars().map(u32::from)).map_err(|error| error.position)
    }

    #[test]
    fn letters_come_back_in_canonical_order() {
        assert_eq!(
            parse("yvsmigd").map(|flags| flags.to_string()),
            Ok("dgimsvy".to_string())
        );
        assert_eq!(parse(""), Ok(Flags::NONE));
    }

    #[test]
    fn bad_flags_are_refused_where_they_stand() {
        assert_eq!(parse("gg"), Err(1));
        assert_eq!(parse("giuv"), Err(3));
        assert_eq!(parse("x"), Err(0));
    }
}
