//! Instructions as the decoder sees them: a dense opcode, and its row of facts.

use super::table::for_each_instruction;
use crate::features::Features;

/// The shape of an instruction's immediates.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub(crate) enum Immediates {
    None,
    Block,
    TryTable,
    Label,
    Labels,
    Func,
    Type,
    Tag,
    CallIndirect,
    SelectTypes,
    Local,
    Global,
    Table,
    TableTable,
    ElemTable,
    Elem,
    Memory,
    MemoryMemory,
    DataMemory,
    Data,
    /// A memory argument whose natural alignment is this power of two.
    MemArg(u8),
    /// A memory argument and a lane.
    MemArgLane(u8),
    /// A memory argument whose alignment must be natural.
    Atomic(u8),
    Fence,
    I32Const,
    I64Const,
    F32Const,
    F64Const,
    V128Const,
    Shuffle,
    /// A lane below this count.
    Lane(u8),
    HeapType,
    BrOnCast,
    Field,
    TypeLength,
    TypeData,
    TypeElem,
    TypeType,
}

/// An operand in the table's types.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Operand {
    /// A 32-bit integer.
    I32,
    /// A 64-bit integer.
    I64,
    /// A 32-bit float.
    F32,
    /// A 64-bit float.
    F64,
    /// A vector.
    V128,
    /// The index type of the memory that the immediate names.
    Addr,
}

/// The type of an instruction in the table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Signature {
    /// Fixed operands and results.
    Plain(&'static [Operand], &'static [Operand]),
    /// Depends on immediates or context.
    Special,
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// The code; prefixed ones carry the prefix byte above bit 16.
    pub(crate) code: u32,
    /// The name in the text format.
    pub(crate) name: &'static str,
    /// What follows the code.
    pub(crate) immediates: Immediates,
    /// What it takes and gives.
    pub(crate) signature: Signature,
    /// The feature that brings it.
    pub(crate) feature: Features,
}

macro_rules! signature {
    (special) => { Signature::Special };
    (($($param:ident)* -> $($result:ident)*)) => {
        Signature::Plain(&[$(Operand::$param),*], &[$(Operand::$result),*])
    };
}

macro_rules! define {
    ($($name:ident = $code:literal, $text:literal, $imm:ident $(($arg:literal))?, $sig:tt, $feature:ident;)*) => {
        /// An instruction, numbered densely.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
        #[repr(u16)]
        pub(crate) enum Opcode {
            $(#[doc = concat!("`", $text, "`")] $name,)*
        }

        impl Opcode {
            /// Every instruction in the table's order.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$name,)*];
        }

        static ROWS: [Row; Opcode::ALL.len()] = [
            $(Row {
                code: $code,
                name: $text,
                immediates: Immediates::$imm $(($arg))?,
                signature: signature!($sig),
                feature: Features::$feature,
            },)*
        ];
    };
}
for_each_instruction!(define);

impl Opcode {
    /// The row of facts.
    #[inline]
    pub(crate) fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }

    /// The name in the text format.
    pub(crate) fn name(self) -> &'static str {
        self.row().name
    }
}

const fn map<const N: usize>(prefix: u32) -> [Option<Opcode>; N] {
    let mut table = [None; N];
    let mut index = 0;
    while index < Opcode::ALL.len() {
        let code = ROWS[index].code;
        if code >> 16 == prefix {
            table[(code & 0xffff) as usize] = Some(Opcode::ALL[index]);
        }
        index += 1;
    }
    table
}

/// One-byte codes.
static PLAIN: [Option<Opcode>; 256] = map(0);
static AGGREGATE: [Option<Opcode>; 32] = map(0xfb);
static MISCELLANEOUS: [Option<Opcode>; 32] = map(0xfc);
static VECTOR: [Option<Opcode>; 320] = map(0xfd);
static ATOMIC: [Option<Opcode>; 96] = map(0xfe);

/// Whether a byte announces a second part of the code.
#[inline]
pub(crate) const fn is_prefix(byte: u8) -> bool {
    byte >= 0xfb && byte != 0xff
}

/// The instruction with a one-byte code.
#[inline]
pub(crate) fn plain(byte: u8) -> Option<Opcode> {
    PLAIN[byte as usize]
}

/// The instruction with a prefixed code.
pub(crate) fn prefixed(prefix: u8, code: u32) -> Option<Opcode> {
    let table: &[Option<Opcode>] = match prefix {
        0xfb => &AGGREGATE,
        0xfc => &MISCELLANEOUS,
        0xfd => &VECTOR,
        0xfe => &ATOMIC,
        _ => return None,
    };
    table.get(code as usize).copied().flatten()
}
