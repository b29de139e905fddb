//! Rust types that WebAssembly has, and calls with types known at compile time.

use super::entity::Func;
use super::error::{Error, Result};
use super::func::call_words;
use super::store::AsContextMut;
use crate::runtime::reference::{self, NULL};
use crate::runtime::store::StoreState;
use crate::syntax::types::ValType;
use alloc::vec::Vec;
use core::marker::PhantomData;

/// A Rust type that is a value type.
pub trait WasmTy: Copy + Sized {
    #[doc(hidden)]
    const TYPE: ValType;
    #[doc(hidden)]
    fn into_words(self, state: &StoreState) -> Result<[u64; 2]>;
    #[doc(hidden)]
    fn from_words(state: &mut StoreState, words: &[u64]) -> Self;
}

macro_rules! wasm_ty {
    ($($ty:ty = $val:ident, |$value:ident| $into:expr, |$word:ident| $from:expr;)*) => {
        $(impl WasmTy for $ty {
            const TYPE: ValType = ValType::$val;

            #[inline]
            fn into_words(self, _: &StoreState) -> Result<[u64; 2]> {
                let $value = self;
                Ok([$into, 0])
            }

            #[inline]
            fn from_words(_: &mut StoreState, words: &[u64]) -> Self {
                let $word = words[0];
                $from
            }
        })*
    };
}

wasm_ty! {
    i32 = I32, |value| u64::from(value as u32), |word| word as i32;
    u32 = I32, |value| u64::from(value), |word| word as u32;
    i64 = I64, |value| value as u64, |word| word as i64;
    u64 = I64, |value| value, |word| word;
    f32 = F32, |value| u64::from(value.to_bits()), |word| f32::from_bits(word as u32);
    f64 = F64, |value| value.to_bits(), |word| f64::from_bits(word);
}

impl WasmTy for u128 {
    const TYPE: ValType = ValType::V128;

    fn into_words(self, _: &StoreState) -> Result<[u64; 2]> {
        Ok([self as u64, (self >> 64) as u64])
    }

    fn from_words(_: &mut StoreState, words: &[u64]) -> Self {
        Self::from(words[0]) | Self::from(words[1]) << 64
    }
}

impl WasmTy for Option<Func> {
    const TYPE: ValType = ValType::FUNCREF;

    fn into_words(self, state: &StoreState) -> Result<[u64; 2]> {
        Ok([self.map_or(Ok(NULL), |func| func.bits(state))?, 0])
    }

    fn from_words(state: &mut StoreState, words: &[u64]) -> Self {
        reference::as_func(words[0]).map(|index| Func::new_handle(state, index))
    }
}

/// A list of parameters: a tuple, or one type alone.
pub trait WasmParams {
    #[doc(hidden)]
    fn types() -> Vec<ValType>;
    #[doc(hidden)]
    fn read(state: &mut StoreState, words: &[u64]) -> Self;
    #[doc(hidden)]
    fn write(self, state: &StoreState, words: &mut [u64]) -> Result<()>;
}

/// A list of results: a tuple, or one type alone.
pub trait WasmResults: WasmParams {}

impl<P: WasmParams> WasmResults for P {}

impl<P: WasmTy> WasmParams for P {
    fn types() -> Vec<ValType> {
        alloc::vec![P::TYPE]
    }

    fn read(state: &mut StoreState, words: &[u64]) -> Self {
        P::from_words(state, words)
    }

    fn write(self, state: &StoreState, words: &mut [u64]) -> Result<()> {
        let slots = P::TYPE.slots();
        words[..slots].copy_from_slice(&self.into_words(state)?[..slots]);
        Ok(())
    }
}

macro_rules! tuple {
    ($($param:ident)*) => {
        #[allow(
            non_snake_case,
            unused_variables,
            unused_mut,
            unused_assignments,
            clippy::unused_unit
        )]
        impl<$($param: WasmTy),*> WasmParams for ($($param,)*) {
            fn types() -> Vec<ValType> {
                alloc::vec![$($param::TYPE),*]
            }

            fn read(state: &mut StoreState, words: &[u64]) -> Self {
                let mut next = 0;
                $(
                    let $param = $param::from_words(state, &words[next..]);
                    next += $param::TYPE.slots();
                )*
                ($($param,)*)
            }

            fn write(self, state: &StoreState, words: &mut [u64]) -> Result<()> {
                let ($($param,)*) = self;
                let mut next = 0;
                $(
                    let slots = <$param as WasmTy>::TYPE.slots();
                    words[next..next + slots].copy_from_slice(&$param.into_words(state)?[..slots]);
                    next += slots;
                )*
                Ok(())
            }
        }
    };
}

tuple!();
tuple!(A1);
tuple!(A1 A2);
tuple!(A1 A2 A3);
tuple!(A1 A2 A3 A4);
tuple!(A1 A2 A3 A4 A5);
tuple!(A1 A2 A3 A4 A5 A6);
tuple!(A1 A2 A3 A4 A5 A6 A7);
tuple!(A1 A2 A3 A4 A5 A6 A7 A8);
tuple!(A1 A2 A3 A4 A5 A6 A7 A8 A9);
tuple!(A1 A2 A3 A4 A5 A6 A7 A8 A9 A10);
tuple!(A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11);
tuple!(A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12);
tuple!(A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12 A13);
tuple!(A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12 A13 A14);
tuple!(A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12 A13 A14 A15);
tuple!(A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12 A13 A14 A15 A16);

/// A function whose types were checked once.
pub struct TypedFunc<Params, Results> {
    func: Func,
    /// The words that arguments and results need.
    words: usize,
    types: PhantomData<fn(Params) -> Results>,
}

impl<Params, Results> Clone for TypedFunc<Params, Results> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<Params, Results> Copy for TypedFunc<Params, Results> {}

impl<Params: WasmParams, Results: WasmResults> TypedFunc<Params, Results> {
    /// The function.
    pub fn func(&self) -> &Func {
        &self.func
    }

    /// Calls the function.
    pub fn call(&self, mut store: impl AsContextMut, params: Params) -> Result<Results> {
        let store = store.as_context_mut().0;
        let index = self.func.index(&store.state)?;
        const SMALL: usize = 16;
        let mut small = [0; SMALL];
        let mut large = Vec::new();
        let words = if self.words <= SMALL {
            &mut small[..self.words]
        } else {
            large.resize(self.words, 0);
            &mut large[..]
        };
        params.write(&store.state, words)?;
        call_words(store, index, words)?;
        Ok(Results::read(&mut store.state, words))
    }
}

impl Func {
    /// The function with types known at compile time, if it has them.
    pub fn typed<Params: WasmParams, Results: WasmResults>(
        self,
        store: impl super::store::AsContext,
    ) -> Result<TypedFunc<Params, Results>> {
        let ty = self.ty(&store);
        if ty.params() != Params::types() || ty.results() != Results::types() {
            return Err(Error::misuse(alloc::format!(
                "type mismatch: the function's type is {ty}"
            )));
        }
        let words = ty.param_slots().max(ty.result_slots());
        Ok(TypedFunc {
            func: self,
            words,
            types: PhantomData,
        })
    }
}
