//! Comparing strings by their units.

use super::{JsString, Units, flatten};
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
    equal_units(vm, left, right)
}

fn equal_units(vm: &mut Vm, left: Gc<JsString>, right: Gc<JsString>) -> JsResult<bool> {
    let left = flatten(vm, left)?;
    let right = flatten(vm, right)?;
    Ok(left.units().equals(&right.units()))
}

/// Order by code units.
pub fn compare(vm: &mut Vm, left: Gc<JsString>, right: Gc<JsString>) -> JsResult<Ordering> {
    if left == right {
        return Ok(Ordering::Equal);
    }
    let left = flatten(vm, left)?;
    let right = flatten(vm, right)?;
    Ok(match (left.units(), right.units()) {
        (Units::Latin1(left), Units::Latin1(right)) => left.cmp(right),
        (Units::Utf16(left), Units::Utf16(right)) => left.cmp(right),
        (left, right) => left.iter().cmp(right.iter()),
    })
}
