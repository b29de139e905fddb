//! What is known of a register at a place in the code.

use super::environment::ShapeId;

/// What a register holds. Kinds that script cannot see are exact; everything else is a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Kind(u32);

impl Kind {
    /// Nothing that may be read: never written, left behind by a callee, or different things on
    /// different ways here.
    pub(super) const DEAD: Self = Self(0);
    /// A value that script may see, or UNINITIALIZED.
    pub(super) const VALUE: Self = Self(1);
    /// `undefined`, which is a value, and the environment where only globals follow.
    pub(super) const UNDEFINED: Self = Self(2);
    /// The first register of an iterator record: the iterator or what stands in for it.
    pub(super) const ITERATOR: Self = Self(3);
    /// The second: `next`, or the mark of a stand-in.
    pub(super) const NEXT: Self = Self(4);
    /// The third, which belongs to the VM.
    pub(super) const SPARE: Self = Self(5);
    /// An enumerator of keys, or `undefined`.
    pub(super) const ENUMERATOR: Self = Self(6);
    /// A dispose capability.
    pub(super) const CAPABILITY: Self = Self(7);
    /// The coroutine of a frame, in the place of `new.target`.
    pub(super) const COROUTINE: Self = Self(8);
    /// An environment of any shape, or `undefined`: a result of `find_binding`.
    pub(super) const RESOLVED: Self = Self(9);

    const SHAPES: u32 = 16;

    /// An environment of a known shape.
    pub(super) fn environment(shape: ShapeId) -> Self {
        Self(Self::SHAPES + shape.0)
    }

    /// An environment of a known shape, or `undefined` at the end of the chain.
    pub(super) fn scope(shape: Option<ShapeId>) -> Self {
        shape.map_or(Self::UNDEFINED, Self::environment)
    }

    /// The environment's shape.
    pub(super) fn shape(self) -> Option<ShapeId> {
        self.0.checked_sub(Self::SHAPES).map(ShapeId)
    }

    pub(super) fn is_value(self) -> bool {
        matches!(self, Self::VALUE | Self::UNDEFINED)
    }

    fn may_be_resolved(self) -> bool {
        matches!(self, Self::UNDEFINED | Self::RESOLVED) || self.shape().is_some()
    }

    /// Whether the register may be copied to another by itself.
    pub(super) fn is_single(self) -> bool {
        !matches!(
            self,
            Self::DEAD | Self::ITERATOR | Self::NEXT | Self::SPARE | Self::COROUTINE
        )
    }

    /// Whether it will do where a result of `find_binding` must stand.
    pub(super) fn is_resolved(self) -> bool {
        self.may_be_resolved()
    }

    /// What holds where two ways meet.
    pub(super) fn join(self, other: Self) -> Self {
        if self == other {
            self
        } else if self.is_value() && other.is_value() {
            Self::VALUE
        } else if self.may_be_resolved() && other.may_be_resolved() {
            Self::RESOLVED
        } else {
            Self::DEAD
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    /// Joining is what makes the walk end: it commutes, and only ever loses.
    #[test]
    fn joins_are_upper_bounds() {
        let kinds: Vec<Kind> = (0..10)
            .map(Kind)
            .chain([0, 1].map(|at| Kind::environment(ShapeId(at))))
            .collect();
        for &first in &kinds {
            for &second in &kinds {
                let joined = first.join(second);
                assert_eq!(joined, second.join(first));
                assert_eq!(joined.join(first), joined, "{first:?} {second:?}");
                for &third in &kinds {
                    assert_eq!(joined.join(third), first.join(second.join(third)));
                }
            }
        }
    }
}
