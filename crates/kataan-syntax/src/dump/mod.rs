//! Tokens, trees and scopes as text, for people and for tests.
//!
//! One node a line, children indented. Chains that lean left without limit are printed flat, so
//! that neither the stack nor the text grows with their square.

mod expressions;
mod functions;
mod scopes;
mod statements;

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt::Write;

use bumpalo::Bump;

use crate::ast::FunctionId;
use crate::diagnostic::Diagnostic;
use crate::function_table::{FunctionTable, Goal};
use crate::name::{Interner, Name};
use crate::options::Options;
use crate::parser::{ParsedProgram, parse_function, tokens};
use crate::source::Source;

/// What a dump shows besides the tree.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum DumpDetail {
    /// The tree.
    #[default]
    Tree,
    /// The tree, its scopes and the facts of functions.
    Scopes,
}

/// One token a line: position, kind, text. An error ends the list.
pub fn dump_tokens(
    source: Source<'_>,
    goal: Goal,
    names: &mut Interner,
    options: &Options,
) -> (String, Option<Box<Diagnostic>>) {
    let (list, error) = tokens(source, goal, names, options);
    let mut text = String::new();
    for (span, kind) in list {
        let spelled = crate::wtf8::to_display(source.slice(span));
        let _ = writeln!(text, "{}..{} {kind} {spelled:?}", span.start, span.end);
    }
    (text, error)
}

/// The tree of a program, with every function's tree in its place.
pub fn dump_program(
    source: Source<'_>,
    parsed: &ParsedProgram<'_>,
    names: &mut Interner,
    options: &Options,
    detail: DumpDetail,
) -> Result<String, Box<Diagnostic>> {
    let mut dumper = Dumper {
        source,
        functions: &parsed.functions,
        names,
        options,
        detail,
        text: String::new(),
        depth: 0,
        scopes: None,
    };
    dumper.program(&parsed.program)?;
    Ok(dumper.text)
}

/// A result whose error is a function that nests too deeply to be parsed again here.
type Dumped = Result<(), Box<Diagnostic>>;

struct Dumper<'d> {
    source: Source<'d>,
    functions: &'d FunctionTable,
    names: &'d mut Interner,
    options: &'d Options,
    detail: DumpDetail,
    text: String,
    depth: usize,
    /// Text of the scopes of the tree at hand, by id.
    scopes: Option<alloc::vec::Vec<String>>,
}

impl Dumper<'_> {
    /// A line at the current depth.
    fn line(&mut self, text: &str) {
        // Deep nesting is cut: its indentation would dwarf the text.
        let depth = self.depth.min(100);
        let _ = writeln!(self.text, "{:1$}{text}", "", depth * 2);
    }

    /// What `body` writes, one level deeper.
    fn nested(&mut self, body: impl FnOnce(&mut Self) -> Dumped) -> Dumped {
        self.depth += 1;
        let result = body(self);
        self.depth -= 1;
        result
    }

    fn name(&self, name: Name) -> String {
        self.names.display(name)
    }

    fn quoted(&self, name: Name) -> String {
        alloc::format!("{:?}", self.names.display(name))
    }

    /// The tree of an inner function.
    fn inner_function(&mut self, id: FunctionId) -> Dumped {
        let arena = Bump::new();
        let function = parse_function(
            self.source,
            self.functions,
            id,
            self.names,
            &arena,
            self.options,
        )?;
        let outer = self.scopes.take();
        let result = self.function(&function);
        self.scopes = outer;
        result
    }
}
