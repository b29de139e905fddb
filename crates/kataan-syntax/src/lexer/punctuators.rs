//! [Punctuators](https://tc39.es/ecma262/#sec-punctuators) that are longer than one byte, or may be.

use super::{Lexer, TokenKind};

impl Lexer<'_> {
    /// The punctuator at the position, whose first byte is given: always the longest one.
    pub(super) fn scan_punctuator(&mut self, first: u8) -> TokenKind {
        use TokenKind::*;
        let rest = &self.bytes[self.position..];
        let (kind, length) = match first {
            b'.' => match rest {
                [_, b'.', b'.', ..] => (Ellipsis, 3),
                _ => (Dot, 1),
            },
            b'=' => match rest {
                [_, b'=', b'=', ..] => (StrictEqual, 3),
                [_, b'=', ..] => (Equal, 2),
                [_, b'>', ..] => (Arrow, 2),
                _ => (Assign, 1),
            },
            b'!' => match rest {
                [_, b'=', b'=', ..] => (StrictNotEqual, 3),
                [_, b'=', ..] => (NotEqual, 2),
                _ => (Not, 1),
            },
            b'+' => match rest {
                [_, b'+', ..] => (Increment, 2),
                [_, b'=', ..] => (AddAssign, 2),
                _ => (Plus, 1),
            },
            b'-' => match rest {
                [_, b'-', ..] => (Decrement, 2),
                [_, b'=', ..] => (SubtractAssign, 2),
                _ => (Minus, 1),
            },
            b'*' => match rest {
                [_, b'*', b'=', ..] => (ExponentiateAssign, 3),
                [_, b'*', ..] => (StarStar, 2),
                [_, b'=', ..] => (MultiplyAssign, 2),
                _ => (Star, 1),
            },
            b'/' => match rest {
                [_, b'=', ..] => (DivideAssign, 2),
                [_, b'*', ..] => return self.unclosed_comment(),
                _ => (Slash, 1),
            },
            b'%' => match rest {
                [_, b'=', ..] => (RemainderAssign, 2),
                _ => (Percent, 1),
            },
            b'&' => match rest {
                [_, b'&', b'=', ..] => (AndAssign, 3),
                [_, b'&', ..] => (And, 2),
                [_, b'=', ..] => (BitAndAssign, 2),
                _ => (BitAnd, 1),
            },
            b'|' => match rest {
                [_, b'|', b'=', ..] => (OrAssign, 3),
                [_, b'|', ..] => (Or, 2),
                [_, b'=', ..] => (BitOrAssign, 2),
                _ => (BitOr, 1),
            },
            b'^' => match rest {
                [_, b'=', ..] => (BitXorAssign, 2),
                _ => (BitXor, 1),
            },
            b'<' => match rest {
                [_, b'<', b'=', ..] => (ShiftLeftAssign, 3),
                [_, b'<', ..] => (ShiftLeft, 2),
                [_, b'=', ..] => (LessEqual, 2),
                _ => (Less, 1),
            },
            b'>' => match rest {
                [_, b'>', b'>', b'=', ..] => (ShiftRightUnsignedAssign, 4),
                [_, b'>', b'>', ..] => (ShiftRightUnsigned, 3),
                [_, b'>', b'=', ..] => (ShiftRightAssign, 3),
                [_, b'>', ..] => (ShiftRight, 2),
                [_, b'=', ..] => (GreaterEqual, 2),
                _ => (Greater, 1),
            },
            b'?' => match rest {
                [_, b'?', b'=', ..] => (CoalesceAssign, 3),
                [_, b'?', ..] => (Coalesce, 2),
                // `a?.5:b` is a conditional.
                [_, b'.', digit, ..] if digit.is_ascii_digit() => (Question, 1),
                [_, b'.', ..] => (QuestionDot, 2),
                _ => (Question, 1),
            },
            _ => return self.invalid_character(),
        };
        self.position += length;
        kind
    }
}
