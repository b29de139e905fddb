//! Ordinary object internal methods (clause 10.1).

use super::elements;
use super::property::{Attributes, PropertyDescriptor};
use super::property_key::PropertyKey;
use super::prototype;
use super::shape::{Restriction, ShapeFlags, ShapeForm, restrict_unique};
use super::storage::{self, Own, Place, find_own, read};
use super::transition::{self, transition};
use super::{Array, Object, array};
use crate::error::JsResult;
use crate::operation;
use crate::symbol::Symbol;
use crate::value::Value;
use crate::vm::Vm;
use kataan_gc::{Gc, RootedList};

/// [OrdinaryGetPrototypeOf](https://tc39.es/ecma262/#sec-ordinarygetprototypeof).
pub fn ordinary_get_prototype_of(_: &mut Vm, object: Gc<Object>) -> JsResult<Option<Gc<Object>>> {
    Ok(object.shape().prototype())
}

/// [OrdinarySetPrototypeOf](https://tc39.es/ecma262/#sec-ordinarysetprototypeof), and that of
/// [immutable prototype exotic objects](https://tc39.es/ecma262/#sec-immutable-prototype-exotic-objects).
pub fn ordinary_set_prototype_of(
    vm: &mut Vm,
    object: Gc<Object>,
    prototype: Option<Gc<Object>>,
) -> JsResult<bool> {
    let shape = object.shape();
    if shape.prototype() == prototype {
        return Ok(true);
    }
    if !shape.is_extensible() || shape.flags().has(ShapeFlags::IMMUTABLE_PROTOTYPE) {
        return Ok(false);
    }
    // What nothing inherits from is nobody's ancestor: only its own name could close a circle.
    let mut ancestor = if shape.prototype_info.is_null() && prototype != Some(object) {
        None
    } else {
        prototype
    };
    while let Some(current) = ancestor {
        if current == object {
            return Ok(false);
        }
        if current.cast::<super::Proxy>().is_some() {
            break;
        }
        ancestor = current.shape().prototype();
        vm.check_interrupt()?;
    }
    set_prototype_unchecked(vm, object, prototype)?;
    Ok(true)
}

/// Changes the prototype.
pub(crate) fn set_prototype_unchecked(
    vm: &mut Vm,
    object: Gc<Object>,
    prototype: Option<Gc<Object>>,
) -> JsResult<()> {
    let old = object.shape();
    if let Some(prototype) = prototype {
        prototype::info_of(vm, prototype)?;
    }
    if old.is_unique() {
        prototype::invalidate(vm, old)?;
        prototype::forget_parent(old);
        let shape = storage::renew(vm, object)?;
        shape.prototype.set(prototype);
        return Ok(());
    }
    if !old.is_extensible() {
        let unique = storage::make_unique(vm, object)?;
        unique.prototype.set(prototype);
        return Ok(());
    }
    // The same properties again, from the root of the new prototype.
    let form = ShapeForm {
        prototype,
        kind: old.kind.get(),
        slots_offset: old.slots_offset.get(),
        inline_capacity: old.inline_capacity(),
        flags: old.flags().among(ShapeFlags::INCOMPLETE),
    };
    let mut shape = prototype::root_shape(vm, &form)?;
    let table = old.table.get();
    for entry in &table.entries()[..old.count.get() as usize] {
        let key = PropertyKey::from_raw(entry.key.get());
        match transition(vm, shape, key, entry.attributes.get())? {
            Some(next) => shape = next,
            None => {
                let unique = storage::make_unique(vm, object)?;
                unique.prototype.set(prototype);
                return Ok(());
            }
        }
    }
    object.set_shape(shape);
    Ok(())
}

/// [OrdinaryIsExtensible](https://tc39.es/ecma262/#sec-ordinaryisextensible).
pub fn ordinary_is_extensible(_: &mut Vm, object: Gc<Object>) -> JsResult<bool> {
    Ok(object.shape().is_extensible())
}

/// [OrdinaryPreventExtensions](https://tc39.es/ecma262/#sec-ordinarypreventextensions).
pub fn ordinary_prevent_extensions(vm: &mut Vm, object: Gc<Object>) -> JsResult<bool> {
    if object.shape().is_extensible() {
        restrict_ordinary(vm, object, Restriction::NonExtensible)?;
    }
    Ok(true)
}

/// The descriptor of own contents.
pub(crate) fn descriptor_of(own: Own) -> Option<PropertyDescriptor> {
    match own {
        Own::Absent => None,
        Own::Data(value, attributes) => Some(PropertyDescriptor::data(value, attributes)),
        Own::Accessor(get, set, attributes) => {
            Some(PropertyDescriptor::accessor(get, set, attributes))
        }
    }
}

/// [OrdinaryGetOwnProperty](https://tc39.es/ecma262/#sec-ordinarygetownproperty).
pub fn ordinary_get_own_property(
    _: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
) -> JsResult<Option<PropertyDescriptor>> {
    Ok(descriptor_of(read(object, find_own(object, key))))
}

/// [OrdinaryDefineOwnProperty](https://tc39.es/ecma262/#sec-ordinarydefineownproperty).
pub fn ordinary_define_own_property(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
    descriptor: &PropertyDescriptor,
) -> JsResult<bool> {
    let current = ordinary_get_own_property(vm, object, key)?;
    let extensible = object.shape().is_extensible();
    validate_and_apply_property_descriptor(
        vm,
        Some(object),
        key,
        extensible,
        descriptor,
        current.as_ref(),
    )
}

/// [IsCompatiblePropertyDescriptor](https://tc39.es/ecma262/#sec-iscompatiblepropertydescriptor).
pub fn is_compatible_property_descriptor(
    vm: &mut Vm,
    extensible: bool,
    descriptor: &PropertyDescriptor,
    current: Option<&PropertyDescriptor>,
) -> JsResult<bool> {
    let key = PropertyKey::from_index(0);
    validate_and_apply_property_descriptor(vm, None, key, extensible, descriptor, current)
}

/// [ValidateAndApplyPropertyDescriptor](https://tc39.es/ecma262/#sec-validateandapplypropertydescriptor).
pub fn validate_and_apply_property_descriptor(
    vm: &mut Vm,
    object: Option<Gc<Object>>,
    key: PropertyKey,
    extensible: bool,
    descriptor: &PropertyDescriptor,
    current: Option<&PropertyDescriptor>,
) -> JsResult<bool> {
    let Some(current) = current else {
        if !extensible {
            return Ok(false);
        }
        if let Some(object) = object {
            let attributes = descriptor.attributes();
            let value = if descriptor.is_accessor() {
                descriptor.getter()
            } else {
                descriptor.value_or_undefined()
            };
            storage::add(vm, object, key, value, descriptor.setter(), attributes)?;
        }
        return Ok(true);
    };
    if !is_change_allowed(vm, descriptor, current)? {
        return Ok(false);
    }
    let Some(object) = object else {
        return Ok(true);
    };
    let attributes = Attributes::NONE
        .set(
            Attributes::CONFIGURABLE,
            descriptor.configurable.unwrap_or(current.is_configurable()),
        )
        .set(
            Attributes::ENUMERABLE,
            descriptor.enumerable.unwrap_or(current.is_enumerable()),
        );
    if descriptor.is_accessor() || (current.is_accessor() && !descriptor.is_data()) {
        let attributes = attributes.with(Attributes::ACCESSOR);
        let get = descriptor.get.unwrap_or(current.getter());
        let set = descriptor.set.unwrap_or(current.setter());
        storage::reconfigure(vm, object, key, get, set, attributes)?;
        return Ok(true);
    }
    let writable = descriptor.writable.unwrap_or(current.is_writable());
    let attributes = attributes.set(Attributes::WRITABLE, writable);
    let value = descriptor.value.unwrap_or(current.value_or_undefined());
    if current.attributes() == attributes {
        let place = find_own(object, key);
        storage::write(object, place, value);
        return Ok(true);
    }
    storage::reconfigure(vm, object, key, value, Value::UNDEFINED, attributes)?;
    Ok(true)
}

/// Whether a property like `current` may be changed as `descriptor` says.
fn is_change_allowed(
    vm: &mut Vm,
    descriptor: &PropertyDescriptor,
    current: &PropertyDescriptor,
) -> JsResult<bool> {
    if current.is_configurable() {
        return Ok(true);
    }
    if descriptor.configurable == Some(true)
        || descriptor
            .enumerable
            .is_some_and(|enumerable| enumerable != current.is_enumerable())
        || (!descriptor.is_generic() && descriptor.is_accessor() != current.is_accessor())
    {
        return Ok(false);
    }
    if current.is_accessor() {
        return Ok(descriptor.get.is_none_or(|get| get == current.getter())
            && descriptor.set.is_none_or(|set| set == current.setter()));
    }
    if current.is_writable() {
        return Ok(true);
    }
    if descriptor.writable == Some(true) {
        return Ok(false);
    }
    match descriptor.value {
        Some(value) => operation::same_value(vm, value, current.value_or_undefined()),
        None => Ok(true),
    }
}

/// [OrdinaryHasProperty](https://tc39.es/ecma262/#sec-ordinaryhasproperty).
pub fn ordinary_has_property(vm: &mut Vm, object: Gc<Object>, key: PropertyKey) -> JsResult<bool> {
    let mut holder = object;
    loop {
        // The start is taken as ordinary: an exotic kind comes here on purpose.
        if let Place::Absent = find_own(holder, key) {
            let Some(prototype) = holder.shape().prototype() else {
                return Ok(false);
            };
            if prototype.is_exotic() {
                vm.check_stack()?;
                return (vm.methods_of(prototype).has_property)(vm, prototype, key);
            }
            holder = prototype;
        } else {
            return Ok(true);
        }
    }
}

/// [OrdinaryGet](https://tc39.es/ecma262/#sec-ordinaryget).
#[inline]
pub fn ordinary_get(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
    receiver: Value,
) -> JsResult<Value> {
    let mut holder = object;
    loop {
        match read(holder, find_own(holder, key)) {
            Own::Data(value, _) => return Ok(value),
            Own::Accessor(get, ..) => return call_getter(vm, get, receiver),
            Own::Absent => {}
        }
        let Some(prototype) = holder.shape().prototype() else {
            return Ok(Value::UNDEFINED);
        };
        if prototype.is_exotic() {
            vm.check_stack()?;
            return (vm.methods_of(prototype).get)(vm, prototype, key, receiver);
        }
        holder = prototype;
    }
}

/// Calls a getter, if it is one.
pub fn call_getter(vm: &mut Vm, getter: Value, receiver: Value) -> JsResult<Value> {
    if getter.is_undefined() {
        return Ok(Value::UNDEFINED);
    }
    operation::call(vm, getter, receiver, &[])
}

/// [OrdinarySet](https://tc39.es/ecma262/#sec-ordinaryset).
#[inline]
pub fn ordinary_set(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
    value: Value,
    receiver: Value,
) -> JsResult<bool> {
    let mut holder = object;
    loop {
        let place = find_own(holder, key);
        match read(holder, place) {
            Own::Data(_, attributes) => {
                if !attributes.is_writable() {
                    return Ok(false);
                }
                if receiver == holder.into() && !is_array_length(vm, holder, key) {
                    storage::write(holder, place, value);
                    return Ok(true);
                }
                return set_on_receiver(vm, key, value, receiver);
            }
            Own::Accessor(_, setter, _) => return call_setter(vm, setter, value, receiver),
            Own::Absent => {}
        }
        let Some(prototype) = holder.shape().prototype() else {
            break;
        };
        if prototype.is_exotic() {
            vm.check_stack()?;
            return (vm.methods_of(prototype).set)(vm, prototype, key, value, receiver);
        }
        holder = prototype;
    }
    // Nothing on the chain: a new property of the receiver, which usually is the start.
    if receiver == object.into() && !object.is_exotic() {
        if !object.shape().is_extensible() {
            return Ok(false);
        }
        if object.cast::<Array>().is_some() && key.as_array_index().is_some() {
            return array::add_element(vm, object, key, value);
        }
        storage::add(vm, object, key, value, Value::UNDEFINED, Attributes::ALL)?;
        return Ok(true);
    }
    set_on_receiver(vm, key, value, receiver)
}

#[inline(always)]
fn is_array_length(vm: &Vm, object: Gc<Object>, key: PropertyKey) -> bool {
    object.cast::<Array>().is_some() && key == vm.key(crate::string::Name::Length)
}

/// Calls a setter, if it is one.
pub fn call_setter(vm: &mut Vm, setter: Value, value: Value, receiver: Value) -> JsResult<bool> {
    if setter.is_undefined() {
        return Ok(false);
    }
    operation::call(vm, setter, receiver, &[value])?;
    Ok(true)
}

/// The second half of
/// [OrdinarySetWithOwnDescriptor](https://tc39.es/ecma262/#sec-ordinarysetwithowndescriptor): the
/// property is a writable data property, or absent.
pub(crate) fn set_on_receiver(
    vm: &mut Vm,
    key: PropertyKey,
    value: Value,
    receiver: Value,
) -> JsResult<bool> {
    let Some(receiver) = vm.object(receiver) else {
        return Ok(false);
    };
    match operation::get_own_property(vm, receiver, key)? {
        Some(existing) => {
            if existing.is_accessor() || !existing.is_writable() {
                return Ok(false);
            }
            operation::define_own_property(
                vm,
                receiver,
                key,
                &PropertyDescriptor::only_value(value),
            )
        }
        None => operation::create_data_property(vm, receiver, key, value),
    }
}

/// [OrdinarySetWithOwnDescriptor](https://tc39.es/ecma262/#sec-ordinarysetwithowndescriptor).
pub fn ordinary_set_with_own_descriptor(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
    value: Value,
    receiver: Value,
    own: Option<PropertyDescriptor>,
) -> JsResult<bool> {
    match own {
        None => match operation::get_prototype_of(vm, object)? {
            Some(parent) => operation::set_with_receiver(vm, parent, key, value, receiver),
            None => set_on_receiver(vm, key, value, receiver),
        },
        Some(own) if own.is_accessor() => call_setter(vm, own.setter(), value, receiver),
        Some(own) if !own.is_writable() => Ok(false),
        Some(_) => set_on_receiver(vm, key, value, receiver),
    }
}

/// [OrdinaryDelete](https://tc39.es/ecma262/#sec-ordinarydelete).
pub fn ordinary_delete(vm: &mut Vm, object: Gc<Object>, key: PropertyKey) -> JsResult<bool> {
    let place = find_own(object, key);
    match read(object, place) {
        Own::Absent => Ok(true),
        Own::Data(_, attributes) | Own::Accessor(_, _, attributes) => {
            if !attributes.is_configurable() {
                return Ok(false);
            }
            storage::remove(vm, object, key, place)?;
            Ok(true)
        }
    }
}

/// [OrdinaryOwnPropertyKeys](https://tc39.es/ecma262/#sec-ordinaryownpropertykeys).
pub fn ordinary_own_property_keys(vm: &mut Vm, object: Gc<Object>) -> JsResult<RootedList> {
    let keys = vm.heap.new_list()?;
    append_element_keys(vm, object, keys)?;
    append_named_keys(vm, object, keys)?;
    Ok(keys)
}

/// Appends the array indices of an object's own elements.
pub(crate) fn append_element_keys(
    vm: &mut Vm,
    object: Gc<Object>,
    keys: RootedList,
) -> JsResult<()> {
    if elements::has_none(object) {
        return Ok(());
    }
    for index in elements::indices(object) {
        keys.push(
            &mut vm.heap,
            PropertyKey::from_index(u64::from(index)).to_raw(),
        )?;
    }
    Ok(())
}

/// Appends the strings, then the symbols, of an object's own named properties.
pub(crate) fn append_named_keys(vm: &mut Vm, object: Gc<Object>, keys: RootedList) -> JsResult<()> {
    let shape = object.shape();
    let table = shape.table.get();
    let count = shape.count.get() as usize;
    let mut has_symbols = false;
    for number in 0..count {
        let key = table.entries()[number].key.get();
        if key.is_symbol() {
            has_symbols = true;
        } else if !key.is_hole() {
            keys.push(&mut vm.heap, key)?;
        }
    }
    if !has_symbols {
        return Ok(());
    }
    for number in 0..count {
        let key = table.entries()[number].key.get();
        if vm
            .heap
            .gc::<Symbol>(key)
            .is_some_and(|symbol| !symbol.is_private())
        {
            keys.push(&mut vm.heap, key)?;
        }
    }
    Ok(())
}

/// Restricts an object that is not exotic, without the detour over descriptors.
pub(crate) fn restrict_ordinary(
    vm: &mut Vm,
    object: Gc<Object>,
    restriction: Restriction,
) -> JsResult<()> {
    if restriction != Restriction::NonExtensible
        && let elements::Form::Sparse(sparse) = elements::form(object)
    {
        sparse.restrict(restriction == Restriction::Frozen);
    }
    let shape = object.shape();
    if !shape.is_unique()
        && let Some(next) = transition::restriction(vm, shape, restriction)?
    {
        object.set_shape(next);
        return Ok(());
    }
    let shape = storage::prepare_change(vm, object)?;
    restrict_unique(vm, shape, restriction);
    Ok(())
}

/// Whether an object that is not exotic is sealed or frozen.
pub(crate) fn is_restricted(vm: &Vm, object: Gc<Object>, restriction: Restriction) -> bool {
    let is_fixed = |attributes: Attributes| {
        !attributes.is_configurable()
            && (restriction != Restriction::Frozen || !attributes.is_writable())
    };
    let is_private =
        |key: Value| (vm.heap.gc::<Symbol>(key)).is_some_and(|symbol| symbol.is_private());
    let shape = object.shape();
    if shape.is_extensible() {
        return false;
    }
    let mut named = shape.entries();
    if named.any(|(key, _, attributes)| !is_fixed(attributes) && !is_private(key)) {
        return false;
    }
    elements::has_none(object)
        || elements::indices(object).into_iter().all(|index| {
            let place = find_own(object, PropertyKey::from_index(index.into()));
            match read(object, place) {
                Own::Absent => true,
                Own::Data(_, attributes) | Own::Accessor(_, _, attributes) => is_fixed(attributes),
            }
        })
}
