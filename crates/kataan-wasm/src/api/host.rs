//! Functions of the host: what they see, and how they are called.

use super::entity::{Extern, Func};
use super::error::{Error, Result, unknown_type};
use super::instance::export;
use super::store::{AsContextMut, StoreContextMut, StoreInner};
use super::typed::{WasmParams, WasmResults, WasmTy};
use super::value::Val;
use crate::runtime::engine::Engine;
use crate::runtime::interruption::Interruption;
use crate::runtime::store::{FuncKind, StoreState};
use crate::syntax::composite::FuncType;
use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

/// A function of the host: takes arguments by word, and leaves results in their place.
pub(crate) type HostFunc<T> =
    Arc<dyn Fn(Caller<'_, T>, &mut [u64]) -> Result<()> + Send + Sync + 'static>;

/// What a function of the host sees of its caller.
pub struct Caller<'a, T> {
    pub(crate) store: &'a mut StoreInner<T>,
}

impl<T> Caller<'_, T> {
    /// The embedder's data.
    pub fn data(&self) -> &T {
        &self.store.data
    }

    /// The embedder's data.
    pub fn data_mut(&mut self) -> &mut T {
        &mut self.store.data
    }

    /// The engine.
    pub fn engine(&self) -> &Engine {
        &self.store.state.engine
    }

    /// An export of the instance that calls, if an instance does.
    pub fn get_export(&mut self, name: &str) -> Option<Extern> {
        let instance = self.store.state.stack.calling_instance()?;
        export(&self.store.state, instance, name)
    }

    /// How much fuel is left.
    pub fn fuel(&self) -> u64 {
        self.store.state.fuel
    }

    /// Sets how much fuel there is.
    pub fn set_fuel(&mut self, fuel: u64) {
        self.store.state.fuel = fuel;
    }

    /// What may end this call before it ends itself: a function of the host that waits asks it now and
    /// then.
    pub fn interruption(&self) -> Interruption {
        self.store.state.interruption.clone()
    }
}

pub(crate) fn add<T>(store: &mut StoreInner<T>, ty: FuncType, func: HostFunc<T>) -> Result<Func> {
    let ty = store.state.keep_func_type(ty)?.ok_or_else(unknown_type)?;
    store.hosts.push(func);
    let index = store.hosts.len() as u32 - 1;
    let number = store.state.push_func(ty, FuncKind::Host { index });
    Ok(Func::new_handle(&store.state, number))
}

/// A function of the host that is not in a store yet.
pub(crate) struct HostDefinition<T> {
    pub(crate) ty: FuncType,
    pub(crate) func: HostFunc<T>,
}

impl<T> Clone for HostDefinition<T> {
    fn clone(&self) -> Self {
        Self {
            ty: self.ty.clone(),
            func: self.func.clone(),
        }
    }
}

/// A function that takes and gives values whose types are known at run time.
pub(crate) fn untyped<T>(
    ty: FuncType,
    func: impl Fn(Caller<'_, T>, &[Val], &mut [Val]) -> Result<()> + Send + Sync + 'static,
) -> HostDefinition<T> {
    let signature = ty.clone();
    let call = move |caller: Caller<'_, T>, words: &mut [u64]| {
        let params = read_values(&mut caller.store.state, words, signature.params());
        let mut results: Vec<Val> = signature
            .results()
            .iter()
            .map(|ty| Val::default_for(*ty).unwrap_or(Val::AnyRef(None)))
            .collect();
        func(
            Caller {
                store: &mut *caller.store,
            },
            &params,
            &mut results,
        )?;
        write_values(&caller.store.state, words, signature.results(), &results)
    };
    HostDefinition {
        ty,
        func: Arc::new(call),
    }
}

pub(crate) fn read_values(
    state: &mut StoreState,
    words: &[u64],
    types: &[crate::syntax::types::ValType],
) -> Vec<Val> {
    let mut rest = words;
    let mut values = Vec::with_capacity(types.len());
    for ty in types {
        let (value, after) = rest.split_at(ty.slots().min(rest.len()));
        values.push(Val::from_words(state, value, *ty));
        rest = after;
    }
    values
}

pub(crate) fn write_values(
    state: &StoreState,
    words: &mut [u64],
    types: &[crate::syntax::types::ValType],
    values: &[Val],
) -> Result<()> {
    if types.len() != values.len() {
        return Err(Error::misuse(alloc::format!(
            "expected {} values, found {}",
            types.len(),
            values.len()
        )));
    }
    let mut next = 0;
    for (ty, value) in types.iter().zip(values) {
        let value = value.to_words(state, *ty)?;
        words[next..next + ty.slots()].copy_from_slice(&value[..ty.slots()]);
        next += ty.slots();
    }
    Ok(())
}

/// A Rust closure that can be a function of the host: its parameters, after an optional
/// [`Caller`], and its results are types that WebAssembly has.
pub trait IntoFunc<T, Params, Results>: Send + Sync + 'static {
    #[doc(hidden)]
    fn into_host(self) -> (FuncType, BoxedHost<T>);
}

pub(crate) type BoxedHost<T> = Box<dyn Fn(Caller<'_, T>, &mut [u64]) -> Result<()> + Send + Sync>;

/// What a host closure may return: results, or a `Result` of them.
pub trait HostResult {
    #[doc(hidden)]
    type Values: WasmResults;

    #[doc(hidden)]
    fn into_result(self) -> Result<Self::Values>;
}

impl<R: WasmResults> HostResult for Result<R> {
    type Values = R;

    fn into_result(self) -> Result<R> {
        self
    }
}

macro_rules! plain_result {
    ($($ty:ty)*) => {
        $(impl HostResult for $ty {
            type Values = $ty;

            fn into_result(self) -> Result<$ty> {
                Ok(self)
            }
        })*
    };
}
plain_result!(() i32 u32 i64 u64 f32 f64 u128 Option<Func>);

macro_rules! tuple_result {
    ($($result:ident)*) => {
        impl<$($result: WasmTy),*> HostResult for ($($result,)*) {
            type Values = Self;

            fn into_result(self) -> Result<Self> {
                Ok(self)
            }
        }
    };
}
tuple_result!(R1);
tuple_result!(R1 R2);
tuple_result!(R1 R2 R3);
tuple_result!(R1 R2 R3 R4);
tuple_result!(R1 R2 R3 R4 R5);
tuple_result!(R1 R2 R3 R4 R5 R6);
tuple_result!(R1 R2 R3 R4 R5 R6 R7);
tuple_result!(R1 R2 R3 R4 R5 R6 R7 R8);

macro_rules! into_func {
    ($($param:ident)*) => {
        #[allow(non_snake_case)]
        impl<T, F, R, $($param),*> IntoFunc<T, ($($param,)*), R> for F
        where
            F: Fn($($param),*) -> R + Send + Sync + 'static,
            R: HostResult,
            ($($param,)*): WasmParams,
        {
            fn into_host(self) -> (FuncType, BoxedHost<T>) {
                let ty = FuncType::new(<($($param,)*)>::types(), R::Values::types());
                let call = move |caller: Caller<'_, T>, words: &mut [u64]| {
                    let ($($param,)*) = WasmParams::read(&mut caller.store.state, words);
                    let results = self($($param),*).into_result()?;
                    results.write(&caller.store.state, words)
                };
                (ty, Box::new(call))
            }
        }

        #[allow(non_snake_case)]
        impl<T, F, R, $($param),*> IntoFunc<T, (Caller<'_, T>, $($param,)*), R> for F
        where
            F: Fn(Caller<'_, T>, $($param),*) -> R + Send + Sync + 'static,
            R: HostResult,
            ($($param,)*): WasmParams,
        {
            fn into_host(self) -> (FuncType, BoxedHost<T>) {
                let ty = FuncType::new(<($($param,)*)>::types(), R::Values::types());
                let call = move |caller: Caller<'_, T>, words: &mut [u64]| {
                    let ($($param,)*) = WasmParams::read(&mut caller.store.state, words);
                    let Caller { store } = caller;
                    let results = self(Caller { store: &mut *store }, $($param),*).into_result()?;
                    results.write(&store.state, words)
                };
                (ty, Box::new(call))
            }
        }
    };
}

into_func!();
into_func!(A1);
into_func!(A1 A2);
into_func!(A1 A2 A3);
into_func!(A1 A2 A3 A4);
into_func!(A1 A2 A3 A4 A5);
into_func!(A1 A2 A3 A4 A5 A6);
into_func!(A1 A2 A3 A4 A5 A6 A7);
into_func!(A1 A2 A3 A4 A5 A6 A7 A8);
into_func!(A1 A2 A3 A4 A5 A6 A7 A8 A9);
into_func!(A1 A2 A3 A4 A5 A6 A7 A8 A9 A10);
into_func!(A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11);
into_func!(A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12);
into_func!(A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12 A13);
into_func!(A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12 A13 A14);
into_func!(A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12 A13 A14 A15);
into_func!(A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12 A13 A14 A15 A16);

/// A closure as a function that is not in a store yet.
pub(crate) fn typed<T, Params, Results>(
    func: impl IntoFunc<T, Params, Results>,
) -> HostDefinition<T> {
    let (ty, func) = func.into_host();
    HostDefinition {
        ty,
        func: Arc::from(func),
    }
}

impl Func {
    /// A function of the host whose types are known at run time.
    pub fn new<C: AsContextMut>(
        mut store: C,
        ty: FuncType,
        func: impl Fn(Caller<'_, C::Data>, &[Val], &mut [Val]) -> Result<()> + Send + Sync + 'static,
    ) -> Result<Self> {
        add_definition(store.as_context_mut(), untyped(ty, func))
    }

    /// A closure as a function of the host.
    pub fn wrap<C: AsContextMut, Params, Results>(
        mut store: C,
        func: impl IntoFunc<C::Data, Params, Results>,
    ) -> Result<Self> {
        add_definition(store.as_context_mut(), typed(func))
    }
}

pub(crate) fn add_definition<T>(
    store: StoreContextMut<'_, T>,
    definition: HostDefinition<T>,
) -> Result<Func> {
    add(store.0, definition.ty, definition.func)
}
