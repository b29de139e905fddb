//! Arms of the dispatch loop: jumps, those fused with a comparison among them.
//!
//! What the macros name is in scope where `dispatch::run` expands them.

/// A relational operator fused with a jump; `$wanted` is the outcome that jumps.
macro_rules! compare_jump {
    ($Name:ident, $op:tt, $wanted:literal, $slow:path) => {{
        let i = decode!($Name);
        if let Some((x, y)) = frame!().both_i32(i.lhs.0, i.rhs.0) {
            branch_if!($Name, i, (x $op y) == $wanted);
        }
        if let Some((x, y)) = frame!().both_numbers(i.lhs.0, i.rhs.0) {
            note!(i.feedback, OperandTypes::DOUBLE);
            branch_if!($Name, i, (x $op y) == $wanted);
        }
        let (lhs, rhs) = (get!(i.lhs), get!(i.rhs));
        operand_types::record(feedback!(), i.feedback, lhs, rhs);
        let outcome = attempt!($slow, lhs, rhs);
        branch_if!($Name, i, outcome == $wanted);
    }};
}

macro_rules! compare_jump_int {
    ($Name:ident, $op:tt, $wanted:literal, $slow:path) => {{
        let i = decode!($Name);
        if let Some(x) = frame!().as_i32(i.lhs.0) {
            branch_if!($Name, i, (x $op i.value) == $wanted);
        }
        if let Some(x) = frame!().as_f64(i.lhs.0) {
            note!(i.feedback, OperandTypes::DOUBLE);
            branch_if!($Name, i, (x $op f64::from(i.value)) == $wanted);
        }
        let lhs = get!(i.lhs);
        operand_types::record(feedback!(), i.feedback, lhs, Value::from_i32(i.value));
        let outcome = attempt!($slow, lhs, Value::from_i32(i.value));
        branch_if!($Name, i, outcome == $wanted);
    }};
}

macro_rules! equality_jump {
    ($Name:ident, $wanted:literal, $fast:path, $slow:path) => {{
        let i = decode!($Name);
        if let Some((x, y)) = frame!().both_i32(i.lhs.0, i.rhs.0) {
            branch_if!($Name, i, (x == y) == $wanted);
        }
        if let Some((x, y)) = frame!().both_numbers(i.lhs.0, i.rhs.0) {
            note!(i.feedback, OperandTypes::DOUBLE);
            branch_if!($Name, i, (x == y) == $wanted);
        }
        let (lhs, rhs) = (get!(i.lhs), get!(i.rhs));
        operand_types::note_equality(&feedback!(), i.feedback, lhs, rhs);
        if let Some(outcome) = $fast(lhs, rhs) {
            branch_if!($Name, i, outcome == $wanted);
        }
        let outcome = attempt!($slow, lhs, rhs);
        branch_if!($Name, i, outcome == $wanted);
    }};
}

macro_rules! equality_jump_int {
    ($Name:ident, $wanted:literal, $fast:path, $slow:path) => {{
        let i = decode!($Name);
        if let Some(x) = frame!().as_i32(i.lhs.0) {
            branch_if!($Name, i, (x == i.value) == $wanted);
        }
        if let Some(x) = frame!().as_f64(i.lhs.0) {
            note!(i.feedback, OperandTypes::DOUBLE);
            branch_if!($Name, i, (x == f64::from(i.value)) == $wanted);
        }
        let (lhs, rhs) = (get!(i.lhs), Value::from_i32(i.value));
        operand_types::note_equality(&feedback!(), i.feedback, lhs, rhs);
        if let Some(outcome) = $fast(lhs, rhs) {
            branch_if!($Name, i, outcome == $wanted);
        }
        let outcome = attempt!($slow, lhs, rhs);
        branch_if!($Name, i, outcome == $wanted);
    }};
}

/// Adds its arms to those so far and hands all to the next of the list.
macro_rules! jump_arms {
    ([$next:ident $($others:ident)*] $($arms:tt)*) => {
        $next! { [$($others)*]
            $($arms)*

            // ---- Jumps
            Opcode::Jump => {
                let i = decode!(Jump);
                jump!(i.target);
            }
            Opcode::JumpIfTrue => {
                let i = decode!(JumpIfTrue);
                jump_if!(JumpIfTrue, i, conversion::truthy(region!(), get!(i.src)));
            }
            Opcode::JumpIfFalse => {
                let i = decode!(JumpIfFalse);
                jump_if!(JumpIfFalse, i, !conversion::truthy(region!(), get!(i.src)));
            }
            Opcode::JumpIfUndefined => {
                let i = decode!(JumpIfUndefined);
                jump_if!(JumpIfUndefined, i, get!(i.src).is_undefined());
            }
            Opcode::JumpIfNotUndefined => {
                let i = decode!(JumpIfNotUndefined);
                jump_if!(JumpIfNotUndefined, i, !get!(i.src).is_undefined());
            }
            Opcode::JumpIfNull => {
                let i = decode!(JumpIfNull);
                jump_if!(JumpIfNull, i, get!(i.src).is_null());
            }
            Opcode::JumpIfNotNull => {
                let i = decode!(JumpIfNotNull);
                jump_if!(JumpIfNotNull, i, !get!(i.src).is_null());
            }
            Opcode::JumpIfNullish => {
                let i = decode!(JumpIfNullish);
                jump_if!(JumpIfNullish, i, get!(i.src).is_nullish());
            }
            Opcode::JumpIfNotNullish => {
                let i = decode!(JumpIfNotNullish);
                jump_if!(JumpIfNotNullish, i, !get!(i.src).is_nullish());
            }
            Opcode::JumpIfEqualNull => {
                let i = decode!(JumpIfEqualNull);
                jump_if!(
                    JumpIfEqualNull,
                    i,
                    comparison::equals_null(region!(), get!(i.src))
                );
            }
            Opcode::JumpIfNotEqualNull => {
                let i = decode!(JumpIfNotEqualNull);
                jump_if!(
                    JumpIfNotEqualNull,
                    i,
                    !comparison::equals_null(region!(), get!(i.src))
                );
            }
            Opcode::JumpIfLess => {
                compare_jump!(JumpIfLess, <, true, comparison::less)
            }
            Opcode::JumpIfNotLess => {
                compare_jump!(JumpIfNotLess, <, false, comparison::less)
            }
            Opcode::JumpIfLessEqual => {
                compare_jump!(JumpIfLessEqual, <=, true, comparison::less_equal)
            }
            Opcode::JumpIfNotLessEqual => {
                compare_jump!(JumpIfNotLessEqual, <=, false, comparison::less_equal)
            }
            Opcode::JumpIfGreater => {
                compare_jump!(JumpIfGreater, >, true, comparison::greater)
            }
            Opcode::JumpIfNotGreater => {
                compare_jump!(JumpIfNotGreater, >, false, comparison::greater)
            }
            Opcode::JumpIfGreaterEqual => {
                compare_jump!(JumpIfGreaterEqual, >=, true, comparison::greater_equal)
            }
            Opcode::JumpIfNotGreaterEqual => {
                compare_jump!(JumpIfNotGreaterEqual, >=, false, comparison::greater_equal)
            }
            Opcode::JumpIfEqual => {
                equality_jump!(
                    JumpIfEqual,
                    true,
                    comparison::loosely_equal_fast,
                    comparison::loosely_equal
                )
            }
            Opcode::JumpIfNotEqual => {
                equality_jump!(
                    JumpIfNotEqual,
                    false,
                    comparison::loosely_equal_fast,
                    comparison::loosely_equal
                )
            }
            Opcode::JumpIfStrictEqual => {
                equality_jump!(
                    JumpIfStrictEqual,
                    true,
                    comparison::strictly_equal_fast,
                    comparison::strictly_equal
                )
            }
            Opcode::JumpIfStrictNotEqual => {
                equality_jump!(
                    JumpIfStrictNotEqual,
                    false,
                    comparison::strictly_equal_fast,
                    comparison::strictly_equal
                )
            }
            Opcode::JumpIfLessInt => {
                compare_jump_int!(JumpIfLessInt, <, true, comparison::less)
            }
            Opcode::JumpIfNotLessInt => {
                compare_jump_int!(JumpIfNotLessInt, <, false, comparison::less)
            }
            Opcode::JumpIfLessEqualInt => {
                compare_jump_int!(JumpIfLessEqualInt, <=, true, comparison::less_equal)
            }
            Opcode::JumpIfNotLessEqualInt => {
                compare_jump_int!(JumpIfNotLessEqualInt, <=, false, comparison::less_equal)
            }
            Opcode::JumpIfGreaterInt => {
                compare_jump_int!(JumpIfGreaterInt, >, true, comparison::greater)
            }
            Opcode::JumpIfNotGreaterInt => {
                compare_jump_int!(JumpIfNotGreaterInt, >, false, comparison::greater)
            }
            Opcode::JumpIfGreaterEqualInt => {
                compare_jump_int!(JumpIfGreaterEqualInt, >=, true, comparison::greater_equal)
            }
            Opcode::JumpIfNotGreaterEqualInt => {
                compare_jump_int!(JumpIfNotGreaterEqualInt, >=, false, comparison::greater_equal)
            }
            Opcode::JumpIfEqualInt => {
                equality_jump_int!(
                    JumpIfEqualInt,
                    true,
                    comparison::loosely_equal_fast,
                    comparison::loosely_equal
                )
            }
            Opcode::JumpIfNotEqualInt => {
                equality_jump_int!(
                    JumpIfNotEqualInt,
                    false,
                    comparison::loosely_equal_fast,
                    comparison::loosely_equal
                )
            }
            Opcode::JumpIfStrictEqualInt => {
                equality_jump_int!(
                    JumpIfStrictEqualInt,
                    true,
                    comparison::strictly_equal_fast,
                    comparison::strictly_equal
                )
            }
            Opcode::JumpIfStrictNotEqualInt => {
                equality_jump_int!(
                    JumpIfStrictNotEqualInt,
                    false,
                    comparison::strictly_equal_fast,
                    comparison::strictly_equal
                )
            }
            Opcode::SwitchInt => {
                let i = decode!(SwitchInt);
                let index = comparison::switch_index(get!(i.src), i.low, i.count);
                select!(SwitchInt, index.unwrap_or(i.count) as usize, Jump);
            }
        }
    };
}
