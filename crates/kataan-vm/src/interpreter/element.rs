//! Properties by computed key: the long paths.

use super::frame::Frame;
use super::operand::own_object;
use super::pc::Pc;
use crate::Vm;
use crate::error::{JsResult, Message, Thrown, describe, describe_element_key, message};
use crate::inline_cache::element as cache;
use crate::inline_cache::property::{Loaded, load_shared};
use crate::interpreter::assignment::{Strictness, put_value};
use crate::object::PropertyKey;
use crate::operation;
use crate::value::Value;
use kataan_bytecode::opcode::instructions;
use kataan_bytecode::opcode::operand::Strict;

/// The error of `object[key]` without an object: the base is checked before the key is converted.
#[cold]
fn nullish_base(vm: &mut Vm, message: Message, object: Value, key: Value) -> Thrown {
    let (base, text) = (describe(vm, object), describe_element_key(vm, key));
    vm.throw_type_error(message, &[&base, &text])
}

/// `object[key]` by the whole algorithm.
#[inline(never)]
fn get(vm: &mut Vm, object: Value, key: Value) -> JsResult<Value> {
    if let Some(value) = cache::load_more(vm, object, key)? {
        return Ok(value);
    }
    if object.is_nullish() {
        return Err(nullish_base(vm, message::NULLISH_PROPERTY, object, key));
    }
    let key = operation::to_property_key(vm, key)?;
    let Some(base) = vm.object(object) else {
        return operation::get_v(vm, object, key);
    };
    match load_shared(vm, base, key)? {
        Loaded::Value(value) => Ok(value),
        Loaded::Getter(getter) => operation::call(vm, getter, object, &[]),
    }
}

pub(super) fn get_element(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::GetElement>();
    let value = get(vm, frame.get(i.object.0), frame.get(i.key.0))?;
    frame.set(i.dst.0, value);
    Ok(())
}

#[inline(never)]
pub(super) fn get_element_method(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::GetElementMethod>();
    let object = frame.get(i.object.0);
    let value = match cache::load(vm.heap.region(), object, frame.get(i.key.0)) {
        Some(value) => value,
        None => get(vm, object, frame.get(i.key.0))?,
    };
    frame.set(i.dst.0, value);
    frame.set(i.dst.0 + 1, object);
    Ok(())
}

#[inline(never)]
fn set(
    vm: &mut Vm,
    object: Value,
    key: Value,
    value: Value,
    strictness: Strictness,
) -> JsResult<()> {
    if cache::store_more(vm, object, key, value)? {
        return Ok(());
    }
    if object.is_nullish() {
        return Err(nullish_base(vm, message::NULLISH_PROPERTY_SET, object, key));
    }
    let key = operation::to_property_key(vm, key)?;
    put_value(vm, object, key, value, strictness)
}

pub(super) fn set_element(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::SetElement>();
    set(
        vm,
        frame.get(i.object.0),
        frame.get(i.key.0),
        frame.get(i.src.0),
        Strictness::Sloppy,
    )
}

pub(super) fn set_element_strict(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::SetElementStrict>();
    set(
        vm,
        frame.get(i.object.0),
        frame.get(i.key.0),
        frame.get(i.src.0),
        Strictness::Strict,
    )
}

#[inline(never)]
pub(super) fn to_element_key(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::ToElementKey>();
    let (object, key) = (frame.get(i.object.0), frame.get(i.key.0));
    if object.is_nullish() {
        return Err(nullish_base(vm, message::NULLISH_PROPERTY, object, key));
    }
    let key = operation::to_property_key(vm, key)?;
    frame.set(i.dst.0, key.to_raw());
    Ok(())
}

/// The strictness of an operand.
pub(super) fn strictness(strict: Strict) -> Strictness {
    match strict {
        Strict::No => Strictness::Sloppy,
        Strict::Yes => Strictness::Strict,
    }
}

#[inline(never)]
pub(super) fn delete_element(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::DeleteElement>();
    let object = frame.get(i.object.0);
    let key = frame.get(i.key.0);
    if object.is_nullish() {
        let text = describe(vm, object);
        return Err(vm.throw_type_error(message::NULLISH_TO_OBJECT, &[&text]));
    }
    let key = operation::to_property_key(vm, key)?;
    let outcome = delete(vm, object, key, strictness(i.strict))?;
    frame.set(i.dst.0, Value::from_bool(outcome));
    Ok(())
}

/// `delete object[key]`
pub(super) fn delete(
    vm: &mut Vm,
    value: Value,
    key: PropertyKey,
    strictness: Strictness,
) -> JsResult<bool> {
    let object = operation::to_object(vm, value)?;
    let outcome = operation::delete(vm, object, key)?;
    if !outcome && strictness == Strictness::Strict {
        let (key, text) = (crate::error::describe_key(vm, key), describe(vm, value));
        return Err(vm.throw_type_error(message::CANNOT_DELETE, &[&key, &text]));
    }
    Ok(outcome)
}

#[inline(never)]
pub(super) fn has_property(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::HasProperty>();
    let value = frame.get(i.object.0);
    let Some(object) = vm.object(value) else {
        let text = describe(vm, value);
        return Err(vm.throw_type_error(message::IN_NOT_OBJECT, &[&text]));
    };
    let key = operation::to_property_key(vm, frame.get(i.key.0))?;
    let outcome = operation::has_property(vm, object, key)?;
    frame.set(i.dst.0, Value::from_bool(outcome));
    Ok(())
}

#[inline(never)]
pub(super) fn define_element(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::DefineElement>();
    let object = own_object(vm, frame, i.object)?;
    let key = operation::to_property_key(vm, frame.get(i.key.0))?;
    operation::create_data_property_or_throw(vm, object, key, frame.get(i.src.0))
}
