//! The interpreter's machine: what its handlers pass to each other, and how one goes on to the next.
//!
//! A handler is a function of five words that fit machine registers; it ends by calling the handler of
//! the next word. Optimized, that is a jump (no handler keeps a local alive across it, or lends one
//! out); otherwise handlers store the machine and return to a loop. Nothing obliges the optimizer: where
//! control may go elsewhere than to the next word, the handler compares the native stack with what it was
//! at the start, and goes back to the loop when it has grown.
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
use super::native_stack::NativeStack;
use super::operation::{Source, Word};
use super::register::{Accumulators, Raw, Register};
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
    Continue,
    /// The machine is stored, and the exit too.
    Stop,
}

/// How an operation ends.
#[derive(Clone, Copy)]
pub(super) enum Flow {
    /// With the next one.
    Next,
    /// Elsewhere than with the next one.
    Branch,
    Trap(TrapCode),
    /// An access to memory failed; the instruction has so many words of data.
    OutOfBounds {
        data: u8,
    },
    /// The word before, and its data, have a rare case that another handler runs.
    Slow {
        handler: Handler,
        data: u8,
    },
    /// A function is called for the first time: translated, then the call is made again.
    FirstCall {
        instance: *const Instance,
        body: u32,
        /// The call's words of data.
        data: u8,
    },
    /// The machine is stored, and the exit too.
    Stop,
    /// Elsewhere, after the native stack is freed: calls were no jumps.
    #[cfg(threaded_code)]
    Rest,
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
            u64,
            f32,
            f64,
        ) -> Status;
    };
}

// Eight arguments in registers, on every system.
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
    pub(super) accumulators: Accumulators,
}

/// Runs the innermost activation of a store until it exits.
pub(crate) fn run(state: &mut StoreState) -> Exit {
    let state: *mut StoreState = state;
    let native = NativeStack::here();
    // SAFETY: the stored registers are those of an activation that can go on.
    unsafe {
        (*state).stack.native.begin(native);
        while Machine::stored(state).dispatch() == Status::Continue {
            // Handlers that return are how it is without threaded code; else the stack has grown.
            (*state).stack.native.rests += u64::from(cfg!(threaded_code));
        }
        (*state).stack.exit
    }
}

#[allow(clippy::missing_safety_doc)]
impl Machine {
    /// The machine that a store holds.
    unsafe fn stored(state: *mut StoreState) -> Self {
        // SAFETY: the module's invariants.
        unsafe {
            let registers = (*state).stack.registers;
            (*registers.instance).state.set(state);
            (*registers.instance)
                .native_end
                .set((*state).stack.native.end);
            let mut machine = Self {
                pc: registers.pc,
                fp: registers.fp,
                memory: core::ptr::null_mut(),
                length: 0,
                instance: registers.instance,
                accumulators: registers.accumulators,
            };
            machine.read_memory();
            machine
        }
    }

    /// The store.
    #[inline(always)]
    pub(super) unsafe fn state(self) -> *mut StoreState {
        // SAFETY: the running instance knows it.
        unsafe { (*self.instance).state.get() }
    }

    /// Goes over to another instance.
    #[inline(always)]
    pub(super) unsafe fn switch(&mut self, target: *const Instance) {
        // SAFETY: the module's invariants.
        unsafe {
            if target != self.instance {
                (*target).state.set(self.state());
                (*target).native_end.set((*self.instance).native_end.get());
                self.instance = target;
                self.read_memory();
            }
        }
    }

    /// Runs the handler of the word at `pc`.
    #[inline(always)]
    unsafe fn dispatch(self) -> Status {
        // SAFETY: every operation has a handler.
        unsafe { self.run(*HANDLERS.get_unchecked(usize::from((*self.pc).op))) }
    }

    /// Runs a handler.
    #[inline(always)]
    unsafe fn run(self, handler: Handler) -> Status {
        let Accumulators {
            integer,
            single,
            double,
        } = self.accumulators;
        // SAFETY: the module's invariants are the handlers'.
        unsafe {
            handler(
                self.pc,
                self.fp,
                self.memory,
                self.length,
                self.instance,
                integer,
                single,
                double,
            )
        }
    }

    /// Ends an operation.
    #[inline(always)]
    pub(super) unsafe fn follow(self, flow: Flow) -> Status {
        // SAFETY: the module's invariants.
        unsafe {
            match flow {
                Flow::Next | Flow::Branch => self.next(),
                // What is out of line takes words, not the machine: a machine in memory, lent to a
                // call, would keep the handler's stack frame alive.
                Flow::Trap(code) => trap_at(self.pc, self.fp, self.instance, code as u32),
                Flow::OutOfBounds { data } => {
                    let Accumulators {
                        integer,
                        single,
                        double,
                    } = self.accumulators;
                    out_of_bounds(
                        self.pc.sub(usize::from(data)),
                        self.fp,
                        self.memory,
                        self.length,
                        self.instance,
                        integer,
                        single,
                        double,
                    )
                }
                Flow::Slow { handler, data } => {
                    let Accumulators {
                        integer,
                        single,
                        double,
                    } = self.accumulators;
                    handler(
                        self.pc.sub(usize::from(data) + 1),
                        self.fp,
                        self.memory,
                        self.length,
                        self.instance,
                        integer,
                        single,
                        double,
                    )
                }
                Flow::FirstCall {
                    instance,
                    body,
                    data,
                } => first_call(
                    self.pc.sub(usize::from(data)),
                    self.fp,
                    instance.cast_mut().cast(),
                    body.into(),
                    self.instance,
                    0,
                    0.0,
                    0.0,
                ),
                Flow::Stop => {
                    (*self.state()).stack.native.end_at(NativeStack::here());
                    Status::Stop
                }
                #[cfg(threaded_code)]
                Flow::Rest => self.rest(),
            }
        }
    }

    /// Goes back to the loop.
    #[cfg(threaded_code)]
    #[inline(always)]
    unsafe fn rest(self) -> Status {
        // SAFETY: the module's invariants.
        unsafe { self.run(rest) }
    }

    /// Whether the native stack has grown by more than jumps leave there.
    #[cfg(threaded_code)]
    #[inline(always)]
    unsafe fn has_grown(&self) -> bool {
        // SAFETY: the module's invariants.
        NativeStack::here() < unsafe { (*self.instance).native_end.get() }
    }

    /// The end of a call, a return or an exception's way to its handler. What runs long has these or
    /// branches again and again, so that it suffices to look at the native stack there.
    #[inline(always)]
    pub(super) unsafe fn elsewhere(&self) -> Flow {
        #[cfg(threaded_code)]
        // SAFETY: the module's invariants.
        if unsafe { self.has_grown() } {
            return Flow::Rest;
        }
        Flow::Branch
    }

    /// Ends a branch. One look for both of its ways leaves the choice between them to a conditional move.
    #[inline(always)]
    pub(super) unsafe fn follow_watching(self, flow: Flow) -> Status {
        #[cfg(threaded_code)]
        // SAFETY: the module's invariants.
        unsafe {
            if matches!(flow, Flow::Next | Flow::Branch) && self.has_grown() {
                return self.rest();
            }
        }
        // SAFETY: the module's invariants.
        unsafe { self.follow(flow) }
    }

    /// Goes on to the next word.
    #[inline(always)]
    unsafe fn next(self) -> Status {
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
            let registers = &mut (*self.state()).stack.registers;
            registers.pc = self.pc;
            registers.fp = self.fp;
            registers.instance = self.instance;
            // Threaded code only stops where nothing depends on them, but for `rest`.
            #[cfg(not(threaded_code))]
            {
                registers.accumulators = self.accumulators;
            }
        }
    }

    /// Stops.
    #[inline(always)]
    pub(super) unsafe fn stop(self, exit: Exit) -> Flow {
        // SAFETY: the module's invariants.
        unsafe {
            self.save();
            (*self.state()).stack.exit = exit;
        }
        Flow::Stop
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

    /// Reads a register, or the accumulator that holds the same value.
    #[inline(always)]
    pub(super) unsafe fn read_from<R: Register>(&self, source: Source, register: u16) -> R {
        match source {
            Source::Accumulator => R::accumulated(&self.accumulators),
            // SAFETY: the register lies in the frame.
            Source::Register => unsafe { self.read(register) },
        }
    }

    /// Writes a register, and the accumulator.
    #[inline(always)]
    pub(super) unsafe fn give<R: Register>(&mut self, register: u16, value: R) {
        value.accumulate(&mut self.accumulators);
        // SAFETY: the register lies in the frame.
        unsafe { self.write(register, value) }
    }

    /// The word of data at `pc`, which is passed over.
    #[inline(always)]
    pub(super) unsafe fn data(&mut self) -> u64 {
        // SAFETY: the translator put a word of data there.
        unsafe {
            let bits = self.pc.cast::<u64>().read();
            self.pc = self.pc.add(1);
            bits
        }
    }

    /// Branches by the 16-bit offset `c`, if told so.
    #[inline(always)]
    pub(super) unsafe fn branch_if(&mut self, taken: bool, word: &Word) -> Flow {
        if taken {
            // SAFETY: targets of branches are words of the code.
            self.pc = unsafe { self.pc.offset(isize::from(word.c as i16)) };
            return Flow::Branch;
        }
        Flow::Next
    }

    /// Branches by the 32-bit offset, if told so.
    #[inline(always)]
    pub(super) unsafe fn branch_far_if(&mut self, taken: bool, word: &Word) -> Flow {
        if taken {
            // SAFETY: targets of branches are words of the code.
            self.pc = unsafe { self.pc.offset(word.imm32() as i32 as isize) };
            return Flow::Branch;
        }
        Flow::Next
    }

    /// Reads the address and length of the instance's first memory.
    #[inline(always)]
    pub(super) unsafe fn read_memory(&mut self) {
        // SAFETY: an instance's pointers last.
        unsafe {
            self.length = 0;
            if let Some(first) = (&*self.instance).memory_pointers.first() {
                self.memory = (**first).base();
                self.length = (**first).len() as u64;
            }
        }
    }

    /// The address of an access to the first memory, if `size` bytes fit there. `end` is the offset of its
    /// end, below 2^33: one addition gives what is compared.
    #[inline(always)]
    pub(super) unsafe fn address(self, index: u32, end: u64, size: u64) -> Option<*mut u8> {
        let end = u64::from(index) + end;
        if end > self.length {
            return None;
        }
        // SAFETY: the access ends inside the memory, and starts there: the translator added the size.
        unsafe { Some(self.memory.add((end - size) as usize)) }
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
            let memory = *(&*self.instance)
                .memory_pointers
                .get_unchecked(usize::from(memory));
            any_address(&*memory, self.read(index), offset, size)
        }
    }

    /// Enters code with its frame at `new`.
    #[inline(always)]
    pub(super) unsafe fn enter(
        &mut self,
        code: *const FuncCode,
        new: *mut u64,
        target: *const Instance,
    ) -> Flow {
        // SAFETY: the module's invariants; the frame is checked to fit.
        unsafe {
            let stack = &mut (*self.state()).stack;
            if stack.end().addr() - new.addr() < (*code).frame_bytes || stack.is_full() {
                return Flow::Trap(TrapCode::StackOverflow);
            }
            stack.push(Frame {
                return_pc: self.pc,
                caller_fp: self.fp,
                caller: self.instance,
                code,
            });
            self.fp = new;
            self.pc = (&*code).words.as_ptr();
            self.switch(target);
            self.elsewhere()
        }
    }

    /// Enters code in place of the current frame, with the arguments moved down.
    #[inline(always)]
    pub(super) unsafe fn replace(
        &mut self,
        code: *const FuncCode,
        arguments: *mut u64,
        target: *const Instance,
    ) -> Flow {
        // SAFETY: the module's invariants; the frame is checked to fit.
        unsafe {
            let stack = &mut (*self.state()).stack;
            if stack.end().addr() - self.fp.addr() < (*code).frame_bytes {
                return Flow::Trap(TrapCode::StackOverflow);
            }
            // Few words: a loop is sooner done than a call, which would cost the handler a frame too.
            let mut index = 0;
            while index < (*code).param_slots {
                *self.fp.add(index) = *arguments.add(index);
                index += 1;
            }
            if let Some(frame) = stack.last_mut() {
                frame.code = code;
            }
            self.pc = (&*code).words.as_ptr();
            self.switch(target);
            self.elsewhere()
        }
    }

    /// Returns to the caller.
    #[inline(always)]
    pub(super) unsafe fn leave(&mut self) -> Flow {
        // SAFETY: a running function has a frame.
        unsafe {
            let frame = (*self.state()).stack.pop();
            self.pc = (*frame).return_pc;
            self.fp = (*frame).caller_fp;
            self.switch((*frame).caller);
            self.elsewhere()
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
            // SAFETY: the module's invariants; only `follow` calls, with a trap's number.
            unsafe {
                let code = core::mem::transmute::<u8, TrapCode>(code as u8);
                let state = (*instance).state.get();
                (*state).stack.registers = Registers { pc, fp, instance, ..Registers::NONE };
                (*state).stack.exit = Exit::Trap(code);
                (*state).stack.native.end_at(NativeStack::here());
            }
            opaque(Status::Stop)
        }

        /// Stores the machine, and returns to the loop: the native stack has grown, so calls were no
        /// jumps.
        #[cfg(threaded_code)]
        #[cold]
        #[inline(never)]
        #[allow(clippy::too_many_arguments)]
        unsafe extern $abi fn rest(
            pc: *const Word,
            fp: *mut u64,
            _: *mut u8,
            _: u64,
            instance: *const Instance,
            integer: u64,
            single: f32,
            double: f64,
        ) -> Status {
            // SAFETY: the module's invariants.
            unsafe {
                let state = (*instance).state.get();
                let accumulators = Accumulators { integer, single, double };
                (*state).stack.registers = Registers { pc, fp, instance, accumulators };
            }
            opaque(Status::Continue)
        }

        /// An access failed: another thread may have grown a shared memory since its size was read.
        #[cold]
        #[inline(never)]
        #[allow(clippy::too_many_arguments)]
        unsafe extern $abi fn out_of_bounds(
            pc: *const Word,
            fp: *mut u64,
            memory: *mut u8,
            length: u64,
            instance: *const Instance,
            integer: u64,
            single: f32,
            double: f64,
        ) -> Status {
            // SAFETY: the module's invariants; the word before `pc` is the access.
            unsafe {
                let accumulators = Accumulators { integer, single, double };
                let mut machine = Machine { pc, fp, memory, length, instance, accumulators };
                machine.read_memory();
                if machine.length == length {
                    return machine.follow(Flow::Trap(TrapCode::MemoryOutOfBounds));
                }
                machine.pc = machine.pc.sub(1);
                machine.next()
            }
        }

        /// Translates a function, and calls it again.
        #[cold]
        #[inline(never)]
        #[allow(clippy::too_many_arguments)]
        unsafe extern $abi fn first_call(
            pc: *const Word,
            fp: *mut u64,
            callee: *mut u8,
            body: u64,
            instance: *const Instance,
            _: u64,
            _: f32,
            _: f64,
        ) -> Status {
            // SAFETY: the module's invariants; the word before `pc` is the call. `follow` gives the
            // callee's instance in the place of the memory.
            unsafe {
                let accumulators = Accumulators::NONE;
                let (memory, length) = (core::ptr::null_mut(), 0);
                let mut machine = Machine { pc, fp, memory, length, instance, accumulators };
                let code = translated(&*callee.cast::<Instance>(), body as usize);
                if code.is_null() {
                    return machine.follow(Flow::Trap(TrapCode::FunctionTooLarge));
                }
                machine.read_memory();
                machine.pc = machine.pc.sub(1);
                machine.next()
            }
        }
    };
}

/// The code of a function of an instance, translated now; null if it cannot be.
#[inline(never)]
pub(super) fn translated(instance: &Instance, body: usize) -> *const FuncCode {
    match instance.module.code(body) {
        Ok(code) => {
            let code: *const FuncCode = code;
            instance.codes[body].set(code);
            code
        }
        Err(_) => core::ptr::null(),
    }
}

// Called in place of the handler: the same convention lets the call be a jump.
#[cfg(target_arch = "x86_64")]
out_of_line!("sysv64");
#[cfg(not(target_arch = "x86_64"))]
out_of_line!("C");

/// A status, without the optimizer's knowing which: a call whose result it knows would no longer be the
/// last thing that a handler does, and so would cost every handler a frame.
#[inline(always)]
fn opaque(status: Status) -> Status {
    // SAFETY: reads a local.
    unsafe { (&raw const status).read_volatile() }
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
