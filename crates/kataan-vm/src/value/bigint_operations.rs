//! Arithmetic on big integers (clause 6.1.6.2): in 64 or 128 bits where it fits, digit by digit
//! where that is simple, else in the library.

use super::bigint::{JsBigInt, MAX_BITS, from_big, from_digits, from_i64, from_i128};
use super::bigint_digits as digits;
use crate::error::{JsResult, message};
use crate::vm::Vm;
use core::cmp::Ordering;
use kataan_gc::Gc;
use num_bigint::{BigInt, BigUint};
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};

type Big = Gc<JsBigInt>;

/// An operation of two big integers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum BigIntOperator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Exponentiate,
    And,
    Or,
    Xor,
    ShiftLeft,
    ShiftRight,
    UnsignedShiftRight,
}

/// `left operator right`.
pub fn apply(vm: &mut Vm, operator: BigIntOperator, left: Big, right: Big) -> JsResult<Big> {
    use BigIntOperator as Op;
    if let (Some(a), Some(b)) = (left.to_i64(), right.to_i64()) {
        let small = match operator {
            Op::Add => a.checked_add(b),
            Op::Subtract => a.checked_sub(b),
            Op::Multiply => a.checked_mul(b),
            Op::Divide => a.checked_div(b),
            Op::Remainder => a.checked_rem(b),
            Op::And => Some(a & b),
            Op::Or => Some(a | b),
            Op::Xor => Some(a ^ b),
            Op::ShiftRight if (0..64).contains(&b) => Some(a >> b),
            Op::ShiftLeft if (0..63).contains(&b) && (a << b) >> b == a => Some(a << b),
            _ => None,
        };
        if let Some(small) = small {
            return from_i64(vm, small);
        }
    }
    if let Some(result) = apply_wide(operator, left, right) {
        return from_i128(vm, result);
    }
    let result = match operator {
        Op::Divide | Op::Remainder if right.is_zero() => {
            return Err(vm.throw_range_error(message::BIGINT_DIVISION, &[]));
        }
        Op::Add => return add(vm, left, right, right.is_negative()),
        Op::Subtract => return add(vm, left, right, !right.is_negative()),
        Op::Multiply => match digits::multiply(left.magnitude(), right.magnitude()) {
            Some(product) => {
                let negative = left.is_negative() != right.is_negative();
                return from_digits(vm, negative, &product);
            }
            None => left.to_big() * right.to_big(),
        },
        Op::Divide => divide(vm, &left.to_big(), &right.to_big())?.0,
        Op::Remainder => divide(vm, &left.to_big(), &right.to_big())?.1,
        Op::And => left.to_big() & right.to_big(),
        Op::Or => left.to_big() | right.to_big(),
        Op::Xor => left.to_big() ^ right.to_big(),
        Op::Exponentiate => exponentiate(vm, left, right)?,
        Op::ShiftLeft => shift(vm, left, right, false)?,
        Op::ShiftRight => shift(vm, left, right, true)?,
        Op::UnsignedShiftRight => {
            return Err(vm.throw_type_error(message::BIGINT_UNSIGNED_SHIFT, &[]));
        }
    };
    from_big(vm, &result)
}

/// The sum of an integer and of one with the magnitude of `right` and this sign.
fn add(vm: &mut Vm, left: Big, right: Big, right_is_negative: bool) -> JsResult<Big> {
    let (a, b) = (left.magnitude(), right.magnitude());
    let (negative, sum) = if left.is_negative() == right_is_negative {
        (right_is_negative, digits::add(a, b))
    } else if digits::compare(a, b) == Ordering::Less {
        (right_is_negative, digits::subtract(b, a))
    } else {
        (left.is_negative(), digits::subtract(a, b))
    };
    from_digits(vm, negative, &sum)
}

/// The result in 128 bits, if operands and result fit. Multiples of that go to the library.
fn apply_wide(operator: BigIntOperator, left: Big, right: Big) -> Option<i128> {
    use BigIntOperator as Op;
    let (a, b) = (left.to_i128()?, right.to_i128()?);
    match operator {
        Op::Add => a.checked_add(b),
        Op::Subtract => a.checked_sub(b),
        Op::Multiply => a.checked_mul(b),
        Op::Divide => a.checked_div(b),
        Op::Remainder => a.checked_rem(b),
        Op::And => Some(a & b),
        Op::Or => Some(a | b),
        Op::Xor => Some(a ^ b),
        Op::ShiftRight if (0..128).contains(&b) => Some(a >> b),
        Op::ShiftLeft if (0..127).contains(&b) && (a << b) >> b == a => Some(a << b),
        _ => None,
    }
    // The least value has no magnitude of its own width.
    .filter(|result| *result != i128::MIN)
}

fn exponentiate(vm: &mut Vm, base: Big, exponent: Big) -> JsResult<BigInt> {
    if exponent.is_negative() {
        return Err(vm.throw_range_error(message::BIGINT_NEGATIVE_EXPONENT, &[]));
    }
    let base = base.to_big();
    if base.magnitude() <= &1u32.into() {
        let odd = exponent.to_u64_wrapping() & 1 == 1;
        return Ok(if exponent.is_zero() || (base.is_negative() && !odd) {
            1.into()
        } else {
            base
        });
    }
    let exponent = exponent
        .to_i64()
        .and_then(|exponent| u64::try_from(exponent).ok());
    match exponent {
        Some(exponent) if exponent.saturating_mul(base.bits() - 1) <= MAX_BITS => {
            power(vm, &base, exponent)
        }
        _ => Err(vm.throw_range_error(message::BIGINT_TOO_BIG, &[])),
    }
}

/// Squares and multiplies.
fn power(vm: &mut Vm, base: &BigInt, exponent: u64) -> JsResult<BigInt> {
    let mut result = BigInt::from(1);
    for bit in (0..u64::BITS - exponent.leading_zeros()).rev() {
        vm.check_interrupt()?;
        result = &result * &result;
        if exponent >> bit & 1 == 1 {
            result *= base;
        }
    }
    Ok(result)
}

/// Bits that one step of a long division takes.
const DIVISION_STEP: u64 = 1 << 16;

/// Quotient and remainder, rounded toward zero: a long division whose digits are as large as the
/// library may divide by without a look at the interrupt word.
fn divide(vm: &mut Vm, dividend: &BigInt, divisor: &BigInt) -> JsResult<(BigInt, BigInt)> {
    if dividend.bits() <= divisor.bits() + DIVISION_STEP {
        return Ok(dividend.div_rem(divisor));
    }
    let (low, high) = (dividend.magnitude(), divisor.magnitude());
    let mut quotient = BigUint::ZERO;
    let mut remainder = BigUint::ZERO;
    let mask = (BigUint::from(1u32) << DIVISION_STEP) - 1u32;
    for step in (0..low.bits().div_ceil(DIVISION_STEP)).rev() {
        vm.check_interrupt()?;
        let digit = (low >> (step * DIVISION_STEP)) & &mask;
        let (part, rest) = ((remainder << DIVISION_STEP) | digit).div_rem(high);
        quotient = (quotient << DIVISION_STEP) | part;
        remainder = rest;
    }
    let sign = dividend.sign() * divisor.sign();
    Ok((
        BigInt::from_biguint(sign, quotient),
        BigInt::from_biguint(dividend.sign(), remainder),
    ))
}

fn shift(vm: &mut Vm, value: Big, by: Big, right: bool) -> JsResult<BigInt> {
    let value = value.to_big();
    let right = right != by.is_negative();
    let distance = by.to_big().magnitude().to_u64().unwrap_or(u64::MAX);
    if value.is_zero() {
        return Ok(value);
    }
    if right {
        // The library rounds toward negative infinity, as the specification does.
        return Ok(if distance > value.bits() {
            if value.is_negative() {
                (-1).into()
            } else {
                BigInt::ZERO
            }
        } else {
            value >> distance
        });
    }
    if distance.saturating_add(value.bits()) > MAX_BITS {
        return Err(vm.throw_range_error(message::BIGINT_TOO_BIG, &[]));
    }
    Ok(value << distance)
}

/// [BigInt::unaryMinus](https://tc39.es/ecma262/#sec-numeric-types-bigint-unaryMinus).
pub fn negate(vm: &mut Vm, value: Big) -> JsResult<Big> {
    match value.to_i64().and_then(i64::checked_neg) {
        Some(small) => from_i64(vm, small),
        None => from_big(vm, &-value.to_big()),
    }
}

/// [BigInt::bitwiseNOT](https://tc39.es/ecma262/#sec-numeric-types-bigint-bitwiseNOT).
pub fn not(vm: &mut Vm, value: Big) -> JsResult<Big> {
    match value.to_i64() {
        Some(small) => from_i64(vm, !small),
        None => from_big(vm, &!value.to_big()),
    }
}

/// Adds a small integer: increment and decrement.
pub fn add_small(vm: &mut Vm, value: Big, addend: i64) -> JsResult<Big> {
    match value.to_i64().and_then(|small| small.checked_add(addend)) {
        Some(small) => from_i64(vm, small),
        None => from_big(vm, &(value.to_big() + addend)),
    }
}

/// Order of two big integers.
pub fn compare(left: Big, right: Big) -> Ordering {
    match (left.is_negative(), right.is_negative()) {
        (false, false) => digits::compare(left.magnitude(), right.magnitude()),
        (true, true) => digits::compare(right.magnitude(), left.magnitude()),
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
    }
}

/// Order of a big integer and a number; none if the number is NaN.
pub fn compare_number(left: Big, right: f64) -> Option<Ordering> {
    if right.is_nan() {
        return None;
    }
    if right.is_infinite() {
        return Some(if right > 0.0 {
            Ordering::Less
        } else {
            Ordering::Greater
        });
    }
    let integer = right.floor();
    let order = match (left.to_i64(), integer as i64) {
        (Some(small), whole) if integer.abs() < 9e18 => small.cmp(&whole),
        _ => {
            let whole: BigInt = num_traits::FromPrimitive::from_f64(integer)?;
            left.to_big().cmp(&whole)
        }
    };
    // A fraction above the integer makes the number the larger of equals.
    Some(if order == Ordering::Equal && right > integer {
        Ordering::Less
    } else {
        order
    })
}

/// [BigInt.asIntN](https://tc39.es/ecma262/#sec-bigint.asintn) and `asUintN`.
pub fn wrap(vm: &mut Vm, value: Big, bits: u64, signed: bool) -> JsResult<Big> {
    if bits == 0 {
        return from_i64(vm, 0);
    }
    if !value.is_negative() && value.bits() < bits {
        return Ok(value);
    }
    let big = value.to_big();
    if bits > MAX_BITS {
        if signed || !big.is_negative() {
            return Ok(value);
        }
        return Err(vm.throw_range_error(message::BIGINT_TOO_BIG, &[]));
    }
    let modulus = BigInt::from(1) << bits;
    // As two's complement of any length has it.
    let mut result: BigInt = big & (&modulus - BigInt::from(1));
    if signed && result.bits() == bits {
        result -= modulus;
    }
    from_big(vm, &result)
}
