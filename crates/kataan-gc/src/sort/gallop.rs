//! The search for a value's place in a run, from a hint outward by doubling steps.

use super::{Sorter, get};
use crate::arrays::ValueArray;
use crate::heap::OutOfMemory;
use crate::reference::Gc;
use crate::stack::HasHeap;
use crate::value::Value;

/// Part of an array that is in order.
#[derive(Clone, Copy)]
pub(super) struct Stretch {
    pub(super) array: Gc<ValueArray>,
    pub(super) start: usize,
    pub(super) length: usize,
}

impl Stretch {
    fn at(self, index: usize) -> Value {
        get(self.array, self.start + index)
    }
}

/// The next distance from the hint, at most `limit`.
fn doubled(distance: usize, limit: usize) -> usize {
    (2 * distance + 1).min(limit)
}

impl<C, E, F> Sorter<'_, C, F>
where
    C: HasHeap,
    E: From<OutOfMemory>,
    F: FnMut(&mut C, Value, Value) -> Result<bool, E>,
{
    /// How many values of the stretch are less than `key`: its place before its equals.
    pub(super) fn gallop_left(
        &mut self,
        key: Value,
        stretch: Stretch,
        hint: usize,
    ) -> Result<usize, E> {
        let (mut last, mut distance) = (0, 1);
        let (mut low, mut high);
        if self.less(stretch.at(hint), key)? {
            let limit = stretch.length - hint;
            while distance < limit && self.less(stretch.at(hint + distance), key)? {
                last = distance;
                distance = doubled(distance, limit);
            }
            (low, high) = (hint + last + 1, hint + distance.min(limit));
        } else {
            let limit = hint + 1;
            while distance < limit && !self.less(stretch.at(hint - distance), key)? {
                last = distance;
                distance = doubled(distance, limit);
            }
            (low, high) = (limit - distance.min(limit), hint - last);
        }
        while low < high {
            let middle = low + (high - low) / 2;
            if self.less(stretch.at(middle), key)? {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(high)
    }

    /// How many values of the stretch are not greater than `key`: its place after its equals.
    pub(super) fn gallop_right(
        &mut self,
        key: Value,
        stretch: Stretch,
        hint: usize,
    ) -> Result<usize, E> {
        let (mut last, mut distance) = (0, 1);
        let (mut low, mut high);
        if self.less(key, stretch.at(hint))? {
            let limit = hint + 1;
            while distance < limit && self.less(key, stretch.at(hint - distance))? {
                last = distance;
                distance = doubled(distance, limit);
            }
            (low, high) = (limit - distance.min(limit), hint - last);
        } else {
            let limit = stretch.length - hint;
            while distance < limit && !self.less(key, stretch.at(hint + distance))? {
                last = distance;
                distance = doubled(distance, limit);
            }
            (low, high) = (hint + last + 1, hint + distance.min(limit));
        }
        while low < high {
            let middle = low + (high - low) / 2;
            if self.less(key, stretch.at(middle))? {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        Ok(high)
    }
}
