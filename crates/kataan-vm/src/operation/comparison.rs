//! Testing and comparison (clause 7.2).

use super::conversion::{PreferredType, to_number, to_primitive};
use crate::error::JsResult;
use crate::string::{self, JsString};
use crate::value::bigint::{self, JsBigInt};
use crate::value::{Type, Value, bigint_operations, number, type_of};
use crate::vm::Vm;
use core::cmp::Ordering;
use kataan_gc::Gc;

/// Whether both have one language type.
#[inline]
pub fn same_type(left: Value, right: Value) -> bool {
    type_of(left) == type_of(right)
}

/// Values of one type that is not Number.
fn same_value_non_number(vm: &mut Vm, left: Value, right: Value) -> JsResult<bool> {
    if left == right {
        return Ok(true);
    }
    if let (Some(left), Some(right)) = (vm.string(left), vm.string(right)) {
        return string::equal(vm, left, right);
    }
    if let (Some(left), Some(right)) = (vm.heap.gc::<JsBigInt>(left), vm.heap.gc::<JsBigInt>(right))
    {
        return Ok(left.equals(&right));
    }
    Ok(false)
}

/// [SameValue](https://tc39.es/ecma262/#sec-samevalue).
pub fn same_value(vm: &mut Vm, left: Value, right: Value) -> JsResult<bool> {
    match (left.as_number(), right.as_number()) {
        (Some(left), Some(right)) => Ok(number::same_value(left, right)),
        _ => same_value_non_number(vm, left, right),
    }
}

/// [SameValueZero](https://tc39.es/ecma262/#sec-samevaluezero).
pub fn same_value_zero(vm: &mut Vm, left: Value, right: Value) -> JsResult<bool> {
    match (left.as_number(), right.as_number()) {
        (Some(left), Some(right)) => Ok(number::same_value_zero(left, right)),
        _ => same_value_non_number(vm, left, right),
    }
}

/// [IsStrictlyEqual](https://tc39.es/ecma262/#sec-isstrictlyequal).
#[inline]
pub fn is_strictly_equal(vm: &mut Vm, left: Value, right: Value) -> JsResult<bool> {
    match (left.as_number(), right.as_number()) {
        (Some(left), Some(right)) => Ok(left == right),
        _ => same_value_non_number(vm, left, right),
    }
}

/// [IsLooselyEqual](https://tc39.es/ecma262/#sec-islooselyequal).
pub fn is_loosely_equal(vm: &mut Vm, left: Value, right: Value) -> JsResult<bool> {
    let (mut left, mut right) = (left, right);
    loop {
        let (left_type, right_type) = (type_of(left), type_of(right));
        if left_type == right_type {
            return is_strictly_equal(vm, left, right);
        }
        let is_nullish = |ty: Type| matches!(ty, Type::Undefined | Type::Null);
        if is_nullish(left_type) || is_nullish(right_type) {
            let other = if is_nullish(left_type) { right } else { left };
            let is_dda = vm.object(other).is_some_and(|object| object.is_html_dda());
            return Ok(is_dda || (is_nullish(left_type) && is_nullish(right_type)));
        }
        match (left_type, right_type) {
            (Type::Boolean, _) => left = Value::from_number(to_number(vm, left)?),
            (_, Type::Boolean) => right = Value::from_number(to_number(vm, right)?),
            (Type::Object, _) => left = to_primitive(vm, left, PreferredType::Default)?,
            (_, Type::Object) => right = to_primitive(vm, right, PreferredType::Default)?,
            (Type::Number, Type::String) | (Type::String, Type::Number) => {
                return Ok(to_number(vm, left)? == to_number(vm, right)?);
            }
            (Type::BigInt, Type::String) => return bigint_equals_string(vm, left, right),
            (Type::String, Type::BigInt) => return bigint_equals_string(vm, right, left),
            (Type::BigInt, Type::Number) => {
                return Ok(compare_mixed(vm, left, right) == Some(Ordering::Equal));
            }
            (Type::Number, Type::BigInt) => {
                return Ok(compare_mixed(vm, right, left) == Some(Ordering::Equal));
            }
            _ => return Ok(false),
        }
    }
}

fn bigint_equals_string(vm: &mut Vm, integer: Value, text: Value) -> JsResult<bool> {
    let (Some(integer), Some(text)) = (vm.heap.gc::<JsBigInt>(integer), vm.string(text)) else {
        return Ok(false);
    };
    Ok(bigint::from_string(vm, text)?.is_some_and(|other| integer.equals(&other)))
}

fn compare_mixed(vm: &Vm, integer: Value, number: Value) -> Option<Ordering> {
    let integer: Gc<JsBigInt> = vm.heap.gc(integer)?;
    bigint_operations::compare_number(integer, number.as_number()?)
}

/// [IsLessThan](https://tc39.es/ecma262/#sec-islessthan): none for undefined. With `left_first`
/// false the right operand is converted first.
pub fn is_less_than(
    vm: &mut Vm,
    left: Value,
    right: Value,
    left_first: bool,
) -> JsResult<Option<bool>> {
    let (left, right) = if left_first {
        let left = to_primitive(vm, left, PreferredType::Number)?;
        (left, to_primitive(vm, right, PreferredType::Number)?)
    } else {
        let right = to_primitive(vm, right, PreferredType::Number)?;
        (to_primitive(vm, left, PreferredType::Number)?, right)
    };
    if let (Some(left), Some(right)) = (vm.string(left), vm.string(right)) {
        return Ok(Some(string::compare(vm, left, right)? == Ordering::Less));
    }
    if let (Some(integer), Some(text)) = (vm.heap.gc::<JsBigInt>(left), vm.string(right)) {
        return compare_string(vm, integer, text, Ordering::Less);
    }
    if let (Some(text), Some(integer)) = (vm.string(left), vm.heap.gc::<JsBigInt>(right)) {
        return compare_string(vm, integer, text, Ordering::Greater);
    }
    let left = numeric_of_primitive(vm, left)?;
    let right = numeric_of_primitive(vm, right)?;
    let order = match (vm.heap.gc::<JsBigInt>(left), vm.heap.gc::<JsBigInt>(right)) {
        (Some(left), Some(right)) => Some(bigint_operations::compare(left, right)),
        (Some(_), None) => compare_mixed(vm, left, right),
        (None, Some(_)) => compare_mixed(vm, right, left).map(Ordering::reverse),
        (None, None) => left.as_number().partial_cmp(&right.as_number()),
    };
    let is_nan = |value: Value| value.as_number().is_some_and(f64::is_nan);
    if is_nan(left) || is_nan(right) {
        return Ok(None);
    }
    Ok(order.map(|order| order == Ordering::Less))
}

fn numeric_of_primitive(vm: &mut Vm, primitive: Value) -> JsResult<Value> {
    if primitive.is_bigint() {
        return Ok(primitive);
    }
    to_number(vm, primitive).map(Value::from_number)
}

fn compare_string(
    vm: &mut Vm,
    integer: Gc<JsBigInt>,
    text: Gc<JsString>,
    wanted: Ordering,
) -> JsResult<Option<bool>> {
    let other = bigint::from_string(vm, text)?;
    Ok(other.map(|other| bigint_operations::compare(integer, other) == wanted))
}
