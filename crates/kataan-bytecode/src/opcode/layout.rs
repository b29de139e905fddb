//! Where operands sit in an instruction's words.
//!
//! The first word holds the opcode in its low 16 bits and fields `a`, `b`, `c` of 16 bits above it.
//! 16-bit operands take `a`, `b`, `c` in the row's order. 32-bit operands take, in the row's order,
//! `bc` (the upper half of the first word, if at most `a` is taken), then `d` and `e`, the halves of
//! a second word, which exists only if one of them is used.

use super::operand::Role;

/// A field of an instruction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Field {
    /// Bits 16 to 31 of the first word.
    A,
    /// Bits 32 to 47 of the first word.
    B,
    /// Bits 48 to 63 of the first word.
    C,
    /// Bits 32 to 63 of the first word.
    Bc,
    /// The low half of the second word.
    D,
    /// The high half of the second word.
    E,
}

impl Field {
    /// The field's bits in the instruction's words.
    #[inline(always)]
    #[must_use]
    pub const fn extract(self, first: u64, second: u64) -> u32 {
        match self {
            Self::A => (first >> 16) as u16 as u32,
            Self::B => (first >> 32) as u16 as u32,
            Self::C => (first >> 48) as u32,
            Self::Bc => (first >> 32) as u32,
            Self::D => second as u32,
            Self::E => (second >> 32) as u32,
        }
    }

    /// Sets the field in the instruction's words, which have zeros there.
    #[inline(always)]
    pub const fn insert(self, words: &mut [u64; 2], raw: u32) {
        match self {
            Self::A => words[0] |= (raw as u16 as u64) << 16,
            Self::B => words[0] |= (raw as u16 as u64) << 32,
            Self::C => words[0] |= (raw as u16 as u64) << 48,
            Self::Bc => words[0] |= (raw as u64) << 32,
            Self::D => words[1] |= raw as u64,
            Self::E => words[1] |= (raw as u64) << 32,
        }
    }

    /// Replaces the field in the instruction's words.
    pub const fn replace(self, words: &mut [u64; 2], raw: u32) {
        let mask: [u64; 2] = match self {
            Self::A => [0xFFFF << 16, 0],
            Self::B => [0xFFFF << 32, 0],
            Self::C => [0xFFFF << 48, 0],
            Self::Bc => [0xFFFF_FFFF << 32, 0],
            Self::D => [0, 0xFFFF_FFFF],
            Self::E => [0, 0xFFFF_FFFF << 32],
        };
        words[0] &= !mask[0];
        words[1] &= !mask[1];
        self.insert(words, raw);
    }
}

/// The most operands that a row can have.
pub const MAX_OPERANDS: usize = 5;

/// An operand of a row, for consumers that walk the table.
#[derive(Clone, Copy, Debug)]
pub struct Operand {
    /// The operand's name in the row.
    pub name: &'static str,
    /// Its role.
    pub role: Role,
    /// Its place.
    pub field: Field,
}

/// The layout of a row: the fields of its operands in order and its size.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// One field an operand.
    pub fields: [Field; MAX_OPERANDS],
    /// Words of the instruction.
    pub size: usize,
}

impl Layout {
    /// Places operands, given for each whether it is wide. Fails to compile if a row has too many.
    #[must_use]
    pub const fn of(wide: &[bool]) -> Self {
        let mut narrow = 0;
        let mut index = 0;
        while index < wide.len() {
            narrow += !wide[index] as usize;
            index += 1;
        }
        assert!(narrow <= 3, "a row has at most three 16-bit operands");
        let mut fields = [Field::A; MAX_OPERANDS];
        let mut next_narrow = 0;
        let mut next_wide = if narrow <= 1 { 0 } else { 1 };
        index = 0;
        while index < wide.len() {
            if wide[index] {
                fields[index] = match next_wide {
                    0 => Field::Bc,
                    1 => Field::D,
                    2 => Field::E,
                    _ => panic!("a row's wide operands do not fit"),
                };
                next_wide += 1;
            } else {
                fields[index] = match next_narrow {
                    0 => Field::A,
                    1 => Field::B,
                    _ => Field::C,
                };
                next_narrow += 1;
            }
            index += 1;
        }
        let size = if next_wide > 1 { 2 } else { 1 };
        Self { fields, size }
    }
}
