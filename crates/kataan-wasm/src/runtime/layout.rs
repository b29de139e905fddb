//! Where the fields of a structure, the values of an exception and the elements of an array are kept.
//!
//! References to objects are values that the collector sees; all else is data, packed with its natural
//! alignment. Values come first and data after them, each in the order of the fields, so that the
//! fields of a supertype, which a subtype's begin with, have the same places in both.

use super::reference::NULL;
use crate::syntax::composite::{CompositeType, StorageType};
use crate::syntax::types::{HeapType, ValType};
use alloc::vec::Vec;

/// How a field is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Storage {
    /// A reference to an object: a value.
    Value,
    /// A reference to a function: the bits of its number, or null.
    Func,
    I8,
    I16,
    Word32,
    Word64,
    Vector,
}

impl Storage {
    const ALL: [Self; 7] = [
        Self::Value,
        Self::Func,
        Self::I8,
        Self::I16,
        Self::Word32,
        Self::Word64,
        Self::Vector,
    ];

    pub(crate) fn of(storage: StorageType) -> Self {
        match storage {
            StorageType::I8 => Self::I8,
            StorageType::I16 => Self::I16,
            StorageType::Val(ValType::I32 | ValType::F32) => Self::Word32,
            StorageType::Val(ValType::I64 | ValType::F64) => Self::Word64,
            StorageType::Val(ValType::V128) => Self::Vector,
            StorageType::Val(ty) => match ty.as_ref() {
                Some(ty) if ty.heap_type().top() == HeapType::Func => Self::Func,
                _ => Self::Value,
            },
        }
    }

    /// The binary logarithm of the size in bytes.
    pub(crate) fn log2(self) -> u32 {
        match self {
            Self::I8 => 0,
            Self::I16 => 1,
            Self::Word32 => 2,
            Self::Value | Self::Func | Self::Word64 => 3,
            Self::Vector => 4,
        }
    }

    /// The size in bytes.
    pub(crate) fn size(self) -> usize {
        1 << self.log2()
    }

    /// The registers that a value takes.
    pub(crate) fn slots(self) -> usize {
        1 + usize::from(self == Self::Vector)
    }

    /// The first value of what is not written yet.
    pub(crate) fn default(self) -> [u64; 2] {
        match self {
            Self::Value | Self::Func => [NULL, 0],
            _ => [0, 0],
        }
    }

    /// A packed value with its sign extended.
    pub(crate) fn extend(self, word: u64) -> u64 {
        match self {
            Self::I8 => u64::from(word as u8 as i8 as i32 as u32),
            Self::I16 => u64::from(word as u16 as i16 as i32 as u32),
            _ => word,
        }
    }
}

/// Where a field is, and how it is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Place {
    pub(crate) storage: Storage,
    /// The index among the values, or the offset in the data.
    pub(crate) at: u32,
}

impl Place {
    /// The place in an immediate.
    pub(crate) fn bits(self) -> u64 {
        u64::from(self.at) | (self.storage as u64) << 32
    }

    pub(crate) fn from_bits(bits: u64) -> Self {
        let storage = Storage::ALL[(bits >> 32) as usize % Storage::ALL.len()];
        Self {
            storage,
            at: bits as u32,
        }
    }
}

/// The places of a type's fields: those of a structure, or the parameters of a tag's function type.
#[derive(Default, Debug)]
pub(crate) struct Layout {
    pub(crate) places: Vec<Place>,
    /// How many values there are.
    pub(crate) values: usize,
    /// Bytes of data.
    pub(crate) data: usize,
}

impl Layout {
    pub(crate) fn of(composite: &CompositeType) -> Self {
        let mut layout = Self::default();
        match composite {
            CompositeType::Struct(fields) => {
                for field in fields.iter() {
                    layout.push(Storage::of(field.storage));
                }
            }
            CompositeType::Func(ty) => {
                for ty in ty.params() {
                    layout.push(Storage::of(StorageType::Val(*ty)));
                }
            }
            CompositeType::Array(_) => {}
        }
        layout
    }

    fn push(&mut self, storage: Storage) {
        let at = if storage == Storage::Value {
            self.values += 1;
            self.values - 1
        } else {
            // Cells are aligned to 8 bytes.
            let at = self.data.next_multiple_of(storage.size().min(8));
            self.data = at + storage.size();
            at
        };
        self.places.push(Place {
            storage,
            at: at as u32,
        });
    }

    /// Bytes of an object of this layout.
    pub(crate) fn size(&self) -> usize {
        16 + self.values * 8 + self.data
    }
}
