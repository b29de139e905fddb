//! Values that cross the border to the host.

use super::entity::Func;
use super::error::{Error, Result};
use super::store::{AsContext, AsContextMut};
use crate::runtime::reference::{self, NULL};
use crate::runtime::store::StoreState;
use crate::syntax::types::{HeapType, RefType, ValType};
use crate::valid::registry::TypeSource;
use alloc::boxed::Box;
use core::any::Any;

/// A value.
#[derive(Clone, Copy, Debug)]
pub enum Val {
    /// A 32-bit integer.
    I32(i32),
    /// A 64-bit integer.
    I64(i64),
    /// The bits of a 32-bit float.
    F32(u32),
    /// The bits of a 64-bit float.
    F64(u64),
    /// A vector, its first lane in the lowest bits.
    V128(u128),
    /// A reference to a function.
    FuncRef(Option<Func>),
    /// A reference of the host.
    ExternRef(Option<ExternRef>),
    /// An internal reference.
    AnyRef(Option<AnyRef>),
    /// A reference to an exception.
    ExnRef(Option<ExnRef>),
}

macro_rules! reference {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        $(
            $(#[$doc])*
            ///
            /// It is valid until the call of the host function that got it returns, or until the
            /// [`root_scope`](crate::Store::root_scope) ends in which it was got, or else as long as
            /// the store.
            #[derive(Clone, Copy, PartialEq, Eq, Debug)]
            pub struct $name {
                store: u64,
                root: u32,
            }

            impl $name {
                pub(crate) fn from_bits(state: &mut StoreState, bits: u64) -> Option<Self> {
                    if bits == NULL {
                        return None;
                    }
                    state.roots.push(bits);
                    Some(Self { store: state.id, root: state.roots.len() as u32 - 1 })
                }

                pub(crate) fn bits(self, state: &StoreState) -> Result<u64> {
                    if self.store != state.id {
                        return Err(Error::misuse("reference of another store"));
                    }
                    match state.roots.get(self.root as usize) {
                        Some(bits) => Ok(*bits),
                        None => Err(Error::misuse("reference used after its scope")),
                    }
                }

                /// Whether both refer to the same object.
                pub fn same(store: impl AsContext, a: Self, b: Self) -> Result<bool> {
                    let state = &store.as_context().0.state;
                    Ok(a.bits(state)? == b.bits(state)?)
                }
            }
        )*
    };
}

reference! {
    /// A reference of the host.
    ExternRef;
    /// An internal reference: a structure, an array, an `i31`, or a converted external one.
    AnyRef;
    /// A reference to an exception.
    ExnRef;
}

impl ExternRef {
    /// A new reference to a value of the host.
    pub fn new(mut store: impl AsContextMut, value: impl Any + Send + Sync) -> Result<Self> {
        let state = &mut store.as_context_mut().0.state;
        state.before_allocation(16);
        let bits = state.heap.new_host(Box::new(value))?;
        Self::from_bits(state, bits).ok_or_else(|| Error::misuse("reference is null"))
    }

    /// The reference as an internal one.
    pub fn to_any(self, mut store: impl AsContextMut) -> Result<AnyRef> {
        let state = &mut store.as_context_mut().0.state;
        let bits = reference::internalize(self.bits(state)?);
        AnyRef::from_bits(state, bits).ok_or_else(|| Error::misuse("reference is null"))
    }

    /// A reference that is a value of the heap, `None` for null: how an engine around the store hands
    /// its own values to modules.
    #[cfg(feature = "gc")]
    pub fn from_value(
        mut store: impl AsContextMut,
        value: kataan_gc::Value,
    ) -> Result<Option<Self>> {
        let state = &mut store.as_context_mut().0.state;
        let bits = state.heap.external(value);
        let bits = bits.ok_or_else(|| Error::misuse("value of another heap"))?;
        Ok(Self::from_bits(state, bits))
    }

    /// The value of the heap that the reference is.
    #[cfg(feature = "gc")]
    pub fn to_value(self, store: impl AsContext) -> Result<kataan_gc::Value> {
        let state = &store.as_context().0.state;
        Ok(state.heap.value(self.bits(state)?))
    }

    /// The value of the host, if the reference was made by [`ExternRef::new`].
    pub fn data<'a, T: 'a>(
        self,
        store: impl Into<super::store::StoreContext<'a, T>>,
    ) -> Result<Option<&'a (dyn Any + Send + Sync)>> {
        let state = &store.into().0.state;
        Ok(state.heap.host_value(self.bits(state)?))
    }
}

impl<'a, T, C: AsContext<Data = T>> From<&'a C> for super::store::StoreContext<'a, T> {
    fn from(store: &'a C) -> Self {
        store.as_context()
    }
}

impl AnyRef {
    /// Whether the reference belongs to a type.
    pub fn matches(self, store: impl AsContext, ty: RefType) -> Result<bool> {
        let state = &store.as_context().0.state;
        Ok(state.is_a(self.bits(state)?, ty))
    }

    /// The number, if the reference is an `i31`.
    pub fn as_i31(self, store: impl AsContext) -> Result<Option<i32>> {
        let state = &store.as_context().0.state;
        Ok(reference::as_i31(self.bits(state)?))
    }

    /// The external reference that this one was converted from, or converts to.
    pub fn to_extern(self, mut store: impl AsContextMut) -> Result<Option<ExternRef>> {
        let state = &mut store.as_context_mut().0.state;
        let bits = self.bits(state)?;
        Ok(ExternRef::from_bits(state, bits))
    }

    /// An `i31` of the low 31 bits.
    pub fn i31(mut store: impl AsContextMut, value: u32) -> Result<Self> {
        let state = &mut store.as_context_mut().0.state;
        let bits = reference::i31(value);
        Self::from_bits(state, bits).ok_or_else(|| Error::misuse("reference is null"))
    }
}

impl Val {
    /// The default value of a type, if it has one.
    pub fn default_for(ty: ValType) -> Option<Self> {
        Some(match ty {
            ValType::I32 => Self::I32(0),
            ValType::I64 => Self::I64(0),
            ValType::F32 => Self::F32(0),
            ValType::F64 => Self::F64(0),
            ValType::V128 => Self::V128(0),
            other => {
                let reference = other.as_ref().filter(|reference| reference.is_nullable())?;
                Self::null(reference.heap_type())
            }
        })
    }

    /// The null of a heap type's hierarchy.
    pub fn null(heap: HeapType) -> Self {
        match heap.top() {
            HeapType::Func => Self::FuncRef(None),
            HeapType::Extern => Self::ExternRef(None),
            HeapType::Exn => Self::ExnRef(None),
            _ => Self::AnyRef(None),
        }
    }

    /// The words of the value, checked against a type.
    pub(crate) fn to_words(self, state: &StoreState, ty: ValType) -> Result<[u64; 2]> {
        let mismatch = || Error::misuse(alloc::format!("type mismatch: expected {ty}"));
        let word = match (self, ty) {
            (Self::I32(value), ValType::I32) => u64::from(value as u32),
            (Self::I64(value), ValType::I64) => value as u64,
            (Self::F32(bits), ValType::F32) => u64::from(bits),
            (Self::F64(bits), ValType::F64) => bits,
            (Self::V128(bits), ValType::V128) => return Ok([bits as u64, (bits >> 64) as u64]),
            (value, ty) => {
                let expected = ty.as_ref().ok_or_else(mismatch)?;
                let (top, bits) = match value {
                    Self::FuncRef(func) => (HeapType::Func, func.map(|func| func.bits(state))),
                    Self::ExternRef(value) => {
                        (HeapType::Extern, value.map(|value| value.bits(state)))
                    }
                    Self::AnyRef(value) => (HeapType::Any, value.map(|value| value.bits(state))),
                    Self::ExnRef(value) => (HeapType::Exn, value.map(|value| value.bits(state))),
                    _ => return Err(mismatch()),
                };
                let bits = bits.transpose()?.unwrap_or(NULL);
                if expected.heap_type().top() != top || !state.is_a(bits, expected) {
                    return Err(mismatch());
                }
                bits
            }
        };
        Ok([word, 0])
    }

    /// A value of a type from its words.
    pub(crate) fn from_words(state: &mut StoreState, words: &[u64], ty: ValType) -> Self {
        let word = words.first().copied().unwrap_or(0);
        match ty {
            ValType::I32 => Self::I32(word as i32),
            ValType::I64 => Self::I64(word as i64),
            ValType::F32 => Self::F32(word as u32),
            ValType::F64 => Self::F64(word),
            ValType::V128 => {
                let high = words.get(1).copied().unwrap_or(0);
                Self::V128(u128::from(word) | u128::from(high) << 64)
            }
            other => match other.as_ref().map(|reference| reference.heap_type().top()) {
                Some(HeapType::Func) => Self::FuncRef(
                    reference::as_func(word).map(|index| Func::new_handle(state, index)),
                ),
                Some(HeapType::Extern) => Self::ExternRef(ExternRef::from_bits(state, word)),
                Some(HeapType::Exn) => Self::ExnRef(ExnRef::from_bits(state, word)),
                _ => Self::AnyRef(AnyRef::from_bits(state, word)),
            },
        }
    }

    /// The type of the value, as far as it shows.
    pub fn ty(&self, store: impl AsContext) -> ValType {
        let reference = |null: bool, heap| RefType::new(null, heap).into();
        match self {
            Self::I32(_) => ValType::I32,
            Self::I64(_) => ValType::I64,
            Self::F32(_) => ValType::F32,
            Self::F64(_) => ValType::F64,
            Self::V128(_) => ValType::V128,
            Self::FuncRef(None) => reference(true, HeapType::NoFunc),
            Self::FuncRef(Some(func)) => {
                let state = &store.as_context().0.state;
                match func.bits(state) {
                    Ok(bits) => {
                        let id = state.funcs[bits as usize].ty;
                        reference(false, state.types.entry(id).heap_type())
                    }
                    Err(_) => ValType::FUNCREF,
                }
            }
            Self::ExternRef(value) => reference(value.is_none(), HeapType::Extern),
            Self::AnyRef(value) => reference(value.is_none(), HeapType::Any),
            Self::ExnRef(value) => reference(value.is_none(), HeapType::Exn),
        }
    }

    /// The number, if this is a 32-bit integer.
    pub fn i32(&self) -> Option<i32> {
        match self {
            Self::I32(value) => Some(*value),
            _ => None,
        }
    }

    /// The number, if this is a 64-bit integer.
    pub fn i64(&self) -> Option<i64> {
        match self {
            Self::I64(value) => Some(*value),
            _ => None,
        }
    }

    /// The number, if this is a 32-bit float.
    pub fn f32(&self) -> Option<f32> {
        match self {
            Self::F32(bits) => Some(f32::from_bits(*bits)),
            _ => None,
        }
    }

    /// The number, if this is a 64-bit float.
    pub fn f64(&self) -> Option<f64> {
        match self {
            Self::F64(bits) => Some(f64::from_bits(*bits)),
            _ => None,
        }
    }
}

macro_rules! from {
    ($($ty:ty, |$value:ident| $val:expr;)*) => {
        $(impl From<$ty> for Val {
            fn from($value: $ty) -> Self {
                $val
            }
        })*
    };
}

from! {
    i32, |value| Self::I32(value);
    i64, |value| Self::I64(value);
    f32, |value| Self::F32(value.to_bits());
    f64, |value| Self::F64(value.to_bits());
    u128, |value| Self::V128(value);
    Func, |value| Self::FuncRef(Some(value));
    ExternRef, |value| Self::ExternRef(Some(value));
    AnyRef, |value| Self::AnyRef(Some(value));
}
