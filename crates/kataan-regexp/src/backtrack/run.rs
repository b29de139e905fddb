//! Runs of one character: how far they reach, and where among them what
//! follows can match at all.

use crate::ast::UNBOUNDED;
use crate::code::{Code, Run};
use crate::text::Text;

/// Where the shortest and the longest run from `position` end.
#[inline]
pub(super) fn extent<T: Text>(
    code: &Code,
    run: &Run,
    text: T,
    position: usize,
) -> Option<(usize, usize)> {
    let set = &code.sets[run.set as usize];
    if !run.points {
        let length = text.span(set, run.scan, position, run.max as usize);
        return (length >= run.min as usize)
            .then(|| (position + run.min as usize, position + length));
    }
    let mut end = position;
    let mut least = position;
    let mut count = 0;
    while count < run.max {
        if count == run.min {
            least = end;
        }
        match text.next_point(end) {
            Some((character, after)) if set.has_point(character) => end = after,
            _ => break,
        }
        count += 1;
    }
    if count == run.min {
        least = end;
    }
    (count >= run.min).then_some((least, end))
}

/// Where the shortest run from `position` ends.
pub(super) fn least<T: Text>(code: &Code, run: &Run, text: T, position: usize) -> Option<usize> {
    let mut end = position;
    if !run.points {
        let length = text.span(
            &code.sets[run.set as usize],
            run.scan,
            position,
            run.min as usize,
        );
        return (length == run.min as usize).then_some(position + length);
    }
    for _ in 0..run.min {
        end = take_one(code, run, text, end)?;
    }
    Some(end)
}

/// The index after one more character.
#[inline]
pub(super) fn take_one<T: Text>(code: &Code, run: &Run, text: T, position: usize) -> Option<usize> {
    let set = &code.sets[run.set as usize];
    if run.points {
        let (character, after) = text.next_point(position)?;
        return set.has_point(character).then_some(after);
    }
    T::set_has(set, text.unit(position)?).then_some(position + 1)
}

/// The index before the character that ends at `position`, in a run.
#[inline]
pub(super) fn step_back<T: Text>(run: &Run, text: T, position: usize) -> usize {
    if run.points {
        return text.previous_point(position).map_or(0, |(_, at)| at);
    }
    position - 1
}

/// The last end of the run from `least` to `end` where what follows can start.
#[inline]
pub(super) fn last_fit<T: Text>(run: &Run, text: T, least: usize, end: usize) -> Option<usize> {
    let Some(follow) = &run.follow else {
        return Some(end);
    };
    let mut end = end;
    loop {
        if text.select(follow, end) != 0 {
            return Some(end);
        }
        if end <= least {
            return None;
        }
        end = step_back(run, text, end);
    }
}

/// The first end of the run from `position` on where what follows can start,
/// and how many more characters may be taken there.
#[inline]
pub(super) fn next_fit<T: Text>(
    code: &Code,
    run: &Run,
    text: T,
    position: usize,
    left: u32,
) -> Option<(usize, u32)> {
    let Some(follow) = &run.follow else {
        return Some((position, left));
    };
    let (mut position, mut left) = (position, left);
    loop {
        if text.select(follow, position) != 0 {
            return Some((position, left));
        }
        if left == 0 {
            return None;
        }
        position = take_one(code, run, text, position)?;
        if run.max != UNBOUNDED {
            left -= 1;
        }
    }
}
