//! Arguments exotic objects (clause 10.4.4).
//!
//! A mapped arguments object shares its first elements with the parameters of its function, which
//! live in slots of an environment. While an index is mapped, the element itself holds a stale
//! value and the environment's slot counts.

use super::elements::new_dense;
use super::internal_methods::{InternalMethods, ORDINARY};
use super::ordinary::*;
use super::property::{Attributes, PropertyDescriptor};
use super::property_key::PropertyKey;
use super::storage::{define_accessor_property, define_data_property};
use super::{Object, new_object_base};
use crate::error::JsResult;
use crate::realm::Intrinsic;
use crate::string::Name;
use crate::symbol::WellKnownSymbol;
use crate::value::Value;
use crate::vm::Vm;
use kataan_gc::{AnyCell, Field, Gc, TailInit, U32Array, U32ArrayInit, cell};

cell! {
    /// An unmapped arguments object.
    pub struct UnmappedArguments: Object {}
}

cell! {
    /// A mapped arguments object.
    pub struct MappedArguments: Object {
        /// The cell that has the parameters' slots.
        environment: Field<AnyCell>,
        /// Per index: one more than the slot that it is mapped to, or 0.
        map: Field<U32Array>,
    }
}

/// Reads and writes slots of environments, whose cells belong to another folder.
#[derive(Clone, Copy)]
pub struct EnvironmentAccess {
    /// The value of a slot.
    pub get: fn(Gc<AnyCell>, u32) -> Value,
    /// Sets a slot.
    pub set: fn(Gc<AnyCell>, u32, Value),
}

/// The internal methods of mapped arguments objects.
pub(super) static METHODS: InternalMethods = InternalMethods {
    get_own_property,
    define_own_property,
    get,
    set,
    delete,
    ..ORDINARY
};

fn define_common(vm: &mut Vm, object: Gc<Object>, arguments: &[Value]) -> JsResult<()> {
    if !arguments.is_empty() {
        let elements = new_dense(vm, arguments, arguments.len() as u32)?;
        object.elements.set(elements);
    }
    let key = vm.key(Name::Length);
    define_data_property(
        vm,
        object,
        key,
        Value::from_number(arguments.len() as f64),
        Attributes::HIDDEN,
    )?;
    let values = vm.intrinsic(Intrinsic::ArrayPrototypeValues).into();
    let key = vm.symbol_key(WellKnownSymbol::Iterator);
    define_data_property(vm, object, key, values, Attributes::HIDDEN)
}

/// [CreateUnmappedArgumentsObject](https://tc39.es/ecma262/#sec-createunmappedargumentsobject).
pub fn create_unmapped_arguments(vm: &mut Vm, arguments: &[Value]) -> JsResult<Gc<Object>> {
    let prototype = vm.intrinsic(Intrinsic::ObjectPrototype);
    let base = new_object_base::<UnmappedArguments>(vm, Some(prototype), 4)?;
    let object: Gc<Object> = vm.heap.allocate(UnmappedArgumentsInit { base })?.upcast();
    define_common(vm, object, arguments)?;
    let thrower = vm.intrinsic(Intrinsic::ThrowTypeError).into();
    let key = vm.key(Name::Callee);
    define_accessor_property(vm, object, key, thrower, thrower, Attributes::NONE)?;
    Ok(object)
}

/// [CreateMappedArgumentsObject](https://tc39.es/ecma262/#sec-createmappedargumentsobject):
/// `slots[i]` is the slot of the parameter that argument `i` shares, if it shares one.
pub fn create_mapped_arguments(
    vm: &mut Vm,
    callee: Value,
    arguments: &[Value],
    environment: Gc<AnyCell>,
    slots: &[Option<u32>],
) -> JsResult<Gc<Object>> {
    let words: Vec<u32> = (0..arguments.len())
        .map(|index| {
            slots
                .get(index)
                .copied()
                .flatten()
                .map_or(0, |slot| slot + 1)
        })
        .collect();
    let map = vm.heap.allocate(U32ArrayInit {
        words: TailInit::Copy(&words),
    })?;
    let prototype = vm.intrinsic(Intrinsic::ObjectPrototype);
    let base = new_object_base::<MappedArguments>(vm, Some(prototype), 4)?;
    let init = MappedArgumentsInit {
        base,
        environment,
        map,
    };
    let object: Gc<Object> = vm.heap.allocate(init)?.upcast();
    object.mark_exotic();
    define_common(vm, object, arguments)?;
    let key = vm.key(Name::Callee);
    define_data_property(vm, object, key, callee, Attributes::HIDDEN)?;
    Ok(object)
}

/// The environment slot that `key` is mapped to.
fn mapped(object: Gc<Object>, key: PropertyKey) -> Option<(Gc<MappedArguments>, u32)> {
    let index = key.as_array_index()?;
    let arguments = object.cast::<MappedArguments>()?;
    let word = arguments.map.get().words().get(index as usize)?.get();
    Some((arguments, word.checked_sub(1)?))
}

fn unmap(object: Gc<Object>, key: PropertyKey) {
    if let (Some(index), Some(arguments)) = (key.as_array_index(), object.cast::<MappedArguments>())
        && let Some(word) = arguments.map.get().words().get(index as usize)
    {
        word.set(0);
    }
}

fn read_slot(vm: &Vm, arguments: Gc<MappedArguments>, slot: u32) -> Value {
    match vm.hooks.environment {
        Some(access) => (access.get)(arguments.environment.get(), slot),
        None => Value::UNDEFINED,
    }
}

fn write_slot(vm: &Vm, arguments: Gc<MappedArguments>, slot: u32, value: Value) {
    if let Some(access) = vm.hooks.environment {
        (access.set)(arguments.environment.get(), slot, value);
    }
}

fn get_own_property(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
) -> JsResult<Option<PropertyDescriptor>> {
    let mut descriptor = ordinary_get_own_property(vm, object, key)?;
    if let (Some(descriptor), Some((arguments, slot))) = (&mut descriptor, mapped(object, key)) {
        descriptor.value = Some(read_slot(vm, arguments, slot));
    }
    Ok(descriptor)
}

fn define_own_property(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
    descriptor: &PropertyDescriptor,
) -> JsResult<bool> {
    let map = mapped(object, key);
    let mut new = *descriptor;
    if let Some((arguments, slot)) = map
        && descriptor.is_data()
        && descriptor.value.is_none()
        && descriptor.writable == Some(false)
    {
        new.value = Some(read_slot(vm, arguments, slot));
    }
    // The element under a mapping is stale: validation must see the current value.
    let current = get_own_property(vm, object, key)?;
    let extensible = object.shape().is_extensible();
    if !validate_and_apply_property_descriptor(
        vm,
        Some(object),
        key,
        extensible,
        &new,
        current.as_ref(),
    )? {
        return Ok(false);
    }
    if let Some((arguments, slot)) = map {
        if descriptor.is_accessor() {
            unmap(object, key);
        } else {
            if let Some(value) = descriptor.value {
                write_slot(vm, arguments, slot, value);
            }
            if descriptor.writable == Some(false) {
                unmap(object, key);
            }
        }
    }
    Ok(true)
}

fn get(vm: &mut Vm, object: Gc<Object>, key: PropertyKey, receiver: Value) -> JsResult<Value> {
    match mapped(object, key) {
        Some((arguments, slot)) => Ok(read_slot(vm, arguments, slot)),
        None => ordinary_get(vm, object, key, receiver),
    }
}

fn set(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
    value: Value,
    receiver: Value,
) -> JsResult<bool> {
    if receiver == object.into()
        && let Some((arguments, slot)) = mapped(object, key)
    {
        write_slot(vm, arguments, slot, value);
    }
    ordinary_set(vm, object, key, value, receiver)
}

fn delete(vm: &mut Vm, object: Gc<Object>, key: PropertyKey) -> JsResult<bool> {
    let deleted = ordinary_delete(vm, object, key)?;
    if deleted {
        unmap(object, key);
    }
    Ok(deleted)
}
