//! [Number Objects](https://tc39.es/ecma262/#sec-number-objects).

mod format;

use crate::message;
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::native::{
    Args, Constructor, IntrinsicObject, ObjectForm, PropertyValue, constant, method, value,
};
use kataan_vm::object::{Attributes, PrimitiveObject, create_primitive_object};
use kataan_vm::operation::{
    get_prototype_from_constructor, is_integral_number, to_integer_or_infinity, to_numeric,
};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::{from_latin1, from_number_text, from_str};
use kataan_vm::value::number_to_string::to_radix_string;
use kataan_vm::value::{Numeric, Value};

/// 2^53 - 1
const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

/// The constructor.
pub(crate) static NUMBER: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::Number,
    form: ObjectForm::Constructor(Constructor {
        name: "Number",
        length: 1,
        code: number,
        prototype: Some(Intrinsic::NumberPrototype),
        global: true,
    }),
    prototype: Some(Intrinsic::FunctionPrototype),
    properties: &[
        constant("EPSILON", PropertyValue::Number(f64::EPSILON)),
        constant("MAX_SAFE_INTEGER", PropertyValue::Number(MAX_SAFE_INTEGER)),
        constant("MAX_VALUE", PropertyValue::Number(f64::MAX)),
        constant("MIN_SAFE_INTEGER", PropertyValue::Number(-MAX_SAFE_INTEGER)),
        constant("MIN_VALUE", PropertyValue::Number(5e-324)),
        constant("NaN", PropertyValue::Number(f64::NAN)),
        constant(
            "NEGATIVE_INFINITY",
            PropertyValue::Number(f64::NEG_INFINITY),
        ),
        constant("POSITIVE_INFINITY", PropertyValue::Number(f64::INFINITY)),
        method("isFinite", 1, is_finite),
        method("isInteger", 1, is_integer),
        method("isNaN", 1, is_nan),
        method("isSafeInteger", 1, is_safe_integer),
        value(
            "parseFloat",
            PropertyValue::Intrinsic(Intrinsic::ParseFloat),
            Attributes::HIDDEN,
        ),
        value(
            "parseInt",
            PropertyValue::Intrinsic(Intrinsic::ParseInt),
            Attributes::HIDDEN,
        ),
    ],
};

/// The prototype, a Number object itself.
pub(crate) static NUMBER_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::NumberPrototype,
    form: ObjectForm::Existing,
    prototype: Some(Intrinsic::ObjectPrototype),
    properties: &[
        method("toExponential", 1, to_exponential),
        method("toFixed", 1, to_fixed),
        method("toLocaleString", 0, to_locale_string),
        method("toPrecision", 1, to_precision),
        method("toString", 1, to_string_method),
        method("valueOf", 0, value_of),
    ],
};

/// [Number](https://tc39.es/ecma262/#sec-number-constructor-number-value)
fn number(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let number = match args.passed(0) {
        None => 0.0,
        Some(value) => match to_numeric(vm, value)? {
            Numeric::Number(number) => number,
            Numeric::BigInt(integer) => integer.to_f64(),
        },
    };
    let value = Value::from_number(number);
    if !args.is_construct() {
        return Ok(value);
    }
    let default = Intrinsic::NumberPrototype;
    let prototype = get_prototype_from_constructor(vm, args.new_target(), default)?;
    let object = create_primitive_object(vm, prototype, value)?;
    Ok(object.into())
}

/// [Number.isFinite](https://tc39.es/ecma262/#sec-number.isfinite)
fn is_finite(_: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    Ok(Value::from(
        args.get(0).as_number().is_some_and(f64::is_finite),
    ))
}

/// [Number.isInteger](https://tc39.es/ecma262/#sec-number.isinteger)
fn is_integer(_: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    Ok(Value::from(is_integral_number(args.get(0))))
}

/// [Number.isNaN](https://tc39.es/ecma262/#sec-number.isnan)
fn is_nan(_: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    Ok(Value::from(
        args.get(0).as_number().is_some_and(f64::is_nan),
    ))
}

/// [Number.isSafeInteger](https://tc39.es/ecma262/#sec-number.issafeinteger)
fn is_safe_integer(_: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let safe = args
        .get(0)
        .as_number()
        .is_some_and(|number| number.abs() <= MAX_SAFE_INTEGER);
    Ok(Value::from(safe && is_integral_number(args.get(0))))
}

/// [ThisNumberValue](https://tc39.es/ecma262/#sec-thisnumbervalue)
fn this_number_value(vm: &mut Vm, value: Value, method: &'static str) -> JsResult<f64> {
    let inner = match vm.heap.gc::<PrimitiveObject>(value) {
        Some(object) => object.value(),
        None => value,
    };
    match inner.as_number() {
        Some(number) => Ok(number),
        None => {
            let text = describe(vm, value);
            Err(vm.throw_type_error(message::INCOMPATIBLE_RECEIVER, &[&method, &text]))
        }
    }
}

/// The count of digits that an argument asks for, which must be in `lowest` to 100.
fn digit_count(vm: &mut Vm, digits: f64, lowest: f64, method: &'static str) -> JsResult<usize> {
    if (lowest..=100.0).contains(&digits) {
        return Ok(digits as usize);
    }
    let parts: [&dyn core::fmt::Display; 4] = [&method, &lowest, &100, &digits];
    Err(vm.throw_range_error(message::BAD_DIGIT_COUNT, &parts))
}

/// [Number.prototype.toExponential](https://tc39.es/ecma262/#sec-number.prototype.toexponential)
fn to_exponential(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let number = this_number_value(vm, args.this(), "Number.prototype.toExponential")?;
    let digits = to_integer_or_infinity(vm, args.get(0))?;
    if !number.is_finite() {
        return Ok(from_number_text(vm, number)?.into());
    }
    let digits = digit_count(vm, digits, 0.0, "the argument of toExponential")?;
    let digits = if args.get(0).is_undefined() {
        None
    } else {
        Some(digits)
    };
    Ok(from_str(vm, &format::to_exponential(number, digits))?.into())
}

/// [Number.prototype.toFixed](https://tc39.es/ecma262/#sec-number.prototype.tofixed)
fn to_fixed(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let number = this_number_value(vm, args.this(), "Number.prototype.toFixed")?;
    let digits = to_integer_or_infinity(vm, args.get(0))?;
    let digits = digit_count(vm, digits, 0.0, "the argument of toFixed")?;
    if number.is_nan() || number.abs() >= 1e21 {
        return Ok(from_number_text(vm, number)?.into());
    }
    Ok(from_str(vm, &format::to_fixed(number, digits))?.into())
}

/// [Number.prototype.toLocaleString](https://tc39.es/ecma262/#sec-number.prototype.tolocalestring)
fn to_locale_string(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let number = this_number_value(vm, args.this(), "Number.prototype.toLocaleString")?;
    Ok(from_number_text(vm, number)?.into())
}

/// [Number.prototype.toPrecision](https://tc39.es/ecma262/#sec-number.prototype.toprecision)
fn to_precision(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let number = this_number_value(vm, args.this(), "Number.prototype.toPrecision")?;
    if args.get(0).is_undefined() {
        return Ok(from_number_text(vm, number)?.into());
    }
    let precision = to_integer_or_infinity(vm, args.get(0))?;
    if !number.is_finite() {
        return Ok(from_number_text(vm, number)?.into());
    }
    let precision = digit_count(vm, precision, 1.0, "the argument of toPrecision")?;
    Ok(from_str(vm, &format::to_precision(number, precision))?.into())
}

/// Writes the digits of an integer at the end of a buffer, with its sign; where they begin.
fn integer_digits(integer: i32, radix: u32, buffer: &mut [u8; 33]) -> usize {
    let mut rest = integer.unsigned_abs();
    let mut start = buffer.len();
    loop {
        start -= 1;
        let digit = (rest % radix) as u8;
        buffer[start] = if digit < 10 {
            b'0' + digit
        } else {
            b'a' + digit - 10
        };
        rest /= radix;
        if rest == 0 {
            break;
        }
    }
    if integer < 0 {
        start -= 1;
        buffer[start] = b'-';
    }
    start
}

/// [Number.prototype.toString](https://tc39.es/ecma262/#sec-number.prototype.tostring)
fn to_string_method(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let number = this_number_value(vm, args.this(), "Number.prototype.toString")?;
    let radix = match args.get(0) {
        radix if radix.is_undefined() => 10.0,
        radix => to_integer_or_infinity(vm, radix)?,
    };
    if !(2.0..=36.0).contains(&radix) {
        return Err(vm.throw_range_error(message::INVALID_RADIX, &[&radix]));
    }
    if radix == 10.0 {
        return Ok(from_number_text(vm, number)?.into());
    }
    if let Some(integer) = Value::from_number(number).as_i32() {
        let mut digits = [0; 33];
        let start = integer_digits(integer, radix as u32, &mut digits);
        return Ok(from_latin1(vm, &digits[start..])?.into());
    }
    Ok(from_str(vm, &to_radix_string(number, radix as u32))?.into())
}

/// [Number.prototype.valueOf](https://tc39.es/ecma262/#sec-number.prototype.valueof)
fn value_of(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    this_number_value(vm, args.this(), "Number.prototype.valueOf").map(Value::from_f64)
}
