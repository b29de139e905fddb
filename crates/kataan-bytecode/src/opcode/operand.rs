//! Operand types: each says the role of an operand (what may stand there and who reads it) and with
//! that its width in the instruction word.

use core::fmt;

macro_rules! index_types {
    ($($(#[$doc:meta])* $Name:ident($inner:ty);)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
            #[repr(transparent)]
            pub struct $Name(pub $inner);

            impl $Name {
                /// The index as a slice index.
                #[inline(always)]
                #[must_use]
                pub const fn index(self) -> usize {
                    self.0 as usize
                }
            }
        )*
    };
}

index_types! {
    /// A register of the frame, counted from the frame's base.
    Register(u16);
    /// An index in the unit's constant pool.
    ConstantIndex(u32);
    /// An index in the function's feedback slots.
    FeedbackSlot(u32);
}

impl fmt::Display for Register {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "r{}", self.0)
    }
}

impl Register {
    /// The function object that runs.
    pub const CALLEE: Self = Self(0);
    /// `this`.
    pub const THIS: Self = Self(1);
    /// `new.target`, `undefined` for a call.
    pub const NEW_TARGET: Self = Self(2);
    /// The environment that the callee captured.
    pub const ENVIRONMENT: Self = Self(3);

    /// The register `offset` above this one.
    #[inline(always)]
    #[must_use]
    pub const fn offset(self, offset: u16) -> Self {
        Self(self.0 + offset)
    }
}

/// Registers of the frame's header; parameters begin right after it. In a call window `w` the
/// callee is at `w`, `this` at `w + 1` and the first argument at `w + FRAME_HEADER`.
pub const FRAME_HEADER: u16 = 6;

/// The distance of a jump, in words from the jump instruction itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(transparent)]
pub struct JumpOffset(pub i32);

impl ConstantIndex {
    /// Stands for "no constant" in an [`OptionalScope`](Role) operand.
    pub const NONE: Self = Self(u32::MAX);
}

macro_rules! operand_enums {
    ($($(#[$doc:meta])* $Name:ident { $($(#[$vdoc:meta])* $Variant:ident = $text:literal),* $(,)? })*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, PartialEq, Eq, Debug)]
            #[repr(u8)]
            pub enum $Name { $($(#[$vdoc])* $Variant),* }

            impl $Name {
                /// Every variant, in the order of its encoding.
                pub const ALL: &'static [Self] = &[$(Self::$Variant),*];
                /// The variants' names in listings.
                pub const TEXT: &'static [&'static str] = &[$($text),*];

                #[inline(always)]
                fn from_operand(raw: u32) -> Self {
                    // Verified code has no other value; anything else reads as the first.
                    $(if raw == Self::$Variant as u32 { return Self::$Variant; })*
                    Self::ALL[0]
                }
            }
        )*
    };
}

operand_enums! {
    /// Whether the code is strict.
    Strict { /** Sloppy code. */ No = "sloppy", /** Strict code. */ Yes = "strict" }
    /// Whether a method is enumerable.
    Enumerable { /** A method of a class. */ No = "hidden", /** A method of an object literal. */ Yes = "enumerable" }
    /// What precedes a function's name.
    Prefix { /** Nothing. */ None = "plain", /** A getter. */ Get = "get", /** A setter. */ Set = "set" }
    /// Which error constructor is meant.
    ErrorType {
        /** `TypeError` */ Type = "TypeError",
        /** `ReferenceError` */ Reference = "ReferenceError",
        /** `SyntaxError` */ Syntax = "SyntaxError",
        /** `RangeError` */ Range = "RangeError",
    }
    /// A result of `typeof`.
    TypeOfResult {
        /** `"undefined"` */ Undefined = "undefined",
        /** `"boolean"` */ Boolean = "boolean",
        /** `"number"` */ Number = "number",
        /** `"string"` */ String = "string",
        /** `"symbol"` */ Symbol = "symbol",
        /** `"bigint"` */ BigInt = "bigint",
        /** `"object"` */ Object = "object",
        /** `"function"` */ Function = "function",
    }
    /// How a resource is disposed.
    Dispose { /** `using` */ Sync = "sync", /** `await using` */ Async = "async" }
    /// How far a dynamic import goes.
    Phase {
        /** `import()` */ Evaluation = "evaluation",
        /** `import.defer()` */ Defer = "defer",
        /** `import.source()` */ Source = "source",
    }
}

macro_rules! feedback_kinds {
    ($($(#[$doc:meta])* $Name:ident = $text:literal via $Operand:ident;)*) => {
        /// What a feedback slot records. Every slot is two 64-bit words; its first use belongs to the VM.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u8)]
        pub enum FeedbackKind { $($(#[$doc])* $Name),* }

        impl FeedbackKind {
            /// Every kind, in the order of its encoding.
            pub const ALL: &'static [Self] = &[$(Self::$Name),*];

            /// The kind with this number.
            #[must_use]
            pub fn from_u8(raw: u8) -> Option<Self> {
                Self::ALL.get(raw as usize).copied()
            }

            /// The kind's name in listings.
            #[must_use]
            pub fn text(self) -> &'static str {
                match self { $(Self::$Name => $text),* }
            }
        }

        $(
            $(#[$doc])*
            #[derive(Debug)]
            pub enum $Operand {}
            impl OperandType for $Operand {
                type Value = FeedbackSlot;
                const ROLE: Role = Role::Feedback(FeedbackKind::$Name);
                #[inline(always)]
                fn from_raw(raw: u32) -> FeedbackSlot { FeedbackSlot(raw) }
                #[inline(always)]
                fn to_raw(value: FeedbackSlot) -> u32 { value.0 }
            }
        )*
    };
}

/// What kind of pool entry a constant operand names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ConstantRole {
    /// Number, string or bigint.
    Literal,
    /// A string used as a name or property key.
    Name,
    /// A function record.
    Template,
    /// Scope information.
    Scope,
    /// Scope information or [`ConstantIndex::NONE`].
    OptionalScope,
    /// The keys of an object literal.
    KeyList,
    /// The values of a constant array.
    ValueList,
    /// A regular expression's pattern and flags.
    RegExp,
    /// Cooked and raw strings of a template.
    TemplateStrings,
    /// Names that a script or eval code declares.
    Declarations,
    /// Environment slots of mapped parameters.
    SlotList,
}

/// What a register must hold that an instruction reads, and gets that it writes. Whatever script
/// cannot see is kept apart from values, because the interpreter does not look at its kind again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Content {
    /// A value that script may see, or UNINITIALIZED.
    Value,
    /// Whatever a single register may hold: it is copied or compared, not used.
    Any,
    /// An environment.
    Environment,
    /// An environment, or `undefined` where only globals follow.
    Scope,
    /// A result of `find_binding`: an environment or `undefined`.
    Resolved,
    /// A dispose capability.
    Capability,
}

/// Which words of a call window's header a call reads beside the callee.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WindowUse {
    /// `this`.
    Call,
    /// None: the call sequence sets them.
    Bare,
    /// `new.target`.
    Super,
    /// `this`, and the environment of a direct eval.
    Eval,
}

/// What an instruction does with an iterator record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum IteratorUse {
    /// Fills it, perhaps with a stand-in of the VM.
    New,
    /// Fills it with what script would see: its registers are values.
    Open,
    /// Steps or closes it.
    Use,
    /// Puts an enumerator of keys in its first register.
    NewKeys,
    /// Steps the enumerator.
    UseKeys,
}

/// The role of an operand: what the verifier checks, what liveness reads, how a listing shows it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// A register that is written.
    Destination(Content),
    /// A register that is read.
    Source(Content),
    /// A register that is read, then written: a value.
    InOut,
    /// Two registers that are written: values.
    DestinationPair,
    /// Two registers that are read: values.
    SourcePair,
    /// The first of as many registers as the row's count says; they are read, and are values.
    SourceRange,
    /// The first register of a call window with as many arguments as the row's count says.
    Window(WindowUse),
    /// The first register of a call window whose only argument is the array of arguments.
    SpreadWindow(WindowUse),
    /// The first of the three registers of an iterator record.
    Iterator(IteratorUse),
    /// A number of registers or things, unsigned.
    Count,
    /// A signed integer.
    Immediate,
    /// A slot of an environment.
    Slot,
    /// A number of environments to walk up.
    Depth,
    /// One of a few named values.
    Enumeration(&'static [&'static str]),
    /// An index in the constant pool.
    Constant(ConstantRole),
    /// A feedback slot.
    Feedback(FeedbackKind),
    /// A jump target, relative to the jump itself.
    Jump,
}

/// A type that can stand in an instruction row.
pub trait OperandType {
    /// What the decoded operand is.
    type Value: Copy + fmt::Debug + PartialEq;
    /// The operand's role.
    const ROLE: Role;
    /// Whether the operand takes 32 bits instead of 16.
    const WIDE: bool = true;
    /// Decodes the operand from its zero-extended bits.
    fn from_raw(raw: u32) -> Self::Value;
    /// Encodes the operand; only the low 16 bits count if it is not wide.
    fn to_raw(value: Self::Value) -> u32;
}

macro_rules! operands {
    ($($(#[$doc:meta])* $Name:ident: $Value:ty, $wide:literal, $role:expr, $from:expr, $to:expr;)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug)]
            pub enum $Name {}
            impl OperandType for $Name {
                type Value = $Value;
                const ROLE: Role = $role;
                const WIDE: bool = $wide;
                #[inline(always)]
                fn from_raw(raw: u32) -> $Value { ($from)(raw) }
                #[inline(always)]
                fn to_raw(value: $Value) -> u32 { ($to)(value) }
            }
        )*
    };
}

#[inline(always)]
fn register(raw: u32) -> Register {
    Register(raw as u16)
}

#[inline(always)]
fn register_bits(value: Register) -> u32 {
    u32::from(value.0)
}

#[inline(always)]
fn constant_bits(value: ConstantIndex) -> u32 {
    value.0
}

operands! {
    /// A register that gets a value.
    Dst: Register, false, Role::Destination(Content::Value), register, register_bits;
    /// A register that gets what another holds.
    AnyDst: Register, false, Role::Destination(Content::Any), register, register_bits;
    /// A register that gets an environment.
    EnvDst: Register, false, Role::Destination(Content::Environment), register, register_bits;
    /// A register that gets the result of a search for a name.
    ResolvedDst: Register, false, Role::Destination(Content::Resolved), register, register_bits;
    /// A register that gets a dispose capability.
    CapabilityDst: Register, false, Role::Destination(Content::Capability), register, register_bits;
    /// A register with a value.
    Src: Register, false, Role::Source(Content::Value), register, register_bits;
    /// A register with anything that fits one register.
    AnySrc: Register, false, Role::Source(Content::Any), register, register_bits;
    /// A register with an environment.
    EnvSrc: Register, false, Role::Source(Content::Environment), register, register_bits;
    /// A register with an environment, or `undefined` for the global scope.
    ScopeSrc: Register, false, Role::Source(Content::Scope), register, register_bits;
    /// A register with the result of a search for a name.
    ResolvedSrc: Register, false, Role::Source(Content::Resolved), register, register_bits;
    /// A register with a dispose capability.
    CapabilitySrc: Register, false, Role::Source(Content::Capability), register, register_bits;
    /// A register with a value that is read, then written.
    InOut: Register, false, Role::InOut, register, register_bits;
    /// Two registers that get values.
    DstPair: Register, false, Role::DestinationPair, register, register_bits;
    /// Two registers with values.
    SrcPair: Register, false, Role::SourcePair, register, register_bits;
    /// The first of as many registers with values as the row's count says.
    SrcRange: Register, false, Role::SourceRange, register, register_bits;
    /// A call window with `this`.
    Window: Register, false, Role::Window(WindowUse::Call), register, register_bits;
    /// A call window whose `this` the call sequence sets.
    FunctionWindow: Register, false, Role::Window(WindowUse::Bare), register, register_bits;
    /// The window of a `new` expression.
    ConstructWindow: Register, false, Role::Window(WindowUse::Bare), register, register_bits;
    /// The window of a `super` call, with `new.target`.
    SuperWindow: Register, false, Role::Window(WindowUse::Super), register, register_bits;
    /// The window of what may be a direct eval, with its environment.
    EvalWindow: Register, false, Role::Window(WindowUse::Eval), register, register_bits;
    /// A call window whose only argument is the array of arguments.
    SpreadWindow: Register, false, Role::SpreadWindow(WindowUse::Call), register, register_bits;
    /// The window of a `new` expression with the array of arguments.
    ConstructSpreadWindow: Register, false, Role::SpreadWindow(WindowUse::Bare), register, register_bits;
    /// The window of a `super` call with the array of arguments.
    SuperSpreadWindow: Register, false, Role::SpreadWindow(WindowUse::Super), register, register_bits;
    /// The window of what may be a direct eval, with the array of arguments.
    EvalSpreadWindow: Register, false, Role::SpreadWindow(WindowUse::Eval), register, register_bits;
    /// An iterator record that is made.
    NewIterator: Register, false, Role::Iterator(IteratorUse::New), register, register_bits;
    /// An iterator record that is made as script sees it.
    OpenIterator: Register, false, Role::Iterator(IteratorUse::Open), register, register_bits;
    /// An iterator record that is used.
    Iterator: Register, false, Role::Iterator(IteratorUse::Use), register, register_bits;
    /// An enumerator of keys that is made.
    NewEnumerator: Register, false, Role::Iterator(IteratorUse::NewKeys), register, register_bits;
    /// An enumerator of keys that is used.
    Enumerator: Register, false, Role::Iterator(IteratorUse::UseKeys), register, register_bits;
    /// A 16-bit count.
    Count: u16, false, Role::Count, |raw| raw as u16, u32::from;
    /// A 32-bit count.
    WideCount: u32, true, Role::Count, |raw| raw, |value| value;
    /// A signed 16-bit integer.
    Imm16: i16, false, Role::Immediate, |raw| raw as u16 as i16, |value| u32::from(value as u16);
    /// A signed 32-bit integer.
    Imm32: i32, true, Role::Immediate, |raw| raw as i32, |value| value as u32;
    /// A slot of an environment.
    Slot: u16, false, Role::Slot, |raw| raw as u16, u32::from;
    /// A number of environments to walk up.
    Depth: u16, false, Role::Depth, |raw| raw as u16, u32::from;
    /// Strictness of the code.
    Strictness: Strict, false, Role::Enumeration(Strict::TEXT), Strict::from_operand, |value| value as u32;
    /// Strictness of the code, where 16 bits are not left.
    WideStrictness: Strict, true, Role::Enumeration(Strict::TEXT), Strict::from_operand, |value| value as u32;
    /// Enumerability of a method.
    Visibility: Enumerable, true, Role::Enumeration(Enumerable::TEXT), Enumerable::from_operand, |value| value as u32;
    /// Prefix of a function's name.
    NamePrefix: Prefix, false, Role::Enumeration(Prefix::TEXT), Prefix::from_operand, |value| value as u32;
    /// An error constructor.
    ErrorKind: ErrorType, false, Role::Enumeration(ErrorType::TEXT), ErrorType::from_operand, |value| value as u32;
    /// A result of `typeof`.
    TypeName: TypeOfResult, false, Role::Enumeration(TypeOfResult::TEXT), TypeOfResult::from_operand, |value| value as u32;
    /// How a resource is disposed.
    DisposeHint: Dispose, false, Role::Enumeration(Dispose::TEXT), Dispose::from_operand, |value| value as u32;
    /// How far a dynamic import goes.
    ImportPhase: Phase, true, Role::Enumeration(Phase::TEXT), Phase::from_operand, |value| value as u32;
    /// A jump target.
    Jump: JumpOffset, true, Role::Jump, |raw| JumpOffset(raw as i32), |value: JumpOffset| value.0 as u32;
    /// A number, string or bigint.
    Literal: ConstantIndex, true, Role::Constant(ConstantRole::Literal), ConstantIndex, constant_bits;
    /// A string used as a name or property key.
    Name: ConstantIndex, true, Role::Constant(ConstantRole::Name), ConstantIndex, constant_bits;
    /// A function record.
    Template: ConstantIndex, true, Role::Constant(ConstantRole::Template), ConstantIndex, constant_bits;
    /// Scope information.
    Scope: ConstantIndex, true, Role::Constant(ConstantRole::Scope), ConstantIndex, constant_bits;
    /// Scope information or none.
    OptionalScope: ConstantIndex, true, Role::Constant(ConstantRole::OptionalScope), ConstantIndex, constant_bits;
    /// The keys of an object literal.
    KeyList: ConstantIndex, true, Role::Constant(ConstantRole::KeyList), ConstantIndex, constant_bits;
    /// The values of a constant array.
    ValueList: ConstantIndex, true, Role::Constant(ConstantRole::ValueList), ConstantIndex, constant_bits;
    /// A regular expression's pattern and flags.
    RegExp: ConstantIndex, true, Role::Constant(ConstantRole::RegExp), ConstantIndex, constant_bits;
    /// Cooked and raw strings of a template.
    TemplateStrings: ConstantIndex, true, Role::Constant(ConstantRole::TemplateStrings), ConstantIndex, constant_bits;
    /// Names that a script or eval code declares.
    Declarations: ConstantIndex, true, Role::Constant(ConstantRole::Declarations), ConstantIndex, constant_bits;
    /// Environment slots of mapped parameters.
    SlotList: ConstantIndex, true, Role::Constant(ConstantRole::SlotList), ConstantIndex, constant_bits;
}

feedback_kinds! {
    /// Property load by constant name.
    Load = "load" via LoadFeedback;
    /// Property store or definition by constant name.
    Store = "store" via StoreFeedback;
    /// Load by computed key.
    ElementLoad = "element load" via ElementLoadFeedback;
    /// Store by computed key.
    ElementStore = "element store" via ElementStoreFeedback;
    /// Load of a global name.
    GlobalLoad = "global load" via GlobalLoadFeedback;
    /// Store to a global name.
    GlobalStore = "global store" via GlobalStoreFeedback;
    /// Access to a private name.
    Private = "private" via PrivateFeedback;
    /// The `in` operator.
    Has = "has" via HasFeedback;
    /// The `instanceof` operator.
    InstanceOf = "instanceof" via InstanceOfFeedback;
    /// Call target.
    Call = "call" via CallFeedback;
    /// Operand types of an arithmetic operator.
    Arithmetic = "arithmetic" via ArithmeticFeedback;
    /// Operand types of a comparison.
    Compare = "compare" via CompareFeedback;
    /// What a literal's site keeps.
    Literal = "literal" via LiteralFeedback;
    /// What is iterated.
    Iterate = "iterate" via IterateFeedback;
}
