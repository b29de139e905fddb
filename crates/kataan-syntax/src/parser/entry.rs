//! Entry points: what can be parsed.

use alloc::boxed::Box;
use alloc::string::ToString;
use alloc::vec::Vec;

use bumpalo::Bump;

use crate::ast::{Function, FunctionId, Program};
use crate::diagnostic::{Diagnostic, ErrorCode, Label};
use crate::function_table::FunctionTable;
use crate::name::Interner;
use crate::options::{DynamicFunctionKind, EvalContext, Options};
use crate::source::Source;
use crate::span::Span;

/// A program's top level and the records of all its functions.
#[derive(Debug)]
pub struct ParsedProgram<'a> {
    /// The top level.
    pub program: Program<'a>,
    /// Every function, inner ones included.
    pub functions: FunctionTable,
}

/// Parses a [script](https://tc39.es/ecma262/#sec-scripts).
pub fn parse_script<'a>(
    source: Source<'_>,
    names: &mut Interner,
    arena: &'a Bump,
    options: &Options,
) -> Result<ParsedProgram<'a>, Box<Diagnostic>> {
    let _ = (source, names, arena, options);
    Err(unfinished())
}

/// Parses a [module](https://tc39.es/ecma262/#sec-modules).
pub fn parse_module<'a>(
    source: Source<'_>,
    names: &mut Interner,
    arena: &'a Bump,
    options: &Options,
) -> Result<ParsedProgram<'a>, Box<Diagnostic>> {
    let _ = (source, names, arena, options);
    Err(unfinished())
}

/// Parses [eval code](https://tc39.es/ecma262/#sec-performeval).
pub fn parse_eval<'a>(
    source: Source<'_>,
    context: &EvalContext<'_>,
    names: &mut Interner,
    arena: &'a Bump,
    options: &Options,
) -> Result<ParsedProgram<'a>, Box<Diagnostic>> {
    let _ = (source, context, names, arena, options);
    Err(unfinished())
}

/// The text that a function constructor parses, and which `toString` shows: parameters (already
/// joined by `,`) and body put into the frame of the function's kind.
pub fn assemble_dynamic_function(
    kind: DynamicFunctionKind,
    parameters: &[u8],
    body: &[u8],
) -> Vec<u8> {
    let prefix: &[u8] = match kind {
        DynamicFunctionKind::Normal => b"function anonymous(",
        DynamicFunctionKind::Generator => b"function* anonymous(",
        DynamicFunctionKind::Async => b"async function anonymous(",
        DynamicFunctionKind::AsyncGenerator => b"async function* anonymous(",
    };
    [prefix, parameters, b"\n) {\n", body, b"\n}"].concat()
}

/// Parses a text made by [`assemble_dynamic_function`], where the parameters took `parameters`
/// bytes, as [CreateDynamicFunction](https://tc39.es/ecma262/#sec-createdynamicfunction) asks:
/// neither part may reach out of its place. The program's one statement is the function as an
/// expression.
pub fn parse_dynamic_function<'a>(
    source: Source<'_>,
    parameters: usize,
    names: &mut Interner,
    arena: &'a Bump,
    options: &Options,
) -> Result<ParsedProgram<'a>, Box<Diagnostic>> {
    let _ = (source, parameters, names, arena, options);
    Err(unfinished())
}

/// Parses one function of a text that was parsed before, for compilation. `source`, `functions` and
/// `names` are those of the first pass; the tree is the same as the first pass saw, so the only
/// error is nesting deeper than this call's stack allows.
pub fn parse_function<'a>(
    source: Source<'_>,
    functions: &FunctionTable,
    id: FunctionId,
    names: &mut Interner,
    arena: &'a Bump,
    options: &Options,
) -> Result<Function<'a>, Box<Diagnostic>> {
    let _ = (source, functions, id, names, arena, options);
    Err(unfinished())
}

fn unfinished() -> Box<Diagnostic> {
    Box::new(Diagnostic {
        code: ErrorCode::TooMuchRecursion,
        message: ErrorCode::TooMuchRecursion.template().to_string(),
        primary: Label {
            span: Span::default(),
            text: alloc::string::String::new(),
        },
        secondary: Vec::new(),
    })
}
