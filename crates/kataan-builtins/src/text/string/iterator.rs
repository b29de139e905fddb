//! [String Iterator Objects](https://tc39.es/ecma262/#sec-%stringiteratorprototype%-object).

use super::this_string;
use crate::message;
use kataan_gc::{Gc, Nullable, Plain, cell};
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::native::{Args, IntrinsicObject, ObjectForm, PropertyValue, method, value};
use kataan_vm::object::{Attributes, Object, new_object_base};
use kataan_vm::operation::create_iter_result;
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::{JsString, flatten, substring};
use kataan_vm::value::Value;

cell! {
    /// An iterator over the code points of a string, which is gone once it is finished.
    pub struct StringIterator: Object {
        string: Nullable<JsString>,
        next: Plain<u32>,
    }
}

/// The prototype.
pub(crate) static STRING_ITERATOR_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::StringIteratorPrototype,
    form: ObjectForm::Ordinary(None),
    prototype: Some(Intrinsic::IteratorPrototype),
    properties: &[
        method("next", 0, next),
        value(
            "[Symbol.toStringTag]",
            PropertyValue::String("String Iterator"),
            Attributes::CONFIGURABLE,
        ),
    ],
};

/// [String.prototype \[ %Symbol.iterator% \]](https://tc39.es/ecma262/#sec-string.prototype-%symbol.iterator%)
pub(super) fn create(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let string = this_string(vm, args, "String.prototype[Symbol.iterator]")?;
    let prototype = vm.intrinsic(Intrinsic::StringIteratorPrototype);
    let base = new_object_base::<StringIterator>(vm, Some(prototype), 0)?;
    let init = StringIteratorInit {
        base,
        string: Some(string),
        next: 0,
    };
    Ok(vm.heap.allocate(init)?.into())
}

/// [%StringIteratorPrototype%.next](https://tc39.es/ecma262/#sec-%stringiteratorprototype%.next)
pub(crate) fn next(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let Some(iterator) = vm.heap.gc::<StringIterator>(args.this()) else {
        let text = describe(vm, args.this());
        let parts: [&dyn core::fmt::Display; 2] = [&"%StringIteratorPrototype%.next", &text];
        return Err(vm.throw_type_error(message::INCOMPATIBLE_RECEIVER, &parts));
    };
    match advance(vm, iterator)? {
        Some(character) => Ok(create_iter_result(vm, character, false)?.into()),
        None => Ok(create_iter_result(vm, Value::UNDEFINED, true)?.into()),
    }
}

/// The same, without a result object.
pub(crate) fn step(vm: &mut Vm, iterator: Value) -> JsResult<Option<Option<Value>>> {
    match vm.heap.gc::<StringIterator>(iterator) {
        Some(iterator) => advance(vm, iterator).map(Some),
        None => Ok(None),
    }
}

fn advance(vm: &mut Vm, iterator: Gc<StringIterator>) -> JsResult<Option<Value>> {
    let start = iterator.next.get() as usize;
    let Some(string) = iterator.string.get().filter(|string| start < string.len()) else {
        iterator.string.set(None);
        return Ok(None);
    };
    let (_, length) = flatten(vm, string)?.units().code_point_at(start);
    iterator.next.set((start + length) as u32);
    Ok(Some(substring(vm, string, start, start + length)?.into()))
}
