//! Case mapping by Unicode's full, locale-independent rules.

use super::this_string;
use icu_casemap::CaseMapper;
use icu_locale_core::LanguageIdentifier;
use kataan_gc::Gc;
use kataan_vm::Vm;
use kataan_vm::error::JsResult;
use kataan_vm::native::Args;
use kataan_vm::string::{JsString, StringBuilder, Units, flatten, from_latin1};
use kataan_vm::value::Value;

/// [String.prototype.toLowerCase](https://tc39.es/ecma262/#sec-string.prototype.tolowercase)
pub(super) fn to_lower_case(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let string = this_string(vm, args, "String.prototype.toLowerCase")?;
    let flat = flatten(vm, string)?;
    if let Units::Latin1(units) = flat.units() {
        if !units.iter().any(|&unit| lower_latin1(unit) != unit) {
            return Ok(string.into());
        }
        let lower: Vec<u8> = units.iter().map(|&unit| lower_latin1(unit)).collect();
        return Ok(from_latin1(vm, &lower)?.into());
    }
    map_well_formed_runs(vm, string, |text| {
        CaseMapper::new()
            .lowercase_to_string(text, &LanguageIdentifier::UNKNOWN)
            .into_owned()
    })
}

/// [String.prototype.toUpperCase](https://tc39.es/ecma262/#sec-string.prototype.touppercase)
pub(super) fn to_upper_case(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let string = this_string(vm, args, "String.prototype.toUpperCase")?;
    let flat = flatten(vm, string)?;
    if let Units::Latin1(units) = flat.units()
        && units.is_ascii()
    {
        if !units.iter().any(u8::is_ascii_lowercase) {
            return Ok(string.into());
        }
        return Ok(from_latin1(vm, &units.to_ascii_uppercase())?.into());
    }
    map_well_formed_runs(vm, string, |text| {
        CaseMapper::new()
            .uppercase_to_string(text, &LanguageIdentifier::UNKNOWN)
            .into_owned()
    })
}

/// The lower case of a Latin-1 character, which is Latin-1 too.
fn lower_latin1(unit: u8) -> u8 {
    match unit {
        b'A'..=b'Z' | 0xC0..=0xD6 | 0xD8..=0xDE => unit + 0x20,
        _ => unit,
    }
}

/// Maps the text between lone surrogates, which stay as they are.
fn map_well_formed_runs(
    vm: &mut Vm,
    string: Gc<JsString>,
    map: impl Fn(&str) -> String,
) -> JsResult<Value> {
    let flat = flatten(vm, string)?;
    let mut builder = StringBuilder::new();
    let mut run = String::new();
    for decoded in char::decode_utf16(flat.units().iter()) {
        match decoded {
            Ok(character) => run.push(character),
            Err(lone) => {
                builder.push_str(&map(&run));
                run.clear();
                builder.push_unit(lone.unpaired_surrogate());
            }
        }
    }
    builder.push_str(&map(&run));
    Ok(builder.finish(vm)?.into())
}
