//! Source text to tokens, one at a time.
//!
//! The lexer is a position and nothing more: the parser asks for the next token, rescans a `/` as
//! a regular expression or continues a template where the grammar calls for it, and may go back to
//! an earlier position. Bad text becomes a token of kind `Invalid` that no rule of the grammar
//! accepts; what is wrong with it waits in [`Lexer::error`]. Strictness is not the lexer's business:
//! tokens that strict code forbids are flagged.

mod comments;
mod names;
mod numbers;
mod punctuators;
mod regular_expressions;
mod strings;
mod templates;
mod token;

use alloc::vec::Vec;

pub(crate) use regular_expressions::RegExpToken;
pub(crate) use token::{Token, TokenFlags, TokenKind};

use crate::diagnostic::ErrorCode;
use crate::name::{Interner, Name};
use crate::options::Stop;
use crate::source::Source;
use crate::span::Span;

/// Reads tokens from a position.
pub(crate) struct Lexer<'s> {
    bytes: &'s [u8],
    /// Offset of the next byte to read.
    pub(crate) position: usize,
    /// Where names are put.
    pub(crate) names: &'s mut Interner,
    /// Value of the last number token.
    pub(crate) number: f64,
    /// What is wrong with the last `Invalid` token.
    pub(crate) error: Option<(ErrorCode, Span)>,
    /// Comments like `<!--` are recognised (scripts only).
    html_comments: bool,
    /// Text that cannot be taken from the source as it stands.
    buffer: Vec<u8>,
    /// Who may end the parse.
    stop: Option<Stop>,
    /// From this offset on that is asked again.
    next_poll: usize,
}

impl<'s> Lexer<'s> {
    pub(crate) fn new(
        source: Source<'s>,
        names: &'s mut Interner,
        html_comments: bool,
        stop: Option<Stop>,
    ) -> Self {
        let next_poll = if stop.is_some() { 0 } else { usize::MAX };
        Self {
            bytes: source.bytes(),
            position: 0,
            names,
            number: 0.0,
            error: None,
            html_comments,
            buffer: Vec::new(),
            stop,
            next_poll,
        }
    }

    /// The byte at the position, or 0 at the end.
    #[inline]
    fn byte(&self) -> u8 {
        self.byte_at(self.position)
    }

    #[inline]
    fn byte_at(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    #[inline]
    fn is_at_end(&self) -> bool {
        self.position >= self.bytes.len()
    }

    /// Length of the text.
    pub(crate) fn len(&self) -> u32 {
        self.bytes.len() as u32
    }

    /// Notes an error; the token that it belongs to becomes `Invalid`.
    #[cold]
    fn fail(&mut self, code: ErrorCode, start: usize, end: usize) -> TokenKind {
        self.error = Some((
            code,
            Span::new(start as u32, end.min(self.bytes.len()) as u32),
        ));
        TokenKind::Invalid
    }

    /// Reads the next token.
    #[inline]
    pub(crate) fn next_token(&mut self) -> Token {
        let mut flags = TokenFlags::NONE;
        // One space is by far the commonest gap.
        if self.byte() == b' ' {
            self.position += 1;
        }
        let mut byte = self.byte();
        if !STARTS_TOKEN[byte as usize] {
            flags = self.skip_gap();
            byte = self.byte();
        }
        let start = self.position;
        let mut name = Name::EMPTY;
        if start >= self.next_poll && self.is_stopped(start) {
            let kind = self.fail(ErrorCode::Interrupted, start, start);
            return Token {
                kind,
                flags,
                start: start as u32,
                end: start as u32,
                name,
            };
        }
        let kind = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'$' => {
                self.position += 1;
                name = self.scan_word(start, &mut flags);
                if !flags.has(TokenFlags::ESCAPED) {
                    TokenKind::of_word(name)
                } else if self.error.is_some() {
                    TokenKind::Invalid
                } else if name.0 < Name::RESERVED {
                    TokenKind::EscapedKeyword
                } else {
                    TokenKind::Identifier
                }
            }
            b'(' => self.single(TokenKind::LeftParen),
            b')' => self.single(TokenKind::RightParen),
            b'{' => self.single(TokenKind::LeftBrace),
            b'}' => self.single(TokenKind::RightBrace),
            b'[' => self.single(TokenKind::LeftBracket),
            b']' => self.single(TokenKind::RightBracket),
            b';' => self.single(TokenKind::Semicolon),
            b',' => self.single(TokenKind::Comma),
            b':' => self.single(TokenKind::Colon),
            b'~' => self.single(TokenKind::BitNot),
            b'`' => self.single(TokenKind::Template),
            b'"' | b'\'' => self.scan_string(byte, &mut name, &mut flags),
            b'0'..=b'9' => self.scan_number(byte, &mut name, &mut flags),
            b'.' if self.byte_at(start + 1).is_ascii_digit() => {
                self.scan_number(byte, &mut name, &mut flags)
            }
            b'#' => self.scan_private_name(&mut name, &mut flags),
            b'\\' | 0x80.. => self.scan_unusual_word(&mut name, &mut flags),
            0 if self.is_at_end() => TokenKind::EndOfFile,
            _ => self.scan_punctuator(byte),
        };
        Token {
            kind,
            flags,
            start: start as u32,
            end: self.position as u32,
            name,
        }
    }

    /// Asks whether the parse is to end. The answer stays: from then on every token is invalid.
    #[cold]
    fn is_stopped(&mut self, at: usize) -> bool {
        let stopped = self.stop.as_ref().is_some_and(Stop::is_asked);
        self.next_poll = if stopped { 0 } else { at + POLL_DISTANCE };
        stopped
    }

    /// The same, inside of a token or a gap that may be of any length: asked once in many bytes.
    #[inline(always)]
    fn is_stopped_within(&mut self, at: usize) -> bool {
        at >= self.next_poll && self.is_stopped(at)
    }

    #[inline]
    fn single(&mut self, kind: TokenKind) -> TokenKind {
        self.position += 1;
        kind
    }
}

/// Bytes between two questions whether to end the parse.
const POLL_DISTANCE: usize = 16 << 10;

/// Bytes at which [`Lexer::skip_gap`] has nothing to skip.
static STARTS_TOKEN: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0x21;
    while byte < 0x7F {
        table[byte] = !matches!(byte as u8, b'/' | b'<' | b'-');
        byte += 1;
    }
    table
};
