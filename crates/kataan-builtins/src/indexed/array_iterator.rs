//! [Array Iterator Objects](https://tc39.es/ecma262/#sec-array-iterator-objects): their `next`. The
//! cell is the VM's, whose loops know it.

use crate::message;
use kataan_gc::Gc;
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::native::{Args, IntrinsicObject, ObjectForm, PropertyValue, method_with, value};
use kataan_vm::object::array_fast::own_dense_element;
use kataan_vm::object::{
    ArrayIterationKind, ArrayIterator, Attributes, Object, PropertyKey, TypedArray,
    create_array_from_list,
};
use kataan_vm::operation::{create_iter_result, get, length_of_array_like};
use kataan_vm::realm::Intrinsic;
use kataan_vm::value::Value;

/// `%ArrayIteratorPrototype%`
pub(crate) static ARRAY_ITERATOR_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::ArrayIteratorPrototype,
    form: ObjectForm::Ordinary(None),
    prototype: Some(Intrinsic::IteratorPrototype),
    properties: &[
        method_with(
            "next",
            0,
            next,
            Attributes::HIDDEN,
            Some(Intrinsic::ArrayIteratorPrototypeNext),
        ),
        value(
            "[Symbol.toStringTag]",
            PropertyValue::String("Array Iterator"),
            Attributes::CONFIGURABLE,
        ),
    ],
};

/// How many elements the target has now.
fn current_length(vm: &mut Vm, target: Gc<Object>) -> JsResult<u64> {
    let Some(array) = target.cast::<TypedArray>() else {
        return length_of_array_like(vm, target);
    };
    match array.length_now(vm) {
        Some(length) => Ok(length as u64),
        None => Err(vm.throw_type_error(kataan_vm::error::message::DETACHED_BUFFER, &[])),
    }
}

/// [%ArrayIteratorPrototype%.next](https://tc39.es/ecma262/#sec-%arrayiteratorprototype%.next)
pub(crate) fn next(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let Some(iterator) = vm.heap.gc::<ArrayIterator>(args.this()) else {
        let text = describe(vm, args.this());
        let parts: [&dyn core::fmt::Display; 2] = [&"%ArrayIteratorPrototype%.next", &text];
        return Err(vm.throw_type_error(message::INCOMPATIBLE_RECEIVER, &parts));
    };
    match advance(vm, iterator)? {
        Some(item) => Ok(create_iter_result(vm, item, false)?.into()),
        None => Ok(create_iter_result(vm, Value::UNDEFINED, true)?.into()),
    }
}

/// The same, without a result object.
pub(crate) fn step(vm: &mut Vm, iterator: Value) -> JsResult<Option<Option<Value>>> {
    match vm.heap.gc::<ArrayIterator>(iterator) {
        Some(iterator) => advance(vm, iterator).map(Some),
        None => Ok(None),
    }
}

fn advance(vm: &mut Vm, iterator: Gc<ArrayIterator>) -> JsResult<Option<Value>> {
    let Some(target) = iterator.target.get() else {
        return Ok(None);
    };
    let index = iterator.next.get();
    if index >= current_length(vm, target)? {
        iterator.target.set(None);
        return Ok(None);
    }
    iterator.next.set(index + 1);
    let position = Value::from_index(index);
    Ok(Some(match iterator.kind.get() {
        ArrayIterationKind::Key => position,
        ArrayIterationKind::Value => element(vm, target, index)?,
        ArrayIterationKind::KeyAndValue => {
            let element = element(vm, target, index)?;
            create_array_from_list(vm, &[position, element])?.into()
        }
    }))
}

fn element(vm: &mut Vm, target: Gc<Object>, index: u64) -> JsResult<Value> {
    match own_dense_element(target, index) {
        Some(element) => Ok(element),
        None => get(vm, target, PropertyKey::from_index(index)),
    }
}
