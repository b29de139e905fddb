//! Modules from text.

/// A module in the binary format.
pub(crate) fn wat(text: &str) -> Vec<u8> {
    let buffer = wast::parser::ParseBuffer::new(text).expect("text");
    let mut module = wast::parser::parse::<wast::Wat<'_>>(&buffer).expect("module");
    module.encode().expect("binary")
}
