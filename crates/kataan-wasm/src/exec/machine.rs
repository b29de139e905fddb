//! The interpreter's machine: what its handlers pass to each other, and how one goes on to the next.
//!
//! A handler is a function of five words that fit machine registers; it ends by calling the handler of
//! the next word. Optimized, that is a jump (no handler keeps a local alive across it, or lends one
//! out); otherwise handlers store the machine and return to a loop.
//!
//! # Invariants
//! - Words come from the translator, from a validated body: register numbers lie inside the frame, branch
//!   targets and indices of functions, globals and memories are in range.
//! - A frame's registers lie inside the register stack (`stack`); every operand was written before.
//! - `instance` points to an instance of the store that `run` borrows, which owns it for as long as it
//!   lives; the pointers in it are as lasting. The running instance knows the store's address, which each
//!   change of instance hands on.
//! - `memory` and `length` are those of the instance's first memory, read again after whatever may
//!   change them.
#![allow(unsafe_code)]

use super::code::FuncCode;
use super::handlers::HANDLERS;
use super::operation::Word;
use super::register::{Raw, Register};
use super::stack::{Frame, Registers};
use crate::runtime::instance::Instance;
use crate::runtime::memory::LinearMemory;
use crate::runtime::store::StoreState;
use crate::runtime::trap::TrapCode;

/// Why the interpreter stopped.
#[derive(Clone, Copy)]
pub(crate) enum Exit {
    /// The activation's function has returned.
    Done,
    /// A function of the host is to be called, with arguments and results at `base`.
    Host {
        index: u32,
        func: u32,
        base: *mut u64,
    },
    /// Execution is aborted.
    Trap(TrapCode),
    /// Fuel ran out; the interpreter can go on when there is more.
    OutOfFuel,
    /// An exception left the activation.
    Throw(u64),
}

/// What a handler returns in the end.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Status {
    /// The machine is stored, and goes on.
    #[cfg_attr(
        threaded_code,
        expect(dead_code, reason = "threaded handlers only return to stop")
    )]
    Continue,
    /// The machine is stored, and the exit too.
    Stop,
}

macro_rules! handler_type {
    ($abi:literal) => {
        /// The code of an operation.
        pub(super) type Handler = unsafe extern $abi fn(
            *const Word,
            *mut u64,
            *mut u8,
            u64,
            *const Instance,
        ) -> Status;
    };
}

// Five arguments in registers, on every system.
#[cfg(target_arch = "x86_64")]
handler_type!("sysv64");
#[cfg(not(target_arch = "x86_64"))]
handler_type!("C");

/// The state that handlers pass on.
#[derive(Clone, Copy)]
pub(super) struct Machine {
    /// The word after the current one.
    pub(super) pc: *const Word,
    /// The current frame's first register.
    pub(super) fp: *mut u64,
    /// The first memory.
    pub(super) memory: *mut u8,
    pub(super) length: u64,
    pub(super) instance: *const Instance,
}

/// Runs the innermost activation of a store until it exits.
pub(crate) fn run(state: &mut StoreState) -> Exit {
    let state: *mut StoreState = state;
    // SAFETY: the stored registers are those of an activation that can go on.
    unsafe {
        #[cfg_attr(threaded_code, expect(unused_mut, reason = "the loop changes it"))]
        let mut status = Machine::stored(state).next();
        #[cfg(not(threaded_code))]
        while status == Status::Continue {
            status = Machine::stored(state).dispatch();
        }
        debug_assert!(status == Status::Stop);
        (*state).stack.exit
    }
}

#[allow(clippy::missing_safety_doc)]
impl Machine {
    /// The machine that a store holds.
    unsafe fn stored(state: *mut StoreState) -> Self {
        // SAFETY: the module's invariants.
        unsafe {
            let Registers { pc, fp, instance } = (*state).stack.registers;
            (*instance).state.set(state);
            let memory = core::ptr::null_mut();
            Self {
                pc,
                fp,
                memory,
                length: 0,
                instance,
            }
            .with_memory()
        }
    }

    /// The store.
    #[inline(always)]
    pub(super) unsafe fn state(self) -> *mut StoreState {
        // SAFETY: the running instance knows it.
        unsafe { (*self.instance).state.get() }
    }

    /// The machine in another instance.
    #[inline(always)]
    pub(super) unsafe fn switch(mut self, target: *const Instance) -> Self {
        // SAFETY: the module's invariants.
        unsafe {
            if target != self.instance {
                (*target).state.set(self.state());
                self.instance = target;
                self = self.with_memory();
            }
            self
        }
    }

    /// Runs the handler of the word at `pc`.
    #[inline(always)]
    unsafe fn dispatch(self) -> Status {
        // SAFETY: every operation has a handler, and the module's invariants are the handlers'.
        unsafe {
            let handler = HANDLERS.get_unchecked(usize::from((*self.pc).op));
            handler(self.pc, self.fp, self.memory, self.length, self.instance)
        }
    }

    /// Goes on to the next word.
    #[inline(always)]
    pub(super) unsafe fn next(self) -> Status {
        // SAFETY: the module's invariants.
        unsafe {
            #[cfg(threaded_code)]
            return self.dispatch();
            #[cfg(not(threaded_code))]
            {
                self.save();
                Status::Continue
            }
        }
    }

    #[inline(always)]
    pub(super) unsafe fn save(self) {
        // SAFETY: the module's invariants.
        unsafe {
            (*self.state()).stack.registers = Registers {
                pc: self.pc,
                fp: self.fp,
                instance: self.instance,
            };
        }
    }

    /// Stops.
    #[inline(always)]
    pub(super) unsafe fn stop(self, exit: Exit) -> Status {
        // SAFETY: the module's invariants.
        unsafe {
            self.save();
            (*self.state()).stack.exit = exit;
        }
        Status::Stop
    }

    // What is out of line takes words, not the machine: a machine in memory, lent to a call, would
    // keep the handler's stack frame alive.
    #[inline(always)]
    pub(super) unsafe fn trap(self, code: TrapCode) -> Status {
        // SAFETY: the module's invariants.
        unsafe { trap_at(self.pc, self.fp, self.instance, code as u32) }
    }

    #[inline(always)]
    pub(super) unsafe fn read<R: Register>(self, register: u16) -> R {
        // SAFETY: the register lies in the frame.
        unsafe { R::read(self.fp.add(register.into())) }
    }

    #[inline(always)]
    pub(super) unsafe fn write<R: Register>(self, register: u16, value: R) {
        // SAFETY: the register lies in the frame.
        unsafe { value.write(self.fp.add(register.into())) }
    }

    /// The word of data at `pc`, which is passed over.
    #[inline(always)]
    pub(super) unsafe fn data(&mut self) -> u64 {
        // SAFETY: the translator put a word of data there.
        unsafe {
            let bits = (*self.pc).bits();
            self.pc = self.pc.add(1);
            bits
        }
    }

    /// Branches by the 16-bit offset `c`, if told so.
    #[inline(always)]
    pub(super) unsafe fn branch_if(mut self, taken: bool, word: &Word) -> Status {
        // SAFETY: targets of branches are words of the code.
        unsafe {
            if taken {
                self.pc = self.pc.offset(isize::from(word.c as i16));
            }
            self.next()
        }
    }

    /// Branches by the 32-bit offset, if told so.
    #[inline(always)]
    pub(super) unsafe fn branch_far_if(mut self, taken: bool, word: &Word) -> Status {
        // SAFETY: targets of branches are words of the code.
        unsafe {
            if taken {
                self.pc = self.pc.offset(word.imm32() as i32 as isize);
            }
            self.next()
        }
    }

    /// The machine with the instance's first memory.
    #[inline(always)]
    pub(super) unsafe fn with_memory(mut self) -> Self {
        // SAFETY: an instance's pointers last.
        unsafe {
            self.length = 0;
            if let Some(first) = (&*self.instance).memory_pointers.first() {
                self.memory = (**first).base();
                self.length = (**first).len() as u64;
            }
            self
        }
    }

    /// An access failed.
    #[inline(always)]
    pub(super) unsafe fn out_of_bounds(self) -> Status {
        // SAFETY: the module's invariants.
        unsafe { out_of_bounds(self.pc, self.fp, self.memory, self.length, self.instance) }
    }

    /// The address of an access to the first memory, if `size` bytes fit there.
    #[inline(always)]
    pub(super) unsafe fn address(self, index: u16, offset: u16, size: u64) -> Option<*mut u8> {
        // SAFETY: the register lies in the frame; an address below the length is in the memory.
        unsafe {
            let address = u64::from(self.read::<u32>(index)) + u64::from(offset);
            if address + size > self.length {
                return None;
            }
            Some(self.memory.add(address as usize))
        }
    }

    /// The address of an access to any memory, if it is inside.
    #[inline(always)]
    pub(super) unsafe fn any_address(
        self,
        memory: u16,
        index: u16,
        offset: u64,
        size: u64,
    ) -> Option<*mut u8> {
        // SAFETY: validation has checked the memory's index, and the register lies in the frame.
        unsafe {
            // The first memory is at hand: what is here then is an offset that 16 bits do not hold.
            if memory == 0 {
                let address = self.read::<u64>(index).checked_add(offset)?;
                if address.checked_add(size)? <= self.length {
                    return Some(self.memory.add(address as usize));
                }
            }
            let memory = *(&*self.instance)
                .memory_pointers
                .get_unchecked(usize::from(memory));
            any_address(&*memory, self.read(index), offset, size)
        }
    }

    /// Enters code with its frame at `new`.
    #[inline(always)]
    pub(super) unsafe fn enter(
        mut self,
        code: *const FuncCode,
        new: *mut u64,
        target: *const Instance,
    ) -> Status {
        // SAFETY: the module's invariants; the frame is checked to fit.
        unsafe {
            let stack = &mut (*self.state()).stack;
            if stack.end().addr() - new.addr() < (*code).frame_slots * 8 || stack.is_full() {
                return self.trap(TrapCode::StackOverflow);
            }
            stack.push(Frame {
                return_pc: self.pc,
                caller_fp: self.fp,
                caller: self.instance,
                code,
            });
            self.fp = new;
            self.pc = (&*code).words.as_ptr();
            self.switch(target).next()
        }
    }

    /// Enters code in place of the current frame, with the arguments moved down.
    #[inline(always)]
    pub(super) unsafe fn replace(
        mut self,
        code: *const FuncCode,
        arguments: *mut u64,
        target: *const Instance,
    ) -> Status {
        // SAFETY: the module's invariants; the frame is checked to fit.
        unsafe {
            let stack = &mut (*self.state()).stack;
            if stack.end().addr() - self.fp.addr() < (*code).frame_slots * 8 {
                return self.trap(TrapCode::StackOverflow);
            }
            core::ptr::copy(arguments, self.fp, (*code).param_slots);
            if let Some(frame) = stack.frames.last_mut() {
                frame.code = code;
            }
            self.pc = (&*code).words.as_ptr();
            self.switch(target).next()
        }
    }

    /// Returns to the caller.
    #[inline(always)]
    pub(super) unsafe fn leave(mut self) -> Status {
        // SAFETY: a running function has a frame.
        unsafe {
            let frame = (*self.state()).stack.frames.pop().unwrap_unchecked();
            self.pc = frame.return_pc;
            self.fp = frame.caller_fp;
            self.switch(frame.caller).next()
        }
    }
}

macro_rules! out_of_line {
    ($abi:literal) => {
        /// Stops with a trap.
        #[cold]
        #[inline(never)]
        unsafe extern $abi fn trap_at(
            pc: *const Word,
            fp: *mut u64,
            instance: *const Instance,
            code: u32,
        ) -> Status {
            // SAFETY: the module's invariants; only `trap` calls, with a trap's number.
            unsafe {
                let code = core::mem::transmute::<u8, TrapCode>(code as u8);
                let state = (*instance).state.get();
                (*state).stack.registers = Registers { pc, fp, instance };
                (*state).stack.exit = Exit::Trap(code);
            }
            stopped()
        }

        /// An access failed: another thread may have grown a shared memory since its size was read.
        #[cold]
        #[inline(never)]
        unsafe extern $abi fn out_of_bounds(
            pc: *const Word,
            fp: *mut u64,
            memory: *mut u8,
            length: u64,
            instance: *const Instance,
        ) -> Status {
            // SAFETY: the module's invariants; the word before `pc` is the access.
            unsafe {
                let mut machine = Machine { pc, fp, memory, length, instance }.with_memory();
                if machine.length == length {
                    return machine.trap(TrapCode::MemoryOutOfBounds);
                }
                machine.pc = machine.pc.sub(1);
                machine.next()
            }
        }
    };
}

// Called in place of the handler: the same convention lets the call be a jump.
#[cfg(target_arch = "x86_64")]
out_of_line!("sysv64");
#[cfg(not(target_arch = "x86_64"))]
out_of_line!("C");

/// `Stop`, without the optimizer's knowing: a call whose result it knows would no longer be the last
/// thing that a handler does, and so would cost every handler a frame.
#[inline(always)]
fn stopped() -> Status {
    static STOP: Status = Status::Stop;
    // SAFETY: reads a static.
    unsafe { (&raw const STOP).read_volatile() }
}

/// Out of line: accesses to other memories than the first, or with wide indices, are rare.
#[inline(never)]
fn any_address(memory: &LinearMemory, address: u64, offset: u64, size: u64) -> Option<*mut u8> {
    memory.range(address.checked_add(offset)?, size)
}

/// The size of what a closure takes from memory.
#[inline(always)]
pub(super) const fn loaded_size<A, R>(_: &impl FnOnce(A) -> R) -> u64 {
    size_of::<A>() as u64
}

/// The size of what a closure gives to memory.
#[inline(always)]
pub(super) const fn stored_size<A, R>(_: &impl FnOnce(A) -> R) -> u64 {
    size_of::<R>() as u64
}

/// What a closure makes of a value in memory.
#[inline(always)]
pub(super) unsafe fn load<A: Raw, R>(at: *const u8, f: impl FnOnce(A) -> R) -> R {
    // SAFETY: the address was checked.
    f(unsafe { A::load(at) })
}
