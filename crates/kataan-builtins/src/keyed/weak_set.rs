//! [WeakSet Objects](https://tc39.es/ecma262/#sec-weakset-objects).

use super::weak_key::{WeakKey, require_weak_key};
use crate::message;
use kataan_gc::{Field, Gc, WeakTable, cell};
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::native::{
    Args, Constructor, IntrinsicObject, ObjectForm, PropertyValue, method, value,
};
use kataan_vm::object::{Attributes, Object, new_object_base};
use kataan_vm::operation::{
    IteratorKind, call, get, get_iterator, get_prototype_from_constructor,
    if_abrupt_close_iterator, iterator_step_value, require_callable,
};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::Name;
use kataan_vm::value::Value;

cell! {
    /// An object with `[[WeakSetData]]`.
    pub struct WeakSetObject: Object {
        table: Field<WeakTable>,
    }
}

/// The constructor.
pub(crate) static WEAK_SET: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::WeakSet,
    form: ObjectForm::Constructor(Constructor {
        name: "WeakSet",
        length: 0,
        code: weak_set,
        prototype: Some(Intrinsic::WeakSetPrototype),
        global: true,
    }),
    prototype: Some(Intrinsic::FunctionPrototype),
    properties: &[],
};

/// The prototype.
pub(crate) static WEAK_SET_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::WeakSetPrototype,
    form: ObjectForm::Ordinary(None),
    prototype: Some(Intrinsic::ObjectPrototype),
    properties: &[
        method("add", 1, add),
        method("delete", 1, delete),
        method("has", 1, has),
        value(
            "[Symbol.toStringTag]",
            PropertyValue::String("WeakSet"),
            Attributes::CONFIGURABLE,
        ),
    ],
};

/// [WeakSet](https://tc39.es/ecma262/#sec-weakset-iterable)
fn weak_set(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    if !args.is_construct() {
        return Err(vm.throw_type_error(message::CONSTRUCTOR_WITHOUT_NEW, &[&"WeakSet"]));
    }
    let default = Intrinsic::WeakSetPrototype;
    let prototype = get_prototype_from_constructor(vm, args.new_target(), default)?;
    let table = vm.heap.new_weak_table()?;
    let base = new_object_base::<WeakSetObject>(vm, Some(prototype), 0)?;
    let set: Gc<Object> = vm
        .heap
        .allocate(WeakSetObjectInit { base, table })?
        .upcast();
    if args.get(0).is_nullish() {
        return Ok(set.into());
    }
    let key = vm.key(Name::Add);
    let adder = get(vm, set, key)?;
    let adder = require_callable(vm, adder)?;
    let mut record = get_iterator(vm, args.get(0), IteratorKind::Sync)?;
    while let Some(element) = iterator_step_value(vm, &mut record)? {
        let added = call(vm, adder, set.into(), &[element]);
        if_abrupt_close_iterator(vm, &record, added)?;
    }
    Ok(set.into())
}

/// `RequireInternalSlot(this, [[WeakSetData]])`
fn this_table(vm: &mut Vm, args: Args<'_>, method: &'static str) -> JsResult<Gc<WeakTable>> {
    match vm.heap.gc::<WeakSetObject>(args.this()) {
        Some(set) => Ok(set.table.get()),
        None => {
            let text = describe(vm, args.this());
            Err(vm.throw_type_error(message::INCOMPATIBLE_RECEIVER, &[&method, &text]))
        }
    }
}

/// [WeakSet.prototype.add](https://tc39.es/ecma262/#sec-weakset.prototype.add)
fn add(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let table = this_table(vm, args, "WeakSet.prototype.add")?;
    let key = require_weak_key(vm, args.get(0), "set element")?;
    if key.find(table).is_none() {
        table.insert(&mut vm.heap, key.hash, key.value, Value::UNDEFINED)?;
    }
    Ok(args.this())
}

/// [WeakSet.prototype.delete](https://tc39.es/ecma262/#sec-weakset.prototype.delete)
fn delete(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let table = this_table(vm, args, "WeakSet.prototype.delete")?;
    let found = WeakKey::new(vm, args.get(0))?.and_then(|key| key.find(table));
    if let Some(entry) = found {
        table.remove(entry);
    }
    Ok(Value::from(found.is_some()))
}

/// [WeakSet.prototype.has](https://tc39.es/ecma262/#sec-weakset.prototype.has)
fn has(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let table = this_table(vm, args, "WeakSet.prototype.has")?;
    let found = WeakKey::new(vm, args.get(0))?.and_then(|key| key.find(table));
    Ok(Value::from(found.is_some()))
}
