//! What follows a backslash.

use super::{Parse, Parser};
use crate::ast::{Class, ClassEscape, ClassItem, Node, NodeId, Operator};
use crate::error::ErrorCode;
use crate::source::{combine, is_lead, is_trail};
use crate::unicode::property::Property;
use alloc::vec;

/// Where an escape stands: some mean something only in or outside a class.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Atom,
    Class,
}

impl Parser {
    /// [AtomEscape](https://tc39.es/ecma262/#prod-AtomEscape), the backslash taken.
    pub(super) fn atom_escape(&mut self, start: usize) -> Parse<NodeId> {
        if let Some('1'..='9') = self.peek()
            && let Some(node) = self.decimal_escape(start)?
        {
            return Ok(node);
        }
        if self.named && self.eat('k') {
            if !self.eat('<') {
                return Err((ErrorCode::InvalidNamedReference, start));
            }
            let name = self.group_name(ErrorCode::InvalidNamedReference)?;
            self.reference_names.push((name, start));
            return Ok(self.add(Node::NamedReference(self.reference_names.len() as u32 - 1)));
        }
        if let Some(item) = self.class_escape(start)? {
            let class = Class {
                negative: false,
                operator: Operator::Union,
                items: vec![item],
            };
            self.classes.push(class);
            return Ok(self.add(Node::Class(self.classes.len() as u32 - 1)));
        }
        let character = self.character_escape(start, Place::Atom)?;
        Ok(self.add(Node::Character(character)))
    }

    /// A reference by number; nothing taken if it is none, which only the
    /// web-compatible dialect allows.
    fn decimal_escape(&mut self, start: usize) -> Parse<Option<NodeId>> {
        let digits_at = self.index;
        let mut value = 0u32;
        while let Some(digit) = self.peek().and_then(|character| character.to_digit(10)) {
            self.index += 1;
            value = value.saturating_mul(10).saturating_add(digit);
        }
        if value <= self.total_groups {
            return Ok(Some(self.add(Node::Reference(value))));
        }
        if self.unicode {
            return Err((ErrorCode::InvalidReference, start));
        }
        self.index = digits_at;
        Ok(None)
    }

    /// [CharacterClassEscape](https://tc39.es/ecma262/#prod-CharacterClassEscape), or nothing taken.
    pub(super) fn class_escape(&mut self, start: usize) -> Parse<Option<ClassItem>> {
        let escape = match self.peek() {
            Some('d') => ClassEscape::Digit,
            Some('D') => ClassEscape::NotDigit,
            Some('s') => ClassEscape::Space,
            Some('S') => ClassEscape::NotSpace,
            Some('w') => ClassEscape::Word,
            Some('W') => ClassEscape::NotWord,
            Some(letter @ ('p' | 'P')) if self.unicode => {
                self.index += 1;
                return self.property(start, letter == 'P').map(Some);
            }
            _ => return Ok(None),
        };
        self.index += 1;
        Ok(Some(ClassItem::Escape(escape)))
    }

    /// `{name}` or `{name=value}` after `\p`.
    fn property(&mut self, start: usize, negative: bool) -> Parse<ClassItem> {
        let error = (ErrorCode::InvalidPropertyName, start);
        if !self.eat('{') {
            return Err(error);
        }
        let begin = self.index;
        let mut equals = None;
        loop {
            match self.peek() {
                Some('}') => break,
                Some('=') if equals.is_none() => equals = Some(self.index),
                Some('a'..='z' | 'A'..='Z' | '0'..='9' | '_') => {}
                _ => return Err(error),
            }
            self.index += 1;
        }
        let text = |from: usize, to: usize| -> alloc::string::String {
            self.characters[from..to]
                .iter()
                .copied()
                .filter_map(char::from_u32)
                .collect()
        };
        let property = match equals {
            Some(equals) => {
                Property::from_name_and_value(&text(begin, equals), &text(equals + 1, self.index))
            }
            None => Property::from_lone_name(&text(begin, self.index)),
        };
        self.index += 1;
        let property = property.ok_or(error)?;
        if property.is_of_strings() && (!self.sets || negative) {
            return Err(error);
        }
        Ok(ClassItem::Property { property, negative })
    }

    /// [CharacterEscape](https://tc39.es/ecma262/#prod-CharacterEscape): one character.
    pub(super) fn character_escape(&mut self, start: usize, place: Place) -> Parse<u32> {
        let Some(character) = self.next() else {
            return Err((ErrorCode::TrailingBackslash, start));
        };
        let digit_follows = self.peek().is_some_and(|next| next.is_ascii_digit());
        Ok(match char::from_u32(character) {
            Some('f') => 0x0C,
            Some('n') => 0x0A,
            Some('r') => 0x0D,
            Some('t') => 0x09,
            Some('v') => 0x0B,
            Some('c') => match self.peek() {
                Some(letter) if letter.is_ascii_alphabetic() => {
                    self.index += 1;
                    u32::from(letter) % 32
                }
                Some(letter)
                    if place == Place::Class
                        && !self.unicode
                        && (letter.is_ascii_digit() || letter == '_') =>
                {
                    self.index += 1;
                    u32::from(letter) % 32
                }
                _ if self.unicode => return Err((ErrorCode::InvalidControlEscape, start)),
                _ => {
                    // Annex B: the backslash stands for itself.
                    self.index -= 1;
                    u32::from('\\')
                }
            },
            Some('0') if !digit_follows => 0,
            Some('0'..='9') if self.unicode => {
                return Err((
                    if place == Place::Class {
                        ErrorCode::InvalidClassDecimalEscape
                    } else {
                        ErrorCode::InvalidDecimalEscape
                    },
                    start,
                ));
            }
            Some(digit @ '0'..='7') => self.legacy_octal(u32::from(digit) - u32::from('0')),
            Some('x') => match self.eat_hex(2) {
                Some(value) => value,
                None if self.unicode => return Err((ErrorCode::InvalidEscape, start)),
                None => character,
            },
            Some('u') => match self.unicode_escape(self.unicode) {
                Some(value) => value,
                None if self.unicode => return Err((ErrorCode::InvalidUnicodeEscape, start)),
                None => character,
            },
            Some('k') if self.named && !self.unicode => {
                return Err((ErrorCode::InvalidNamedReference, start));
            }
            Some(
                '^' | '$' | '\\' | '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|'
                | '/',
            ) => character,
            _ if self.unicode => return Err((ErrorCode::InvalidEscape, start)),
            _ => character,
        })
    }

    /// [LegacyOctalEscapeSequence](https://tc39.es/ecma262/#prod-LegacyOctalEscapeSequence) after its first digit.
    fn legacy_octal(&mut self, first: u32) -> u32 {
        let mut value = first;
        let more = if first <= 3 { 2 } else { 1 };
        for _ in 0..more {
            match self.peek().and_then(|character| character.to_digit(8)) {
                Some(digit) => {
                    self.index += 1;
                    value = value * 8 + digit;
                }
                None => break,
            }
        }
        value
    }

    /// [RegExpUnicodeEscapeSequence](https://tc39.es/ecma262/#prod-RegExpUnicodeEscapeSequence)
    /// after its `u`; nothing taken if it is none.
    pub(super) fn unicode_escape(&mut self, unicode: bool) -> Option<u32> {
        let start = self.index;
        if unicode && self.eat('{') {
            let mut value = 0u32;
            let mut digits = 0;
            while let Some(digit) = self.peek().and_then(|character| character.to_digit(16)) {
                self.index += 1;
                digits += 1;
                value = value.saturating_mul(16).saturating_add(digit);
            }
            if digits > 0 && value <= 0x10_FFFF && self.eat('}') {
                return Some(value);
            }
            self.index = start;
            return None;
        }
        let value = self.eat_hex(4)?;
        if unicode && is_lead(value) {
            let after = self.index;
            if self.eat_text("\\u")
                && let Some(trail) = self.eat_hex(4)
                && is_trail(trail)
            {
                return Some(combine(value, trail));
            }
            self.index = after;
        }
        Some(value)
    }
}
