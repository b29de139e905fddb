//! Operations on objects (clause 7.3).

use super::{PropertyWalk, call, is_callable, own_property_keys as keys_of, to_boolean, to_object};
use crate::error::{JsResult, Thrown, describe, describe_key, message};
use crate::execution::late_properties;
use crate::inline_cache::property::{Loaded, load_shared};
use crate::native::{NativeFunction, species};
use crate::object::{
    Attributes, BoundFunction, NativeFunctionObject, Object, Own, PropertyDescriptor, PropertyKey,
    Proxy, add_named, define_data_property, ensure_slots, find_own, ordinary_get,
    ordinary_get_own_property, ordinary_has_property, ordinary_object_create,
    ordinary_own_property_keys, ordinary_set, read_own,
};
use crate::realm::{Intrinsic, Realm};
use crate::string::Name;
use crate::symbol::WellKnownSymbol;
use crate::value::{Type, Value, type_of};
use crate::vm::Vm;
use kataan_gc::{Gc, RootedList};

/// `[[GetPrototypeOf]]`
#[inline]
pub fn get_prototype_of(vm: &mut Vm, object: Gc<Object>) -> JsResult<Option<Gc<Object>>> {
    if object.is_exotic() {
        return (vm.methods_of(object).get_prototype_of)(vm, object);
    }
    Ok(object.shape().prototype())
}

/// `[[SetPrototypeOf]]`
pub fn set_prototype_of(
    vm: &mut Vm,
    object: Gc<Object>,
    prototype: Option<Gc<Object>>,
) -> JsResult<bool> {
    (vm.methods_of(object).set_prototype_of)(vm, object, prototype)
}

/// `[[IsExtensible]]`
pub fn is_extensible(vm: &mut Vm, object: Gc<Object>) -> JsResult<bool> {
    (vm.methods_of(object).is_extensible)(vm, object)
}

/// `[[PreventExtensions]]`
pub fn prevent_extensions(vm: &mut Vm, object: Gc<Object>) -> JsResult<bool> {
    (vm.methods_of(object).prevent_extensions)(vm, object)
}

/// `[[GetOwnProperty]]`
#[inline]
pub fn get_own_property(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
) -> JsResult<Option<PropertyDescriptor>> {
    if object.is_exotic() {
        return (vm.methods_of(object).get_own_property)(vm, object, key);
    }
    ordinary_get_own_property(vm, object, key)
}

/// `[[DefineOwnProperty]]`
pub fn define_own_property(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
    descriptor: &PropertyDescriptor,
) -> JsResult<bool> {
    (vm.methods_of(object).define_own_property)(vm, object, key, descriptor)
}

/// [HasProperty](https://tc39.es/ecma262/#sec-hasproperty).
#[inline]
pub fn has_property(vm: &mut Vm, object: Gc<Object>, key: PropertyKey) -> JsResult<bool> {
    if object.is_exotic() {
        return (vm.methods_of(object).has_property)(vm, object, key);
    }
    ordinary_has_property(vm, object, key)
}

/// [Get](https://tc39.es/ecma262/#sec-get-o-p).
#[inline]
pub fn get(vm: &mut Vm, object: Gc<Object>, key: PropertyKey) -> JsResult<Value> {
    get_with_receiver(vm, object, key, object.into())
}

/// Get of one of the engine's names.
#[inline]
pub fn get_name(vm: &mut Vm, object: Gc<Object>, name: Name) -> JsResult<Value> {
    let key = vm.key(name);
    get(vm, object, key)
}

/// Get of a name that is asked of many objects of one form: through the cache that sites share.
#[inline]
pub fn get_name_cached(vm: &mut Vm, object: Gc<Object>, name: Name) -> JsResult<Value> {
    let key = vm.key(name);
    match load_shared(vm, object, key)? {
        Loaded::Value(value) => Ok(value),
        Loaded::Getter(getter) => call(vm, getter, object.into(), &[]),
    }
}

/// Get of an integer.
#[inline]
pub fn get_index(vm: &mut Vm, object: Gc<Object>, index: u64) -> JsResult<Value> {
    get(vm, object, PropertyKey::from_index(index))
}

/// `[[Get]]`
#[inline]
pub fn get_with_receiver(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
    receiver: Value,
) -> JsResult<Value> {
    if object.is_exotic() {
        return (vm.methods_of(object).get)(vm, object, key, receiver);
    }
    ordinary_get(vm, object, key, receiver)
}

/// Where properties of a primitive value are looked up; none for `undefined` and `null`.
#[inline]
pub fn prototype_of_primitive(vm: &Vm, value: Value) -> Option<Gc<Object>> {
    let prototype = match type_of(value) {
        Type::Undefined | Type::Null => return None,
        Type::Object => return vm.object(value),
        Type::Boolean => Intrinsic::BooleanPrototype,
        Type::String => Intrinsic::StringPrototype,
        Type::Symbol => Intrinsic::SymbolPrototype,
        Type::Number => Intrinsic::NumberPrototype,
        Type::BigInt => Intrinsic::BigIntPrototype,
    };
    Some(vm.intrinsic(prototype))
}

/// [GetV](https://tc39.es/ecma262/#sec-getv), without making an object of a primitive value.
pub fn get_v(vm: &mut Vm, value: Value, key: PropertyKey) -> JsResult<Value> {
    if let Some(object) = vm.object(value) {
        return get(vm, object, key);
    }
    if let Some(string) = vm.string(value) {
        if key == vm.key(Name::Length) {
            return Ok(Value::from_number(string.len() as f64));
        }
        if let Some(index) = key.as_integer()
            && index < string.len() as u64
        {
            let unit = crate::string::unit_at(vm, string, index as usize)?;
            return Ok(crate::string::single_unit(vm, unit)?.into());
        }
    }
    match prototype_of_primitive(vm, value) {
        Some(prototype) => get_with_receiver(vm, prototype, key, value),
        None => {
            let (value, key) = (describe(vm, value), describe_key(vm, key));
            Err(vm.throw_type_error(message::NULLISH_PROPERTY, &[&value, &key]))
        }
    }
}

/// `[[Set]]`
#[inline]
pub fn set_with_receiver(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
    value: Value,
    receiver: Value,
) -> JsResult<bool> {
    if object.is_exotic() {
        return (vm.methods_of(object).set)(vm, object, key, value, receiver);
    }
    ordinary_set(vm, object, key, value, receiver)
}

/// [Set](https://tc39.es/ecma262/#sec-set-o-p-v-throw) that throws on failure.
#[inline]
pub fn set(vm: &mut Vm, object: Gc<Object>, key: PropertyKey, value: Value) -> JsResult<()> {
    if set_with_receiver(vm, object, key, value, object.into())? {
        return Ok(());
    }
    Err(set_failed(vm, object, key))
}

/// Whether a refused assignment or deletion throws: it does in strict code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum Strictness {
    Sloppy,
    Strict,
}

/// [Set](https://tc39.es/ecma262/#sec-set-o-p-v-throw) as code of either mode does it.
#[inline]
pub fn set_as(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
    value: Value,
    strictness: Strictness,
) -> JsResult<()> {
    let done = set_with_receiver(vm, object, key, value, object.into())?;
    if !done && strictness == Strictness::Strict {
        return Err(set_failed(vm, object, key));
    }
    Ok(())
}

/// [PutValue](https://tc39.es/ecma262/#sec-putvalue) of a property reference whose base is any
/// value.
pub fn set_v(
    vm: &mut Vm,
    base: Value,
    key: PropertyKey,
    value: Value,
    strictness: Strictness,
) -> JsResult<()> {
    if let Some(object) = vm.object(base) {
        return set_as(vm, object, key, value, strictness);
    }
    let Some(prototype) = prototype_of_primitive(vm, base) else {
        let (base, key) = (describe(vm, base), describe_key(vm, key));
        return Err(vm.throw_type_error(message::NULLISH_PROPERTY_SET, &[&base, &key]));
    };
    // A String object of its own has properties that its prototype lacks.
    let target = if base.is_string() {
        to_object(vm, base)?
    } else {
        prototype
    };
    let done = set_with_receiver(vm, target, key, value, base)?;
    if !done && strictness == Strictness::Strict {
        let (name, target) = (describe_key(vm, key), describe(vm, base));
        return Err(vm.throw_type_error(message::CANNOT_SET, &[&name, &target]));
    }
    Ok(())
}

/// The error of an assignment that was refused.
#[cold]
pub fn set_failed(vm: &mut Vm, object: Gc<Object>, key: PropertyKey) -> Thrown {
    let (name, target) = (describe_key(vm, key), describe(vm, object.into()));
    if object.is_exotic() {
        return vm.throw_type_error(message::CANNOT_SET, &[&name, &target]);
    }
    let mut holder = Some(object);
    while let Some(current) = holder.filter(|holder| !holder.is_exotic()) {
        let own = match ordinary_get_own_property(vm, current, key) {
            Ok(own) => own,
            Err(thrown) => return thrown,
        };
        match own {
            Some(own) if own.is_accessor() => {
                return vm.throw_type_error(message::NO_SETTER, &[&name, &target]);
            }
            Some(_) => return vm.throw_type_error(message::READ_ONLY, &[&name, &target]),
            None => holder = current.shape().prototype(),
        }
    }
    vm.throw_type_error(message::NOT_EXTENSIBLE, &[&name, &target])
}

/// `[[Delete]]`
pub fn delete(vm: &mut Vm, object: Gc<Object>, key: PropertyKey) -> JsResult<bool> {
    (vm.methods_of(object).delete)(vm, object, key)
}

/// `[[OwnPropertyKeys]]`: raw keys, see [`PropertyKey::from_raw`].
pub fn own_property_keys(vm: &mut Vm, object: Gc<Object>) -> JsResult<RootedList> {
    if object.is_exotic() {
        return (vm.methods_of(object).own_property_keys)(vm, object);
    }
    ordinary_own_property_keys(vm, object)
}

/// [CreateDataProperty](https://tc39.es/ecma262/#sec-createdataproperty).
#[inline]
pub fn create_data_property(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
    value: Value,
) -> JsResult<bool> {
    define_own_property(
        vm,
        object,
        key,
        &PropertyDescriptor::data(value, Attributes::ALL),
    )
}

/// [CreateDataPropertyOrThrow](https://tc39.es/ecma262/#sec-createdatapropertyorthrow).
pub fn create_data_property_or_throw(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
    value: Value,
) -> JsResult<()> {
    define_property_or_throw(
        vm,
        object,
        key,
        &PropertyDescriptor::data(value, Attributes::ALL),
    )
}

/// [CreateNonEnumerableDataPropertyOrThrow](https://tc39.es/ecma262/#sec-createnonenumerabledatapropertyorthrow)
/// on an ordinary, extensible object.
pub fn create_non_enumerable_data_property(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
    value: Value,
) -> JsResult<()> {
    define_data_property(vm, object, key, value, Attributes::HIDDEN)
}

/// [DefinePropertyOrThrow](https://tc39.es/ecma262/#sec-definepropertyorthrow).
pub fn define_property_or_throw(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
    descriptor: &PropertyDescriptor,
) -> JsResult<()> {
    if define_own_property(vm, object, key, descriptor)? {
        return Ok(());
    }
    let name = describe_key(vm, key);
    Err(vm.throw_type_error(message::CANNOT_REDEFINE, &[&name]))
}

/// [DeletePropertyOrThrow](https://tc39.es/ecma262/#sec-deletepropertyorthrow).
pub fn delete_property_or_throw(vm: &mut Vm, object: Gc<Object>, key: PropertyKey) -> JsResult<()> {
    if delete(vm, object, key)? {
        return Ok(());
    }
    let (name, target) = (describe_key(vm, key), describe(vm, object.into()));
    Err(vm.throw_type_error(message::CANNOT_DELETE, &[&name, &target]))
}

/// [GetMethod](https://tc39.es/ecma262/#sec-getmethod): a function or `undefined`.
pub fn get_method(vm: &mut Vm, value: Value, key: PropertyKey) -> JsResult<Value> {
    let function = get_v(vm, value, key)?;
    if function.is_nullish() {
        return Ok(Value::UNDEFINED);
    }
    if !is_callable(vm, function) {
        let text = describe(vm, function);
        return Err(vm.throw_type_error(message::NOT_CALLABLE, &[&text]));
    }
    Ok(function)
}

/// [HasOwnProperty](https://tc39.es/ecma262/#sec-hasownproperty).
pub fn has_own_property(vm: &mut Vm, object: Gc<Object>, key: PropertyKey) -> JsResult<bool> {
    Ok(get_own_property(vm, object, key)?.is_some())
}

/// [OrdinaryHasInstance](https://tc39.es/ecma262/#sec-ordinaryhasinstance).
pub fn ordinary_has_instance(vm: &mut Vm, constructor: Value, value: Value) -> JsResult<bool> {
    let Some(constructor) = vm.object(constructor).filter(|object| object.is_callable()) else {
        return Ok(false);
    };
    if let Some(bound) = constructor.cast::<BoundFunction>() {
        vm.check_stack()?;
        return instance_of(vm, value, bound.target().into());
    }
    let Some(object) = vm.object(value) else {
        return Ok(false);
    };
    let prototype = get_name(vm, constructor, Name::Prototype)?;
    let Some(prototype) = vm.object(prototype) else {
        let text = describe(vm, prototype);
        return Err(vm.throw_type_error(message::INSTANCEOF_PROTOTYPE, &[&text]));
    };
    let mut current = object;
    while let Some(parent) = get_prototype_of(vm, current)? {
        if parent == prototype {
            return Ok(true);
        }
        current = parent;
        vm.check_interrupt()?;
    }
    Ok(false)
}

/// [InstanceofOperator](https://tc39.es/ecma262/#sec-instanceofoperator).
pub fn instance_of(vm: &mut Vm, value: Value, target: Value) -> JsResult<bool> {
    let Some(object) = vm.object(target) else {
        let text = describe(vm, target);
        return Err(vm.throw_type_error(message::INSTANCEOF_NOT_OBJECT, &[&text]));
    };
    let key = vm.symbol_key(WellKnownSymbol::HasInstance);
    let handler = get_method(vm, target, key)?;
    if !handler.is_undefined() {
        let result = call(vm, handler, target, &[value])?;
        return Ok(to_boolean(vm, result));
    }
    if !object.is_callable() {
        let text = describe(vm, target);
        return Err(vm.throw_type_error(message::INSTANCEOF_NOT_CALLABLE, &[&text]));
    }
    ordinary_has_instance(vm, target, value)
}

/// Whether a constructor of the library is its own species by the library's own getter, which is
/// where it was.
fn is_own_species(vm: &Vm, constructor: Gc<Object>) -> bool {
    if constructor.is_exotic() || constructor.cast::<NativeFunctionObject>().is_none() {
        return false;
    }
    let key = vm.symbol_key(WellKnownSymbol::Species);
    let Own::Accessor(getter, _, _) = read_own(constructor, find_own(constructor, key)) else {
        return false;
    };
    let getter = vm.heap.gc::<NativeFunctionObject>(getter);
    constructor.is_constructor()
        && getter.is_some_and(|getter| {
            let code = vm.natives.code(getter.native());
            core::ptr::fn_addr_eq(code, species as NativeFunction)
        })
}

/// [SpeciesConstructor](https://tc39.es/ecma262/#sec-speciesconstructor).
pub fn species_constructor(
    vm: &mut Vm,
    object: Gc<Object>,
    default: Intrinsic,
) -> JsResult<Gc<Object>> {
    let constructor = get_name_cached(vm, object, Name::Constructor)?;
    if constructor.is_undefined() {
        return Ok(vm.intrinsic(default));
    }
    if let Some(known) = vm.object(constructor).filter(|it| is_own_species(vm, *it)) {
        return Ok(known);
    }
    let Some(constructor_object) = vm.object(constructor) else {
        let text = describe(vm, constructor);
        return Err(vm.throw_type_error(message::CONSTRUCTOR_NOT_OBJECT, &[&text]));
    };
    let key = vm.symbol_key(WellKnownSymbol::Species);
    let species = get(vm, constructor_object, key)?;
    if species.is_nullish() {
        return Ok(vm.intrinsic(default));
    }
    match vm.object(species).filter(|object| object.is_constructor()) {
        Some(species) => Ok(species),
        None => {
            let text = describe(vm, species);
            Err(vm.throw_type_error(message::SPECIES_NOT_CONSTRUCTOR, &[&text]))
        }
    }
}

/// [GetFunctionRealm](https://tc39.es/ecma262/#sec-getfunctionrealm).
pub fn get_function_realm(vm: &mut Vm, function: Gc<Object>) -> JsResult<Gc<Realm>> {
    let mut function = function;
    loop {
        if let Some(native) = function.cast::<NativeFunctionObject>() {
            return Ok(native.realm.get());
        }
        if let Some(bound) = function.cast::<BoundFunction>() {
            function = bound.target();
        } else if let Some(proxy) = function.cast::<Proxy>() {
            let Some(target) = proxy.target() else {
                return Err(vm.throw_type_error(message::PROXY_REVOKED, &[&"GetFunctionRealm"]));
            };
            function = target;
        } else {
            let realm = vm
                .hooks
                .realm_of_closure
                .and_then(|realm_of| realm_of(vm, function));
            return Ok(realm.unwrap_or_else(|| vm.realm()));
        }
        vm.check_interrupt()?;
    }
}

/// [GetPrototypeFromConstructor](https://tc39.es/ecma262/#sec-getprototypefromconstructor);
/// `new_target` is `undefined` if the native was called: then the default is the current realm's.
pub fn get_prototype_from_constructor(
    vm: &mut Vm,
    new_target: Value,
    default: Intrinsic,
) -> JsResult<Gc<Object>> {
    let Some(constructor) = vm.object(new_target) else {
        return Ok(vm.intrinsic(default));
    };
    let prototype = get_name(vm, constructor, Name::Prototype)?;
    if let Some(prototype) = vm.object(prototype) {
        return Ok(prototype);
    }
    let realm = get_function_realm(vm, constructor)?;
    Ok(realm.intrinsic(default))
}

/// [OrdinaryCreateFromConstructor](https://tc39.es/ecma262/#sec-ordinarycreatefromconstructor) of
/// a plain object.
pub fn ordinary_create_from_constructor(
    vm: &mut Vm,
    new_target: Value,
    default: Intrinsic,
) -> JsResult<Gc<Object>> {
    let prototype = get_prototype_from_constructor(vm, new_target, default)?;
    ordinary_object_create(vm, Some(prototype))
}

/// The same for a source whose properties can be walked over.
fn copy_walked(
    vm: &mut Vm,
    target: Gc<Object>,
    from: Gc<Object>,
    walk: PropertyWalk,
    excluded: &[Value],
) -> JsResult<()> {
    let mut walk = walk;
    // Keys come once each: an empty target has none of them.
    let is_fresh = target.shape().count.get() == 0 && target != from;
    let all = walk;
    if is_fresh {
        if excluded.is_empty() && walk.copy_at_once(vm, target)? {
            return Ok(());
        }
        ensure_slots(vm, target, walk.len() as u32)?;
    }
    while let Some(property) = walk.next_string() {
        vm.check_interrupt()?;
        let key = property.key;
        if excluded.contains(&key.to_raw()) {
            continue;
        }
        let value = match property.value {
            Some(value) if property.attributes.is_enumerable() => value,
            Some(_) => continue,
            None => {
                let own = get_own_property(vm, from, key)?;
                if !own.is_some_and(|own| own.is_enumerable()) {
                    continue;
                }
                get(vm, from, key)?
            }
        };
        if is_fresh {
            add_named(vm, target, key, value, Value::UNDEFINED, Attributes::ALL)?;
        } else {
            define_data_property(vm, target, key, value, Attributes::ALL)?;
        }
    }
    if is_fresh && excluded.is_empty() {
        all.remember_copy(target);
    }
    Ok(())
}

/// [CopyDataProperties](https://tc39.es/ecma262/#sec-copydataproperties). The target is ordinary
/// and extensible; `excluded` are raw keys.
pub fn copy_data_properties(
    vm: &mut Vm,
    target: Gc<Object>,
    source: Value,
    excluded: &[Value],
) -> JsResult<()> {
    if source.is_nullish() {
        return Ok(());
    }
    let from = to_object(vm, source)?;
    // No compiled code copies into a function, but a unit from elsewhere may.
    late_properties::complete(vm, target)?;
    if let Some(walk) = PropertyWalk::begin(from)
        && !walk.has_symbols(vm)
    {
        return copy_walked(vm, target, from, walk, excluded);
    }
    let keys = keys_of(vm, from)?;
    for index in 0..keys.len() {
        vm.check_interrupt_every(index as u64)?;
        let Some(raw) = keys.get(index) else { break };
        if excluded.contains(&raw) {
            continue;
        }
        let key = PropertyKey::from_raw(raw);
        let is_enumerable = get_own_property(vm, from, key)?.is_some_and(|own| own.is_enumerable());
        if is_enumerable {
            let value = get(vm, from, key)?;
            define_data_property(vm, target, key, value, Attributes::ALL)?;
        }
    }
    Ok(())
}
