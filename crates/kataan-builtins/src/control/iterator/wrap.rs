//! [Iterator.from](https://tc39.es/ecma262/#sec-iterator.from) and the objects that it wraps foreign
//! iterators in.

use crate::message;
use kataan_gc::{Field, Gc, Slot, cell};
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::native::{Args, IntrinsicObject, ObjectForm, method};
use kataan_vm::object::{Object, new_object_base};
use kataan_vm::operation::{
    FlattenStrings, call, create_iter_result, get_iterator_flattenable, get_method,
    ordinary_has_instance,
};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::Name;
use kataan_vm::value::Value;

cell! {
    /// A wrapper around an iterator that does not inherit from `Iterator.prototype`.
    pub struct WrapForValidIterator: Object {
        iterator: Field<Object>,
        next: Slot,
    }
}

/// `%WrapForValidIteratorPrototype%`
pub(crate) static WRAP_FOR_VALID_ITERATOR_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::WrapForValidIteratorPrototype,
    form: ObjectForm::Ordinary(None),
    prototype: Some(Intrinsic::IteratorPrototype),
    properties: &[method("next", 0, next), method("return", 0, return_method)],
};

/// [Iterator.from](https://tc39.es/ecma262/#sec-iterator.from)
pub(super) fn from(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let record = get_iterator_flattenable(vm, args.get(0), FlattenStrings::Iterate)?;
    let constructor = vm.intrinsic(Intrinsic::Iterator);
    if ordinary_has_instance(vm, constructor.into(), record.iterator.into())? {
        return Ok(record.iterator.into());
    }
    let prototype = vm.intrinsic(Intrinsic::WrapForValidIteratorPrototype);
    let base = new_object_base::<WrapForValidIterator>(vm, Some(prototype), 0)?;
    let init = WrapForValidIteratorInit {
        base,
        iterator: record.iterator,
        next: record.next,
    };
    Ok(vm.heap.allocate(init)?.into())
}

fn this_wrapper(vm: &mut Vm, args: Args<'_>) -> JsResult<Gc<WrapForValidIterator>> {
    match vm.heap.gc(args.this()) {
        Some(wrapper) => Ok(wrapper),
        None => {
            let text = describe(vm, args.this());
            let parts: [&dyn core::fmt::Display; 2] = [&"a wrapped iterator's method", &text];
            Err(vm.throw_type_error(message::INCOMPATIBLE_RECEIVER, &parts))
        }
    }
}

/// [%WrapForValidIteratorPrototype%.next](https://tc39.es/ecma262/#sec-%wrapforvaliditeratorprototype%.next)
fn next(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let wrapper = this_wrapper(vm, args)?;
    call(vm, wrapper.next.get(), wrapper.iterator.get().into(), &[])
}

/// [%WrapForValidIteratorPrototype%.return](https://tc39.es/ecma262/#sec-%wrapforvaliditeratorprototype%.return)
fn return_method(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let iterator = this_wrapper(vm, args)?.iterator.get();
    let key = vm.key(Name::Return);
    let method = get_method(vm, iterator.into(), key)?;
    if method.is_undefined() {
        return Ok(create_iter_result(vm, Value::UNDEFINED, true)?.into());
    }
    call(vm, method, iterator.into(), &[])
}
