//! The plain arrays of the crate, and the table of its kinds.

use crate::cell::AnyCell;
use crate::field::{Field, Plain, Slot};
use crate::foreign::ForeignObject;
use crate::table::{OrderedTable, TableCursor, TableEntries, TableStorage};
use crate::vector::ValueVector;
use crate::weak::{Registration, WeakArray, WeakEntries, WeakList, WeakTable};
use crate::{cell, kinds};

cell! {
    /// Values.
    pub struct ValueArray {}
    tail pub slots: [Slot; word];
}

cell! {
    /// Bytes.
    pub struct ByteArray {}
    tail pub bytes: [Plain<u8>; word];
}

cell! {
    /// 16-bit units.
    pub struct U16Array {}
    tail pub units: [Plain<u16>; word];
}

cell! {
    /// 32-bit words without references.
    pub struct U32Array {}
    tail pub words: [Plain<u32>; word];
}

cell! {
    /// 64-bit words without references.
    pub struct U64Array {}
    tail pub words: [Plain<u64>; word];
}

cell! {
    /// References to cells of any type.
    pub struct CellArray {}
    tail pub cells: [Field<AnyCell>; word];
}

kinds! {
    /// The kinds of this crate. Id 0 is no kind.
    pub static GC_KINDS: 1..32 = [
        ValueArray, ByteArray, U16Array, U32Array, U64Array, CellArray, ValueVector,
        OrderedTable, TableStorage, TableEntries, TableCursor,
        WeakTable, WeakEntries, WeakArray, WeakList, Registration, ForeignObject,
    ];
}
