//! Readers of the generated tables.

use super::set::CodePointSet;
use alloc::vec::Vec;

/// The numbers of a table.
struct Numbers(&'static [u8]);

impl Iterator for Numbers {
    type Item = u32;

    #[inline]
    fn next(&mut self) -> Option<u32> {
        let mut value = 0;
        let mut shift = 0;
        loop {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            value |= u32::from(byte & 0x7F) << shift;
            if *byte < 0x80 {
                return Some(value);
            }
            shift += 7;
        }
    }
}

/// A table of gaps and lengths.
pub(super) fn set(table: &'static [u8]) -> CodePointSet {
    let mut numbers = Numbers(table);
    let mut set = CodePointSet::new();
    let mut next = 0;
    while let (Some(gap), Some(length)) = (numbers.next(), numbers.next()) {
        let low = next + gap;
        set.push_range(low, low + length);
        next = low + length + 1;
    }
    set
}

/// Whether a table of gaps and lengths has a character.
pub(super) fn set_contains(table: &'static [u8], character: u32) -> bool {
    let mut numbers = Numbers(table);
    let mut next = 0;
    while let (Some(gap), Some(length)) = (numbers.next(), numbers.next()) {
        let low = next + gap;
        if character <= low + length {
            return character >= low;
        }
        next = low + length + 1;
    }
    false
}

/// The runs of a table of runs whose values pass.
pub(super) fn runs(table: &'static [u8], mut pass: impl FnMut(u32) -> bool) -> CodePointSet {
    let mut numbers = Numbers(table);
    let mut set = CodePointSet::new();
    let mut start = 0;
    while let (Some(length), Some(value)) = (numbers.next(), numbers.next()) {
        if pass(value) {
            set.push_range(start, start + length - 1);
        }
        start += length;
    }
    set
}

/// The sets of a table of sizes and members, those that have `member`
/// numbered from 1.
pub(super) fn sets_with(table: &'static [u8], member: u32) -> Vec<u32> {
    let mut numbers = Numbers(table);
    let mut found = Vec::new();
    let mut index = 0;
    while let Some(size) = numbers.next() {
        index += 1;
        if numbers
            .by_ref()
            .take(size as usize)
            .filter(|value| *value == member)
            .count()
            > 0
        {
            found.push(index);
        }
    }
    found
}

/// Characters that are mapped by one offset.
#[derive(Clone, Copy)]
pub(super) struct MappingRun {
    pub(super) start: u32,
    pub(super) count: u32,
    pub(super) step: u32,
    pub(super) offset: i32,
}

impl MappingRun {
    pub(super) fn last(&self) -> u32 {
        self.start + (self.count - 1) * self.step
    }
}

/// A table of case mappings.
pub(super) fn mapping(table: &'static [u8]) -> impl Iterator<Item = MappingRun> {
    let mut numbers = Numbers(table);
    let mut start = 0;
    core::iter::from_fn(move || {
        let (gap, count) = (numbers.next()?, numbers.next()?);
        let (step, offset) = (numbers.next()?, numbers.next()?);
        start += gap;
        let size = (offset >> 1) as i32;
        Some(MappingRun {
            start,
            count,
            step,
            offset: if offset & 1 == 1 { -size } else { size },
        })
    })
}

/// A table of strings that share prefixes.
pub(super) fn strings(table: &'static [u8]) -> impl Iterator<Item = Vec<u32>> {
    let mut numbers = Numbers(table);
    let mut string: Vec<u32> = Vec::new();
    core::iter::from_fn(move || {
        let (shared, count) = (numbers.next()?, numbers.next()?);
        string.truncate(shared as usize);
        string.extend(numbers.by_ref().take(count as usize));
        Some(string.clone())
    })
}
