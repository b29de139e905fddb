//! [Set Objects](https://tc39.es/ecma262/#sec-set-objects).

use super::collection_iterator::{IterationKind, create_collection_iterator};
use super::set_operations as operations;
use crate::message;
use kataan_gc::{Field, Gc, OrderedTable, cell};
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::native::{
    Args, Constructor, IntrinsicObject, ObjectForm, PropertyValue, alias, getter, method,
    method_with, value,
};
use kataan_vm::object::array_fast::pristine_elements;
use kataan_vm::object::{Attributes, Object, dense_view, new_object_base};
use kataan_vm::operation::CollectionKey as Key;
use kataan_vm::operation::{
    IteratorKind, call, get, get_iterator, get_prototype_from_constructor,
    if_abrupt_close_iterator, iterator_step_value, require_callable,
};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::Name;
use kataan_vm::value::Value;

cell! {
    /// An object with `[[SetData]]`: a table whose values are not used.
    pub struct SetObject: Object {
        pub(crate) table: Field<OrderedTable>,
    }
}

/// The constructor.
pub(crate) static SET: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::Set,
    form: ObjectForm::Constructor(Constructor {
        name: "Set",
        length: 0,
        code: set,
        prototype: Some(Intrinsic::SetPrototype),
        global: true,
    }),
    prototype: Some(Intrinsic::FunctionPrototype),
    properties: &[getter("[Symbol.species]", crate::species)],
};

/// The prototype.
pub(crate) static SET_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::SetPrototype,
    form: ObjectForm::Ordinary(None),
    prototype: Some(Intrinsic::ObjectPrototype),
    properties: &[
        method_with(
            "add",
            1,
            add,
            Attributes::HIDDEN,
            Some(Intrinsic::SetPrototypeAdd),
        ),
        method("clear", 0, clear),
        method("delete", 1, delete),
        method("difference", 1, operations::difference),
        method("entries", 0, entries),
        method("forEach", 1, for_each),
        method("has", 1, has),
        method("intersection", 1, operations::intersection),
        method("isDisjointFrom", 1, operations::is_disjoint_from),
        method("isSubsetOf", 1, operations::is_subset_of),
        method("isSupersetOf", 1, operations::is_superset_of),
        getter("size", size),
        method("symmetricDifference", 1, operations::symmetric_difference),
        method("union", 1, operations::union),
        method_with(
            "values",
            0,
            values,
            Attributes::HIDDEN,
            Some(Intrinsic::SetPrototypeValues),
        ),
        alias("keys", "values"),
        alias("[Symbol.iterator]", "values"),
        value(
            "[Symbol.toStringTag]",
            PropertyValue::String("Set"),
            Attributes::CONFIGURABLE,
        ),
    ],
};

/// A new set over `table`.
pub(super) fn set_create(
    vm: &mut Vm,
    prototype: Gc<Object>,
    table: Gc<OrderedTable>,
) -> JsResult<Gc<SetObject>> {
    let base = new_object_base::<SetObject>(vm, Some(prototype), 0)?;
    Ok(vm.heap.allocate(SetObjectInit { base, table })?)
}

/// [Set](https://tc39.es/ecma262/#sec-set-iterable)
fn set(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    if !args.is_construct() {
        return Err(vm.throw_type_error(message::CONSTRUCTOR_WITHOUT_NEW, &[&"Set"]));
    }
    let prototype = get_prototype_from_constructor(vm, args.new_target(), Intrinsic::SetPrototype)?;
    let expected = vm.object(args.get(0)).and_then(dense_view);
    let expected = expected.map_or(0, |(_, length)| length.min(MAX_EXPECTED));
    let table = vm.heap.new_table_with_capacity(expected as usize)?;
    let set = set_create(vm, prototype, table)?;
    let this = Value::from(set);
    if args.get(0).is_nullish() {
        return Ok(this);
    }
    let key = vm.key(Name::Add);
    let adder = get(vm, set.upcast(), key)?;
    let adder = require_callable(vm, adder)?;
    let pristine = adder == vm.intrinsic(Intrinsic::SetPrototypeAdd).into();
    if pristine
        && let Some(source) = vm.object(args.get(0))
        && let Some((elements, length)) = pristine_elements(vm, source)?
    {
        for index in 0..length {
            vm.check_interrupt_every(index.into())?;
            let element = elements.dense()[index as usize].get();
            // What is absent reads as undefined.
            let element = if element.is_hole() {
                Value::UNDEFINED
            } else {
                element
            };
            insert(vm, table, element)?;
        }
        return Ok(this);
    }
    let mut record = get_iterator(vm, args.get(0), IteratorKind::Sync)?;
    while let Some(element) = iterator_step_value(vm, &mut record)? {
        let added = if pristine {
            insert(vm, table, element)
        } else {
            call(vm, adder, this, &[element]).map(|_| ())
        };
        if_abrupt_close_iterator(vm, &record, added)?;
    }
    Ok(this)
}

/// Room is made at once for so many elements.
const MAX_EXPECTED: u32 = 1 << 16;

/// Adds an element.
#[inline]
pub(super) fn insert(vm: &mut Vm, table: Gc<OrderedTable>, element: Value) -> JsResult<()> {
    let key = Key::new(vm, element)?;
    if key.find(vm, table).is_none() {
        table.insert(&mut vm.heap, key.hash, key.value, Value::UNDEFINED)?;
    }
    Ok(())
}

/// Removes an element; whether it was there.
pub(super) fn remove(vm: &mut Vm, table: Gc<OrderedTable>, element: Value) -> JsResult<bool> {
    let found = Key::new(vm, element)?.find(vm, table);
    if let Some(entry) = found {
        table.remove(&mut vm.heap, entry);
    }
    Ok(found.is_some())
}

/// Whether the table has an element.
pub(super) fn contains(vm: &mut Vm, table: Gc<OrderedTable>, element: Value) -> JsResult<bool> {
    Ok(Key::new(vm, element)?.find(vm, table).is_some())
}

/// `RequireInternalSlot(this, [[SetData]])`
#[inline]
pub(super) fn this_table(
    vm: &mut Vm,
    args: Args<'_>,
    method: &'static str,
) -> JsResult<Gc<OrderedTable>> {
    match vm.heap.gc::<SetObject>(args.this()) {
        Some(set) => Ok(set.table.get()),
        None => {
            let text = describe(vm, args.this());
            Err(vm.throw_type_error(message::INCOMPATIBLE_RECEIVER, &[&method, &text]))
        }
    }
}

/// [Set.prototype.add](https://tc39.es/ecma262/#sec-set.prototype.add)
fn add(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let table = this_table(vm, args, "Set.prototype.add")?;
    insert(vm, table, args.get(0))?;
    Ok(args.this())
}

/// [Set.prototype.clear](https://tc39.es/ecma262/#sec-set.prototype.clear)
fn clear(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let table = this_table(vm, args, "Set.prototype.clear")?;
    table.clear(&mut vm.heap)?;
    Ok(Value::UNDEFINED)
}

/// [Set.prototype.delete](https://tc39.es/ecma262/#sec-set.prototype.delete)
fn delete(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let table = this_table(vm, args, "Set.prototype.delete")?;
    remove(vm, table, args.get(0)).map(Value::from)
}

/// [Set.prototype.entries](https://tc39.es/ecma262/#sec-set.prototype.entries)
fn entries(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let table = this_table(vm, args, "Set.prototype.entries")?;
    create_collection_iterator(vm, table, IterationKind::SetEntries)
}

/// [Set.prototype.values](https://tc39.es/ecma262/#sec-set.prototype.values)
pub(super) fn values(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let table = this_table(vm, args, "Set.prototype.values")?;
    create_collection_iterator(vm, table, IterationKind::SetValues)
}

/// [Set.prototype.forEach](https://tc39.es/ecma262/#sec-set.prototype.foreach)
fn for_each(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let table = this_table(vm, args, "Set.prototype.forEach")?;
    let callback = require_callable(vm, args.get(0))?;
    let cursor = table.cursor(&mut vm.heap)?;
    while let Some((element, _)) = cursor.advance() {
        vm.check_interrupt()?;
        call(vm, callback, args.get(1), &[element, element, args.this()])?;
    }
    Ok(Value::UNDEFINED)
}

/// [Set.prototype.has](https://tc39.es/ecma262/#sec-set.prototype.has)
fn has(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let table = this_table(vm, args, "Set.prototype.has")?;
    contains(vm, table, args.get(0)).map(Value::from)
}

/// [get Set.prototype.size](https://tc39.es/ecma262/#sec-get-set.prototype.size)
fn size(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let table = this_table(vm, args, "get Set.prototype.size")?;
    Ok(Value::from_number(table.len() as f64))
}
