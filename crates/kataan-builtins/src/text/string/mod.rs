//! [String Objects](https://tc39.es/ecma262/#sec-string-objects).

mod access;
mod case;
mod construct;
mod html;
pub(crate) mod iterator;
mod normalize;
mod pad;
mod pattern;
mod search;
mod slice;
mod substitution;
mod trim;
mod unicode;

pub(crate) use iterator::{STRING_ITERATOR_PROTOTYPE, StringIterator};
pub(crate) use substitution::{Substitution, get_substitution};

use crate::message;
use kataan_gc::Gc;
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::native::{
    Args, Constructor, IntrinsicObject, ObjectForm, Property, alias, method, symbol_method,
};
use kataan_vm::object::Attributes;
use kataan_vm::operation::to_string;
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::JsString;

/// The constructor.
pub(crate) static STRING: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::String,
    form: ObjectForm::Constructor(Constructor {
        name: "String",
        length: 1,
        code: construct::string,
        prototype: Some(Intrinsic::StringPrototype),
        global: true,
    }),
    prototype: Some(Intrinsic::FunctionPrototype),
    properties: &[
        method("fromCharCode", 1, construct::from_char_code),
        method("fromCodePoint", 1, construct::from_code_point),
        method("raw", 1, construct::raw),
    ],
};

/// The prototype, a String object itself.
pub(crate) static STRING_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::StringPrototype,
    form: ObjectForm::Existing,
    prototype: Some(Intrinsic::ObjectPrototype),
    properties: PROTOTYPE,
};

static PROTOTYPE: &[Property] = &[
    method("anchor", 1, html::anchor),
    method("at", 1, access::at),
    method("big", 0, html::big),
    method("blink", 0, html::blink),
    method("bold", 0, html::bold),
    method("charAt", 1, access::char_at),
    method("charCodeAt", 1, access::char_code_at),
    method("codePointAt", 1, access::code_point_at),
    method("concat", 1, slice::concat),
    method("endsWith", 1, search::ends_with),
    method("fixed", 0, html::fixed),
    method("fontcolor", 1, html::fontcolor),
    method("fontsize", 1, html::fontsize),
    method("includes", 1, search::includes),
    method("indexOf", 1, search::index_of),
    method("isWellFormed", 0, unicode::is_well_formed),
    method("italics", 0, html::italics),
    method("lastIndexOf", 1, search::last_index_of),
    method("link", 1, html::link),
    method("localeCompare", 1, unicode::locale_compare),
    method("match", 1, pattern::match_method),
    method("matchAll", 1, pattern::match_all),
    method("normalize", 0, unicode::normalize),
    method("padEnd", 1, pad::pad_end),
    method("padStart", 1, pad::pad_start),
    method("repeat", 1, pad::repeat),
    method("replace", 2, pattern::replace),
    method("replaceAll", 2, pattern::replace_all),
    method("search", 1, pattern::search),
    method("slice", 2, slice::slice),
    method("small", 0, html::small),
    method("split", 2, pattern::split),
    method("startsWith", 1, search::starts_with),
    method("strike", 0, html::strike),
    method("sub", 0, html::sub),
    method("substr", 2, slice::substr),
    method("substring", 2, slice::substring_method),
    method("sup", 0, html::sup),
    method("toLocaleLowerCase", 0, case::to_lower_case),
    method("toLocaleUpperCase", 0, case::to_upper_case),
    method("toLowerCase", 0, case::to_lower_case),
    method("toString", 0, access::to_string_method),
    method("toUpperCase", 0, case::to_upper_case),
    method("toWellFormed", 0, unicode::to_well_formed),
    method("trim", 0, trim::trim),
    method("trimEnd", 0, trim::trim_end),
    method("trimStart", 0, trim::trim_start),
    method("valueOf", 0, access::value_of),
    alias("trimLeft", "trimStart"),
    alias("trimRight", "trimEnd"),
    symbol_method(
        "[Symbol.iterator]",
        "[Symbol.iterator]",
        0,
        iterator::create,
        Attributes::HIDDEN,
    ),
];

/// `this` as a string, after `RequireObjectCoercible`.
pub(super) fn this_string(
    vm: &mut Vm,
    args: Args<'_>,
    method: &'static str,
) -> JsResult<Gc<JsString>> {
    let this = args.this();
    if let Some(string) = vm.string(this) {
        return Ok(string);
    }
    if this.is_nullish() {
        let text = describe(vm, this);
        return Err(vm.throw_type_error(message::INCOMPATIBLE_RECEIVER, &[&method, &text]));
    }
    to_string(vm, this)
}
