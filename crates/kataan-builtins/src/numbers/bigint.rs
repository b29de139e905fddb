//! [BigInt Objects](https://tc39.es/ecma262/#sec-bigint-objects).

use crate::message;
use kataan_gc::Gc;
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::native::{
    Args, Constructor, IntrinsicObject, ObjectForm, PropertyValue, method, value,
};
use kataan_vm::object::{Attributes, PrimitiveObject};
use kataan_vm::operation::{
    PreferredType, to_bigint, to_index, to_integer_or_infinity, to_primitive,
};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::from_str;
use kataan_vm::value::bigint::{JsBigInt, from_f64, to_text};
use kataan_vm::value::{Value, bigint_operations};

/// The constructor.
pub(crate) static BIGINT: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::BigInt,
    form: ObjectForm::Constructor(Constructor {
        name: "BigInt",
        length: 1,
        code: bigint,
        prototype: Some(Intrinsic::BigIntPrototype),
        global: true,
    }),
    prototype: Some(Intrinsic::FunctionPrototype),
    properties: &[
        method("asIntN", 2, as_int_n),
        method("asUintN", 2, as_uint_n),
    ],
};

/// The prototype.
pub(crate) static BIGINT_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::BigIntPrototype,
    form: ObjectForm::Ordinary(None),
    prototype: Some(Intrinsic::ObjectPrototype),
    properties: &[
        method("toLocaleString", 0, to_locale_string),
        method("toString", 0, to_string_method),
        method("valueOf", 0, value_of),
        value(
            "[Symbol.toStringTag]",
            PropertyValue::String("BigInt"),
            Attributes::CONFIGURABLE,
        ),
    ],
};

/// [BigInt](https://tc39.es/ecma262/#sec-bigint-constructor-number-value)
fn bigint(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    if args.is_construct() {
        return Err(vm.throw_type_error(message::NOT_A_CONSTRUCTOR, &[&"BigInt"]));
    }
    let primitive = to_primitive(vm, args.get(0), PreferredType::Number)?;
    match primitive.as_number() {
        // [NumberToBigInt](https://tc39.es/ecma262/#sec-numbertobigint)
        Some(number) if number.is_finite() && number.trunc() == number => {
            Ok(from_f64(vm, number)?.into())
        }
        Some(number) => Err(vm.throw_range_error(message::NOT_AN_INTEGER, &[&number])),
        None => Ok(to_bigint(vm, primitive)?.into()),
    }
}

/// The last `bits` bits of a big integer, as a signed or an unsigned number.
fn wrap(vm: &mut Vm, args: Args<'_>, signed: bool) -> JsResult<Value> {
    let bits = to_index(vm, args.get(0))?;
    let integer = to_bigint(vm, args.get(1))?;
    Ok(bigint_operations::wrap(vm, integer, bits, signed)?.into())
}

/// [BigInt.asIntN](https://tc39.es/ecma262/#sec-bigint.asintn)
fn as_int_n(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    wrap(vm, args, true)
}

/// [BigInt.asUintN](https://tc39.es/ecma262/#sec-bigint.asuintn)
fn as_uint_n(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    wrap(vm, args, false)
}

/// [ThisBigIntValue](https://tc39.es/ecma262/#sec-thisbigintvalue)
fn this_bigint_value(vm: &mut Vm, value: Value, method: &'static str) -> JsResult<Gc<JsBigInt>> {
    let inner = match vm.heap.gc::<PrimitiveObject>(value) {
        Some(object) => object.value(),
        None => value,
    };
    match vm.heap.gc(inner) {
        Some(integer) => Ok(integer),
        None => {
            let text = describe(vm, value);
            Err(vm.throw_type_error(message::INCOMPATIBLE_RECEIVER, &[&method, &text]))
        }
    }
}

/// [BigInt.prototype.toLocaleString](https://tc39.es/ecma262/#sec-bigint.prototype.tolocalestring)
fn to_locale_string(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let integer = this_bigint_value(vm, args.this(), "BigInt.prototype.toLocaleString")?;
    let text = to_text(vm, &integer, 10)?;
    Ok(from_str(vm, &text)?.into())
}

/// [BigInt.prototype.toString](https://tc39.es/ecma262/#sec-bigint.prototype.tostring)
fn to_string_method(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let integer = this_bigint_value(vm, args.this(), "BigInt.prototype.toString")?;
    let radix = match args.get(0) {
        radix if radix.is_undefined() => 10.0,
        radix => to_integer_or_infinity(vm, radix)?,
    };
    if !(2.0..=36.0).contains(&radix) {
        return Err(vm.throw_range_error(message::INVALID_RADIX, &[&radix]));
    }
    let text = to_text(vm, &integer, radix as u32)?;
    Ok(from_str(vm, &text)?.into())
}

/// [BigInt.prototype.valueOf](https://tc39.es/ecma262/#sec-bigint.prototype.valueof)
fn value_of(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    Ok(this_bigint_value(vm, args.this(), "BigInt.prototype.valueOf")?.into())
}
