//! Properties by constant name: the long paths, which also fill the inline caches.

use super::dispatch::feedback_of;
use super::element::{delete, strictness};
use super::exception::name_value;
use super::frame::Frame;
use super::operand::own_object;
use super::pc::Pc;
use crate::Vm;
use crate::error::{JsResult, describe, describe_key, message};
use crate::inline_cache::property as cache;
use crate::interpreter::assignment::Strictness;
use crate::object::PropertyKey;
use crate::operation;
use crate::string::Name;
use crate::value::Value;
use kataan_bytecode::opcode::instructions;
use kataan_bytecode::opcode::operand::{ConstantIndex, FeedbackSlot};

/// The property key of a name constant of the running function.
#[inline]
pub(super) fn key(vm: &mut Vm, frame: Frame, name: ConstantIndex) -> JsResult<PropertyKey> {
    let value = name_value(vm, frame, name)?;
    operation::to_property_key(vm, value)
}

fn get(
    vm: &mut Vm,
    frame: Frame,
    value: Value,
    key: PropertyKey,
    slot: FeedbackSlot,
) -> JsResult<Value> {
    if value.is_nullish() {
        let (base, key) = (describe(vm, value), describe_key(vm, key));
        return Err(vm.throw_type_error(message::NULLISH_PROPERTY, &[&base, &key]));
    }
    let feedback = feedback_of(vm.heap.region(), frame);
    cache::load_and_record(vm, feedback, slot, value, key)
}

#[inline(never)]
pub(super) fn get_property(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::GetProperty>();
    let feedback = feedback_of(vm.heap.region(), frame);
    let object = frame.get(i.object.0);
    if let Some(value) = cache::load_megamorphic(vm, feedback, i.feedback, i.key, object) {
        frame.set(i.dst.0, value);
        return Ok(());
    }
    let key = key(vm, frame, i.key)?;
    let value = get(vm, frame, object, key, i.feedback)?;
    frame.set(i.dst.0, value);
    Ok(())
}

#[inline(never)]
pub(super) fn get_method(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::GetMethod>();
    let feedback = feedback_of(vm.heap.region(), frame);
    let object = frame.get(i.object.0);
    if let Some(value) = cache::load_megamorphic(vm, feedback, i.feedback, i.key, object) {
        frame.set(i.dst.0, value);
        frame.set(i.dst.0 + 1, object);
        return Ok(());
    }
    let key = key(vm, frame, i.key)?;
    let value = get(vm, frame, object, key, i.feedback)?;
    frame.set(i.dst.0, value);
    frame.set(i.dst.0 + 1, object);
    Ok(())
}

#[inline(never)]
pub(super) fn get_length(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::GetLength>();
    let key = vm.key(Name::Length);
    let object = frame.get(i.object.0);
    let feedback = feedback_of(vm.heap.region(), frame);
    let value = match cache::load(vm.heap.region(), feedback, i.feedback, object) {
        Some(value) => value,
        None => get(vm, frame, object, key, i.feedback)?,
    };
    frame.set(i.dst.0, value);
    Ok(())
}

fn set(
    vm: &mut Vm,
    frame: Frame,
    object: Value,
    key: PropertyKey,
    value: Value,
    slot: FeedbackSlot,
    strictness: Strictness,
) -> JsResult<()> {
    if object.is_nullish() {
        let (base, key) = (describe(vm, object), describe_key(vm, key));
        return Err(vm.throw_type_error(message::NULLISH_PROPERTY_SET, &[&base, &key]));
    }
    let feedback = feedback_of(vm.heap.region(), frame);
    cache::store_and_record(vm, feedback, slot, object, key, value, strictness)
}

#[inline(never)]
pub(super) fn set_property(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::SetProperty>();
    let feedback = feedback_of(vm.heap.region(), frame);
    let (object, value) = (frame.get(i.object.0), frame.get(i.src.0));
    if cache::store_megamorphic(vm, feedback, i.feedback, i.key, object, value) {
        return Ok(());
    }
    let key = key(vm, frame, i.key)?;
    set(
        vm,
        frame,
        object,
        key,
        value,
        i.feedback,
        Strictness::Sloppy,
    )
}

#[inline(never)]
pub(super) fn set_property_strict(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::SetPropertyStrict>();
    let feedback = feedback_of(vm.heap.region(), frame);
    let (object, value) = (frame.get(i.object.0), frame.get(i.src.0));
    if cache::store_megamorphic(vm, feedback, i.feedback, i.key, object, value) {
        return Ok(());
    }
    let key = key(vm, frame, i.key)?;
    set(
        vm,
        frame,
        object,
        key,
        value,
        i.feedback,
        Strictness::Strict,
    )
}

#[inline(never)]
pub(super) fn define_property(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::DefineProperty>();
    let key = key(vm, frame, i.key)?;
    let object = own_object(vm, frame, i.object)?;
    let feedback = feedback_of(vm.heap.region(), frame);
    cache::define_and_record(vm, feedback, i.feedback, object, key, frame.get(i.src.0))
}

#[inline(never)]
pub(super) fn delete_property(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::DeleteProperty>();
    let key = key(vm, frame, i.key)?;
    let outcome = delete(vm, frame.get(i.object.0), key, strictness(i.strict))?;
    frame.set(i.dst.0, Value::from_bool(outcome));
    Ok(())
}

#[inline(never)]
pub(super) fn get_optional_method(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::GetOptionalMethod>();
    let key = key(vm, frame, i.key)?;
    let method = operation::get_method(vm, frame.get(i.object.0), key)?;
    frame.set(i.dst.0, method);
    Ok(())
}
