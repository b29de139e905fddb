//! Composite types: functions, structures, arrays, and the subtypes of recursion groups.

use super::types::{HeapType, RefType, TypeId, ValType};
use alloc::boxed::Box;
use alloc::vec::Vec;

/// What a field or an element holds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum StorageType {
    /// An 8-bit integer.
    I8,
    /// A 16-bit integer.
    I16,
    /// A value.
    Val(ValType),
}

impl StorageType {
    /// The type of values read from and written to the field.
    pub fn unpacked(self) -> ValType {
        match self {
            Self::I8 | Self::I16 => ValType::I32,
            Self::Val(ty) => ty,
        }
    }

    /// Whether reads need a sign.
    pub fn is_packed(self) -> bool {
        !matches!(self, Self::Val(_))
    }

    /// The size in bytes of a value in the byte form of `array.new_data`.
    pub fn byte_size(self) -> usize {
        match self {
            Self::I8 => 1,
            Self::I16 => 2,
            Self::Val(ValType::I32 | ValType::F32) => 4,
            Self::Val(ValType::V128) => 16,
            Self::Val(_) => 8,
        }
    }
}

/// A field of a structure, or the elements of an array.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct FieldType {
    /// What it holds.
    pub storage: StorageType,
    /// Whether it can be written.
    pub mutable: bool,
}

/// The type of a function, of an instruction or of a tag.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct FuncType {
    types: Box<[ValType]>,
    params: u32,
}

impl FuncType {
    /// A function type.
    pub fn new(
        params: impl IntoIterator<Item = ValType>,
        results: impl IntoIterator<Item = ValType>,
    ) -> Self {
        let mut types: Vec<ValType> = params.into_iter().collect();
        let params = types.len() as u32;
        types.extend(results);
        Self {
            types: types.into(),
            params,
        }
    }

    /// The types of the parameters.
    pub fn params(&self) -> &[ValType] {
        &self.types[..self.params as usize]
    }

    /// The types of the results.
    pub fn results(&self) -> &[ValType] {
        &self.types[self.params as usize..]
    }

    /// The words that the parameters take.
    pub(crate) fn param_slots(&self) -> usize {
        self.params().iter().map(|ty| ty.slots()).sum()
    }

    /// The words that the results take.
    pub(crate) fn result_slots(&self) -> usize {
        self.results().iter().map(|ty| ty.slots()).sum()
    }
}

impl core::fmt::Display for FuncType {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let list = |f: &mut core::fmt::Formatter<'_>, types: &[ValType]| {
            f.write_str("[")?;
            for (index, ty) in types.iter().enumerate() {
                write!(f, "{}{ty}", if index == 0 { "" } else { " " })?;
            }
            f.write_str("]")
        };
        list(f, self.params())?;
        f.write_str(" -> ")?;
        list(f, self.results())
    }
}

/// A composite type.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum CompositeType {
    /// A function.
    Func(FuncType),
    /// A structure with its fields.
    Struct(Box<[FieldType]>),
    /// An array with its elements.
    Array(FieldType),
}

impl CompositeType {
    /// The concrete heap type for a type of this kind.
    pub(crate) fn heap_type(&self, id: TypeId) -> HeapType {
        match self {
            Self::Func(_) => HeapType::ConcreteFunc(id),
            Self::Struct(_) => HeapType::ConcreteStruct(id),
            Self::Array(_) => HeapType::ConcreteArray(id),
        }
    }

    /// Visits every heap type in the type.
    pub(crate) fn each_heap_type(&self, visit: &mut impl FnMut(HeapType)) {
        let mut value = |ty: &ValType| {
            if let Some(reference) = ty.as_ref() {
                visit(reference.heap_type());
            }
        };
        let mut field = |field: &FieldType| {
            if let StorageType::Val(ty) = &field.storage {
                value(ty);
            }
        };
        match self {
            Self::Func(ty) => ty.types.iter().for_each(value),
            Self::Struct(fields) => fields.iter().for_each(field),
            Self::Array(element) => field(element),
        }
    }
}

/// A supertype as written: a type index before resolution, a registry's type after.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum SuperType {
    /// A member of the same group, by position.
    Group(u32),
    /// A type of the registry.
    Id(TypeId),
}

/// A member of a recursion group.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct SubType {
    pub(crate) is_final: bool,
    pub(crate) supertype: Option<SuperType>,
    pub(crate) composite: CompositeType,
}

impl SubType {
    /// Rewrites every heap type in the type.
    pub(crate) fn map_heap_types(
        &self,
        map: &mut dyn FnMut(HeapType) -> HeapType,
    ) -> CompositeType {
        let mut value = |ty: ValType| match ty.as_ref() {
            Some(reference) => ValType::from(RefType::new(
                reference.is_nullable(),
                map(reference.heap_type()),
            )),
            None => ty,
        };
        let mut field = |ty: &FieldType| FieldType {
            storage: match ty.storage {
                StorageType::Val(ty) => StorageType::Val(value(ty)),
                packed => packed,
            },
            mutable: ty.mutable,
        };
        match &self.composite {
            CompositeType::Func(ty) => {
                let types = ty.types.iter().map(|ty| value(*ty)).collect();
                CompositeType::Func(FuncType {
                    types,
                    params: ty.params,
                })
            }
            CompositeType::Struct(fields) => {
                CompositeType::Struct(fields.iter().map(&mut field).collect())
            }
            CompositeType::Array(element) => CompositeType::Array(field(element)),
        }
    }
}
