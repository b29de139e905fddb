//! [Array Objects](https://tc39.es/ecma262/#sec-array-objects).
//!
//! Every function is the general algorithm over any object; the fast paths for plain arrays live
//! in the object model, below [`get`](kataan_vm::operation::get) and its kin.

mod access;
mod construct;
mod copy;
mod cycle;
mod from_async;
mod iterate;
mod mutate;
mod search;
pub(crate) mod sort;

pub(crate) use from_async::FromAsync;

use kataan_vm::native::{
    Constructor, IntrinsicObject, ObjectForm, Property, PropertyValue, alias, getter, method,
    method_with, value,
};
use kataan_vm::object::Attributes;
use kataan_vm::realm::Intrinsic;

/// The constructor.
pub(crate) static ARRAY: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::Array,
    form: ObjectForm::Constructor(Constructor {
        name: "Array",
        length: 1,
        code: construct::array,
        prototype: Some(Intrinsic::ArrayPrototype),
        global: true,
    }),
    prototype: Some(Intrinsic::FunctionPrototype),
    properties: &[
        method("from", 1, construct::from),
        method("fromAsync", 1, from_async::from_async),
        method("isArray", 1, construct::is_array_static),
        method("of", 0, construct::of),
        getter("[Symbol.species]", crate::species),
    ],
};

/// The prototype, an array itself.
pub(crate) static ARRAY_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::ArrayPrototype,
    form: ObjectForm::Existing,
    prototype: Some(Intrinsic::ObjectPrototype),
    properties: PROTOTYPE,
};

static PROTOTYPE: &[Property] = &[
    method("at", 1, access::at),
    method("concat", 1, copy::concat),
    method("copyWithin", 2, mutate::copy_within),
    method("entries", 0, access::entries),
    method("every", 1, iterate::every),
    method("fill", 1, mutate::fill),
    method("filter", 1, iterate::filter),
    method("find", 1, search::find),
    method("findIndex", 1, search::find_index),
    method("findLast", 1, search::find_last),
    method("findLastIndex", 1, search::find_last_index),
    method("flat", 0, copy::flat),
    method("flatMap", 1, copy::flat_map),
    method("forEach", 1, iterate::for_each),
    method("includes", 1, search::includes),
    method("indexOf", 1, search::index_of),
    method("join", 1, access::join),
    method("keys", 0, access::keys),
    method("lastIndexOf", 1, search::last_index_of),
    method("map", 1, iterate::map),
    method("pop", 0, mutate::pop),
    method("push", 1, mutate::push),
    method("reduce", 1, iterate::reduce),
    method("reduceRight", 1, iterate::reduce_right),
    method("reverse", 0, mutate::reverse),
    method("shift", 0, mutate::shift),
    method("slice", 2, copy::slice),
    method("some", 1, iterate::some),
    method("sort", 1, sort::sort),
    method("splice", 2, mutate::splice),
    method("toLocaleString", 0, access::to_locale_string),
    method("toReversed", 0, copy::to_reversed),
    method("toSorted", 1, sort::to_sorted),
    method("toSpliced", 2, copy::to_spliced),
    method_with(
        "toString",
        0,
        access::to_string_method,
        Attributes::HIDDEN,
        Some(Intrinsic::ArrayPrototypeToString),
    ),
    method("unshift", 1, mutate::unshift),
    method_with(
        "values",
        0,
        access::values,
        Attributes::HIDDEN,
        Some(Intrinsic::ArrayPrototypeValues),
    ),
    method("with", 2, copy::with),
    alias("[Symbol.iterator]", "values"),
    value(
        "[Symbol.unscopables]",
        PropertyValue::Names(&[
            "at",
            "copyWithin",
            "entries",
            "fill",
            "find",
            "findIndex",
            "findLast",
            "findLastIndex",
            "flat",
            "flatMap",
            "includes",
            "keys",
            "toReversed",
            "toSorted",
            "toSpliced",
            "values",
        ]),
        Attributes::CONFIGURABLE,
    ),
];
