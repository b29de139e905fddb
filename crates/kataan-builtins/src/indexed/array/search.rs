//! Looking for an element: by value (`includes`, `indexOf`, `lastIndexOf`) and by predicate.

use crate::indexed::element::{existing_element, get_element};
use crate::indexed::relative_index::clamp_relative;
use kataan_gc::{Gc, Slot};
use kataan_vm::Vm;
use kataan_vm::error::JsResult;
use kataan_vm::native::Args;
use kataan_vm::object::{Object, dense_view};
use kataan_vm::operation::{
    call, is_strictly_equal, length_of_array_like, require_callable, same_value_zero, to_boolean,
    to_integer_or_infinity, to_object,
};
use kataan_vm::value::Value;

/// [Array.prototype.includes](https://tc39.es/ecma262/#sec-array.prototype.includes)
pub(super) fn includes(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = to_object(vm, args.this())?;
    let length = length_of_array_like(vm, object)?;
    if length == 0 {
        return Ok(Value::FALSE);
    }
    let from = to_integer_or_infinity(vm, args.get(1))?;
    let indices = clamp_relative(from, length)..length;
    let how = (Sameness::ValueZero, Direction::Ascending);
    if let Some(found) = find_simple(vm, object, indices.clone(), length, args.get(0), how)? {
        return Ok(Value::from(found.is_some()));
    }
    for index in indices {
        vm.check_interrupt_every(index)?;
        let element = get_element(vm, object, index)?;
        if same_value_zero(vm, element, args.get(0))? {
            return Ok(Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}

/// Which end a search begins at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Ascending,
    Descending,
}

/// How a search compares, and what an absent element is to it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sameness {
    /// [SameValueZero](https://tc39.es/ecma262/#sec-samevaluezero); absent elements are undefined.
    ValueZero,
    /// [IsStrictlyEqual](https://tc39.es/ecma262/#sec-isstrictlyequal); absent elements are none.
    Strict,
}

/// Looks for `target` among the elements of a plain array at `indices`, which are below `length`,
/// from the front or from the back; the outer option is none if the array is not plain or has
/// become shorter. No script runs.
fn find_simple(
    vm: &mut Vm,
    object: Gc<Object>,
    indices: core::ops::Range<u64>,
    length: u64,
    target: Value,
    (sameness, direction): (Sameness, Direction),
) -> JsResult<Option<Option<u64>>> {
    /// Elements that are compared between two looks at the interrupt word.
    const BLOCK: usize = 1 << 12;
    let Some((elements, now)) = dense_view(object) else {
        return Ok(None);
    };
    if u64::from(now) < length || indices.start > indices.end {
        return Ok(None);
    }
    let first = indices.start as usize;
    let slots = &elements.dense()[first..indices.end as usize];
    let blocks = slots.len().div_ceil(BLOCK);
    for step in 0..blocks {
        vm.check_interrupt()?;
        let at = match direction {
            Direction::Ascending => step * BLOCK,
            Direction::Descending => (blocks - 1 - step) * BLOCK,
        };
        let block = &slots[at..slots.len().min(at + BLOCK)];
        if let Some(found) = find_in_block(vm, block, target, sameness, direction)? {
            return Ok(Some(Some((first + at + found) as u64)));
        }
    }
    Ok(Some(None))
}

/// Where `target` is in a block of elements.
fn find_in_block(
    vm: &mut Vm,
    block: &[Slot],
    target: Value,
    sameness: Sameness,
    direction: Direction,
) -> JsResult<Option<usize>> {
    let position = |is_it: &dyn Fn(Value) -> bool| match direction {
        Direction::Ascending => block.iter().position(|slot| is_it(slot.get())),
        Direction::Descending => block.iter().rposition(|slot| is_it(slot.get())),
    };
    let is_zero = sameness == Sameness::ValueZero;
    if let Some(number) = target.as_number() {
        if number.is_nan() {
            let is_nan = |value: Value| value.as_number().is_some_and(f64::is_nan);
            return Ok(if is_zero { position(&is_nan) } else { None });
        }
        return Ok(match direction {
            Direction::Ascending => block
                .iter()
                .position(|slot| slot.get().as_number() == Some(number)),
            Direction::Descending => block
                .iter()
                .rposition(|slot| slot.get().as_number() == Some(number)),
        });
    }
    if target.is_string() || target.is_bigint() {
        // The same if their content is: asked one by one.
        let mut indices = 0..block.len();
        while let Some(index) = match direction {
            Direction::Ascending => indices.next(),
            Direction::Descending => indices.next_back(),
        } {
            let element = block[index].get();
            let may_equal = element == target || element.is_string() || element.is_bigint();
            if may_equal && is_strictly_equal(vm, element, target)? {
                return Ok(Some(index));
            }
        }
        return Ok(None);
    }
    // Other kinds of values are the same only if they are the same word.
    let absent_counts = is_zero && target.is_undefined();
    Ok(position(&|value| {
        value == target || (absent_counts && value.is_hole())
    }))
}

/// An index as the methods give it.
fn position(index: Option<u64>) -> Value {
    index.map_or(Value::from_i32(-1), |index| {
        Value::from_number(index as f64)
    })
}

/// Whether `object` has an element at `index` that strictly equals `target`.
fn holds(vm: &mut Vm, object: Gc<Object>, index: u64, target: Value) -> JsResult<bool> {
    vm.check_interrupt_every(index)?;
    let Some(element) = existing_element(vm, object, index)? else {
        return Ok(false);
    };
    is_strictly_equal(vm, element, target)
}

/// [Array.prototype.indexOf](https://tc39.es/ecma262/#sec-array.prototype.indexof)
pub(super) fn index_of(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = to_object(vm, args.this())?;
    let length = length_of_array_like(vm, object)?;
    if length == 0 {
        return Ok(Value::from_i32(-1));
    }
    let from = to_integer_or_infinity(vm, args.get(1))?;
    let indices = clamp_relative(from, length)..length;
    let how = (Sameness::Strict, Direction::Ascending);
    if let Some(found) = find_simple(vm, object, indices.clone(), length, args.get(0), how)? {
        return Ok(position(found));
    }
    for index in indices {
        if holds(vm, object, index, args.get(0))? {
            return Ok(Value::from_index(index));
        }
    }
    Ok(Value::from_i32(-1))
}

/// [Array.prototype.lastIndexOf](https://tc39.es/ecma262/#sec-array.prototype.lastindexof)
pub(super) fn last_index_of(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = to_object(vm, args.this())?;
    let length = length_of_array_like(vm, object)?;
    if length == 0 {
        return Ok(Value::from_i32(-1));
    }
    let from = match args.passed(1) {
        Some(from) => to_integer_or_infinity(vm, from)?,
        None => length as f64 - 1.0,
    };
    let end = if from >= 0.0 {
        from.min(length as f64 - 1.0)
    } else {
        length as f64 + from
    };
    if end < 0.0 {
        return Ok(Value::from_i32(-1));
    }
    let indices = 0..end as u64 + 1;
    let how = (Sameness::Strict, Direction::Descending);
    if let Some(found) = find_simple(vm, object, indices.clone(), length, args.get(0), how)? {
        return Ok(position(found));
    }
    for index in indices.rev() {
        if holds(vm, object, index, args.get(0))? {
            return Ok(Value::from_index(index));
        }
    }
    Ok(Value::from_i32(-1))
}

/// [FindViaPredicate](https://tc39.es/ecma262/#sec-findviapredicate): index and value of the first
/// element that satisfies the predicate, -1 and undefined if none does.
fn find_via_predicate(
    vm: &mut Vm,
    args: Args<'_>,
    direction: Direction,
) -> JsResult<(Value, Value)> {
    let object = to_object(vm, args.this())?;
    let length = length_of_array_like(vm, object)?;
    let predicate = require_callable(vm, args.get(0))?;
    for step in 0..length {
        vm.check_interrupt_every(step)?;
        let index = if direction == Direction::Ascending {
            step
        } else {
            length - 1 - step
        };
        let position = Value::from_index(index);
        let element = get_element(vm, object, index)?;
        let found = call(
            vm,
            predicate,
            args.get(1),
            &[element, position, object.into()],
        )?;
        if to_boolean(vm, found) {
            return Ok((position, element));
        }
    }
    Ok((Value::from_i32(-1), Value::UNDEFINED))
}

/// [Array.prototype.find](https://tc39.es/ecma262/#sec-array.prototype.find)
pub(super) fn find(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    find_via_predicate(vm, args, Direction::Ascending).map(|(_, element)| element)
}

/// [Array.prototype.findIndex](https://tc39.es/ecma262/#sec-array.prototype.findindex)
pub(super) fn find_index(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    find_via_predicate(vm, args, Direction::Ascending).map(|(index, _)| index)
}

/// [Array.prototype.findLast](https://tc39.es/ecma262/#sec-array.prototype.findlast)
pub(super) fn find_last(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    find_via_predicate(vm, args, Direction::Descending).map(|(_, element)| element)
}

/// [Array.prototype.findLastIndex](https://tc39.es/ecma262/#sec-array.prototype.findlastindex)
pub(super) fn find_last_index(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    find_via_predicate(vm, args, Direction::Descending).map(|(index, _)| index)
}
