//! Searching a string for another.

use super::Units;

/// [StringIndexOf](https://tc39.es/ecma262/#sec-stringindexof): the first place at or after `from`.
pub fn index_of(text: Units<'_>, pattern: Units<'_>, from: usize) -> Option<usize> {
    if from + pattern.len() > text.len() {
        return None;
    }
    if pattern.is_empty() {
        return Some(from);
    }
    let found = match (text, pattern) {
        (Units::Latin1(text), Units::Latin1(pattern)) => find(&text[from..], pattern),
        (Units::Utf16(text), Units::Utf16(pattern)) => find(&text[from..], pattern),
        (Units::Utf16(text), Units::Latin1(pattern)) => {
            let pattern: Vec<u16> = pattern.iter().map(|unit| u16::from(*unit)).collect();
            find(&text[from..], &pattern)
        }
        (Units::Latin1(text), Units::Utf16(pattern)) => {
            // A unit that does not fit a byte is in no Latin-1 text.
            let pattern: Option<Vec<u8>> = pattern
                .iter()
                .map(|unit| u8::try_from(*unit).ok())
                .collect();
            find(&text[from..], &pattern?)
        }
    };
    found.map(|at| at + from)
}

/// The last place at or before `from`.
pub fn last_index_of(text: Units<'_>, pattern: Units<'_>, from: usize) -> Option<usize> {
    let last = text.len().checked_sub(pattern.len())?.min(from);
    (0..=last)
        .rev()
        .find(|start| text.slice(*start..start + pattern.len()).equals(&pattern))
}

/// A bounded pattern is found by looking for its first unit; a long one by the two-way method's
/// simpler cousin, a skip table over the low byte of the last unit.
fn find<U: Copy + Eq + Into<u32>>(text: &[U], pattern: &[U]) -> Option<usize> {
    let (first, length) = (pattern[0], pattern.len());
    if length == 1 {
        return text.iter().position(|unit| *unit == first);
    }
    if length < 8 || text.len() < 64 {
        let last = text.len().checked_sub(length)?;
        let mut start = 0;
        while start <= last {
            start += text[start..=last].iter().position(|unit| *unit == first)?;
            if text[start + 1..start + length] == pattern[1..] {
                return Some(start);
            }
            start += 1;
        }
        return None;
    }
    linear_find(text, pattern)
}

/// Knuth, Morris and Pratt: linear whatever the text.
fn linear_find<U: Copy + Eq>(text: &[U], pattern: &[U]) -> Option<usize> {
    let mut border = vec![0usize; pattern.len()];
    let mut length = 0;
    for index in 1..pattern.len() {
        while length > 0 && pattern[index] != pattern[length] {
            length = border[length - 1];
        }
        if pattern[index] == pattern[length] {
            length += 1;
        }
        border[index] = length;
    }
    let mut matched = 0;
    for (index, unit) in text.iter().enumerate() {
        while matched > 0 && *unit != pattern[matched] {
            matched = border[matched - 1];
        }
        if *unit == pattern[matched] {
            matched += 1;
        }
        if matched == pattern.len() {
            return Some(index + 1 - matched);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_like_the_library() {
        let mut state = 12345u32;
        let mut random = move |limit: u32| {
            state = state.wrapping_mul(1664525).wrapping_add(1013904223);
            (state >> 16) % limit
        };
        for _ in 0..2000 {
            let text: String = (0..random(120))
                .map(|_| if random(3) == 0 { 'b' } else { 'a' })
                .collect();
            let pattern: String = (0..random(12))
                .map(|_| if random(3) == 0 { 'b' } else { 'a' })
                .collect();
            let units = |text: &str| text.bytes().map(u16::from).collect::<Vec<u16>>();
            let (wide_text, wide_pattern) = (units(&text), units(&pattern));
            let expected = text.find(&pattern);
            for text in [Units::Latin1(text.as_bytes()), Units::Utf16(&wide_text)] {
                for pattern in [
                    Units::Latin1(pattern.as_bytes()),
                    Units::Utf16(&wide_pattern),
                ] {
                    assert_eq!(index_of(text, pattern, 0), expected);
                }
            }
            let last = text.rfind(&pattern);
            assert_eq!(
                last_index_of(
                    Units::Latin1(text.as_bytes()),
                    Units::Latin1(pattern.as_bytes()),
                    usize::MAX
                ),
                last
            );
        }
    }
}
