//! [Map Objects](https://tc39.es/ecma262/#sec-map-objects).

use super::collection_iterator::{IterationKind, create_collection_iterator};
use super::entries::add_entries_from_iterable;
use crate::group_by::{KeyCoercion, group_by as group_by_key};
use crate::message;
use kataan_gc::{Field, Gc, OrderedTable, cell};
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::native::{
    Args, Constructor, IntrinsicObject, ObjectForm, PropertyValue, alias, getter, method,
    method_with, value,
};
use kataan_vm::object::{Attributes, Object, new_object_base};
use kataan_vm::operation::CollectionKey as Key;
use kataan_vm::operation::{
    call, create_array_from_rooted_list, get, get_prototype_from_constructor, require_callable,
};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::Name;
use kataan_vm::value::Value;

cell! {
    /// An object with `[[MapData]]`.
    pub struct MapObject: Object {
        pub(crate) table: Field<OrderedTable>,
    }
}

/// The constructor.
pub(crate) static MAP: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::Map,
    form: ObjectForm::Constructor(Constructor {
        name: "Map",
        length: 0,
        code: map,
        prototype: Some(Intrinsic::MapPrototype),
        global: true,
    }),
    prototype: Some(Intrinsic::FunctionPrototype),
    properties: &[
        method("groupBy", 2, group_by),
        getter("[Symbol.species]", crate::species),
    ],
};

/// The prototype.
pub(crate) static MAP_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::MapPrototype,
    form: ObjectForm::Ordinary(None),
    prototype: Some(Intrinsic::ObjectPrototype),
    properties: &[
        method("clear", 0, clear),
        method("delete", 1, delete),
        method_with(
            "entries",
            0,
            entries,
            Attributes::HIDDEN,
            Some(Intrinsic::MapPrototypeEntries),
        ),
        method("forEach", 1, for_each),
        method("get", 1, get_method),
        method("getOrInsert", 2, get_or_insert),
        method("getOrInsertComputed", 2, get_or_insert_computed),
        method("has", 1, has),
        method("keys", 0, keys),
        method_with(
            "set",
            2,
            set,
            Attributes::HIDDEN,
            Some(Intrinsic::MapPrototypeSet),
        ),
        getter("size", size),
        method("values", 0, values),
        alias("[Symbol.iterator]", "entries"),
        value(
            "[Symbol.toStringTag]",
            PropertyValue::String("Map"),
            Attributes::CONFIGURABLE,
        ),
    ],
};

/// A new map that inherits from `prototype`.
pub(crate) fn map_create(vm: &mut Vm, prototype: Gc<Object>) -> JsResult<Gc<MapObject>> {
    let table = vm.heap.new_table()?;
    let base = new_object_base::<MapObject>(vm, Some(prototype), 0)?;
    Ok(vm.heap.allocate(MapObjectInit { base, table })?)
}

/// [Map](https://tc39.es/ecma262/#sec-map-iterable)
fn map(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    if !args.is_construct() {
        return Err(vm.throw_type_error(message::CONSTRUCTOR_WITHOUT_NEW, &[&"Map"]));
    }
    let prototype = get_prototype_from_constructor(vm, args.new_target(), Intrinsic::MapPrototype)?;
    let map = map_create(vm, prototype)?;
    let this = Value::from(map);
    if args.get(0).is_nullish() {
        return Ok(this);
    }
    let key = vm.key(Name::Set);
    let adder = get(vm, map.upcast(), key)?;
    let adder = require_callable(vm, adder)?;
    let pristine = adder == vm.intrinsic(Intrinsic::MapPrototypeSet).into();
    add_entries_from_iterable(vm, args.get(0), |vm, key, value| {
        if pristine {
            return insert(vm, map.table.get(), key, value);
        }
        call(vm, adder, this, &[key, value]).map(|_| ())
    })?;
    Ok(this)
}

/// Sets the value of a key.
#[inline]
pub(crate) fn insert(
    vm: &mut Vm,
    table: Gc<OrderedTable>,
    key: Value,
    value: Value,
) -> JsResult<()> {
    let key = Key::new(vm, key)?;
    match key.find(vm, table) {
        Some(entry) => table.set_value(entry, value),
        None => {
            table.insert(&mut vm.heap, key.hash, key.value, value)?;
        }
    }
    Ok(())
}

/// `RequireInternalSlot(this, [[MapData]])`
#[inline]
fn this_table(vm: &mut Vm, args: Args<'_>, method: &'static str) -> JsResult<Gc<OrderedTable>> {
    match vm.heap.gc::<MapObject>(args.this()) {
        Some(map) => Ok(map.table.get()),
        None => {
            let text = describe(vm, args.this());
            Err(vm.throw_type_error(message::INCOMPATIBLE_RECEIVER, &[&method, &text]))
        }
    }
}

/// [Map.groupBy](https://tc39.es/ecma262/#sec-map.groupby)
fn group_by(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let groups = group_by_key(vm, args.get(0), args.get(1), KeyCoercion::Collection)?;
    let prototype = vm.intrinsic(Intrinsic::MapPrototype);
    let map = map_create(vm, prototype)?;
    for index in 0..groups.len() {
        let (key, elements) = groups.get(vm, index);
        let array = create_array_from_rooted_list(vm, elements)?;
        insert(vm, map.table.get(), key, array.into())?;
    }
    Ok(map.into())
}

/// [Map.prototype.clear](https://tc39.es/ecma262/#sec-map.prototype.clear)
fn clear(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let table = this_table(vm, args, "Map.prototype.clear")?;
    table.clear(&mut vm.heap)?;
    Ok(Value::UNDEFINED)
}

/// [Map.prototype.delete](https://tc39.es/ecma262/#sec-map.prototype.delete)
fn delete(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let table = this_table(vm, args, "Map.prototype.delete")?;
    let found = Key::new(vm, args.get(0))?.find(vm, table);
    if let Some(entry) = found {
        table.remove(&mut vm.heap, entry);
    }
    Ok(Value::from(found.is_some()))
}

/// [Map.prototype.entries](https://tc39.es/ecma262/#sec-map.prototype.entries)
pub(super) fn entries(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let table = this_table(vm, args, "Map.prototype.entries")?;
    create_collection_iterator(vm, table, IterationKind::MapEntries)
}

/// [Map.prototype.keys](https://tc39.es/ecma262/#sec-map.prototype.keys)
fn keys(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let table = this_table(vm, args, "Map.prototype.keys")?;
    create_collection_iterator(vm, table, IterationKind::MapKeys)
}

/// [Map.prototype.values](https://tc39.es/ecma262/#sec-map.prototype.values)
fn values(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let table = this_table(vm, args, "Map.prototype.values")?;
    create_collection_iterator(vm, table, IterationKind::MapValues)
}

/// [Map.prototype.forEach](https://tc39.es/ecma262/#sec-map.prototype.foreach)
fn for_each(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let table = this_table(vm, args, "Map.prototype.forEach")?;
    let callback = require_callable(vm, args.get(0))?;
    let cursor = table.cursor(&mut vm.heap)?;
    while let Some((key, value)) = cursor.advance() {
        vm.check_interrupt()?;
        call(vm, callback, args.get(1), &[value, key, args.this()])?;
    }
    Ok(Value::UNDEFINED)
}

/// [Map.prototype.get](https://tc39.es/ecma262/#sec-map.prototype.get)
fn get_method(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let table = this_table(vm, args, "Map.prototype.get")?;
    let found = Key::new(vm, args.get(0))?.find(vm, table);
    Ok(found.map_or(Value::UNDEFINED, |entry| table.value(entry)))
}

/// [Map.prototype.getOrInsert](https://tc39.es/ecma262/#sec-map.prototype.getorinsert)
fn get_or_insert(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let table = this_table(vm, args, "Map.prototype.getOrInsert")?;
    let key = Key::new(vm, args.get(0))?;
    if let Some(entry) = key.find(vm, table) {
        return Ok(table.value(entry));
    }
    table.insert(&mut vm.heap, key.hash, key.value, args.get(1))?;
    Ok(args.get(1))
}

/// [Map.prototype.getOrInsertComputed](https://tc39.es/ecma262/#sec-map.prototype.getorinsertcomputed)
fn get_or_insert_computed(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let table = this_table(vm, args, "Map.prototype.getOrInsertComputed")?;
    let callback = require_callable(vm, args.get(1))?;
    let key = Key::new(vm, args.get(0))?;
    if let Some(entry) = key.find(vm, table) {
        return Ok(table.value(entry));
    }
    let computed = call(vm, callback, Value::UNDEFINED, &[key.value])?;
    // The callback may have set the key itself.
    insert(vm, table, key.value, computed)?;
    Ok(computed)
}

/// [Map.prototype.has](https://tc39.es/ecma262/#sec-map.prototype.has)
fn has(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let table = this_table(vm, args, "Map.prototype.has")?;
    let found = Key::new(vm, args.get(0))?.find(vm, table);
    Ok(Value::from(found.is_some()))
}

/// [Map.prototype.set](https://tc39.es/ecma262/#sec-map.prototype.set)
fn set(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let table = this_table(vm, args, "Map.prototype.set")?;
    insert(vm, table, args.get(0), args.get(1))?;
    Ok(args.this())
}

/// [get Map.prototype.size](https://tc39.es/ecma262/#sec-get-map.prototype.size)
fn size(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let table = this_table(vm, args, "get Map.prototype.size")?;
    Ok(Value::from_number(table.len() as f64))
}
