//! [RegExp.prototype \[ %Symbol.replace% \]](https://tc39.es/ecma262/#sec-regexp.prototype-%symbol.replace%)

use super::exec::{builtin_search, reg_exp_exec};
use super::object::RegExpObject;
use super::search::Search;
use super::state::as_pristine;
use super::symbol_match::{advance_last_index, each_match, flags_of, has_letter, is_full_unicode};
use super::template::Template;
use super::this_object;
use crate::text::string::{Substitution, get_substitution};
use kataan_gc::{Gc, RootedList};
use kataan_regexp::Flags;
use kataan_vm::Vm;
use kataan_vm::error::JsResult;
use kataan_vm::native::Args;
use kataan_vm::object::{Attributes, Object, PropertyKey, define_data_property};
use kataan_vm::operation::{
    call, get_index, get_name, is_callable, length_of_array_like, ordinary_object_create, set,
    to_integer_or_infinity, to_object, to_string, with_list,
};
use kataan_vm::string::{JsString, Name, StringBuilder, flatten, substring};
use kataan_vm::value::Value;

/// What matches are replaced by.
#[derive(Clone, Copy)]
enum Replacement {
    Function(Value),
    Template(Gc<JsString>),
}

/// See the module.
pub(super) fn replace(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = this_object(vm, args, "RegExp.prototype[Symbol.replace]")?;
    let string = to_string(vm, args.get(0))?;
    let replacement = if is_callable(vm, args.get(1)) {
        Replacement::Function(args.get(1))
    } else {
        Replacement::Template(to_string(vm, args.get(1))?)
    };
    if let Some(regexp) = as_pristine(vm, object)? {
        return match replacement {
            Replacement::Template(template) => replace_by_template(vm, regexp, string, template),
            Replacement::Function(function) => replace_by_function(vm, regexp, string, function),
        };
    }
    let results = collect_results(vm, object, string)?;
    let mut output = StringBuilder::new();
    let mut next = 0;
    for index in 0..results.len() {
        let Some(result) = results.get(index).and_then(|result| vm.object(result)) else {
            break;
        };
        next = replace_result(vm, &mut output, string, result, replacement, next)?;
    }
    if next >= string.len() {
        return Ok(output.finish(vm)?.into());
    }
    let flat = flatten(vm, string)?;
    output.check(vm, flat.len() - next)?;
    output.push_many(vm, flat.units().slice(next..flat.len()))?;
    Ok(output.finish(vm)?.into())
}

/// The results to replace: all of a global regular expression, else the first.
fn collect_results(vm: &mut Vm, object: Gc<Object>, string: Gc<JsString>) -> JsResult<RootedList> {
    let flags = flags_of(vm, object)?;
    let is_global = has_letter(vm, flags, b'g')?;
    let is_full_unicode = is_full_unicode(vm, flags)?;
    if is_global {
        let key = vm.key(Name::LastIndex);
        set(vm, object, key, Value::ZERO)?;
    }
    let results = vm.heap.new_list()?;
    while let Some(result) = reg_exp_exec(vm, object, string)? {
        vm.check_interrupt()?;
        results.push(&mut vm.heap, result.into())?;
        if !is_global {
            break;
        }
        let matched = get_index(vm, result, 0)?;
        if to_string(vm, matched)?.is_empty() {
            advance_last_index(vm, object, string, is_full_unicode)?;
        }
    }
    Ok(results)
}

/// Appends what comes before a result and what it becomes; where the text goes on after it.
fn replace_result(
    vm: &mut Vm,
    output: &mut StringBuilder,
    string: Gc<JsString>,
    result: Gc<Object>,
    replacement: Replacement,
    next: usize,
) -> JsResult<usize> {
    let length = length_of_array_like(vm, result)?;
    let capture_count = length.saturating_sub(1);
    let matched = get_index(vm, result, 0)?;
    let matched = to_string(vm, matched)?;
    let position = get_name(vm, result, Name::Index)?;
    let position = to_integer_or_infinity(vm, position)?;
    let position = position.clamp(0.0, string.len() as f64) as usize;
    let captures = vm.heap.new_list()?;
    for number in 1..=capture_count {
        vm.check_interrupt_every(number)?;
        let mut capture = get_index(vm, result, number)?;
        if !capture.is_undefined() {
            capture = to_string(vm, capture)?.into();
        }
        captures.push(&mut vm.heap, capture)?;
    }
    let named = get_name(vm, result, Name::Groups)?;
    let mut replaced = StringBuilder::new();
    match replacement {
        Replacement::Function(function) => {
            captures.insert(&mut vm.heap, 0, matched.into())?;
            captures.push(&mut vm.heap, Value::from_number(position as f64))?;
            captures.push(&mut vm.heap, string.into())?;
            if !named.is_undefined() {
                captures.push(&mut vm.heap, named)?;
            }
            let value = with_list(vm, captures, |vm, arguments| {
                call(vm, function, Value::UNDEFINED, arguments)
            })?;
            let value = to_string(vm, value)?;
            replaced.push_string(vm, value)?;
        }
        Replacement::Template(template) => {
            let named_captures = if named.is_undefined() {
                None
            } else {
                Some(to_object(vm, named)?)
            };
            let substitution = Substitution {
                text: string,
                position,
                matched,
                captures: Some(captures),
                named_captures,
            };
            get_substitution(vm, &mut replaced, &substitution, template)?;
        }
    }
    if position < next {
        return Ok(next);
    }
    let flat = flatten(vm, string)?;
    output.check(vm, position - next)?;
    output.push_many(vm, flat.units().slice(next..position))?;
    let replaced = replaced.finish(vm)?;
    output.push_string(vm, replaced)?;
    Ok(position + matched.len())
}

/// Replaces by text, of a pristine regular expression: no result objects, no capture strings.
fn replace_by_template(
    vm: &mut Vm,
    regexp: Gc<RegExpObject>,
    string: Gc<JsString>,
    template: Gc<JsString>,
) -> JsResult<Value> {
    let is_global = regexp.flags().contains(Flags::GLOBAL);
    let template = Template::new(vm, regexp.program.get(), template)?;
    let mut output = StringBuilder::new();
    let mut next = 0;
    let mut found = false;
    let mut append = |vm: &mut Vm, search: &Search| {
        let range = search.whole();
        output.push_many(vm, search.text.units().slice(next..range.start))?;
        template.append(vm, &mut output, search)?;
        output.check(vm, 0)?;
        next = range.end;
        found = true;
        Ok(())
    };
    if is_global {
        each_match(vm, regexp, string, append)?;
    } else if let Some(search) = builtin_search(vm, regexp, string)? {
        append(vm, &search)?;
        search.finish(vm);
    }
    if !found {
        return Ok(string.into());
    }
    let flat = flatten(vm, string)?;
    output.push_many(vm, flat.units().slice(next..flat.len()))?;
    output.check(vm, 0)?;
    Ok(output.finish(vm)?.into())
}

/// What does not take part in a match.
const NONE: u32 = u32::MAX;

/// Replaces by what a function says, of a pristine regular expression. All matches are found
/// before the first call, as the specification has it; what is kept of them are positions.
fn replace_by_function(
    vm: &mut Vm,
    regexp: Gc<RegExpObject>,
    string: Gc<JsString>,
    function: Value,
) -> JsResult<Value> {
    let program = regexp.program.get();
    let mut bounds: Vec<u32> = Vec::new();
    let mut width = 0;
    let mut note = |_: &mut Vm, search: &Search| {
        for group in 0..=search.group_count {
            let range = search.group(group);
            let range = range.map_or((NONE, NONE), |range| (range.start as u32, range.end as u32));
            bounds.extend([range.0, range.1]);
        }
        width = (search.group_count as usize + 1) * 2;
        Ok(())
    };
    if regexp.flags().contains(Flags::GLOBAL) {
        each_match(vm, regexp, string, note)?;
    } else if let Some(search) = builtin_search(vm, regexp, string)? {
        note(vm, &search)?;
        search.finish(vm);
    }
    if bounds.is_empty() {
        return Ok(string.into());
    }
    let mut output = StringBuilder::new();
    let mut next = 0;
    let arguments = vm.heap.new_list()?;
    for groups in bounds.chunks_exact(width) {
        vm.check_interrupt()?;
        arguments.clear();
        for range in groups.chunks_exact(2) {
            let value = if range[0] == NONE {
                Value::UNDEFINED
            } else {
                substring(vm, string, range[0] as usize, range[1] as usize)?.into()
            };
            arguments.push(&mut vm.heap, value)?;
        }
        let position = groups[0] as usize;
        arguments.push(&mut vm.heap, Value::from_number(position as f64))?;
        arguments.push(&mut vm.heap, string.into())?;
        if let Some(names) = program.names.get() {
            let object = ordinary_object_create(vm, None)?;
            for index in 0..names.slots().len() / 2 {
                let key = PropertyKey::from_raw(names.slots()[index * 2].get());
                let group = names.slots()[index * 2 + 1].get().as_i32().unwrap_or(0) as usize;
                if groups[group * 2] != NONE || !object.shape().has(key) {
                    let value = arguments.get(group).unwrap_or(Value::UNDEFINED);
                    define_data_property(vm, object, key, value, Attributes::ALL)?;
                }
            }
            arguments.push(&mut vm.heap, object.into())?;
        }
        let value = with_list(vm, arguments, |vm, arguments| {
            call(vm, function, Value::UNDEFINED, arguments)
        })?;
        let value = to_string(vm, value)?;
        let flat = flatten(vm, string)?;
        output.push_many(vm, flat.units().slice(next..position))?;
        output.push_string(vm, value)?;
        next = groups[1] as usize;
    }
    let flat = flatten(vm, string)?;
    output.push_many(vm, flat.units().slice(next..flat.len()))?;
    output.check(vm, 0)?;
    Ok(output.finish(vm)?.into())
}
