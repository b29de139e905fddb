//! Case mapping by Unicode's full, locale-independent rules.
//!
//! A text is mapped piece by piece. Only one rule looks at what stands around a character: a capital
//! sigma becomes another letter at the end of a word.

use super::this_string;
use icu_casemap::CaseMapper;
use icu_locale_core::LanguageIdentifier;
use kataan_vm::Vm;
use kataan_vm::error::JsResult;
use kataan_vm::native::Args;
use kataan_vm::string::{PIECE, StringBuilder, Units, flatten, from_latin1, pieces};
use kataan_vm::value::Value;

/// [String.prototype.toLowerCase](https://tc39.es/ecma262/#sec-string.prototype.tolowercase)
pub(super) fn to_lower_case(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let string = this_string(vm, args, "String.prototype.toLowerCase")?;
    let flat = flatten(vm, string)?;
    if let Units::Latin1(units) = flat.units() {
        return match map_latin1(vm, units, lower_latin1)? {
            Some(lower) => Ok(lower),
            None => Ok(string.into()),
        };
    }
    let mut builder = StringBuilder::new();
    let units = flat.units();
    // Sigmas are mapped on their own, with a view of what is around them.
    let mut start = 0;
    for part in pieces(0..units.len()) {
        vm.check_interrupt()?;
        for index in part {
            if units.at(index) == SIGMA {
                map_runs(vm, &mut builder, units.slice(start..index), lower)?;
                builder.push_unit(if is_final(vm, units, index)? {
                    FINAL_SIGMA
                } else {
                    SMALL_SIGMA
                });
                start = index + 1;
            }
        }
    }
    map_runs(vm, &mut builder, units.slice(start..units.len()), lower)?;
    Ok(builder.finish(vm)?.into())
}

/// [String.prototype.toUpperCase](https://tc39.es/ecma262/#sec-string.prototype.touppercase)
pub(super) fn to_upper_case(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let string = this_string(vm, args, "String.prototype.toUpperCase")?;
    let flat = flatten(vm, string)?;
    let units = flat.units();
    if let Units::Latin1(text) = units
        && is_ascii(vm, text)?
    {
        return match map_latin1(vm, text, |unit| unit.to_ascii_uppercase())? {
            Some(upper) => Ok(upper),
            None => Ok(string.into()),
        };
    }
    let mut builder = StringBuilder::new();
    map_runs(vm, &mut builder, units, |text| {
        CaseMapper::new()
            .uppercase_to_string(text, &LanguageIdentifier::UNKNOWN)
            .into_owned()
    })?;
    Ok(builder.finish(vm)?.into())
}

const SIGMA: u16 = 0x3A3;
const SMALL_SIGMA: u16 = 0x3C3;
const FINAL_SIGMA: u16 = 0x3C2;

fn lower(text: &str) -> String {
    CaseMapper::new()
        .lowercase_to_string(text, &LanguageIdentifier::UNKNOWN)
        .into_owned()
}

/// The lower case of a Latin-1 character, which is Latin-1 too.
fn lower_latin1(unit: u8) -> u8 {
    match unit {
        b'A'..=b'Z' | 0xC0..=0xD6 | 0xD8..=0xDE => unit + 0x20,
        _ => unit,
    }
}

fn is_ascii(vm: &mut Vm, text: &[u8]) -> JsResult<bool> {
    for part in pieces(0..text.len()) {
        vm.check_interrupt()?;
        if !text[part].is_ascii() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The text with each unit mapped to another of one byte; `None` if nothing changes.
fn map_latin1(vm: &mut Vm, text: &[u8], map: impl Fn(u8) -> u8) -> JsResult<Option<Value>> {
    let changes = |part: &[u8]| part.iter().any(|&unit| map(unit) != unit);
    let mut first = None;
    for part in pieces(0..text.len()) {
        vm.check_interrupt()?;
        if changes(&text[part.clone()]) {
            first = Some(part.start);
            break;
        }
    }
    let Some(first) = first else {
        return Ok(None);
    };
    if text.len() <= PIECE {
        let mapped: Vec<u8> = text.iter().map(|&unit| map(unit)).collect();
        return Ok(Some(from_latin1(vm, &mapped)?.into()));
    }
    let mut builder = StringBuilder::new();
    builder.push_many(vm, Units::Latin1(&text[..first]))?;
    for part in pieces(first..text.len()) {
        vm.check_interrupt()?;
        builder.check(vm, part.len())?;
        let mapped: Vec<u8> = text[part].iter().map(|&unit| map(unit)).collect();
        builder.push_units(Units::Latin1(&mapped));
    }
    Ok(Some(builder.finish(vm)?.into()))
}

/// Appends a text mapped piece by piece; lone surrogates stay as they are.
fn map_runs(
    vm: &mut Vm,
    builder: &mut StringBuilder,
    units: Units<'_>,
    map: impl Fn(&str) -> String,
) -> JsResult<()> {
    let mut run = String::new();
    for part in pieces(0..units.len()) {
        vm.check_interrupt()?;
        // A pair of surrogates stays together.
        let cut = |at: usize| at - usize::from(units.is_inside_pair(at));
        let part = units.slice(cut(part.start)..cut(part.end));
        for decoded in char::decode_utf16(part.iter()) {
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
        run.clear();
        builder.check(vm, 0)?;
    }
    Ok(())
}

/// What a character is to the rule of the final sigma.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    Cased,
    Ignorable,
    Other,
}

/// Asks the library, which maps a sigma behind the character as the rule says.
fn case_of(code_point: u32) -> Case {
    let Some(character) = char::from_u32(code_point) else {
        return Case::Other;
    };
    let ends_word = |before: &str| lower(&format!("{before}{character}Σ")).ends_with('ς');
    if ends_word("") {
        Case::Cased
    } else if ends_word("a") {
        Case::Ignorable
    } else {
        Case::Other
    }
}

/// Whether the sigma at `index` ends a word: a cased letter stands before it and none behind it,
/// what case ignores left aside.
fn is_final(vm: &mut Vm, units: Units<'_>, index: usize) -> JsResult<bool> {
    let mut before = index;
    let mut case = Case::Ignorable;
    while case == Case::Ignorable && before > 0 {
        vm.check_interrupt_every((index - before) as u64)?;
        before -= 1;
        before -= usize::from(units.is_inside_pair(before));
        case = case_of(units.code_point_at(before).0);
    }
    if case != Case::Cased {
        return Ok(false);
    }
    let mut behind = index + 1;
    case = Case::Ignorable;
    while case == Case::Ignorable && behind < units.len() {
        vm.check_interrupt_every((behind - index) as u64)?;
        let (code_point, length) = units.code_point_at(behind);
        case = case_of(code_point);
        behind += length;
    }
    Ok(case != Case::Cased)
}
