//! Arithmetic and bitwise operators: the short paths that the loop inlines, and the long ones.

use super::dispatch::feedback_of;
use super::frame::Frame;
use super::pc::Pc;
use crate::Vm;
use crate::error::JsResult;
use crate::inline_cache::operand_types;
use crate::operation::{
    BinaryOperator, add as add_values, apply_numeric, bitwise_not, decrement as decrement_value,
    increment as increment_value, negate as negate_value, to_numeric,
};
use crate::value::{Numeric, Value};
use kataan_bytecode::opcode::instructions;
use kataan_bytecode::opcode::operand::FeedbackSlot;

/// The int32 of a number by ToInt32, if the value is one; the common doubles convert inline.
#[inline(always)]
pub(super) fn to_int32_fast(value: Value) -> Option<i32> {
    if value.is_i32() {
        return Some(value.i32_bits());
    }
    let number = value.as_f64()?;
    // Exact in 64 bits: the low half is the result modulo 2^32.
    if number.abs() < 9.0e15 {
        Some(number as i64 as i32)
    } else {
        Some(crate::value::number::to_int32(number))
    }
}

#[inline(always)]
pub(super) fn int_add(lhs: i32, rhs: i32) -> Option<Value> {
    lhs.checked_add(rhs).map(Value::from_i32)
}

#[inline(always)]
pub(super) fn int_subtract(lhs: i32, rhs: i32) -> Option<Value> {
    lhs.checked_sub(rhs).map(Value::from_i32)
}

#[inline(always)]
pub(super) fn int_multiply(lhs: i32, rhs: i32) -> Option<Value> {
    let product = lhs.checked_mul(rhs)?;
    // Zero may be negative zero.
    (product != 0 || (lhs | rhs) >= 0).then_some(Value::from_i32(product))
}

#[inline(always)]
pub(super) fn int_divide(lhs: i32, rhs: i32) -> Option<Value> {
    // Exact quotients stay integers; zero dividends may be negative zero.
    if rhs > 0 && lhs != 0 && lhs % rhs == 0 {
        Some(Value::from_i32(lhs / rhs))
    } else {
        None
    }
}

#[inline(always)]
pub(super) fn int_remainder(lhs: i32, rhs: i32) -> Option<Value> {
    // A negative dividend may give negative zero.
    if lhs >= 0 && rhs > 0 {
        Some(Value::from_i32(lhs % rhs))
    } else {
        None
    }
}

#[inline(always)]
pub(super) fn f64_add(lhs: f64, rhs: f64) -> f64 {
    lhs + rhs
}

#[inline(always)]
pub(super) fn f64_subtract(lhs: f64, rhs: f64) -> f64 {
    lhs - rhs
}

#[inline(always)]
pub(super) fn f64_multiply(lhs: f64, rhs: f64) -> f64 {
    lhs * rhs
}

#[inline(always)]
pub(super) fn f64_divide(lhs: f64, rhs: f64) -> f64 {
    lhs / rhs
}

#[inline(never)]
pub(super) fn f64_remainder(lhs: f64, rhs: f64) -> f64 {
    lhs % rhs
}

#[inline(always)]
pub(super) fn int_and(lhs: i32, rhs: i32) -> Value {
    Value::from_i32(lhs & rhs)
}

#[inline(always)]
pub(super) fn int_or(lhs: i32, rhs: i32) -> Value {
    Value::from_i32(lhs | rhs)
}

#[inline(always)]
pub(super) fn int_xor(lhs: i32, rhs: i32) -> Value {
    Value::from_i32(lhs ^ rhs)
}

#[inline(always)]
pub(super) fn int_shift_left(lhs: i32, rhs: i32) -> Value {
    Value::from_i32(lhs.wrapping_shl(rhs as u32))
}

#[inline(always)]
pub(super) fn int_shift_right(lhs: i32, rhs: i32) -> Value {
    Value::from_i32(lhs.wrapping_shr(rhs as u32))
}

#[inline(always)]
pub(super) fn int_shift_right_unsigned(lhs: i32, rhs: i32) -> Value {
    let result = (lhs as u32).wrapping_shr(rhs as u32);
    if result <= i32::MAX as u32 {
        Value::from_i32(result as i32)
    } else {
        Value::from_f64(f64::from(result))
    }
}

/// Adds what an operator was given to what its site has seen.
#[inline]
fn record(vm: &Vm, frame: Frame, site: FeedbackSlot, lhs: Value, rhs: Value) {
    operand_types::record(feedback_of(vm.heap.region(), frame), site, lhs, rhs);
}

/// The same for an operator with one operand.
#[inline]
pub(super) fn record_one(vm: &Vm, frame: Frame, site: FeedbackSlot, operand: Value) {
    record(vm, frame, site, operand, operand);
}

#[cold]
#[inline(never)]
pub(super) fn add(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::Add>();
    record(
        vm,
        frame,
        i.feedback,
        frame.get(i.lhs.0),
        frame.get(i.rhs.0),
    );
    let result = add_values(vm, frame.get(i.lhs.0), frame.get(i.rhs.0))?;
    frame.set(i.dst.0, result);
    Ok(())
}

#[cold]
#[inline(never)]
pub(super) fn add_int(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::AddInt>();
    record(
        vm,
        frame,
        i.feedback,
        frame.get(i.lhs.0),
        Value::from_i32(i.value),
    );
    let result = add_values(vm, frame.get(i.lhs.0), Value::from_i32(i.value))?;
    frame.set(i.dst.0, result);
    Ok(())
}

/// The long path of an operator and of its form with a small integer.
macro_rules! numeric {
    ($($name:ident $Name:ident, $name_int:ident $NameInt:ident: $Operator:ident;)*) => { $(
        #[cold]
        #[inline(never)]
        pub(super) fn $name(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
            let i = pc.decode::<instructions::$Name>();
            let (lhs, rhs) = (frame.get(i.lhs.0), frame.get(i.rhs.0));
            record(vm, frame, i.feedback, lhs, rhs);
            let result = apply_numeric(vm, BinaryOperator::$Operator, lhs, rhs)?;
            frame.set(i.dst.0, result);
            Ok(())
        }

        #[cold]
        #[inline(never)]
        pub(super) fn $name_int(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
            let i = pc.decode::<instructions::$NameInt>();
            let (lhs, rhs) = (frame.get(i.lhs.0), Value::from_i32(i.value));
            record(vm, frame, i.feedback, lhs, rhs);
            let result = apply_numeric(vm, BinaryOperator::$Operator, lhs, rhs)?;
            frame.set(i.dst.0, result);
            Ok(())
        }
    )* };
}

numeric! {
    subtract Subtract, subtract_int SubtractInt: Subtract;
    multiply Multiply, multiply_int MultiplyInt: Multiply;
    divide Divide, divide_int DivideInt: Divide;
    remainder Remainder, remainder_int RemainderInt: Remainder;
    bit_and BitAnd, bit_and_int BitAndInt: BitwiseAnd;
    bit_or BitOr, bit_or_int BitOrInt: BitwiseOr;
    bit_xor BitXor, bit_xor_int BitXorInt: BitwiseXor;
    shift_left ShiftLeft, shift_left_int ShiftLeftInt: ShiftLeft;
    shift_right ShiftRight, shift_right_int ShiftRightInt: ShiftRight;
    shift_right_unsigned ShiftRightUnsigned, shift_right_unsigned_int ShiftRightUnsignedInt: UnsignedShiftRight;
}

#[inline(never)]
pub(super) fn exponentiate(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::Exponentiate>();
    let (lhs, rhs) = (frame.get(i.lhs.0), frame.get(i.rhs.0));
    let result = apply_numeric(vm, BinaryOperator::Exponentiate, lhs, rhs)?;
    if !(lhs.both_i32(rhs) && result.is_i32()) {
        record(vm, frame, i.feedback, lhs, rhs);
    }
    frame.set(i.dst.0, result);
    Ok(())
}

#[cold]
#[inline(never)]
pub(super) fn negate(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::Negate>();
    record_one(vm, frame, i.feedback, frame.get(i.src.0));
    let result = negate_value(vm, frame.get(i.src.0))?;
    frame.set(i.dst.0, result);
    Ok(())
}

#[cold]
#[inline(never)]
pub(super) fn bit_not(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::BitNot>();
    record_one(vm, frame, i.feedback, frame.get(i.src.0));
    let result = bitwise_not(vm, frame.get(i.src.0))?;
    frame.set(i.dst.0, result);
    Ok(())
}

#[cold]
#[inline(never)]
pub(super) fn increment(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::Increment>();
    record_one(vm, frame, i.feedback, frame.get(i.src.0));
    let result = increment_value(vm, frame.get(i.src.0))?;
    frame.set(i.dst.0, result);
    Ok(())
}

#[cold]
#[inline(never)]
pub(super) fn decrement(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::Decrement>();
    record_one(vm, frame, i.feedback, frame.get(i.src.0));
    let result = decrement_value(vm, frame.get(i.src.0))?;
    frame.set(i.dst.0, result);
    Ok(())
}

#[cold]
#[inline(never)]
pub(super) fn post_increment(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::PostIncrement>();
    record_one(vm, frame, i.feedback, frame.get(i.variable.0));
    let old = numeric_value(vm, frame.get(i.variable.0))?;
    let new = increment_value(vm, old)?;
    frame.set(i.dst.0, old);
    frame.set(i.variable.0, new);
    Ok(())
}

#[cold]
#[inline(never)]
pub(super) fn post_decrement(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::PostDecrement>();
    record_one(vm, frame, i.feedback, frame.get(i.variable.0));
    let old = numeric_value(vm, frame.get(i.variable.0))?;
    let new = decrement_value(vm, old)?;
    frame.set(i.dst.0, old);
    frame.set(i.variable.0, new);
    Ok(())
}

/// `ToNumeric`, as a value.
fn numeric_value(vm: &mut Vm, value: Value) -> JsResult<Value> {
    Ok(match to_numeric(vm, value)? {
        Numeric::Number(number) => Value::from_number(number),
        Numeric::BigInt(integer) => integer.into(),
    })
}
