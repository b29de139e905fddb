//! [Regular expression literals must be valid](https://tc39.es/ecma262/#sec-primary-expression-regular-expression-literals-static-semantics-early-errors).

use kataan_regexp::{Flags, Source, validate};

use crate::diagnostic::ErrorCode;
use crate::lexer::RegExpToken;
use crate::parser::{Parsed, State};
use crate::span::Span;

impl State<'_> {
    /// Checks the flags of a literal, and its pattern.
    pub(crate) fn check_regular_expression(&mut self, token: &RegExpToken) -> Parsed<()> {
        // A known function was checked before.
        if self.lazy.is_some() {
            return Ok(());
        }
        let names = &self.lexer.names;
        let letters = names.bytes(token.flags).iter().map(|&byte| u32::from(byte));
        let Ok(flags) = Flags::parse(letters) else {
            return Err(self.fail(ErrorCode::InvalidRegExpFlags, token.flags_span, &[]));
        };
        match validate(Source::Wtf8(names.bytes(token.pattern)), flags) {
            Ok(_) => Ok(()),
            Err(error) => {
                let Span { start, end } = token.pattern_span;
                let at = end.min(start.saturating_add(error.position as u32));
                Err(self.fail(
                    ErrorCode::InvalidRegExp,
                    Span::new(at, end.max(at + 1)),
                    &[error.message()],
                ))
            }
        }
    }
}
