//! The dispatch loop.
//!
//! `pc`, the frame, the instance and the first memory are kept in locals, so that they live in machine
//! registers; everything that is not a few instructions is out of line, and calls and returns stay in
//! the loop, so that WebAssembly's calls take no native stack. A host function ends the loop with an
//! exit, and its caller starts it again.
//!
//! # Invariants
//! - Words come from the translator, from a validated body: register numbers lie inside the frame, branch
//!   targets and indices of functions, globals and memories are in range.
//! - A frame's registers lie inside the register stack (`stack`); every operand was written before.
//! - `instance` points to an instance of this store, which owns it for as long as it lives; the
//!   pointers in it are as lasting.
//! - `memory` and `length` are those of the instance's first memory, read again after whatever may
//!   change them.
#![allow(unsafe_code)]

use super::code::FuncCode;
use super::operation::{Op, Word};
use super::register::{Raw, Register};
use super::stack::{Frame, RETURN, Registers};
use super::table::for_each_operation;
use super::{cold, float, integer, simd, unwind};
use crate::runtime::instance::Instance;
use crate::runtime::memory::LinearMemory;
use crate::runtime::reference::{self, NULL};
use crate::runtime::store::{FuncKind, StoreState};
use crate::runtime::trap::TrapCode;
use crate::syntax::instruction::Opcode;
use crate::syntax::types::TypeId;

/// Why the loop ended.
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
    /// Fuel ran out; the loop can go on when there is more.
    OutOfFuel,
    /// An exception left the activation.
    Throw(u64),
}

#[inline(always)]
unsafe fn unary<A: Register, R: Register>(fp: *mut u64, word: Word, f: impl FnOnce(A) -> R) {
    // SAFETY: registers of a translated word lie in the frame.
    unsafe { f(A::read(fp.add(word.b.into()))).write(fp.add(word.a.into())) }
}

#[inline(always)]
unsafe fn binary<A: Register, B: Register, R: Register>(
    fp: *mut u64,
    word: Word,
    f: impl FnOnce(A, B) -> R,
) {
    // SAFETY: registers of a translated word lie in the frame.
    unsafe {
        let (a, b) = (
            A::read(fp.add(word.b.into())),
            B::read(fp.add(word.c.into())),
        );
        f(a, b).write(fp.add(word.a.into()));
    }
}

#[inline(always)]
unsafe fn binary_immediate<A: Register, B: From<i16>, R: Register>(
    fp: *mut u64,
    word: Word,
    f: impl FnOnce(A, B) -> R,
) {
    // SAFETY: registers of a translated word lie in the frame.
    unsafe {
        f(A::read(fp.add(word.b.into())), B::from(word.c as i16)).write(fp.add(word.a.into()))
    }
}

#[inline(always)]
unsafe fn compare<A: Register, R>(fp: *mut u64, word: Word, f: impl FnOnce(A, A) -> R) -> R {
    // SAFETY: registers of a translated word lie in the frame.
    unsafe {
        f(
            A::read(fp.add(word.a.into())),
            A::read(fp.add(word.b.into())),
        )
    }
}

#[inline(always)]
unsafe fn compare_immediate<A: Register + From<i16>, R>(
    fp: *mut u64,
    word: Word,
    f: impl FnOnce(A, A) -> R,
) -> R {
    // SAFETY: registers of a translated word lie in the frame.
    unsafe { f(A::read(fp.add(word.a.into())), A::from(word.b as i16)) }
}

#[inline(always)]
fn load_value<Raw, R>(raw: Raw, f: impl FnOnce(Raw) -> R) -> R {
    f(raw)
}

/// The address of an access to any memory, if it is inside.
#[inline(never)]
fn any_address(memory: &LinearMemory, address: u64, offset: u64, size: u64) -> Option<*mut u8> {
    memory.range(address.checked_add(offset)?, size)
}

/// The size of what a closure takes from memory.
#[inline(always)]
const fn loaded_size<A, R>(_: &impl FnOnce(A) -> R) -> u64 {
    size_of::<A>() as u64
}

/// The size of what a closure gives to memory.
#[inline(always)]
const fn stored_size<A, R>(_: &impl FnOnce(A) -> R) -> u64 {
    size_of::<R>() as u64
}

/// The code of a function of an instance, translated if this is its first call.
#[cold]
#[inline(never)]
pub(super) fn first_call(instance: &Instance, body: usize) -> Result<*const FuncCode, TrapCode> {
    match instance.module.code(body) {
        Ok(code) => {
            let code: *const FuncCode = code;
            instance.codes[body].set(code);
            Ok(code)
        }
        Err(_) => Err(TrapCode::FunctionTooLarge),
    }
}

/// The callee of an indirect call.
#[inline(always)]
fn element(
    state: &StoreState,
    instance: &Instance,
    table: u32,
    index: u64,
    ty: u32,
) -> Result<u32, TrapCode> {
    let table = &state.tables[instance.tables[table as usize] as usize];
    let Some(reference) = table.get(index) else {
        return Err(TrapCode::UndefinedElement);
    };
    let Some(func) = reference::as_func(reference) else {
        return Err(TrapCode::UninitializedElement);
    };
    let actual = state.funcs[func as usize].ty;
    if actual.0 == ty || state.descends(actual, TypeId(ty)) {
        Ok(func)
    } else {
        Err(TrapCode::BadSignature)
    }
}

macro_rules! define {
    (
        unary { $($un:ident = $unf:expr;)* }
        trapping_unary { $($tun:ident = $tunf:expr;)* }
        binary { $($bin:ident = $binf:expr;)* }
        trapping_binary { $($tbin:ident = $tbinf:expr;)* }
        binary_immediate { $($bi:ident, $bii:ident = $bif:expr;)* }
        compare { $($cmp:ident, $cmpi:ident, $br:ident, $bri:ident = $cmpf:expr;)* }
        compare_float { $($fcmp:ident, $fbr:ident, $fbrn:ident = $fcmpf:expr;)* }
        load { $($ld:ident, $lda:ident = $ldf:expr;)* }
        store { $($st:ident, $sta:ident = $stf:expr;)* }
        shift { $($sh:ident = $shf:expr;)* }
        extract { $($ex:ident = $exf:expr;)* }
        replace { $($re:ident = $ref:expr;)* }
        ternary { $($te:ident = $tef:expr;)* }
        other { $($(#[$doc:meta])* $other:ident;)* }
    ) => {
        /// Runs the innermost activation of a store until it exits.
        pub(crate) fn run(state: &mut StoreState) -> Exit {
            let Registers { mut pc, mut fp, mut instance } = state.stack.registers;
            let mut memory: *mut u8 = core::ptr::null_mut();
            let mut length: u64 = 0;
            let end = state.stack.end().addr();

            // Ends the loop, with the registers saved.
            macro_rules! exit {
                ($exit:expr) => {{
                    state.stack.registers = Registers { pc, fp, instance };
                    return $exit;
                }};
            }
            macro_rules! trap {
                ($code:expr) => { exit!(Exit::Trap($code)) };
            }
            macro_rules! check {
                ($result:expr) => {
                    match $result {
                        Ok(value) => value,
                        Err(code) => trap!(code),
                    }
                };
            }
            macro_rules! reload_memory {
                () => {
                    if let Some(first) = (&*instance).memory_pointers.first() {
                        memory = (**first).base();
                        length = (**first).len() as u64;
                    } else {
                        length = 0;
                    }
                };
            }
            // An access failed: another thread may have grown a shared memory since its size was read.
            macro_rules! out_of_bounds {
                () => {{
                    let before = length;
                    reload_memory!();
                    if length == before {
                        trap!(TrapCode::MemoryOutOfBounds);
                    }
                    pc = pc.sub(1);
                    continue;
                }};
            }
            macro_rules! branch {
                ($word:ident) => { pc = pc.offset(isize::from($word.c as i16)) };
            }
            macro_rules! branch_far {
                ($word:ident) => { pc = pc.offset($word.imm32() as i32 as isize) };
            }
            // Enters code with its frame at `new`.
            macro_rules! enter {
                ($code:expr, $new:expr, $target:expr) => {{
                    let (code, new): (*const FuncCode, *mut u64) = ($code, $new);
                    if end - new.addr() < (*code).frame_slots * 8 || state.stack.is_full() {
                        trap!(TrapCode::StackOverflow);
                    }
                    state.stack.frames.push(Frame { return_pc: pc, caller_fp: fp, caller: instance, code });
                    fp = new;
                    pc = (&*code).words.as_ptr();
                    let target: *const Instance = $target;
                    if target != instance {
                        instance = target;
                        reload_memory!();
                    }
                }};
            }
            // Enters code in place of the current frame, with the arguments moved down.
            macro_rules! replace {
                ($code:expr, $arguments:expr, $target:expr) => {{
                    let (code, arguments): (*const FuncCode, *mut u64) = ($code, $arguments);
                    if end - fp.addr() < (*code).frame_slots * 8 {
                        trap!(TrapCode::StackOverflow);
                    }
                    core::ptr::copy(arguments, fp, (*code).param_slots);
                    if let Some(frame) = state.stack.frames.last_mut() {
                        frame.code = code;
                    }
                    pc = (&*code).words.as_ptr();
                    let target: *const Instance = $target;
                    if target != instance {
                        instance = target;
                        reload_memory!();
                    }
                }};
            }
            macro_rules! code_of {
                ($instance:expr, $body:expr) => {{
                    let (instance, body): (*const Instance, usize) = ($instance, $body);
                    let code = (&*instance).codes.get_unchecked(body).get();
                    if code.is_null() { check!(first_call(&*instance, body)) } else { code }
                }};
            }
            // Calls a function of the store.
            macro_rules! call {
                ($func:expr, $new:expr) => {{
                    let (func, new): (u32, *mut u64) = ($func, $new);
                    match state.funcs[func as usize].kind {
                        FuncKind::Wasm { instance: target, func } => {
                            let body = func - (&*target).module.definition.imported_funcs;
                            enter!(code_of!(target, body as usize), new, target);
                        }
                        FuncKind::Host { index } => exit!(Exit::Host { index, func, base: new }),
                    }
                }};
            }
            macro_rules! return_call {
                ($func:expr, $new:expr) => {{
                    let (func, new): (u32, *mut u64) = ($func, $new);
                    match state.funcs[func as usize].kind {
                        FuncKind::Wasm { instance: target, func } => {
                            let body = func - (&*target).module.definition.imported_funcs;
                            replace!(code_of!(target, body as usize), new, target);
                        }
                        FuncKind::Host { index } => {
                            let ty = state.funcs[func as usize].ty;
                            let slots = state.types[ty.0 as usize].func().map_or((0, 0), |ty| {
                                (ty.param_slots(), ty.param_slots().max(ty.result_slots()))
                            });
                            // The host's results may need more room than this frame has.
                            if (end - fp.addr()) / 8 < slots.1 {
                                trap!(TrapCode::StackOverflow);
                            }
                            core::ptr::copy(new, fp, slots.0);
                            pc = &raw const RETURN;
                            exit!(Exit::Host { index, func, base: fp });
                        }
                    }
                }};
            }
            macro_rules! throw {
                ($exception:expr) => {{
                    let exception = $exception;
                    state.stack.registers = Registers { pc, fp, instance };
                    if !unwind::unwind(state, exception) {
                        return Exit::Throw(exception);
                    }
                    Registers { pc, fp, instance } = state.stack.registers;
                    reload_memory!();
                }};
            }

            // SAFETY: the module's invariants hold for every word; each arm relies on them alone.
            unsafe {
                if !instance.is_null() {
                    reload_memory!();
                }
                loop {
                    let word = *pc;
                    pc = pc.add(1);
                    match core::mem::transmute::<u16, Op>(word.op) {
                        $(Op::$un => unary(fp, word, $unf),)*
                        $(Op::$tun => {
                            let result = {
                                let f = $tunf;
                                f(Register::read(fp.add(word.b.into())))
                            };
                            let value = check!(result);
                            Register::write(value, fp.add(word.a.into()));
                        })*
                        $(Op::$bin => binary(fp, word, $binf),)*
                        $(Op::$tbin => {
                            let result = {
                                let f = $tbinf;
                                f(Register::read(fp.add(word.b.into())), Register::read(fp.add(word.c.into())))
                            };
                            let value = check!(result);
                            Register::write(value, fp.add(word.a.into()));
                        })*
                        $(
                            Op::$bi => binary(fp, word, $bif),
                            Op::$bii => binary_immediate(fp, word, $bif),
                        )*
                        $(
                            Op::$cmp => binary(fp, word, |a, b| { let f = $cmpf; u32::from(f(a, b)) }),
                            Op::$cmpi => {
                                binary_immediate(fp, word, |a, b| { let f = $cmpf; u32::from(f(a, b)) });
                            }
                            Op::$br => {
                                if compare(fp, word, $cmpf) {
                                    branch!(word);
                                }
                            }
                            Op::$bri => {
                                if compare_immediate(fp, word, $cmpf) {
                                    branch!(word);
                                }
                            }
                        )*
                        $(
                            Op::$fcmp => binary(fp, word, |a, b| { let f = $fcmpf; u32::from(f(a, b)) }),
                            Op::$fbr => {
                                if compare(fp, word, $fcmpf) {
                                    branch!(word);
                                }
                            }
                            Op::$fbrn => {
                                if !compare(fp, word, $fcmpf) {
                                    branch!(word);
                                }
                            }
                        )*
                        $(
                            Op::$ld => {
                                let f = $ldf;
                                let address = u64::from(u32::read(fp.add(word.b.into()))) + u64::from(word.c);
                                if address + loaded_size(&f) > length {
                                    out_of_bounds!();
                                }
                                let value = load_value(Raw::load(memory.add(address as usize)), f);
                                Register::write(value, fp.add(word.a.into()));
                            }
                            Op::$lda => {
                                let f = $ldf;
                                let offset = (*pc).bits();
                                pc = pc.add(1);
                                let target = &**(&*instance).memory_pointers.get_unchecked(usize::from(word.c));
                                let address = *fp.add(word.b.into());
                                match any_address(target, address, offset, loaded_size(&f)) {
                                    Some(at) => {
                                        let value = load_value(Raw::load(at), f);
                                        Register::write(value, fp.add(word.a.into()));
                                    }
                                    None => trap!(TrapCode::MemoryOutOfBounds),
                                }
                            }
                        )*
                        $(
                            Op::$st => {
                                let f = $stf;
                                let address = u64::from(u32::read(fp.add(word.a.into()))) + u64::from(word.c);
                                if address + stored_size(&f) > length {
                                    out_of_bounds!();
                                }
                                let value = f(Register::read(fp.add(word.b.into())));
                                Raw::store(value, memory.add(address as usize));
                            }
                            Op::$sta => {
                                let f = $stf;
                                let offset = (*pc).bits();
                                pc = pc.add(1);
                                let target = &**(&*instance).memory_pointers.get_unchecked(usize::from(word.c));
                                let address = *fp.add(word.a.into());
                                match any_address(target, address, offset, stored_size(&f)) {
                                    Some(at) => {
                                        let value = f(Register::read(fp.add(word.b.into())));
                                        Raw::store(value, at);
                                    }
                                    None => trap!(TrapCode::MemoryOutOfBounds),
                                }
                            }
                        )*
                        $(Op::$sh => binary(fp, word, $shf),)*
                        $(Op::$ex => {
                            let f = $exf;
                            let value = f(Register::read(fp.add(word.b.into())), usize::from(word.c));
                            Register::write(value, fp.add(word.a.into()));
                        })*
                        $(Op::$re => {
                            let f = $ref;
                            let lane = (*pc).bits() as usize;
                            pc = pc.add(1);
                            let value = f(
                                Register::read(fp.add(word.b.into())),
                                Register::read(fp.add(word.c.into())),
                                lane,
                            );
                            Register::write(value, fp.add(word.a.into()));
                        })*
                        $(Op::$te => {
                            let f = $tef;
                            let third = (*pc).bits() as usize;
                            pc = pc.add(1);
                            let value = f(
                                Register::read(fp.add(word.b.into())),
                                Register::read(fp.add(word.c.into())),
                                Register::read(fp.add(third)),
                            );
                            Register::write(value, fp.add(word.a.into()));
                        })*

                        Op::Exit => {
                            pc = pc.sub(1);
                            exit!(Exit::Done);
                        }
                        Op::Unreachable => trap!(TrapCode::Unreachable),
                        Op::Br => branch_far!(word),
                        Op::BrIfNez => {
                            if u32::read(fp.add(word.a.into())) != 0 {
                                branch_far!(word);
                            }
                        }
                        Op::BrIfEqz => {
                            if u32::read(fp.add(word.a.into())) == 0 {
                                branch_far!(word);
                            }
                        }
                        Op::BrIfNull => {
                            if *fp.add(word.a.into()) == NULL {
                                branch_far!(word);
                            }
                        }
                        Op::BrIfNonNull => {
                            if *fp.add(word.a.into()) != NULL {
                                branch_far!(word);
                            }
                        }
                        Op::BrTable => {
                            let index = u32::read(fp.add(word.a.into())).min(word.imm32());
                            pc = pc.offset((*pc.add(index as usize)).bits() as isize);
                        }
                        Op::Return | Op::ReturnOne => {
                            if word.op == Op::ReturnOne as u16 {
                                *fp = *fp.add(word.a.into());
                            }
                            let frame = state.stack.frames.pop().unwrap_unchecked();
                            pc = frame.return_pc;
                            fp = frame.caller_fp;
                            if frame.caller != instance {
                                instance = frame.caller;
                                if !instance.is_null() {
                                    reload_memory!();
                                }
                            }
                        }
                        Op::Copy => *fp.add(word.a.into()) = *fp.add(word.b.into()),
                        Op::Copy128 => unary(fp, word, |a: u128| a),
                        Op::Const32 => *fp.add(word.a.into()) = u64::from(word.imm32()),
                        Op::Const64 => {
                            *fp.add(word.a.into()) = (*pc).bits();
                            pc = pc.add(1);
                        }
                        Op::Const128 => {
                            let target = fp.add(word.a.into());
                            *target = (*pc).bits();
                            *target.add(1) = (*pc.add(1)).bits();
                            pc = pc.add(2);
                        }
                        Op::Zero => {
                            let target = fp.add(word.a.into());
                            for index in 0..word.imm32() as usize {
                                *target.add(index) = 0;
                            }
                        }
                        Op::Select => {
                            let condition = u32::read(fp.add((*pc).bits() as usize));
                            pc = pc.add(1);
                            let source = if condition != 0 { word.b } else { word.c };
                            *fp.add(word.a.into()) = *fp.add(source.into());
                        }
                        Op::Select128 => {
                            let condition = u32::read(fp.add((*pc).bits() as usize));
                            pc = pc.add(1);
                            let source = if condition != 0 { word.b } else { word.c };
                            u128::read(fp.add(source.into())).write(fp.add(word.a.into()));
                        }
                        Op::GlobalGet => {
                            let global = *(&*instance).global_pointers.get_unchecked(word.imm32() as usize);
                            *fp.add(word.a.into()) = *global;
                        }
                        Op::GlobalSet => {
                            let global = *(&*instance).global_pointers.get_unchecked(word.imm32() as usize);
                            *global = *fp.add(word.a.into());
                        }
                        Op::GlobalGet128 => {
                            let global = *(&*instance).global_pointers.get_unchecked(word.imm32() as usize);
                            u128::read(global).write(fp.add(word.a.into()));
                        }
                        Op::GlobalSet128 => {
                            let global = *(&*instance).global_pointers.get_unchecked(word.imm32() as usize);
                            u128::read(fp.add(word.a.into())).write(global);
                        }
                        Op::Call => {
                            let code = code_of!(instance, word.imm32() as usize);
                            enter!(code, fp.add(word.a.into()), instance);
                        }
                        Op::ReturnCall => {
                            let code = code_of!(instance, word.imm32() as usize);
                            replace!(code, fp.add(word.a.into()), instance);
                        }
                        Op::CallImport => {
                            let func = *(&*instance).funcs.get_unchecked(word.imm32() as usize);
                            call!(func, fp.add(word.a.into()));
                        }
                        Op::ReturnCallImport => {
                            let func = *(&*instance).funcs.get_unchecked(word.imm32() as usize);
                            return_call!(func, fp.add(word.a.into()));
                        }
                        Op::CallIndirect => {
                            let target = (*pc).bits();
                            pc = pc.add(1);
                            let index = *fp.add(word.b.into());
                            let found = element(state, &*instance, (target >> 32) as u32, index, target as u32);
                            let func = check!(found);
                            call!(func, fp.add(word.a.into()));
                        }
                        Op::ReturnCallIndirect => {
                            let target = (*pc).bits();
                            pc = pc.add(1);
                            let index = *fp.add(word.b.into());
                            let found = element(state, &*instance, (target >> 32) as u32, index, target as u32);
                            let func = check!(found);
                            return_call!(func, fp.add(word.a.into()));
                        }
                        Op::CallRef => {
                            match reference::as_func(*fp.add(word.b.into())) {
                                Some(func) => call!(func, fp.add(word.a.into())),
                                None => trap!(TrapCode::NullFunction),
                            }
                        }
                        Op::ReturnCallRef => {
                            match reference::as_func(*fp.add(word.b.into())) {
                                Some(func) => return_call!(func, fp.add(word.a.into())),
                                None => trap!(TrapCode::NullFunction),
                            }
                        }
                        Op::Throw => {
                            let tag = (&*instance).tags[word.imm32() as usize];
                            let exception = check!(unwind::new_exception(state, tag, fp.add(word.a.into())));
                            throw!(exception);
                        }
                        Op::ThrowRef => {
                            let exception = *fp.add(word.a.into());
                            if exception == NULL {
                                trap!(TrapCode::NullException);
                            }
                            throw!(exception);
                        }
                        Op::Fuel => {
                            let cost = u64::from(word.imm32());
                            if state.fuel < cost {
                                pc = pc.sub(1);
                                exit!(Exit::OutOfFuel);
                            }
                            state.fuel -= cost;
                        }
                        Op::Checkpoint => check!(state.checkpoint()),
                        Op::Cold => {
                            let opcode = *Opcode::ALL.get_unchecked(usize::from(word.b));
                            let operands = fp.add(word.a.into());
                            let (first, second) = ((*pc).bits(), (*pc.add(1)).bits());
                            pc = pc.add(2);
                            let immediates = cold::Immediates { small: word.c, first, second };
                            check!(cold::execute(state, &*instance, opcode, operands, immediates));
                            reload_memory!();
                        }
                    }
                }
            }
        }
    };
}
for_each_operation!(define);
