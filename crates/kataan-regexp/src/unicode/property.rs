//! Unicode properties by the names that `\p{…}` accepts, which are exactly
//! those of the specification's tables.

use super::set::CodePointSet;
use super::{decode, tables};
use alloc::vec::Vec;

/// What a `\p{…}` names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Property {
    Any,
    Ascii,
    Assigned,
    /// By number in the generated list.
    Binary(u8),
    /// A bit for each category, as numbered by [`CATEGORIES`].
    GeneralCategory(u32),
    Script(u8),
    ScriptExtensions(u8),
    /// A property of strings: a bit for each table of [`STRING_TABLES`].
    Strings(u8),
}

const fn bit(category: u32) -> u32 {
    1 << category
}

const LETTER_CASED: u32 = bit(0) | bit(1) | bit(2);
const LETTER: u32 = LETTER_CASED | bit(3) | bit(4);
const MARK: u32 = bit(5) | bit(6) | bit(7);
const NUMBER: u32 = bit(8) | bit(9) | bit(10);
const PUNCTUATION: u32 = 0x7F << 11;
const SYMBOL: u32 = 0xF << 18;
const SEPARATOR: u32 = 0x7 << 22;
const UNASSIGNED: u32 = bit(29);
const OTHER: u32 = 0x1F << 25;

/// Values of General_Category, then groups of them, with their aliases.
static CATEGORIES: &[(&[&str], u32)] = &[
    (&["Lu", "Uppercase_Letter"], bit(0)),
    (&["Ll", "Lowercase_Letter"], bit(1)),
    (&["Lt", "Titlecase_Letter"], bit(2)),
    (&["Lm", "Modifier_Letter"], bit(3)),
    (&["Lo", "Other_Letter"], bit(4)),
    (&["Mn", "Nonspacing_Mark"], bit(5)),
    (&["Mc", "Spacing_Mark"], bit(6)),
    (&["Me", "Enclosing_Mark"], bit(7)),
    (&["Nd", "Decimal_Number", "digit"], bit(8)),
    (&["Nl", "Letter_Number"], bit(9)),
    (&["No", "Other_Number"], bit(10)),
    (&["Pc", "Connector_Punctuation"], bit(11)),
    (&["Pd", "Dash_Punctuation"], bit(12)),
    (&["Ps", "Open_Punctuation"], bit(13)),
    (&["Pe", "Close_Punctuation"], bit(14)),
    (&["Pi", "Initial_Punctuation"], bit(15)),
    (&["Pf", "Final_Punctuation"], bit(16)),
    (&["Po", "Other_Punctuation"], bit(17)),
    (&["Sm", "Math_Symbol"], bit(18)),
    (&["Sc", "Currency_Symbol"], bit(19)),
    (&["Sk", "Modifier_Symbol"], bit(20)),
    (&["So", "Other_Symbol"], bit(21)),
    (&["Zs", "Space_Separator"], bit(22)),
    (&["Zl", "Line_Separator"], bit(23)),
    (&["Zp", "Paragraph_Separator"], bit(24)),
    (&["Cc", "Control", "cntrl"], bit(25)),
    (&["Cf", "Format"], bit(26)),
    (&["Cs", "Surrogate"], bit(27)),
    (&["Co", "Private_Use"], bit(28)),
    (&["Cn", "Unassigned"], UNASSIGNED),
    (&["LC", "Cased_Letter"], LETTER_CASED),
    (&["L", "Letter"], LETTER),
    (&["M", "Mark", "Combining_Mark"], MARK),
    (&["N", "Number"], NUMBER),
    (&["P", "Punctuation", "punct"], PUNCTUATION),
    (&["S", "Symbol"], SYMBOL),
    (&["Z", "Separator"], SEPARATOR),
    (&["C", "Other"], OTHER),
];

/// Tables of emoji strings; a property is a union of them.
static STRING_TABLES: [&[u8]; 6] = [
    tables::BASIC_EMOJI,
    tables::KEYCAP_SEQUENCE,
    tables::MODIFIER_SEQUENCE,
    tables::FLAG_SEQUENCE,
    tables::TAG_SEQUENCE,
    tables::ZWJ_SEQUENCE,
];

static STRING_PROPERTIES: [(&str, u8); 7] = [
    ("Basic_Emoji", 1),
    ("Emoji_Keycap_Sequence", 2),
    ("RGI_Emoji_Modifier_Sequence", 4),
    ("RGI_Emoji_Flag_Sequence", 8),
    ("RGI_Emoji_Tag_Sequence", 16),
    ("RGI_Emoji_ZWJ_Sequence", 32),
    ("RGI_Emoji", 63),
];

fn find(names: &[(&str, u8)], name: &str) -> Option<u8> {
    names
        .binary_search_by(|(other, _)| (*other).cmp(name))
        .ok()
        .map(|index| names[index].1)
}

fn category(name: &str) -> Option<Property> {
    let (_, bits) = CATEGORIES.iter().find(|(names, _)| names.contains(&name))?;
    Some(Property::GeneralCategory(*bits))
}

impl Property {
    /// `\p{name=value}`
    pub(crate) fn from_name_and_value(name: &str, value: &str) -> Option<Self> {
        match name {
            "General_Category" | "gc" => category(value),
            "Script" | "sc" => find(&tables::SCRIPT_NAMES, value).map(Self::Script),
            "Script_Extensions" | "scx" => {
                find(&tables::SCRIPT_NAMES, value).map(Self::ScriptExtensions)
            }
            _ => None,
        }
    }

    /// `\p{name}`
    pub(crate) fn from_lone_name(name: &str) -> Option<Self> {
        match name {
            "Any" => return Some(Self::Any),
            "ASCII" => return Some(Self::Ascii),
            "Assigned" => return Some(Self::Assigned),
            _ => {}
        }
        if let Some((_, bits)) = STRING_PROPERTIES.iter().find(|(other, _)| *other == name) {
            return Some(Self::Strings(*bits));
        }
        category(name).or_else(|| find(&tables::BINARY_NAMES, name).map(Self::Binary))
    }

    /// Whether strings of more than one character can have the property.
    pub(crate) fn is_of_strings(self) -> bool {
        matches!(self, Self::Strings(_))
    }

    /// The single characters that have the property.
    pub(crate) fn set(self) -> CodePointSet {
        match self {
            Self::Any => CodePointSet::all(),
            Self::Ascii => CodePointSet::from_range(0, 0x7F),
            Self::Assigned => Self::GeneralCategory(!UNASSIGNED).set(),
            Self::Binary(index) => decode::set(tables::BINARY[usize::from(index)]),
            Self::GeneralCategory(bits) => decode::runs(tables::GENERAL_CATEGORY, |category| {
                bits & bit(category) != 0
            }),
            Self::Script(script) => {
                decode::runs(tables::SCRIPT, |value| value == u32::from(script))
            }
            Self::ScriptExtensions(script) => {
                let sets = decode::sets_with(tables::SCRIPT_EXTENSION_SETS, script.into());
                let mut extended =
                    decode::runs(tables::SCRIPT_EXTENSIONS, |value| sets.contains(&value));
                let alone = decode::runs(tables::SCRIPT_EXTENSIONS, |value| value == 0);
                extended.add_set(&Self::Script(script).set().intersection(&alone));
                extended
            }
            Self::Strings(_) => {
                let mut set = CodePointSet::new();
                for string in self.strings() {
                    if let [character] = string.as_slice() {
                        set.add(*character);
                    }
                }
                set
            }
        }
    }

    /// The strings that have the property, those of one character included.
    pub(crate) fn strings(self) -> Vec<Vec<u32>> {
        let Self::Strings(bits) = self else {
            return Vec::new();
        };
        let tables = STRING_TABLES
            .iter()
            .enumerate()
            .filter(|(index, _)| bits & 1 << index != 0);
        tables
            .flat_map(|(_, table)| decode::strings(table))
            .collect()
    }
}

/// Whether a name may start with the character.
pub(crate) fn is_id_start(character: u32) -> bool {
    match u8::try_from(character) {
        Ok(byte) if byte < 0x80 => byte.is_ascii_alphabetic() || byte == b'$' || byte == b'_',
        _ => decode::set_contains(tables::ID_START, character),
    }
}

/// Whether a name may go on with the character.
pub(crate) fn is_id_continue(character: u32) -> bool {
    match u8::try_from(character) {
        Ok(byte) if byte < 0x80 => byte.is_ascii_alphanumeric() || byte == b'$' || byte == b'_',
        // Zero-width non-joiner and joiner.
        _ => {
            matches!(character, 0x200C | 0x200D)
                || decode::set_contains(tables::ID_CONTINUE, character)
        }
    }
}
