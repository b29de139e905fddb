//! The constant pool: a byte of kind and a word of payload each, shared by the unit's functions.

use crate::opcode::operand::{ConstantIndex, ConstantRole};

use super::function::FunctionIndex;

/// What a constant is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum ConstantKind {
    /// A double.
    Number,
    /// A string, name or property key.
    String,
    /// A bigint, as the literal's digits.
    BigInt,
    /// A function record.
    Template,
    /// `undefined`, in lists only.
    Undefined,
    /// `null`, in lists only.
    Null,
    /// `true`, in lists only.
    True,
    /// `false`, in lists only.
    False,
    /// An array hole, in lists only.
    Hole,
    /// The keys of an object literal: strings.
    KeyList,
    /// The values of a constant array.
    ValueList,
    /// The slot of each mapped parameter, [`u32::MAX`] for none.
    SlotList,
    /// The strings of a tagged template: all cooked ones (undefined where invalid), then all raw ones.
    TemplateStrings,
    /// A pattern and its flags.
    RegExp,
    /// A scope's names.
    Scope,
    /// Names that a script or eval code declares.
    Declarations,
    /// A module's requests, imports and exports.
    Module,
}

impl ConstantKind {
    const ALL: [Self; 17] = [
        Self::Number,
        Self::String,
        Self::BigInt,
        Self::Template,
        Self::Undefined,
        Self::Null,
        Self::True,
        Self::False,
        Self::Hole,
        Self::KeyList,
        Self::ValueList,
        Self::SlotList,
        Self::TemplateStrings,
        Self::RegExp,
        Self::Scope,
        Self::Declarations,
        Self::Module,
    ];

    pub(super) fn from_u8(raw: u8) -> Option<Self> {
        Self::ALL.get(raw as usize).copied()
    }

    /// Whether an operand of that role may name a constant of this kind.
    #[must_use]
    pub fn fits(self, role: ConstantRole) -> bool {
        match role {
            ConstantRole::Literal => {
                matches!(self, Self::Number | Self::String | Self::BigInt)
            }
            ConstantRole::Name => self == Self::String,
            ConstantRole::Template => self == Self::Template,
            ConstantRole::Scope | ConstantRole::OptionalScope => self == Self::Scope,
            ConstantRole::KeyList => self == Self::KeyList,
            ConstantRole::ValueList => self == Self::ValueList,
            ConstantRole::RegExp => self == Self::RegExp,
            ConstantRole::TemplateStrings => self == Self::TemplateStrings,
            ConstantRole::Declarations => self == Self::Declarations,
            ConstantRole::SlotList => self == Self::SlotList,
        }
    }
}

/// A constant, read from the pool.
#[derive(Clone, Copy, Debug)]
pub enum Constant<'u> {
    /// A double.
    Number(f64),
    /// A string.
    String(Text<'u>),
    /// A bigint: digits in lower case, with `0x`, `0o` or `0b` before them if not decimal.
    BigInt(Text<'u>),
    /// A function record.
    Template(FunctionIndex),
    /// `undefined`
    Undefined,
    /// `null`
    Null,
    /// `true`
    True,
    /// `false`
    False,
    /// An array hole.
    Hole,
    /// Constant indices of strings.
    KeyList(List<'u>),
    /// Constant indices of numbers, strings, bigints and the kinds for lists only.
    ValueList(List<'u>),
    /// Slots.
    SlotList(List<'u>),
    /// Constant indices: cooked strings (or undefined), then as many raw strings.
    TemplateStrings(List<'u>),
    /// String constants.
    RegExp {
        /// The pattern.
        pattern: ConstantIndex,
        /// The flags.
        flags: ConstantIndex,
    },
    /// See [`super::ScopeInfo`].
    Scope(List<'u>),
    /// See [`super::Declarations`].
    Declarations(List<'u>),
    /// See [`super::ModuleDescription`].
    Module(List<'u>),
}

/// A string constant's text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Text<'u> {
    /// Code units below 256, one byte each.
    Latin1(&'u [u8]),
    /// Code units.
    Utf16(&'u [u16]),
}

impl Text<'_> {
    /// Length in code units.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Latin1(bytes) => bytes.len(),
            Self::Utf16(units) => units.len(),
        }
    }

    /// Whether there is no code unit.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The code units.
    pub fn code_units(&self) -> impl Iterator<Item = u16> + '_ {
        let (latin1, utf16): (&[u8], &[u16]) = match self {
            Self::Latin1(bytes) => (bytes, &[]),
            Self::Utf16(units) => (&[], units),
        };
        latin1
            .iter()
            .map(|&byte| u16::from(byte))
            .chain(utf16.iter().copied())
    }
}

/// A list of 32-bit numbers, two a word.
#[derive(Clone, Copy, Debug)]
pub struct List<'u> {
    words: &'u [u64],
    length: usize,
}

impl<'u> List<'u> {
    pub(super) fn new(region: &'u [u64], start: u32, length: u32) -> Option<Self> {
        let (start, length) = (start as usize, length as usize);
        let words = region.get(start..start.checked_add(length.div_ceil(2))?)?;
        Some(Self { words, length })
    }

    /// How many numbers there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// One of the numbers.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<u32> {
        if index >= self.length {
            return None;
        }
        Some((self.words[index / 2] >> (index % 2 * 32)) as u32)
    }

    /// All numbers in order.
    pub fn iter(&self) -> impl Iterator<Item = u32> + use<'u> {
        let list = *self;
        (0..list.length).map(move |index| (list.words[index / 2] >> (index % 2 * 32)) as u32)
    }

    /// All numbers, as constant indices.
    pub fn constants(&self) -> impl Iterator<Item = ConstantIndex> + use<'u> {
        self.iter().map(ConstantIndex)
    }
}
