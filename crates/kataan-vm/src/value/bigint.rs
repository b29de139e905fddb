//! The BigInt type (clause 6.1.6.2): a sign and digits, in a cell.

pub use super::bigint_text::to_text;
use super::{Value, bigint_text};
use crate::error::{JsResult, message};
use crate::string::{JsString, Units, flatten};
use crate::vm::Vm;
use kataan_gc::{Gc, Plain, TailInit, cell};
use num_bigint::{BigInt, Sign};
use num_traits::{FromPrimitive, ToPrimitive};
use smallvec::SmallVec;

/// Most bits of a big integer, so that one step of its arithmetic stays short.
pub const MAX_BITS: u64 = 1 << 20;

/// Digits that conversions keep on the native stack.
const DIGITS: usize = 64;

cell! {
    /// A big integer: its magnitude in 32-bit digits, the lowest first, none for zero.
    pub struct JsBigInt as BigInt {
        negative: Plain<bool>,
    }
    tail digits: [Plain<u32>; word];
}

impl JsBigInt {
    /// Whether it is zero.
    #[inline]
    pub fn is_zero(&self) -> bool {
        self.digits().is_empty()
    }

    /// Whether it is below zero.
    #[inline]
    pub fn is_negative(&self) -> bool {
        self.negative.get()
    }

    /// The value, if it fits.
    #[inline]
    pub fn to_i64(&self) -> Option<i64> {
        let magnitude = match self.digits() {
            [] => 0,
            [low] => u64::from(low.get()),
            [low, high] => u64::from(low.get()) | u64::from(high.get()) << 32,
            _ => return None,
        };
        if self.is_negative() {
            (magnitude <= 1 << 63).then(|| (magnitude as i64).wrapping_neg())
        } else {
            i64::try_from(magnitude).ok()
        }
    }

    /// The digits, the lowest first.
    #[inline]
    pub(super) fn magnitude(&self) -> &[Plain<u32>] {
        self.digits()
    }

    /// As many bits as the digits have, which the magnitude fits.
    #[inline]
    pub(super) fn bits(&self) -> u64 {
        self.digits().len() as u64 * 32
    }

    /// The value, if its magnitude has less than 127 bits or so: what two words hold.
    #[inline]
    pub(super) fn to_i128(&self) -> Option<i128> {
        let digits = self.digits();
        if digits.len() > 4 {
            return None;
        }
        let magnitude = digits
            .iter()
            .rev()
            .fold(0_u128, |sum, digit| sum << 32 | u128::from(digit.get()));
        let value = i128::try_from(magnitude).ok()?;
        Some(if self.is_negative() { -value } else { value })
    }

    /// The value as the library's type.
    pub fn to_big(&self) -> BigInt {
        let digits: SmallVec<[u32; DIGITS]> = self.digits().iter().map(Plain::get).collect();
        let sign = match (digits.is_empty(), self.is_negative()) {
            (true, _) => Sign::NoSign,
            (false, true) => Sign::Minus,
            (false, false) => Sign::Plus,
        };
        BigInt::from_slice(sign, &digits)
    }

    /// The value modulo 2^64.
    #[inline]
    pub fn to_u64_wrapping(&self) -> u64 {
        let digit = |index: usize| {
            self.digits()
                .get(index)
                .map_or(0, |digit| u64::from(digit.get()))
        };
        let magnitude = digit(0) | digit(1) << 32;
        if self.is_negative() {
            magnitude.wrapping_neg()
        } else {
            magnitude
        }
    }

    /// The nearest number.
    pub fn to_f64(&self) -> f64 {
        match self.to_i64() {
            Some(integer) => integer as f64,
            None => self.to_big().to_f64().unwrap_or(f64::NAN),
        }
    }

    /// Whether both are the same integer.
    pub fn equals(&self, other: &JsBigInt) -> bool {
        self.is_negative() == other.is_negative()
            && self.digits().len() == other.digits().len()
            && self
                .digits()
                .iter()
                .zip(other.digits())
                .all(|(left, right)| left.get() == right.get())
    }

    /// A hash: equal for equal integers.
    pub fn hash(&self) -> u32 {
        self.digits()
            .iter()
            .fold(u32::from(self.is_negative()), |hash, digit| {
                (hash.rotate_left(5) ^ digit.get()).wrapping_mul(0x9E37_79B9)
            })
    }
}

/// The cell of an integer.
pub fn from_i64(vm: &mut Vm, integer: i64) -> JsResult<Gc<JsBigInt>> {
    from_magnitude(vm, integer < 0, integer.unsigned_abs())
}

/// The cell of an integer.
pub fn from_u64(vm: &mut Vm, integer: u64) -> JsResult<Gc<JsBigInt>> {
    from_magnitude(vm, false, integer)
}

/// The cell of an integer.
pub(super) fn from_i128(vm: &mut Vm, integer: i128) -> JsResult<Gc<JsBigInt>> {
    let magnitude = integer.unsigned_abs();
    let digits: [u32; 4] = core::array::from_fn(|index| (magnitude >> (32 * index)) as u32);
    let length = 4 - magnitude.leading_zeros() as usize / 32;
    Ok(vm.heap.allocate(JsBigIntInit {
        negative: integer < 0,
        digits: TailInit::Copy(&digits[..length]),
    })?)
}

fn from_magnitude(vm: &mut Vm, negative: bool, magnitude: u64) -> JsResult<Gc<JsBigInt>> {
    let digits = [magnitude as u32, (magnitude >> 32) as u32];
    let length = if magnitude == 0 {
        0
    } else {
        1 + usize::from(digits[1] != 0)
    };
    Ok(vm.heap.allocate(JsBigIntInit {
        negative,
        digits: TailInit::Copy(&digits[..length]),
    })?)
}

/// The cell of digits without leading zeros; throws if they are too many.
pub(super) fn from_digits(vm: &mut Vm, negative: bool, digits: &[u32]) -> JsResult<Gc<JsBigInt>> {
    let bits = digits.last().map_or(0, |top| {
        digits.len() as u64 * 32 - u64::from(top.leading_zeros())
    });
    if bits > MAX_BITS {
        return Err(vm.throw_range_error(message::BIGINT_TOO_BIG, &[]));
    }
    Ok(vm.heap.allocate(JsBigIntInit {
        negative: negative && !digits.is_empty(),
        digits: TailInit::Copy(digits),
    })?)
}

/// The cell of the library's integer; throws if it is too large.
pub fn from_big(vm: &mut Vm, integer: &BigInt) -> JsResult<Gc<JsBigInt>> {
    if integer.bits() > MAX_BITS {
        return Err(vm.throw_range_error(message::BIGINT_TOO_BIG, &[]));
    }
    let digits: SmallVec<[u32; DIGITS]> = integer.iter_u32_digits().collect();
    Ok(vm.heap.allocate(JsBigIntInit {
        negative: integer.sign() == Sign::Minus,
        digits: TailInit::Copy(&digits),
    })?)
}

/// The cell of a number that is an integer.
pub fn from_f64(vm: &mut Vm, number: f64) -> JsResult<Gc<JsBigInt>> {
    let integer = BigInt::from_f64(number).unwrap_or_default();
    from_big(vm, &integer)
}

/// [StringToBigInt](https://tc39.es/ecma262/#sec-stringtobigint); `None` if the text is no integer.
pub fn from_string(vm: &mut Vm, string: Gc<JsString>) -> JsResult<Option<Gc<JsBigInt>>> {
    let flat = flatten(vm, string)?;
    match bigint_text::parse(vm, flat.units())? {
        Some(integer) => from_big(vm, &integer).map(Some),
        None => Ok(None),
    }
}

/// The big integer that a literal of the source spells (without its suffix).
pub fn from_literal(vm: &mut Vm, text: &str) -> JsResult<Value> {
    let digits: String = text.chars().filter(|c| *c != '_' && *c != 'n').collect();
    let units = Units::Latin1(digits.as_bytes());
    let integer = bigint_text::parse(vm, units)?.unwrap_or_default();
    Ok(from_big(vm, &integer)?.into())
}
