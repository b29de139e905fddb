//! What running a module did, as far as engines must agree.

/// What became of a call.
#[derive(PartialEq, Debug)]
pub(crate) enum Call {
    /// The bits of the results.
    Values(Vec<u128>),
    Trap,
    /// The stack's size, and how fuel is counted, are an engine's own.
    CutShort,
}

/// What a module did.
#[derive(PartialEq, Debug, Default)]
pub(crate) struct Outcome {
    /// The exported functions, called in the order of their names.
    pub(crate) calls: Vec<Call>,
    /// Exported globals afterwards, in the order of their names.
    pub(crate) globals: Vec<u128>,
    /// Sizes and contents of exported memories afterwards.
    pub(crate) memories: Vec<(usize, u64)>,
}

impl Outcome {
    pub(crate) fn is_cut_short(&self) -> bool {
        self.calls.contains(&Call::CutShort)
    }

    pub(crate) fn add_memory(&mut self, bytes: &[u8]) {
        // FNV-1a over words.
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for word in bytes.chunks(8) {
            let mut padded = [0; 8];
            padded[..word.len()].copy_from_slice(word);
            hash = (hash ^ u64::from_le_bytes(padded)).wrapping_mul(0x0100_0000_01b3);
        }
        self.memories.push((bytes.len(), hash));
    }
}

/// The most bytes of a memory, and the most elements of a table.
pub(crate) const MEMORY: u64 = 1 << 22;
pub(crate) const TABLE: u64 = 10_000;
