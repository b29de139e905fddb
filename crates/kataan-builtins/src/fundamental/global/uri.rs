//! [URI Handling Functions](https://tc39.es/ecma262/#sec-uri-handling-functions), and Annex B's
//! `escape` and `unescape`, over UTF-16 code units.

/// A set of ASCII characters.
#[derive(Clone, Copy)]
pub(super) struct AsciiSet(u128);

impl AsciiSet {
    const fn of(characters: &str) -> Self {
        let bytes = characters.as_bytes();
        let mut set = 0;
        let mut index = 0;
        while index < bytes.len() {
            set |= 1 << bytes[index];
            index += 1;
        }
        Self(set)
    }

    const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn contains(self, unit: u16) -> bool {
        unit < 128 && self.0 >> unit & 1 == 1
    }
}

const WORD: AsciiSet =
    AsciiSet::of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
/// What `encodeURIComponent` leaves as it is.
pub(super) const URI_UNRESERVED: AsciiSet = WORD.union(AsciiSet::of("-.!~*'()"));
/// What `decodeURI` leaves encoded.
pub(super) const URI_RESERVED_AND_HASH: AsciiSet = AsciiSet::of(";/?:@&=+$,#");
/// What `encodeURI` leaves as it is.
pub(super) const URI_UNESCAPED: AsciiSet = URI_UNRESERVED.union(URI_RESERVED_AND_HASH);
/// What `decodeURIComponent` leaves encoded: nothing.
pub(super) const NONE: AsciiSet = AsciiSet(0);
/// What `escape` leaves as it is.
const ESCAPE_UNESCAPED: AsciiSet = WORD.union(AsciiSet::of("@*+-./"));

/// The text is not what URIs can hold: a lone surrogate, or an ill-formed escape.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct MalformedUri;

const HEX_DIGITS: &[u8; 16] = b"0123456789ABCDEF";

fn push_hex(output: &mut Vec<u16>, value: u16, digits: u32) {
    for place in (0..digits).rev() {
        output.push(u16::from(
            HEX_DIGITS[usize::from(value >> (4 * place) & 0xF)],
        ));
    }
}

fn hex_value(units: &[u16]) -> Option<u16> {
    units.iter().try_fold(0, |value, &unit| {
        let digit = char::from_u32(u32::from(unit))?.to_digit(16)?;
        Some(value * 16 + digit as u16)
    })
}

/// [Encode](https://tc39.es/ecma262/#sec-encode)
pub(super) fn encode(text: &[u16], unescaped: AsciiSet) -> Result<Vec<u16>, MalformedUri> {
    let mut output = Vec::with_capacity(text.len());
    let mut index = 0;
    while index < text.len() {
        let unit = text[index];
        if unescaped.contains(unit) {
            output.push(unit);
            index += 1;
            continue;
        }
        let rest = text[index..].iter().copied().take(2);
        let Some(Ok(character)) = char::decode_utf16(rest).next() else {
            return Err(MalformedUri);
        };
        index += character.len_utf16();
        for byte in character.encode_utf8(&mut [0; 4]).bytes() {
            output.push(u16::from(b'%'));
            push_hex(&mut output, u16::from(byte), 2);
        }
    }
    Ok(output)
}

/// The octet that an escape at the start of `text` stands for.
fn escaped_octet(text: &[u16]) -> Option<u8> {
    if text.first() != Some(&u16::from(b'%')) {
        return None;
    }
    hex_value(text.get(1..3)?).map(|value| value as u8)
}

/// [Decode](https://tc39.es/ecma262/#sec-decode)
pub(super) fn decode(text: &[u16], preserved: AsciiSet) -> Result<Vec<u16>, MalformedUri> {
    let mut output = Vec::with_capacity(text.len());
    let mut index = 0;
    while index < text.len() {
        let unit = text[index];
        if unit != u16::from(b'%') {
            output.push(unit);
            index += 1;
            continue;
        }
        let first = escaped_octet(&text[index..]).ok_or(MalformedUri)?;
        let length = match first.leading_ones() {
            0 => 1,
            ones @ 2..=4 => ones as usize,
            _ => return Err(MalformedUri),
        };
        let mut octets = [first, 0, 0, 0];
        for (place, octet) in octets.iter_mut().enumerate().take(length).skip(1) {
            let rest = text.get(index + 3 * place..).ok_or(MalformedUri)?;
            *octet = escaped_octet(rest).ok_or(MalformedUri)?;
        }
        // Overlong forms, surrogates and values beyond U+10FFFF are refused by the UTF-8 decoder.
        let decoded = core::str::from_utf8(&octets[..length]).map_err(|_| MalformedUri)?;
        let source = &text[index..index + 3 * length];
        for character in decoded.chars() {
            if length == 1 && preserved.contains(u16::from(first)) {
                output.extend_from_slice(source);
            } else {
                output.extend_from_slice(character.encode_utf16(&mut [0; 2]));
            }
        }
        index += 3 * length;
    }
    Ok(output)
}

/// [escape](https://tc39.es/ecma262/#sec-escape-string)
pub(super) fn escape(text: &[u16]) -> Vec<u16> {
    let mut output = Vec::with_capacity(text.len());
    for &unit in text {
        if ESCAPE_UNESCAPED.contains(unit) {
            output.push(unit);
        } else if unit < 256 {
            output.push(u16::from(b'%'));
            push_hex(&mut output, unit, 2);
        } else {
            output.extend([u16::from(b'%'), u16::from(b'u')]);
            push_hex(&mut output, unit, 4);
        }
    }
    output
}

/// [unescape](https://tc39.es/ecma262/#sec-unescape-string)
pub(super) fn unescape(text: &[u16]) -> Vec<u16> {
    let mut output = Vec::with_capacity(text.len());
    let mut index = 0;
    while index < text.len() {
        let (unit, consumed) = unescape_one(&text[index..]);
        output.push(unit);
        index += consumed;
    }
    output
}

/// The code unit at the start of `text`, unescaped, and how many units stood for it.
fn unescape_one(text: &[u16]) -> (u16, usize) {
    if text[0] == u16::from(b'%') {
        let long = text.get(1) == Some(&u16::from(b'u'));
        let (digits, length) = if long {
            (text.get(2..6), 6)
        } else {
            (text.get(1..3), 3)
        };
        if let Some(unit) = digits.and_then(hex_value) {
            return (unit, length);
        }
    }
    (text[0], 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(text: &str) -> Vec<u16> {
        text.encode_utf16().collect()
    }

    #[test]
    fn encodes_and_decodes() {
        let text = units("a b/ü€😀#");
        let component = encode(&text, URI_UNRESERVED).expect("well-formed");
        assert_eq!(component, units("a%20b%2F%C3%BC%E2%82%AC%F0%9F%98%80%23"));
        assert_eq!(decode(&component, NONE), Ok(text.clone()));
        assert_eq!(
            decode(&component, URI_RESERVED_AND_HASH),
            Ok(units("a b%2Fü€😀%23"))
        );
        assert_eq!(
            encode(&text, URI_UNESCAPED),
            Ok(units("a%20b/%C3%BC%E2%82%AC%F0%9F%98%80#"))
        );
    }

    #[test]
    fn refuses_what_is_malformed() {
        assert_eq!(encode(&[0xD800], NONE), Err(MalformedUri));
        assert_eq!(encode(&[0xDC00, 0xD800], NONE), Err(MalformedUri));
        for text in [
            "%",
            "%4",
            "%GG",
            "%80",
            "%C0%80",
            "%ED%A0%80",
            "%F8%80%80%80",
            "%E2%82",
            "%E2%82a",
        ] {
            assert_eq!(decode(&units(text), NONE), Err(MalformedUri), "{text}");
        }
    }

    #[test]
    fn escapes_and_unescapes() {
        assert_eq!(escape(&units("ä€ +x")), units("%E4%u20AC%20+x"));
        assert_eq!(
            unescape(&units("%E4%u20AC%20%u12%zz%")),
            units("ä€ %u12%zz%")
        );
    }
}
