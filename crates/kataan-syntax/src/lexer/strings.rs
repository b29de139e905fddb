//! [String literals](https://tc39.es/ecma262/#sec-literals-string-literals).

use alloc::vec::Vec;

use super::{Lexer, TokenFlags, TokenKind};
use crate::diagnostic::ErrorCode;
use crate::name::Name;
use crate::wtf8;

/// What an escape sequence means.
pub(super) enum Escape {
    /// A code point (perhaps a surrogate).
    Code(u32),
    /// An octal escape, or `\8` or `\9`: not in strict code nor in templates.
    Legacy(u32),
    /// A line continuation.
    Nothing,
    /// No escape sequence.
    Invalid(ErrorCode),
}

impl Lexer<'_> {
    /// A string in quotes.
    #[inline]
    pub(super) fn scan_string(
        &mut self,
        quote: u8,
        name: &mut Name,
        flags: &mut TokenFlags,
    ) -> TokenKind {
        let start = self.position + 1;
        let mut at = start;
        let bytes = self.bytes;
        while let Some(&byte) = bytes.get(at) {
            if self.is_stopped_within(at) {
                return self.fail(ErrorCode::Interrupted, start, start);
            }
            if byte == quote {
                self.position = at + 1;
                *name = self.names.intern(&bytes[start..at]);
                return TokenKind::String;
            }
            if matches!(byte, b'\\' | b'\n' | b'\r') {
                break;
            }
            at += 1;
        }
        self.position = at;
        self.scan_string_slow(quote, start, name, flags)
    }

    #[cold]
    #[inline(never)]
    fn scan_string_slow(
        &mut self,
        quote: u8,
        start: usize,
        name: &mut Name,
        flags: &mut TokenFlags,
    ) -> TokenKind {
        let mut text = core::mem::take(&mut self.buffer);
        text.clear();
        text.extend_from_slice(&self.bytes[start..self.position]);
        let kind = self.scan_string_rest(quote, start, &mut text, flags);
        *name = self.names.intern(&text);
        self.buffer = text;
        kind
    }

    fn scan_string_rest(
        &mut self,
        quote: u8,
        start: usize,
        text: &mut Vec<u8>,
        flags: &mut TokenFlags,
    ) -> TokenKind {
        loop {
            let at = self.position;
            if self.is_stopped_within(at) {
                return self.fail(ErrorCode::Interrupted, start, start);
            }
            match self.bytes.get(at) {
                Some(&byte) if byte == quote => {
                    self.position += 1;
                    return TokenKind::String;
                }
                Some(b'\\') => {
                    flags.insert(TokenFlags::ESCAPED);
                    match self.scan_escape() {
                        Escape::Code(code) => wtf8::push(text, code),
                        Escape::Legacy(code) => {
                            flags.insert(TokenFlags::LEGACY_OCTAL);
                            wtf8::push(text, code);
                        }
                        Escape::Nothing => {}
                        Escape::Invalid(code) => return self.fail(code, at, self.position + 1),
                    }
                }
                None | Some(b'\n' | b'\r') => {
                    return self.fail(ErrorCode::UnclosedString, start - 1, at);
                }
                Some(&byte) if byte < 0x80 => {
                    text.push(byte);
                    self.position += 1;
                }
                Some(_) => {
                    // Through `push`, so that a surrogate may join an escaped one before it.
                    if let Some((code, length)) = wtf8::decode(self.bytes, at) {
                        wtf8::push(text, code);
                        self.position += length;
                    }
                }
            }
        }
    }

    /// An escape sequence from its backslash on.
    pub(super) fn scan_escape(&mut self) -> Escape {
        self.position += 1;
        let Some((code, length)) = wtf8::decode(self.bytes, self.position) else {
            return Escape::Invalid(ErrorCode::InvalidEscape);
        };
        self.position += length;
        let byte = if code < 0x80 { code as u8 } else { 0 };
        Escape::Code(match byte {
            b'n' => 0x0A,
            b't' => 0x09,
            b'r' => 0x0D,
            b'b' => 0x08,
            b'v' => 0x0B,
            b'f' => 0x0C,
            b'\r' => {
                if self.byte() == b'\n' {
                    self.position += 1;
                }
                return Escape::Nothing;
            }
            b'\n' => return Escape::Nothing,
            b'x' => match self.scan_hex_digits(2) {
                Some(code) => code,
                None => return Escape::Invalid(ErrorCode::InvalidHexEscape),
            },
            b'u' => match self.scan_unicode_escape() {
                Some(code) => code,
                None => return Escape::Invalid(ErrorCode::InvalidUnicodeEscape),
            },
            b'0' if !self.byte().is_ascii_digit() => 0,
            b'0'..=b'7' => return self.scan_octal_escape(u32::from(byte - b'0')),
            b'8' | b'9' => return Escape::Legacy(code),
            _ if matches!(code, 0x2028 | 0x2029) => return Escape::Nothing,
            _ => code,
        })
    }

    /// The rest of an octal escape: three digits up to `\377`, else two.
    fn scan_octal_escape(&mut self, first: u32) -> Escape {
        let mut value = first;
        let limit = if first <= 3 { 2 } else { 1 };
        for _ in 0..limit {
            match self.byte() {
                digit @ b'0'..=b'7' => value = value * 8 + u32::from(digit - b'0'),
                _ => break,
            }
            self.position += 1;
        }
        Escape::Legacy(value)
    }
}
