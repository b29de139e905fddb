//! The target of a cast, and what values belong to it.

use crate::syntax::types::{HeapType, RefType};

/// A reference type in an immediate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CastTarget(RefType);

impl CastTarget {
    pub(crate) fn new(nullable: bool, heap: HeapType) -> Self {
        Self(RefType::new(nullable, heap))
    }

    pub(crate) fn bits(self) -> u64 {
        u64::from(self.0.bits())
    }

    pub(crate) fn from_bits(bits: u64) -> Self {
        Self(RefType::from_bits(bits as u32))
    }

    pub(crate) fn ty(self) -> RefType {
        self.0
    }
}
