//! [White space, line terminators and comments](https://tc39.es/ecma262/#sec-white-space).

use super::{Lexer, TokenFlags};
use crate::diagnostic::ErrorCode;
use crate::wtf8;

impl Lexer<'_> {
    /// Skips `#!…` at the very start.
    pub(crate) fn skip_hashbang(&mut self) {
        if self.position == 0 && self.bytes.starts_with(b"#!") {
            self.skip_line();
        }
    }

    /// Skips what stands between tokens, and says whether a line ended. An unclosed comment is left
    /// in place, where it will be no token.
    pub(super) fn skip_gap(&mut self) -> TokenFlags {
        let mut flags = TokenFlags::NONE;
        // The start of the text counts as the start of a line, for `-->`; one space was skipped.
        let at_line_start = self.position == 0 || (self.position == 1 && self.byte_at(0) == b' ');
        loop {
            if self.is_stopped_within(self.position) {
                return flags;
            }
            match self.byte() {
                b' ' | b'\t' | 0x0B | 0x0C => self.position += 1,
                b'\n' | b'\r' => {
                    self.position += 1;
                    flags.insert(TokenFlags::NEWLINE_BEFORE);
                }
                b'/' => match self.byte_at(self.position + 1) {
                    b'/' => self.skip_line(),
                    b'*' => match self.skip_block_comment() {
                        Some(true) => flags.insert(TokenFlags::NEWLINE_BEFORE),
                        Some(false) => {}
                        None => return flags,
                    },
                    _ => return flags,
                },
                b'<' if self.html_comments && self.bytes[self.position..].starts_with(b"<!--") => {
                    self.skip_line()
                }
                b'-' if self.html_comments
                    && (at_line_start || flags.has(TokenFlags::NEWLINE_BEFORE))
                    && self.bytes[self.position..].starts_with(b"-->") =>
                {
                    self.skip_line();
                }
                0x80.. => match wtf8::decode(self.bytes, self.position) {
                    Some((0x2028 | 0x2029, length)) => {
                        self.position += length;
                        flags.insert(TokenFlags::NEWLINE_BEFORE);
                    }
                    Some((code, length)) if is_white_space(code) => self.position += length,
                    _ => return flags,
                },
                _ => return flags,
            }
        }
    }

    /// Goes to the end of the line.
    fn skip_line(&mut self) {
        while let Some(&byte) = self.bytes.get(self.position) {
            if self.is_stopped_within(self.position) {
                return;
            }
            match byte {
                b'\n' | b'\r' => return,
                0xE2 if matches!(self.bytes[self.position..], [_, 0x80, 0xA8 | 0xA9, ..]) => return,
                _ => self.position += 1,
            }
        }
    }

    /// Skips `/*…*/`; whether it holds a line end, or `None` if it is not closed.
    fn skip_block_comment(&mut self) -> Option<bool> {
        let mut at = self.position + 2;
        let mut newline = false;
        loop {
            if self.is_stopped_within(at) {
                self.position = at;
                return Some(newline);
            }
            match *self.bytes.get(at)? {
                b'*' if self.byte_at(at + 1) == b'/' => {
                    self.position = at + 2;
                    return Some(newline);
                }
                b'\n' | b'\r' => newline = true,
                0xE2 if matches!(self.bytes[at..], [_, 0x80, 0xA8 | 0xA9, ..]) => newline = true,
                _ => {}
            }
            at += 1;
        }
    }

    /// The error for `/*` that was left in place.
    pub(super) fn unclosed_comment(&mut self) -> super::TokenKind {
        let start = self.position;
        self.position = self.bytes.len();
        self.fail(ErrorCode::UnclosedComment, start, start + 2)
    }
}

/// [WhiteSpace](https://tc39.es/ecma262/#prod-WhiteSpace) beyond ASCII.
pub(super) fn is_white_space(code: u32) -> bool {
    matches!(
        code,
        0xA0 | 0xFEFF | 0x1680 | 0x2000..=0x200A | 0x202F | 0x205F | 0x3000
    )
}
