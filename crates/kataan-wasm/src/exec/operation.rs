//! Operations of the register form, and how plain instructions map to them.

use super::register::{Class, Register};
use super::simd::Vector;
use super::table::for_each_operation;
use super::{float, integer, simd};
use crate::runtime::reference::NULL;
use crate::runtime::trap::TrapCode;
use crate::syntax::instruction::Opcode;

/// The form of an operation that reads its operands from registers.
pub(super) const PLAIN: u8 = 0;
/// The form whose first operand is in an accumulator.
pub(super) const FIRST: u8 = 1;
/// The form whose second operand is in an accumulator.
pub(super) const SECOND: u8 = 2;
/// How many forms an operation has.
pub(super) const FORMS: usize = 3;

/// Where an operand is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    Register,
    /// In its register too, but sooner at hand.
    Accumulator,
}

impl Source {
    /// Where the operand is that is accumulated in the form `operand`.
    #[inline(always)]
    pub(super) const fn of(form: u8, operand: u8) -> Self {
        if form == operand {
            Self::Accumulator
        } else {
            Self::Register
        }
    }
}

/// A part of a word that names a register.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Part {
    A,
    B,
    C,
}

/// What an operation leaves in the accumulators.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Effect {
    /// Its result, which is also in register `a`.
    Gives(Class),
    /// What was there.
    Keeps,
    /// Nothing that is known.
    Clobbers,
}

/// What the choice of handlers needs to know of an operation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    /// The operands that may be in an accumulator.
    pub(super) first: Option<(Part, Class)>,
    pub(super) second: Option<(Part, Class)>,
    pub(super) effect: Effect,
    /// Words of data after the word.
    pub(super) data: u8,
    /// Whether it is a branch.
    pub(super) branches: bool,
}

impl Shape {
    const fn new(effect: Effect) -> Self {
        Self {
            first: None,
            second: None,
            effect,
            data: 0,
            branches: false,
        }
    }

    const fn giving(class: Class) -> Self {
        Self::new(match class {
            Class::Vector => Effect::Clobbers,
            class => Effect::Gives(class),
        })
    }

    const fn first(mut self, part: Part, class: Class) -> Self {
        self.first = Self::operand(part, class);
        self
    }

    const fn second(mut self, part: Part, class: Class) -> Self {
        self.second = Self::operand(part, class);
        self
    }

    const fn data(mut self, words: u8) -> Self {
        self.data = words;
        self
    }

    const fn branching(mut self) -> Self {
        self.branches = true;
        self
    }

    const fn operand(part: Part, class: Class) -> Option<(Part, Class)> {
        match class {
            Class::Vector => None,
            class => Some((part, class)),
        }
    }

    // The shapes of formulas, whose types say where operands and results are kept.

    const fn unary<A: Register, R: Register>(_: &impl Fn(A) -> R) -> Self {
        Self::giving(R::CLASS).first(Part::B, A::CLASS)
    }

    const fn trapping_unary<A: Register, R: Register>(
        _: &impl Fn(A) -> Result<R, TrapCode>,
    ) -> Self {
        Self::giving(R::CLASS).first(Part::B, A::CLASS)
    }

    const fn binary<A: Register, B: Register, R: Register>(_: &impl Fn(A, B) -> R) -> Self {
        Self::giving(R::CLASS)
            .first(Part::B, A::CLASS)
            .second(Part::C, B::CLASS)
    }

    const fn trapping_binary<A: Register, B: Register, R: Register>(
        _: &impl Fn(A, B) -> Result<R, TrapCode>,
    ) -> Self {
        Self::giving(R::CLASS)
            .first(Part::B, A::CLASS)
            .second(Part::C, B::CLASS)
    }

    const fn compare<A: Register, B: Register>(_: &impl Fn(A, B) -> bool) -> Self {
        Self::giving(Class::Integer)
            .first(Part::B, A::CLASS)
            .second(Part::C, B::CLASS)
    }

    const fn branch<A: Register, B: Register>(_: &impl Fn(A, B) -> bool) -> Self {
        Self::new(Effect::Keeps)
            .branching()
            .first(Part::A, A::CLASS)
            .second(Part::B, B::CLASS)
    }

    const fn load<A, R: Register>(_: &impl Fn(A) -> R) -> Self {
        Self::giving(R::CLASS).first(Part::B, Class::Integer)
    }

    const fn store<A: Register, R>(_: &impl Fn(A) -> R) -> Self {
        Self::new(Effect::Keeps)
            .first(Part::A, Class::Integer)
            .second(Part::B, A::CLASS)
    }

    const fn extract<R: Register>(_: &impl Fn(Vector, usize) -> R) -> Self {
        Self::giving(R::CLASS)
    }

    /// The shape of the same operation with an immediate as its second operand.
    const fn immediate(mut self) -> Self {
        self.second = None;
        self
    }

    /// The shape of an access in its general form.
    const fn general(mut self) -> Self {
        self.first = None;
        self.second = None;
        self.data = 1;
        self
    }

    const fn other(op: Op) -> Self {
        let shape = Self::other_kind(op);
        match op {
            Op::Br | Op::BrIfNull | Op::BrIfNonNull | Op::BrIfNez | Op::BrIfEqz | Op::BrTable => {
                shape.branching()
            }
            _ => shape,
        }
    }

    const fn other_kind(op: Op) -> Self {
        match op {
            Op::Br | Op::BrIfNull | Op::BrIfNonNull => Self::new(Effect::Keeps),
            Op::BrIfNez | Op::BrIfEqz | Op::BrTable | Op::GlobalSet => {
                Self::new(Effect::Keeps).first(Part::A, Class::Integer)
            }
            Op::ReturnOne => Self::new(Effect::Clobbers).first(Part::A, Class::Integer),
            Op::Copy => Self::giving(Class::Integer).first(Part::B, Class::Integer),
            Op::Const32 | Op::GlobalGet => Self::giving(Class::Integer),
            Op::Select => Self::giving(Class::Integer)
                .first(Part::C, Class::Integer)
                .data(1),
            Op::Const64 => Self::giving(Class::Integer).data(1),
            Op::StructGetValue | Op::StructGet32 | Op::StructGet64 | Op::ArrayLen => {
                Self::giving(Class::Integer)
            }
            Op::StructSetValue | Op::StructSet32 | Op::StructSet64 => Self::new(Effect::Keeps),
            Op::ArrayGet | Op::RefTest => Self::giving(Class::Integer).data(1),
            Op::ArraySet | Op::RefCast => Self::new(Effect::Keeps).data(1),
            Op::CallIndirect | Op::CallIndirectSlowly | Op::ReturnCallIndirect | Op::Select128 => {
                Self::new(Effect::Clobbers).data(1)
            }
            Op::Const128 | Op::Shuffle | Op::Cold => Self::new(Effect::Clobbers).data(2),
            _ => Self::new(Effect::Clobbers),
        }
    }
}

macro_rules! define {
    (
        unary { $($un:ident = $unf:expr;)* }
        trapping_unary { $($tun:ident = $tunf:expr;)* }
        binary { $($bin:ident = $binf:expr;)* }
        trapping_binary { $($tbin:ident = $tbinf:expr;)* }
        binary_immediate { $($bi:ident, $bii:ident = $bif:expr;)* }
        compare { $($cmp:ident, $cmpi:ident, $br:ident, $bri:ident = $cmpf:expr;)* }
        compare_float { $($fcmp:ident, $fbr:ident, $fbrn:ident = $fcmpf:expr;)* }
        load { $($ld:ident, $ldr:ident, $lda:ident = $ldf:expr;)* }
        store { $($st:ident, $str:ident, $sta:ident = $stf:expr;)* }
        shift { $($sh:ident = $shf:expr;)* }
        extract { $($ex:ident = $exf:expr;)* }
        replace { $($re:ident = $ref:expr;)* }
        ternary { $($te:ident = $tef:expr;)* }
        other { $($(#[$doc:meta])* $other:ident;)* }
    ) => {
        /// An operation of the register form.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u16)]
        #[allow(missing_docs)]
        pub(crate) enum Op {
            $($un,)* $($tun,)* $($bin,)* $($tbin,)* $($bi, $bii,)* $($cmp, $cmpi, $br, $bri,)*
            $($fcmp, $fbr, $fbrn,)* $($ld, $ldr, $lda,)* $($st, $str, $sta,)* $($sh,)* $($ex,)* $($re,)* $($te,)*
            $($(#[$doc])* $other,)*
        }

        /// The form of an operation that computes a value, with what the translator needs of it.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(super) enum Form {
            Unary,
            Binary,
            /// With the operation on an immediate.
            BinaryImmediate(Op),
            /// With the operations on an immediate, branching, and branching on an immediate.
            Compare(Op, Op, Op),
            /// With the operations that branch if true and if false.
            CompareFloat(Op, Op),
            /// With the operations for a far offset, and for any access.
            Load(Op, Op),
            Store(Op, Op),
            Shift,
            Extract,
            Replace,
            Ternary,
            Other,
        }

        impl Op {
            pub(super) const ALL: &'static [Self] = &[
                $(Self::$un,)* $(Self::$tun,)* $(Self::$bin,)* $(Self::$tbin,)* $(Self::$bi, Self::$bii,)*
                $(Self::$cmp, Self::$cmpi, Self::$br, Self::$bri,)* $(Self::$fcmp, Self::$fbr, Self::$fbrn,)*
                $(Self::$ld, Self::$ldr, Self::$lda,)*
                $(Self::$st, Self::$str, Self::$sta,)* $(Self::$sh,)* $(Self::$ex,)*
                $(Self::$re,)* $(Self::$te,)* $(Self::$other,)*
            ];

            const SHAPES: [Shape; Self::ALL.len()] = [
                $(Shape::unary(&$unf),)*
                $(Shape::trapping_unary(&$tunf),)*
                $(Shape::binary(&$binf),)*
                $(Shape::trapping_binary(&$tbinf),)*
                $(Shape::binary(&$bif), Shape::binary(&$bif).immediate(),)*
                $(
                    Shape::compare(&$cmpf),
                    Shape::compare(&$cmpf).immediate(),
                    Shape::branch(&$cmpf),
                    Shape::branch(&$cmpf).immediate(),
                )*
                $(Shape::compare(&$fcmpf), Shape::branch(&$fcmpf), Shape::branch(&$fcmpf),)*
                $(
                    Shape::load(&$ldf),
                    Shape::load(&$ldf).data(1),
                    Shape::load(&$ldf).general(),
                )*
                $(
                    Shape::store(&$stf),
                    Shape::store(&$stf).data(1),
                    Shape::store(&$stf).general(),
                )*
                $(Shape::binary(&$shf),)*
                $(Shape::extract(&$exf),)*
                $(Shape::new({ let _ = Self::$re; Effect::Clobbers }).data(1),)*
                $(Shape::new({ let _ = Self::$te; Effect::Clobbers }).data(1),)*
                $(Shape::other(Self::$other),)*
            ];

            /// What the choice of its handler needs to know.
            pub(super) const fn shape(self) -> Shape {
                static SHAPES: [Shape; Op::ALL.len()] = Op::SHAPES;
                SHAPES[self as usize]
            }

            /// The operation of a word.
            pub(super) fn of(word: Word) -> Option<Self> {
                Self::ALL.get(usize::from(word.op)).copied()
            }

            pub(super) fn form(self) -> Form {
                match self {
                    $(Self::$un => Form::Unary,)*
                    $(Self::$tun => Form::Unary,)*
                    $(Self::$bin => Form::Binary,)*
                    $(Self::$tbin => Form::Binary,)*
                    $(Self::$bi => Form::BinaryImmediate(Self::$bii),)*
                    $(Self::$cmp => Form::Compare(Self::$cmpi, Self::$br, Self::$bri),)*
                    $(Self::$fcmp => Form::CompareFloat(Self::$fbr, Self::$fbrn),)*
                    $(Self::$ld => Form::Load(Self::$ldr, Self::$lda),)*
                    $(Self::$st => Form::Store(Self::$str, Self::$sta),)*
                    $(Self::$sh => Form::Shift,)*
                    $(Self::$ex => Form::Extract,)*
                    $(Self::$re => Form::Replace,)*
                    $(Self::$te => Form::Ternary,)*
                    _ => Form::Other,
                }
            }

            /// For the result of a comparison on an immediate: its rows' operation on registers.
            pub(super) fn of_immediate(self) -> Option<Self> {
                match self {
                    $(Self::$cmpi => Some(Self::$cmp),)*
                    _ => None,
                }
            }
        }
    };
}
for_each_operation!(define);

macro_rules! same_name {
    ($($name:ident)*) => {
        /// The operation that a plain instruction becomes, if it is one that has its own.
        pub(super) fn plain_operation(opcode: Opcode) -> Option<Op> {
            match opcode {
                $(Opcode::$name => Some(Op::$name),)*
                _ => None,
            }
        }
    };
}
same_name! {
    I32Eqz I64Eqz I32Clz I32Ctz I32Popcnt I64Clz I64Ctz I64Popcnt F32Abs F32Neg F32Ceil F32Floor
    F32Trunc F32Nearest F32Sqrt F64Abs F64Neg F64Ceil F64Floor F64Trunc F64Nearest F64Sqrt
    I32WrapI64 I64ExtendI32S I64ExtendI32U F32ConvertI32S F32ConvertI32U F32ConvertI64S
    F32ConvertI64U F32DemoteF64 F64ConvertI32S F64ConvertI32U F64ConvertI64S F64ConvertI64U
    F64PromoteF32 I32ReinterpretF32 I64ReinterpretF64 F32ReinterpretI32 F64ReinterpretI64
    I32Extend8S I32Extend16S I64Extend8S I64Extend16S I64Extend32S I32TruncSatF32S I32TruncSatF32U
    I32TruncSatF64S I32TruncSatF64U I64TruncSatF32S I64TruncSatF32U I64TruncSatF64S
    I64TruncSatF64U RefIsNull I8x16Splat I16x8Splat I32x4Splat I64x2Splat F32x4Splat F64x2Splat
    V128Not V128AnyTrue F32x4DemoteF64x2Zero F64x2PromoteLowF32x4 I8x16Abs I8x16Neg I8x16Popcnt
    I8x16AllTrue I8x16Bitmask F32x4Ceil F32x4Floor F32x4Trunc F32x4Nearest F64x2Ceil F64x2Floor
    F64x2Trunc I16x8ExtaddPairwiseI8x16S I16x8ExtaddPairwiseI8x16U I32x4ExtaddPairwiseI16x8S
    I32x4ExtaddPairwiseI16x8U I16x8Abs I16x8Neg I16x8AllTrue I16x8Bitmask I16x8ExtendLowI8x16S
    I16x8ExtendHighI8x16S I16x8ExtendLowI8x16U I16x8ExtendHighI8x16U F64x2Nearest I32x4Abs
    I32x4Neg I32x4AllTrue I32x4Bitmask I32x4ExtendLowI16x8S I32x4ExtendHighI16x8S
    I32x4ExtendLowI16x8U I32x4ExtendHighI16x8U I64x2Abs I64x2Neg I64x2AllTrue I64x2Bitmask
    I64x2ExtendLowI32x4S I64x2ExtendHighI32x4S I64x2ExtendLowI32x4U I64x2ExtendHighI32x4U F32x4Abs
    F32x4Neg F32x4Sqrt F64x2Abs F64x2Neg F64x2Sqrt I32x4TruncSatF32x4S I32x4TruncSatF32x4U
    F32x4ConvertI32x4S F32x4ConvertI32x4U I32x4TruncSatF64x2SZero I32x4TruncSatF64x2UZero
    F64x2ConvertLowI32x4S F64x2ConvertLowI32x4U I32x4RelaxedTruncF32x4S I32x4RelaxedTruncF32x4U
    I32x4RelaxedTruncF64x2SZero I32x4RelaxedTruncF64x2UZero I32TruncF32S I32TruncF32U I32TruncF64S
    I32TruncF64U I64TruncF32S I64TruncF32U I64TruncF64S I64TruncF64U RefAsNonNull F32Add F32Sub
    F32Mul F32Div F32Min F32Max F32Copysign F64Add F64Sub F64Mul F64Div F64Min F64Max F64Copysign
    I8x16Swizzle I8x16Eq I8x16Ne I8x16LtS I8x16LtU I8x16GtS I8x16GtU I8x16LeS I8x16LeU I8x16GeS
    I8x16GeU I16x8Eq I16x8Ne I16x8LtS I16x8LtU I16x8GtS I16x8GtU I16x8LeS I16x8LeU I16x8GeS
    I16x8GeU I32x4Eq I32x4Ne I32x4LtS I32x4LtU I32x4GtS I32x4GtU I32x4LeS I32x4LeU I32x4GeS
    I32x4GeU F32x4Eq F32x4Ne F32x4Lt F32x4Gt F32x4Le F32x4Ge F64x2Eq F64x2Ne F64x2Lt F64x2Gt
    F64x2Le F64x2Ge V128And V128Andnot V128Or V128Xor I8x16NarrowI16x8S I8x16NarrowI16x8U I8x16Add
    I8x16AddSatS I8x16AddSatU I8x16Sub I8x16SubSatS I8x16SubSatU I8x16MinS I8x16MinU I8x16MaxS
    I8x16MaxU I8x16AvgrU I16x8Q15mulrSatS I16x8NarrowI32x4S I16x8NarrowI32x4U I16x8Add
    I16x8AddSatS I16x8AddSatU I16x8Sub I16x8SubSatS I16x8SubSatU I16x8Mul I16x8MinS I16x8MinU
    I16x8MaxS I16x8MaxU I16x8AvgrU I16x8ExtmulLowI8x16S I16x8ExtmulHighI8x16S I16x8ExtmulLowI8x16U
    I16x8ExtmulHighI8x16U I32x4Add I32x4Sub I32x4Mul I32x4MinS I32x4MinU I32x4MaxS I32x4MaxU
    I32x4DotI16x8S I32x4ExtmulLowI16x8S I32x4ExtmulHighI16x8S I32x4ExtmulLowI16x8U
    I32x4ExtmulHighI16x8U I64x2Add I64x2Sub I64x2Mul I64x2Eq I64x2Ne I64x2LtS I64x2GtS I64x2LeS
    I64x2GeS I64x2ExtmulLowI32x4S I64x2ExtmulHighI32x4S I64x2ExtmulLowI32x4U I64x2ExtmulHighI32x4U
    F32x4Add F32x4Sub F32x4Mul F32x4Div F32x4Min F32x4Max F32x4Pmin F32x4Pmax F64x2Add F64x2Sub
    F64x2Mul F64x2Div F64x2Min F64x2Max F64x2Pmin F64x2Pmax I8x16RelaxedSwizzle F32x4RelaxedMin
    F32x4RelaxedMax F64x2RelaxedMin F64x2RelaxedMax I16x8RelaxedQ15mulrS
    I16x8RelaxedDotI8x16I7x16S I32DivS I32DivU I32RemS I32RemU I64DivS I64DivU I64RemS I64RemU
    I32Add I32Sub I32Mul I32And I32Or I32Xor I32Shl I32ShrS I32ShrU I32Rotl I32Rotr I64Add I64Sub
    I64Mul I64And I64Or I64Xor I64Shl I64ShrS I64ShrU I64Rotl I64Rotr I32Eq I32Ne I32LtS I32LtU
    I32GtS I32GtU I32LeS I32LeU I32GeS I32GeU I64Eq I64Ne I64LtS I64LtU I64GtS I64GtU I64LeS
    I64LeU I64GeS I64GeU F32Eq F32Ne F32Lt F32Gt F32Le F32Ge F64Eq F64Ne F64Lt F64Gt F64Le F64Ge
    I32Load I64Load F32Load F64Load I32Load8S I32Load8U I32Load16S I32Load16U I64Load8S I64Load8U
    I64Load16S I64Load16U I64Load32S I64Load32U V128Load V128Load8x8S V128Load8x8U V128Load16x4S
    V128Load16x4U V128Load32x2S V128Load32x2U V128Load8Splat V128Load16Splat V128Load32Splat
    V128Load64Splat V128Load32Zero V128Load64Zero I32Store I64Store F32Store F64Store I32Store8
    I32Store16 I64Store8 I64Store16 I64Store32 V128Store I8x16Shl I8x16ShrS I8x16ShrU I16x8Shl
    I16x8ShrS I16x8ShrU I32x4Shl I32x4ShrS I32x4ShrU I64x2Shl I64x2ShrS I64x2ShrU
    I8x16ExtractLaneS I8x16ExtractLaneU I16x8ExtractLaneS I16x8ExtractLaneU I32x4ExtractLane
    I64x2ExtractLane F32x4ExtractLane F64x2ExtractLane I8x16ReplaceLane I16x8ReplaceLane
    I32x4ReplaceLane I64x2ReplaceLane F32x4ReplaceLane F64x2ReplaceLane V128Bitselect
    F32x4RelaxedMadd F32x4RelaxedNmadd F64x2RelaxedMadd F64x2RelaxedNmadd I8x16RelaxedLaneselect
    I16x8RelaxedLaneselect I32x4RelaxedLaneselect I64x2RelaxedLaneselect
    I32x4RelaxedDotI8x16I7x16AddS
}

impl Op {
    /// The number of the handler of a form.
    pub(super) const fn number(self, form: u8) -> u16 {
        self as u16 + form as u16 * Self::ALL.len() as u16
    }

    /// The comparison that is true where this one is false.
    pub(super) fn inverse(self) -> Option<Self> {
        Some(match self {
            Self::I32Eq => Self::I32Ne,
            Self::I32Ne => Self::I32Eq,
            Self::I32LtS => Self::I32GeS,
            Self::I32LtU => Self::I32GeU,
            Self::I32GtS => Self::I32LeS,
            Self::I32GtU => Self::I32LeU,
            Self::I32LeS => Self::I32GtS,
            Self::I32LeU => Self::I32GtU,
            Self::I32GeS => Self::I32LtS,
            Self::I32GeU => Self::I32LtU,
            Self::I32Test => Self::I32TestNot,
            Self::I32TestNot => Self::I32Test,
            Self::I64Eq => Self::I64Ne,
            Self::I64Ne => Self::I64Eq,
            Self::I64LtS => Self::I64GeS,
            Self::I64LtU => Self::I64GeU,
            Self::I64GtS => Self::I64LeS,
            Self::I64GtU => Self::I64LeU,
            Self::I64LeS => Self::I64GtS,
            Self::I64LeU => Self::I64GtU,
            Self::I64GeS => Self::I64LtS,
            Self::I64GeU => Self::I64LtU,
            _ => return None,
        })
    }

    /// The comparison whose result is true where this operation's is not zero, and whether it takes an
    /// immediate.
    pub(super) fn as_condition(self) -> Option<(Self, bool)> {
        match self {
            Self::I32And => Some((Self::I32Test, false)),
            Self::I32AndImm => Some((Self::I32Test, true)),
            Self::I32Xor | Self::I32Sub => Some((Self::I32Ne, false)),
            Self::I32XorImm | Self::I32SubImm => Some((Self::I32Ne, true)),
            _ => None,
        }
    }

    /// The comparison with operands exchanged.
    pub(super) fn exchanged(self) -> Option<Self> {
        Some(match self {
            Self::I32Eq | Self::I32Ne | Self::I64Eq | Self::I64Ne => self,
            Self::I32LtS => Self::I32GtS,
            Self::I32LtU => Self::I32GtU,
            Self::I32GtS => Self::I32LtS,
            Self::I32GtU => Self::I32LtU,
            Self::I32LeS => Self::I32GeS,
            Self::I32LeU => Self::I32GeU,
            Self::I32GeS => Self::I32LeS,
            Self::I32GeU => Self::I32LeU,
            Self::I64LtS => Self::I64GtS,
            Self::I64LtU => Self::I64GtU,
            Self::I64GtS => Self::I64LtS,
            Self::I64GtU => Self::I64LtU,
            Self::I64LeS => Self::I64GeS,
            Self::I64LeU => Self::I64GeU,
            Self::I64GeS => Self::I64LeS,
            Self::I64GeU => Self::I64LeU,
            _ => return None,
        })
    }

    /// Whether operands of an arithmetic operation may be exchanged.
    pub(super) fn is_commutative(self) -> bool {
        matches!(
            self,
            Self::I32Add
                | Self::I32Mul
                | Self::I32And
                | Self::I32Or
                | Self::I32Xor
                | Self::I64Add
                | Self::I64Mul
                | Self::I64And
                | Self::I64Or
                | Self::I64Xor
        )
    }
}

/// An instruction word: `op a b c`, 16 bits each, the operation lowest.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(C, align(8))]
pub(crate) struct Word {
    pub(super) op: u16,
    pub(super) a: u16,
    pub(super) b: u16,
    pub(super) c: u16,
}

const _: () = assert!(size_of::<Word>() == 8);

impl Word {
    pub(super) const fn new(op: Op, a: u16, b: u16, c: u16) -> Self {
        Self {
            op: op as u16,
            a,
            b,
            c,
        }
    }

    pub(super) const fn with_imm32(op: Op, a: u16, imm: u32) -> Self {
        Self {
            op: op as u16,
            a,
            b: imm as u16,
            c: (imm >> 16) as u16,
        }
    }

    /// A part that names a register.
    pub(super) const fn part(self, part: Part) -> u16 {
        match part {
            Part::A => self.a,
            Part::B => self.b,
            Part::C => self.c,
        }
    }

    /// `b` and `c` as one number.
    pub(super) const fn imm32(self) -> u32 {
        self.b as u32 | (self.c as u32) << 16
    }

    /// A word of data: the number's bytes as the machine orders them, so that one load reads it.
    pub(crate) const fn data(bits: u64) -> Self {
        let [a, b, c, d, e, f, g, h] = bits.to_ne_bytes();
        Self {
            op: u16::from_ne_bytes([a, b]),
            a: u16::from_ne_bytes([c, d]),
            b: u16::from_ne_bytes([e, f]),
            c: u16::from_ne_bytes([g, h]),
        }
    }
}
