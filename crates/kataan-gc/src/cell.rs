//! Cells: the header that each starts with, and what a cell type declares.
//!
//! A cell is `#[repr(C)]`, aligned to 8 bytes, and starts with 4 bytes of [`Header`]; its first
//! member, if 4 bytes long, completes the header's 8 bytes (an object's shape, an array's length).
//! A variable number of equal elements, the tail, may follow the fixed members. Cell types are
//! declared by [`cell!`](crate::cell) only, which implements the traits of this page.
//!
//! # Invariants
//! A header is the first thing in a live cell of a region, and names a kind of the heap's table. The
//! traits here are implemented by the declaring macros alone, whose descriptors follow the layout.
#![allow(unsafe_code)]

use crate::field::FieldType;
use crate::kind::CellDescriptor;
use crate::value::{Tag, Value};
use core::cell::Cell;

/// The first four bytes of every cell.
#[repr(C, align(4))]
pub struct Header {
    kind: u8,
    flags: Cell<u8>,
    small: Cell<u16>,
}

/// The collector's flags are the low four, the kind's the high four. Of a record, the collector's
/// tell how many of its words are values.
const KIND_FLAGS_SHIFT: u32 = 4;

impl Header {
    #[inline(always)]
    pub(crate) fn new(kind: u8, small: u16) -> Header {
        Header {
            kind,
            flags: Cell::new(0),
            small: Cell::new(small),
        }
    }

    /// The kind's id.
    #[inline(always)]
    pub fn kind(&self) -> u8 {
        self.kind
    }

    /// Four flags of the kind's own (0 to 15).
    #[inline(always)]
    pub fn flags(&self) -> u8 {
        self.flags.get() >> KIND_FLAGS_SHIFT
    }

    /// Sets the kind's four flags.
    #[inline(always)]
    pub fn set_flags(&self, flags: u8) {
        debug_assert!(flags < 16);
        self.flags
            .set(self.flags.get() & 0xF | flags << KIND_FLAGS_SHIFT);
    }

    /// The collector's four flags.
    #[inline(always)]
    pub(crate) fn collector_flags(&self) -> u8 {
        self.flags.get() & 0xF
    }

    #[inline(always)]
    pub(crate) fn set_collector_flags(&self, flags: u8) {
        debug_assert!(flags < 16);
        self.flags.set(self.flags.get() & 0xF0 | flags);
    }

    /// The 16-bit number: the tail's length for kinds that count it here, else the kind's own.
    #[inline(always)]
    pub fn small(&self) -> u16 {
        self.small.get()
    }
}

/// Where a tail's length is kept.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum TailCount {
    /// In the header's 16-bit number.
    #[default]
    Small,
    /// In the 32-bit word after it.
    Word,
    /// In the 32 bits after the header's eight bytes: the word means something else.
    Long,
    /// A record: the header's 16-bit number counts words of 8 bytes, of which some at the start are
    /// values and the rest is data.
    Record,
}

/// A cell type. Implemented by [`cell!`](crate::cell) only.
///
/// # Safety
/// `Self` is laid out as `DESCRIPTOR` says.
pub unsafe trait CellType: Sized + 'static {
    /// Its name, also in heap dumps.
    const NAME: &'static str;
    /// The class of values that refer to it, if any do.
    const TAG: Option<Tag>;
    /// Whether other types extend it and may stand where it is expected.
    const OPEN: bool;
    /// Its layout.
    const DESCRIPTOR: &'static CellDescriptor;
    /// Its initialiser.
    type Init<'a>: CellInit<Cell = Self>;
}

/// A cell type that has an id: listed in its crate's [`kinds!`](crate::kinds) table.
///
/// # Safety
/// `KIND` is its id in that table.
pub unsafe trait Kinded: CellType {
    /// Its id.
    const KIND: u8;
}

/// `Self` starts with a `Base`.
///
/// # Safety
/// It does, and its descriptor names it as the base.
pub unsafe trait Extends<Base>: CellType {}

// SAFETY: every type starts with itself.
unsafe impl<T: CellType> Extends<T> for T {}

/// The first contents of a cell: plain members that `allocate` writes in place.
///
/// # Safety
/// `write` initialises every member but the header and the tail's length.
pub unsafe trait CellInit {
    /// What it initialises.
    type Cell: CellType;

    /// Elements of the tail; 0 without one.
    fn tail_length(&self) -> usize;

    /// Writes the members at `cell` and the tail's elements at `tail`.
    ///
    /// # Safety
    /// Both are in a cell just allocated for this initialiser.
    unsafe fn write(self, cell: *mut u8, tail: *mut u8);
}

/// The first contents of a tail.
#[derive(Clone, Copy, Debug)]
pub enum TailInit<'a, I> {
    /// So many copies of one element.
    Fill(usize, I),
    /// Copies of these elements.
    Copy(&'a [I]),
    /// Copies of these elements, then copies of one up to so many in all.
    Pad(&'a [I], usize, I),
    /// Copies of these elements, then of those.
    Concat(&'a [I], &'a [I]),
    /// So many elements that keep whatever their memory held: plain data only, made by [`blank_bytes`].
    Blank(usize, Blank<I>),
}

/// Says that any bytes are an element: made by [`blank_bytes`].
#[derive(Clone, Copy, Debug)]
pub struct Blank<I>(core::marker::PhantomData<I>);

/// A tail of bytes that its owner writes before anybody reads it: a large one costs nothing until
/// then.
pub fn blank_bytes(count: usize) -> TailInit<'static, u8> {
    TailInit::Blank(count, Blank(core::marker::PhantomData))
}

impl<I: Copy> TailInit<'_, I> {
    /// How many elements.
    #[inline(always)]
    pub fn length(&self) -> usize {
        match self {
            TailInit::Fill(count, _) => *count,
            TailInit::Copy(elements) => elements.len(),
            TailInit::Pad(elements, count, _) => (*count).max(elements.len()),
            TailInit::Concat(first, second) => first.len() + second.len(),
            TailInit::Blank(count, _) => *count,
        }
    }

    /// Writes the elements.
    ///
    /// # Safety
    /// `place` is memory for [`length`](Self::length) of them in a cell just allocated.
    #[inline(always)]
    pub unsafe fn write<F: FieldType<Init = I>>(self, place: *mut F) {
        let mut place = place;
        let mut put = |element: I| {
            // SAFETY: called `length` times in all, over consecutive elements.
            unsafe {
                F::initialize(place, element);
                place = place.add(1);
            }
        };
        match self {
            TailInit::Fill(count, element) => (0..count).for_each(|_| put(element)),
            TailInit::Copy(elements) => elements.iter().for_each(|element| put(*element)),
            TailInit::Pad(elements, count, element) => {
                elements.iter().for_each(|element| put(*element));
                (elements.len()..count).for_each(|_| put(element));
            }
            TailInit::Concat(first, second) => {
                first.iter().for_each(|element| put(*element));
                second.iter().for_each(|element| put(*element));
            }
            // Memory of the region is never uninitialised, and any bytes are bytes.
            TailInit::Blank(..) => {}
        }
    }
}

/// The first contents of a record: equal values, and zeros.
#[derive(Clone, Copy, Debug)]
pub struct RecordInit {
    /// How many values there are.
    pub values: usize,
    /// What each is at first.
    pub fill: Value,
    /// How many bytes of data follow; rounded up to words.
    pub data: usize,
}

/// From so many values on, the last word of a record holds their number.
pub(crate) const MANY_VALUES: u8 = 15;

impl RecordInit {
    /// How many words the record takes.
    #[inline(always)]
    pub fn length(&self) -> usize {
        let count = usize::from(self.values >= usize::from(MANY_VALUES));
        self.values + self.data.div_ceil(8) + count
    }

    /// Writes the record.
    ///
    /// # Safety
    /// `cell` was just allocated, and `record` is memory for [`length`](Self::length) words in it.
    #[inline(always)]
    pub unsafe fn write(self, cell: *mut u8, record: *mut u8) {
        let words = record.cast::<u64>();
        let length = self.length();
        // SAFETY: the header is written, and the record has `length` words.
        unsafe {
            for index in 0..self.values {
                words.add(index).write(self.fill.to_bits());
            }
            words.add(self.values).write_bytes(0, length - self.values);
            let header = &*cell.cast::<Header>();
            if self.values >= usize::from(MANY_VALUES) {
                words.add(length - 1).write(self.values as u64);
                header.set_collector_flags(MANY_VALUES);
            } else {
                header.set_collector_flags(self.values as u8);
            }
        }
    }
}

/// Any cell, with its type forgotten.
#[repr(C, align(8))]
pub struct AnyCell {
    header: Header,
}

// SAFETY: every cell starts with a header; no kind has this type, so none is allocated.
unsafe impl CellType for AnyCell {
    const NAME: &'static str = "AnyCell";
    const TAG: Option<Tag> = None;
    const OPEN: bool = true;
    const DESCRIPTOR: &'static CellDescriptor = &CellDescriptor {
        name: "AnyCell",
        module: module_path!(),
        size: 8,
        fields: &[],
        tail: None,
        base: None,
        tag: None,
        open: true,
    };
    type Init<'a> = Never;
}

/// The initialiser of what is never allocated.
#[derive(Debug)]
pub enum Never {}

// SAFETY: never called.
unsafe impl CellInit for Never {
    type Cell = AnyCell;
    fn tail_length(&self) -> usize {
        0
    }
    unsafe fn write(self, _: *mut u8, _: *mut u8) {}
}

impl AnyCell {
    /// Its header.
    pub fn header(&self) -> &Header {
        &self.header
    }
}
