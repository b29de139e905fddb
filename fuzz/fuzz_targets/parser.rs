//! Any bytes as a program: the first pass ends in a tree or an error at a place in the text, and
//! each function of a tree parses again by its record.
#![no_main]

use kataan_syntax::{
    Bump, Diagnostic, ErrorType, Interner, Options, Source, parse_module, parse_script,
};
use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|data: &[u8]| -> Corpus { run(data) });

fn run(data: &[u8]) -> Corpus {
    let Some((goal, text)) = data.split_first() else {
        return Corpus::Reject;
    };
    let Ok(source) = Source::new(text) else {
        return Corpus::Reject;
    };
    let mut names = Interner::default();
    let arena = Bump::new();
    let options = Options::default();
    let parsed = match goal % 2 {
        0 => parse_script(source, &mut names, &arena, &options),
        _ => parse_module(source, &mut names, &arena, &options),
    };
    if let Err(error) = parsed {
        // The fault that the target must find: labels reach one byte too far.
        let planted = usize::from(std::env::var_os("KATAAN_FUZZ_PLANT").is_some());
        check(&error, text.len() - planted.min(text.len()));
    }
    Corpus::Keep
}

/// A diagnostic says something, at places that exist.
fn check(error: &Diagnostic, length: usize) {
    assert!(!error.message.is_empty());
    assert!(matches!(
        error.error_type(),
        ErrorType::SyntaxError | ErrorType::RangeError
    ));
    for label in std::iter::once(&error.primary).chain(&error.secondary) {
        assert!(
            label.span.start <= label.span.end && label.span.end as usize <= length,
            "{error:?}"
        );
    }
}
