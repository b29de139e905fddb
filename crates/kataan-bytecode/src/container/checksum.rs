//! A checksum that finds damage (not attack), one multiply a word.

/// The checksum of the words.
pub(super) fn checksum(words: &[u64]) -> u64 {
    let mut state = 0x9E37_79B9_7F4A_7C15 ^ words.len() as u64;
    for &word in words {
        state = (state.rotate_left(29) ^ word).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    }
    state ^ state >> 32
}
