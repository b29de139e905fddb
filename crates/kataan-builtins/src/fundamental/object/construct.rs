//! Making objects: the constructor, `create`, `fromEntries` and `groupBy`.

use super::properties::object_define_properties;
use crate::group_by::{KeyCoercion, group_by as group_by_key};
use crate::keyed::entries::add_entries_from_iterable;
use crate::message;
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::native::Args;
use kataan_vm::object::PropertyKey;
use kataan_vm::operation::{
    create_array_from_rooted_list, create_data_property_or_throw, ordinary_create_from_constructor,
    ordinary_object_create, require_object_coercible, to_object, to_property_key,
};
use kataan_vm::realm::Intrinsic;
use kataan_vm::value::Value;

/// [Object](https://tc39.es/ecma262/#sec-object-value)
pub(super) fn object(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    if args.is_construct() && args.new_target() != args.callee() {
        let prototype = Intrinsic::ObjectPrototype;
        let object = ordinary_create_from_constructor(vm, args.new_target(), prototype)?;
        return Ok(object.into());
    }
    let value = args.get(0);
    if value.is_nullish() {
        let prototype = vm.intrinsic(Intrinsic::ObjectPrototype);
        return Ok(ordinary_object_create(vm, Some(prototype))?.into());
    }
    Ok(to_object(vm, value)?.into())
}

/// [Object.create](https://tc39.es/ecma262/#sec-object.create)
pub(super) fn create(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let prototype = vm.object(args.get(0));
    if prototype.is_none() && !args.get(0).is_null() {
        let text = describe(vm, args.get(0));
        return Err(vm.throw_type_error(message::PROTOTYPE_NOT_OBJECT, &[&text]));
    }
    let object = ordinary_object_create(vm, prototype)?;
    if !args.get(1).is_undefined() {
        object_define_properties(vm, object, args.get(1))?;
    }
    Ok(object.into())
}

/// [Object.fromEntries](https://tc39.es/ecma262/#sec-object.fromentries)
pub(super) fn from_entries(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    require_object_coercible(vm, args.get(0))?;
    let prototype = vm.intrinsic(Intrinsic::ObjectPrototype);
    let object = ordinary_object_create(vm, Some(prototype))?;
    add_entries_from_iterable(vm, args.get(0), |vm, key, value| {
        let key = to_property_key(vm, key)?;
        create_data_property_or_throw(vm, object, key, value)
    })?;
    Ok(object.into())
}

/// [Object.groupBy](https://tc39.es/ecma262/#sec-object.groupby)
pub(super) fn group_by(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let groups = group_by_key(vm, args.get(0), args.get(1), KeyCoercion::Property)?;
    let object = ordinary_object_create(vm, None)?;
    for index in 0..groups.len() {
        let (key, elements) = groups.get(vm, index);
        let array = create_array_from_rooted_list(vm, elements)?;
        create_data_property_or_throw(vm, object, PropertyKey::from_raw(key), array.into())?;
    }
    Ok(object.into())
}
