//! Entry points: what can be compiled.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use kataan_syntax::{
    Bump, Diagnostic, DynamicFunctionKind, EvalContext, FunctionTable, Interner, InvalidSource,
    ParsedProgram, Source, Stop, ast::FunctionId, ast::Name,
};

use super::outer::{OuterId, OuterScopes};
use super::unit::UnitCompiler;
use crate::container::{Goal, Unit};
use crate::opcode::operand::ConstantIndex;

/// Which functions are compiled with the text around them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// Those that are called where they stand; all others at their first call.
    Lazy,
    /// All: for units that are stored.
    Whole,
}

/// How to compile.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which functions are compiled at once.
    pub mode: Mode,
    /// The unit carries the source text.
    pub keep_source: bool,
    /// How many bytes of native stack the compiler (and its parser) may use below its caller.
    pub stack_budget: usize,
    /// Who may end the compilation, which then fails.
    pub stop: Option<Stop>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            mode: Mode::Lazy,
            keep_source: false,
            stack_budget: 512 << 10,
            stop: None,
        }
    }
}

/// Why a text has no bytecode.
#[derive(Debug)]
pub enum CompileError {
    /// The text is wrong, or nests too deeply for the parser.
    Syntax(Box<Diagnostic>),
    /// The bytes are no source text.
    Source(InvalidSource),
    /// The text nests too deeply for the compiler.
    TooDeep,
    /// The compilation was ended from outside.
    Interrupted,
    /// One function needs more registers or environment slots than an operand can name, or the
    /// unit would exceed 32-bit offsets.
    TooLarge,
    /// The scope constant of a direct eval is malformed.
    Scope,
}

impl fmt::Display for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(diagnostic) => diagnostic.fmt(f),
            Self::Source(InvalidSource::Encoding { offset }) => {
                write!(
                    f,
                    "the text is not UTF-8: byte {offset} starts no character"
                )
            }
            Self::Source(InvalidSource::TooLong) => f.write_str("the text is longer than 2 GiB"),
            Self::TooDeep => f.write_str("the program nests too deeply"),
            Self::Interrupted => f.write_str("interrupted"),
            Self::TooLarge => f.write_str("a function is too large: it has too many variables"),
            Self::Scope => f.write_str("the scope of a direct eval is malformed"),
        }
    }
}

impl core::error::Error for CompileError {}

impl From<Box<Diagnostic>> for CompileError {
    fn from(diagnostic: Box<Diagnostic>) -> Self {
        Self::Syntax(diagnostic)
    }
}

/// Where a direct eval stands.
#[derive(Clone, Copy, Debug)]
pub struct EvalScope<'u> {
    /// The unit of the code that calls `eval`.
    pub unit: Unit<'u>,
    /// The `scope` operand of its `call_eval`.
    pub scope: ConstantIndex,
    /// Whether that code is strict.
    pub strict: bool,
}

/// What a function's creation knows of it, kept until it is compiled.
#[derive(Clone, Copy, Debug)]
pub(super) struct FunctionContext {
    pub(super) outer: Option<OuterId>,
    /// The `name` property, if known when compiled.
    pub(super) name: Option<Name>,
    /// For class constructors: the class's text, for `toString`.
    pub(super) class_span: Option<(u32, u32)>,
    /// For class constructors: instances have fields or private methods.
    pub(super) has_fields: bool,
    /// Where the code stands, as in [`crate::container::ScopeInfo::context`]; of the function around
    /// an arrow function.
    pub(super) context: u8,
    /// What `this` is in an arrow function that finds no other around it.
    pub(super) this: OutermostThis,
    /// `new.target` of an arrow function is undefined whatever stands around it.
    pub(super) no_new_target: bool,
}

/// What `this` is outside of all functions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum OutermostThis {
    Global,
    Undefined,
}

/// A text that was parsed, with what compiling its functions one by one needs.
pub struct Program {
    pub(super) source: Vec<u8>,
    pub(super) names: Interner,
    pub(super) functions: FunctionTable,
    pub(super) outer: OuterScopes,
    pub(super) contexts: Vec<Option<FunctionContext>>,
    pub(super) this: OutermostThis,
}

/// A compiled text.
pub struct Compiled {
    /// For compiling its lazy functions; not needed after [`Mode::Whole`].
    pub program: Program,
    /// The unit.
    pub unit: Vec<u64>,
}

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Program")
            .field("source", &self.source.len())
            .field("functions", &self.functions.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Compiled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Compiled")
            .field("program", &self.program)
            .finish_non_exhaustive()
    }
}

type Parse<'p> = dyn for<'a> FnOnce(
        Source<'_>,
        &mut Interner,
        &'a Bump,
    ) -> Result<ParsedProgram<'a>, Box<Diagnostic>>
    + 'p;

impl Program {
    /// Compiles a script.
    pub fn compile_script(source: Vec<u8>, options: &Options) -> Result<Compiled, CompileError> {
        let limits = parse_options(options);
        Self::compile(
            source,
            Interner::new(),
            OuterScopes::default(),
            Place {
                outer: None,
                goal: Goal::Script,
                this: OutermostThis::Global,
                context: 0,
            },
            options,
            Box::new(move |source, names, arena| {
                kataan_syntax::parse_script(source, names, arena, &limits)
            }),
        )
    }

    /// Compiles a module.
    pub fn compile_module(source: Vec<u8>, options: &Options) -> Result<Compiled, CompileError> {
        let limits = parse_options(options);
        Self::compile(
            source,
            Interner::new(),
            OuterScopes::default(),
            Place {
                outer: None,
                goal: Goal::Module,
                this: OutermostThis::Undefined,
                context: 0,
            },
            options,
            Box::new(move |source, names, arena| {
                kataan_syntax::parse_module(source, names, arena, &limits)
            }),
        )
    }

    /// Compiles eval code: direct eval with the scope that it stands in, else indirect.
    pub fn compile_eval(
        source: Vec<u8>,
        scope: Option<EvalScope<'_>>,
        options: &Options,
    ) -> Result<Compiled, CompileError> {
        let limits = parse_options(options);
        let mut names = Interner::new();
        let mut scopes = OuterScopes::default();
        let mut outer = None;
        let mut strict = false;
        if let Some(scope) = scope {
            outer = scopes
                .import(scope.unit, scope.scope, &mut names)
                .ok_or(CompileError::Scope)?;
            strict = scope.strict || outer.is_some_and(|id| scopes.get(id).strict);
        }
        let context = outer.map_or(0, |id| scopes.get(id).context);
        let in_module = scopes
            .chain(outer)
            .any(|scope| scope.kind == crate::container::ScopeInfoKind::Module);
        let private_names: Vec<Name> = scopes
            .chain(outer)
            .flat_map(|scope| scope.bindings.iter())
            .filter(|binding| binding.kind == crate::container::BindingInfoKind::Private)
            .map(|binding| binding.name)
            .collect();
        let this = if in_module {
            OutermostThis::Undefined
        } else {
            OutermostThis::Global
        };
        Self::compile(
            source,
            names,
            scopes,
            Place {
                outer,
                goal: Goal::Eval,
                this,
                context,
            },
            options,
            Box::new(move |source, names, arena| {
                let context = EvalContext {
                    strict,
                    in_function: context & context::NEW_TARGET != 0,
                    in_method: context & context::METHOD != 0,
                    in_derived_constructor: context & context::DERIVED != 0,
                    in_class_field_initializer: context & context::FIELD != 0,
                    private_names: &private_names,
                };
                kataan_syntax::parse_eval(source, &context, names, arena, &limits)
            }),
        )
    }

    /// Compiles the function that a function constructor makes of joined parameters and a body. The
    /// unit's entry is the function itself, to be created in the global scope.
    pub fn compile_dynamic_function(
        kind: DynamicFunctionKind,
        parameters: &[u8],
        body: &[u8],
        options: &Options,
    ) -> Result<Compiled, CompileError> {
        let limits = parse_options(options);
        let source = kataan_syntax::assemble_dynamic_function(kind, parameters, body);
        let length = parameters.len();
        Self::compile(
            source,
            Interner::new(),
            OuterScopes::default(),
            Place {
                outer: None,
                goal: Goal::Function,
                this: OutermostThis::Global,
                context: 0,
            },
            options,
            Box::new(move |source, names, arena| {
                kataan_syntax::parse_dynamic_function(source, length, names, arena, &limits)
            }),
        )
    }

    /// Compiles one function of a text whose record is lazy, into a unit of its own.
    pub fn compile_function(
        &mut self,
        function: u32,
        options: &Options,
    ) -> Result<Vec<u64>, CompileError> {
        if function as usize >= self.functions.len() {
            return Err(CompileError::TooLarge);
        }
        let mut unit = UnitCompiler::new(self, options);
        let entry = unit.function(FunctionId(function));
        unit.compile_pending(Some(entry))?;
        let words = unit.finish(Goal::Function, entry, None)?;
        self.names.shrink();
        Ok(words)
    }

    /// The source text.
    #[must_use]
    pub fn source(&self) -> &[u8] {
        &self.source
    }

    /// Bytes that the program holds.
    pub fn memory(&self) -> usize {
        self.source.capacity()
            + self.names.memory()
            + self.functions.memory()
            + self.outer.memory()
            + self.contexts.capacity() * size_of::<Option<FunctionContext>>()
            + size_of::<Self>()
    }

    fn compile(
        source: Vec<u8>,
        mut names: Interner,
        outer: OuterScopes,
        place: Place,
        options: &Options,
        parse: Box<Parse<'_>>,
    ) -> Result<Compiled, CompileError> {
        let arena = Bump::new();
        let text = Source::new(&source).map_err(CompileError::Source)?;
        let parsed = parse(text, &mut names, &arena)?;
        let contexts = alloc::vec![None; parsed.functions.len()];
        let mut program = Self {
            source,
            names,
            functions: parsed.functions,
            outer,
            contexts,
            this: place.this,
        };
        let mut unit = UnitCompiler::new(&mut program, options);
        let entry = unit.program(&parsed.program, &place)?;
        drop(arena);
        let force = (place.goal == Goal::Function).then_some(entry);
        unit.compile_pending(force)?;
        let source = options.keep_source.then(|| unit.program.source.clone());
        let unit = unit.finish(place.goal, entry, source.as_deref())?;
        program.names.shrink();
        Ok(Compiled { program, unit })
    }
}

/// Bits of [`crate::container::ScopeInfo::context`].
pub(super) mod context {
    pub(in super::super) const NEW_TARGET: u8 = 1;
    pub(in super::super) const METHOD: u8 = 2;
    pub(in super::super) const DERIVED: u8 = 4;
    pub(in super::super) const FIELD: u8 = 8;
}

/// What stands around a text's top level.
pub(super) struct Place {
    pub(super) outer: Option<OuterId>,
    pub(super) goal: Goal,
    pub(super) this: OutermostThis,
    pub(super) context: u8,
}

fn parse_options(options: &Options) -> kataan_syntax::Options {
    kataan_syntax::Options {
        stack_budget: options.stack_budget,
        stop: options.stop.clone(),
    }
}
