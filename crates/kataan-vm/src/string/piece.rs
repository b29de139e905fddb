//! Long texts, piece by piece: what looks at all units of a string looks at the interrupt word
//! between two pieces of it, so that a limit reaches into texts of any length.

use core::ops::Range;

/// Units between two looks at the interrupt word.
pub const PIECE: usize = 1 << 16;

/// The range in consecutive parts of up to [`PIECE`].
///
/// A native polls at the head of a loop over them:
/// `for part in pieces(0..units.len()) { vm.check_interrupt()?; … }`
#[inline]
pub fn pieces(range: Range<usize>) -> impl DoubleEndedIterator<Item = Range<usize>> {
    let (start, end) = (range.start, range.end);
    let count = end.saturating_sub(start).div_ceil(PIECE);
    (0..count).map(move |index| {
        let from = start + index * PIECE;
        from..end.min(from + PIECE)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_cover_the_range_once() {
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 7] {
            let mut next = 5;
            for part in pieces(5..5 + length) {
                assert_eq!(part.start, next);
                assert!(!part.is_empty() && part.len() <= PIECE);
                next = part.end;
            }
            assert_eq!(next, 5 + length);
            let backward: Vec<_> = pieces(5..5 + length).rev().collect();
            assert!(backward.into_iter().rev().eq(pieces(5..5 + length)));
        }
    }
}
