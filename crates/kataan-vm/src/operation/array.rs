//! Operations on arrays (clauses 7.2.2, 7.3.20 and 10.4.2).

use super::{construct, get, get_function_realm, get_name, with_list};
use crate::error::{JsResult, describe, message};
use crate::interpreter::pristine::has_default_species;
use crate::object::{Object, array_create, create_array_from_list, is_array};
use crate::realm::Intrinsic;
use crate::string::Name;
use crate::symbol::WellKnownSymbol;
use crate::value::Value;
use crate::vm::Vm;
use kataan_gc::{Gc, RootedList};

/// [ArraySpeciesCreate](https://tc39.es/ecma262/#sec-arrayspeciescreate) of an empty array, and
/// whether it is one that nobody knows yet: a plain array of the engine's own.
pub fn array_species_create_empty(
    vm: &mut Vm,
    original: Gc<Object>,
) -> JsResult<(Gc<Object>, bool)> {
    if has_default_species(vm, original)? {
        return Ok((array_create(vm, 0, None)?, true));
    }
    Ok((array_species_create(vm, original, 0)?, false))
}

/// [ArraySpeciesCreate](https://tc39.es/ecma262/#sec-arrayspeciescreate)
pub fn array_species_create(
    vm: &mut Vm,
    original: Gc<Object>,
    length: u64,
) -> JsResult<Gc<Object>> {
    if has_default_species(vm, original)? || !is_array(vm, original.into())? {
        return array_create(vm, length, None);
    }
    let mut constructor = get_name(vm, original, Name::Constructor)?;
    if let Some(object) = vm
        .object(constructor)
        .filter(|object| object.is_constructor())
    {
        // The Array of another realm stands for this realm's.
        let realm = get_function_realm(vm, object)?;
        if realm != vm.realm() && object == realm.intrinsic(Intrinsic::Array) {
            constructor = Value::UNDEFINED;
        }
    }
    if let Some(object) = vm.object(constructor) {
        let key = vm.symbol_key(WellKnownSymbol::Species);
        constructor = get(vm, object, key)?;
        if constructor.is_null() {
            constructor = Value::UNDEFINED;
        }
    }
    if constructor.is_undefined() || constructor == vm.intrinsic(Intrinsic::Array).into() {
        return array_create(vm, length, None);
    }
    match vm
        .object(constructor)
        .filter(|object| object.is_constructor())
    {
        Some(constructor) => construct(vm, constructor, &[Value::from_number(length as f64)], None),
        None => {
            let text = describe(vm, constructor);
            Err(vm.throw_type_error(message::SPECIES_NOT_CONSTRUCTOR, &[&text]))
        }
    }
}

/// [CreateArrayFromList](https://tc39.es/ecma262/#sec-createarrayfromlist) of a list that grew.
pub fn create_array_from_rooted_list(vm: &mut Vm, list: RootedList) -> JsResult<Gc<Object>> {
    with_list(vm, list, create_array_from_list)
}
