//! `--check`: finding the errors of a text without running it.

use kataan_syntax::{
    Bump, Diagnostic, ErrorType, Interner, InvalidSource, Options, ParsedProgram, Source,
    parse_module, parse_script,
};

use crate::diagnostic::{self, Label, Report};
use crate::exit::Exit;
use crate::input::Input;

/// The grammar's goal symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Goal {
    Script,
    Module,
}

impl Goal {
    /// The same in the parser's words.
    pub(crate) fn of_syntax(self) -> kataan_syntax::Goal {
        match self {
            Goal::Script => kataan_syntax::Goal::Script,
            Goal::Module => kataan_syntax::Goal::Module,
        }
    }
}

/// The parser runs on the main thread, whose stack has several MiB on every system.
const STACK_BUDGET: usize = 2 << 20;

/// Checks a text; prints what is wrong with it.
pub(crate) fn check(input: &Input, goal: Goal) -> Exit {
    let parsed = source(input).and_then(|source| {
        parse(input, source, goal, &mut Interner::default(), &Bump::new()).map(|_| ())
    });
    parsed.err().unwrap_or(Exit::Success)
}

/// How the command parses.
pub(crate) fn options() -> Options {
    Options {
        stack_budget: STACK_BUDGET,
        ..Options::default()
    }
}

/// Parses a text, or prints what is wrong with it.
pub(crate) fn parse<'a>(
    input: &Input,
    source: Source<'_>,
    goal: Goal,
    names: &mut Interner,
    arena: &'a Bump,
) -> Result<ParsedProgram<'a>, Exit> {
    match goal {
        Goal::Script => parse_script(source, names, arena, &options()),
        Goal::Module => parse_module(source, names, arena, &options()),
    }
    .map_err(|error| refuse(input, "", &error))
}

/// The input as source text, or what is wrong with it printed.
pub(crate) fn source(input: &Input) -> Result<Source<'_>, Exit> {
    Source::new(input.text()).map_err(|error| {
        let name = &input.name;
        match error {
            InvalidSource::TooLong => diagnostic::failure(&format!("{name} is longer than 2 GiB")),
            InvalidSource::Encoding { offset } => {
                let before = &input.text()[..offset];
                let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
                diagnostic::failure(&format!(
                    "{name} is not UTF-8: line {line}, byte {offset} of the text"
                ));
            }
        }
        Exit::Failure
    })
}

/// Prints an error of a text with an excerpt; `prefix` stands before the error's name.
pub(crate) fn refuse(input: &Input, prefix: &str, error: &Diagnostic) -> Exit {
    let label = |label: &kataan_syntax::Label| Label {
        span: label.span.start as usize..label.span.end as usize,
        text: label.text.clone(),
    };
    let kind = match error.error_type() {
        ErrorType::SyntaxError => "SyntaxError",
        ErrorType::RangeError => "RangeError",
    };
    diagnostic::print(&Report {
        kind: &format!("{prefix}{kind}"),
        message: &error.message,
        name: &input.name,
        text: input.text(),
        primary: label(&error.primary),
        secondary: error.secondary.iter().map(label).collect(),
    });
    Exit::Failure
}
