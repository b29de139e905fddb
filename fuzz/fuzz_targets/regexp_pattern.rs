//! Any text as a pattern: it is accepted, or refused with a reason at a place in it.
#![no_main]

use kataan_regexp::{Flags, Source, validate};
use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|data: &[u8]| -> Corpus { run(data) });

fn run(data: &[u8]) -> Corpus {
    let Some((flags, text)) = data.split_first() else {
        return Corpus::Reject;
    };
    let Ok(text) = std::str::from_utf8(text) else {
        return Corpus::Reject;
    };
    let letters: String = "dgimsuvy"
        .chars()
        .enumerate()
        .filter(|(bit, _)| flags & (1 << bit) != 0)
        .map(|(_, letter)| letter)
        .collect();
    let Ok(flags) = Flags::parse(letters.chars().map(u32::from)) else {
        return Corpus::Reject;
    };
    let units: Vec<u16> = text.encode_utf16().collect();
    // The same text in each of its forms is refused or accepted alike.
    let wide = validate(Source::Utf16(&units), flags);
    if let Err(error) = &wide {
        assert!(!error.to_string().is_empty());
    }
    assert_eq!(
        validate(Source::Wtf8(text.as_bytes()), flags).is_ok(),
        wide.is_ok()
    );
    if let Ok(narrow) = units
        .iter()
        .map(|unit| u8::try_from(*unit))
        .collect::<Result<Vec<u8>, _>>()
    {
        assert_eq!(validate(Source::Latin1(&narrow), flags), wide);
    }
    Corpus::Keep
}
