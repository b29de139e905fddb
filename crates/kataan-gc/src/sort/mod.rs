//! A stable sort of a list of values whose comparison may run any code, collections included.
//!
//! The sorts of std are not for this: their buffers are Rust's own heap, and a comparison that
//! collects would free what lies there. Here both halves of each merge lie in cells.
//!
//! The algorithm is timsort. Runs that are in order already are found first, short ones are made
//! longer by insertion, and neighbors are merged when the lengths on the stack of runs ask for it.
//! A merge in which one side wins again and again gallops: it looks for the end of the winning
//! stretch by doubling steps. Values in order take one comparison each, and the comparisons made
//! are those of V8's sort, which programs with inconsistent comparators see.

mod gallop;
mod merge;

use crate::arrays::ValueArray;
use crate::heap::OutOfMemory;
use crate::reference::Gc;
use crate::stack::HasHeap;
use crate::value::Value;
use crate::vector::RootedList;
use merge::MIN_GALLOP;

/// Runs of a list of at least so many values are at least half as long.
const SHORT: usize = 64;

/// Sorts `list`, stably, by `is_less`, which may fail and may run any code but must leave the list
/// alone. An inconsistent comparison gives some order. After a failure the list holds the same
/// values in some order.
pub fn sort_list<C, E, F>(context: &mut C, list: RootedList, is_less: F) -> Result<(), E>
where
    C: HasHeap,
    E: From<OutOfMemory>,
    F: FnMut(&mut C, Value, Value) -> Result<bool, E>,
{
    let mut sorter = Sorter {
        context,
        is_less,
        home: list.storage(),
        spare: None,
        min_gallop: MIN_GALLOP,
        runs: Vec::new(),
    };
    sorter.sort(list.len())
}

/// Values from `start` that are in order.
#[derive(Clone, Copy)]
struct Run {
    start: usize,
    length: usize,
}

/// A sort that is under way.
struct Sorter<'c, C, F> {
    context: &'c mut C,
    is_less: F,
    /// What is sorted, in place.
    home: Gc<ValueArray>,
    /// One side of the merge at hand; made when first needed.
    spare: Option<Gc<ValueArray>>,
    /// How often one side must win in a row before a merge gallops: less where galloping pays.
    min_gallop: usize,
    /// Runs that are not merged yet, from the left.
    runs: Vec<Run>,
}

fn get(array: Gc<ValueArray>, index: usize) -> Value {
    array.slots()[index].get()
}

fn set(array: Gc<ValueArray>, index: usize, value: Value) {
    array.slots()[index].set(value);
}

impl<C, E, F> Sorter<'_, C, F>
where
    C: HasHeap,
    E: From<OutOfMemory>,
    F: FnMut(&mut C, Value, Value) -> Result<bool, E>,
{
    fn less(&mut self, left: Value, right: Value) -> Result<bool, E> {
        (self.is_less)(self.context, left, right)
    }

    fn sort(&mut self, length: usize) -> Result<(), E> {
        if length < 2 {
            return Ok(());
        }
        let least = least_run(length);
        let mut start = 0;
        while start < length {
            let mut end = self.find_run(start, length)?;
            let wanted = (start + least).min(length);
            if end < wanted {
                self.insert(start, end, wanted)?;
                end = wanted;
            }
            self.runs.push(Run {
                start,
                length: end - start,
            });
            self.balance()?;
            start = end;
        }
        while self.runs.len() > 1 {
            self.merge_at(self.smaller_pair(self.runs.len() - 2))?;
        }
        Ok(())
    }

    /// Where the run ends that begins at `start`. One that falls is turned around; it falls
    /// strictly, so that equal values keep their order.
    fn find_run(&mut self, start: usize, limit: usize) -> Result<usize, E> {
        let mut end = start + 1;
        if end == limit {
            return Ok(end);
        }
        let falls = self.less(get(self.home, end), get(self.home, start))?;
        end += 1;
        while end < limit && self.less(get(self.home, end), get(self.home, end - 1))? == falls {
            end += 1;
        }
        if falls {
            let (mut low, mut high) = (start, end - 1);
            while low < high {
                let (first, last) = (get(self.home, low), get(self.home, high));
                set(self.home, low, last);
                set(self.home, high, first);
                low += 1;
                high -= 1;
            }
        }
        Ok(end)
    }

    /// Makes the run `start..sorted` longer: up to `end`.
    fn insert(&mut self, start: usize, sorted: usize, end: usize) -> Result<(), E> {
        for next in sorted..end {
            let value = get(self.home, next);
            let (mut low, mut high) = (start, next);
            while low < high {
                let middle = low + (high - low) / 2;
                if self.less(value, get(self.home, middle))? {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            for index in (low..next).rev() {
                set(self.home, index + 1, get(self.home, index));
            }
            set(self.home, low, value);
        }
        Ok(())
    }

    /// Merges until each run is longer than the next two together: their number stays logarithmic.
    fn balance(&mut self) -> Result<(), E> {
        while self.runs.len() > 1 {
            let last = self.runs.len() - 1;
            if !self.is_balanced(last) || !self.is_balanced(last - 1) {
                self.merge_at(self.smaller_pair(last - 1))?;
            } else if self.runs[last - 1].length <= self.runs[last].length {
                self.merge_at(last - 1)?;
            } else {
                break;
            }
        }
        Ok(())
    }

    /// Whether the run two before `index` is longer than the two after it.
    fn is_balanced(&self, index: usize) -> bool {
        index < 2
            || self.runs[index - 2].length > self.runs[index - 1].length + self.runs[index].length
    }

    /// Of the pairs that the run at `middle` could make, the one with the shorter neighbor.
    fn smaller_pair(&self, middle: usize) -> usize {
        if middle > 0 && self.runs[middle - 1].length < self.runs[middle + 1].length {
            middle - 1
        } else {
            middle
        }
    }
}

/// The least length of a run: such that the list divides into a power of two of them, or a little
/// less.
fn least_run(mut length: usize) -> usize {
    let mut rest = 0;
    while length >= SHORT {
        rest |= length & 1;
        length >>= 1;
    }
    length + rest
}
