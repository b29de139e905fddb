//! [Template literals](https://tc39.es/ecma262/#sec-template-literal-lexical-components).

use alloc::vec::Vec;

use super::Lexer;
use super::strings::Escape;
use crate::ast::TemplatePart;
use crate::diagnostic::ErrorCode;
use crate::span::Span;
use crate::wtf8;

/// One text part of a template.
pub(crate) struct TemplateToken {
    /// Its values.
    pub(crate) part: TemplatePart,
    /// It ends the template: with `` ` ``, not `${`.
    pub(crate) is_last: bool,
    /// The first escape that only tagged templates may hold.
    pub(crate) invalid_escape: Option<(ErrorCode, Span)>,
}

impl Lexer<'_> {
    /// The part that starts at the position, right after `` ` `` or `}`; `None` with the error set
    /// if the template is not closed.
    pub(crate) fn scan_template_part(&mut self) -> Option<TemplateToken> {
        let start = self.position;
        let bytes = self.bytes;
        // Without escapes and carriage returns cooked, raw and source text are the same.
        while let Some(&byte) = bytes.get(self.position) {
            if self.is_stopped_within(self.position) {
                self.fail(ErrorCode::Interrupted, start, start);
                return None;
            }
            match byte {
                b'`' | b'\\' | b'\r' => break,
                b'$' if self.byte_at(self.position + 1) == b'{' => break,
                _ => self.position += 1,
            }
        }
        if let Some(b'`' | b'$') = bytes.get(self.position) {
            let raw = self.names.intern(&bytes[start..self.position]);
            let part = TemplatePart {
                cooked: Some(raw),
                raw,
            };
            return Some(self.finish_part(part, None));
        }
        let mut cooked: Vec<u8> = bytes[start..self.position].to_vec();
        let mut raw = cooked.clone();
        let mut invalid = None;
        loop {
            let at = self.position;
            if self.is_stopped_within(at) {
                self.fail(ErrorCode::Interrupted, start, start);
                return None;
            }
            match bytes.get(at) {
                None => {
                    self.fail(ErrorCode::UnclosedTemplate, start.saturating_sub(1), start);
                    return None;
                }
                Some(b'`') => break,
                Some(b'$') if self.byte_at(at + 1) == b'{' => break,
                Some(b'\\') => {
                    match self.scan_escape() {
                        Escape::Code(code) => wtf8::push(&mut cooked, code),
                        Escape::Nothing => {}
                        Escape::Legacy(_) => {
                            self.position = self.position.min(at + 2);
                            invalid = invalid.or(Some((ErrorCode::OctalInTemplate, at)));
                        }
                        Escape::Invalid(code) => invalid = invalid.or(Some((code, at))),
                    }
                    push_raw(&mut raw, &bytes[at..self.position]);
                }
                Some(b'\r') => {
                    self.position += if self.byte_at(at + 1) == b'\n' { 2 } else { 1 };
                    cooked.push(b'\n');
                    raw.push(b'\n');
                }
                Some(_) => {
                    let (code, length) = wtf8::decode(bytes, at).unwrap_or((0, 1));
                    self.position += length;
                    wtf8::push(&mut cooked, code);
                    wtf8::push(&mut raw, code);
                }
            }
        }
        let invalid_escape = invalid.map(|(code, at)| (code, Span::new(at as u32, at as u32 + 2)));
        let cooked = invalid.is_none().then(|| self.names.intern(&cooked));
        let raw = self.names.intern(&raw);
        Some(self.finish_part(TemplatePart { cooked, raw }, invalid_escape))
    }

    fn finish_part(
        &mut self,
        part: TemplatePart,
        invalid_escape: Option<(ErrorCode, Span)>,
    ) -> TemplateToken {
        let is_last = self.byte() == b'`';
        self.position += if is_last { 1 } else { 2 };
        TemplateToken {
            part,
            is_last,
            invalid_escape,
        }
    }
}

/// Appends source text with line ends made `\n`.
fn push_raw(raw: &mut Vec<u8>, text: &[u8]) {
    let mut after_return = false;
    for &byte in text {
        match byte {
            b'\r' => raw.push(b'\n'),
            b'\n' if after_return => {}
            _ => raw.push(byte),
        }
        after_return = byte == b'\r';
    }
}
