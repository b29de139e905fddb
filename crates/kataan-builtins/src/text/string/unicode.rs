//! Well-formedness, normalization and comparison.

use super::this_string;
use crate::message;
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use kataan_vm::Vm;
use kataan_vm::error::JsResult;
use kataan_vm::native::Args;
use kataan_vm::operation::to_string;
use kataan_vm::string::{Units, flatten, from_utf16, to_rust_string};
use kataan_vm::value::Value;

/// [String.prototype.isWellFormed](https://tc39.es/ecma262/#sec-string.prototype.iswellformed)
pub(super) fn is_well_formed(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let string = this_string(vm, args, "String.prototype.isWellFormed")?;
    let flat = flatten(vm, string)?;
    let well_formed = match flat.units() {
        Units::Latin1(_) => true,
        Units::Utf16(units) => char::decode_utf16(units.iter().copied()).all(|unit| unit.is_ok()),
    };
    Ok(Value::from(well_formed))
}

/// [String.prototype.toWellFormed](https://tc39.es/ecma262/#sec-string.prototype.towellformed)
pub(super) fn to_well_formed(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let string = this_string(vm, args, "String.prototype.toWellFormed")?;
    let flat = flatten(vm, string)?;
    let Units::Utf16(units) = flat.units() else {
        return Ok(string.into());
    };
    let mut fixed = Vec::with_capacity(units.len());
    for decoded in char::decode_utf16(units.iter().copied()) {
        let character = decoded.unwrap_or(char::REPLACEMENT_CHARACTER);
        fixed.extend_from_slice(character.encode_utf16(&mut [0; 2]));
    }
    Ok(from_utf16(vm, &fixed)?.into())
}

/// The units of `text` in a normalization form, for a known form.
///
/// A lone surrogate combines with nothing and stays what it is, so that what stands between them
/// is normalized piece by piece.
fn normalize_units(form: &str, text: &[u16]) -> Option<Vec<u16>> {
    let normalize: &dyn Fn(&[u16]) -> Vec<u16> = match form {
        "NFC" => &|text| compose(ComposingNormalizerBorrowed::new_nfc(), text),
        "NFD" => &|text| decompose(DecomposingNormalizerBorrowed::new_nfd(), text),
        "NFKC" => &|text| compose(ComposingNormalizerBorrowed::new_nfkc(), text),
        "NFKD" => &|text| decompose(DecomposingNormalizerBorrowed::new_nfkd(), text),
        _ => return None,
    };
    let mut normalized = Vec::with_capacity(text.len());
    let (mut start, mut at) = (0, 0);
    for decoded in char::decode_utf16(text.iter().copied()) {
        match decoded {
            Ok(character) => at += character.len_utf16(),
            Err(lone) => {
                normalized.extend(normalize(&text[start..at]));
                normalized.push(lone.unpaired_surrogate());
                at += 1;
                start = at;
            }
        }
    }
    normalized.extend(normalize(&text[start..]));
    Some(normalized)
}

fn compose(normalizer: ComposingNormalizerBorrowed<'_>, text: &[u16]) -> Vec<u16> {
    normalizer.normalize_utf16(text).into_owned()
}

fn decompose(normalizer: DecomposingNormalizerBorrowed<'_>, text: &[u16]) -> Vec<u16> {
    normalizer.normalize_utf16(text).into_owned()
}

/// [String.prototype.normalize](https://tc39.es/ecma262/#sec-string.prototype.normalize)
pub(super) fn normalize(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let string = this_string(vm, args, "String.prototype.normalize")?;
    let form = match args.get(0) {
        form if form.is_undefined() => "NFC".to_owned(),
        form => {
            let form = to_string(vm, form)?;
            to_rust_string(vm, form)?
        }
    };
    let text: Vec<u16> = flatten(vm, string)?.units().iter().collect();
    match normalize_units(&form, &text) {
        Some(normalized) => Ok(from_utf16(vm, &normalized)?.into()),
        None => Err(vm.throw_range_error(message::INVALID_NORMALIZATION_FORM, &[&form])),
    }
}

/// [String.prototype.localeCompare](https://tc39.es/ecma262/#sec-string.prototype.localecompare)
///
/// Canonically equivalent strings are equal; else the order is that of the code units of their
/// canonical forms.
pub(super) fn locale_compare(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let string = this_string(vm, args, "String.prototype.localeCompare")?;
    let other = to_string(vm, args.get(0))?;
    let normalizer = DecomposingNormalizerBorrowed::new_nfd();
    let left: Vec<u16> = flatten(vm, string)?.units().iter().collect();
    let right: Vec<u16> = flatten(vm, other)?.units().iter().collect();
    let order = normalizer
        .normalize_utf16(&left)
        .cmp(&normalizer.normalize_utf16(&right));
    Ok(Value::from_i32(order as i32))
}
