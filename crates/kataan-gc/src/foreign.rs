//! Objects of another engine, beside the family of objects that a heap's main engine declares.
//!
//! Values of the tag `Object` refer to cells of one family, whose types extend one root, so that the
//! engine which declares them needs no test of the kind. The objects of a second engine on the same
//! heap (WebAssembly's structures and arrays beside JavaScript's) extend [`ForeignObject`] instead. They
//! are told from the family by their kind alone: [`Region::gc`](crate::Region::gc) gives `None` where
//! the family's root is asked for.
//!
//! What looks at an object before it knows the kind may rely on two things, so that inline caches need
//! no further test. The flag [`EXOTIC`] is set. And the word after the header, where the family keeps a
//! reference (a shape), is a number that is no cell's offset and not zero, so that no comparison with
//! one succeeds.

use crate::cell;
use crate::field::Plain;
use core::ops::Range;

/// The ids of kinds that extend [`ForeignObject`].
pub const FOREIGN_KINDS: Range<u8> = 160..200;

/// The kind's flag, in the header of every cell of the tag `Object`, which says that nothing about the
/// object may be taken for granted.
pub const EXOTIC: u8 = 1;

/// Numbers that a [`ForeignObject`] may bear are below this: no cell has a smaller offset.
pub const FOREIGN_TYPES: u32 = 1 << 28;

cell! {
    /// The root of another engine's objects.
    pub struct ForeignObject as Object, open {
        /// What the object is, in its engine's own numbering: above zero and below
        /// [`FOREIGN_TYPES`].
        pub ty: Plain<u32>,
    }
}

/// Whether a kind's objects are another engine's.
#[inline(always)]
pub(crate) const fn is_foreign_kind(kind: u8) -> bool {
    kind.wrapping_sub(FOREIGN_KINDS.start) < FOREIGN_KINDS.end - FOREIGN_KINDS.start
}

const _: () = assert!(FOREIGN_TYPES as usize <= crate::region::LOWER_CELLS);
