//! Long texts of numbers, made short: what decides the value of millions of digits fits a thousand.

use super::string_to_number::{decimal_prefix, is_white_space};
use crate::error::JsResult;
use crate::string::{Units, pieces};
use crate::vm::Vm;
use core::ops::Range;

/// Texts up to this length are read as they are.
pub const SHORT: usize = 4096;

/// More significant decimal digits than decide how a value rounds.
const DECIMAL_DIGITS: usize = 800;

/// So many significant digits of any base are beyond the greatest number.
const RADIX_DIGITS: usize = 1200;

/// The part of the text without white space and line terminators at its ends.
pub fn trimmed(vm: &mut Vm, text: Units<'_>, range: Range<usize>) -> JsResult<Range<usize>> {
    let start = skip_while(vm, text, range.clone(), is_white_space)?;
    let end = skip_back_while(vm, text, start..range.end, is_white_space)?;
    Ok(start..end)
}

/// The place behind the last unit in the range of another kind; the range's start if there is none.
pub fn skip_back_while(
    vm: &mut Vm,
    text: Units<'_>,
    range: Range<usize>,
    kind: impl Fn(u16) -> bool,
) -> JsResult<usize> {
    let start = range.start;
    for part in pieces(range).rev() {
        vm.check_interrupt()?;
        let from = part.start;
        if let Some(last) = text.slice(part).iter().rposition(|unit| !kind(unit)) {
            return Ok(from + last + 1);
        }
    }
    Ok(start)
}

/// The first place in the range whose unit is of another kind.
pub fn skip_while(
    vm: &mut Vm,
    text: Units<'_>,
    range: Range<usize>,
    kind: impl Fn(u16) -> bool,
) -> JsResult<usize> {
    let end = range.end;
    for part in pieces(range) {
        vm.check_interrupt()?;
        let from = part.start;
        if let Some(found) = text.slice(part).iter().position(|unit| !kind(unit)) {
            return Ok(from + found);
        }
    }
    Ok(end)
}

fn is_digit(unit: u16) -> bool {
    (0x30..=0x39).contains(&unit)
}

fn is_zero(unit: u16) -> bool {
    unit == 0x30
}

/// Whether a unit is a digit in base `radix`.
pub fn is_digit_of(unit: u16, radix: u32) -> bool {
    char::from_u32(u32::from(unit)).is_some_and(|digit| digit.is_digit(radix))
}

/// A long run of digits in base `radix`, as a short one of the same value, or of a value that is
/// infinite as well: no leading zeros.
pub fn compact_digits(vm: &mut Vm, text: Units<'_>, digits: Range<usize>) -> JsResult<Vec<u8>> {
    let start = skip_while(vm, text, digits.clone(), is_zero)?;
    let end = digits.end.min(start + RADIX_DIGITS);
    let mut short: Vec<u8> = text
        .slice(start..end)
        .iter()
        .map(|unit| unit as u8)
        .collect();
    if short.is_empty() {
        short.push(b'0');
    }
    Ok(short)
}

/// The longest prefix of the range that is a StrDecimalLiteral: its value and where it ends. NaN and
/// the range's start if there is none.
pub fn decimal(vm: &mut Vm, text: Units<'_>, range: Range<usize>) -> JsResult<(f64, usize)> {
    let at = |index: usize| (index < range.end).then(|| text.at(index));
    let is = |index: usize, byte: u8| at(index) == Some(u16::from(byte));
    let negative = is(range.start, b'-');
    let signed = range.start + usize::from(negative || is(range.start, b'+'));
    if range.end - signed >= 8 && text.slice(signed..signed + 8).equals_latin1(b"Infinity") {
        let infinity = if negative {
            f64::NEG_INFINITY
        } else {
            f64::INFINITY
        };
        return Ok((infinity, signed + 8));
    }
    let integer_end = skip_while(vm, text, signed..range.end, is_digit)?;
    let mut fraction = integer_end..integer_end;
    let mut end = integer_end;
    if is(integer_end, b'.') {
        let fraction_end = skip_while(vm, text, integer_end + 1..range.end, is_digit)?;
        fraction = integer_end + 1..fraction_end;
        end = fraction_end;
    }
    if integer_end == signed && fraction.is_empty() {
        return Ok((f64::NAN, range.start));
    }
    let mut exponent = 0_i64;
    if is(end, b'e') || is(end, b'E') {
        let minus = is(end + 1, b'-');
        let digits = end + 1 + usize::from(minus || is(end + 1, b'+'));
        let exponent_end = skip_while(vm, text, digits.min(range.end)..range.end, is_digit)?;
        if exponent_end > digits {
            let short = compact_digits(vm, text, digits..exponent_end)?;
            // Beyond what the digits before it could make up for.
            let magnitude = short
                .iter()
                .take(12)
                .fold(0_i64, |value, digit| value * 10 + i64::from(digit - b'0'));
            exponent = if minus { -magnitude } else { magnitude };
            end = exponent_end;
        }
    }
    let value = assemble(vm, text, signed..integer_end, fraction, exponent)?;
    Ok((if negative { -value } else { value }, end))
}

/// The value of integer and fraction digits, times a power of ten.
fn assemble(
    vm: &mut Vm,
    text: Units<'_>,
    integer: Range<usize>,
    fraction: Range<usize>,
    exponent: i64,
) -> JsResult<f64> {
    let first = skip_while(vm, text, integer.clone(), is_zero)?;
    let mut digits = Vec::with_capacity(DECIMAL_DIGITS + 32);
    // The exponent of the last digit taken.
    let mut scale = exponent + (integer.end - first) as i64;
    let mut left_out = false;
    let mut fraction_start = fraction.start;
    if first == integer.end {
        fraction_start = skip_while(vm, text, fraction.clone(), is_zero)?;
        scale = exponent - (fraction_start - fraction.start) as i64;
    }
    for range in [first..integer.end, fraction_start..fraction.end] {
        let room = DECIMAL_DIGITS - digits.len();
        let taken = range.start..range.end.min(range.start + room);
        digits.extend(text.slice(taken.clone()).iter().map(|unit| unit as u8));
        left_out |= skip_while(vm, text, taken.end..range.end, is_zero)? < range.end;
    }
    if digits.is_empty() {
        return Ok(0.0);
    }
    scale -= digits.len() as i64;
    if left_out {
        // Something follows: enough to break a tie.
        digits.push(b'1');
        scale -= 1;
    }
    digits.extend_from_slice(format!("e{scale}").as_bytes());
    Ok(decimal_prefix(&digits).map_or(f64::NAN, |(value, _)| value))
}

/// [StringToNumber](https://tc39.es/ecma262/#sec-stringtonumber) of a text longer than
/// [`SHORT`].
pub(crate) fn string_to_number(vm: &mut Vm, text: Units<'_>) -> JsResult<f64> {
    let range = trimmed(vm, text, 0..text.len())?;
    if range.is_empty() {
        return Ok(0.0);
    }
    let prefix = (range.len() > 2 && text.at(range.start) == 0x30)
        .then(|| u8::try_from(text.at(range.start + 1)).ok())
        .flatten()
        .and_then(super::string_to_number::radix_of_prefix);
    if let Some(radix) = prefix {
        let digits = range.start + 2..range.end;
        let end = skip_while(vm, text, digits.clone(), |unit| is_digit_of(unit, radix))?;
        if end < range.end {
            return Ok(f64::NAN);
        }
        let short = compact_digits(vm, text, digits)?;
        return Ok(super::string_to_number::digits_in_radix(&short, radix).0);
    }
    let (value, end) = decimal(vm, text, range.clone())?;
    Ok(if end == range.end { value } else { f64::NAN })
}
