//! Source text: WTF-8 bytes, checked once.
//!
//! ECMAScript source may hold lone surrogates (a string handed to `eval` can), which UTF-8 cannot
//! spell, so text is UTF-8 in which lone surrogates are encoded like other three-byte characters.
//! Positions are byte offsets in 32 bits.

/// Checked source text.
#[derive(Clone, Copy)]
pub struct Source<'s> {
    bytes: &'s [u8],
}

/// Why bytes are no source text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InvalidSource {
    /// The byte at this offset belongs to no well-formed character.
    Encoding {
        /// Offset of the first bad byte.
        offset: usize,
    },
    /// The text is longer than 32-bit positions can address.
    TooLong,
}

/// The longest source text, in bytes: positions just past the end must fit in 31 bits.
pub const MAXIMUM_LENGTH: usize = (1 << 31) - 16;

impl<'s> Source<'s> {
    /// Checks that `bytes` is WTF-8 and short enough.
    pub fn new(bytes: &'s [u8]) -> Result<Self, InvalidSource> {
        if bytes.len() > MAXIMUM_LENGTH {
            return Err(InvalidSource::TooLong);
        }
        let mut from = 0;
        while let Err(error) = core::str::from_utf8(&bytes[from..]) {
            let bad = from + error.valid_up_to();
            // The only sequences that WTF-8 adds are ED A0..BF 80..BF.
            match bytes.get(bad..bad + 3) {
                // Two of them that make a pair must be one character.
                Some([0xED, 0xA0..=0xAF, 0x80..=0xBF])
                    if matches!(bytes[bad + 3..], [0xED, 0xB0..=0xBF, ..]) =>
                {
                    return Err(InvalidSource::Encoding { offset: bad });
                }
                Some([0xED, 0xA0..=0xBF, 0x80..=0xBF]) => from = bad + 3,
                _ => return Err(InvalidSource::Encoding { offset: bad }),
            }
        }
        Ok(Self { bytes })
    }

    /// Text that is known to be UTF-8.
    pub fn from_text(text: &'s str) -> Result<Self, InvalidSource> {
        if text.len() > MAXIMUM_LENGTH {
            return Err(InvalidSource::TooLong);
        }
        Ok(Self {
            bytes: text.as_bytes(),
        })
    }

    /// Text that [`Source::new`] accepted before: nothing is checked again. (Bytes that are no text
    /// read as replacement characters.)
    pub fn checked_before(bytes: &'s [u8]) -> Self {
        Self { bytes }
    }

    /// The bytes.
    #[inline]
    pub fn bytes(self) -> &'s [u8] {
        self.bytes
    }

    /// The text of `span`, exactly as written; empty if the span is not inside the source.
    pub fn slice(self, span: crate::Span) -> &'s [u8] {
        self.bytes
            .get(span.start as usize..span.end as usize)
            .unwrap_or(&[])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lone_surrogates_are_source_text() {
        assert!(Source::new(b"a\xED\xA0\x80b\xED\xBF\xBF").is_ok());
        assert_eq!(
            Source::new(b"ab\xFF").err(),
            Some(InvalidSource::Encoding { offset: 2 })
        );
        assert_eq!(
            Source::new(b"\xED\xA0").err(),
            Some(InvalidSource::Encoding { offset: 0 })
        );
    }
}
