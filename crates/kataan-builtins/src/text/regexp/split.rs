//! [RegExp.prototype \[ %Symbol.split% \]](https://tc39.es/ecma262/#sec-regexp.prototype-%symbol.split%)

use super::exec::reg_exp_exec;
use super::legacy;
use super::object::RegExpObject;
use super::search::Search;
use super::state::{as_pristine, is_native, state};
use super::symbol_match::{advance_string_index, flags_of, has_letter, is_full_unicode};
use super::this_object;
use kataan_gc::{Gc, RootedList};
use kataan_regexp::Flags;
use kataan_vm::Vm;
use kataan_vm::error::JsResult;
use kataan_vm::native::Args;
use kataan_vm::object::get_data_without_side_effects;
use kataan_vm::operation::{
    construct, create_array_from_rooted_list, get_index, get_name, get_own_property,
    length_of_array_like, set, species_constructor, to_length, to_string, to_uint32,
};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::{JsString, Name, StringBuilder, substring};
use kataan_vm::symbol::WellKnownSymbol;
use kataan_vm::value::Value;

/// See the module.
pub(super) fn split(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = this_object(vm, args, "RegExp.prototype[Symbol.split]")?;
    let string = to_string(vm, args.get(0))?;
    // A limit that is an object would run script after the splitter was made.
    if (args.get(1).is_undefined() || args.get(1).is_number())
        && let Some(regexp) = as_pristine(vm, object)?
        && !regexp.flags().contains(Flags::STICKY)
        && has_plain_species(vm)?
    {
        let limit = limit_of(vm, args.get(1))?;
        return split_pristine(vm, regexp, string, limit);
    }
    let constructor = species_constructor(vm, object, Intrinsic::RegExp)?;
    let flags = flags_of(vm, object)?;
    let is_full_unicode = is_full_unicode(vm, flags)?;
    let new_flags = if has_letter(vm, flags, b'y')? {
        flags
    } else {
        let mut text = StringBuilder::new();
        text.push_string(vm, flags)?;
        text.push_str("y");
        text.finish(vm)?
    };
    let splitter = construct(vm, constructor, &[object.into(), new_flags.into()], None)?;
    let parts = vm.heap.new_list()?;
    let limit = limit_of(vm, args.get(1))?;
    if limit == 0 {
        return Ok(create_array_from_rooted_list(vm, parts)?.into());
    }
    if string.is_empty() {
        if reg_exp_exec(vm, splitter, string)?.is_none() {
            parts.push(&mut vm.heap, string.into())?;
        }
        return Ok(create_array_from_rooted_list(vm, parts)?.into());
    }
    let size = string.len();
    let key = vm.key(Name::LastIndex);
    let (mut start, mut at) = (0, 0);
    while at < size {
        vm.check_interrupt()?;
        set(vm, splitter, key, Value::from_number(at as f64))?;
        let result = reg_exp_exec(vm, splitter, string)?;
        let mut end = start;
        if result.is_some() {
            let last_index = get_name(vm, splitter, Name::LastIndex)?;
            end = to_length(vm, last_index)?.min(size as u64) as usize;
        }
        let Some(result) = result.filter(|_| end != start) else {
            at = advance_string_index(vm, string, at as u64, is_full_unicode)? as usize;
            continue;
        };
        if push_part(vm, parts, string, start..at, limit)? {
            return Ok(create_array_from_rooted_list(vm, parts)?.into());
        }
        start = end;
        let captures = length_of_array_like(vm, result)?.saturating_sub(1);
        for number in 1..=captures {
            vm.check_interrupt_every(number)?;
            let capture = get_index(vm, result, number)?;
            parts.push(&mut vm.heap, capture)?;
            if parts.len() == limit {
                return Ok(create_array_from_rooted_list(vm, parts)?.into());
            }
        }
        at = start;
    }
    push_part(vm, parts, string, start..size, limit)?;
    Ok(create_array_from_rooted_list(vm, parts)?.into())
}

fn limit_of(vm: &mut Vm, limit: Value) -> JsResult<usize> {
    Ok(if limit.is_undefined() {
        u32::MAX
    } else {
        to_uint32(vm, limit)?
    } as usize)
}

/// Appends a part of the text; whether the limit is reached.
fn push_part(
    vm: &mut Vm,
    parts: RootedList,
    string: Gc<JsString>,
    range: core::ops::Range<usize>,
    limit: usize,
) -> JsResult<bool> {
    let part = substring(vm, string, range.start, range.end)?;
    parts.push(&mut vm.heap, part.into())?;
    Ok(parts.len() == limit)
}

/// Whether the species of a pristine regular expression is the library's own constructor.
fn has_plain_species(vm: &mut Vm) -> JsResult<bool> {
    let prototype = vm.intrinsic(Intrinsic::RegExpPrototype);
    let constructor = vm.intrinsic(Intrinsic::RegExp);
    let key = vm.key(Name::Constructor);
    if get_data_without_side_effects(vm, prototype, key) != Some(constructor.into()) {
        return Ok(false);
    }
    let key = vm.symbol_key(WellKnownSymbol::Species);
    let own = get_own_property(vm, constructor, key)?;
    Ok(own.is_some_and(|own| own.is_accessor() && is_native(vm, own.getter(), crate::species)))
}

/// Splits by searching rather than by trying at each index, without a splitter.
fn split_pristine(
    vm: &mut Vm,
    regexp: Gc<RegExpObject>,
    string: Gc<JsString>,
    limit: usize,
) -> JsResult<Value> {
    let parts = vm.heap.new_list()?;
    if limit == 0 {
        return Ok(create_array_from_rooted_list(vm, parts)?.into());
    }
    let state = state(vm)?;
    let mut search = Search::new(vm, state, regexp.program.get(), string)?;
    let size = string.len();
    let (mut start, mut at) = (0, 0);
    let mut count = 0;
    // Where the last match was found, whether or not it split.
    let mut last = None;
    if size == 0 {
        if search.next(vm, 0)? {
            last = Some(0);
        } else {
            parts.push(&mut vm.heap, string.into())?;
        }
    }
    'parts: while at < size && search.next(vm, at)? {
        vm.check_interrupt_every(count)?;
        count += 1;
        let found = search.whole();
        if found.start >= size {
            break;
        }
        last = Some(at);
        if found.end == start {
            at = search.advance(found.start);
            continue;
        }
        if push_part(vm, parts, string, start..found.start, limit)? {
            at = usize::MAX;
            break;
        }
        start = found.end;
        for group in 1..=search.group_count {
            let capture = search.capture(vm, group)?;
            parts.push(&mut vm.heap, capture)?;
            if parts.len() == limit {
                at = usize::MAX;
                break 'parts;
            }
        }
        at = start;
    }
    // The search that ended the loop has overwritten the captures.
    if let Some(last) = last
        && search.next(vm, last)?
    {
        legacy::update(vm, state, regexp, &search);
    }
    search.finish(vm);
    if size > 0 && at != usize::MAX {
        push_part(vm, parts, string, start..size, limit)?;
    }
    Ok(create_array_from_rooted_list(vm, parts)?.into())
}
