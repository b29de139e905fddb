//! [RegExp String Iterator Objects](https://tc39.es/ecma262/#sec-regexp-string-iterator-objects).

use super::exec::reg_exp_exec;
use super::symbol_match::advance_last_index;
use crate::message;
use kataan_gc::{Field, Gc, Nullable, Plain, cell};
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::native::{Args, IntrinsicObject, ObjectForm, PropertyValue, method, value};
use kataan_vm::object::{Attributes, Object, new_object_base};
use kataan_vm::operation::{create_iter_result, get_index, to_string};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::JsString;
use kataan_vm::value::Value;

cell! {
    /// An iterator over matches; the matcher is gone once it is finished.
    pub struct RegExpStringIterator: Object {
        matcher: Nullable<Object>,
        string: Field<JsString>,
        is_global: Plain<bool>,
        is_full_unicode: Plain<bool>,
    }
}

/// The prototype.
pub(crate) static REG_EXP_STRING_ITERATOR_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::RegExpStringIteratorPrototype,
    form: ObjectForm::Ordinary(None),
    prototype: Some(Intrinsic::IteratorPrototype),
    properties: &[
        method("next", 0, next),
        value(
            "[Symbol.toStringTag]",
            PropertyValue::String("RegExp String Iterator"),
            Attributes::CONFIGURABLE,
        ),
    ],
};

/// [CreateRegExpStringIterator](https://tc39.es/ecma262/#sec-createregexpstringiterator)
pub(super) fn create_reg_exp_string_iterator(
    vm: &mut Vm,
    matcher: Gc<Object>,
    string: Gc<JsString>,
    is_global: bool,
    is_full_unicode: bool,
) -> JsResult<Value> {
    let prototype = vm.intrinsic(Intrinsic::RegExpStringIteratorPrototype);
    let base = new_object_base::<RegExpStringIterator>(vm, Some(prototype), 0)?;
    let init = RegExpStringIteratorInit {
        base,
        matcher: Some(matcher),
        string,
        is_global,
        is_full_unicode,
    };
    Ok(vm.heap.allocate(init)?.into())
}

/// [%RegExpStringIteratorPrototype%.next](https://tc39.es/ecma262/#sec-%regexpstringiteratorprototype%.next)
fn next(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let Some(iterator) = vm.heap.gc::<RegExpStringIterator>(args.this()) else {
        let text = describe(vm, args.this());
        let parts: [&dyn core::fmt::Display; 2] = [&"%RegExpStringIteratorPrototype%.next", &text];
        return Err(vm.throw_type_error(message::INCOMPATIBLE_RECEIVER, &parts));
    };
    let Some(matcher) = iterator.matcher.get() else {
        return Ok(create_iter_result(vm, Value::UNDEFINED, true)?.into());
    };
    // Whatever goes wrong ends the iterator.
    iterator.matcher.set(None);
    let string = iterator.string.get();
    let Some(result) = reg_exp_exec(vm, matcher, string)? else {
        return Ok(create_iter_result(vm, Value::UNDEFINED, true)?.into());
    };
    if iterator.is_global.get() {
        let matched = get_index(vm, result, 0)?;
        if to_string(vm, matched)?.is_empty() {
            advance_last_index(vm, matcher, string, iterator.is_full_unicode.get())?;
        }
        iterator.matcher.set(matcher);
    }
    Ok(create_iter_result(vm, result.into(), false)?.into())
}
