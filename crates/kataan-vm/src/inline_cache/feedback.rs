//! Feedback vectors: what one function has seen so far, shared by all its closures in a realm.
//!
//! A vector is also where the call sequence and the return sequence find all that they need of a
//! function in one cell: first instruction, frame size, constants. A slot is 16 bytes; what its
//! parts mean is its kind's, listed at [`FeedbackSlot`].

use crate::execution::template::{ConstantTable, Template};
use crate::object::Shape;
use crate::realm::Realm;
use kataan_gc::{AnyCell, Field, Nullable, Plain, PlainData, Slot, Weak, cell, cell_part};

cell_part! {
    /// One slot.
    ///
    /// | kind | `cell` | `data` | `extra` | `other` |
    /// | --- | --- | --- | --- | --- |
    /// | property | shape | byte offset and marks | holder, or next shape of an add | validity |
    /// | polymorphic | none | a mark | the table | |
    /// | global | shape of the global object | as property | global object | lexical binding |
    /// | private name | shape | byte offset | | private name |
    /// | call, construct | closure, or feedback vector of several | number of a native, or a mark | | |
    /// | literal | | | shape, or first instance | |
    /// | instanceof | shape of the constructor | slot of its `prototype` | | validity |
    /// | arithmetic, comparison | | operand types, whether a jump was taken | | |
    ///
    /// `cell` is weak: what a site remembers for comparing it keeps neither alive nor from dying.
    pub struct FeedbackSlot {
        /// What the cache compares; none once that has died.
        pub cell: Weak<AnyCell>,
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
        /// How often the function was entered, modulo 2^32.
        pub calls: Plain<u32>,
        /// How often its loops were turned, modulo 2^32: jumps backward that were taken.
        pub turns: Plain<u32>,
    }
    tail /// The slots.
    pub slots: [FeedbackSlot; word];
}

impl FeedbackVector {
    /// Counts an entry.
    #[inline(always)]
    pub(crate) fn count_call(&self) {
        self.calls.set(self.calls.get().wrapping_add(1));
    }

    /// Counts a turn of a loop.
    #[inline(always)]
    pub(crate) fn count_turn(&self) {
        self.turns.set(self.turns.get().wrapping_add(1));
    }
}
