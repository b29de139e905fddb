//! Calling functions.

use super::entity::Func;
use super::error::{Error, Result};
use super::host::{Caller, read_values, write_values};
use super::store::{AsContext, AsContextMut, StoreContextMut, StoreInner, UpdateDeadline};
use super::value::{ExnRef, Val};
use crate::exec::invoke::{self, Activation};
use crate::exec::machine::{Exit, run};
use crate::exec::unwind::unwind;
use crate::runtime::reference;
use crate::runtime::store::{FuncKind, StoreState};
use crate::runtime::trap::TrapCode;
use crate::syntax::composite::FuncType;
use crate::syntax::types::TypeId;
use crate::valid::registry::TypeSource;
use alloc::vec::Vec;

/// How far an activation came.
enum Progress {
    Done,
    OutOfFuel,
}

/// Calls a function with arguments by word; results replace them.
///
/// `words` has room for both.
pub(crate) fn call_words<T>(store: &mut StoreInner<T>, func: u32, words: &mut [u64]) -> Result<()> {
    let ty = store.state.funcs[func as usize].ty;
    let (params, results) = slots(&store.state, ty);
    match store.state.funcs[func as usize].kind {
        FuncKind::Host { index } => {
            let host = store.hosts[index as usize].clone();
            let roots = store.state.roots.len();
            let result = host(Caller { store }, words);
            if !matches!(result, Err(Error::Exception(_))) {
                store.state.roots.truncate(roots);
            }
            result
        }
        FuncKind::Wasm { instance, body } => {
            let activation = invoke::begin(&mut store.state, instance, body, &words[..params])?;
            let result = drive(store, &activation);
            if let Ok(Progress::Done) = result {
                invoke::results(&activation, &mut words[..results]);
            }
            let result = result.and_then(|progress| match progress {
                Progress::Done => Ok(()),
                Progress::OutOfFuel => {
                    let base = invoke::frames_base(&activation);
                    Err(store.state.trap(TrapCode::OutOfFuel, base).into())
                }
            });
            invoke::end(&mut store.state, &activation);
            result
        }
    }
}

fn slots(state: &StoreState, ty: TypeId) -> (usize, usize) {
    let ty = state.types.entry(ty).func();
    ty.map_or((0, 0), |ty| (ty.param_slots(), ty.result_slots()))
}

/// Runs an activation to its end, calling the functions of the host that it asks for.
fn drive<T>(store: &mut StoreInner<T>, activation: &Activation) -> Result<Progress> {
    loop {
        match run(&mut store.state) {
            Exit::Done => return Ok(Progress::Done),
            Exit::OutOfFuel => return Ok(Progress::OutOfFuel),
            Exit::Trap(TrapCode::Interrupt) if core::mem::take(&mut store.state.is_paused) => {
                match at_epoch(store)? {
                    UpdateDeadline::Continue(ticks) => {
                        store.state.interruption.set_epoch_deadline(ticks);
                    }
                    UpdateDeadline::Interrupt => {
                        let base = invoke::frames_base(activation);
                        return Err(store.state.trap(TrapCode::Interrupt, base).into());
                    }
                }
            }
            Exit::Trap(code) => {
                return Err(store
                    .state
                    .trap(code, invoke::frames_base(activation))
                    .into());
            }
            Exit::Throw(exception) => return Err(uncaught(&mut store.state, exception)),
            Exit::Host { index, func, base } => {
                let ty = store.state.funcs[func as usize].ty;
                let (params, results) = slots(&store.state, ty);
                let room = params.max(results);
                const SMALL: usize = 16;
                let mut small = [0; SMALL];
                let mut large = Vec::new();
                let words = if room <= SMALL {
                    &mut small[..room]
                } else {
                    large.resize(room, 0);
                    &mut large[..]
                };
                invoke::host_values(base, &mut words[..params]);
                let host = store.hosts[index as usize].clone();
                let roots = store.state.roots.len();
                let result = host(Caller { store }, words);
                let exception = match &result {
                    Err(Error::Exception(exception)) => exception.bits(&store.state).ok(),
                    _ => None,
                };
                store.state.roots.truncate(roots);
                match (result, exception) {
                    (Ok(()), _) => invoke::host_results(base, &words[..results]),
                    (Err(_), Some(exception)) => {
                        if !unwind(&mut store.state, exception) {
                            return Err(uncaught(&mut store.state, exception));
                        }
                    }
                    (Err(error), None) => return Err(error),
                }
            }
        }
    }
}

/// Asks the embedder what becomes of an execution at the epoch's deadline.
#[cold]
fn at_epoch<T>(store: &mut StoreInner<T>) -> Result<UpdateDeadline> {
    // It may replace itself.
    let Some(mut callback) = store.epoch_callback.take() else {
        return Ok(UpdateDeadline::Interrupt);
    };
    let roots = store.state.roots.len();
    let result = callback(StoreContextMut(store));
    store.state.roots.truncate(roots);
    store.epoch_callback.get_or_insert(callback);
    result
}

fn uncaught(state: &mut StoreState, exception: u64) -> Error {
    match ExnRef::from_bits(state, exception) {
        Some(exception) => Error::Exception(exception),
        None => TrapCode::NullException.into(),
    }
}

/// A call that stopped because fuel ran out.
///
/// It stays on the store's stack until it is resumed to its end or cancelled; calls made meanwhile run
/// above it.
#[must_use]
pub struct OutOfFuel {
    activation: Activation,
    ty: TypeId,
    store: u64,
}

/// What became of a call that can be resumed.
pub enum ResumableCall {
    /// The function returned.
    Finished(Vec<Val>),
    /// Fuel ran out.
    OutOfFuel(OutOfFuel),
}

impl OutOfFuel {
    /// Goes on with what fuel the store now has.
    pub fn resume(self, mut store: impl AsContextMut) -> Result<ResumableCall> {
        let store = store.as_context_mut().0;
        if self.store != store.state.id {
            return Err(Error::misuse("call of another store"));
        }
        if !invoke::is_innermost(&store.state, &self.activation) {
            return Err(Error::misuse(
                "a call is resumed while another is active above it",
            ));
        }
        resume(store, self.activation, self.ty)
    }

    /// Gives up.
    pub fn cancel(self, mut store: impl AsContextMut) -> Result<()> {
        let store = store.as_context_mut().0;
        if self.store != store.state.id || !invoke::is_innermost(&store.state, &self.activation) {
            return Err(Error::misuse("call of another store, or not the innermost"));
        }
        invoke::end(&mut store.state, &self.activation);
        Ok(())
    }
}

fn resume<T>(
    store: &mut StoreInner<T>,
    activation: Activation,
    ty: TypeId,
) -> Result<ResumableCall> {
    match drive(store, &activation) {
        Ok(Progress::OutOfFuel) => {
            invoke::pause(&store.state, &activation);
            let store = store.state.id;
            Ok(ResumableCall::OutOfFuel(OutOfFuel {
                activation,
                ty,
                store,
            }))
        }
        Ok(Progress::Done) => {
            let mut words = alloc::vec![0; slots(&store.state, ty).1];
            invoke::results(&activation, &mut words);
            invoke::end(&mut store.state, &activation);
            let entry = store.state.types.shared(ty).clone();
            let results = entry.func().map_or(&[][..], FuncType::results);
            Ok(ResumableCall::Finished(read_values(
                &mut store.state,
                &words,
                results,
            )))
        }
        Err(error) => {
            invoke::end(&mut store.state, &activation);
            Err(error)
        }
    }
}

impl Func {
    /// The bits of a reference to the function.
    pub(crate) fn bits(self, state: &StoreState) -> Result<u64> {
        Ok(reference::func(self.index(state)?))
    }

    /// The function's type.
    pub fn ty(self, store: impl AsContext) -> FuncType {
        let state = &store.as_context().0.state;
        let entry = self
            .index(state)
            .ok()
            .map(|index| state.types.entry(state.funcs[index as usize].ty));
        entry
            .and_then(|entry| entry.func())
            .cloned()
            .unwrap_or_default()
    }

    /// Calls the function with values whose types are checked now.
    pub fn call(
        self,
        mut store: impl AsContextMut,
        params: &[Val],
        results: &mut [Val],
    ) -> Result<()> {
        let store = store.as_context_mut().0;
        let index = self.index(&store.state)?;
        let ty = store.state.funcs[index as usize].ty;
        let entry = store.state.types.shared(ty).clone();
        let Some(ty) = entry.func() else {
            return Err(Error::misuse("not a function"));
        };
        if results.len() != ty.results().len() {
            return Err(Error::misuse(alloc::format!(
                "expected room for {} results",
                ty.results().len()
            )));
        }
        let mut words = alloc::vec![0; ty.param_slots().max(ty.result_slots())];
        write_values(&store.state, &mut words, ty.params(), params)?;
        call_words(store, index, &mut words)?;
        results.copy_from_slice(&read_values(&mut store.state, &words, ty.results()));
        Ok(())
    }

    /// Calls the function so that it can be resumed when fuel runs out.
    pub fn call_resumable(
        self,
        mut store: impl AsContextMut,
        params: &[Val],
    ) -> Result<ResumableCall> {
        let store = store.as_context_mut().0;
        let index = self.index(&store.state)?;
        let id = store.state.funcs[index as usize].ty;
        let entry = store.state.types.shared(id).clone();
        let Some(ty) = entry.func() else {
            return Err(Error::misuse("not a function"));
        };
        let mut words = alloc::vec![0; ty.param_slots().max(ty.result_slots())];
        write_values(&store.state, &mut words, ty.params(), params)?;
        match store.state.funcs[index as usize].kind {
            FuncKind::Host { .. } => {
                call_words(store, index, &mut words)?;
                Ok(ResumableCall::Finished(read_values(
                    &mut store.state,
                    &words,
                    ty.results(),
                )))
            }
            FuncKind::Wasm { instance, body } => {
                let arguments = &words[..ty.param_slots()];
                let activation = invoke::begin(&mut store.state, instance, body, arguments)?;
                resume(store, activation, id)
            }
        }
    }
}
