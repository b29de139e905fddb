//! Reading and writing WTF-8: UTF-8 that may also spell lone surrogates.

use alloc::string::String;
use alloc::vec::Vec;

/// The code point that starts at `at` and its length in bytes; malformed bytes (which checked
/// [`Source`](crate::Source) text never holds) read as U+FFFD of length 1.
#[inline]
pub(crate) fn decode(bytes: &[u8], at: usize) -> Option<(u32, usize)> {
    let first = *bytes.get(at)?;
    if first < 0x80 {
        return Some((u32::from(first), 1));
    }
    Some(decode_multi_byte(bytes, at, first))
}

fn decode_multi_byte(bytes: &[u8], at: usize, first: u8) -> (u32, usize) {
    let next = |i: usize| bytes.get(at + i).map_or(0, |&byte| u32::from(byte & 0x3F));
    let available = bytes.len() - at;
    match first {
        0xC2..=0xDF if available >= 2 => (u32::from(first & 0x1F) << 6 | next(1), 2),
        0xE0..=0xEF if available >= 3 => {
            (u32::from(first & 0x0F) << 12 | next(1) << 6 | next(2), 3)
        }
        0xF0..=0xF4 if available >= 4 => (
            u32::from(first & 0x07) << 18 | next(1) << 12 | next(2) << 6 | next(3),
            4,
        ),
        _ => (0xFFFD, 1),
    }
}

/// Appends a code point, which may be a surrogate; a low one joins a high one before it.
pub(crate) fn push(text: &mut Vec<u8>, code: u32) {
    if let 0xDC00..=0xDFFF = code
        && let [.., 0xED, b @ 0xA0..=0xAF, c] = **text
    {
        let high = 0xD000 | u32::from(b & 0x3F) << 6 | u32::from(c & 0x3F);
        text.truncate(text.len() - 3);
        return push(text, 0x1_0000 + ((high - 0xD800) << 10) + (code - 0xDC00));
    }
    let low = |shift: u32| 0x80 | (code >> shift & 0x3F) as u8;
    match code {
        0..=0x7F => text.push(code as u8),
        0x80..=0x7FF => text.extend_from_slice(&[0xC0 | (code >> 6) as u8, low(0)]),
        0x800..=0xFFFF => text.extend_from_slice(&[0xE0 | (code >> 12) as u8, low(6), low(0)]),
        _ => text.extend_from_slice(&[0xF0 | (code >> 18 & 7) as u8, low(12), low(6), low(0)]),
    }
}

/// The code points of well-formed text.
pub(crate) fn code_points(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    let mut at = 0;
    core::iter::from_fn(move || {
        let (code, length) = decode(bytes, at)?;
        at += length;
        Some(code)
    })
}

/// The UTF-16 code units of well-formed text.
pub(crate) fn code_units(bytes: &[u8]) -> impl Iterator<Item = u16> + '_ {
    code_points(bytes).flat_map(|code| {
        let (first, second) = match code.checked_sub(0x1_0000) {
            None => (code as u16, None),
            Some(rest) => (
                0xD800 | (rest >> 10) as u16,
                Some(0xDC00 | (rest & 0x3FF) as u16),
            ),
        };
        core::iter::once(first).chain(second)
    })
}

/// Text for people: lone surrogates become U+FFFD.
pub(crate) fn to_display(bytes: &[u8]) -> String {
    code_points(bytes)
        .map(|code| char::from_u32(code).unwrap_or('\u{FFFD}'))
        .collect()
}

/// Whether the text holds a lone surrogate.
pub(crate) fn has_lone_surrogate(bytes: &[u8]) -> bool {
    bytes
        .windows(2)
        .any(|pair| matches!(pair, [0xED, 0xA0..=0xBF]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surrogate_pairs_are_joined() {
        let mut text = Vec::new();
        for code in [0x61, 0xD83D, 0xDE00, 0xDE00, 0xD83D] {
            push(&mut text, code);
        }
        assert_eq!(
            code_points(&text).collect::<Vec<_>>(),
            [0x61, 0x1F600, 0xDE00, 0xD83D]
        );
        assert_eq!(
            code_units(&text).collect::<Vec<_>>(),
            [0x61, 0xD83D, 0xDE00, 0xDE00, 0xD83D]
        );
        assert!(has_lone_surrogate(&text));
    }
}
