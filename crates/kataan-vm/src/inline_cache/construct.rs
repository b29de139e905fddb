//! Instances of constructors: their first shape is kept with the constructor's feedback.

use super::feedback::FeedbackVector;
use crate::Vm;
use crate::error::JsResult;
use crate::execution::closure::Closure;
use crate::object::{
    LoadLookup, Object, Shape, create_object_with_shape, instance_shape, lookup_for_cache,
    ordinary_object_create, slots::slot,
};
use crate::operation;
use crate::realm::Intrinsic;
use crate::string::Name;
use crate::value::Value;
use kataan_bytecode::opcode::instructions::{SetProperty, SetPropertyStrict};
use kataan_bytecode::opcode::operand::{ConstantIndex, Register};
use kataan_bytecode::opcode::{Instruction, Opcode};
use kataan_gc::Gc;

/// Inline slots of the first instances.
const FIRST_CAPACITY: u16 = 4;
/// A learned capacity is at most this.
const MAX_CAPACITY: u32 = 64;

/// [OrdinaryCreateFromConstructor](https://tc39.es/ecma262/#sec-ordinarycreatefromconstructor) of a
/// base constructor written in script.
pub(crate) fn new_instance(vm: &mut Vm, _: Gc<Closure>, new_target: Value) -> JsResult<Value> {
    if let Some(target) = vm.heap.gc::<Closure>(new_target)
        && let Some(feedback) = target.feedback.get()
    {
        let object: Gc<Object> = target.upcast();
        if feedback.constructor_shape.offset() == object.shape_offset()
            && let Some(shape) = feedback.instance_shape.get()
            && feedback.instance_prototype.get()
                == slot(&object, feedback.prototype_slot.get()).get()
        {
            return Ok(create_object_with_shape(vm, shape, &[])?.into());
        }
        if let Some(shape) = find_shape(vm, object, feedback)? {
            return Ok(create_object_with_shape(vm, shape, &[])?.into());
        }
    }
    let new_target = vm.object(new_target).expect("new.target is a constructor");
    let prototype = prototype_from_constructor(vm, new_target)?;
    Ok(ordinary_object_create(vm, Some(prototype))?.into())
}

/// The first shape of instances, which the constructor's feedback keeps from now on; none if its
/// `prototype` must be asked each time.
#[inline(never)]
fn find_shape(
    vm: &mut Vm,
    constructor: Gc<Object>,
    feedback: Gc<FeedbackVector>,
) -> JsResult<Option<Gc<Shape>>> {
    let key = vm.key(Name::Prototype);
    let LoadLookup::Own(_) = lookup_for_cache(vm, constructor, key)? else {
        return Ok(None);
    };
    let Some(found) = constructor.shape().find(key) else {
        return Ok(None);
    };
    let prototype = slot(&constructor, found.slot).get();
    let Some(object) = vm.object(prototype) else {
        return Ok(None);
    };
    if feedback.instance_capacity.get() == 0 {
        feedback.instance_capacity.set(stores_to_this(vm, feedback));
    }
    let capacity = match feedback.instance_capacity.get() {
        0 => FIRST_CAPACITY,
        learned => learned,
    };
    let shape = instance_shape(vm, object, capacity)?;
    feedback.instance_shape.set(shape);
    feedback.instance_prototype.set(prototype);
    feedback.constructor_shape.set(constructor.shape());
    feedback.prototype_slot.set(found.slot);
    Ok(Some(shape))
}

/// How many properties the constructor's own code gives `this`: what its first instance likely takes,
/// so that it has the shape of those that follow.
fn stores_to_this(vm: &Vm, feedback: Gc<FeedbackVector>) -> u16 {
    let Some((code, index)) = feedback.template.get().code_index(vm) else {
        return 0;
    };
    let code = code.function(vm, index).code();
    let mut keys: Vec<ConstantIndex> = Vec::new();
    let mut at = 0;
    while let Some(opcode) = code.get(at).and_then(|&word| Opcode::of_word(word)) {
        let second = || code.get(at + 1).copied().unwrap_or_default();
        let (object, key) = match opcode {
            Opcode::SetProperty => {
                let i = SetProperty::decode(code[at], second);
                (i.object, i.key)
            }
            Opcode::SetPropertyStrict => {
                let i = SetPropertyStrict::decode(code[at], second);
                (i.object, i.key)
            }
            _ => (Register::CALLEE, ConstantIndex::NONE),
        };
        if object == Register::THIS && !keys.contains(&key) {
            keys.push(key);
            if keys.len() as u32 == MAX_CAPACITY {
                break;
            }
        }
        at += opcode.row().size;
    }
    keys.len() as u16
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
