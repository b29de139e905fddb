//! [Names and keywords](https://tc39.es/ecma262/#sec-names-and-keywords).

use unicode_id_start::{is_id_continue_unicode, is_id_start_unicode};

use super::{Lexer, TokenFlags, TokenKind};
use crate::diagnostic::ErrorCode;
use crate::name::Name;
use crate::wtf8;

/// ASCII bytes that continue an identifier.
pub(super) static CONTINUES: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        let it = byte as u8;
        table[byte] = it.is_ascii_alphanumeric() || it == b'_' || it == b'$';
        byte += 1;
    }
    table
};

fn starts_identifier(code: u32) -> bool {
    match char::from_u32(code) {
        Some(character) if character.is_ascii() => {
            character.is_ascii_alphabetic() || matches!(character, '_' | '$')
        }
        Some(character) => is_id_start_unicode(character),
        None => false,
    }
}

fn continues_identifier(code: u32) -> bool {
    match char::from_u32(code) {
        Some(character) if character.is_ascii() => CONTINUES[code as usize],
        Some(character) => {
            is_id_continue_unicode(character) || matches!(character, '\u{200C}' | '\u{200D}')
        }
        None => false,
    }
}

impl Lexer<'_> {
    /// The rest of a word whose first byte, which is plain, has been read.
    #[inline]
    pub(super) fn scan_word(&mut self, start: usize, flags: &mut TokenFlags) -> Name {
        while CONTINUES[self.byte() as usize] {
            self.position += 1;
        }
        if self.byte() >= 0x80 || self.byte() == b'\\' {
            return self.scan_word_slow(start, flags);
        }
        let bytes = self.bytes;
        self.names.intern(&bytes[start..self.position])
    }

    /// The rest of a word that may hold escapes or characters beyond ASCII. After a bad escape the
    /// error is set and the `ESCAPED` flag too.
    #[cold]
    #[inline(never)]
    fn scan_word_slow(&mut self, start: usize, flags: &mut TokenFlags) -> Name {
        let mut text = core::mem::take(&mut self.buffer);
        text.clear();
        text.extend_from_slice(&self.bytes[start..self.position]);
        self.error = None;
        loop {
            let at = self.position;
            let (code, length) = match wtf8::decode(self.bytes, at) {
                Some((0x5C, _)) => {
                    flags.insert(TokenFlags::ESCAPED);
                    match self.scan_identifier_escape() {
                        Some(code) => (code, 0),
                        None => {
                            self.fail(ErrorCode::InvalidEscape, at, self.position + 1);
                            break;
                        }
                    }
                }
                Some(found) => found,
                None => break,
            };
            // Only the first character of a word must be a start character.
            let first = text.is_empty() || (text == b"#");
            if !(if first {
                starts_identifier(code)
            } else {
                continues_identifier(code)
            }) {
                if length == 0 {
                    self.fail(ErrorCode::InvalidEscape, at, self.position);
                }
                break;
            }
            self.position += length;
            wtf8::push(&mut text, code);
        }
        let name = self.names.intern(&text);
        self.buffer = text;
        name
    }

    /// `\uXXXX` or `\u{X…}`; nothing is put back on failure.
    fn scan_identifier_escape(&mut self) -> Option<u32> {
        self.position += 1;
        if self.byte() != b'u' {
            return None;
        }
        self.position += 1;
        self.scan_unicode_escape()
    }

    /// What follows `\u`: four digits, or digits in braces.
    pub(super) fn scan_unicode_escape(&mut self) -> Option<u32> {
        if self.byte() != b'{' {
            return self.scan_hex_digits(4);
        }
        self.position += 1;
        let mut value = 0u32;
        let mut digits = 0;
        while let Some(digit) = char::from(self.byte()).to_digit(16) {
            value = value * 16 + digit;
            digits += 1;
            if value > 0x10_FFFF {
                return None;
            }
            self.position += 1;
        }
        if digits == 0 || self.byte() != b'}' {
            return None;
        }
        self.position += 1;
        Some(value)
    }

    /// Exactly `count` hexadecimal digits.
    pub(super) fn scan_hex_digits(&mut self, count: usize) -> Option<u32> {
        let mut value = 0;
        for _ in 0..count {
            value = value * 16 + char::from(self.byte()).to_digit(16)?;
            self.position += 1;
        }
        Some(value)
    }

    /// A word that starts with an escape or beyond ASCII.
    #[cold]
    pub(super) fn scan_unusual_word(
        &mut self,
        name: &mut Name,
        flags: &mut TokenFlags,
    ) -> TokenKind {
        let start = self.position;
        *name = self.scan_word_slow(start, flags);
        if self.error.is_some() && flags.has(TokenFlags::ESCAPED) {
            return TokenKind::Invalid;
        }
        if self.position == start {
            return self.invalid_character();
        }
        if name.0 < Name::RESERVED {
            TokenKind::EscapedKeyword
        } else {
            TokenKind::Identifier
        }
    }

    /// `#name`
    #[cold]
    pub(super) fn scan_private_name(
        &mut self,
        name: &mut Name,
        flags: &mut TokenFlags,
    ) -> TokenKind {
        let start = self.position;
        self.position += 1;
        let next = self.byte();
        if next.is_ascii_digit() {
            return self.invalid_character();
        }
        self.error = None;
        *name = self.scan_word(start, flags);
        if self.error.is_some() {
            return TokenKind::Invalid;
        }
        if self.position == start + 1 {
            self.position = start;
            return self.invalid_character();
        }
        TokenKind::PrivateName
    }

    /// A character that starts no token.
    #[cold]
    pub(super) fn invalid_character(&mut self) -> TokenKind {
        let start = self.position;
        self.position += wtf8::decode(self.bytes, start).map_or(0, |(_, length)| length);
        self.fail(ErrorCode::InvalidCharacter, start, self.position)
    }
}
