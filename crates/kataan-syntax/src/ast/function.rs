//! Roots of trees: a program's top level, and a function parsed by itself.

use super::{Expr, ModuleFacts, Pattern, PatternElement, Stmt};
use crate::function_table::{FreeName, FunctionFlags, Goal};
use crate::scope::{ScopeId, Scopes};
use crate::span::Span;

/// Index of a [`FunctionRecord`](crate::FunctionRecord) in its
/// [`FunctionTable`](crate::FunctionTable).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FunctionId(pub u32);

/// The top level of a script, module or eval code.
#[derive(Clone, Copy, Debug)]
pub struct Program<'a> {
    /// Script, module or eval.
    pub goal: Goal,
    /// The whole text.
    pub span: Span,
    /// Facts of the top level as of a function: strictness, eval, `this` …
    pub flags: FunctionFlags,
    /// Statements in order.
    pub body: &'a [&'a Stmt<'a>],
    /// The top-level scope: var, function and lexical declarations.
    pub scope: ScopeId,
    /// All scopes of the top level (none of inner functions).
    pub scopes: Scopes<'a>,
    /// For modules.
    pub module: Option<&'a ModuleFacts<'a>>,
    /// Names used but not declared, in the program or its functions, each once.
    pub free: &'a [FreeName],
}

/// One function with its body, parsed for compilation.
#[derive(Clone, Copy, Debug)]
pub struct Function<'a> {
    /// Its record: kind, flags, spans, name.
    pub id: FunctionId,
    /// Parameters in order, without the rest parameter.
    pub parameters: &'a [Parameter<'a>],
    /// `...rest`
    pub rest: Option<&'a Pattern<'a>>,
    /// The body.
    pub body: Body<'a>,
    /// Holds a function expression's own name, around `parameter_scope`.
    pub name_scope: Option<ScopeId>,
    /// Parameters and `arguments`; without parameter expressions also everything of the body's top
    /// level.
    pub parameter_scope: ScopeId,
    /// The body's variables and lexical declarations; equals `parameter_scope` unless there are
    /// parameter expressions.
    pub body_scope: ScopeId,
    /// All scopes of the function (none of inner functions).
    pub scopes: Scopes<'a>,
}

/// A parameter and its default.
pub type Parameter<'a> = PatternElement<'a>;

/// What a function runs.
#[derive(Clone, Copy, Debug)]
pub enum Body<'a> {
    /// `{…}`
    Statements(&'a [&'a Stmt<'a>]),
    /// `=> a`
    Expression(&'a Expr<'a>),
}
