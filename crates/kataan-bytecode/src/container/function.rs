//! Function records: all that a template needs, found by offset, touched when first called.

use super::position::Positions;
use super::unit::Unit;
use crate::opcode::operand::{ConstantIndex, FeedbackKind, Register};

/// An index in the unit's table of functions.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FunctionIndex(pub u32);

/// What kind of code a function record has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum CodeKind {
    /// `function`
    Normal,
    /// `=>`
    Arrow,
    /// A method.
    Method,
    /// A getter.
    Getter,
    /// A setter.
    Setter,
    /// The constructor of a class without `extends`.
    BaseConstructor,
    /// The constructor of a class with `extends`.
    DerivedConstructor,
    /// The synthetic method that initialises a class's fields, or its static elements.
    FieldInitializer,
    /// A class static block.
    StaticBlock,
    /// A script's top level.
    Script,
    /// A module's top level, run with its environment in r3; a suspending function if ASYNC.
    Module,
    /// Runs when the module is linked, with its environment in r3: creates hoisted functions.
    ModuleInstantiation,
    /// Eval code.
    Eval,
}

impl CodeKind {
    const ALL: [Self; 13] = [
        Self::Normal,
        Self::Arrow,
        Self::Method,
        Self::Getter,
        Self::Setter,
        Self::BaseConstructor,
        Self::DerivedConstructor,
        Self::FieldInitializer,
        Self::StaticBlock,
        Self::Script,
        Self::Module,
        Self::ModuleInstantiation,
        Self::Eval,
    ];

    pub(super) fn from_u8(raw: u8) -> Option<Self> {
        Self::ALL.get(raw as usize).copied()
    }

    /// Whether the kind is a class constructor, which cannot be called without `new`.
    #[must_use]
    pub const fn is_class_constructor(self) -> bool {
        matches!(self, Self::BaseConstructor | Self::DerivedConstructor)
    }
}

/// Facts of a function that the VM acts on.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct FunctionFlags(pub u32);

impl FunctionFlags {
    /// The code is strict.
    pub const STRICT: Self = Self(1);
    /// An async function (or a module with top-level `await`).
    pub const ASYNC: Self = Self(1 << 1);
    /// A generator.
    pub const GENERATOR: Self = Self(1 << 2);
    /// It may be constructed with `new`.
    pub const CONSTRUCTOR: Self = Self(1 << 3);
    /// It has an own `prototype` property.
    pub const PROTOTYPE: Self = Self(1 << 4);
    /// The call sequence puts an array of the actual arguments from `parameter_count` on in the rest register.
    pub const REST: Self = Self(1 << 5);
    /// The call sequence puts an unmapped arguments object in the arguments register.
    pub const ARGUMENTS: Self = Self(1 << 6);
    /// The call sequence puts an array of all actual arguments in the arguments register, for `create_mapped_arguments`.
    pub const ARGUMENTS_LIST: Self = Self(1 << 7);
    /// The record has no code: the function is compiled at its first call.
    pub const LAZY: Self = Self(1 << 8);
    /// The code (not only of functions in it) has a direct eval.
    pub const DIRECT_EVAL: Self = Self(1 << 9);
    /// A method in a class body or a class constructor.
    pub const CLASS_MEMBER: Self = Self(1 << 10);
    /// The function is named at run time by `set_function_name`, or has the name "".
    pub const ANONYMOUS: Self = Self(1 << 11);
    /// The class constructor is the default one, without source text of its own.
    pub const DEFAULT_CONSTRUCTOR: Self = Self(1 << 12);

    /// Whether all of `other` hold.
    #[inline(always)]
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Both sets.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Both sets if the condition holds.
    #[must_use]
    pub const fn with_if(self, condition: bool, other: Self) -> Self {
        if condition { self.with(other) } else { self }
    }
}

/// One exception handler: while `pc` is in `start..end` (word indices in the function's code), a
/// throw continues at `target` with the exception in `register`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Handler {
    /// First guarded word.
    pub start: u32,
    /// Just after the last guarded word.
    pub end: u32,
    /// Where a throw continues.
    pub target: u32,
    /// Where the exception goes.
    pub register: Register,
}

/// Words of a record.
pub(super) const RECORD_WORDS: usize = 10;

/// A function record, read in place.
///
/// As 32-bit numbers: 0 flags; 1 kind; 2 registers, parameters (16 bits each); 3 `length`; 4 name;
/// 5, 6 span; 7 rest register, arguments register (16 bits each); 8 code offset in words; 9 code
/// length; 10 handlers' offset; 11 their count; 12 feedback kinds' byte offset; 13 their count;
/// 14 positions' byte offset; 15 their length in bytes; 16 lazy id; 17 scope.
#[derive(Clone, Copy)]
pub struct FunctionRecord<'u> {
    unit: Unit<'u>,
    words: &'u [u64],
}

impl<'u> FunctionRecord<'u> {
    pub(super) fn at(unit: Unit<'u>, offset: usize) -> Option<Self> {
        let words = unit
            .word_region()
            .get(offset..offset.checked_add(RECORD_WORDS)?)?;
        Some(Self { unit, words })
    }

    #[inline(always)]
    fn number(&self, index: usize) -> u32 {
        (self.words[index / 2] >> (index % 2 * 32)) as u32
    }

    /// Facts.
    #[must_use]
    pub fn flags(&self) -> FunctionFlags {
        FunctionFlags(self.number(0))
    }

    /// What kind of code it is.
    #[must_use]
    pub fn kind(&self) -> CodeKind {
        CodeKind::from_u8(self.number(1) as u8).unwrap_or(CodeKind::Normal)
    }

    /// Whether the kind is one that this build knows.
    #[must_use]
    pub fn has_known_kind(&self) -> bool {
        u8::try_from(self.number(1))
            .ok()
            .and_then(CodeKind::from_u8)
            .is_some()
    }

    /// Registers of the frame, header and parameters included.
    #[must_use]
    pub fn register_count(&self) -> u16 {
        self.number(2) as u16
    }

    /// Formal parameters that have registers (all but the rest parameter).
    #[must_use]
    pub fn parameter_count(&self) -> u16 {
        (self.number(2) >> 16) as u16
    }

    /// The `length` property.
    #[must_use]
    pub fn length(&self) -> u32 {
        self.number(3)
    }

    /// The name, [`ConstantIndex::NONE`] if it is "" or set at run time.
    #[must_use]
    pub fn name(&self) -> ConstantIndex {
        ConstantIndex(self.number(4))
    }

    /// Byte offsets of the function's text in the source, for `toString`.
    #[must_use]
    pub fn span(&self) -> core::ops::Range<u32> {
        self.number(5)..self.number(6)
    }

    /// Where the call sequence puts the rest array, if `REST`.
    #[must_use]
    pub fn rest_register(&self) -> Register {
        Register(self.number(7) as u16)
    }

    /// Where the call sequence puts the arguments, if `ARGUMENTS` or `ARGUMENTS_LIST`.
    #[must_use]
    pub fn arguments_register(&self) -> Register {
        Register((self.number(7) >> 16) as u16)
    }

    /// The instructions; empty if `LAZY`.
    #[must_use]
    pub fn code(&self) -> &'u [u64] {
        let start = self.number(8) as usize;
        let length = self.number(9) as usize;
        self.unit
            .word_region()
            .get(start..start.saturating_add(length))
            .unwrap_or(&[])
    }

    /// How many exception handlers there are.
    #[must_use]
    pub fn handler_count(&self) -> usize {
        self.number(11) as usize
    }

    /// The exception handlers, innermost first.
    pub fn handlers(&self) -> impl Iterator<Item = Handler> + use<'u> {
        let start = self.number(10) as usize;
        let count = self.handler_count();
        let words = self
            .unit
            .word_region()
            .get(start..start.saturating_add(count.saturating_mul(2)))
            .unwrap_or(&[]);
        words.chunks_exact(2).map(|pair| Handler {
            start: pair[0] as u32,
            end: (pair[0] >> 32) as u32,
            target: pair[1] as u32,
            register: Register((pair[1] >> 32) as u16),
        })
    }

    /// The handler that takes an exception thrown at `pc`.
    #[must_use]
    pub fn handler_at(&self, pc: u32) -> Option<Handler> {
        self.handlers()
            .find(|handler| handler.start <= pc && pc < handler.end)
    }

    /// The kinds of the feedback slots, a [`FeedbackKind`] a byte.
    #[must_use]
    pub fn feedback(&self) -> &'u [u8] {
        self.unit
            .bytes(self.number(12) as usize, self.number(13) as usize)
            .unwrap_or(&[])
    }

    /// How many feedback slots there are.
    #[must_use]
    pub fn feedback_count(&self) -> usize {
        self.feedback().len()
    }

    /// The kind of a feedback slot.
    #[must_use]
    pub fn feedback_kind(&self, slot: u32) -> Option<FeedbackKind> {
        FeedbackKind::from_u8(*self.feedback().get(slot as usize)?)
    }

    /// The map from `pc` to source offsets.
    #[must_use]
    pub fn positions(&self) -> Positions<'u> {
        Positions::new(
            self.unit
                .bytes(self.number(14) as usize, self.number(15) as usize)
                .unwrap_or(&[]),
        )
    }

    /// For a `LAZY` record: which function of the text it is.
    #[must_use]
    pub fn lazy_function(&self) -> u32 {
        self.number(16)
    }

    /// The scopes around the function, for debuggers; [`ConstantIndex::NONE`] if not kept.
    #[must_use]
    pub fn scope(&self) -> ConstantIndex {
        ConstantIndex(self.number(17))
    }

    /// The unit that the record is in.
    #[must_use]
    pub fn unit(&self) -> Unit<'u> {
        self.unit
    }
}
