//! [URI Handling Functions](https://tc39.es/ecma262/#sec-uri-handling-functions), and Annex B's
//! `escape` and `unescape`, over UTF-16 code units.

use core::ops::Range;
use kataan_vm::Vm;
use kataan_vm::error::JsResult;
use kataan_vm::string::{StringBuilder, Units};

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
#[derive(Debug)]
pub(super) struct MalformedUri;

const HEX_DIGITS: &[u8; 16] = b"0123456789ABCDEF";

fn push_hex(output: &mut StringBuilder, value: u16, digits: u32) {
    for place in (0..digits).rev() {
        let digit = HEX_DIGITS[usize::from(value >> (4 * place) & 0xF)];
        output.push_unit(u16::from(digit));
    }
}

fn hex_value(text: Units<'_>, range: Range<usize>) -> Option<u16> {
    if range.end > text.len() {
        return None;
    }
    text.slice(range).iter().try_fold(0, |value, unit| {
        let digit = char::from_u32(u32::from(unit))?.to_digit(16)?;
        Some(value * 16 + digit as u16)
    })
}

/// Looks at the interrupt word, and at the room for what was written, once in many units.
#[inline(always)]
fn pause(vm: &mut Vm, output: &mut StringBuilder, units: &mut usize) -> JsResult<()> {
    *units += 1;
    if (*units).is_multiple_of(1024) {
        vm.check_interrupt()?;
        output.check(vm, 1024 * LONGEST_ESCAPE)?;
    }
    Ok(())
}

/// Most units that one unit becomes.
const LONGEST_ESCAPE: usize = 12;

/// [Encode](https://tc39.es/ecma262/#sec-encode)
pub(super) fn encode(
    vm: &mut Vm,
    text: Units<'_>,
    unescaped: AsciiSet,
) -> JsResult<Result<StringBuilder, MalformedUri>> {
    let mut output = StringBuilder::new();
    let (mut index, mut units) = (0, 0);
    while index < text.len() {
        pause(vm, &mut output, &mut units)?;
        let unit = text.at(index);
        if unescaped.contains(unit) {
            output.push_unit(unit);
            index += 1;
            continue;
        }
        let (code_point, length) = text.code_point_at(index);
        let Some(character) = char::from_u32(code_point) else {
            return Ok(Err(MalformedUri));
        };
        index += length;
        for byte in character.encode_utf8(&mut [0; 4]).bytes() {
            output.push_unit(u16::from(b'%'));
            push_hex(&mut output, u16::from(byte), 2);
        }
    }
    Ok(Ok(output))
}

/// The octet that an escape at `index` stands for.
fn escaped_octet(text: Units<'_>, index: usize) -> Option<u8> {
    if index >= text.len() || text.at(index) != u16::from(b'%') {
        return None;
    }
    hex_value(text, index + 1..index + 3).map(|value| value as u8)
}

/// The character that the escapes at `index` stand for, and how many there are.
fn escaped_character(text: Units<'_>, index: usize) -> Option<(char, usize)> {
    let first = escaped_octet(text, index)?;
    let length = match first.leading_ones() {
        0 => 1,
        ones @ 2..=4 => ones as usize,
        _ => return None,
    };
    let mut octets = [first, 0, 0, 0];
    for (place, octet) in octets.iter_mut().enumerate().take(length).skip(1) {
        *octet = escaped_octet(text, index + 3 * place)?;
    }
    // Overlong forms, surrogates and values beyond U+10FFFF are refused by the UTF-8 decoder.
    let decoded = core::str::from_utf8(&octets[..length]).ok()?;
    Some((decoded.chars().next()?, length))
}

/// [Decode](https://tc39.es/ecma262/#sec-decode)
pub(super) fn decode(
    vm: &mut Vm,
    text: Units<'_>,
    preserved: AsciiSet,
) -> JsResult<Result<StringBuilder, MalformedUri>> {
    let mut output = StringBuilder::new();
    let (mut index, mut units) = (0, 0);
    while index < text.len() {
        pause(vm, &mut output, &mut units)?;
        let unit = text.at(index);
        if unit != u16::from(b'%') {
            output.push_unit(unit);
            index += 1;
            continue;
        }
        let Some((character, length)) = escaped_character(text, index) else {
            return Ok(Err(MalformedUri));
        };
        let end = index + 3 * length;
        if length == 1 && preserved.contains(character as u16) {
            output.push_units(text.slice(index..end));
        } else {
            output.push_code_point(u32::from(character));
        }
        index = end;
    }
    Ok(Ok(output))
}

/// [escape](https://tc39.es/ecma262/#sec-escape-string)
pub(super) fn escape(vm: &mut Vm, text: Units<'_>) -> JsResult<StringBuilder> {
    let mut output = StringBuilder::new();
    let mut units = 0;
    for unit in text.iter() {
        pause(vm, &mut output, &mut units)?;
        if ESCAPE_UNESCAPED.contains(unit) {
            output.push_unit(unit);
        } else if unit < 256 {
            output.push_unit(u16::from(b'%'));
            push_hex(&mut output, unit, 2);
        } else {
            output.push_str("%u");
            push_hex(&mut output, unit, 4);
        }
    }
    Ok(output)
}

/// [unescape](https://tc39.es/ecma262/#sec-unescape-string)
pub(super) fn unescape(vm: &mut Vm, text: Units<'_>) -> JsResult<StringBuilder> {
    let mut output = StringBuilder::new();
    let (mut index, mut units) = (0, 0);
    while index < text.len() {
        pause(vm, &mut output, &mut units)?;
        let (unit, consumed) = unescape_one(text, index);
        output.push_unit(unit);
        index += consumed;
    }
    Ok(output)
}

/// The code unit at `index`, unescaped, and how many units stood for it.
fn unescape_one(text: Units<'_>, index: usize) -> (u16, usize) {
    let unit = text.at(index);
    if unit == u16::from(b'%') {
        let long = index + 1 < text.len() && text.at(index + 1) == u16::from(b'u');
        let (start, length) = if long { (2, 6) } else { (1, 3) };
        if let Some(unit) = hex_value(text, index + start..index + length) {
            return (unit, length);
        }
    }
    (unit, 1)
}
