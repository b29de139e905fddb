//! Making new arrays of an array's elements.

use super::mutate::{MAX_SAFE_LENGTH, set_length, skip_count};
use crate::indexed::element::{create_element, existing_element, get_element};
use crate::indexed::relative_index::{relative_end, relative_index};
use crate::message;
use kataan_gc::Gc;
use kataan_vm::Vm;
use kataan_vm::error::JsResult;
use kataan_vm::native::Args;
use kataan_vm::object::array_fast::{
    append_simple, concat_plain, copy_read_through, copy_simple, slice_plain,
};
use kataan_vm::object::{Object, PropertyKey, array_length, is_plain_array};
use kataan_vm::operation::{
    array_create, array_species_create, call, create_data_property_or_throw, get, is_array,
    length_of_array_like, require_callable, to_boolean, to_integer_or_infinity, to_object,
};
use kataan_vm::symbol::WellKnownSymbol;
use kataan_vm::value::Value;

/// [IsConcatSpreadable](https://tc39.es/ecma262/#sec-isconcatspreadable)
fn is_concat_spreadable(vm: &mut Vm, value: Value) -> JsResult<Option<Gc<Object>>> {
    let Some(object) = vm.object(value) else {
        return Ok(None);
    };
    let key = vm.symbol_key(WellKnownSymbol::IsConcatSpreadable);
    let spreadable = get(vm, object, key)?;
    let spread = if spreadable.is_undefined() {
        is_array(vm, value)?
    } else {
        to_boolean(vm, spreadable)
    };
    Ok(spread.then_some(object))
}

/// Copies the element at `from` of `source`, if there is one, to a new element of `target`.
fn copy_element(
    vm: &mut Vm,
    source: Gc<Object>,
    from: u64,
    target: Gc<Object>,
    to: u64,
) -> JsResult<()> {
    vm.check_interrupt_every(from)?;
    match existing_element(vm, source, from)? {
        Some(element) => create_element(vm, target, to, element),
        None => Ok(()),
    }
}

/// [Array.prototype.concat](https://tc39.es/ecma262/#sec-array.prototype.concat)
pub(super) fn concat(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = to_object(vm, args.this())?;
    if let Some(result) = concat_plain(vm, object, args.rest(0))? {
        return Ok(result.into());
    }
    let result = array_species_create(vm, object, 0)?;
    let mut length = 0;
    for item in core::iter::once(object.into()).chain(args.iter_from(0)) {
        if let Some(source) = is_concat_spreadable(vm, item)? {
            let count = length_of_array_like(vm, source)?;
            if length + count > MAX_SAFE_LENGTH {
                return Err(vm.throw_type_error(message::ARRAY_TOO_LONG, &[]));
            }
            let at_end = is_plain_array(result) && u64::from(array_length(result)) == length;
            if !at_end || !append_simple(vm, result, source)? {
                for from in 0..count {
                    copy_element(vm, source, from, result, length + from)?;
                }
            }
            length += count;
        } else {
            if length >= MAX_SAFE_LENGTH {
                return Err(vm.throw_type_error(message::ARRAY_TOO_LONG, &[]));
            }
            create_data_property_or_throw(vm, result, PropertyKey::from_index(length), item)?;
            length += 1;
        }
    }
    set_length(vm, result, length)?;
    Ok(result.into())
}

/// [Array.prototype.slice](https://tc39.es/ecma262/#sec-array.prototype.slice)
pub(super) fn slice(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = to_object(vm, args.this())?;
    let length = length_of_array_like(vm, object)?;
    let start = relative_index(vm, args.get(0), length)?;
    let end = relative_end(vm, args.get(1), length)?;
    let count = end.saturating_sub(start);
    if let Some(result) = slice_plain(vm, object, start, count)? {
        return Ok(result.into());
    }
    let result = array_species_create(vm, object, count)?;
    if !copy_simple(vm, object, start, result, 0, count)? {
        for offset in 0..count {
            copy_element(vm, object, start + offset, result, offset)?;
        }
    }
    set_length(vm, result, count)?;
    Ok(result.into())
}

/// What is done with each element before it is flattened.
#[derive(Clone, Copy)]
struct Mapper {
    callback: Value,
    this_argument: Value,
}

/// An array that is being flattened: how far it is, and how deep its elements may still be.
struct Level {
    source: Gc<Object>,
    length: u64,
    next: u64,
    depth: f64,
}

/// [FlattenIntoArray](https://tc39.es/ecma262/#sec-flattenintoarray)
///
/// The mapper applies to the outermost level only, and implies a depth of 1.
fn flatten_into_array(
    vm: &mut Vm,
    target: Gc<Object>,
    level: &mut Level,
    mut to: u64,
    mapper: Option<Mapper>,
) -> JsResult<u64> {
    vm.check_stack()?;
    vm.check_interrupt()?;
    while level.next < level.length {
        let index = level.next;
        level.next += 1;
        vm.check_interrupt_every(index)?;
        let Some(mut element) = existing_element(vm, level.source, index)? else {
            continue;
        };
        if let Some(mapper) = mapper {
            let arguments = [element, Value::from_index(index), level.source.into()];
            element = call(vm, mapper.callback, mapper.this_argument, &arguments)?;
        }
        let flattened = level.depth > 0.0 && is_array(vm, element)?;
        match vm.object(element).filter(|_| flattened) {
            Some(source) => {
                let length = length_of_array_like(vm, source)?;
                let mut inner = Level {
                    source,
                    length,
                    next: 0,
                    depth: level.depth - 1.0,
                };
                to = flatten_into_array(vm, target, &mut inner, to, None)?;
            }
            None => {
                if to >= MAX_SAFE_LENGTH {
                    return Err(vm.throw_type_error(message::ARRAY_TOO_LONG, &[]));
                }
                create_data_property_or_throw(vm, target, PropertyKey::from_index(to), element)?;
                to += 1;
            }
        }
    }
    Ok(to)
}

/// [Array.prototype.flat](https://tc39.es/ecma262/#sec-array.prototype.flat)
pub(super) fn flat(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = to_object(vm, args.this())?;
    let length = length_of_array_like(vm, object)?;
    let depth = match args.get(0) {
        depth if depth.is_undefined() => 1.0,
        depth => to_integer_or_infinity(vm, depth)?,
    };
    let result = array_species_create(vm, object, 0)?;
    let mut level = Level {
        source: object,
        length,
        next: 0,
        depth,
    };
    flatten_into_array(vm, result, &mut level, 0, None)?;
    Ok(result.into())
}

/// [Array.prototype.flatMap](https://tc39.es/ecma262/#sec-array.prototype.flatmap)
pub(super) fn flat_map(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = to_object(vm, args.this())?;
    let length = length_of_array_like(vm, object)?;
    let callback = require_callable(vm, args.get(0))?;
    let result = array_species_create(vm, object, 0)?;
    let mapper = Mapper {
        callback,
        this_argument: args.get(1),
    };
    let mut level = Level {
        source: object,
        length,
        next: 0,
        depth: 1.0,
    };
    flatten_into_array(vm, result, &mut level, 0, Some(mapper))?;
    Ok(result.into())
}

/// Sets the element at `to` of the fresh array `target` to that at `from` of `source`, holes read
/// as undefined.
fn fill_from(
    vm: &mut Vm,
    source: Gc<Object>,
    from: u64,
    target: Gc<Object>,
    to: u64,
) -> JsResult<()> {
    vm.check_interrupt_every(from)?;
    let element = get_element(vm, source, from)?;
    create_element(vm, target, to, element)
}

/// The same for `count` elements in a row.
fn fill_range(
    vm: &mut Vm,
    source: Gc<Object>,
    from: u64,
    target: Gc<Object>,
    to: u64,
    count: u64,
) -> JsResult<()> {
    if copy_read_through(vm, source, from, target, to, count)? {
        return Ok(());
    }
    for offset in 0..count {
        fill_from(vm, source, from + offset, target, to + offset)?;
    }
    Ok(())
}

/// [Array.prototype.toReversed](https://tc39.es/ecma262/#sec-array.prototype.toreversed)
pub(super) fn to_reversed(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = to_object(vm, args.this())?;
    let length = length_of_array_like(vm, object)?;
    let result = array_create(vm, length, None)?;
    for to in 0..length {
        fill_from(vm, object, length - 1 - to, result, to)?;
    }
    Ok(result.into())
}

/// [Array.prototype.toSpliced](https://tc39.es/ecma262/#sec-array.prototype.tospliced)
pub(super) fn to_spliced(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = to_object(vm, args.this())?;
    let length = length_of_array_like(vm, object)?;
    let start = relative_index(vm, args.get(0), length)?;
    let inserted = args.len().saturating_sub(2) as u64;
    let skipped = skip_count(vm, args, start, length)?;
    let new_length = length + inserted - skipped;
    if new_length > MAX_SAFE_LENGTH {
        return Err(vm.throw_type_error(message::ARRAY_TOO_LONG, &[]));
    }
    let result = array_create(vm, new_length, None)?;
    fill_range(vm, object, 0, result, 0, start)?;
    for (offset, element) in args.iter_from(2).enumerate() {
        let key = PropertyKey::from_index(start + offset as u64);
        create_data_property_or_throw(vm, result, key, element)?;
    }
    let to = start + inserted;
    fill_range(vm, object, start + skipped, result, to, new_length - to)?;
    Ok(result.into())
}

/// [Array.prototype.with](https://tc39.es/ecma262/#sec-array.prototype.with)
pub(super) fn with(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = to_object(vm, args.this())?;
    let length = length_of_array_like(vm, object)?;
    let relative = to_integer_or_infinity(vm, args.get(0))?;
    let actual = if relative >= 0.0 {
        relative
    } else {
        length as f64 + relative
    };
    if actual < 0.0 || actual >= length as f64 {
        return Err(vm.throw_range_error(message::INDEX_OUT_OF_RANGE, &[&relative]));
    }
    let result = array_create(vm, length, None)?;
    let index = actual as u64;
    fill_range(vm, object, 0, result, 0, index)?;
    create_element(vm, result, index, args.get(1))?;
    let rest = length - index - 1;
    fill_range(vm, object, index + 1, result, index + 1, rest)?;
    Ok(result.into())
}
