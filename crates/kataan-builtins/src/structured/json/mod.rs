//! [The JSON Object](https://tc39.es/ecma262/#sec-json-object).

mod parse;
mod quote;
mod raw;
mod record;
mod revive;
mod scan;
mod stringify;

use kataan_vm::native::{IntrinsicObject, ObjectForm, PropertyValue, method, value};
use kataan_vm::object::Attributes;
use kataan_vm::realm::Intrinsic;

pub(crate) use parse::parse_json;
pub(crate) use raw::RawJsonObject;
pub(crate) use record::Record as JsonRecord;

/// The namespace object.
pub(crate) static JSON: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::Json,
    form: ObjectForm::Ordinary(Some("JSON")),
    prototype: Some(Intrinsic::ObjectPrototype),
    properties: &[
        method("isRawJSON", 1, raw::is_raw_json),
        method("parse", 2, revive::parse),
        method("rawJSON", 1, raw::raw_json),
        method("stringify", 3, stringify::stringify),
        value(
            "[Symbol.toStringTag]",
            PropertyValue::String("JSON"),
            Attributes::CONFIGURABLE,
        ),
    ],
};
