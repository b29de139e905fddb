//! What the table generates for each instruction: its number, a struct with typed operands, its
//! encoder and decoder, and the description that table-driven consumers walk.

use super::layout::{Field, Layout, Operand};
use super::operand::{self, OperandType};

/// What an instruction does beside its registers: bits of [`Effects`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Effects(u8);

macro_rules! effects {
    ($($(#[$doc:meta])* $name:ident, $CONST:ident, $bit:literal;)*) => {
        impl Effects {
            $($(#[$doc])* pub const $CONST: Self = Self(1 << $bit);)*
        }

        /// Constants under the names that the table uses.
        mod effect_names {
            $(#[allow(non_upper_case_globals)] pub(super) const $name: u8 = 1 << $bit;)*
        }
    };
}

effects! {
    /// It may complete by throwing.
    throws, THROWS, 0;
    /// It may run script or host code.
    calls, CALLS, 1;
    /// It allocates cells on its ordinary path.
    allocates, ALLOCATES, 2;
    /// It may continue at a jump target.
    branches, BRANCHES, 3;
    /// It never continues with the next instruction.
    terminates, TERMINATES, 4;
    /// It leaves the frame to be resumed after it.
    suspends, SUSPENDS, 5;
}

impl Effects {
    /// Whether all effects of `other` are among these.
    #[inline]
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// A row of the table, for consumers that walk it.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The instruction's name in listings.
    pub name: &'static str,
    /// Its documentation: pseudo-code.
    pub documentation: &'static str,
    /// Its operands in order.
    pub operands: &'static [Operand],
    /// Its size in words.
    pub size: usize,
    /// Its effects.
    pub effects: Effects,
}

/// An instruction with typed operands.
pub trait Instruction: Copy {
    /// Its number.
    const OPCODE: Opcode;
    /// Its size in words: 1 or 2.
    const SIZE: usize;
    /// Its words; the second counts only if `SIZE` is 2.
    fn encode(self) -> [u64; 2];
    /// Decodes operands from the first word and, if the instruction has one, the second.
    fn decode(first: u64, second: impl FnOnce() -> u64) -> Self;
}

macro_rules! define_instructions {
    ($(
        $(#[doc = $doc:literal])*
        $name:ident = $Name:ident { $($field:ident: $Operand:ident),* $(,)? } [$($effect:ident),* $(,)?];
    )*) => {
        /// The instructions, numbered in the table's order without gaps.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[repr(u16)]
        pub enum Opcode {
            $($(#[doc = $doc])* $Name,)*
        }

        impl Opcode {
            /// Every opcode in order.
            pub const ALL: &'static [Self] = &[$(Self::$Name),*];
            /// How many opcodes there are.
            pub const COUNT: usize = Self::ALL.len();

            pub(crate) const ROWS: [Row; Self::COUNT] = [
                $(Row {
                    name: stringify!($name),
                    documentation: concat!($($doc),*),
                    operands: {
                        const LAYOUT: Layout = instructions::$Name::LAYOUT;
                        const NAMES: &[&str] = &[$(stringify!($field)),*];
                        const ROLES: &[operand::Role] = &[$(<operand::$Operand as OperandType>::ROLE),*];
                        const OPERANDS: [Operand; NAMES.len()] = describe(LAYOUT, NAMES, ROLES);
                        &OPERANDS
                    },
                    size: instructions::$Name::LAYOUT.size,
                    effects: Effects(0 $(| effect_names::$effect)*),
                },)*
            ];
        }

        /// One struct an instruction, with its operands as fields.
        pub mod instructions {
            use super::{Instruction, Layout, Opcode, OperandType, operand};
            $(
                $(#[doc = $doc])*
                #[derive(Clone, Copy, PartialEq, Debug)]
                pub struct $Name {
                    $(
                        #[doc = concat!("Operand `", stringify!($field), "` of the row.")]
                        pub $field: <operand::$Operand as OperandType>::Value,
                    )*
                }

                impl $Name {
                    /// Where the operands sit.
                    pub const LAYOUT: Layout = Layout::of(&[$(<operand::$Operand as OperandType>::WIDE),*]);
                }

                impl Instruction for $Name {
                    const OPCODE: Opcode = Opcode::$Name;
                    const SIZE: usize = Self::LAYOUT.size;

                    #[inline(always)]
                    #[allow(unused_mut, unused_variables, unused_assignments)]
                    fn encode(self) -> [u64; 2] {
                        let mut words = [Opcode::$Name as u64, 0];
                        let mut index = 0;
                        $(
                            Self::LAYOUT.fields[index]
                                .insert(&mut words, <operand::$Operand as OperandType>::to_raw(self.$field));
                            index += 1;
                        )*
                        words
                    }

                    #[inline(always)]
                    #[allow(unused_mut, unused_variables, unused_assignments)]
                    fn decode(first: u64, second: impl FnOnce() -> u64) -> Self {
                        let second = if Self::SIZE == 2 { second() } else { 0 };
                        let mut index = 0;
                        $(
                            let $field = <operand::$Operand as OperandType>::from_raw(
                                Self::LAYOUT.fields[index].extract(first, second),
                            );
                            index += 1;
                        )*
                        Self { $($field),* }
                    }
                }
            )*
        }
    };
}

const fn describe<const N: usize>(
    layout: Layout,
    names: &[&'static str],
    roles: &[operand::Role],
) -> [Operand; N] {
    let mut operands = [Operand {
        name: "",
        role: operand::Role::InOut,
        field: Field::A,
    }; N];
    let mut index = 0;
    while index < N {
        operands[index] = Operand {
            name: names[index],
            role: roles[index],
            field: layout.fields[index],
        };
        index += 1;
    }
    operands
}

for_each_opcode!(define_instructions);

static ROWS: [Row; Opcode::COUNT] = Opcode::ROWS;

impl Opcode {
    /// The opcode with this number.
    #[inline]
    #[must_use]
    pub fn from_u16(number: u16) -> Option<Self> {
        Self::ALL.get(number as usize).copied()
    }

    /// The opcode in an instruction's first word.
    #[inline]
    #[must_use]
    pub fn of_word(first: u64) -> Option<Self> {
        Self::from_u16(first as u16)
    }

    /// The opcode's row of the table.
    #[inline]
    #[must_use]
    pub fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }
}

/// Raw access to fields of an instruction's words, for dispatch loops.
pub mod word {
    /// Bits 16 to 31 of a first word.
    #[inline(always)]
    #[must_use]
    pub const fn a(first: u64) -> u16 {
        (first >> 16) as u16
    }

    /// Bits 32 to 47 of a first word.
    #[inline(always)]
    #[must_use]
    pub const fn b(first: u64) -> u16 {
        (first >> 32) as u16
    }

    /// Bits 48 to 63 of a first word.
    #[inline(always)]
    #[must_use]
    pub const fn c(first: u64) -> u16 {
        (first >> 48) as u16
    }

    /// Bits 32 to 63 of a first word.
    #[inline(always)]
    #[must_use]
    pub const fn bc(first: u64) -> u32 {
        (first >> 32) as u32
    }

    /// The low half of a second word.
    #[inline(always)]
    #[must_use]
    pub const fn d(second: u64) -> u32 {
        second as u32
    }

    /// The high half of a second word.
    #[inline(always)]
    #[must_use]
    pub const fn e(second: u64) -> u32 {
        (second >> 32) as u32
    }
}
