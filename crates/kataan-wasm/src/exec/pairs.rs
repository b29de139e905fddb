//! Operations that often follow each other, which one handler runs.
//!
//! A pair is no instruction of its own: the second word stays as it is and where it is, and only the
//! first one's handler is another. So a branch may still lead between them, and positions and offsets
//! hold. An unconditional branch pairs with the operation that it leads to.
//!
//! The pairs are those that stand most often next to each other in loops, in the benchmarks and in real
//! modules: a JavaScript engine and a database from C, parsers from Rust, a bundler from Go.

use super::operation::{FIRST, FORMS, Op, PLAIN, SECOND};

/// Calls a macro with all pairs: an operation with the form of its operands, and those that follow.
macro_rules! for_each_pair {
    ($with:ident) => {
        $with! {
            Br PLAIN => BrI32Eq PLAIN, BrI32EqImm PLAIN, BrI32GeU PLAIN, BrIfEqz PLAIN,
                BrTable PLAIN, Const32 PLAIN, Copy PLAIN, I32Add PLAIN, I32AddImm PLAIN,
                I32Load PLAIN, I32Load8S PLAIN, I32Load8U PLAIN, I32ShlImm PLAIN, I32Store PLAIN,
                I32SubImm PLAIN, ReturnOne PLAIN;
            BrI32EqImm PLAIN => Br PLAIN, Copy PLAIN, I32AddImm PLAIN, I32Load PLAIN;
            BrI32EqImm FIRST => Const32 PLAIN, Copy PLAIN, I32AddImm PLAIN, I32Load PLAIN,
                I32MulImm FIRST;
            BrI32GeS FIRST => I32AddImm PLAIN;
            BrI32GeSImm PLAIN => Copy PLAIN;
            BrI32GeU PLAIN => I32Store8 PLAIN;
            BrI32GtS PLAIN => I32ShlImm PLAIN;
            BrI32LeS PLAIN => Copy PLAIN;
            BrI32LeS FIRST => I32SubImm PLAIN;
            BrI32LtU FIRST => Const32 PLAIN, I32AddImm PLAIN, Return PLAIN, ReturnOne PLAIN;
            BrI32LtU SECOND => BrI32EqImm PLAIN;
            BrI32LtUImm FIRST => Const32 PLAIN, F32x4ExtractLane PLAIN, I32AddImm PLAIN,
                I32MulImm PLAIN, ReturnOne PLAIN;
            BrI32NeImm PLAIN => Const64 PLAIN, I32Load PLAIN;
            BrI32NeImm FIRST => Const32 PLAIN, Copy PLAIN, I32AddImm PLAIN, I32Load PLAIN,
                I32Load8U PLAIN;
            BrI32TestNotImm PLAIN => Copy PLAIN;
            BrI64EqImm FIRST => Const32 PLAIN;
            BrI64LtU FIRST => I32WrapI64 FIRST;
            BrI64NeImm FIRST => Const32 PLAIN, I32SubImm PLAIN;
            BrIfEqz PLAIN => Copy PLAIN, I32Load PLAIN;
            BrIfEqz FIRST => Const32 PLAIN, I32AddImm PLAIN;
            BrIfNez PLAIN => Const32 PLAIN, Copy PLAIN, I32Load PLAIN, I64ExtendI32U PLAIN,
                I64Load PLAIN;
            BrIfNez FIRST => Br PLAIN, Const32 PLAIN, Copy PLAIN, I32AddImm PLAIN, I32Load PLAIN;
            BrIfNonNull PLAIN => Const32 PLAIN;
            Const32 PLAIN => Br PLAIN, Call PLAIN, Const32 PLAIN, Copy PLAIN, I32Add PLAIN,
                I32AddImm PLAIN, I32AndImm PLAIN, I32Load PLAIN, I32Load8U PLAIN, I32MulImm PLAIN,
                I32RemU SECOND, I32Store SECOND, I32Store8 SECOND, I64Store SECOND, Return PLAIN,
                Select PLAIN, V128Load PLAIN;
            Const64 PLAIN => I64Store SECOND, Return PLAIN;
            Copy PLAIN => Br PLAIN, BrI32EqImm FIRST, BrIfNez FIRST, Call PLAIN, Const32 PLAIN,
                Copy PLAIN, I32AddImm PLAIN, I32AddImm FIRST, I32Load PLAIN, I32Store SECOND,
                I32WrapI64 FIRST, I64And FIRST;
            Copy FIRST => Call PLAIN, Const32 PLAIN, Copy PLAIN;
            F32ConvertI32U FIRST => F32x4Splat FIRST;
            F32x4Add PLAIN => I32AddImm PLAIN, V128StoreFar PLAIN;
            F32x4Mul PLAIN => V128LoadFar PLAIN;
            F32x4Splat FIRST => V128Store PLAIN;
            F64Add SECOND => I32AddImm PLAIN;
            F64ConvertI32U FIRST => F64Store SECOND, F64StoreFar SECOND;
            F64Load PLAIN => F64LoadFar PLAIN;
            F64LoadFar PLAIN => F64Mul SECOND;
            F64Mul SECOND => F64Add SECOND;
            F64Store SECOND => I32MulImm PLAIN;
            F64StoreFar FIRST => I32AddImm PLAIN;
            F64StoreFar SECOND => I32AddImm PLAIN;
            GlobalGet PLAIN => BrIfNez PLAIN, Copy PLAIN, I32SubImm FIRST;
            GlobalSet FIRST => Const32 PLAIN, I32AddImm FIRST, I32Load PLAIN, I64Store FIRST;
            I32Add PLAIN => Br PLAIN, I32Add SECOND, I32AddImm PLAIN, I32Load FIRST,
                I32Load8U FIRST, ReturnOne PLAIN;
            I32Add FIRST => I32AddImm PLAIN;
            I32Add SECOND => Copy PLAIN, F64StoreFar FIRST, I32AddImm FIRST, I32Load PLAIN,
                I32Load FIRST, I32Load8U FIRST, I32Store FIRST, I32Store SECOND, I64Load FIRST,
                ReturnOne FIRST;
            I32AddImm PLAIN => Br PLAIN, BrI32LtU FIRST, BrI32LtUImm FIRST, BrIfNez FIRST,
                BrTable PLAIN, Call PLAIN, Const32 PLAIN, Copy PLAIN, Copy FIRST, GlobalSet FIRST,
                I32AddImm PLAIN, I32Load PLAIN, I32Load FIRST, I32Load8U PLAIN, I32Load8U FIRST,
                I32ShlImm PLAIN, I32Store SECOND, I32SubImm PLAIN, I64Load PLAIN, I64Load FIRST,
                ReturnOne FIRST, Select PLAIN;
            I32AddImm FIRST => I32Load PLAIN, I32Load FIRST, I32ShlImm PLAIN, I32Store SECOND;
            I32AndImm PLAIN => Const32 PLAIN, Copy PLAIN, F32ConvertI32U FIRST;
            I32AndImm FIRST => I32AndImm PLAIN;
            I32Load PLAIN => Br PLAIN, BrI32EqImm FIRST, BrI32Ne SECOND, BrI32NeImm FIRST,
                BrIfEqz FIRST, BrIfNez FIRST, Call PLAIN, Const32 PLAIN, Copy PLAIN, I32Add FIRST,
                I32Add SECOND, I32AddImm PLAIN, I32AddImm FIRST, I32Load PLAIN, I32Load FIRST,
                I32Load8U FIRST, I32MulImm PLAIN, I32ShlImm PLAIN, I32Store PLAIN,
                I32Store SECOND, I32SubImm FIRST;
            I32Load FIRST => Br PLAIN, BrI32EqImm FIRST, BrI32GeS FIRST, BrI32LeS FIRST,
                Copy PLAIN, I32AddImm PLAIN, I32AddImm FIRST, I32AndImm FIRST, I32Load PLAIN,
                I32Load FIRST, I32ShlImm PLAIN, I32Store SECOND;
            I32Load8U PLAIN => BrI32EqImm FIRST, BrI32NeImm FIRST, BrI32TestImm FIRST,
                BrI32TestNotImm FIRST, BrIfEqz FIRST, I32AddImm PLAIN, I32AndImm FIRST,
                I32Store SECOND, I32Xor SECOND;
            I32Load8U FIRST => BrI32EqImm FIRST;
            I32Mul PLAIN => I32AddImm FIRST;
            I32Mul FIRST => I32RotlImm FIRST;
            I32MulImm PLAIN => Const32 PLAIN, F64Load PLAIN, I32Add SECOND, I32MulImm PLAIN;
            I32MulImm FIRST => I32Add SECOND;
            I32Or SECOND => BrI32NeImm FIRST, BrIfNez FIRST;
            I32RemU SECOND => F64ConvertI32U FIRST;
            I32RotlImm PLAIN => ReturnOne FIRST;
            I32RotlImm FIRST => I32Add FIRST;
            I32ShlImm PLAIN => BrI32GeU PLAIN, I32Add SECOND, I32Load FIRST, I32ShlImm PLAIN,
                I32Store FIRST;
            I32ShlImm FIRST => I32Add SECOND;
            I32Store PLAIN => Br PLAIN, Const32 PLAIN, Copy PLAIN, I32AddImm PLAIN, I32Load PLAIN,
                I32Store PLAIN;
            I32Store FIRST => I32AddImm PLAIN, I32Store FIRST;
            I32Store SECOND => Br PLAIN, Const32 PLAIN, Copy PLAIN, I32AddImm PLAIN,
                I32Load PLAIN, I32ShlImm PLAIN, I32Store PLAIN, I64Load PLAIN;
            I32Store8 PLAIN => I32Add PLAIN;
            I32SubImm PLAIN => Br PLAIN, BrI32LeS PLAIN, Call PLAIN, Copy PLAIN, GlobalSet FIRST,
                I32AddImm PLAIN, I32Load FIRST, I32SubImm FIRST, I64Load FIRST, ReturnOne FIRST;
            I32SubImm FIRST => BrTable FIRST, GlobalSet FIRST, I32SubImm PLAIN;
            I32WrapI64 PLAIN => I32Load FIRST, I64Load PLAIN, I64Load FIRST;
            I32WrapI64 FIRST => Const32 PLAIN, I32Load FIRST, I32ShrUImm FIRST,
                I64ExtendI32U PLAIN, I64Load PLAIN, I64Load FIRST, I64Load32U FIRST,
                I64Load8U FIRST, I64Store FIRST;
            I32Xor SECOND => I32Mul FIRST;
            I32XorImm PLAIN => ReturnOne FIRST;
            I64AddImm FIRST => I32WrapI64 FIRST, I64Store SECOND;
            I64And FIRST => BrI64Eq FIRST, BrI64NeImm FIRST;
            I64EqImm FIRST => I64ExtendI32U FIRST;
            I64ExtendI32U PLAIN => I64AddImm FIRST;
            I64ExtendI32U FIRST => BrI64EqImm FIRST;
            I64Load PLAIN => Const32 PLAIN, Copy PLAIN, I32WrapI64 FIRST, I64Load PLAIN,
                I64Store SECOND;
            I64Load FIRST => BrI64NeImm FIRST, Copy PLAIN, I64ExtendI32U PLAIN, I64Load PLAIN,
                I64Store SECOND;
            I64Load32U FIRST => I64EqImm FIRST;
            I64ShlImm PLAIN => I64Xor SECOND;
            I64ShlImm FIRST => I64Xor SECOND;
            I64ShrUImm FIRST => I64Xor SECOND;
            I64Store PLAIN => I32AddImm PLAIN, I64ExtendI32U PLAIN, I64Store PLAIN;
            I64Store FIRST => Const32 PLAIN, I32SubImm PLAIN, I64ExtendI32U PLAIN;
            I64Store SECOND => Br PLAIN, Const32 PLAIN, I32AddImm PLAIN, I32Load PLAIN,
                I32Store PLAIN, I32SubImm PLAIN, I32WrapI64 PLAIN, I64ExtendI32U PLAIN,
                I64Load PLAIN;
            I64Xor SECOND => I64ShlImm FIRST, I64ShrUImm FIRST, I64Store SECOND;
            Select PLAIN => Br PLAIN;
            V128Load PLAIN => F32x4Add PLAIN, F32x4Mul PLAIN;
            V128LoadFar PLAIN => F32x4Add PLAIN;
            V128Store PLAIN => I32AddImm PLAIN;
            V128StoreFar PLAIN => V128Load PLAIN;
        }
    };
}
pub(super) use for_each_pair;

macro_rules! define {
    ($($first:ident $form:ident => $($second:ident $second_form:ident),*;)*) => {
        const COUNT: usize = [$($(Op::$second),*),*].len();

        /// The numbers of the two operations, and of the handler for both; ascending.
        pub(super) static PAIRS: [(u16, u16, u16); COUNT] = sorted([
            $($((Op::$first.number($form), Op::$second.number($second_form), 0),)*)*
        ]);
    };
}
for_each_pair!(define);

const fn key(pair: (u16, u16, u16)) -> u32 {
    (pair.0 as u32) << 16 | pair.1 as u32
}

/// Numbers the pairs in the order of the table, and sorts them by their operations.
const fn sorted(mut pairs: [(u16, u16, u16); COUNT]) -> [(u16, u16, u16); COUNT] {
    let mut index = 0;
    while index < COUNT {
        pairs[index].2 = (Op::ALL.len() * FORMS + index) as u16;
        let mut hole = index;
        while hole > 0 && key(pairs[hole - 1]) > key(pairs[hole]) {
            let pair = pairs[hole];
            pairs[hole] = pairs[hole - 1];
            pairs[hole - 1] = pair;
            hole -= 1;
        }
        assert!(hole == 0 || key(pairs[hole - 1]) != key(pairs[hole]));
        index += 1;
    }
    pairs
}

/// The number of the handler for two operations, if they are a pair.
pub(super) fn pair(first: u16, second: u16) -> Option<u16> {
    let found = PAIRS.binary_search_by_key(&(first, second), |pair| (pair.0, pair.1));
    Some(PAIRS[found.ok()?].2)
}
