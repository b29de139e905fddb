//! The map from `pc` to source offsets: pairs of deltas as variable-length numbers, in order of `pc`.

use alloc::vec::Vec;

/// A function's positions, read in place.
#[derive(Clone, Copy, Debug)]
pub struct Positions<'u> {
    bytes: &'u [u8],
}

impl<'u> Positions<'u> {
    pub(super) fn new(bytes: &'u [u8]) -> Self {
        Self { bytes }
    }

    /// All entries in order: word index, source offset.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u32)> + use<'u> {
        let mut rest = self.bytes;
        let (mut pc, mut offset) = (0u32, 0u32);
        core::iter::from_fn(move || {
            pc = pc.wrapping_add(read(&mut rest)?);
            let delta = read(&mut rest)?;
            offset = offset.wrapping_add((delta >> 1) ^ (delta & 1).wrapping_neg());
            Some((pc, offset))
        })
    }

    /// The source offset of the instruction at `pc`: the entry at or nearest before it.
    #[must_use]
    pub fn offset_at(&self, pc: u32) -> Option<u32> {
        self.iter()
            .take_while(|&(at, _)| at <= pc)
            .last()
            .map(|(_, offset)| offset)
    }
}

/// Encodes entries, which must be in order of their word index.
#[must_use]
pub fn encode_positions(entries: &[(u32, u32)]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(entries.len() * 2);
    let (mut last_pc, mut last_offset) = (0u32, 0u32);
    for &(pc, offset) in entries {
        write(&mut bytes, pc.wrapping_sub(last_pc));
        let delta = offset.wrapping_sub(last_offset) as i32;
        write(&mut bytes, (delta << 1 ^ delta >> 31) as u32);
        (last_pc, last_offset) = (pc, offset);
    }
    bytes
}

fn write(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn read(bytes: &mut &[u8]) -> Option<u32> {
    let mut number = 0u32;
    for shift in (0..35).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u32::from(byte & 0x7F).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_survive_encoding() {
        let entries = [(0, 10), (2, 8), (3, 1_000_000), (900, 999_999), (901, 0)];
        let bytes = encode_positions(&entries);
        let positions = Positions::new(&bytes);
        assert_eq!(positions.iter().collect::<Vec<_>>(), entries);
        assert_eq!(positions.offset_at(1), Some(10));
        assert_eq!(positions.offset_at(900), Some(999_999));
    }
}
