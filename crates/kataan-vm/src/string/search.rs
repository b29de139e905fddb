//! Searching a string for another, in linear time whatever they are.
//!
//! Most searches end soon, or skip most of the text at the pattern's first unit: the short way
//! looks for that unit and compares there. It keeps an account: once it has compared more units than
//! it has passed over, the two-way method of Crochemore and Perrin goes on, which takes constant
//! memory and linear time. Both look at the interrupt word.

use super::{PIECE, Units};
use crate::error::JsResult;
use crate::vm::Vm;

/// [StringIndexOf](https://tc39.es/ecma262/#sec-stringindexof): the first place at or after `from`.
pub fn index_of(
    vm: &mut Vm,
    text: Units<'_>,
    pattern: Units<'_>,
    from: usize,
) -> JsResult<Option<usize>> {
    if from + pattern.len() > text.len() {
        return Ok(None);
    }
    if pattern.is_empty() {
        return Ok(Some(from));
    }
    let text = text.slice(from..text.len());
    let found = match (text, pattern) {
        (Units::Latin1(text), Units::Latin1(pattern)) => find(vm, text, pattern)?,
        (Units::Utf16(text), Units::Utf16(pattern)) => find(vm, text, pattern)?,
        (Units::Utf16(text), Units::Latin1(pattern)) => find(vm, text, pattern)?,
        (Units::Latin1(text), Units::Utf16(pattern)) => find(vm, text, pattern)?,
    };
    Ok(found.map(|at| at + from))
}

/// The last place at or before `from`.
pub fn last_index_of(
    vm: &mut Vm,
    text: Units<'_>,
    pattern: Units<'_>,
    from: usize,
) -> JsResult<Option<usize>> {
    let (length, count) = (text.len(), pattern.len());
    let Some(last) = length.checked_sub(count) else {
        return Ok(None);
    };
    let last = last.min(from);
    if count == 0 {
        return Ok(Some(last));
    }
    let mut credit = FREE_COMPARISONS;
    let first = pattern.at(0);
    for (step, start) in (0..=last).rev().enumerate() {
        if step % PIECE == PIECE - 1 {
            vm.check_interrupt()?;
        }
        if text.at(start) != first {
            credit += 1;
            continue;
        }
        let same = (1..count)
            .take(credit)
            .take_while(|index| text.at(start + index) == pattern.at(*index))
            .count();
        if same == count - 1 {
            return Ok(Some(start));
        }
        if same >= credit {
            // The two-way method, over both read backward.
            let end = start + count;
            let found = two_way(
                vm,
                end,
                count,
                |index| text.at(end - 1 - index),
                |index| pattern.at(count - 1 - index),
            )?;
            return Ok(found.map(|at| end - at - count));
        }
        credit -= same;
    }
    Ok(None)
}

/// Units that the short way may compare before it has passed over any.
const FREE_COMPARISONS: usize = 1 << 12;

/// A unit of either width.
trait Unit: Copy {
    fn code(self) -> u16;
    /// The first place of a code.
    fn position(text: &[Self], code: u16) -> Option<usize>;
}

impl Unit for u8 {
    #[inline(always)]
    fn code(self) -> u16 {
        u16::from(self)
    }

    #[inline]
    fn position(text: &[u8], code: u16) -> Option<usize> {
        memchr::memchr(u8::try_from(code).ok()?, text)
    }
}

impl Unit for u16 {
    #[inline(always)]
    fn code(self) -> u16 {
        self
    }

    #[inline]
    fn position(text: &[u16], code: u16) -> Option<usize> {
        text.iter().position(|unit| *unit == code)
    }
}

/// The first place of `pattern`, which is not empty and not longer than `text`.
fn find<T: Unit, P: Unit>(vm: &mut Vm, text: &[T], pattern: &[P]) -> JsResult<Option<usize>> {
    let (first, count) = (pattern[0].code(), pattern.len());
    let last = text.len() - count;
    let mut credit = FREE_COMPARISONS;
    let mut start = 0;
    let mut next_poll = PIECE;
    while start <= last {
        if start >= next_poll {
            vm.check_interrupt()?;
            next_poll = start + PIECE;
        }
        let piece = &text[start..=last.min(start + PIECE)];
        let Some(skipped) = T::position(piece, first) else {
            start += piece.len();
            credit += piece.len();
            continue;
        };
        start += skipped;
        credit += skipped;
        let here = &text[start + 1..start + count];
        let same = here
            .iter()
            .zip(&pattern[1..])
            .take(credit)
            .take_while(|(unit, expected)| unit.code() == expected.code())
            .count();
        if same == count - 1 {
            return Ok(Some(start));
        }
        if same >= credit {
            let rest = &text[start..];
            let found = two_way(
                vm,
                rest.len(),
                count,
                |index| rest[index].code(),
                |index| pattern[index].code(),
            )?;
            return Ok(found.map(|at| at + start));
        }
        credit -= same;
        start += 1;
    }
    Ok(None)
}

/// Polls once in many steps.
struct Steps(u32);

impl Steps {
    #[inline(always)]
    fn step(&mut self, vm: &mut Vm) -> JsResult<()> {
        self.0 = self.0.wrapping_add(1);
        if self.0.is_multiple_of(PIECE as u32) {
            vm.check_interrupt()?;
        }
        Ok(())
    }
}

/// Where the greatest suffix of the pattern begins, and its period; of the order reversed if asked.
fn maximal_suffix(
    vm: &mut Vm,
    steps: &mut Steps,
    length: usize,
    pattern: &impl Fn(usize) -> u16,
    reversed: bool,
) -> JsResult<(usize, usize)> {
    let (mut suffix, mut candidate, mut offset, mut period) = (0, 1, 0, 1);
    while candidate + offset < length {
        steps.step(vm)?;
        let (here, there) = (pattern(candidate + offset), pattern(suffix + offset));
        if here == there {
            if offset + 1 == period {
                candidate += period;
                offset = 0;
            } else {
                offset += 1;
            }
        } else if (here < there) != reversed {
            candidate += offset + 1;
            offset = 0;
            period = candidate - suffix;
        } else {
            suffix = candidate;
            candidate += 1;
            offset = 0;
            period = 1;
        }
    }
    Ok((suffix, period))
}

/// The first place of the pattern of `count` units in the text of `length`.
fn two_way(
    vm: &mut Vm,
    length: usize,
    count: usize,
    text: impl Fn(usize) -> u16,
    pattern: impl Fn(usize) -> u16,
) -> JsResult<Option<usize>> {
    let mut steps = Steps(0);
    let forward = maximal_suffix(vm, &mut steps, count, &pattern, false)?;
    let backward = maximal_suffix(vm, &mut steps, count, &pattern, true)?;
    let (critical, period) = forward.max(backward);
    // Whether the pattern repeats itself with that period: then what matched is remembered.
    let mut periodic = true;
    for index in 0..critical {
        steps.step(vm)?;
        if index + period >= count || pattern(index) != pattern(index + period) {
            periodic = false;
            break;
        }
    }
    let shift = critical.max(count - critical) + 1;
    let (mut start, mut known) = (0, 0);
    while start + count <= length {
        steps.step(vm)?;
        let mut index = critical.max(known);
        while index < count && pattern(index) == text(start + index) {
            steps.step(vm)?;
            index += 1;
        }
        if index < count {
            start += index - critical + 1;
            known = 0;
            continue;
        }
        let mut index = critical;
        while index > known && pattern(index - 1) == text(start + index - 1) {
            steps.step(vm)?;
            index -= 1;
        }
        if index <= known {
            return Ok(Some(start));
        }
        if periodic {
            start += period;
            known = count - period;
        } else {
            start += shift;
        }
    }
    Ok(None)
}
