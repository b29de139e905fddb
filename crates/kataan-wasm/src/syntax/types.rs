//! Types, in a packed form that compares with one instruction.
//!
//! Concrete heap types name a type of the engine's registry, where equal recursion groups are one,
//! so that equality of types is equality of words, in every module of an engine.

use core::fmt;

/// A type of the engine's registry.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TypeId(pub(crate) u32);

/// Types beyond this number are refused: identifiers are packed in 24 bits.
pub(crate) const MAX_TYPE_ID: u32 = (1 << 24) - 1;

/// A value type.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ValType(u32);

/// A reference type: a heap type, nullable or not.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct RefType(u32);

/// A heap type.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum HeapType {
    /// All functions.
    Func,
    /// No function: below every function type.
    NoFunc,
    /// All references of the host.
    Extern,
    /// Below every external type.
    NoExtern,
    /// All internal references.
    Any,
    /// All references that compare.
    Eq,
    /// Unboxed 31-bit integers.
    I31,
    /// All structures.
    Struct,
    /// All arrays.
    Array,
    /// Below every internal type.
    None,
    /// All exceptions.
    Exn,
    /// Below every exception type.
    NoExn,
    /// A function type of the registry.
    ConcreteFunc(TypeId),
    /// A structure type of the registry.
    ConcreteStruct(TypeId),
    /// An array type of the registry.
    ConcreteArray(TypeId),
    /// A type index that is not resolved yet: inside a recursion group under construction.
    Index(u32),
}

const KIND: u32 = 0xf;
const REF: u32 = 8;
const REF_NULL: u32 = 9;

impl HeapType {
    const fn pack(self) -> u32 {
        let (tag, payload) = match self {
            Self::Func => (0, 0),
            Self::NoFunc => (1, 0),
            Self::Extern => (2, 0),
            Self::NoExtern => (3, 0),
            Self::Any => (4, 0),
            Self::Eq => (5, 0),
            Self::I31 => (6, 0),
            Self::Struct => (7, 0),
            Self::Array => (8, 0),
            Self::None => (9, 0),
            Self::Exn => (10, 0),
            Self::NoExn => (11, 0),
            Self::ConcreteFunc(id) => (12, id.0),
            Self::ConcreteStruct(id) => (13, id.0),
            Self::ConcreteArray(id) => (14, id.0),
            Self::Index(index) => (15, index),
        };
        tag << 4 | payload << 8
    }

    const fn unpack(word: u32) -> Self {
        let id = TypeId(word >> 8);
        match (word >> 4) & 0xf {
            0 => Self::Func,
            1 => Self::NoFunc,
            2 => Self::Extern,
            3 => Self::NoExtern,
            4 => Self::Any,
            5 => Self::Eq,
            6 => Self::I31,
            7 => Self::Struct,
            8 => Self::Array,
            9 => Self::None,
            10 => Self::Exn,
            11 => Self::NoExn,
            12 => Self::ConcreteFunc(id),
            13 => Self::ConcreteStruct(id),
            14 => Self::ConcreteArray(id),
            _ => Self::Index(word >> 8),
        }
    }

    /// The registry's type, if this is a concrete one.
    pub const fn concrete(self) -> Option<TypeId> {
        match self {
            Self::ConcreteFunc(id) | Self::ConcreteStruct(id) | Self::ConcreteArray(id) => Some(id),
            _ => None,
        }
    }

    /// The top of the hierarchy that holds this type.
    pub const fn top(self) -> Self {
        match self {
            Self::Func | Self::NoFunc | Self::ConcreteFunc(_) => Self::Func,
            Self::Extern | Self::NoExtern => Self::Extern,
            Self::Exn | Self::NoExn => Self::Exn,
            _ => Self::Any,
        }
    }

    /// The bottom of the hierarchy that holds this type.
    pub const fn bottom(self) -> Self {
        match self.top() {
            Self::Func => Self::NoFunc,
            Self::Extern => Self::NoExtern,
            Self::Exn => Self::NoExn,
            _ => Self::None,
        }
    }
}

impl RefType {
    /// `funcref`
    pub const FUNCREF: Self = Self::new(true, HeapType::Func);
    /// `externref`
    pub const EXTERNREF: Self = Self::new(true, HeapType::Extern);

    /// A reference to `heap`, null allowed or not.
    pub const fn new(nullable: bool, heap: HeapType) -> Self {
        Self(heap.pack() | if nullable { REF_NULL } else { REF })
    }

    pub(crate) const fn bits(self) -> u32 {
        self.0
    }

    pub(crate) const fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// Whether null belongs to the type.
    pub const fn is_nullable(self) -> bool {
        self.0 & KIND == REF_NULL
    }

    /// The heap type.
    pub const fn heap_type(self) -> HeapType {
        HeapType::unpack(self.0)
    }

    /// The same type without null.
    #[must_use]
    pub const fn non_null(self) -> Self {
        Self(self.0 & !KIND | REF)
    }

    /// The same type with null.
    #[must_use]
    pub const fn nullable(self) -> Self {
        Self(self.0 & !KIND | REF_NULL)
    }
}

#[allow(non_upper_case_globals)]
impl ValType {
    /// 32-bit integers.
    pub const I32: Self = Self(0);
    /// 64-bit integers.
    pub const I64: Self = Self(1);
    /// 32-bit floats.
    pub const F32: Self = Self(2);
    /// 64-bit floats.
    pub const F64: Self = Self(3);
    /// 128-bit vectors.
    pub const V128: Self = Self(4);
    /// `funcref`
    pub const FUNCREF: Self = Self(RefType::FUNCREF.0);
    /// `externref`
    pub const EXTERNREF: Self = Self(RefType::EXTERNREF.0);
    /// `exnref`
    pub const EXNREF: Self = Self(RefType::new(true, HeapType::Exn).0);
    /// `anyref`
    pub const ANYREF: Self = Self(RefType::new(true, HeapType::Any).0);
    /// The type of values that unreachable code pops.
    pub(crate) const BOTTOM: Self = Self(7);
    /// A reference of unknown type, not null: what unreachable code pops as a reference.
    pub(crate) const BOTTOM_REF: Self = Self(6);

    /// The reference type, if this is one.
    pub const fn as_ref(self) -> Option<RefType> {
        if self.is_ref() {
            Some(RefType(self.0))
        } else {
            None
        }
    }

    /// Whether values are references.
    pub const fn is_ref(self) -> bool {
        matches!(self.0 & KIND, REF | REF_NULL)
    }

    /// Whether values are numbers or vectors (or of unknown type).
    pub const fn is_num_or_vec(self) -> bool {
        self.0 <= 4 || self.0 == 7
    }

    /// Whether the type has a default value.
    pub const fn is_defaultable(self) -> bool {
        self.0 & KIND != REF
    }

    /// How many 64-bit words a value takes.
    pub const fn slots(self) -> usize {
        if self.0 == Self::V128.0 { 2 } else { 1 }
    }
}

impl From<RefType> for ValType {
    fn from(reference: RefType) -> Self {
        Self(reference.0)
    }
}

impl fmt::Display for HeapType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Func => "func",
            Self::NoFunc => "nofunc",
            Self::Extern => "extern",
            Self::NoExtern => "noextern",
            Self::Any => "any",
            Self::Eq => "eq",
            Self::I31 => "i31",
            Self::Struct => "struct",
            Self::Array => "array",
            Self::None => "none",
            Self::Exn => "exn",
            Self::NoExn => "noexn",
            Self::ConcreteFunc(id) | Self::ConcreteStruct(id) | Self::ConcreteArray(id) => {
                return write!(f, "(type {})", id.0);
            }
            Self::Index(index) => return write!(f, "(rec {index})"),
        })
    }
}

impl fmt::Display for RefType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let null = if self.is_nullable() { "null " } else { "" };
        write!(f, "(ref {null}{})", self.heap_type())
    }
}

impl fmt::Display for ValType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::I32 => f.write_str("i32"),
            Self::I64 => f.write_str("i64"),
            Self::F32 => f.write_str("f32"),
            Self::F64 => f.write_str("f64"),
            Self::V128 => f.write_str("v128"),
            Self::FUNCREF => f.write_str("funcref"),
            Self::EXTERNREF => f.write_str("externref"),
            Self::BOTTOM => f.write_str("unknown"),
            Self::BOTTOM_REF => f.write_str("(ref unknown)"),
            other => RefType(other.0).fmt(f),
        }
    }
}

impl fmt::Debug for RefType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Debug for ValType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
