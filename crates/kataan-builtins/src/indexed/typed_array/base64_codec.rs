//! Base64 and hexadecimal text to bytes and back, as pure functions. They break off where the isolate
//! is asked to stop; whoever calls them looks at the interrupt word after them.

use kataan_vm::StopSignal;
use kataan_vm::string::{PIECE, Units};

/// Which letters stand for 62 and 63.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Alphabet {
    Base64,
    Base64Url,
}

/// What becomes of a last chunk of fewer than four letters.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum LastChunk {
    Loose,
    Strict,
    StopBeforePartial,
}

/// What decoding gave: also what was decoded before an error.
pub(super) struct Decoded {
    /// How many code units were consumed.
    pub(super) read: usize,
    pub(super) bytes: Vec<u8>,
    pub(super) is_malformed: bool,
}

impl Decoded {
    fn good(read: usize, bytes: Vec<u8>) -> Decoded {
        Decoded {
            read,
            bytes,
            is_malformed: false,
        }
    }

    fn malformed(read: usize, bytes: Vec<u8>) -> Decoded {
        Decoded {
            read,
            bytes,
            is_malformed: true,
        }
    }
}

/// The value of a letter; the letters of both alphabets but those of the other.
fn sextet(unit: u16, alphabet: Alphabet) -> Option<u32> {
    let letter = u8::try_from(unit).ok()?;
    Some(u32::from(match (letter, alphabet) {
        (b'A'..=b'Z', _) => letter - b'A',
        (b'a'..=b'z', _) => letter - b'a' + 26,
        (b'0'..=b'9', _) => letter - b'0' + 52,
        (b'+', Alphabet::Base64) | (b'-', Alphabet::Base64Url) => 62,
        (b'/', Alphabet::Base64) | (b'_', Alphabet::Base64Url) => 63,
        _ => return None,
    }))
}

/// [SkipAsciiWhitespace](https://tc39.es/ecma262/#sec-skipasciiwhitespace)
fn skip_white_space(stop: StopSignal, text: Units<'_>, mut index: usize) -> usize {
    while matches!(get(text, index), Some(9 | 10 | 12 | 13 | 32)) && !stops_at(stop, index) {
        index += 1;
    }
    index
}

fn get(text: Units<'_>, index: usize) -> Option<u16> {
    (index < text.len()).then(|| text.at(index))
}

/// Whether the isolate is to stop; asked once in many units.
#[inline(always)]
fn stops_at(stop: StopSignal, index: usize) -> bool {
    index.is_multiple_of(PIECE) && stop.is_raised()
}

/// The bytes of a last chunk of two or three letters; none if bits that are left over must be zero
/// and are not.
fn decode_final_chunk(chunk: u32, letters: usize, must_be_zero: bool) -> Option<Vec<u8>> {
    let (bits, extra) = if letters == 2 { (12, 4) } else { (18, 2) };
    if must_be_zero && chunk & ((1 << extra) - 1) != 0 {
        return None;
    }
    let value = chunk << (24 - bits);
    let bytes = [(value >> 16) as u8, (value >> 8) as u8];
    Some(bytes[..letters - 1].to_vec())
}

/// [FromBase64](https://tc39.es/ecma262/#sec-frombase64): at most `max` bytes.
pub(super) fn from_base64(
    stop: StopSignal,
    text: Units<'_>,
    alphabet: Alphabet,
    last_chunk: LastChunk,
    max: usize,
) -> Decoded {
    let mut bytes = Vec::new();
    if max == 0 {
        return Decoded::good(0, bytes);
    }
    let (mut read, mut chunk, mut letters, mut index) = (0, 0_u32, 0, 0);
    loop {
        index = skip_white_space(stop, text, index);
        if stops_at(stop, index) {
            return Decoded::malformed(read, bytes);
        }
        let Some(unit) = get(text, index) else {
            if letters > 0 {
                match last_chunk {
                    LastChunk::StopBeforePartial => return Decoded::good(read, bytes),
                    LastChunk::Loose if letters > 1 => {
                        bytes.extend(decode_final_chunk(chunk, letters, false).unwrap_or_default());
                    }
                    _ => return Decoded::malformed(read, bytes),
                }
            }
            return Decoded::good(text.len(), bytes);
        };
        index += 1;
        if unit == u16::from(b'=') {
            if letters < 2 {
                return Decoded::malformed(read, bytes);
            }
            index = skip_white_space(stop, text, index);
            if letters == 2 {
                match get(text, index) {
                    None if last_chunk == LastChunk::StopBeforePartial => {
                        return Decoded::good(read, bytes);
                    }
                    None => return Decoded::malformed(read, bytes),
                    Some(unit) if unit == u16::from(b'=') => {
                        index = skip_white_space(stop, text, index + 1);
                    }
                    Some(_) => {}
                }
            }
            let must_be_zero = last_chunk == LastChunk::Strict;
            return match decode_final_chunk(chunk, letters, must_be_zero) {
                Some(last) if index == text.len() => {
                    bytes.extend(last);
                    Decoded::good(text.len(), bytes)
                }
                _ => Decoded::malformed(read, bytes),
            };
        }
        let Some(value) = sextet(unit, alphabet) else {
            return Decoded::malformed(read, bytes);
        };
        let remaining = max - bytes.len();
        if (remaining == 1 && letters == 2) || (remaining == 2 && letters == 3) {
            return Decoded::good(read, bytes);
        }
        chunk = chunk << 6 | value;
        letters += 1;
        if letters == 4 {
            bytes.extend([(chunk >> 16) as u8, (chunk >> 8) as u8, chunk as u8]);
            (chunk, letters, read) = (0, 0, index);
            if bytes.len() == max {
                return Decoded::good(read, bytes);
            }
        }
    }
}

/// [FromHex](https://tc39.es/ecma262/#sec-fromhex): at most `max` bytes.
pub(super) fn from_hex(stop: StopSignal, text: Units<'_>, max: usize) -> Decoded {
    let mut bytes = Vec::new();
    if !text.len().is_multiple_of(2) {
        return Decoded::malformed(0, bytes);
    }
    let digit = |unit: u16| {
        let digit = char::from(u8::try_from(unit).ok()?).to_digit(16)?;
        Some(digit as u8)
    };
    for pair in 0..text.len() / 2 {
        if stops_at(stop, pair) {
            break;
        }
        if bytes.len() == max {
            return Decoded::good(2 * pair, bytes);
        }
        let (Some(high), Some(low)) = (digit(text.at(2 * pair)), digit(text.at(2 * pair + 1)))
        else {
            return Decoded::malformed(2 * pair, bytes);
        };
        bytes.push(high << 4 | low);
    }
    Decoded::good(text.len(), bytes)
}

/// Bytes as base64.
pub(super) fn to_base64(
    stop: StopSignal,
    bytes: &[u8],
    alphabet: Alphabet,
    omit_padding: bool,
) -> Vec<u8> {
    const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let letter = |sextet: u32| match (sextet & 63, alphabet) {
        (62, Alphabet::Base64) => b'+',
        (62, Alphabet::Base64Url) => b'-',
        (63, Alphabet::Base64) => b'/',
        (63, Alphabet::Base64Url) => b'_',
        (sextet, _) => LETTERS[sextet as usize],
    };
    let mut text = Vec::with_capacity(bytes.len().div_ceil(3) * 4);
    for (index, group) in bytes.chunks(3).enumerate() {
        if stops_at(stop, index) {
            break;
        }
        let mut value = 0;
        for index in 0..3 {
            value = value << 8 | u32::from(group.get(index).copied().unwrap_or(0));
        }
        for index in 0..4 {
            if index <= group.len() {
                text.push(letter(value >> (18 - 6 * index)));
            } else if !omit_padding {
                text.push(b'=');
            }
        }
    }
    text
}

/// Bytes as hexadecimal digits.
pub(super) fn to_hex(stop: StopSignal, bytes: &[u8]) -> Vec<u8> {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = Vec::with_capacity(bytes.len() * 2);
    for part in bytes.chunks(PIECE) {
        if stop.is_raised() {
            break;
        }
        text.extend(part.iter().flat_map(|byte| {
            [
                DIGITS[usize::from(byte >> 4)],
                DIGITS[usize::from(byte & 15)],
            ]
        }));
    }
    text
}
