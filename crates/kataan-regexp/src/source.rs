//! The text of a pattern, in whichever form its owner holds it.

use alloc::vec::Vec;

/// Pattern text. The specification reads it as code units, or as code points
/// under `u` and `v`; every form gives the same pattern.
#[derive(Clone, Copy, Debug)]
pub enum Source<'a> {
    /// One byte a character, U+0000 to U+00FF.
    Latin1(&'a [u8]),
    /// UTF-16 code units, lone surrogates allowed.
    Utf16(&'a [u16]),
    /// UTF-8 in which lone surrogates may be encoded with three bytes.
    /// Malformed bytes are read as U+FFFD, one each.
    Wtf8(&'a [u8]),
}

impl Source<'_> {
    /// How many units.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Latin1(units) | Self::Wtf8(units) => units.len(),
            Self::Utf16(units) => units.len(),
        }
    }
}

impl<'a> From<&'a str> for Source<'a> {
    fn from(text: &'a str) -> Self {
        Self::Wtf8(text.as_bytes())
    }
}

impl Source<'_> {
    /// Characters as the parser sees them: code points if `unicode`, else
    /// code units.
    pub(crate) fn characters(&self, unicode: bool) -> Vec<u32> {
        let mut characters = Vec::new();
        self.walk(unicode, |_, character| {
            characters.push(character);
            true
        });
        characters
    }

    /// Index in the source of the character numbered `index`.
    pub(crate) fn position(&self, unicode: bool, index: usize) -> usize {
        let mut count = 0;
        let mut position = match self {
            Self::Latin1(text) | Self::Wtf8(text) => text.len(),
            Self::Utf16(text) => text.len(),
        };
        self.walk(unicode, |at, _| {
            if count == index {
                position = at;
            }
            count += 1;
            count <= index
        });
        position
    }

    /// Calls `visit` with each character and its position until it says stop.
    fn walk(&self, unicode: bool, mut visit: impl FnMut(usize, u32) -> bool) {
        match self {
            Self::Latin1(text) => {
                for (index, byte) in text.iter().enumerate() {
                    if !visit(index, u32::from(*byte)) {
                        return;
                    }
                }
            }
            Self::Utf16(text) => {
                let mut index = 0;
                while let Some(unit) = text.get(index) {
                    let (mut character, at) = (u32::from(*unit), index);
                    index += 1;
                    if unicode
                        && is_lead(character)
                        && let Some(trail) = text.get(index).map(|unit| u32::from(*unit))
                        && is_trail(trail)
                    {
                        character = combine(character, trail);
                        index += 1;
                    }
                    if !visit(at, character) {
                        return;
                    }
                }
            }
            Self::Wtf8(text) => {
                let mut index = 0;
                // Two encoded halves side by side are not well-formed WTF-8,
                // but cost nothing to join.
                let mut pending: Option<(usize, u32)> = None;
                while index < text.len() {
                    let at = index;
                    let (character, length) = decode_wtf8(&text[index..]);
                    index += length;
                    if let Some((lead_at, lead)) = pending.take() {
                        if is_trail(character) {
                            if !visit(lead_at, combine(lead, character)) {
                                return;
                            }
                            continue;
                        }
                        if !visit(lead_at, lead) {
                            return;
                        }
                    }
                    if unicode {
                        if is_lead(character) {
                            pending = Some((at, character));
                        } else if !visit(at, character) {
                            return;
                        }
                    } else if character > 0xFFFF {
                        let (lead, trail) = split(character);
                        if !visit(at, lead) || !visit(at, trail) {
                            return;
                        }
                    } else if !visit(at, character) {
                        return;
                    }
                }
                if let Some((at, lead)) = pending {
                    visit(at, lead);
                }
            }
        }
    }
}

/// Whether a code unit is a leading surrogate.
#[inline]
pub(crate) const fn is_lead(unit: u32) -> bool {
    unit & 0xFFFF_FC00 == 0xD800
}

/// Whether a code unit is a trailing surrogate.
#[inline]
pub(crate) const fn is_trail(unit: u32) -> bool {
    unit & 0xFFFF_FC00 == 0xDC00
}

/// The code point of a surrogate pair.
#[inline]
pub(crate) const fn combine(lead: u32, trail: u32) -> u32 {
    0x10000 + ((lead & 0x3FF) << 10) + (trail & 0x3FF)
}

/// The surrogate pair of a code point above U+FFFF.
#[inline]
pub(crate) const fn split(character: u32) -> (u32, u32) {
    let offset = character - 0x10000;
    (0xD800 + (offset >> 10), 0xDC00 + (offset & 0x3FF))
}

/// The first code point of non-empty WTF-8 text, and its length in bytes.
fn decode_wtf8(text: &[u8]) -> (u32, usize) {
    let lead = text[0];
    let (length, minimum) = match lead {
        0x00..=0x7F => return (u32::from(lead), 1),
        0xC2..=0xDF => (2, 0x80),
        0xE0..=0xEF => (3, 0x800),
        0xF0..=0xF4 => (4, 0x10000),
        _ => return (0xFFFD, 1),
    };
    let mut character = u32::from(lead) & (0x7F >> length);
    for index in 1..length {
        match text.get(index) {
            Some(byte) if byte & 0xC0 == 0x80 => {
                character = character << 6 | u32::from(byte & 0x3F)
            }
            _ => return (0xFFFD, 1),
        }
    }
    if character < minimum || character > 0x10_FFFF {
        (0xFFFD, 1)
    } else {
        (character, length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn every_form_gives_the_same_characters() {
        let units: Vec<u16> = "aé😀".encode_utf16().collect();
        for unicode in [false, true] {
            let expected = Source::Utf16(&units).characters(unicode);
            assert_eq!(Source::from("aé😀").characters(unicode), expected);
        }
        assert_eq!(Source::from("é😀").characters(true), vec![0xE9, 0x1F600]);
        assert_eq!(Source::from("😀").characters(false), vec![0xD83D, 0xDE00]);
        assert_eq!(
            Source::Wtf8(b"\xED\xA0\xBDx\xFF").characters(true),
            vec![0xD83D, 0x78, 0xFFFD]
        );
    }

    #[test]
    fn positions_are_in_the_source_units() {
        assert_eq!(Source::from("é😀x").position(true, 2), 6);
        assert_eq!(Source::from("é😀x").position(false, 3), 6);
        assert_eq!(Source::from("ab").position(false, 9), 2);
    }
}
