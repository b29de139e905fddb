//! The hash of a string's content: equal for equal units, whatever their width.

use super::create::is_narrow;
use super::{PIECE, Units, pieces};
use crate::error::JsResult;
use crate::vm::Vm;

const MULTIPLIER: u64 = 0x9E37_79B9_7F4A_7C15;

#[inline(always)]
fn mix(state: u64, word: u64) -> u64 {
    let product = u128::from(state ^ word) * u128::from(MULTIPLIER);
    (product as u64) ^ (product >> 64) as u64
}

/// Never 0, which stands for "not known".
#[inline]
pub(crate) fn hash_units(vm: &mut Vm, units: Units<'_>) -> JsResult<u32> {
    if units.len() <= PIECE {
        return Ok(hash_short_units(units));
    }
    let narrow = match units {
        Units::Latin1(_) => true,
        Units::Utf16(units) => is_narrow(vm, units)?,
    };
    let mut state = start(units.len(), narrow);
    // A piece is a whole number of words.
    for part in pieces(0..units.len()) {
        vm.check_interrupt()?;
        state = add(state, units.slice(part), narrow);
    }
    Ok(finish(state))
}

/// The same, of units that are known to be few.
#[inline]
pub(crate) fn hash_short_units(units: Units<'_>) -> u32 {
    let narrow = match units {
        Units::Latin1(_) => true,
        Units::Utf16(units) => units.iter().all(|unit| *unit <= 0xFF),
    };
    finish(add(start(units.len(), narrow), units, narrow))
}

#[inline(always)]
fn start(length: usize, narrow: bool) -> u64 {
    let length = if narrow { length } else { !length };
    mix(MULTIPLIER, length as u64)
}

#[inline(always)]
fn add(state: u64, units: Units<'_>, narrow: bool) -> u64 {
    match units {
        Units::Latin1(units) => units.chunks(8).map(word_of_bytes).fold(state, mix),
        Units::Utf16(units) if narrow => units.chunks(8).map(word_of_narrow_units).fold(state, mix),
        Units::Utf16(units) => units.chunks(4).map(word_of_units).fold(state, mix),
    }
}

#[inline(always)]
fn finish(state: u64) -> u32 {
    (state as u32 ^ (state >> 32) as u32).max(1)
}

#[inline(always)]
fn word_of_bytes(bytes: &[u8]) -> u64 {
    if let Ok(bytes) = <[u8; 8]>::try_from(bytes) {
        return u64::from_le_bytes(bytes);
    }
    bytes
        .iter()
        .rev()
        .fold(0, |word, byte| word << 8 | u64::from(*byte))
}

fn word_of_narrow_units(units: &[u16]) -> u64 {
    units
        .iter()
        .rev()
        .fold(0, |word, unit| word << 8 | u64::from(*unit))
}

fn word_of_units(units: &[u16]) -> u64 {
    units
        .iter()
        .rev()
        .fold(0, |word, unit| word << 16 | u64::from(*unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_does_not_matter() {
        let text = "a string of some length \u{e9}";
        let narrow: Vec<u8> = text.chars().map(|c| c as u8).collect();
        let wide: Vec<u16> = text.encode_utf16().collect();
        for length in 0..narrow.len() {
            let left = hash_short_units(Units::Latin1(&narrow[..length]));
            assert_eq!(left, hash_short_units(Units::Utf16(&wide[..length])));
        }
    }
}
