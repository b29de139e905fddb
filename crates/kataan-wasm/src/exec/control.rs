//! The operations that are not rows of formulas: control, calls, variables, exceptions, interruption.
//!
//! # Invariants
//! Those of `machine`: a handler is only called with a machine that keeps them.
#![allow(unsafe_code, non_snake_case, clippy::missing_safety_doc)]

use super::code::FuncCode;
use super::handlers::CALL_INDIRECT_SLOWLY;
use super::machine::{Exit, Flow, Machine};
use super::operation::Word;
use super::register::Accumulators;
use super::simd::{self, Vector};
use super::stack::{RETURN, Registers};
use super::{cold, unwind};
use crate::runtime::instance::Instance;
use crate::runtime::reference::{self, NULL};
use crate::runtime::store::{FuncKind, StoreState};
use crate::runtime::trap::TrapCode;
use crate::syntax::instruction::Opcode;
use crate::syntax::types::TypeId;
use crate::valid::registry::TypeSource;

/// Declares the effects of operations; each is inlined into the handlers that run it. `first` says where
/// the first operand is.
macro_rules! effects {
    ($($name:ident |$machine:ident, $word:ident $(, $first:ident)?| $body:block)*) => {
        $(
            #[inline(always)]
            #[allow(unused_variables, unused_unsafe)]
            pub(super) unsafe fn $name<const FORM: u8>($machine: &mut Machine, $word: &Word) -> Flow {
                $(let $first = $crate::exec::operation::Source::of(FORM, $crate::exec::operation::FIRST);)?
                // SAFETY: `machine`'s invariants.
                unsafe { $body }
            }
        )*
    };
}

pub(super) use effects;
// What the table calls `other` is in two files.
pub(super) use super::object::{
    ArrayGet, ArrayLen, ArraySet, RefCast, RefTest, StructGet32, StructGet64, StructGetValue,
    StructNew, StructSet32, StructSet64, StructSetValue,
};

/// The code of a function that is not imported, null before its first call.
#[inline(always)]
unsafe fn code_of(instance: *const Instance, body: u32) -> *const FuncCode {
    // SAFETY: the translator gives indices of bodies.
    unsafe { (&*instance).codes.get_unchecked(body as usize).get() }
}

/// What an indirect call names instead of a function when it fails.
const NO_FUNCTION: u32 = u32::MAX;

/// The callee of an indirect call.
#[inline(always)]
unsafe fn element(machine: &Machine, table: u32, index: u64, ty: u32) -> u32 {
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

/// The callee of an indirect call, if it has the very type, is no function of the host, and was called
/// before.
#[inline(always)]
unsafe fn direct_callee(
    machine: &Machine,
    table: u32,
    index: u64,
    ty: u32,
) -> Option<(*const FuncCode, *const Instance)> {
    // SAFETY: the translator gives indices of tables; references to functions are their numbers.
    unsafe {
        let state = &*machine.state();
        let table = *(&*machine.instance).tables.get_unchecked(table as usize);
        let elements = &state.tables.get_unchecked(table as usize).elements;
        let reference = *elements.get(usize::try_from(index).ok()?)?;
        if reference == NULL {
            return None;
        }
        let func = state.funcs.get_unchecked(reference as usize);
        if func.ty.0 != ty {
            return None;
        }
        let FuncKind::Wasm { instance, body } = func.kind else {
            return None;
        };
        let code = code_of(instance, body);
        (!code.is_null()).then_some((code, instance))
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

/// Calls a function of the store; the instruction has so many words of data.
#[inline(always)]
unsafe fn call(machine: &mut Machine, func: u32, new: *mut u64, data: u8) -> Flow {
    // SAFETY: `machine`'s invariants.
    unsafe {
        match (&*machine.state()).funcs.get_unchecked(func as usize).kind {
            FuncKind::Wasm { instance, body } => {
                let code = code_of(instance, body);
                if code.is_null() {
                    return Flow::FirstCall {
                        instance,
                        body,
                        data,
                    };
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
unsafe fn return_call(machine: &mut Machine, func: u32, new: *mut u64, data: u8) -> Flow {
    // SAFETY: `machine`'s invariants.
    unsafe {
        match (&*machine.state()).funcs.get_unchecked(func as usize).kind {
            FuncKind::Wasm { instance, body } => {
                let code = code_of(instance, body);
                if code.is_null() {
                    return Flow::FirstCall {
                        instance,
                        body,
                        data,
                    };
                }
                machine.replace(code, new, instance)
            }
            FuncKind::Host { index } => {
                if return_call_host(machine.instance, machine.fp, index, func, new) {
                    Flow::Stop
                } else {
                    Flow::Trap(TrapCode::StackOverflow)
                }
            }
        }
    }
}

/// Stores the exit to a host function that is called in place of its caller; says whether there is room.
#[cold]
#[inline(never)]
unsafe fn return_call_host(
    instance: *const Instance,
    fp: *mut u64,
    index: u32,
    func: u32,
    new: *mut u64,
) -> bool {
    // SAFETY: `machine`'s invariants.
    unsafe {
        let state = &mut *(*instance).state.get();
        let ty = state.types.entry(state.funcs[func as usize].ty).func();
        let (params, results) = ty.map_or((0, 0), |ty| (ty.param_slots(), ty.result_slots()));
        // The host's results may need more room than this frame has.
        if (state.stack.end().addr() - fp.addr()) / 8 < params.max(results) {
            return false;
        }
        core::ptr::copy(new, fp, params);
        let pc = &raw const RETURN;
        state.stack.registers = Registers {
            pc,
            fp,
            instance,
            ..Registers::NONE
        };
        state.stack.exit = Exit::Host {
            index,
            func,
            base: fp,
        };
        true
    }
}

/// Goes on where an exception is caught, or stops.
#[inline(always)]
unsafe fn raise(machine: &mut Machine, exception: u64) -> Flow {
    // SAFETY: `machine`'s invariants.
    unsafe {
        machine.save();
        if !unwind::unwind(&mut *machine.state(), exception) {
            (*machine.state()).stack.exit = Exit::Throw(exception);
            return Flow::Stop;
        }
        let registers = (*machine.state()).stack.registers;
        machine.pc = registers.pc;
        machine.fp = registers.fp;
        machine.switch(registers.instance);
        machine.read_memory();
        machine.elsewhere()
    }
}

#[inline(always)]
unsafe fn global(machine: &Machine, word: &Word) -> *mut u64 {
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

effects! {
    Exit |m, word| {
        m.pc = m.pc.sub(1);
        m.stop(Exit::Done)
    }
    Unreachable |m, word| { Flow::Trap(TrapCode::Unreachable) }
    Br |m, word| { m.branch_far_if(true, word) }
    BrIfNez |m, word, first| { m.branch_far_if(m.read_from::<u32>(first, word.a) != 0, word) }
    BrIfEqz |m, word, first| { m.branch_far_if(m.read_from::<u32>(first, word.a) == 0, word) }
    BrIfNull |m, word| { m.branch_far_if(m.read::<u64>(word.a) == NULL, word) }
    BrIfNonNull |m, word| { m.branch_far_if(m.read::<u64>(word.a) != NULL, word) }
    BrTable |m, word, first| {
        let index = m.read_from::<u32>(first, word.a).min(word.imm32());
        m.pc = m.pc.offset(m.pc.cast::<i64>().add(index as usize).read() as isize);
        Flow::Branch
    }
    Return |m, word| { m.leave() }
    ReturnOne |m, word, first| {
        m.write(0, m.read_from::<u64>(first, word.a));
        m.leave()
    }
    Copy |m, word, first| {
        m.give(word.a, m.read_from::<u64>(first, word.b));
        Flow::Next
    }
    Copy128 |m, word| {
        m.write(word.a, m.read::<u128>(word.b));
        Flow::Next
    }
    Const32 |m, word| {
        m.give(word.a, u64::from(word.imm32()));
        Flow::Next
    }
    Const64 |m, word| {
        let bits = m.data();
        m.give(word.a, bits);
        Flow::Next
    }
    Const128 |m, word| {
        let (low, high) = (m.data(), m.data());
        m.write(word.a, u128::from(low) | u128::from(high) << 64);
        Flow::Next
    }
    Zero |m, word| {
        let target = m.fp.add(word.a.into());
        let mut index = 0;
        while index < word.imm32() as usize {
            *target.add(index) = 0;
            index += 1;
        }
        Flow::Next
    }
    Select |m, word, first| {
        let other = m.data() as u16;
        let source = if m.read_from::<u32>(first, word.c) != 0 { word.b } else { other };
        m.give(word.a, m.read::<u64>(source));
        Flow::Next
    }
    Select128 |m, word| {
        let other = m.data() as u16;
        let source = if m.read::<u32>(word.c) != 0 { word.b } else { other };
        m.write(word.a, m.read::<u128>(source));
        Flow::Next
    }
    Shuffle |m, word| {
        let (low, high) = (m.data(), m.data());
        let lanes = Vector::from_bits(u128::from(low) | u128::from(high) << 64);
        m.write(word.a, simd::i8x16_shuffle(m.read(word.b), m.read(word.c), lanes));
        Flow::Next
    }
    GlobalGet |m, word| {
        m.give(word.a, *global(m, word));
        Flow::Next
    }
    GlobalSet |m, word, first| {
        *global(m, word) = m.read_from(first, word.a);
        Flow::Next
    }
    GlobalGet128 |m, word| {
        let at = global(m, word);
        m.write(word.a, u128::from(*at) | u128::from(*at.add(1)) << 64);
        Flow::Next
    }
    GlobalSet128 |m, word| {
        let at = global(m, word);
        let value: u128 = m.read(word.a);
        *at = value as u64;
        *at.add(1) = (value >> 64) as u64;
        Flow::Next
    }
    Call |m, word| {
        let (instance, body) = (m.instance, word.imm32());
        let code = code_of(instance, body);
        if code.is_null() {
            return Flow::FirstCall { instance, body, data: 0 };
        }
        m.enter(code, m.fp.add(word.a.into()), m.instance)
    }
    ReturnCall |m, word| {
        let (instance, body) = (m.instance, word.imm32());
        let code = code_of(instance, body);
        if code.is_null() {
            return Flow::FirstCall { instance, body, data: 0 };
        }
        m.replace(code, m.fp.add(word.a.into()), m.instance)
    }
    CallImport |m, word| {
        let func = *(&*m.instance).funcs.get_unchecked(word.imm32() as usize);
        call(m, func, m.fp.add(word.a.into()), 0)
    }
    ReturnCallImport |m, word| {
        let func = *(&*m.instance).funcs.get_unchecked(word.imm32() as usize);
        return_call(m, func, m.fp.add(word.a.into()), 0)
    }
    CallIndirect |m, word| {
        let target = m.data();
        match direct_callee(m, (target >> 32) as u32, m.read(word.b), target as u32) {
            Some((code, instance)) => m.enter(code, m.fp.add(word.a.into()), instance),
            None => Flow::Slow { handler: CALL_INDIRECT_SLOWLY, data: 1 },
        }
    }
    CallIndirectSlowly |m, word| {
        let target = m.data();
        let index = m.read(word.b);
        let func = element(m, (target >> 32) as u32, index, target as u32);
        if func == NO_FUNCTION {
            let code = element_error(m.instance, (target >> 32) as u32, index);
            return Flow::Trap(code);
        }
        call(m, func, m.fp.add(word.a.into()), 1)
    }
    ReturnCallIndirect |m, word| {
        let target = m.data();
        let index = m.read(word.b);
        let func = element(m, (target >> 32) as u32, index, target as u32);
        if func == NO_FUNCTION {
            let code = element_error(m.instance, (target >> 32) as u32, index);
            return Flow::Trap(code);
        }
        return_call(m, func, m.fp.add(word.a.into()), 1)
    }
    CallRef |m, word| {
        match reference::as_func(m.read(word.b)) {
            Some(func) => call(m, func, m.fp.add(word.a.into()), 0),
            None => Flow::Trap(TrapCode::NullFunction),
        }
    }
    ReturnCallRef |m, word| {
        match reference::as_func(m.read(word.b)) {
            Some(func) => return_call(m, func, m.fp.add(word.a.into()), 0),
            None => Flow::Trap(TrapCode::NullFunction),
        }
    }
    Throw |m, word| {
        let tag = (&*m.instance).tags[word.imm32() as usize];
        m.save();
        // A result in memory would keep the handler's frame: null says that there is no room.
        let exception = unwind::new_exception(&mut *m.state(), tag, m.fp.add(word.a.into()));
        if exception == NULL {
            return Flow::Trap(TrapCode::OutOfMemory);
        }
        raise(m, exception)
    }
    ThrowRef |m, word| {
        let exception = m.read::<u64>(word.a);
        if exception == NULL {
            return Flow::Trap(TrapCode::NullException);
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
        Flow::Next
    }
    Checkpoint |m, word| {
        match checkpoint(m.state()) {
            Ok(()) => Flow::Next,
            Err(code) => Flow::Trap(code),
        }
    }
    Cold |m, word| {
        let opcode = *Opcode::ALL.get_unchecked(usize::from(word.b));
        let operands = m.fp.add(word.a.into());
        let (first, second) = (m.data(), m.data());
        // Allocation may collect, and reads the stored registers.
        m.save();
        let small = word.c;
        match cold::execute(&mut *m.state(), &*m.instance, opcode, operands, small, first, second) {
            Ok(()) => {
                m.read_memory();
                // What is lost need not be kept across the call.
                m.accumulators = Accumulators::NONE;
                Flow::Next
            }
            Err(code) => Flow::Trap(code),
        }
    }
}
