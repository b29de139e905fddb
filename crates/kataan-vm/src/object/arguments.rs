//! Arguments exotic objects (clause 10.4.4).
//!
//! A mapped arguments object shares its first elements with the parameters of its function, which
//! live in slots of an environment. While an index is mapped, the element itself holds a stale
//! value and the environment's slot counts.

use super::array::array_length;
use super::create::root_shape_of;
use super::elements::{Elements, new_dense};
use super::internal_methods::{InternalMethods, ORDINARY};
use super::lookup::shape_with;
use super::ordinary::*;
use super::property::{Attributes, PropertyDescriptor};
use super::property_key::PropertyKey;
use super::{Object, Shape, object_base};
use crate::error::JsResult;
use crate::realm::Intrinsic;
use crate::string::Name;
use crate::symbol::WellKnownSymbol;
use crate::value::Value;
use crate::vm::Vm;
use kataan_gc::{AnyCell, Field, Gc, Kinded, TailInit, U32Array, U32ArrayInit, cell};

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

/// What arguments objects there are, by the shape that they begin with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Form {
    /// Of strict functions: `callee` is an accessor.
    Strict,
    /// Of sloppy functions none of whose arguments has a parameter to share.
    Sloppy,
    /// Exotic: of sloppy functions whose arguments are their parameters.
    Mapped,
}

/// How many forms there are.
pub(crate) const ARGUMENTS_FORMS: usize = 3;

/// The shape of fresh arguments objects: `length`, `Symbol.iterator` and `callee`.
fn shape_of<T: Kinded>(vm: &mut Vm, form: Form) -> JsResult<Gc<Shape>> {
    let realm = vm.realm();
    let known = &realm.arguments_shapes[form as usize];
    if let Some(shape) = known.get() {
        return Ok(shape);
    }
    let prototype = vm.intrinsic(Intrinsic::ObjectPrototype);
    let root = root_shape_of::<T>(vm, Some(prototype), 4)?;
    let shape = shape_with(vm, root, vm.key(Name::Length), Attributes::HIDDEN)?;
    let iterator = vm.symbol_key(WellKnownSymbol::Iterator);
    let shape = shape_with(vm, shape, iterator, Attributes::HIDDEN)?;
    let attributes = match form {
        Form::Strict => Attributes::ACCESSOR,
        Form::Sloppy | Form::Mapped => Attributes::HIDDEN,
    };
    let shape = shape_with(vm, shape, vm.key(Name::Callee), attributes)?;
    known.set(shape);
    Ok(shape)
}

fn elements_of(vm: &mut Vm, arguments: &[Value]) -> JsResult<Gc<Elements>> {
    if arguments.is_empty() {
        Ok(vm.state().empty_elements.get())
    } else {
        new_dense(vm, arguments, arguments.len() as u32)
    }
}

/// [CreateUnmappedArgumentsObject](https://tc39.es/ecma262/#sec-createunmappedargumentsobject).
pub fn create_unmapped_arguments(vm: &mut Vm, arguments: &[Value]) -> JsResult<Gc<Object>> {
    let elements = elements_of(vm, arguments)?;
    let thrower = vm.intrinsic(Intrinsic::ThrowTypeError).into();
    create_ordinary(vm, Form::Strict, thrower, elements, arguments.len())
}

/// An arguments object that shares nothing.
fn create_ordinary(
    vm: &mut Vm,
    form: Form,
    callee: Value,
    elements: Gc<Elements>,
    count: usize,
) -> JsResult<Gc<Object>> {
    let shape = shape_of::<UnmappedArguments>(vm, form)?;
    let slots = first_slots(vm, callee, count);
    let mut base = object_base(vm, shape);
    base.elements = elements;
    base.inline_slots = TailInit::Copy(&slots);
    Ok(vm.heap.allocate(UnmappedArgumentsInit { base })?.upcast())
}

/// The values of `length`, `Symbol.iterator` and `callee`, which may be an accessor with both
/// functions the same.
fn first_slots(vm: &Vm, callee: Value, count: usize) -> [Value; 4] {
    let values = vm.intrinsic(Intrinsic::ArrayPrototypeValues).into();
    [Value::from_number(count as f64), values, callee, callee]
}

/// The arguments object of a sloppy function with simple parameters: `list` is an array of the
/// arguments that nobody else has, `slots[i]` the slot of the parameter that argument `i` shares,
/// if it shares one.
pub(crate) fn create_sloppy_arguments(
    vm: &mut Vm,
    callee: Value,
    list: Gc<Object>,
    environment: Option<Gc<AnyCell>>,
    slots: impl Fn(usize) -> Option<u32>,
) -> JsResult<Gc<Object>> {
    let (elements, count) = (list.elements.get(), array_length(list) as usize);
    match environment {
        Some(environment) if (0..count).any(|index| slots(index).is_some()) => {
            create_mapped(vm, callee, elements, count, environment, slots)
        }
        _ => create_ordinary(vm, Form::Sloppy, callee, elements, count),
    }
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
    let elements = elements_of(vm, arguments)?;
    let slots = |index: usize| slots.get(index).copied().flatten();
    create_mapped(vm, callee, elements, arguments.len(), environment, slots)
}

fn create_mapped(
    vm: &mut Vm,
    callee: Value,
    elements: Gc<Elements>,
    count: usize,
    environment: Gc<AnyCell>,
    slots: impl Fn(usize) -> Option<u32>,
) -> JsResult<Gc<Object>> {
    let map = vm.heap.allocate(U32ArrayInit {
        words: TailInit::Fill(count, 0),
    })?;
    for (index, word) in map.words().iter().enumerate() {
        word.set(slots(index).map_or(0, |slot| slot + 1));
    }
    let shape = shape_of::<MappedArguments>(vm, Form::Mapped)?;
    let first = first_slots(vm, callee, count);
    let mut base = object_base(vm, shape);
    base.elements = elements;
    base.inline_slots = TailInit::Copy(&first);
    let init = MappedArgumentsInit {
        base,
        environment,
        map,
    };
    let object: Gc<Object> = vm.heap.allocate(init)?.upcast();
    object.mark_exotic();
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
