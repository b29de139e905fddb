//! Character classes without `v`.

use super::escape::Place;
use super::{Parse, Parser};
use crate::ast::{Class, ClassItem, Operator};
use crate::error::ErrorCode;
use alloc::vec::Vec;

impl Parser {
    /// [CharacterClass](https://tc39.es/ecma262/#prod-CharacterClass), its `[` taken.
    pub(super) fn class(&mut self, start: usize) -> Parse<Class> {
        let negative = self.eat('^');
        let mut items: Vec<ClassItem> = Vec::new();
        loop {
            if self.at_end() {
                return Err((ErrorCode::UnterminatedClass, start));
            }
            if self.eat(']') {
                return Ok(Class {
                    negative,
                    operator: Operator::Union,
                    items,
                });
            }
            let low_at = self.index;
            let low = self.class_atom()?;
            let is_range = self.peek() == Some('-') && !matches!(self.peek_at(1), Some(']'));
            if !is_range || self.index + 1 >= self.characters.len() {
                items.push(low);
                continue;
            }
            self.index += 1;
            let high = self.class_atom()?;
            match (&low, &high) {
                (ClassItem::Character(low), ClassItem::Character(high)) => {
                    if low > high {
                        return Err((ErrorCode::RangeOutOfOrder, low_at));
                    }
                    items.push(ClassItem::Range(*low, *high));
                }
                _ if self.unicode => return Err((ErrorCode::InvalidRange, low_at)),
                _ => {
                    // Annex B: the hyphen stands for itself.
                    items.push(low);
                    items.push(ClassItem::Character(u32::from('-')));
                    items.push(high);
                }
            }
        }
    }

    /// [ClassAtom](https://tc39.es/ecma262/#prod-ClassAtom)
    fn class_atom(&mut self) -> Parse<ClassItem> {
        let start = self.index;
        let Some(character) = self.next() else {
            return Err((ErrorCode::UnterminatedClass, start));
        };
        if character != u32::from('\\') {
            return Ok(ClassItem::Character(character));
        }
        if self.eat('b') {
            return Ok(ClassItem::Character(0x08));
        }
        if self.unicode && self.eat('-') {
            return Ok(ClassItem::Character(u32::from('-')));
        }
        if let Some(item) = self.class_escape(start)? {
            return Ok(item);
        }
        Ok(ClassItem::Character(
            self.character_escape(start, Place::Class)?,
        ))
    }
}
