//! [Map Iterator](https://tc39.es/ecma262/#sec-map-iterator-objects) and
//! [Set Iterator](https://tc39.es/ecma262/#sec-set-iterator-objects) objects.

use crate::message;
use kataan_gc::{Gc, Nullable, OrderedTable, Plain, PlainData, TableCursor, cell};
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::native::{Args, IntrinsicObject, ObjectForm, PropertyValue, method, value};
use kataan_vm::object::{Attributes, Object, new_object_base};
use kataan_vm::operation::{create_array_from_list, create_iter_result};
use kataan_vm::realm::Intrinsic;
use kataan_vm::value::Value;

/// What an iterator yields.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u32)]
pub(crate) enum IterationKind {
    MapKeys,
    MapValues,
    MapEntries,
    SetValues,
    SetEntries,
}

impl PlainData for IterationKind {}

impl IterationKind {
    fn is_of_map(self) -> bool {
        matches!(self, Self::MapKeys | Self::MapValues | Self::MapEntries)
    }
}

cell! {
    /// An iterator over a map or set; the cursor is gone once it is finished.
    pub struct CollectionIterator: Object {
        cursor: Nullable<TableCursor>,
        kind: Plain<IterationKind>,
    }
}

/// The prototype of map iterators.
pub(crate) static MAP_ITERATOR_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::MapIteratorPrototype,
    form: ObjectForm::Ordinary(None),
    prototype: Some(Intrinsic::IteratorPrototype),
    properties: &[
        method("next", 0, map_next),
        value(
            "[Symbol.toStringTag]",
            PropertyValue::String("Map Iterator"),
            Attributes::CONFIGURABLE,
        ),
    ],
};

/// The prototype of set iterators.
pub(crate) static SET_ITERATOR_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::SetIteratorPrototype,
    form: ObjectForm::Ordinary(None),
    prototype: Some(Intrinsic::IteratorPrototype),
    properties: &[
        method("next", 0, set_next),
        value(
            "[Symbol.toStringTag]",
            PropertyValue::String("Set Iterator"),
            Attributes::CONFIGURABLE,
        ),
    ],
};

/// A new iterator over `table`.
pub(super) fn create_collection_iterator(
    vm: &mut Vm,
    table: Gc<OrderedTable>,
    kind: IterationKind,
) -> JsResult<Value> {
    let prototype = vm.intrinsic(if kind.is_of_map() {
        Intrinsic::MapIteratorPrototype
    } else {
        Intrinsic::SetIteratorPrototype
    });
    let cursor = table.cursor(&mut vm.heap)?;
    let base = new_object_base::<CollectionIterator>(vm, Some(prototype), 0)?;
    let init = CollectionIteratorInit {
        base,
        cursor: Some(cursor),
        kind,
    };
    Ok(vm.heap.allocate(init)?.into())
}

/// [%MapIteratorPrototype%.next](https://tc39.es/ecma262/#sec-%mapiteratorprototype%.next)
pub(crate) fn map_next(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let iterator = vm.heap.gc::<CollectionIterator>(args.this());
    match iterator.filter(|iterator| iterator.kind.get().is_of_map()) {
        Some(iterator) => next(vm, iterator),
        None => refuse(vm, args, "%MapIteratorPrototype%.next"),
    }
}

/// [%SetIteratorPrototype%.next](https://tc39.es/ecma262/#sec-%setiteratorprototype%.next)
pub(crate) fn set_next(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let iterator = vm.heap.gc::<CollectionIterator>(args.this());
    match iterator.filter(|iterator| !iterator.kind.get().is_of_map()) {
        Some(iterator) => next(vm, iterator),
        None => refuse(vm, args, "%SetIteratorPrototype%.next"),
    }
}

fn refuse(vm: &mut Vm, args: Args<'_>, method: &'static str) -> JsResult<Value> {
    let text = describe(vm, args.this());
    Err(vm.throw_type_error(message::INCOMPATIBLE_RECEIVER, &[&method, &text]))
}

fn next(vm: &mut Vm, iterator: Gc<CollectionIterator>) -> JsResult<Value> {
    match advance(vm, iterator)? {
        Some(item) => Ok(create_iter_result(vm, item, false)?.into()),
        None => Ok(create_iter_result(vm, Value::UNDEFINED, true)?.into()),
    }
}

/// [`map_next`] without a result object.
pub(crate) fn map_step(vm: &mut Vm, iterator: Value) -> JsResult<Option<Option<Value>>> {
    match vm.heap.gc::<CollectionIterator>(iterator) {
        Some(iterator) if iterator.kind.get().is_of_map() => advance(vm, iterator).map(Some),
        _ => Ok(None),
    }
}

/// [`set_next`] without a result object.
pub(crate) fn set_step(vm: &mut Vm, iterator: Value) -> JsResult<Option<Option<Value>>> {
    match vm.heap.gc::<CollectionIterator>(iterator) {
        Some(iterator) if !iterator.kind.get().is_of_map() => advance(vm, iterator).map(Some),
        _ => Ok(None),
    }
}

fn advance(vm: &mut Vm, iterator: Gc<CollectionIterator>) -> JsResult<Option<Value>> {
    let step = iterator.cursor.get().and_then(|cursor| cursor.advance());
    let Some((key, value)) = step else {
        iterator.cursor.set(None);
        return Ok(None);
    };
    Ok(Some(match iterator.kind.get() {
        IterationKind::MapKeys | IterationKind::SetValues => key,
        IterationKind::MapValues => value,
        IterationKind::MapEntries => create_array_from_list(vm, &[key, value])?.into(),
        IterationKind::SetEntries => create_array_from_list(vm, &[key, key])?.into(),
    }))
}
