//! [RegExp (Regular Expression) Objects](https://tc39.es/ecma262/#sec-regexp-regular-expression-objects).
//!
//! Patterns and matching are `kataan-regexp`'s; here are the objects. In reading order: `object`
//! and `program` (what they are), `state` (what a realm keeps, and when nothing is patched),
//! `search` and `exec` (matching), then the constructor and the methods.

mod construct;
mod exec;
mod flags;
mod legacy;
mod object;
mod program;
mod prototype;
mod replace;
mod search;
mod split;
mod state;
mod string_iterator;
mod symbol_match;
mod template;

pub(crate) use object::{RegExpObject, create_literal};
pub(crate) use program::RegExpProgram;
pub(crate) use prototype::literal_text;
pub(crate) use state::RegExpState;
pub(crate) use string_iterator::{REG_EXP_STRING_ITERATOR_PROTOTYPE, RegExpStringIterator};

use crate::message;
use kataan_gc::Gc;
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::native::{
    Args, Constructor, IntrinsicObject, ObjectForm, Property, accessor, getter, method,
    method_with, symbol_method,
};
use kataan_vm::object::{Attributes, Object};
use kataan_vm::operation::{get, to_boolean};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::from_str;
use kataan_vm::symbol::WellKnownSymbol;
use kataan_vm::value::Value;

/// The constructor.
pub(crate) static REG_EXP: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::RegExp,
    form: ObjectForm::Constructor(Constructor {
        name: "RegExp",
        length: 2,
        code: construct::reg_exp,
        prototype: Some(Intrinsic::RegExpPrototype),
        global: true,
    }),
    prototype: Some(Intrinsic::FunctionPrototype),
    properties: &[
        method("escape", 1, construct::escape),
        getter("[Symbol.species]", crate::species),
        accessor("input", Some(legacy::input), Some(legacy::set_input)),
        accessor("$_", Some(legacy::input), Some(legacy::set_input)),
        getter("lastMatch", legacy::last_match),
        getter("$&", legacy::last_match),
        getter("lastParen", legacy::last_paren),
        getter("$+", legacy::last_paren),
        getter("leftContext", legacy::left_context),
        getter("$`", legacy::left_context),
        getter("rightContext", legacy::right_context),
        getter("$'", legacy::right_context),
        getter("$1", legacy::group_1),
        getter("$2", legacy::group_2),
        getter("$3", legacy::group_3),
        getter("$4", legacy::group_4),
        getter("$5", legacy::group_5),
        getter("$6", legacy::group_6),
        getter("$7", legacy::group_7),
        getter("$8", legacy::group_8),
        getter("$9", legacy::group_9),
    ],
};

/// The prototype.
pub(crate) static REG_EXP_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::RegExpPrototype,
    form: ObjectForm::Ordinary(None),
    prototype: Some(Intrinsic::ObjectPrototype),
    properties: PROTOTYPE,
};

static PROTOTYPE: &[Property] = &[
    method("compile", 2, construct::compile),
    method_with(
        "exec",
        1,
        prototype::exec,
        Attributes::HIDDEN,
        Some(Intrinsic::RegExpPrototypeExec),
    ),
    getter("dotAll", flags::dot_all),
    getter("flags", prototype::flags),
    getter("global", flags::global),
    getter("hasIndices", flags::has_indices),
    getter("ignoreCase", flags::ignore_case),
    getter("multiline", flags::multiline),
    getter("source", prototype::source),
    getter("sticky", flags::sticky),
    method("test", 1, prototype::test),
    method("toString", 0, prototype::to_string_method),
    getter("unicode", flags::unicode),
    getter("unicodeSets", flags::unicode_sets),
    symbol_method(
        "[Symbol.match]",
        "[Symbol.match]",
        1,
        symbol_match::match_method,
        Attributes::HIDDEN,
    ),
    symbol_method(
        "[Symbol.matchAll]",
        "[Symbol.matchAll]",
        1,
        symbol_match::match_all,
        Attributes::HIDDEN,
    ),
    symbol_method(
        "[Symbol.replace]",
        "[Symbol.replace]",
        2,
        replace::replace,
        Attributes::HIDDEN,
    ),
    symbol_method(
        "[Symbol.search]",
        "[Symbol.search]",
        1,
        symbol_match::search,
        Attributes::HIDDEN,
    ),
    symbol_method(
        "[Symbol.split]",
        "[Symbol.split]",
        2,
        split::split,
        Attributes::HIDDEN,
    ),
];

/// `this` as a regular expression.
fn this_regexp(vm: &mut Vm, args: Args<'_>, method: &'static str) -> JsResult<Gc<RegExpObject>> {
    kataan_vm::native::receiver::<RegExpObject>(vm, args.this(), method)
}

/// `this` as any object.
fn this_object(vm: &mut Vm, args: Args<'_>, method: &'static str) -> JsResult<Gc<Object>> {
    match vm.object(args.this()) {
        Some(object) => Ok(object),
        None => {
            let text = describe(vm, args.this());
            Err(vm.throw_type_error(message::INCOMPATIBLE_RECEIVER, &[&method, &text]))
        }
    }
}

/// [IsRegExp](https://tc39.es/ecma262/#sec-isregexp)
pub(crate) fn is_reg_exp(vm: &mut Vm, value: Value) -> JsResult<bool> {
    let Some(object) = vm.object(value) else {
        return Ok(false);
    };
    let key = vm.symbol_key(WellKnownSymbol::Match);
    let matcher = get(vm, object, key)?;
    if !matcher.is_undefined() {
        return Ok(to_boolean(vm, matcher));
    }
    Ok(object.is::<RegExpObject>())
}

/// [RegExpCreate](https://tc39.es/ecma262/#sec-regexpcreate)
pub(crate) fn reg_exp_create(vm: &mut Vm, pattern: Value, flags: &str) -> JsResult<Value> {
    let flags = from_str(vm, flags)?;
    Ok(create_literal(vm, pattern, flags.into())?.into())
}
