//! [Canonicalize](https://tc39.es/ecma262/#sec-runtime-semantics-canonicalize-ch)
//! and the closure of sets under it.

use super::set::CodePointSet;
use super::{decode, tables};

/// How characters are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Case {
    /// As they are.
    Sensitive,
    /// By simple case folding: `i` with `u` or `v`.
    Fold,
    /// By upper case: `i` alone.
    Legacy,
}

impl Case {
    fn table(self) -> &'static [u8] {
        match self {
            Self::Sensitive => &[],
            Self::Fold => tables::SIMPLE_FOLD,
            Self::Legacy => tables::LEGACY_UPPERCASE,
        }
    }

    /// The character that stands for all that are equal to it.
    pub(crate) fn canonicalize(self, character: u32) -> u32 {
        if character < 0x80 {
            let Ok(byte) = u8::try_from(character) else {
                return character;
            };
            return u32::from(match self {
                Self::Sensitive => byte,
                Self::Fold => byte.to_ascii_lowercase(),
                Self::Legacy => byte.to_ascii_uppercase(),
            });
        }
        for run in decode::mapping(self.table()) {
            if character < run.start {
                break;
            }
            if character <= run.last() && (character - run.start).is_multiple_of(run.step) {
                return character.wrapping_add_signed(run.offset);
            }
        }
        character
    }

    /// Every character that is equal to one of the set.
    pub(crate) fn close(self, set: &CodePointSet) -> CodePointSet {
        if self == Self::Sensitive {
            return set.clone();
        }
        if let Some(closed) = self.close_ascii(set) {
            return closed;
        }
        // First what members canonicalize to, then what canonicalizes to that.
        let mut closed = set.clone();
        self.for_each_mapping(|from, to| {
            if set.contains(from) {
                closed.add(to);
            }
        });
        let canonical = closed.clone();
        self.for_each_mapping(|from, to| {
            if canonical.contains(to) {
                closed.add(from);
            }
        });
        closed
    }

    /// The closure of an ASCII set, which needs no table.
    fn close_ascii(self, set: &CodePointSet) -> Option<CodePointSet> {
        let (_, last) = set.ranges().last()?;
        if *last >= 0x80 {
            return None;
        }
        let mut closed = set.clone();
        for letter in (b'a'..=b'z').map(u32::from) {
            let upper = letter - 0x20;
            if set.contains(letter) || set.contains(upper) {
                closed.add(letter);
                closed.add(upper);
                if self == Self::Fold {
                    match letter {
                        // Kelvin sign and long s.
                        0x6B => closed.add(0x212A),
                        0x73 => closed.add(0x17F),
                        _ => {}
                    }
                }
            }
        }
        Some(closed)
    }

    /// What the members canonicalize to.
    pub(crate) fn canonical_set(self, set: &CodePointSet) -> CodePointSet {
        let mut removed = CodePointSet::new();
        let mut added = CodePointSet::new();
        self.for_each_mapping(|from, to| {
            if set.contains(from) {
                removed.add(from);
                added.add(to);
            }
        });
        let mut result = set.difference(&removed);
        result.add_set(&added);
        result
    }

    /// The characters that canonicalize to themselves.
    pub(crate) fn fixed_points(self) -> CodePointSet {
        let mut moved = CodePointSet::new();
        self.for_each_mapping(|from, _| moved.add(from));
        moved.complement()
    }

    fn for_each_mapping(self, mut visit: impl FnMut(u32, u32)) {
        for run in decode::mapping(self.table()) {
            for index in 0..run.count {
                let from = run.start + index * run.step;
                visit(from, from.wrapping_add_signed(run.offset));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn closed(case: Case, character: char) -> alloc::vec::Vec<u32> {
        case.close(&CodePointSet::from_range(
            character.into(),
            character.into(),
        ))
        .iter()
        .collect()
    }

    #[test]
    fn modes_differ_where_the_specification_says() {
        assert_eq!(closed(Case::Legacy, 'k'), [0x4B, 0x6B]);
        assert_eq!(closed(Case::Fold, 'k'), [0x4B, 0x6B, 0x212A]);
        assert_eq!(closed(Case::Fold, '\u{212A}'), [0x4B, 0x6B, 0x212A]);
        assert_eq!(closed(Case::Legacy, '\u{17F}'), [0x17F]);
        assert_eq!(closed(Case::Fold, 'ß'), [0xDF, 0x1E9E]);
        assert_eq!(closed(Case::Legacy, 'ß'), [0xDF]);
        assert_eq!(closed(Case::Legacy, 'ÿ'), [0xFF, 0x178]);
        assert_eq!(closed(Case::Fold, '\u{10400}'), [0x10400, 0x10428]);
        assert_eq!(closed(Case::Legacy, 'Σ'), [0x3A3, 0x3C2, 0x3C3]);
    }

    #[test]
    fn canonical_members_are_fixed() {
        for case in [Case::Fold, Case::Legacy] {
            let fixed = case.fixed_points();
            case.for_each_mapping(|from, to| {
                assert_eq!(case.canonicalize(from), to);
                assert!(!fixed.contains(from));
                assert!(fixed.contains(to), "{from:X} {to:X}");
            });
        }
    }
}
