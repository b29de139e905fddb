//! Entry points: what can be parsed.

use alloc::boxed::Box;
use alloc::string::ToString;
use alloc::vec::Vec;

use bumpalo::Bump;
use smallvec::SmallVec;

use super::functions::FunctionHead;
use super::lazy::Lazy;
use super::modules::ModuleBuild;
use super::{Context, Failed, Parsed, Parser, State};
use crate::ast::{ExprKind, Function, FunctionId, Program, Stmt, StmtKind};
use crate::diagnostic::{Diagnostic, ErrorCode, Label};
use crate::function_table::{
    FreeName, FunctionFlags, FunctionKind, FunctionRecord, FunctionTable, Goal,
};
use crate::lexer::TokenKind;
use crate::name::{Interner, Name};
use crate::options::{DynamicFunctionKind, EvalContext, Options};
use crate::scope::{ScopeFlags, ScopeKind};
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
    let state = State::new(source, names, Goal::Script, options);
    program(state, arena, ScopeKind::Script)
}

/// Parses a [module](https://tc39.es/ecma262/#sec-modules).
pub fn parse_module<'a>(
    source: Source<'_>,
    names: &mut Interner,
    arena: &'a Bump,
    options: &Options,
) -> Result<ParsedProgram<'a>, Box<Diagnostic>> {
    let mut state = State::new(source, names, Goal::Module, options);
    state.function.context = MODULE_CONTEXT;
    program(state, arena, ScopeKind::Module)
}

/// Parses [eval code](https://tc39.es/ecma262/#sec-performeval).
pub fn parse_eval<'a, 's>(
    source: Source<'s>,
    context: &EvalContext<'s>,
    names: &'s mut Interner,
    arena: &'a Bump,
    options: &Options,
) -> Result<ParsedProgram<'a>, Box<Diagnostic>> {
    let mut state = State::new(source, names, Goal::Eval, options);
    state.function.context = Context::NONE
        .with_if(context.strict, Context::STRICT)
        .with_if(context.in_function, Context::NEW_TARGET)
        .with_if(context.in_method, Context::SUPER_PROPERTY)
        .with_if(context.in_derived_constructor, Context::SUPER_CALL)
        .with_if(context.in_class_field_initializer, Context::NO_ARGUMENTS);
    state.outer_private_names = context.private_names;
    program(state, arena, ScopeKind::Eval)
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
    let mut state = State::new(source, names, Goal::FunctionConstructor, options);
    let parser = Parser {
        state: &mut state,
        arena,
    };
    match parser.dynamic_function(parameters) {
        Ok(program) => Ok(ParsedProgram {
            program,
            functions: state.table,
        }),
        Err(failed) => Err(diagnostic(&mut state, &failed)),
    }
}

/// Parses one function of a text that was parsed before, for compilation. `source`, `functions` and
/// `names` are those of the first pass; the tree is the same as the first pass saw, so the only
/// error is nesting deeper than this call's stack allows.
pub fn parse_function<'a, 's>(
    source: Source<'s>,
    functions: &'s FunctionTable,
    id: FunctionId,
    names: &'s mut Interner,
    arena: &'a Bump,
    options: &Options,
) -> Result<Function<'a>, Box<Diagnostic>> {
    let mut state = State::new(source, names, functions.goal, options);
    let parser = Parser {
        state: &mut state,
        arena,
    };
    match parser.known_root(functions, id) {
        Ok(function) => {
            state.finish();
            Ok(function)
        }
        Err(failed) => Err(diagnostic(&mut state, &failed)),
    }
}

/// The tokens of a script or module: where each stands and what it is. Of a text that does not
/// parse, the tokens up to the error, and the error.
pub(crate) fn tokens(
    source: Source<'_>,
    goal: Goal,
    names: &mut Interner,
    options: &Options,
) -> (Vec<(Span, &'static str)>, Option<Box<Diagnostic>>) {
    let mut state = State::new(source, names, goal, options);
    state.log = Some(Vec::new());
    let arena = Bump::new();
    let mut kind = ScopeKind::Script;
    if goal == Goal::Module {
        state.function.context = MODULE_CONTEXT;
        kind = ScopeKind::Module;
    }
    let result = Parser {
        state: &mut state,
        arena: &arena,
    }
    .program(kind);
    let error = result.err().map(|failed| diagnostic(&mut state, &failed));
    let tokens = state.log.take().unwrap_or_default();
    // The first is the one before the text.
    (
        tokens
            .iter()
            .skip(1)
            .map(|token| (token.span(), token.kind.text()))
            .collect(),
        error,
    )
}

/// The top level of a module may await.
const MODULE_CONTEXT: Context = Context::STRICT.with(Context::MODULE).with(Context::ASYNC);

/// Parses any bytes in every way that there is; for fuzzing. Whatever the bytes are, this returns.
pub fn parse_any_bytes(bytes: &[u8]) {
    let Ok(source) = Source::new(bytes) else {
        return;
    };
    let options = Options::default();
    for goal in [
        Goal::Script,
        Goal::Module,
        Goal::Eval,
        Goal::FunctionConstructor,
    ] {
        let mut names = Interner::new();
        let arena = Bump::new();
        let result = match goal {
            Goal::Script => parse_script(source, &mut names, &arena, &options),
            Goal::Module => parse_module(source, &mut names, &arena, &options),
            Goal::Eval => parse_eval(
                source,
                &EvalContext::default(),
                &mut names,
                &arena,
                &options,
            ),
            Goal::FunctionConstructor => {
                let text =
                    assemble_dynamic_function(DynamicFunctionKind::AsyncGenerator, b"", bytes);
                let Ok(source) = Source::new(&text) else {
                    continue;
                };
                let _ = parse_dynamic_function(source, 0, &mut names, &arena, &options);
                continue;
            }
        };
        let Ok(parsed) = result else { continue };
        for id in parsed.functions.ids() {
            let arena = Bump::new();
            let function =
                parse_function(source, &parsed.functions, id, &mut names, &arena, &options);
            assert!(
                function.is_ok_and(|function| function.id == id),
                "a function that the first pass accepted is parsed again"
            );
        }
    }
}

/// Parses a whole text whose state has the right context.
fn program<'a>(
    mut state: State<'_>,
    arena: &'a Bump,
    kind: ScopeKind,
) -> Result<ParsedProgram<'a>, Box<Diagnostic>> {
    let parser = Parser {
        state: &mut state,
        arena,
    };
    match parser.program(kind) {
        Ok(program) => {
            let functions = core::mem::replace(&mut state.table, FunctionTable::new(state.goal));
            Ok(ParsedProgram { program, functions })
        }
        Err(failed) => Err(diagnostic(&mut state, &failed)),
    }
}

/// What went wrong.
fn diagnostic(state: &mut State<'_>, _failed: &Failed) -> Box<Diagnostic> {
    state.error.take().unwrap_or_else(|| {
        let code = ErrorCode::InvalidCharacter;
        let primary = Label {
            span: state.token.span(),
            text: alloc::string::String::new(),
        };
        Box::new(Diagnostic {
            code,
            message: code.template().to_string(),
            primary,
            secondary: Vec::new(),
        })
    })
}

impl<'s, 'a> Parser<'_, 's, 'a> {
    fn program(mut self, kind: ScopeKind) -> Parsed<Program<'a>> {
        self.lexer.skip_hashbang();
        self.advance();
        let flags = self.scope_flags();
        let scope = self.analysis.open(kind, flags, 0);
        self.function.var_scope = scope.0;
        let mut list: SmallVec<[&'a Stmt<'a>; 16]> = SmallVec::new();
        self.directives(&mut list)?;
        let mut module = ModuleBuild::default();
        while !self.at(TokenKind::EndOfFile) {
            let statement = match kind {
                ScopeKind::Module => self.module_item(&mut module)?,
                _ => self.statement_list_item()?,
            };
            list.push(statement);
        }
        let facts = match kind {
            ScopeKind::Module => Some(self.finish_module(&module)?),
            _ => None,
        };
        let body = self.list(&list);
        Ok(Program {
            module: facts,
            ..self.finish_program(body)?
        })
    }

    /// Closes the top-level scope.
    fn finish_program(&mut self, body: &'a [&'a Stmt<'a>]) -> Parsed<Program<'a>> {
        let scope = self.analysis.current;
        let (strict, flags) = (self.scope_flags(), self.function.flags);
        let extensible = flags.has(FunctionFlags::SLOPPY_DIRECT_EVAL);
        self.analysis
            .add_flags(scope, strict.with_if(extensible, ScopeFlags::EXTENSIBLE));
        self.close_scope()?;
        self.analysis.leave_function(0, 0);
        self.table.roots = self.adopt(0, None);
        let free: Vec<FreeName> = self
            .analysis
            .references
            .iter()
            .map(|reference| FreeName {
                name: reference.name,
                assigned: reference.assigned,
            })
            .collect();
        Ok(Program {
            goal: self.goal,
            span: Span::new(0, self.lexer.len()),
            flags: flags.with_if(self.strict(), FunctionFlags::STRICT),
            body,
            scope: crate::scope::ScopeId(scope),
            scopes: self.analysis.finish(self.arena),
            module: None,
            free: self.list(&free),
        })
    }

    /// The text of a function constructor.
    fn dynamic_function(mut self, parameters: usize) -> Parsed<Program<'a>> {
        self.advance();
        let scope = self.analysis.open(ScopeKind::Script, ScopeFlags::NONE, 0);
        self.function.var_scope = scope.0;
        let start = self.token.start;
        // The name is not bound in the function.
        let mut flags = FunctionFlags::DECLARATION;
        if self.token.is_word(Name::ASYNC) {
            self.advance();
            flags.insert(FunctionFlags::ASYNC);
        }
        self.expect(TokenKind::Function)?;
        if self.eat(TokenKind::Star) {
            flags.insert(FunctionFlags::GENERATOR);
        }
        let name = self.identifier()?;
        // Parameters and body begin and end where they were put.
        let parameters_start = self.token.start as usize;
        let body_start = parameters_start + 1 + parameters + "\n) ".len();
        let head = FunctionHead {
            kind: FunctionKind::Normal,
            flags,
            start,
            name: Some((name.name, name.span())),
            creation: start,
        };
        let id = self.function(&head)?;
        let body = self.table.get(id).body;
        if body.start as usize != body_start {
            return Err(self.fail(ErrorCode::DynamicFunctionParameters, body, &[]));
        }
        if !self.at(TokenKind::EndOfFile) || body.end != self.lexer.len() {
            return Err(self.fail(ErrorCode::DynamicFunctionBody, body, &[]));
        }
        let expr = self.expr(start, ExprKind::Function(id));
        let statement = self.stmt(start, StmtKind::Expression(expr));
        let body = self.list(&[statement]);
        self.finish_program(body)
    }

    /// One known function, for compilation.
    fn known_root(mut self, functions: &'s FunctionTable, id: FunctionId) -> Parsed<Function<'a>> {
        let record = *functions.get(id);
        let lazy = Lazy::new(functions, id);
        self.next_arrow = lazy.next_arrow();
        self.lazy = Some(lazy);
        // Whatever is allowed only in some places was checked before.
        self.function.context = Context::NEW_TARGET
            .with(Context::SUPER_PROPERTY)
            .with(Context::SUPER_CALL)
            .with_if(record.is(FunctionFlags::STRICT), Context::STRICT)
            .with_if(functions.goal() == Goal::Module, Context::MODULE);
        self.function.context = self.function_context(record.kind, record.flags);
        let head = FunctionHead {
            kind: record.kind,
            flags: record.flags,
            start: record.span.start,
            name: record.name.map(|name| (name, record.span)),
            creation: record.span.start,
        };
        self.lexer.position = record.parameters as usize;
        self.advance();
        let mark = self.analysis.mark();
        let parts = self.function_parts(&head, mark)?;
        debug_assert!(
            self.agrees_with(&record, functions.free_names(id)),
            "both passes see the same function"
        );
        Ok(Function {
            id,
            parameters: parts.parameters.list,
            rest: parts.parameters.rest,
            body: parts.body,
            name_scope: parts.name_scope,
            parameter_scope: parts.parameter_scope,
            body_scope: parts.body_scope,
            scopes: self.analysis.finish(self.arena),
        })
    }

    /// Whether the facts of the function just read are those of its record.
    fn agrees_with(&self, record: &FunctionRecord, free: &[FreeName]) -> bool {
        let mut flags = self.function.flags;
        let mut expected = record.flags;
        if record.flags.has(FunctionFlags::DIRECT_EVAL) {
            // Eval uses whatever the place allows, and here all is allowed.
            let allowed = FunctionFlags::THROUGH_ARROWS.with(FunctionFlags::CAPTURED_BY_ARROWS);
            (flags, expected) = (flags.without(allowed), expected.without(allowed));
        }
        let known = FunctionFlags::THROUGH_ARROWS
            .with(FunctionFlags::CAPTURED_BY_ARROWS)
            .with(FunctionFlags::PARAMETER_EXPRESSIONS)
            .with(FunctionFlags::SIMPLE_PARAMETERS)
            .with(FunctionFlags::NEEDS_ARGUMENTS)
            .with(FunctionFlags::DIRECT_EVAL)
            .with(FunctionFlags::INNER_DIRECT_EVAL)
            .with(FunctionFlags::SLOPPY_DIRECT_EVAL)
            .with(FunctionFlags::EXPRESSION_BODY)
            .with(FunctionFlags::SUSPENDS);
        let names = self.analysis.references.iter();
        flags.and(known) == expected.and(known)
            && self.previous_end == record.span.end
            && names
                .map(|it| (it.name, it.assigned))
                .eq(free.iter().map(|it| (it.name, it.assigned)))
    }
}
