//! Well-formedness, normalization and comparison.

use super::normalize::{Form, normalize as normalize_units};
use super::this_string;
use crate::message;
use kataan_gc::Gc;
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe_text};
use kataan_vm::native::Args;
use kataan_vm::operation::to_string;
use kataan_vm::string::{JsString, StringBuilder, Units, compare, flatten, pieces};
use kataan_vm::value::Value;

/// [String.prototype.isWellFormed](https://tc39.es/ecma262/#sec-string.prototype.iswellformed)
pub(super) fn is_well_formed(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let string = this_string(vm, args, "String.prototype.isWellFormed")?;
    let flat = flatten(vm, string)?;
    if let Units::Utf16(_) = flat.units() {
        for index in 0..flat.len() {
            vm.check_interrupt_every(index as u64)?;
            if is_lone(flat.units(), index) {
                return Ok(Value::FALSE);
            }
        }
    }
    Ok(Value::TRUE)
}

/// [String.prototype.toWellFormed](https://tc39.es/ecma262/#sec-string.prototype.towellformed)
pub(super) fn to_well_formed(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let string = this_string(vm, args, "String.prototype.toWellFormed")?;
    let flat = flatten(vm, string)?;
    let Units::Utf16(units) = flat.units() else {
        return Ok(string.into());
    };
    let mut builder = StringBuilder::new();
    for part in pieces(0..units.len()) {
        vm.check_interrupt()?;
        builder.check(vm, part.len())?;
        for index in part {
            if is_lone(flat.units(), index) {
                builder.push_unit(0xFFFD);
            } else {
                builder.push_unit(units[index]);
            }
        }
    }
    Ok(builder.finish(vm)?.into())
}

/// Whether the unit at `index` is a surrogate without its other half.
fn is_lone(units: Units<'_>, index: usize) -> bool {
    match units.at(index) {
        0xD800..=0xDBFF => !units.is_inside_pair(index + 1),
        0xDC00..=0xDFFF => !units.is_inside_pair(index),
        _ => false,
    }
}

/// [String.prototype.normalize](https://tc39.es/ecma262/#sec-string.prototype.normalize)
pub(super) fn normalize(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let string = this_string(vm, args, "String.prototype.normalize")?;
    let form = match args.get(0) {
        form if form.is_undefined() => Form::Nfc,
        form => {
            let name = to_string(vm, form)?;
            let flat = flatten(vm, name)?;
            match Form::of_name(flat.units()) {
                Some(form) => form,
                None => {
                    let name = describe_text(vm, name.into());
                    return Err(vm.throw_range_error(message::INVALID_NORMALIZATION_FORM, &[&name]));
                }
            }
        }
    };
    Ok(normalized(vm, string, form)?.into())
}

fn normalized(vm: &mut Vm, string: Gc<JsString>, form: Form) -> JsResult<Gc<JsString>> {
    let flat = flatten(vm, string)?;
    if is_plain(vm, flat.units())? {
        return Ok(string);
    }
    let mut builder = StringBuilder::new();
    normalize_units(vm, &mut builder, flat.units(), form)?;
    builder.finish(vm)
}

/// Whether all units are ASCII, which no form changes.
fn is_plain(vm: &mut Vm, units: Units<'_>) -> JsResult<bool> {
    for part in pieces(0..units.len()) {
        vm.check_interrupt()?;
        let plain = match units.slice(part) {
            Units::Latin1(units) => units.is_ascii(),
            Units::Utf16(units) => units.iter().all(|unit| *unit < 0x80),
        };
        if !plain {
            return Ok(false);
        }
    }
    Ok(true)
}

/// [String.prototype.localeCompare](https://tc39.es/ecma262/#sec-string.prototype.localecompare)
///
/// Canonically equivalent strings are equal; else the order is that of the code units of their
/// canonical forms.
pub(super) fn locale_compare(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let string = this_string(vm, args, "String.prototype.localeCompare")?;
    let other = to_string(vm, args.get(0))?;
    let left = normalized(vm, string, Form::Nfd)?;
    let right = normalized(vm, other, Form::Nfd)?;
    Ok(Value::from_i32(compare(vm, left, right)? as i32))
}
