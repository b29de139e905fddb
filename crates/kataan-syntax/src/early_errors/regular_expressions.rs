//! [Regular expression literals must be valid](https://tc39.es/ecma262/#sec-primary-expression-regular-expression-literals-static-semantics-early-errors).

use crate::diagnostic::ErrorCode;
use crate::lexer::RegExpToken;
use crate::parser::{Parsed, State};

impl State<'_> {
    /// Checks the flags of a literal, and its pattern.
    pub(crate) fn check_regular_expression(&mut self, token: &RegExpToken) -> Parsed<()> {
        // A known function was checked before.
        if self.lazy.is_some() {
            return Ok(());
        }
        let mut seen = 0u32;
        for &flag in self.lexer.names.bytes(token.flags) {
            let bit = match flag {
                b'd' | b'g' | b'i' | b'm' | b's' | b'u' | b'v' | b'y' => 1 << (flag - b'a'),
                _ => 0,
            };
            if bit == 0 || seen & bit != 0 {
                return Err(self.fail(ErrorCode::InvalidRegExpFlags, token.flags_span, &[]));
            }
            seen |= bit;
        }
        let both = 1 << (b'u' - b'a') | 1 << (b'v' - b'a');
        if seen & both == both {
            return Err(self.fail(ErrorCode::InvalidRegExpFlags, token.flags_span, &[]));
        }
        Ok(())
    }
}
