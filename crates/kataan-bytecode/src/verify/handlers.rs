//! Exception handlers: their ranges, and which of them guards a word.

use alloc::vec::Vec;

use super::Reason;
use crate::container::{FunctionRecord, Handler};
use crate::opcode::operand::FRAME_HEADER;

/// A run of words with one innermost handler, or none.
#[derive(Clone, Copy, Debug)]
struct Segment {
    start: u32,
    handler: Option<u32>,
}

/// The handlers of a function, by place.
pub(super) struct Handlers {
    list: Vec<Handler>,
    segments: Vec<Segment>,
}

impl Handlers {
    /// Checks every handler of a function whose instructions begin at `starts`. An error comes with
    /// the word that the handler begins at.
    pub(super) fn new(
        record: FunctionRecord<'_>,
        starts: &[bool],
        length: usize,
    ) -> Result<Self, (usize, Reason)> {
        let is_start = |at: u32| starts.get(at as usize).copied().unwrap_or(false);
        let registers = record.register_count();
        let list: Vec<Handler> = record.handlers().collect();
        if list.len() != record.handler_count() {
            return Err((0, Reason::HandlerRange));
        }
        for handler in &list {
            let at = handler.start as usize;
            let ends_well = handler.end as usize == length || is_start(handler.end);
            if handler.start >= handler.end || !is_start(handler.start) || !ends_well {
                return Err((at, Reason::HandlerRange));
            }
            if !is_start(handler.target) {
                return Err((at, Reason::HandlerTarget));
            }
            if handler.register.0 < FRAME_HEADER || handler.register.0 >= registers {
                return Err((at, Reason::HandlerRegister));
            }
        }
        let segments = nest(&list)?;
        Ok(Self { list, segments })
    }

    /// The handler of a word, and the first word behind it that may have another.
    pub(super) fn at(&self, word: u32) -> (Option<u32>, u32) {
        let next = self
            .segments
            .partition_point(|segment| segment.start <= word);
        let handler = next.checked_sub(1).and_then(|at| self.segments[at].handler);
        let end = self.segments.get(next).map_or(u32::MAX, |next| next.start);
        (handler, end)
    }

    pub(super) fn get(&self, index: u32) -> Handler {
        self.list[index as usize]
    }

    pub(super) fn targets(&self) -> impl Iterator<Item = u32> + '_ {
        self.list.iter().map(|handler| handler.target)
    }
}

/// Walks the handlers from left to right, outer ones first, and notes where the innermost changes.
/// Handlers nest, and the table has inner ones before those around them.
fn nest(list: &[Handler]) -> Result<Vec<Segment>, (usize, Reason)> {
    let mut order: Vec<u32> = (0..list.len() as u32).collect();
    order.sort_unstable_by_key(|&index| {
        let handler = list[index as usize];
        (handler.start, core::cmp::Reverse((handler.end, index)))
    });
    let mut segments: Vec<Segment> = Vec::with_capacity(list.len() * 2);
    let mut note = |start: u32, handler: Option<u32>| match segments.last_mut() {
        Some(last) if last.start == start => last.handler = handler,
        _ => segments.push(Segment { start, handler }),
    };
    let mut open: Vec<u32> = Vec::new();
    for index in order {
        let handler = list[index as usize];
        while let Some(&inner) = open.last() {
            let end = list[inner as usize].end;
            if end > handler.start {
                break;
            }
            open.pop();
            note(end, open.last().copied());
        }
        if let Some(&outer) = open.last()
            && (list[outer as usize].end < handler.end || outer < index)
        {
            return Err((handler.start as usize, Reason::HandlerNesting));
        }
        open.push(index);
        note(handler.start, Some(index));
    }
    while let Some(inner) = open.pop() {
        note(list[inner as usize].end, open.last().copied());
    }
    Ok(segments)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::opcode::operand::Register;

    fn handlers(ranges: &[(u32, u32)]) -> Vec<Handler> {
        ranges
            .iter()
            .map(|&(start, end)| Handler {
                start,
                end,
                target: 0,
                register: Register(6),
            })
            .collect()
    }

    #[test]
    fn innermost_handlers_are_found() {
        let list = handlers(&[(2, 4), (4, 6), (2, 6), (8, 9), (0, 10), (12, 13)]);
        let found = Handlers {
            segments: nest(&list).expect("they nest"),
            list: list.clone(),
        };
        for word in 0..16 {
            let expected = list
                .iter()
                .position(|handler| handler.start <= word && word < handler.end);
            assert_eq!(
                found.at(word).0,
                expected.map(|at| at as u32),
                "word {word}"
            );
        }
    }

    #[test]
    fn crossing_and_misplaced_handlers_are_refused() {
        assert!(nest(&handlers(&[(0, 4), (2, 6)])).is_err());
        assert!(nest(&handlers(&[(0, 6), (2, 4)])).is_err());
        // However many stand between them.
        let mut many: Vec<(u32, u32)> =
            (0..1000).map(|at| (10 * at + 100, 10 * at + 105)).collect();
        many.insert(0, (0, 50));
        many.push((40, 60));
        assert!(nest(&handlers(&many)).is_err());
    }
}
