//! [Iterator Objects](https://tc39.es/ecma262/#sec-iterator-objects).

mod chunking;
mod concat;
mod consume;
mod iterator_helper;
mod lazy;
mod wrap;
mod zip;

pub(crate) use iterator_helper::{ITERATOR_HELPER_PROTOTYPE, IteratorHelper};
pub(crate) use wrap::{WRAP_FOR_VALID_ITERATOR_PROTOTYPE, WrapForValidIterator};

use crate::message;
use kataan_gc::Gc;
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::native::{
    Args, Constructor, IntrinsicObject, ObjectForm, accessor, method, symbol_method,
};
use kataan_vm::object::{Attributes, Object, PropertyKey};
use kataan_vm::operation::{
    IteratorRecord, call, create_data_property_or_throw, get_method, get_own_property,
    ordinary_create_from_constructor, set,
};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::{Name, from_str};
use kataan_vm::symbol::WellKnownSymbol;
use kataan_vm::value::Value;

/// The constructor, which is abstract.
pub(crate) static ITERATOR: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::Iterator,
    form: ObjectForm::Constructor(Constructor {
        name: "Iterator",
        length: 0,
        code: iterator,
        prototype: Some(Intrinsic::IteratorPrototype),
        global: true,
    }),
    prototype: Some(Intrinsic::FunctionPrototype),
    properties: &[
        method("concat", 0, concat::concat),
        method("from", 1, wrap::from),
        method("zip", 1, zip::zip),
        method("zipKeyed", 1, zip::zip_keyed),
    ],
};

/// `%Iterator.prototype%`
pub(crate) static ITERATOR_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::IteratorPrototype,
    form: ObjectForm::Ordinary(None),
    prototype: Some(Intrinsic::ObjectPrototype),
    properties: &[
        accessor("constructor", Some(get_constructor), Some(set_constructor)),
        method("chunks", 1, chunking::chunks),
        method("drop", 1, lazy::drop),
        method("every", 1, consume::every),
        method("filter", 1, lazy::filter),
        method("find", 1, consume::find),
        method("flatMap", 1, lazy::flat_map),
        method("forEach", 1, consume::for_each),
        method("includes", 1, consume::includes),
        method("join", 1, consume::join),
        method("map", 1, lazy::map),
        method("reduce", 1, consume::reduce),
        method("some", 1, consume::some),
        method("take", 1, lazy::take),
        method("toArray", 0, consume::to_array),
        method("windows", 1, chunking::windows),
        symbol_method(
            "[Symbol.dispose]",
            "[Symbol.dispose]",
            0,
            dispose,
            Attributes::HIDDEN,
        ),
        symbol_method(
            "[Symbol.iterator]",
            "[Symbol.iterator]",
            0,
            return_this,
            Attributes::HIDDEN,
        ),
        accessor(
            "[Symbol.toStringTag]",
            Some(get_to_string_tag),
            Some(set_to_string_tag),
        ),
    ],
};

/// [Iterator](https://tc39.es/ecma262/#sec-iterator)
fn iterator(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    if !args.is_construct() {
        return Err(vm.throw_type_error(message::CONSTRUCTOR_WITHOUT_NEW, &[&"Iterator"]));
    }
    if args.new_target() == args.callee() {
        return Err(vm.throw_type_error(message::ABSTRACT_CONSTRUCTOR, &[&"Iterator"]));
    }
    let default = Intrinsic::IteratorPrototype;
    Ok(ordinary_create_from_constructor(vm, args.new_target(), default)?.into())
}

/// `this`, which must be an object.
pub(super) fn this_object(
    vm: &mut Vm,
    args: Args<'_>,
    method: &'static str,
) -> JsResult<Gc<Object>> {
    match vm.object(args.this()) {
        Some(object) => Ok(object),
        None => {
            let text = describe(vm, args.this());
            Err(vm.throw_type_error(message::INCOMPATIBLE_RECEIVER, &[&method, &text]))
        }
    }
}

/// The greatest number of elements that methods count.
const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

/// The record of an iterator whose `next` was not read yet: good for closing it.
fn unread(iterator: Gc<Object>) -> IteratorRecord {
    IteratorRecord {
        iterator,
        next: Value::UNDEFINED,
        done: false,
    }
}

/// `%Iterator.prototype% [ %Symbol.iterator% ]` and its kin: `this`.
pub(crate) fn return_this(_: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    Ok(args.this())
}

/// [Iterator.prototype \[ %Symbol.dispose% \]](https://tc39.es/ecma262/#sec-iterator.prototype-%symbol.dispose%)
fn dispose(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let key = vm.key(Name::Return);
    let method = get_method(vm, args.this(), key)?;
    if !method.is_undefined() {
        call(vm, method, args.this(), &[])?;
    }
    Ok(Value::UNDEFINED)
}

/// [SetterThatIgnoresPrototypeProperties](https://tc39.es/ecma262/#sec-SetterThatIgnoresPrototypeProperties)
fn setter_that_ignores_prototype_properties(
    vm: &mut Vm,
    args: Args<'_>,
    key: PropertyKey,
) -> JsResult<Value> {
    let this = this_object(vm, args, "an accessor of Iterator.prototype")?;
    if this == vm.intrinsic(Intrinsic::IteratorPrototype) {
        return Err(vm.throw_type_error(message::READ_ONLY_PROTOTYPE_PROPERTY, &[]));
    }
    if get_own_property(vm, this, key)?.is_none() {
        create_data_property_or_throw(vm, this, key, args.get(0))?;
    } else {
        set(vm, this, key, args.get(0))?;
    }
    Ok(Value::UNDEFINED)
}

fn get_constructor(vm: &mut Vm, _: Args<'_>) -> JsResult<Value> {
    Ok(vm.intrinsic(Intrinsic::Iterator).into())
}

fn set_constructor(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let key = vm.key(Name::Constructor);
    setter_that_ignores_prototype_properties(vm, args, key)
}

fn get_to_string_tag(vm: &mut Vm, _: Args<'_>) -> JsResult<Value> {
    Ok(from_str(vm, "Iterator")?.into())
}

fn set_to_string_tag(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let key = vm.symbol_key(WellKnownSymbol::ToStringTag);
    setter_that_ignores_prototype_properties(vm, args, key)
}
