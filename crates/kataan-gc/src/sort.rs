//! A stable sort of a list of values whose comparison may run any code, collections included.
//!
//! The sorts of std are not for this: their buffers are Rust's own heap, and a comparison that
//! collects would free what lies there. Here both halves of each merge lie in cells.

use crate::arrays::{ValueArray, ValueArrayInit};
use crate::cell::TailInit;
use crate::heap::OutOfMemory;
use crate::reference::Gc;
use crate::stack::HasHeap;
use crate::value::Value;
use crate::vector::RootedList;
use core::cmp::Ordering;

/// Shorter runs are sorted by insertion.
const RUN: usize = 8;

/// Sorts `list`, stably, by `compare`, which may fail and may run any code but must leave the list
/// alone. An inconsistent comparison gives some order. After a failure the list holds the same
/// values in some order.
pub fn sort_list<C, E, F>(context: &mut C, list: RootedList, mut compare: F) -> Result<(), E>
where
    C: HasHeap,
    E: From<OutOfMemory>,
    F: FnMut(&mut C, Value, Value) -> Result<Ordering, E>,
{
    let length = list.len();
    let home = list.storage();
    for start in (0..length).step_by(RUN) {
        insertion(
            context,
            home,
            start,
            (start + RUN).min(length),
            &mut compare,
        )?;
    }
    if length <= RUN {
        return Ok(());
    }
    let slots = TailInit::Fill(length, Value::UNDEFINED);
    let spare = context.heap().allocate(ValueArrayInit { slots })?;
    let mut width = RUN;
    while width < length {
        for start in (0..length - width.min(length)).step_by(2 * width) {
            let (middle, end) = (start + width, (start + 2 * width).min(length));
            merge(context, home, spare, (start, middle, end), &mut compare)?;
        }
        width *= 2;
    }
    Ok(())
}

fn get(array: Gc<ValueArray>, index: usize) -> Value {
    array.slots()[index].get()
}

fn insertion<C, E, F>(
    context: &mut C,
    array: Gc<ValueArray>,
    start: usize,
    end: usize,
    compare: &mut F,
) -> Result<(), E>
where
    F: FnMut(&mut C, Value, Value) -> Result<Ordering, E>,
{
    for next in start + 1..end {
        let value = get(array, next);
        let (mut low, mut high) = (start, next);
        while low < high {
            let middle = low + (high - low) / 2;
            if compare(context, value, get(array, middle))?.is_lt() {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        for index in (low..next).rev() {
            array.slots()[index + 1].set(get(array, index));
        }
        array.slots()[low].set(value);
    }
    Ok(())
}

/// Merges `start..middle` with `middle..end`: the left half is copied to `spare`, and what is
/// smaller goes to the front, so that nothing is ever overwritten unread.
fn merge<C, E, F>(
    context: &mut C,
    home: Gc<ValueArray>,
    spare: Gc<ValueArray>,
    (start, middle, end): (usize, usize, usize),
    compare: &mut F,
) -> Result<(), E>
where
    F: FnMut(&mut C, Value, Value) -> Result<Ordering, E>,
{
    if compare(context, get(home, middle), get(home, middle - 1))?.is_ge() {
        return Ok(());
    }
    for index in start..middle {
        spare.slots()[index].set(get(home, index));
    }
    let (mut left, mut right, mut to) = (start, middle, start);
    let mut outcome = Ok(());
    while left < middle && right < end {
        let take_right = match compare(context, get(home, right), get(spare, left)) {
            Ok(order) => order.is_lt(),
            Err(error) => {
                outcome = Err(error);
                break;
            }
        };
        let value = if take_right {
            get(home, right)
        } else {
            get(spare, left)
        };
        home.slots()[to].set(value);
        to += 1;
        *(if take_right { &mut right } else { &mut left }) += 1;
    }
    // The rest of the left half fits exactly before the rest of the right one.
    for index in left..middle {
        home.slots()[to].set(get(spare, index));
        to += 1;
    }
    outcome
}
