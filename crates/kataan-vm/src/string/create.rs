//! Making flat strings and slices.

use super::{
    Flat, JsString, JsStringInit, PIECE, Slice, SliceInit, Units, concat::check_length,
    flat::write_all, flatten, pieces, units,
};
use crate::error::JsResult;
use crate::value::number_to_string::NumberText;
use crate::vm::Vm;
use kataan_gc::{Gc, TailInit, blank_bytes};

/// Shorter parts are copied rather than shared.
const SHORTEST_SLICE: usize = 24;

/// A string of Latin-1 units.
pub fn from_latin1(vm: &mut Vm, text: &[u8]) -> JsResult<Gc<JsString>> {
    match text {
        [] => Ok(vm.empty_string()),
        [unit] => Ok(vm.latin1_string(*unit)),
        _ => allocate(vm, Units::Latin1(text)),
    }
}

/// A string of UTF-16 units, narrowed if all fit one byte.
pub fn from_utf16(vm: &mut Vm, text: &[u16]) -> JsResult<Gc<JsString>> {
    if !is_narrow(vm, text)? {
        return allocate(vm, Units::Utf16(text));
    }
    match text {
        [] => Ok(vm.empty_string()),
        [unit] => Ok(vm.latin1_string(*unit as u8)),
        _ => from_units_narrow(vm, Units::Utf16(text)),
    }
}

/// Whether all units fit one byte.
pub(super) fn is_narrow(vm: &mut Vm, text: &[u16]) -> JsResult<bool> {
    for part in pieces(0..text.len()) {
        vm.check_interrupt()?;
        if text[part].iter().any(|unit| *unit > 0xFF) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A copy of units.
pub fn from_units(vm: &mut Vm, units: Units<'_>) -> JsResult<Gc<JsString>> {
    match units {
        Units::Latin1(units) => from_latin1(vm, units),
        Units::Utf16(units) => from_utf16(vm, units),
    }
}

/// A flat cell with a copy of units, in one byte each if all fit: an atom has one form.
pub(super) fn from_units_narrow(vm: &mut Vm, text: Units<'_>) -> JsResult<Gc<JsString>> {
    if let Units::Utf16(wide) = text
        && is_narrow(vm, wide)?
    {
        let string = allocate_blank(vm, wide.len(), false)?;
        for part in pieces(0..wide.len()) {
            vm.check_interrupt()?;
            let narrow: Vec<u8> = wide[part.clone()].iter().map(|unit| *unit as u8).collect();
            super::write_units(string, part.start, Units::Latin1(&narrow));
        }
        return Ok(string);
    }
    allocate(vm, text)
}

/// A string of UTF-8 text.
pub fn from_str(vm: &mut Vm, text: &str) -> JsResult<Gc<JsString>> {
    if text.is_ascii() {
        return from_latin1(vm, text.as_bytes());
    }
    let units: Vec<u16> = text.encode_utf16().collect();
    from_utf16(vm, &units)
}

/// A string of anything that displays.
pub fn from_text(vm: &mut Vm, text: impl core::fmt::Display) -> JsResult<Gc<JsString>> {
    from_str(vm, &text.to_string())
}

/// The base-ten text of a number.
pub fn from_number_text(vm: &mut Vm, number: f64) -> JsResult<Gc<JsString>> {
    let mut text = NumberText::new();
    from_latin1(vm, text.format(number).as_bytes())
}

/// A string of one unit.
#[inline]
pub fn single_unit(vm: &mut Vm, unit: u16) -> JsResult<Gc<JsString>> {
    match u8::try_from(unit) {
        Ok(unit) => Ok(vm.latin1_string(unit)),
        Err(_) => allocate(vm, Units::Utf16(&[unit])),
    }
}

/// Units `start..end` of a string, which are in its bounds.
pub fn substring(
    vm: &mut Vm,
    string: Gc<JsString>,
    start: usize,
    end: usize,
) -> JsResult<Gc<JsString>> {
    debug_assert!(start <= end && end <= string.len());
    if start == 0 && end == string.len() {
        return Ok(string);
    }
    if start >= end {
        return Ok(vm.empty_string());
    }
    let flat = flatten(vm, string)?;
    slice_of(vm, flat, start, end)
}

/// Units `start..end` of a flattened string.
pub(super) fn slice_of(
    vm: &mut Vm,
    flat: Flat,
    start: usize,
    end: usize,
) -> JsResult<Gc<JsString>> {
    let length = end - start;
    if length < SHORTEST_SLICE {
        if length == 1 {
            let unit = flat.units().at(start);
            return single_unit(vm, unit);
        }
        return from_units(vm, flat.units().slice(start..end));
    }
    let parent = flat.owner();
    let base = JsStringInit {
        length: length as u32,
        hash: 0,
        bytes: TailInit::Fill(0, 0),
    };
    let start = (flat.start() + start) as u32;
    let slice = vm.heap.allocate(SliceInit {
        base,
        parent,
        start,
    })?;
    if parent.is_two_byte() {
        slice.set_flag(JsString::TWO_BYTE);
    }
    let _: &Slice = &slice;
    Ok(slice.upcast())
}

/// A flat cell with a copy of `text`.
pub(super) fn allocate(vm: &mut Vm, text: Units<'_>) -> JsResult<Gc<JsString>> {
    check_length(vm, text.len())?;
    if text.len() > PIECE {
        let string = allocate_blank(vm, text.len(), matches!(text, Units::Utf16(_)))?;
        write_all(vm, string, 0, text)?;
        return Ok(string);
    }
    let length = text.len() as u32;
    let bytes = match text {
        Units::Latin1(text) => text,
        Units::Utf16(text) => units::as_bytes(text),
    };
    let string = vm.heap.allocate(JsStringInit {
        length,
        hash: 0,
        bytes: TailInit::Copy(bytes),
    })?;
    if let Units::Utf16(_) = text {
        string.set_flag(JsString::TWO_BYTE);
    }
    Ok(string)
}

/// A flat cell for `length` units, to be written before anybody sees it.
pub(super) fn allocate_blank(vm: &mut Vm, length: usize, two_byte: bool) -> JsResult<Gc<JsString>> {
    check_length(vm, length)?;
    let bytes = blank_bytes(length << u32::from(two_byte));
    let string = vm.heap.allocate(JsStringInit {
        length: length as u32,
        hash: 0,
        bytes,
    })?;
    if two_byte {
        string.set_flag(JsString::TWO_BYTE);
    }
    Ok(string)
}

/// As UTF-8, lone surrogates replaced.
pub fn to_rust_string(vm: &mut Vm, string: Gc<JsString>) -> JsResult<String> {
    let flat = flatten(vm, string)?;
    let units = flat.units();
    if units.len() <= PIECE {
        return Ok(units.to_rust_string());
    }
    let mut text = String::new();
    for part in pieces(0..units.len()) {
        vm.check_interrupt()?;
        // A pair of surrogates stays together.
        let cut = |at: usize| at - usize::from(at < units.len() && units.is_inside_pair(at));
        text.push_str(&units.slice(cut(part.start)..cut(part.end)).to_rust_string());
    }
    Ok(text)
}
