//! Type conversion (clause 7.1).

use super::{call, get, get_method};
use crate::error::{JsResult, describe, message};
use crate::object::{Object, PropertyKey, create_primitive_object, string_create};
use crate::realm::Intrinsic;
use crate::string::{JsString, Name, Units, flatten, from_latin1, from_number_text};
use crate::symbol::WellKnownSymbol;
use crate::value::bigint::{self, JsBigInt, to_text};
use crate::value::long_number;
use crate::value::string_to_number::{latin1_to_number, utf16_to_number};
use crate::value::{Numeric, Type, Value, number, type_of};
use crate::vm::Vm;
use kataan_gc::Gc;

/// What an object is asked to become.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum PreferredType {
    Default,
    Number,
    String,
}

/// [ToPrimitive](https://tc39.es/ecma262/#sec-toprimitive).
#[inline]
pub fn to_primitive(vm: &mut Vm, value: Value, preferred: PreferredType) -> JsResult<Value> {
    match vm.object(value) {
        None => Ok(value),
        Some(object) => object_to_primitive(vm, object, preferred),
    }
}

fn object_to_primitive(
    vm: &mut Vm,
    object: Gc<Object>,
    preferred: PreferredType,
) -> JsResult<Value> {
    let key = vm.symbol_key(WellKnownSymbol::ToPrimitive);
    let exotic = get_method(vm, object.into(), key)?;
    if exotic.is_undefined() {
        return ordinary_to_primitive(vm, object, preferred);
    }
    let hint = match preferred {
        PreferredType::Default => Name::Default,
        PreferredType::Number => Name::Number,
        PreferredType::String => Name::String,
    };
    let hint = vm.name_value(hint);
    let result = call(vm, exotic, object.into(), &[hint])?;
    if result.is_object() {
        return Err(vm.throw_type_error(message::BAD_TO_PRIMITIVE, &[]));
    }
    Ok(result)
}

/// [OrdinaryToPrimitive](https://tc39.es/ecma262/#sec-ordinarytoprimitive).
pub fn ordinary_to_primitive(
    vm: &mut Vm,
    object: Gc<Object>,
    preferred: PreferredType,
) -> JsResult<Value> {
    let names = match preferred {
        PreferredType::String => [Name::ToString, Name::ValueOf],
        _ => [Name::ValueOf, Name::ToString],
    };
    for name in names {
        let key = vm.key(name);
        let method = get(vm, object, key)?;
        if super::is_callable(vm, method) {
            let result = call(vm, method, object.into(), &[])?;
            if !result.is_object() {
                return Ok(result);
            }
        }
    }
    Err(vm.throw_type_error(message::NO_PRIMITIVE, &[]))
}

/// [ToBoolean](https://tc39.es/ecma262/#sec-toboolean).
#[inline]
pub fn to_boolean(vm: &Vm, value: Value) -> bool {
    if let Some(boolean) = value.as_bool() {
        return boolean;
    }
    if let Some(integer) = value.as_i32() {
        return integer != 0;
    }
    match type_of(value) {
        Type::Undefined | Type::Null => false,
        Type::Boolean => value == Value::TRUE,
        Type::Number => value
            .as_f64()
            .is_some_and(|number| number != 0.0 && !number.is_nan()),
        Type::String => vm.string(value).is_some_and(|string| !string.is_empty()),
        Type::Symbol => true,
        Type::BigInt => vm
            .heap
            .gc::<JsBigInt>(value)
            .is_some_and(|integer| !integer.is_zero()),
        Type::Object => vm.object(value).is_some_and(|object| !object.is_html_dda()),
    }
}

/// [ToNumeric](https://tc39.es/ecma262/#sec-tonumeric).
#[inline]
pub fn to_numeric(vm: &mut Vm, value: Value) -> JsResult<Numeric> {
    if let Some(number) = value.as_number() {
        return Ok(Numeric::Number(number));
    }
    let primitive = to_primitive(vm, value, PreferredType::Number)?;
    match vm.heap.gc::<JsBigInt>(primitive) {
        Some(integer) => Ok(Numeric::BigInt(integer)),
        None => to_number(vm, primitive).map(Numeric::Number),
    }
}

/// [ToNumber](https://tc39.es/ecma262/#sec-tonumber).
#[inline]
pub fn to_number(vm: &mut Vm, value: Value) -> JsResult<f64> {
    match value.as_number() {
        Some(number) => Ok(number),
        None => to_number_slow(vm, value),
    }
}

fn to_number_slow(vm: &mut Vm, value: Value) -> JsResult<f64> {
    match type_of(value) {
        Type::Undefined => Ok(f64::NAN),
        Type::Null => Ok(0.0),
        Type::Boolean => Ok(if value == Value::TRUE { 1.0 } else { 0.0 }),
        Type::Number => Ok(value.as_number().unwrap_or(f64::NAN)),
        Type::String => match vm.string(value) {
            Some(string) => string_to_number(vm, string),
            None => Ok(f64::NAN),
        },
        Type::Symbol => Err(vm.throw_type_error(message::SYMBOL_TO_NUMBER, &[])),
        Type::BigInt => Err(vm.throw_type_error(message::BIGINT_TO_NUMBER, &[])),
        Type::Object => {
            let primitive = to_primitive(vm, value, PreferredType::Number)?;
            to_number_slow(vm, primitive)
        }
    }
}

/// [StringToNumber](https://tc39.es/ecma262/#sec-stringtonumber).
pub fn string_to_number(vm: &mut Vm, string: Gc<JsString>) -> JsResult<f64> {
    let flat = flatten(vm, string)?;
    Ok(match flat.units() {
        text if text.len() > long_number::SHORT => long_number::string_to_number(vm, text)?,
        Units::Latin1(text) => latin1_to_number(text),
        Units::Utf16(text) => utf16_to_number(text),
    })
}

/// [ToIntegerOrInfinity](https://tc39.es/ecma262/#sec-tointegerorinfinity).
#[inline]
pub fn to_integer_or_infinity(vm: &mut Vm, value: Value) -> JsResult<f64> {
    if let Some(integer) = value.as_i32() {
        return Ok(f64::from(integer));
    }
    Ok(number::to_integer_or_infinity(to_number(vm, value)?))
}

/// [ToInt32](https://tc39.es/ecma262/#sec-toint32).
#[inline]
pub fn to_int32(vm: &mut Vm, value: Value) -> JsResult<i32> {
    match value.as_i32() {
        Some(integer) => Ok(integer),
        None => Ok(number::to_int32(to_number(vm, value)?)),
    }
}

/// [ToUint32](https://tc39.es/ecma262/#sec-touint32).
#[inline]
pub fn to_uint32(vm: &mut Vm, value: Value) -> JsResult<u32> {
    to_int32(vm, value).map(|integer| integer as u32)
}

/// [ToBigInt](https://tc39.es/ecma262/#sec-tobigint).
pub fn to_bigint(vm: &mut Vm, value: Value) -> JsResult<Gc<JsBigInt>> {
    let primitive = to_primitive(vm, value, PreferredType::Number)?;
    if let Some(integer) = vm.heap.gc::<JsBigInt>(primitive) {
        return Ok(integer);
    }
    if let Some(boolean) = primitive.as_bool() {
        return bigint::from_i64(vm, i64::from(boolean));
    }
    if let Some(string) = vm.string(primitive) {
        return match bigint::from_string(vm, string)? {
            Some(integer) => Ok(integer),
            None => {
                let text = describe(vm, primitive);
                Err(vm.throw_syntax_error(message::BIGINT_SYNTAX, &[&text.trim_matches('"')]))
            }
        };
    }
    let text = describe(vm, primitive);
    Err(vm.throw_type_error(message::TO_BIGINT, &[&text]))
}

/// [ToBigInt64](https://tc39.es/ecma262/#sec-tobigint64).
pub fn to_big_int64(vm: &mut Vm, value: Value) -> JsResult<i64> {
    Ok(to_bigint(vm, value)?.to_u64_wrapping() as i64)
}

/// [ToBigUint64](https://tc39.es/ecma262/#sec-tobiguint64).
pub fn to_big_uint64(vm: &mut Vm, value: Value) -> JsResult<u64> {
    Ok(to_bigint(vm, value)?.to_u64_wrapping())
}

/// [ToString](https://tc39.es/ecma262/#sec-tostring).
#[inline]
pub fn to_string(vm: &mut Vm, value: Value) -> JsResult<Gc<JsString>> {
    match vm.string(value) {
        Some(string) => Ok(string),
        None => to_string_slow(vm, value),
    }
}

fn to_string_slow(vm: &mut Vm, value: Value) -> JsResult<Gc<JsString>> {
    let name = match type_of(value) {
        Type::String | Type::Object => {
            let primitive = to_primitive(vm, value, PreferredType::String)?;
            return match vm.string(primitive) {
                Some(string) => Ok(string),
                None => to_string_slow(vm, primitive),
            };
        }
        Type::Number => return number_to_string(vm, value),
        Type::BigInt => {
            let text = match vm.heap.gc::<JsBigInt>(value) {
                Some(integer) => to_text(vm, &integer, 10)?,
                None => String::new(),
            };
            return from_latin1(vm, text.as_bytes());
        }
        Type::Symbol => return Err(vm.throw_type_error(message::SYMBOL_TO_STRING, &[])),
        Type::Undefined => Name::Undefined,
        Type::Null => Name::Null,
        Type::Boolean if value == Value::TRUE => Name::True,
        Type::Boolean => Name::False,
    };
    let name = vm.name_value(name);
    Ok(vm.string(name).expect("names are strings"))
}

fn number_to_string(vm: &mut Vm, value: Value) -> JsResult<Gc<JsString>> {
    if let Some(digit @ 0..=9) = value.as_i32() {
        return Ok(vm.latin1_string(b'0' + digit as u8));
    }
    if let Some(integer) = value.as_i32() {
        let mut text = [0; 12];
        let start = write_integer(integer, &mut text);
        return from_latin1(vm, &text[start..]);
    }
    from_number_text(vm, value.as_number().unwrap_or(f64::NAN))
}

/// Writes the digits at the end of `text`; gives where they start.
fn write_integer(integer: i32, text: &mut [u8; 12]) -> usize {
    let mut at = text.len();
    let mut rest = integer.unsigned_abs();
    loop {
        at -= 1;
        text[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if integer < 0 {
        at -= 1;
        text[at] = b'-';
    }
    at
}

/// [ToObject](https://tc39.es/ecma262/#sec-toobject).
#[inline]
pub fn to_object(vm: &mut Vm, value: Value) -> JsResult<Gc<Object>> {
    match vm.object(value) {
        Some(object) => Ok(object),
        None => to_object_slow(vm, value),
    }
}

fn to_object_slow(vm: &mut Vm, value: Value) -> JsResult<Gc<Object>> {
    let prototype = match type_of(value) {
        Type::Undefined | Type::Null | Type::Object => {
            let text = describe(vm, value);
            return Err(vm.throw_type_error(message::NULLISH_TO_OBJECT, &[&text]));
        }
        Type::String => {
            let prototype = vm.intrinsic(Intrinsic::StringPrototype);
            let string = vm.string(value).unwrap_or_else(|| vm.empty_string());
            return string_create(vm, string, prototype);
        }
        Type::Boolean => Intrinsic::BooleanPrototype,
        Type::Number => Intrinsic::NumberPrototype,
        Type::Symbol => Intrinsic::SymbolPrototype,
        Type::BigInt => Intrinsic::BigIntPrototype,
    };
    let prototype = vm.intrinsic(prototype);
    create_primitive_object(vm, prototype, value)
}

/// [ToPropertyKey](https://tc39.es/ecma262/#sec-topropertykey).
#[inline]
pub fn to_property_key(vm: &mut Vm, value: Value) -> JsResult<PropertyKey> {
    if let Some(integer) = value.as_i32()
        && integer >= 0
    {
        return Ok(PropertyKey::from_raw(value));
    }
    if let Some(string) = vm.string(value) {
        return vm.intern_string(string);
    }
    to_property_key_slow(vm, value)
}

fn to_property_key_slow(vm: &mut Vm, value: Value) -> JsResult<PropertyKey> {
    let primitive = to_primitive(vm, value, PreferredType::String)?;
    if primitive.is_symbol() {
        return Ok(PropertyKey::from_raw(primitive));
    }
    if let Some(integer) = primitive.as_number().and_then(number::as_safe_index) {
        return Ok(PropertyKey::from_index(integer));
    }
    let string = to_string(vm, primitive)?;
    vm.intern_string(string)
}

/// [ToLength](https://tc39.es/ecma262/#sec-tolength).
#[inline]
pub fn to_length(vm: &mut Vm, value: Value) -> JsResult<u64> {
    let length = to_integer_or_infinity(vm, value)?;
    // The cast saturates at zero.
    Ok(length.min(9_007_199_254_740_991.0) as u64)
}

/// [ToIndex](https://tc39.es/ecma262/#sec-toindex).
pub fn to_index(vm: &mut Vm, value: Value) -> JsResult<u64> {
    let integer = to_integer_or_infinity(vm, value)?;
    if !(0.0..=9_007_199_254_740_991.0).contains(&integer) {
        return Err(vm.throw_range_error(message::BAD_INDEX, &[]));
    }
    Ok(integer as u64)
}

/// [CanonicalNumericIndexString](https://tc39.es/ecma262/#sec-canonicalnumericindexstring) of a
/// key: the number that its text spells.
pub fn canonical_numeric_index(vm: &mut Vm, key: PropertyKey) -> JsResult<Option<f64>> {
    if let Some(integer) = key.as_integer() {
        return Ok(Some(integer as f64));
    }
    match key.as_atom(vm) {
        Some(atom) if atom.is_canonical_numeric() => string_to_number(vm, atom).map(Some),
        _ => Ok(None),
    }
}

/// The text of a value for messages to people: symbols get their description.
pub fn value_to_display(vm: &mut Vm, value: Value) -> JsResult<String> {
    if value.is_symbol() {
        return Ok(describe(vm, value));
    }
    let string = to_string(vm, value)?;
    crate::string::to_rust_string(vm, string)
}

/// [ToUint16](https://tc39.es/ecma262/#sec-touint16).
pub fn to_uint16(vm: &mut Vm, value: Value) -> JsResult<u16> {
    Ok(to_int32(vm, value)? as u16)
}

/// [IsIntegralNumber](https://tc39.es/ecma262/#sec-isintegralnumber).
pub fn is_integral_number(value: Value) -> bool {
    value
        .as_number()
        .is_some_and(|number| number.is_finite() && number.trunc() == number)
}
