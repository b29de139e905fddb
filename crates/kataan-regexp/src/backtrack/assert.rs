//! Assertions and references.

use crate::code::{Encoding, Reference, UNSET};
use crate::compile::hir::is_line_terminator;
use crate::text::Text;
use crate::unicode::case::Case;

pub(crate) fn line_start<T: Text>(text: T, position: usize) -> bool {
    match position.checked_sub(1) {
        None => true,
        Some(before) => text
            .unit(before)
            .is_some_and(|unit| is_line_terminator(unit.into())),
    }
}

pub(crate) fn line_end<T: Text>(text: T, position: usize) -> bool {
    text.unit(position)
        .is_none_or(|unit| is_line_terminator(unit.into()))
}

#[inline]
pub(crate) fn word_boundary<T: Text>(text: T, position: usize, extended: bool) -> bool {
    let before = position.checked_sub(1).and_then(|before| text.unit(before));
    let after = text.unit(position);
    let is_word = |unit: u16| match u8::try_from(unit) {
        Ok(byte) => byte.is_ascii_alphanumeric() || byte == b'_',
        Err(_) => extended && matches!(unit, 0x17F | 0x212A),
    };
    before.is_some_and(is_word) != after.is_some_and(is_word)
}

/// The extent of the group that took part, if one did.
pub(super) fn captured(reference: &Reference, registers: &[u32]) -> Option<(usize, usize)> {
    reference.groups.iter().find_map(|group| {
        let slot = 2 * *group as usize;
        let (start, end) = (registers[slot], registers[slot + 1]);
        (start != UNSET && end != UNSET).then_some((start as usize, end as usize))
    })
}

/// The index after what repeats a group from `position` on; a group that took
/// no part is repeated by nothing.
pub(super) fn repeats<T: Text>(
    encoding: Encoding,
    case: Case,
    text: T,
    group: Option<(usize, usize)>,
    position: usize,
) -> Option<usize> {
    let Some((mut at, end)) = group else {
        return Some(position);
    };
    let mut position = position;
    while at < end {
        let (expected, next) = text.next_character(encoding, at)?;
        let (found, after) = text.next_character(encoding, position)?;
        if !is_equal(case, expected, found) {
            return None;
        }
        (at, position) = (next, after);
    }
    Some(position)
}

/// The index before what repeats a group up to `position`.
pub(super) fn repeats_back<T: Text>(
    encoding: Encoding,
    case: Case,
    text: T,
    group: Option<(usize, usize)>,
    position: usize,
) -> Option<usize> {
    let Some((start, mut at)) = group else {
        return Some(position);
    };
    let mut position = position;
    let previous = |index: usize| match encoding {
        Encoding::Points => text.previous_point(index),
        _ => index
            .checked_sub(1)
            .and_then(|at| Some((u32::from(text.unit(at)?), at))),
    };
    while at > start {
        let (expected, next) = previous(at)?;
        let (found, before) = previous(position)?;
        if !is_equal(case, expected, found) {
            return None;
        }
        (at, position) = (next, before);
    }
    Some(position)
}

fn is_equal(case: Case, left: u32, right: u32) -> bool {
    left == right || case != Case::Sensitive && case.canonicalize(left) == case.canonicalize(right)
}
