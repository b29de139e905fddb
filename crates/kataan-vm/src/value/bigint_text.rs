//! Big integers as text and back, by halves: the library's own ways take time that grows with the
//! square, in one go.

use super::bigint::{JsBigInt, MAX_BITS};
use super::long_number::{is_digit_of, skip_while, trimmed};
use super::string_to_number::radix_of_prefix;
use crate::error::{JsResult, message};
use crate::string::Units;
use crate::vm::Vm;
use num_bigint::{BigInt, BigUint, Sign};
use num_integer::Integer;

/// Digits that the library reads or writes in one go.
const CHUNK: usize = 1024;

/// The powers `radix^(CHUNK * 2^level)`, each the square of the one before.
struct Powers(Vec<BigUint>);

impl Powers {
    fn new(radix: u32) -> Powers {
        Powers(vec![BigUint::from(radix).pow(CHUNK as u32)])
    }

    fn up_to(&mut self, vm: &mut Vm, level: usize) -> JsResult<&BigUint> {
        while self.0.len() <= level {
            vm.check_interrupt()?;
            let last = &self.0[self.0.len() - 1];
            let square = last * last;
            self.0.push(square);
        }
        Ok(&self.0[level])
    }
}

/// [StringToBigInt](https://tc39.es/ecma262/#sec-stringtobigint); `None` if the text is no integer.
pub(super) fn parse(vm: &mut Vm, text: Units<'_>) -> JsResult<Option<BigInt>> {
    let range = trimmed(vm, text, 0..text.len())?;
    if range.is_empty() {
        return Ok(Some(BigInt::ZERO));
    }
    let byte = |index: usize| {
        let unit = (index < range.end).then(|| text.at(index));
        unit.and_then(|unit| u8::try_from(unit).ok()).unwrap_or(0)
    };
    let (mut start, mut radix, mut sign) = (range.start, 10, Sign::Plus);
    match (byte(start), radix_of_prefix(byte(start + 1))) {
        (b'0', Some(other)) => (start, radix) = (start + 2, other),
        (b'-', _) => (start, sign) = (start + 1, Sign::Minus),
        (b'+', _) => start += 1,
        _ => {}
    }
    let end = skip_while(vm, text, start..range.end, |unit| is_digit_of(unit, radix))?;
    if end < range.end || start == end {
        return Ok(None);
    }
    let first = skip_while(vm, text, start..end, |unit| unit == 0x30)?;
    // Any digit is at least a bit.
    if end - first > MAX_BITS as usize {
        return Err(vm.throw_range_error(message::BIGINT_TOO_BIG, &[]));
    }
    let digits: Vec<u8> = text
        .slice(first..end)
        .iter()
        .map(|unit| unit as u8)
        .collect();
    if digits.is_empty() {
        return Ok(Some(BigInt::ZERO));
    }
    let mut powers = Powers::new(radix);
    let magnitude = parse_digits(vm, &digits, radix, &mut powers)?;
    Ok(Some(BigInt::from_biguint(sign, magnitude)))
}

fn parse_digits(vm: &mut Vm, digits: &[u8], radix: u32, powers: &mut Powers) -> JsResult<BigUint> {
    vm.check_interrupt()?;
    if digits.len() <= CHUNK || radix.is_power_of_two() {
        return Ok(BigUint::parse_bytes(digits, radix).unwrap_or_default());
    }
    // The lower part is as long as the greatest power that is shorter than the text.
    let level = (digits.len() - 1).div_euclid(CHUNK).ilog2() as usize;
    let (high, low) = digits.split_at(digits.len() - (CHUNK << level));
    let high = parse_digits(vm, high, radix, powers)?;
    let low = parse_digits(vm, low, radix, powers)?;
    vm.check_interrupt()?;
    let product = high * powers.up_to(vm, level)?;
    Ok(product + low)
}

/// The text of an integer in base `radix` (2 to 36).
pub fn to_text(vm: &mut Vm, integer: &JsBigInt, radix: u32) -> JsResult<String> {
    if let (Some(integer), 10) = (integer.to_i64(), radix) {
        return Ok(integer.to_string());
    }
    let big = integer.to_big();
    if integer.bits() <= 4 * CHUNK as u64 || radix.is_power_of_two() {
        return Ok(big.to_str_radix(radix));
    }
    let mut text = String::new();
    if integer.is_negative() {
        text.push('-');
    }
    let mut powers = Powers::new(radix);
    // The first power that is greater.
    let mut level = 0;
    while powers.up_to(vm, level)? <= big.magnitude() {
        level += 1;
    }
    write_digits(
        vm,
        big.magnitude(),
        radix,
        level,
        false,
        &mut powers,
        &mut text,
    )?;
    Ok(text)
}

/// Writes a magnitude below the power at `level`, with zeros before it if `padded`.
fn write_digits(
    vm: &mut Vm,
    magnitude: &BigUint,
    radix: u32,
    level: usize,
    padded: bool,
    powers: &mut Powers,
    text: &mut String,
) -> JsResult<()> {
    vm.check_interrupt()?;
    if level == 0 {
        let digits = magnitude.to_str_radix(radix);
        if padded {
            (digits.len()..CHUNK).for_each(|_| text.push('0'));
        }
        text.push_str(&digits);
        return Ok(());
    }
    let power = powers.up_to(vm, level - 1)?;
    if !padded && magnitude < power {
        return write_digits(vm, magnitude, radix, level - 1, false, powers, text);
    }
    let (high, low) = magnitude.div_rem(power);
    write_digits(vm, &high, radix, level - 1, padded, powers, text)?;
    write_digits(vm, &low, radix, level - 1, true, powers, text)
}
