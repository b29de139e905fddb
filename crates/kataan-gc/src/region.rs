//! The region: one address range, aligned to 4 GiB, that holds every cell of an isolate.
//!
//! A reference is a 32-bit offset from the region's base, and any address inside the region gives
//! that base by masking. All decoding is here. The range's parts:
//!
//! | offset | what |
//! | --- | --- |
//! | 0 | the state pages ([`RegionState`]) |
//! | [`LOG_TABLE`] | write log, a byte per 128-byte line |
//! | [`LINE_TABLE`] | line marks, a byte per line |
//! | [`START_TABLE`] | object-start bits, a bit per 8 bytes |
//! | [`MARK_TABLE`] | mark bits, a bit per 8 bytes |
//! | [`LOWER_CELLS`] | cells, only when the upper half is full |
//! | [`UPPER_CELLS`] | cells |
//!
//! Cells stand high so that small integers, text and lengths never look like references.
//!
//! Invariants: a `Region` is made only from a live mapping and not used after it ends; table bytes
//! of an offset are committed before the offset is given to a cell; the state page is reached
//! through shared references to `Cell`s and atomics only.
#![allow(unsafe_code)]

use crate::os;
use crate::value::Value;
use core::cell::Cell;
use core::ptr::with_exposed_provenance_mut;
use core::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;

/// The region's alignment and greatest size.
pub(crate) const REGION_SIZE: usize = 1 << 32;
/// A line: the unit of reuse and of the write log.
pub(crate) const LINE: usize = 128;
/// A block: the unit in which the allocator takes memory.
pub(crate) const BLOCK: usize = 32 << 10;
/// What is committed at once.
pub(crate) const CHUNK: usize = 4 << 20;

pub(crate) const LOG_TABLE: usize = 1 << 20;
pub(crate) const LINE_TABLE: usize = LOG_TABLE + REGION_SIZE / LINE;
pub(crate) const START_TABLE: usize = LINE_TABLE + REGION_SIZE / LINE;
pub(crate) const MARK_TABLE: usize = START_TABLE + REGION_SIZE / 64;
pub(crate) const LOWER_CELLS: usize = 256 << 20;
pub(crate) const UPPER_CELLS: usize = (2 << 30) + (64 << 10);
const _: () = assert!(MARK_TABLE + REGION_SIZE / 64 <= LOWER_CELLS);

/// A line's log byte: unwritten since the last collection, or written.
pub(crate) const LOG_CLEAN: u8 = 0;
/// The line was handed to the allocator since the last collection: nothing in it needs logging.
pub(crate) const LOG_NEW: u8 = 1;
/// An old line that was written to since the last collection.
pub(crate) const LOG_DIRTY: u8 = 2;

/// What native code needs at a fixed place: at offset 0 of the region.
///
/// Always reached by shared reference: every member is a `Cell` or an atomic.
#[repr(C)]
#[derive(Debug)]
pub struct RegionState {
    /// Where the next small cell goes (an address).
    pub cursor: Cell<usize>,
    /// End of the hole that `cursor` moves in (an address).
    pub limit: Cell<usize>,
    /// Lowest stack address that native recursion may reach.
    pub stack_limit: Cell<usize>,
    /// Polled at function entries and loop heads: zero when there is nothing to do. The VM gives
    /// the bits their meaning; other threads set them through an [`InterruptHandle`].
    pub interrupt: AtomicU64,
    /// The pending exception: a root. [`Value::HOLE`] when there is none.
    pub exception: Cell<Value>,
    /// First register of the current stack's register segment: scanned precisely from here ...
    pub registers_base: Cell<*mut Value>,
    /// ... up to here, the current frame's top.
    pub registers_top: Cell<*mut Value>,
    /// Words from the top up to here may have been used before: a collection overwrites them with
    /// `undefined`, so that no later frame finds a reference to a dead cell in them.
    pub registers_high: Cell<*mut Value>,
    /// Outermost native stack address in use; zero when no entry is active.
    pub(crate) stack_base: Cell<usize>,
    /// Active entries.
    pub(crate) entries: Cell<usize>,
    /// Words of the VM's and of compiled code's own, not scanned.
    pub scratch: [Cell<u64>; 16],
    /// Per kind: offset of its tail.
    pub(crate) tail_offset: [Cell<u16>; 256],
    /// Per kind: the kind that it extends, or 0.
    pub(crate) base_kind: [Cell<u8>; 256],
}

/// The base address of a region, as a copyable handle.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Region {
    base: usize,
}

impl Region {
    /// The region that an address inside it belongs to.
    #[inline(always)]
    pub(crate) fn of_address(address: usize) -> Region {
        Region {
            base: address & !(REGION_SIZE - 1),
        }
    }

    /// The address that every offset counts from.
    #[inline(always)]
    pub fn base(self) -> usize {
        self.base
    }

    /// A pointer to `offset`. The one function that decodes a reference.
    #[inline(always)]
    pub(crate) fn at(self, offset: u32) -> *mut u8 {
        with_exposed_provenance_mut(self.base | offset as usize)
    }

    /// The state at the region's start.
    #[inline(always)]
    pub fn state(&self) -> &RegionState {
        // SAFETY: the state page is committed for as long as the region lives, was initialised
        // when it was made, and is only ever reached by shared reference.
        unsafe { &*with_exposed_provenance_mut::<RegionState>(self.base) }
    }

    #[inline(always)]
    fn table(self, table: usize, index: usize) -> &'static Cell<u8> {
        // SAFETY: the byte is inside the region's tables, committed before an offset that it
        // serves was handed out; `Cell` allows every alias.
        unsafe { &*with_exposed_provenance_mut::<Cell<u8>>(self.base + table + index) }
    }

    /// The log byte of the line at `offset`.
    #[inline(always)]
    pub(crate) fn log(self, offset: u32) -> &'static Cell<u8> {
        self.table(LOG_TABLE, offset as usize / LINE)
    }

    /// Sets the log bytes of `lines` lines from `offset` on.
    pub(crate) fn fill_log(self, offset: u32, lines: usize, log: u8) {
        let first =
            with_exposed_provenance_mut::<u8>(self.base + LOG_TABLE + offset as usize / LINE);
        // SAFETY: the bytes serve committed lines; no reference into the table is held across this.
        unsafe { first.write_bytes(log, lines) };
    }

    /// Whether no live cell lies in the line at `offset`, by the marks of the last collection: no
    /// marked cell starts in it, and none reaches into it from the line before.
    #[inline(always)]
    pub(crate) fn line_is_free(self, offset: u32) -> bool {
        let line = offset as usize / LINE;
        self.table(LINE_TABLE, line).get() == 0
            && self.table(MARK_TABLE, line * 2).get() | self.table(MARK_TABLE, line * 2 + 1).get()
                == 0
    }

    /// Records that a marked cell reaches into the line at `offset` from the one before.
    #[inline(always)]
    pub(crate) fn mark_line(self, offset: u32) {
        self.table(LINE_TABLE, offset as usize / LINE).set(1);
    }

    /// Marks the cell at `offset`; false if it was marked.
    #[inline(always)]
    pub(crate) fn mark(self, offset: u32) -> bool {
        let byte = self.table(MARK_TABLE, offset as usize / 64);
        let bit = 1 << (offset / 8 % 8);
        let old = byte.get();
        byte.set(old | bit);
        old & bit == 0
    }

    /// Whether the cell at `offset` is marked.
    #[inline(always)]
    pub(crate) fn is_marked(self, offset: u32) -> bool {
        self.table(MARK_TABLE, offset as usize / 64).get() & 1 << (offset / 8 % 8) != 0
    }

    /// Whether a cell starts at `offset`.
    #[inline(always)]
    pub(crate) fn is_start(self, offset: u32) -> bool {
        offset.is_multiple_of(8)
            && self.table(START_TABLE, offset as usize / 64).get() & 1 << (offset / 8 % 8) != 0
    }

    /// The bytes of a table that serve `size` bytes from `offset` on, `per` bytes to each.
    pub(crate) fn table_bytes(
        self,
        table: usize,
        per: usize,
        offset: u32,
        size: usize,
    ) -> &'static [Cell<u8>] {
        let first =
            with_exposed_provenance_mut::<Cell<u8>>(self.base + table + offset as usize / per);
        // SAFETY: the bytes serve committed cells; `Cell` allows every alias.
        unsafe { core::slice::from_raw_parts(first, size / per) }
    }

    /// Records that a cell starts at `offset`.
    #[inline(always)]
    pub(crate) fn set_start(self, offset: u32) {
        let byte = self.table(START_TABLE, offset as usize / 64);
        byte.set(byte.get() | 1 << (offset / 8 % 8));
    }
}

/// An owned mapping: released when the last holder lets go.
#[derive(Debug)]
pub(crate) struct Mapping {
    base: usize,
    /// The reserved ranges: address and size.
    pieces: Vec<(usize, usize)>,
    /// Bytes of cells in the upper half, if the address space is limited.
    limited: Option<usize>,
}

/// Smaller sizes to try where the address space is limited.
const SMALLER: [usize; 4] = [1 << 30, 512 << 20, 256 << 20, 64 << 20];
/// Where to try them: multiples of the region's size from this one on.
const FIRST_BASE: usize = 1 << 40;

impl Mapping {
    /// Reserves a region and initialises its state.
    pub(crate) fn new() -> Option<Mapping> {
        let whole = os::reserve(REGION_SIZE, REGION_SIZE);
        let whole = whole.map(|base| Mapping {
            base,
            pieces: vec![(base, REGION_SIZE)],
            limited: None,
        });
        let mapping = whole.or_else(Mapping::smaller)?;
        if !os::commit(mapping.base, os::PAGE) {
            return None;
        }
        let state = with_exposed_provenance_mut::<RegionState>(mapping.base);
        // SAFETY: the page is committed, zero and ours alone; all-zero bytes are valid for every
        // member, and `exception` is set right here.
        unsafe { (*state).exception.set(Value::HOLE) };
        Some(mapping)
    }

    /// Under a limit of address space: the state, the first cells of the upper half, and the
    /// pieces of the tables that serve them.
    fn smaller() -> Option<Mapping> {
        let bases = (0..16).map(|index| FIRST_BASE + index * REGION_SIZE);
        let tries = SMALLER
            .iter()
            .flat_map(|size| bases.clone().map(move |base| (base, *size)));
        tries.into_iter().find_map(|(base, size)| {
            // What is reserved before a failure is released with the mapping.
            let mut mapping = Mapping {
                base,
                pieces: Vec::new(),
                limited: Some(size),
            };
            let mut reserve = |offset: usize, size: usize| {
                let start = (base + offset) & !(os::PAGE - 1);
                let size = (base + offset + size).next_multiple_of(os::PAGE) - start;
                let reserved = os::reserve_at(start, size);
                if reserved {
                    mapping.pieces.push((start, size));
                }
                reserved
            };
            let done = reserve(0, os::PAGE)
                && reserve(UPPER_CELLS, size)
                && reserve(LOG_TABLE + UPPER_CELLS / LINE, size / LINE)
                && reserve(LINE_TABLE + UPPER_CELLS / LINE, size / LINE)
                && reserve(START_TABLE + UPPER_CELLS / 64, size / 64)
                && reserve(MARK_TABLE + UPPER_CELLS / 64, size / 64);
            done.then_some(mapping)
        })
    }

    /// Bytes of cells in the upper half, if they are fewer than there could be.
    pub(crate) fn limited(&self) -> Option<usize> {
        self.limited
    }

    pub(crate) fn region(&self) -> Region {
        Region { base: self.base }
    }

    /// Commits `CHUNK` bytes of cells at `offset` together with the tables that serve them.
    pub(crate) fn commit_chunk(&self, offset: usize) -> bool {
        let end = self.limited.map_or(REGION_SIZE, |size| UPPER_CELLS + size);
        let size = CHUNK.min(end - offset);
        let piece = |table: usize, shift: u32| {
            let start = (self.base + table + (offset >> shift)) & !(os::PAGE - 1);
            let end = (self.base + table + ((offset + size) >> shift)).next_multiple_of(os::PAGE);
            os::commit(start, end - start)
        };
        piece(LOG_TABLE, 7)
            && piece(LINE_TABLE, 7)
            && piece(START_TABLE, 6)
            && piece(MARK_TABLE, 6)
            && os::commit(self.base + offset, size)
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        for (address, size) in &self.pieces {
            os::release(*address, *size);
        }
    }
}

/// Sets an isolate's interrupt word from any thread, also after the isolate has ended.
#[derive(Clone, Debug)]
pub struct InterruptHandle {
    mapping: Arc<Mapping>,
}

impl InterruptHandle {
    pub(crate) fn new(mapping: Arc<Mapping>) -> InterruptHandle {
        InterruptHandle { mapping }
    }

    /// Sets `bits` in the interrupt word; returns the word as it was.
    pub fn raise(&self, bits: u64) -> u64 {
        self.word().fetch_or(bits, Ordering::SeqCst)
    }

    /// Clears `bits` in the interrupt word; returns the word as it was.
    pub fn clear(&self, bits: u64) -> u64 {
        self.word().fetch_and(!bits, Ordering::SeqCst)
    }

    fn word(&self) -> &AtomicU64 {
        let state = with_exposed_provenance_mut::<RegionState>(self.mapping.base);
        // SAFETY: the mapping is held by `self`. Only the atomic is borrowed: the state's other
        // members are another thread's.
        unsafe { &(*state).interrupt }
    }
}
