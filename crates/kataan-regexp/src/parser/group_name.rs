//! Names of groups.

use super::{Parse, Parser};
use crate::error::ErrorCode;
use crate::source::{combine, is_lead, is_trail};
use crate::unicode::property::{is_id_continue, is_id_start};
use alloc::string::String;

impl Parser {
    /// [GroupName](https://tc39.es/ecma262/#prod-GroupName) after its `<`.
    pub(super) fn group_name(&mut self, code: ErrorCode) -> Parse<String> {
        let mut name = String::new();
        loop {
            let start = self.index;
            let mut character = self.next().ok_or((code, start))?;
            if character == u32::from('>') {
                if name.is_empty() {
                    return Err((code, start));
                }
                return Ok(name);
            }
            if character == u32::from('\\') {
                // An escape in a name reads as in Unicode mode, whatever the flags.
                if !self.eat('u') {
                    return Err((code, start));
                }
                character = self
                    .unicode_escape(true)
                    .ok_or((ErrorCode::InvalidUnicodeEscape, start))?;
            } else if is_lead(character)
                && let Some(&trail) = self.characters.get(self.index)
                && is_trail(trail)
            {
                self.index += 1;
                character = combine(character, trail);
            }
            let allowed = if name.is_empty() {
                is_id_start(character)
            } else {
                is_id_continue(character)
            };
            let character = char::from_u32(character)
                .filter(|_| allowed)
                .ok_or((code, start))?;
            name.push(character);
        }
    }
}
