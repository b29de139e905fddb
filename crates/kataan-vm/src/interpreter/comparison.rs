//! Comparisons: the short paths that the loop inlines, and the long ones.

use super::dispatch::feedback_of;
use super::frame::Frame;
use super::pc::Pc;
use crate::Vm;
use crate::error::JsResult;
use crate::inline_cache::{instance as cache, operand_types};
use crate::object::Object;
use crate::operation::{is_less_than, is_loosely_equal, is_strictly_equal};
use crate::value::Value;
use kataan_bytecode::opcode::instructions;
use kataan_gc::Region;

/// `lhs === rhs` of values that are not both numbers, unless both are strings or both big integers
/// with different cells.
#[inline(always)]
pub(super) fn strictly_equal_fast(lhs: Value, rhs: Value) -> Option<bool> {
    if lhs == rhs {
        return Some(true);
    }
    // Different cells may be equal if both are strings or big integers, which have like upper halves.
    if lhs.upper() == rhs.upper() && (lhs.is_string() || lhs.is_bigint()) {
        None
    } else {
        Some(false)
    }
}

/// `lhs == rhs` of values that are not both numbers, where that takes neither conversion nor a look
/// into cells.
#[inline(always)]
pub(super) fn loosely_equal_fast(lhs: Value, rhs: Value) -> Option<bool> {
    if lhs == rhs {
        return Some(true);
    }
    (lhs.is_object() && rhs.is_object()).then_some(false)
}

#[cold]
#[inline(never)]
pub(super) fn strictly_equal(vm: &mut Vm, lhs: Value, rhs: Value) -> JsResult<bool> {
    is_strictly_equal(vm, lhs, rhs)
}

#[cold]
#[inline(never)]
pub(super) fn loosely_equal(vm: &mut Vm, lhs: Value, rhs: Value) -> JsResult<bool> {
    is_loosely_equal(vm, lhs, rhs)
}

/// `value == null`.
#[inline(always)]
pub(super) fn equals_null(region: Region, value: Value) -> bool {
    value.is_nullish()
        || region
            .gc::<Object>(value)
            .is_some_and(|object| object.is_html_dda())
}

#[cold]
#[inline(never)]
pub(super) fn less(vm: &mut Vm, lhs: Value, rhs: Value) -> JsResult<bool> {
    Ok(is_less_than(vm, lhs, rhs, true)? == Some(true))
}

#[cold]
#[inline(never)]
pub(super) fn greater(vm: &mut Vm, lhs: Value, rhs: Value) -> JsResult<bool> {
    Ok(is_less_than(vm, rhs, lhs, false)? == Some(true))
}

#[cold]
#[inline(never)]
pub(super) fn less_equal(vm: &mut Vm, lhs: Value, rhs: Value) -> JsResult<bool> {
    Ok(is_less_than(vm, rhs, lhs, false)? == Some(false))
}

#[cold]
#[inline(never)]
pub(super) fn greater_equal(vm: &mut Vm, lhs: Value, rhs: Value) -> JsResult<bool> {
    Ok(is_less_than(vm, lhs, rhs, true)? == Some(false))
}

/// The long path of an operator whose result goes to a register.
macro_rules! relational {
    ($($name:ident $Name:ident $compare:ident;)*) => { $(
        #[cold]
        #[inline(never)]
        pub(super) fn $name(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
            let i = pc.decode::<instructions::$Name>();
            let (lhs, rhs) = (frame.get(i.lhs.0), frame.get(i.rhs.0));
            operand_types::record(feedback_of(vm.heap.region(), frame), i.feedback, lhs, rhs);
            let outcome = $compare(vm, lhs, rhs)?;
            frame.set(i.dst.0, Value::from_bool(outcome));
            Ok(())
        }
    )* };
}

relational! {
    less_step Less less;
    less_equal_step LessEqual less_equal;
    greater_step Greater greater;
    greater_equal_step GreaterEqual greater_equal;
}

#[inline(never)]
pub(super) fn instance_of(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::InstanceOf>();
    let (value, target) = (frame.get(i.value.0), frame.get(i.target.0));
    let feedback = feedback_of(vm.heap.region(), frame);
    let outcome = match cache::find(vm, feedback, i.feedback, value, target) {
        Some(outcome) => outcome,
        None => cache::find_and_record(vm, feedback, i.feedback, value, target)?,
    };
    frame.set(i.dst.0, Value::from_bool(outcome));
    Ok(())
}

/// Which of `count` consecutive integers from `low` on `value` is.
#[inline(always)]
pub(super) fn switch_index(value: Value, low: i32, count: u32) -> Option<u32> {
    let number = if value.is_i32() {
        value.i32_bits()
    } else {
        let number = value.as_f64()?;
        let integer = number as i32;
        if f64::from(integer) != number {
            return None;
        }
        integer
    };
    let index = number.wrapping_sub(low) as u32;
    (number >= low && index < count).then_some(index)
}
