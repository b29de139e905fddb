//! [WeakMap Objects](https://tc39.es/ecma262/#sec-weakmap-objects).

use super::entries::add_entries_from_iterable;
use super::weak_key::{WeakKey, require_weak_key};
use crate::message;
use kataan_gc::{Field, Gc, WeakTable, cell};
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::native::{
    Args, Constructor, IntrinsicObject, ObjectForm, PropertyValue, method, value,
};
use kataan_vm::object::{Attributes, Object, new_object_base};
use kataan_vm::operation::{call, get, get_prototype_from_constructor, require_callable};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::Name;
use kataan_vm::value::Value;

cell! {
    /// An object with `[[WeakMapData]]`.
    pub struct WeakMapObject: Object {
        table: Field<WeakTable>,
    }
}

/// The constructor.
pub(crate) static WEAK_MAP: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::WeakMap,
    form: ObjectForm::Constructor(Constructor {
        name: "WeakMap",
        length: 0,
        code: weak_map,
        prototype: Some(Intrinsic::WeakMapPrototype),
        global: true,
    }),
    prototype: Some(Intrinsic::FunctionPrototype),
    properties: &[],
};

/// The prototype.
pub(crate) static WEAK_MAP_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::WeakMapPrototype,
    form: ObjectForm::Ordinary(None),
    prototype: Some(Intrinsic::ObjectPrototype),
    properties: &[
        method("delete", 1, delete),
        method("get", 1, get_method),
        method("getOrInsert", 2, get_or_insert),
        method("getOrInsertComputed", 2, get_or_insert_computed),
        method("has", 1, has),
        method("set", 2, set),
        value(
            "[Symbol.toStringTag]",
            PropertyValue::String("WeakMap"),
            Attributes::CONFIGURABLE,
        ),
    ],
};

/// [WeakMap](https://tc39.es/ecma262/#sec-weakmap-iterable)
fn weak_map(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    if !args.is_construct() {
        return Err(vm.throw_type_error(message::CONSTRUCTOR_WITHOUT_NEW, &[&"WeakMap"]));
    }
    let default = Intrinsic::WeakMapPrototype;
    let prototype = get_prototype_from_constructor(vm, args.new_target(), default)?;
    let table = vm.heap.new_weak_table()?;
    let base = new_object_base::<WeakMapObject>(vm, Some(prototype), 0)?;
    let map: Gc<Object> = vm
        .heap
        .allocate(WeakMapObjectInit { base, table })?
        .upcast();
    if args.get(0).is_nullish() {
        return Ok(map.into());
    }
    let key = vm.key(Name::Set);
    let adder = get(vm, map, key)?;
    let adder = require_callable(vm, adder)?;
    add_entries_from_iterable(vm, args.get(0), |vm, key, value| {
        call(vm, adder, map.into(), &[key, value]).map(|_| ())
    })?;
    Ok(map.into())
}

/// `RequireInternalSlot(this, [[WeakMapData]])`
fn this_table(vm: &mut Vm, args: Args<'_>, method: &'static str) -> JsResult<Gc<WeakTable>> {
    match vm.heap.gc::<WeakMapObject>(args.this()) {
        Some(map) => Ok(map.table.get()),
        None => {
            let text = describe(vm, args.this());
            Err(vm.throw_type_error(message::INCOMPATIBLE_RECEIVER, &[&method, &text]))
        }
    }
}

/// Sets the value of a key.
fn insert(vm: &mut Vm, table: Gc<WeakTable>, key: WeakKey, value: Value) -> JsResult<()> {
    match key.find(table) {
        Some(entry) => table.set_value(entry, value),
        None => {
            table.insert(&mut vm.heap, key.hash, key.value, value)?;
        }
    }
    Ok(())
}

/// [WeakMap.prototype.delete](https://tc39.es/ecma262/#sec-weakmap.prototype.delete)
fn delete(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let table = this_table(vm, args, "WeakMap.prototype.delete")?;
    let found = WeakKey::new(vm, args.get(0))?.and_then(|key| key.find(table));
    if let Some(entry) = found {
        table.remove(entry);
    }
    Ok(Value::from(found.is_some()))
}

/// [WeakMap.prototype.get](https://tc39.es/ecma262/#sec-weakmap.prototype.get)
fn get_method(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let table = this_table(vm, args, "WeakMap.prototype.get")?;
    let found = WeakKey::new(vm, args.get(0))?.and_then(|key| key.find(table));
    Ok(found.map_or(Value::UNDEFINED, |entry| table.value(entry)))
}

/// [WeakMap.prototype.getOrInsert](https://tc39.es/ecma262/#sec-weakmap.prototype.getorinsert)
fn get_or_insert(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let table = this_table(vm, args, "WeakMap.prototype.getOrInsert")?;
    let key = require_weak_key(vm, args.get(0), "map key")?;
    if let Some(entry) = key.find(table) {
        return Ok(table.value(entry));
    }
    insert(vm, table, key, args.get(1))?;
    Ok(args.get(1))
}

/// [WeakMap.prototype.getOrInsertComputed](https://tc39.es/ecma262/#sec-weakmap.prototype.getorinsertcomputed)
fn get_or_insert_computed(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let table = this_table(vm, args, "WeakMap.prototype.getOrInsertComputed")?;
    let key = require_weak_key(vm, args.get(0), "map key")?;
    let callback = require_callable(vm, args.get(1))?;
    if let Some(entry) = key.find(table) {
        return Ok(table.value(entry));
    }
    let computed = call(vm, callback, Value::UNDEFINED, &[key.value])?;
    // The callback may have set the key itself.
    insert(vm, table, key, computed)?;
    Ok(computed)
}

/// [WeakMap.prototype.has](https://tc39.es/ecma262/#sec-weakmap.prototype.has)
fn has(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let table = this_table(vm, args, "WeakMap.prototype.has")?;
    let found = WeakKey::new(vm, args.get(0))?.and_then(|key| key.find(table));
    Ok(Value::from(found.is_some()))
}

/// [WeakMap.prototype.set](https://tc39.es/ecma262/#sec-weakmap.prototype.set)
fn set(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let table = this_table(vm, args, "WeakMap.prototype.set")?;
    let key = require_weak_key(vm, args.get(0), "map key")?;
    insert(vm, table, key, args.get(1))?;
    Ok(args.this())
}
