//! Constant folding: expressions whose value is known when they are compiled.

use kataan_syntax::ast::{BinaryOperator, Expr, ExprKind, Name, UnaryOperator};

use super::function::FunctionCompiler;
use super::name::Home;

/// A value known when the code is compiled.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Constant {
    Undefined,
    Null,
    Boolean(bool),
    Number(f64),
    String(Name),
}

impl FunctionCompiler<'_, '_, '_> {
    /// The expression's value, if it is known and evaluating it has no effect.
    pub(super) fn constant(&self, expr: &Expr<'_>) -> Option<Constant> {
        match expr.kind {
            ExprKind::Null => Some(Constant::Null),
            ExprKind::Boolean(value) => Some(Constant::Boolean(value)),
            ExprKind::Number(value) => Some(Constant::Number(value)),
            ExprKind::String(value) => Some(Constant::String(value)),
            ExprKind::Identifier(Name::UNDEFINED) => {
                let resolved = self.resolve(Name::UNDEFINED);
                (resolved.home == Home::Global && resolved.dynamic.is_empty())
                    .then_some(Constant::Undefined)
            }
            ExprKind::Parenthesized(inner) => self.constant(inner),
            ExprKind::Unary(operator, operand) => self.constant_unary(operator, operand),
            ExprKind::Binary(binary) => {
                // Chains lean left without limit: only the two levels that programs write as
                // constants (`60 * 60 * 1000`) are looked at.
                let left = match binary.left.kind {
                    ExprKind::Binary(inner)
                        if matches!(inner.left.kind, ExprKind::Number(_) | ExprKind::String(_)) =>
                    {
                        fold(
                            inner.operator,
                            self.constant(inner.left)?,
                            self.constant(inner.right)?,
                        )?
                    }
                    ExprKind::Binary(_) => return None,
                    _ => self.constant(binary.left)?,
                };
                fold(binary.operator, left, self.constant(binary.right)?)
            }
            _ => None,
        }
    }

    fn constant_unary(&self, operator: UnaryOperator, operand: &Expr<'_>) -> Option<Constant> {
        let value = self.constant(operand)?;
        Some(match (operator, value) {
            (UnaryOperator::Minus, Constant::Number(number)) => Constant::Number(-number),
            (UnaryOperator::Plus, Constant::Number(number)) => Constant::Number(number),
            (UnaryOperator::BitNot, Constant::Number(number)) => {
                Constant::Number(f64::from(!to_int32(number)))
            }
            (UnaryOperator::Not, value) => Constant::Boolean(!self.is_truthy(value)),
            (UnaryOperator::Void, _) => Constant::Undefined,
            _ => return None,
        })
    }

    /// `ToBoolean`
    pub(super) fn is_truthy(&self, value: Constant) -> bool {
        match value {
            Constant::Undefined | Constant::Null => false,
            Constant::Boolean(value) => value,
            Constant::Number(number) => number != 0.0 && !number.is_nan(),
            Constant::String(name) => name != Name::EMPTY,
        }
    }
}

/// The number as an immediate operand.
pub(super) fn small_int(value: Constant) -> Option<i32> {
    match value {
        Constant::Number(number) => {
            let int = number as i32;
            (f64::from(int).to_bits() == number.to_bits()).then_some(int)
        }
        _ => None,
    }
}

/// The value of `left operator right`, where that is simple and cannot differ.
pub(super) fn fold(operator: BinaryOperator, left: Constant, right: Constant) -> Option<Constant> {
    let (Constant::Number(left), Constant::Number(right)) = (left, right) else {
        return None;
    };
    Some(Constant::Number(match operator {
        BinaryOperator::Add => left + right,
        BinaryOperator::Subtract => left - right,
        BinaryOperator::Multiply => left * right,
        BinaryOperator::Divide => left / right,
        BinaryOperator::BitAnd => f64::from(to_int32(left) & to_int32(right)),
        BinaryOperator::BitOr => f64::from(to_int32(left) | to_int32(right)),
        BinaryOperator::BitXor => f64::from(to_int32(left) ^ to_int32(right)),
        BinaryOperator::ShiftLeft => f64::from(to_int32(left) << (to_int32(right) & 31)),
        BinaryOperator::ShiftRight => f64::from(to_int32(left) >> (to_int32(right) & 31)),
        BinaryOperator::ShiftRightUnsigned => {
            f64::from(to_int32(left) as u32 >> (to_int32(right) & 31))
        }
        BinaryOperator::Less => return Some(Constant::Boolean(left < right)),
        BinaryOperator::LessEqual => return Some(Constant::Boolean(left <= right)),
        BinaryOperator::Greater => return Some(Constant::Boolean(left > right)),
        BinaryOperator::GreaterEqual => return Some(Constant::Boolean(left >= right)),
        BinaryOperator::Equal | BinaryOperator::StrictEqual => {
            return Some(Constant::Boolean(left == right));
        }
        BinaryOperator::NotEqual | BinaryOperator::StrictNotEqual => {
            return Some(Constant::Boolean(left != right));
        }
        _ => return None,
    }))
}

/// [ToInt32](https://tc39.es/ecma262/#sec-toint32)
fn to_int32(number: f64) -> i32 {
    let int = number as i32;
    if f64::from(int) == number {
        return int;
    }
    if !number.is_finite() {
        return 0;
    }
    // The low 32 bits of the integer part, from the representation.
    let bits = number.to_bits();
    let exponent = (bits >> 52 & 0x7FF) as i32 - 1075;
    let mantissa = bits & ((1 << 52) - 1) | 1 << 52;
    let magnitude = match exponent {
        64.. => 0,
        0..=63 => mantissa.checked_shl(exponent as u32).unwrap_or(0) as u32,
        -52..=-1 => (mantissa >> -exponent) as u32,
        _ => 0,
    };
    if number < 0.0 {
        (magnitude as i32).wrapping_neg()
    } else {
        magnitude as i32
    }
}

#[cfg(test)]
mod tests {
    use super::to_int32;

    #[test]
    fn numbers_wrap_to_32_bits() {
        for (number, expected) in [
            (0.5, 0),
            (-0.5, 0),
            (4_294_967_296.0, 0),
            (2_147_483_648.0, i32::MIN),
            (-2_147_483_649.0, i32::MAX),
            (4_294_967_297.7, 1),
            (1e300, 0),
            (f64::NAN, 0),
            (f64::INFINITY, 0),
            (-4_294_967_295.0, 1),
            (9_007_199_254_740_993.0, 0),
        ] {
            assert_eq!(to_int32(number), expected, "{number}");
        }
    }
}
