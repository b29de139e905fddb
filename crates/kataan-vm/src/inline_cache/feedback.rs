//! Feedback vectors: what one function has seen so far, shared by all its closures in a realm.
//!
//! A vector is also where the call sequence and the return sequence find all that they need of a
//! function in one cell: first instruction, frame size, constants. A slot is 16 bytes; what its
//! parts mean is its kind's, listed at [`FeedbackSlot`].

use crate::execution::template::{ConstantTable, Template};
use crate::object::Shape;
use crate::realm::Realm;
use kataan_gc::{AnyCell, Field, Nullable, Plain, PlainData, Slot, cell, cell_part};

cell_part! {
    /// One slot.
    ///
    /// | kind | `cell` | `data` | `extra` | `other` |
    /// | --- | --- | --- | --- | --- |
    /// | property | shape | [`Access`](super::property::Access) and byte offset | holder | validity, or next shape of an add |
    /// | polymorphic | none | `Access::Polymorphic` | the table | |
    /// | global | shape of the global object | as property | global object | |
    /// | call | last callee's template | calls | | |
    /// | construct | callee | instances' inline capacity | prototype | initial shape |
    /// | literal | shape | | | |
    /// | instanceof | shape of the constructor | slot of its `prototype` | | validity |
    /// | arithmetic | none | operand classes seen | | |
    pub struct FeedbackSlot {
        /// What the cache compares.
        pub cell: Nullable<AnyCell>,
        /// Plain data.
        pub data: Plain<u32>,
        /// A further cell.
        pub extra: Nullable<AnyCell>,
        /// A further cell.
        pub other: Nullable<AnyCell>,
    }
}

const _: () = assert!(size_of::<FeedbackSlot>() == 16);

/// How large a function's frame is and how it must be entered.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[repr(C)]
pub struct FrameShape {
    /// Registers, the header included.
    pub registers: u16,
    /// Formal parameters that have a register.
    pub parameters: u16,
    /// [`EntryFlags`].
    pub flags: u16,
    /// Not used.
    pub spare: u16,
}

impl PlainData for FrameShape {}

/// How a function must be entered.
pub struct EntryFlags;

impl EntryFlags {
    /// A plain call must take the long way: any of the others below is set.
    pub const SLOW_CALL: u16 = 1;
    /// Not compiled yet, or its code not found yet.
    pub const UNPREPARED: u16 = 2;
    /// A class constructor: calling it is an error.
    pub const CLASS_CONSTRUCTOR: u16 = 4;
    /// A derived class constructor: `this` starts uninitialised.
    pub const DERIVED: u16 = 8;
    /// Takes its rest parameter as an array.
    pub const REST: u16 = 16;
    /// Makes an unmapped arguments object.
    pub const UNMAPPED_ARGUMENTS: u16 = 32;
    /// Keeps its actual arguments for a mapped arguments object made later.
    pub const MAPPED_ARGUMENTS: u16 = 64;
    /// May be constructed.
    pub const CONSTRUCTOR: u16 = 128;
    /// Async: completions settle a promise.
    pub const ASYNC: u16 = 256;
    /// A generator.
    pub const GENERATOR: u16 = 512;
    /// Strict code.
    pub const STRICT: u16 = 1024;
}

cell! {
    /// What a function has seen, and how it is entered.
    pub struct FeedbackVector {
        /// Address of the first instruction in this process; 0 while unprepared. Not part of a
        /// heap image: found again at the first call.
        pub entry: Plain<u64>,
        /// Frame size and flags.
        pub frame: Plain<FrameShape>,
        /// The function's template.
        pub template: Field<Template>,
        /// The unit's constants that are cells.
        pub constants: Field<ConstantTable>,
        /// The function's realm.
        pub realm: Field<Realm>,
        /// Of a constructor: the first shape of instances with this prototype.
        pub instance_shape: Nullable<Shape>,
        /// See `instance_shape`.
        pub instance_prototype: Slot,
        /// A shape of the constructor, with `prototype` in the slot below.
        pub constructor_shape: Nullable<Shape>,
        /// See `constructor_shape`.
        pub prototype_slot: Plain<u32>,
        /// How many inline slots instances get.
        pub instance_capacity: Plain<u16>,
        /// How many instances were looked at to learn that.
        pub instances_seen: Plain<u16>,
        /// Where the rest array goes.
        pub rest_register: Plain<u16>,
        /// Where the arguments object or list goes.
        pub arguments_register: Plain<u16>,
        /// Calls and loop turns, for tiers.
        pub heat: Plain<u32>,
    }
    tail /// The slots.
    pub slots: [FeedbackSlot; word];
}
