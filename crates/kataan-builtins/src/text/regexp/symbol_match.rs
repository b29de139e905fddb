//! `[Symbol.match]`, `[Symbol.matchAll]` and `[Symbol.search]`.

use super::exec::{builtin_search, reg_exp_exec};
use super::legacy;
use super::object::{LastIndex, RegExpObject};
use super::search::Search;
use super::state::{as_pristine, state};
use super::string_iterator::create_reg_exp_string_iterator;
use super::this_object;
use kataan_gc::Gc;
use kataan_regexp::Flags;
use kataan_vm::Vm;
use kataan_vm::error::JsResult;
use kataan_vm::native::Args;
use kataan_vm::object::Object;
use kataan_vm::operation::{
    construct, create_array_from_rooted_list, get_index, get_name, same_value, set,
    species_constructor, to_length, to_string,
};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::{JsString, Name, flatten};
use kataan_vm::value::Value;

/// The `flags` of an object as text: which letters are in it.
pub(super) fn flags_of(vm: &mut Vm, object: Gc<Object>) -> JsResult<Gc<JsString>> {
    let flags = get_name(vm, object, Name::Flags)?;
    to_string(vm, flags)
}

/// Whether flags have a letter.
pub(super) fn has_letter(vm: &mut Vm, flags: Gc<JsString>, letter: u8) -> JsResult<bool> {
    let flat = flatten(vm, flags)?;
    Ok(flat.units().iter().any(|unit| unit == u16::from(letter)))
}

/// Whether flags have `u` or `v`.
pub(super) fn is_full_unicode(vm: &mut Vm, flags: Gc<JsString>) -> JsResult<bool> {
    Ok(has_letter(vm, flags, b'u')? || has_letter(vm, flags, b'v')?)
}

/// Moves the `lastIndex` of an object past an empty match.
pub(super) fn advance_last_index(
    vm: &mut Vm,
    object: Gc<Object>,
    string: Gc<JsString>,
    is_full_unicode: bool,
) -> JsResult<()> {
    let value = get_name(vm, object, Name::LastIndex)?;
    let index = to_length(vm, value)?;
    let next = advance_string_index(vm, string, index, is_full_unicode)?;
    let key = vm.key(Name::LastIndex);
    set(vm, object, key, Value::from_number(next as f64))
}

/// [AdvanceStringIndex](https://tc39.es/ecma262/#sec-advancestringindex)
pub(super) fn advance_string_index(
    vm: &mut Vm,
    string: Gc<JsString>,
    index: u64,
    is_full_unicode: bool,
) -> JsResult<u64> {
    if !is_full_unicode || index >= string.len() as u64 {
        return Ok(index + 1);
    }
    let flat = flatten(vm, string)?;
    Ok(index + flat.units().code_point_at(index as usize).1 as u64)
}

/// [RegExp.prototype \[ %Symbol.match% \]](https://tc39.es/ecma262/#sec-regexp.prototype-%symbol.match%)
pub(super) fn match_method(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = this_object(vm, args, "RegExp.prototype[Symbol.match]")?;
    let string = to_string(vm, args.get(0))?;
    if let Some(regexp) = as_pristine(vm, object)?
        && regexp.flags().contains(Flags::GLOBAL)
    {
        return match_pristine(vm, regexp, string);
    }
    let flags = flags_of(vm, object)?;
    if !has_letter(vm, flags, b'g')? {
        let result = reg_exp_exec(vm, object, string)?;
        return Ok(result.map_or(Value::NULL, Value::from));
    }
    let is_full_unicode = is_full_unicode(vm, flags)?;
    let key = vm.key(Name::LastIndex);
    set(vm, object, key, Value::ZERO)?;
    let matches = vm.heap.new_list()?;
    while let Some(result) = reg_exp_exec(vm, object, string)? {
        vm.check_interrupt()?;
        let matched = get_index(vm, result, 0)?;
        let matched = to_string(vm, matched)?;
        matches.push(&mut vm.heap, matched.into())?;
        if matched.is_empty() {
            advance_last_index(vm, object, string, is_full_unicode)?;
        }
    }
    if matches.is_empty() {
        return Ok(Value::NULL);
    }
    Ok(create_array_from_rooted_list(vm, matches)?.into())
}

/// All matches of a global regular expression, without its being asked.
fn match_pristine(vm: &mut Vm, regexp: Gc<RegExpObject>, string: Gc<JsString>) -> JsResult<Value> {
    let matches = vm.heap.new_list()?;
    each_match(vm, regexp, string, |vm, search| {
        let matched = search.capture(vm, 0)?;
        Ok(matches.push(&mut vm.heap, matched)?)
    })?;
    if matches.is_empty() {
        return Ok(Value::NULL);
    }
    Ok(create_array_from_rooted_list(vm, matches)?.into())
}

/// Visits every match of a pristine global regular expression from the start of a text, and leaves
/// it and the legacy properties as the specification's loop does. `visit` runs no script.
pub(super) fn each_match(
    vm: &mut Vm,
    regexp: Gc<RegExpObject>,
    string: Gc<JsString>,
    mut visit: impl FnMut(&mut Vm, &Search) -> JsResult<()>,
) -> JsResult<()> {
    let state = state(vm)?;
    regexp.set_last_index(vm, 0)?;
    let mut search = Search::new(vm, state, regexp.program.get(), string)?;
    let mut start = 0;
    let mut count = 0;
    let mut last = None;
    while start <= search.text.len() && search.next(vm, start)? {
        vm.check_interrupt_every(count)?;
        count += 1;
        visit(vm, &search)?;
        let range = search.whole();
        last = Some(start);
        start = if range.is_empty() {
            search.advance(range.end)
        } else {
            range.end
        };
    }
    if let Some(last) = last {
        // The failure that ended the loop has overwritten the captures.
        if search.next(vm, last)? {
            legacy::update(vm, state, regexp, &search);
        }
    }
    search.finish(vm);
    Ok(())
}

/// [RegExp.prototype \[ %Symbol.matchAll% \]](https://tc39.es/ecma262/#sec-regexp-prototype-%symbol.matchall%)
pub(super) fn match_all(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = this_object(vm, args, "RegExp.prototype[Symbol.matchAll]")?;
    let string = to_string(vm, args.get(0))?;
    let constructor = species_constructor(vm, object, Intrinsic::RegExp)?;
    let flags = flags_of(vm, object)?;
    let matcher = construct(vm, constructor, &[object.into(), flags.into()], None)?;
    let last_index = get_name(vm, object, Name::LastIndex)?;
    let last_index = to_length(vm, last_index)?;
    let key = vm.key(Name::LastIndex);
    set(vm, matcher, key, Value::from_number(last_index as f64))?;
    let is_global = has_letter(vm, flags, b'g')?;
    let is_full_unicode = is_full_unicode(vm, flags)?;
    create_reg_exp_string_iterator(vm, matcher, string, is_global, is_full_unicode)
}

/// [RegExp.prototype \[ %Symbol.search% \]](https://tc39.es/ecma262/#sec-regexp.prototype-%symbol.search%)
pub(super) fn search(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = this_object(vm, args, "RegExp.prototype[Symbol.search]")?;
    let string = to_string(vm, args.get(0))?;
    if let Some(regexp) = as_pristine(vm, object)? {
        return search_pristine(vm, regexp, string);
    }
    let key = vm.key(Name::LastIndex);
    let previous = get_name(vm, object, Name::LastIndex)?;
    if !same_value(vm, previous, Value::ZERO)? {
        set(vm, object, key, Value::ZERO)?;
    }
    let result = reg_exp_exec(vm, object, string)?;
    let current = get_name(vm, object, Name::LastIndex)?;
    if !same_value(vm, current, previous)? {
        set(vm, object, key, previous)?;
    }
    match result {
        Some(result) => get_name(vm, result, Name::Index),
        None => Ok(Value::from_i32(-1)),
    }
}

/// The same without a result object.
fn search_pristine(vm: &mut Vm, regexp: Gc<RegExpObject>, string: Gc<JsString>) -> JsResult<Value> {
    let previous = regexp.last_index_value();
    regexp.set_last_index(vm, 0)?;
    let found = builtin_search(vm, regexp, string)?;
    kataan_vm::object::slots::set_inline_slot(regexp.upcast(), 0, previous);
    let Some(search) = found else {
        return Ok(Value::from_i32(-1));
    };
    let index = search.whole().start;
    search.finish(vm);
    Ok(Value::from_number(index as f64))
}
