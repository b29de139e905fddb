//! Character classes under `v`: nested classes, strings and set operations.

use super::escape::Place;
use super::{Parse, Parser};
use crate::ast::{Class, ClassItem, MAX_DEPTH, Operator};
use crate::error::ErrorCode;
use alloc::vec::Vec;

impl Parser {
    /// [CharacterClass](https://tc39.es/ecma262/#prod-CharacterClass) under `v`, its `[` taken.
    pub(super) fn class_set(&mut self, start: usize, depth: usize) -> Parse<Class> {
        if depth >= MAX_DEPTH / 4 {
            return Err((ErrorCode::NestedTooDeep, start));
        }
        let negative = self.eat('^');
        let mut class = Class {
            negative,
            operator: Operator::Union,
            items: Vec::new(),
        };
        if !self.eat(']') {
            self.class_contents(&mut class, start, depth)?;
        }
        if negative && class.contents_may_contain_strings() {
            return Err((ErrorCode::NegatedStrings, start));
        }
        Ok(class)
    }

    fn class_contents(&mut self, class: &mut Class, start: usize, depth: usize) -> Parse<()> {
        loop {
            if self.at_end() {
                return Err((ErrorCode::UnterminatedClass, start));
            }
            let operand_at = self.index;
            let operand = self.class_set_operand(depth)?;
            // A range is one operand of a union, and of nothing else.
            if self.peek() == Some('-') && self.peek_at(1) != Some('-') {
                self.index += 1;
                if class.operator != Operator::Union {
                    return Err((ErrorCode::InvalidSetOperation, operand_at));
                }
                if self.at_end() {
                    return Err((ErrorCode::UnterminatedClass, start));
                }
                let high = self.class_set_operand(depth)?;
                let (ClassItem::Character(low), ClassItem::Character(high)) = (&operand, &high)
                else {
                    return Err((ErrorCode::InvalidRange, operand_at));
                };
                if low > high {
                    return Err((ErrorCode::RangeOutOfOrder, operand_at));
                }
                class.items.push(ClassItem::Range(*low, *high));
            } else {
                class.items.push(operand);
            }
            let operator_at = self.index;
            let operator = if self.eat_text("&&") {
                if self.peek() == Some('&') {
                    return Err((ErrorCode::InvalidSetCharacter, operator_at));
                }
                Operator::Intersection
            } else if self.eat_text("--") {
                Operator::Subtraction
            } else {
                Operator::Union
            };
            let first = class.items.len() == 1 && !matches!(class.items[0], ClassItem::Range(..));
            if operator != Operator::Union && first {
                class.operator = operator;
            }
            if self.peek() == Some(']') && operator == Operator::Union {
                self.index += 1;
                return Ok(());
            }
            if operator != class.operator {
                let code = if self.at_end() {
                    ErrorCode::UnterminatedClass
                } else {
                    ErrorCode::InvalidSetOperation
                };
                return Err((code, if self.at_end() { start } else { operator_at }));
            }
        }
    }

    /// [ClassSetOperand](https://tc39.es/ecma262/#prod-ClassSetOperand)
    fn class_set_operand(&mut self, depth: usize) -> Parse<ClassItem> {
        let start = self.index;
        if self.eat('[') {
            return Ok(ClassItem::Nested(self.class_set(start, depth + 1)?));
        }
        if self.peek() == Some('\\') {
            if self.eat_text("\\q{") {
                return self.class_strings(start);
            }
            self.index += 1;
            if let Some(item) = self.class_escape(start)? {
                return Ok(item);
            }
            self.index = start;
        }
        Ok(ClassItem::Character(self.class_set_character()?))
    }

    /// [ClassSetCharacter](https://tc39.es/ecma262/#prod-ClassSetCharacter)
    fn class_set_character(&mut self) -> Parse<u32> {
        let start = self.index;
        let Some(character) = self.next() else {
            return Err((ErrorCode::UnterminatedClass, start));
        };
        match char::from_u32(character) {
            Some('\\') => {
                if self.eat('b') {
                    return Ok(0x08);
                }
                match self.peek() {
                    Some(reserved) if is_reserved_punctuator(reserved) => {
                        self.index += 1;
                        Ok(u32::from(reserved))
                    }
                    _ => self.character_escape(start, Place::Class),
                }
            }
            Some('(' | ')' | '[' | ']' | '{' | '}' | '/' | '-' | '|') => {
                Err((ErrorCode::InvalidSetCharacter, start))
            }
            Some(twice) if is_reserved_double(twice) && self.peek() == Some(twice) => {
                Err((ErrorCode::InvalidSetCharacter, start))
            }
            _ => Ok(character),
        }
    }

    /// The strings of `\q{…}`, its opening taken.
    fn class_strings(&mut self, start: usize) -> Parse<ClassItem> {
        let mut strings = Vec::new();
        let mut string = Vec::new();
        loop {
            if self.at_end() {
                return Err((ErrorCode::InvalidEscape, start));
            }
            if self.eat('|') {
                strings.push(core::mem::take(&mut string));
            } else if self.eat('}') {
                strings.push(string);
                return Ok(ClassItem::Strings(strings));
            } else {
                string.push(self.class_set_character()?);
            }
        }
    }
}

impl Class {
    /// [MayContainStrings](https://tc39.es/ecma262/#sec-static-semantics-maycontainstrings)
    pub(crate) fn may_contain_strings(&self) -> bool {
        !self.negative && self.contents_may_contain_strings()
    }

    fn contents_may_contain_strings(&self) -> bool {
        match self.operator {
            Operator::Union => self.items.iter().any(ClassItem::may_contain_strings),
            Operator::Intersection => self.items.iter().all(ClassItem::may_contain_strings),
            Operator::Subtraction => self
                .items
                .first()
                .is_some_and(ClassItem::may_contain_strings),
        }
    }
}

impl ClassItem {
    fn may_contain_strings(&self) -> bool {
        match self {
            Self::Property { property, .. } => property.is_of_strings(),
            Self::Nested(class) => class.may_contain_strings(),
            Self::Strings(strings) => strings.iter().any(|string| string.len() != 1),
            Self::Character(_) | Self::Range(..) | Self::Escape(_) => false,
        }
    }
}

/// [ClassSetReservedPunctuator](https://tc39.es/ecma262/#prod-ClassSetReservedPunctuator)
fn is_reserved_punctuator(character: char) -> bool {
    "&-!#%,:;<=>@`~".contains(character)
}

/// Whether [ClassSetReservedDoublePunctuator](https://tc39.es/ecma262/#prod-ClassSetReservedDoublePunctuator)
/// is this character twice.
fn is_reserved_double(character: char) -> bool {
    "&!#$%*+,.:;<=>?@^`~".contains(character)
}
