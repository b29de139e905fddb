//! Properties by constant name: the long paths, which also fill the inline caches.

use super::call::ReturnTo;
use super::dispatch::{Progress, feedback_of};
use super::element::{delete, strictness};
use super::exception::name_value;
use super::frame::{FRAME_HEADER, Frame};
use super::invoke::{invoke, raise_top, window_above};
use super::operand::own_object;
use super::pc::Pc;
use crate::Vm;
use crate::error::{JsResult, describe, describe_key, message};
use crate::inline_cache::property::{self as cache, Loaded, Stored};
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

/// Loads, filling the cache. A getter is entered: its result goes to `dst`, and the caller goes on
/// at `after`.
#[allow(clippy::too_many_arguments)]
fn get(
    vm: &mut Vm,
    frame: Frame,
    value: Value,
    key: PropertyKey,
    slot: FeedbackSlot,
    dst: u16,
    after: Pc,
) -> JsResult<Progress> {
    if value.is_nullish() {
        let (base, key) = (describe(vm, value), describe_key(vm, key));
        return Err(vm.throw_type_error(message::NULLISH_PROPERTY, &[&base, &key]));
    }
    let feedback = feedback_of(vm.heap.region(), frame);
    let loaded = cache::load_and_record(vm, feedback, slot, value, key)?;
    finish_load(vm, frame, loaded, value, dst, after)
}

/// Puts what a load gave in `dst`, or enters the getter that will.
pub(super) fn finish_load(
    vm: &mut Vm,
    frame: Frame,
    loaded: Loaded,
    receiver: Value,
    dst: u16,
    after: Pc,
) -> JsResult<Progress> {
    match loaded {
        Loaded::Value(value) => {
            frame.set(dst, value);
            Ok(Progress::Done)
        }
        Loaded::Getter(getter) => {
            let registers = feedback_of(vm.heap.region(), frame).frame.get().registers;
            let window = window_above(vm, frame, registers, getter, receiver)?;
            let to = ReturnTo::new(after, dst, registers);
            invoke(vm, window, 0, to)?;
            Ok(Progress::Entered)
        }
    }
}

#[inline(never)]
pub(super) fn get_property(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Progress> {
    let i = pc.decode::<instructions::GetProperty>();
    let feedback = feedback_of(vm.heap.region(), frame);
    let object = frame.get(i.object.0);
    if let Some(value) = cache::load_megamorphic(vm, feedback, i.feedback, i.key, object)
        .or_else(|| cache::load_primitive(vm, feedback, i.feedback, object))
    {
        frame.set(i.dst.0, value);
        return Ok(Progress::Done);
    }
    let after = pc.after::<instructions::GetProperty>();
    if let Some(getter) = cache::accessor_at(vm, feedback, i.feedback, object) {
        return finish_load(vm, frame, Loaded::Getter(getter), object, i.dst.0, after);
    }
    let key = key(vm, frame, i.key)?;
    get(vm, frame, object, key, i.feedback, i.dst.0, after)
}

#[inline(never)]
pub(super) fn get_method(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Progress> {
    let i = pc.decode::<instructions::GetMethod>();
    let feedback = feedback_of(vm.heap.region(), frame);
    let object = frame.get(i.object.0);
    if let Some(value) = cache::load_primitive(vm, feedback, i.feedback, object)
        .or_else(|| cache::load_megamorphic(vm, feedback, i.feedback, i.key, object))
    {
        frame.set(i.dst.0, value);
        frame.set(i.dst.0 + 1, object);
        return Ok(Progress::Done);
    }
    let key = key(vm, frame, i.key)?;
    frame.set(i.dst.0 + 1, object);
    let after = pc.after::<instructions::GetMethod>();
    get(vm, frame, object, key, i.feedback, i.dst.0, after)
}

#[inline(never)]
pub(super) fn get_length(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Progress> {
    let i = pc.decode::<instructions::GetLength>();
    let key = vm.key(Name::Length);
    let object = frame.get(i.object.0);
    let feedback = feedback_of(vm.heap.region(), frame);
    if let Some(value) = cache::load(vm.heap.region(), feedback, i.feedback, object) {
        frame.set(i.dst.0, value);
        return Ok(Progress::Done);
    }
    let after = pc.after::<instructions::GetLength>();
    get(vm, frame, object, key, i.feedback, i.dst.0, after)
}

/// Stores, filling the cache. A setter is entered: the caller goes on at `after`.
#[allow(clippy::too_many_arguments)]
fn set(
    vm: &mut Vm,
    frame: Frame,
    object: Value,
    name: ConstantIndex,
    value: Value,
    slot: FeedbackSlot,
    strictness: Strictness,
    after: Pc,
) -> JsResult<Progress> {
    let feedback = feedback_of(vm.heap.region(), frame);
    if cache::store_megamorphic(vm, feedback, slot, name, object, value) {
        return Ok(Progress::Done);
    }
    let stored = match cache::accessor_at(vm, feedback, slot, object) {
        Some(setter) => Stored::Setter(setter),
        None => {
            let key = key(vm, frame, name)?;
            if object.is_nullish() {
                let (base, key) = (describe(vm, object), describe_key(vm, key));
                return Err(vm.throw_type_error(message::NULLISH_PROPERTY_SET, &[&base, &key]));
            }
            cache::store_and_record(vm, feedback, slot, object, key, value, strictness)?
        }
    };
    match stored {
        Stored::Done => Ok(Progress::Done),
        Stored::Setter(setter) => {
            let registers = feedback.frame.get().registers;
            let window = window_above(vm, frame, registers, setter, object)?;
            let top = window.up(FRAME_HEADER + 1).base();
            if top > vm.stack.watermark() && !vm.grow_stack(top) {
                return Err(vm.stack_overflow());
            }
            window.set_argument(0, value);
            raise_top(vm, window, 1);
            // What a setter returns is dropped: it goes where its own frame was.
            invoke(vm, window, 1, ReturnTo::new(after, registers, registers))?;
            Ok(Progress::Entered)
        }
    }
}

#[inline(never)]
pub(super) fn set_property(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Progress> {
    let i = pc.decode::<instructions::SetProperty>();
    let (object, value) = (frame.get(i.object.0), frame.get(i.src.0));
    let after = pc.after::<instructions::SetProperty>();
    let strictness = Strictness::Sloppy;
    set(
        vm, frame, object, i.key, value, i.feedback, strictness, after,
    )
}

#[inline(never)]
pub(super) fn set_property_strict(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Progress> {
    let i = pc.decode::<instructions::SetPropertyStrict>();
    let (object, value) = (frame.get(i.object.0), frame.get(i.src.0));
    let after = pc.after::<instructions::SetPropertyStrict>();
    let strictness = Strictness::Strict;
    set(
        vm, frame, object, i.key, value, i.feedback, strictness, after,
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
