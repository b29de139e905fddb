//! One call of a guest: what an implementation sees, and how it can fail.

use crate::abi::errno::Errno;
use crate::context::WasiCtx;
use crate::guest::GuestMemory;
use kataan_wasm::{AsContext, Caller, Error, Extern, Interruption, Memory, TrapCode};
use std::fmt;
use std::io;

/// A call under way.
pub(crate) struct Call<'a> {
    pub(crate) context: &'a mut WasiCtx,
    pub(crate) memory: GuestMemory<'a>,
    /// What may end the call before it ends itself.
    pub(crate) interruption: Interruption,
}

/// How a call ends other than well.
pub(crate) enum Failure {
    /// The guest is told.
    Errno(Errno),
    /// The guest ends.
    Exit(I32Exit),
    /// The execution is to end.
    Interrupted(TrapCode),
}

/// What an implementation gives.
pub(crate) type Outcome = Result<(), Failure>;

impl From<Errno> for Failure {
    fn from(errno: Errno) -> Self {
        Self::Errno(errno)
    }
}

impl From<TrapCode> for Failure {
    fn from(code: TrapCode) -> Self {
        Self::Interrupted(code)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Errno(error.into())
    }
}

/// A guest ended itself (`proc_exit`), with a status. It is the error of the call that ran the guest.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct I32Exit(pub i32);

impl fmt::Display for I32Exit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "exited with status {}", self.0)
    }
}

impl std::error::Error for I32Exit {}

/// Runs an implementation for a guest; gives the number that the guest gets.
pub(crate) fn enter<T>(
    caller: &mut Caller<'_, T>,
    get: impl Fn(&mut T) -> &mut WasiCtx,
    implementation: impl FnOnce(&mut Call<'_>) -> Outcome,
) -> Result<u32, Error> {
    let memory = exported_memory(caller)?;
    let interruption = caller.interruption();
    let shared = memory.as_shared(caller.as_context());
    let (bytes, data) = memory.data_and_store_mut(caller);
    let mut call = Call {
        context: get(data),
        memory: match shared {
            Some(shared) => GuestMemory::Shared(shared),
            None => GuestMemory::Exclusive(bytes),
        },
        interruption,
    };
    match implementation(&mut call) {
        Ok(()) => Ok(0),
        Err(Failure::Errno(errno)) => Ok(errno as u32),
        Err(Failure::Exit(exit)) => Err(Error::host(exit)),
        Err(Failure::Interrupted(code)) => Err(code.into()),
    }
}

/// The standard has guests export the memory that their addresses mean.
fn exported_memory<T>(caller: &mut Caller<'_, T>) -> Result<Memory, Error> {
    match caller.get_export("memory") {
        Some(Extern::Memory(memory)) => Ok(memory),
        _ => Err(Error::host("the guest exports no memory named `memory`")),
    }
}
