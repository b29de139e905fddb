//! The parser alone as an engine: every test's text is parsed whole, and each of its functions
//! again by its record. Takes seconds for the whole suite.

use kataan_syntax::{
    Bump, Diagnostic, ErrorType, Interner, Options, ParsedProgram, Source, parse_function,
    parse_module, parse_script,
};

use super::engine::{Completion, Engine, Failure, Goal, Limits, Program};
use super::frontmatter::Phase;

/// Parses and runs nothing.
pub(super) struct ParserEngine;

impl Engine for ParserEngine {
    fn run(&mut self, program: &Program<'_>, _: &Limits) -> Completion {
        Completion {
            printed: Vec::new(),
            failure: parse(program).err(),
            reached: Phase::Parse,
        }
    }
}

fn parse(program: &Program<'_>) -> Result<(), Failure> {
    let source = Source::new(program.source.as_bytes())
        .map_err(|error| Failure::Stopped(format!("no source text: {error:?}")))?;
    let mut names = Interner::default();
    let arena = Bump::new();
    let options = Options::default();
    let ParsedProgram { functions, .. } = match program.goal {
        Goal::Script => parse_script(source, &mut names, &arena, &options),
        Goal::Module => parse_module(source, &mut names, &arena, &options),
    }
    .map_err(|error| refused(&error))?;
    for id in functions.ids() {
        let arena = Bump::new();
        if let Err(error) = parse_function(source, &functions, id, &mut names, &arena, &options) {
            return Err(Failure::Stopped(format!(
                "a function that the first pass accepted is refused at {}: {}",
                error.primary.span.start, error.message
            )));
        }
    }
    Ok(())
}

fn refused(error: &Diagnostic) -> Failure {
    let name = match error.error_type() {
        ErrorType::SyntaxError => "SyntaxError",
        ErrorType::RangeError => "RangeError",
    };
    Failure::Threw {
        phase: Phase::Parse,
        name: name.to_owned(),
        message: error.message.clone(),
    }
}
