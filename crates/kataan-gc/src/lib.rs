//! The heap of the Kataan engine: a region of flat cells and its collector.
//!
//! A cell is flat, position-independent bytes in one address range; a reference inside the heap is
//! a 32-bit offset. This crate knows layout and liveness. It does not know what a value means,
//! what an object or a string is, or that JavaScript exists: the crates above declare their cells
//! with [`cell!`] and list them with [`kinds!`]. How to use it is told in `docs/heap.md`.
//!
//! In reading order:
//!
//! - `value`: the 64-bit encoding; which bit patterns are references.
//! - `region`: the address range, its tables and its state page; all decoding.
//! - `reference`: [`Gc`], a pointer for locals.
//! - `cell`, `field`, `kind`, `declare`: what a cell is made of, and its declaration.
//! - `foreign`: objects of a second engine beside the family of the first.
//! - `heap`, `allocate`: the heap, and how cells are placed in it.
//! - `stack`, `roots`: what is alive to begin with.
//! - `barrier`, `trace`, `collect`: which stores are logged, what a cell refers to, collection.
//! - `verify`, `stress`, `statistics`: checks and numbers.
//! - `bytes`: numbers in the data of a cell.
//! - `arrays`, `vector`, `sort`, `table`, `weak`: cells that every client needs.
//! - `external`, `keep_alive`: resources outside the region, and the guard of views of them.
//! - `os`: address space.
//!
//! Two rules bind whoever uses it: no [`Gc`] or [`Value`] is ever kept in Rust's own heap, and no
//! memory outside the region is kept alive by a pointer into it.

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod allocate;
mod arrays;
mod barrier;
mod bytes;
mod cell;
mod collect;
mod declare;
mod external;
mod field;
mod foreign;
mod heap;
mod keep_alive;
mod kind;
mod os;
mod reference;
mod region;
mod roots;
mod sort;
mod stack;
mod statistics;
mod stress;
mod table;
mod trace;
mod value;
mod vector;
mod verify;
mod weak;

pub use arrays::{
    ByteArray, ByteArrayInit, CellArray, CellArrayInit, GC_KINDS, U16Array, U16ArrayInit, U32Array,
    U32ArrayInit, U64Array, U64ArrayInit, ValueArray, ValueArrayInit,
};
pub use bytes::{copy_data, fill_from, read_bytes, write_bytes};
pub use cell::{
    AnyCell, CellInit, CellType, Extends, Header, Kinded, RecordInit, TailCount, TailInit,
    blank_bytes,
};
pub use collect::Collection;
pub use external::{External, ExternalId};
pub use field::{Field, FieldType, Nullable, Plain, PlainData, Slot, Weak, WeakSlot};
pub use foreign::{EXOTIC, FOREIGN_KINDS, FOREIGN_TYPES, ForeignObject, ForeignObjectInit};
pub use heap::{Heap, HeapOptions, OutOfMemory};
pub use keep_alive::KeepAlive;
pub use kind::{
    CellDescriptor, FieldDescriptor, HeapError, KindTable, Part, PartClass, TailDescriptor,
};
pub use reference::Gc;
pub use region::{InterruptHandle, Region, RegionState};
pub use roots::{RootId, RootSource, RootSourceId, Roots};
pub use sort::sort_list;
pub use stack::{HasHeap, enter, suspend};
pub use statistics::{KindUsage, Statistics};
pub use stress::{HiddenReference, TrackingAllocator, exempt};
pub use table::{EntryIndex, OrderedTable, TableCursor, TableIter};
pub use value::{Tag, Value};
pub use vector::{RootedList, ValueVector};
pub use verify::Damage;
pub use weak::{
    Ephemeron, Registration, RegistrationInit, Watched, WeakIndex, WeakList, WeakTable,
};
