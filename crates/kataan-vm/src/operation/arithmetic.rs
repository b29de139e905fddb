//! The operators of clause 13.15.3 on values of any type: what the interpreter's fast paths leave.

use super::conversion::{PreferredType, to_numeric, to_primitive, to_string};
use crate::error::{JsResult, message};
use crate::string::concat;
use crate::value::bigint_operations::{self, BigIntOperator};
use crate::value::{Numeric, Value, number};
use crate::vm::Vm;

/// An operator of two numeric operands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum BinaryOperator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Exponentiate,
    BitwiseAnd,
    BitwiseOr,
    BitwiseXor,
    ShiftLeft,
    ShiftRight,
    UnsignedShiftRight,
}

/// `left + right`.
pub fn add(vm: &mut Vm, left: Value, right: Value) -> JsResult<Value> {
    if let (Some(left), Some(right)) = (vm.string(left), vm.string(right)) {
        return Ok(concat(vm, left, right)?.into());
    }
    let left = to_primitive(vm, left, PreferredType::Default)?;
    let right = to_primitive(vm, right, PreferredType::Default)?;
    if left.is_string() || right.is_string() {
        let left = to_string(vm, left)?;
        let right = to_string(vm, right)?;
        return Ok(concat(vm, left, right)?.into());
    }
    apply_numeric(vm, BinaryOperator::Add, left, right)
}

/// [ApplyStringOrNumericBinaryOperator](https://tc39.es/ecma262/#sec-applystringornumericbinaryoperator).
pub fn apply_binary(
    vm: &mut Vm,
    operator: BinaryOperator,
    left: Value,
    right: Value,
) -> JsResult<Value> {
    match operator {
        BinaryOperator::Add => add(vm, left, right),
        _ => apply_numeric(vm, operator, left, right),
    }
}

/// The numeric part of
/// [ApplyStringOrNumericBinaryOperator](https://tc39.es/ecma262/#sec-applystringornumericbinaryoperator).
pub fn apply_numeric(
    vm: &mut Vm,
    operator: BinaryOperator,
    left: Value,
    right: Value,
) -> JsResult<Value> {
    let left = to_numeric(vm, left)?;
    let right = to_numeric(vm, right)?;
    match (left, right) {
        (Numeric::Number(left), Numeric::Number(right)) => {
            Ok(Value::from_number(on_numbers(operator, left, right)))
        }
        (Numeric::BigInt(left), Numeric::BigInt(right)) => {
            Ok(bigint_operations::apply(vm, bigint_operator(operator), left, right)?.into())
        }
        _ => Err(vm.throw_type_error(message::MIXED_BIGINT, &[])),
    }
}

#[inline]
fn on_numbers(operator: BinaryOperator, left: f64, right: f64) -> f64 {
    let shift = number::to_uint32(right) & 31;
    match operator {
        BinaryOperator::Add => left + right,
        BinaryOperator::Subtract => left - right,
        BinaryOperator::Multiply => left * right,
        BinaryOperator::Divide => left / right,
        BinaryOperator::Remainder => number::remainder(left, right),
        BinaryOperator::Exponentiate => number::exponentiate(left, right),
        BinaryOperator::BitwiseAnd => f64::from(number::to_int32(left) & number::to_int32(right)),
        BinaryOperator::BitwiseOr => f64::from(number::to_int32(left) | number::to_int32(right)),
        BinaryOperator::BitwiseXor => f64::from(number::to_int32(left) ^ number::to_int32(right)),
        BinaryOperator::ShiftLeft => f64::from(number::to_int32(left) << shift),
        BinaryOperator::ShiftRight => f64::from(number::to_int32(left) >> shift),
        BinaryOperator::UnsignedShiftRight => f64::from(number::to_uint32(left) >> shift),
    }
}

fn bigint_operator(operator: BinaryOperator) -> BigIntOperator {
    match operator {
        BinaryOperator::Add => BigIntOperator::Add,
        BinaryOperator::Subtract => BigIntOperator::Subtract,
        BinaryOperator::Multiply => BigIntOperator::Multiply,
        BinaryOperator::Divide => BigIntOperator::Divide,
        BinaryOperator::Remainder => BigIntOperator::Remainder,
        BinaryOperator::Exponentiate => BigIntOperator::Exponentiate,
        BinaryOperator::BitwiseAnd => BigIntOperator::And,
        BinaryOperator::BitwiseOr => BigIntOperator::Or,
        BinaryOperator::BitwiseXor => BigIntOperator::Xor,
        BinaryOperator::ShiftLeft => BigIntOperator::ShiftLeft,
        BinaryOperator::ShiftRight => BigIntOperator::ShiftRight,
        BinaryOperator::UnsignedShiftRight => BigIntOperator::UnsignedShiftRight,
    }
}

/// `-value`.
pub fn negate(vm: &mut Vm, value: Value) -> JsResult<Value> {
    match to_numeric(vm, value)? {
        Numeric::Number(number) => Ok(Value::from_number(-number)),
        Numeric::BigInt(integer) => Ok(bigint_operations::negate(vm, integer)?.into()),
    }
}

/// `~value`.
pub fn bitwise_not(vm: &mut Vm, value: Value) -> JsResult<Value> {
    match to_numeric(vm, value)? {
        Numeric::Number(number) => Ok(Value::from_i32(!number::to_int32(number))),
        Numeric::BigInt(integer) => Ok(bigint_operations::not(vm, integer)?.into()),
    }
}

/// A numeric value plus one.
pub fn increment(vm: &mut Vm, value: Value) -> JsResult<Value> {
    step(vm, value, 1)
}

/// A numeric value less one.
pub fn decrement(vm: &mut Vm, value: Value) -> JsResult<Value> {
    step(vm, value, -1)
}

fn step(vm: &mut Vm, value: Value, by: i32) -> JsResult<Value> {
    match to_numeric(vm, value)? {
        Numeric::Number(number) => Ok(Value::from_number(number + f64::from(by))),
        Numeric::BigInt(integer) => {
            Ok(bigint_operations::add_small(vm, integer, i64::from(by))?.into())
        }
    }
}
