//! Classes to sets and strings.

use super::factor;
use super::hir::Hir;
use super::lower::{Lowering, case_of};
use crate::ast::{Class, ClassEscape, ClassItem, Operator};
use crate::escape::SPACES;
use crate::flags::Flags;
use crate::unicode::case::Case;
use crate::unicode::set::CodePointSet;
use alloc::collections::BTreeSet;
use alloc::vec::Vec;

/// [CompileCharacterClass](https://tc39.es/ecma262/#sec-compilecharacterclass)
/// and the matcher made of its result.
pub(super) fn class(lowering: &mut Lowering<'_>, class: &Class, flags: Flags) -> Hir {
    let case = case_of(flags);
    if !flags.contains(Flags::UNICODE_SETS) {
        let mut set = CodePointSet::new();
        for item in &class.items {
            set.add_set(&plain_item(item, case));
        }
        set = case.close(&set);
        return lowering.set(if class.negative {
            set.complement()
        } else {
            set
        });
    }
    let contents = Contents::of_class(class, case);
    let singles = lowering.set(case.close(&contents.set));
    if contents.strings.is_empty() {
        return singles;
    }
    // The longest string first, then single characters, then nothing at all.
    let mut strings: Vec<_> = contents.strings.into_iter().collect();
    strings.sort_by_key(|string| core::cmp::Reverse(string.len()));
    let empty = strings.pop_if(|string| string.is_empty());
    let mut items: Vec<Hir> = Vec::with_capacity(strings.len() + 2);
    for string in strings {
        let characters: Vec<_> = string
            .iter()
            .map(|character| lowering.character(*character, case))
            .collect();
        items.push(Hir::concat(characters));
    }
    items.push(singles);
    items.extend(empty.map(|_| Hir::Empty));
    factor::choice(lowering, items)
}

/// The characters of an item of a class without `v`.
fn plain_item(item: &ClassItem, case: Case) -> CodePointSet {
    match item {
        ClassItem::Character(character) => CodePointSet::from_range(*character, *character),
        ClassItem::Range(low, high) => CodePointSet::from_range(*low, *high),
        ClassItem::Escape(escape) => {
            let (set, negative) = escape_set(*escape, case);
            if negative { set.complement() } else { set }
        }
        ClassItem::Property { property, negative } => {
            let set = property.set();
            if *negative { set.complement() } else { set }
        }
        ClassItem::Nested(_) | ClassItem::Strings(_) => CodePointSet::new(),
    }
}

/// The characters of `\d`, `\s` or `\w`, and whether they are to be excluded.
fn escape_set(escape: ClassEscape, case: Case) -> (CodePointSet, bool) {
    let digits = (0x30, 0x39);
    let set = match escape {
        ClassEscape::Digit | ClassEscape::NotDigit => CodePointSet::from_range(digits.0, digits.1),
        ClassEscape::Space | ClassEscape::NotSpace => SPACES.into_iter().collect(),
        ClassEscape::Word | ClassEscape::NotWord => {
            let mut set: CodePointSet = [digits, (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)]
                .into_iter()
                .collect();
            if case == Case::Fold {
                // [WordCharacters](https://tc39.es/ecma262/#sec-wordcharacters)
                set.add(0x17F);
                set.add(0x212A);
            }
            set
        }
    };
    (
        set,
        matches!(
            escape,
            ClassEscape::NotDigit | ClassEscape::NotSpace | ClassEscape::NotWord
        ),
    )
}

/// What a class of `v` holds. Under `i` everything is canonical, so that set
/// operations compare as matching does.
struct Contents {
    set: CodePointSet,
    /// Strings of other than one character.
    strings: BTreeSet<Vec<u32>>,
}

impl Contents {
    fn new(set: &CodePointSet, case: Case) -> Self {
        Self {
            set: case.canonical_set(set),
            strings: BTreeSet::new(),
        }
    }

    /// [CharacterComplement](https://tc39.es/ecma262/#sec-charactercomplement)
    fn complement(&self, case: Case) -> Self {
        let set = match case {
            Case::Sensitive => self.set.complement(),
            _ => case.fixed_points().difference(&self.set),
        };
        Self {
            set,
            strings: BTreeSet::new(),
        }
    }

    fn of_class(class: &Class, case: Case) -> Self {
        let mut items = class.items.iter().map(|item| Self::of_item(item, case));
        let mut contents = items
            .next()
            .unwrap_or_else(|| Self::new(&CodePointSet::new(), case));
        for item in items {
            match class.operator {
                Operator::Union => {
                    contents.set.add_set(&item.set);
                    contents.strings.extend(item.strings);
                }
                Operator::Intersection => {
                    contents.set = contents.set.intersection(&item.set);
                    contents
                        .strings
                        .retain(|string| item.strings.contains(string));
                }
                Operator::Subtraction => {
                    contents.set = contents.set.difference(&item.set);
                    contents
                        .strings
                        .retain(|string| !item.strings.contains(string));
                }
            }
        }
        if class.negative {
            contents.complement(case)
        } else {
            contents
        }
    }

    fn of_item(item: &ClassItem, case: Case) -> Self {
        match item {
            ClassItem::Escape(escape) => {
                let (set, negative) = escape_set(*escape, case);
                let contents = Self::new(&set, case);
                if negative {
                    contents.complement(case)
                } else {
                    contents
                }
            }
            ClassItem::Property { property, negative } => {
                let mut contents = Self::new(&property.set(), case);
                if property.is_of_strings() {
                    contents.add_strings(property.strings(), case);
                }
                if *negative {
                    contents.complement(case)
                } else {
                    contents
                }
            }
            ClassItem::Nested(class) => Self::of_class(class, case),
            ClassItem::Strings(strings) => {
                let mut contents = Self::new(&CodePointSet::new(), case);
                contents.add_strings(strings.clone(), case);
                contents
            }
            ClassItem::Character(_) | ClassItem::Range(..) => {
                Self::new(&plain_item(item, case), case)
            }
        }
    }

    fn add_strings(&mut self, strings: Vec<Vec<u32>>, case: Case) {
        for mut string in strings {
            for character in &mut string {
                *character = case.canonicalize(*character);
            }
            match string.as_slice() {
                [character] => self.set.add(*character),
                _ => {
                    self.strings.insert(string);
                }
            }
        }
    }
}
