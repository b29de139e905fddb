//! [Regular expression literals](https://tc39.es/ecma262/#sec-literals-regular-expression-literals).

use super::Lexer;
use super::names::CONTINUES;
use crate::diagnostic::ErrorCode;
use crate::name::Name;
use crate::span::Span;
use crate::wtf8;

/// A regular expression literal.
pub(crate) struct RegExpToken {
    /// Text between the slashes.
    pub(crate) pattern: Name,
    /// Where that text stands.
    pub(crate) pattern_span: Span,
    /// Text after the last slash.
    pub(crate) flags: Name,
    /// Where that text stands.
    pub(crate) flags_span: Span,
}

impl Lexer<'_> {
    /// Rescans the `/` or `/=` at `start` as a regular expression; `None` with the error set if it
    /// is not closed.
    pub(crate) fn scan_regular_expression(&mut self, start: u32) -> Option<RegExpToken> {
        let start = start as usize;
        self.position = start + 1;
        let mut in_class = false;
        loop {
            match self.byte() {
                b'/' if !in_class => break,
                b'[' => in_class = true,
                b']' => in_class = false,
                b'\\' => {
                    self.position += 1;
                    if self.is_line_end() {
                        return self.unclosed(start);
                    }
                }
                _ if self.is_line_end() => return self.unclosed(start),
                _ => {}
            }
            self.position += 1;
        }
        let bytes = self.bytes;
        let pattern_span = Span::new(start as u32 + 1, self.position as u32);
        let pattern = self.names.intern(&bytes[start + 1..self.position]);
        self.position += 1;
        let flags_start = self.position;
        loop {
            match self.byte() {
                byte if CONTINUES[byte as usize] => self.position += 1,
                b'\\' => {
                    self.fail(
                        ErrorCode::InvalidRegExpFlags,
                        flags_start,
                        self.position + 1,
                    );
                    return None;
                }
                0x80.. => match wtf8::decode(bytes, self.position) {
                    Some((code, length))
                        if char::from_u32(code)
                            .is_some_and(unicode_id_start::is_id_continue_unicode) =>
                    {
                        self.position += length;
                    }
                    _ => break,
                },
                _ => break,
            }
        }
        let flags_span = Span::new(flags_start as u32, self.position as u32);
        let flags = self.names.intern(&bytes[flags_start..self.position]);
        Some(RegExpToken {
            pattern,
            pattern_span,
            flags,
            flags_span,
        })
    }

    /// Whether the text or the line ends at the position.
    fn is_line_end(&self) -> bool {
        match self.bytes.get(self.position..) {
            None | Some([] | [b'\n' | b'\r', ..] | [0xE2, 0x80, 0xA8 | 0xA9, ..]) => true,
            Some(_) => false,
        }
    }

    fn unclosed(&mut self, start: usize) -> Option<RegExpToken> {
        self.fail(ErrorCode::UnclosedRegExp, start, self.position);
        None
    }
}
