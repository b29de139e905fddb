//! The table of the interpreter's operations: what each computes, in one row.
//!
//! An instruction of the register form is a word of four 16-bit parts, `op a b c`, with up to two
//! words of immediates after it. `R[x]` is the register (a 64-bit slot of the frame; vectors take
//! two), `M` the first memory. Rows give names and formulas; the sections give the form:
//!
//! - `unary`: `R[a] = f(R[b])`; `trapping_unary` may trap instead.
//! - `binary`: `R[a] = f(R[b], R[c])`; `trapping_binary` may trap instead.
//! - `binary_immediate`: two operations, the second with `c` as a signed immediate.
//! - `compare`: four, on registers or an immediate, giving a number or branching by a 16-bit offset.
//! - `compare_float`: three, giving a number, branching if true, branching if false.
//! - `load`: `R[a] = f(M[R[b] + c - size])`: `c` is the offset of the access's end, which is compared with
//!   the memory's. Two more operations have the end's offset in the next word; and the memory in `c` and
//!   the offset in the next word, for any memory and index.
//! - `store`: `M[R[a] + c - size] = f(R[b])`, and two more likewise.
//! - `shift`, `extract`, `replace`, `ternary`: vector operations; lanes are in `c` or the next word.
//! - `other`: operations that the dispatch loop spells out.

/// Calls a macro with all rows of the table.
macro_rules! for_each_operation {
    ($with:ident) => {
        $with! {
            unary {
                I32Eqz = |a: u32| u32::from(a == 0);
                I64Eqz = |a: u64| u32::from(a == 0);
                I32Clz = |a: u32| a.leading_zeros();
                I32Ctz = |a: u32| a.trailing_zeros();
                I32Popcnt = |a: u32| a.count_ones();
                I64Clz = |a: u64| u64::from(a.leading_zeros());
                I64Ctz = |a: u64| u64::from(a.trailing_zeros());
                I64Popcnt = |a: u64| u64::from(a.count_ones());
                F32Abs = |a: u32| a & 0x7fff_ffff;
                F32Neg = |a: u32| a ^ 0x8000_0000;
                F32Ceil = |a: f32| float::ceil32(a);
                F32Floor = |a: f32| float::floor32(a);
                F32Trunc = |a: f32| float::trunc32(a);
                F32Nearest = |a: f32| float::nearest32(a);
                F32Sqrt = |a: f32| float::sqrt32(a);
                F64Abs = |a: u64| a & 0x7fff_ffff_ffff_ffff;
                F64Neg = |a: u64| a ^ 0x8000_0000_0000_0000;
                F64Ceil = |a: f64| float::ceil64(a);
                F64Floor = |a: f64| float::floor64(a);
                F64Trunc = |a: f64| float::trunc64(a);
                F64Nearest = |a: f64| float::nearest64(a);
                F64Sqrt = |a: f64| float::sqrt64(a);
                I32WrapI64 = |a: u64| a as u32;
                I64ExtendI32S = |a: i32| i64::from(a);
                I64ExtendI32U = |a: u32| u64::from(a);
                F32ConvertI32S = |a: i32| a as f32;
                F32ConvertI32U = |a: u32| a as f32;
                F32ConvertI64S = |a: i64| a as f32;
                F32ConvertI64U = |a: u64| a as f32;
                F32DemoteF64 = |a: f64| a as f32;
                F64ConvertI32S = |a: i32| f64::from(a);
                F64ConvertI32U = |a: u32| f64::from(a);
                F64ConvertI64S = |a: i64| a as f64;
                F64ConvertI64U = |a: u64| a as f64;
                F64PromoteF32 = |a: f32| f64::from(a);
                I32ReinterpretF32 = |a: u32| a;
                I64ReinterpretF64 = |a: u64| a;
                F32ReinterpretI32 = |a: u32| a;
                F64ReinterpretI64 = |a: u64| a;
                I32Extend8S = |a: u32| i32::from(a as i8);
                I32Extend16S = |a: u32| i32::from(a as i16);
                I64Extend8S = |a: u64| i64::from(a as i8);
                I64Extend16S = |a: u64| i64::from(a as i16);
                I64Extend32S = |a: u64| i64::from(a as i32);
                I32TruncSatF32S = |a: f32| a as i32;
                I32TruncSatF32U = |a: f32| a as u32;
                I32TruncSatF64S = |a: f64| a as i32;
                I32TruncSatF64U = |a: f64| a as u32;
                I64TruncSatF32S = |a: f32| a as i64;
                I64TruncSatF32U = |a: f32| a as u64;
                I64TruncSatF64S = |a: f64| a as i64;
                I64TruncSatF64U = |a: f64| a as u64;
                RefIsNull = |a: u64| u32::from(a == NULL);
                CanonicalF32 = |a: f32| float::canonical32(a);
                CanonicalF64 = |a: f64| float::canonical64(a);
                CanonicalF32x4 = |a: Vector| simd::canonical_f32x4(a);
                CanonicalF64x2 = |a: Vector| simd::canonical_f64x2(a);
                I8x16Splat = |a: u32| simd::i8x16_splat(a);
                I16x8Splat = |a: u32| simd::i16x8_splat(a);
                I32x4Splat = |a: u32| simd::i32x4_splat(a);
                I64x2Splat = |a: u64| simd::i64x2_splat(a);
                F32x4Splat = |a: f32| simd::f32x4_splat(a);
                F64x2Splat = |a: f64| simd::f64x2_splat(a);
                V128Not = |a: Vector| simd::v128_not(a);
                V128AnyTrue = |a: Vector| simd::v128_any_true(a);
                F32x4DemoteF64x2Zero = |a: Vector| simd::f32x4_demote_f64x2_zero(a);
                F64x2PromoteLowF32x4 = |a: Vector| simd::f64x2_promote_low_f32x4(a);
                I8x16Abs = |a: Vector| simd::i8x16_abs(a);
                I8x16Neg = |a: Vector| simd::i8x16_neg(a);
                I8x16Popcnt = |a: Vector| simd::i8x16_popcnt(a);
                I8x16AllTrue = |a: Vector| simd::i8x16_all_true(a);
                I8x16Bitmask = |a: Vector| simd::i8x16_bitmask(a);
                F32x4Ceil = |a: Vector| simd::f32x4_ceil(a);
                F32x4Floor = |a: Vector| simd::f32x4_floor(a);
                F32x4Trunc = |a: Vector| simd::f32x4_trunc(a);
                F32x4Nearest = |a: Vector| simd::f32x4_nearest(a);
                F64x2Ceil = |a: Vector| simd::f64x2_ceil(a);
                F64x2Floor = |a: Vector| simd::f64x2_floor(a);
                F64x2Trunc = |a: Vector| simd::f64x2_trunc(a);
                I16x8ExtaddPairwiseI8x16S = |a: Vector| simd::i16x8_extadd_pairwise_i8x16_s(a);
                I16x8ExtaddPairwiseI8x16U = |a: Vector| simd::i16x8_extadd_pairwise_i8x16_u(a);
                I32x4ExtaddPairwiseI16x8S = |a: Vector| simd::i32x4_extadd_pairwise_i16x8_s(a);
                I32x4ExtaddPairwiseI16x8U = |a: Vector| simd::i32x4_extadd_pairwise_i16x8_u(a);
                I16x8Abs = |a: Vector| simd::i16x8_abs(a);
                I16x8Neg = |a: Vector| simd::i16x8_neg(a);
                I16x8AllTrue = |a: Vector| simd::i16x8_all_true(a);
                I16x8Bitmask = |a: Vector| simd::i16x8_bitmask(a);
                I16x8ExtendLowI8x16S = |a: Vector| simd::i16x8_extend_low_i8x16_s(a);
                I16x8ExtendHighI8x16S = |a: Vector| simd::i16x8_extend_high_i8x16_s(a);
                I16x8ExtendLowI8x16U = |a: Vector| simd::i16x8_extend_low_i8x16_u(a);
                I16x8ExtendHighI8x16U = |a: Vector| simd::i16x8_extend_high_i8x16_u(a);
                F64x2Nearest = |a: Vector| simd::f64x2_nearest(a);
                I32x4Abs = |a: Vector| simd::i32x4_abs(a);
                I32x4Neg = |a: Vector| simd::i32x4_neg(a);
                I32x4AllTrue = |a: Vector| simd::i32x4_all_true(a);
                I32x4Bitmask = |a: Vector| simd::i32x4_bitmask(a);
                I32x4ExtendLowI16x8S = |a: Vector| simd::i32x4_extend_low_i16x8_s(a);
                I32x4ExtendHighI16x8S = |a: Vector| simd::i32x4_extend_high_i16x8_s(a);
                I32x4ExtendLowI16x8U = |a: Vector| simd::i32x4_extend_low_i16x8_u(a);
                I32x4ExtendHighI16x8U = |a: Vector| simd::i32x4_extend_high_i16x8_u(a);
                I64x2Abs = |a: Vector| simd::i64x2_abs(a);
                I64x2Neg = |a: Vector| simd::i64x2_neg(a);
                I64x2AllTrue = |a: Vector| simd::i64x2_all_true(a);
                I64x2Bitmask = |a: Vector| simd::i64x2_bitmask(a);
                I64x2ExtendLowI32x4S = |a: Vector| simd::i64x2_extend_low_i32x4_s(a);
                I64x2ExtendHighI32x4S = |a: Vector| simd::i64x2_extend_high_i32x4_s(a);
                I64x2ExtendLowI32x4U = |a: Vector| simd::i64x2_extend_low_i32x4_u(a);
                I64x2ExtendHighI32x4U = |a: Vector| simd::i64x2_extend_high_i32x4_u(a);
                F32x4Abs = |a: Vector| simd::f32x4_abs(a);
                F32x4Neg = |a: Vector| simd::f32x4_neg(a);
                F32x4Sqrt = |a: Vector| simd::f32x4_sqrt(a);
                F64x2Abs = |a: Vector| simd::f64x2_abs(a);
                F64x2Neg = |a: Vector| simd::f64x2_neg(a);
                F64x2Sqrt = |a: Vector| simd::f64x2_sqrt(a);
                I32x4TruncSatF32x4S = |a: Vector| simd::i32x4_trunc_sat_f32x4_s(a);
                I32x4TruncSatF32x4U = |a: Vector| simd::i32x4_trunc_sat_f32x4_u(a);
                F32x4ConvertI32x4S = |a: Vector| simd::f32x4_convert_i32x4_s(a);
                F32x4ConvertI32x4U = |a: Vector| simd::f32x4_convert_i32x4_u(a);
                I32x4TruncSatF64x2SZero = |a: Vector| simd::i32x4_trunc_sat_f64x2_s_zero(a);
                I32x4TruncSatF64x2UZero = |a: Vector| simd::i32x4_trunc_sat_f64x2_u_zero(a);
                F64x2ConvertLowI32x4S = |a: Vector| simd::f64x2_convert_low_i32x4_s(a);
                F64x2ConvertLowI32x4U = |a: Vector| simd::f64x2_convert_low_i32x4_u(a);
                I32x4RelaxedTruncF32x4S = |a: Vector| simd::i32x4_relaxed_trunc_f32x4_s(a);
                I32x4RelaxedTruncF32x4U = |a: Vector| simd::i32x4_relaxed_trunc_f32x4_u(a);
                I32x4RelaxedTruncF64x2SZero = |a: Vector| simd::i32x4_relaxed_trunc_f64x2_s_zero(a);
                I32x4RelaxedTruncF64x2UZero = |a: Vector| simd::i32x4_relaxed_trunc_f64x2_u_zero(a);
            }
            trapping_unary {
                I32TruncF32S = |a: f32| float::trunc_f32_i32(a);
                I32TruncF32U = |a: f32| float::trunc_f32_u32(a);
                I32TruncF64S = |a: f64| float::trunc_f64_i32(a);
                I32TruncF64U = |a: f64| float::trunc_f64_u32(a);
                I64TruncF32S = |a: f32| float::trunc_f32_i64(a);
                I64TruncF32U = |a: f32| float::trunc_f32_u64(a);
                I64TruncF64S = |a: f64| float::trunc_f64_i64(a);
                I64TruncF64U = |a: f64| float::trunc_f64_u64(a);
                RefAsNonNull = |a: u64| if a == NULL { Err(TrapCode::NullReference) } else { Ok(a) };
            }
            binary {
                F32Add = |a: f32, b: f32| a + b;
                F32Sub = |a: f32, b: f32| a - b;
                F32Mul = |a: f32, b: f32| a * b;
                F32Div = |a: f32, b: f32| a / b;
                F32Min = |a: f32, b: f32| float::min32(a, b);
                F32Max = |a: f32, b: f32| float::max32(a, b);
                F32Copysign = |a: u32, b: u32| a & 0x7fff_ffff | b & 0x8000_0000;
                F64Add = |a: f64, b: f64| a + b;
                F64Sub = |a: f64, b: f64| a - b;
                F64Mul = |a: f64, b: f64| a * b;
                F64Div = |a: f64, b: f64| a / b;
                F64Min = |a: f64, b: f64| float::min64(a, b);
                F64Max = |a: f64, b: f64| float::max64(a, b);
                F64Copysign = |a: u64, b: u64| a & !(1 << 63) | b & (1 << 63);
                I8x16Swizzle = |a: Vector, b: Vector| simd::i8x16_swizzle(a, b);
                I8x16Eq = |a: Vector, b: Vector| simd::i8x16_eq(a, b);
                I8x16Ne = |a: Vector, b: Vector| simd::i8x16_ne(a, b);
                I8x16LtS = |a: Vector, b: Vector| simd::i8x16_lt_s(a, b);
                I8x16LtU = |a: Vector, b: Vector| simd::i8x16_lt_u(a, b);
                I8x16GtS = |a: Vector, b: Vector| simd::i8x16_gt_s(a, b);
                I8x16GtU = |a: Vector, b: Vector| simd::i8x16_gt_u(a, b);
                I8x16LeS = |a: Vector, b: Vector| simd::i8x16_le_s(a, b);
                I8x16LeU = |a: Vector, b: Vector| simd::i8x16_le_u(a, b);
                I8x16GeS = |a: Vector, b: Vector| simd::i8x16_ge_s(a, b);
                I8x16GeU = |a: Vector, b: Vector| simd::i8x16_ge_u(a, b);
                I16x8Eq = |a: Vector, b: Vector| simd::i16x8_eq(a, b);
                I16x8Ne = |a: Vector, b: Vector| simd::i16x8_ne(a, b);
                I16x8LtS = |a: Vector, b: Vector| simd::i16x8_lt_s(a, b);
                I16x8LtU = |a: Vector, b: Vector| simd::i16x8_lt_u(a, b);
                I16x8GtS = |a: Vector, b: Vector| simd::i16x8_gt_s(a, b);
                I16x8GtU = |a: Vector, b: Vector| simd::i16x8_gt_u(a, b);
                I16x8LeS = |a: Vector, b: Vector| simd::i16x8_le_s(a, b);
                I16x8LeU = |a: Vector, b: Vector| simd::i16x8_le_u(a, b);
                I16x8GeS = |a: Vector, b: Vector| simd::i16x8_ge_s(a, b);
                I16x8GeU = |a: Vector, b: Vector| simd::i16x8_ge_u(a, b);
                I32x4Eq = |a: Vector, b: Vector| simd::i32x4_eq(a, b);
                I32x4Ne = |a: Vector, b: Vector| simd::i32x4_ne(a, b);
                I32x4LtS = |a: Vector, b: Vector| simd::i32x4_lt_s(a, b);
                I32x4LtU = |a: Vector, b: Vector| simd::i32x4_lt_u(a, b);
                I32x4GtS = |a: Vector, b: Vector| simd::i32x4_gt_s(a, b);
                I32x4GtU = |a: Vector, b: Vector| simd::i32x4_gt_u(a, b);
                I32x4LeS = |a: Vector, b: Vector| simd::i32x4_le_s(a, b);
                I32x4LeU = |a: Vector, b: Vector| simd::i32x4_le_u(a, b);
                I32x4GeS = |a: Vector, b: Vector| simd::i32x4_ge_s(a, b);
                I32x4GeU = |a: Vector, b: Vector| simd::i32x4_ge_u(a, b);
                F32x4Eq = |a: Vector, b: Vector| simd::f32x4_eq(a, b);
                F32x4Ne = |a: Vector, b: Vector| simd::f32x4_ne(a, b);
                F32x4Lt = |a: Vector, b: Vector| simd::f32x4_lt(a, b);
                F32x4Gt = |a: Vector, b: Vector| simd::f32x4_gt(a, b);
                F32x4Le = |a: Vector, b: Vector| simd::f32x4_le(a, b);
                F32x4Ge = |a: Vector, b: Vector| simd::f32x4_ge(a, b);
                F64x2Eq = |a: Vector, b: Vector| simd::f64x2_eq(a, b);
                F64x2Ne = |a: Vector, b: Vector| simd::f64x2_ne(a, b);
                F64x2Lt = |a: Vector, b: Vector| simd::f64x2_lt(a, b);
                F64x2Gt = |a: Vector, b: Vector| simd::f64x2_gt(a, b);
                F64x2Le = |a: Vector, b: Vector| simd::f64x2_le(a, b);
                F64x2Ge = |a: Vector, b: Vector| simd::f64x2_ge(a, b);
                V128And = |a: Vector, b: Vector| simd::v128_and(a, b);
                V128Andnot = |a: Vector, b: Vector| simd::v128_andnot(a, b);
                V128Or = |a: Vector, b: Vector| simd::v128_or(a, b);
                V128Xor = |a: Vector, b: Vector| simd::v128_xor(a, b);
                I8x16NarrowI16x8S = |a: Vector, b: Vector| simd::i8x16_narrow_i16x8_s(a, b);
                I8x16NarrowI16x8U = |a: Vector, b: Vector| simd::i8x16_narrow_i16x8_u(a, b);
                I8x16Add = |a: Vector, b: Vector| simd::i8x16_add(a, b);
                I8x16AddSatS = |a: Vector, b: Vector| simd::i8x16_add_sat_s(a, b);
                I8x16AddSatU = |a: Vector, b: Vector| simd::i8x16_add_sat_u(a, b);
                I8x16Sub = |a: Vector, b: Vector| simd::i8x16_sub(a, b);
                I8x16SubSatS = |a: Vector, b: Vector| simd::i8x16_sub_sat_s(a, b);
                I8x16SubSatU = |a: Vector, b: Vector| simd::i8x16_sub_sat_u(a, b);
                I8x16MinS = |a: Vector, b: Vector| simd::i8x16_min_s(a, b);
                I8x16MinU = |a: Vector, b: Vector| simd::i8x16_min_u(a, b);
                I8x16MaxS = |a: Vector, b: Vector| simd::i8x16_max_s(a, b);
                I8x16MaxU = |a: Vector, b: Vector| simd::i8x16_max_u(a, b);
                I8x16AvgrU = |a: Vector, b: Vector| simd::i8x16_avgr_u(a, b);
                I16x8Q15mulrSatS = |a: Vector, b: Vector| simd::i16x8_q15mulr_sat_s(a, b);
                I16x8NarrowI32x4S = |a: Vector, b: Vector| simd::i16x8_narrow_i32x4_s(a, b);
                I16x8NarrowI32x4U = |a: Vector, b: Vector| simd::i16x8_narrow_i32x4_u(a, b);
                I16x8Add = |a: Vector, b: Vector| simd::i16x8_add(a, b);
                I16x8AddSatS = |a: Vector, b: Vector| simd::i16x8_add_sat_s(a, b);
                I16x8AddSatU = |a: Vector, b: Vector| simd::i16x8_add_sat_u(a, b);
                I16x8Sub = |a: Vector, b: Vector| simd::i16x8_sub(a, b);
                I16x8SubSatS = |a: Vector, b: Vector| simd::i16x8_sub_sat_s(a, b);
                I16x8SubSatU = |a: Vector, b: Vector| simd::i16x8_sub_sat_u(a, b);
                I16x8Mul = |a: Vector, b: Vector| simd::i16x8_mul(a, b);
                I16x8MinS = |a: Vector, b: Vector| simd::i16x8_min_s(a, b);
                I16x8MinU = |a: Vector, b: Vector| simd::i16x8_min_u(a, b);
                I16x8MaxS = |a: Vector, b: Vector| simd::i16x8_max_s(a, b);
                I16x8MaxU = |a: Vector, b: Vector| simd::i16x8_max_u(a, b);
                I16x8AvgrU = |a: Vector, b: Vector| simd::i16x8_avgr_u(a, b);
                I16x8ExtmulLowI8x16S = |a: Vector, b: Vector| simd::i16x8_extmul_low_i8x16_s(a, b);
                I16x8ExtmulHighI8x16S = |a: Vector, b: Vector| simd::i16x8_extmul_high_i8x16_s(a, b);
                I16x8ExtmulLowI8x16U = |a: Vector, b: Vector| simd::i16x8_extmul_low_i8x16_u(a, b);
                I16x8ExtmulHighI8x16U = |a: Vector, b: Vector| simd::i16x8_extmul_high_i8x16_u(a, b);
                I32x4Add = |a: Vector, b: Vector| simd::i32x4_add(a, b);
                I32x4Sub = |a: Vector, b: Vector| simd::i32x4_sub(a, b);
                I32x4Mul = |a: Vector, b: Vector| simd::i32x4_mul(a, b);
                I32x4MinS = |a: Vector, b: Vector| simd::i32x4_min_s(a, b);
                I32x4MinU = |a: Vector, b: Vector| simd::i32x4_min_u(a, b);
                I32x4MaxS = |a: Vector, b: Vector| simd::i32x4_max_s(a, b);
                I32x4MaxU = |a: Vector, b: Vector| simd::i32x4_max_u(a, b);
                I32x4DotI16x8S = |a: Vector, b: Vector| simd::i32x4_dot_i16x8_s(a, b);
                I32x4ExtmulLowI16x8S = |a: Vector, b: Vector| simd::i32x4_extmul_low_i16x8_s(a, b);
                I32x4ExtmulHighI16x8S = |a: Vector, b: Vector| simd::i32x4_extmul_high_i16x8_s(a, b);
                I32x4ExtmulLowI16x8U = |a: Vector, b: Vector| simd::i32x4_extmul_low_i16x8_u(a, b);
                I32x4ExtmulHighI16x8U = |a: Vector, b: Vector| simd::i32x4_extmul_high_i16x8_u(a, b);
                I64x2Add = |a: Vector, b: Vector| simd::i64x2_add(a, b);
                I64x2Sub = |a: Vector, b: Vector| simd::i64x2_sub(a, b);
                I64x2Mul = |a: Vector, b: Vector| simd::i64x2_mul(a, b);
                I64x2Eq = |a: Vector, b: Vector| simd::i64x2_eq(a, b);
                I64x2Ne = |a: Vector, b: Vector| simd::i64x2_ne(a, b);
                I64x2LtS = |a: Vector, b: Vector| simd::i64x2_lt_s(a, b);
                I64x2GtS = |a: Vector, b: Vector| simd::i64x2_gt_s(a, b);
                I64x2LeS = |a: Vector, b: Vector| simd::i64x2_le_s(a, b);
                I64x2GeS = |a: Vector, b: Vector| simd::i64x2_ge_s(a, b);
                I64x2ExtmulLowI32x4S = |a: Vector, b: Vector| simd::i64x2_extmul_low_i32x4_s(a, b);
                I64x2ExtmulHighI32x4S = |a: Vector, b: Vector| simd::i64x2_extmul_high_i32x4_s(a, b);
                I64x2ExtmulLowI32x4U = |a: Vector, b: Vector| simd::i64x2_extmul_low_i32x4_u(a, b);
                I64x2ExtmulHighI32x4U = |a: Vector, b: Vector| simd::i64x2_extmul_high_i32x4_u(a, b);
                F32x4Add = |a: Vector, b: Vector| simd::f32x4_add(a, b);
                F32x4Sub = |a: Vector, b: Vector| simd::f32x4_sub(a, b);
                F32x4Mul = |a: Vector, b: Vector| simd::f32x4_mul(a, b);
                F32x4Div = |a: Vector, b: Vector| simd::f32x4_div(a, b);
                F32x4Min = |a: Vector, b: Vector| simd::f32x4_min(a, b);
                F32x4Max = |a: Vector, b: Vector| simd::f32x4_max(a, b);
                F32x4Pmin = |a: Vector, b: Vector| simd::f32x4_pmin(a, b);
                F32x4Pmax = |a: Vector, b: Vector| simd::f32x4_pmax(a, b);
                F64x2Add = |a: Vector, b: Vector| simd::f64x2_add(a, b);
                F64x2Sub = |a: Vector, b: Vector| simd::f64x2_sub(a, b);
                F64x2Mul = |a: Vector, b: Vector| simd::f64x2_mul(a, b);
                F64x2Div = |a: Vector, b: Vector| simd::f64x2_div(a, b);
                F64x2Min = |a: Vector, b: Vector| simd::f64x2_min(a, b);
                F64x2Max = |a: Vector, b: Vector| simd::f64x2_max(a, b);
                F64x2Pmin = |a: Vector, b: Vector| simd::f64x2_pmin(a, b);
                F64x2Pmax = |a: Vector, b: Vector| simd::f64x2_pmax(a, b);
                I8x16RelaxedSwizzle = |a: Vector, b: Vector| simd::i8x16_relaxed_swizzle(a, b);
                F32x4RelaxedMin = |a: Vector, b: Vector| simd::f32x4_relaxed_min(a, b);
                F32x4RelaxedMax = |a: Vector, b: Vector| simd::f32x4_relaxed_max(a, b);
                F64x2RelaxedMin = |a: Vector, b: Vector| simd::f64x2_relaxed_min(a, b);
                F64x2RelaxedMax = |a: Vector, b: Vector| simd::f64x2_relaxed_max(a, b);
                I16x8RelaxedQ15mulrS = |a: Vector, b: Vector| simd::i16x8_relaxed_q15mulr_s(a, b);
                I16x8RelaxedDotI8x16I7x16S = |a: Vector, b: Vector| simd::i16x8_relaxed_dot_i8x16_i7x16_s(a, b);
            }
            trapping_binary {
                I32DivS = |a: i32, b: i32| integer::div_i32(a, b);
                I32DivU = |a: u32, b: u32| a.checked_div(b).ok_or(TrapCode::IntegerDivisionByZero);
                I32RemS = |a: i32, b: i32| integer::rem_i32(a, b);
                I32RemU = |a: u32, b: u32| a.checked_rem(b).ok_or(TrapCode::IntegerDivisionByZero);
                I64DivS = |a: i64, b: i64| integer::div_i64(a, b);
                I64DivU = |a: u64, b: u64| a.checked_div(b).ok_or(TrapCode::IntegerDivisionByZero);
                I64RemS = |a: i64, b: i64| integer::rem_i64(a, b);
                I64RemU = |a: u64, b: u64| a.checked_rem(b).ok_or(TrapCode::IntegerDivisionByZero);
            }
            binary_immediate {
                I32Add, I32AddImm = |a: i32, b: i32| a.wrapping_add(b);
                I32Sub, I32SubImm = |a: i32, b: i32| a.wrapping_sub(b);
                I32Mul, I32MulImm = |a: i32, b: i32| a.wrapping_mul(b);
                I32And, I32AndImm = |a: i32, b: i32| a & b;
                I32Or, I32OrImm = |a: i32, b: i32| a | b;
                I32Xor, I32XorImm = |a: i32, b: i32| a ^ b;
                I32Shl, I32ShlImm = |a: i32, b: i32| a.wrapping_shl(b as u32);
                I32ShrS, I32ShrSImm = |a: i32, b: i32| a.wrapping_shr(b as u32);
                I32ShrU, I32ShrUImm = |a: u32, b: i32| a.wrapping_shr(b as u32);
                I32Rotl, I32RotlImm = |a: u32, b: i32| a.rotate_left(b as u32 & 31);
                I32Rotr, I32RotrImm = |a: u32, b: i32| a.rotate_right(b as u32 & 31);
                I64Add, I64AddImm = |a: i64, b: i64| a.wrapping_add(b);
                I64Sub, I64SubImm = |a: i64, b: i64| a.wrapping_sub(b);
                I64Mul, I64MulImm = |a: i64, b: i64| a.wrapping_mul(b);
                I64And, I64AndImm = |a: i64, b: i64| a & b;
                I64Or, I64OrImm = |a: i64, b: i64| a | b;
                I64Xor, I64XorImm = |a: i64, b: i64| a ^ b;
                I64Shl, I64ShlImm = |a: i64, b: i64| a.wrapping_shl(b as u32);
                I64ShrS, I64ShrSImm = |a: i64, b: i64| a.wrapping_shr(b as u32);
                I64ShrU, I64ShrUImm = |a: u64, b: i64| a.wrapping_shr(b as u32);
                I64Rotl, I64RotlImm = |a: u64, b: i64| a.rotate_left(b as u32 & 63);
                I64Rotr, I64RotrImm = |a: u64, b: i64| a.rotate_right(b as u32 & 63);
            }
            compare {
                I32Eq, I32EqImm, BrI32Eq, BrI32EqImm = |a: i32, b: i32| a == b;
                I32Ne, I32NeImm, BrI32Ne, BrI32NeImm = |a: i32, b: i32| a != b;
                I32LtS, I32LtSImm, BrI32LtS, BrI32LtSImm = |a: i32, b: i32| a < b;
                I32LtU, I32LtUImm, BrI32LtU, BrI32LtUImm = |a: i32, b: i32| (a as u32) < b as u32;
                I32GtS, I32GtSImm, BrI32GtS, BrI32GtSImm = |a: i32, b: i32| a > b;
                I32GtU, I32GtUImm, BrI32GtU, BrI32GtUImm = |a: i32, b: i32| a as u32 > b as u32;
                I32LeS, I32LeSImm, BrI32LeS, BrI32LeSImm = |a: i32, b: i32| a <= b;
                I32LeU, I32LeUImm, BrI32LeU, BrI32LeUImm = |a: i32, b: i32| a as u32 <= b as u32;
                I32GeS, I32GeSImm, BrI32GeS, BrI32GeSImm = |a: i32, b: i32| a >= b;
                I32GeU, I32GeUImm, BrI32GeU, BrI32GeUImm = |a: i32, b: i32| a as u32 >= b as u32;
                I32Test, I32TestImm, BrI32Test, BrI32TestImm = |a: i32, b: i32| a & b != 0;
                I32TestNot, I32TestNotImm, BrI32TestNot, BrI32TestNotImm = |a: i32, b: i32| a & b == 0;
                I64Eq, I64EqImm, BrI64Eq, BrI64EqImm = |a: i64, b: i64| a == b;
                I64Ne, I64NeImm, BrI64Ne, BrI64NeImm = |a: i64, b: i64| a != b;
                I64LtS, I64LtSImm, BrI64LtS, BrI64LtSImm = |a: i64, b: i64| a < b;
                I64LtU, I64LtUImm, BrI64LtU, BrI64LtUImm = |a: i64, b: i64| (a as u64) < b as u64;
                I64GtS, I64GtSImm, BrI64GtS, BrI64GtSImm = |a: i64, b: i64| a > b;
                I64GtU, I64GtUImm, BrI64GtU, BrI64GtUImm = |a: i64, b: i64| a as u64 > b as u64;
                I64LeS, I64LeSImm, BrI64LeS, BrI64LeSImm = |a: i64, b: i64| a <= b;
                I64LeU, I64LeUImm, BrI64LeU, BrI64LeUImm = |a: i64, b: i64| a as u64 <= b as u64;
                I64GeS, I64GeSImm, BrI64GeS, BrI64GeSImm = |a: i64, b: i64| a >= b;
                I64GeU, I64GeUImm, BrI64GeU, BrI64GeUImm = |a: i64, b: i64| a as u64 >= b as u64;
            }
            compare_float {
                F32Eq, BrF32Eq, BrNotF32Eq = |a: f32, b: f32| a == b;
                F32Ne, BrF32Ne, BrNotF32Ne = |a: f32, b: f32| a != b;
                F32Lt, BrF32Lt, BrNotF32Lt = |a: f32, b: f32| a < b;
                F32Gt, BrF32Gt, BrNotF32Gt = |a: f32, b: f32| a > b;
                F32Le, BrF32Le, BrNotF32Le = |a: f32, b: f32| a <= b;
                F32Ge, BrF32Ge, BrNotF32Ge = |a: f32, b: f32| a >= b;
                F64Eq, BrF64Eq, BrNotF64Eq = |a: f64, b: f64| a == b;
                F64Ne, BrF64Ne, BrNotF64Ne = |a: f64, b: f64| a != b;
                F64Lt, BrF64Lt, BrNotF64Lt = |a: f64, b: f64| a < b;
                F64Gt, BrF64Gt, BrNotF64Gt = |a: f64, b: f64| a > b;
                F64Le, BrF64Le, BrNotF64Le = |a: f64, b: f64| a <= b;
                F64Ge, BrF64Ge, BrNotF64Ge = |a: f64, b: f64| a >= b;
            }
            load {
                I32Load, I32LoadFar, I32LoadAny = |raw: u32| raw;
                I64Load, I64LoadFar, I64LoadAny = |raw: u64| raw;
                F32Load, F32LoadFar, F32LoadAny = |raw: f32| raw;
                F64Load, F64LoadFar, F64LoadAny = |raw: f64| raw;
                I32Load8S, I32Load8SFar, I32Load8SAny = |raw: i8| i32::from(raw);
                I32Load8U, I32Load8UFar, I32Load8UAny = |raw: u8| u32::from(raw);
                I32Load16S, I32Load16SFar, I32Load16SAny = |raw: i16| i32::from(raw);
                I32Load16U, I32Load16UFar, I32Load16UAny = |raw: u16| u32::from(raw);
                I64Load8S, I64Load8SFar, I64Load8SAny = |raw: i8| i64::from(raw);
                I64Load8U, I64Load8UFar, I64Load8UAny = |raw: u8| u64::from(raw);
                I64Load16S, I64Load16SFar, I64Load16SAny = |raw: i16| i64::from(raw);
                I64Load16U, I64Load16UFar, I64Load16UAny = |raw: u16| u64::from(raw);
                I64Load32S, I64Load32SFar, I64Load32SAny = |raw: i32| i64::from(raw);
                I64Load32U, I64Load32UFar, I64Load32UAny = |raw: u32| u64::from(raw);
                V128Load, V128LoadFar, V128LoadAny = |raw: Vector| raw;
                V128Load8x8S, V128Load8x8SFar, V128Load8x8SAny = |raw: u64| simd::load8x8_s(raw);
                V128Load8x8U, V128Load8x8UFar, V128Load8x8UAny = |raw: u64| simd::load8x8_u(raw);
                V128Load16x4S, V128Load16x4SFar, V128Load16x4SAny = |raw: u64| simd::load16x4_s(raw);
                V128Load16x4U, V128Load16x4UFar, V128Load16x4UAny = |raw: u64| simd::load16x4_u(raw);
                V128Load32x2S, V128Load32x2SFar, V128Load32x2SAny = |raw: u64| simd::load32x2_s(raw);
                V128Load32x2U, V128Load32x2UFar, V128Load32x2UAny = |raw: u64| simd::load32x2_u(raw);
                V128Load8Splat, V128Load8SplatFar, V128Load8SplatAny = |raw: u8| simd::i8x16_splat(u32::from(raw));
                V128Load16Splat, V128Load16SplatFar, V128Load16SplatAny = |raw: u16| simd::i16x8_splat(u32::from(raw));
                V128Load32Splat, V128Load32SplatFar, V128Load32SplatAny = |raw: u32| simd::i32x4_splat(raw);
                V128Load64Splat, V128Load64SplatFar, V128Load64SplatAny = |raw: u64| simd::i64x2_splat(raw);
                V128Load32Zero, V128Load32ZeroFar, V128Load32ZeroAny = |raw: u32| Vector::from_bits(u128::from(raw));
                V128Load64Zero, V128Load64ZeroFar, V128Load64ZeroAny = |raw: u64| Vector::from_bits(u128::from(raw));
            }
            store {
                I32Store, I32StoreFar, I32StoreAny = |value: u32| value;
                I64Store, I64StoreFar, I64StoreAny = |value: u64| value;
                F32Store, F32StoreFar, F32StoreAny = |value: f32| value;
                F64Store, F64StoreFar, F64StoreAny = |value: f64| value;
                I32Store8, I32Store8Far, I32Store8Any = |value: u32| value as u8;
                I32Store16, I32Store16Far, I32Store16Any = |value: u32| value as u16;
                I64Store8, I64Store8Far, I64Store8Any = |value: u64| value as u8;
                I64Store16, I64Store16Far, I64Store16Any = |value: u64| value as u16;
                I64Store32, I64Store32Far, I64Store32Any = |value: u64| value as u32;
                V128Store, V128StoreFar, V128StoreAny = |value: Vector| value;
            }
            shift {
                I8x16Shl = |a: Vector, b: u32| simd::i8x16_shl(a, b);
                I8x16ShrS = |a: Vector, b: u32| simd::i8x16_shr_s(a, b);
                I8x16ShrU = |a: Vector, b: u32| simd::i8x16_shr_u(a, b);
                I16x8Shl = |a: Vector, b: u32| simd::i16x8_shl(a, b);
                I16x8ShrS = |a: Vector, b: u32| simd::i16x8_shr_s(a, b);
                I16x8ShrU = |a: Vector, b: u32| simd::i16x8_shr_u(a, b);
                I32x4Shl = |a: Vector, b: u32| simd::i32x4_shl(a, b);
                I32x4ShrS = |a: Vector, b: u32| simd::i32x4_shr_s(a, b);
                I32x4ShrU = |a: Vector, b: u32| simd::i32x4_shr_u(a, b);
                I64x2Shl = |a: Vector, b: u32| simd::i64x2_shl(a, b);
                I64x2ShrS = |a: Vector, b: u32| simd::i64x2_shr_s(a, b);
                I64x2ShrU = |a: Vector, b: u32| simd::i64x2_shr_u(a, b);
            }
            extract {
                I8x16ExtractLaneS = |a: Vector, lane: usize| simd::i8x16_extract_lane_s(a, lane);
                I8x16ExtractLaneU = |a: Vector, lane: usize| simd::i8x16_extract_lane_u(a, lane);
                I16x8ExtractLaneS = |a: Vector, lane: usize| simd::i16x8_extract_lane_s(a, lane);
                I16x8ExtractLaneU = |a: Vector, lane: usize| simd::i16x8_extract_lane_u(a, lane);
                I32x4ExtractLane = |a: Vector, lane: usize| simd::i32x4_extract_lane(a, lane);
                I64x2ExtractLane = |a: Vector, lane: usize| simd::i64x2_extract_lane(a, lane);
                F32x4ExtractLane = |a: Vector, lane: usize| simd::f32x4_extract_lane(a, lane);
                F64x2ExtractLane = |a: Vector, lane: usize| simd::f64x2_extract_lane(a, lane);
            }
            replace {
                I8x16ReplaceLane = |a: Vector, b: u32, lane: usize| simd::i8x16_replace_lane(a, b, lane);
                I16x8ReplaceLane = |a: Vector, b: u32, lane: usize| simd::i16x8_replace_lane(a, b, lane);
                I32x4ReplaceLane = |a: Vector, b: u32, lane: usize| simd::i32x4_replace_lane(a, b, lane);
                I64x2ReplaceLane = |a: Vector, b: u64, lane: usize| simd::i64x2_replace_lane(a, b, lane);
                F32x4ReplaceLane = |a: Vector, b: f32, lane: usize| simd::f32x4_replace_lane(a, b, lane);
                F64x2ReplaceLane = |a: Vector, b: f64, lane: usize| simd::f64x2_replace_lane(a, b, lane);
            }
            ternary {
                V128Bitselect = |a: Vector, b: Vector, c: Vector| simd::v128_bitselect(a, b, c);
                F32x4RelaxedMadd = |a: Vector, b: Vector, c: Vector| simd::f32x4_relaxed_madd(a, b, c);
                F32x4RelaxedNmadd = |a: Vector, b: Vector, c: Vector| simd::f32x4_relaxed_nmadd(a, b, c);
                F64x2RelaxedMadd = |a: Vector, b: Vector, c: Vector| simd::f64x2_relaxed_madd(a, b, c);
                F64x2RelaxedNmadd = |a: Vector, b: Vector, c: Vector| simd::f64x2_relaxed_nmadd(a, b, c);
                I8x16RelaxedLaneselect = |a: Vector, b: Vector, c: Vector| simd::i8x16_relaxed_laneselect(a, b, c);
                I16x8RelaxedLaneselect = |a: Vector, b: Vector, c: Vector| simd::i16x8_relaxed_laneselect(a, b, c);
                I32x4RelaxedLaneselect = |a: Vector, b: Vector, c: Vector| simd::i32x4_relaxed_laneselect(a, b, c);
                I64x2RelaxedLaneselect = |a: Vector, b: Vector, c: Vector| simd::i64x2_relaxed_laneselect(a, b, c);
                I32x4RelaxedDotI8x16I7x16AddS = |a: Vector, b: Vector, c: Vector| simd::i32x4_relaxed_dot_i8x16_i7x16_add_s(a, b, c);
            }
            other {
                /// Leaves the activation.
                Exit;
                /// Traps.
                Unreachable;
                /// `pc += imm32`
                Br;
                /// `if R[a] as i32 != 0 { pc += imm32 }`
                BrIfNez;
                /// `if R[a] as i32 == 0 { pc += imm32 }`
                BrIfEqz;
                /// `if R[a] is null { pc += imm32 }`
                BrIfNull;
                /// `if R[a] is not null { pc += imm32 }`
                BrIfNonNull;
                /// `pc += offsets[min(R[a], imm32)]`; the offsets follow, one a word.
                BrTable;
                /// Returns; the results are in place.
                Return;
                /// `R[0] = R[a]`, and returns.
                ReturnOne;
                /// `R[a] = R[b]`
                Copy;
                /// `R[a], R[a+1] = R[b], R[b+1]`
                Copy128;
                /// `R[a] = imm32`, zero-extended.
                Const32;
                /// `R[a] =` next word
                Const64;
                /// `R[a], R[a+1] =` next two words
                Const128;
                /// `R[a..a+imm32] = 0`
                Zero;
                /// `R[a] = if R[c] as i32 != 0 { R[b] } else { R[d] }`, `d` in the next word.
                Select;
                /// Likewise for vectors.
                Select128;
                /// `R[a] = i8x16.shuffle(R[b], R[c])`, with the lanes in the next two words.
                Shuffle;
                /// `R[a] = globals[imm32]`
                GlobalGet;
                /// `globals[imm32] = R[a]`
                GlobalSet;
                /// `R[a], R[a+1] = globals[imm32]`
                GlobalGet128;
                /// `globals[imm32] = R[a], R[a+1]`
                GlobalSet128;
                /// Calls function `imm32` of the module; arguments and results at `R[a]`.
                Call;
                /// Calls function `imm32`, an import.
                CallImport;
                /// Calls element `R[b]` of table `c`; the type is in the next word.
                CallIndirect;
                /// Likewise, whatever the callee is: what `CallIndirect` leaves to it.
                CallIndirectSlowly;
                /// Calls `R[b]`.
                CallRef;
                /// As `Call`, in place of the caller; so the following.
                ReturnCall;
                ReturnCallImport;
                ReturnCallIndirect;
                ReturnCallRef;
                /// Throws tag `imm32` with the values at `R[a]`.
                Throw;
                /// Throws the exception `R[a]`.
                ThrowRef;
                /// `R[a] = value c of structure R[b]`
                StructGetValue;
                /// `R[a] = 32 bits at c in the data of structure R[b]`
                StructGet32;
                /// `R[a] = 64 bits at c in the data of structure R[b]`
                StructGet64;
                /// `value c of structure R[a] = R[b]`
                StructSetValue;
                /// `32 bits at c in the data of structure R[a] = R[b]`
                StructSet32;
                /// `64 bits at c in the data of structure R[a] = R[b]`
                StructSet64;
                /// A structure of type `imm32` with the fields at `R[a]`, in their place.
                StructNew;
                /// `R[a] = R[b][R[c]]`, kept as the next word says.
                ArrayGet;
                /// `R[a][R[b]] = R[c]`, kept as the next word says.
                ArraySet;
                /// `R[a] = length of array R[b]`
                ArrayLen;
                /// `R[a] = R[b] is of the type in the next word`
                RefTest;
                /// Traps unless `R[a]` is of the type in the next word.
                RefCast;
                /// Takes `imm32` of fuel, or stops.
                Fuel;
                /// Stops if the epoch has passed or the store is interrupted.
                Checkpoint;
                /// The instruction `b`, on operands at `R[a]`, out of the loop; two more words.
                Cold;
            }
        }
    };
}

pub(crate) use for_each_operation;
