//! [The Math Object](https://tc39.es/ecma262/#sec-math-object).
//!
//! Transcendental functions come from `libm`, so that every platform computes the same digits.

mod sum;

use crate::message;
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::native::{
    Args, IntrinsicObject, ObjectForm, PropertyValue, constant, method, value,
};
use kataan_vm::object::Attributes;
use kataan_vm::operation::{
    IteratorKind, get_iterator, iterator_close, iterator_step_value, require_object_coercible,
    to_number, to_uint32,
};
use kataan_vm::realm::Intrinsic;
use kataan_vm::value::{Value, number};
use sum::ExactSum;

/// The namespace object.
pub(crate) static MATH: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::Math,
    form: ObjectForm::Ordinary(Some("Math")),
    prototype: Some(Intrinsic::ObjectPrototype),
    properties: &[
        constant("E", PropertyValue::Number(core::f64::consts::E)),
        constant("LN10", PropertyValue::Number(core::f64::consts::LN_10)),
        constant("LN2", PropertyValue::Number(core::f64::consts::LN_2)),
        constant("LOG10E", PropertyValue::Number(core::f64::consts::LOG10_E)),
        constant("LOG2E", PropertyValue::Number(core::f64::consts::LOG2_E)),
        constant("PI", PropertyValue::Number(core::f64::consts::PI)),
        constant(
            "SQRT1_2",
            PropertyValue::Number(core::f64::consts::FRAC_1_SQRT_2),
        ),
        constant("SQRT2", PropertyValue::Number(core::f64::consts::SQRT_2)),
        value(
            "[Symbol.toStringTag]",
            PropertyValue::String("Math"),
            Attributes::CONFIGURABLE,
        ),
        method("abs", 1, abs),
        method("acos", 1, acos),
        method("acosh", 1, acosh),
        method("asin", 1, asin),
        method("asinh", 1, asinh),
        method("atan", 1, atan),
        method("atan2", 2, atan2),
        method("atanh", 1, atanh),
        method("cbrt", 1, cbrt),
        method("ceil", 1, ceil),
        method("clz32", 1, clz32),
        method("cos", 1, cos),
        method("cosh", 1, cosh),
        method("exp", 1, exp),
        method("expm1", 1, expm1),
        method("f16round", 1, f16round),
        method("floor", 1, floor),
        method("fround", 1, fround),
        method("hypot", 2, hypot),
        method("imul", 2, imul),
        method("log", 1, log),
        method("log10", 1, log10),
        method("log1p", 1, log1p),
        method("log2", 1, log2),
        method("max", 2, max),
        method("min", 2, min),
        method("pow", 2, pow),
        method("random", 0, random),
        method("round", 1, round),
        method("sign", 1, sign),
        method("sin", 1, sin),
        method("sinh", 1, sinh),
        method("sqrt", 1, sqrt),
        method("sumPrecise", 1, sum_precise),
        method("tan", 1, tan),
        method("tanh", 1, tanh),
        method("trunc", 1, trunc),
    ],
};

/// Functions of one number.
macro_rules! unary {
    ($($(#[$meta:meta])* $name:ident = $function:expr;)*) => {
        $(
            $(#[$meta])*
            fn $name(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
                let function: fn(f64) -> f64 = $function;
                let number = to_number(vm, args.get(0))?;
                Ok(Value::from_number(function(number)))
            }
        )*
    };
}

/// The power of *e*; the number itself is the double nearest to it.
fn exponential(number: f64) -> f64 {
    if number == 1.0 {
        core::f64::consts::E
    } else {
        libm::exp(number)
    }
}

/// Neither large enough to overflow nor so small that digits would cancel: the definition.
fn hyperbolic_cosine(number: f64) -> f64 {
    let size = number.abs();
    if !(0.35..22.0).contains(&size) {
        return libm::cosh(number);
    }
    let power = exponential(size);
    0.5 * power + 0.5 / power
}

unary! {
    /// [Math.acos](https://tc39.es/ecma262/#sec-math.acos)
    acos = libm::acos;
    /// [Math.acosh](https://tc39.es/ecma262/#sec-math.acosh)
    acosh = libm::acosh;
    /// [Math.asin](https://tc39.es/ecma262/#sec-math.asin)
    asin = libm::asin;
    /// [Math.asinh](https://tc39.es/ecma262/#sec-math.asinh)
    asinh = libm::asinh;
    /// [Math.atan](https://tc39.es/ecma262/#sec-math.atan)
    atan = libm::atan;
    /// [Math.atanh](https://tc39.es/ecma262/#sec-math.atanh)
    atanh = libm::atanh;
    /// [Math.cbrt](https://tc39.es/ecma262/#sec-math.cbrt)
    cbrt = libm::cbrt;
    /// [Math.cos](https://tc39.es/ecma262/#sec-math.cos)
    cos = libm::cos;
    /// [Math.cosh](https://tc39.es/ecma262/#sec-math.cosh)
    cosh = hyperbolic_cosine;
    /// [Math.exp](https://tc39.es/ecma262/#sec-math.exp)
    exp = exponential;
    /// [Math.expm1](https://tc39.es/ecma262/#sec-math.expm1)
    expm1 = libm::expm1;
    /// [Math.f16round](https://tc39.es/ecma262/#sec-math.f16round)
    f16round = |number| number::from_float16_bits(number::to_float16_bits(number));
    /// [Math.fround](https://tc39.es/ecma262/#sec-math.fround)
    fround = |number| f64::from(number as f32);
    /// [Math.log](https://tc39.es/ecma262/#sec-math.log)
    log = libm::log;
    /// [Math.log10](https://tc39.es/ecma262/#sec-math.log10)
    log10 = libm::log10;
    /// [Math.log1p](https://tc39.es/ecma262/#sec-math.log1p)
    log1p = libm::log1p;
    /// [Math.log2](https://tc39.es/ecma262/#sec-math.log2)
    log2 = libm::log2;
    /// [Math.sign](https://tc39.es/ecma262/#sec-math.sign)
    sign = |number| if number == 0.0 || number.is_nan() { number } else { number.signum() };
    /// [Math.sin](https://tc39.es/ecma262/#sec-math.sin)
    sin = libm::sin;
    /// [Math.sinh](https://tc39.es/ecma262/#sec-math.sinh)
    sinh = libm::sinh;
    /// [Math.sqrt](https://tc39.es/ecma262/#sec-math.sqrt)
    sqrt = f64::sqrt;
    /// [Math.tan](https://tc39.es/ecma262/#sec-math.tan)
    tan = libm::tan;
    /// [Math.tanh](https://tc39.es/ecma262/#sec-math.tanh)
    tanh = libm::tanh;
}

/// Functions of one number that leave an int32 as it is.
macro_rules! rounding {
    ($($(#[$meta:meta])* $name:ident = $function:expr;)*) => {
        $(
            $(#[$meta])*
            fn $name(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
                if args.get(0).is_i32() {
                    return Ok(args.get(0));
                }
                let function: fn(f64) -> f64 = $function;
                let number = to_number(vm, args.get(0))?;
                Ok(Value::from_number(function(number)))
            }
        )*
    };
}

rounding! {
    /// [Math.ceil](https://tc39.es/ecma262/#sec-math.ceil)
    ceil = f64::ceil;
    /// [Math.floor](https://tc39.es/ecma262/#sec-math.floor)
    floor = f64::floor;
    /// [Math.round](https://tc39.es/ecma262/#sec-math.round)
    round = round_half_up;
    /// [Math.trunc](https://tc39.es/ecma262/#sec-math.trunc)
    trunc = f64::trunc;
}

/// To the nearest integer, ties toward positive infinity, with the sign of a zero kept.
fn round_half_up(number: f64) -> f64 {
    let floor = number.floor();
    let rounded = if number - floor >= 0.5 {
        floor + 1.0
    } else {
        floor
    };
    if rounded == 0.0 {
        rounded.copysign(number)
    } else {
        rounded
    }
}

/// [Math.abs](https://tc39.es/ecma262/#sec-math.abs)
fn abs(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let number = to_number(vm, args.get(0))?;
    Ok(Value::from_number(number.abs()))
}

/// [Math.atan2](https://tc39.es/ecma262/#sec-math.atan2)
fn atan2(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let y = to_number(vm, args.get(0))?;
    let x = to_number(vm, args.get(1))?;
    Ok(Value::from_number(libm::atan2(y, x)))
}

/// [Math.clz32](https://tc39.es/ecma262/#sec-math.clz32)
fn clz32(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let number = to_uint32(vm, args.get(0))?;
    Ok(Value::from_i32(number.leading_zeros() as i32))
}

/// [Math.imul](https://tc39.es/ecma262/#sec-math.imul)
fn imul(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let left = to_uint32(vm, args.get(0))?;
    let right = to_uint32(vm, args.get(1))?;
    Ok(Value::from_i32(left.wrapping_mul(right) as i32))
}

/// [Math.hypot](https://tc39.es/ecma262/#sec-math.hypot)
fn hypot(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let mut numbers = Vec::with_capacity(args.len());
    for argument in args.iter_from(0) {
        numbers.push(to_number(vm, argument)?);
    }
    if numbers.iter().any(|number| number.is_infinite()) {
        return Ok(Value::from_number(f64::INFINITY));
    }
    if numbers.iter().any(|number| number.is_nan()) {
        return Ok(Value::from_number(f64::NAN));
    }
    // Scaled by the largest, so that squares neither overflow nor vanish; compensated, so that many
    // small addends are not lost.
    let largest = numbers
        .iter()
        .fold(0.0, |largest: f64, number| largest.max(number.abs()));
    if largest == 0.0 {
        return Ok(Value::from_i32(0));
    }
    let (mut sum, mut compensation) = (0.0, 0.0);
    for number in numbers {
        let scaled = number / largest;
        let addend = scaled * scaled - compensation;
        let next: f64 = sum + addend;
        compensation = (next - sum) - addend;
        sum = next;
    }
    Ok(Value::from_number(sum.sqrt() * largest))
}

/// [Math.max](https://tc39.es/ecma262/#sec-math.max)
fn max(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let mut highest = f64::NEG_INFINITY;
    for argument in args.iter_from(0) {
        let number = to_number(vm, argument)?;
        if highest.is_nan() {
            continue;
        }
        let positive_zero = number == 0.0 && highest == 0.0 && number.is_sign_positive();
        if number.is_nan() || number > highest || positive_zero {
            highest = number;
        }
    }
    Ok(Value::from_number(highest))
}

/// [Math.min](https://tc39.es/ecma262/#sec-math.min)
fn min(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let mut lowest = f64::INFINITY;
    for argument in args.iter_from(0) {
        let number = to_number(vm, argument)?;
        if lowest.is_nan() {
            continue;
        }
        let negative_zero = number == 0.0 && lowest == 0.0 && number.is_sign_negative();
        if number.is_nan() || number < lowest || negative_zero {
            lowest = number;
        }
    }
    Ok(Value::from_number(lowest))
}

/// [Math.pow](https://tc39.es/ecma262/#sec-math.pow)
fn pow(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let base = to_number(vm, args.get(0))?;
    let exponent = to_number(vm, args.get(1))?;
    Ok(Value::from_number(number::exponentiate(base, exponent)))
}

/// [Math.random](https://tc39.es/ecma262/#sec-math.random)
fn random(vm: &mut Vm, _: Args<'_>) -> JsResult<Value> {
    Ok(Value::from_number(vm.random()))
}

/// [Math.sumPrecise](https://tc39.es/ecma262/#sec-math.sumprecise)
fn sum_precise(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    require_object_coercible(vm, args.get(0))?;
    let mut record = get_iterator(vm, args.get(0), IteratorKind::Sync)?;
    let mut sum = Addends::default();
    let mut count = 0_u64;
    while let Some(next) = iterator_step_value(vm, &mut record)? {
        count += 1;
        vm.check_interrupt_every(count)?;
        let Some(number) = next.as_number() else {
            let text = describe(vm, next);
            let thrown = vm.throw_type_error(message::SUM_OF_NON_NUMBER, &[&text]);
            return iterator_close(vm, &record, Err(thrown));
        };
        sum.add(number);
    }
    Ok(Value::from_number(sum.total()))
}

/// The state of a sum: what is infinite or NaN decides, else the exact total.
#[derive(Default)]
struct Addends {
    finite: ExactSum,
    /// Whether something other than -0 was added.
    any: bool,
    /// The sum of what is not finite.
    special: f64,
}

impl Addends {
    fn add(&mut self, number: f64) {
        if number == 0.0 && number.is_sign_negative() {
            return;
        }
        self.any = true;
        if number.is_finite() {
            self.finite.add(number);
        } else {
            self.special += number;
        }
    }

    fn total(self) -> f64 {
        if self.special != 0.0 {
            self.special
        } else if self.any {
            self.finite.round()
        } else {
            -0.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_keeps_the_sign_of_zero() {
        assert!(round_half_up(-0.2).is_sign_negative());
        assert!(round_half_up(-0.5).is_sign_negative());
        assert_eq!(round_half_up(2.5), 3.0);
        assert_eq!(round_half_up(-2.5), -2.0);
        assert_eq!(round_half_up(0.499_999_999_999_999_94), 0.0);
        assert_eq!(
            round_half_up(4_503_599_627_370_497.0),
            4_503_599_627_370_497.0
        );
    }
}
