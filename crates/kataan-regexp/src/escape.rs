//! [RegExp.escape](https://tc39.es/ecma262/#sec-regexp.escape)

use crate::source::{combine, is_lead, is_trail};
use alloc::vec::Vec;
use core::fmt::Write;

/// Escapes text so that a pattern matches it literally, wherever it is put.
/// The result is code units; it is ASCII wherever the text is.
#[must_use]
pub fn escape(text: &[u16]) -> Vec<u16> {
    let mut escaped = Vec::with_capacity(text.len());
    escape_into(&mut escaped, text);
    escaped
}

/// Escapes a part of a text that is given part by part: `escaped` is what was written so far. No part
/// begins inside a surrogate pair.
pub fn escape_into(escaped: &mut Vec<u16>, text: &[u16]) {
    let mut escaped = Escaped(escaped);
    let mut index = 0;
    while let Some(&unit) = text.get(index) {
        let mut character = u32::from(unit);
        index += 1;
        if is_lead(character)
            && let Some(&trail) = text.get(index)
            && is_trail(trail.into())
        {
            character = combine(character, trail.into());
            index += 1;
        }
        let first = escaped.0.is_empty();
        escaped.push(character, first);
    }
}

struct Escaped<'a>(&'a mut Vec<u16>);

impl Escaped<'_> {
    /// [EncodeForRegExpEscape](https://tc39.es/ecma262/#sec-encodeforregexpescape), and
    /// the rule for the first character.
    fn push(&mut self, character: u32, first: bool) {
        let ascii = char::from_u32(character).unwrap_or('\u{FFFD}');
        if first && ascii.is_ascii_alphanumeric() {
            let _ = write!(self, "\\x{character:02x}");
            return;
        }
        match ascii {
            '^' | '$' | '\\' | '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|'
            | '/' => {
                let _ = write!(self, "\\{ascii}");
            }
            '\t' => self.text("\\t"),
            '\n' => self.text("\\n"),
            '\u{B}' => self.text("\\v"),
            '\u{C}' => self.text("\\f"),
            '\r' => self.text("\\r"),
            _ if ",-=<>#&!%:;@~'`\"".contains(ascii)
                || is_space(character)
                || is_surrogate(character) =>
            {
                if character <= 0xFF {
                    let _ = write!(self, "\\x{character:02x}");
                } else {
                    let _ = write!(self, "\\u{character:04x}");
                }
            }
            _ if character > 0xFFFF => {
                let (lead, trail) = crate::source::split(character);
                self.0.extend([lead as u16, trail as u16]);
            }
            _ => self.0.push(character as u16),
        }
    }

    fn text(&mut self, text: &str) {
        self.0.extend(text.bytes().map(u16::from));
    }
}

impl Write for Escaped<'_> {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        self.text(text);
        Ok(())
    }
}

fn is_surrogate(character: u32) -> bool {
    is_lead(character) || is_trail(character)
}

/// WhiteSpace and LineTerminator.
pub(crate) static SPACES: [(u32, u32); 10] = [
    (0x09, 0x0D),
    (0x20, 0x20),
    (0xA0, 0xA0),
    (0x1680, 0x1680),
    (0x2000, 0x200A),
    (0x2028, 0x2029),
    (0x202F, 0x202F),
    (0x205F, 0x205F),
    (0x3000, 0x3000),
    (0xFEFF, 0xFEFF),
];

fn is_space(character: u32) -> bool {
    SPACES
        .iter()
        .any(|(low, high)| (*low..=*high).contains(&character))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;

    fn escaped(text: &str) -> String {
        String::from_utf16_lossy(&escape(&text.encode_utf16().collect::<Vec<_>>()))
    }

    #[test]
    fn escapes_as_the_specification_does() {
        assert_eq!(escaped("foo.bar"), "\\x66oo\\.bar");
        assert_eq!(escaped("1+1"), "\\x31\\+1");
        assert_eq!(escaped("_a-b\n\u{2028} 😀"), "_a\\x2db\\n\\u2028\\x20😀");
        assert_eq!(
            escape(&[0xD800]),
            "\\ud800".encode_utf16().collect::<Vec<_>>()
        );
    }
}
