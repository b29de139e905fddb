//! The sections of a module that is known to be valid: which, where, how large.

/// A section.
pub(crate) struct Section {
    pub(crate) name: &'static str,
    /// Where its contents begin, after its number and size.
    pub(crate) offset: usize,
    pub(crate) size: usize,
    /// How many entries it has, or a custom section's name.
    pub(crate) detail: Detail,
}

/// What is told of a section besides.
pub(crate) enum Detail {
    Entries(u32),
    Custom(String),
    /// It is one thing.
    Single,
}

/// The names of sections by number.
const NAMES: [&str; 14] = [
    "custom",
    "type",
    "import",
    "function",
    "table",
    "memory",
    "global",
    "export",
    "start",
    "element",
    "code",
    "data",
    "data count",
    "tag",
];

/// Magic number and version.
const HEAD: usize = 8;

/// All sections, in order.
pub(crate) fn list(bytes: &[u8]) -> Vec<Section> {
    let mut sections = Vec::new();
    let mut at = HEAD;
    while let Some(section) = read(bytes, at) {
        at = section.offset + section.size;
        sections.push(section);
    }
    sections
}

fn read(bytes: &[u8], at: usize) -> Option<Section> {
    let name = NAMES.get(usize::from(*bytes.get(at)?))?;
    let (size, offset) = number(bytes, at + 1)?;
    let size = size as usize;
    bytes.get(offset..offset + size)?;
    let detail = match *name {
        "start" | "data count" => Detail::Single,
        "custom" => {
            let (length, start) = number(bytes, offset)?;
            let text = bytes.get(start..start + length as usize)?;
            Detail::Custom(String::from_utf8_lossy(text).into_owned())
        }
        _ => Detail::Entries(number(bytes, offset)?.0),
    };
    Some(Section {
        name,
        offset,
        size,
        detail,
    })
}

/// An unsigned number in LEB128, and where it ends.
fn number(bytes: &[u8], mut at: usize) -> Option<(u32, usize)> {
    let mut value = 0u32;
    for shift in (0..35).step_by(7) {
        let byte = *bytes.get(at)?;
        at += 1;
        value |= u32::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some((value, at));
        }
    }
    None
}
