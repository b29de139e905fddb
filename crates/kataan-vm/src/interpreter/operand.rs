//! Operands that the compiler put in their registers itself: objects, arrays, private names.
//!
//! The verifier knows which registers hold values, not which values: code from outside may name any
//! other in their place, and gets an error.

use super::frame::Frame;
use crate::Vm;
use crate::error::{JsResult, Thrown, message};
use crate::execution::closure::Closure;
use crate::object::{Array, Object, PropertyKey};
use crate::symbol::Symbol;
use kataan_bytecode::opcode::operand::Register;
use kataan_gc::Gc;

#[cold]
#[inline(never)]
pub(super) fn malformed(vm: &mut Vm) -> Thrown {
    vm.throw_type_error(message::MALFORMED_BYTECODE, &[])
}

/// The object that is defined, copied to, or searched.
#[inline(always)]
pub(super) fn own_object(vm: &mut Vm, frame: Frame, register: Register) -> JsResult<Gc<Object>> {
    match vm.object(frame.get(register.0)) {
        Some(object) => Ok(object),
        None => Err(malformed(vm)),
    }
}

/// The array that elements are collected in.
#[inline(always)]
pub(super) fn own_array(vm: &mut Vm, frame: Frame, register: Register) -> JsResult<Gc<Object>> {
    match vm.heap.gc::<Array>(frame.get(register.0)) {
        Some(array) => Ok(array.upcast()),
        None => Err(malformed(vm)),
    }
}

/// The function that code of its own made.
#[inline(always)]
pub(super) fn own_closure(vm: &mut Vm, frame: Frame, register: Register) -> JsResult<Gc<Closure>> {
    match vm.heap.gc::<Closure>(frame.get(register.0)) {
        Some(closure) => Ok(closure),
        None => Err(malformed(vm)),
    }
}

/// The key of a private name.
#[inline(always)]
pub(super) fn private_key(vm: &mut Vm, frame: Frame, register: Register) -> JsResult<PropertyKey> {
    match vm.heap.gc::<Symbol>(frame.get(register.0)) {
        Some(symbol) if symbol.is_private() => Ok(PropertyKey::from_symbol(symbol)),
        _ => Err(malformed(vm)),
    }
}
