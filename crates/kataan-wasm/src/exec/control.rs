//! The handlers that are not rows of formulas: control, calls, variables, exceptions, interruption.
//!
//! # Invariants
//! Those of `machine`: a handler is only called with a machine that keeps them.
#![allow(unsafe_code, non_snake_case, clippy::missing_safety_doc)]

use super::code::FuncCode;
use super::machine::{Exit, Machine, Status};
use super::operation::Word;
use super::stack::RETURN;
use super::{cold, unwind};
use crate::runtime::instance::Instance;
use crate::runtime::reference::{self, NULL};
use crate::runtime::store::{FuncKind, StoreState};
use crate::runtime::trap::TrapCode;
use crate::syntax::instruction::Opcode;
use crate::syntax::types::TypeId;

/// Declares handlers; each is inlined into the function that the table of handlers names.
macro_rules! handlers {
    ($($name:ident |$machine:ident, $word:ident| $body:block)*) => {
        $(
            #[inline(always)]
            #[allow(unused_mut, unused_variables)]
            pub(super) unsafe fn $name(mut $machine: Machine, $word: &Word) -> Status {
                // SAFETY: `machine`'s invariants.
                unsafe { $body }
            }
        )*
    };
}

/// The code of a function of an instance, translated if this is its first call; null if it cannot be.
#[cold]
#[inline(never)]
pub(super) fn first_call(instance: &Instance, body: usize) -> *const FuncCode {
    match instance.module.code(body) {
        Ok(code) => {
            let code: *const FuncCode = code;
            instance.codes[body].set(code);
            code
        }
        Err(_) => core::ptr::null(),
    }
}

/// The code of a function that is not imported, or null.
#[inline(always)]
unsafe fn code_of(instance: *const Instance, body: usize) -> *const FuncCode {
    // SAFETY: the translator gives indices of bodies.
    unsafe {
        let code = (&*instance).codes.get_unchecked(body).get();
        if code.is_null() {
            first_call(&*instance, body)
        } else {
            code
        }
    }
}

/// What an indirect call names instead of a function when it fails.
const NO_FUNCTION: u32 = u32::MAX;

/// The callee of an indirect call.
#[inline(always)]
unsafe fn element(machine: Machine, table: u32, index: u64, ty: u32) -> u32 {
    // SAFETY: the translator gives indices of tables; references to functions are their numbers.
    unsafe {
        let state = &*machine.state();
        let table = *(&*machine.instance).tables.get_unchecked(table as usize);
        let elements = &state.tables.get_unchecked(table as usize).elements;
        if index >= elements.len() as u64 {
            return NO_FUNCTION;
        }
        let reference = *elements.get_unchecked(index as usize);
        if reference == NULL {
            return NO_FUNCTION;
        }
        let actual = state.funcs.get_unchecked(reference as usize).ty;
        if actual.0 == ty || is_subtype(state, actual, ty) {
            reference as u32
        } else {
            NO_FUNCTION
        }
    }
}

#[cold]
#[inline(never)]
fn is_subtype(state: &StoreState, actual: TypeId, expected: u32) -> bool {
    state.descends(actual, TypeId(expected))
}

/// Why an indirect call found no callee.
#[cold]
#[inline(never)]
unsafe fn element_error(instance: *const Instance, table: u32, index: u64) -> TrapCode {
    // SAFETY: `machine`'s invariants.
    unsafe {
        let state = &*(*instance).state.get();
        let table = (&*instance).tables[table as usize];
        match state.tables[table as usize].get(index) {
            None => TrapCode::UndefinedElement,
            Some(NULL) => TrapCode::UninitializedElement,
            Some(_) => TrapCode::BadSignature,
        }
    }
}

/// Calls a function of the store.
#[inline(always)]
unsafe fn call(machine: Machine, func: u32, new: *mut u64) -> Status {
    // SAFETY: `machine`'s invariants.
    unsafe {
        match (&*machine.state()).funcs.get_unchecked(func as usize).kind {
            FuncKind::Wasm { instance, body } => {
                let code = code_of(instance, body as usize);
                if code.is_null() {
                    return machine.trap(TrapCode::FunctionTooLarge);
                }
                machine.enter(code, new, instance)
            }
            FuncKind::Host { index } => machine.stop(Exit::Host {
                index,
                func,
                base: new,
            }),
        }
    }
}

/// Calls a function of the store in place of the caller.
#[inline(always)]
unsafe fn return_call(machine: Machine, func: u32, new: *mut u64) -> Status {
    // SAFETY: `machine`'s invariants.
    unsafe {
        match (&*machine.state()).funcs.get_unchecked(func as usize).kind {
            FuncKind::Wasm { instance, body } => {
                let code = code_of(instance, body as usize);
                if code.is_null() {
                    return machine.trap(TrapCode::FunctionTooLarge);
                }
                machine.replace(code, new, instance)
            }
            FuncKind::Host { index } => return_call_host(machine, index, func, new),
        }
    }
}

#[cold]
#[inline(never)]
unsafe fn return_call_host(mut machine: Machine, index: u32, func: u32, new: *mut u64) -> Status {
    // SAFETY: `machine`'s invariants.
    unsafe {
        let state = &*machine.state();
        let ty = state.types[state.funcs[func as usize].ty.0 as usize].func();
        let (params, results) = ty.map_or((0, 0), |ty| (ty.param_slots(), ty.result_slots()));
        // The host's results may need more room than this frame has.
        if (state.stack.end().addr() - machine.fp.addr()) / 8 < params.max(results) {
            return machine.trap(TrapCode::StackOverflow);
        }
        core::ptr::copy(new, machine.fp, params);
        machine.pc = &raw const RETURN;
        machine.stop(Exit::Host {
            index,
            func,
            base: machine.fp,
        })
    }
}

/// Goes on where an exception is caught, or stops.
#[inline(always)]
unsafe fn raise(mut machine: Machine, exception: u64) -> Status {
    // SAFETY: `machine`'s invariants.
    unsafe {
        machine.save();
        if !unwind::unwind(&mut *machine.state(), exception) {
            (*machine.state()).stack.exit = Exit::Throw(exception);
            return Status::Stop;
        }
        let registers = (*machine.state()).stack.registers;
        machine.pc = registers.pc;
        machine.fp = registers.fp;
        machine.switch(registers.instance).with_memory().next()
    }
}

#[inline(always)]
unsafe fn global(machine: Machine, word: &Word) -> *mut u64 {
    // SAFETY: the translator gives indices of globals.
    unsafe {
        *(&*machine.instance)
            .global_pointers
            .get_unchecked(word.imm32() as usize)
    }
}

#[cold]
#[inline(never)]
unsafe fn checkpoint(state: *mut StoreState) -> Result<(), TrapCode> {
    // SAFETY: `machine`'s invariants.
    unsafe { (*state).checkpoint() }
}

handlers! {
    Exit |m, word| {
        m.pc = m.pc.sub(1);
        m.stop(Exit::Done)
    }
    Unreachable |m, word| { m.trap(TrapCode::Unreachable) }
    Br |m, word| { m.branch_far_if(true, word) }
    BrIfNez |m, word| { m.branch_far_if(m.read::<u32>(word.a) != 0, word) }
    BrIfEqz |m, word| { m.branch_far_if(m.read::<u32>(word.a) == 0, word) }
    BrIfNull |m, word| { m.branch_far_if(m.read::<u64>(word.a) == NULL, word) }
    BrIfNonNull |m, word| { m.branch_far_if(m.read::<u64>(word.a) != NULL, word) }
    BrTable |m, word| {
        let index = m.read::<u32>(word.a).min(word.imm32());
        m.pc = m.pc.offset((*m.pc.add(index as usize)).bits() as isize);
        m.next()
    }
    Return |m, word| { m.leave() }
    ReturnOne |m, word| {
        m.write(0, m.read::<u64>(word.a));
        m.leave()
    }
    Copy |m, word| {
        m.write(word.a, m.read::<u64>(word.b));
        m.next()
    }
    Copy128 |m, word| {
        m.write(word.a, m.read::<u128>(word.b));
        m.next()
    }
    Const32 |m, word| {
        m.write(word.a, u64::from(word.imm32()));
        m.next()
    }
    Const64 |m, word| {
        let bits = m.data();
        m.write(word.a, bits);
        m.next()
    }
    Const128 |m, word| {
        let (low, high) = (m.data(), m.data());
        m.write(word.a, u128::from(low) | u128::from(high) << 64);
        m.next()
    }
    Zero |m, word| {
        let target = m.fp.add(word.a.into());
        let mut index = 0;
        while index < word.imm32() as usize {
            *target.add(index) = 0;
            index += 1;
        }
        m.next()
    }
    Select |m, word| {
        let condition = m.data() as u16;
        let source = if m.read::<u32>(condition) != 0 { word.b } else { word.c };
        m.write(word.a, m.read::<u64>(source));
        m.next()
    }
    Select128 |m, word| {
        let condition = m.data() as u16;
        let source = if m.read::<u32>(condition) != 0 { word.b } else { word.c };
        m.write(word.a, m.read::<u128>(source));
        m.next()
    }
    GlobalGet |m, word| {
        m.write(word.a, *global(m, word));
        m.next()
    }
    GlobalSet |m, word| {
        *global(m, word) = m.read(word.a);
        m.next()
    }
    GlobalGet128 |m, word| {
        let at = global(m, word);
        m.write(word.a, u128::from(*at) | u128::from(*at.add(1)) << 64);
        m.next()
    }
    GlobalSet128 |m, word| {
        let at = global(m, word);
        let value: u128 = m.read(word.a);
        *at = value as u64;
        *at.add(1) = (value >> 64) as u64;
        m.next()
    }
    Call |m, word| {
        let code = code_of(m.instance, word.imm32() as usize);
        if code.is_null() {
            return m.trap(TrapCode::FunctionTooLarge);
        }
        m.enter(code, m.fp.add(word.a.into()), m.instance)
    }
    ReturnCall |m, word| {
        let code = code_of(m.instance, word.imm32() as usize);
        if code.is_null() {
            return m.trap(TrapCode::FunctionTooLarge);
        }
        m.replace(code, m.fp.add(word.a.into()), m.instance)
    }
    CallImport |m, word| {
        let func = *(&*m.instance).funcs.get_unchecked(word.imm32() as usize);
        call(m, func, m.fp.add(word.a.into()))
    }
    ReturnCallImport |m, word| {
        let func = *(&*m.instance).funcs.get_unchecked(word.imm32() as usize);
        return_call(m, func, m.fp.add(word.a.into()))
    }
    CallIndirect |m, word| {
        let target = m.data();
        let index = m.read(word.b);
        let func = element(m, (target >> 32) as u32, index, target as u32);
        if func == NO_FUNCTION {
            let code = element_error(m.instance, (target >> 32) as u32, index);
            return m.trap(code);
        }
        call(m, func, m.fp.add(word.a.into()))
    }
    ReturnCallIndirect |m, word| {
        let target = m.data();
        let index = m.read(word.b);
        let func = element(m, (target >> 32) as u32, index, target as u32);
        if func == NO_FUNCTION {
            let code = element_error(m.instance, (target >> 32) as u32, index);
            return m.trap(code);
        }
        return_call(m, func, m.fp.add(word.a.into()))
    }
    CallRef |m, word| {
        match reference::as_func(m.read(word.b)) {
            Some(func) => call(m, func, m.fp.add(word.a.into())),
            None => m.trap(TrapCode::NullFunction),
        }
    }
    ReturnCallRef |m, word| {
        match reference::as_func(m.read(word.b)) {
            Some(func) => return_call(m, func, m.fp.add(word.a.into())),
            None => m.trap(TrapCode::NullFunction),
        }
    }
    Throw |m, word| {
        let tag = (&*m.instance).tags[word.imm32() as usize];
        m.save();
        match unwind::new_exception(&mut *m.state(), tag, m.fp.add(word.a.into())) {
            Ok(exception) => raise(m, exception),
            Err(code) => m.trap(code),
        }
    }
    ThrowRef |m, word| {
        let exception = m.read::<u64>(word.a);
        if exception == NULL {
            return m.trap(TrapCode::NullException);
        }
        raise(m, exception)
    }
    Fuel |m, word| {
        let cost = u64::from(word.imm32());
        if (*m.state()).fuel < cost {
            m.pc = m.pc.sub(1);
            return m.stop(Exit::OutOfFuel);
        }
        (*m.state()).fuel -= cost;
        m.next()
    }
    Checkpoint |m, word| {
        match checkpoint(m.state()) {
            Ok(()) => m.next(),
            Err(code) => m.trap(code),
        }
    }
    Cold |m, word| {
        let opcode = *Opcode::ALL.get_unchecked(usize::from(word.b));
        let operands = m.fp.add(word.a.into());
        let (first, second) = (m.data(), m.data());
        // Allocation may collect, and reads the stored registers.
        m.save();
        let immediates = cold::Immediates { small: word.c, first, second };
        match cold::execute(&mut *m.state(), &*m.instance, opcode, operands, immediates) {
            Ok(()) => m.with_memory().next(),
            Err(code) => m.trap(code),
        }
    }
}
