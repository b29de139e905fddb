//! Integer operations that can trap.

use crate::runtime::trap::TrapCode;

macro_rules! signed_division {
    ($($div:ident, $rem:ident: $ty:ty;)*) => {
        $(
            #[inline(always)]
            pub(super) fn $div(a: $ty, b: $ty) -> Result<$ty, TrapCode> {
                if b == 0 {
                    return Err(TrapCode::IntegerDivisionByZero);
                }
                a.checked_div(b).ok_or(TrapCode::IntegerOverflow)
            }

            #[inline(always)]
            pub(super) fn $rem(a: $ty, b: $ty) -> Result<$ty, TrapCode> {
                if b == 0 {
                    return Err(TrapCode::IntegerDivisionByZero);
                }
                Ok(a.wrapping_rem(b))
            }
        )*
    };
}

signed_division! {
    div_i32, rem_i32: i32;
    div_i64, rem_i64: i64;
}
