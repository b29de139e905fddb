//! Sets of code points as sorted ranges.

use alloc::vec::Vec;

/// The last code point.
pub(crate) const LAST: u32 = 0x10_FFFF;

/// A set of code points: inclusive ranges, sorted, neither touching nor overlapping.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct CodePointSet(Vec<(u32, u32)>);

impl CodePointSet {
    pub(crate) const fn new() -> Self {
        Self(Vec::new())
    }

    pub(crate) fn all() -> Self {
        Self::from_range(0, LAST)
    }

    pub(crate) fn from_range(low: u32, high: u32) -> Self {
        Self(alloc::vec![(low, high)])
    }

    pub(crate) fn ranges(&self) -> &[(u32, u32)] {
        &self.0
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn contains(&self, character: u32) -> bool {
        let index = self.0.partition_point(|(_, high)| *high < character);
        self.0.get(index).is_some_and(|(low, _)| *low <= character)
    }

    /// How many code points it has.
    pub(crate) fn count(&self) -> u32 {
        self.0.iter().map(|(low, high)| high - low + 1).sum()
    }

    /// The only member, if there is one alone.
    pub(crate) fn single(&self) -> Option<u32> {
        match self.0.as_slice() {
            [(low, high)] if low == high => Some(*low),
            _ => None,
        }
    }

    /// Adds a range that starts after every other.
    pub(crate) fn push_range(&mut self, low: u32, high: u32) {
        match self.0.last_mut() {
            Some((_, last)) if *last + 1 >= low => *last = (*last).max(high),
            _ => self.0.push((low, high)),
        }
    }

    pub(crate) fn add(&mut self, character: u32) {
        self.add_range(character, character);
    }

    pub(crate) fn add_range(&mut self, low: u32, high: u32) {
        // The ranges that touch or overlap the new one become one with it.
        let first = self
            .0
            .partition_point(|(_, other)| other.saturating_add(1) < low);
        let after = self
            .0
            .partition_point(|(other, _)| *other <= high.saturating_add(1));
        if first == after {
            self.0.insert(first, (low, high));
            return;
        }
        let low = low.min(self.0[first].0);
        let high = high.max(self.0[after - 1].1);
        self.0[first] = (low, high);
        self.0.drain(first + 1..after);
    }

    pub(crate) fn add_set(&mut self, other: &Self) {
        if other.0.len() <= 4 {
            other
                .0
                .iter()
                .for_each(|(low, high)| self.add_range(*low, *high));
            return;
        }
        let mut merged = Self(Vec::with_capacity(self.0.len() + other.0.len()));
        let (mut left, mut right) = (self.0.as_slice(), other.0.as_slice());
        loop {
            let from = match (left.first(), right.first()) {
                (Some(a), Some(b)) if a.0 <= b.0 => &mut left,
                (_, Some(_)) => &mut right,
                (Some(_), None) => &mut left,
                (None, None) => break,
            };
            let (low, high) = from[0];
            *from = &from[1..];
            merged.push_range(low, high);
        }
        *self = merged;
    }

    pub(crate) fn complement(&self) -> Self {
        let mut result = Self::new();
        let mut next = 0;
        for (low, high) in &self.0 {
            if *low > next {
                result.0.push((next, low - 1));
            }
            next = high + 1;
        }
        if next <= LAST {
            result.0.push((next, LAST));
        }
        result
    }

    pub(crate) fn intersection(&self, other: &Self) -> Self {
        let mut result = Self::new();
        let (mut left, mut right) = (0, 0);
        while let (Some(a), Some(b)) = (self.0.get(left), other.0.get(right)) {
            let (low, high) = (a.0.max(b.0), a.1.min(b.1));
            if low <= high {
                result.0.push((low, high));
            }
            if a.1 < b.1 { left += 1 } else { right += 1 }
        }
        result
    }

    pub(crate) fn difference(&self, other: &Self) -> Self {
        self.intersection(&other.complement())
    }

    /// Every member, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> {
        self.0.iter().flat_map(|(low, high)| *low..=*high)
    }
}

impl FromIterator<(u32, u32)> for CodePointSet {
    fn from_iter<I: IntoIterator<Item = (u32, u32)>>(ranges: I) -> Self {
        let mut set = Self::new();
        ranges
            .into_iter()
            .for_each(|(low, high)| set.add_range(low, high));
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(ranges: &[(u32, u32)]) -> CodePointSet {
        ranges.iter().copied().collect()
    }

    #[test]
    fn ranges_that_touch_become_one() {
        assert_eq!(
            set(&[(5, 6), (1, 2), (3, 4), (9, 9), (0, 0)]).ranges(),
            &[(0, 6), (9, 9)]
        );
        assert_eq!(set(&[(1, 2), (5, 6), (9, 10), (2, 9)]).ranges(), &[(1, 10)]);
        assert_eq!(
            set(&[(LAST, LAST), (0, 0)]).ranges(),
            &[(0, 0), (LAST, LAST)]
        );
    }

    #[test]
    fn operations_agree_with_membership() {
        let cases = [
            set(&[]),
            set(&[(0, LAST)]),
            set(&[(0, 3), (7, 9), (12, 12)]),
            set(&[(2, 7), (9, 9), (11, 20), (22, 22), (24, 30), (40, LAST)]),
        ];
        for left in &cases {
            for right in &cases {
                let mut union = left.clone();
                union.add_set(right);
                for character in (0..50).chain([LAST]) {
                    let (a, b) = (left.contains(character), right.contains(character));
                    assert_eq!(union.contains(character), a || b);
                    assert_eq!(left.intersection(right).contains(character), a && b);
                    assert_eq!(left.difference(right).contains(character), a && !b);
                    assert_eq!(left.complement().contains(character), !a);
                }
            }
        }
    }
}
