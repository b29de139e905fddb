//! Comparing strings by their units.

use super::{JsString, PIECE, Units, flatten, pieces};
use crate::error::JsResult;
use crate::vm::Vm;
use core::cmp::Ordering;
use kataan_gc::Gc;

/// Whether both have the same units.
#[inline]
pub fn equal(vm: &mut Vm, left: Gc<JsString>, right: Gc<JsString>) -> JsResult<bool> {
    if left == right {
        return Ok(true);
    }
    // Equal atoms are one cell.
    if left.len() != right.len() || (left.is_atom() && right.is_atom()) {
        return Ok(false);
    }
    let left = flatten(vm, left)?;
    let right = flatten(vm, right)?;
    equal_units(vm, left.units(), right.units())
}

/// Whether both are the same units.
#[inline]
pub fn equal_units(vm: &mut Vm, left: Units<'_>, right: Units<'_>) -> JsResult<bool> {
    if left.len() <= PIECE || left.len() != right.len() {
        return Ok(left.equals(&right));
    }
    for part in pieces(0..left.len()) {
        vm.check_interrupt()?;
        if !left.slice(part.clone()).equals(&right.slice(part)) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Order by code units.
pub fn compare(vm: &mut Vm, left: Gc<JsString>, right: Gc<JsString>) -> JsResult<Ordering> {
    if left == right {
        return Ok(Ordering::Equal);
    }
    let left = flatten(vm, left)?;
    let right = flatten(vm, right)?;
    compare_units(vm, left.units(), right.units())
}

/// Order by code units.
pub fn compare_units(vm: &mut Vm, left: Units<'_>, right: Units<'_>) -> JsResult<Ordering> {
    let common = left.len().min(right.len());
    for part in pieces(0..common) {
        vm.check_interrupt()?;
        let order = order(left.slice(part.clone()), right.slice(part));
        if order.is_ne() {
            return Ok(order);
        }
    }
    Ok(left.len().cmp(&right.len()))
}

fn order(left: Units<'_>, right: Units<'_>) -> Ordering {
    match (left, right) {
        (Units::Latin1(left), Units::Latin1(right)) => left.cmp(right),
        (Units::Utf16(left), Units::Utf16(right)) => left.cmp(right),
        (left, right) => left.iter().cmp(right.iter()),
    }
}
