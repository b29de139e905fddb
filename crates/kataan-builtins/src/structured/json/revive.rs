//! [JSON.parse](https://tc39.es/ecma262/#sec-json.parse) and its reviver.

use super::parse::{parse_json, parse_json_with_record};
use super::record::Record;
use kataan_gc::Gc;
use kataan_vm::Vm;
use kataan_vm::error::JsResult;
use kataan_vm::native::Args;
use kataan_vm::object::{Object, PropertyKey, create_object};
use kataan_vm::operation::{
    PropertyKind, call, create_data_property, delete, enumerable_own_properties, get, is_array,
    is_callable, length_of_array_like, ordinary_object_create, same_value, to_string,
};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::Name;
use kataan_vm::value::Value;

/// [JSON.parse](https://tc39.es/ecma262/#sec-json.parse)
pub(super) fn parse(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let text = to_string(vm, args.get(0))?;
    let reviver = args.get(1);
    if !is_callable(vm, reviver) {
        return parse_json(vm, text);
    }
    let (value, record) = parse_json_with_record(vm, text)?;
    let prototype = vm.intrinsic(Intrinsic::ObjectPrototype);
    let root = ordinary_object_create(vm, Some(prototype))?;
    let key = PropertyKey::from_raw(vm.empty_string().into());
    create_data_property(vm, root, key, value)?;
    internalize_json_property(vm, root, key, reviver, record)
}

/// [InternalizeJSONProperty](https://tc39.es/ecma262/#sec-internalizejsonproperty)
fn internalize_json_property(
    vm: &mut Vm,
    holder: Gc<Object>,
    key: PropertyKey,
    reviver: Value,
    record: Option<Gc<Record>>,
) -> JsResult<Value> {
    vm.check_stack()?;
    vm.check_interrupt()?;
    let value = get(vm, holder, key)?;
    // The record tells of the text only as long as nobody changed the value.
    let record = match record {
        Some(record) if same_value(vm, record.value.get(), value)? => Some(record),
        _ => None,
    };
    if let Some(object) = vm.object(value) {
        if is_array(vm, value)? {
            for index in 0..length_of_array_like(vm, object)? {
                let element = record.and_then(|record| record.element(vm, index));
                revive_element(vm, object, PropertyKey::from_index(index), reviver, element)?;
            }
        } else {
            let keys = enumerable_own_properties(vm, object, PropertyKind::RawKey)?;
            for key in keys.iter().map(PropertyKey::from_raw) {
                let entry = match record {
                    Some(record) => record.entry(vm, key)?,
                    None => None,
                };
                revive_element(vm, object, key, reviver, entry)?;
            }
        }
    }
    let context = create_object(vm)?;
    if let Some(source) = record.and_then(|record| record.source.get()) {
        let key = vm.key(Name::Source);
        create_data_property(vm, context, key, source.into())?;
    }
    let name = key.to_value(vm)?;
    call(vm, reviver, holder.into(), &[name, value, context.into()])
}

/// Replaces the property `key` of `object` by what the reviver makes of it.
fn revive_element(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
    reviver: Value,
    record: Option<Gc<Record>>,
) -> JsResult<()> {
    let element = internalize_json_property(vm, object, key, reviver, record)?;
    if element.is_undefined() {
        delete(vm, object, key)?;
    } else {
        create_data_property(vm, object, key, element)?;
    }
    Ok(())
}
