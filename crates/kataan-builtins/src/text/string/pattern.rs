//! Methods that hand over to a pattern's symbol method: `match`, `matchAll`, `replace`,
//! `replaceAll`, `search`, `split`.

use super::search::string_index_of;
use super::substitution::{Substitution, get_substitution};
use super::this_string;
use crate::message;
use crate::text::regexp::is_reg_exp;
use kataan_gc::Gc;
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::native::Args;
use kataan_vm::object::{array_push, create_array_with_capacity};
use kataan_vm::operation::{
    call, get, get_method, invoke, is_callable, require_object_coercible, to_string, to_uint32,
};
use kataan_vm::string::{JsString, Name, StringBuilder, flatten, index_of, single_unit, substring};
use kataan_vm::symbol::WellKnownSymbol;
use kataan_vm::value::Value;

/// Checks `this`, as every method here does first.
fn check_this(vm: &mut Vm, args: Args<'_>, method: &'static str) -> JsResult<()> {
    if args.this().is_nullish() {
        let text = describe(vm, args.this());
        return Err(vm.throw_type_error(message::INCOMPATIBLE_RECEIVER, &[&method, &text]));
    }
    Ok(())
}

/// The result of the pattern's method for `symbol`, if the pattern is an object that has one.
fn delegate(
    vm: &mut Vm,
    args: Args<'_>,
    symbol: WellKnownSymbol,
    second: Option<Value>,
) -> JsResult<Option<Value>> {
    let pattern = args.get(0);
    if !pattern.is_object() {
        return Ok(None);
    }
    let key = vm.symbol_key(symbol);
    let method = get_method(vm, pattern, key)?;
    if method.is_undefined() {
        return Ok(None);
    }
    let result = match second {
        Some(second) => call(vm, method, pattern, &[args.this(), second])?,
        None => call(vm, method, pattern, &[args.this()])?,
    };
    Ok(Some(result))
}

/// Throws unless a regular expression given as pattern has the flag `g`.
fn require_global(vm: &mut Vm, pattern: Value, method: &'static str) -> JsResult<()> {
    if !pattern.is_object() || !is_reg_exp(vm, pattern)? {
        return Ok(());
    }
    let Some(object) = vm.object(pattern) else {
        return Ok(());
    };
    let key = vm.key(Name::Flags);
    let flags = get(vm, object, key)?;
    require_object_coercible(vm, flags)?;
    let flags = to_string(vm, flags)?;
    if !flatten(vm, flags)?
        .units()
        .iter()
        .any(|unit| unit == u16::from(b'g'))
    {
        return Err(vm.throw_type_error(message::NEEDS_GLOBAL_FLAG, &[&method]));
    }
    Ok(())
}

/// Makes a regular expression of the pattern and calls its method for `symbol`.
fn with_regexp(
    vm: &mut Vm,
    args: Args<'_>,
    method: &'static str,
    flags: &str,
    symbol: WellKnownSymbol,
) -> JsResult<Value> {
    let string = this_string(vm, args, method)?;
    let regexp = crate::text::regexp::reg_exp_create(vm, args.get(0), flags)?;
    let key = vm.symbol_key(symbol);
    invoke(vm, regexp, key, &[string.into()])
}

/// [String.prototype.match](https://tc39.es/ecma262/#sec-string.prototype.match)
pub(super) fn match_method(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    check_this(vm, args, "String.prototype.match")?;
    if let Some(result) = delegate(vm, args, WellKnownSymbol::Match, None)? {
        return Ok(result);
    }
    with_regexp(
        vm,
        args,
        "String.prototype.match",
        "",
        WellKnownSymbol::Match,
    )
}

/// [String.prototype.matchAll](https://tc39.es/ecma262/#sec-string.prototype.matchall)
pub(super) fn match_all(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    check_this(vm, args, "String.prototype.matchAll")?;
    require_global(vm, args.get(0), "String.prototype.matchAll")?;
    if let Some(result) = delegate(vm, args, WellKnownSymbol::MatchAll, None)? {
        return Ok(result);
    }
    with_regexp(
        vm,
        args,
        "String.prototype.matchAll",
        "g",
        WellKnownSymbol::MatchAll,
    )
}

/// [String.prototype.search](https://tc39.es/ecma262/#sec-string.prototype.search)
pub(super) fn search(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    check_this(vm, args, "String.prototype.search")?;
    if let Some(result) = delegate(vm, args, WellKnownSymbol::Search, None)? {
        return Ok(result);
    }
    with_regexp(
        vm,
        args,
        "String.prototype.search",
        "",
        WellKnownSymbol::Search,
    )
}

/// What matches are replaced by.
#[derive(Clone, Copy)]
enum Replacement {
    Function(Value),
    Template(Gc<JsString>),
}

impl Replacement {
    fn new(vm: &mut Vm, value: Value) -> JsResult<Self> {
        if is_callable(vm, value) {
            return Ok(Self::Function(value));
        }
        to_string(vm, value).map(Self::Template)
    }

    /// Appends what `pattern`, found at `position` of `text`, becomes.
    fn append(
        self,
        vm: &mut Vm,
        output: &mut StringBuilder,
        text: Gc<JsString>,
        pattern: Gc<JsString>,
        position: usize,
    ) -> JsResult<()> {
        match self {
            Self::Function(function) => {
                let arguments = [
                    pattern.into(),
                    Value::from_number(position as f64),
                    text.into(),
                ];
                let result = call(vm, function, Value::UNDEFINED, &arguments)?;
                let result = to_string(vm, result)?;
                output.push_string(vm, result)
            }
            Self::Template(template) => {
                let substitution = Substitution {
                    text,
                    position,
                    matched: pattern,
                    captures: None,
                    named_captures: None,
                };
                get_substitution(vm, output, &substitution, template)
            }
        }
    }
}

/// Replaces the occurrences of a plain pattern, the first only unless `all`.
fn replace_plain(vm: &mut Vm, args: Args<'_>, method: &'static str, all: bool) -> JsResult<Value> {
    let text = this_string(vm, args, method)?;
    let pattern = to_string(vm, args.get(0))?;
    let replacement = Replacement::new(vm, args.get(1))?;
    let mut output = StringBuilder::new();
    let mut end = 0;
    let mut found = string_index_of(vm, text, pattern, 0)?;
    if found.is_none() {
        return Ok(text.into());
    }
    let mut count = 0;
    while let Some(position) = found {
        vm.check_interrupt_every(count)?;
        count += 1;
        let flat = flatten(vm, text)?;
        output.push_many(vm, flat.units().slice(end..position))?;
        replacement.append(vm, &mut output, text, pattern, position)?;
        end = position + pattern.len();
        let next = position + pattern.len().max(1);
        let more = all && next <= text.len();
        found = if more {
            string_index_of(vm, text, pattern, next)?
        } else {
            None
        };
    }
    let flat = flatten(vm, text)?;
    output.push_many(vm, flat.units().slice(end..flat.len()))?;
    Ok(output.finish(vm)?.into())
}

/// [String.prototype.replace](https://tc39.es/ecma262/#sec-string.prototype.replace)
pub(super) fn replace(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    check_this(vm, args, "String.prototype.replace")?;
    if let Some(result) = delegate(vm, args, WellKnownSymbol::Replace, Some(args.get(1)))? {
        return Ok(result);
    }
    replace_plain(vm, args, "String.prototype.replace", false)
}

/// [String.prototype.replaceAll](https://tc39.es/ecma262/#sec-string.prototype.replaceall)
pub(super) fn replace_all(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    check_this(vm, args, "String.prototype.replaceAll")?;
    require_global(vm, args.get(0), "String.prototype.replaceAll")?;
    if let Some(result) = delegate(vm, args, WellKnownSymbol::Replace, Some(args.get(1)))? {
        return Ok(result);
    }
    replace_plain(vm, args, "String.prototype.replaceAll", true)
}

/// [String.prototype.split](https://tc39.es/ecma262/#sec-string.prototype.split)
pub(super) fn split(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    check_this(vm, args, "String.prototype.split")?;
    if let Some(result) = delegate(vm, args, WellKnownSymbol::Split, Some(args.get(1)))? {
        return Ok(result);
    }
    let text = this_string(vm, args, "String.prototype.split")?;
    let limit = match args.get(1) {
        limit if limit.is_undefined() => u32::MAX,
        limit => to_uint32(vm, limit)?,
    } as usize;
    let separator = to_string(vm, args.get(0))?;
    let parts = create_array_with_capacity(vm, 0)?;
    if limit == 0 {
        return Ok(parts.into());
    }
    if args.get(0).is_undefined() {
        array_push(vm, parts, text.into())?;
        return Ok(parts.into());
    }
    let flat = flatten(vm, text)?;
    let pattern = flatten(vm, separator)?;
    if pattern.is_empty() {
        for index in 0..text.len().min(limit) {
            vm.check_interrupt_every(index as u64)?;
            let part = single_unit(vm, flat.at(index))?;
            array_push(vm, parts, part.into())?;
        }
        return Ok(parts.into());
    }
    let mut start = 0;
    for count in 0..limit {
        vm.check_interrupt_every(count as u64)?;
        let found = index_of(vm, flat.units(), pattern.units(), start)?;
        let part = substring(vm, text, start, found.unwrap_or(text.len()))?;
        array_push(vm, parts, part.into())?;
        match found {
            Some(position) => start = position + pattern.len(),
            None => break,
        }
    }
    Ok(parts.into())
}
