//! Arms of the dispatch loop: conversions and operators. Numbers are dealt with inline.
//!
//! What the macros name is in scope where `dispatch::run` expands them.

/// An arithmetic operator: int32 and double paths inline.
macro_rules! arithmetic {
    ($Name:ident, $int:path, $double:path, $slow:path) => {{
        let i = decode!($Name);
        if let Some((x, y)) = frame!().both_i32(i.lhs.0, i.rhs.0) {
            if let Some(result) = $int(x, y) {
                set!(i.dst, result);
                next!($Name);
            }
            note!(i.feedback, OperandTypes::OVERFLOW);
            set!(i.dst, Value::from_f64($double(f64::from(x), f64::from(y))));
            next!($Name);
        }
        if let Some((x, y)) = frame!().both_numbers(i.lhs.0, i.rhs.0) {
            note!(i.feedback, OperandTypes::DOUBLE);
            set!(i.dst, Value::from_f64($double(x, y)));
            next!($Name);
        }
        step!($Name, $slow);
    }};
}

macro_rules! arithmetic_int {
    ($Name:ident, $int:path, $double:path, $slow:path) => {{
        let i = decode!($Name);
        if let Some(x) = frame!().as_i32(i.lhs.0) {
            if let Some(result) = $int(x, i.value) {
                set!(i.dst, result);
                next!($Name);
            }
            note!(i.feedback, OperandTypes::OVERFLOW);
            set!(
                i.dst,
                Value::from_f64($double(f64::from(x), f64::from(i.value)))
            );
            next!($Name);
        }
        if let Some(x) = frame!().as_f64(i.lhs.0) {
            note!(i.feedback, OperandTypes::DOUBLE);
            set!(i.dst, Value::from_f64($double(x, f64::from(i.value))));
            next!($Name);
        }
        step!($Name, $slow);
    }};
}

/// A bitwise operator: int32 inline, doubles by conversion.
macro_rules! bitwise {
    ($Name:ident, $op:path, $slow:path) => {{
        let i = decode!($Name);
        if let Some((x, y)) = frame!().both_i32(i.lhs.0, i.rhs.0) {
            let result = $op(x, y);
            if result.is_f64() {
                note!(i.feedback, OperandTypes::OVERFLOW);
            }
            set!(i.dst, result);
            next!($Name);
        }
        let (lhs, rhs) = (get!(i.lhs), get!(i.rhs));
        if let (Some(x), Some(y)) = (
            arithmetic::to_int32_fast(lhs),
            arithmetic::to_int32_fast(rhs),
        ) {
            note!(i.feedback, OperandTypes::DOUBLE);
            set!(i.dst, $op(x, y));
            next!($Name);
        }
        step!($Name, $slow);
    }};
}

macro_rules! bitwise_int {
    ($Name:ident, $op:path, $slow:path) => {{
        let i = decode!($Name);
        if let Some(x) = frame!().as_i32(i.lhs.0) {
            let result = $op(x, i.value);
            if result.is_f64() {
                note!(i.feedback, OperandTypes::OVERFLOW);
            }
            set!(i.dst, result);
            next!($Name);
        }
        if let Some(x) = arithmetic::to_int32_fast(get!(i.lhs)) {
            note!(i.feedback, OperandTypes::DOUBLE);
            set!(i.dst, $op(x, i.value));
            next!($Name);
        }
        step!($Name, $slow);
    }};
}

/// A relational operator: numbers inline.
macro_rules! compare {
    ($Name:ident, $op:tt, $slow:path) => {{
        let i = decode!($Name);
        if let Some((x, y)) = frame!().both_i32(i.lhs.0, i.rhs.0) {
            set!(i.dst, Value::from_bool(x $op y));
            next!($Name);
        }
        if let Some((x, y)) = frame!().both_numbers(i.lhs.0, i.rhs.0) {
            note!(i.feedback, OperandTypes::DOUBLE);
            set!(i.dst, Value::from_bool(x $op y));
            next!($Name);
        }
        step!($Name, $slow);
    }};
}

/// Equality, strict or loose: what needs no call inline.
macro_rules! equality {
    ($Name:ident, $wanted:literal, $fast:path, $slow:path) => {{
        let i = decode!($Name);
        if let Some((x, y)) = frame!().both_i32(i.lhs.0, i.rhs.0) {
            set!(i.dst, Value::from_bool((x == y) == $wanted));
            next!($Name);
        }
        if let Some((x, y)) = frame!().both_numbers(i.lhs.0, i.rhs.0) {
            note!(i.feedback, OperandTypes::DOUBLE);
            set!(i.dst, Value::from_bool((x == y) == $wanted));
            next!($Name);
        }
        let (lhs, rhs) = (get!(i.lhs), get!(i.rhs));
        operand_types::note_equality(&feedback!(), i.feedback, lhs, rhs);
        if let Some(outcome) = $fast(lhs, rhs) {
            set!(i.dst, Value::from_bool(outcome == $wanted));
            next!($Name);
        }
        let outcome = attempt!($slow, lhs, rhs);
        set!(i.dst, Value::from_bool(outcome == $wanted));
        next!($Name);
    }};
}

/// Adds its arms to those so far and hands all to the next of the list.
macro_rules! operator_arms {
    ([$next:ident $($others:ident)*] $($arms:tt)*) => {
        $next! { [$($others)*]
            $($arms)*

            // ---- Conversions and unary operators
            Opcode::ToPropertyKey => {
                let i = decode!(ToPropertyKey);
                let value = get!(i.src);
                if value.is_string() || value.is_i32() || value.is_symbol() {
                    set!(i.dst, value);
                    next!(ToPropertyKey);
                }
                step!(ToPropertyKey, conversion::to_property_key);
            }
            Opcode::ToString => {
                let i = decode!(ToString);
                let value = get!(i.src);
                if value.is_string() {
                    set!(i.dst, value);
                    next!(ToString);
                }
                step!(ToString, conversion::to_string);
            }
            Opcode::ToNumeric => {
                let i = decode!(ToNumeric);
                let value = get!(i.src);
                if value.is_number() {
                    if value.is_f64() {
                        note!(i.feedback, OperandTypes::DOUBLE);
                    }
                    set!(i.dst, value);
                    next!(ToNumeric);
                }
                step!(ToNumeric, conversion::to_numeric);
            }
            Opcode::ToNumber => {
                let i = decode!(ToNumber);
                let value = get!(i.src);
                if value.is_number() {
                    if value.is_f64() {
                        note!(i.feedback, OperandTypes::DOUBLE);
                    }
                    set!(i.dst, value);
                    next!(ToNumber);
                }
                step!(ToNumber, conversion::to_number);
            }
            Opcode::CheckObjectCoercible => {
                let i = decode!(CheckObjectCoercible);
                if !get!(i.src).is_nullish() {
                    next!(CheckObjectCoercible);
                }
                step!(CheckObjectCoercible, conversion::throw_not_coercible);
            }
            Opcode::CheckIteratorResult => {
                let i = decode!(CheckIteratorResult);
                if get!(i.src).is_object() {
                    next!(CheckIteratorResult);
                }
                step!(CheckIteratorResult, iteration::throw_not_a_result);
            }
            Opcode::Negate => {
                let i = decode!(Negate);
                let value = get!(i.src);
                if value.is_i32() && value.i32_bits() & i32::MAX != 0 {
                    // Neither zero, whose negation is a double, nor the least integer.
                    set!(i.dst, Value::from_i32(-value.i32_bits()));
                    next!(Negate);
                }
                if let Some(number) = value.as_number() {
                    note!(i.feedback, OperandTypes::of_number(value));
                    set!(i.dst, Value::from_f64(-number));
                    next!(Negate);
                }
                step!(Negate, arithmetic::negate);
            }
            Opcode::BitNot => {
                let i = decode!(BitNot);
                let value = get!(i.src);
                if let Some(integer) = arithmetic::to_int32_fast(value) {
                    if value.is_f64() {
                        note!(i.feedback, OperandTypes::DOUBLE);
                    }
                    set!(i.dst, Value::from_i32(!integer));
                    next!(BitNot);
                }
                step!(BitNot, arithmetic::bit_not);
            }
            Opcode::Increment => {
                let i = decode!(Increment);
                if let Some(integer) = frame!().as_i32(i.src.0)
                    && integer != i32::MAX
                {
                    set!(i.dst, Value::from_i32(integer + 1));
                    next!(Increment);
                }
                let value = get!(i.src);
                if let Some(number) = value.as_number() {
                    note!(i.feedback, OperandTypes::of_number(value));
                    set!(i.dst, Value::from_f64(number + 1.0));
                    next!(Increment);
                }
                step!(Increment, arithmetic::increment);
            }
            Opcode::Decrement => {
                let i = decode!(Decrement);
                if let Some(integer) = frame!().as_i32(i.src.0)
                    && integer != i32::MIN
                {
                    set!(i.dst, Value::from_i32(integer - 1));
                    next!(Decrement);
                }
                let value = get!(i.src);
                if let Some(number) = value.as_number() {
                    note!(i.feedback, OperandTypes::of_number(value));
                    set!(i.dst, Value::from_f64(number - 1.0));
                    next!(Decrement);
                }
                step!(Decrement, arithmetic::decrement);
            }
            Opcode::PostIncrement => {
                let i = decode!(PostIncrement);
                if let Some(integer) = frame!().as_i32(i.variable.0)
                    && integer != i32::MAX
                {
                    set!(i.dst, Value::from_i32(integer));
                    set!(i.variable, Value::from_i32(integer + 1));
                    next!(PostIncrement);
                }
                step!(PostIncrement, arithmetic::post_increment);
            }
            Opcode::PostDecrement => {
                let i = decode!(PostDecrement);
                if let Some(integer) = frame!().as_i32(i.variable.0)
                    && integer != i32::MIN
                {
                    set!(i.dst, Value::from_i32(integer));
                    set!(i.variable, Value::from_i32(integer - 1));
                    next!(PostDecrement);
                }
                step!(PostDecrement, arithmetic::post_decrement);
            }
            Opcode::LogicalNot => {
                let i = decode!(LogicalNot);
                set!(
                    i.dst,
                    Value::from_bool(!conversion::truthy(region!(), get!(i.src)))
                );
                next!(LogicalNot);
            }
            Opcode::TypeOf => step!(TypeOf, conversion::type_of),
            Opcode::TestTypeOf => step!(TestTypeOf, conversion::test_type_of),

            // ---- Binary operators
            Opcode::Add => {
                arithmetic!(
                    Add,
                    arithmetic::int_add,
                    arithmetic::f64_add,
                    arithmetic::add
                )
            }
            Opcode::Subtract => arithmetic!(
                Subtract,
                arithmetic::int_subtract,
                arithmetic::f64_subtract,
                arithmetic::subtract
            ),
            Opcode::Multiply => arithmetic!(
                Multiply,
                arithmetic::int_multiply,
                arithmetic::f64_multiply,
                arithmetic::multiply
            ),
            Opcode::Divide => arithmetic!(
                Divide,
                arithmetic::int_divide,
                arithmetic::f64_divide,
                arithmetic::divide
            ),
            Opcode::Remainder => arithmetic!(
                Remainder,
                arithmetic::int_remainder,
                arithmetic::f64_remainder,
                arithmetic::remainder
            ),
            Opcode::Exponentiate => step!(Exponentiate, arithmetic::exponentiate),
            Opcode::BitAnd => {
                bitwise!(BitAnd, arithmetic::int_and, arithmetic::bit_and)
            }
            Opcode::BitOr => bitwise!(BitOr, arithmetic::int_or, arithmetic::bit_or),
            Opcode::BitXor => {
                bitwise!(BitXor, arithmetic::int_xor, arithmetic::bit_xor)
            }
            Opcode::ShiftLeft => {
                bitwise!(
                    ShiftLeft,
                    arithmetic::int_shift_left,
                    arithmetic::shift_left
                )
            }
            Opcode::ShiftRight => {
                bitwise!(
                    ShiftRight,
                    arithmetic::int_shift_right,
                    arithmetic::shift_right
                )
            }
            Opcode::ShiftRightUnsigned => bitwise!(
                ShiftRightUnsigned,
                arithmetic::int_shift_right_unsigned,
                arithmetic::shift_right_unsigned
            ),
            Opcode::AddInt => arithmetic_int!(
                AddInt,
                arithmetic::int_add,
                arithmetic::f64_add,
                arithmetic::add_int
            ),
            Opcode::SubtractInt => arithmetic_int!(
                SubtractInt,
                arithmetic::int_subtract,
                arithmetic::f64_subtract,
                arithmetic::subtract_int
            ),
            Opcode::MultiplyInt => arithmetic_int!(
                MultiplyInt,
                arithmetic::int_multiply,
                arithmetic::f64_multiply,
                arithmetic::multiply_int
            ),
            Opcode::DivideInt => arithmetic_int!(
                DivideInt,
                arithmetic::int_divide,
                arithmetic::f64_divide,
                arithmetic::divide_int
            ),
            Opcode::RemainderInt => arithmetic_int!(
                RemainderInt,
                arithmetic::int_remainder,
                arithmetic::f64_remainder,
                arithmetic::remainder_int
            ),
            Opcode::BitAndInt => {
                bitwise_int!(
                    BitAndInt,
                    arithmetic::int_and,
                    arithmetic::bit_and_int
                )
            }
            Opcode::BitOrInt => {
                bitwise_int!(BitOrInt, arithmetic::int_or, arithmetic::bit_or_int)
            }
            Opcode::BitXorInt => {
                bitwise_int!(
                    BitXorInt,
                    arithmetic::int_xor,
                    arithmetic::bit_xor_int
                )
            }
            Opcode::ShiftLeftInt => {
                bitwise_int!(
                    ShiftLeftInt,
                    arithmetic::int_shift_left,
                    arithmetic::shift_left_int
                )
            }
            Opcode::ShiftRightInt => {
                bitwise_int!(
                    ShiftRightInt,
                    arithmetic::int_shift_right,
                    arithmetic::shift_right_int
                )
            }
            Opcode::ShiftRightUnsignedInt => bitwise_int!(
                ShiftRightUnsignedInt,
                arithmetic::int_shift_right_unsigned,
                arithmetic::shift_right_unsigned_int
            ),
            Opcode::Equal => {
                equality!(
                    Equal,
                    true,
                    comparison::loosely_equal_fast,
                    comparison::loosely_equal
                )
            }
            Opcode::NotEqual => {
                equality!(
                    NotEqual,
                    false,
                    comparison::loosely_equal_fast,
                    comparison::loosely_equal
                )
            }
            Opcode::StrictEqual => {
                equality!(
                    StrictEqual,
                    true,
                    comparison::strictly_equal_fast,
                    comparison::strictly_equal
                )
            }
            Opcode::StrictNotEqual => {
                equality!(
                    StrictNotEqual,
                    false,
                    comparison::strictly_equal_fast,
                    comparison::strictly_equal
                )
            }
            Opcode::Less => compare!(Less, <, comparison::less_step),
            Opcode::LessEqual => {
                compare!(LessEqual, <=, comparison::less_equal_step)
            }
            Opcode::Greater => compare!(Greater, >, comparison::greater_step),
            Opcode::GreaterEqual => {
                compare!(GreaterEqual, >=, comparison::greater_equal_step)
            }
            Opcode::InstanceOf => step!(InstanceOf, comparison::instance_of),
        }
    };
}
