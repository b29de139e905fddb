//! Merging two neighboring runs.
//!
//! The shorter one is copied to the spare array, which leaves a hole as large as what the spare
//! array still holds. So nothing is overwritten unread, and a failed comparison loses no value: the
//! rest of the copy fits the hole.

use super::gallop::Stretch;
use super::{Run, Sorter, get, set};
use crate::arrays::{ValueArray, ValueArrayInit};
use crate::cell::TailInit;
use crate::heap::OutOfMemory;
use crate::reference::Gc;
use crate::stack::HasHeap;
use crate::value::Value;

/// How many wins in a row make galloping worth its comparisons.
pub(super) const MIN_GALLOP: usize = 7;

/// How a merge ended whose comparisons all succeeded.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ended {
    /// All of the run that stayed in place is placed.
    Placed,
    /// One value of the copy is left, and belongs beyond the rest of the other run.
    OneLeft,
}

/// A merge to the right: the hole lies before the rest of the right run.
struct Upward {
    /// The rest of the left run, in the spare array.
    left: usize,
    left_end: usize,
    /// The rest of the right run, at home.
    right: usize,
    right_end: usize,
}

/// A merge to the left: the hole lies after the rest of the left run.
struct Downward {
    /// The rest of the left run, at home.
    left_start: usize,
    left_end: usize,
    /// Where the rest of the right run ends in the spare array; it begins at 0.
    right_end: usize,
}

impl<C, E, F> Sorter<'_, C, F>
where
    C: HasHeap,
    E: From<OutOfMemory>,
    F: FnMut(&mut C, Value, Value) -> Result<bool, E>,
{
    /// Merges the runs at `index` and after it.
    pub(super) fn merge_at(&mut self, index: usize) -> Result<(), E> {
        let (left, right) = (self.runs[index], self.runs[index + 1]);
        self.runs[index].length += right.length;
        self.runs.remove(index + 1);
        // What is in place already at either end takes no part.
        let first = get(self.home, right.start);
        let skipped = self.gallop_right(first, self.stretch(left), 0)?;
        let left = Run {
            start: left.start + skipped,
            length: left.length - skipped,
        };
        if left.length == 0 {
            return Ok(());
        }
        let last = get(self.home, right.start - 1);
        let length = self.gallop_left(last, self.stretch(right), right.length - 1)?;
        if length == 0 {
            return Ok(());
        }
        let right = Run { length, ..right };
        if left.length <= right.length {
            self.merge_upward(left, right)
        } else {
            self.merge_downward(left, right)
        }
    }

    fn stretch(&self, run: Run) -> Stretch {
        Stretch {
            array: self.home,
            start: run.start,
            length: run.length,
        }
    }

    /// Copies a run to the spare array.
    fn copy_out(&mut self, run: Run) -> Result<Gc<ValueArray>, E> {
        let spare = match self.spare {
            Some(spare) if spare.slots().len() >= run.length => spare,
            _ => {
                // A copied run is never longer than half of the list.
                let capacity = (2 * run.length).min(self.home.slots().len() / 2 + 1);
                let slots = TailInit::Fill(capacity.max(run.length), Value::UNDEFINED);
                self.context.heap().allocate(ValueArrayInit { slots })?
            }
        };
        self.spare = Some(spare);
        for index in 0..run.length {
            set(spare, index, get(self.home, run.start + index));
        }
        Ok(spare)
    }

    fn merge_upward(&mut self, left: Run, right: Run) -> Result<(), E> {
        let spare = self.copy_out(left)?;
        let mut state = Upward {
            left: 0,
            left_end: left.length,
            right: right.start,
            right_end: right.start + right.length,
        };
        let ended = self.merge_up(spare, &mut state);
        let mut hole = state.hole();
        if let Ok(Ended::OneLeft) = ended {
            for index in state.right..state.right_end {
                set(self.home, hole, get(self.home, index));
                hole += 1;
            }
        }
        for index in state.left..state.left_end {
            set(self.home, hole, get(spare, index));
            hole += 1;
        }
        ended.map(|_| ())
    }

    fn merge_up(&mut self, spare: Gc<ValueArray>, state: &mut Upward) -> Result<Ended, E> {
        if let Some(ended) = state.take_right(self.home) {
            return Ok(ended);
        }
        if state.left_end - state.left == 1 {
            return Ok(Ended::OneLeft);
        }
        loop {
            let (mut left_wins, mut right_wins) = (0, 0);
            while left_wins < self.min_gallop && right_wins < self.min_gallop {
                let less = self.less(get(self.home, state.right), get(spare, state.left))?;
                let ended = if less {
                    (left_wins, right_wins) = (0, right_wins + 1);
                    state.take_right(self.home)
                } else {
                    (left_wins, right_wins) = (left_wins + 1, 0);
                    state.take_left(self.home, spare)
                };
                if let Some(ended) = ended {
                    return Ok(ended);
                }
            }
            self.min_gallop += 1;
            loop {
                self.min_gallop = (self.min_gallop - 1).max(1);
                if let Some(ended) =
                    self.gallop_up(spare, state, &mut left_wins, &mut right_wins)?
                {
                    return Ok(ended);
                }
                if left_wins < MIN_GALLOP && right_wins < MIN_GALLOP {
                    break;
                }
            }
            // Leaving has its price: it takes more wins to come back.
            self.min_gallop += 1;
        }
    }

    /// One stretch of each side.
    fn gallop_up(
        &mut self,
        spare: Gc<ValueArray>,
        state: &mut Upward,
        left_wins: &mut usize,
        right_wins: &mut usize,
    ) -> Result<Option<Ended>, E> {
        let lefts = Stretch {
            array: spare,
            start: state.left,
            length: state.left_end - state.left,
        };
        *left_wins = self.gallop_right(get(self.home, state.right), lefts, 0)?;
        for _ in 0..*left_wins {
            state.move_left(self.home, spare);
        }
        match state.left_end - state.left {
            0 => return Ok(Some(Ended::Placed)),
            1 if *left_wins > 0 => return Ok(Some(Ended::OneLeft)),
            _ => {}
        }
        if let Some(ended) = state.take_right(self.home) {
            return Ok(Some(ended));
        }
        let rights = Stretch {
            array: self.home,
            start: state.right,
            length: state.right_end - state.right,
        };
        *right_wins = self.gallop_left(get(spare, state.left), rights, 0)?;
        for _ in 0..*right_wins {
            if let Some(ended) = state.take_right(self.home) {
                return Ok(Some(ended));
            }
        }
        Ok(state.take_left(self.home, spare))
    }

    fn merge_downward(&mut self, left: Run, right: Run) -> Result<(), E> {
        let spare = self.copy_out(right)?;
        let mut state = Downward {
            left_start: left.start,
            left_end: left.start + left.length,
            right_end: right.length,
        };
        let ended = self.merge_down(spare, &mut state);
        let mut hole = state.hole_end();
        if let Ok(Ended::OneLeft) = ended {
            for index in (state.left_start..state.left_end).rev() {
                hole -= 1;
                set(self.home, hole, get(self.home, index));
            }
        }
        for index in (0..state.right_end).rev() {
            hole -= 1;
            set(self.home, hole, get(spare, index));
        }
        ended.map(|_| ())
    }

    fn merge_down(&mut self, spare: Gc<ValueArray>, state: &mut Downward) -> Result<Ended, E> {
        if let Some(ended) = state.take_left(self.home) {
            return Ok(ended);
        }
        if state.right_end == 1 {
            return Ok(Ended::OneLeft);
        }
        loop {
            let (mut left_wins, mut right_wins) = (0, 0);
            while left_wins < self.min_gallop && right_wins < self.min_gallop {
                let (left, right) = (state.left_end - 1, state.right_end - 1);
                let ended = if self.less(get(spare, right), get(self.home, left))? {
                    (left_wins, right_wins) = (left_wins + 1, 0);
                    state.take_left(self.home)
                } else {
                    (left_wins, right_wins) = (0, right_wins + 1);
                    state.take_right(self.home, spare)
                };
                if let Some(ended) = ended {
                    return Ok(ended);
                }
            }
            self.min_gallop += 1;
            loop {
                self.min_gallop = (self.min_gallop - 1).max(1);
                let ended = self.gallop_down(spare, state, &mut left_wins, &mut right_wins)?;
                if let Some(ended) = ended {
                    return Ok(ended);
                }
                if left_wins < MIN_GALLOP && right_wins < MIN_GALLOP {
                    break;
                }
            }
            // Leaving has its price: it takes more wins to come back.
            self.min_gallop += 1;
        }
    }

    /// One stretch of each side.
    fn gallop_down(
        &mut self,
        spare: Gc<ValueArray>,
        state: &mut Downward,
        left_wins: &mut usize,
        right_wins: &mut usize,
    ) -> Result<Option<Ended>, E> {
        let lefts = Stretch {
            array: self.home,
            start: state.left_start,
            length: state.left_end - state.left_start,
        };
        let key = get(spare, state.right_end - 1);
        *left_wins = lefts.length - self.gallop_right(key, lefts, lefts.length - 1)?;
        for _ in 0..*left_wins {
            if let Some(ended) = state.take_left(self.home) {
                return Ok(Some(ended));
            }
        }
        if let Some(ended) = state.take_right(self.home, spare) {
            return Ok(Some(ended));
        }
        let rights = Stretch {
            array: spare,
            start: 0,
            length: state.right_end,
        };
        let key = get(self.home, state.left_end - 1);
        *right_wins = rights.length - self.gallop_left(key, rights, rights.length - 1)?;
        for _ in 0..*right_wins {
            state.move_right(self.home, spare);
        }
        match state.right_end {
            0 => return Ok(Some(Ended::Placed)),
            1 if *right_wins > 0 => return Ok(Some(Ended::OneLeft)),
            _ => {}
        }
        Ok(state.take_left(self.home))
    }
}

impl Upward {
    /// Where the hole begins.
    fn hole(&self) -> usize {
        self.right - (self.left_end - self.left)
    }

    fn move_left(&mut self, home: Gc<ValueArray>, spare: Gc<ValueArray>) {
        set(home, self.hole(), get(spare, self.left));
        self.left += 1;
    }

    fn take_left(&mut self, home: Gc<ValueArray>, spare: Gc<ValueArray>) -> Option<Ended> {
        self.move_left(home, spare);
        (self.left_end - self.left == 1).then_some(Ended::OneLeft)
    }

    fn take_right(&mut self, home: Gc<ValueArray>) -> Option<Ended> {
        set(home, self.hole(), get(home, self.right));
        self.right += 1;
        (self.right == self.right_end).then_some(Ended::Placed)
    }
}

impl Downward {
    /// Where the hole ends.
    fn hole_end(&self) -> usize {
        self.left_end + self.right_end
    }

    fn move_right(&mut self, home: Gc<ValueArray>, spare: Gc<ValueArray>) {
        set(home, self.hole_end() - 1, get(spare, self.right_end - 1));
        self.right_end -= 1;
    }

    fn take_right(&mut self, home: Gc<ValueArray>, spare: Gc<ValueArray>) -> Option<Ended> {
        self.move_right(home, spare);
        (self.right_end == 1).then_some(Ended::OneLeft)
    }

    fn take_left(&mut self, home: Gc<ValueArray>) -> Option<Ended> {
        set(home, self.hole_end() - 1, get(home, self.left_end - 1));
        self.left_end -= 1;
        (self.left_end == self.left_start).then_some(Ended::Placed)
    }
}
