//! The code of a function in the register form, with what unwinding and backtraces need.

use super::operation::Word;
use alloc::boxed::Box;

/// Where an exception goes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CatchTarget {
    /// A tag of the module, or any.
    pub(crate) tag: Option<u32>,
    /// The word that handles it.
    pub(crate) target: u32,
    /// The register of the first value.
    pub(crate) values: u16,
    /// The register of the exception itself.
    pub(crate) reference: Option<u16>,
}

/// A protected range of words.
#[derive(Clone, Debug)]
pub(crate) struct Handler {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// How many blocks enclose the handler's.
    pub(crate) depth: u32,
    /// Only handlers of blocks at most this deep are tried (legacy `delegate`).
    pub(crate) delegate: Option<u32>,
    pub(crate) catches: Box<[CatchTarget]>,
}

/// A function in the register form.
#[derive(Debug)]
pub(crate) struct FuncCode {
    pub(super) words: Box<[Word]>,
    /// Bytes of the register stack that a call needs.
    pub(super) frame_bytes: usize,
    /// Words of the parameters.
    pub(super) param_slots: usize,
    /// Innermost first.
    pub(crate) handlers: Box<[Handler]>,
    /// Word and offset in the module, ascending.
    pub(crate) positions: Box<[(u32, u32)]>,
    /// The function's index in its module.
    pub(crate) func: u32,
}

impl FuncCode {
    /// The offset in the module of the instruction that ends before `word`.
    pub(crate) fn offset_before(&self, word: u32) -> Option<u32> {
        let after = self.positions.partition_point(|(start, _)| *start < word);
        Some(self.positions[after.checked_sub(1)?].1)
    }
}
