//! What operators have been given: the classes of their operands, and int32s that were not enough.
//!
//! A site's `data` is a set that only grows. The common case costs nothing: int32 operands with an
//! int32 result leave no mark, so that the empty set says "int32s, or not run yet". Other numbers
//! set one bit on their own inline path; everything else is classified where it is slow anyhow, or,
//! for equality, by two shifts.

use super::feedback::{FeedbackSlot, FeedbackVector};
use super::property::slot;
use crate::value::Value;
use core::fmt;
use core::ops::BitOr;
use kataan_bytecode::opcode::operand::FeedbackSlot as SlotIndex;
use kataan_gc::Gc;

/// A set of what an operator's site has seen.
///
/// The bit of a class is the one that the class's tag (the upper 16 bits of a value) shifts 1 to,
/// modulo 32, so that classifying is a shift.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct OperandTypes(u32);

/// The tag below that of int32s, which stands for all doubles.
const DOUBLE_TAG: u64 = 0xFFF8;

impl OperandTypes {
    /// Nothing but int32s so far, if anything.
    pub const NONE: OperandTypes = OperandTypes(0);
    /// A double, beside numbers only.
    pub const DOUBLE: OperandTypes = OperandTypes(1 << 24);
    /// An int32 beside an operand that is no number.
    pub const INT32: OperandTypes = OperandTypes(1 << 25);
    /// `undefined`, `null` or a boolean.
    pub const ODDBALL: OperandTypes = OperandTypes(1 << 26);
    /// Int32 operands whose result was no int32. It has the bit of the tag that script never sees.
    pub const OVERFLOW: OperandTypes = OperandTypes(1 << 27);
    /// A symbol.
    pub const SYMBOL: OperandTypes = OperandTypes(1 << 28);
    /// A string.
    pub const STRING: OperandTypes = OperandTypes(1 << 29);
    /// A big integer.
    pub const BIGINT: OperandTypes = OperandTypes(1 << 30);
    /// An object.
    pub const OBJECT: OperandTypes = OperandTypes(1 << 31);

    /// The bits of all classes. The others of a slot's `data` are not ours.
    const ALL: u32 = 0xFF00_0000;

    const NAMES: [(OperandTypes, &str); 8] = [
        (OperandTypes::INT32, "int32"),
        (OperandTypes::OVERFLOW, "overflow"),
        (OperandTypes::DOUBLE, "double"),
        (OperandTypes::STRING, "string"),
        (OperandTypes::BIGINT, "bigint"),
        (OperandTypes::ODDBALL, "oddball"),
        (OperandTypes::SYMBOL, "symbol"),
        (OperandTypes::OBJECT, "object"),
    ];

    /// The class of a value that script can see.
    #[inline(always)]
    pub fn of(value: Value) -> OperandTypes {
        let tag = (value.to_bits() >> 48).max(DOUBLE_TAG);
        OperandTypes(1_u32.wrapping_shl(tag as u32))
    }

    /// What an operator is given that the int32 path has not dealt with.
    fn of_operands(lhs: Value, rhs: Value) -> OperandTypes {
        match (lhs.is_i32(), rhs.is_i32()) {
            (true, true) => OperandTypes::OVERFLOW,
            _ if lhs.is_number() && rhs.is_number() => OperandTypes::DOUBLE,
            _ => OperandTypes::of(lhs) | OperandTypes::of(rhs),
        }
    }

    /// What a number is that the int32 path has not dealt with.
    #[inline(always)]
    pub(crate) fn of_number(value: Value) -> OperandTypes {
        if value.is_i32() {
            OperandTypes::OVERFLOW
        } else {
            OperandTypes::DOUBLE
        }
    }

    /// What a site has seen.
    pub fn at(slot: &FeedbackSlot) -> OperandTypes {
        OperandTypes(slot.data.get() & OperandTypes::ALL)
    }

    /// Whether all of `others` were seen.
    pub fn contains(self, others: OperandTypes) -> bool {
        self.0 & others.0 == others.0
    }
}

impl BitOr for OperandTypes {
    type Output = OperandTypes;

    #[inline(always)]
    fn bitor(self, other: OperandTypes) -> OperandTypes {
        OperandTypes(self.0 | other.0)
    }
}

/// The names of the classes; nothing for the empty set.
impl fmt::Display for OperandTypes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut before = "";
        for (types, name) in OperandTypes::NAMES {
            if self.contains(types) {
                write!(f, "{before}{name}")?;
                before = " ";
            }
        }
        Ok(())
    }
}

/// Adds to what a site has seen.
#[inline(always)]
pub(crate) fn note(feedback: &Gc<FeedbackVector>, index: SlotIndex, types: OperandTypes) {
    let slot = slot(feedback, index);
    slot.data.set(slot.data.get() | types.0);
}

/// Adds the classes of values that are asked whether they are equal, and are not both int32s.
#[inline(always)]
pub(crate) fn note_equality(
    feedback: &Gc<FeedbackVector>,
    index: SlotIndex,
    lhs: Value,
    rhs: Value,
) {
    note(
        feedback,
        index,
        OperandTypes::of(lhs) | OperandTypes::of(rhs),
    );
}

/// Adds what an operator was given that its inline paths do not deal with.
#[inline(never)]
pub(crate) fn record(feedback: Gc<FeedbackVector>, index: SlotIndex, lhs: Value, rhs: Value) {
    note(&feedback, index, OperandTypes::of_operands(lhs, rhs));
}

#[cfg(test)]
mod tests {
    use super::OperandTypes;
    use crate::value::Value;

    #[test]
    fn classes_have_bits_of_their_own() {
        let of = OperandTypes::of;
        assert_eq!(of(Value::from_i32(-1)), OperandTypes::INT32);
        for number in [0.5, -0.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(of(Value::from_f64(number)), OperandTypes::DOUBLE);
        }
        for oddball in [Value::UNDEFINED, Value::NULL, Value::TRUE, Value::FALSE] {
            assert_eq!(of(oddball), OperandTypes::ODDBALL);
        }
        let all = OperandTypes::NAMES
            .iter()
            .fold(OperandTypes::NONE, |all, (types, _)| {
                assert!(!all.contains(*types));
                all | *types
            });
        assert!(all.contains(OperandTypes::OBJECT));
    }

    #[test]
    fn numbers_are_one_class() {
        let (int, double) = (Value::from_i32(1), Value::from_f64(0.5));
        let of = OperandTypes::of_operands;
        assert_eq!(of(int, int), OperandTypes::OVERFLOW);
        for (lhs, rhs) in [(int, double), (double, int), (double, double)] {
            assert_eq!(of(lhs, rhs), OperandTypes::DOUBLE);
        }
        assert_eq!(
            of(int, Value::NULL),
            OperandTypes::INT32 | OperandTypes::ODDBALL
        );
    }

    #[test]
    fn sets_only_grow() {
        let sets = [
            OperandTypes::NONE,
            OperandTypes::OVERFLOW,
            OperandTypes::OVERFLOW | OperandTypes::DOUBLE,
            OperandTypes::STRING,
        ];
        for one in sets {
            for other in sets {
                let joined = one | other;
                assert!(joined.contains(one) && joined.contains(other));
                assert_eq!(joined, other | one);
                assert_eq!(joined | one, joined);
            }
        }
    }

    #[test]
    fn a_set_is_shown_by_its_names() {
        assert_eq!(OperandTypes::NONE.to_string(), "");
        let seen = OperandTypes::STRING | OperandTypes::INT32;
        assert_eq!(seen.to_string(), "int32 string");
    }
}
