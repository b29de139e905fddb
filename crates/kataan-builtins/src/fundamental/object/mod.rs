//! [Object Objects](https://tc39.es/ecma262/#sec-object-objects).

mod construct;
mod integrity;
mod legacy;
mod properties;
mod prototype;

pub(crate) use prototype::object_to_string;

use kataan_vm::native::{
    Constructor, IntrinsicObject, ObjectForm, Property, accessor, method, method_with,
};
use kataan_vm::object::Attributes;
use kataan_vm::realm::Intrinsic;

/// The constructor.
pub(crate) static OBJECT: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::Object,
    form: ObjectForm::Constructor(Constructor {
        name: "Object",
        length: 1,
        code: construct::object,
        prototype: Some(Intrinsic::ObjectPrototype),
        global: true,
    }),
    prototype: Some(Intrinsic::FunctionPrototype),
    properties: &[
        method("assign", 2, properties::assign),
        method("create", 2, construct::create),
        method("defineProperties", 2, properties::define_properties),
        method("defineProperty", 3, properties::define_property),
        method("entries", 1, properties::entries),
        method("freeze", 1, integrity::freeze),
        method("fromEntries", 1, construct::from_entries),
        method(
            "getOwnPropertyDescriptor",
            2,
            properties::get_own_property_descriptor,
        ),
        method(
            "getOwnPropertyDescriptors",
            1,
            properties::get_own_property_descriptors,
        ),
        method("getOwnPropertyNames", 1, properties::get_own_property_names),
        method(
            "getOwnPropertySymbols",
            1,
            properties::get_own_property_symbols,
        ),
        method("getPrototypeOf", 1, integrity::get_prototype_of_static),
        method("groupBy", 2, construct::group_by),
        method("hasOwn", 2, properties::has_own),
        method("is", 2, properties::is),
        method("isExtensible", 1, integrity::is_extensible_static),
        method("isFrozen", 1, integrity::is_frozen),
        method("isSealed", 1, integrity::is_sealed),
        method("keys", 1, properties::keys),
        method("preventExtensions", 1, integrity::prevent_extensions_static),
        method("seal", 1, integrity::seal),
        method("setPrototypeOf", 2, integrity::set_prototype_of_static),
        method("values", 1, properties::values),
    ],
};

/// The prototype of all objects that have no other.
pub(crate) static OBJECT_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::ObjectPrototype,
    form: ObjectForm::Existing,
    prototype: None,
    properties: PROTOTYPE,
};

static PROTOTYPE: &[Property] = &[
    accessor(
        "__proto__",
        Some(legacy::get_proto),
        Some(legacy::set_proto),
    ),
    method("__defineGetter__", 2, legacy::define_getter),
    method("__defineSetter__", 2, legacy::define_setter),
    method("__lookupGetter__", 1, legacy::lookup_getter),
    method("__lookupSetter__", 1, legacy::lookup_setter),
    method("hasOwnProperty", 1, prototype::has_own_property_method),
    method("isPrototypeOf", 1, prototype::is_prototype_of),
    method("propertyIsEnumerable", 1, prototype::property_is_enumerable),
    method("toLocaleString", 0, prototype::to_locale_string),
    method_with(
        "toString",
        0,
        prototype::to_string_method,
        Attributes::HIDDEN,
        Some(Intrinsic::ObjectPrototypeToString),
    ),
    method("valueOf", 0, prototype::value_of),
];
