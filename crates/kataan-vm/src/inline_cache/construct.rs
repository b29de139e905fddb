//! Instances of constructors: their first shape is kept with the constructor's feedback.

use crate::Vm;
use crate::error::JsResult;
use crate::execution::closure::Closure;
use crate::object::{
    Object, create_object_with_shape, instance_shape, ordinary_object_create, slots::slot,
};
use crate::operation;
use crate::realm::Intrinsic;
use crate::string::Name;
use crate::value::Value;
use kataan_gc::Gc;

/// Inline slots of the first instances.
const FIRST_CAPACITY: u16 = 4;
/// A learned capacity is at most this.
const MAX_CAPACITY: u32 = 64;
/// The slot of a constructor's `prototype`: not configurable, so it stays there.
const PROTOTYPE_SLOT: u32 = 2;

/// [OrdinaryCreateFromConstructor](https://tc39.es/ecma262/#sec-ordinarycreatefromconstructor) of a
/// base constructor written in script.
pub(crate) fn new_instance(vm: &mut Vm, _: Gc<Closure>, new_target: Value) -> JsResult<Value> {
    if let Some(target) = vm.heap.gc::<Closure>(new_target)
        && let Some(feedback) = target.feedback.get()
    {
        let prototype = slot(&target.upcast(), PROTOTYPE_SLOT).get();
        if let Some(shape) = feedback.instance_shape.get()
            && feedback.instance_prototype.get() == prototype
        {
            return Ok(create_object_with_shape(vm, shape, &[])?.into());
        }
        if let Some(object) = vm.object(prototype) {
            let capacity = match feedback.instance_capacity.get() {
                0 => FIRST_CAPACITY,
                learned => learned,
            };
            let shape = instance_shape(vm, object, capacity)?;
            feedback.instance_shape.set(shape);
            feedback.instance_prototype.set(prototype);
            return Ok(create_object_with_shape(vm, shape, &[])?.into());
        }
    }
    let new_target = vm.object(new_target).expect("new.target is a constructor");
    let prototype = prototype_from_constructor(vm, new_target)?;
    Ok(ordinary_object_create(vm, Some(prototype))?.into())
}

fn prototype_from_constructor(vm: &mut Vm, constructor: Gc<Object>) -> JsResult<Gc<Object>> {
    let key = vm.key(Name::Prototype);
    let prototype = operation::get(vm, constructor, key)?;
    match vm.object(prototype) {
        Some(prototype) => Ok(prototype),
        None => {
            let realm = operation::get_function_realm(vm, constructor)?;
            Ok(realm.intrinsic(Intrinsic::ObjectPrototype))
        }
    }
}

/// Learns from a finished instance how many slots the next ones should have.
pub(crate) fn learn(vm: &Vm, new_target: Value, instance: Value) {
    let (Some(target), Some(object)) = (vm.heap.gc::<Closure>(new_target), vm.object(instance))
    else {
        return;
    };
    let Some(feedback) = target.feedback.get() else {
        return;
    };
    let taken = object.shape().slot_count().min(MAX_CAPACITY) as u16;
    let known = feedback.instance_capacity.get();
    let learned = feedback.instances_seen.get();
    if learned >= 8 {
        return;
    }
    feedback.instances_seen.set(learned + 1);
    // The first instance tells; later ones only if they took more.
    if taken > known {
        feedback.instance_capacity.set(taken.max(1));
        feedback.instance_shape.set(None);
    }
}
