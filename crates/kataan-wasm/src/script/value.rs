//! Values in scripts: arguments, and patterns of results.

use super::{Argument, Expected};
use crate::{AnyRef, Error, ExternRef, HeapType, RefType, Result, Store, Val};
use wast::core::{AbstractHeapType, HeapType as TextHeapType, NanPattern, V128Const, V128Pattern};
use wast::token::{F32, F64};

fn heap_type(ty: &TextHeapType<'_>) -> Result<HeapType> {
    let TextHeapType::Abstract { ty, .. } = ty else {
        // Only the hierarchy matters for a null, and scripts name concrete types of functions.
        return Ok(HeapType::Func);
    };
    use AbstractHeapType as A;
    Ok(match ty {
        A::Func => HeapType::Func,
        A::Extern => HeapType::Extern,
        A::Any => HeapType::Any,
        A::Eq => HeapType::Eq,
        A::Struct => HeapType::Struct,
        A::Array => HeapType::Array,
        A::I31 => HeapType::I31,
        A::NoFunc => HeapType::NoFunc,
        A::NoExtern => HeapType::NoExtern,
        A::None => HeapType::None,
        A::Exn => HeapType::Exn,
        A::NoExn => HeapType::NoExn,
        _ => return Err(Error::host("heap type of a proposal that is not supported")),
    })
}

pub(super) fn argument(store: &mut Store<()>, argument: &Argument<'_>) -> Result<Val> {
    Ok(match argument {
        Argument::I32(value) => Val::I32(*value),
        Argument::I64(value) => Val::I64(*value),
        Argument::F32(value) => Val::F32(value.bits),
        Argument::F64(value) => Val::F64(value.bits),
        Argument::V128(value) => Val::V128(u128::from_le_bytes(value.to_le_bytes())),
        Argument::RefNull(ty) => Val::null(heap_type(ty)?),
        Argument::RefExtern(number) => Val::ExternRef(Some(ExternRef::new(store, *number)?)),
        Argument::RefHost(number) => {
            let value = ExternRef::new(&mut *store, *number)?;
            Val::AnyRef(Some(value.to_any(store)?))
        }
    })
}

fn f32_matches(bits: u32, pattern: &NanPattern<F32>) -> bool {
    match pattern {
        NanPattern::CanonicalNan => bits & 0x7fff_ffff == 0x7fc0_0000,
        NanPattern::ArithmeticNan => bits & 0x7fc0_0000 == 0x7fc0_0000,
        NanPattern::Value(value) => bits == value.bits,
    }
}

fn f64_matches(bits: u64, pattern: &NanPattern<F64>) -> bool {
    match pattern {
        NanPattern::CanonicalNan => bits & 0x7fff_ffff_ffff_ffff == 0x7ff8_0000_0000_0000,
        NanPattern::ArithmeticNan => bits & 0x7ff8_0000_0000_0000 == 0x7ff8_0000_0000_0000,
        NanPattern::Value(value) => bits == value.bits,
    }
}

fn v128_matches(bits: u128, pattern: &V128Pattern) -> bool {
    let constant = |value: V128Const| bits == u128::from_le_bytes(value.to_le_bytes());
    match pattern {
        V128Pattern::I8x16(lanes) => constant(V128Const::I8x16(*lanes)),
        V128Pattern::I16x8(lanes) => constant(V128Const::I16x8(*lanes)),
        V128Pattern::I32x4(lanes) => constant(V128Const::I32x4(*lanes)),
        V128Pattern::I64x2(lanes) => constant(V128Const::I64x2(*lanes)),
        V128Pattern::F32x4(lanes) => lanes
            .iter()
            .enumerate()
            .all(|(lane, pattern)| f32_matches((bits >> (32 * lane)) as u32, pattern)),
        V128Pattern::F64x2(lanes) => lanes
            .iter()
            .enumerate()
            .all(|(lane, pattern)| f64_matches((bits >> (64 * lane)) as u64, pattern)),
    }
}

fn number(store: &Store<()>, reference: ExternRef) -> Result<Option<u32>> {
    Ok(reference
        .data(store)?
        .and_then(|value| value.downcast_ref::<u32>().copied()))
}

fn is(store: &Store<()>, value: Option<AnyRef>, heap: HeapType) -> Result<bool> {
    value.map_or(Ok(false), |value| {
        value.matches(store, RefType::new(false, heap))
    })
}

/// Whether a value is what a script expects.
pub(super) fn matches(store: &mut Store<()>, value: &Val, expected: &Expected<'_>) -> Result<bool> {
    Ok(match (value, expected) {
        (_, Expected::Either(cases)) => {
            for case in cases {
                if matches(store, value, case)? {
                    return Ok(true);
                }
            }
            false
        }
        (Val::I32(value), Expected::I32(expected)) => value == expected,
        (Val::I64(value), Expected::I64(expected)) => value == expected,
        (Val::F32(bits), Expected::F32(pattern)) => f32_matches(*bits, pattern),
        (Val::F64(bits), Expected::F64(pattern)) => f64_matches(*bits, pattern),
        (Val::V128(bits), Expected::V128(pattern)) => v128_matches(*bits, pattern),
        (
            Val::FuncRef(None) | Val::ExternRef(None) | Val::AnyRef(None) | Val::ExnRef(None),
            Expected::RefNull(_),
        ) => true,
        (Val::FuncRef(Some(_)), Expected::RefFunc(_)) => true,
        (Val::ExternRef(Some(_)), Expected::RefExtern(None)) => true,
        (Val::ExternRef(Some(value)), Expected::RefExtern(expected)) => {
            number(store, *value)? == *expected
        }
        (Val::AnyRef(Some(value)), Expected::RefHost(expected)) => {
            match value.to_extern(&mut *store)? {
                Some(value) => number(store, value)? == Some(*expected),
                None => false,
            }
        }
        (Val::AnyRef(value), Expected::RefAny) => value.is_some(),
        (Val::AnyRef(value), Expected::RefEq) => is(store, *value, HeapType::Eq)?,
        (Val::AnyRef(value), Expected::RefStruct) => is(store, *value, HeapType::Struct)?,
        (Val::AnyRef(value), Expected::RefArray) => is(store, *value, HeapType::Array)?,
        (Val::AnyRef(value), Expected::RefI31) => is(store, *value, HeapType::I31)?,
        _ => false,
    })
}
