//! The own property of functions that is made when somebody looks: `prototype`, with its object.
//!
//! Most functions are only called. So a closure that has a `prototype` begins without it. Until it
//! is made the closure counts as exotic, its shape is one that only such closures have, and the
//! first operation that could tell makes it, in the place that it would have had. What remains is
//! an ordinary object.

use super::closure::Closure;
use super::template::Template;
use crate::Vm;
use crate::error::JsResult;
use crate::object::{
    Attributes, InternalMethods, ORDINARY, Object, PropertyDescriptor, PropertyKey, add_own,
    create_object_with_shape, ordinary_define_own_property, ordinary_delete, ordinary_get,
    ordinary_get_own_property, ordinary_has_property, ordinary_object_create_with_capacity,
    ordinary_own_property_keys, ordinary_prevent_extensions, ordinary_set, root_shape_of,
    shape_with,
};
use crate::realm::{Intrinsic, Realm};
use crate::string::Name;
use crate::value::Value;
use kataan_bytecode::container::FunctionFlags;
use kataan_gc::{Gc, RootedList};

/// Whether an object is a closure whose late property is not made yet.
#[inline]
pub(crate) fn is_incomplete(object: Gc<Object>) -> bool {
    object.is_exotic() && object.cast::<Closure>().is_some()
}

/// Whether a key is that of the late property.
#[inline]
pub(crate) fn is_late(vm: &Vm, key: PropertyKey) -> bool {
    key == vm.key(Name::Prototype)
}

/// Makes the late property of an object, if it is a closure that lacks it.
#[inline]
pub(crate) fn complete(vm: &mut Vm, object: Gc<Object>) -> JsResult<()> {
    match object.cast::<Closure>() {
        Some(closure) if object.is_exotic() => make(vm, closure),
        _ => Ok(()),
    }
}

#[cold]
fn make(vm: &mut Vm, closure: Gc<Closure>) -> JsResult<()> {
    let template = closure.template.get();
    let realm = template.unit.get().realm.get();
    let prototype = if template.has(FunctionFlags::CONSTRUCTOR) {
        instance_prototype(vm, realm, closure)?
    } else {
        generator_prototype(vm, realm, template)?
    };
    let object: Gc<Object> = closure.upcast();
    object.unmark_exotic();
    let key = vm.key(Name::Prototype);
    let attributes = Attributes::WRITABLE;
    add_own(
        vm,
        object,
        key,
        prototype.into(),
        Value::UNDEFINED,
        attributes,
    )
}

/// The `prototype` object of a closure that constructs, with its `constructor`.
fn instance_prototype(vm: &mut Vm, realm: Gc<Realm>, closure: Gc<Closure>) -> JsResult<Gc<Object>> {
    let shape = match realm.prototype_shape.get() {
        Some(shape) => shape,
        None => {
            let parent = realm.intrinsic(Intrinsic::ObjectPrototype);
            let root = root_shape_of::<Object>(vm, Some(parent), 4)?;
            let shape = shape_with(vm, root, vm.key(Name::Constructor), Attributes::HIDDEN)?;
            realm.prototype_shape.set(shape);
            shape
        }
    };
    create_object_with_shape(vm, shape, &[closure.into()])
}

/// The `prototype` object of a generator function.
fn generator_prototype(
    vm: &mut Vm,
    realm: Gc<Realm>,
    template: Gc<Template>,
) -> JsResult<Gc<Object>> {
    let parent = realm.intrinsic(if template.has(FunctionFlags::ASYNC) {
        Intrinsic::AsyncGeneratorPrototype
    } else {
        Intrinsic::GeneratorPrototype
    });
    ordinary_object_create_with_capacity(vm, Some(parent), 0)
}

/// The internal methods of closures. Those that could tell make the late property first.
pub(crate) static METHODS: InternalMethods = InternalMethods {
    prevent_extensions,
    get_own_property,
    define_own_property,
    has_property,
    get,
    set,
    delete,
    own_property_keys,
    ..ORDINARY
};

/// Makes the late property before it is asked for.
pub(crate) fn complete_for(vm: &mut Vm, object: Gc<Object>, key: PropertyKey) -> JsResult<()> {
    if object.is_exotic() && is_late(vm, key) {
        complete(vm, object)?;
    }
    Ok(())
}

fn prevent_extensions(vm: &mut Vm, object: Gc<Object>) -> JsResult<bool> {
    complete(vm, object)?;
    ordinary_prevent_extensions(vm, object)
}

fn get_own_property(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
) -> JsResult<Option<PropertyDescriptor>> {
    complete_for(vm, object, key)?;
    ordinary_get_own_property(vm, object, key)
}

fn define_own_property(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
    descriptor: &PropertyDescriptor,
) -> JsResult<bool> {
    // Whatever is added comes after it.
    complete(vm, object)?;
    ordinary_define_own_property(vm, object, key, descriptor)
}

fn has_property(vm: &mut Vm, object: Gc<Object>, key: PropertyKey) -> JsResult<bool> {
    complete_for(vm, object, key)?;
    ordinary_has_property(vm, object, key)
}

fn get(vm: &mut Vm, object: Gc<Object>, key: PropertyKey, receiver: Value) -> JsResult<Value> {
    complete_for(vm, object, key)?;
    ordinary_get(vm, object, key, receiver)
}

fn set(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
    value: Value,
    receiver: Value,
) -> JsResult<bool> {
    complete(vm, object)?;
    ordinary_set(vm, object, key, value, receiver)
}

fn delete(vm: &mut Vm, object: Gc<Object>, key: PropertyKey) -> JsResult<bool> {
    complete_for(vm, object, key)?;
    ordinary_delete(vm, object, key)
}

fn own_property_keys(vm: &mut Vm, object: Gc<Object>) -> JsResult<RootedList> {
    complete(vm, object)?;
    ordinary_own_property_keys(vm, object)
}
