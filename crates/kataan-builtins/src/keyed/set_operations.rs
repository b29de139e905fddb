//! Operations on two sets: the second may be any object that looks like a set.
//!
//! Script that runs in between may change the first set, so elements are walked with a cursor and
//! results are collected in a table of their own.

use super::set::{contains, insert, remove, set_create, this_table};
use super::set_record::SetRecord;
use kataan_gc::{Gc, OrderedTable};
use kataan_vm::Vm;
use kataan_vm::error::JsResult;
use kataan_vm::native::Args;
use kataan_vm::operation::{iterator_close, iterator_step_value};
use kataan_vm::realm::Intrinsic;
use kataan_vm::value::Value;

/// The table of `this` and the record of the argument.
fn operands(
    vm: &mut Vm,
    args: Args<'_>,
    method: &'static str,
) -> JsResult<(Gc<OrderedTable>, SetRecord)> {
    let table = this_table(vm, args, method)?;
    let other = SetRecord::get(vm, args.get(0))?;
    Ok((table, other))
}

fn copy(vm: &mut Vm, table: Gc<OrderedTable>) -> JsResult<Gc<OrderedTable>> {
    let copy = vm.heap.new_table_with_capacity(table.len())?;
    let cursor = table.cursor(&mut vm.heap)?;
    while let Some((element, _)) = cursor.advance() {
        vm.check_interrupt()?;
        insert(vm, copy, element)?;
    }
    Ok(copy)
}

fn result(vm: &mut Vm, table: Gc<OrderedTable>) -> JsResult<Value> {
    let prototype = vm.intrinsic(Intrinsic::SetPrototype);
    Ok(set_create(vm, prototype, table)?.into())
}

/// Calls `visit` with each key of `other` until it answers false, in which case the iterator is
/// closed; whether all were visited.
fn for_each_key(
    vm: &mut Vm,
    other: &SetRecord,
    mut visit: impl FnMut(&mut Vm, Value) -> JsResult<bool>,
) -> JsResult<bool> {
    let mut keys = other.keys(vm)?;
    while let Some(key) = iterator_step_value(vm, &mut keys)? {
        vm.check_interrupt()?;
        if !visit(vm, key)? {
            iterator_close(vm, &keys, Ok(()))?;
            return Ok(false);
        }
    }
    Ok(true)
}

/// Calls `visit` with each element of `table` until it answers false; whether all were visited.
fn for_each_element(
    vm: &mut Vm,
    table: Gc<OrderedTable>,
    mut visit: impl FnMut(&mut Vm, Value) -> JsResult<bool>,
) -> JsResult<bool> {
    let cursor = table.cursor(&mut vm.heap)?;
    while let Some((element, _)) = cursor.advance() {
        vm.check_interrupt()?;
        if !visit(vm, element)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// [Set.prototype.union](https://tc39.es/ecma262/#sec-set.prototype.union)
pub(super) fn union(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let (table, other) = operands(vm, args, "Set.prototype.union")?;
    let mut keys = other.keys(vm)?;
    let united = copy(vm, table)?;
    while let Some(key) = iterator_step_value(vm, &mut keys)? {
        vm.check_interrupt()?;
        insert(vm, united, key)?;
    }
    result(vm, united)
}

/// [Set.prototype.intersection](https://tc39.es/ecma262/#sec-set.prototype.intersection)
pub(super) fn intersection(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let (table, other) = operands(vm, args, "Set.prototype.intersection")?;
    let common = vm.heap.new_table()?;
    if table.len() as f64 <= other.size {
        for_each_element(vm, table, |vm, element| {
            if other.has(vm, element)? {
                insert(vm, common, element)?;
            }
            Ok(true)
        })?;
    } else {
        for_each_key(vm, &other, |vm, key| {
            if contains(vm, table, key)? {
                insert(vm, common, key)?;
            }
            Ok(true)
        })?;
    }
    result(vm, common)
}

/// [Set.prototype.difference](https://tc39.es/ecma262/#sec-set.prototype.difference)
pub(super) fn difference(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let (table, other) = operands(vm, args, "Set.prototype.difference")?;
    let rest = copy(vm, table)?;
    if table.len() as f64 <= other.size {
        for_each_element(vm, table, |vm, element| {
            if other.has(vm, element)? {
                remove(vm, rest, element)?;
            }
            Ok(true)
        })?;
    } else {
        for_each_key(vm, &other, |vm, key| {
            remove(vm, rest, key)?;
            Ok(true)
        })?;
    }
    result(vm, rest)
}

/// [Set.prototype.symmetricDifference](https://tc39.es/ecma262/#sec-set.prototype.symmetricdifference)
pub(super) fn symmetric_difference(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let (table, other) = operands(vm, args, "Set.prototype.symmetricDifference")?;
    let mut keys = other.keys(vm)?;
    let either = copy(vm, table)?;
    while let Some(key) = iterator_step_value(vm, &mut keys)? {
        vm.check_interrupt()?;
        // What `this` has now decides, not what it had at the start.
        if contains(vm, table, key)? {
            remove(vm, either, key)?;
        } else {
            insert(vm, either, key)?;
        }
    }
    result(vm, either)
}

/// [Set.prototype.isSubsetOf](https://tc39.es/ecma262/#sec-set.prototype.issubsetof)
pub(super) fn is_subset_of(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let (table, other) = operands(vm, args, "Set.prototype.isSubsetOf")?;
    if table.len() as f64 > other.size {
        return Ok(Value::FALSE);
    }
    for_each_element(vm, table, |vm, element| other.has(vm, element)).map(Value::from)
}

/// [Set.prototype.isSupersetOf](https://tc39.es/ecma262/#sec-set.prototype.issupersetof)
pub(super) fn is_superset_of(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let (table, other) = operands(vm, args, "Set.prototype.isSupersetOf")?;
    if (table.len() as f64) < other.size {
        return Ok(Value::FALSE);
    }
    for_each_key(vm, &other, |vm, key| contains(vm, table, key)).map(Value::from)
}

/// [Set.prototype.isDisjointFrom](https://tc39.es/ecma262/#sec-set.prototype.isdisjointfrom)
pub(super) fn is_disjoint_from(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let (table, other) = operands(vm, args, "Set.prototype.isDisjointFrom")?;
    let disjoint = if table.len() as f64 <= other.size {
        for_each_element(vm, table, |vm, element| Ok(!other.has(vm, element)?))?
    } else {
        for_each_key(vm, &other, |vm, key| Ok(!contains(vm, table, key)?))?
    };
    Ok(Value::from(disjoint))
}
